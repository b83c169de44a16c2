//! What is shared memory, seen through a layout and a format?

use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;

use memoryview_format::{ByteOrder, Format, Scalar, ScalarKind, Value};

use crate::memory::Mem;
use crate::parts::Parts;
use crate::transforms::{attributes, fields, reading, sharing, transforms};
use crate::{Element, Error, Int, IntoKey, Layout, Order, Position, Spec, TypedView};

/// Shared memory that nobody writes during `'a`, as items in N dimensions.
///
/// A view is a handle: cloning and slicing it touches no item and, up to rank 8, allocates nothing. What a transform returns keeps the
/// lifetime of the data, not of the handle.
///
/// ```
/// use memoryview_strided::{Slice, View};
///
/// // Three packed records: a big-endian u16 and an f32, 6 bytes each, at odd addresses.
/// let frame = [1u8, 0, 7, 63, 128, 0, 0, 0, 8, 64, 0, 0, 0, 0, 9, 64, 64, 0, 0];
/// let v = View::from_bytes(&frame[1..], &"T{>H:id:f:x:}".parse()?)?;
/// let x = v.field("x")?.slice(Slice::REV)?;
/// assert_eq!(x.strides(), [-6]);
/// assert_eq!(x.to_string(), "[3.0, 2.0, 1.0]");
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
#[derive(Clone)]
#[must_use = "a transform makes another view, and copies nothing"]
pub struct View<'a> {
    parts: Parts<Mem>,
    life: PhantomData<&'a [u8]>,
}

impl<'a> View<'a> {
    /// The parts obey rules 1 to 3 for `'a`.
    #[inline]
    pub(crate) fn new(parts: Parts<Mem>) -> Self {
        View {
            parts,
            life: PhantomData,
        }
    }

    #[inline]
    pub(crate) fn parts(&self) -> &Parts<Mem> {
        &self.parts
    }

    pub(crate) fn into_parts(self) -> Parts<Mem> {
        self.parts
    }

    #[inline(always)]
    pub(crate) fn finish(&self, layout: Layout) -> Self {
        View::new(self.parts.finish(layout))
    }

    #[inline]
    pub(crate) fn rebuild(&self, parts: Parts<Mem>) -> Self {
        View::new(parts)
    }

    /// Bytes as a specification describes them.
    ///
    /// # Errors
    /// [`Error::Bounds`] if the specification reaches outside the bytes; [`Error::Memory`] if it leaves the number of items
    /// open and the bytes do not divide.
    ///
    /// ```
    /// use memoryview_strided::{Spec, View};
    /// let spec = Spec::new("<i2")?.shape([2, 2]).offset(1);
    /// assert_eq!(View::from_bytes(&[9, 1, 0, 2, 0, 3, 0, 4, 0], &spec)?.to_string(), "[[1, 2],\n [3, 4]]");
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn from_bytes(bytes: &'a [u8], spec: &Spec) -> Result<Self, Error> {
        let layout = spec.layout(bytes.len())?;
        let format = spec.format().clone();
        Ok(View::new(Parts::new(Mem::of(bytes), layout, format)?))
    }

    /// A slice as a view of one axis.
    ///
    /// ```
    /// use memoryview_strided::View;
    /// let v = View::from_slice(&[1.0f64, 2.0]);
    /// assert_eq!((v.shape(), v.strides()), (&[2][..], &[8][..]));
    /// ```
    pub fn from_slice<T: Element>(items: &'a [T]) -> Self {
        Self::of_slice(items, T::format())
    }

    /// Booleans as a view of format `?`, to read only: a view of them that can be written could make a `bool` of any byte.
    ///
    /// ```
    /// use memoryview_strided::View;
    /// assert_eq!(View::from_bools(&[true, false]).to_string(), "[ True, False]");
    /// ```
    pub fn from_bools(items: &'a [bool]) -> Self {
        let scalar = Scalar::new(ScalarKind::Bool, 1, ByteOrder::NATIVE);
        let format = scalar.map_or_else(|| Format::opaque(1, None), Format::scalar);
        Self::of_slice(items, format)
    }

    /// `T` has no uninitialised bytes: it is an element, or `bool`.
    fn of_slice<T>(items: &'a [T], format: Format) -> Self {
        // A slice spans at most isize::MAX bytes; but items without bytes may be more than an isize counts.
        let len = items.len().min(isize::MAX.unsigned_abs());
        let layout = Layout::line(len, size_of::<T>());
        View::new(Parts::whole(Mem::of(items), layout, format))
    }

    /// The proof that the items are `T`, for fast access.
    ///
    /// # Errors
    /// [`Error::Type`] if the format is not that of `T`.
    ///
    /// ```
    /// use memoryview_strided::{Be, View};
    /// let v = View::from_bytes(&[0, 1, 0, 2], &">u2".parse()?)?;
    /// assert_eq!(v.typed::<Be<u16>>()?.get([1])?.get(), 2);
    /// assert_eq!(
    ///     v.typed::<u16>().unwrap_err().to_string(),
    ///     "format \">H\" is not u16: it is big-endian, not little-endian"
    /// );
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn typed<T: Element>(&self) -> Result<TypedView<'a, T>, Error> {
        TypedView::new(self.clone())
    }

    /// The bytes of the items, if they lie one after the other: no copy.
    ///
    /// # Errors
    /// [`Error::Memory`] if they do not: it names the axis.
    ///
    /// ```
    /// use memoryview_strided::{Slice, View};
    /// let v = View::from_slice(&[1u16, 2, 3]);
    /// assert_eq!(v.slice(1..)?.as_bytes()?.len(), 4);
    /// assert_eq!(
    ///     v.slice(Slice::every(2))?.as_bytes().unwrap_err().to_string(),
    ///     "the view is not contiguous: the stride of axis 0 is 4 bytes, not 2"
    /// );
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn as_bytes(&self) -> Result<&'a [u8], Error> {
        self.parts.as_slice()
    }
}

/// As [`View::from_slice`].
///
/// ```
/// use memoryview_strided::View;
/// fn largest<'a>(items: impl Into<View<'a>>) -> Result<Option<f64>, memoryview_strided::Error> {
///     items.into().max_as()
/// }
/// assert_eq!(largest(&[3u8, 7, 5][..])?, Some(7.0));
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
impl<'a, T: Element> From<&'a [T]> for View<'a> {
    fn from(items: &'a [T]) -> Self {
        View::from_slice(items)
    }
}

attributes!(['a] View<'a>);
transforms!(['a] View<'a>, [&] self,
    "use memoryview_strided::View;\nlet data = [0i32, 1, 2, 3, 4, 5];\nlet v = View::from_slice(&data).reshape([2, 3])?;");
reading!(['a] View<'a>,
    "use memoryview_strided::{Order, View};\nlet data = [0i32, 1, 2, 3, 4, 5];\nlet v = View::from_slice(&data).reshape([2, 3])?;");
sharing!(['a] View<'a>, rebuild,
    "use memoryview_strided::View;\nlet data = [0i32, 1, 2, 3, 4, 5];\nlet v = View::from_slice(&data).reshape([2, 3])?;");

fields!(['a] View<'a>, [&] self);

impl fmt::Debug for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crate::display::debug("View", &self.parts, f)
    }
}
