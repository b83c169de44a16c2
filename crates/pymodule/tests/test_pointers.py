"""What can be done with items behind pointers (PEP 3118's suboffsets, as the imaging library has them)?

`_testbuffer.ndarray` makes such arrays; NumPy's array of the same numbers says what has to come out.
"""

import builtins
import ctypes
import itertools
import pickle
import random

import numpy as np
import pytest
from exporting import liar, numbers  # noqa: F401
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


def key(*parts):
    return lambda m: m[parts]


def transforms(shape):
    """What a view and an array of this shape can both become, by name."""
    ndim = len(shape)
    last = tuple(range(ndim))[-1:]
    yield "T", lambda m: m.T, lambda a: a.T
    for axes in itertools.permutations(range(ndim)):
        yield f"permute {axes}", lambda m, axes=axes: m.permute(axes), lambda a, axes=axes: a.transpose(axes)
    yield "wider", lambda m: m.broadcast_to((2, *shape)), lambda a: np.broadcast_to(a, (2, *shape))
    for other in [(-1,), (1, *shape, 1), (*shape[:-1], -1, 1), (int(np.prod(shape[:1])), -1)]:
        yield f"reshape {other}", lambda m, other=other: m.reshape(other), lambda a, other=other: a.reshape(other)
    parts = [0, -1, slice(None, None, -1), slice(1, None), None, ..., slice(0, 0)]
    for count in range(3):
        for some in itertools.product(parts, repeat=count):
            if sum(part is ... for part in some) < 2 and sum(part is not None and part is not ... for part in some) <= ndim:
                yield f"{some}", key(*some), key(*some)
    if last:
        yield "bytes", lambda m: m.reinterpret("B"), lambda a: a.view("B")


def agree(view, array):
    assert view.shape == array.shape and view.tolist() == array.tolist()
    assert view.tobytes() == array.tobytes() and view.tobytes("F") == array.tobytes("F") and view == array
    assert view.nbytes == array.nbytes and view.copy("F").tolist() == array.tolist()
    for place in np.ndindex(array.shape):
        assert view[place] == array[place]
    if array.ndim:
        assert [part.tolist() if array.ndim > 1 else part for part in view] == array.tolist()


def both(view, array, ours, theirs):
    """Both transformed; nothing if one of them refuses, as strides have to."""
    try:
        wanted = theirs(array)
    except (IndexError, ValueError) as error:
        if "contiguous" not in str(error):
            with pytest.raises((IndexError, ValueError, BufferError)):
                ours(view)
        return None
    try:
        made = ours(view)
    except IndexError:
        raise
    except (ValueError, BufferError) as error:
        # Rows lie apart where the array's follow each other.
        assert any(word in str(error) for word in ["do not run into each other", "not contiguous", "axes keeps its item size"]), error
        return None
    # An item is an item on both sides; and what NumPy copies is no view.
    return (made, wanted) if isinstance(made, memoryview) and np.shares_memory(wanted, array) | (wanted.size == 0) else None


@pytest.mark.parametrize("shape", [(3,), (2, 3), (1, 3), (2, 2, 3)], ids=str)
def test_transforms_and_transforms_of_them(shape):
    source, array = pair(shape)
    view = memoryview(source)
    for name, ours, theirs in transforms(shape):
        first = both(view, array, ours, theirs)
        if first:
            agree(*first)
            for _, again, wanted in transforms(first[1].shape):
                second = both(*first, again, wanted)
                if second:
                    agree(*second)


def walks(count, seed):
    """A view and an array after some transforms, with those that they come from."""
    rng = random.Random(seed)
    for _ in range(count):
        shape = tuple(rng.randint(1, 3) for _ in range(rng.randint(1, 4)))
        source, array = pair(shape)
        at = (memoryview(source), array)
        base = at
        for _ in range(rng.randint(1, 5)):
            _, ours, theirs = rng.choice(list(transforms(at[1].shape)))
            at = both(*at, ours, theirs) or at
        yield rng, base, at


def test_assignment_after_transforms():
    written = 0
    for rng, (base, whole), (view, array) in walks(1500, 11):
        if view.readonly or not array.flags.writeable:
            assert view.readonly == (not array.flags.writeable)
            with pytest.raises(TypeError):
                view[...] = 1
            continue
        value = rng.choice([
            lambda: 7, lambda: array * 2 + 1, lambda: (array * 3).astype(">q" if array.dtype != "B" else "B"), lambda: array[..., ::-1].copy() if array.ndim else 3,
        ])()
        if array.dtype == "B":
            value = np.asarray(value).astype("B")
        view[...] = value
        array[...] = value
        assert base.tolist() == whole.tolist()
        if array.ndim:
            # The same memory on both sides.
            view[...] = view[::-1]
            array[...] = array[::-1].copy()
            view[:1] = view[-1:]
            array[:1] = array[-1:].copy()
            assert base.tolist() == whole.tolist()
        written += 1
    assert written > 500


def test_what_others_get_of_a_transformed_view():
    told = untold = 0
    for _, _, (view, array) in walks(1500, 12):
        try:
            suboffsets = view.suboffsets
        except BufferError as error:
            assert "copy() and tobytes() have the items" in str(error)
            for other in [builtins.memoryview, bytes, strict.memoryview, np.asarray]:
                if other is strict.memoryview:
                    assert other(view).tobytes() == array.tobytes()
                else:
                    with pytest.raises(BufferError, match="suboffsets|behind pointers"):
                        other(view)
            untold += 1
            continue
        told += 1
        other = builtins.memoryview(view)
        assert (other.shape, other.strides, other.suboffsets) == (view.shape, view.strides, suboffsets)
        assert other.tobytes() == array.tobytes() and other.readonly == view.readonly
        assert memoryview(other) == array
        if suboffsets:
            with pytest.raises(BufferError):
                np.asarray(view)
        else:
            direct = np.asarray(view)
            assert direct.tolist() == array.tolist() and direct.__array_interface__["data"][0]
            if direct.flags.writeable and direct.size:
                direct[...] = 5
                assert not np.any(np.asarray(view.tolist()) - 5)
    assert told > 300 and untold > 100


def test_one_row_is_an_ordinary_view():
    source, array = pair((3, 4))
    view = memoryview(source)
    row, want = view[1], array[1]
    assert row.suboffsets == () and row.contiguous and row.strides == (2,)
    assert row.cast("B").tolist() == want.view("B").tolist()
    assert row.as_strided((3, 2), (2, 2)).tolist() == [[4, 5], [5, 6], [6, 7]]
    assert row.reshape(2, 2).T.tolist() == want.reshape(2, 2).T.tolist()
    assert np.asarray(row).tolist() == [4, 5, 6, 7] and row[:].__array_interface__["shape"] == (4,)
    assert pickle.loads(pickle.dumps(row, 5)) == row and row.tobytes(threads=2) == want.tobytes()
    assert [part.tolist() for _, part in row.blocks(4)] == [[4, 5], [6, 7]]
    row[::2] = [70, 71]
    assert view.tolist()[1] == [70, 5, 71, 7]
    del view, source
    assert row.tolist() == [70, 5, 71, 7]
    row.release()
    with pytest.raises(ValueError, match="released"):
        row[0]


def test_what_needs_one_memory_says_so():
    view = memoryview(pair((3, 4))[0])
    apart = "axes 0 and 1 do not run into each other: pointers stand between them"
    with pytest.raises(ValueError, match=apart):
        view.reshape(12)
    with pytest.raises(BufferError, match="the items lie behind pointers along axis 0: fix that axis by an index, or copy"):
        view.as_strided((1,), (1,))
    with pytest.raises(BufferError, match="along axis 1"):
        view.T.as_strided((1,), (1,))
    with pytest.raises(TypeError):
        view.cast("B")
    with pytest.raises(BufferError):
        view.__array_interface__
    assert view.copy().reshape(12).tolist() == list(range(12))


def test_records():
    dtype = np.dtype([("kind", "u1"), ("at", "<i2", (2,))])
    array = np.zeros((2, 3), dtype)
    array["kind"] = [[1, 2, 3], [4, 5, 6]]
    array["at"][..., 0] = array["kind"] * 10
    source, _ = pair((2, 3 * dtype.itemsize), "B")
    view = memoryview(source).reinterpret(dtype)
    view[...] = array
    assert view.shape == (2, 3) and view == array
    for name in ["kind", "at"]:
        assert view.field(name).tolist() == array[name].tolist() and view.T.field(name).tolist() == array.T[name].tolist()
    view.field("at")[..., 1] = 7
    array["at"][..., 1] = 7
    assert view == array and view.field("at")[1].suboffsets == ()
    assert view.astype(dtype.newbyteorder(">")) == array and view.T.astype(dtype) == array.T


def test_blocks():
    source, array = pair((3, 2, 4))
    for view, want in [(memoryview(source), array), (memoryview(source).T, array.T), (memoryview(source)[:, ::-1], array[:, ::-1])]:
        for nbytes in [1, 4, 10, 16, 30, 1000]:
            seen = np.zeros_like(want)
            for part, block in view.blocks(nbytes):
                assert block.tolist() == want[part].tolist() and block.nbytes <= max(nbytes, 2)
                seen[part] += 1
            assert (seen == 1).all()


def nested(liar, rows, **more):
    """A table of pointers to tables of pointers to rows."""
    step = ctypes.sizeof(ctypes.c_void_p)
    rows = [[(ctypes.c_ubyte * len(row))(*row) for row in table] for table in rows]
    tables = [(ctypes.c_void_p * len(table))(*map(ctypes.addressof, table)) for table in rows]
    top = (ctypes.c_void_p * len(tables))(*map(ctypes.addressof, tables))
    shape = len(rows), len(rows[0]), len(rows[0][0])
    said = dict(
        buf=ctypes.addressof(top), len=int(np.prod(shape)), ndim=3, shape=numbers(*shape), strides=numbers(step, step, 1),
        suboffsets=numbers(0, 0, -1),
    )
    source = liar(**{**said, **more})
    return source, (top, tables, rows)


def test_pointers_to_pointers(liar):
    array = np.arange(12, dtype="B").reshape(2, 3, 2)
    source, kept = nested(liar, array.tolist())
    view = memoryview(source)
    for name, ours, theirs in transforms(array.shape):
        found = both(view, array, ours, theirs)
        if found:
            agree(*found)
    # Pointers are followed twice without an axis between: suboffsets have no words for that.
    middle = view[:, 1]
    assert middle.tolist() == array[:, 1].tolist() and middle.T[1].tolist() == array[:, 1].T[1].tolist()
    with pytest.raises(BufferError, match="axis 0 leads to pointers to pointers, without an axis between; copy"):
        builtins.memoryview(middle)
    middle[1] = 99
    array[1, 1] = 99
    assert view.tolist() == array.tolist() and bytes(kept[2][1][1]) == b"cc"
    assert view[0].suboffsets == (0, -1) and builtins.memoryview(view[0])[2, 1] == 5
    assert view[1, 2].suboffsets == () and np.asarray(view[1, 2]).tolist() == [10, 11]


def test_rows_that_run_backward(liar):
    """Each pointer leads to the last item of its row: a part of it begins before, and no suboffset says so."""
    rows = [(ctypes.c_ubyte * 3)(*row) for row in [[1, 2, 3], [4, 5, 6]]]
    table = (ctypes.c_void_p * 2)(*(ctypes.addressof(row) + 2 for row in rows))
    step = ctypes.sizeof(ctypes.c_void_p)
    source = liar(buf=ctypes.addressof(table), len=6, ndim=2, shape=numbers(2, 3), strides=numbers(step, -1), suboffsets=numbers(0, -1))
    view = memoryview(source)
    assert view.tolist() == [[3, 2, 1], [6, 5, 4]] and view.suboffsets == (0, -1)
    part = view[:, 1:]
    assert part.tolist() == [[2, 1], [5, 4]] and part[:, ::-1].tolist() == [[1, 2], [4, 5]] and part.T.tolist() == [[2, 5], [1, 4]]
    with pytest.raises(BufferError, match="axis 0 would have suboffset -1, which says that there are no pointers"):
        part.suboffsets
    part[...] = 0
    assert bytes(rows[0]) == b"\0\0\3"
    # Whoever says none by negative numbers has none.
    memory = (ctypes.c_ubyte * 4)(1, 2, 3, 4)
    line = memoryview(liar(buf=ctypes.addressof(memory), len=4, shape=numbers(4), strides=numbers(1), suboffsets=numbers(-7)))
    assert line.suboffsets == (-7,) and line.tolist() == [1, 2, 3, 4]
    assert line.reshape(2, 2).T.tolist() == [[1, 3], [2, 4]] and line[1:].suboffsets == ()
    assert line.as_strided((2,), (2,), 1).tolist() == [2, 4]


@pytest.mark.parametrize("shape", [(2, 0), (0, 2), (0, 0)], ids=str)
def test_where_nothing_is_nothing_is_followed(liar, shape):
    nowhere = (ctypes.c_void_p * 4)()
    far = 2**63 - 1
    for strides in [(8, 1), (far, far), (-far, 8), (-(2**63), -(2**63))]:
        for suboffsets in [(0, -1), (0, 0), (far, -1), (-1, far), (far, far)]:
            source = liar(buf=ctypes.addressof(nowhere), len=0, ndim=2, shape=numbers(*shape), strides=numbers(*strides), suboffsets=numbers(*suboffsets))
            view, array = memoryview(source), np.zeros(shape, "B")
            for name, ours, theirs in transforms(shape):
                found = both(view, array, ours, theirs)
                if found:
                    agree(*found)
            view[...] = 1
            if shape[0]:
                assert view[1].tolist() == [] and memoryview(builtins.memoryview(view[1])).tolist() == []


def test_items_repeated_beyond_all_memory():
    view = memoryview(pair((3, 4))[0])
    for far in [2**40, 2**57]:
        for wide in [view.broadcast_to((far, 3, 4)), view[:, None, :1].broadcast_to((3, far, 4)).T]:
            assert wide == wide and wide.T.T == wide and wide != view
            assert next(iter(wide.blocks(8)))[1].nbytes <= 8 and wide[0, 1, 2] == wide[-1, 1, 2]
            for work in [wide.tobytes, wide.tolist, wide.copy, wide.hex, wide.byteswap, lambda: wide.astype("d"), lambda: wide.count(1)]:
                with pytest.raises(MemoryError):
                    work()
        assert view.broadcast_to((far, 3, 4))[:, :0].tobytes() == b""


def test_a_value_is_found():
    source, array = pair((3, 4))
    for view, want in [(memoryview(source), array), (memoryview(source).T[1:], array.T[1:])]:
        for value in [5, 11, 100, 5.0, True]:
            assert view.count(value) == (want == value).sum() and (value in view) == (want == value).any()
