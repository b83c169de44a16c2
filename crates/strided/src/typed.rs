//! What is a view whose items are known to be of one Rust type?
//!
//! A typed view is an untyped one and the proof, made once, that its format is that of `T`. It adds no layout of its own.

use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;

use memoryview_format::Format;

use crate::copy::Crew;
use crate::memory::{Mem, MemMut, Memory};
use crate::parts::Parts;
use crate::transforms::{attributes, sharing, transforms};
use crate::{
    Element, Error, Int, IntoKey, Layout, Order, Position, Source, TypedIter, View, ViewMut,
};

/// A [`View`] whose items are `T`.
///
/// ```
/// use memoryview_strided::View;
///
/// let v = View::from_slice(&[1.0f32, 2.0, 3.0, 4.0]).typed::<f32>()?;
/// let sum: f32 = v.slice(1..)?.iter().sum();
/// assert_eq!(sum, 9.0);
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
#[must_use = "a transform makes another view, and copies nothing"]
pub struct TypedView<'a, T> {
    parts: Parts<Mem>,
    life: PhantomData<(&'a [u8], T)>,
}

/// A [`ViewMut`] whose items are `T`.
///
/// ```
/// use memoryview_strided::ViewMut;
///
/// let mut data = [0u16; 4];
/// let mut v = ViewMut::from_slice(&mut data).typed::<u16>()?;
/// v.set([3], 7)?;
/// v.as_mut_slice()?[0] = 1;
/// assert_eq!(data, [1, 0, 0, 7]);
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
#[must_use = "a transform makes another view, and copies nothing"]
pub struct TypedViewMut<'a, T> {
    parts: Parts<MemMut>,
    life: PhantomData<(&'a mut [u8], T)>,
}

/// All items of a view as `T`, after comparing the formats.
pub(crate) fn collect<T: Element, M: Memory>(
    parts: &Parts<M>,
    crew: Crew,
    order: Order,
) -> Result<Vec<T>, Error> {
    crate::element::check::<T>(parts.format())?;
    if parts.layout().itemsize() == size_of::<T>() {
        return parts.collect_by(crew, order);
    }
    // The items have padding behind them: one field at byte 0 of each is the item.
    parts.head(size_of::<T>())?.collect_by(crew, order)
}

impl<'a, T: Element> TypedView<'a, T> {
    pub(crate) fn new(view: View<'a>) -> Result<Self, Error> {
        crate::element::check::<T>(view.format())?;
        Ok(Self::trusted(view.into_parts()))
    }

    #[inline]
    pub(crate) fn trusted(parts: Parts<Mem>) -> Self {
        TypedView {
            parts,
            life: PhantomData,
        }
    }

    #[inline(always)]
    pub(crate) fn finish(&self, layout: Layout) -> Self {
        Self::trusted(self.parts.finish(layout))
    }

    #[inline]
    pub(crate) fn parts(&self) -> &Parts<Mem> {
        &self.parts
    }

    #[inline]
    pub(crate) fn rebuild(&self, parts: Parts<Mem>) -> Self {
        Self::trusted(parts)
    }

    /// The same view without the element type.
    pub fn as_view(&self) -> View<'a> {
        View::new(self.parts.clone())
    }

    /// One item. Negative indices count from the end.
    ///
    /// # Errors
    /// [`Error::Index`] or [`Error::Key`] if there is no such item.
    #[inline]
    pub fn get(&self, index: impl Position) -> Result<T, Error> {
        Ok(self.parts().read(index.locate(self.layout())?))
    }

    /// The items as a slice: no copy.
    ///
    /// # Errors
    /// [`Error::Memory`] if they do not lie one after the other, or are not aligned for `T`.
    ///
    /// ```
    /// use memoryview_strided::View;
    /// let v = View::from_bytes(&[0; 8], &"<f4".parse()?)?.typed::<f32>()?;
    /// match v.as_slice() {
    ///     Ok(slice) => assert_eq!(slice, [0.0, 0.0]),
    ///     Err(e) => println!("{e}"), // "the address is 3 bytes off alignment 4", for example
    /// }
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn as_slice(&self) -> Result<&'a [T], Error> {
        self.parts().exact::<T>()?;
        self.parts().as_slice()
    }

    /// The items in logical order: the last axis runs fastest.
    ///
    /// ```
    /// use memoryview_strided::View;
    /// let v = View::from_slice(&[1u16, 2, 3]).typed::<u16>()?;
    /// assert_eq!(v.iter().rev().collect::<Vec<_>>(), [3, 2, 1]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn iter(&self) -> TypedIter<'a, T> {
        TypedIter::new(self.parts.clone())
    }

    /// All items, one after the other in this order: a copy.
    ///
    /// # Errors
    /// [`Error::Allocation`] if there is no memory.
    pub fn to_vec(&self, order: Order) -> Result<Vec<T>, Error> {
        collect(self.parts(), Crew::One, order)
    }

    /// [`to_vec`](Self::to_vec) on the threads of rayon's current pool, where the bytes are so many that it pays.
    ///
    /// # Errors
    /// As for [`to_vec`](Self::to_vec).
    #[cfg(feature = "rayon")]
    pub fn par_to_vec(&self, order: Order) -> Result<Vec<T>, Error> {
        collect(self.parts(), Crew::Pool, order)
    }
}

impl<'a, T: Element> TypedViewMut<'a, T> {
    pub(crate) fn new(view: ViewMut<'a>) -> Result<Self, Error> {
        crate::element::check::<T>(view.format())?;
        Ok(Self::trusted(view.into_parts()))
    }

    #[inline]
    pub(crate) fn trusted(parts: Parts<MemMut>) -> Self {
        TypedViewMut {
            parts,
            life: PhantomData,
        }
    }

    #[inline(always)]
    pub(crate) fn finish(self, layout: Layout) -> Self {
        Self::trusted(self.parts.finish(layout))
    }

    #[inline]
    pub(crate) fn parts(&self) -> &Parts<MemMut> {
        &self.parts
    }

    /// The same view without the element type, for a shorter time.
    pub fn as_view_mut(&mut self) -> ViewMut<'_> {
        ViewMut::trusted(self.parts.clone())
    }

    /// The same memory, to read, as long as this view is not used.
    pub fn as_view(&self) -> TypedView<'_, T> {
        TypedView::trusted(self.parts.shared())
    }

    /// The same view for a shorter time: this one can be used again afterwards.
    pub fn reborrow(&mut self) -> TypedViewMut<'_, T> {
        TypedViewMut::trusted(self.parts.clone())
    }

    /// One item. Negative indices count from the end.
    ///
    /// # Errors
    /// [`Error::Index`] or [`Error::Key`] if there is no such item.
    #[inline]
    pub fn get(&self, index: impl Position) -> Result<T, Error> {
        Ok(self.parts().read(index.locate(self.layout())?))
    }

    /// Writes one item.
    ///
    /// # Errors
    /// [`Error::Index`] or [`Error::Key`] if there is no such item.
    #[inline]
    pub fn set(&mut self, index: impl Position, value: T) -> Result<(), Error> {
        self.parts().write(index.locate(self.layout())?, value);
        Ok(())
    }

    /// Writes the same value to every item.
    ///
    /// # Errors
    /// [`Error::Allocation`] if there is no memory for one item.
    ///
    /// ```
    /// use memoryview_strided::ViewMut;
    /// let mut data = [0u16; 3];
    /// ViewMut::from_slice(&mut data).typed::<u16>()?.fill(7)?;
    /// assert_eq!(data, [7; 3]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn fill(&mut self, value: T) -> Result<(), Error> {
        self.parts()
            .fill_item(Crew::One, bytemuck::bytes_of(&value))
    }

    /// [`fill`](Self::fill) on the threads of rayon's current pool, where the bytes are so many that it pays.
    ///
    /// # Errors
    /// As for [`fill`](Self::fill).
    ///
    /// ```
    /// use memoryview_strided::ViewMut;
    /// let mut data = [0u16; 4];
    /// let mut v = ViewMut::from_slice(&mut data).typed::<u16>()?;
    /// v.par_fill(7)?;
    /// assert_eq!(v.to_string(), "[7, 7, 7, 7]");
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    #[cfg(feature = "rayon")]
    pub fn par_fill(&mut self, value: T) -> Result<(), Error> {
        let bytes = bytemuck::bytes_of(&value);
        self.parts().fill_item(Crew::Pool, bytes)
    }

    /// Copies every item of a source of the same format, broadcast to this shape, to its place here.
    ///
    /// # Errors
    /// As for [`ViewMut::assign`].
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
    /// let mut v = ViewMut::from_slice(&mut data).typed::<u16>()?;
    /// v.par_assign(&View::from_slice(&[1u16, 2, 3, 4]))?;
    /// assert_eq!(v.to_string(), "[1, 2, 3, 4]");
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    #[cfg(feature = "rayon")]
    pub fn par_assign(&mut self, source: &(impl Source + ?Sized)) -> Result<(), Error> {
        let source = source.as_foreign();
        self.parts.assign_by(source.crew(), source.parts())
    }

    /// The items as a slice to write to.
    ///
    /// # Errors
    /// [`Error::Memory`] if they do not lie one after the other, or are not aligned for `T`.
    pub fn as_mut_slice(&mut self) -> Result<&mut [T], Error> {
        self.parts().exact::<T>()?;
        self.parts.as_mut_slice()
    }

    /// All items, one after the other in this order: a copy.
    ///
    /// # Errors
    /// [`Error::Allocation`] if there is no memory.
    pub fn to_vec(&self, order: Order) -> Result<Vec<T>, Error> {
        collect(self.parts(), Crew::One, order)
    }

    /// [`to_vec`](Self::to_vec) on the threads of rayon's current pool, where the bytes are so many that it pays.
    ///
    /// # Errors
    /// As for [`to_vec`](Self::to_vec).
    #[cfg(feature = "rayon")]
    pub fn par_to_vec(&self, order: Order) -> Result<Vec<T>, Error> {
        collect(self.parts(), Crew::Pool, order)
    }
}

impl<T: Element> Clone for TypedView<'_, T> {
    fn clone(&self) -> Self {
        Self::trusted(self.parts.clone())
    }
}

attributes!(['a, T: Element] TypedView<'a, T>);
attributes!(['a, T: Element] TypedViewMut<'a, T>);

transforms!(['a, T: Element] TypedView<'a, T>, [&] self,
    "use memoryview_strided::View;\nlet data = [0i32, 1, 2, 3, 4, 5];\nlet v = View::from_slice(&data).reshape([2, 3])?.typed::<i32>()?;");
transforms!(['a, T: Element] TypedViewMut<'a, T>, [] self,
    "use memoryview_strided::ViewMut;\nlet mut data = [0i32, 1, 2, 3, 4, 5];\nlet v = ViewMut::from_slice(&mut data).reshape([2, 3])?.typed::<i32>()?;");
sharing!(['a, T: Element] TypedView<'a, T>, rebuild,
    "use memoryview_strided::View;\nlet data = [0i32, 1, 2, 3, 4, 5];\nlet v = View::from_slice(&data).reshape([2, 3])?.typed::<i32>()?;");

impl<T: Element> fmt::Display for TypedView<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crate::display::write(&self.parts, f)
    }
}

impl<T: Element> fmt::Display for TypedViewMut<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crate::display::write(&self.parts, f)
    }
}

impl<T: Element> fmt::Debug for TypedView<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crate::display::debug("TypedView", self.parts(), f)
    }
}

impl<T: Element> fmt::Debug for TypedViewMut<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crate::display::debug("TypedViewMut", self.parts(), f)
    }
}

#[cfg(test)]
mod tests;
