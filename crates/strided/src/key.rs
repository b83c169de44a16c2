//! What stands between `[` and `]`?

mod parse;

use alloc::vec::Vec;
use core::fmt;
use core::ops::{Range, RangeFrom, RangeFull, RangeInclusive, RangeTo, RangeToInclusive};

use crate::Error;
use crate::layout::clamp;

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

/// Python's `start:stop:step`: bounds count from the end if negative, and are clamped.
///
/// ```
/// use memoryview_strided::{Slice, View};
///
/// let v = View::from_slice(&[0u8, 1, 2, 3, 4, 5, 6, 7]);
/// assert_eq!(v.slice(Slice::between(1, -1).by(2))?.to_bytes(Default::default())?, [1, 3, 5]);
/// assert_eq!(v.slice(Slice::REV)?.to_bytes(Default::default())?, [7, 6, 5, 4, 3, 2, 1, 0]);
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Slice {
    pub(crate) start: Option<isize>,
    pub(crate) stop: Option<isize>,
    pub(crate) step: isize,
}

impl Slice {
    /// The whole axis: `:`.
    pub const ALL: Slice = Slice::new(None, None, 1);
    /// The whole axis from its end: `::-1`.
    pub const REV: Slice = Slice::new(None, None, -1);

    /// `start:stop:step`. A step of 0 is refused where the slice is used.
    ///
    /// ```
    /// # use memoryview_strided::Slice;
    /// assert_eq!(Slice::new(Some(-3), None, 1), Slice::from(-3..));
    /// ```
    pub const fn new(start: Option<isize>, stop: Option<isize>, step: isize) -> Self {
        // As CPython does: -isize::MIN does not exist, and takes one item either way.
        let step = if step == isize::MIN {
            -isize::MAX
        } else {
            step
        };
        Slice { start, stop, step }
    }

    /// `start:stop`, for bounds of different signs: Clippy takes a literal `1..-1` for a mistake.
    ///
    /// ```
    /// # use memoryview_strided::Slice;
    /// assert_eq!(Slice::between(1, -1).indices(5)?, (1, 3, 1));
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub const fn between(start: isize, stop: isize) -> Self {
        Slice::new(Some(start), Some(stop), 1)
    }

    /// Every `step`-th item of the axis: `::step`.
    ///
    /// ```
    /// # use memoryview_strided::Slice;
    /// assert_eq!(Slice::every(2), Slice::new(None, None, 2));
    /// ```
    pub const fn every(step: isize) -> Self {
        Slice::new(None, None, step)
    }

    /// The same bounds with another step.
    ///
    /// ```
    /// # use memoryview_strided::Slice;
    /// assert_eq!(Slice::from(1..5).by(2), Slice::new(Some(1), Some(5), 2));
    /// ```
    #[must_use]
    pub const fn by(self, step: isize) -> Self {
        Slice::new(self.start, self.stop, step)
    }

    /// The first index, the number of items and the step that this means on an axis of length `len`
    /// (`slice.indices` of Python, with a count in place of the stop).
    ///
    /// # Errors
    /// [`Error::Key`] if the step is 0; [`Error::Overflow`] if `len` exceeds `isize::MAX`.
    ///
    /// ```
    /// # use memoryview_strided::Slice;
    /// assert_eq!(Slice::new(None, None, -2).indices(5)?, (4, 3, -2));
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn indices(&self, len: usize) -> Result<(usize, usize, isize), Error> {
        if self.step == 0 {
            return Err(Error::Key(crate::KeyFault::ZeroStep));
        }
        if isize::try_from(len).is_err() {
            return Err(Error::Overflow(crate::Limit::Size));
        }
        let (first, count) = clamp::adjust(self.start, self.stop, self.step, len);
        Ok((first, count, self.step))
    }
}

/// All axes that the rest of the key leaves: `...`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ellipsis;

/// A new axis of length 1: NumPy's `None` or `newaxis`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NewAxis;

/// One part of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Index {
    /// One item of the axis, which goes away. Negative counts from the end.
    At(isize),
    /// A part of the axis, which stays.
    Slice(Slice),
    /// All axes that the rest of the key leaves.
    Ellipsis,
    /// A new axis of length 1.
    NewAxis,
}

/// A whole key, as an owned list: what NumPy's text for it parses to.
///
/// A key in the program needs no `Key`: [`IntoKey`] takes tuples, ranges and integers.
///
/// ```
/// use memoryview_strided::{Key, View};
///
/// let key: Key = "1:5, ..., ::-1".parse()?;
/// assert_eq!(key.to_string(), "1:5, ..., ::-1");
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Key(Vec<Index>);

impl Key {
    /// A key of these parts.
    ///
    /// ```
    /// use memoryview_strided::{Index, Key};
    /// assert_eq!(Key::new(vec![Index::At(1), Index::Ellipsis]).to_string(), "1, ...");
    /// ```
    pub fn new(parts: Vec<Index>) -> Self {
        Key(parts)
    }
}

impl AsRef<[Index]> for Key {
    fn as_ref(&self) -> &[Index] {
        &self.0
    }
}

impl fmt::Display for Slice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(start) = self.start {
            start.fmt(f)?;
        }
        f.write_str(":")?;
        if let Some(stop) = self.stop {
            stop.fmt(f)?;
        }
        if self.step != 1 {
            write!(f, ":{}", self.step)?;
        }
        Ok(())
    }
}

impl fmt::Display for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Index::At(i) => i.fmt(f),
            Index::Slice(s) => s.fmt(f),
            Index::Ellipsis => f.write_str("..."),
            Index::NewAxis => f.write_str("None"),
        }
    }
}

impl fmt::Display for Key {
    /// NumPy's text, which parses back to an equal key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, part) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(", ")?;
            }
            part.fmt(f)?;
        }
        Ok(())
    }
}

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

#[cfg(test)]
mod tests;
