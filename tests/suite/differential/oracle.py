"""Answers what CPython's struct, memoryview and _testbuffer, and NumPy, say: one line for each line of a batch, which ends with a line of one dot.

The first field of a line says what is asked; fields are separated by tabs, lists by commas, an empty list is `-`. Whatever raises is answered by `!`.
"""

import ast
import struct
import sys
import zlib

import numpy as np

try:
    import _testbuffer
except ImportError:
    _testbuffer = None

MEMORY = bytes((k * 7 + (k >> 8) * 31 + (k >> 5)) & 255 for k in range(4096))


def numbers(text):
    return [] if text == "-" else [int(n) for n in text.split(",")]


def csv(items):
    return ",".join(map(str, items)) or "-"


def show(value):
    if isinstance(value, (bool, np.bool_)):
        return f"?{int(value)}"
    if isinstance(value, int):
        return f"i{value}"
    if isinstance(value, float):
        return "nan" if value != value else "f" + struct.pack(">d", value).hex()
    if isinstance(value, complex):
        return f"c({show(value.real)}{show(value.imag)})"
    if isinstance(value, bytes):
        return "b" + value.hex()
    if isinstance(value, str):
        return "t" + value.encode("utf-8", "surrogatepass").hex()
    if isinstance(value, np.ndarray):
        return show(value.tolist())
    if isinstance(value, (list, tuple)):
        return "[" + " ".join(map(show, value)) + "]"
    raise TypeError(type(value))


def read(text):
    kind, rest = text[0], text[1:]
    if kind == "i":
        return int(rest)
    if kind == "f":
        return struct.unpack(">d", bytes.fromhex(rest))[0]
    if kind == "b":
        return bytes.fromhex(rest)
    if kind == "?":
        return rest == "1"
    raise ValueError(text)


def plain(text):
    """A text in which what a line cannot hold is escaped."""
    return ast.literal_eval(f'"{text}"')


def cycled(data, size):
    return (data * (size // len(data) + 1))[:size]


def ask_unpack(fmt, data):
    """The size, the values of cycled bytes, and those values packed again."""
    s = struct.Struct(plain(fmt))
    if s.size > 65536:
        return str(s.size)
    values = s.unpack(cycled(bytes.fromhex(data), s.size))
    again = "" if any(v != v for v in values) else s.pack(*values).hex()
    return f"{s.size} {show(values)} {again}"


def ask_pack(fmt, *values):
    return struct.pack(plain(fmt), *map(read, values)).hex()


def key(text):
    return eval(f"np.s_[{text}]") if text != "-" else ()


def crc(data):
    return f"{zlib.crc32(data):x}"


def strides(shape, steps):
    """Those that are read."""
    if 0 in shape:
        return "-"
    return csv(s for n, s in zip(shape, steps) if n > 1)


def ask_memoryview(fmt, length, to, shape, index):
    """A cast to `fmt`, a slice, a cast on."""
    m = memoryview(MEMORY)[: int(length)].cast(fmt)
    if index != "-":
        m = m[key(index)]
    if to != "-":
        m = m.cast(to, numbers(shape)) if shape != "-" else m.cast(to)
    flags = f"{int(m.c_contiguous)}{int(m.f_contiguous)}"
    # CPython's flags are not those of its own C function where a slice is empty.
    flags = "11" if 0 in m.shape else flags
    listed = crc(show(m.tolist()).encode())
    return f"{csv(m.shape)} {strides(m.shape, m.strides)} {flags} {crc(m.tobytes('C'))} {crc(m.tobytes('F'))} {listed}"


def ask_hex(length, step, sep, group):
    m = memoryview(MEMORY)[: int(length)][:: int(step)]
    return m.hex(plain(sep), int(group)) if sep != "-" else m.hex()


def ask_equal(fmt_a, a, fmt_b, b):
    a, b = bytes.fromhex(a), bytes.fromhex(b)
    return str(int(memoryview(a).cast(fmt_a) == memoryview(b).cast(fmt_b)))


def ask_structure(fmt, count, shape, steps, offset, pil, index):
    """_testbuffer's own array, its first axis behind pointers or not, sliced."""
    flags = _testbuffer.ND_PIL if pil == "1" else 0
    size = struct.calcsize(fmt)
    items = list(struct.iter_unpack(fmt, MEMORY[: size * int(count)]))
    items = [item[0] if len(item) == 1 else item for item in items]
    nd = _testbuffer.ndarray(items, shape=numbers(shape), strides=numbers(steps), offset=int(offset), format=fmt, flags=flags)
    if index != "-":
        nd = nd[key(index)]
    m = memoryview(nd)
    return f"{csv(m.shape)} {m.tobytes().hex()} {show(nd.tolist())}"


def base(itemsize, shape, steps, offset):
    """An array by the definition, refused where it does not fit."""
    dtype = {1: "u1", 2: "<u2", 4: "<u4", 8: "<u8"}[int(itemsize)]
    return np.ndarray(numbers(shape), dtype, MEMORY, int(offset), numbers(steps))


def reshape(a, n):
    if np.lib.NumpyVersion(np.__version__) >= "2.1.0":
        return np.reshape(a, n, copy=False)
    out = a.view()
    out.shape = n
    return out


def transform(a, op, args):
    if op == "slice":
        k = key(args)
        out = a[k]
        # An item alone is a copy; with an ellipsis it is a view.
        return out if isinstance(out, np.ndarray) else a[(*k, ...) if isinstance(k, tuple) else (k, ...)]
    n = numbers(args)
    if op == "permute":
        return a.transpose(n)
    if op == "flip":
        return np.flip(a, n[0])
    if op == "diagonal":
        return np.diagonal(a, *n)
    if op == "swap":
        return np.swapaxes(a, *n)
    if op == "move":
        return np.moveaxis(a, *n)
    if op == "windows":
        return np.lib.stride_tricks.sliding_window_view(a, n[1], axis=n[0])
    if op == "broadcast":
        return np.broadcast_to(a, n)
    if op == "reshape":
        return reshape(a, n)
    if op == "expand":
        return np.expand_dims(a, n[0])
    if op == "squeeze":
        return np.squeeze(a, n[0])
    if op == "view":
        return a.view(f"<u{n[0]}" if n[0] > 1 else "u1")
    raise ValueError(op)


def ask_chain(itemsize, shape, steps, offset, *ops):
    """A view, and transforms of it until one is refused; whether the result shares a byte with the start."""
    start = a = base(itemsize, shape, steps, offset)
    for k, op in enumerate(ops):
        name, _, args = op.partition(" ")
        try:
            a = transform(a, name, args)
        except Exception:
            return f"!{k}"
        if a.ndim > 32 or a.size > 4096:
            return f"large {k}"
    c, f = int(a.flags.c_contiguous), int(a.flags.f_contiguous)
    shared = int(np.shares_memory(start, a))
    return f"{csv(a.shape)} {strides(a.shape, a.strides)} {c}{f} {crc(a.tobytes())} {crc(a.tobytes('F'))} {shared}"


def ask_shares(*fields):
    a, b = base(*fields[:4]), base(*fields[4:])
    return str(int(np.shares_memory(a, b)))


def fields_of(dtype):
    if dtype.fields is None:
        return "-"
    return csv(f"{name}@{dtype.fields[name][1]}" for name in dtype.names)


def ask_dtype(descr):
    """Size, fields, and the item that cycled bytes are; then the PEP 3118 text."""
    dtype = np.dtype(ast.literal_eval(descr))
    # Without zeros: NumPy drops those at the end of a byte string.
    data = bytes(b | 1 for b in cycled(MEMORY, dtype.itemsize))
    array = np.frombuffer(data, dtype, 1)
    # What such bytes are as text is no text; the items of texts are compared elsewhere.
    value = "-" if "U" in descr else show(array[0].item())
    return f"{dtype.itemsize} {fields_of(dtype)} {value}\t{memoryview(array).format}"


def ask_pep3118(text):
    """What NumPy makes of a PEP 3118 text."""
    from numpy._core import _internal

    dtype = _internal._dtype_from_pep3118(text)
    return f"{dtype.itemsize} {fields_of(dtype)}"


ASK = {name[4:]: f for name, f in globals().items() if name.startswith("ask_")}


def answer(line):
    name, *fields = line.split("\t")
    try:
        return ASK[name](*fields)
    except RecursionError:
        return "!deep"
    except Exception as error:
        return f"!{type(error).__name__}"


def main():
    out = sys.stdout
    print(f"{sys.version_info[0]}.{sys.version_info[1]} {np.__version__} {int(_testbuffer is not None)}", flush=True)
    while True:
        batch = []
        for line in sys.stdin:
            if line == ".\n":
                break
            batch.append(line.rstrip("\n"))
        else:
            return
        out.write("".join(answer(line) + "\n" for line in batch))
        out.flush()


main()
