//! Which Rust type is an item, and does a format say the same?
//!
//! An [`Element`] describes itself by a constant [`ItemDesc`]: a tree whose parts are `&'static`, so that comparing it with a
//! [`Format`] allocates nothing.
#![allow(
    unsafe_code,
    reason = "unsafe trait Element, and its implementations for types whose layout is known"
)]

mod compare;
mod order;
mod side_by_side;

use bytemuck::{Pod, Zeroable};
use memoryview_format::{ByteOrder, Form, Format, Scalar, ScalarKind};

pub(crate) use compare::{check, meaning};
pub use order::{Be, Le, Ordered, Unaligned};

use crate::Error;

/// A type that an item of a view can be.
///
/// # Safety
/// [`Element::ITEM`] describes the type as it lies in memory: size, fields and their offsets, byte order. The type has no padding
/// and no invalid bit pattern (`Pod` demands that too). [`Element::format`] and [`Element::check`] stay as they are.
///
/// ```
/// use memoryview_strided::{Be, Element};
/// assert_eq!(<u8 as Element>::format().to_string(), "B");
/// assert_eq!(<[Be<f32>; 3]>::format(), "(3)>f".parse()?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Records
///
/// With the feature `derive`, `#[derive(Element)]` makes a `#[repr(C)]`, `#[repr(C, packed)]` or `#[repr(transparent)]` struct of elements a record with named
/// fields. Padding stands in the struct, as bytes with `#[element(pad)]`: they are `x` codes of the format and no field.
///
#[cfg_attr(feature = "derive", doc = "```")]
#[cfg_attr(not(feature = "derive"), doc = "```ignore")]
/// use memoryview_strided::{Be, Element, View};
///
/// #[derive(Clone, Copy, Element)]
/// #[repr(C, packed)]
/// #[element(crate = memoryview_strided)] // not needed with the crate `memoryview`
/// struct Star {
///     id: Be<u32>,
///     position: [Be<f64>; 2],
///     #[element(pad)]
///     reserved: [u8; 2],
///     magnitude: Be<f32>,
/// }
///
/// let catalogue = [0u8; 26 * 3];
/// let stars = View::from_bytes(&catalogue, &"T{>I:id:(2)d:position:2xf:magnitude:}".parse()?)?;
/// assert_eq!(stars.typed::<Star>()?.get([2])?.id.get(), 0);
/// assert_eq!(stars.field("position")?.shape(), [3, 2]);
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
///
/// A field that is no element, and implicit padding, do not compile:
///
/// ```compile_fail
/// # use memoryview_strided::Element;
/// #[derive(Clone, Copy, Element)]
/// #[repr(C)]
/// #[element(crate = memoryview_strided)]
/// struct Padded { // Padded has implicit padding: write it out as fields of bytes with #[element(pad)], ...
///     kind: u8,
///     value: f64,
/// }
/// ```
///
/// ```compile_fail
/// # use memoryview_strided::Element;
/// #[derive(Clone, Copy, Element)]
/// #[repr(C)]
/// #[element(crate = memoryview_strided)]
/// struct Flag { // `bool` cannot be an item of a view
///     on: bool,
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an item of a view",
    label = "no element",
    note = "elements are numbers, `Bool`, `Be<T>`, `Le<T>`, `Unaligned<T>`, arrays of them, and structs with `#[derive(Element)]`"
)]
pub unsafe trait Element: Pod + Send + Sync {
    /// What the type is in memory.
    const ITEM: ItemDesc;

    /// The format that says the same.
    fn format() -> Format {
        Self::ITEM.format()
    }

    /// Refuses a format that says something else. Where it says the same, this allocates nothing.
    ///
    /// # Errors
    /// [`Error::Type`]: where the two differ, first.
    ///
    /// ```
    /// use memoryview_strided::Element;
    /// assert!(f32::check(&"=f".parse()?).is_ok());
    /// assert_eq!(
    ///     f32::check(&"<d".parse()?).unwrap_err().to_string(),
    ///     "format \"<d\" is not f32: it has 8 bytes, not 4"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[inline]
    fn check(format: &Format) -> Result<(), Error> {
        // Most often the two are one: known here, at the caller's.
        match (Self::ITEM, format.form()) {
            (ItemDesc::Scalar(ours), Form::Scalar(theirs)) if ours == theirs => Ok(()),
            _ => check::<Self>(format),
        }
    }
}

/// What one item is: a scalar, an array or a record.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum ItemDesc {
    /// One scalar.
    Scalar(Scalar),
    /// So many items one after the other.
    Array(usize, &'static ItemDesc),
    /// Named fields, in order, and the size of the whole in bytes.
    Record(&'static [FieldDesc], usize),
}

/// One field of a record type.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FieldDesc {
    /// The name.
    pub name: &'static str,
    /// The place in the record in bytes.
    pub offset: usize,
    /// The type of the field.
    pub item: ItemDesc,
}

impl ItemDesc {
    /// The size in bytes.
    ///
    /// ```
    /// use memoryview_strided::Element;
    /// assert_eq!(<[u16; 3]>::ITEM.size(), 6);
    /// ```
    pub const fn size(&self) -> usize {
        match self {
            ItemDesc::Scalar(s) => s.size(),
            // No type is as large as what saturates here.
            ItemDesc::Array(n, item) => n.saturating_mul(item.size()),
            ItemDesc::Record(_, size) => *size,
        }
    }

    /// The format that says the same.
    ///
    /// ```
    /// use memoryview_strided::Element;
    /// assert_eq!(i32::ITEM.format(), "i".parse()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn format(&self) -> Format {
        let opaque = || Format::opaque(self.size(), None);
        match self {
            ItemDesc::Scalar(s) => Format::scalar(*s),
            ItemDesc::Array(..) => {
                let (mut shape, mut item) = (alloc::vec::Vec::new(), self);
                while let ItemDesc::Array(n, inner) = item {
                    shape.push(*n);
                    item = inner;
                }
                Format::array(&shape, item.format()).unwrap_or_else(|_| opaque())
            }
            ItemDesc::Record(fields, size) => {
                let start = Format::record(*size);
                let record = fields
                    .iter()
                    .fold(start, |r, f| r.at(f.offset, f.name, f.item.format()));
                record.build().unwrap_or_else(|_| opaque())
            }
        }
    }
}

/// A boolean as it lies in memory: 0 is false, any other byte is true.
///
/// Memory that somebody else owns may hold any byte, so it is never called `bool` unchecked.
///
/// ```
/// use memoryview_strided::{Bool, View};
///
/// let data = [Bool::from(true), Bool::from(false)];
/// let v = View::from_slice(&data);
/// assert!(v.get::<Bool>([0])?.is_true());
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
#[derive(Clone, Copy, Default, Pod, Zeroable)]
#[repr(transparent)]
pub struct Bool(u8);

impl Bool {
    /// Whether the byte is not 0.
    pub const fn is_true(self) -> bool {
        self.0 != 0
    }
}

impl From<bool> for Bool {
    fn from(b: bool) -> Self {
        Bool(b.into())
    }
}

impl From<Bool> for bool {
    fn from(b: Bool) -> Self {
        b.is_true()
    }
}

impl PartialEq for Bool {
    fn eq(&self, other: &Self) -> bool {
        self.is_true() == other.is_true()
    }
}

impl Eq for Bool {}

impl core::fmt::Debug for Bool {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.is_true().fmt(f)
    }
}

/// A scalar with the alignment of its Rust type.
const fn native<T>(kind: ScalarKind) -> ItemDesc {
    let align = align_of::<T>();
    assert!(align <= 16);
    match Scalar::new(kind, size_of::<T>(), ByteOrder::NATIVE) {
        Some(s) => match s.aligned(align as u8) {
            Some(s) => ItemDesc::Scalar(s),
            None => panic!("no such alignment"),
        },
        None => panic!("no such scalar"),
    }
}

macro_rules! elements {
    ($($t:ty: $kind:ident),* $(,)?) => {$(
        // SAFETY: a primitive (or a transparent wrapper of primitives) of this kind, in the host's byte order.
        unsafe impl Element for $t {
            const ITEM: ItemDesc = native::<$t>(ScalarKind::$kind);
        }
    )*};
}

elements! {
    u8: UInt, u16: UInt, u32: UInt, u64: UInt, usize: UInt,
    i8: Int, i16: Int, i32: Int, i64: Int, isize: Int,
    f32: Float, f64: Float, Bool: Bool,
}

#[cfg(feature = "half")]
elements!(half::f16: Float);

#[cfg(feature = "num-complex")]
elements!(num_complex::Complex<f32>: Complex, num_complex::Complex<f64>: Complex);

// SAFETY: an array lies as its items one after the other.
unsafe impl<T: Element, const N: usize> Element for [T; N] {
    const ITEM: ItemDesc = ItemDesc::Array(N, &T::ITEM);
}

#[cfg(test)]
mod tests;
