//! What does one item of a buffer mean?

use alloc::sync::Arc;
use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};

use crate::{Error, Kind, ParseError, Scalar, ScalarKind, extent};

mod array;
mod build;
mod code;
mod draft;
mod names;
mod record;
mod tree;
mod unread;

pub use array::SubArray;
pub(crate) use build::MAX_FIELDS;
pub use build::RecordBuilder;
pub(crate) use code::Code;
pub(crate) use draft::{Counts, Draft, Duplicate, Mark, NoArray, NoMemory};
pub use record::{Field, Fields, Record};
pub(crate) use tree::{Entry, Tree, index, short};
pub use unread::{Opaque, Pointer};

/// So deep may records, and pointers to them, be nested.
pub const MAX_DEPTH: usize = 64;

/// The meaning of one item: its kind, size, byte order, fields and offsets.
///
/// A clone copies a scalar and counts a reference otherwise. `==` ignores how the format was
/// spelled: it compares kinds, sizes, byte orders, names and offsets, not alignments.
///
/// ```
/// use memoryview_format::Format;
/// let format = Format::parse("T{>h:left:>h:right:}")?;
/// assert_eq!(format.size(), 4);
/// assert_eq!(format.field("right").unwrap().offset(), 2);
/// assert_eq!(Format::parse("=l")?, Format::parse("=i")?);
/// # Ok::<(), memoryview_format::ParseError>(())
/// ```
#[derive(Clone)]
pub struct Format(pub(crate) Node);

// The tag has a word of its own: hidden inside the scalar it would cut the copies of one into
// odd pieces, which the processor cannot forward from store to load (a third of parsing's time).
#[derive(Clone)]
#[repr(usize)]
pub(crate) enum Node {
    Scalar(Scalar),
    /// What has parts: the tables, and where in them it stands.
    Part(Arc<Tree>, Code),
    Opaque(Arc<Opaque>),
}

/// The form of a [`Format`], to match on.
///
/// ```
/// use memoryview_format::{Form, Format};
/// let format = Format::parse("(2,3)<f")?;
/// let Form::Array(array) = format.form() else { unreachable!() };
/// assert_eq!(array.shape(), [2, 3]);
/// # Ok::<(), memoryview_format::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Form<'a> {
    /// One value without parts.
    Scalar(Scalar),
    /// Items of one format side by side.
    Array(SubArray<'a>),
    /// Fields at offsets.
    Record(Record<'a>),
    /// The address of something else; read as an unsigned integer.
    Pointer(Pointer<'a>),
    /// Bytes whose meaning is not known.
    Opaque(&'a Opaque),
}

impl Format {
    /// The format of one scalar.
    ///
    /// ```
    /// use memoryview_format::{Format, Scalar};
    /// assert_eq!(Format::scalar(Scalar::F64).size(), 8);
    /// ```
    #[must_use]
    pub const fn scalar(scalar: Scalar) -> Self {
        Self(Node::Scalar(scalar))
    }

    /// A sub-array in C order. An empty shape gives the item itself, and an array of arrays gives
    /// one array of all axes.
    ///
    /// ```
    /// use memoryview_format::{Format, Scalar};
    /// let format = Format::array(&[2, 3], Format::scalar(Scalar::I16))?;
    /// assert_eq!(format.size(), 12);
    /// # Ok::<(), memoryview_format::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::TooLarge`] when it would exceed `isize::MAX` bytes or items, [`Error::Memory`] when there is none for that many axes.
    pub fn array(shape: &[usize], item: Self) -> Result<Self, Error> {
        let (inner, item): (&[usize], _) = match item.form() {
            _ if shape.is_empty() => return Ok(item),
            Form::Array(array) => (array.shape(), array.item()),
            _ => (&[], item.clone()),
        };
        let rank = shape.len() + inner.len();
        let counts = Counts {
            axes: rank,
            ..Counts::default()
        };
        let mut draft = Draft::new(counts).map_err(build::no_memory)?;
        let code = draft.import(&item);
        for &length in shape.iter().chain(inner) {
            draft.axis(length).map_err(build::no_memory)?;
        }
        match draft.array(rank, code) {
            Ok(array) => Ok(draft.finish(array)),
            Err(NoArray::NoMemory(none)) => Err(build::no_memory(none)),
            Err(NoArray::TooLarge) => Err(Error::TooLarge {
                what: "a sub-array",
            }),
        }
    }

    /// Begins a record of `size` bytes, to which fields are added by
    /// [`at`](RecordBuilder::at): also what no format string can say, such as fields that
    /// overlap, stand in another order than in memory, or have a `:` in their names.
    ///
    /// ```
    /// use memoryview_format::{Format, Scalar};
    /// let int = Format::scalar(Scalar::I32);
    /// let format = Format::record(12).at(8, "last", int.clone()).at(0, "a:b", int).build()?;
    /// assert_eq!(format.fields().next().unwrap().offset(), 8);
    /// # Ok::<(), memoryview_format::Error>(())
    /// ```
    pub fn record(size: usize) -> RecordBuilder {
        RecordBuilder::new(size)
    }

    /// `size` bytes whose meaning is not known, and why.
    ///
    /// ```
    /// use memoryview_format::Format;
    /// let error = Format::parse("?!").unwrap_err();
    /// let format = Format::opaque(2, Some(error));
    /// assert!(format.is_opaque());
    /// assert!(format.decode(&[0; 2]).is_err());
    /// ```
    #[must_use]
    pub fn opaque(size: usize, reason: Option<ParseError>) -> Self {
        Self(Node::Opaque(Arc::new(Opaque { size, reason })))
    }

    /// A record without fields.
    pub(crate) fn padding(size: usize) -> Self {
        let mut draft = Draft::default();
        match draft.close(draft.open(), size, 1) {
            Ok(Ok(code)) => draft.finish(code),
            // There is nothing to have no memory for, and no name.
            _ => Self::opaque(size, None),
        }
    }

    /// The form, to match on.
    ///
    /// ```
    /// use memoryview_format::{Form, Format, Scalar};
    /// assert!(matches!(Format::parse("=d")?.form(), Form::Scalar(s) if s == Scalar::F64));
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn form(&self) -> Form<'_> {
        match &self.0 {
            Node::Scalar(scalar) => Form::Scalar(*scalar),
            Node::Part(tree, code) => tree.form(*code),
            Node::Opaque(opaque) => Form::Opaque(opaque),
        }
    }

    /// The record, if it is one.
    #[inline]
    pub(crate) fn as_record(&self) -> Option<Record<'_>> {
        match &self.0 {
            Node::Part(tree, code) => Some(Record::new(tree, code.as_record()?)),
            _ => None,
        }
    }

    /// The size of one item in bytes, padding included.
    ///
    /// ```
    /// # use memoryview_format::Format;
    /// assert_eq!(Format::parse("<bd")?.size(), 9);
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn size(&self) -> usize {
        match &self.0 {
            Node::Scalar(scalar) => scalar.size(),
            Node::Part(tree, code) => tree.size(*code),
            Node::Opaque(opaque) => opaque.size,
        }
    }

    /// It stands at multiples of so many bytes inside a record.
    ///
    /// ```
    /// # use memoryview_format::{Abi, Format};
    /// assert_eq!(Format::parse_with("d", &Abi::LP64)?.align(), 8);
    /// assert_eq!(Format::parse("<d")?.align(), 1);
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    #[must_use]
    pub fn align(&self) -> usize {
        match &self.0 {
            Node::Scalar(scalar) => scalar.align(),
            Node::Part(tree, code) => tree.tables().align(*code),
            Node::Opaque(_) => 1,
        }
    }

    /// The fields of a record in their order; empty for everything else.
    ///
    /// ```
    /// # use memoryview_format::Format;
    /// let names: Vec<_> = Format::parse("T{<i:x:<i:y:}")?
    ///     .fields()
    ///     .map(|field| field.name().to_owned())
    ///     .collect();
    /// assert_eq!(names, ["x", "y"]);
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    #[must_use]
    pub fn fields(&self) -> Fields<'_> {
        self.as_record()
            .map_or_else(Fields::default, |record| record.fields())
    }

    /// The field of this name.
    ///
    /// ```
    /// # use memoryview_format::Format;
    /// let format = Format::parse("T{<i:x:<d:y:}")?;
    /// assert_eq!(format.field("y").unwrap().offset(), 4);
    /// assert!(format.field("z").is_none());
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    #[must_use]
    pub fn field(&self, name: &str) -> Option<Field<'_>> {
        self.as_record()?.field(name)
    }

    /// The coarse kind, as NumPy's `dtype.kind`.
    ///
    /// ```
    /// # use memoryview_format::{Format, Kind};
    /// assert_eq!(Format::parse(">l")?.kind(), Kind::Int);
    /// assert_eq!(Format::parse("T{i:a:}")?.kind(), Kind::Void);
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self.form() {
            Form::Scalar(scalar) => Kind::of(scalar),
            Form::Pointer(_) => Kind::Pointer,
            Form::Array(_) | Form::Record(_) | Form::Opaque(_) => Kind::Void,
        }
    }

    /// Does an item hold Python objects (`O`)? Their bytes may be copied only by Python itself. Of bytes whose text could not be read the
    /// answer is yes if there is an `O` anywhere in it: they may be references all the same.
    ///
    /// ```
    /// # use memoryview_format::Format;
    /// assert!(Format::parse("T{i:n:O:what:}")?.has_objects());
    /// assert!(Format::for_buffer("T{i:n:O:what:?!}", 24).has_objects());
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    #[must_use]
    pub fn has_objects(&self) -> bool {
        match &self.0 {
            Node::Scalar(scalar) => scalar.kind() == ScalarKind::Object,
            Node::Part(tree, code) => tree.tables().has_objects(*code),
            Node::Opaque(opaque) => opaque.may_hold_objects(),
        }
    }

    /// Is the meaning of the bytes unknown?
    ///
    /// ```
    /// # use memoryview_format::Format;
    /// assert!(Format::opaque(3, None).is_opaque());
    /// ```
    #[must_use]
    pub fn is_opaque(&self) -> bool {
        matches!(self.0, Node::Opaque(_))
    }

    /// Why the meaning of the bytes is unknown.
    ///
    /// ```
    /// # use memoryview_format::Format;
    /// let format = Format::for_buffer("i!", 4);
    /// assert_eq!(format.opaque_reason().unwrap().position(), 2);
    /// ```
    #[must_use]
    pub fn opaque_reason(&self) -> Option<&ParseError> {
        match &self.0 {
            Node::Opaque(opaque) => opaque.reason(),
            _ => None,
        }
    }

    /// The same fields in an item of `size` bytes: padding is added at the end. What is no record
    /// becomes one with a single unnamed field, unless the size is already right.
    ///
    /// ```
    /// # use memoryview_format::Format;
    /// let format = Format::parse("T{<i:a:<b:b:}")?;
    /// assert_eq!(format.with_size(8)?.size(), 8);
    /// assert!(format.with_size(4).is_err());
    /// # Ok::<(), memoryview_format::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::TooShort`] when the format needs more than `size` bytes, [`Error::TooLarge`]
    /// beyond `isize::MAX`, [`Error::Memory`] when there is none for another list of the fields.
    pub fn with_size(&self, size: usize) -> Result<Self, Error> {
        match size.cmp(&self.size()) {
            Ordering::Equal => return Ok(self.clone()),
            Ordering::Less => {
                return Err(Error::TooShort {
                    needed: self.size(),
                    length: size,
                });
            }
            Ordering::Greater => {}
        }
        if size > extent::MAX_SIZE {
            return Err(Error::TooLarge { what: "a record" });
        }
        match self.form() {
            Form::Record(record) => record.resized(size),
            Form::Opaque(opaque) => Ok(Self::opaque(size, opaque.reason.clone())),
            _ => Self::record(size).at(0, "", self.clone()).build(),
        }
    }

    /// [`with_size`](Self::with_size) of what nobody else holds: the fields stay where they are.
    pub(crate) fn into_size(mut self, size: usize) -> Result<Self, Error> {
        if let Node::Part(tree, code) = &mut self.0
            && let Some(tree) = Arc::get_mut(tree)
            && (tree.tables().size(*code)..=extent::MAX_SIZE).contains(&size)
            && tree.resize(*code, size)
        {
            return Ok(self);
        }
        self.with_size(size)
    }

    /// How deeply it is nested: records and pointers count.
    pub(crate) fn depth(&self) -> usize {
        match &self.0 {
            Node::Part(tree, code) => tree.tables().depth(*code),
            Node::Scalar(_) | Node::Opaque(_) => 0,
        }
    }

    /// The fields of a record, and those of its records, each as often as it is named.
    pub(crate) fn named(&self) -> usize {
        match &self.0 {
            Node::Part(tree, code) => tree.tables().named(*code),
            Node::Scalar(_) | Node::Opaque(_) => 0,
        }
    }

    /// How many [`Value`](crate::Value)s one decoded item consists of, itself included.
    pub(crate) fn weight(&self) -> usize {
        match &self.0 {
            Node::Part(tree, code) => tree.tables().weight(*code),
            Node::Scalar(_) | Node::Opaque(_) => 1,
        }
    }

    /// The number of items of an array.
    pub(crate) fn spread(&self) -> Option<usize> {
        match &self.0 {
            Node::Part(tree, code) => tree.tables().spread(*code),
            Node::Scalar(_) | Node::Opaque(_) => None,
        }
    }
}

impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.form() == other.form()
    }
}

impl Eq for Format {}

impl Hash for Format {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.form().hash(state);
    }
}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Format({self})")
    }
}

impl From<Scalar> for Format {
    fn from(scalar: Scalar) -> Self {
        Self::scalar(scalar)
    }
}

#[cfg(test)]
mod tests;
