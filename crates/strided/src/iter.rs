//! How are the items of a view taken one after the other?
//!
//! All iterators here follow the logical order (the last axis fastest), hold the data for its own lifetime, not the handle's, and
//! go line by line inside: [`Iterator::fold`], and with it `sum`, `for_each`, `collect` into vectors and their kin, is a plain loop over each line.

mod axis;
mod blocks;
#[cfg(feature = "rayon")]
mod par;

use core::fmt;
use core::iter::FusedIterator;
use core::marker::PhantomData;

use memoryview_format::Value;

use crate::error::Counted;
use crate::memory::{Mem, MemMut, Memory};
use crate::parts::Parts;
use crate::read::{Cursor, Line, Reader};
use crate::{Element, Error, Number, TypedView};

pub use axis::AxisIter;
pub(crate) use axis::Window;
pub use blocks::{Block, Blocks, ZippedBlocks};
#[cfg(feature = "rayon")]
pub use par::ParTypedIter;

/// The items of a view as values, in logical order. Made by `iter` of the untyped views.
///
/// ```
/// use memoryview_strided::{Value, View};
/// let v = View::from_slice(&[1u8, 2, 3, 4]).reshape([2, 2])?.transpose();
/// let items = v.iter().collect::<Result<Vec<Value>, _>>()?;
/// assert_eq!(items, [1, 3, 2, 4].map(Value::from));
/// assert_eq!(v.iter().next_back().unwrap()?, Value::from(4));
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
#[derive(Clone)]
#[must_use = "iterators are lazy: nothing is read before it is asked for"]
pub struct Items<'a> {
    parts: Parts<MemMut>,
    cursor: Cursor,
    /// The memory may be foreign: then it stays on its thread.
    life: PhantomData<(&'a [u8], *mut u8)>,
}

impl Items<'_> {
    pub(crate) fn new(parts: Parts<MemMut>) -> Self {
        Items {
            cursor: Cursor::new(parts.layout()),
            parts,
            life: PhantomData,
        }
    }
}

/// The items of a typed view, in logical order. Made by [`TypedView::iter`](crate::TypedView::iter).
///
/// ```
/// use memoryview_strided::{Slice, View};
/// let v = View::from_slice(&[1.0f64, 2.0, 3.0]).typed::<f64>()?;
/// assert!(v.iter().rev().eq(v.slice(Slice::REV)?.iter()));
/// assert_eq!(v.iter().sum::<f64>(), 6.0);
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
#[derive(Clone)]
#[must_use = "iterators are lazy: nothing is read before it is asked for"]
pub struct TypedIter<'a, T> {
    parts: Parts<Mem>,
    cursor: Cursor,
    life: PhantomData<(&'a [u8], T)>,
}

/// The items of any view as `T`, by value, in logical order. Made by `iter_of` of the untyped views.
///
/// ```
/// use memoryview_strided::{Be, Buffer, Spec};
/// let b = Buffer::from_owner([0, 1, 1, 0], &Spec::new(">u2")?)?;
/// assert_eq!(b.iter_of::<Be<u16>>()?.map(u16::from).collect::<Vec<_>>(), [1, 256]);
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
#[derive(Clone)]
#[must_use = "iterators are lazy: nothing is read before it is asked for"]
pub struct ElementIter<'a, T> {
    parts: Parts<MemMut>,
    cursor: Cursor,
    /// The memory may be foreign: then it stays on its thread.
    life: PhantomData<(&'a [u8], *mut u8, T)>,
}

impl<T: Element> TypedIter<'_, T> {
    pub(crate) fn new(parts: Parts<Mem>) -> Self {
        let cursor = Cursor::new(parts.layout());
        Self::part(parts, cursor)
    }

    pub(crate) fn part(parts: Parts<Mem>, cursor: Cursor) -> Self {
        TypedIter {
            cursor,
            parts,
            life: PhantomData,
        }
    }
}

impl<T: Element> ElementIter<'_, T> {
    pub(crate) fn new(parts: Parts<MemMut>) -> Result<Self, Error> {
        crate::element::check::<T>(parts.format())?;
        Ok(ElementIter {
            cursor: Cursor::new(parts.layout()),
            parts,
            life: PhantomData,
        })
    }
}

/// The loop over a line. The step known at compile time is what lets it be vectorised.
#[inline(always)]
fn fold_line<T: Element, M: Memory, A>(
    parts: &Parts<M>,
    line: &Line,
    mut acc: A,
    f: &mut impl FnMut(A, T) -> A,
) -> A {
    let size = size_of::<T>().cast_signed();
    if line.stride == size {
        for i in 0..line.len.cast_signed() {
            acc = f(acc, parts.read(line.offset + i * size));
        }
    } else {
        let mut offset = line.offset;
        for _ in 0..line.len {
            acc = f(acc, parts.read(offset));
            // Behind the last item it is not used.
            offset = offset.wrapping_add(line.stride);
        }
    }
    acc
}

/// The items of a numeric view, read as `T`, in logical order. Made by `iter_as` of the untyped views.
///
/// The format is looked at once; items are read and converted a block at a time.
///
/// ```
/// use memoryview_strided::View;
/// let v = View::from_bytes(&[0, 1, 255, 255], &">i2".parse()?)?;
/// assert_eq!(v.iter_as::<f32>()?.collect::<Vec<_>>(), [1.0, -1.0]);
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
#[derive(Clone)]
#[must_use = "iterators are lazy: nothing is read before it is asked for"]
pub struct NumberIter<'a, T> {
    reader: Reader<T>,
    cursor: Cursor,
    block: [T; AHEAD],
    /// What of the block is not yet given.
    start: usize,
    end: usize,
    life: PhantomData<(&'a [u8], *mut u8)>,
}

/// Items read at a time. So few that the processor reads the next block while it still works on the last one.
const AHEAD: usize = 64;

impl<T: Number> NumberIter<'_, T> {
    pub(crate) fn new(parts: Parts<MemMut>) -> Result<Self, Error> {
        let reader = Reader::new(parts)?;
        Ok(NumberIter {
            cursor: Cursor::new(reader.parts().layout()),
            reader,
            block: [T::default(); AHEAD],
            start: 0,
            end: 0,
            life: PhantomData,
        })
    }

    /// Reads the next block, and says whether it holds anything.
    #[inline]
    fn refill(&mut self) -> bool {
        (self.start, self.end) = (0, 0);
        while self.end < AHEAD
            && let Some(line) = self.cursor.take_line(AHEAD - self.end)
        {
            let end = self.end + line.len;
            let into = &mut self.block[self.end..end];
            self.reader.fill(line.offset, line.stride, into);
            self.end = end;
        }
        self.end > 0
    }
}

impl Iterator for Items<'_> {
    type Item = Result<Value, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let offset = self.cursor.next()?;
        Some(self.parts.decode(offset))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.cursor.len(), Some(self.cursor.len()))
    }

    fn nth(&mut self, n: usize) -> Option<Self::Item> {
        self.cursor.skip(n);
        self.next()
    }
}

impl DoubleEndedIterator for Items<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        let offset = self.cursor.next_back()?;
        Some(self.parts.decode(offset))
    }
}

macro_rules! elements {
    ($($name:ident)*) => {$(
        impl<T: Element> Iterator for $name<'_, T> {
            type Item = T;

            #[inline]
            fn next(&mut self) -> Option<T> {
                let offset = self.cursor.next()?;
                Some(self.parts.read(offset))
            }

            fn size_hint(&self) -> (usize, Option<usize>) {
                (self.cursor.len(), Some(self.cursor.len()))
            }

            fn nth(&mut self, n: usize) -> Option<T> {
                self.cursor.skip(n);
                self.next()
            }

            #[inline]
            fn fold<A, F: FnMut(A, T) -> A>(mut self, init: A, mut f: F) -> A {
                let mut acc = init;
                while let Some(line) = self.cursor.take_line(usize::MAX) {
                    acc = fold_line(&self.parts, &line, acc, &mut f);
                }
                acc
            }
        }

        impl<T: Element> DoubleEndedIterator for $name<'_, T> {
            fn next_back(&mut self) -> Option<T> {
                let offset = self.cursor.next_back()?;
                Some(self.parts.read(offset))
            }
        }
    )*};
}

elements!(TypedIter ElementIter);

impl<T: Number> Iterator for NumberIter<'_, T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        if self.start == self.end && !self.refill() {
            return None;
        }
        // `start < end`, and `end` is at most the length.
        let item = self.block.get(self.start).copied();
        self.start += 1;
        item
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.end - self.start + self.cursor.len();
        (left, Some(left))
    }

    fn nth(&mut self, n: usize) -> Option<T> {
        let read = n.min(self.end - self.start);
        self.start += read;
        self.cursor.skip(n - read);
        self.next()
    }

    #[inline]
    fn fold<A, F: FnMut(A, T) -> A>(mut self, init: A, mut f: F) -> A {
        let mut acc = init;
        loop {
            if self.start == 0 && self.end == AHEAD {
                // The usual case: a loop of known length.
                for &item in &self.block {
                    acc = f(acc, item);
                }
            } else {
                for &item in &self.block[self.start..self.end] {
                    acc = f(acc, item);
                }
            }
            if !self.refill() {
                return acc;
            }
        }
    }
}

/// ```
/// use memoryview_strided::View;
/// let mut sum = 0;
/// for x in View::from_slice(&[1u32, 2, 3]).typed::<u32>()? {
///     sum += x;
/// }
/// assert_eq!(sum, 6);
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
impl<'a, T: Element> IntoIterator for TypedView<'a, T> {
    type Item = T;
    type IntoIter = TypedIter<'a, T>;

    fn into_iter(self) -> TypedIter<'a, T> {
        self.iter()
    }
}

impl<'a, T: Element> IntoIterator for &TypedView<'a, T> {
    type Item = T;
    type IntoIter = TypedIter<'a, T>;

    fn into_iter(self) -> TypedIter<'a, T> {
        self.iter()
    }
}

macro_rules! exact {
    ($([$($generics:tt)*] $name:ident<$($argument:tt),*>;)*) => {$(
        impl<$($generics)*> ExactSizeIterator for $name<$($argument),*> {}
        impl<$($generics)*> FusedIterator for $name<$($argument),*> {}

        impl<$($generics)*> fmt::Debug for $name<$($argument),*> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), Counted(self.len(), "item"))
            }
        }
    )*};
}

exact! {
    ['a] Items<'a>;
    ['a, T: Element] TypedIter<'a, T>;
    ['a, T: Element] ElementIter<'a, T>;
    ['a, T: Number] NumberIter<'a, T>;
}

#[cfg(test)]
mod tests;
