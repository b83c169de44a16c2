"""The struct module, and the records of PEP 3118 beside it."""

from collections.abc import Iterator
from struct import error as error
from typing import Any

from typing_extensions import Buffer, disjoint_base

__all__ = ["Struct", "calcsize", "error", "iter_unpack", "pack", "pack_into", "unpack", "unpack_from"]

@disjoint_base
class Struct:
    r"""A compiled format: of struct, or of PEP 3118 ("T{<H:id:(2)<f:xy:}", "Zd", "<3w"), as text or as ASCII in bytes.

    Raises struct.error, with the place in the text, for what is no format.

    >>> Struct("T{<H:id:(2)<f:xy:}").unpack(b"\x07\x00" + bytes(8))
    (7, 0.0, 0.0)
    """

    def __init__(self, format: str | bytes) -> None: ...
    @property
    def format(self) -> str:
        """The format as it was written.

        >>> Struct(b"<hB").format
        '<hB'
        """

    @property
    def size(self) -> int:
        """The bytes of one item; -1 before __init__.

        >>> Struct("<hB").size
        3
        """

    def pack(self, /, *values: Any) -> bytes:
        r"""Return a bytes object containing the values packed according to the format; padding is 0.

        Raises struct.error for another number of values than the format has, and for one that does not fit.

        >>> Struct('>hB').pack(1, 2)
        b'\x00\x01\x02'
        """

    def pack_into(self, buffer: Buffer, offset: int, /, *values: Any) -> None:
        r"""Write the packed values into the writable buffer from offset on, in bytes; a negative one counts from the end.

        Raises struct.error as pack does, and where there is no room. memoryview_rs.struct then writes nothing;
        memoryview_rs.strict.struct has written what comes before the value, as CPython does.

        >>> target = bytearray(4)
        >>> Struct('>h').pack_into(target, 2, 258)
        >>> target
        bytearray(b'\x00\x00\x01\x02')
        """

    def unpack(self, buffer: Buffer, /) -> tuple[Any, ...]:
        r"""Return a tuple of the values that a buffer holds, whose size in bytes must be that of the format.

        Raises struct.error if it is not. A record in the format is a tuple in the result, a sub-array inside one a list.

        >>> Struct('>hB').unpack(b'\x00\x01\x02')
        (1, 2)
        """

    def unpack_from(self, /, buffer: Buffer, offset: int = 0) -> tuple[Any, ...]:
        r"""Return a tuple of the values that a buffer holds from offset on, in bytes; a negative one counts from the end.

        Raises struct.error if fewer bytes are left than the format has.

        >>> Struct('>h').unpack_from(b'\x00\x01\x02', 1)
        (258,)
        """

    def iter_unpack(self, buffer: Buffer, /) -> Iterator[tuple[Any, ...]]:
        r"""Return an iterator over the tuples of a buffer, whose size must be a multiple of the format's.

        Raises struct.error if it is not, or if the format has no bytes. The buffer is held until the end was reached.

        >>> list(Struct('>h').iter_unpack(b'\x00\x01\x00\x02'))
        [(1,), (2,)]
        """


def pack(format: str | bytes, /, *values: Any) -> bytes:
    r"""Return a bytes object containing the values packed according to the format; padding is 0.

    Raises struct.error for another number of values than the format has, and for one that does not fit.

    >>> pack('>hB', 1, 2)
    b'\x00\x01\x02'
    """

def pack_into(format: str | bytes, buffer: Buffer, offset: int, /, *values: Any) -> None:
    r"""Write the packed values into the writable buffer from offset on, in bytes; a negative one counts from the end.

    Raises struct.error as pack does, and where there is no room. memoryview_rs.struct then writes nothing;
    memoryview_rs.strict.struct has written what comes before the value, as CPython does.

    >>> target = bytearray(4)
    >>> pack_into('>h', target, 2, 258)
    >>> target
    bytearray(b'\x00\x00\x01\x02')
    """

def unpack(format: str | bytes, buffer: Buffer, /) -> tuple[Any, ...]:
    r"""Return a tuple of the values that a buffer holds, whose size in bytes must be calcsize(format).

    Raises struct.error if it is not. A record in the format is a tuple in the result, a sub-array inside one a list.

    >>> unpack('>hB', b'\x00\x01\x02')
    (1, 2)
    """

def unpack_from(format: str | bytes, /, buffer: Buffer, offset: int = 0) -> tuple[Any, ...]:
    r"""Return a tuple of the values that a buffer holds from offset on, in bytes; a negative one counts from the end.

    Raises struct.error if fewer bytes are left than the format has.

    >>> unpack_from('>h', b'\x00\x01\x02', 1)
    (258,)
    """

def iter_unpack(format: str | bytes, buffer: Buffer, /) -> Iterator[tuple[Any, ...]]:
    r"""Return an iterator over the tuples of a buffer, whose size must be a multiple of calcsize(format).

    Raises struct.error if it is not, or if the format has no bytes. The buffer is held until the end was reached.

    >>> list(iter_unpack('>h', b'\x00\x01\x00\x02'))
    [(1,), (2,)]
    """

def calcsize(format: str | bytes, /) -> int:
    """Return the size in bytes of an item of this format.

    >>> calcsize('>hB')
    3
    """

