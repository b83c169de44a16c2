"""memoryview and struct that refuse exactly what the builtin ones of CPython 3.13 refuse, with their texts."""

from . import struct

__all__ = ["struct"]
