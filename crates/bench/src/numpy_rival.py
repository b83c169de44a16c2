"""Does what the lines on standard input say, and answers each with the best time in seconds."""
import json
import sys
import time

import numpy as np

DTYPES = {1: "u1", 2: "u2", 4: "f4", 8: "f8", 16: "c16"}
source = target = np.zeros(0, "u1")


def copy(case):
    global source, target
    if source.size < case["src_len"]:
        source = np.ones(case["src_len"], "u1")
    if target.size < case["dst_len"]:
        target = np.ones(case["dst_len"], "u1")
    dtype = np.dtype(DTYPES.get(case["width"], "V%d" % case["width"]))
    shape = case["shape"]
    src = np.ndarray(shape, dtype, source, case["src_offset"], case["src"])
    dst = np.ndarray(shape, dtype, target, case["dst_offset"], case["dst"])
    return lambda: np.copyto(dst, src)


def convert(case):
    rows, columns = case["shape"]
    src = (np.arange(rows * columns) % 251).astype(case["from"]).reshape(rows, columns)
    dst = np.zeros((rows, columns), case["to"])
    if case["transposed"]:
        dst = np.zeros((columns, rows), case["to"])
        src = src.T
    if case["scale"] is None:
        return lambda: np.copyto(dst, src, casting="unsafe")
    a, b = np.array(case["scale"], dst.dtype)

    def two_passes():
        np.multiply(src, a, out=dst)
        np.add(dst, b, out=dst)

    return two_passes


def equal(case):
    a = (np.arange(np.prod(case["shape"])) % 251).astype("f4").reshape(case["shape"])
    b = np.array(a, order=case["order"], copy=True)
    assert np.array_equal(a, b)
    return lambda: np.array_equal(a, b)


DEEDS = {"copy": copy, "convert": convert, "equal": equal}
print(np.__version__, flush=True)
for line in sys.stdin:
    case = json.loads(line)
    call = DEEDS[case["deed"]](case)
    best = float("inf")
    loops, repeats = case["loops"], case["repeats"]
    for _ in range(repeats):
        start = time.perf_counter()
        for _ in range(loops):
            call()
        best = min(best, (time.perf_counter() - start) / loops)
    print(best, flush=True)
