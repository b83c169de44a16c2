"""Python's memoryview and struct on a Rust engine: they answer where the builtin ones refuse."""

from . import strict, struct

__all__ = ["strict", "struct"]
