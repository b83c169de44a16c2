//! In which ways can a value and a format fail to fit each other?

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

use crate::{Counted, ParseError, ParseErrorKind};

/// The coarse class of an error: what a program would branch on.
///
/// ```
/// use memoryview_format::{ErrorKind, Format, Value};
/// let error = Format::parse("B")?.pack(&[Value::Int(256)]).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Value);
/// # Ok::<(), memoryview_format::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// An index, a position or a field name that does not exist.
    Index,
    /// A value that is not allowed here.
    Value,
    /// A value of the wrong type.
    Type,
    /// Memory that does not have the asked form: too short, not contiguous, read-only.
    Buffer,
    /// A number too large to be represented.
    Overflow,
    /// Memory that cannot be had, or more items than a stated limit.
    Memory,
    /// Something that is understood but not offered.
    Unsupported,
}

/// The system's class, for functions that return [`std::io::Result`].
///
/// ```
/// use std::io;
/// use memoryview_format::ErrorKind;
/// assert_eq!(io::ErrorKind::from(ErrorKind::Type), io::ErrorKind::InvalidData);
/// ```
#[cfg(feature = "std")]
impl From<ErrorKind> for std::io::ErrorKind {
    fn from(kind: ErrorKind) -> Self {
        match kind {
            ErrorKind::Value | ErrorKind::Type | ErrorKind::Overflow => Self::InvalidData,
            ErrorKind::Index | ErrorKind::Buffer => Self::InvalidInput,
            ErrorKind::Memory => Self::OutOfMemory,
            ErrorKind::Unsupported => Self::Unsupported,
        }
    }
}

/// Why bytes could not be read, values could not be written, or a format could not be built.
///
/// ```
/// use memoryview_format::{Error, Format};
/// let error = Format::parse("<i")?.decode(&[0; 3]).unwrap_err();
/// assert_eq!(error, Error::TooShort { needed: 4, length: 3 });
/// assert_eq!(error.to_string(), "the format needs 4 bytes, the buffer has 3");
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// The text is not a format.
    Parse(ParseError),
    /// What is wrong with one value of several, or of a field with a name.
    At {
        /// Which of the values of the record or array, or of those that were packed, counted from 0.
        index: usize,
        /// The name of its field; empty if it has none.
        name: String,
        /// What is wrong with it.
        error: Box<Error>,
    },
    /// The buffer is shorter than the format.
    TooShort {
        /// The bytes that the format needs.
        needed: usize,
        /// The bytes that are there.
        length: usize,
    },
    /// The buffer's length is not that of the format, or no multiple of it.
    Length {
        /// The size of the format, in bytes.
        size: usize,
        /// The bytes that are there.
        length: usize,
    },
    /// The wrong number of values.
    Count {
        /// How many the format has.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// A value of the wrong type.
    Type {
        /// What the format wants.
        expected: &'static str,
        /// What there is.
        found: &'static str,
    },
    /// An integer out of its code's bounds.
    Range {
        /// The code, as `struct` writes it.
        code: char,
        /// The least allowed value.
        min: i64,
        /// The greatest allowed value.
        max: u64,
    },
    /// A float that is finite but would not be after rounding.
    FloatRange {
        /// The code, as `struct` writes it.
        code: char,
        /// The value.
        value: f64,
    },
    /// A byte string or a text with another length than the format allows.
    TextLength {
        /// The greatest allowed length, in characters or bytes.
        expected: usize,
        /// The length that there is.
        found: usize,
    },
    /// Four bytes that are no Unicode character.
    Character {
        /// The four bytes, as a number.
        code: u32,
    },
    /// No field of this name.
    NoField {
        /// The name.
        name: String,
    },
    /// A field that cannot stand where it was put.
    Field {
        /// The name; empty if it has none.
        name: String,
        /// What is wrong.
        reason: FieldFault,
    },
    /// A size beyond what memory can hold, or more nesting than is allowed.
    TooLarge {
        /// What is too large.
        what: &'static str,
    },
    /// No memory for so many values, or more than the bytes of one item can justify.
    Memory {
        /// How many.
        values: usize,
    },
    /// What this format means cannot be had as a value, or cannot be written in a dialect.
    Unsupported {
        /// What is not offered.
        what: &'static str,
    },
    /// The format's text could not be understood, so its items are only bytes.
    Opaque {
        /// The size of an item, in bytes.
        size: usize,
        /// Why.
        reason: Option<ParseError>,
    },
}

/// What is wrong with a field.
///
/// ```
/// use memoryview_format::{Error, FieldFault, Format, Scalar};
/// let int = Format::scalar(Scalar::I32);
/// let error = Format::record(6).at(4, "x", int).build().unwrap_err();
/// let Error::Field { reason, .. } = &error else { unreachable!() };
/// assert_eq!(*reason, FieldFault::Outside { offset: 4, size: 4, record: 6 });
/// assert_eq!(error.to_string(), "field \"x\": bytes 4 to 8 of a record of 6");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FieldFault {
    /// It reaches beyond the end of the record.
    Outside {
        /// Where it begins.
        offset: usize,
        /// Its size.
        size: usize,
        /// The size of the record.
        record: usize,
    },
    /// Another field has the same name.
    Duplicate,
    /// Its name holds `:`, which no format string can say.
    Name,
    /// It overlaps the field before it, or stands before it.
    Order,
}

impl Error {
    /// The coarse class.
    ///
    /// ```
    /// use memoryview_format::{Error, ErrorKind};
    /// assert_eq!(Error::Count { expected: 2, found: 1 }.kind(), ErrorKind::Value);
    /// ```
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::At { error, .. } => error.kind(),
            Self::Parse(error) if matches!(error.kind(), ParseErrorKind::Memory { .. }) => {
                ErrorKind::Memory
            }
            Self::Parse(_)
            | Self::Count { .. }
            | Self::Range { .. }
            | Self::TextLength { .. }
            | Self::Character { .. }
            | Self::Field { .. } => ErrorKind::Value,
            Self::TooShort { .. } | Self::Length { .. } => ErrorKind::Buffer,
            Self::Type { .. } => ErrorKind::Type,
            Self::NoField { .. } => ErrorKind::Index,
            Self::FloatRange { .. } | Self::TooLarge { .. } => ErrorKind::Overflow,
            Self::Memory { .. } => ErrorKind::Memory,
            Self::Unsupported { .. } | Self::Opaque { .. } => ErrorKind::Unsupported,
        }
    }
}

impl Error {
    /// With the place of the value that is wrong.
    #[cold]
    pub(crate) fn at(self, index: usize, name: &str) -> Self {
        Self::At {
            index,
            name: name.to_owned(),
            error: Box::new(self),
        }
    }
}

impl From<ParseError> for Error {
    fn from(error: ParseError) -> Self {
        Self::Parse(error)
    }
}

/// So that `?` works in functions that return [`std::io::Result`]; [`get_ref`](std::io::Error::get_ref) gives the error back.
///
/// ```
/// use std::io::{self, Read};
/// use memoryview_format::Format;
///
/// fn samples(mut file: impl Read) -> io::Result<u32> {
///     let mut header = [0; 8];
///     file.read_exact(&mut header)?;
///     let (_, samples) = Format::parse_struct("<II")?.unpack_as::<(u32, u32)>(&header)?;
///     Ok(samples)
/// }
/// assert_eq!(samples(&[0, 0, 0, 0, 5, 0, 0, 0][..])?, 5);
/// # Ok::<(), io::Error>(())
/// ```
#[cfg(feature = "std")]
impl From<Error> for std::io::Error {
    fn from(error: Error) -> Self {
        let kind = match error {
            Error::TooShort { .. } => std::io::ErrorKind::UnexpectedEof,
            _ => error.kind().into(),
        };
        Self::new(kind, error)
    }
}

#[cfg(feature = "std")]
impl From<ParseError> for std::io::Error {
    fn from(error: ParseError) -> Self {
        Self::new(std::io::ErrorKind::InvalidData, error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parse(error) => error.fmt(f),
            Self::At { index, name, error } => {
                write!(f, "value {index}")?;
                if !name.is_empty() {
                    write!(f, ", field {name:?}")?;
                }
                write!(f, ": {error}")
            }
            Self::TooShort { needed, length } => {
                write!(
                    f,
                    "the format needs {}, the buffer has {length}",
                    Counted(*needed, "byte")
                )
            }
            Self::Length { size, length } => {
                write!(
                    f,
                    "the format has {}, the buffer {length}",
                    Counted(*size, "byte")
                )
            }
            Self::Count { expected, found } => {
                write!(f, "expected {}, found {found}", Counted(*expected, "value"))
            }
            Self::Type { expected, found } => write!(f, "expected {expected}, found {found}"),
            Self::Range { code, min, max } => {
                write!(f, "'{code}' format requires {min} <= number <= {max}")
            }
            Self::FloatRange { code, value } => {
                write!(f, "{value:e} is too large to pack with '{code}' format")
            }
            Self::TextLength { expected, found } => {
                write!(
                    f,
                    "expected at most {}, found {found}",
                    Counted(*expected, "character")
                )
            }
            Self::Character { code } => write!(f, "{code:#x} is no Unicode character"),
            Self::NoField { name } => write!(f, "no field {name:?}"),
            Self::Field { name, reason } => write!(f, "field {name:?}: {reason}"),
            Self::TooLarge { what } => write!(f, "{what} is too large"),
            Self::Memory { values } => write!(f, "no memory for {}", Counted(*values, "value")),
            Self::Unsupported { what } => write!(f, "{what} is not supported"),
            Self::Opaque { size, reason } => {
                write!(
                    f,
                    "an item is {} without a readable format",
                    Counted(*size, "byte")
                )?;
                reason
                    .as_ref()
                    .map_or(Ok(()), |error| write!(f, "; {error}"))
            }
        }
    }
}

impl fmt::Display for FieldFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Outside {
                offset,
                size,
                record,
            } => {
                let end = offset.saturating_add(*size);
                write!(f, "bytes {offset} to {end} of a record of {record}")
            }
            Self::Duplicate => f.write_str("another field has the same name"),
            Self::Name => f.write_str("no format string can hold this name"),
            Self::Order => f.write_str("it does not stand behind the field before it"),
        }
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Parse(error)
            | Self::Opaque {
                reason: Some(error),
                ..
            } => Some(error),
            Self::At { error, .. } => Some(&**error),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
