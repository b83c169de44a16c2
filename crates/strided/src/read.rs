//! How are items read as numbers, many at a time?
//!
//! The format is looked at once, by [`Reader::new`], which picks a function that reads a line of items (equal steps from one address) and
//! converts them. Lines come from a [`Walk`] over one or more layouts. They are read into a block on the stack, small enough for the
//! first-level cache, and whoever wanted numbers loops over that block without knowing formats, strides or alignments.
//! Each byte is read once and by value, so the memory may be foreign.

mod cursor;
mod few;
mod number;
mod stored;
mod walk;

use core::ops::{ControlFlow, Range};

use memoryview_format::{Form, Format, Scalar};

use crate::element::meaning;
use crate::memory::MemMut;
use crate::parts::Parts;
use crate::{Error, ItemDesc};

pub(crate) use cursor::{Cursor, Line};
pub(crate) use few::Few;
pub use number::Number;
pub(crate) use stored::{Stored, half};
pub(crate) use walk::Walk;

/// Items a block: two blocks of 8-byte items are an eighth of a 32 KiB first-level cache.
pub(crate) const BLOCK: usize = 256;

/// Reads a line of items: the first offset, the step in bytes, and where to.
type Fill<T> = fn(&Parts<MemMut>, isize, isize, &mut [T]);

/// Memory whose items are read as `T`: the format was looked at when it was made.
pub(crate) struct Reader<T> {
    parts: Parts<MemMut>,
    fill: Fill<T>,
    /// Whether an item is a `T` as it lies.
    plain: bool,
}

impl<T> Clone for Reader<T> {
    fn clone(&self) -> Self {
        Reader {
            parts: self.parts.clone(),
            fill: self.fill,
            plain: self.plain,
        }
    }
}

impl<T: Number> Reader<T> {
    /// Refuses formats that are not numeric.
    pub(crate) fn new(parts: Parts<MemMut>) -> Result<Self, Error> {
        match parts.format().form() {
            Form::Scalar(scalar) => match Self::of(&parts, scalar) {
                Some(reader) => Ok(reader),
                None => Err(not_a_number(parts.format())),
            },
            _ => Err(not_a_number(parts.format())),
        }
    }

    /// The items as scalars of this kind, size and order, whatever their format says. `None` if the kind is not numeric.
    pub(crate) fn of(parts: &Parts<MemMut>, scalar: Scalar) -> Option<Self> {
        let fill = stored::fill_of::<T>(scalar)?;
        let parts = parts.clone();
        let plain = matches!(T::ITEM, ItemDesc::Scalar(own) if own == scalar);
        Some(Reader { parts, fill, plain })
    }

    pub(crate) fn parts(&self) -> &Parts<MemMut> {
        &self.parts
    }

    /// Reads items from an offset on, `stride` bytes apart: each must be the offset of an index.
    #[inline]
    pub(crate) fn fill(&self, offset: isize, stride: isize, out: &mut [T]) {
        (self.fill)(&self.parts, offset, stride, out);
    }

    /// Whether items so far apart are numbers of this type, one after the other: then [`at`](Self::at) reads them where they lie, without a block.
    #[inline]
    pub(crate) fn is_plain(&self, stride: isize) -> bool {
        self.plain && stride == size_of::<T>().cast_signed()
    }

    /// Of items that are plain, the one that lies so many behind the one at an offset.
    #[inline(always)]
    pub(crate) fn at(&self, offset: isize, behind: usize) -> T {
        self.parts
            .read(offset + (behind * size_of::<T>()).cast_signed())
    }

    /// Calls `f` with blocks of the items of a part of a walk; the last may be shorter.
    pub(crate) fn blocks<B>(
        &self,
        walk: &Walk<1>,
        range: Range<usize>,
        mut f: impl FnMut(&[T]) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        let mut block = [T::default(); BLOCK];
        let mut used = 0;
        walk.span(range, |piece| {
            piece.cut(used, |piece| {
                let ([offset], [stride]) = (piece.offsets, piece.strides);
                self.fill(offset, stride, &mut block[used..used + piece.len]);
                used += piece.len;
                if used < BLOCK {
                    return ControlFlow::Continue(());
                }
                used = 0;
                f(&block)
            })
        })?;
        if used > 0 {
            f(&block[..used])
        } else {
            ControlFlow::Continue(())
        }
    }
}

#[cold]
pub(crate) fn not_a_number(format: &Format) -> Error {
    let reason = match format.form() {
        Form::Scalar(scalar) => alloc::format!("it is {}", meaning(scalar)),
        Form::Array(_) => "it is an array".into(),
        Form::Record(_) => "it is a record: pick a field".into(),
        Form::Pointer(_) => "it is a pointer".into(),
        _ => "the format text could not be read".into(),
    };
    Error::Type {
        format: alloc::format!("{format}").into(),
        wanted: "a real number".into(),
        reason: reason.into(),
    }
}

#[cfg(test)]
pub(crate) mod tests;
