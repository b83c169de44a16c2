"""Do the stubs say what there is: names, signatures, docstrings?

What is said of a name is written once, beside the Rust code. An editor reads stubs, so these repeat it; after a change

    python test_stubs.py --write FOLDER

writes the docstrings of the package that is installed to the stubs in FOLDER.
"""

import ast
import importlib
import inspect
import pathlib
import shutil
import subprocess
import sys
import textwrap

import memoryview_rs

INSTALLED = pathlib.Path(memoryview_rs.__file__).parent
STUBS = {"__init__.pyi": "memoryview_rs", "struct.pyi": "memoryview_rs.struct", "strict/__init__.pyi": "memoryview_rs.strict"}
# Of the names with two underscores, those that do what no other class does.
SPECIAL = {"__array_interface__", "__class_getitem__", "__dask_tokenize__", "__reduce_ex__"}


def documented(tree, owner):
    """The definitions in a stub, each with the object that it stands for."""
    for node in tree.body:
        if not isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            continue
        if not node.name.startswith("_") or node.name in SPECIAL:
            thing = getattr(owner, node.name)
            yield node, thing
            if isinstance(node, ast.ClassDef):
                yield from documented(node, thing)


def stubs(folder):
    for path, module in STUBS.items():
        path = folder / path
        yield path, documented(ast.parse(path.read_text()), importlib.import_module(module))


def test_docstrings_of_the_stubs():
    for path, found in stubs(INSTALLED):
        for node, thing in found:
            assert inspect.getdoc(thing), node.name
            assert ast.get_docstring(node) == inspect.getdoc(thing), f"{path}: {node.name}; this file says how it is mended"


def test_signatures(tmp_path):
    """mypy compares every name and signature of the stubs with what is there when the package is imported."""
    # Alone in a folder, because mypy refuses to start among the other packages that are installed.
    shutil.copytree(INSTALLED, tmp_path / "memoryview_rs")
    allowed = pathlib.Path(__file__).with_name("stubtest_allowed.txt")
    program = [sys.executable, "-m", "mypy.stubtest", "memoryview_rs", "--allowlist", str(allowed)]
    ran = subprocess.run(program, capture_output=True, text=True, cwd=tmp_path)
    assert ran.returncode == 0, ran.stdout + ran.stderr


TYPED = """
from __future__ import annotations
from collections.abc import Sequence
from typing import Any, assert_type
from memoryview_rs import memoryview, open, strict

def total(items: memoryview[int]) -> int:
    for item in items:
        assert_type(item, int)
    return sum(items)

def first(items: Sequence[float]) -> float:
    return items[0]

view = memoryview(bytearray(12))
assert_type(view, memoryview[Any])
assert_type(view.cast("B", [3, 4]).T, memoryview[Any])
assert_type(strict.memoryview(view).toreadonly(), strict.memoryview[Any])
assert_type(open("path", "<f", (3, -1), by_path=True).shape, tuple[int, ...])
first(view)
view[..., 1:, None] = [[1, 2]]
print(total(view), b"".join([view]), 3 in view, view.index(0) + 1)
view.tobytes("K")  # type: ignore[arg-type]
class Sub(memoryview[int]): ...  # type: ignore[misc]
"""


def test_a_typed_program(tmp_path):
    """What is typed for the builtin is typed with this one in its place: it is generic, and a sequence."""
    shutil.copytree(INSTALLED, tmp_path / "memoryview_rs")
    (tmp_path / "program.py").write_text(TYPED)
    ran = subprocess.run([sys.executable, "-m", "mypy", "--strict", "program.py"], capture_output=True, text=True, cwd=tmp_path)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def written(text, indent):
    raw = "r" if "\\" in text else ""
    end = "\n" if "\n" in text else ""
    return textwrap.indent(f'{raw}"""{text}{end}"""\n', indent, lambda line: line.strip())


def write(folder):
    for path, found in stubs(folder):
        lines = path.read_text().splitlines(keepends=True)
        for node, thing in sorted(found, key=lambda pair: -pair[0].lineno):
            first, doc = node.body[0], written(inspect.getdoc(thing), " " * (node.col_offset + 4))
            start = min([first.lineno] + [one.lineno for one in getattr(first, "decorator_list", [])]) - 1
            if ast.get_docstring(node) is not None:
                lines[start : first.end_lineno] = [doc]
            elif isinstance(first, ast.Expr):
                # Three dots behind the colon, which become the docstring.
                lines[start : first.end_lineno] = [lines[start][: first.col_offset].rstrip() + "\n", doc, "\n"]
            else:
                lines.insert(start, doc + "\n")
        path.write_text("".join(lines))


if __name__ == "__main__":
    write(pathlib.Path(sys.argv[sys.argv.index("--write") + 1]))
