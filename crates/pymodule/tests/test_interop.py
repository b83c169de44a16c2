"""Do views and the other users of memory share it, both ways, without a copy?"""

import array
import builtins
import ctypes
import mmap
import pickle
import struct
from multiprocessing import shared_memory

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
    with pytest.raises(TypeError, match="cannot pickle 'memoryview' object"):
        pickle.dumps(strict.memoryview(b""))


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
