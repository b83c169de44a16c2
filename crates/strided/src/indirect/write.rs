//! How are items behind pointers written?

use memoryview_format::Value;

use super::IndirectView;
use crate::copy::Crew;
use crate::error::AccessFault;
use crate::parts::agree;
use crate::{Buffer, Element, Error, Order, Position, Source, Spec};

impl IndirectView<'_> {
    /// Whether items cannot be written.
    pub fn is_read_only(&self) -> bool {
        self.check_writable().is_err()
    }

    fn check_writable(&self) -> Result<(), Error> {
        if !self.writable {
            Err(Error::Access(AccessFault::ReadOnly))
        } else if self.format.has_objects() {
            Err(Error::Access(AccessFault::Objects))
        } else {
            Ok(())
        }
    }

    /// Writes one item.
    ///
    /// # Errors
    /// [`Error::Access`] if the memory is read-only; otherwise as for [`ViewMut::set`](crate::ViewMut::set).
    ///
    /// ```
    /// use memoryview_strided::{IndirectView, ViewMut};
    /// let (mut a, mut b) = ([0u8; 2], [0u8; 2]);
    /// let rows = vec![ViewMut::from_slice(&mut a), ViewMut::from_slice(&mut b)];
    /// IndirectView::from_views_mut(rows)?.set([1, 0], 9u8)?;
    /// assert_eq!(b, [9, 0]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn set<T: Element>(&self, index: impl Position, value: T) -> Result<(), Error> {
        self.check_writable()?;
        let (block, place) = self.locate(index)?;
        block.set(place, value)
    }

    /// Writes one item from a value, in the format's size and byte order.
    ///
    /// # Errors
    /// [`Error::Access`] if the memory is read-only; otherwise as for [`ViewMut::set_item`](crate::ViewMut::set_item).
    ///
    /// ```
    /// use memoryview_strided::{IndirectView, ViewMut};
    /// let (mut a, mut b) = ([0u8; 2], [0u8; 2]);
    /// let rows = vec![ViewMut::from_slice(&mut a), ViewMut::from_slice(&mut b)];
    /// IndirectView::from_views_mut(rows)?.set_item([0, 1], 7)?;
    /// assert_eq!((a, b), ([0, 7], [0, 0]));
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn set_item(&self, index: impl Position, value: impl Into<Value>) -> Result<(), Error> {
        self.check_writable()?;
        let (block, place) = self.locate(index)?;
        block.set_item(place, value)
    }

    /// Writes the same value to every item.
    ///
    /// # Errors
    /// [`Error::Access`] if the memory is read-only, [`Error::Format`] if the value does not fit the format.
    ///
    /// ```
    /// use memoryview_strided::{IndirectView, ViewMut};
    /// let (mut a, mut b) = ([0u8; 2], [0u8; 2]);
    /// let rows = vec![ViewMut::from_slice(&mut a), ViewMut::from_slice(&mut b)];
    /// IndirectView::from_views_mut(rows)?.fill(7)?;
    /// assert_eq!((a, b), ([7, 7], [7, 7]));
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn fill(&self, value: impl Into<Value>) -> Result<(), Error> {
        self.check_writable()?;
        let value = value.into();
        self.each_block(&mut |_, block| {
            block.check_writable()?;
            block.parts().fill(Crew::One, &value)
        })
    }

    /// Copies every item of a source, broadcast to this shape, to its place here. If a row and the source reach a common byte, the result is that of a copy through
    /// a temporary.
    ///
    /// # Errors
    /// [`Error::Access`] if the memory is read-only; otherwise as for [`ViewMut::assign`](crate::ViewMut::assign).
    ///
    /// ```
    /// use memoryview_strided::{IndirectView, View, ViewMut};
    /// let (mut a, mut b) = ([0u8; 2], [0u8; 2]);
    /// let rows = vec![ViewMut::from_slice(&mut a), ViewMut::from_slice(&mut b)];
    /// IndirectView::from_views_mut(rows)?.assign(&View::from_slice(&[1u8, 2]))?;
    /// assert_eq!((a, b), ([1, 2], [1, 2]));
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn assign(&self, source: &(impl Source + ?Sized)) -> Result<(), Error> {
        self.check_writable()?;
        let source = source.as_foreign();
        agree::check(
            (source.format(), source.layout()),
            (&self.format, self.levels.flat()),
        )?;
        let mut apart = true;
        self.each_block(&mut |_, block| {
            apart &= block.overlaps(&source).is_no();
            Ok::<_, Error>(())
        })?;
        let whole = source.broadcast_to(self.shape())?;
        if apart {
            return self.each_block(&mut |key, block| block.assign(&whole.slice(key)?));
        }
        // A copy in any case: what is written to one block would be read for the next.
        let spec = Spec::from_format(source.format().clone());
        let spec = spec.itemsize(source.itemsize()).shape(source.shape());
        let copy = Buffer::from_bytes(source.to_bytes(Order::C)?, &spec)?;
        let copy = copy.broadcast_to(self.shape())?;
        self.each_block(&mut |key, block| block.assign(&copy.slice(key)?))
    }

    /// As [`assign`](Self::assign), from items that lie behind pointers too.
    ///
    /// # Errors
    /// As there.
    ///
    /// ```
    /// use memoryview_strided::{IndirectView, Slice, ViewMut};
    /// let (mut a, mut b) = ([1u8, 2], [3u8, 4]);
    /// let rows = vec![ViewMut::from_slice(&mut a), ViewMut::from_slice(&mut b)];
    /// let v = IndirectView::from_views_mut(rows)?;
    /// v.assign_indirect(&v.slice((Slice::REV, Slice::REV))?)?;
    /// assert_eq!((a, b), ([4, 3], [2, 1]));
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn assign_indirect(&self, source: &IndirectView<'_>) -> Result<(), Error> {
        self.check_writable()?;
        self.assign(&source.copied()?)
    }

    /// Puts the bytes of every number in reverse order, where they stand: see [`ViewMut::byteswap`](crate::ViewMut::byteswap). A row that several pointers lead to is swapped once.
    ///
    /// # Errors
    /// As there, and [`Error::Allocation`]: the items are swapped in a copy.
    ///
    /// ```
    /// use memoryview_strided::{IndirectView, ViewMut};
    /// let (mut a, mut b) = ([1u16], [0x1234u16]);
    /// let rows = vec![ViewMut::from_slice(&mut a), ViewMut::from_slice(&mut b)];
    /// IndirectView::from_views_mut(rows)?.byteswap()?;
    /// assert_eq!((a, b), ([0x0100], [0x3412]));
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn byteswap(&self) -> Result<(), Error> {
        self.check_writable()?;
        let mut copy = self.copied()?;
        copy.foreign_mut()?.byteswap()?;
        self.assign(&copy)
    }
}
