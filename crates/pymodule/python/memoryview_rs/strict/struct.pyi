"""The struct module as CPython 3.13 has it."""

from collections.abc import Iterator
from struct import error as error
from typing import Any

from typing_extensions import Buffer

class Struct:
    """A compiled format of struct, as text or as ASCII in bytes.

    >>> from memoryview_rs.strict.struct import Struct
    >>> Struct("<Hff").unpack(b"\\x07\\x00" + bytes(8))
    (7, 0.0, 0.0)

    Raises struct.error for what is no format.
    """

    def __init__(self, format: str | bytes) -> None: ...
    @property
    def format(self) -> str: ...
    @property
    def size(self) -> int:
        """The bytes of one item; -1 before __init__."""
    def pack(self, *values: Any) -> bytes:
        """The bytes that hold the values, padding as 0. struct.error for another number of values, or one that does not fit."""
    def pack_into(self, buffer: Buffer, offset: int, /, *values: Any) -> None:
        """Writes them into a writable buffer, from offset on, in bytes; where it fails, what comes before is written."""
    def unpack(self, buffer: Buffer, /) -> tuple[Any, ...]:
        """The values of a buffer of exactly size bytes."""
    def unpack_from(self, /, buffer: Buffer, offset: int = 0) -> tuple[Any, ...]:
        """The values from offset on, in bytes; a negative offset counts from the end."""
    def iter_unpack(self, buffer: Buffer, /) -> Iterator[tuple[Any, ...]]:
        """One tuple after the other, of a buffer of any number of items. The buffer is held until the end was reached."""

def pack(format: str | bytes, /, *values: Any) -> bytes: ...
def pack_into(format: str | bytes, buffer: Buffer, offset: int, /, *values: Any) -> None: ...
def unpack(format: str | bytes, buffer: Buffer, /) -> tuple[Any, ...]: ...
def unpack_from(format: str | bytes, /, buffer: Buffer, offset: int = 0) -> tuple[Any, ...]: ...
def iter_unpack(format: str | bytes, buffer: Buffer, /) -> Iterator[tuple[Any, ...]]: ...
def calcsize(format: str | bytes, /) -> int: ...
