"""Does the wheel import, and hold what it says?"""

import doctest
import inspect
import pathlib
import subprocess
import sys
import types

import pytest

import memoryview_rs


def test_names():
    for name in memoryview_rs.__all__:
        assert hasattr(memoryview_rs, name)


def test_docstrings_run():
    """Every example in a docstring of a class."""
    full, strict = memoryview_rs, memoryview_rs.strict
    for cls, names in [
        (full.memoryview, {"memoryview": full.memoryview}),
        (full.Difference, {"memoryview": full.memoryview}),
        (strict.memoryview, {"memoryview": strict.memoryview}),
    ]:
        ran = doctest_of(cls, names)
        assert ran > 4, cls


def doctest_of(cls, names):
    runner = doctest.DocTestRunner()
    found = [(cls.__name__, cls.__doc__)]
    found += [(name, inspect.getdoc(member)) for name, member in inspect.getmembers(cls)]
    parser = doctest.DocTestParser()
    for name, text in found:
        if text and ">>>" in text:
            runner.run(parser.get_doctest(text, dict(names), name, None, 0))
    assert runner.failures == 0
    return runner.tries


def public(cls):
    return {name for name in dir(cls) if not name.startswith("_")}


def test_members_have_docstrings():
    """Each with an example."""
    for cls in (memoryview_rs.memoryview, memoryview_rs.strict.memoryview, memoryview_rs.Difference, memoryview_rs.struct.Struct):
        for name in public(cls) | ({"__array_interface__", "__dask_tokenize__"} & set(vars(cls))):
            assert ">>>" in inspect.getdoc(getattr(cls, name)), (cls, name)


def test_a_run_of_cpythons_tests_without_tests_fails(monkeypatch, capsys):
    monkeypatch.syspath_prepend(pathlib.Path(__file__).parent / "cpython")
    import run

    monkeypatch.setitem(sys.modules, "test.test_nothing", types.ModuleType("test.test_nothing"))
    monkeypatch.setitem(run.REPLACED, "test_nothing", {})
    assert not run.main("test_nothing")
    assert capsys.readouterr().out.endswith("0 passed, 1 failed\n")


def alone(code):
    """What a process says that runs this code and nothing else."""
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout


LOADED_AGAIN = """
import sys, memoryview_rs
first = memoryview_rs
for name in [name for name in sys.modules if name.startswith("memoryview_rs")]:
    del sys.modules[name]
import memoryview_rs
print(first is memoryview_rs, first.memoryview is memoryview_rs.memoryview, memoryview_rs.memoryview(b"abc")[1:].tolist())
"""


def test_it_is_loaded_again():
    assert alone(LOADED_AGAIN) == "False True [98, 99]\n"


SECOND = """
try:
    import memoryview_rs
except ImportError as refusal:
    print(refusal, flush=True)
else:
    print("loaded", flush=True)
"""


def test_a_second_interpreter_is_refused():
    """Dead views and classes of one are no memory for another, also where both have one lock."""
    pytest.importorskip("_testcapi")
    said = alone(f"import _testcapi, memoryview_rs\n_testcapi.run_in_subinterp({SECOND!r})")
    assert "interpreter 0 of this process has loaded it" in said


def test_the_readme_runs():
    """The examples of the README of the package."""
    readme = pathlib.Path(__file__).parent.parent / "README.md"
    ran = doctest.testfile(str(readme), module_relative=False)
    assert ran.failed == 0 and ran.attempted > 15, ran
