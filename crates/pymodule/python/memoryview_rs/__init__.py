"""Python's memoryview and struct on a Rust engine: they answer where the builtin ones refuse."""

from collections.abc import Sequence

from . import strict, struct
from ._native import Difference, memoryview, open, open_npy

Sequence.register(memoryview)

__all__ = ["Difference", "memoryview", "open", "open_npy", "strict", "struct"]
