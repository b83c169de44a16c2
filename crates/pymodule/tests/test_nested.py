"""Do nested lists on the right side of an assignment mean what they mean to NumPy, and does the strict class refuse them?"""

import array
import random

import numpy as np
import pytest
from acting import Acts, pull_away
from memoryview_rs import memoryview, strict
from test_against_numpy import SCALARS, SEED, content, random_array, random_key

NUMBERS = [np.dtype(text) for text in SCALARS if np.dtype(text).kind not in "SU"]
FORMATS = ["<h", ">d", "?", "c", "3s", ">Zd", "(2)i", "(2,1)>h", "T{<H:id:(2)<f:xy:}", "T{>i:a:T{b:p:3s:q:}:b:}", "(2)T{B:x:>H:y:}"]


@pytest.mark.slow
def test_against_numpy():
    rng = random.Random(SEED + 7)
    done = 0
    while done < 3000:
        view_of = random_array(rng, rng.choice(NUMBERS))
        key = random_key(rng, view_of.shape)
        want = view_of.copy()
        if not isinstance(want[key], np.ndarray):
            continue
        shape = tuple(n if rng.random() < 0.8 else 1 for n in want[key].shape)
        shape = shape[rng.randint(0, len(shape)) :] if rng.random() < 0.3 else shape
        value = np.zeros(shape, view_of.dtype)
        value.flat = [rng.randint(0, 1 if value.dtype == "?" else 9) for _ in range(value.size)]
        value = value.tolist()
        if not isinstance(value, list) or 0 in shape:
            continue
        want[key] = value
        memoryview(view_of)[key] = value
        done += 1
        assert content(view_of) == content(want), (view_of.dtype, view_of.shape, view_of.strides, key, value)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("shape", [(3,), (2, 2), (0,), (2, 0), (0, 3), ()], ids=str)
def test_a_list_of_its_own(format, shape):
    """What tolist gives can be assigned, and changes nothing."""
    itemsize = memoryview(b"").cast(format).itemsize
    count = int(np.prod(shape, dtype=int))
    data = bytearray(n % 2 for n in range(count * itemsize))
    view = memoryview(data).cast(format, shape)
    other = memoryview(bytearray(len(data))).cast(format, shape)
    other[...] = view.tolist()
    assert other.tolist() == view.tolist()
    if shape == (3,):
        other[1:] = view.tolist()[:1]
        assert other[2] == view[0]


def test_what_counts_as_a_list():
    view = memoryview(array.array("i", range(6))).cast("B").cast("i", [2, 3])
    view[:, 0] = (7, 8)
    view[1, 1:] = range(2)
    view[0] = [memoryview(array.array("h", [4, 5]))[0], np.int8(5), True]
    assert view.tolist() == [[4, 5, 1], [8, 0, 1]]
    view[:] = [array.array("h", [1, 2, 3]), bytearray(b"abc")]
    assert view.tolist() == [[1, 2, 3], [97, 98, 99]]
    for value in ["abc", {1, 2, 3}, {1: 2}, iter([1, 2, 3]), [None] * 3, ["a"] * 3, [[1], [2], [1.5]], [[[1]]] * 3 + [7]]:
        with pytest.raises((TypeError, ValueError)):
            view[0] = value
    assert view.tolist() == [[1, 2, 3], [97, 98, 99]]


@pytest.mark.parametrize("value, text", [
    ([1, 2], r"shape \(2,\) to \(2, 3\): axis 0 has length 2, not 1 or 3"),
    ([[1, 2, 3], [4, 5]], "axis 1 of the lists has 3 items in one place and 2 in another"),
    ([[1, 2, 3], [4, 5, 6, 7]], "axis 1 of the lists has 3 items in one place and more in another"),
    ([[1, 2, 3], 4], "axis 1 of the lists has 3 items in one place and none in another"),
    ([[[1, 2, 3]]], "it has fewer axes"),
    ([], r"shape \(0,\) to \(2, 3\)"),
    ([[1, 2, 3], [4, 5, 2**40]], "invalid value for format '>h'"),
    ([range(2**60)], "cannot broadcast"),
])
def test_refusals(value, text):
    data = np.zeros((2, 3), ">i2")
    with pytest.raises(ValueError, match=text):
        memoryview(data)[:] = value
    assert not data.any(), "nothing was written"


def test_lists_without_end():
    inner = []
    inner.append(inner)
    view = memoryview(bytearray(4))
    with pytest.raises(ValueError, match="more than 64 axes"):
        view[:] = inner

    class Endless(list):
        def __iter__(self):
            while True:
                yield 1

    with pytest.raises(ValueError, match="4 items in one place and more in another"):
        view[:] = Endless([1] * 4)
    # So many may be in a view whose items have no bytes, and in one without items.
    memoryview(np.zeros(2**40, "V0"))[:] = range(2**40)
    nothing = np.zeros((0, 2**60), "B")
    with pytest.raises((MemoryError, ValueError)):
        memoryview(nothing)[:] = [range(2**60)]


def test_items_that_act():
    for place in range(4):
        source = bytearray(1 << 16)
        view = memoryview(source)
        items = [1] * 4
        items[place] = Acts(pull_away(view, source))
        with pytest.raises(ValueError, match="released"):
            view[2:6] = items
    data = bytearray(4)
    items = [Acts(lambda: items.clear(), 9), 2, 3, 4]
    memoryview(data)[:] = items
    assert data == b"\x09\2\3\4", "those that there were"
    rows = [[1, 2], [3, 4]]
    rows[0][0] = Acts(lambda: rows[1].append(5))
    view = memoryview(bytearray(4)).cast("B", [2, 2])
    with pytest.raises(ValueError, match="2 items in one place and more"):
        view[:] = rows
    assert view.tolist() == [[0, 0], [0, 0]]


def test_python_objects_are_not_written():
    array = np.array([None, None])
    with pytest.raises((TypeError, ValueError, NotImplementedError)):
        memoryview(array)[:] = [1, 2]
    assert array.tolist() == [None, None]


def test_the_strict_class_refuses():
    view = strict.memoryview(bytearray(4))
    with pytest.raises(TypeError, match="a bytes-like object is required, not 'list'"):
        view[1:3] = [1, 2]
    with pytest.raises(NotImplementedError):
        view.cast("B", [2, 2])[0] = [1, 2]


def test_arrays_of_numpy():
    """They have __index__, as its numbers have, but are no numbers."""
    data = np.zeros((2, 3), "<i4")
    view = memoryview(data)
    view[:] = np.arange(6).reshape(2, 3)
    view[0] = np.arange(3, dtype=">i2")[::-1]
    view[1, 1:] = np.array([7])
    assert data.tolist() == [[2, 1, 0], [3, 7, 7]]
    view[:] = np.array(5)
    view[1] = np.int64(6)
    assert data.tolist() == [[5, 5, 5], [6, 6, 6]]
    for number in [np.int64(2**40), 2**40]:
        with pytest.raises(ValueError, match="invalid value for format 'i'"):
            view[0] = number


def test_more_axes_of_one_item():
    """NumPy leaves out the first axes of an array that is assigned, if there are more than there is room for."""
    data = np.zeros(3, "<i4")
    memoryview(data)[:] = np.arange(3, dtype=">i2").reshape(1, 1, 3)
    assert data.tolist() == [0, 1, 2]
    with pytest.raises(ValueError, match="it has fewer axes"):
        memoryview(data)[:] = np.zeros((2, 1, 3), "i4")


def test_dates():
    """They are no buffer: what NumPy has no words for comes by its array interface."""
    dates = np.array(["2026-01-01", "2026-01-03"], "M8[D]")
    view = memoryview(np.zeros(2, "M8[D]"))
    view[:] = dates
    assert np.asarray(view).tolist() == dates.tolist()
    assert view == dates and not view != memoryview(dates)
    assert view.diff(dates).count == 0
