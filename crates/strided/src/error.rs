//! What can be refused, and with which numbers?

mod fault;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

pub(crate) use memoryview_format::Counted;
pub use memoryview_format::ErrorKind;
use memoryview_format::{Error as FormatError, ParseError, ParseErrorKind};

pub use fault::{AccessFault, AxisFault, KeyFault, Limit, MemoryFault, TextFault};

use crate::Int;

/// Why something was refused. Every variant carries its numbers; [`Error::kind`] is the coarse answer.
///
/// ```
/// use memoryview_strided::{ErrorKind, View};
///
/// let v = View::from_slice(&[1i32, 2, 3]);
/// let e = v.item([5]).unwrap_err();
/// assert_eq!(e.to_string(), "index 5 is out of bounds: axis 0 has length 3");
/// assert_eq!(e.kind(), ErrorKind::Index);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// An index that the axis does not have.
    Index {
        /// The axis, from 0.
        axis: usize,
        /// The index as it was given.
        index: isize,
        /// The length of the axis.
        len: usize,
    },
    /// An axis that the view does not have, or has twice.
    Axis {
        /// The axis as it was given.
        axis: isize,
        /// The number of dimensions.
        ndim: usize,
        /// What is wrong with it.
        fault: AxisFault,
    },
    /// A key that does not fit the view.
    Key(KeyFault),
    /// A field that the record does not have.
    Field {
        /// The name asked for.
        name: Box<str>,
        /// The format of the item.
        format: Box<str>,
    },
    /// A size that no address space has, or a rank above [`MAX_NDIM`](crate::MAX_NDIM).
    Overflow(Limit),
    /// A layout that reaches outside its memory.
    Bounds {
        /// The lowest byte that the layout reaches, relative to the memory.
        low: isize,
        /// One past the highest byte.
        high: isize,
        /// The length of the memory in bytes.
        len: usize,
    },
    /// Two shapes that do not go together.
    Shape {
        /// What was to be done.
        deed: &'static str,
        /// The shape there is.
        from: Box<[usize]>,
        /// The shape asked for.
        to: Box<[isize]>,
        /// Why not.
        reason: Box<str>,
    },
    /// A text (key, specification) that does not parse.
    Text(Box<TextFault>),
    /// A format text that does not parse.
    Parse(ParseError),
    /// An item that cannot be read or written as a value.
    Format(FormatError),
    /// A format and a type, or two formats, that differ.
    Type {
        /// The format there is.
        format: Box<str>,
        /// The type or format asked for.
        wanted: Box<str>,
        /// Where they differ, first.
        reason: Box<str>,
    },
    /// Memory that does not lie as asked: contiguous, aligned.
    Memory(MemoryFault),
    /// Memory that may not be used so.
    Access(AccessFault),
    /// An allocation that failed.
    Allocation {
        /// How many bytes were asked for.
        bytes: usize,
    },
    /// A file that could not be read, written or mapped.
    #[cfg(feature = "std")]
    Io {
        /// The file, or what stood for it.
        path: Box<str>,
        /// The system's kind of error.
        kind: std::io::ErrorKind,
        /// The system's words.
        message: Box<str>,
    },
}

impl Error {
    /// The coarse kind, as the exceptions of Python tell it.
    ///
    /// ```
    /// use memoryview_strided::{ErrorKind, Key};
    /// assert_eq!("1:2:3:4".parse::<Key>().unwrap_err().kind(), ErrorKind::Value);
    /// ```
    pub fn kind(&self) -> ErrorKind {
        match self {
            Error::Axis {
                fault: AxisFault::Window { .. },
                ..
            } => ErrorKind::Value,
            Error::Index { .. } | Error::Axis { .. } => ErrorKind::Index,
            Error::Key(KeyFault::ZeroStep { .. } | KeyFault::TwoEllipses) => ErrorKind::Value,
            Error::Key(_) | Error::Field { .. } => ErrorKind::Index,
            Error::Overflow(Limit::Rank(_)) => ErrorKind::Value,
            Error::Overflow(_) => ErrorKind::Overflow,
            Error::Bounds { .. } | Error::Shape { .. } | Error::Text(_) | Error::Parse(_) => {
                ErrorKind::Value
            }
            Error::Format(e) => e.kind(),
            Error::Type { .. } => ErrorKind::Type,
            Error::Memory(_) | Error::Access(_) => ErrorKind::Buffer,
            Error::Allocation { .. } => ErrorKind::Memory,
            #[cfg(feature = "std")]
            Error::Io { .. } => ErrorKind::Buffer,
        }
    }

    #[cold]
    pub(crate) fn missing_axis(axis: isize, ndim: usize) -> Self {
        let fault = AxisFault::Missing;
        Error::Axis { axis, ndim, fault }
    }

    #[cold]
    pub(crate) fn shape(
        deed: &'static str,
        from: &[usize],
        to: &[impl Int],
        reason: impl Into<String>,
    ) -> Self {
        Error::Shape {
            deed,
            from: from.into(),
            to: to.iter().map(|n| n.to_isize()).collect(),
            reason: reason.into().into_boxed_str(),
        }
    }

    #[cold]
    pub(crate) fn text(
        what: &'static str,
        text: &str,
        position: usize,
        expected: &'static str,
    ) -> Self {
        let mut shown = String::new();
        let room = shown.try_reserve_exact(text.len()).is_ok();
        shown.push_str(if room { text } else { "" });
        Error::Text(Box::new(TextFault {
            what,
            text: shown,
            position: if room { position } else { 0 },
            expected,
        }))
    }

    /// An error of the system, with the file that it concerns.
    #[cfg(feature = "std")]
    #[cold]
    pub fn io(path: impl fmt::Display, error: &std::io::Error) -> Self {
        use alloc::string::ToString;
        Error::Io {
            path: path.to_string().into(),
            kind: error.kind(),
            message: error.to_string().into(),
        }
    }
}

impl From<ParseError> for Error {
    fn from(e: ParseError) -> Self {
        match *e.kind() {
            ParseErrorKind::Memory { bytes } => Error::Allocation { bytes },
            _ => Error::Parse(e),
        }
    }
}

impl From<FormatError> for Error {
    fn from(e: FormatError) -> Self {
        Error::Format(e)
    }
}

/// So that `?` works in functions that return [`std::io::Result`]: an error of the system keeps its kind, the text is the same, and
/// [`get_ref`](std::io::Error::get_ref) gives the error back.
///
/// ```
/// use std::io;
/// use memoryview_strided::{Buffer, Spec};
///
/// fn mean(path: &str) -> io::Result<f64> {
///     let samples = Buffer::read(path, &Spec::new("<i2")?)?;
///     Ok(samples.sum_as::<f64>()? / samples.len() as f64)
/// }
/// let error = mean("no such file").unwrap_err();
/// assert_eq!(error.kind(), io::ErrorKind::NotFound);
/// assert!(error.to_string().starts_with("no such file: "));
/// assert!(error.get_ref().unwrap().is::<memoryview_strided::Error>());
/// ```
#[cfg(feature = "std")]
impl From<Error> for std::io::Error {
    fn from(error: Error) -> Self {
        let kind = match &error {
            Error::Io { kind, .. } => *kind,
            Error::Format(FormatError::TooShort { .. }) => std::io::ErrorKind::UnexpectedEof,
            _ => error.kind().into(),
        };
        Self::new(kind, error)
    }
}

impl core::error::Error for Error {}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Index { axis, index, len } => {
                write!(
                    f,
                    "index {index} is out of bounds: axis {axis} has length {len}"
                )
            }
            Error::Axis { axis, ndim, fault } => fault.write(*axis, *ndim, f),
            Error::Key(fault) => fault.fmt(f),
            Error::Field { name, format } => write!(f, "no field {name:?} in format {format:?}"),
            Error::Overflow(limit) => limit.fmt(f),
            Error::Bounds { low, high, len } => write!(
                f,
                "the layout reaches bytes {low}..{high}, the memory has 0..{len}"
            ),
            Error::Shape {
                deed,
                from,
                to,
                reason,
            } => write!(
                f,
                "cannot {deed} shape {} to {}: {reason}",
                Tuple(from),
                Tuple(to)
            ),
            Error::Text(fault) => fault.fmt(f),
            Error::Parse(e) => e.fmt(f),
            Error::Format(e) => e.fmt(f),
            Error::Type {
                format,
                wanted,
                reason,
            } => {
                write!(f, "format {format:?} is not {wanted}: {reason}")
            }
            Error::Memory(fault) => fault.fmt(f),
            Error::Access(fault) => fault.fmt(f),
            Error::Allocation { bytes } => write!(f, "cannot allocate {}", Counted(*bytes, "byte")),
            #[cfg(feature = "std")]
            Error::Io { path, message, .. } => write!(f, "{path}: {message}"),
        }
    }
}

/// A shape as Python prints it.
pub(crate) struct Tuple<'a, T>(pub(crate) &'a [T]);

impl<T: fmt::Display> fmt::Display for Tuple<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(")?;
        for (i, n) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(", ")?;
            }
            n.fmt(f)?;
        }
        f.write_str(if self.0.len() == 1 { ",)" } else { ")" })
    }
}

/// A vector of the given capacity, or [`Error::Allocation`].
pub(crate) fn try_vec<T>(len: usize) -> Result<Vec<T>, Error> {
    let mut out = Vec::new();
    match out.try_reserve_exact(len) {
        Ok(()) => Ok(out),
        Err(_) => Err(Error::Allocation {
            bytes: len.saturating_mul(size_of::<T>()),
        }),
    }
}
