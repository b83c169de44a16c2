"""Does struct pack and unpack what the builtin one does, and refuse it with the same words?

The builtin module is the reference for the codes that it has; a seeded generator makes formats, values at the edges and
damaged calls. MEMORYVIEW_SEED names another seed.
"""

import array
import doctest
import gc
import itertools
import math
import os
import random
import struct as builtin
import sys
import types
import weakref

import numpy as np
import pytest
from memoryview_rs import strict
from memoryview_rs import struct as wide

SEED = int(os.environ.get("MEMORYVIEW_SEED", "5"))
ORDERS = ["", "@", "=", "<", ">", "!"]
CODES = "xcbB?hHiIlLqQnNefdspP"
BOTH = pytest.mark.parametrize("ours", [strict.struct, wide], ids=["strict", "wide"])
# The texts are those of 3.12 and later.
TEXTS = sys.version_info >= (3, 12)


def outcome(call):
    """What a call gives: its result, or its exception with the text."""
    try:
        return "result", call()
    except Exception as error:
        # The interpreter names a function with its module.
        text = str(error).replace("memoryview_rs.strict.struct.", "_struct.")
        return type(error), text if TEXTS else ""


def same(left, right):
    """Equality that tells -0.0 from 0.0, and finds NaN equal to NaN of the same sign."""
    return show(left) == show(right)


def show(value):
    if isinstance(value, float):
        return repr(value), math.copysign(1, value)
    if isinstance(value, (tuple, list)):
        return [show(item) for item in value]
    return type(value), value


BITS = (7, 8, 15, 16, 31, 32, 63, 64, 70)
POWERS = [sign << bits for bits in BITS for sign in (1, -1)]
EDGES = [0, 1, -1, True] + [power + more for power in POWERS for more in (-1, 0, 1)]
LARGE = [65504.0, 65519.9, 65520.0, 3.4028235677973362e38, 3.4028235677973366e38, 1e300]
SMALL = [5e-324, 2.0**-24, 2.0**-25, 1 + 2.0**-11, 1 + 2.0**-11 + 2.0**-40]
FLOATS = [0.0, -0.0, 1.5, -2.75, 1 / 3, *LARGE, *SMALL, math.inf, -math.inf, math.nan, -math.nan]
BYTES = [b"", b"a", b"ab", b"x" * 300, bytearray(b"abc"), bytearray(b"z")]
OTHERS = ["text", None, *BYTES, [], [0], 1j, object, np.int8(3), np.float32(0.1)]


def random_format(rng, codes=CODES):
    parts = []
    for _ in range(rng.randrange(1, 6)):
        count = rng.choice(["", "", "", "0", "1", "2", "5", "03"])
        parts.append(rng.choice(["", "", " ", "\t\n"]) + count + rng.choice(codes))
    return rng.choice(ORDERS) + "".join(parts)


def random_text(rng):
    """A text that may be a format, or nearly."""
    return "".join(rng.choice("@=<>!xcbhiqsp?df0123479 \t,yZ\0é") for _ in range(rng.randrange(6)))


def value_for(rng, code):
    kind = rng.random()
    if kind < 0.1:
        return rng.choice(OTHERS)
    if code in "sp":
        return bytes(rng.randrange(256) for _ in range(rng.randrange(8)))
    if code == "c":
        return bytes([rng.randrange(256)])
    if code in "efd":
        return rng.choice(FLOATS) if kind < 0.8 else rng.choice(EDGES)
    return rng.choice(EDGES) if kind < 0.5 else rng.randrange(128)


def values_for(rng, format):
    letters, count = [], ""
    for character in format.lstrip("@=<>!"):
        if character.isdigit():
            count += character
        elif not character.isspace():
            times = int(count or 1)
            letters += {"x": [], "s": ["s"], "p": ["p"]}.get(character, [character] * times)
            count = ""
    return [value_for(rng, letter) for letter in letters]


@pytest.mark.parametrize("part", range(4))
def test_packs_and_unpacks_as_the_builtin_does(part):
    rng = random.Random(SEED * 4 + part)
    for _ in range(5000):
        format = random_format(rng)
        if "0p" in format and sys.version_info < (3, 13):
            continue  # The builtin writes and reads beyond it.
        assert outcome(lambda: strict.struct.calcsize(format)) == outcome(lambda: builtin.calcsize(format)), format
        try:
            size = builtin.calcsize(format)
        except builtin.error:
            continue
        values = values_for(rng, format)
        expected = outcome(lambda: builtin.pack(format, *values))
        assert outcome(lambda: strict.struct.pack(format, *values)) == expected, (format, values)
        if expected[0] == "result":
            # NaNs of the wide module keep their bits, which a float in Python has no other way to say.
            assert len(wide.pack(format, *values)) == size
        raw = rng.randbytes(size)
        expected = builtin.unpack(format, raw)
        assert same(strict.struct.unpack(format, raw), expected), (format, raw)
        assert same(wide.unpack(format, raw), expected), (format, raw)


def test_texts_are_refused_as_the_builtin_refuses_them():
    rng = random.Random(SEED)
    for _ in range(20000):
        text = random_text(rng)
        assert outcome(lambda: strict.struct.calcsize(text)) == outcome(lambda: builtin.calcsize(text)), repr(text)


TOO_LONG = ["9223372036854775807s", "9223372036854775808s", "9223372036854775807i", "4611686018427387904h", "9223372036854775807bb",
            "99999999999999999999999b", "99999999999999999999999y", "y99999999999999999999999b", "0s9223372036854775807x2x"]


@pytest.mark.parametrize("text", TOO_LONG)
def test_sizes_that_overflow(text):
    """cpython pull 145158: the repeat count and the total size are checked while they are read."""
    assert outcome(lambda: strict.struct.calcsize(text)) == outcome(lambda: builtin.calcsize(text))


def buffers(rng, size):
    raw = rng.randbytes(size)
    yield raw
    yield bytearray(raw)
    yield array.array("b", raw)
    yield memoryview(raw)
    yield strict.memoryview(raw)
    yield np.frombuffer(raw, "B")
    yield memoryview(raw * 2)[::2]
    yield "text"


def test_offsets_and_buffers():
    rng = random.Random(SEED)
    for format, size in itertools.product(["<i", ">bh", "@bi", "3s", "", "0i"], [0, 1, 4, 5, 8]):
        ours, theirs = strict.struct.Struct(format), builtin.Struct(format)
        for buffer in buffers(rng, size):
            assert outcome(lambda: ours.unpack(buffer)) == outcome(lambda: theirs.unpack(buffer))
            assert outcome(lambda: list(ours.iter_unpack(buffer))) == outcome(lambda: list(theirs.iter_unpack(buffer)))
            for offset in [0, 1, 4, 9, -1, -4, -5, -99, 2**62, 2**70, -(2**70), 1.5, None, True]:
                assert outcome(lambda: ours.unpack_from(buffer, offset)) == outcome(lambda: theirs.unpack_from(buffer, offset))


def test_pack_into_writes_what_the_builtin_writes():
    rng = random.Random(SEED)
    for _ in range(3000):
        format = random_format(rng, "bhis?fdx")
        values = values_for(rng, format)
        if rng.random() < 0.1:
            values.append(1)
        offset = rng.choice([0, 1, 3, -8, -30, 50, 2**70, 2**62, "a"])
        left = bytearray(b"\xaa" * 40)
        right = left[:]
        ours = outcome(lambda: strict.struct.pack_into(format, left, offset, *values))
        theirs = outcome(lambda: builtin.pack_into(format, right, offset, *values))
        assert ours == theirs, (format, values, offset)
        assert left == right, (format, values, offset)
        kept = bytearray(b"\xaa" * 40)
        if outcome(lambda: wide.pack_into(format, kept, offset, *values))[0] == "result":
            assert kept == right
        else:
            assert kept == b"\xaa" * 40, "what fails writes nothing"


CALLS = [
    lambda s: s.Struct(),
    lambda s: s.Struct(1),
    lambda s: s.Struct("i", "j"),
    lambda s: s.Struct(x=1),
    lambda s: s.Struct(x=1, y=1),
    lambda s: s.Struct("i", x=1),
    lambda s: s.Struct(format="i").size,
    lambda s: s.Struct(b"i").format,
    lambda s: s.Struct(b"\xff"),
    lambda s: s.Struct("é"),
    lambda s: s.Struct("\0"),
    lambda s: s.calcsize(),
    lambda s: s.calcsize([]),
    lambda s: s.calcsize(1),
    lambda s: s.unpack("i"),
    lambda s: s.unpack("i", b"", b""),
    lambda s: s.unpack("i", 1),
    lambda s: s.unpack([], b""),
    lambda s: s.iter_unpack("i"),
    lambda s: s.iter_unpack("", b""),
    lambda s: s.iter_unpack("i", b"12345"),
    lambda s: s.unpack_from(),
    lambda s: s.unpack_from("i"),
    lambda s: s.unpack_from("i", b"", 0, 0),
    lambda s: s.unpack_from("i", b"1234", x=1),
    lambda s: s.unpack_from("i", b"1234", buffer=b""),
    lambda s: s.unpack_from("i", x=1),
    lambda s: s.unpack_from(format="i", buffer=b"1234"),
    lambda s: s.unpack_from("i", buffer=b"12345", offset=1),
    lambda s: s.Struct("i").unpack_from(),
    lambda s: s.Struct("i").unpack_from(b"1234", 0, 0),
    lambda s: s.Struct("i").unpack_from(b"1234", buffer=b""),
    lambda s: s.Struct("i").unpack_from(offset=1, buffer=b"12345"),
    lambda s: s.Struct("i").unpack(),
    lambda s: s.Struct("i").unpack(buffer=b""),
    lambda s: s.Struct("i").pack(x=1),
    lambda s: s.Struct("i").pack_into(),
    lambda s: s.Struct("i").pack_into(bytearray(4)),
    lambda s: s.Struct("i").pack_into(bytearray(4), 0),
    lambda s: s.Struct("i").pack_into(b"1234", 0, 1),
    lambda s: s.Struct("i").pack_into(1, 0, 1),
    lambda s: s.Struct("i").pack_into(memoryview(bytearray(8))[::2], 0, 1),
    lambda s: s.pack(),
    lambda s: s.pack_into("i"),
    lambda s: s.Struct.__new__(s.Struct).size,
    lambda s: s.Struct.__new__(s.Struct).format,
    lambda s: s.Struct.__new__(s.Struct).pack(),
    lambda s: s.Struct.__new__(s.Struct).unpack(b""),
    lambda s: repr(s.Struct("<i")) if sys.version_info >= (3, 13) else "Struct('<i')",
]


@pytest.mark.parametrize("call", CALLS)
def test_calls_are_refused_in_the_same_words(call):
    ours, theirs = (outcome(lambda: call(module)) for module in (strict.struct, builtin))
    assert ours[0] == theirs[0]
    # 3.13 says of names what it did not say before.
    assert ours == theirs or sys.version_info < (3, 13)


class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        if isinstance(self.value, Exception):
            raise self.value
        return self.value


@pytest.mark.parametrize("code", "bBhHiIlLqQnNP")
@pytest.mark.parametrize("value", [Index(5), Index(-5), Index(2**70), Index(-(2**70)), Index("a"), Index(KeyError("k")), Index(True)])
def test_index_of_users(code, value):
    assert outcome(lambda: strict.struct.pack(code, value)) == outcome(lambda: builtin.pack(code, value))


def test_the_value_that_is_wrong_is_named():
    class Raises:
        def __index__(self):
            raise builtin.error("mine")

    class Overflows:
        def __index__(self):
            raise OverflowError("mine too")

    for format, values, text in [
        ("<hBB", (1, 2, 300), "value 2: 'B' format requires 0 <= number <= 255"),
        ("<3Bh", (1, "x", 3, 4), "value 1: required argument is not an integer"),
        ("<hf", (1, 1e39), "value 1: float too large to pack with f format"),
        ("<2se", (1, 1.0), "value 0: argument for 's' must be a bytes object"),
        ("T{(2)h:a:(3)B:b:}", (1, 2, 3, 4, -5), "value 4, field \"b\": 'B' format requires 0 <= number <= 255"),
        ("T{B:a:T{B:x:(2)B:y:}:b:}", (1, (2, [3, 400])), "value 1, field \"b\": value 1, field \"y\": value 1: 'B' format requires 0 <= number <= 255"),
        ("T{2s:a:>Zd:z:}", (b"", "1j"), "value 1, field \"z\": invalid type for format '>Zd': str"),
        # Of one value alone nothing is to be told.
        ("B", (300,), "'B' format requires 0 <= number <= 255"),
        # What user code raises arrives as it is.
        ("BB", (1, Raises()), "mine"),
        ("BB", (1, Overflows()), "mine too"),
    ]:
        for call in (wide.pack, wide.Struct(format).pack):
            arguments = values if call is not wide.pack else (format, *values)
            with pytest.raises((builtin.error, OverflowError)) as caught:
                call(*arguments)
            assert str(caught.value) == text
        target = bytearray(b"\xff" * 64)
        with pytest.raises((builtin.error, OverflowError)) as caught:
            wide.pack_into(format, target, 3, *values)
        assert str(caught.value) == text and target == b"\xff" * 64
        if "T" not in format:
            with pytest.raises((builtin.error, OverflowError)) as caught:
                strict.struct.pack(format, *values)
            assert "value" not in str(caught.value)


def test_error_is_the_builtin_one():
    assert strict.struct.error is builtin.error is wide.error


@BOTH
def test_values_are_the_same_whether_a_row_is_kept_or_not(ours):
    """The tuples of `iter_unpack` are used again only where nobody else has them."""
    raw = bytes(range(240))
    expected = list(builtin.iter_unpack("<HxB", raw))
    assert list(ours.iter_unpack("<HxB", raw)) == expected
    assert [row[0] for row in ours.iter_unpack("<HxB", raw)] == [row[0] for row in expected]
    rows = ours.iter_unpack("<HxB", raw)
    first, second = next(rows), next(rows)
    del first
    third, fourth = next(rows), next(rows)
    assert [second, third, fourth] == expected[1:4]
    # CPython 3.14 remembers the hash of a tuple: that of the earlier items is no good.
    assert [hash(row) for row in ours.iter_unpack("<HxB", raw)] == [hash(row) for row in expected]
    kept = {row for number, row in enumerate(ours.iter_unpack("<HxB", raw)) if number % 3 == 0}
    assert kept == {row for number, row in enumerate(expected) if number % 3 == 0}


@BOTH
def test_an_iterator_that_its_buffer_refers_to_is_garbage_with_it(ours):
    class Exporter(bytearray):
        pass

    source = Exporter(12)
    source.rows = ours.iter_unpack("<i", source)
    next(source.rows)
    gone = weakref.ref(source)
    del source
    gc.collect()
    assert gone() is None


@BOTH
def test_iter_unpack_holds_the_buffer_to_the_end(ours):
    target = bytearray(8)
    rows = ours.iter_unpack("<i", target)
    assert rows.__length_hint__() == 2
    assert [next(rows), next(rows)] == [(0,), (0,)]
    with pytest.raises(BufferError):
        target.append(0)
    assert next(rows, None) is None
    target.append(0)
    assert next(rows, None) is None


# What only the wide module reads.


def test_records():
    record = wide.Struct("T{<H:id:(2)<f:xy:T{b:a:?:b:}:flags:}")
    raw = record.pack(7, 0.5, -1.0, (3, True))
    assert raw == builtin.pack("<Hffb?", 7, 0.5, -1.0, 3, True)
    assert record.unpack(raw) == (7, 0.5, -1.0, (3, True))
    # Zd is a format of struct from 3.15 on.
    for text in ["T{<H:id:}", "(2,2)<h", "Zd", "<3w"][:: 1 if sys.version_info < (3, 15) else 3]:
        with pytest.raises(builtin.error):
            strict.struct.Struct(text)


@pytest.mark.parametrize("dtype", ["<i4", ">f8", "c16", "U3", [("a", ">i2"), ("b", "<f8")], [("m", "<i2", (2, 3)), ("n", "S4")]])
def test_records_of_numpy(dtype):
    rng = np.random.default_rng(SEED)
    items = np.zeros(5, dtype)
    numbers = np.frombuffer(rng.bytes(items.nbytes), "B") % 100
    if items.dtype.kind != "U":
        items = numbers.view(items.dtype)
    else:
        items[:] = ["a", "bc", "", "äöü", "x"]
    format = memoryview(items).format
    rows = list(wide.iter_unpack(format, items.tobytes()))
    if items.dtype.names and items.dtype["m" if "m" in items.dtype.names else "a"].shape:
        expected = [(*item["m"].ravel().tolist(), item["n"].ljust(4, b"\0")) for item in items]
    else:
        expected = [item if isinstance(item, tuple) else (item,) for item in items.tolist()]
    assert rows == expected
    assert b"".join(wide.pack(format, *row) for row in rows) == items.tobytes()


def test_bits_of_nan_are_kept_by_the_wide_module():
    for format, raw in [("<f", b"\x01\x00\xa0\x7f"), (">f", b"\xff\xc0\x12\x34"), ("<e", b"\x01\x7c"), ("<d", b"\x01" + b"\0" * 5 + b"\xf0\x7f")]:
        assert wide.pack(format, *wide.unpack(format, raw)) == raw


def test_refusals_of_the_wide_module_show_the_place():
    with pytest.raises(builtin.error, match="(?s)found 'y'\n  <2hy\n     \\^"):
        wide.Struct("<2hy")
    with pytest.raises(builtin.error, match="too many"):
        wide.Struct("(1000000000000)0s")
    with pytest.raises(builtin.error):
        wide.pack("T{i:a:T{b:x:}:b:}", 1, 2)


@BOTH
def test_examples_in_the_docstrings(ours):
    finder = doctest.DocTestFinder(exclude_empty=True)
    runner = doctest.DocTestRunner()
    names = {**vars(ours)}
    tried = 0
    for name in ["pack", "pack_into", "unpack", "unpack_from", "iter_unpack", "calcsize"]:
        for place in [getattr(ours, name)] + ([getattr(ours.Struct, name)] if name != "calcsize" else []):
            stand_in = types.FunctionType((lambda: 0).__code__, names, name)
            stand_in.__doc__ = place.__doc__
            for test in finder.find(stand_in, name, globs=dict(names), module=False):
                tried += len(test.examples)
                assert runner.run(test).failed == 0
    assert tried >= 11
