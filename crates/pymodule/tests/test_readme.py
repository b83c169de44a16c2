"""Do the examples of the README print what it says?"""

import doctest
import pathlib
import re

README = pathlib.Path(__file__).parents[3] / "README.md"


def test_readme():
    blocks = re.findall(r"^```pycon\n(.*?)^```", README.read_text(), re.DOTALL | re.MULTILINE)
    assert len(blocks) >= 2
    test = doctest.DocTestParser().get_doctest("".join(blocks), {}, "README.md", str(README), 0)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    runner.run(test)
    assert runner.tries > 15 and runner.failures == 0
