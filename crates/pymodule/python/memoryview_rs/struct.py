"""The struct module, and the records of PEP 3118 beside it."""

from ._native import struct as _struct

globals().update({name: value for name, value in vars(_struct).items() if not name.startswith("_")})
