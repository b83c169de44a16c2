"""What can be done with items behind pointers (PEP 3118's suboffsets, as the imaging library has them)?

`_testbuffer.ndarray` makes such arrays; NumPy's array of the same numbers says what has to come out.
"""

import builtins
import itertools
import pickle

import numpy as np
import pytest
from memoryview_rs import memoryview, strict

testbuffer = pytest.importorskip("_testbuffer")
SHAPES = [(3, 4), (2, 3, 2), (1, 5), (4, 1), (3,)]
WRITABLE = testbuffer.ND_PIL | testbuffer.ND_WRITABLE


def pair(shape, format="h", flags=WRITABLE):
    array = np.arange(int(np.prod(shape)), dtype=format).reshape(shape)
    return testbuffer.ndarray(array.ravel().tolist(), shape=list(shape), format=format, flags=flags), array


def slices(shape):
    """Slices of all axes, and of the first ones."""
    for count in range(1, len(shape) + 1):
        yield from itertools.product([slice(None), slice(1, None), slice(None, None, -1), slice(-1, None, -2), slice(0, 0)], repeat=count)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_slices_and_items(shape):
    source, array = pair(shape)
    view = memoryview(source)
    assert view.suboffsets and view.suboffsets[0] >= 0
    for key in itertools.chain(slices(shape), [(), (...,), (..., slice(1, None))]):
        part, want = view[key], array[key]
        assert part.shape == want.shape and part.tolist() == want.tolist(), key
        assert part.tobytes() == want.tobytes() and part.tobytes("F") == want.tobytes("F")
        assert part == want and part.hex() == want.tobytes().hex()
        for place in np.ndindex(want.shape):
            assert part[place] == want[place]
        again = part[::-1]
        assert again.tolist() == want[::-1].tolist()


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_the_strict_class_as_the_builtin(shape):
    source, _ = pair(shape)
    ours, theirs = strict.memoryview(source), builtins.memoryview(source)
    assert (ours.shape, ours.strides, ours.suboffsets) == (theirs.shape, theirs.strides, theirs.suboffsets)
    for key in [slice(1, None), slice(None, None, -1), slice(0, 0), slice(None, None, 2)]:
        a, b = ours[key], theirs[key]
        assert (a.shape, a.strides, a.suboffsets, a.tolist(), a.tobytes()) == (b.shape, b.strides, b.suboffsets, b.tolist(), b.tobytes())
        assert a[::-1].tolist() == b[::-1].tolist() and a == b
    for place in np.ndindex(shape):
        assert ours[place] == theirs[place]
    for key in [0, (0,), (slice(None), slice(None)), ...]:
        assert outcome(lambda: ours[key]) == outcome(lambda: theirs[key]), key


def outcome(work):
    try:
        return work()
    except Exception as error:
        return type(error), str(error)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_assignment(shape):
    for key in slices(shape):
        source, array = pair(shape)
        view = memoryview(source)
        for value in [7, (array[key] * 2 + 1), (array[key] * 3).tolist(), array[key].astype(">q"), 300]:
            view[key] = value
            if array[key].size:
                # NumPy has no lists for axes behind one without items.
                array[key] = value
            assert view.tolist() == array.tolist(), (key, value)
        other, numbers = pair(shape)
        view[key] = memoryview(other)[key]
        array[key] = numbers[key]
        assert view.tolist() == array.tolist()
        # From one order of the same memory to another.
        view[key] = view[key][::-1]
        array[key] = array[key][::-1].copy()
        assert view.tolist() == array.tolist(), key


def test_everything_that_copies():
    source, array = pair((3, 4))
    view = memoryview(source)
    for part, want in [(view, array), (view[::-1, 1:], array[::-1, 1:])]:
        assert part.copy().tolist() == want.tolist() and not part.copy().suboffsets
        assert part.copy("F").f_contiguous and part.copy("F").tolist() == want.tolist()
        assert part.astype(">d", scale=0.5).tolist() == (want * 0.5).tolist()
        assert part.byteswap().tolist() == want.byteswap().tolist()
        assert part.count(3) == (want == 3).sum()
        assert part.index(6) == tuple(int(n[0]) for n in np.where(want == 6))
        assert part.diff(want).count == 0 and part.diff(want + 1).count == want.size
        assert part.toreadonly().readonly and part.toreadonly() == want
        for protocol in range(2, 6):
            assert pickle.loads(pickle.dumps(part, protocol)).tolist() == want.tolist()
        assert list(np.asarray(part.copy()).ravel()) == list(want.ravel())
        assert part.tobytes(threads=2) == want.tobytes()
    line, numbers = pair((5,))
    assert list(memoryview(line)) == numbers.tolist() and 3 in memoryview(line)


def test_what_needs_one_memory_is_refused():
    """Other strides than slices make have no words in a buffer with pointers."""
    view = memoryview(pair((3, 4))[0])
    refused = [
        lambda m: m.T,
        lambda m: m.transpose(),
        lambda m: m.permute(1, 0),
        lambda m: m.reshape(12),
        lambda m: m.broadcast_to((2, 3, 4)),
        lambda m: m.as_strided((1,), (1,)),
        lambda m: m.reinterpret("b"),
        lambda m: m.field(0),
        lambda m: m.blocks(4),
        lambda m: m[0],
        lambda m: m[:, 0],
        lambda m: m[None],
    ]
    for work in refused:
        with pytest.raises(NotImplementedError, match="behind pointers"):
            work(view)
        # All of it is done with a copy.
    for work in refused[:-5] + refused[-4:]:
        work(view.copy())
    with pytest.raises(TypeError):
        view.cast("B")
    with pytest.raises(BufferError):
        view.__array_interface__
