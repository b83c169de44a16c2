"""Writes what NumPy says about conversions: which casting level each needs, and what values become.

Run it with NumPy 2:

    python tests/corpus/convert/make.py

It writes cases.txt beside itself, always the same one. Lines are tab-separated; the first field says what a line is:

    l  from to  level           the least level for which np.can_cast(from, to, level) is true
    v  from to  hexin hexout    np.frombuffer(hexin, from).astype(to) has these bytes

Only conversions whose result C defines are among the values: no float that the integer it should become does not have.
"""

import itertools
import warnings
from pathlib import Path

import numpy as np

KINDS = ["b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16"]
LEVELS = ["no", "equiv", "safe", "same_kind", "unsafe"]
TYPES = [order + kind for kind in KINDS for order in ("<>" if kind not in ("b1", "i1", "u1") else "|")]

REALS = [0, 1, -1, 2, 3, 100, 127, 128, -128, -129, 255, 256, 32767, 32768, -32768, 65504, 65519, 65520, 65535, 65536, 16777217, 2147483647, 2147483648,
         -2147483648, 4294967295, 4294967296, 9007199254740993, 9223372036854775807, -9223372036854775808, 18446744073709551615]
FLOATS = [0.5, -0.5, 1.5, 2.5, -1.75, 1e-8, 2.0**-24, 2.0**-25, 2.0**-25 * (1 + 2.0**-50), 2.0**-14, 2.0**-14 - 2.0**-26, 1 + 2.0**-11, 1 + 2.0**-11 + 2.0**-40,
          1 + 3 * 2.0**-11, 65519.99999, 1e30, -1e30, 1e300, 1e-45, 3.4028235677973366e38, float("inf"), float("-inf"), -0.0]


def values(kind):
    dtype = np.dtype(kind)
    if dtype.kind == "b":
        return [False, True]
    if dtype.kind in "iu":
        info = np.iinfo(dtype)
        return [n for n in REALS if info.min <= n <= info.max]
    numbers = [float(n) for n in REALS] + FLOATS
    if dtype.kind == "c":
        return [complex(a, b) for a, b in zip(numbers, numbers[7:] + numbers[:7])]
    return numbers


def defined(item, to):
    """Whether C says what a number of an array becomes: see the head of this file."""
    if to.kind not in "iu" or item.dtype.kind in "biu":
        return True
    number = float(np.real(item))
    info = np.iinfo(to)
    return np.isfinite(number) and info.min <= int(number) <= info.max


def main():
    np.seterr(all="ignore")
    warnings.simplefilter("ignore")  # what is imaginary is left out, as asked
    lines = []
    for a, b in itertools.product(TYPES, TYPES):
        level = next(level for level in LEVELS if np.can_cast(a, b, level))
        lines.append(("l", a, b, level))
    for a, b in itertools.product(TYPES, TYPES):
        to = np.dtype(b)
        array = np.array(values(a)).astype(a)
        array = array[[i for i in range(len(array)) if defined(array[i], to)]]
        out = array.astype(b)
        lines.append(("v", a, b, array.tobytes().hex(), out.tobytes().hex()))
    text = "".join("\t".join(line) + "\n" for line in lines)
    Path(__file__).with_name("cases.txt").write_text(text)


main()
