"""Does the wheel import, and hold what it says?"""

import ast
import doctest
import inspect
import pathlib
import sys
import types

import memoryview_rs


def test_names():
    for name in memoryview_rs.__all__:
        assert hasattr(memoryview_rs, name)


def test_docstrings_run():
    """Every example in a docstring of either class."""
    for cls in (memoryview_rs.memoryview, memoryview_rs.strict.memoryview):
        ran = doctest_of(cls, {"memoryview": cls})
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


def test_stubs_name_what_there_is():
    """Every public member of a class stands in the stub of its module, and the other way round."""
    package = pathlib.Path(memoryview_rs.__file__).parent
    strict = members_in(package / "strict" / "__init__.pyi", "memoryview")
    full = members_in(package / "__init__.pyi", "memoryview")
    assert public(memoryview_rs.strict.memoryview) == {name for name in strict if not name.startswith("_")}
    assert public(memoryview_rs.memoryview) == {name for name in strict | full if not name.startswith("_")}


def public(cls):
    return {name for name in dir(cls) if not name.startswith("_")}


def members_in(stub, cls):
    for node in ast.parse(stub.read_text()).body:
        if isinstance(node, ast.ClassDef) and node.name == cls:
            return {one.name for one in node.body if isinstance(one, ast.FunctionDef)}
    raise AssertionError(f"{stub} has no class {cls}")


# What the builtin has as data: its words, a line each.
WITHOUT_EXAMPLE = set(
    "c_contiguous contiguous f_contiguous format itemsize nbytes ndim obj readonly shape strides suboffsets".split()
)


def test_members_have_docstrings():
    """Each with an example, but for a few; every name on the list of those is needed there."""
    missing = set()
    for cls in (memoryview_rs.memoryview, memoryview_rs.strict.memoryview):
        for name in public(cls) | ({"__array_interface__", "__dask_tokenize__"} & set(vars(cls))):
            doc = inspect.getdoc(getattr(cls, name))
            assert doc, (cls, name)
            if ">>>" not in doc:
                missing.add(name)
    assert missing == WITHOUT_EXAMPLE


def test_a_run_of_cpythons_tests_without_tests_fails(monkeypatch, capsys):
    monkeypatch.syspath_prepend(pathlib.Path(__file__).parent / "cpython")
    import run

    monkeypatch.setitem(sys.modules, "test.test_nothing", types.ModuleType("test.test_nothing"))
    monkeypatch.setitem(run.REPLACED, "test_nothing", {})
    assert not run.main("test_nothing")
    assert capsys.readouterr().out.endswith("0 passed, 1 failed\n")


def test_the_readme_runs():
    """The examples of the README of the package."""
    readme = pathlib.Path(__file__).parent.parent / "README.md"
    ran = doctest.testfile(str(readme), module_relative=False)
    assert ran.failed == 0 and ran.attempted > 15, ran
