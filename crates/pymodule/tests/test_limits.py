"""Does what no memory can hold end in an exception, and not in a panic or the end of the process?"""

import itertools
import subprocess
import sys

import memoryview_rs
import pytest
from memoryview_rs import memoryview, strict


# More than any list holds, and more lists than an address space has bytes for; each costs the view nothing.
@pytest.mark.parametrize("shape", [(1 << 46,), (1 << 60,), (3, 1 << 46), (1 << 46, 1), (1 << 46, 2, 1)], ids=str)
@pytest.mark.parametrize("format", ["B", "?", "c", ">H", "T{B:a:B:b:}"])
def test_a_list_of_a_repeated_item(format, shape):
    """A list that cannot be is a MemoryError, not a panic and not the end of the process"""
    item = memoryview(b"ab").reinterpret(format)[:1]
    with pytest.raises(MemoryError):
        item.broadcast_to(shape).tolist()


class Liar(list):
    """Says that it is so long that memory for as many numbers ends the process, or that there is no such size"""

    def __init__(self, items, length):
        super().__init__(items)
        self.length = length

    def __len__(self):
        return self.length


@pytest.mark.parametrize("length", [1 << 50, (1 << 63) - 1], ids=hex)
def test_lengths_that_lie(tmp_path, length):
    """Nothing is allocated by what __len__ says: what there is counts."""
    path = tmp_path / "raw"
    path.write_bytes(b"abcdef")
    view = memoryview_rs.open(path, "B", shape=Liar([2, 3], length), strides=Liar([3, 1], length))
    assert view.tolist() == [[97, 98, 99], [100, 101, 102]]
    record = view.reinterpret("T{T{B:b:}:a:}")
    assert record.field(Liar(["a", "b"], length)).tolist() == view.tolist()
    rebuilt = memoryview_rs._native._rebuild(b"ab", "B", "B", 1, Liar([2], length), "C")
    assert rebuilt.tolist() == [97, 98]
    for call in [view.permute, view.reshape, view.broadcast_to]:
        assert call(Liar([1, 0] if call == view.permute else [2, 3], length)).nbytes == 6


def test_iterators_without_an_end(tmp_path):
    """Of more axes than a view has, or more parts than a record has, no more are asked for."""
    path = tmp_path / "raw"
    path.write_bytes(bytes(6))
    view = memoryview(bytearray(6)).cast("B", [2, 3])
    ones = itertools.repeat(1)
    for call in [
        lambda: view.reshape(ones),
        lambda: view.permute(ones),
        lambda: view.broadcast_to(ones),
        lambda: view.as_strided(ones, [1]),
        lambda: view.as_strided([1], ones),
        lambda: view.field(itertools.repeat("a")),
        lambda: memoryview_rs.open(path, "B", shape=ones),
    ]:
        with pytest.raises(ValueError, match="more than 64"):
            call()
    record = memoryview(bytearray(2)).reinterpret("T{B:a:B:b:}")
    with pytest.raises(ValueError, match="takes 2 values, not more"):
        record[0] = ones
    with pytest.raises(ValueError, match="takes 2 values, not 3"):
        record[0] = (1, 2, 3)


def test_a_rebuilt_view_reads_its_own_items_only():
    """A text that says more than an item has is none: _rebuild once read and wrote the items behind it."""
    target = bytearray(range(16))
    view = memoryview_rs._native._rebuild(target, "d", "", 1, (16,), "C")
    for use in [view.tolist, lambda: view[0], lambda: view.__setitem__(0, 1.0)]:
        with pytest.raises((NotImplementedError, TypeError)):
            use()
    assert target == bytearray(range(16))


def test_lists_of_no_items():
    """The full class makes so many empty lists as the engine does; the strict one as many as the builtin."""
    none = memoryview(b"")
    assert none.broadcast_to((3, 2, 0)).tolist() == [[[], []]] * 3
    assert none.tolist() == [] and none.reshape(0, 1).broadcast_to((0, 1 << 40)).tolist() == []
    with pytest.raises(MemoryError):
        none.broadcast_to((1 << 22, 0)).tolist()
    assert len(strict.memoryview(none.broadcast_to((1 << 21, 0))).tolist()) == 1 << 21


def test_blocks_of_a_repeated_item():
    """They are cut when they are asked for: their number costs nothing"""
    blocks = memoryview(b"a").broadcast_to((1 << 40,)).blocks(1)
    assert blocks.__length_hint__() == 1 << 40
    assert [(key, part.tobytes()) for key, part in itertools.islice(blocks, 2)] == [
        ((slice(0, 1),), b"a"),
        ((slice(1, 2),), b"a"),
    ]
    assert blocks.__length_hint__() == (1 << 40) - 2


def test_blocks_of_a_released_view():
    view = memoryview(b"abc")
    blocks = view.blocks(1)
    next(blocks)
    view.release()
    with pytest.raises(ValueError, match="operation forbidden"):
        next(blocks)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="bounds the address space")
def test_more_threads_than_processors():
    """threads= is bounded by the processors: 16 GiB have no room for the stacks of all that are asked for."""
    program = """
import resource
from memoryview_rs import memoryview
resource.setrlimit(resource.RLIMIT_AS, (16 << 30, 16 << 30))
source = bytes(range(256)) * 512
view = memoryview(source)
assert view.tobytes(threads=1 << 40) == source
assert view.astype("H", threads=1 << 40)[:3].tolist() == [0, 1, 2]
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
