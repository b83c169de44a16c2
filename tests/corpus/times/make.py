"""Writes which dates, durations and numbers NumPy finds equal.

Run it with NumPy 2:

    python tests/corpus/times/make.py

It writes cases.txt beside itself, always the same one. Lines are tab-separated:

    left right lefts rights equal

Two formats, two lists of counts, and those pairs that NumPy finds equal, as numbers of the pairs, the lefts one after the other; none where it refuses formats
because nobody knows how many days a month has. Left out is what NumPy gets wrong: counts that do not fit the finer of two units, years or months
beside weeks and other multiples, to which it rounds them, and dates without a unit beside dates with one, over which some versions crash.
"""

from math import gcd
from pathlib import Path

import numpy as np

SECONDS = {"W": 604800, "D": 86400, "h": 3600, "m": 60, "s": 1}
PARTS = {"ms": 3, "us": 6, "ns": 9, "ps": 12, "fs": 15, "as": 18}
UNITS = ["", "[Y]", "[M]", "[W]", "[D]", "[h]", "[m]", "[s]", "[ms]", "[us]", "[ns]", "[ps]", "[fs]", "[as]", "[7D]", "[25s]", "[10s]", "[3M]", "[5Y]"]
TIMES = [order + kind + unit for kind in ("M8", "m8") for order in "<>" for unit in UNITS if order == "<" or unit == "[D]"]
NUMBERS = ["|b1", "|i1", "<i4", ">i8", "<u4", "<u8", "<f8", "<c16"]
NAT = -(2**63)
COUNTS = [NAT, 0, 1, -1, 2, 5, 7, 12, 24, 30, 31, 50, 59, 60, 365, 366, 395, 730, 1000, -12, -306, -719468, 11016, 86400, 604800, 31536000, 10**6, 10**9, 10**12, 10**18]


def tick(dtype):
    """What a unit counts in, and how many of it."""
    unit, count = np.datetime_data(dtype)
    if unit in ("Y", "M"):
        return "months", count * (12 if unit == "Y" else 1)
    if unit == "generic":
        return "generic", 1
    return "attoseconds", count * (SECONDS[unit] * 10**18 if unit in SECONDS else 10 ** (18 - PARTS[unit]))


def counts(dtype, other):
    """The counts whose equals in the other unit NumPy can hold."""
    if dtype.kind not in "Mm":
        lowest, highest = (0, 1) if dtype.kind == "b" else (-(2**53), 2**53) if dtype.kind in "fc" else (np.iinfo(dtype).min, np.iinfo(dtype).max)
        return [n for n in COUNTS if lowest <= n <= highest]
    if other.kind not in "Mm":
        return COUNTS
    (base, size), (base2, size2) = tick(dtype), tick(other)
    if "generic" in (base, base2):
        return COUNTS
    month = 32 * 86400 * 10**18
    size, size2 = (s if base == base2 else s * (month if b == "months" else 1) for b, s in ((base, size), (base2, size2)))
    finer = gcd(size, size2)
    return [n for n in COUNTS if n == NAT or abs(n) * (size // finer) < 2**62]


def array(counts, dtype):
    return np.array(counts, "i8").view("<i8").astype(dtype.byteorder + "i8" if dtype.kind in "Mm" else dtype).view(dtype)


def main():
    lines = []
    for left in map(np.dtype, TIMES):
        for right in map(np.dtype, TIMES + NUMBERS):
            if left.kind != right.kind and "[D]" not in left.str + right.str:
                continue
            if left.kind == right.kind == "M":
                (base, _), (base2, _) = tick(left), tick(right)
                generic = "generic" in (base, base2)
                if base != base2 and (generic or "W" in left.str + right.str or max(np.datetime_data(left)[1], np.datetime_data(right)[1]) > 1):
                    continue
            lefts, rights = counts(left, right), counts(right, left)
            a, b = array(lefts, left), array(rights, right)
            try:
                equal = a[:, None] == b[None, :]
            except OverflowError:
                continue
            except TypeError:
                equal = np.zeros((len(lefts), len(rights)), bool)
            name = lambda dtype: dtype.str if dtype.kind not in "Mm" else dtype.byteorder.replace("=", "<") + dtype.str[1:]
            lines.append((name(left), name(right), " ".join(map(str, lefts)), " ".join(map(str, rights)), " ".join(map(str, np.flatnonzero(equal)))))
    Path(__file__).with_name("cases.txt").write_text("\n".join("\t".join(line) for line in lines) + "\n")


main()
