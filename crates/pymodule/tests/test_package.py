"""Does the wheel import, and hold what it says?"""

import doctest
import inspect

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
