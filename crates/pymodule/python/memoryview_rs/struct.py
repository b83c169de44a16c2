"""The struct module, and the records of PEP 3118 beside it."""

from ._native import struct as _struct

__all__ = ["Struct", "calcsize", "error", "iter_unpack", "pack", "pack_into", "unpack", "unpack_from"]

globals().update({name: getattr(_struct, name) for name in __all__})
