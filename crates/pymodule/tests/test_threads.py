"""When is the interpreter let go, so that other threads run meanwhile?

The interpreter takes itself away from a thread only after the switch interval, which is made longer than the tests here:
another thread then runs in the middle of a call only where that call lets it.
"""

import sys
import threading

import memoryview_rs
import numpy as np
import pytest
from memoryview_rs import memoryview

SIZE = 1 << 24


@pytest.fixture(autouse=True)
def no_switching():
    before = sys.getswitchinterval()
    sys.setswitchinterval(1000)
    yield
    sys.setswitchinterval(before)


def others_run(work, tries=1000):
    """Whether another thread that waits for the interpreter gets it while work() runs so many times.

    Where it may, a machine that is busy with something else lets it wait for some of them.
    """
    go, ran = threading.Event(), []

    def other():
        go.wait()
        ran.append(True)

    thread = threading.Thread(target=other)
    thread.start()
    go.set()
    before = list(ran)
    for _ in range(tries):
        work()
        if ran:
            break
    after = list(ran)
    thread.join()
    assert not before, "it can only run where this thread lets it"
    return bool(after)


LET_GO = {
    "tobytes": lambda m: m.tobytes(),
    "strided": lambda m: m[::-1].tobytes(),
    "copy": lambda m: m.copy(),
    "astype": lambda m: m.astype("h"),
    "protocol 4": lambda m: m[::-1].__reduce_ex__(4),
}


@pytest.mark.parametrize("work", LET_GO)
def test_memory_that_nobody_can_write(work):
    view = memoryview(bytes(SIZE))
    assert others_run(lambda: LET_GO[work](view))


@pytest.mark.parametrize("work", LET_GO)
def test_memory_that_others_can_write(work):
    """A bytearray, and a copy that is ours, because others may have a view of it."""
    view = memoryview(bytearray(SIZE))
    assert not others_run(lambda: LET_GO[work](view), 3)
    copy = memoryview(bytes(SIZE)).copy()
    assert not others_run(lambda: LET_GO[work](copy), 3)
    assert not others_run(lambda: LET_GO[work](copy.toreadonly()), 3), "a view that only reads says nothing of the memory"


@pytest.mark.parametrize("work", LET_GO)
def test_a_mapped_file(work, tmp_path):
    """Reading may wait for a disk: nobody else has to."""
    path = tmp_path / "data"
    path.write_bytes(bytes(SIZE))
    view = memoryview_rs.open(path, "B")
    want = LET_GO[work](memoryview(bytes(SIZE)))
    got = []
    assert others_run(lambda: got.append(LET_GO[work](view)) or got.__delitem__(slice(1, None)))
    if work != "protocol 4":
        assert got[0] == want
    path.write_bytes(b"abc" * 100)
    small = memoryview_rs.open(path, "B")
    assert not others_run(lambda: small.tobytes(), 3)


def test_where_the_caller_asks():
    view = memoryview(bytearray(SIZE))
    assert others_run(lambda: view.tobytes(threads=1))
    assert others_run(lambda: view.copy(threads=2))
    assert others_run(lambda: view.astype("h", threads=2))


def test_a_copy_that_nobody_has_seen_yet():
    view = memoryview(bytearray(SIZE)).cast("i")
    assert others_run(view.byteswap)


def test_little_is_done_without_letting_go():
    view = memoryview(bytes(1000))
    assert not others_run(lambda: [view.tobytes(), view.copy(), view.astype("h")], 3)


@pytest.mark.parametrize("dtype", ["<i2", ">f4", "u1", "<c16", "<U2", [("a", "<i2"), ("b", ">f8"), ("c", "S3")], [("x", "<u4", (2, 3))]], ids=str)
def test_byteswap(dtype):
    room = np.arange(600, dtype="u1")
    dtype = np.dtype(dtype)
    array = room[: len(room) // dtype.itemsize * dtype.itemsize].view(dtype)[::-2]
    array = array[: len(array) // 2 * 2].reshape(-1, 2).T
    before = array.tobytes()
    swapped = memoryview(array).byteswap()
    assert swapped.tobytes() == array.byteswap().tobytes()
    assert (swapped.shape, swapped.format, swapped.readonly) == (array.shape, memoryview(array).format, False)
    assert swapped.c_contiguous and array.tobytes() == before
