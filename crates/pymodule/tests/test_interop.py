"""Do views and the other users of memory share it, both ways, without a copy?"""

import array
import builtins
import copy
import ctypes
import mmap
import pickle
import struct
from multiprocessing import shared_memory

import memoryview_rs as rs
import numpy as np
import pytest

from memoryview_rs import memoryview, strict

builtin = builtins.memoryview

DTYPES = [
    "?", "i1", "u1", "<i2", ">i2", "<u4", ">i8", "<f2", ">f4", "f8", "<c8", ">c16", "S5", "<U3", ">U3",
    [("a", "<i2"), ("b", ">f8", (2, 2)), ("c", [("x", "u1"), ("y", "S3")])],
    np.dtype([("a", "i1"), ("b", "<f8")], align=True),
]


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_numpy_keeps_the_dtype(dtype):
    source = np.zeros((3, 4), dtype)[::-1, ::2]
    view = memoryview(source)
    back = np.asarray(view)
    assert back.dtype == source.dtype and back.shape == source.shape and back.strides == source.strides
    assert np.shares_memory(back, source)
    assert view.dtype == source.dtype
    part = np.asarray(view[1:, 0])
    assert part.dtype == source.dtype and np.shares_memory(part, source)


@pytest.mark.parametrize("unit", ["s", "ns", "D"])
def test_dates_travel_by_the_array_interface(unit):
    source = np.array([["2026-01-01", "NaT"], ["1969-12-31", "2000-02-29"]], f"<M8[{unit}]").T
    view = memoryview(source)
    assert view.format == f"<M8[{unit}]"
    back = np.asarray(view)
    assert back.dtype == source.dtype and back.strides == source.strides and np.shares_memory(back, source)
    with pytest.raises(BufferError):
        view.release()
    copy = pickle.loads(pickle.dumps(view, 5))
    assert (np.asarray(copy).view("i8") == source.view("i8")).all()


def test_dates_are_compared_in_their_units():
    days = np.array(["2026-01-01", "1969-12-31", "2000-02-29"], "M8[D]")
    for unit in ("h", "s", "ms", "ns", "D"):
        finer = days.astype(f"M8[{unit}]")
        assert memoryview(days) == memoryview(finer) and memoryview(finer) == days, unit
        assert not memoryview(days).diff(finer)
        finer[1] += 1
        found = memoryview(days).diff(finer)
        assert memoryview(days) != memoryview(finer) and (found.count, found.max_absolute, found.first[0]) == (1, 1.0, (1,)), unit
    years = np.array([0, 1, 56], "M8[Y]")
    assert memoryview(years) == memoryview(years.astype("M8[D]")) == memoryview(years.astype("M8[M]"))
    # NumPy refuses to say how many days a month has.
    assert memoryview(np.array([0], "m8[M]")) != memoryview(np.array([0], "m8[D]"))
    assert memoryview(days) != memoryview(days.view("i8")) and memoryview(days) != memoryview(days.view("m8[D]"))
    assert memoryview(days.view("m8[D]")) == memoryview(days.view("i8"))
    days[1] = "NaT"
    view = memoryview(days)
    assert view != view and view.diff(view).nan == 1 and not view.diff(view, equal_nan=True)
    # An item by itself is an integer.
    assert view.count(-(2**63)) == 1 and days.view("i8")[0] in view and view.index(int(days.view("i8")[2])) == 2


def test_what_numpy_alone_has_words_for():
    # The long double of x86 with 32 bits, and dates in records: no text of PEP 3118 says them, so none that means something else is exported.
    number = struct.pack("<QHxx", 3 << 62, 0x3FFF)
    strange = np.dtype(np.longdouble).itemsize != 12
    for format, value in [("<f12", 1.5), ("<M8[s]", 5), ("[('d', '<M8[s]'), ('n', '|u1')]", (5, 7)), ("[('x', '<f12')]", (1.5,))]:
        size = 12 if "f12" in format else 9 if "u1" in format else 8
        data = number if size == 12 else (5).to_bytes(8, "little") + b"\7"
        view = memoryview(data[:size]).reinterpret(format)
        assert view.itemsize == size and view[0] == value, format
        copy = pickle.loads(pickle.dumps(view, 5))
        assert copy.itemsize == size and copy[0] == value, format
        if "M8" in format or strange:
            assert view.format == copy.format == format
            for consumer in (builtin, bytes, np.asarray if "f12" in format else builtin):
                with pytest.raises((BufferError, TypeError)):
                    consumer(view)


@pytest.mark.filterwarnings("ignore:A builtin ctypes object gave")
def test_unions_of_ctypes_reach_numpy():
    class Union(ctypes.Union):
        _fields_ = [("a", ctypes.c_int32), ("b", ctypes.c_double), ("c", ctypes.c_char * 3)]

    class Byte(ctypes.Union):
        _fields_ = [("a", ctypes.c_int8)]

    union, unions = Union(b=1.5), (Union * 3)()
    unions[1].a = 7
    for source, shape in (union, ()), (unions, (3,)):
        # A union says `B` whatever its size, so NumPy refused items larger than that. It asks ctypes where ctypes is asked.
        view = memoryview(source)
        assert (view.format, view.itemsize, view.shape) == ("B", 8, shape) == (builtin(source).format, 8, shape)
        array = np.asarray(view)
        assert array.dtype == view.dtype and array.dtype.itemsize == 8 and np.shares_memory(array, np.asarray(source))
        assert array.tobytes() == bytes(source)
        again = memoryview(builtin(view))
        assert again == view and again.itemsize == 8
        # What is in it, the caller says.
        assert np.asarray(view.reinterpret("<d")).view("<f8").ravel()[0] == np.asarray(source)["b"].ravel()[0]
    assert memoryview(unions)[:].reinterpret("<i4").tolist()[2] == 7
    assert np.asarray(memoryview((Byte * 2)())).dtype == "u1"
    assert builtin(strict.memoryview(union)).format == "B"


def test_array_interface_of_ordinary_items():
    source = np.arange(6, dtype=">i4").reshape(2, 3)
    interface = memoryview(source).__array_interface__
    theirs = source.__array_interface__
    assert interface["typestr"] == theirs["typestr"] and interface["data"] == theirs["data"]


def test_ctypes():
    class Pixel(ctypes.Structure):
        _fields_ = [("kind", ctypes.c_uint8), ("value", ctypes.c_int32 * 2)]

    pixels = (Pixel * 3)()
    pixels[1].value[1] = 7
    view = memoryview(pixels)
    assert view.shape == (3,) and view.itemsize == 12
    assert view.field("value")[:, 1].tolist() == [0, 7, 0]
    view.field("value")[2, 0] = -1
    assert pixels[2].value[0] == -1
    assert memoryview((ctypes.c_int * 3 * 2)(*[(1, 2, 3), (4, 5, 6)])).tolist() == [[1, 2, 3], [4, 5, 6]]


def test_array_mmap_shared_memory_bytearray(tmp_path):
    numbers = array.array("d", [1.5, 2.5, 3.5])
    memoryview(numbers)[::-1][0] = 9
    assert numbers[2] == 9.0
    path = tmp_path / "numbers"
    path.write_bytes(bytes(16))
    with open(path, "r+b") as file, mmap.mmap(file.fileno(), 16) as mapped:
        with memoryview(mapped) as view, view.reinterpret(">i") as numbers:
            numbers[1:3] = 7
        mapped.flush()
    assert path.read_bytes() == bytes(4) + b"\0\0\0\7" * 2 + bytes(4)
    shared = shared_memory.SharedMemory(create=True, size=64)
    try:
        with memoryview(shared.buf) as view, view[:8] as part:
            part.reinterpret("<d")[0] = 2.5
            assert np.ndarray((1,), "<d", shared.buf)[0] == 2.5
        assert memoryview(shared.buf).nbytes == shared.size
    finally:
        import gc

        gc.collect()
        shared.close()
        shared.unlink()


def test_builtin_memoryview_both_ways():
    data = bytearray(range(24))
    view = memoryview(data).cast("B", [2, 3, 4])
    theirs = builtin(view)
    assert theirs.tolist() == view.tolist() and theirs.strides == view.strides
    assert memoryview(theirs)[1, :, ::2].tolist() == [[12, 14], [16, 18], [20, 22]]
    assert view == theirs and theirs == view


def test_pickle_buffers():
    source = np.arange(1000, dtype=">f8").reshape(10, 100)
    for part in (source, source.T, source[::-1, ::3], source[:0], source[3, 4:5]):
        buffers = []
        view = memoryview(part)
        data = pickle.dumps(view, 5, buffer_callback=buffers.append)
        assert len(buffers) == 1 and len(data) < 600
        raw = buffers[0].raw()
        assert raw.format == "B" and raw.ndim == 1 and raw.nbytes == part.nbytes
        if part.flags.c_contiguous and part.size:
            assert np.shares_memory(np.frombuffer(raw, "u1"), source)
        # One byte off: nothing is aligned where it arrives.
        arrived = builtin(bytearray(b"\0" + bytes(raw)))[1:]
        back = pickle.loads(data, buffers=[arrived])
        assert back.format == view.format and back.tolist() == part.tolist() and not back.readonly
        assert pickle.loads(pickle.dumps(view, 2)).tolist() == part.tolist()
    with pytest.raises(ValueError, match="9 bytes arrived"):
        pickle.loads(data, buffers=[bytes(9)])


def test_pickle_record_and_strict():
    table = np.array([(1, 2.5), (3, 4.5)], [("n", "<i2"), ("x", ">f8")])
    back = pickle.loads(pickle.dumps(memoryview(table), 5))
    assert np.asarray(back).dtype == table.dtype and back.tolist() == table.tolist()
    with pytest.raises(TypeError, match="cannot pickle memoryview objects"):
        pickle.dumps(strict.memoryview(b""))


@pytest.mark.parametrize("protocol", range(6))
def test_who_may_write_may_write_what_arrives(protocol):
    for source in (b"abcdef", bytearray(b"abcdef")):
        view = memoryview(source)[::-2]
        assert pickle.loads(pickle.dumps(view, protocol)).readonly == view.readonly == isinstance(source, bytes)
    for work in (copy.copy, copy.deepcopy):
        made = work(view)
        made[:] = b"xyz"
        assert made.tobytes() == b"xyz" and source == b"abcdef"


def test_threads():
    source = np.arange(1 << 20, dtype="<i4").reshape(1024, 1024)
    view = memoryview(source)
    assert view.T.tobytes(threads=2) == source.T.tobytes()
    assert np.array_equal(np.asarray(view.astype(">f8", threads=2)), source)
    assert np.array_equal(np.asarray(view[::2].copy("F", threads=1)), source[::2])
    with pytest.raises(ValueError, match="threads must be at least 1"):
        view.tobytes(threads=0)


def test_objects_are_not_touched():
    source = np.array([None, 1, "x"], object)
    view = memoryview(source)
    with pytest.raises((TypeError, NotImplementedError)):
        view[0] = 1
    with pytest.raises(TypeError):
        view.cast("B")[:] = bytes(24)
    with pytest.raises((TypeError, BufferError)):
        view[:] = view[::-1]
    with pytest.raises(TypeError):
        pickle.dumps(view, 5)
    assert source.tolist() == [None, 1, "x"]


def test_no_objects_where_nobody_counts_the_references(tmp_path):
    """NumPy follows the references of what says that it holds objects: a copy, a file or a shifted view has none."""
    for dtype in ("O", [("what", "O"), ("n", "i8")]):
        view = memoryview(np.zeros(4, dtype))
        for work in (lambda: view.copy(), lambda: view[::2].copy("F"), lambda: copy.copy(view)):
            with pytest.raises(TypeError, match="Python objects"):
                work()
        with pytest.raises(BufferError, match="stay where they are"):
            view.as_strided((2,), (view.itemsize,), 4)
    path = tmp_path / "zeros"
    path.write_bytes(bytes(32))
    for format in ("O", "T{q:n:O:what:}", np.dtype("O")):
        with pytest.raises(BufferError, match="holds no references"):
            rs.open(path, format)


def padded(**more):
    return np.dtype({"names": ["a", "b"], "formats": ["<i4", "<i2"], **more})


@pytest.mark.parametrize("dtype", [
    padded(offsets=[3, 9], itemsize=16),
    [("n", padded(offsets=[3, 9], itemsize=16)), ("c", "i4")],
    [("n", np.dtype([("a", "i4"), ("b", "i2")], align=True)), ("c", "i4")],
    [("n", padded(offsets=[0, 4], itemsize=9), (2,)), ("c", "i1")],
    [("c", "i1"), ("n", [("m", padded(offsets=[0, 4], itemsize=9), (2, 1))], (2,))],
], ids=str)
def test_padding_at_the_end_of_records(dtype):
    """NumPy leaves it out of the texts that it exports: it refuses them, or finds other fields (numpy/numpy#7797)."""
    source = np.zeros(3, dtype)
    source.view("u1")[:] = np.arange(source.nbytes)
    view = memoryview(source)
    for back in (np.asarray(view), np.asarray(view.copy()), np.asarray(pickle.loads(pickle.dumps(view, 5))), np.asarray(view.reinterpret(source.dtype))):
        assert back.dtype == source.dtype and back.tobytes() == source.tobytes()
    assert plain(view.tolist()) == plain(source.tolist())
    assert view.format == builtin(source).format


def test_references_are_not_sought_in_padding():
    """Of bytes that are left over nobody knows before which reference they belong: NumPy refuses its own text, and is not told another one."""
    inner = np.dtype({"names": ["o"], "formats": ["O"], "itemsize": 16})
    source = np.zeros(2, [("s", inner, (2,))])
    source["s"]["o"] = [["a", "b"], ["c", "d"]]
    view = memoryview(source)
    assert builtin(view).format == view.format == builtin(source).format
    with pytest.raises(RuntimeError, match="does not match"):
        np.asarray(view)
    with pytest.raises(BufferError, match="does not say where its Python objects stand in 32 bytes"):
        view.field("s")
    # Of a record that is in none there is no doubt.
    source = np.zeros(2, inner)
    source["o"] = ["a", "b"]
    view = memoryview(source)
    assert np.asarray(view)["o"].tolist() == np.asarray(view.field("o")).tolist() == ["a", "b"]


def test_references_in_texts_that_cannot_be_read():
    """Records in more records than are read: a copy of their bytes would hold references that nobody counts, and NumPy would follow them."""
    dtype = np.dtype([("x", "O")])
    for _ in range(70):
        dtype = np.dtype([("x", dtype)])
    view = memoryview(np.zeros(2, dtype))
    assert view.format == builtin(view).format
    for work in (lambda: view.copy(), lambda: view.__setitem__(slice(0, 1), view[1:])):
        with pytest.raises(TypeError, match="Python objects"):
            work()
    assert view.cast("B").readonly and view.reinterpret("q").readonly
    # A pickle says what it likes.
    rebuild, state = memoryview(bytearray(8)).__reduce_ex__(5)
    assert rebuild(*state) == bytes(8)
    with pytest.raises(TypeError, match="Python objects"):
        rebuild(state[0], view.format, "", 8, (1,), "C")


def plain(value):
    """Lists and tuples, where NumPy gives arrays and records."""
    value = value.tolist() if isinstance(value, np.ndarray) else value
    return [plain(part) for part in value] if isinstance(value, (list, tuple)) else value


@pytest.mark.parametrize("offsets", [[0, 2], [4, 0]])
def test_overlapping_fields_are_bytes(offsets):
    dtype = padded(offsets=offsets, itemsize=8)
    zeros, ones = np.zeros(2, dtype), np.ones(2, dtype)
    view = memoryview(ones)
    assert view.format == "8x" and view.tolist() == [row.tobytes() for row in ones]
    assert view == ones and view != zeros
    with pytest.raises(ValueError, match="overlapping or out-of-order"):
        memoryview(bytes(8)).reinterpret(dtype)


def test_a_text_is_no_complex_number():
    view = memoryview(np.zeros(3, "c16"))
    for key, value in [(0, "1+2j"), (0, b"1"), (0, None), (slice(None), "1"), (slice(None), ["1", "2", "3"])]:
        with pytest.raises(TypeError, match="invalid type for format"):
            view[key] = value
    for value in ("1+2j", b"1", None):
        with pytest.raises(struct.error, match="invalid type for format"):
            rs.struct.pack("Zd", value)
    assert not np.asarray(view).any()
    view[:] = [1, 2.5, np.complex64(3j)]
    assert view.tolist() == [1, 2.5, 3j]
