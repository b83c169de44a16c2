//! How are items moved within one view?
//!
//! The borrow checker allows no second view of unique memory, and to a layout alone one cannot look up to whom the gaps of a view belong. So the
//! transform is not done on the view's own layout but on that of a contiguous copy of its items, of the same shape: whatever
//! layout comes back is checked against that copy and can reach nothing else. Since the copy is taken before, overlap does not matter.

use crate::memory::{Mem, MemMut};
use crate::parts::Parts;
use crate::{Element, Error, ForeignView, Index, IntoKey, Layout, Order, TypedViewMut, ViewMut};

fn assign_within(
    parts: &Parts<MemMut>,
    transform: impl FnOnce(&Layout) -> Result<Layout, Error>,
) -> Result<(), Error> {
    let layout = parts.layout();
    let items = Layout::contiguous(layout.shape(), layout.itemsize(), Order::C)?;
    let source = transform(&items)?;
    if source.itemsize() != items.itemsize() {
        let (new, old) = (source.itemsize(), items.itemsize());
        return Err(Error::Type {
            format: alloc::format!("{}", parts.format()).into(),
            wanted: "that of the transformed layout".into(),
            reason: alloc::format!("the item sizes are {old} and {new} bytes").into(),
        });
    }
    let copy = parts.collect::<u8>(Order::C)?;
    parts.assign(&Parts::new(Mem::of(&copy), source, parts.format().clone())?)
}

fn copy_within(parts: &Parts<MemMut>, from: impl IntoKey, to: impl IntoKey) -> Result<(), Error> {
    let part = |key: &[Index]| Ok::<_, Error>(parts.finish(parts.layout().slice(key)?));
    let from = part(from.into_key().as_ref())?;
    part(to.into_key().as_ref())?.assign(&from)
}

impl ViewMut<'_> {
    /// Copies the items that one key names to the places that another names: as if through a temporary, as `copy_within` of slices, and as NumPy does
    /// in `a[to] = a[from]`. Only what overlaps needs memory for one.
    ///
    /// # Errors
    /// As for [`slice`](ViewMut::slice); [`Error::Shape`] if the items do not broadcast to the places; [`Error::Allocation`] if there is no memory for
    /// the temporary.
    ///
    /// ```
    /// use memoryview_strided::ViewMut;
    /// let mut rows = [1, 1, 2, 2, 3, 3];
    /// let mut v = ViewMut::from_slice(&mut rows).reshape([3, 2])?;
    /// v.copy_within(..-1, 1..)?; // a row further
    /// v.copy_within((.., 0), (.., 1))?;
    /// assert_eq!(v.to_string(), "[[1, 1],\n [1, 1],\n [2, 2]]");
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn copy_within(&mut self, from: impl IntoKey, to: impl IntoKey) -> Result<(), Error> {
        copy_within(self.parts(), from, to)
    }

    /// Copies items of this view, as a transform of its layout arranges them, to their places here: as if through a temporary.
    ///
    /// The layout that the transform gets has the shape of this view, but the strides and the offset of its items one after the other
    /// in C order. What it gives is broadcast to this shape, as in [`assign`](ViewMut::assign).
    ///
    /// # Errors
    /// Those of the transform; [`Error::Bounds`] if its layout reaches outside the items; [`Error::Type`] if it has another item size;
    /// [`Error::Shape`] if its shape does not broadcast to this one; [`Error::Allocation`] if there is no memory for the temporary.
    ///
    /// ```
    /// use memoryview_strided::{IntoKey, ViewMut};
    /// let mut data = [1u8, 2, 3, 4];
    /// let mut v = ViewMut::from_slice(&mut data);
    /// v.assign_within(|layout| layout.flip(0))?;
    /// v.reborrow().slice(1..)?.assign_within(|layout| layout.slice(&(..1,).into_key()))?;
    /// assert_eq!(data, [4, 3, 3, 3]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn assign_within(
        &mut self,
        transform: impl FnOnce(&Layout) -> Result<Layout, Error>,
    ) -> Result<(), Error> {
        assign_within(self.parts(), transform)
    }
}

impl<T: Element> TypedViewMut<'_, T> {
    /// As [`ViewMut::copy_within`].
    ///
    /// # Errors
    /// As there.
    ///
    /// ```
    /// use memoryview_strided::ViewMut;
    /// let mut samples = [1.0f32, 2.0, 3.0, 4.0];
    /// ViewMut::from_slice(&mut samples).typed::<f32>()?.copy_within(1.., ..-1)?;
    /// assert_eq!(samples, [2.0, 3.0, 4.0, 4.0]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn copy_within(&mut self, from: impl IntoKey, to: impl IntoKey) -> Result<(), Error> {
        copy_within(self.parts(), from, to)
    }
}

impl ForeignView<'_> {
    /// As [`ViewMut::copy_within`], in memory that others may write meanwhile.
    ///
    /// # Errors
    /// [`Error::Access`] if the memory is read-only; otherwise as there.
    ///
    /// ```
    /// use memoryview_strided::{Buffer, Slice};
    /// let mut b = Buffer::from_vec(vec![1u8, 2, 3, 4]);
    /// b.foreign_mut()?.copy_within(Slice::REV, ..)?;
    /// assert_eq!(b.to_string(), "[4, 3, 2, 1]");
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn copy_within(&self, from: impl IntoKey, to: impl IntoKey) -> Result<(), Error> {
        self.check_writable()?;
        copy_within(self.parts(), from, to)
    }

    /// Copies items of this view, as a transform of its layout arranges them, to their places here: as if through a temporary.
    ///
    /// # Errors
    /// [`Error::Access`] if the memory is read-only; otherwise as for [`ViewMut::assign_within`].
    ///
    /// ```
    /// use memoryview_strided::Buffer;
    /// let mut b = Buffer::from_vec(vec![1u8, 2, 3, 4]);
    /// b.foreign_mut()?.reshape([2, 2])?.assign_within(|layout| Ok(layout.transpose()))?;
    /// assert_eq!(b.to_string(), "[1, 3, 2, 4]");
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn assign_within(
        &self,
        transform: impl FnOnce(&Layout) -> Result<Layout, Error>,
    ) -> Result<(), Error> {
        self.check_writable()?;
        assign_within(self.parts(), transform)
    }
}

#[cfg(test)]
mod tests;
