"""Is every refusal of the builtin a refusal here, with its exception and its words?

Each expression runs with the builtin class and with ours in its place; what comes out must be the same: the value, or
the type and the text of the exception. Up to 3.13 the texts of 3.13 count, so where versions differ the cases are those that all agree on; from then
on what the interpreter has learnt counts.
"""

import array
import builtins
import copy
import io
import itertools
import pickle
import sys
import types

import numpy as np
import pytest

from memoryview_rs import strict

FORMATS = ["b", "B", "c", "h", "H", "i", "I", "l", "L", "q", "Q", "n", "N", "f", "d", "?", "P"]
VALUES = [0, 1, -1, 127, 128, 255, 256, 2**31, -(2**31) - 1, 2**63, -(2**63) - 1, 2**64, 1.5, True, b"a", b"ab", "a", None, 1j, float("nan"), 1e300]
KEYS = [
    0, -1, 2, -3, 2**70, True, slice(None), slice(1, None), slice(None, None, -1), slice(0, 0), slice(None, None, 0),
    slice(2**70, -(2**70), -(2**70)), (), (0,), (0, 0), (0, 0, 0), (9, 9), (0, 9), (slice(0, 1),), (slice(0, 1), slice(0, 1)),
    (0, slice(0, 1)), (slice(0, 1), 0), ..., None, 1.0, "a", [0], (0.5,), (2**70, 0),
]
SHAPES = [None, [2, 2], [4], [1, 4, 1]]


class Raises:
    """A value whose conversions fail in their own way."""

    def __init__(self, error):
        self.error = error

    def __index__(self):
        raise self.error("by __index__")

    def __float__(self):
        raise self.error("by __float__")

    def __bool__(self):
        raise self.error("by __bool__")

    def __repr__(self):
        return f"Raises({self.error.__name__})"


VALUES += [Raises(error) for error in (TypeError, ValueError, OverflowError, ZeroDivisionError)]


def outcome(work, cls):
    try:
        result = work(cls)
    except Exception as error:
        return type(error), str(error)
    if isinstance(result, cls):
        return "view", result.shape, result.strides, result.format, result.readonly, result.tobytes()
    return type(result), repr(result)


def agree(work, *about):
    assert outcome(work, strict.memoryview) == outcome(work, builtins.memoryview), about


@pytest.mark.parametrize("format", ["B", "q", "zz", None])
@pytest.mark.parametrize("shape", [None, 5, {}, [], [4]], ids=str)
def test_a_shape_that_is_none(format, shape):
    for key in (slice(None), slice(None, None, 2), slice(0, 0)):
        agree(lambda cls: cls(bytearray(4))[key].cast(format, shape), key)
        agree(lambda cls: cls(bytearray(4))[key].cast(format, shape=shape), key)
    agree(lambda cls: cls(bytearray(4)).cast("B", [2, 2]).cast(format, shape))


def make(cls, format, shape):
    view = cls(bytearray(range(4 * cls(b"").cast(format).itemsize)))
    return view.cast(format, shape) if shape else view.cast(format)


def test_construction():
    for source in ([1], 1, None, "abc", object(), 1.5, b"abc", bytearray(b"abc")):
        agree(lambda cls: cls(source), source)
    if sys.version_info >= (3, 12):
        agree(lambda cls: cls(), "nothing")


@pytest.mark.parametrize("format", FORMATS)
def test_keys(format):
    for shape, key in itertools.product(SHAPES, KEYS):
        agree(lambda cls: make(cls, format, shape)[key], format, shape, key)


@pytest.mark.parametrize("format", FORMATS)
def test_items_assigned(format):
    for value in VALUES:

        def work(cls):
            view = make(cls, format, None)
            view[1] = value
            return view.tobytes()

        agree(work, format, value)


def test_keys_assigned():
    for shape, key, value in itertools.product(SHAPES, KEYS, [7, b"ab", b"abcd", None, [1, 2]]):

        def work(cls):
            view = make(cls, "B", shape)
            view[key] = value
            return view.tobytes()

        def delete(cls):
            del make(cls, "B", shape)[key]

        def readonly(cls):
            make(cls, "B", shape).toreadonly()[key] = value

        for what in (work, delete, readonly):
            agree(what, shape, key, value)


def test_casts():
    formats = FORMATS + ["@i", "<i", "", "ii", "x", "@", "s", "z", 3, None]
    shapes = [None, [], [4], [2, 2], (2, 2), [0], [-1, -4], [2**62, 4], [2**70], [1.5], ["a"], 4, "4", [True, 4], [1] * 65]
    for source, (to, shape) in itertools.product(["B", "h", "c"], itertools.product(formats, shapes)):
        agree(lambda cls: make(cls, source, None).cast(to, shape) if shape is not None else make(cls, source, None).cast(to), source, to, shape)
    agree(lambda cls: cls(b"abcdef")[::2].cast("c"))
    agree(lambda cls: cls(b"abcdef")[3:3].cast("c"))
    agree(lambda cls: cls(b"abcdef")[3:3].cast("c", [0]))
    agree(lambda cls: cls(b"abcdef")[6:2:3].cast("c"))
    agree(lambda cls: cls(b"abcdef").cast("c", [2, 3]).cast("c", [3, 2]))


@pytest.mark.parametrize("name", "obj nbytes readonly itemsize format ndim shape strides suboffsets c_contiguous f_contiguous contiguous".split())
def test_attributes(name):
    for shape in SHAPES:
        agree(lambda cls: getattr(make(cls, "h", shape), name) if name != "obj" else type(make(cls, "h", shape).obj), name)
    view = strict.memoryview(b"abc")
    view.release()
    with pytest.raises(ValueError, match="operation forbidden on released memoryview object"):
        getattr(view, name)
    with pytest.raises(AttributeError):
        setattr(strict.memoryview(b"abc"), name, 1)


def test_the_same_names():
    # The second one is what copyreg leaves behind when a view was to be pickled.
    newer = {"__reduce_ex__", "__slotnames__"}
    names = {name for name in dir(strict.memoryview) if name not in dir(builtins.memoryview)} - newer
    # What every class that is not built in has, and the one that 3.12 added.
    assert names <= {"__module__", "__weakref__", "__getbuffer__", "_from_flags"}, names
    missing = set(dir(builtins.memoryview)) - set(dir(strict.memoryview))
    # PEP 688, which 3.12 gives to those classes that have it in C; and what newer versions add.
    assert missing <= {"__buffer__", "__release_buffer__", "__class_getitem__", "count", "index"}, missing


def one_letter():
    """Arrays whose format is of one letter, but none that the builtin reads."""
    return [array.array("u", "héj"), array.array("u"), np.zeros(2, "g"), np.frombuffer(bytes(32), "g")]


@pytest.mark.filterwarnings("ignore:The 'u' type code is deprecated")
def test_a_format_of_one_letter_is_refused_with_the_item():
    """Not before: the key, the right to write and the number of items come first, and bytes are copied whatever they mean."""
    for key in KEYS:
        for place in range(4):
            agree(lambda cls: cls(one_letter()[place])[key], key, place)
            agree(lambda cls: cls(one_letter()[place]).__setitem__(key, 1), key, place)
            agree(lambda cls: cls(one_letter()[place]).__delitem__(key), key, place)

            def moved(cls):
                view = cls(one_letter()[place])
                view[key] = view[::-1]
                return view.tobytes()

            agree(moved, key, place)
    for work in (list, lambda view: iter(view) is None, len, lambda view: view.tolist(), lambda view: 1 in view, lambda view: view == view):
        for place in range(4):
            agree(lambda cls: work(cls(one_letter()[place])), place)


def test_complex_numbers_are_of_a_later_version():
    for dtype in ("c8", "c16"):
        for other in (np.zeros(2, dtype), bytes(2)):
            agree(lambda cls: cls(np.zeros(2, dtype)) == other, dtype)


def test_the_exporter_behind_a_builtin_view():
    for source in (b"abc", bytearray(b"abc"), io.BytesIO(b"abc").getbuffer()):
        theirs = builtins.memoryview(source)
        agree(lambda cls: cls(theirs[1:]).obj is theirs.obj, source)
        agree(lambda cls: hash(cls(theirs).toreadonly()), source)


def test_pickling():
    for protocol in range(6):
        agree(lambda cls: pickle.dumps(cls(b"abc"), protocol), protocol)
    for work in (copy.copy, copy.deepcopy, lambda view: view.__reduce__()):
        agree(lambda cls: work(cls(b"abc")))


def test_bytes_and_order():
    for order in (None, "C", "F", "A", "K", "c", 1, b"C"):
        agree(lambda cls: make(cls, "h", [2, 2]).tobytes(order), order)
        agree(lambda cls: make(cls, "h", [2, 2]).tobytes(order=order), order)
    for args in [(), (":",), (":", 2), (":", -2), (b"-", 0), ("ab",), ("é",), (1,), (":", 2**70)]:
        agree(lambda cls: cls(b"abcdefg").hex(*args), args)


def test_comparison_and_hash():
    with pytest.raises(TypeError, match="'<' not supported between instances of"):
        strict.memoryview(b"a") < b"b"
    others = [b"\0\1\2\3", b"", [0], None, bytearray(range(4)), "a", 1]
    for other in others:
        for work in (lambda cls: make(cls, "B", None) == other, lambda cls: make(cls, "B", None) != other, lambda cls: other == make(cls, "B", None)):
            agree(work, other)
    for work in (
        lambda cls: hash(cls(b"abc")),
        lambda cls: hash(cls(b"abcd").cast("B", [2, 2])),
        lambda cls: hash(cls(b"abc")[::-1]),
        lambda cls: hash(cls(bytearray(b"abc"))),
        lambda cls: hash(cls(bytearray(b"abc")).toreadonly()),
        lambda cls: hash(cls(b"abcd").cast("h")),
        lambda cls: cls(b"\0\0\xc0\x7f").cast("f") == cls(b"\0\0\xc0\x7f").cast("f"),
    ):
        agree(work)


def test_release_and_exports():
    for work in (
        lambda cls: cls(cls(b"abc")).release(),
        lambda cls: [m := cls(b"abc"), n := pickle.PickleBuffer(m), m.release()],
        lambda cls: [m := cls(b"abc"), n := pickle.PickleBuffer(m), o := pickle.PickleBuffer(m), m.release()],
        lambda cls: [m := cls(b"abc"), n := m[1:], m.release(), n.tobytes()][-1],
        lambda cls: [b := bytearray(b"abc"), m := cls(b), b.append(1)],
        lambda cls: [b := bytearray(b"abc"), m := cls(b), m.release(), b.append(1), b][-1],
        lambda cls: [m := cls(b"abc"), m.release(), m == m][-1],
        lambda cls: [m := cls(b"abc"), m.release(), m.__enter__()],
    ):
        agree(work)


def test_iteration():
    for shape in SHAPES:
        for work in (
            lambda cls: list(make(cls, "h", shape)),
            lambda cls: list(reversed(make(cls, "h", shape))),
            lambda cls: 0x302 in make(cls, "h", shape),
            lambda cls: make(cls, "h", shape).tolist(),
            lambda cls: len(make(cls, "h", shape)),
            lambda cls: bool(make(cls, "h", shape)),
        ):
            agree(work, shape)


def test_not_a_base_class():
    agree(lambda cls: type("Sub", (cls,), {}))


def test_match_is_a_sequence():
    match strict.memoryview(b"ab"):
        case [97, 98]:
            return
    raise AssertionError("a memoryview is a sequence")


CALLS = {
    "cast": ["", "'B', [1], 1", "'B', format='B'", "'B', x=1", "shape=[3]", "'B', [3], shape=[3]", "format='B', shape=[3]", "1", "None", "b'B'", "'B', 3", "'B', None", "'B', shape=3",
             "format='B', shape=[3], x=1", "x=1, format='B'", "'B\\0', [3]", "'@B\\0x'", "'\\0B'", "'\\udc80'", "'\u00e9'"],
    "tobytes": ["'C', 1", "1", "'X'", "x=1", "'C', order='C'", "order=None", "order='A'", "''", "b'C'", "'C\\0'", "'CC'", "'\\udc80'", "1, 2, 3", "x=1, y=2"],
    "hex": ["':', 1, 2", "1", "'::'", "x=1", "':', sep=':'", "':', '1'", "bytes_per_sep=1", "bytes_per_sep=1.5", "bytes_per_sep=2**40", "'\u00e9'", "b':'", "None", "'', 2"],
    "tolist": ["1", "x=1"],
    "toreadonly": ["1", "x=1"],
    "release": ["1", "x=1"],
    "__enter__": ["1", "x=1"],
    "__exit__": ["", "1, 2, 3, 4", "x=1"],
}


@pytest.mark.skipif(sys.version_info[:2] != (3, 13), reason="the words are those of 3.13")
@pytest.mark.parametrize("method", CALLS)
def test_wrong_arguments_are_refused_in_the_words_of_the_builtin(method):
    for arguments in CALLS[method]:
        for source in ("m", "released"):
            def call(cls):
                names = {"m": cls(b"abc"), "released": cls(b"abc")}
                names["released"].release()
                return eval(f"{source}.{method}({arguments})", names)

            assert outcome(call, strict.memoryview) == outcome(call, memoryview), (source, arguments)


@pytest.mark.skipif(sys.version_info[:2] != (3, 13), reason="the words are those of 3.13")
def test_wrong_arguments_of_the_constructors():
    for arguments in ["", "b'', 2", "x=1", "b'', x=1", "b'', object=b''", "x=1, y=2", "object=b''"]:
        def call(cls):
            return eval(f"cls({arguments})", {"cls": cls})

        assert outcome(call, strict.memoryview) == outcome(call, memoryview), arguments
    for arguments in ["", "b''", "b'', 1, 2", "b'', 'x'", "b'', 1.5", "object=b'', flags=0", "b'', flags=2**40", "b'', flags=-2**70", "b'', 0, x=1", "b'', object=b''"]:
        def call(cls):
            return eval(f"cls._from_flags({arguments})", {"cls": cls})

        assert outcome(call, strict.memoryview) == outcome(call, memoryview), arguments


@pytest.mark.skipif(not hasattr(builtins.memoryview, "index"), reason="count and index came with CPython 3.14")
def test_count_and_index():
    views = [
        lambda cls: cls(b"abcabc"),
        lambda cls: cls(b"abcabc")[::-2],
        lambda cls: cls(array.array("d", [1.5, float("nan"), 1.5])),
        lambda cls: cls(b""),
        lambda cls: cls(b"abcdef").cast("B", [2, 3]),
        lambda cls: cls(b"a").cast("B", []),
        lambda cls: cls(np.zeros(2, ">i2")),
    ]
    for make_view in views:
        for value in [97, 98.0, 1.5, float("nan"), b"a", None, Raises(ValueError)]:
            agree(lambda cls: make_view(cls).count(value), value)
            for bounds in [(), (1,), (-2,), (1, 2), (0, -1), (-(2**70), 2**70), (5, 1), (None,), (0, None), ("a",)]:
                agree(lambda cls: make_view(cls).index(value, *bounds), value, bounds)
    agree(lambda cls: cls(b"abc").index())
    agree(lambda cls: cls(b"abc").index(97, 0, 1, 2))
    assert strict.memoryview[int] == types.GenericAlias(strict.memoryview, (int,))
