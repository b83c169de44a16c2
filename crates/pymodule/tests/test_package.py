"""Does the wheel import, and hold what it says?"""

import memoryview_rs


def test_names():
    for name in memoryview_rs.__all__:
        assert hasattr(memoryview_rs, name)
