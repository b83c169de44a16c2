"""Do views go through a cluster of two processes, and stay what they are?"""

import pickle
import sys

import memoryview_rs
import numpy as np
import pytest
from memoryview_rs import memoryview

if sys.version_info >= (3, 15):
    # requirements.txt has none there: it needs PyYAML, which has no wheels for it yet.
    pytest.importorskip("dask")

import dask
import dask.array as da
import distributed

RECORD = np.dtype([("id", ">i2"), ("value", "<f8"), ("name", "S3")])


@pytest.fixture(scope="module")
def client():
    with (
        dask.config.set({"distributed.worker.use-file-locking": False}),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


def arrays():
    big_endian = np.arange(6000, dtype=">f8").reshape(60, 100)
    records = np.zeros(1000, RECORD)
    records["id"] = np.arange(1000)
    records["value"] = np.linspace(0, 1, 1000)
    records["name"] = b"abc"
    strided = np.arange(20000, dtype="<i4").reshape(100, 200)[::-2, 3::7]
    misaligned = np.frombuffer(b"!" + np.arange(500, dtype="<f8").tobytes(), "<f8", offset=1)
    return {"big-endian": big_endian, "records": records, "strided": strided, "misaligned": misaligned}


def look(view):
    """What a worker sees."""
    import numpy as np

    array = np.asarray(view)
    return type(view).__module__, view.format, view.shape, view.tolist(), array.dtype.str, array.tobytes()


def shift(view):
    """Arrives again at whatever address the frame has."""
    return view[1:]


@pytest.mark.parametrize("name", arrays())
def test_views_arrive(client, name):
    array = arrays()[name]
    view = memoryview(array)
    for worker in client.scheduler_info()["workers"]:
        module, format, shape, items, dtype, raw = client.submit(look, view, workers=[worker], pure=False).result()
        assert (module, format, shape) == ("memoryview_rs", view.format, array.shape)
        assert items == array.tolist()
        assert (dtype, raw) == (array.dtype.str, array.tobytes())
    back = client.submit(shift, client.scatter(view)).result()
    assert back.tolist() == array[1:].tolist()


@pytest.mark.parametrize("name", arrays())
def test_dask_arrays_of_views(client, name):
    array = arrays()[name]
    chunked = da.from_array(memoryview(array), chunks=33)
    assert (chunked.dtype, chunked.shape) == (array.dtype, array.shape)
    assert (chunked.compute() == array).all()
    assert (chunked[::-3].compute() == array[::-3]).all()


@pytest.mark.parametrize("name", arrays())
def test_files_by_path(client, tmp_path, name):
    array = arrays()[name]
    path = tmp_path / "data.raw"
    path.write_bytes(b"head!" + array.tobytes())
    view = memoryview_rs.open(path, array.dtype, array.shape, offset=5, by_path=True)
    chunked = da.from_array(view, chunks=40)
    assert (chunked.compute() == array).all()
    assert client.submit(look, view[1:]).result()[3] == array[1:].tolist()


def test_1_gib_by_path(client, tmp_path):
    path = tmp_path / "sparse.raw"
    with path.open("wb") as file:
        file.truncate(1 << 30)
        file.seek(4 * (5 * (1 << 14) + 7))
        file.write(np.float32(2.5).tobytes())
    view = memoryview_rs.open(path, "<f4", (1 << 14, 1 << 14), by_path=True)
    chunked = da.from_array(view, chunks=(1 << 10, 1 << 14))
    assert chunked.name == da.from_array(view, chunks=(1 << 10, 1 << 14)).name
    assert len(pickle.dumps(dict(chunked.dask), 5)) < 1 << 20
    assert chunked[:10, :10].sum().compute() == 2.5
