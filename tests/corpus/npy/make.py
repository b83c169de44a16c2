"""Writes the .npy files of this folder with NumPy, and expected.tsv: what NumPy reads in them.

    python make.py [FOLDER]

Every dtype in C and in F order in the version of the format that NumPy chooses, in C order in the other versions too; and arrays
of other shapes. A line of expected.tsv is: file, version, descr, shape, order, whether NumPy chooses that version, items in C order.
"""

import io
import sys
import warnings
from pathlib import Path

import numpy as np

FLOATS = [0.0, -0.0, 1.5, -2.25, 1e-3, 65504.0, float("nan"), float("inf"), float("-inf"), 1 / 3]
TEXTS = ["", "a", "abc", "\N{LATIN SMALL LETTER E WITH ACUTE}", "it's", "\N{SNOWMAN}", "tab\t", '"', "\U0001f980"]


def scalars():
    yield "bool", np.dtype("?")
    for code in ["i1", "u1", "S1", "S5", "V3", "V0"]:
        yield code, np.dtype(code)
    for code in ["i2", "i4", "i8", "u2", "u4", "u8", "f2", "f4", "f8", "g", "c8", "c16", "G", "U1", "U4"]:
        for order, word in [("<", "le"), (">", "be")]:
            yield f"{code}-{word}", np.dtype(code).newbyteorder(order)
    for code in ["M8", "m8", "M8[ns]", "m8[us]", "M8[D]", "M8[25s]", "m8[Y]"]:
        name = code.replace("[", "-").replace("]", "")
        yield f"{name}-le", np.dtype("<" + code)
    yield "M8-ms-be", np.dtype(">M8[ms]")


def records():
    point = np.dtype([("x", "<f4"), ("y", ">i2")])
    yield "packed", point
    yield "aligned", np.dtype([("flag", "?"), ("x", "f8"), ("n", "i2")], align=True)
    yield "gaps", np.dtype({"names": ["a", "b"], "formats": ["<u2", ">u4"], "offsets": [1, 5], "itemsize": 12})
    yield "subarrays", np.dtype([("m", ">i2", (2, 3)), ("v", "<f4", (2,)), ("one", "u1", (1,))])
    yield "nested", np.dtype([("head", point), ("tail", [("name", "S3"), ("at", "M8[s]"), ("inner", point, (2,))])])
    yield "texts", np.dtype([("s", "S4"), ("u", "<U2"), ("v", "V2"), ("b", "?"), ("c", ">c8"), ("h", "<f2")])
    yield "titles", np.dtype([(("the title", "a"), "<i4"), ("b", "u1")])
    yield "quotes", np.dtype([("it's", "u1"), ('say "hi"', "u1"), ("back\\slash", "u1"), ("new\nline", "u1")])
    yield "latin", np.dtype([("gr\N{LATIN SMALL LETTER O WITH DIAERESIS}\N{LATIN SMALL LETTER SHARP S}e", "<i2")])
    yield "unicode", np.dtype([("\N{GREEK SMALL LETTER ALPHA}", "<i2"), ("\N{SNOWMAN}", "u1")])
    yield "single", np.dtype([("only", "<i8")])
    yield "empty", np.dtype([])
    yield "nothing", np.dtype([("s", "S0"), ("u", "<U0"), ("n", "u1"), ("none", "<f8", (0,))])


def item(dtype, at):
    """Something for one item: a function of the position alone."""
    if dtype.names is not None:
        return tuple(item(dtype[name], at + index) for index, name in enumerate(dtype.names))
    if dtype.subdtype is not None:
        base, shape = dtype.subdtype
        flat = [item(base, at + index) for index in range(int(np.prod(shape)))]
        array = np.empty(len(flat), base)
        for index, value in enumerate(flat):
            array[index] = value
        return array.reshape(shape)
    if dtype.kind == "b":
        return at % 2 == 1
    if dtype.kind in "iu":
        info = np.iinfo(dtype)
        return [0, 1, info.max, info.min, info.max // 3, 7][at % 6]
    if dtype.kind == "f":
        return FLOATS[at % len(FLOATS)]
    if dtype.kind == "c":
        return complex(FLOATS[at % len(FLOATS)], FLOATS[(at + 3) % len(FLOATS)])
    if dtype.kind == "S":
        return bytes((at * 37 + index * 91) % 256 for index in range(dtype.itemsize))
    if dtype.kind == "U":
        return TEXTS[at % len(TEXTS)][: dtype.itemsize // 4]
    if dtype.kind == "V":
        return np.void(bytes((at * 53 + index * 17) % 256 for index in range(dtype.itemsize)))
    assert dtype.kind in "mM", dtype
    return np.int64([0, -1, 86400, 1_700_000_000_000, -(2**63), 2**40][at % 6]).astype(dtype)


def array(dtype, shape, order="C"):
    a = np.zeros(shape, dtype, order)
    if dtype.itemsize:
        for at, index in enumerate(np.ndindex(*shape)):
            a[index] = item(dtype, at)
    if np.issubdtype(dtype, np.longdouble) or np.issubdtype(dtype, np.clongdouble):
        clear_padding(a)
    return a


def clear_padding(a):
    """Of the 16 bytes of an x87 number 10 count; NumPy leaves in the others what was there."""
    bytes_of = a.reshape(-1, order="A").view("u1").reshape(-1, 16)
    bytes_of[:, slice(0, 6) if a.dtype.byteorder == ">" else slice(10, 16)] = 0


def show(dtype, raw):
    """One item as text: Python's repr of what it holds, dates as their numbers."""
    if dtype.subdtype is not None:
        base, shape = dtype.subdtype

        def axis(shape, raw):
            if not shape:
                return show(base, raw)
            step = len(raw) // max(shape[0], 1)
            return "[" + ", ".join(axis(shape[1:], raw[i * step : (i + 1) * step]) for i in range(shape[0])) + "]"

        return axis(shape, raw)
    if dtype.names is not None:
        fields = [dtype.fields[name][:2] for name in dtype.names]
        parts = [show(field, raw[offset : offset + field.itemsize]) for field, offset in fields]
        return "(" + ", ".join(parts) + ("," if len(parts) == 1 else "") + ")"
    if dtype.kind in "SV":
        return repr(raw)
    if dtype.kind == "U":
        text = raw.decode("utf-32-be" if dtype.byteorder == ">" else "utf-32-le", "replace")
        return repr(text.rstrip("\0"))
    if dtype.kind in "mM":
        dtype = np.dtype("i8").newbyteorder(dtype.byteorder)
    value = np.frombuffer(raw, dtype)[0]
    if dtype.kind == "f":
        return repr(float(value))
    if dtype.kind == "c":
        return repr(complex(value))
    return repr(value.item())


def items(a):
    raw = a.tobytes("C")
    size = a.dtype.itemsize
    return [show(a.dtype, raw[i * size : (i + 1) * size]) for i in range(a.size)]


def written(a, version=None):
    file = io.BytesIO()
    np.lib.format.write_array(file, a, version=version, allow_pickle=False)
    return file.getvalue()


def line(name, data, natural):
    """What NumPy finds when it reads the file back."""
    file = io.BytesIO(data)
    a = np.lib.format.read_array(file, allow_pickle=False, max_header_size=1 << 20)
    file.seek(0)
    version = np.lib.format.read_magic(file)
    fortran = b"'fortran_order': True" in data
    fields = [
        name,
        "%d.%d" % version,
        repr(np.lib.format.dtype_to_descr(a.dtype)),
        repr(a.shape),
        "F" if fortran else "C",
        str(natural),
        "; ".join(items(a)),
    ]
    assert not any("\t" in field or "\n" in field for field in fields), fields
    return "\t".join(fields) + "\n"


def arrays():
    """Name, array, versions besides NumPy's own choice."""
    for name, dtype in [*scalars(), *records()]:
        yield f"{name}-C", array(dtype, (2, 3)), [(1, 0), (2, 0), (3, 0)]
        yield f"{name}-F", array(dtype, (2, 3), "F"), []
    f4 = np.dtype("<f4")
    for shape in [(), (1,), (7,), (0,), (3, 0, 2), (1, 5), (5, 1), (2, 3, 4), (1,) * 32, (1000,)]:
        name = "shape-" + "x".join(map(str, shape)) if 0 < len(shape) < 10 else f"shape-rank-{len(shape)}"
        yield f"{name}-C", array(f4, shape), []
    yield "shape-2x3x4-F", array(f4, (2, 3, 4), "F"), []
    yield "shape-64-C", array(np.dtype("u1"), (1,) * 64), []


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    warnings.simplefilter("ignore")
    lines = []
    for name, a, versions in arrays():
        chosen = written(a)
        files = [(f"{name}.npy", chosen, True)]
        for version in versions:
            try:
                data = written(a, version)
            except ValueError:
                # The version cannot say it.
                continue
            if data != chosen:
                files.append((f"{name}-v{version[0]}.npy", data, False))
        for file, data, natural in files:
            (folder / file).write_bytes(data)
            lines.append(line(file, data, natural))
    (folder / "expected.tsv").write_text("".join(lines), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
