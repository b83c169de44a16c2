"""The struct module as CPython 3.13 has it, and with what the interpreter has learnt since.

To a type checker it is memoryview_rs.struct: the two differ in the formats that they accept and in what they say, not in
their signatures. When a program runs, its Struct is a class of its own.
"""

__all__ = ["Struct", "calcsize", "error", "iter_unpack", "pack", "pack_into", "unpack", "unpack_from"]

from ..struct import Struct as Struct
from ..struct import calcsize as calcsize
from ..struct import error as error
from ..struct import iter_unpack as iter_unpack
from ..struct import pack as pack
from ..struct import pack_into as pack_into
from ..struct import unpack as unpack
from ..struct import unpack_from as unpack_from
