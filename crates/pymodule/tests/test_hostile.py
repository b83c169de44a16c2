"""Is there an operation in which user code that runs between a check and its use does harm?

Every operation that asks an object of the caller what it is stands in a table. The object releases the view, frees the
memory behind it and fills the heap with something else; then it answers. The call has to refuse, because the view was
released, or to give what it gives when the object does nothing: never something else, and never the memory that is gone.
`test_the_tables_are_complete` fails for an operation that stands in none.
"""

import copy
import gc
import inspect
import pickle
import sys
import threading

import numpy as np
import pytest
from acting import Acts, pull_away
from memoryview_rs import memoryview, strict
from memoryview_rs import struct as wide

RELEASED = "operation forbidden on released memoryview object"
RECORD = "T{<H:id:B:kind:x:pad:}"


class Text(str):
    """A name that acts when it is compared or encoded."""

    deed = None

    def __eq__(self, other):
        self.deed()
        return str.__eq__(self, other)

    def __hash__(self):
        self.deed()
        return str.__hash__(self)

    def __str__(self):
        self.deed()
        return str(self)


def text(value, acts):
    made = Text(value)
    made.deed = acts.deed
    return made


class Sequence:
    """What a sequence is asked acts: its length, its items, its iterator."""

    def __init__(self, acts, items):
        self.acts, self.items = acts, items

    def __len__(self):
        self.acts.deed()
        return len(self.items)

    def __getitem__(self, place):
        self.acts.deed()
        return self.items[place]

    def __iter__(self):
        self.acts.deed()
        for item in self.items:
            self.acts.deed()
            yield item


class List(list, Sequence):
    """The same as a list."""

    def __init__(self, acts, items):
        list.__init__(self, items)
        Sequence.__init__(self, acts, items)

    __len__, __getitem__, __iter__ = Sequence.__len__, Sequence.__getitem__, Sequence.__iter__


class Exporter:
    """An exporter in Python (from 3.12 on), and by NumPy's array interface before."""

    def __init__(self, acts, data):
        self.acts, self.data = acts, data

    def __buffer__(self, flags):
        self.acts.deed()
        return sys.modules["builtins"].memoryview(self.data)

    @property
    def __array_interface__(self):
        self.acts.deed()
        return np.frombuffer(self.data, "B").__array_interface__


class DType:
    """What a format is taken from, if it is no text."""

    def __init__(self, acts, dtype):
        self.acts, self.dtype = acts, np.dtype(dtype)

    def __getattr__(self, name):
        self.acts.deed()
        return getattr(self.dtype, name)


class Whole(int):
    """An integer already, which acts when it is asked for its index all the same."""

    def __new__(cls, acts):
        made = int.__new__(cls, acts.number)
        made.deed = acts.deed
        return made

    def __index__(self):
        self.deed()
        return int(self)


class Float:
    def __init__(self, acts, number):
        self.acts, self.number = acts, number

    def __float__(self):
        self.acts.deed()
        return self.number

    def __complex__(self):
        self.acts.deed()
        return complex(self.number)


def put(key, value):
    """An assignment, and what the memory is afterwards."""

    def work(m, x):
        m[key(x) if callable(key) else key] = value(x) if callable(value) else value
        return m.tobytes()

    return work


# For both classes: views of 16 bytes, or 4 x 4 of them.
LINE = {
    "__getitem__": lambda m, x: m[x],
    "__getitem__ slice": lambda m, x: m[x : 12 : 2],
    "__getitem__ slice stop": lambda m, x: m[1:x],
    "__getitem__ slice step": lambda m, x: m[1:12:x],
    "__setitem__": put(lambda x: x, 7),
    "__setitem__ value": put(3, lambda x: x),
    "__setitem__ slice": put(lambda x: slice(x, 4), b"abc"),
    "__setitem__ exporter": put(slice(1, 4), lambda x: Exporter(x, b"abc")),
    "__delitem__": lambda m, x: m.__delitem__(x),
    "cast": lambda m, x: m.cast("B", [Whole(x), 16]),
    "cast format": lambda m, x: m.cast(text("h", x)),
    "hex": lambda m, x: m.hex(":", x),
    "tobytes": lambda m, x: m.tobytes(text("C", x)),
    "__eq__": lambda m, x: m == x,
    "__ne__": lambda m, x: m != x,
    "__eq__ exporter": lambda m, x: m == Exporter(x, bytes(range(16))),
    "__contains__": lambda m, x: x in m,
    "_from_flags": lambda m, x: type(m)._from_flags(m, x),
    "__buffer__": lambda m, x: m.__buffer__(x),
    "__exit__": lambda m, x: m.__exit__(x, x, x),
    "__iter__": lambda m, x: [(x.deed(), item)[1] for item in m],
    "__reversed__": lambda m, x: [(x.deed(), item)[1] for item in reversed(m)],
    "bytes.join": lambda m, x: b"".join([m, Exporter(x, b"x")]),
}
SQUARE = {
    "__getitem__ item": lambda m, x: m[x, 2],
    "__getitem__ item 2": lambda m, x: m[2, x],
    "__setitem__ item": put(lambda x: (x, 2), 9),
    "__setitem__ item value": put((1, 2), lambda x: x),
    "cast to one axis": lambda m, x: m.cast(text("B", x), [16]),
}
FULL_LINE = {
    "__setitem__ nested": put(slice(1, 4), lambda x: [5, x, 6]),
    "__setitem__ sequence": put(slice(1, 4), lambda x: List(x, [5, 7, 6])),
    "__setitem__ no sequence": put(slice(1, 4), lambda x: Sequence(x, [5, 7, 6])),
    "as_strided": lambda m, x: m.as_strided([x, 2], [1, 1]),
    "as_strided strides": lambda m, x: m.as_strided([2, 2], [1, x]),
    "as_strided offset": lambda m, x: m.as_strided([2, 2], [1, 1], x),
    "as_strided sequences": lambda m, x: m.as_strided(List(x, [2, 2]), Sequence(x, [1, 1])),
    "astype": lambda m, x: m.astype(DType(x, ">i2")),
    "astype scale": lambda m, x: m.astype("d", scale=Float(x, 0.5)),
    "astype scale pair": lambda m, x: m.astype("d", scale=(Float(x, 0.5), Float(x, 2.0))),
    "astype casting": lambda m, x: m.astype("d", casting=text("safe", x)),
    "astype order": lambda m, x: m.astype("d", order=text("F", x)),
    "astype threads": lambda m, x: m.astype("d", threads=x),
    "blocks": lambda m, x: [(key, part.tobytes()) for key, part in m.blocks(x)],
    "blocks between": lambda m, x: [(x.deed(), key, part.tobytes())[1:] for key, part in m.blocks(4)],
    "broadcast_to": lambda m, x: m.broadcast_to((x, 16)),
    "broadcast_to sequence": lambda m, x: m.broadcast_to(Sequence(x, [2, 16])),
    "cast integers": lambda m, x: m.cast("B", [x, 16]),
    "cast order": lambda m, x: m.cast("B", [4, 4], order=text("F", x)),
    "cast dtype": lambda m, x: m.cast(DType(x, ">i2")),
    "cast sequence": lambda m, x: m.cast("B", Sequence(x, [4, 4]), order="F"),
    "copy": lambda m, x: m.copy(text("F", x)),
    "copy threads": lambda m, x: m.copy(threads=x),
    "count": lambda m, x: m.count(x),
    "diff": lambda m, x: str(m.diff(Exporter(x, bytes(16)))),
    "diff rtol": lambda m, x: str(m.diff(bytes(16), rtol=Float(x, 0.5))),
    "diff atol": lambda m, x: str(m.diff(bytes(16), atol=Float(x, 0.5))),
    "index": lambda m, x: m.index(x),
    "index start": lambda m, x: m.index(5, x),
    "index stop": lambda m, x: m.index(0, 0, x),
    "permute": lambda m, x: m.permute(List(x, [0])),
    "reinterpret": lambda m, x: m.reinterpret(DType(x, ">i2")),
    "reinterpret text": lambda m, x: m.reinterpret(text(">i2", x)),
    "reshape": lambda m, x: m.reshape(x, 16),
    "reshape list": lambda m, x: m.reshape([x, -1]),
    "reshape sequence": lambda m, x: m.reshape(Sequence(x, [4, 4])),
    "tobytes threads": lambda m, x: m.tobytes(threads=x),
    "__reduce_ex__": lambda m, x: pickle.loads(pickle.dumps(m, x.number + 3)),
    "__reduce_ex__ protocol": lambda m, x: m.__reduce_ex__(x)[1][1:],
    "__reduce_ex__ callback": lambda m, x: len(pickle.dumps(m, 5, buffer_callback=lambda buffer: x.deed())),
    "__class_getitem__": lambda m, x: memoryview[x] is None,
}
FULL_SQUARE = {
    "__getitem__ row": lambda m, x: m[x],
    "__getitem__ column": lambda m, x: m[:, x],
    "__getitem__ slices": lambda m, x: m[x:, ::x],
    "__getitem__ ellipsis": lambda m, x: m[..., x],
    "__getitem__ new axis": lambda m, x: m[None, x],
    "__setitem__ row": put(lambda x: x, 9),
    "__setitem__ slices": put(lambda x: (slice(x, None), slice(None, None, x)), 9),
    "__setitem__ row value": put(1, lambda x: x),
    "__setitem__ rows": put(slice(1, 3), lambda x: [[1, 2, 3, x], [4, x, 5, 6]]),
    "__setitem__ rows that act": put(slice(1, 3), lambda x: [List(x, [1, 2, 3, 4]), List(x, [1, 2, 3, 4])]),
    "__setitem__ exporter": put((slice(1, 3), slice(None)), lambda x: Exporter(x, b"abcd")),
    "broadcast_to": lambda m, x: m.broadcast_to([x, 4, 4]),
    "index": lambda m, x: m.index(x),
    "permute": lambda m, x: m.permute(x, 0),
    "permute list": lambda m, x: m.permute([x, 0]),
}
FULL_RECORDS = {
    "field": lambda m, x: m.field(x),
    "field text": lambda m, x: m.field(text("kind", x)),
    "field list": lambda m, x: m.field(List(x, ["kind"])),
    "__setitem__ record": put(1, lambda x: (x, 2, b"")),
    "__setitem__ records": put(slice(1, 3), lambda x: [(5, x, b""), (x, 2, b"")]),
    "__setitem__ list for a record": put(slice(1, 3), lambda x: List(x, [(5, 1, b""), (3, 2, b"")])),
}
FORMATS = {
    "?": put(1, lambda x: x),
    "f": put(1, lambda x: Float(x, 0.5)),
    "d": put(slice(1, None), lambda x: [Float(x, 0.5)]),
    ">d": put(1, lambda x: Float(x, 0.5)),
    "e": put(1, lambda x: Float(x, 0.5)),
    ">Zd": put(0, lambda x: Float(x, 0.5)),
    ">q": put(1, lambda x: x),
    "<?": put(1, lambda x: x),
    "(2)i": put(0, lambda x: [x, 3]),
    "(2)h": put(slice(0, 2), lambda x: List(x, [List(x, [1, 2]), [x, 3]])),
    "<4w": put(0, lambda x: text("ab", x)),
}


def all_cases():
    for cls in (memoryview, strict.memoryview):
        tables = [(LINE, "B", [16]), (SQUARE, "B", [4, 4])]
        if cls is memoryview:
            tables += [(FULL_LINE, "B", [16]), (FULL_SQUARE, "B", [4, 4]), (FULL_RECORDS, RECORD, [4])]
            tables += [({format: work}, format, None) for format, work in FORMATS.items()]
        for table, format, shape in tables:
            for name, work in table.items():
                yield pytest.param(cls, format, shape, work, id=f"{cls.__module__.split('.')[-1]} {format} {name}")


CASES = list(all_cases())


def plain(result):
    if isinstance(result, (memoryview, strict.memoryview)):
        return "view", result.shape, result.format, result.tobytes()
    if isinstance(result, sys.modules["builtins"].memoryview):
        return "buffer", result.tobytes()
    return result


def outcome(work, view, acts):
    try:
        return plain(work(view, acts))
    except Exception as error:
        return type(error), str(error)


def make(cls, format, shape):
    source = bytearray(range(16))
    view = cls(source)
    if format != "B":
        view = view.cast(format, shape)
    elif shape != [16]:
        view = view.cast("B", shape)
    return source, view


@pytest.mark.parametrize("cls, format, shape, work", CASES)
def test_objects_that_release(cls, format, shape, work):
    expected = outcome(work, make(cls, format, shape)[1], Acts(lambda: None))
    source, view = make(cls, format, shape)
    got = outcome(work, view, Acts(pull_away(view, source)))
    # A released view is equal to nothing.
    assert got in (expected, (ValueError, RELEASED)) or got is False and expected is True, got


@pytest.mark.parametrize("cls, format, shape, work", CASES)
def test_objects_that_write(cls, format, shape, work):
    """The memory changes meanwhile: whatever comes out, nothing breaks, and nothing else is written."""
    fence = bytearray(b"\xaa" * 48)
    view = cls(fence)[16:32]
    view = view if (format, shape) == ("B", [16]) else view.cast(format, shape) if shape else view.cast(format)

    def deed():
        fence[16:32] = bytes(reversed(fence[16:32]))

    outcome(work, view, Acts(deed))
    assert fence[:16] == fence[32:] == b"\xaa" * 16


@pytest.mark.parametrize("cls, format, shape, work", CASES)
def test_objects_that_raise(cls, format, shape, work):
    """What user code raises arrives, or is what the operation says of an object of the wrong kind; nothing is held afterwards."""

    class Stop(Exception):
        pass

    def deed():
        raise Stop

    source, view = make(cls, format, shape)
    before = outcome(work, make(cls, format, shape)[1], Acts(lambda: None))
    got = outcome(work, view, Acts(deed))
    # Comparing asks, and takes an error for a no.
    assert got in [(Stop, ""), before] or got is False or got[0] is TypeError, got
    del view, got
    gc.collect()
    source.append(1)


def test_the_tables_are_complete():
    """Every name of the classes that takes an argument stands in a table."""
    asked = {name.split()[0] for table in (LINE, SQUARE, FULL_LINE, FULL_SQUARE, FULL_RECORDS) for name in table}
    # What asks nothing of its caller, or is answered by `object` and the class before any memory is looked at.
    quiet = set("__init_subclass__ __subclasshook__ __format__ __getattribute__ __setattr__ __delattr__ __new__ __init__ __reduce__".split())
    # Comparisons that both classes leave to the other side.
    quiet |= set("__lt__ __le__ __gt__ __ge__ __release_buffer__".split())
    for cls in (memoryview, strict.memoryview):
        for name, member in inspect.getmembers(cls, callable):
            try:
                parameters = list(inspect.signature(member).parameters)
            except ValueError:
                parameters = ["unknown"]
            if name in quiet or name == "__class__" or parameters == ["self"] or not parameters:
                continue
            assert name in asked, (cls, name, parameters)


WORK = {
    "tobytes": lambda m: m.tobytes(),
    "hex": lambda m: m.hex(),
    "tolist": lambda m: m.tolist(),
    "equal": lambda m: m == m[::-1],
    "bytes": lambda m: bytes(m),
    "slice": lambda m: m[1:][::2].tobytes(),
    "iterate": lambda m: sum(m),
    "hash": lambda m: hash(m.toreadonly()),
    "assign": lambda m: m.__setitem__(slice(1, None), m[:-1]),
}
FULL_WORK = {
    "copy": lambda m: m.copy(),
    "copy by threads": lambda m: m.copy(threads=2),
    "tobytes by threads": lambda m: m.tobytes(threads=2),
    "astype": lambda m: m.astype("d"),
    "byteswap": lambda m: m.byteswap(),
    "diff": lambda m: m.diff(m[::-1]),
    "count": lambda m: m.count(1),
    "index": lambda m: m.index(255),
    "blocks": lambda m: [part.tobytes() for _, part in m.blocks(100)],
    "pickle": lambda m: pickle.loads(pickle.dumps(m)),
    "pickle out of band": lambda m: pickle.dumps(m, 5, buffer_callback=[].append),
    "token": lambda m: m.__dask_tokenize__(),
    "shapes": lambda m: [m.T, m.reshape(2, -1) if m.contiguous else m.permute(0), m.broadcast_to((2,) + m.shape)],
    "assign lists": lambda m: m.__setitem__(slice(0, 100), [1] * 100),
    "deepcopy": lambda m: copy.deepcopy(m),
    "dtype": lambda m: m.dtype,
    "fill": lambda m: m.__setitem__(slice(None), 7),
}


@pytest.mark.parametrize("cls, work", [(cls, work) for cls in (memoryview, strict.memoryview) for work in WORK] + [(memoryview, work) for work in FULL_WORK])
def test_release_by_another_thread(cls, work):
    """https://github.com/python/cpython/issues/157114 (tobytes), 157113 (hex), 157112 (hash), for every operation that looks at all items"""
    work = (WORK | FULL_WORK)[work]
    for number in range(30):
        source = bytearray(1 << 14)
        view = cls(source)[:: 1 + number % 2]
        ready = threading.Barrier(2)

        def release():
            ready.wait()
            pull_away(view, source)()

        thread = threading.Thread(target=release)
        thread.start()
        ready.wait()
        try:
            work(view)
        except ValueError as error:
            assert str(error) in (RELEASED, "memoryview.index(x): x not found", "cannot hash writable memoryview object")
        except TypeError as error:
            assert "unhashable type" in str(error)
        thread.join()


def test_structs():
    """Functions of struct on a buffer that user code pulls away: they hold it, or refuse."""
    calls = {
        "pack_into": lambda b, x: wide.pack_into("<HH", b, x, 1, 2),
        "pack_into value": lambda b, x: wide.pack_into("<HH", b, 0, 1, x),
        "unpack_from": lambda b, x: wide.unpack_from("<HH", b, x),
        "iter_unpack": lambda b, x: [(x.deed(), row)[1] for row in wide.iter_unpack("<HH", b)],
        "record": lambda b, x: wide.pack_into("T{<H:a:(2)<f:b:}", b, 0, x, [Float(x, 1.5), 2.5]),
    }
    for module in (wide, strict.struct):
        for name, call in calls.items():
            if module is strict.struct and name == "record":
                continue
            source = bytearray(range(16))
            view = memoryview(source)
            expected = outcome(call, bytearray(range(16)), Acts(lambda: None))
            got = outcome(call, view, Acts(pull_away(view, source)))
            assert got == expected or got[0] in (ValueError, BufferError), (name, got)


def test_copies():
    """copy and deepcopy of a view, and of what holds one."""
    view = memoryview(bytearray(range(6))).cast("B", [2, 3])
    for made in (copy.copy(view), copy.deepcopy(view), copy.deepcopy([view])[0]):
        assert made.tolist() == view.tolist() and made.shape == (2, 3)
    for refused in (copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="cannot pickle memoryview objects"):
            refused(strict.memoryview(b"abc"))
