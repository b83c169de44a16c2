"""Does any method of a view, with any key and any arguments, do worse than raise?

Views of all sorts of exporters get keys and arguments by chance, extreme integers among them. What is raised is not
looked at, as long as it is an exception of Python's: a panic is none, nor is SystemError, and a fault ends the process.
MEMORYVIEW_SEED names another seed.
"""

import array
import builtins
import ctypes
import os
import random
import warnings

import numpy as np
import pytest
from memoryview_rs import memoryview, strict
from memoryview_rs import struct as wide

try:
    import _testbuffer
except ImportError:
    _testbuffer = None

SEED = int(os.environ.get("MEMORYVIEW_SEED", "5"))
EXTREME = [2**31, 2**32, -(2**31), 2**62, -(2**62), 2**63 - 1, -(2**63), 2**63, 2**64, -(2**64)]
DTYPES = [
    "B", "<i2", ">i4", "<f8", "<f2", "?", "S0", "S3", "V0", "V5", "U2", "c16", "M8[s]", "m8[ms]", "O",
    [("a", "<i2"), ("b", ">f4")], [("a", "u1", (2, 3)), ("b", "V0")],
    {"names": ["x", "y"], "formats": ["<i4", "u1"], "offsets": [4, 1], "itemsize": 16},
]
FORMATS = [
    "B", "b", "c", "?", "<h", "d", "e", "3s", "0s", "T{B:a:<H:b:}", "(2,3)B", "Zd", "O", "P", "x", "", "T{}", "4w",
    "99999999999999s", "(9223372036854775807)B", "(4294967296,4294967296)B", "z", "&B", "X{}", "<M8[s]", ">f4",
    "[('a','<i2')]", "1" * 400 + "B", "T{" * 70,
]
NAMES = ["order", "threads", "shape", "strides", "offset", "format", "casting", "scale", "axis", "sep", "atol", "max_bytes"]
# What every object has, and what makes or ends the others.
LEFT_OUT = {"__class__", "__delattr__", "__getattribute__", "__init__", "__init_subclass__", "__new__", "__setattr__",
            "__subclasshook__", "__exit__", "release"}
# Larger views are made, but not read from end to end.
MANY = 1 << 16


class Chance(random.Random):
    def integer(self):
        return self.randint(-4, 4) if self.random() < 0.6 else self.choice(EXTREME)

    def slice(self):
        return slice(*(self.choice([None, self.integer()]) for _ in range(3)))

    def key(self):
        part = [self.integer, self.slice, lambda: ..., lambda: None]
        if self.random() < 0.5:
            return self.choice(part)()
        return tuple(self.choice(part)() for _ in range(self.randint(0, 5)))

    def array(self):
        a = np.zeros([self.randint(0, 4) for _ in range(self.randint(0, 5))], self.choice(DTYPES))
        if self.random() < 0.4:
            # Strides that are never used may be any.
            free = [a.size == 0 or n == 1 for n in a.shape]
            strides = [self.choice(EXTREME[5:7]) if f else s for f, s in zip(free, a.strides)]
            a = np.lib.stride_tricks.as_strided(a, strides=strides)
        return a.T if self.random() < 0.3 else a[::-1] if a.ndim else a

    def exporter(self):
        kind = self.randint(0, 9)
        if kind < 2:
            return self.choice([bytes, bytearray])(self.randint(0, 64))
        if kind == 2:
            return array.array(self.choice("bHiQd"), [1, 2, 3])
        if kind == 3:
            return (ctypes.c_int * 3 * self.randint(0, 3))()
        if kind < 6 and _testbuffer:
            shape = [self.randint(1, 4) for _ in range(self.randint(1, 4))]
            items = list(range(int(np.prod(shape))))
            flags = self.choice([0, _testbuffer.ND_WRITABLE]) | self.choice([0, _testbuffer.ND_PIL])
            return _testbuffer.ndarray(items, shape=shape, format=self.choice("BhLd"), flags=flags)
        return self.array()

    def argument(self, views):
        return self.choice([
            self.integer, self.key, self.exporter, lambda: self.choice(FORMATS), lambda: self.choice(views),
            lambda: [self.integer() for _ in range(self.randint(0, 5))],
            lambda: self.choice(["C", "F", "A", "a.b", 1.5, None, True, b"a", {}, (1, 2.5), [(1, 2)], [[1, 2], [3, 4]]]),
        ])()

    def call(self, views):
        view = self.choice(views)
        kind = self.random()
        if kind < 0.4:
            return view[self.key()]
        if kind < 0.55:
            view[self.key()] = self.argument(views)
            return None
        if len(view.shape) > 0 and np.prod([float(n) for n in view.shape]) > MANY:
            return None
        if kind < 0.65:
            return self.choice([np.asarray, bytes, list, hash, iter, repr, builtins.memoryview, self.argument(views).__eq__])(view)
        method = getattr(view, self.choice([name for name in dir(type(view)) if name not in LEFT_OUT]))
        if not callable(method):
            return method
        arguments = [self.argument(views) for _ in range(self.randint(0, 3))]
        named = {self.choice(NAMES): self.argument(views) for _ in range(self.choice([0, 0, 1, 2]))}
        return method(*arguments, **named)


@pytest.mark.parametrize("seed", range(3))
def test_views(seed):
    chance = Chance(SEED * 1000 + seed)
    views, raised, answered = [], 0, 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(6000):
            try:
                if len(views) < 2 or chance.random() < 0.2:
                    answer = chance.choice([memoryview, memoryview, strict.memoryview])(chance.exporter())
                else:
                    answer = chance.call(views)
                answered += 1
                if isinstance(answer, strict.memoryview):
                    views = [*views[-7:], answer]
            except SystemError:
                raise
            except Exception:
                raised += 1
    assert raised > 1000 and answered > 1000


@pytest.mark.parametrize("ours", [strict.struct, wide], ids=["strict", "wide"])
def test_structs(ours):
    chance = Chance(SEED)
    codes = "xcbB?hHiIlLqQnNefdspP"
    counts = ["", "", "2", "0", "13", "99999", "9223372036854775807", "18446744073709551616"]
    values = [0, -1, 255, *EXTREME, 1.5, float("nan"), b"", b"abc", "x", None, (1, 2), [[1, 2, 3], [4, 5, 6]], 1j]
    raised = answered = 0
    for _ in range(6000):
        if chance.random() < 0.7:
            parts = [chance.choice(counts) + chance.choice(codes) for _ in range(chance.randint(0, 5))]
            format = chance.choice(["", "@", "=", "<", ">", "!"]) + "".join(parts)
        else:
            format = chance.choice(FORMATS)
        target = chance.choice([bytes, bytearray])(chance.choice([0, 1, 4, 8, 16, 64, 1000]))
        items = [chance.choice(values) for _ in range(chance.randint(0, 7))]
        offset = chance.choice([0, 1, -4, *EXTREME, None])
        work = chance.choice([
            lambda: ours.pack(format, *items),
            lambda: ours.pack_into(format, target, offset, *items),
            lambda: ours.unpack(format, target),
            lambda: ours.unpack_from(format, buffer=target, offset=offset),
            lambda: [row for row, _ in zip(ours.iter_unpack(format, target), range(50))],
            lambda: ours.calcsize(format),
        ])
        try:
            work()
            answered += 1
        except SystemError:
            raise
        except Exception:
            raised += 1
    assert raised > 1000 and answered > 300
