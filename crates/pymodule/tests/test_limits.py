"""Does what no memory can hold end in an exception, and not in a panic or the end of the process?"""

import itertools
import subprocess
import sys

import pytest
from memoryview_rs import memoryview, strict


# More than any list holds, and more lists than an address space has bytes for; each costs the view nothing.
@pytest.mark.parametrize("shape", [(1 << 46,), (1 << 60,), (3, 1 << 46)], ids=str)
@pytest.mark.parametrize("format", ["B", "?", "c", ">H", "T{B:a:B:b:}"])
def test_a_list_of_a_repeated_item(format, shape):
    """A list that cannot be is a MemoryError, not a panic and not the end of the process"""
    item = memoryview(b"ab").reinterpret(format)[:1]
    with pytest.raises(MemoryError):
        item.broadcast_to(shape).tolist()


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
