//! What can be refused in an `.npy` or `.npz` file, and with which numbers?

use std::fmt;
use std::io;
use std::path::Path;

pub use memoryview_strided::ErrorKind;
use memoryview_strided::MAX_NDIM;
use memoryview_strided::format::Counted;

use crate::header::MAX_HEADER;
use crate::{ArchiveFault, HeaderFault};

/// Why a file was refused. Every variant carries its numbers; [`Error::kind`] is the coarse answer.
///
/// ```
/// use memoryview_npy::{self as npy, ErrorKind};
///
/// let error = npy::from_bytes(b"PK\x03\x04").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "not an .npy file: it begins with 50 4b 03 04, as a zip archive does (.npz)"
/// );
/// assert_eq!(error.kind(), ErrorKind::Value);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// The file does not begin as `.npy` files do: with `\x93NUMPY`.
    Magic {
        /// Its first bytes, at most eight.
        start: Box<[u8]>,
    },
    /// A version of the format that does not exist yet.
    Version {
        /// The first number.
        major: u8,
        /// The second number.
        minor: u8,
    },
    /// The file ends before its header does.
    Short {
        /// Where it ends: `"the magic string"`, `"the header's length"`, `"the header"`.
        part: &'static str,
        /// The bytes that are needed from the start of the file.
        needed: u64,
        /// The bytes that there are.
        len: u64,
    },
    /// A header longer than [`MAX_HEADER`].
    HeaderLength {
        /// The length that the file states, or that writing would need.
        len: u64,
    },
    /// A header whose text is not what it should be.
    Header(Box<HeaderFault>),
    /// Items that are or hold Python objects: they are stored as a pickle, which is not read.
    Objects {
        /// The items' format.
        format: Box<str>,
    },
    /// A shape whose bytes no address space has.
    Size {
        /// The shape.
        shape: Box<[usize]>,
        /// The size of an item in bytes.
        itemsize: usize,
    },
    /// More axes than [`MAX_NDIM`], which no reader admits.
    Axes {
        /// Those of the array; 0 where a field has too many.
        outer: usize,
        /// Those of each item, or of the field.
        items: usize,
    },
    /// The file ends before its data do.
    Data {
        /// The shape that the header states.
        shape: Box<[usize]>,
        /// The size of an item in bytes.
        itemsize: usize,
        /// The bytes of data that this needs.
        needed: u64,
        /// The bytes that there are behind the header.
        len: u64,
    },
    /// A specification that no `.npy` file can have.
    Spec {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A zip archive that is damaged, or not of the kind that is read.
    Archive(ArchiveFault),
    /// One member of an archive, and what is wrong with it.
    Member {
        /// Its name.
        name: Box<str>,
        /// What is wrong.
        error: Box<Error>,
    },
    /// An archive has no member of this name.
    NoMember {
        /// The name asked for.
        name: Box<str>,
        /// How many members there are.
        members: usize,
    },
    /// A compressed member that would take more memory than is allowed.
    Unpacked {
        /// Its size when unpacked, in bytes.
        size: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// What the views themselves refuse, and files that cannot be read, written or mapped.
    View(memoryview_strided::Error),
}

impl Error {
    /// The coarse kind, as the exceptions of Python tell it.
    ///
    /// ```
    /// use memoryview_npy::{Error, ErrorKind};
    /// assert_eq!(Error::Version { major: 4, minor: 0 }.kind(), ErrorKind::Unsupported);
    /// ```
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Version { .. } | Self::Objects { .. } => ErrorKind::Unsupported,
            Self::Size { .. } => ErrorKind::Overflow,
            Self::Archive(fault) => fault.kind(),
            Self::Member { error, .. } => error.kind(),
            Self::NoMember { .. } => ErrorKind::Index,
            Self::Unpacked { .. } => ErrorKind::Memory,
            Self::View(error) => error.kind(),
            Self::Magic { .. }
            | Self::Short { .. }
            | Self::HeaderLength { .. }
            | Self::Axes { .. }
            | Self::Header(_)
            | Self::Data { .. }
            | Self::Spec { .. } => ErrorKind::Value,
        }
    }

    /// An error of the system, and what it concerns.
    #[cold]
    pub(crate) fn io(what: impl fmt::Display, error: &io::Error) -> Self {
        Self::View(memoryview_strided::Error::io(what, error))
    }

    #[cold]
    pub(crate) fn memory(bytes: usize) -> Self {
        Self::View(memoryview_strided::Error::Allocation { bytes })
    }

    /// The same; an error of the system names this file instead of what was done.
    #[cold]
    pub(crate) fn in_file(self, file: &Path) -> Self {
        use memoryview_strided::Error::Io;
        match self {
            Self::View(Io { kind, message, .. }) => {
                let path = file.display().to_string().into();
                Self::View(Io {
                    path,
                    kind,
                    message,
                })
            }
            other => other,
        }
    }

    #[cold]
    pub(crate) fn in_member(self, name: &str) -> Self {
        let (name, error) = (name.into(), Box::new(self));
        Self::Member { name, error }
    }
}

impl From<memoryview_strided::Error> for Error {
    fn from(error: memoryview_strided::Error) -> Self {
        Self::View(error)
    }
}

impl From<HeaderFault> for Error {
    fn from(fault: HeaderFault) -> Self {
        Self::Header(Box::new(fault))
    }
}

impl From<ArchiveFault> for Error {
    fn from(fault: ArchiveFault) -> Self {
        Self::Archive(fault)
    }
}

impl Error {
    /// The system's kind of error: what it said itself, if it was the system.
    fn io_kind(&self) -> io::ErrorKind {
        match self {
            Self::View(memoryview_strided::Error::Io { kind, .. }) => *kind,
            Self::Member { error, .. } => error.io_kind(),
            Self::NoMember { .. } => io::ErrorKind::NotFound,
            Self::Short { .. } | Self::Data { .. } => io::ErrorKind::UnexpectedEof,
            _ => self.kind().into(),
        }
    }
}

/// So that `?` works in functions that return [`io::Result`]: an error of the system keeps its kind, a file that ends too early is
/// [`UnexpectedEof`](io::ErrorKind::UnexpectedEof), the text is the same, and [`get_ref`](io::Error::get_ref) gives the error back.
///
/// ```
/// use std::io;
/// use memoryview_npy as npy;
///
/// fn mean(file: &[u8]) -> io::Result<f64> {
///     let samples = npy::from_bytes(file)?;
///     Ok(samples.sum_as::<f64>()? / samples.len() as f64)
/// }
/// assert_eq!(mean(b"\x93NUMPY").unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
/// assert_eq!(mean(b"GIF89a..").unwrap_err().kind(), io::ErrorKind::InvalidData);
/// ```
impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        Self::new(error.io_kind(), error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Magic { start } => write_magic(start, f),
            Self::Version { major, minor } => {
                write!(f, "format version {major}.{minor} is not 1.0, 2.0 or 3.0")
            }
            Self::Short { part, needed, len } => write!(
                f,
                "the file ends in {part}, which needs {}: it has {len}",
                Counted(*needed, "byte")
            ),
            Self::HeaderLength { len } => {
                write!(
                    f,
                    "a header of {} exceeds the limit of {MAX_HEADER}",
                    Counted(*len, "byte")
                )
            }
            Self::Header(fault) => fault.fmt(f),
            Self::Objects { format } => write!(
                f,
                "items of format {format:?} are Python objects, stored as a pickle: not read or written"
            ),
            Self::Size { shape, itemsize } => write!(
                f,
                "shape {} of {itemsize}-byte items does not fit the address space",
                Tuple(shape)
            ),
            Self::Axes { outer: 0, items } => write!(
                f,
                "a field of {}: an .npy file has at most {MAX_NDIM}",
                Counted(*items, "axis")
            ),
            Self::Axes { outer, items } => write!(
                f,
                "{} of items that have {items}: an .npy file has at most {MAX_NDIM} together",
                Counted(*outer, "axis")
            ),
            Self::Data {
                shape,
                itemsize,
                needed,
                len,
            } => write!(
                f,
                "the file ends in its data: shape {} of {itemsize}-byte items needs {}, and it has {len}",
                Tuple(shape),
                Counted(*needed, "byte")
            ),
            Self::Spec { reason } => write!(f, "no .npy file can be so: {reason}"),
            Self::Archive(fault) => fault.fmt(f),
            Self::Member { name, error } => write!(f, "member {name:?}: {error}"),
            Self::NoMember { name, members } => {
                write!(f, "no member {name:?} among the {members} of the archive")
            }
            Self::Unpacked { size, limit } => write!(
                f,
                "it unpacks to {}, more than the limit of {limit} (with_limit raises it)",
                Counted(*size, "byte")
            ),
            Self::View(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Member { error, .. } => Some(error),
            _ => None,
        }
    }
}

fn write_magic(start: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if start.is_empty() {
        return f.write_str("not an .npy file: it is empty");
    }
    f.write_str("not an .npy file: it begins with")?;
    for byte in start {
        write!(f, " {byte:02x}")?;
    }
    match start {
        [b'P', b'K', ..] => f.write_str(", as a zip archive does (.npz)"),
        // The opcode PROTO and a version that exists.
        [0x80, 2..=5, ..] => f.write_str(", as a Python pickle does, which is not read"),
        _ => Ok(()),
    }
}

/// A shape as Python prints it.
pub(crate) struct Tuple<'a>(pub(crate) &'a [usize]);

impl fmt::Display for Tuple<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(")?;
        for (axis, length) in self.0.iter().enumerate() {
            let separator = if axis == 0 { "" } else { ", " };
            write!(f, "{separator}{length}")?;
        }
        f.write_str(if self.0.len() == 1 { ",)" } else { ")" })
    }
}
