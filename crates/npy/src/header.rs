//! What does an `.npy` file say of itself before its data begin?
//!
//! ```text
//! \x93 N U M P Y   major minor   length (2 bytes in version 1, else 4, little-endian)   text, padded
//! ```
//!
//! The text is a Python dictionary: see [`dict`]. Nothing is allocated for a length that the file only claims: it is capped, and
//! compared with the length of the file where that is known.

mod compose;
mod dict;
mod fault;

use std::io::Read;

use memoryview_strided::{Format, Layout, Order, Spec};

pub(crate) use compose::compose;
pub use fault::{HeaderFault, HeaderProblem};

use crate::Error;
use crate::grow;
use crate::wide::wide;

/// The longest header that is read or written, in bytes: 1 MiB.
///
/// NumPy refuses headers of more than 10,000 characters unless told otherwise, because it has Python evaluate them. Here a grammar reads
/// them in linear time, so the limit can admit records of thousands of fields.
///
/// ```
/// assert_eq!(memoryview_npy::MAX_HEADER, 1 << 20);
/// ```
pub const MAX_HEADER: usize = 1 << 20;

const MAGIC: &[u8; 6] = b"\x93NUMPY";

/// What stands in front of the data of an `.npy` file.
///
/// ```
/// use memoryview_npy::{self as npy, Header};
/// use memoryview_strided::{Order, View};
///
/// let mut file = Vec::new();
/// npy::write(&mut file, &View::from_slice(&[0.5f32, 1.0, 1.5]))?;
/// let header = Header::from_bytes(&file)?;
/// assert_eq!(header.version(), (1, 0));
/// assert_eq!(header.format().to_typestr()?, "<f4");
/// assert_eq!((header.shape(), header.order()), (&[3][..], Order::C));
/// assert_eq!((header.data_offset(), header.nbytes()), (128, 12));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    version: (u8, u8),
    format: Format,
    order: Order,
    shape: Box<[usize]>,
    data_offset: usize,
    /// The product of the shape and the item size, which fits `isize`.
    nbytes: usize,
}

impl Header {
    /// The header at the beginning of these bytes. That the data follow is checked by [`from_bytes`](crate::from_bytes), not here.
    ///
    /// # Errors
    /// [`Error::Magic`], [`Error::Version`], [`Error::Short`], [`Error::HeaderLength`], [`Error::Header`], [`Error::Objects`] and
    /// [`Error::Size`] for what is no header of an array.
    ///
    /// ```
    /// use memoryview_npy::Header;
    /// let error = Header::from_bytes(b"\x93NUMPY\x01\x00\x76").unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "the file ends in the header's length, which needs 10 bytes: it has 9"
    /// );
    /// ```
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        Self::read(&mut { bytes }, Some(wide(bytes.len())))
    }

    /// Reads a header from a stream, which then stands at the first byte of the data.
    ///
    /// # Errors
    /// As for [`from_bytes`](Self::from_bytes), and [`Error::View`] if reading fails.
    ///
    /// # Panics
    /// Where the standard library does: if the reader says that it has read more bytes than it was asked for.
    ///
    /// ```
    /// use memoryview_npy::{self as npy, Header};
    /// use memoryview_strided::View;
    ///
    /// let mut file = Vec::new();
    /// npy::write(&mut file, &View::from_slice(b"abc"))?;
    /// let mut stream = &file[..];
    /// assert_eq!(Header::read_from(&mut stream)?.shape(), [3]);
    /// assert_eq!(stream, b"abc");
    /// # Ok::<(), npy::Error>(())
    /// ```
    pub fn read_from(mut reader: impl Read) -> Result<Self, Error> {
        Self::read(&mut reader, None)
    }

    /// Reads a header from a stream of so many bytes, where that is known.
    pub(crate) fn read(reader: &mut impl Read, total: Option<u64>) -> Result<Self, Error> {
        let mut start = [0; 12];
        let found = grow::fill(reader, &mut start[..8])?;
        let known = found.min(MAGIC.len());
        if found == 0 || start[..known] != MAGIC[..known] {
            let start = start[..found].into();
            return Err(Error::Magic { start });
        }
        let short = |part, needed: usize, len: usize| Error::Short {
            part,
            needed: wide(needed),
            len: wide(len),
        };
        if found < 8 {
            return Err(short("the magic string", 8, found));
        }
        let version = (start[6], start[7]);
        let begin = match version {
            (1, 0) => 10,
            (2 | 3, 0) => 12,
            (major, minor) => return Err(Error::Version { major, minor }),
        };
        let found = 8 + grow::fill(reader, &mut start[8..begin])?;
        if found < begin {
            return Err(short("the header's length", begin, found));
        }
        // The bytes that version 1 does not have are zero.
        let length = u32::from_le_bytes([start[8], start[9], start[10], start[11]]);
        let length = match usize::try_from(length) {
            Ok(length) if length <= MAX_HEADER => length,
            _ => return Err(Error::HeaderLength { len: length.into() }),
        };
        let needed = begin + length;
        if let Some(len) = total.filter(|&total| total < wide(needed)) {
            let (part, needed) = ("the header", wide(needed));
            return Err(Error::Short { part, needed, len });
        }
        let bytes = grow::read(reader, length)?;
        if bytes.len() < length {
            return Err(short("the header", needed, begin + bytes.len()));
        }
        Self::parse(version, &bytes, needed)
    }

    /// What the text of a header means.
    fn parse(version: (u8, u8), bytes: &[u8], data_offset: usize) -> Result<Self, Error> {
        let fields = if version == (3, 0) {
            let text =
                std::str::from_utf8(bytes).map_err(|error| HeaderFault::not_utf8(bytes, error))?;
            dict::parse(text, false)?
        } else {
            let text: String = bytes.iter().copied().map(char::from).collect();
            dict::parse(&text, true)?
        };
        let dict::Fields {
            format,
            order,
            shape,
        } = fields;
        if format.has_objects() {
            let format = format.to_string().into();
            return Err(Error::Objects { format });
        }
        let (shape, itemsize) = (shape.into_boxed_slice(), format.size());
        // The layout's own rules: no zero among the lengths hides an overflow of the others.
        let nbytes = match Layout::contiguous(&shape, itemsize, order) {
            Ok(layout) => layout.nbytes(),
            Err(_) => return Err(Error::Size { shape, itemsize }),
        };
        Ok(Header {
            version,
            format,
            order,
            shape,
            data_offset,
            nbytes,
        })
    }

    /// The version of the file format: (1, 0), (2, 0) or (3, 0).
    pub fn version(&self) -> (u8, u8) {
        self.version
    }

    /// What one item is.
    pub fn format(&self) -> &Format {
        &self.format
    }

    /// The length of each axis, in items.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// The order of the items: [`Order::F`] where the header says `'fortran_order': True`.
    pub fn order(&self) -> Order {
        self.order
    }

    /// The length of the header: the data begin at this byte of the file.
    pub fn data_offset(&self) -> usize {
        self.data_offset
    }

    /// The bytes that the data have.
    pub fn nbytes(&self) -> usize {
        self.nbytes
    }

    /// The whole file as a specification: for constructors of views.
    ///
    /// ```
    /// use memoryview_npy::{self as npy, Header};
    /// use memoryview_strided::View;
    ///
    /// let mut file = Vec::new();
    /// npy::write(&mut file, &View::from_slice(&[1u8, 2]))?;
    /// let header = Header::from_bytes(&file)?;
    /// assert_eq!(header.spec().to_string(), "B; shape=(2,); offset=128");
    /// # Ok::<(), npy::Error>(())
    /// ```
    pub fn spec(&self) -> Spec {
        self.spec_at(self.data_offset)
    }

    /// The same data at another byte.
    pub(crate) fn spec_at(&self, offset: usize) -> Spec {
        Spec::from_format(self.format.clone())
            .shape(&self.shape)
            .order(self.order)
            .offset(offset)
    }

    /// Whether so many bytes behind the header are enough.
    pub(crate) fn check_data(&self, len: u64) -> Result<(), Error> {
        let needed = wide(self.nbytes);
        if needed <= len {
            return Ok(());
        }
        Err(Error::Data {
            shape: self.shape.clone(),
            itemsize: self.format.size(),
            needed,
            len,
        })
    }

    /// Whether a file of so many bytes holds the data.
    pub(crate) fn check_file(&self, total: u64) -> Result<(), Error> {
        self.check_data(total.saturating_sub(wide(self.data_offset)))
    }
}

#[cfg(test)]
mod tests;
