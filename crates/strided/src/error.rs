//! What can be refused, and with which numbers?

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

pub use memoryview_format::ErrorKind;
use memoryview_format::{Caret, Error as FormatError, ParseError};

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

/// What is wrong with an axis: see [`Error::Axis`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AxisFault {
    /// There is no such axis.
    Missing,
    /// The axis stands twice where each stands once.
    Twice,
    /// A permutation names fewer or more axes than there are.
    Count,
    /// Only an axis of length 1 can be squeezed out; this one has another length.
    Length(usize),
    /// Windows of this length and step cannot be cut from an axis.
    Window {
        /// The length of the axis.
        len: usize,
        /// The length of the window.
        window: usize,
        /// From one window to the next.
        step: usize,
    },
    /// There is no smallest or largest item along an axis of length 0.
    Empty,
}

/// What is wrong with a key: see [`Error::Key`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyFault {
    /// More indices than dimensions.
    TooMany {
        /// How many indices the key has.
        given: usize,
        /// How many dimensions there are.
        ndim: usize,
    },
    /// Fewer indices than dimensions, where one item was asked for.
    TooFew {
        /// How many indices the key has.
        given: usize,
        /// How many dimensions there are.
        ndim: usize,
    },
    /// A slice with step 0.
    ZeroStep,
    /// More than one ellipsis.
    TwoEllipses,
}

/// What was exceeded: see [`Error::Overflow`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Limit {
    /// More than [`MAX_NDIM`](crate::MAX_NDIM) dimensions.
    Rank(usize),
    /// The number of items, or of bytes, does not fit `isize`.
    Size,
    /// An offset or stride leads to an address that does not fit `isize`.
    Reach,
}

/// How memory does not lie as asked: see [`Error::Memory`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MemoryFault {
    /// The items do not lie one after the other.
    NotContiguous {
        /// The first axis, counted from the last, whose stride is another than contiguity asks for.
        axis: usize,
        /// Its stride in bytes.
        stride: isize,
        /// The stride in bytes that was needed.
        needed: isize,
    },
    /// The address of the first item is not aligned for the type.
    Misaligned {
        /// How many bytes the address lies past an aligned one.
        off_by: usize,
        /// The alignment of the type in bytes.
        align: usize,
    },
    /// An item has more bytes than its value.
    Padded {
        /// The item size in bytes.
        itemsize: usize,
        /// The size of the value in bytes.
        size: usize,
    },
    /// The items lie behind pointers.
    Indirect {
        /// The first axis of pointers.
        axis: usize,
    },
    /// A view without axes has one item, which stays of its size.
    NoAxis {
        /// The item size in bytes.
        itemsize: usize,
        /// The item size asked for.
        size: usize,
    },
    /// The length of the bytes is no multiple of the item size.
    NotMultiple {
        /// The number of bytes.
        bytes: usize,
        /// The item size in bytes.
        itemsize: usize,
    },
}

/// How memory may not be used: see [`Error::Access`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AccessFault {
    /// The memory is read-only.
    ReadOnly,
    /// Somebody else may write the memory meanwhile, so that no reference to it can be lent.
    Foreign,
    /// Other buffers own the memory too.
    Shared,
    /// Two indices of the view reach the same byte.
    Aliased,
    /// Whether two indices of the view reach the same byte was too hard to tell: see [`Overlap::TooHard`](crate::Overlap::TooHard).
    TooHard,
    /// Items that hold Python objects are not written.
    Objects,
    /// Bytes that are no Python objects would be taken for some.
    MadeObjects,
    /// The view has gaps, which may belong to others.
    Gaps {
        /// A stride in bytes.
        stride: usize,
        /// The bytes that it steps over, of which the view reaches no more than these.
        span: usize,
    },
    /// Two of the fields that were asked for share a byte of the record.
    Fields {
        /// The place of the one in the list, from 0.
        first: usize,
        /// The place of the other.
        second: usize,
    },
    /// The memory belongs to an owner of another kind.
    Owner,
}

/// A text that does not parse: see [`Error::Text`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextFault {
    /// What the text should have been.
    pub what: &'static str,
    /// The text.
    pub text: String,
    /// The byte at which it fails.
    pub position: usize,
    /// What was expected there.
    pub expected: &'static str,
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
            Error::Key(KeyFault::ZeroStep | KeyFault::TwoEllipses) => ErrorKind::Value,
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
        Error::Text(Box::new(TextFault {
            what,
            text: text.into(),
            position,
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
        Error::Parse(e)
    }
}

impl From<FormatError> for Error {
    fn from(e: FormatError) -> Self {
        Error::Format(e)
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
            Error::Allocation { bytes } => write!(f, "cannot allocate {bytes} bytes"),
            #[cfg(feature = "std")]
            Error::Io { path, message, .. } => write!(f, "{path}: {message}"),
        }
    }
}

impl AxisFault {
    fn write(self, axis: isize, ndim: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AxisFault::Missing => write!(f, "axis {axis} is out of bounds: there are {ndim} axes"),
            AxisFault::Twice => write!(f, "axis {axis} is named twice"),
            AxisFault::Count => write!(f, "{axis} axes are named: there are {ndim}"),
            AxisFault::Window { len, window, step } => write!(
                f,
                "no windows of length {window} and step {step} in axis {axis} of length {len}"
            ),
            AxisFault::Empty => {
                write!(
                    f,
                    "axis {axis} has length 0: no item is the smallest or largest"
                )
            }
            AxisFault::Length(len) => {
                write!(
                    f,
                    "axis {axis} cannot be squeezed: its length is {len}, not 1"
                )
            }
        }
    }
}

impl fmt::Display for KeyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeyFault::TooMany { given, ndim } => {
                write!(f, "too many indices: {given} for {ndim} dimensions")
            }
            KeyFault::TooFew { given, ndim } => {
                write!(
                    f,
                    "too few indices for one item: {given} for {ndim} dimensions"
                )
            }
            KeyFault::ZeroStep => f.write_str("slice step cannot be zero"),
            KeyFault::TwoEllipses => f.write_str("a key can have only one ellipsis ('...')"),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Limit::Rank(ndim) => write!(
                f,
                "number of dimensions must not exceed {}, but is {ndim}",
                crate::MAX_NDIM
            ),
            Limit::Size => {
                f.write_str("the shape times the item size does not fit the address space")
            }
            Limit::Reach => f.write_str("offset and strides lead outside the address space"),
        }
    }
}

impl fmt::Display for MemoryFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MemoryFault::NotContiguous {
                axis,
                stride,
                needed,
            } => write!(
                f,
                "the view is not contiguous: the stride of axis {axis} is {stride} bytes, not {needed}"
            ),
            MemoryFault::Misaligned { off_by, align } => {
                write!(f, "the address is {off_by} bytes off alignment {align}")
            }
            MemoryFault::Padded { itemsize, size } => {
                write!(
                    f,
                    "each item of {itemsize} bytes has padding behind a value of {size}"
                )
            }
            MemoryFault::Indirect { axis } => write!(
                f,
                "the items lie behind pointers along axis {axis}: fix that axis by an index, or copy"
            ),
            MemoryFault::NoAxis { itemsize, size } => write!(
                f,
                "a view without axes keeps its item size: {itemsize} bytes are not {size}"
            ),
            MemoryFault::NotMultiple { bytes, itemsize } => {
                write!(
                    f,
                    "{bytes} bytes are not a multiple of the item size {itemsize}"
                )
            }
        }
    }
}

impl fmt::Display for AccessFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            AccessFault::ReadOnly => "the memory is read-only",
            AccessFault::Foreign => {
                "the memory is foreign: others may write it meanwhile (use foreign(), or copy it)"
            }
            AccessFault::Shared => "the memory has other owners too",
            AccessFault::Aliased => "two indices of the view reach the same byte",
            AccessFault::TooHard => {
                "it is too hard to tell whether two indices of the view reach the same byte"
            }
            AccessFault::Objects => "items that hold Python objects are read-only",
            AccessFault::MadeObjects => "other bytes cannot be taken for Python objects",
            AccessFault::Owner => "the buffer does not own a Vec of this type",
            AccessFault::Gaps { stride, span } => {
                let why = "the view has gaps, which may belong to others";
                return write!(
                    f,
                    "{why}: stride {stride} is more than the {span} bytes below it"
                );
            }
            AccessFault::Fields { first, second } => {
                return write!(f, "fields {first} and {second} of the list share a byte");
            }
        };
        f.write_str(text)
    }
}

impl fmt::Display for TextFault {
    /// Three lines: the complaint, the text, a caret below the place.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, expected) = (self.what, self.expected);
        let place = Caret::new(&self.text, self.position);
        write!(f, "{what} does not parse: expected {expected}\n{place}")
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
