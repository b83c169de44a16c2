"""Do the faults that memoryviews and structs have had elsewhere stay out of these?

Each test names the report of a fault in CPython, NumPy or a binding, and does what the report did. What user code does
between a check and its use may make a call fail, or leave its result as it was; it may not reach memory that is gone. A view
that another thread releases (CPython issues 157112 to 157114) has its table in `test_hostile.py`.
"""

import array
import ctypes
import faulthandler
import gc
import mmap
import struct as builtin
import subprocess
import sys
import weakref

import numpy as np
import pytest
from acting import Acts, pull_away
from memoryview_rs import memoryview, strict
from memoryview_rs import struct as wide

VIEWS = pytest.mark.parametrize("cls", [memoryview, strict.memoryview], ids=["full", "strict"])


@pytest.fixture(autouse=True)
def no_deadlock():
    """https://github.com/RustPython/RustPython/pull/8524: a deadlock is a failure, after a minute."""
    faulthandler.dump_traceback_later(60, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


RELEASED = "operation forbidden on released memoryview object"


@VIEWS
@pytest.mark.parametrize("work", [
    lambda m, acts: m[acts],
    lambda m, acts: m.__setitem__(acts, 1),
    lambda m, acts: m.__setitem__(0, acts),
    lambda m, acts: m.__setitem__(slice(acts, None), b"\1" * 4095),
])
def test_index_that_releases(cls, work):
    """https://github.com/python/cpython/issues/92888"""
    source = bytearray(4096)
    view = cls(source)
    with pytest.raises(ValueError, match=RELEASED):
        work(view, Acts(pull_away(view, source)))


@VIEWS
def test_slice_bounds_that_release(cls):
    """https://github.com/python/cpython/issues/142665: CPython 3.13.0 reads freed memory here"""
    for place in range(3):
        source = bytearray(1 << 20)
        view = cls(source)
        bounds = [1, 100, 1]
        bounds[place] = Acts(pull_away(view, source), bounds[place])
        try:
            part = view[slice(*bounds)]
        except ValueError as error:
            assert str(error) == RELEASED
        else:
            assert part.tobytes() == bytes(99)


def test_keys_of_several_axes_that_release():
    """The same where a key has several parts."""
    keys = [lambda x: (slice(0, x), 1), lambda x: (..., x), lambda x: (x, x), lambda x: (None, x)]
    for key in keys:
        source = bytearray(4096)
        view = memoryview(source).cast("B", [64, 64])
        try:
            part = view[key(Acts(pull_away(view, source)))]
        except ValueError as error:
            assert str(error) == RELEASED
        else:
            assert not any(part.tobytes()), "the memory was held, and is what it was"


@VIEWS
def test_hash_of_the_exporter_that_releases(cls):
    """https://github.com/python/cpython/issues/142664 and 157112: a hash of what was no more there"""

    class Exporter(bytes):
        def __hash__(self):
            view.release()
            return 7

    exporter = Exporter(b"abc")
    view = cls(exporter)
    with pytest.raises(BufferError, match="memoryview has 1 exported buffer"):
        hash(view)
    view.release()


@VIEWS
def test_separator_of_hex_that_releases(cls):
    """https://github.com/python/cpython/issues/143195: the bytes were read when they were no more there"""

    class Separator(bytes):
        def __len__(self):
            view.release()
            return 1

    source = bytearray(b"abc")
    view = cls(source)
    with pytest.raises(BufferError, match="memoryview has 1 exported buffer"):
        view.hex(Separator(b":"))
    assert view.hex(":") == "61:62:63"
    view.release()
    source.append(1)


@VIEWS
def test_comparison_whose_struct_is_replaced(cls, monkeypatch):
    """https://github.com/python/cpython/issues/142663: CPython 3.13.0 calls what struct.Struct is by then"""
    source = bytearray(b"\0\1\0\2")
    left = cls(source)
    right = np.frombuffer(bytes(source), ">u1")

    class Evil(builtin.Struct):
        def unpack_from(self, *args):
            left.release()
            raise AssertionError("nobody asks for it")

    monkeypatch.setattr(builtin, "Struct", Evil)
    assert left == cls(right)


@VIEWS
def test_comparison_that_releases(cls):
    """The same by way of the other side."""
    source = bytearray(b"abcd")
    view = cls(source)

    class Other:
        def __eq__(self, other):
            pull_away(view, source)()
            return "asked"

    assert (view == Other()) == "asked"


def test_searching_that_releases():
    source = bytearray(4096)
    for search in [lambda m, x: m.count(x), lambda m, x: m.index(x), lambda m, x: x in m]:
        view = memoryview(source)
        try:
            search(view, Acts(pull_away(view, bytearray())))
        except ValueError as error:
            assert str(error) == RELEASED


@VIEWS
def test_shape_that_changes_during_cast(cls):
    """https://github.com/python/cpython/issues/157111"""

    class Length(int):
        def __index__(self):
            shape.clear()
            return 4

    for first in [Length(4), 4]:
        shape = [first, 4]
        view = cls(bytes(16))
        try:
            assert view.cast("B", shape).shape == (4, 4)
        except (TypeError, ValueError):
            pass
    shape = [Acts(lambda: shape.clear(), 4), 4]
    if cls is memoryview:
        for call in [lambda m: m.reshape(shape), lambda m: m.cast("B", shape)]:
            shape = [Acts(lambda: shape.clear(), 4), 4]
            try:
                assert call(memoryview(bytes(16))).nbytes == 16
            except (TypeError, ValueError, IndexError):
                pass


@VIEWS
def test_collected_views_that_are_still_referenced(cls):
    """https://github.com/python/cpython/pull/123937: a cycle is cleared while someone still has the view"""

    class Exporter(bytearray):
        pass

    class Last:
        def __del__(self):
            try:
                seen.append(self.view.tobytes())
            except ValueError as error:
                seen.append(str(error))
            kept.append(self.view)

    seen, kept = [], []
    exporter, last = Exporter(b"abc"), Last()
    last.view = cls(exporter)
    exporter.last = last
    exporter.itself = exporter
    del exporter, last
    gc.collect()
    gc.collect()
    assert seen == [b"abc"]
    assert kept[0].tobytes() == b"abc"


@VIEWS
def test_views_of_a_buffered_reader_that_ends(cls, tmp_path):
    """https://github.com/python/cpython/pull/105290: BufferedReader leaves a view of its buffer"""
    import io

    kept = []

    class Raw(io.RawIOBase):
        def readable(self):
            return True

        def readinto(self, target):
            kept.append(cls(target))
            target[:3] = b"abc"
            return 3

    reader = io.BufferedReader(Raw(), 16)
    assert reader.read(3) == b"abc"
    # The interpreter frees this memory with the reader, whoever holds a view of it, the builtin class included: valgrind
    # sees a later read. So ours is read and released before, which the reader must survive.
    for view in kept:
        assert view.tobytes()[:3] == b"abc"
        view.release()
    assert reader.read(3) == b"abc"
    del reader
    gc.collect()
    for view in kept[:1]:
        with pytest.raises(ValueError, match=RELEASED):
            view.tobytes()


@VIEWS
def test_iterators_leave_nothing(cls):
    """https://github.com/python/cpython/issues/92804"""
    source = bytearray(64)
    before = sys.getrefcount(source)
    for _ in range(1000):
        iter(cls(source))
        next(iter(cls(source)))
        list(cls(source))
    gc.collect()
    assert sys.getrefcount(source) == before
    source.append(1)


def test_formats_and_sizes_that_disagree():
    """https://github.com/python/cpython/issues/76961, numpy issue 10528: ctypes says 5 bytes of items of 8"""

    class Padded(ctypes.Structure):
        _fields_ = [("a", ctypes.c_int), ("b", ctypes.c_char)]

    items = (Padded * 3)(*[(n, b"x") for n in range(3)])
    view = memoryview(items)
    assert view.itemsize == ctypes.sizeof(Padded) == 8
    assert [item[0] for item in view.tolist()] == [0, 1, 2]
    assert view.field("b").strides == (8,)


@VIEWS
def test_items_without_bytes(cls):
    """https://github.com/cython or numpy pull 5576: an empty ctypes structure has items of 0 bytes"""

    class Nothing(ctypes.Structure):
        pass

    view = cls((Nothing * 3)())
    assert (view.itemsize, view.nbytes, view.shape, len(view)) == (0, 0, (3,), 3)
    assert view[1:].shape == (2,) and view.tobytes() == b"" and view.hex() == ""
    assert view.c_contiguous in (True, False)
    for work in [lambda: view.tolist(), lambda: view.cast("B"), lambda: view == view, lambda: view[0]]:
        try:
            work()
        except (NotImplementedError, TypeError, ValueError, ZeroDivisionError) as error:
            assert not isinstance(error, ZeroDivisionError)


@VIEWS
def test_exports_are_counted(cls):
    """https://github.com/RustPython/RustPython/pull/8553: release did not count exports"""
    view = cls(bytearray(b"abc"))
    other = np.asarray(view)
    with pytest.raises(BufferError, match="memoryview has 1 exported buffer"):
        view.release()
    third = np.asarray(view)
    with pytest.raises(BufferError, match="memoryview has 2 exported buffers"):
        view.release()
    del other, third
    view.release()


@VIEWS
def test_overlapping_assignment_ends(cls):
    """https://github.com/RustPython/RustPython/pull/8524: it deadlocked"""
    source = bytearray(b"abcd")
    view = cls(source)
    view[0:4] = view[::-1]
    assert source == b"dcba"
    view[1:] = view[:-1]
    assert source == b"ddcb"


@VIEWS
@pytest.mark.parametrize("number", [-(2**63), -(2**63) - 1, 2**63 - 1, 2**63, -(2**64), 2**64])
def test_extreme_indices(cls, number):
    """https://github.com/RustPython/RustPython/issues/2386: isize::MIN was negated"""
    view = cls(b"abc")
    with pytest.raises(IndexError):
        view[number]
    expected = b"abc"[::number]
    assert view[::number].tobytes() == expected
    assert view[number:].tobytes() == b"abc"[number:]
    assert view[:number].tobytes() == b"abc"[:number]
    assert view[::number][::number].tobytes() == expected[::number]
    if cls is memoryview:
        square = memoryview(bytes(9)).cast("B", [3, 3])
        assert square[::number, number:].shape == np.zeros((3, 3))[::number, number:].shape
        for call in [square.permute, square.reshape, square.transpose, square.broadcast_to]:
            with pytest.raises((IndexError, ValueError, OverflowError, TypeError)):
                call((number, number))


def test_suboffsets():
    """https://github.com/cython/cython/pull/367: tobytes was off by one where suboffsets are"""
    testbuffer = pytest.importorskip("_testbuffer")
    rows = testbuffer.ndarray(list(range(12)), shape=[3, 4], format="B", flags=testbuffer.ND_PIL)
    direct = np.arange(12, dtype="B").reshape(3, 4)
    for cls in [memoryview, strict.memoryview]:
        view = cls(rows)
        assert view.suboffsets[0] >= 0
        assert view.tobytes() == direct.tobytes() and view.tolist() == direct.tolist()
        assert view[::-1].tolist() == direct[::-1].tolist()
        assert view == cls(direct)
    assert memoryview(rows)[1:, ::-2].tolist() == direct[1:, ::-2].tolist()
    assert memoryview(rows)[2, 1] == 9
    # New axes beside an ellipsis count as no slices.
    for key in [(..., None, None), (None, None, None, ...), (slice(1), ..., None, None, slice(1))]:
        assert memoryview(rows)[key].tolist() == direct[key].tolist()


@VIEWS
def test_references_on_paths_that_fail(cls):
    """https://github.com/cython/cython/issues/4296: a later argument fails, and the first leaks"""
    source = array.array("i", range(8))
    before = sys.getrefcount(source)
    view = cls(source)
    failing = [
        lambda: cls(source).cast("B", [3, 3]),
        lambda: cls(source).cast("B", "no shape"),
        lambda: cls(source).cast("y!"),
        lambda: cls(source)[99],
        lambda: cls(source)[1.5],
        lambda: cls(source).__setitem__(slice(None), source[:3]),
        lambda: cls(source).__setitem__(0, "x"),
        lambda: cls(source).tobytes("K"),
        lambda: cls(source).hex("long"),
        lambda: hash(cls(source)),
        lambda: wide.unpack("<i", source),
        lambda: wide.iter_unpack("7s", source),
        lambda: wide.pack_into("<i", source, 99, 1),
        lambda: wide.pack_into("<i", source, 0, "x"),
        lambda: wide.unpack_from("<i", source, "x"),
        lambda: memoryview(source).reshape(3, 3),
        lambda: memoryview(source).astype("no format"),
        lambda: memoryview(source).field("x"),
    ]
    for _ in range(300):
        for call in failing:
            with pytest.raises(Exception):
                call()
    view.release()
    gc.collect()
    assert sys.getrefcount(source) == before
    source.append(1)


@VIEWS
def test_the_owner_lives(cls):
    """https://github.com/pybind/pybind11/pull/2223: a view kept no reference to the owner"""

    class Owner(bytearray):
        pass

    owner = Owner(b"abc")
    gone = weakref.ref(owner)
    view = cls(owner)[1:]
    del owner
    gc.collect()
    assert gone() is not None and view.tobytes() == b"bc"
    array_of_view = np.asarray(view)
    del view
    gc.collect()
    assert array_of_view.tolist() == [98, 99] and gone() is not None
    del array_of_view
    gc.collect()
    assert gone() is None


@VIEWS
def test_descriptions_of_numpy_do_not_pile_up(cls):
    """https://github.com/numpy/numpy/issues/16934: each new shape of an array left its description behind"""
    source = np.zeros((4, 6), "<f4")
    before = sys.getrefcount(source)
    for _ in range(2000):
        part = source[::2, :]
        cls(part).release()
        cls(part.T)
    del part
    gc.collect()
    assert sys.getrefcount(source) == before


@VIEWS
def test_a_map_is_not_closed_under_a_view(cls, tmp_path):
    """https://github.com/numpy/numpy/issues/9562: frombuffer of a map that is closed"""
    path = tmp_path / "data"
    path.write_bytes(b"abcd")
    with path.open("r+b") as file:
        mapped = mmap.mmap(file.fileno(), 0)
        view = cls(mapped)
        with pytest.raises(BufferError):
            mapped.close()
        assert view.tobytes() == b"abcd"
        view.release()
        mapped.close()


@pytest.mark.skipif(sys.platform == "win32", reason="a mapped file cannot be truncated there")
def test_a_file_that_shrinks_ends_only_who_reads_it(tmp_path):
    """https://github.com/python/cpython/issues/148650: SIGBUS, which no library can turn into an error; reading before is right"""
    program = f"""
import memoryview_rs, os
path = {str(tmp_path / "data")!r}
with open(path, "wb") as file:
    file.write(bytes(1 << 16))
view = memoryview_rs.open(path, "B")
assert view[0] == 0
os.truncate(path, 0)
assert view[1:].shape == (65535,)
print("alive", flush=True)
view[1 << 15]
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout == "alive\n" and done.returncode < 0, done
