"""Do files become views, and do these views say which file they are of?"""

import doctest
import errno
import os
import pathlib
import pickle

import memoryview_rs
import numpy as np
import pytest
from memoryview_rs import memoryview

RECORD = np.dtype([("id", ">i2"), ("value", "<f8"), ("name", "S3")])


@pytest.fixture
def raw(tmp_path):
    path = tmp_path / "data.raw"
    path.write_bytes(bytes(range(240)))
    return path


@pytest.mark.parametrize("format", ["B", "<f", ">u2", "<f4", np.dtype(">i4"), RECORD, "T{>h:a:B:b:}", "3s"])
@pytest.mark.parametrize("offset", [0, 1, 7])
def test_items_are_those_of_numpy(raw, format, offset):
    # NumPy knows what a record of PEP 3118 is from a view.
    itemsize = memoryview_rs.open(raw, format, (1,)).itemsize
    count = (240 - offset) // itemsize
    view = memoryview_rs.open(raw, format, (count,), offset=offset)
    expected = np.frombuffer(raw.read_bytes(), np.asarray(view).dtype, count, offset)
    assert view.readonly and view.shape == (count,)
    assert np.asarray(view).tobytes() == expected.tobytes()
    assert [str(item) for item in view.tolist()] == [str(item) for item in expected.tolist()] or view.format == "3s"


def test_orders_strides_and_the_rest_of_a_shape(raw):
    data = np.frombuffer(raw.read_bytes(), "<u2")
    assert memoryview_rs.open(raw, "<H").shape == (120,)
    assert memoryview_rs.open(raw, "<H", (-1, 8)).tolist() == data.reshape(-1, 8).tolist()
    assert memoryview_rs.open(raw, "<H", (4, -1), order="F").tolist() == data.reshape(4, -1, order="F").tolist()
    last_first = memoryview_rs.open(raw, "<H", (3, 4), strides=(-8, 2), offset=16)
    assert last_first.tolist() == data[:12].reshape(3, 4)[::-1].tolist()
    assert memoryview_rs.open(str(raw), "<H", [2, 2]).tolist() == [[256, 770], [1284, 1798]]


def test_one_axis_is_a_number(raw):
    assert memoryview_rs.open(raw, "<H", 7).shape == memoryview_rs.open(raw, "<H", 7, strides=2).shape == (7,)
    assert memoryview_rs.open(raw, "<H", -1).shape == (120,)


def test_classes_are_formats(raw):
    for cls in (np.float32, float, np.int16, bool, complex):
        view = memoryview_rs.open(raw, cls)
        assert view.dtype == np.dtype(cls)
        assert view[:2].astype(np.complex128, casting="unsafe").dtype == np.dtype("c16")
    for cls in (object, list, memoryview):
        with pytest.raises(TypeError, match=f"class '{cls.__name__}' is no format"):
            view.reinterpret(cls)


def test_folders_and_devices(tmp_path):
    with pytest.raises(IsADirectoryError) as caught:
        memoryview_rs.open(tmp_path, "B")
    assert caught.value.errno == errno.EISDIR and caught.value.filename == str(tmp_path)
    with pytest.raises(OSError):
        memoryview_rs.open(os.devnull, "B")


def test_refusals(raw, tmp_path):
    with pytest.raises(FileNotFoundError) as caught:
        memoryview_rs.open(tmp_path / "none", "B")
    assert caught.value.errno == errno.ENOENT
    assert caught.value.filename == str(tmp_path / "none")
    with pytest.raises(ValueError, match="241"):
        memoryview_rs.open(raw, "B", (241,))
    with pytest.raises(ValueError, match="found 'y'"):
        memoryview_rs.open(raw, "<2hy")
    with pytest.raises(ValueError, match="'C' or 'F'"):
        memoryview_rs.open(raw, "B", order="K")
    with pytest.raises(ValueError, match="'C' or 'F'"):
        memoryview_rs.open(raw, "B", shape=[3], strides=[1], order="X")
    with pytest.raises(ValueError, match="strides"):
        memoryview_rs.open(raw, "B", shape=[3], strides=[1], order="F")
    with pytest.raises(TypeError):
        memoryview_rs.open(raw, 5)
    with pytest.raises(ValueError, match="npy|magic|NUMPY"):
        memoryview_rs.open_npy(raw)
    with pytest.raises(TypeError, match="read-only"):
        memoryview_rs.open(raw, "B")[0] = 1


ARRAYS = [
    np.arange(24, dtype=">i4").reshape(2, 3, 4),
    np.zeros((3, 2), RECORD),
    np.asfortranarray(np.eye(3)),
    np.array(5j),
    np.zeros((0, 3)),
]


@pytest.mark.parametrize("array", ARRAYS)
def test_npy(tmp_path, array):
    path = tmp_path / "array.npy"
    np.save(path, array)
    view = memoryview_rs.open_npy(path)
    back = np.asarray(view)
    assert (back.dtype, back.shape) == (array.dtype, array.shape)
    assert back.strides == array.strides or not array.size
    assert back.tobytes() == array.tobytes()


def test_a_deleted_file_stays_readable(raw):
    view = memoryview_rs.open(raw, "B")
    raw.unlink()
    assert bytes(view) == bytes(range(240))


def views_by_path(raw):
    whole = memoryview_rs.open(raw, ">u2", (6, 20), by_path=True)
    yield whole
    yield whole[1:, ::-3]
    yield whole[::2].T
    yield whole[2, 3:4]
    yield whole[3:3]
    yield memoryview_rs.open(raw, RECORD, (5,), offset=3, by_path=True)
    yield memoryview_rs.open(raw, RECORD, (5,), offset=3, by_path=True).field("value")
    yield memoryview_rs.open(raw, "<f", (4, 5), order="F", offset=1, by_path=True)


def test_views_by_path_pickle_as_path_and_layout(raw):
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        for view in views_by_path(raw):
            data = pickle.dumps(view, protocol)
            assert bytes(range(50, 80)) not in data, "no byte of the file travels"
            back = pickle.loads(data)
            assert (back.format, back.shape, back.readonly) == (view.format, view.shape, True)
            assert back.tobytes() == view.tobytes()
            assert back.strides == view.strides
            assert pickle.dumps(back, protocol) == data, "and on to the next process"


def test_views_by_path_are_checked_on_arrival(raw):
    data = pickle.dumps(memoryview_rs.open(raw, "B", by_path=True)[3:7])
    times = raw.stat()
    os.utime(raw, ns=(times.st_atime_ns, times.st_mtime_ns + 1000))
    with pytest.raises(ValueError, match="was changed after"):
        pickle.loads(data)
    with raw.open("ab") as file:
        file.write(b"!")
    with pytest.raises(ValueError, match="has 241 bytes, 240 when"):
        pickle.loads(data)
    raw.unlink()
    with pytest.raises(FileNotFoundError):
        pickle.loads(data)


def test_a_relative_path_travels_as_an_absolute_one(raw, monkeypatch, tmp_path):
    monkeypatch.chdir(raw.parent)
    data = pickle.dumps(memoryview_rs.open("data.raw", "B", by_path=True))
    monkeypatch.chdir("/")
    assert bytes(pickle.loads(data)) == bytes(range(240))


def test_paths_that_are_no_text(tmp_path):
    path = os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe.raw")
    pathlib.Path(path).write_bytes(b"abc")
    view = memoryview_rs.open(path, "B", by_path=True)
    assert bytes(pickle.loads(pickle.dumps(view))) == b"abc"


def test_without_by_path_the_bytes_travel(raw):
    view = memoryview_rs.open(raw, ">u2", (6, 20))[::2, 5:]
    data = pickle.dumps(view)
    raw.unlink()
    assert pickle.loads(data).tolist() == view.tolist()


def test_tokens_name_file_and_layout(raw):
    view = memoryview_rs.open(raw, ">u2", (6, 20))
    again = memoryview_rs.open(raw, ">u2", (6, 20))
    tokens = {
        part.__dask_tokenize__()
        for part in [view, view[1:], view[:, 1:], view[::-1], view.T, memoryview_rs.open(raw, "<u2", (6, 20)), view[:3]]
    }
    assert len(tokens) == 7
    assert view.__dask_tokenize__() == again.__dask_tokenize__()
    assert view[1:][::2].__dask_tokenize__() == again[1::2].__dask_tokenize__()
    before = view.__dask_tokenize__()
    raw.write_bytes(bytes(240))
    assert view.__dask_tokenize__() != before, "a changed file has another name, from its bytes"
    assert memoryview(bytearray(b"ab")).__dask_tokenize__() == memoryview(b"ab").__dask_tokenize__()
    assert memoryview(b"ab").__dask_tokenize__() != memoryview(b"ac").__dask_tokenize__()


def test_a_file_of_1_gib_is_opened_without_reading_it(tmp_path):
    path = tmp_path / "sparse.raw"
    with path.open("wb") as file:
        file.truncate(1 << 30)
    view = memoryview_rs.open(path, "<f4", (1 << 14, 1 << 14), by_path=True)
    blocks = path.stat().st_blocks
    read = resident()
    assert view.__dask_tokenize__()[1] == str(path)
    assert len(pickle.dumps(view[1:, ::2])) < 1000
    assert resident() - read < 1 << 20
    assert path.stat().st_blocks == blocks


def resident():
    """Bytes of mapped files that this process has touched."""
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith("RssFile:"):
                return int(line.split()[1]) << 10
    return 0


def test_examples_in_the_docstrings():
    for function in [memoryview_rs.open, memoryview_rs.open_npy]:
        finder = doctest.DocTestFinder()
        for test in finder.find(function, function.__name__, module=False, globs={}):
            assert test.examples
            assert doctest.DocTestRunner().run(test).failed == 0
