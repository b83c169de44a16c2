"""How fast are memoryview and struct, against the builtin ones and NumPy in the same run?

    python python.py [--quick]

Each row is checked first: all sides give the same result. Then the sides take turns, and the best time of each counts.
The last column is what was wanted of the row; the last line says how many rows have it.
"""

import builtins
import collections
import struct as builtin_struct
import sys
import time

import memoryview_rs
import numpy as np
from memoryview_rs import memoryview

ROUNDS = 3 if "--quick" in sys.argv else 15
# So long one measurement takes at least, in seconds.
TAKES = 0.002 if "--quick" in sys.argv else 0.01

Row = collections.namedtuple("Row", "name ours builtin numpy wanted")
# Our time is at most so many times that of a side.
Most = collections.namedtuple("Most", "side times")


def drain(rows):
    collections.deque(rows, 0)


def rows():
    raw = bytes(range(256)) * 16
    ours, theirs, array = memoryview(raw), builtins.memoryview(raw), np.frombuffer(raw, "B")
    most = Most("builtin", 1.3)
    yield Row("m[3]", lambda: ours[3], lambda: theirs[3], lambda: array[3], [most])
    yield Row("m[1:4]", lambda: ours[1:4], lambda: theirs[1:4], lambda: array[1:4], [most])

    cube = np.arange(60 * 70 * 80, dtype="<f4").reshape(60, 70, 80)
    view = memoryview(cube)
    most = Most("numpy", 1)
    yield Row("m[1:, ::2, 3:9] of 3 axes", lambda: view[1:, ::2, 3:9], None, lambda: cube[1:, ::2, 3:9], [most])
    yield Row("m[5, ..., ::-1] of 3 axes", lambda: view[5, ..., ::-1], None, lambda: cube[5, ..., ::-1], [most])
    yield Row("m[5] of 3 axes", lambda: view[5], None, lambda: cube[5], [most])
    old = builtins.memoryview(cube)
    yield Row("m[1, 2, 3] of 3 axes", lambda: view[1, 2, 3], lambda: old[1, 2, 3], lambda: cube[1, 2, 3], [most])

    numbers = np.linspace(0, 1, 1_000_000, dtype="<f4").astype("f4")
    one, two = memoryview(numbers), builtins.memoryview(numbers)
    yield Row("tolist of 1,000,000 f", one.tolist, two.tolist, numbers.tolist, [Most("builtin", 1)])

    same = numbers.copy()
    a, b = memoryview(same), builtins.memoryview(same)
    yield Row("== of 1,000,000 f and f", lambda: one == a, lambda: two == b, lambda: np.array_equal(numbers, same), [Most("builtin", 1 / 3)])
    wide = numbers.astype("f8")
    c, d = memoryview(wide), builtins.memoryview(wide)
    yield Row("== of 1,000,000 f and d", lambda: one == c, lambda: two == d, lambda: np.array_equal(numbers, wide), [Most("builtin", 1 / 20)])

    strided = numbers[::3]
    e, f = memoryview(strided), builtins.memoryview(strided)
    yield Row("tobytes of every third f", e.tobytes, f.tobytes, strided.tobytes, [Most("builtin", 1 / 10), Most("numpy", 1)])
    turned = numbers.reshape(1000, 1000).T
    g, h = memoryview(turned), builtins.memoryview(turned)
    yield Row("tobytes of 1000 x 1000 f, transposed", g.tobytes, h.tobytes, turned.tobytes, [Most("numpy", 1 / 3)])

    for format, values in [("<i", (70000,)), (">HHI", (1, 2, 3)), ("<4sHI", (b"abcd", 1, 2)), ("<dd", (0.5, 2.5)), ("<10d", tuple(map(float, range(10))))]:
        mine, other = memoryview_rs.struct.Struct(format), builtin_struct.Struct(format)
        item = other.pack(*values)
        many = item * 1000
        most = [Most("builtin", 1)]
        # Bound now: the loop goes on before they are called.
        yield Row(f"unpack {format!r}", lambda s=mine, x=item: s.unpack(x), lambda s=other, x=item: s.unpack(x), None, most)
        yield Row(f"pack {format!r}", lambda s=mine, v=values: s.pack(*v), lambda s=other, v=values: s.pack(*v), None, most)
        assert list(mine.iter_unpack(many)) == list(other.iter_unpack(many))
        yield Row(
            f"iter_unpack {format!r}, 1,000 rows",
            lambda s=mine, x=many: drain(s.iter_unpack(x)),
            lambda s=other, x=many: drain(s.iter_unpack(x)),
            None,
            most,
        )


def plain(result):
    """A result in a form in which those of all sides are equal."""
    if isinstance(result, (memoryview, builtins.memoryview, np.ndarray)):
        return np.asarray(result).tolist()
    return result


def check(row):
    expected = None
    for side in (row.builtin, row.numpy):
        if side is not None:
            expected = plain(side())
            assert plain(row.ours()) == expected, row.name


def once(work, count):
    repeat = range(count)
    start = time.perf_counter()
    for _ in repeat:
        work()
    return (time.perf_counter() - start) / count


def measure(row):
    """The best time of each side, in seconds."""
    sides = {name: getattr(row, name) for name in ("ours", "builtin", "numpy") if getattr(row, name)}
    counts = {name: max(1, round(TAKES / max(once(work, 3), 1e-9))) for name, work in sides.items()}
    best = dict.fromkeys(sides, float("inf"))
    for number in range(ROUNDS):
        order = list(sides) if number % 2 else list(sides)[::-1]
        for name in order:
            best[name] = min(best[name], once(sides[name], counts[name]))
    return best


def show(seconds):
    for unit, size in [("s", 1), ("ms", 1e-3), ("us", 1e-6)]:
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e9:.0f} ns"


def main():
    print(f"memoryview_rs against the builtin of CPython {sys.version.split()[0]} and NumPy {np.__version__}; best of {ROUNDS}\n")
    print(f"{'':38}{'ours':>10}{'builtin':>10}{'NumPy':>10}   ours is at most")
    missed = 0
    for row in rows():
        check(row)
        best = measure(row)
        found = []
        for side, times in row.wanted:
            ratio = best["ours"] / best[side]
            met = ratio <= times
            missed += not met
            found.append(f"{ratio:.2f} of {side}, wanted {times:.3g}{'' if met else ' MISSED'}")
        cells = [show(best[name]) if name in best else "-" for name in ("ours", "builtin", "numpy")]
        print(f"{row.name:38}{cells[0]:>10}{cells[1]:>10}{cells[2]:>10}   {'; '.join(found)}", flush=True)
    print(f"\n{missed} figures missed" if missed else "\nall figures met")
    return missed


if __name__ == "__main__":
    main()
