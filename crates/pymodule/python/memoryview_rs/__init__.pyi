"""Python's memoryview and struct on a Rust engine: they answer where the builtin ones refuse."""

import os
from collections.abc import Iterator, Sequence
from types import EllipsisType, GenericAlias
from typing import Any, Literal, SupportsIndex, final

from typing_extensions import Buffer, Self, TypeVar

from . import strict as strict
from . import struct as struct

__all__ = ["Difference", "memoryview", "open", "open_npy", "strict", "struct"]

_Order = Literal["C", "F", "A"] | None
_Part = SupportsIndex | slice | EllipsisType | None
_Key = _Part | tuple[_Part, ...]
_Format = str | Any  # a text of PEP 3118 or of NumPy, or a NumPy dtype, or a class that names one (numpy.float32)
_Shape = Sequence[SupportsIndex]
_Item = TypeVar("_Item", default=Any)

def open(
    path: str | os.PathLike[str],
    format: _Format,
    shape: Sequence[int] | int | None = None,
    *,
    order: Literal["C", "F"] = "C",
    strides: Sequence[int] | None = None,
    offset: int = 0,
    by_path: bool = False,
) -> memoryview:
    """Map a file into memory, read-only, and return a memoryview of it: nothing is read before it is looked at.

    format is a text of PEP 3118 ("<f", "T{H:id:d:x:}"), of NumPy ("<f4", "[('x', '<f4')]"), or a NumPy dtype. shape counts
    items; one length may be -1, which is what the others leave, and without a shape there is one axis. The items lie one
    after the other in order "C" or "F", or as strides says, in bytes (then without an order). offset is the place of the
    item at index 0, in bytes. With by_path the view and all that are sliced from it pickle as the path and their layout instead of the bytes;
    whoever unpickles them opens the file again, and gets ValueError if it has another size or time.

    OSError if the file cannot be opened or mapped, ValueError if the format does not parse or the layout reaches outside the
    file, BufferError if the rest that a length of -1 stands for is no whole number of items, or items would be Python objects. A file that shrinks while it is mapped ends the process that touches the lost part.

    >>> import os, tempfile
    >>> path = os.path.join(tempfile.mkdtemp(), "numbers.raw")
    >>> with open(path, "wb") as file:
    ...     _ = file.write(bytes(range(12)))
    >>> import memoryview_rs
    >>> view = memoryview_rs.open(path, ">H", (2, -1))
    >>> view.shape, view[1, ::2].tolist()
    ((2, 3), [1543, 2571])
    """

def open_npy(path: str | os.PathLike[str], *, by_path: bool = False) -> memoryview:
    """Map a .npy file into memory, read-only, and return a memoryview of its array: shape, order and format are the file's.

    by_path as for open(). OSError if the file cannot be opened, ValueError if it is no .npy file or holds objects.

    >>> import os, tempfile, numpy
    >>> path = os.path.join(tempfile.mkdtemp(), "array.npy")
    >>> numpy.save(path, numpy.arange(6, dtype=">i2").reshape(2, 3))
    >>> import memoryview_rs
    >>> memoryview_rs.open_npy(path).tolist()
    [[0, 1, 2], [3, 4, 5]]
    """

@final
class Difference:
    """What diff() found. True if anything differs; its length is the number of items that were compared, and str() says it in
    words.

    >>> from memoryview_rs import memoryview
    >>> found = memoryview(b"abc").diff(b"axc")
    >>> bool(found), len(found), found.count
    (True, 3, 1)
    """

    @property
    def count(self) -> int:
        """How many items differ.

        >>> memoryview(b"abc").diff(b"axx").count
        2
        """

    @property
    def first(self) -> tuple[tuple[int, ...], Any, Any] | None:
        """The first that differ: their index, the left item, the right one. None if nothing differs.

        >>> memoryview(b"abc").diff(b"axx").first
        ((1,), 98, 120)
        """

    @property
    def max_absolute(self) -> float:
        """The largest absolute difference of two numbers.

        >>> memoryview(b"abc").diff(b"axx").max_absolute
        22.0
        """

    @property
    def max_relative(self) -> float:
        r"""The largest difference of two numbers, as a part of the right one.

        >>> memoryview(b"\x03").diff(b"\x04").max_relative
        0.25
        """

    @property
    def nan(self) -> int:
        """How many numbers were NaN, or dates NaT, on one side or both.

        >>> memoryview(bytes(8)).cast("d").diff(memoryview(bytes.fromhex("000000000000f87f")).cast("d")).nan
        1
        """

    def __len__(self) -> int: ...
    def __bool__(self) -> bool: ...

@final
class memoryview(strict.memoryview[_Item]):
    """A view of the memory that an object exports: like the builtin memoryview, and where that refuses, it answers.

    Indices, slices, ... and None select sub-views of any rank, items of every format are read, compared and written,
    and all of it without a copy. What is assigned to a sub-view is one item, nested lists of items, or an exporter, of any
    numeric format that converts to the view's, by NumPy's rules of broadcasting. Shapes count items, strides and offsets bytes.
    Two views are equal if their shapes and all values are, whatever the formats; NaN and NaT are equal to nothing. A date by itself
    is an integer, and dates in views are compared in their units.

    >>> from memoryview_rs import memoryview
    >>> m = memoryview(bytearray(range(12))).cast("B", [3, 4])
    >>> m[1:, ::-2].tolist()
    [[7, 5], [11, 9]]
    >>> m[:, 0] = 255
    >>> m.T[0].tolist()
    [255, 255, 255]
    >>> m[0, :2] = [1, 2]
    >>> m[0].tolist()
    [1, 2, 2, 3]
    >>> memoryview([1])
    Traceback (most recent call last):
        ...
    TypeError: memoryview: a bytes-like object is required, not 'list'
    """

    def __new__(cls, object: Buffer | Any) -> Self: ...
    def __class_getitem__(cls, item: Any, /) -> GenericAlias:
        """memoryview[int], for annotations, as the builtin has it from 3.14 on."""

    def __contains__(self, value: object, /) -> bool: ...
    def __getitem__(self, key: _Key, /) -> Any: ...
    def __setitem__(self, key: _Key, value: Any, /) -> None: ...
    @property
    def T(self) -> memoryview:
        """The axes in reverse order, as transpose().

        >>> memoryview(b"abcdef").cast("c", [2, 3]).T.shape
        (3, 2)
        """

    @property
    def dtype(self) -> Any:
        """The items as NumPy's dtype, with byte order and offsets. Needs NumPy. TypeError for a format that NumPy has no dtype for.

        >>> memoryview(b"ab").reinterpret(">H").dtype
        dtype('>u2')
        """

    @property
    def __array_interface__(self) -> dict[str, Any]:
        """NumPy's array interface, version 3: for formats that buffers have no words for, as dates.

        It holds a bare address; strides are bytes. So that it stays right, the view cannot be released any more. BufferError if
        the items lie behind pointers.

        >>> interface = memoryview(b"ab").reinterpret(">H").__array_interface__
        >>> interface["typestr"], interface["shape"], interface["strides"]
        ('>u2', (1,), (2,))
        """

    def __dask_tokenize__(self) -> tuple[Any, ...]:
        """A name for the content, for Dask. Of a view of an opened file it is made from path, size, time, layout and format,
        without reading the file, unless the file has changed since; of any other view from the bytes.

        >>> memoryview(b"ab").__dask_tokenize__() == memoryview(bytearray(b"ab")).__dask_tokenize__()
        True
        """

    def __reduce_ex__(self, protocol: SupportsIndex, /) -> tuple[Any, ...]:
        """The bytes as one PickleBuffer, out of band with protocol 5; format, shape and order beside it. A view with gaps is
        compacted first.

        >>> import pickle
        >>> m = memoryview(bytearray(range(6))).cast("B", [2, 3])[:, ::-1]
        >>> buffers = []
        >>> data = pickle.dumps(m, 5, buffer_callback=buffers.append)
        >>> pickle.loads(data, buffers=buffers).tolist()
        [[2, 1, 0], [5, 4, 3]]
        """

    def as_strided(
        self, shape: _Shape | SupportsIndex, strides: Sequence[SupportsIndex], offset: int = 0
    ) -> memoryview:
        """Any shape (in items) and strides (in bytes), the first item offset bytes behind that of this view: checked. BufferError
        if this view has gaps or holds Python objects, ValueError if the new one would reach outside of it. Where items share
        bytes, it is read-only.

        >>> memoryview(b"abcd").as_strided((3, 2), (1, 1)).cast("c").tolist()
        Traceback (most recent call last):
            ...
        TypeError: memoryview: casts are restricted to C-contiguous views
        >>> memoryview(b"abcd").as_strided((3, 2), (1, 1)).tobytes()
        b'abbccd'
        """

    def astype(
        self,
        format: _Format,
        *,
        casting: Literal["no", "equiv", "safe", "same_kind", "unsafe"] = "same_kind",
        scale: float | tuple[float, float] | None = None,
        order: _Order = None,
        threads: int | None = None,
    ) -> memoryview:
        r"""The values as items of another format, in memory of their own.

        format: a text of PEP 3118 or of NumPy, or a NumPy dtype. casting: 'no', 'equiv', 'safe', 'same_kind' or 'unsafe', as
        NumPy has them. scale: a number, or a pair (a, b): every value times a, plus b, on the way. order and threads as for
        copy, and the interpreter is let go as tobytes does it. TypeError if the casting does not allow it, ValueError for a
        format or casting that there is not, MemoryError if there is no room.

        >>> m = memoryview(b"\x00\x01\x00\x02").reinterpret(">H").astype("d", scale=(0.5, 1))
        >>> m.format, m.tolist()
        ('d', [1.5, 2.0])
        """

    def blocks(self, nbytes: int) -> Iterator[tuple[tuple[slice, ...], memoryview]]:
        """The view in pieces of at most nbytes bytes (but at least one item), in the order in which they lie in memory: pairs
        of the key, a slice in items for each axis, and the sub-view. Each piece is made when it is asked for.

        >>> [key for key, part in memoryview(b"abcde").blocks(2)]
        [(slice(0, 2, None),), (slice(2, 4, None),), (slice(4, 5, None),)]
        """

    def broadcast_to(self, shape: _Shape | SupportsIndex) -> memoryview:
        """Repeated to a larger shape by NumPy's rules, without a copy; the result is read-only. ValueError if an axis has neither
        that length nor 1.

        >>> memoryview(b"ab").broadcast_to((3, 2)).strides
        (0, 1)
        """

    def byteswap(self) -> memoryview:
        r"""A copy, in C order, with the bytes of every number in reverse order. Shape and format stay, so every value changes.
        Records are swapped field by field. The interpreter is let go as tobytes does it, and always while the copy is swapped.
        TypeError for items that are not made of numbers and characters.

        >>> memoryview(b"\x00\x01").cast("H").byteswap().tobytes()
        b'\x01\x00'
        """

    def cast(
        self, format: _Format, shape: _Shape | SupportsIndex | None = None, *, order: Literal["C", "F"] = "C"
    ) -> memoryview:
        """Cast a memoryview to a new format or shape, as the builtin does; and where that refuses, the bytes of any
        contiguous view to items of any format, in C order or Fortran order. shape counts items and has to hold all bytes.
        TypeError for a view with gaps, or if format and shape need another number of bytes; ValueError for a format that does
        not parse.

        >>> memoryview(b"abcdef").cast("c", [2, 3], order="F").tolist()
        [[b'a', b'c', b'e'], [b'b', b'd', b'f']]
        """

    def copy(self, order: _Order = None, *, threads: int | None = None) -> memoryview:
        """A copy of the items in memory of its own, writable and without gaps, with the same shape and format; order and threads
        as for tobytes. MemoryError if there is no room, TypeError for items that are or hold Python objects.

        >>> m = memoryview(b"abcd")[::-2].copy()
        >>> m.strides, m.readonly, m.tobytes()
        ((1,), False, b'db')
        """

    def count(self, value: Any) -> int:
        """How many items, of all axes, are equal to a value. TypeError if there are no axes.

        >>> memoryview(b"banana").count(ord("a"))
        3
        """

    def diff(
        self, other: Buffer | Any, *, rtol: float = 0.0, atol: float = 0.0, equal_nan: bool = False
    ) -> Difference:
        """How the items differ from those of another exporter, number by number, whatever the two formats are.

        Two numbers are equal if abs(a - b) <= atol + rtol * abs(b), and with equal_nan two NaNs are. Dates and durations are
        compared in the finer of their units, and NaT is their NaN; everything else by value. ValueError if the shapes differ, TypeError if the other exports nothing. The interpreter is held.

        >>> found = memoryview(b"abc").diff(b"axc")
        >>> found.count, found.first
        (1, ((1,), 98, 120))
        """

    def field(self, path: str | SupportsIndex | Sequence[str]) -> memoryview:
        r"""One field of every record, as a strided view. A name, a number, or a path as "a.b"; a list is names one in the
        other. The axes of a sub-array stand behind the axes there are. Nothing is copied: what is written there is written to
        the records. IndexError if there is no such field, BufferError if it holds Python objects and the text does not say where.

        >>> table = memoryview(b"\x01\x00\x02\x03\x00\x04").reinterpret("T{B:kind:>H:size:}")
        >>> table.field("size").tolist()
        [2, 4]
        """

    def index(
        self, value: Any, start: SupportsIndex | None = None, stop: SupportsIndex | None = None, /
    ) -> Any:  # int, or tuple[int, ...] where there are several axes
        """The index of the first item, in C order, that is equal to a value; a tuple, if there are several axes. ValueError if
        there is none. start and stop bound the search as in slices, of one axis only: TypeError otherwise.

        >>> memoryview(b"banana").index(ord("n"), 3)
        4
        >>> memoryview(b"abcd").cast("B", [2, 2]).index(ord("c"))
        (1, 0)
        """

    def permute(self, *axes: SupportsIndex | _Shape) -> memoryview:
        """The axes in another order: axis k of the result is axis axes[k] of this view; negative ones count from the end.
        IndexError for an axis that there is not, or if one is missing or named twice.

        >>> memoryview(b"abcdef").cast("c", [1, 2, 3]).permute(2, 0, 1).shape
        (3, 1, 2)
        """

    def reinterpret(self, format: _Format) -> memoryview:
        r"""The same bytes as items of another format: any of PEP 3118 or a NumPy dtype. Items of another size make the last
        axis longer or shorter; along it they must lie one after the other. BufferError if they do not, or if the bytes of that
        axis are no multiple of the new item; ValueError if the format does not parse.

        >>> memoryview(b"\x00\x01\x00\x02").reinterpret(">H").tolist()
        [1, 2]
        """

    def reshape(self, *shape: SupportsIndex | _Shape) -> memoryview:
        """The same items in C order in another shape, never by copying; one length may be -1. ValueError if the number of
        items differs, or if the axes do not run into each other.

        >>> memoryview(b"abcdef").reshape(2, -1).strides
        (3, 1)
        """

    def tobytes(self, order: _Order = None, *, threads: int | None = None) -> bytes:
        """The bytes of all items as a byte string: in order 'C' the last axis fastest, in 'F' the first one, in 'A' as they lie if
        they lie in Fortran order, else as 'C'. ValueError for another order.

        The interpreter is let go where no thread can write the memory, from 64 KiB on: that of bytes, of a file that open() has
        mapped, or what Rust exported to read only. Otherwise it is held, because other threads could write through other views;
        with threads it never is: so many copy, at most one for each processor, and nobody may write the memory meanwhile.
        ValueError for 0 threads.

        >>> memoryview(b"abcd").cast("B", [2, 2]).tobytes("F")
        b'acbd'
        """

    def toreadonly(self) -> memoryview:
        """Return a readonly version of the memoryview.

        >>> memoryview(bytearray(b"abc")).toreadonly().readonly
        True
        """

    def transpose(self) -> memoryview:
        """The axes in reverse order; a view, not a copy.

        >>> memoryview(b"abcdef").cast("c", [2, 3]).transpose().shape
        (3, 2)
        """

