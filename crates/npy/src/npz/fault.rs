//! What can be wrong with a zip archive?

use std::fmt;

use memoryview_strided::format::Counted;

use crate::ErrorKind;

/// What is wrong with a zip archive, or with one of its members. Places are bytes from the start of the archive.
///
/// ```
/// use memoryview_npy::{ArchiveFault, Error, Npz};
/// let error = Npz::from_owner("no archive").unwrap_err();
/// assert_eq!(error, Error::Archive(ArchiveFault::NoEnd { searched: 10 }));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ArchiveFault {
    /// There is no end record, which every zip archive has.
    NoEnd {
        /// So many bytes at the end were searched.
        searched: usize,
    },
    /// The archive is one of several parts.
    Parts,
    /// A record does not begin as it should, or is cut off.
    Record {
        /// What should stand there: `"a local header"`.
        what: &'static str,
        /// Where.
        at: u64,
    },
    /// Something reaches into what stands behind it, or beyond the end.
    Outside {
        /// What does: `"the directory"`, `"the member"`.
        what: &'static str,
        /// Its first byte.
        start: u64,
        /// Its length in bytes.
        size: u64,
        /// Where it must end.
        end: u64,
    },
    /// The directory claims more members than it has room for.
    Count {
        /// The claim.
        members: u64,
        /// The size of the directory in bytes.
        size: u64,
    },
    /// Two members have this name.
    Duplicate {
        /// The name.
        name: Box<str>,
    },
    /// The local header names another member than the directory does.
    Name {
        /// The name in the local header.
        local: Box<str>,
    },
    /// The member is encrypted.
    Encrypted,
    /// The member is compressed in a way that is not read: only 0 (stored) and 8 (deflated) are.
    Method {
        /// The number of the method.
        method: u16,
    },
    /// The member has another size than the archive says.
    Size {
        /// What the archive says, in bytes.
        stated: u64,
        /// What there is.
        found: u64,
    },
    /// The member's bytes are not those that were packed.
    Checksum {
        /// The CRC-32 that the archive says.
        stated: u32,
        /// That of the bytes.
        found: u32,
    },
    /// The compressed bytes are damaged.
    Deflate,
}

impl ArchiveFault {
    pub(crate) fn kind(&self) -> ErrorKind {
        match self {
            Self::Parts | Self::Encrypted | Self::Method { .. } => ErrorKind::Unsupported,
            _ => ErrorKind::Value,
        }
    }
}

impl fmt::Display for ArchiveFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoEnd { searched } => {
                write!(
                    f,
                    "not a zip archive: no end record in its last {}",
                    Counted(*searched, "byte")
                )
            }
            Self::Parts => f.write_str("the archive is one of several parts"),
            Self::Record { what, at } => write!(f, "there is no {what} at byte {at}"),
            Self::Outside {
                what,
                start,
                size,
                end,
            } => {
                write!(
                    f,
                    "{what} has {} from byte {start} on, and must end by {end}",
                    Counted(*size, "byte")
                )
            }
            Self::Count { members, size } => {
                write!(
                    f,
                    "a directory of {} cannot name {}",
                    Counted(*size, "byte"),
                    Counted(*members, "member")
                )
            }
            Self::Duplicate { name } => write!(f, "two members have the name {name:?}"),
            Self::Name { local } => {
                write!(f, "its local header has another name: {local:?}")
            }
            Self::Encrypted => f.write_str("it is encrypted"),
            Self::Method { method } => {
                write!(
                    f,
                    "compression method {method} is neither 0 (stored) nor 8 (deflated)"
                )
            }
            Self::Size { stated, found } => {
                write!(
                    f,
                    "the archive states {}, it has {found}",
                    Counted(*stated, "byte")
                )
            }
            Self::Checksum { stated, found } => {
                write!(
                    f,
                    "the archive states checksum {stated:08x}, that of the bytes is {found:08x}"
                )
            }
            Self::Deflate => f.write_str("the compressed bytes are damaged"),
        }
    }
}
