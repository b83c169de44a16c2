"""Writes the conformance corpus of format strings: see README.md beside this file.

    python make_corpus.py PYTHON...

Run it with a Python that has NumPy; every PYTHON given (say, python3.11 python3.12 python3.13) is
asked what its struct, array and ctypes do. Nothing here states an expectation: whatever the
interpreters and NumPy answer is written down. The same versions give the same files.
"""

import array
import ctypes
import os
import struct
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


class Dice:
    """Random numbers that are the same in every version of Python."""

    def __init__(self, seed):
        self.state = seed

    def below(self, n):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % n

    def of(self, choices):
        return choices[self.below(len(choices))]

    def bytes(self, n):
        return bytes(self.below(256) for _ in range(n))


# --- How things are written -----------------------------------------------------------------


def text(string):
    """A string as a column: percent-encoded where it is not plain ASCII."""
    plain = lambda byte: 32 <= byte < 127 and byte != ord("%")
    return "".join(chr(b) if plain(b) else "%%%02X" % b for b in string.encode("utf-8"))


def bits(number):
    return "%016x" % struct.unpack(">Q", struct.pack(">d", number))[0]


def value(v):
    """A value as a column; None if there is no way to write it."""
    if v is True or v is False:
        return str(v).lower()
    if isinstance(v, int):
        return str(v) if -(2**63) <= v < 2**64 else None
    if isinstance(v, float):
        return "d" + bits(v)
    if isinstance(v, complex):
        return "c%s,%s" % (bits(v.real), bits(v.imag))
    if isinstance(v, bytes):
        return "b" + v.hex()
    if isinstance(v, str):
        try:
            return "u" + v.encode("utf-8").hex()
        except UnicodeEncodeError:
            return None
    if isinstance(v, (tuple, list)):
        parts = [value(part) for part in v]
        if None in parts:
            return None
        brackets = "()" if isinstance(v, tuple) else "[]"
        return " ".join([brackets[0], *parts, brackets[1]])
    return None


def values(vs):
    parts = [value(v) for v in vs]
    return None if None in parts else " ".join(parts)


LINES = []


def line(*columns):
    if None not in columns:
        LINES.append("\t".join(str(column) for column in columns))


# --- struct ---------------------------------------------------------------------------------


def kind(error):
    return "overflow" if isinstance(error, OverflowError) else "error"


MALFORMED = {
    "bad char in struct format": "char",
    "repeat count given without format specifier": "count",
    "total struct size too long": "size",
    "embedded null character": "null",
}


def size(fmt):
    try:
        line("size", text(fmt), struct.calcsize(fmt))
    except UnicodeEncodeError:
        line("bad", text(fmt), "ascii")
    except struct.error as error:
        line("bad", text(fmt), MALFORMED[str(error)])


def pack(fmt, *vs):
    try:
        packed = struct.pack(fmt, *vs).hex()
    except (struct.error, OverflowError) as error:
        line("refuse", text(fmt), values(vs), kind(error))
    else:
        line("pack", text(fmt), values(vs), packed)


def unpack(fmt, data):
    try:
        unpacked = struct.unpack(fmt, data)
    except SystemError:
        pass  # CPython fails over an unpacked "0p".
    except struct.error:
        line("short", text(fmt), data.hex())
    else:
        line("unpack", text(fmt), data.hex(), values(unpacked))


MODES = ["", "@", "=", "<", ">", "!"]
INTEGERS = "bBhHiIlLqQnNP"
FLOATS = "efd"


def integer_values():
    found = {0, 1, -1}
    for power in (7, 8, 15, 16, 31, 32, 63, 64):
        for near in (-2, -1, 0, 1):
            found |= {2**power + near, -(2**power) + near}
    return sorted(found)


def float_values():
    found = [0.0, -0.0, 1.0, -1.5, 0.1, 1 / 3, 1e-300, 5e-324, -2.2250738585072014e-308]
    found += [float("inf"), float("-inf"), sys.float_info.max, 1e300, -1e39, 3.4028234663852886e38]
    found += [3.4028235677973362e38, 3.4028235677973366e38, -3.4028235677973366e38]
    found += [65504.0, 65519.99, 65520.0, -65519.999999999, 1e5, 2.0**-24, 2.0**-25]
    found += [2.0**-25 + 2.0**-60, 2.0**-14 - 2.0**-26, 2.0**-14, 1 + 2.0**-11]
    found += [1 + 2.0**-11 + 2.0**-40, 1 + 3 * 2.0**-11, 2.0**-149, 2.0**-150, 1.5 * 2.0**-150]
    found += [2.0**-126 - 2.0**-150, 1 + 2.0**-24, 1 + 2.0**-24 + 2.0**-50, 2.0**-127 * 1.1]
    return found


def single_codes():
    wrong = [1.5, b"1", "1", True, False]
    for mode in MODES:
        for code in INTEGERS:
            for v in integer_values() + wrong:
                if value(v):
                    pack_if_code(mode + code, v)
            patterns(mode + code)
        for code in FLOATS:
            for v in float_values() + [0, -7, 2**53 + 1, 2**64 - 1, -(2**63), True, b"1", "1"]:
                pack_if_code(mode + code, v)
            patterns(mode + code)
        for v in (True, False, 0, 1, -3, 0.0, 0.5, b"", b"\0", "", "0", (), [0], 1j, 0j):
            pack_if_code(mode + "?", v)
        for byte in range(256):
            unpack(mode + "?", bytes([byte]))
            unpack(mode + "c", bytes([byte]))
        for v in (b"", b"a", b"ab", 1, "a", True):
            pack_if_code(mode + "c", v)
        for count in (0, 1, 2, 3, 4) + (255, 256, 257, 300) * (mode == "<"):
            for code in "sp":
                for v in (b"", b"a", b"abc\0") + (b"x" * 254, b"y" * 255, b"w" * 400) * (count > 4):
                    pack_if_code("%s%d%s" % (mode, count, code), v)
                for first in (0, 1, 2, 3, 200, 255):
                    data = (bytes([first]) + b"abcdef" * 60)[:count]
                    unpack("%s%d%s" % (mode, count, code), data)
        for v in (1, "a", 1.0, True):
            pack_if_code(mode + "3s", v)
            pack_if_code(mode + "3p", v)
            pack_if_code(mode + "0s", v)


def pack_if_code(fmt, v):
    try:
        struct.calcsize(fmt)
    except struct.error:
        size(fmt)
    else:
        pack(fmt, v)


def patterns(fmt):
    try:
        n = struct.calcsize(fmt)
    except struct.error:
        return
    dice = Dice(n * 31 + len(fmt))
    found = [b"\0" * n, b"\xff" * n, b"\x7f" + b"\xff" * (n - 1), b"\xff" * (n - 1) + b"\x7f"]
    found += [b"\x80" + b"\0" * (n - 1), b"\0" * (n - 1) + b"\x80", b"\1" + b"\0" * (n - 1)]
    found += [bytes(range(1, n + 1)), b"\x7c" + b"\0" * (n - 1), b"\0" * (n - 1) + b"\x7c"]
    found += [dice.bytes(n) for _ in range(12)]
    for data in found:
        unpack(fmt, data)
    unpack(fmt, b"\0" * (n + 1))
    unpack(fmt, b"\0" * (n - 1))


def some_value(dice, code, count):
    if code in "sp":
        return [dice.bytes(dice.below(count + 2))]
    if code == "c":
        return [dice.bytes(1) for _ in range(count)]
    if code == "?":
        return [dice.below(2) == 1 for _ in range(count)]
    if code in "efd":
        return [dice.below(2000) / 8 - 100 for _ in range(count)]
    signed = code in "bhilqn"
    return [dice.below(256) - 128 * signed for _ in range(count)]


def many_items():
    dice = Dice(1)
    codes = "xcbB?hHiIlLqQnNefdspP"
    for number in range(4500):
        mode = dice.of(MODES)
        fmt, vs = mode, []
        for _ in range(1 + dice.below(6)):
            code = dice.of(codes if mode in ("", "@") else codes.replace("n", "").replace("P", "").replace("N", ""))
            count = dice.of([None, None, None, 0, 1, 2, 3, 5])
            fmt += dice.of(["", "", "", " ", "\t"]) + ("" if count is None else str(count)) + code
            n = 1 if count is None else count
            vs += [] if code == "x" else some_value(dice, code, n)
        if mode == "" and fmt[:1] in " \t":
            fmt = fmt.lstrip()
        size(fmt)
        pack(fmt, *vs)
        if number % 3 == 0:
            pack(fmt, *vs, 1)
            pack(fmt, *vs[:-1])
        data = dice.bytes(struct.calcsize(fmt))
        unpack(fmt, data)
        if number % 3 == 1:
            unpack(fmt, data + b"\0")
            unpack(fmt, data[:-1])


def malformed():
    dice = Dice(2)
    for fmt in """3|i3|c 2|0|+1i|-1i|1_0i|i,i|1.5i|3 i| <i|i<i|<@i|<i>i|=P|<n|>N|!P|i\0|\0|é|ié|T{i}
            i:a:|(2)i|g|w|u|O|z|Z|&i|X{}|^i|t|F|D|Zf|Zd|2F|<D|1 |@ |  |01i|00000000000i|9223372036854775807s
            9223372036854775808s|9223372036854775807i|9223372036854775807x|4611686018427387904h
            4611686018427387903h|99999999999999999999999s|1i9223372036854775807s|b9223372036854775807s
            2305843009213693951i3x|2305843009213693952i|1152921504606846975q7x|1152921504606846976q
            x9223372036854775807x|0s9223372036854775807s|9223372036854775800s7x|i9223372036854775800s0q
            <|>|=|!|@|""".replace("\n" + " " * 12, "|").split("|"):
        size(fmt)
    alphabet = "xcbB?hHiIlLqQnNefdspP" * 2 + "@=<>!0123456789 \t\n\r\v\f" + "yzTZXkm{}():,.+-_^&%$#\0é"
    for _ in range(4500):
        size("".join(dice.of(alphabet) for _ in range(1 + dice.below(7))))


def struct_corpus():
    single_codes()
    many_items()
    malformed()


# --- exporters of buffers: what the text says beside what the item is -------------------------


def leaf(path, offset, typestr, shape=()):
    dims = "(%s)" % ",".join(map(str, shape)) if shape else ""
    return "%s@%d:%s%s" % (text(path).replace(" ", "%20"), offset, typestr, dims)


def item(m):
    """The first item of a view as bytes."""
    return m.tobytes()[: m.itemsize]


def arrays():
    for code in array.typecodes:
        a = array.array(code, "é" if code in "uw" else [1])
        a.frombytes(Dice(ord(code)).bytes(a.itemsize) if code not in "uw" else b"a" + bytes(a.itemsize - 1))
        m = memoryview(a)
        types = {"u": "<U1", "w": "<U1", "f": "<f4", "d": "<f8"}
        size = a.itemsize
        typestr = types.get(code) or ("|" if size == 1 else "<") + "iu"[code.isupper()] + str(size)
        line("export", text(m.format), m.itemsize, leaf("", 0, typestr))
        for index, v in enumerate(a.tolist() if code not in "uw" else list(a.tounicode())):
            data = m.tobytes()[index * m.itemsize : (index + 1) * m.itemsize]
            line("item", text(m.format), m.itemsize, data.hex(), value(v))


SIMPLE = [ctypes.c_byte, ctypes.c_ubyte, ctypes.c_short, ctypes.c_ushort, ctypes.c_int]
SIMPLE += [ctypes.c_uint, ctypes.c_long, ctypes.c_ulong, ctypes.c_longlong, ctypes.c_ulonglong]
SIMPLE += [ctypes.c_float, ctypes.c_double, ctypes.c_longdouble, ctypes.c_bool, ctypes.c_char]
SIMPLE += [ctypes.c_wchar, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_wchar_p, ctypes.py_object]
SIMPLE += [ctypes.c_size_t, ctypes.c_ssize_t, ctypes.c_int8, ctypes.c_uint16, ctypes.c_int64]


def ctypes_leaf(path, offset, t):
    """What ctypes says that there is: a list of leaves."""
    shape = []
    while hasattr(t, "_length_") and hasattr(t, "_type_") and not isinstance(t._type_, str):
        shape.append(t._length_)
        t = t._type_
    n = ctypes.sizeof(t)
    if issubclass(t, ctypes.Union) or issubclass(t, ctypes.Structure) and old_packed(t):
        # ctypes exports it as a single byte.
        return [leaf(path, offset, "?%d" % n, shape)]
    if issubclass(t, ctypes.Structure):
        leaves = [leaf(path, offset, "record", shape)] if path else []
        for field in t._fields_:
            at = offset + getattr(t, field[0]).offset
            leaves += ctypes_leaf(path + "." + field[0] if path else field[0], at, field[1])
        return leaves
    if not issubclass(t, ctypes._SimpleCData):
        return [leaf(path, offset, "P", shape)]
    order = "<" if t is getattr(t, "__ctype_le__", t) else ">"
    code = t._type_
    kind = {"c": "S", "u": "U", "?": "b", "P": "P", "z": "P", "Z": "P", "O": "O", "f": "f", "d": "f", "g": "f"}
    k = kind.get(code) or ("u" if code in "BHILQ" else "i")
    if k in "PO":
        return [leaf(path, offset, k if k == "P" else "|O", shape)]
    n = n // 4 if k == "U" else n
    return [leaf(path, offset, ("|" if n == 1 and k != "U" else order) + k + str(n), shape)]


def old_packed(t):
    return hasattr(t, "_pack_") and sys.version_info < (3, 12)


def ctypes_export(t):
    try:
        m = memoryview(t())
    except Exception:
        return
    if m.ndim == 0:
        line("export", text(m.format), m.itemsize, " ".join(ctypes_leaf("", 0, t)))


def ctypes_corpus():
    dice = Dice(3)
    for t in SIMPLE:
        ctypes_export(t)
        ctypes_export(ctypes.POINTER(t))
        for big in (getattr(t, "__ctype_be__", None), getattr(t, "__ctype_le__", None)):
            if big is not None:
                ctypes_export(big)
    ctypes_export(ctypes.CFUNCTYPE(ctypes.c_int))
    made = []
    for number in range(500):
        base = dice.of([ctypes.Structure] * 6 + [ctypes.BigEndianStructure, ctypes.Union])
        fields = []
        for index in range(dice.below(6)):
            t = dice.of(SIMPLE[:15] if base is ctypes.BigEndianStructure else SIMPLE)
            if base is ctypes.BigEndianStructure and not hasattr(t, "__ctype_be__"):
                t = ctypes.c_int
            pick = dice.below(10)
            if base is ctypes.Structure and pick == 0 and made:
                t = dice.of(made[-20:])
            elif base is ctypes.Structure and pick == 1:
                t = ctypes.POINTER(t)
            elif base is ctypes.Structure and pick == 2:
                t = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_char_p)
            if dice.below(4) == 0 and base is not ctypes.BigEndianStructure:
                t = t * (1 + dice.below(3))
            fields.append((dice.of("abcdefgh") + str(index), t))
        space = {"_fields_": fields}
        if dice.below(6) == 0:
            space = {"_pack_": dice.of([1, 2, 4]), "_fields_": fields}
        t = type("S%d" % number, (base,), space)
        if ctypes.sizeof(t) == 0:
            continue
        if base is ctypes.Structure and "_pack_" not in space:
            made.append(t)
        ctypes_export(t)


# --- NumPy ----------------------------------------------------------------------------------

SCALARS = "? b B h H i I l L e f d g F D G O S1 S3 S7 U1 U3 V1 V4 i1 >i2 <i4 >i8 >u2 >u4 >f2 >f4"
SCALARS = (SCALARS + " >f8 >c8 >c16 >U2 <u8 <f8 ?").split()


def numpy_leaves(dt, path="", offset=0):
    shape = ()
    while dt.subdtype:
        dt, shape = dt.subdtype[0], shape + dt.subdtype[1]
    if dt.names is None:
        return [leaf(path, offset, dt.str, shape)]
    leaves = [leaf(path, offset, "record", shape)] if path else []
    for name in dt.names:
        inner, at = dt.fields[name][:2]
        leaves += numpy_leaves(inner, path + "." + name if path else name, offset + at)
    return leaves


def numpy_dtypes(np):
    dice = Dice(4)
    found = [np.dtype(s) for s in SCALARS] + [np.dtype([])]
    found += [np.dtype("M8[%s]" % unit) for unit in "Y M W D h m s ms us ns ps fs as 25s 10D".split()]
    found += [np.dtype(">m8[7ms]"), np.dtype("m8"), np.dtype("M8"), np.dtype("V0"), np.dtype("S0"), np.dtype("U0")]
    records = []
    for number in range(1500):
        fields = []
        for index in range(1 + dice.below(5)):
            t = np.dtype(dice.of(SCALARS))
            if dice.below(6) == 0 and records:
                t = dice.of(records[-30:])
            if dice.below(4) == 0:
                t = np.dtype((t, tuple(1 + dice.below(3) for _ in range(1 + dice.below(2)))))
            fields.append((dice.of(["x", "y", "long name", "é", "z"]) + str(index), t))
        names, formats = [f[0] for f in fields], [f[1] for f in fields]
        style = dice.below(5)
        if style == 0:
            dt = np.dtype(fields, align=True)
        elif style == 1:
            offsets, end = [], 0
            for t in formats:
                offsets.append(end + dice.below(4))
                end = offsets[-1] + t.itemsize
            dt = {"names": names, "formats": formats, "offsets": offsets, "itemsize": end + dice.below(5)}
            dt = np.dtype(dt)
        else:
            dt = np.dtype(fields)
        if dt.itemsize < 150:
            records.append(dt)
            found.append(dt)
    return found


def numpy_export(np, dt, dice):
    descr = np.lib.format.dtype_to_descr(dt)
    layout = " ".join(numpy_leaves(dt))
    line("descr", text(repr(descr)), dt.itemsize, layout)
    if dt.itemsize == 0 or loses_padding(dt):
        return
    try:
        m = memoryview(np.zeros(2, dt))
    except ValueError:
        return
    line("numpy", text(m.format), m.itemsize, layout)
    if dt.hasobject:
        return
    data = bytearray(dt.itemsize)
    fill(np, dt, dice, data, 0)
    v = plain(np, np.frombuffer(bytes(data), dt)[0])
    line("item", text(m.format), m.itemsize, data.hex(), value(v))


def loses_padding(dt, repeated=False):
    """Is a record with bytes behind its last field repeated? NumPy does not write those bytes, so
    the text is wrong, and nothing can put it right: NumPy misreads it too. It is left out."""
    if dt.subdtype:
        return loses_padding(dt.subdtype[0], True)
    if dt.names is None:
        return False
    ends = [dt.fields[name][1] + dt.fields[name][0].itemsize for name in dt.names]
    inner = any(loses_padding(dt.fields[name][0], repeated) for name in dt.names)
    return inner or repeated and max(ends, default=0) < dt.itemsize


def fill(np, dt, dice, data, offset):
    """Random bytes that mean something: characters in text, numbers in a long double."""
    if dt.subdtype:
        item = dt.subdtype[0]
        for at in range(offset, offset + dt.itemsize, item.itemsize):
            fill(np, item, dice, data, at)
        return
    if dt.names is not None:
        for name in dt.names:
            inner, at = dt.fields[name][:2]
            fill(np, inner, dice, data, offset + at)
        return
    new = dice.bytes(dt.itemsize)
    if dt.kind == "S":
        new = new[:-1] + b"z"  # NumPy hides the NULs at the end of a string.
    elif dt.kind == "U":
        letters = "".join(dice.of("abcXYZ\u00e9\u20ac\U0001f600\0") for _ in range(dt.itemsize // 4))
        new = np.array([letters], dt).tobytes()
    elif dt.char in "gG":
        new = np.array([dice.below(10**9) / 7 - 5e7], dt).tobytes()
        # Six bytes of the sixteen mean nothing, and hold whatever was in memory.
        new = b"".join(new[at : at + 10] + b"unused" for at in range(0, len(new), 16))
    elif dt.kind in "fc":
        new = np.array([dice.below(10**6) / 8 - 5e4], "f8").astype("f2" if dt.char == "e" else dt).astype(dt).tobytes()
    data[offset : offset + dt.itemsize] = new


def plain(np, v):
    """A NumPy scalar as a Python value, with all bytes of byte strings."""
    if isinstance(v, np.void) and v.dtype.names is not None:
        return tuple(plain(np, v[name]) for name in v.dtype.names)
    if isinstance(v, np.ndarray):
        return [plain(np, part) for part in v]
    if isinstance(v, np.void):
        return v.tobytes()
    if isinstance(v, np.bytes_):
        return bytes(v).ljust(v.dtype.itemsize, b"\0") if v.dtype.itemsize else bytes(v)
    if isinstance(v, np.longdouble):
        return float(v)
    if isinstance(v, np.clongdouble):
        return complex(float(v.real), float(v.imag))
    return v.item()


def numpy_import(kind, fmt):
    """What NumPy makes of a text: its reading of the grammar."""
    from numpy._core import _internal

    read = _internal.__dict__["__dtype_from_pep3118"]
    try:
        if kind == "read":
            # Asked as for a record inside another: NumPy forgets the alignment of the outermost.
            order, inner = fmt.split("T{", 1)
            stream = _internal._Stream(inner)
            stream.byteorder = order or "@"
            dt, align = read(stream, is_subdtype=True)
            if stream:
                return
            line("read", text(fmt), dt.itemsize, align, " ".join(numpy_leaves(dt)))
        else:
            dt, _ = read(_internal._Stream(fmt), is_subdtype=False)
            line("list", text(fmt), dt.itemsize, " ".join(numpy_leaves(dt)))
    except Exception:
        line("unread", text(fmt))


def numpy_texts():
    dice = Dice(5)
    codes = "? c b B h H i I l L q Q e f d Zf Zd s 3s w 2w x 3x".split()

    def item(depth, names):
        shape = dice.of(["", "", "", "", "(2)", "(2,3)", "(1)"])
        order = dice.of(["", "", "", "<", ">", "=", "@", "^", "!"])
        if depth < 3 and dice.below(5) == 0:
            inner = [item(depth + 1, []) for _ in range(1 + dice.below(3))]
            body = dice.of(["", "2"]) + "T{" + "".join(inner) + "}"
        else:
            code = dice.of(codes)
            if order in ("", "@", "^") and dice.below(12) == 0:
                code = dice.of(["g", "Zg", "O"])
            body = (dice.of(["", "", "2"]) if code[0] not in "0123456789swx" else "") + code
        name = dice.of([":a:", ":b:", ":c d:", ":é:", ":e1:", "", ":x%d:" % dice.below(50)])
        if name in names or body.endswith("x") and shape:
            name = ""
        names.append(name)
        return shape + order + body + name

    for number in range(3600):
        fmt = "".join(item(0, names) for names in [[]] for _ in range(1 + dice.below(4)))
        # Inside T{} all readers agree about the padding at the end.
        if number % 4 == 0:
            yield "list", fmt
        else:
            yield "read", dice.of(["", "<", "=", "^"]) + "T{" + fmt + "}"
    alphabet = ["T{", "}", "i", "h", "b", "d", ":a:", ":b:", "(2)", "(", ")", ",", "<", ">", "@", "3", "x", "s", "Z", "t", "u", ":"]
    for _ in range(900):
        yield "list", "".join(dice.of(alphabet) for _ in range(1 + dice.below(7)))


def numpy_corpus():
    import numpy as np

    dice = Dice(6)
    for dt in numpy_dtypes(np):
        numpy_export(np, dt, dice)
    for kind, fmt in numpy_texts():
        numpy_import(kind, fmt)


# --- all together ---------------------------------------------------------------------------

PARTS = {"struct": [struct_corpus], "exporters": [arrays, ctypes_corpus]}


def ask(python, part):
    asked = subprocess.run([python, "-W", "ignore", __file__, "--part", part], capture_output=True, check=True)
    return asked.stdout.decode().splitlines()


def merged(pythons, part):
    """The lines of all versions; those that not all of them give end with the versions."""
    found = {}
    for python in pythons:
        command = "import sys; print('%d.%d' % sys.version_info[:2])"
        version = subprocess.run([python, "-c", command], capture_output=True, check=True)
        for one in ask(python, part):
            found.setdefault(one, set()).add(version.stdout.decode().strip())
    for one, versions in found.items():
        by = "" if len(versions) == len(pythons) else "\tonly=" + ",".join(sorted(versions))
        yield one + by


def write(name, head, lines):
    lines = list(dict.fromkeys(lines))
    with open(os.path.join(HERE, name), "w", encoding="ascii", newline="\n") as file:
        file.write("# %s Written by make_corpus.py: see README.md.\n" % head)
        file.writelines(one + "\n" for one in lines)
    print(name, len(lines))


def main(arguments):
    if arguments[:1] == ["--part"]:
        for make in PARTS[arguments[1]]:
            make()
        print("\n".join(LINES))
        return
    import numpy

    write("struct.txt", "What CPython's struct does.", merged(arguments, "struct"))
    exporters = list(merged(arguments, "exporters"))
    numpy_corpus()
    head = "What array, ctypes and NumPy %s export and read." % numpy.__version__
    write("pep3118.txt", head, exporters + LINES)


if __name__ == "__main__":
    main(sys.argv[1:])
