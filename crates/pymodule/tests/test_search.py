"""Do `in`, `count` and `index` say the same of a value, for views of any rank, and the same as lists of the items?"""

import itertools
import pickle

import numpy as np
import pytest

from memoryview_rs import memoryview

ARRAYS = [
    np.arange(24, dtype=">i2").reshape(2, 3, 4)[::-1, :, ::2] % 7,
    np.array([[0.0, -0.0, np.nan], [np.inf, 2.0, 0.5]], "f4"),
    np.array([[1 + 2j, 3], [0, 3]], ">c16").T,
    np.array([[True, False]], "?"),
    np.array([[b"ab", b"c"], [b"", b"abc"]], "S3"),
    np.array(["ä", "b"], "U2"),
    np.array([[(1, 2.5)], [(3, 4.5)]], [("n", "i2"), ("x", ">f8")]),
    np.array([[2**64 - 1, 0]], "u8"),
    np.zeros((2, 0, 3), "i4"),
]
VALUES = [0, 1, 3, -1, 2**64 - 1, 2**70, 0.5, 1.0, float("nan"), 3 + 0j, 1 + 2j, True, None, "b", "1", b"abc", b"c\0\0", (1, 2.5), (3,), []]


@pytest.mark.parametrize("source", ARRAYS, ids=lambda source: f"{source.dtype}{source.shape}")
def test_as_the_list_of_all_items(source):
    view = memoryview(source)
    flat = [view[index] for index in np.ndindex(source.shape)]
    for value in VALUES:
        # Without the short cut of lists for what is the same object.
        places = [place for place, item in enumerate(flat) if item == value]
        assert (value in view, view.count(value)) == (bool(places), len(places)), value
        if places:
            index = tuple(int(i) for i in np.unravel_index(places[0], source.shape))
            assert view.index(value) == (index if source.ndim > 1 else index[0]), value
        else:
            with pytest.raises(ValueError, match="x not found"):
                view.index(value)


def test_what_a_loop_sees_is_in_it():
    view = memoryview(np.arange(12, dtype="i2").reshape(3, 4))
    assert all(part in view for part in view) and np.array([4.0, 5.0, 6.0, 7.0]) in view
    assert view[0, :2] not in view and bytes(4) not in view


def test_without_axes():
    view = memoryview(np.array(5))
    for work in (lambda: 5 in view, lambda: view.count(5), lambda: view.index(5)):
        with pytest.raises(TypeError):
            work()


def test_index_between_bounds_as_in_lists():
    view, items = memoryview(b"banana"), list(b"banana")
    for value, start, stop in itertools.product(b"anx", [-9, -3, 0, 2, 9], [-9, -1, 0, 4, 9]):
        found = []
        for where in (view, items):
            try:
                found.append(where.index(value, start, stop))
            except ValueError:
                found.append(None)
        assert found[0] == found[1], (value, start, stop)


def test_the_error_of_a_view_without_a_hash_travels():
    with pytest.raises(TypeError) as caught:
        hash(memoryview(bytearray(1)))
    back = pickle.loads(pickle.dumps(caught.value))
    assert isinstance(back, ValueError) and str(back) == "cannot hash writable memoryview object"
