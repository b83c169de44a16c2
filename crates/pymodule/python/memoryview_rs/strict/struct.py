"""The struct module as CPython 3.13 has it, and with what the interpreter has learnt since."""

from .._native import strict_struct as _struct

__all__ = ["Struct", "calcsize", "error", "iter_unpack", "pack", "pack_into", "unpack", "unpack_from"]

globals().update({name: getattr(_struct, name) for name in __all__})
