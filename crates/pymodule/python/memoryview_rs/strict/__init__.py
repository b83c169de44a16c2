"""memoryview and struct that refuse exactly what the builtin ones of CPython 3.13 refuse, but for what the interpreter has learnt since, with their texts."""

from collections.abc import Sequence

from . import struct
from .._native import strict_memoryview as memoryview

Sequence.register(memoryview)

__all__ = ["memoryview", "struct"]
