"""Random views, keys and values: does every one behave as the NumPy array of the same memory?

The seed is fixed; MEMORYVIEW_SEED chooses another. Each case prints itself when it fails.
"""

import os
import random
import warnings

import numpy as np
import pytest

from memoryview_rs import memoryview

SEED = int(os.environ.get("MEMORYVIEW_SEED", "20261123"))

SCALARS = [
    "?", "b", "B", "<h", ">h", "<H", ">H", "<i", ">i", "<I", ">I", "<q", ">q", "<Q", ">Q",
    "<e", ">e", "<f", ">f", "<d", ">d", "<F", ">F", "<D", ">D", "S3", "<U2", ">U2",
]
RECORDS = [
    np.dtype([("a", "<i2"), ("b", ">f8")]),
    np.dtype([("a", "i1"), ("b", "<i4")], align=True),
    np.dtype([("x", ">u2", (2,)), ("y", [("p", "<f4"), ("q", "S2")])]),
]
NUMBERS = [dtype for dtype in SCALARS if np.dtype(dtype).kind not in "SU"]


def random_dtype(rng):
    return np.dtype(rng.choice(SCALARS)) if rng.random() < 0.8 else rng.choice(RECORDS)


def random_array(rng, dtype, ndim=None):
    """A writable array with gaps, odd addresses and negative strides, of small numbers that every format holds."""
    ndim = rng.randint(0, 4) if ndim is None else ndim
    shape = tuple(rng.choice([1, 2, 3, 4, 5, rng.choice([0, 7])]) for _ in range(ndim))
    big = tuple(2 * n + 1 for n in shape)
    count = int(np.prod(big, dtype=int))
    room = np.zeros(count * dtype.itemsize + 8, "u1")
    odd = rng.randint(0, 7)
    array = room[odd : odd + count * dtype.itemsize].view(dtype).reshape(big)
    fill(rng, array)
    key = tuple(
        slice(rng.randint(0, 1), None, 2)
        if rng.random() < 0.5
        else slice(None, None, rng.choice([1, -1, -2]))
        for _ in shape
    )
    array = array[key + (...,)]
    array = array[tuple(slice(0, n) for n in shape) + (...,)]
    axes = list(range(ndim))
    rng.shuffle(axes)
    return array.transpose(axes)


def fill(rng, array):
    if array.dtype.fields:
        for name in array.dtype.names:
            fill(rng, array[name])
    elif array.dtype.kind == "b":
        array[...] = np.array([rng.random() < 0.5 for _ in range(array.size)]).reshape(array.shape)
    else:
        numbers = [rng.randint(0, 99) for _ in range(array.size)]
        array[...] = np.array(numbers, dtype=int).reshape(array.shape).astype(array.dtype)


def random_key(rng, shape, drop=True):
    """Integers, slices, one ellipsis and new axes, that fit the shape."""
    parts, used = [], rng.randint(0, len(shape))
    for n in shape[:used]:
        if drop and n and rng.random() < 0.3:
            parts.append(rng.randint(-n, n - 1))
        else:
            bound = lambda: rng.choice([None, rng.randint(-n - 2, n + 2)])
            parts.append(slice(bound(), bound(), rng.choice([None, 1, 1, 2, 3, -1, -2])))
    if rng.random() < 0.3:
        parts.append(...)
    if rng.random() < 0.2:
        parts.insert(rng.randint(0, len(parts)), None)
    if len(parts) == 1 and rng.random() < 0.5:
        return parts[0]
    return tuple(parts)


def plain(value):
    """What a view says of a value that NumPy gives: tuples for records, lists for sub-arrays."""
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, np.void):
        return tuple(plain(value[name]) for name in value.dtype.names)
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, tuple):
        return tuple(plain(one) for one in value)
    return value


def nul(value, dtype):
    """NumPy drops the zeros at the end of text and bytes; a view shows all that is there."""
    if isinstance(value, (bytes, str)):
        return value.rstrip(b"\0" if isinstance(value, bytes) else "\0")
    if isinstance(value, (list, tuple)):
        return type(value)(nul(one, dtype) for one in value)
    return value


def content(array):
    """The bytes in C order; of records the values, because NumPy leaves their padding as it finds it."""
    return plain(array.tolist()) if array.dtype.names else array.tobytes()


def upto_zero(shape):
    """What memoryview compares of a shape: behind an axis without items nothing counts."""
    return shape[: shape.index(0) + 1] if 0 in shape else shape


def converted(array, dtype):
    """Without a word about imaginary parts and signs."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return array.astype(dtype)


def same(view, array, strides=True):
    assert view.shape == array.shape
    if not array.dtype.names:
        assert view.tobytes() == array.tobytes()
    if array.size and strides:
        for n, ours, theirs in zip(array.shape, view.strides, array.strides):
            assert n == 1 or ours == theirs
    assert nul(view.tolist(), array.dtype) == nul(plain(array.tolist()), array.dtype)


@pytest.mark.slow
def test_keys():
    rng = random.Random(SEED)
    for case in range(8000):
        array = random_array(rng, random_dtype(rng))
        key = random_key(rng, array.shape)
        view, want = memoryview(array), array[key]
        got = view[key]
        try:
            if isinstance(got, memoryview):
                same(got, want)
            else:
                assert nul(got, None) == nul(plain(want), None)
        except AssertionError:
            print(case, array.dtype, array.shape, array.strides, key)
            raise


def test_keys_of_many_parts():
    array = np.arange(2**10, dtype="<u2").reshape((2,) * 10)
    view = memoryview(array)
    row = slice(None, None, -1)
    keys = [(part,) * count for part in (1, -2, row) for count in range(7, 11)]
    keys += [(1,) * 9 + (row,), (row,) + (0,) * 9, (None,) * 9, (0,) * 8 + (..., None), (None,) * 6 + (row, 1) * 5]
    for key in keys:
        got, want = view[key], array[key]
        if isinstance(got, memoryview):
            same(got, want)
        else:
            assert got == want, key
    with pytest.raises(IndexError, match="dimension 10"):
        view[(1,) * 9 + (2,)]
    with pytest.raises(TypeError, match="10-dimension view with 11-element"):
        view[(1,) * 11]


@pytest.mark.slow
def test_assignment_of_views():
    """Also of a view to another of the same memory: the result is that of a copy of the right side."""
    rng = random.Random(SEED + 1)
    done = 0
    while done < 6000:
        array = random_array(rng, random_dtype(rng))
        key, other = random_key(rng, array.shape), random_key(rng, array.shape)
        try:
            np.broadcast_to(array[other], array[key].shape)
        except (ValueError, AttributeError):
            continue
        if not isinstance(memoryview(array)[key], memoryview):
            continue
        want = array.copy()
        value = want[other].copy() if isinstance(want[other], np.ndarray) else want[other]
        before = array.tolist()
        want[key] = value
        right = memoryview(array)[other]
        if isinstance(right, memoryview) and rng.random() < 0.3:
            right = array[other]
        memoryview(array)[key] = right
        done += 1
        assert content(array) == content(want), (array.dtype, array.shape, array.strides, key, other, before)


@pytest.mark.slow
def test_assignment_of_items():
    rng = random.Random(SEED + 2)
    for case in range(4000):
        array = random_array(rng, np.dtype(rng.choice(NUMBERS)))
        key = random_key(rng, array.shape)
        value = rng.choice([True, False]) if array.dtype.kind == "b" else rng.randint(0, 99)
        if array.dtype.kind in "fc" and rng.random() < 0.5:
            value += 0.5
        want = array.copy()
        want[key] = value
        memoryview(array)[key] = value
        assert array.tobytes() == want.tobytes(), (case, array.dtype, array.shape, array.strides, key, value)


@pytest.mark.slow
def test_equality():
    rng = random.Random(SEED + 3)
    for case in range(4000):
        a = random_array(rng, np.dtype(rng.choice(NUMBERS)))
        b = random_array(rng, np.dtype(rng.choice(NUMBERS)), a.ndim)
        if rng.random() < 0.7:
            b = converted(a, b.dtype).copy(rng.choice("CF"))
            if b.size and rng.random() < 0.3:
                place = tuple(rng.randrange(n) for n in b.shape)
                b[place] = not b[place] if b.dtype.kind == "b" else b[place] + 1
        # The text of numbers has no rounding: exact, as Python compares int and float.
        want = len(a.shape) == len(b.shape) and upto_zero(a.shape) == upto_zero(b.shape) and a.tolist() == b.tolist()
        assert (memoryview(a) == memoryview(b)) is want, (case, a.dtype, b.dtype, a.shape)
        assert (memoryview(a) != b) is not want


@pytest.mark.slow
def test_astype():
    rng = random.Random(SEED + 4)
    for case in range(4000):
        a = random_array(rng, np.dtype(rng.choice(NUMBERS)))
        to = np.dtype(rng.choice(NUMBERS))
        view = memoryview(a)
        text = memoryview(np.zeros(1, to)).format
        for casting in ("safe", "same_kind"):
            if not np.can_cast(a.dtype, to, casting):
                with pytest.raises(TypeError):
                    view.astype(text, casting=casting)
        want = converted(a, to)
        got = view.astype(text, casting="unsafe", order=rng.choice("CF"))
        assert got.shape == want.shape and not got.readonly
        assert got.tobytes() == want.tobytes(), (case, a.dtype, to, a.shape)


@pytest.mark.slow
def test_transforms():
    rng = random.Random(SEED + 5)
    for case in range(3000):
        array = random_array(rng, random_dtype(rng))
        view = memoryview(array)
        same(view.T, array.T)
        axes = list(range(array.ndim))
        rng.shuffle(axes)
        same(view.permute(axes), array.transpose(axes))
        wider = (rng.randint(1, 3),) + array.shape
        same(view.broadcast_to(wider), np.broadcast_to(array, wider))
        same(view.copy("F"), array.copy("F"), strides=array.ndim > 0)
        shape = rng.choice([(-1,), (1, -1), array.shape + (1,)])
        if array.size:
            flat = view.copy().reshape(shape)
            same(flat, array.copy("C").reshape(shape))
        if array.dtype.names:
            name = rng.choice(array.dtype.names)
            same(view.field(name), array[name])


def test_blocks_cover():
    rng = random.Random(SEED + 6)
    for case in range(500):
        array = random_array(rng, np.dtype("<i"))
        seen = np.zeros(array.shape, int)
        for key, part in memoryview(array).blocks(rng.choice([1, 8, 40, 1000])):
            assert part.tobytes() == array[key].tobytes()
            seen[key] += 1
        assert (seen == 1).all()
