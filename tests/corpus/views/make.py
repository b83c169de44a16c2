"""Writes what CPython 3.13 (memoryview, _testbuffer) and NumPy say about views.

Run it with CPython 3.13, whose _testbuffer module is built in, and NumPy 2:

    python tests/corpus/views/make.py

It writes cases.txt beside itself, always the same one. Lines are tab-separated; the first field says what a line is. Lists are joined by commas, an empty
list is `-`. Memory is M bytes, byte k being MEMORY[k]; crc is zlib.crc32 in hexadecimal of bytes in C order, then, if there are 2 axes or more, in F order.

    v  itemsize offset shape strides    the view to which the lines below apply, unsigned items of that size (1, 2, 4, 8)
    k  key  shape strides offset cf crc [crcF]   v[key] in NumPy's syntax; c and f say whether PyBuffer_IsContiguous says so for C and F
    k  key  !Kind                       v[key] raises that
    t  name arguments  shape strides offset cf crc [crcF]    a NumPy function of v; !Kind where it raises
    a  dstkey srckey  crc               the crc of the whole memory after v[dstkey] = v[srckey], computed by NumPy
    p  itemsize shape key key  shape suboffset crc   _testbuffer.ndarray of items 0, 1, 2, ..., its first axis pointers to rows (ND_PIL), sliced twice (a key
                                        `-` is left out): the suboffset relative to that of the whole, `-` if there is none any more, `*` without items
    m  key [key]  shape strides cf crc  memoryview slices of v (first axis only)
    c  format shape step to newshape  shape strides | !Kind text     memoryview.cast of a _testbuffer.ndarray[::step]; newshape `.` is none
    e  formatA shapeA hexA formatB shapeB hexB  0|1    memoryview(A) == memoryview(B)
"""

import random
import zlib
from pathlib import Path

import _testbuffer
import numpy as np
from _testbuffer import ND_PIL, ndarray

M = 4096
MEMORY = bytes((k * 7 + (k >> 8) * 31 + (k >> 5)) & 255 for k in range(M))
rng = random.Random(20240617)
out = []


def csv(numbers):
    return ",".join(map(str, numbers)) or "-"


def emit(*fields):
    out.append("\t".join(map(str, fields)))


def crcs(array):
    first = f"{zlib.crc32(array.tobytes()):x}"
    return [first, f"{zlib.crc32(array.tobytes('F')):x}"] if array.ndim > 1 else [first]


def flags(array):
    # NumPy's exporter changes strides on export; the flags of the array are computed by the same rule.
    return f"{int(array.flags.c_contiguous)}{int(array.flags.f_contiguous)}"


def describe(array, base):
    offset = array.__array_interface__["data"][0] - base.__array_interface__["data"][0]
    return [csv(array.shape), csv(array.strides), offset, flags(array), *crcs(array)]


def layout(ndim, unique=False):
    """Itemsize, offset, shape, strides of a view that fits the memory."""
    while True:
        itemsize = rng.choice([1, 1, 2, 4, 8])
        shape = [rng.choice([0, 1, 2, 2, 3, 3, 4, 5]) for _ in range(ndim)]
        if rng.random() < 0.7:
            shape = [max(n, 1) for n in shape]
        style = rng.random()
        if style < 0.45 or unique:  # a packed array, permuted, flipped, with gaps
            order = list(range(ndim))
            rng.shuffle(order)
            stride, strides = itemsize, [0] * ndim
            for axis in order:
                if rng.random() < 0.3:
                    stride += rng.choice([1, itemsize, 3])
                strides[axis] = stride * rng.choice([1, 1, -1])
                stride *= max(shape[axis], 1)
        else:
            strides = [rng.choice([0, 1, -1, itemsize, -itemsize, 2 * itemsize, rng.randint(-90, 90)]) for _ in range(ndim)]
        low = sum(min(0, s * (n - 1)) for s, n in zip(strides, shape) if n > 0)
        high = sum(max(0, s * (n - 1)) for s, n in zip(strides, shape) if n > 0) + itemsize
        if high - low > M // 2:
            continue
        offset = rng.randint(-low, M - high)
        return itemsize, offset, shape, strides


def view(base, itemsize, offset, shape, strides):
    return np.ndarray(shape, f"<u{itemsize}", buffer=base.data, offset=offset, strides=strides)


def bound(n):
    return rng.choice([None, None, None, 0, n, n - 1, -n, -n - 1, -1, n + 3, rng.randint(-n - 2, n + 2), 2**62, -(2**62)])


def a_slice(n):
    step = rng.choice([None, None, None, 1, 1, -1, -1, 2, -2, 3, n + 1, -n - 1, 2**61, -(2**61)])
    return slice(bound(n), bound(n), step)


def an_index(n):
    return rng.randint(-n, n - 1) if n and rng.random() < 0.93 else rng.choice([n, -n - 1, n + 5])


def a_key(shape):
    """A tuple of integers, slices, at most one ellipsis and new axes; sometimes too long."""
    axes = list(shape)
    cut = rng.random()
    if cut < 0.4:
        axes = axes[: rng.randint(0, len(axes))]
    key = [an_index(n) if rng.random() < 0.28 else a_slice(n) for n in axes]
    if cut < 0.15:
        tail = list(shape)[len(axes):]
        take = rng.randint(0, len(tail))
        key += [...] + [a_slice(n) for n in tail[len(tail) - take:]]
    for _ in range(rng.choice([0, 0, 0, 0, 1, 2])):
        key.insert(rng.randint(0, len(key)), None)
    if rng.random() < 0.02:
        key.append(0)
    if rng.random() < 0.01 and key:
        key[rng.randrange(len(key))] = slice(None, None, 0)
    return tuple(key)


def text(key):
    def part(p):
        if isinstance(p, slice):
            show = lambda x: "" if x is None else str(x)
            return f"{show(p.start)}:{show(p.stop)}" + ("" if p.step is None else f":{p.step}")
        return "..." if p is ... else str(p)

    return ",".join(part(p) for p in key) or "-"


def kind(error):
    return "!" + type(error).__name__


def slices(base, count):
    for number in range(count):
        itemsize, offset, shape, strides = layout(number % 6)
        v = view(base, itemsize, offset, shape, strides)
        emit("v", itemsize, offset, csv(shape), csv(strides))
        for _ in range(8):
            key = a_key(shape)
            try:
                # A scalar index gives a NumPy scalar: [...] keeps it a view.
                result = v[key] if any(p is ... for p in key) else v[key + (...,)] if len([p for p in key if p is not None]) <= v.ndim else v[key]
            except (IndexError, ValueError) as e:
                emit("k", text(key), kind(e))
                continue
            emit("k", text(key), *describe(result, base))


def memoryviews(base, count):
    """The first axis only: memoryview slices no other."""
    for number in range(count):
        itemsize, offset, shape, strides = layout(number % 4 + 1)
        strides = [s // itemsize * itemsize for s in strides]
        offset = offset // itemsize * itemsize
        codes = {1: "B", 2: "H", 4: "I", 8: "Q"}
        items = [int.from_bytes(MEMORY[k : k + itemsize], "little") for k in range(0, M, itemsize)]
        try:
            nd = ndarray(items, shape=shape, strides=strides, offset=offset, format=codes[itemsize])
        except ValueError:
            continue
        emit("v", itemsize, offset, csv(shape), csv(strides))
        for _ in range(6):
            keys = [a_slice(shape[0])]
            m = memoryview(nd)[keys[0]]
            if rng.random() < 0.4:
                keys.append(a_slice(m.shape[0]))
                m = m[keys[1]]
            if any(abs(s) > 2**60 for s in m.strides):
                continue
            like = ndarray(m, getbuf=_testbuffer.PyBUF_FULL_RO)
            cf = "".join(str(int(_testbuffer.is_contiguous(like, order))) for order in "CF")
            crc = [f"{zlib.crc32(m.tobytes(order)):x}" for order in ("CF" if m.ndim > 1 else "C")]
            emit("m", *(text((key,)) for key in keys), csv(m.shape), csv(m.strides), cf, *crc)


def transforms(base, count):
    windows = np.lib.stride_tricks.sliding_window_view
    for number in range(count):
        itemsize, offset, shape, strides = layout(number % 5 + 1)
        v = view(base, itemsize, offset, shape, strides)
        emit("v", itemsize, offset, csv(shape), csv(strides))
        n = v.ndim
        axis = lambda: rng.randint(-n, n - 1)
        order = list(range(n))
        rng.shuffle(order)
        a, b, k = axis(), axis(), rng.randint(-4, 4)
        w = rng.randint(1, 3)
        lengths = [m for m in (v.size, 1, 2, 3, 4, 6) if m and v.size % m == 0]
        new = [rng.choice(lengths) if lengths else 0, -1, rng.choice([1, 2])]
        size = rng.choice([1, 2, 4, 8])
        wide = [rng.choice([1, 2])] + [m if m != 1 else rng.choice([1, 3]) for m in shape]
        calls = [
            ("transpose", order, lambda: v.transpose(order)),
            ("flip", [a], lambda: np.flip(v, a)),
            ("diagonal", [k, a, b], lambda: v.diagonal(k, a, b)),
            ("swap_axes", [a, b], lambda: v.swapaxes(a, b)),
            ("move_axis", [a, b], lambda: np.moveaxis(v, a, b)),
            ("windows", [w, a], lambda: windows(v, w, axis=a)),
            ("broadcast", wide, lambda: np.broadcast_to(v, wide)),
            ("reshape", new, lambda: v.reshape(new, copy=False)),
            ("expand", [a], lambda: np.expand_dims(v, a)),
            ("squeeze", [a], lambda: v.squeeze(a)),
            ("reinterpret", [size], lambda: v.view(f"<u{size}")),
        ]
        for name, arguments, call in rng.sample(calls, 6):
            try:
                emit("t", name, csv(arguments), *describe(call(), base))
            except (ValueError, np.exceptions.AxisError) as e:
                emit("t", name, csv(arguments), "!ValueError")


def assignments(count):
    done = 0
    while done < count:
        itemsize, offset, shape, strides = layout(rng.randint(1, 4), unique=True)
        emit("v", itemsize, offset, csv(shape), csv(strides))
        for _ in range(40):
            base = np.frombuffer(bytearray(MEMORY), np.uint8)
            v = view(base, itemsize, offset, shape, strides)
            dst, src = ((tuple(a_slice(n) for n in shape)) for _ in range(2))
            if rng.random() < 0.5:  # the same lengths, so that most pairs fit
                dst = tuple(rng.choice([slice(None), slice(None, None, -1), slice(1, None), slice(None, -1)]) for _ in shape)
                src = tuple(
                    rng.choice([d, slice(1, None) if d == slice(None, -1) else slice(None, -1)])
                    if d in (slice(1, None), slice(None, -1))
                    else rng.choice([slice(None), slice(None, None, -1), slice(0, 1)])
                    for d in dst
                )
            if v[dst].size == 0:
                continue
            try:
                v[dst] = v[src]
            except ValueError:
                continue
            emit("a", text(dst), text(src), f"{zlib.crc32(base.tobytes()):x}")
            done += 1
            if rng.random() < 0.15:
                break


def pointers(count):
    codes = {1: "B", 2: "H", 4: "I", 8: "Q"}
    for _ in range(count):
        ndim = rng.randint(1, 4)
        shape = [rng.randint(1, 5) for _ in range(ndim)]
        itemsize = rng.choice([1, 2, 4, 8])
        size = int(np.prod(shape))
        nd = ndarray([k % 256 for k in range(size)], shape=shape, format=codes[itemsize], flags=ND_PIL)
        whole = nd.suboffsets[0]
        keys, v = [], nd
        for _ in range(rng.choice([1, 2])):
            style = rng.random()
            if style < 0.2:
                key = (rng.randint(-v.shape[0], v.shape[0] - 1),) if v.shape[0] else (slice(None),)
                if v.ndim == 1:
                    key = (a_slice(v.shape[0]),)
            else:
                key = tuple(a_slice(n) for n in v.shape[: rng.randint(1, v.ndim)])
            keys.append(key)
            v = v[key[0] if len(key) == 1 else key]
        low = v.suboffsets
        suboffset = low[0] - whole if low and low[0] >= 0 else "-"
        if 0 in v.shape:
            suboffset = "*" if low else "-"
        crc = [f"{zlib.crc32(memoryview(v).tobytes(order)):x}" for order in ("CF" if v.ndim > 1 else "C")]
        emit("p", itemsize, csv(shape), text(keys[0]), text(keys[1]) if len(keys) > 1 else "-", csv(v.shape), suboffset, *crc)


def casts(count):
    formats = ["B", "b", "c", "@B", "@c", "h", "H", "i", "@i", "I", "l", "q", "n", "N", "d", "f", "e", "?", "P", "<h", ">i", "bh", "2h", "3s", "<B", "=c"]
    targets = formats[:19] + ["<h", "", "@", "s", "bh", "x", "B ", "@@B"]
    blank = {"c": b"a", "?": True, "s": b"abc", "f": 1.5, "d": 1.5, "e": 1.5, "P": 7}
    seen, done = set(), 0
    while done < count:
        code = rng.choice(formats)
        shape = rng.choice([[12], [8], [6], [1], [0], [16], [24], [2, 3], [4, 2], [2, 0], [], [1, 4], [3, 1, 2]])
        item = {"bh": (1, 2), "2h": (1, 2)}.get(code, blank.get(code[-1], 7))
        nd = ndarray([item] * max(1, int(np.prod(shape))) if shape else item, shape=shape, format=code)
        step = rng.choice([1, 1, 1, 1, 1, 2, -1]) if shape else 1
        to = rng.choice(targets) if rng.random() < 0.7 else rng.choice("Bbc")
        new = None
        if rng.random() < 0.6:
            new = rng.choice([[], [1], [12], [3, 4], [2, 3], [2, 2], [1, 1, 8], [6], [4], [2], [0], [-1, 2], [24], [2, 12], [1] * 65, [2**62, 8], [8], [2, 4]])
            if rng.random() < 0.5 and shape and 0 not in shape and step == 1:
                units = max(1, nd.nbytes // rng.choice([1, 1, 2, 4, 8]))
                new = [units] if len(shape) > 1 or units % 2 else [2, units // 2]
        source = memoryview(nd)[::step] if shape else memoryview(nd)
        if 0 in shape and len(shape) == 1 and step != 1:
            continue  # memoryview's own flag is wrong there
        key = (code, tuple(shape), step, to, None if new is None else tuple(new))
        if key in seen:
            continue
        seen.add(key)
        done += 1
        head = ["c", code, csv(shape), step, to or "''", "." if new is None else csv(new)]
        try:
            result = source.cast(to) if new is None else source.cast(to, new)
            emit(*head, csv(result.shape), csv(result.strides))
        except (TypeError, ValueError, OverflowError) as e:
            emit(*head, kind(e), e)


def equalities(count):
    formats = ["B", "b", "c", "h", "<h", ">h", "i", ">i", "I", "q", "Q", "f", "d", ">d", "<e", "?", "bh", "<bh", ">bh", "2h", "hh", "2s", "3s"]
    import struct

    def packed(code, values):
        fields = struct.calcsize(code), len(struct.unpack(code, bytes(struct.calcsize(code))))
        def value(x):
            if code[-1] == "c":
                return bytes([x % 256])
            if code[-1] == "s":
                return bytes([65 + x % 3]) * int(code[:-1])
            if code == "?":
                return bool(x % 2)
            if code[-1] in "BIQ":
                return abs(x)
            return float("nan") if code[-1] in "fde" and x == 9 else x
        return b"".join(struct.pack(code, *[value(x)] * fields[1]) for x in values)

    for _ in range(count):
        shape = rng.choice([[], [1], [2], [3], [2, 2], [0], [2, 0], [4]])
        n = int(np.prod(shape))
        values = [rng.choice([0, 1, 1, 2, 3, 65, -1, 9, 100]) for _ in range(n)]
        other = list(values)
        if rng.random() < 0.35 and n:
            other[rng.randrange(n)] = rng.choice([0, 1, -1, 66])
        shapes = [shape, shape if rng.random() < 0.85 else rng.choice([[n], [1] + shape, [n, 1]])]
        codes = [rng.choice(formats), rng.choice(formats)]
        if rng.random() < 0.3:
            codes[1] = codes[0]
        sides = []
        for code, list_of, form in zip(codes, (values, other), shapes):
            raw = packed(code, list_of)
            # _testbuffer wants an item even where the shape has none.
            items = list(struct.iter_unpack(code, raw or packed(code, [1])))
            items = [i[0] if len(i) == 1 else i for i in items]
            nd = ndarray(items if form else items[0], shape=form, format=code)
            sides.append((nd, code, form, raw))
        equal = memoryview(sides[0][0]) == memoryview(sides[1][0])
        emit("e", *(x for _, code, form, raw in sides for x in (code, csv(form), raw.hex() or "-")), int(equal))


def main():
    base = np.frombuffer(MEMORY, np.uint8)
    slices(base, 1700)
    memoryviews(base, 300)
    transforms(base, 400)
    assignments(1500)
    pointers(2500)
    casts(2000)
    equalities(1500)
    Path(__file__).with_name("cases.txt").write_text("\n".join(out) + "\n")


main()
