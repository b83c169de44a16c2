//! What does one item of a buffer mean?

use alloc::sync::Arc;
use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};

use crate::{Error, Kind, ParseError, Scalar, ScalarKind, extent};

mod array;
mod record;
mod unread;

pub use array::SubArray;
pub(crate) use record::{Duplicate, MAX_FIELDS};
pub use record::{Field, Record, RecordBuilder};
pub(crate) use unread::Target;
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
#[derive(Clone, PartialEq, Eq, Hash)]
#[repr(usize)]
pub(crate) enum Node {
    Scalar(Scalar),
    Array(Arc<SubArray>),
    Record(Arc<Record>),
    Pointer(Arc<Pointer>),
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
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Form<'a> {
    /// One value without parts.
    Scalar(Scalar),
    /// Items of one format side by side.
    Array(&'a SubArray),
    /// Fields at offsets.
    Record(&'a Record),
    /// The address of something else; read as an unsigned integer.
    Pointer(&'a Pointer),
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
    /// [`Error::TooLarge`] when it would exceed `isize::MAX` bytes or items.
    pub fn array(shape: &[usize], item: Self) -> Result<Self, Error> {
        SubArray::of(shape, item).ok_or(Error::TooLarge {
            what: "a sub-array",
        })
    }

    /// Begins a record of `size` bytes, to which fields are added by
    /// [`at`](RecordBuilder::at): also what no format string can say, such as fields that
    /// overlap, stand in another order than in memory, or have a `:` in their names.
    ///
    /// ```
    /// use memoryview_format::{Format, Scalar};
    /// let int = Format::scalar(Scalar::I32);
    /// let format = Format::record(12).at(8, "last", int.clone()).at(0, "a:b", int).build()?;
    /// assert_eq!(format.fields()[0].offset(), 8);
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
        Self(Node::Record(Arc::new(Record::empty(size))))
    }

    pub(crate) fn pointer(address: Scalar, target: Target) -> Self {
        Self(Node::Pointer(Arc::new(Pointer { address, target })))
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
            Node::Array(array) => Form::Array(array),
            Node::Record(record) => Form::Record(record),
            Node::Pointer(pointer) => Form::Pointer(pointer),
            Node::Opaque(opaque) => Form::Opaque(opaque),
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
            Node::Array(array) => array.size(),
            Node::Record(record) => record.size(),
            Node::Pointer(pointer) => pointer.address.size(),
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
            Node::Array(array) => array.item().align(),
            Node::Record(record) => record.align(),
            Node::Pointer(pointer) => pointer.address.align(),
            Node::Opaque(_) => 1,
        }
    }

    /// The fields of a record in their order; empty for everything else.
    ///
    /// ```
    /// # use memoryview_format::Format;
    /// let names: Vec<_> = Format::parse("T{<i:x:<i:y:}")?
    ///     .fields()
    ///     .iter()
    ///     .map(|field| field.name().to_owned())
    ///     .collect();
    /// assert_eq!(names, ["x", "y"]);
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        match &self.0 {
            Node::Record(record) => record.fields(),
            _ => &[],
        }
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
    pub fn field(&self, name: &str) -> Option<&Field> {
        match &self.0 {
            Node::Record(record) => record.field(name),
            _ => None,
        }
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
        match &self.0 {
            Node::Scalar(scalar) => Kind::of(*scalar),
            Node::Pointer(_) => Kind::Pointer,
            Node::Array(_) | Node::Record(_) | Node::Opaque(_) => Kind::Void,
        }
    }

    /// Does an item hold Python objects (`O`)? Their bytes may be copied only by Python itself.
    ///
    /// ```
    /// # use memoryview_format::Format;
    /// assert!(Format::parse("T{i:n:O:what:}")?.has_objects());
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    #[must_use]
    pub fn has_objects(&self) -> bool {
        match &self.0 {
            Node::Scalar(scalar) => scalar.kind() == ScalarKind::Object,
            Node::Array(array) => array.item().has_objects(),
            Node::Record(record) => record.objects,
            Node::Pointer(_) | Node::Opaque(_) => false,
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
    /// beyond `isize::MAX`.
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
        match &self.0 {
            Node::Record(record) => Ok(Self(Node::Record(Arc::new(record.resized(size))))),
            Node::Opaque(opaque) => Ok(Self::opaque(size, opaque.reason.clone())),
            _ => Self::record(size).at(0, "", self.clone()).build(),
        }
    }

    /// How deeply it is nested: records and pointers count.
    pub(crate) fn depth(&self) -> usize {
        match &self.0 {
            Node::Scalar(_) | Node::Opaque(_) => 0,
            Node::Array(array) => array.item().depth(),
            Node::Record(record) => usize::from(record.depth),
            Node::Pointer(pointer) => match &pointer.target {
                Target::Data(format) => 1 + format.depth(),
                Target::Function(_) => 1,
            },
        }
    }

    /// See [`Record::named`].
    pub(crate) fn named(&self) -> usize {
        match &self.0 {
            Node::Scalar(_) | Node::Opaque(_) => 0,
            Node::Array(array) => array.item().named(),
            Node::Record(record) => record.named,
            Node::Pointer(pointer) => match &pointer.target {
                Target::Data(format) => format.named(),
                Target::Function(_) => 0,
            },
        }
    }

    /// How many [`Value`](crate::Value)s one decoded item consists of, itself included.
    pub(crate) fn weight(&self) -> usize {
        match &self.0 {
            Node::Array(array) => array.weight,
            Node::Record(record) => record.weight,
            _ => 1,
        }
    }
}

impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for Format {}

impl Hash for Format {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
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
