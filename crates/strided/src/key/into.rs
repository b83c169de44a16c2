//! What can be written for a key in Rust: integers, ranges, tuples?

use alloc::vec::Vec;
use core::ops::{Range, RangeFrom, RangeFull, RangeInclusive, RangeTo, RangeToInclusive};

use super::{Ellipsis, Index, Key, NewAxis, Slice};

/// An integer of any primitive type, where an index, an axis or a length is wanted.
///
/// A value beyond `isize` saturates: as an index it is out of bounds either way, and as the bound of a
/// slice it is clamped either way. The trait is sealed.
pub trait Int: Copy + sealed::Sealed {
    /// The value, or the `isize` nearest to it.
    fn to_isize(self) -> isize;
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! int {
    ($($t:ty)*) => {$(
        impl sealed::Sealed for $t {}
        impl Int for $t {
            #[inline]
            fn to_isize(self) -> isize {
                #[allow(irrefutable_let_patterns, unused_comparisons, reason = "differs by type")]
                match isize::try_from(self) {
                    Ok(n) => n,
                    Err(_) => if self < 0 { isize::MIN } else { isize::MAX },
                }
            }
        }
    )*};
}

int!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

/// Anything that can stand between `[` and `]`: an integer, a range, a [`Slice`], [`Ellipsis`], [`NewAxis`], a
/// tuple of up to 8 of them, or a list of [`Index`].
///
/// ```
/// use memoryview_strided::{Slice, View};
///
/// let data: Vec<u8> = (0..24).collect();
/// let v = View::from_slice(&data).reshape([2, 3, 4])?;
/// assert_eq!(v.slice((1, .., -2..))?.shape(), [3, 2]);
/// assert_eq!(v.slice((.., 0, Slice::REV))?.strides(), [12, -1]);
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand between `[` and `]`",
    label = "no key",
    note = "keys are integers, ranges, `Slice`, `Ellipsis`, `NewAxis`, tuples of up to 8 of them, and lists of `Index`; `\"1:5, ::-1\".parse::<Key>()?` reads a text"
)]
pub trait IntoKey {
    /// The list of parts.
    type Parts: AsRef<[Index]>;
    /// The key as a list of parts.
    fn into_key(self) -> Self::Parts;
}

impl<I: Int> From<I> for Index {
    #[inline]
    fn from(i: I) -> Self {
        Index::At(i.to_isize())
    }
}

impl From<Ellipsis> for Index {
    #[inline]
    fn from(_: Ellipsis) -> Self {
        Index::Ellipsis
    }
}

impl From<NewAxis> for Index {
    #[inline]
    fn from(_: NewAxis) -> Self {
        Index::NewAxis
    }
}

impl From<Slice> for Index {
    #[inline]
    fn from(slice: Slice) -> Self {
        Index::Slice(slice)
    }
}

impl From<RangeFull> for Slice {
    #[inline]
    fn from(_: RangeFull) -> Self {
        Slice::ALL
    }
}

/// One past an inclusive bound; past -1 and past the last index is the end of the axis.
#[inline]
fn past(last: isize) -> Option<isize> {
    match last.checked_add(1) {
        Some(0) | None => None,
        stop => stop,
    }
}

macro_rules! ranges {
    ($($range:ident: $r:ident => $start:expr, $stop:expr;)*) => {$(
        impl<I: Int> From<$range<I>> for Slice {
            #[inline]
            fn from($r: $range<I>) -> Self {
                Slice { start: $start, stop: $stop, step: 1 }
            }
        }
        impl<I: Int> From<$range<I>> for Index {
            #[inline]
            fn from(r: $range<I>) -> Self {
                Index::Slice(r.into())
            }
        }
        impl<I: Int> IntoKey for $range<I> {
            type Parts = [Index; 1];
            #[inline]
            fn into_key(self) -> [Index; 1] {
                [self.into()]
            }
        }
    )*};
}

ranges! {
    Range: r => Some(r.start.to_isize()), Some(r.end.to_isize());
    RangeFrom: r => Some(r.start.to_isize()), None;
    RangeTo: r => None, Some(r.end.to_isize());
    RangeInclusive: r => Some(r.start().to_isize()), past(r.end().to_isize());
    RangeToInclusive: r => None, past(r.end.to_isize());
}

impl From<RangeFull> for Index {
    #[inline]
    fn from(_: RangeFull) -> Self {
        Index::Slice(Slice::ALL)
    }
}

impl<I: Int> IntoKey for I {
    type Parts = [Index; 1];
    #[inline]
    fn into_key(self) -> [Index; 1] {
        [self.into()]
    }
}

macro_rules! single_keys {
    ($($t:ty)*) => {$(
        impl IntoKey for $t {
            type Parts = [Index; 1];
            #[inline]
            fn into_key(self) -> [Index; 1] {
                [self.into()]
            }
        }
    )*};
}

single_keys!(RangeFull Slice Ellipsis NewAxis Index);

macro_rules! tuple_keys {
    ($($n:literal: $($t:ident)*;)*) => {$(
        impl<$($t: Into<Index>),*> IntoKey for ($($t,)*) {
            type Parts = [Index; $n];
            #[inline]
            #[allow(non_snake_case, reason = "the type parameters name the values too")]
            fn into_key(self) -> [Index; $n] {
                let ($($t,)*) = self;
                [$($t.into()),*]
            }
        }
    )*};
}

tuple_keys! {
    1: A;
    2: A B;
    3: A B C;
    4: A B C D;
    5: A B C D E;
    6: A B C D E F;
    7: A B C D E F G;
    8: A B C D E F G H;
}

impl IntoKey for () {
    type Parts = [Index; 0];
    #[inline]
    fn into_key(self) -> [Index; 0] {
        []
    }
}

impl<const N: usize> IntoKey for [Index; N] {
    type Parts = [Index; N];
    #[inline]
    fn into_key(self) -> [Index; N] {
        self
    }
}

macro_rules! list_keys {
    ($($t:ty)*) => {$(
        impl IntoKey for $t {
            type Parts = $t;
            #[inline]
            fn into_key(self) -> $t {
                self
            }
        }
    )*};
}

list_keys!(Vec<Index> Key);

impl<'a> IntoKey for &'a [Index] {
    type Parts = &'a [Index];
    #[inline]
    fn into_key(self) -> &'a [Index] {
        self
    }
}

impl<'a> IntoKey for &'a Key {
    type Parts = &'a [Index];
    #[inline]
    fn into_key(self) -> &'a [Index] {
        &self.0
    }
}
