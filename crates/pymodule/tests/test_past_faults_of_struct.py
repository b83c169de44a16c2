"""Do the faults that struct modules have had elsewhere stay out of these?

Each test names the report, as in test_past_faults.py.
"""

import gc
import itertools
import struct as builtin
import sys
import threading

import pytest
from acting import Acts
from memoryview_rs import strict
from memoryview_rs import struct as wide

STRUCTS = pytest.mark.parametrize("struct", [wide, strict.struct], ids=["wide", "strict"])


@STRUCTS
@pytest.mark.parametrize("code", ["?", "i", "d", "P"])
def test_struct_that_is_initialised_anew_while_it_packs(struct, code):
    """https://github.com/python/cpython/issues/143379: pack returned 4 bytes of a format of 4,008"""
    for new in ["1000q", "", "b", "300s"]:
        packer = struct.Struct(code * 3)
        value = Acts(lambda: packer.__init__(new))
        plain = 0.5 if code == "d" else 1
        expected = builtin.pack(code * 3, plain, plain, plain)
        assert packer.pack(value, 1 if code != "d" else 0.5, value) == expected, "the call keeps its format"
        assert (packer.format, packer.size) == (new, builtin.calcsize(new))
        target = bytearray(64)
        packer = struct.Struct(code * 3)
        packer.pack_into(target, 0, value, value, value)
        assert target[: len(expected)] == expected


@STRUCTS
def test_target_that_is_resized_while_it_is_packed(struct):
    """The same for the buffer: it is held meanwhile."""
    target = bytearray(8)
    with pytest.raises(BufferError):
        struct.pack_into("<ii", target, 0, Acts(target.clear), 1)
    struct.pack_into("<ii", target, Acts(lambda: None, 0), 1, 2)
    assert target == builtin.pack("<ii", 1, 2)
    values = [1, 2]
    with pytest.raises(BufferError):
        struct.unpack_from("<i", target, Acts(target.clear, 0))
    assert struct.pack("<ii", Acts(values.clear), values[1]) == builtin.pack("<ii", 1, 2)


@STRUCTS
def test_struct_initialised_anew_under_other_threads(struct):
    """https://github.com/python/cpython/issues/146020"""
    packer = struct.Struct("<4i")
    raw = builtin.pack("<4i", 1, 2, 3, 4)
    stop = threading.Event()
    wrong = []

    def change():
        for format in itertools.cycle(["<4i", "<16B", "<2q", "<ih10x"]):
            packer.__init__(format)
            if stop.is_set():
                return

    def use():
        for _ in range(20_000):
            try:
                if packer.unpack(raw) not in expected:
                    wrong.append(packer.unpack(raw))
                next(packer.iter_unpack(raw))
            except builtin.error as error:
                wrong.append(error)

    expected = [builtin.unpack(format, raw) for format in ["<4i", "<16B", "<2q", "<ih10x"]]
    switch = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    threads = [threading.Thread(target=use) for _ in range(3)]
    changer = threading.Thread(target=change)
    changer.start()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stop.set()
    changer.join()
    sys.setswitchinterval(switch)
    assert not wrong


@STRUCTS
@pytest.mark.parametrize("text", ["9223372036854775808x", "9223372036854775807bb", "4611686018427387904h", "18446744073709551617s", "1500000000000000000I9223372036854775807b"])
def test_counts_that_overflow(struct, text):
    """https://github.com/python/cpython/pull/145158 and micropython/micropython/pull/19182"""
    with pytest.raises(builtin.error):
        struct.calcsize(text)
    with pytest.raises(builtin.error):
        struct.Struct(text)
    assert struct.calcsize("9223372036854775807x") == 2**63 - 1
    with pytest.raises(builtin.error, match="unpack requires a buffer of 9223372036854775807 bytes"):
        struct.unpack("9223372036854775807x", b"")
    with pytest.raises((MemoryError, OverflowError)):
        struct.pack("9223372036854775807x")


@STRUCTS
def test_struct_before_it_is_initialised(struct):
    """https://github.com/python/cpython/pull/145624: CPython 3.13.0 crashes in some of these"""
    raw = struct.Struct.__new__(struct.Struct)
    assert raw.size == -1
    for call in [
        lambda: raw.pack(),
        lambda: raw.pack(1),
        lambda: raw.pack_into(),
        lambda: raw.pack_into(bytearray(1)),
        lambda: raw.pack_into(bytearray(1), 0),
        lambda: raw.pack_into(bytearray(1), 0, 1),
        lambda: raw.unpack(b""),
        lambda: raw.unpack(b"\0" * 8),
        lambda: raw.unpack_from(b""),
        lambda: raw.iter_unpack(b""),
    ]:
        # CPython 3.15 counts the arguments first.
        with pytest.raises((builtin.error, RuntimeError, TypeError)):
            call()
    if sys.version_info < (3, 14):
        assert "Struct" in repr(raw)
    else:
        for call in [lambda: repr(raw), lambda: raw.__sizeof__(), lambda: raw.pack()]:
            with pytest.raises(RuntimeError, match="not initialized"):
                call()

    class Sub(struct.Struct):
        def __init__(self):
            pass

    with pytest.raises((builtin.error, RuntimeError)):
        Sub().unpack_from(b"")


def test_nesting_without_end():
    """https://github.com/RustPython/RustPython/pull/8514, numpy: formats and values nested deeply"""
    for depth in [10, 60, 70, 1000, 100_000]:
        text = "T{" * depth + "b:a:" + "}" * depth
        try:
            wide.Struct(text)
        except builtin.error as error:
            assert depth > 60 and len(str(error)) < 1000
    values = 1
    for _ in range(50_000):
        values = (values,)
    with pytest.raises((builtin.error, RecursionError, TypeError, ValueError)):
        wide.pack("T{T{b:a:}:b:}", values)


@STRUCTS
def test_references_of_structs(struct):
    """RUSTSEC-2020-0074 and others: one reference too many or too few, on every path"""
    packer = struct.Struct("<i4s?d")
    value, text = 10**6, b"abcd"
    counts = [sys.getrefcount(value), sys.getrefcount(text), sys.getrefcount(packer)]
    raw = packer.pack(value, text, True, 1.5)
    for _ in range(3000):
        packer.pack(value, text, True, 1.5)
        packer.unpack(raw)
        list(packer.iter_unpack(raw * 3))
        for row in packer.iter_unpack(raw * 3):
            pass
        for call in [
            lambda: packer.pack(value, 5, True, 1.5),
            lambda: packer.pack(2**70, text, True, 1.5),
            lambda: packer.pack(value),
            lambda: packer.unpack(b""),
            lambda: packer.unpack_from(raw, 1),
            lambda: struct.pack("P", -(2**70)),
        ]:
            with pytest.raises(builtin.error):
                call()
    gc.collect()
    assert [sys.getrefcount(value), sys.getrefcount(text), sys.getrefcount(packer)] == counts


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc/self/statm")
@STRUCTS
def test_failing_calls_leave_no_memory(struct):
    def failing(count):
        for _ in range(count):
            for call in [lambda: struct.pack("i", 2**70), lambda: struct.pack("b", "x"), lambda: struct.unpack("i", b"")]:
                try:
                    call()
                except builtin.error:
                    pass

    def resident():
        with open("/proc/self/statm") as statm:
            return int(statm.read().split()[1]) * 4096

    failing(10_000)
    before = resident()
    failing(200_000)
    assert resident() - before < 4 << 20
