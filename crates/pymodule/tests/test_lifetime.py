"""Who keeps what alive, and what happens when code of the user pulls it away?"""

import array
import builtins
import ctypes
import gc
import pickle
import sys
import weakref

import numpy as np
import pytest
from exporting import liar, numbers  # noqa: F401

import memoryview_rs
from memoryview_rs import memoryview, strict

BOTH = pytest.mark.parametrize("cls", [memoryview, strict.memoryview], ids=["full", "strict"])


class Exporter(bytearray):
    """A bytearray that can be referred to weakly, and that refers to others."""


def resident():
    """The resident memory of this process in bytes."""
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * 4096


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc/self/statm")
def test_a_million_views_leave_no_memory():
    source = np.arange(64, dtype="<i4").reshape(8, 8)
    base = memoryview(source)

    def round_of_views(n):
        for i in range(n):
            view = base[i % 8 :, ::2]
            if i % 4 == 0:
                np.asarray(view)
            if i % 16 == 0:
                pickle.loads(pickle.dumps(view, 5))
            if i % 8 == 0:
                iter(view.T)
                view.reinterpret(">i")
            memoryview(source)[0].tolist()

    round_of_views(50_000)
    gc.collect()
    before = resident()
    round_of_views(950_000)
    gc.collect()
    assert resident() - before < 4 << 20


@BOTH
@pytest.mark.parametrize("take", [
    lambda view: builtins.memoryview(view),
    lambda view: builtins.memoryview(view[1:]),
    lambda view: builtins.memoryview((ctypes.c_char * 8).from_buffer(view)),
], ids=["view", "slice", "ctypes"])
def test_the_collector_closes_no_export_that_is_in_use(cls, take):
    """Garbage is cleared object by object; what is cleared late can be used by what runs meanwhile."""
    source = bytearray(b"x" * 100_000)
    weak, seen = [], []

    class Finalized:
        def __del__(self):
            # Weak references that are made now live until the object is gone.
            weak.append(weakref.ref(self.user))

    def while_it_is_cleared(_):
        user = weak[0]()
        if user is None:
            return
        with pytest.raises(BufferError):
            source.extend(b"y" * 1_000_000)
        seen.append(bytes(user[:2]))

    gc.collect()
    gc.disable()
    try:
        def garbage():
            view = cls(source)
            code = compile("12345", "freed when its list is cleared", "eval")
            callback = weakref.ref(code, while_it_is_cleared)
            first = [code]
            finalized = Finalized()
            finalized.user = take(view)
            ring = [view, first, finalized]
            ring.append(ring)
            return callback

        callback = garbage()
        gc.collect()
        gc.collect()
    finally:
        gc.enable()
    # CPython 3.14 takes those references away before it clears anything.
    assert seen == ([b"xx"] if sys.version_info < (3, 14) else [])
    assert callback() is None and weak[0]() is None
    source.extend(b"everything was given back")


@pytest.mark.skipif(sys.version_info < (3, 12), reason="__buffer__ came with CPython 3.12")
@BOTH
def test_items_without_bytes_are_a_run_of_none(cls):
    """CPython divides the length by the item size where it was told no shape: a zero there ends the process."""
    view = cls(np.zeros(3, "V0"))
    for flags in [0, 1]:
        assert view.__buffer__(flags).nbytes == 0
    assert view.__buffer__(8).shape == (3,)


@BOTH
def test_references_come_back(cls):
    source = bytearray(b"abc")
    before = sys.getrefcount(source)
    views = [cls(source) for _ in range(10)]
    views += [view[1:] for view in views] + [cls(view) for view in views]
    for view in views[::3]:
        view.release()
    iterators = [iter(view) for view in views[1::3]]
    del views, view, iterators
    gc.collect()
    assert sys.getrefcount(source) == before
    source.append(1)


@BOTH
def test_cycles_are_collected(cls):
    exporter = Exporter(b"abc")
    exporter.views = [cls(exporter)]
    exporter.views += [exporter.views[0][1:], cls(exporter.views[0]), iter(exporter.views[0])]
    gone = weakref.ref(exporter)
    live = Exporter(b"xyz")
    kept = cls(live)
    live.views = [kept[1:]]
    del exporter
    gc.collect()
    assert gone() is None
    gc.collect()
    assert kept.tobytes() == b"xyz" and live.views[0].tobytes() == b"yz"


@BOTH
def test_views_are_referred_to_weakly(cls):
    view = cls(b"abc")
    reference = weakref.ref(view)
    assert reference() is view
    del view
    gc.collect()
    assert reference() is None


@BOTH
def test_sub_views_are_whole_objects(cls):
    """However they are made: the collector and weak references know them, and a refused key leaves nothing behind."""
    source = bytearray(range(12))
    view = cls(source)
    matrix = view.cast("B", [3, 4])
    keys = [(view, slice(1, None)), (view, slice(None, None, -1))]
    # The longest key is of more axes than stand in the object itself.
    keys += [(matrix, key) for key in [1, (slice(None), 2), (..., None), (None,) * 9] if cls is memoryview]
    before = sys.getrefcount(cls)
    for _ in range(100):
        for whole, key in keys:
            part = whole[key]
            assert type(part) is cls and gc.is_tracked(part)
            part = weakref.ref(part)
            assert part() is None
        for whole, key in [(view, 12), (matrix, (0, 4)), (matrix, 3), (matrix, (slice(None), 4)), (matrix, (3, ...))]:
            with pytest.raises((IndexError, NotImplementedError, TypeError)):
                whole[key]
    assert sys.getrefcount(cls) == before
    view.release()
    with pytest.raises(BufferError):
        source.append(1)
    matrix.release()
    source.append(1)


@BOTH
def test_memory_of_dead_views_is_used_again(cls):
    """More views than the module keeps the memory of, which die in several orders: each is a new object, whole, and alone."""
    source = bytearray(range(256))
    whole = cls(source)
    died = []
    before = sys.getrefcount(cls)
    for order in (slice(None), slice(None, None, -1), slice(None, None, 7)):
        parts = [whole[i : i + 2] for i in range(40)]
        assert len({id(part) for part in parts}) == 40
        assert [part.tolist() for part in parts] == [[i, i + 1] for i in range(40)]
        assert all(gc.is_tracked(part) for part in parts)
        watched = [weakref.ref(part, lambda reference: died.append(reference)) for part in parts]
        for part in parts[order]:
            part.release()
        del part, parts[order]
        parts.clear()
        assert len(died) == 40 and not any(reference() for reference in watched)
        died.clear()
    assert sys.getrefcount(cls) == before
    # The collector frees them too, and those that pyo3 makes are of the same kind.
    for _ in range(3):
        exporter = Exporter(b"abcd")
        exporter.views = [cls(exporter) for _ in range(20)] + [cls(exporter)[i:] for i in range(20)]
        gone = weakref.ref(exporter)
        del exporter
        gc.collect()
        assert gone() is None
        assert [whole[i:][0] for i in range(30)] == list(range(30))
    whole.release()
    source.clear()


def test_a_part_in_the_making_is_known_to_nobody():
    """What runs while a key is read neither finds the object that will be made, nor takes its memory or its export away."""
    seen = []

    class Key:
        def __init__(self, number):
            self.number = number

        def __index__(self):
            seen.append(self.number)
            gc.collect()
            others = [matrix[:, i : i + 1] for i in range(3)]
            assert [other.tolist() for other in others] == [[[i], [i + 3]] for i in range(3)]
            assert sum(type(known) is memoryview for known in gc.get_objects()) == known + len(others)
            if self.number < 0:
                raise RuntimeError(str(self.number))
            return self.number

    matrix = memoryview(bytearray(range(6))).cast("B", [2, 3])
    known = sum(type(other) is memoryview for other in gc.get_objects())
    assert matrix[Key(1) :, ..., : Key(2)].tolist() == [[3, 4]]
    assert matrix[Key(1), Key(0) :].tolist() == [3, 4, 5]
    assert matrix[Key(0)].tolist() == [0, 1, 2]
    assert seen == [1, 2, 1, 0, 0]
    # Each is asked once, and before an integer is found to be out of bounds.
    seen.clear()
    with pytest.raises(RuntimeError, match="-1"):
        matrix[7, Key(0) : Key(-1)]
    with pytest.raises(TypeError, match="invalid slice key"):
        matrix[..., 7, "x"]
    with pytest.raises(IndexError, match="axis 0 has length 2"):
        matrix[7, Key(0) :]
    assert seen == [0, -1, 0]
    with pytest.raises(TypeError, match="one ellipsis"):
        matrix[..., ...]
    with pytest.raises(TypeError, match="cannot index 2-dimension view with 3-element tuple"):
        matrix[:, :, Key(5)]
    assert seen == [0, -1, 0]


@BOTH
def test_the_last_sibling_gives_the_memory_back(cls):
    source = bytearray(b"abc")
    parent = cls(source)
    part = parent[1:]
    parent.release()
    with pytest.raises(BufferError):
        source.append(1)
    part.release()
    source.append(1)


@BOTH
@pytest.mark.parametrize("format", ["b", "B", "h", "H", "i", "I", "l", "L", "q", "Q", "n", "N", "f", "d", "?"])
def test_values_that_release_the_view(cls, format):
    size = cls(bytes(8)).cast(format).itemsize

    class Value:
        def act(self, result):
            view.release()
            source.clear()
            return result

        def __index__(self):
            return self.act(1)

        def __float__(self):
            return self.act(1.0)

        def __bool__(self):
            return self.act(True)

    for key in (0, slice(None)) if cls is memoryview else (0,):
        source = bytearray(4 * size)
        view = cls(source).cast(format)
        with pytest.raises(ValueError, match="operation forbidden|released"):
            view[key] = Value()
        assert not source


@BOTH
def test_keys_that_release_the_view(cls):
    class Key:
        def __index__(self):
            view.release()
            return 1

    for key in (lambda: Key(), lambda: (Key(), 0), lambda: (0, Key())):
        view = cls(bytearray(range(4))).cast("B", [2, 2])
        with pytest.raises((ValueError, NotImplementedError)):
            view[key()].tobytes()
            view.tobytes()
        view = cls(bytearray(range(4))).cast("B", [2, 2])
        with pytest.raises((ValueError, NotImplementedError)):
            view[key()] = 3
    view = cls(bytearray(range(4)))
    assert view[Key() :].tolist() == [1, 2, 3]


def test_comparisons_that_release_the_view():
    class Value:
        def __eq__(self, other):
            view.release()
            return False

    for deed in ("count", "index"):
        view = memoryview(bytearray(range(4)))
        with pytest.raises(ValueError, match="operation forbidden"):
            getattr(view, deed)(Value())


def test_hash_of_an_exporter_that_releases():
    class Exporting(bytes):
        def __hash__(self):
            view.release()
            return 1

    view = strict.memoryview(Exporting(b"abc"))
    with pytest.raises(BufferError, match="1 exported buffer"):
        hash(view)


def test_an_iterator_sees_the_release():
    view = memoryview(b"abc")
    iterator = iter(view)
    assert next(iterator) == 97
    view.release()
    with pytest.raises(ValueError, match="operation forbidden"):
        next(iterator)


# Hostile exporters: _testbuffer lays out what it is told, and the liar answers with a Py_buffer of lies.


LIES = [
    dict(len=65), dict(len=-1), dict(itemsize=-1), dict(itemsize=2), dict(ndim=-1), dict(ndim=65), dict(ndim=2**31 - 1),
    dict(shape=numbers(63)), dict(shape=numbers(-64)), dict(shape=numbers(2**63 - 1)), dict(ndim=2, shape=None),
    dict(ndim=2, shape=numbers(2**40, 2**40)), dict(ndim=2, shape=numbers(2**40, 0), strides=numbers(2**62, 2**62), len=1),
    dict(strides=numbers(2**62)), dict(strides=numbers(-(2**63))), dict(ndim=3, shape=numbers(4, 4, 4), strides=numbers(2**62, -(2**62), 2**61)),
    dict(buf=None),
]


@BOTH
@pytest.mark.parametrize("lies", LIES, ids=[str(i) for i in range(len(LIES))])
def test_lies_are_refused(cls, liar, lies):
    source = liar(**lies)
    before = sys.getrefcount(source)
    with pytest.raises((BufferError, ValueError)):
        cls(source)
    assert sys.getrefcount(source) == before


@BOTH
def test_formats_that_lie(cls, liar):
    for format in (b"i", b"T{", b"\xff", b"O", b"1000000000000s", b"(0)i", b"T{" * 500, b""):
        view = cls(liar(format=format))
        if format != b"O":
            assert view.tobytes() == bytes(64)
        try:
            view[0], view.tolist(), view == view
        except (ValueError, NotImplementedError, TypeError, BufferError):
            pass


@BOTH
def test_numbers_without_a_shape(cls, liar):
    """What a request without a shape is answered with: the length alone."""
    assert cls(liar(shape=None)).shape == (64,)
    assert cls(liar(shape=None, itemsize=4, format=b"i")).shape == (16,)


@BOTH
def test_resized_under_an_array(cls):
    numbers = array.array("i", range(8))
    view = cls(numbers)
    with pytest.raises(BufferError):
        numbers.append(1)
    view.release()
    numbers.append(1)


def test_shared_memory_of_a_dead_exporter():
    view = memoryview(np.arange(5, dtype="<i2"))[1::2]
    gc.collect()
    assert view.tolist() == [1, 3] and memoryview_rs.memoryview(view.obj).tolist() == [0, 1, 2, 3, 4]
