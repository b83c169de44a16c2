//! Which of NumPy's coarse kinds does an item belong to?

use crate::{Scalar, ScalarKind};

/// The coarse kind of an item: NumPy's `dtype.kind`.
///
/// ```
/// use memoryview_format::{Format, Kind};
/// assert_eq!(Format::parse("3s")?.kind(), Kind::Bytes);
/// assert_eq!(Kind::Bytes.code(), 'S');
/// # Ok::<(), memoryview_format::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// `b`: truth values.
    Bool,
    /// `i`: signed integers.
    Int,
    /// `u`: unsigned integers.
    UInt,
    /// `f`: floats of any width.
    Float,
    /// `c`: complex numbers of any width.
    Complex,
    /// `S`: byte strings.
    Bytes,
    /// `U`: text.
    Text,
    /// `V`: everything with parts, and bytes without a meaning.
    Void,
    /// `M`: dates.
    Datetime,
    /// `m`: durations.
    Timedelta,
    /// `O`: Python objects.
    Object,
    /// `P`: addresses, which NumPy has no kind for.
    Pointer,
}

impl Kind {
    pub(crate) fn of(scalar: Scalar) -> Self {
        use ScalarKind as K;
        match scalar.kind() {
            K::Bool => Self::Bool,
            K::Int => Self::Int,
            K::UInt => Self::UInt,
            K::Float | K::LongDouble(_) => Self::Float,
            K::Complex | K::LongComplex(_) => Self::Complex,
            K::Char | K::Bytes | K::Pascal => Self::Bytes,
            K::Text | K::Ucs2 => Self::Text,
            K::Void => Self::Void,
            K::Datetime(_) => Self::Datetime,
            K::Timedelta(_) => Self::Timedelta,
            K::Object => Self::Object,
            K::Pointer | K::CharPointer | K::WcharPointer => Self::Pointer,
        }
    }

    /// NumPy's letter for it.
    ///
    /// ```
    /// assert_eq!(memoryview_format::Kind::Complex.code(), 'c');
    /// ```
    #[must_use]
    pub const fn code(self) -> char {
        match self {
            Self::Bool => 'b',
            Self::Int => 'i',
            Self::UInt => 'u',
            Self::Float => 'f',
            Self::Complex => 'c',
            Self::Bytes => 'S',
            Self::Text => 'U',
            Self::Void => 'V',
            Self::Datetime => 'M',
            Self::Timedelta => 'm',
            Self::Object => 'O',
            Self::Pointer => 'P',
        }
    }
}
