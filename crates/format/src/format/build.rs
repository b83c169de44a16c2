//! How is a record put together, field by field?

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::draft::{Counts, Draft, NoMemory};
use super::{Format, MAX_DEPTH};
use crate::{Error, FieldFault, extent};

/// So many fields a record may have that was put together, those of its records counted each time: a record that holds another one twice,
/// and so on 60 times, takes little memory, but what it says is without end.
pub(crate) const MAX_FIELDS: usize = 1_048_576;

/// Builds a record field by field: see [`Format::record`].
///
/// ```
/// use memoryview_format::{Format, Scalar};
/// let pixel = Format::record(4)
///     .at(2, "red", Scalar::U8.into())
///     .at(1, "green", Scalar::U8.into())
///     .at(0, "blue", Scalar::U8.into())
///     .build()?;
/// assert_eq!(pixel.size(), 4);
/// # Ok::<(), memoryview_format::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `build`"]
pub struct RecordBuilder {
    size: usize,
    fields: Vec<Member>,
}

/// A field to be.
#[derive(Clone, Debug)]
struct Member {
    offset: usize,
    name: Box<str>,
    format: Format,
}

impl RecordBuilder {
    pub(super) fn new(size: usize) -> Self {
        let fields = Vec::new();
        Self { size, fields }
    }

    /// Adds a field. An empty name means none.
    ///
    /// ```
    /// # use memoryview_format::{Format, Scalar};
    /// let format = Format::record(8).at(4, "x", Scalar::F32.into()).build()?;
    /// assert_eq!(format.field("x").unwrap().offset(), 4);
    /// # Ok::<(), memoryview_format::Error>(())
    /// ```
    pub fn at(mut self, offset: usize, name: &str, format: Format) -> Self {
        self.fields.push(Member {
            offset,
            name: name.into(),
            format,
        });
        self
    }

    /// The record.
    ///
    /// ```
    /// # use memoryview_format::{Format, Scalar};
    /// assert!(Format::record(3).at(0, "x", Scalar::F32.into()).build().is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Field`] when a field reaches beyond the end or has another one's name,
    /// [`Error::TooLarge`] when the record is too large or nested too deeply, or when there are more than 2^20 fields, those of the records
    /// inside counted each time that they occur.
    pub fn build(self) -> Result<Format, Error> {
        let Self { size, fields } = self;
        if size > extent::MAX_SIZE {
            return Err(Error::TooLarge { what: "a record" });
        }
        let mut align = 1;
        let mut letters = 0_usize;
        for Member {
            offset,
            name,
            format,
        } in &fields
        {
            letters = letters.saturating_add(name.len());
            let (offset, bytes) = (*offset, format.size());
            if extent::end(offset, bytes).is_none_or(|end| end > size) {
                return Err(Error::Field {
                    name: name.as_ref().into(),
                    reason: FieldFault::Outside {
                        offset,
                        size: bytes,
                        record: size,
                    },
                });
            }
            if format.depth() >= MAX_DEPTH {
                return Err(Error::TooLarge {
                    what: "the depth of nesting",
                });
            }
            if offset % format.align() == 0 {
                align = align.max(format.align());
            }
        }
        if u32::try_from(letters).is_err() || fields.len() > MAX_FIELDS {
            return Err(too_many());
        }
        // A record that ends between two multiples could not stand beside its like.
        let align = if size % align == 0 { align } else { 1 };
        let mut draft = Draft::new(Counts {
            entries: fields.len(),
            names: fields.iter().filter(|field| !field.name.is_empty()).count(),
            letters,
            heads: 1,
            ..Counts::default()
        })
        .map_err(no_memory)?;
        let mark = draft.open();
        for field in fields {
            let code = draft.import(&field.format);
            draft.push(code, field.offset, &field.name, 0);
        }
        let code = draft.close(mark, size, align).map_err(no_memory)?;
        let code = code.map_err(|same| Error::Field {
            name: same.name.into(),
            reason: FieldFault::Duplicate,
        })?;
        if draft.named(code) > MAX_FIELDS {
            return Err(too_many());
        }
        Ok(draft.finish(code))
    }
}

fn too_many() -> Error {
    Error::TooLarge {
        what: "the number of fields (at most 1048576, those of inner records included)",
    }
}

pub(super) fn no_memory(NoMemory { bytes }: NoMemory) -> Error {
    // What has no room is a table of words of eight bytes.
    let values = bytes / 8;
    Error::Memory { values }
}
