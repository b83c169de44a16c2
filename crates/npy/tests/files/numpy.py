"""NumPy's part of the cross-checks: see numpy.rs.

    python numpy.py MODE FOLDER

with the folder of the corpus, whose script makes the arrays, on PYTHONPATH.
"""

import os
import random
import sys
import warnings
from pathlib import Path

# This file has NumPy's name.
sys.path.pop(0)

import make  # noqa: E402
import numpy as np  # noqa: E402

CHANGES = {
    "same": lambda a: a,
    "transposed": lambda a: a.T,
    "flipped": lambda a: a[::-1],
    "every-other": lambda a: a[::2],
}


def fresh():
    """Random bytes as arrays of every dtype, in random shapes and both orders."""
    rng = np.random.default_rng()
    for name, dtype in [*make.scalars(), *make.records()]:
        for order in "CF":
            shape = tuple(rng.integers(0, 5, rng.integers(0, 4)))
            size = int(np.prod(shape, dtype=int)) * dtype.itemsize
            if dtype.itemsize and set(kinds(dtype)) <= set("iuSVmM"):
                a = np.frombuffer(rng.bytes(size), dtype).reshape(shape)
            elif dtype.kind in "fc":
                # Few digits, so that there is one way to print them.
                a = (rng.integers(-(1 << 10), 1 << 10, shape) / 8).astype(dtype)
            else:
                a = make.array(dtype, shape)
            yield f"{name}-{order}", np.array(a, order=order)
    # So many fields that the header does not fit version 1.0.
    yield "long", np.zeros(2, [(f"field number {n}", "u1") for n in range(2600)])


def kinds(dtype):
    if dtype.names is not None:
        return "".join(kinds(dtype[name]) for name in dtype.names)
    return kinds(dtype.base) if dtype.subdtype is not None else dtype.kind


def load(path):
    with open(path, "rb") as file:
        return np.lib.format.read_array(file, allow_pickle=False, max_header_size=1 << 20)


def compare(folder):
    """Each file that we wrote holds what the file holds of which it was made."""
    refused = []
    for path in sorted(folder.iterdir()):
        change = CHANGES.get(path.suffix[1:])
        if change is None:
            continue
        try:
            theirs = change(load(path.with_suffix("")))
            same(path.name, load(path), theirs)
        except Exception as error:
            start = path.with_suffix("").read_bytes()[:300]
            refused.append(f"{path.name}: {error!r}\n  {start}\n")
    assert not refused, f"{len(refused)} files\n" + "".join(refused[:20])


def same(name, ours, theirs):
    assert plain(ours.dtype) == plain(theirs.dtype), (name, ours.dtype, theirs.dtype)
    assert ours.shape == theirs.shape, (name, ours.shape, theirs.shape)
    assert make.items(ours) == make.items(theirs), name
    if ours.flags.c_contiguous != theirs.flags.c_contiguous:
        assert not theirs.flags.contiguous, name


def plain(dtype):
    """The dtype without titles, which are not written, and with NumPy's names for fields that damage left without one."""
    if dtype.subdtype is not None:
        base, shape = dtype.subdtype
        return np.dtype((plain(base), shape))
    if dtype.names is None:
        # A text without characters has no order.
        return dtype if dtype.itemsize else dtype.newbyteorder("=")
    fields = [dtype.fields[name] for name in dtype.names]
    return np.dtype(
        {
            "names": [name or "f0" for name in dtype.names],
            "formats": [plain(field[0]) for field in fields],
            "offsets": [field[1] for field in fields],
            "itemsize": dtype.itemsize,
        }
    )


def damaged(folder):
    """Files with a few bytes changed in their headers: the same in every run, or those of the seed MEMORYVIEW_SEED."""
    random.seed(int(os.environ.get("MEMORYVIEW_SEED", "1")))
    names = []
    for path in sorted(Path(make.__file__).parent.glob("*-C*.npy")):
        data = path.read_bytes()
        start = 10 if data[6] == 1 else 12
        end = start + int.from_bytes(data[8:start], "little")
        # The L of Python 2 is read here wherever descr has a number, by NumPy only in the older versions.
        signs = b"'\"(){}[],:0123456789TF<>|=ifcSUVOMm\\- " + (b"L" if data[6] < 3 else b"")
        for number in range(30):
            changed = bytearray(data)
            for _ in range(random.choice([1, 1, 2])):
                # Most of a header is padding.
                text = end if random.random() < 0.1 else start + len(data[start:end].rstrip())
                changed[random.randrange(6, text)] = random.choice(signs)
            if random.random() < 0.2:
                at = random.randrange(start, end)
                del changed[at]
                changed.insert(random.randrange(start, end), random.choice(signs))
            names.append(f"{path.stem}-{number}.npy")
            # Room for what a larger shape claims.
            (folder / names[-1]).write_bytes(changed + bytes(1000))
    print("\n".join(names))


def main():
    mode, folder = sys.argv[1], Path(sys.argv[2])
    warnings.simplefilter("ignore")
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    if mode == "make":
        for name, a in fresh():
            data = make.written(a)
            (folder / f"{name}.npy").write_bytes(data)
            sys.stdout.write(make.line(f"{name}.npy", data, True))
    elif mode == "archives":
        arrays = dict(fresh())
        np.savez(folder / "stored.npz", **arrays)
        np.savez_compressed(folder / "deflated.npz", **arrays)
        for name, a in arrays.items():
            sys.stdout.write(make.line(f"{name}.npy", make.written(a), True))
    elif mode == "archive":
        ours = np.load(folder / "ours.npz", max_header_size=1 << 20)
        theirs = np.load(folder / "stored.npz", max_header_size=1 << 20)
        assert ours.files == theirs.files
        for name in ours.files:
            same(name, ours[name], theirs[name])
    elif mode == "damaged":
        damaged(folder)
    else:
        compare(folder)


if __name__ == "__main__":
    main()
