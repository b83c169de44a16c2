//! What is unique memory, seen through a layout and a format?

use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;

use memoryview_format::{Format, Value};

use crate::copy::Crew;
use crate::memory::MemMut;
use crate::parts::Parts;
use crate::transforms::{attributes, fields, reading, transforms};
use crate::{
    Element, Error, Int, IntoKey, Layout, Order, Position, Source, Spec, TypedViewMut, View,
};

/// Memory that nobody else touches during `'a`, as items in N dimensions.
///
/// Distinct indices always reach disjoint items. A transform takes `self`: lend the view first with [`reborrow`](ViewMut::reborrow) where it
/// is needed later.
///
/// ```
/// use memoryview_strided::{View, ViewMut};
///
/// let mut data = [0i32; 6];
/// let mut v = ViewMut::from_slice(&mut data).reshape([2, 3])?;
/// v.reborrow().slice((.., 1))?.assign(&View::from_slice(&[7, 8]))?;
/// v.set([0, -1], 9)?;
/// assert_eq!(data, [0, 7, 9, 0, 8, 0]);
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
#[must_use = "a transform makes another view, and copies nothing"]
pub struct ViewMut<'a> {
    parts: Parts<MemMut>,
    life: PhantomData<&'a mut [u8]>,
}

impl<'a> ViewMut<'a> {
    /// The parts obey rules 1 to 4 for `'a`, save what the layout and the format tell: that is checked here.
    pub(crate) fn new(parts: Parts<MemMut>) -> Result<Self, Error> {
        parts.check_unique()?;
        Ok(Self::trusted(parts))
    }

    #[inline]
    pub(crate) fn trusted(parts: Parts<MemMut>) -> Self {
        ViewMut {
            parts,
            life: PhantomData,
        }
    }

    #[inline]
    pub(crate) fn parts(&self) -> &Parts<MemMut> {
        &self.parts
    }

    pub(crate) fn into_parts(self) -> Parts<MemMut> {
        self.parts
    }

    #[inline(always)]
    pub(crate) fn finish(self, layout: Layout) -> Self {
        Self::trusted(self.parts.finish(layout))
    }

    #[inline]
    #[allow(
        clippy::unused_self,
        reason = "the old view ends here: two could reach the same items"
    )]
    pub(crate) fn rebuild(self, parts: Parts<MemMut>) -> Self {
        Self::trusted(parts)
    }

    /// Bytes as a specification describes them.
    ///
    /// # Errors
    /// As for [`View::from_bytes`]; and [`Error::Access`] if the strides let two indices reach the same byte.
    ///
    /// ```
    /// use memoryview_strided::{Spec, ViewMut};
    /// let mut bytes = [0u8; 4];
    /// ViewMut::from_bytes(&mut bytes, &Spec::new(">u2")?)?.set_item([1], 258)?;
    /// assert_eq!(bytes, [0, 0, 1, 2]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn from_bytes(bytes: &'a mut [u8], spec: &Spec) -> Result<Self, Error> {
        let layout = spec.layout(bytes.len())?;
        ViewMut::new(Parts::new(
            MemMut::of(bytes),
            layout,
            spec.format().clone(),
        )?)
    }

    /// A slice as a view of one axis.
    ///
    /// ```
    /// use memoryview_strided::ViewMut;
    /// let mut data = [0u8; 3];
    /// ViewMut::from_slice(&mut data).fill(7)?;
    /// assert_eq!(data, [7; 3]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn from_slice<T: Element>(items: &'a mut [T]) -> Self {
        // Items without bytes may be more than an isize counts.
        let len = items.len().min(isize::MAX.unsigned_abs());
        let layout = Layout::line(len, size_of::<T>());
        Self::trusted(Parts::whole(MemMut::of(items), layout, T::format()))
    }

    /// The same view for a shorter time: this one can be used again afterwards.
    ///
    /// ```
    /// use memoryview_strided::ViewMut;
    /// let mut data = [1u8, 2, 3];
    /// let mut v = ViewMut::from_slice(&mut data);
    /// v.reborrow().slice(..2)?.fill(0)?;
    /// v.set([2], 9u8)?;
    /// assert_eq!(data, [0, 0, 9]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn reborrow(&mut self) -> ViewMut<'_> {
        ViewMut::trusted(self.parts.clone())
    }

    /// The same memory, to read, as long as this view is not used.
    ///
    /// ```
    /// use memoryview_strided::ViewMut;
    /// let mut data = [1u8, 2, 3];
    /// assert_eq!(ViewMut::from_slice(&mut data).as_view().as_bytes()?, [1, 2, 3]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn as_view(&self) -> View<'_> {
        View::new(self.parts.shared())
    }

    /// The same memory, to read, for as long as it was lent: this view ends.
    pub fn into_view(self) -> View<'a> {
        View::new(self.parts.shared())
    }

    /// The proof that the items are `T`, for fast access.
    ///
    /// # Errors
    /// [`Error::Type`] if the format is not that of `T`.
    pub fn typed<T: Element>(self) -> Result<TypedViewMut<'a, T>, Error> {
        TypedViewMut::new(self)
    }

    /// Writes one item.
    ///
    /// # Errors
    /// [`Error::Type`] if the format is not that of `T`, [`Error::Index`] or [`Error::Key`] if there is no such item.
    ///
    /// ```
    /// use memoryview_strided::ViewMut;
    /// let mut data = [1u8, 2, 3];
    /// ViewMut::from_slice(&mut data).set([-1], 9u8)?;
    /// assert_eq!(data, [1, 2, 9]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn set<T: Element>(&mut self, index: impl Position, value: T) -> Result<(), Error> {
        crate::element::check::<T>(self.format())?;
        self.parts.write(index.locate(self.layout())?, value);
        Ok(())
    }

    /// Writes one item from a value, in the format's size and byte order. On failure the item stays as it was.
    ///
    /// # Errors
    /// [`Error::Format`] if the value does not fit the format, [`Error::Index`] or [`Error::Key`] if there is no such item.
    pub fn set_item(&mut self, index: impl Position, value: impl Into<Value>) -> Result<(), Error> {
        self.parts
            .encode(index.locate(self.layout())?, &value.into())
    }

    /// Writes the same value to every item.
    ///
    /// # Errors
    /// [`Error::Format`] if the value does not fit the format.
    pub fn fill(&mut self, value: impl Into<Value>) -> Result<(), Error> {
        self.parts.fill(Crew::One, &value.into())
    }

    /// [`fill`](Self::fill) on the threads of rayon's current pool, where the bytes are so many that it pays.
    ///
    /// # Errors
    /// As for [`fill`](Self::fill).
    ///
    /// ```
    /// use memoryview_strided::ViewMut;
    /// let mut data = [0u16; 4];
    /// let mut v = ViewMut::from_slice(&mut data);
    /// v.par_fill(7)?;
    /// assert_eq!(v.to_string(), "[7, 7, 7, 7]");
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    #[cfg(feature = "rayon")]
    pub fn par_fill(&mut self, value: impl Into<Value>) -> Result<(), Error> {
        self.parts.fill(Crew::Pool, &value.into())
    }

    /// Copies every item of a source, broadcast to this shape, to its place here.
    ///
    /// # Errors
    /// [`Error::Type`] if the formats differ, [`Error::Shape`] if the shapes do not go together.
    ///
    /// ```
    /// use memoryview_strided::{View, ViewMut};
    /// let mut data = [0u16; 4];
    /// let mut v = ViewMut::from_slice(&mut data).reshape([2, 2])?;
    /// v.assign(&View::from_slice(&[1u16, 2]))?;
    /// assert_eq!(v.assign(&View::from_slice(&[1u16, 2, 3])).unwrap_err().to_string(),
    ///     "cannot broadcast shape (3,) to (2, 2): axis 0 has length 3, not 1 or 2");
    /// assert_eq!(data, [1, 2, 1, 2]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn assign(&mut self, source: &(impl Source + ?Sized)) -> Result<(), Error> {
        self.parts.assign(source.as_foreign().parts())
    }

    /// [`assign`](Self::assign) on the threads of rayon's current pool, where the bytes are so many that it pays.
    ///
    /// # Errors
    /// As for [`assign`](Self::assign).
    ///
    /// ```
    /// use memoryview_strided::{View, ViewMut};
    /// let mut data = [0u16; 4];
    /// ViewMut::from_slice(&mut data).par_assign(&View::from_slice(&[1u16, 2, 3, 4]))?;
    /// assert_eq!(data, [1, 2, 3, 4]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    #[cfg(feature = "rayon")]
    pub fn par_assign(&mut self, source: &(impl Source + ?Sized)) -> Result<(), Error> {
        let source = source.as_foreign();
        self.parts.assign_by(source.crew(), source.parts())
    }
}

/// As [`ViewMut::from_slice`].
impl<'a, T: Element> From<&'a mut [T]> for ViewMut<'a> {
    fn from(items: &'a mut [T]) -> Self {
        ViewMut::from_slice(items)
    }
}

attributes!(['a] ViewMut<'a>);
transforms!(['a] ViewMut<'a>, [] self,
    "use memoryview_strided::ViewMut;\nlet mut data = [0i32, 1, 2, 3, 4, 5];\nlet v = ViewMut::from_slice(&mut data).reshape([2, 3])?;");
reading!(['a] ViewMut<'a>,
    "use memoryview_strided::{Order, ViewMut};\nlet mut data = [0i32, 1, 2, 3, 4, 5];\nlet v = ViewMut::from_slice(&mut data).reshape([2, 3])?;");
fields!(['a] ViewMut<'a>, [] self);

impl fmt::Debug for ViewMut<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crate::display::debug("ViewMut", &self.parts, f)
    }
}
