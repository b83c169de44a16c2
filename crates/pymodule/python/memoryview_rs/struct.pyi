"""The struct module, and the records of PEP 3118 beside it."""

from collections.abc import Iterator
from struct import error as error
from typing import Any

from typing_extensions import Buffer

class Struct:
    """A compiled format: of struct, or of PEP 3118 ("T{<H:id:(2)<f:xy:}", "Zd", "<3w"), as text or as ASCII in bytes.

    >>> from memoryview_rs.struct import Struct
    >>> Struct("T{<H:id:(2)<f:xy:}").unpack(b"\\x07\\x00" + bytes(8))
    (7, 0.0, 0.0)

    Raises struct.error, with the place in the text, for what is no format.
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
        """Writes them into a writable buffer, from offset on, in bytes; nothing at all where it fails."""
    def unpack(self, buffer: Buffer, /) -> tuple[Any, ...]:
        """The values of a buffer of exactly size bytes. A record inside is a tuple, a sub-array inside a list."""
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
