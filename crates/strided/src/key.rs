//! What stands between `[` and `]`?

mod into;
mod parse;

use alloc::vec::Vec;
use core::fmt;

use crate::Error;
use crate::layout::clamp;
pub use into::{Int, IntoKey};

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
            return Err(Error::Key(crate::KeyFault::ZeroStep { axis: None }));
        }
        if isize::try_from(len).is_err() {
            let (axis, bytes) = (None, 1);
            return Err(Error::Overflow(crate::Limit::Size { axis, len, bytes }));
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
/// A text of more than 129 parts is refused: no view takes as many. A key in the program needs no `Key`: [`IntoKey`] takes tuples, ranges and integers.
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

#[cfg(test)]
mod tests;
