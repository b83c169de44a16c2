"""Do CPython's own tests pass with our strict class and module in the place of the builtin ones?

    python run.py test_memoryview

The test module is the interpreter's own, unchanged; only its names `memoryview` and `struct` are ours. Each test that
cannot pass stands in cannot_pass.toml with the reason; one that stands there and passes is a failure, and so is a run in which none passes. The last line is
`N passed, N failed`.
"""

import importlib
import pathlib
import sys
import tomllib
import unittest

from memoryview_rs import strict

HERE = pathlib.Path(__file__).parent
REPLACED = {
    "test_memoryview": {"memoryview": strict.memoryview},
    "test_buffer": {"memoryview": strict.memoryview},
    "test_struct": {"struct": strict.struct},
}


def excused(module):
    """The tests of a module that cannot pass with this interpreter, and why."""
    version = "%d.%d" % sys.version_info[:2]
    listed = tomllib.loads((HERE / "cannot_pass.toml").read_text())
    return {
        entry["test"]: entry["why"]
        for entry in listed.get(module, [])
        if version in entry["versions"]
    }


class Recorder(unittest.TextTestResult):
    """Which tests passed, and which did not."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.good, self.bad = set(), set()

    def addSuccess(self, test):
        super().addSuccess(test)
        self.good.add(name(test))

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.bad.add(name(test))

    def addError(self, test, err):
        super().addError(test, err)
        self.bad.add(name(test))

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.bad.add(name(test))


def name(test):
    return test.id().removeprefix("test.").split(".", 1)[1]


def main(module):
    tests = importlib.import_module(f"test.{module}")
    vars(tests).update(REPLACED[module])
    suite = unittest.defaultTestLoader.loadTestsFromModule(tests)
    result = unittest.TextTestRunner(resultclass=Recorder, verbosity=0, stream=sys.stdout).run(suite)
    cannot = excused(module)
    good, bad = result.good - result.bad, result.bad
    for test in sorted(good & cannot.keys()):
        print(f"{test} is on the list of those that cannot pass, and passed")
    for test in sorted(cannot.keys() - good - bad):
        print(f"{test} is on the list of those that cannot pass, and did not run")
    for test in sorted(bad - cannot.keys()):
        print(f"{test} failed")
    if not good:
        print(f"no test of {module} passed: did any run?")
    failed = len(bad ^ cannot.keys()) + (not good)
    print(f"{len(good - cannot.keys())} passed, {failed} failed")
    return failed == 0


if __name__ == "__main__":
    sys.exit(not main(sys.argv[1]))
