//! Which fields does a record have, and where?

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::hash::{Hash, Hasher};

use super::{Format, MAX_DEPTH, Node};
use crate::decode::excessive;
use crate::{Error, FieldFault, extent};

/// Fields at offsets in an item of a certain size.
///
/// ```
/// use memoryview_format::{Form, Format};
/// let format = Format::parse("T{<h:a:2x<i:b:}")?;
/// let Form::Record(record) = format.form() else { unreachable!() };
/// assert_eq!(record.size(), 8);
/// assert_eq!(record.fields()[1].offset(), 4);
/// # Ok::<(), memoryview_format::ParseError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Record {
    fields: Vec<Field>,
    size: usize,
    align: usize,
    /// Positions of the fields by name; empty in small records, which are searched from the front.
    by_name: Box<[u32]>,
    pub(crate) weight: usize,
    /// Has an item more values than its bytes justify?
    pub(crate) excessive: bool,
    /// The number of fields, where sub-arrays count with their items.
    pub(crate) values: usize,
    /// Is any field a sub-array?
    pub(crate) arrays: bool,
    pub(crate) depth: u8,
    pub(crate) objects: bool,
    /// The fields, and those of its records, each as often as it is named: what a text of this record is as long as.
    pub(crate) named: usize,
}

/// One field of a record.
///
/// ```
/// use memoryview_format::Format;
/// let format = Format::parse("T{<h:a:<i:b:}")?;
/// let field = format.field("b").unwrap();
/// assert_eq!((field.name(), field.offset(), field.format().size()), ("b", 2, 4));
/// # Ok::<(), memoryview_format::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Field {
    pub(crate) format: Format,
    pub(crate) offset: usize,
    pub(crate) name: Box<str>,
}

impl Field {
    /// The name; empty if it has none.
    ///
    /// ```
    /// # use memoryview_format::Format;
    /// assert_eq!(Format::parse("bi")?.fields()[0].name(), "");
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where it begins, in bytes from the record's beginning.
    ///
    /// ```
    /// # use memoryview_format::Format;
    /// assert_eq!(Format::parse("<bi")?.fields()[1].offset(), 1);
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// What it means.
    ///
    /// ```
    /// # use memoryview_format::{Format, Scalar};
    /// assert_eq!(Format::parse("=bi")?.fields()[1].format(), &Scalar::I32.into());
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn format(&self) -> &Format {
        &self.format
    }
}

/// Records up to this many fields are searched from the front.
const SMALL: usize = 16;

/// So many fields a record may have that was put together, those of its records counted each time: a record that holds another one twice,
/// and so on 60 times, takes little memory, but what it says is without end.
pub(crate) const MAX_FIELDS: usize = 1_048_576;

/// A field that has the name of one before it.
pub(crate) struct Duplicate {
    pub(crate) position: usize,
    pub(crate) name: Box<str>,
}

impl Record {
    pub(super) fn empty(size: usize) -> Self {
        Self {
            fields: Vec::new(),
            size,
            align: 1,
            by_name: Box::default(),
            weight: 1,
            excessive: false,
            values: 0,
            arrays: false,
            depth: 1,
            objects: false,
            named: 0,
        }
    }

    /// The caller has checked that every field lies inside `size`, and the depth.
    pub(crate) fn new(
        mut fields: Vec<Field>,
        size: usize,
        align: usize,
    ) -> Result<Self, Duplicate> {
        // Many records in one have room for few more fields than they have.
        if fields.capacity() - fields.len() > 2.max(fields.len() / 4) {
            fields.shrink_to_fit();
        }
        let mut record = Self {
            by_name: index(&fields)?,
            align,
            fields,
            ..Self::empty(size)
        };
        for field in &record.fields {
            record.weight = record.weight.saturating_add(field.format.weight());
            record.values = record.values.saturating_add(field.format.spread());
            record.arrays |= matches!(field.format.0, Node::Array(_));
            record.objects |= field.format.has_objects();
            record.named = record.named.saturating_add(1 + field.format.named());
            // No more than MAX_DEPTH, as the caller has checked.
            let depth = u8::try_from(field.format.depth() + 1).unwrap_or(u8::MAX);
            record.depth = record.depth.max(depth);
        }
        record.excessive = excessive(record.weight, size);
        Ok(record)
    }

    pub(super) fn resized(&self, size: usize) -> Self {
        Self {
            size,
            ..self.clone()
        }
    }

    /// The fields, in the order in which they were declared.
    ///
    /// ```
    /// # use memoryview_format::{Form, Format};
    /// let format = Format::parse("bi")?;
    /// assert!(matches!(format.form(), Form::Record(record) if record.fields().len() == 2));
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The field of this name.
    ///
    /// ```
    /// # use memoryview_format::{Form, Format};
    /// let format = Format::parse("T{i:x:}")?;
    /// assert!(matches!(format.form(), Form::Record(record) if record.field("x").is_some()));
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        if name.is_empty() {
            return None;
        }
        if self.by_name.is_empty() {
            return self.fields.iter().find(|field| *field.name == *name);
        }
        let at = |&position: &u32| self.fields.get(usize::try_from(position).ok()?);
        let found = self
            .by_name
            .binary_search_by(|position| at(position).map_or("", |field| &field.name).cmp(name));
        at(self.by_name.get(found.ok()?)?)
    }

    /// The size in bytes, padding included.
    ///
    /// ```
    /// # use memoryview_format::{Form, Format};
    /// let format = Format::parse("<bi")?;
    /// assert!(matches!(format.form(), Form::Record(record) if record.size() == 5));
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn size(&self) -> usize {
        self.size
    }

    /// It stands at multiples of so many bytes inside another record.
    ///
    /// ```
    /// # use memoryview_format::{Form, Format};
    /// let format = Format::parse("<bi")?;
    /// assert!(matches!(format.form(), Form::Record(record) if record.align() == 1));
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    #[must_use]
    pub fn align(&self) -> usize {
        self.align
    }
}

/// The positions of the named fields by name, if there are many; an error if two names are equal.
fn index(fields: &[Field]) -> Result<Box<[u32]>, Duplicate> {
    if fields.len() <= SMALL {
        for (position, field) in fields.iter().enumerate() {
            let name = &field.name;
            if !name.is_empty() && fields[..position].iter().any(|f| f.name == *name) {
                return Err(Duplicate {
                    position,
                    name: name.clone(),
                });
            }
        }
        return Ok(Box::default());
    }
    let named = |&position: &usize| !fields[position].name.is_empty();
    let mut order: Vec<usize> = Vec::with_capacity((0..fields.len()).filter(named).count());
    order.extend((0..fields.len()).filter(named));
    order.sort_by_key(|&position| (&fields[position].name, position));
    let same = |pair: &&[usize]| fields[pair[0]].name == fields[pair[1]].name;
    // The first in the text's order, so that the error does not depend on the alphabet.
    if let Some(position) = order.windows(2).filter(same).map(|pair| pair[1]).min() {
        let name = fields[position].name.clone();
        return Err(Duplicate { position, name });
    }
    if u32::try_from(fields.len()).is_err() {
        // More than an index has room for: names are searched from the front.
        return Ok(Box::default());
    }
    let positions = order
        .iter()
        .filter_map(|&position| u32::try_from(position).ok());
    let mut index = Vec::with_capacity(order.len());
    index.extend(positions);
    Ok(index.into())
}

impl PartialEq for Record {
    fn eq(&self, other: &Self) -> bool {
        self.size == other.size && self.fields == other.fields
    }
}

impl Eq for Record {}

impl Hash for Record {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.size.hash(state);
        self.fields.hash(state);
    }
}

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
    fields: Vec<Field>,
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
        let name = name.into();
        self.fields.push(Field {
            format,
            offset,
            name,
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
        let fault = |field: &Field, reason| Error::Field {
            name: field.name.as_ref().into(),
            reason,
        };
        let mut align = 1;
        for field in &fields {
            if extent::end(field.offset, field.format.size()).is_none_or(|end| end > size) {
                let (offset, bytes) = (field.offset, field.format.size());
                return Err(fault(
                    field,
                    FieldFault::Outside {
                        offset,
                        size: bytes,
                        record: size,
                    },
                ));
            }
            if field.format.depth() >= MAX_DEPTH {
                return Err(Error::TooLarge {
                    what: "the depth of nesting",
                });
            }
            if field.offset % field.format.align() == 0 {
                align = align.max(field.format.align());
            }
        }
        // A record that ends between two multiples could not stand beside its like.
        let align = if size % align == 0 { align } else { 1 };
        match Record::new(fields, size, align) {
            Ok(record) if record.named > MAX_FIELDS => Err(Error::TooLarge {
                what: "the number of fields (at most 1048576, those of inner records included)",
            }),
            Ok(record) => Ok(Format(Node::Record(Arc::new(record)))),
            Err(Duplicate { name, .. }) => Err(Error::Field {
                name: name.into(),
                reason: FieldFault::Duplicate,
            }),
        }
    }
}
