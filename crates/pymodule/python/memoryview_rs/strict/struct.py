"""The struct module as CPython 3.13 has it."""

from .._native import strict_struct as _struct

globals().update({name: value for name, value in vars(_struct).items() if not name.startswith("_")})
