"""memoryview and struct that refuse exactly what the builtin ones of CPython 3.13 refuse, but for what the interpreter has learnt since, with their texts."""

import sys
from collections.abc import Iterator, Sequence
from types import GenericAlias, TracebackType
from typing import Any, Literal, SupportsIndex

from typing_extensions import Buffer, Self, TypeVar, disjoint_base

from . import struct as struct

__all__ = ["memoryview", "struct"]

_Item = TypeVar("_Item", default=Any)

# No class of yours can inherit from it, but that of the package does.
@disjoint_base
class memoryview(Sequence[_Item]):
    """Create a new memoryview object which references the given object.

    It refuses exactly what the builtin memoryview of CPython 3.13 refuses, with its exceptions and texts, and has what later
    versions of the interpreter that runs it have.

    >>> from memoryview_rs.strict import memoryview
    >>> m = memoryview(b"abc")
    >>> m[1], m[::-1].tolist()
    (98, [99, 98, 97])
    >>> memoryview([1])
    Traceback (most recent call last):
        ...
    TypeError: memoryview: a bytes-like object is required, not 'list'
    """

    def __new__(cls, object: Buffer) -> Self: ...
    if sys.version_info >= (3, 14):
        def __class_getitem__(cls, item: Any, /) -> GenericAlias: ...

    @classmethod
    def _from_flags(cls, object: Buffer, flags: int) -> Self: ...
    @property
    def obj(self) -> Any:
        """The object that exports the memory.

        >>> memoryview(b"abc")[1:].obj
        b'abc'
        """

    @property
    def nbytes(self) -> int:
        """The bytes of all items: what tobytes() has, without the gaps.

        >>> memoryview(bytes(8)).cast("h")[::2].nbytes
        4
        """

    @property
    def readonly(self) -> bool:
        """Whether the memory cannot be written through this view.

        >>> memoryview(b"abc").readonly, memoryview(bytearray(b"abc")).readonly
        (True, False)
        """

    @property
    def itemsize(self) -> int:
        """The bytes of each item.

        >>> memoryview(bytes(8)).cast("h").itemsize
        2
        """

    @property
    def format(self) -> str:
        """What an item is, in the words of the exporter: a text of the struct module, or of PEP 3118.

        >>> memoryview(b"abc").format
        'B'
        """

    @property
    def ndim(self) -> int:
        """How many axes there are.

        >>> memoryview(bytes(6)).cast("B", [2, 3]).ndim
        2
        """

    @property
    def shape(self) -> tuple[int, ...]:
        """The length of each axis, in items.

        >>> memoryview(bytes(12)).cast("h", [2, 3]).shape
        (2, 3)
        """

    @property
    def strides(self) -> tuple[int, ...]:
        """How far the next item is along each axis, in bytes; negative where it lies before.

        >>> memoryview(bytes(12)).cast("h")[::-2].strides
        (-4,)
        """

    @property
    def suboffsets(self) -> tuple[int, ...]:
        """Where pointers stand in the data: one number an axis, in bytes, negative for an axis without pointers; empty if there are
        none at all (PEP 3118). BufferError where such numbers cannot say it, as of the transpose of an array of rows.

        >>> memoryview(b"abc").suboffsets
        ()
        """

    @property
    def c_contiguous(self) -> bool:
        """Whether the items lie one after the other without gaps, the last axis fastest.

        >>> m = memoryview(b"abcd")
        >>> m.c_contiguous, m[::2].c_contiguous
        (True, False)
        """

    @property
    def f_contiguous(self) -> bool:
        """Whether the items lie one after the other without gaps, the first axis fastest.

        >>> memoryview(bytes(6)).f_contiguous, memoryview(bytes(6)).cast("B", [2, 3]).f_contiguous
        (True, False)
        """

    @property
    def contiguous(self) -> bool:
        """Whether the items lie one after the other without gaps, in either order.

        >>> memoryview(bytes(6)).cast("B", [2, 3]).contiguous
        True
        """

    def cast(self, format: str, shape: list[int] | tuple[int, ...] = ...) -> memoryview:
        r"""Cast a memoryview to a new format or shape.

        One of the two formats must be a byte format ('B', 'b' or 'c'), and the view C-contiguous; between shapes, one of
        the two must have one axis.

        >>> memoryview(b"\x01\x00\x02\x00").cast("H").tolist()
        [1, 2]
        """

    def hex(self, sep: str | bytes = ..., bytes_per_sep: SupportsIndex = 1) -> str:
        r"""Return the data in the buffer as a str of hexadecimal numbers.

        sep: An optional single character or byte to separate hex bytes.
        bytes_per_sep: How many bytes between separators. Positive values count from the right, negative values count
        from the left.

        >>> memoryview(b"\x01\x02\x03").hex(":", 2)
        '01:0203'
        """

    def release(self) -> None:
        """Release the underlying buffer exposed by the memoryview object.

        Afterwards nothing can be done with it but releasing, comparing and printing. While others use the view, it is refused.

        >>> m = memoryview(bytearray(b"abc"))
        >>> m.release()
        >>> m[0]
        Traceback (most recent call last):
            ...
        ValueError: operation forbidden on released memoryview object
        """

    def tobytes(self, order: Literal["C", "F", "A"] | None = None) -> bytes:
        """Return the data in the buffer as a byte string.

        Order can be {'C', 'F', 'A'}. When order is 'C' or 'F', the data of the original array is converted to C or
        Fortran order. For contiguous views, 'A' returns an exact copy of the physical memory. In particular, in-memory
        Fortran order is preserved. For non-contiguous views, the data is converted to C first. order=None is the same
        as order='C'.

        >>> memoryview(b"abcd").cast("B", [2, 2]).tobytes("F")
        b'acbd'
        """

    def tolist(self) -> Any:
        """Return the data in the buffer as a list of elements, one list in the other for each axis.

        >>> memoryview(b"abcd").cast("B", [2, 2]).tolist()
        [[97, 98], [99, 100]]
        """

    def toreadonly(self) -> memoryview:
        """Return a readonly version of the memoryview.

        >>> memoryview(bytearray(b"abc")).toreadonly().readonly
        True
        """

    def __buffer__(self, flags: int, /) -> Any: ...
    def __delitem__(self, key: Any, /) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self, type: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None, /
    ) -> None: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __getitem__(self, key: Any, /) -> Any: ...
    def __hash__(self) -> int: ...
    def __iter__(self) -> Iterator[_Item]: ...
    def __len__(self) -> int: ...
    def __setitem__(self, key: Any, value: Any, /) -> None: ...
    def __sizeof__(self) -> int: ...
