//! How are items behind pointers copied, converted and compared number by number?

use alloc::vec::Vec;
use core::fmt;

use memoryview_format::Format;

use super::IndirectView;
use crate::error::try_vec;
use crate::{
    Buffer, Contiguous, Convert, ConvertTo, Difference, Element, Error, ForeignView, Order, Source,
    Spec, Tolerance, ViewMut,
};

impl<'a> IndirectView<'a> {
    /// The bytes of all items, in the order of the levels.
    fn gathered(&self) -> Result<Vec<u8>, Error> {
        let mut bytes = try_vec(self.nbytes())?;
        self.each_block(&mut |_, block| {
            bytes.extend_from_slice(&block.to_bytes(Order::C)?);
            Ok::<_, Error>(())
        })?;
        Ok(bytes)
    }

    /// All items in memory of our own, in the order of the levels.
    pub(super) fn copied(&self) -> Result<Buffer, Error> {
        let stored = self.levels.stored();
        let shape: Vec<usize> = stored.iter().map(|&axis| self.shape()[axis]).collect();
        let spec = Spec::from_format(self.format.clone());
        let spec = spec.itemsize(self.itemsize()).shape(shape);
        let mut axes = alloc::vec![0; stored.len()];
        for (place, axis) in stored.into_iter().enumerate() {
            axes[axis] = place;
        }
        Buffer::from_bytes(self.gathered()?, &spec)?.permute(axes)
    }

    /// All items as bytes, one after the other in this order: a copy.
    ///
    /// # Errors
    /// [`Error::Allocation`] if there is no memory.
    ///
    /// ```
    /// use memoryview_strided::{IndirectView, Order};
    /// let v = IndirectView::from_rows(&[&[1u8, 2][..], &[3, 4]])?;
    /// assert_eq!(v.to_bytes(Order::F)?, [1, 3, 2, 4]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn to_bytes(&self, order: Order) -> Result<Vec<u8>, Error> {
        match order {
            Order::C if self.levels.home().is_sorted() => self.gathered(),
            order => self.copied()?.to_bytes(order),
        }
    }

    /// All items, one after the other in this order: a copy.
    ///
    /// # Errors
    /// [`Error::Type`] if the format is not that of `T`, [`Error::Allocation`] if there is no memory.
    ///
    /// ```
    /// use memoryview_strided::{IndirectView, Order};
    /// let v = IndirectView::from_rows(&[&[1u16, 2][..], &[3, 4]])?;
    /// assert_eq!(v.to_vec::<u16>(Order::C)?, [1, 2, 3, 4]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn to_vec<T: Element>(&self, order: Order) -> Result<Vec<T>, Error> {
        crate::element::check::<T>(&self.format)?;
        self.copied()?.to_vec(order)
    }

    /// Copies every item to its place in a view of the same shape and format.
    ///
    /// # Errors
    /// [`Error::Shape`] if the shapes differ; otherwise as for [`ViewMut::assign`].
    ///
    /// ```
    /// use memoryview_strided::{IndirectView, ViewMut};
    /// let mut target = [0u8; 4];
    /// let v = IndirectView::from_rows(&[&[1u8, 2][..], &[3, 4]])?;
    /// v.copy_to(&mut ViewMut::from_slice(&mut target).reshape([2, 2])?.transpose())?;
    /// assert_eq!(target, [1, 3, 2, 4]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn copy_to(&self, target: &mut ViewMut<'_>) -> Result<(), Error> {
        if target.shape() != self.shape() {
            return Err(Error::shape(
                "copy",
                self.shape(),
                target.shape(),
                "they differ",
            ));
        }
        self.each_block(&mut |key, block| target.reborrow().slice(key)?.assign(&block))
    }

    /// The items one after the other in this order: themselves, if no pointers are left and they lie so, or a copy.
    ///
    /// # Errors
    /// [`Error::Allocation`] if there is no memory for a copy.
    ///
    /// ```
    /// use memoryview_strided::{IndirectView, Order};
    /// let v = IndirectView::from_rows(&[&[1u16, 2, 3][..], &[4, 5, 6]])?;
    /// assert!(v.select(0, 1)?.to_contiguous(Order::C)?.is_borrowed());
    /// let copy = v.to_contiguous(Order::C)?;
    /// assert!(copy.is_owned());
    /// # use memoryview_strided::Source;
    /// assert_eq!(copy.as_foreign().sum_as::<f64>()?, 21.0);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn to_contiguous(&self, order: Order) -> Result<Contiguous<ForeignView<'a>>, Error> {
        if self.levels.axis_of_pointers().is_none() {
            return self.as_direct()?.to_contiguous(order);
        }
        Ok(match self.copied()?.to_contiguous(order)? {
            Contiguous::Borrowed(copy) | Contiguous::Owned(copy) => Contiguous::Owned(copy),
        })
    }

    /// The items as a `T`: say how, then where to. See [`Convert`]. They are copied first.
    ///
    /// # Errors
    /// [`Error::Allocation`] if there is no memory for the copy.
    ///
    /// ```
    /// use memoryview_strided::{IndirectView, Order};
    /// let v = IndirectView::from_rows(&[&[1u16, 2][..], &[3, 4]])?.transpose();
    /// assert_eq!(v.convert::<f64>()?.scale(0.5, 0.0).to_vec(Order::C)?, [0.5, 1.5, 1.0, 2.0]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn convert<U: ConvertTo>(&self) -> Result<Convert<'static, U>, Error> {
        Ok(Convert::of_copy(self.copied()?, U::target()))
    }

    /// The items in a format that only a value says. See [`Convert`]. They are copied first.
    ///
    /// # Errors
    /// As for [`convert`](Self::convert).
    ///
    /// ```
    /// use memoryview_strided::IndirectView;
    /// let v = IndirectView::from_rows(&[&[1u16, 2][..], &[3, 4]])?;
    /// let b = v.convert_to(&">d".parse()?)?.to_buffer(Default::default())?;
    /// assert_eq!(b.to_string(), "[[1.0, 2.0],\n [3.0, 4.0]]");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn convert_to(&self, format: &Format) -> Result<Convert<'static, Format>, Error> {
        Ok(Convert::of_copy(self.copied()?, format.clone()))
    }

    /// How the items of this view differ from those of another: see [`View::diff`](crate::View::diff).
    ///
    /// # Errors
    /// As there, and [`Error::Allocation`]: the items are copied.
    ///
    /// ```
    /// use memoryview_strided::{IndirectView, Tolerance, View};
    /// let v = IndirectView::from_rows(&[&[1u16, 2][..], &[3, 4]])?;
    /// let other = View::from_slice(&[1.0f32, 2.0, 3.0, 5.0]).reshape([2, 2])?;
    /// assert_eq!(v.diff(&other, Tolerance::EXACT)?.first.unwrap().index, [1, 1]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn diff(
        &self,
        other: &(impl Source + ?Sized),
        tolerance: Tolerance,
    ) -> Result<Difference, Error> {
        self.copied()?.diff(other, tolerance)
    }
}

impl fmt::Display for IndirectView<'_> {
    /// The items as those of an ordinary view are printed. They are copied first.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.copied().map_err(|_| fmt::Error)?.fmt(f)
    }
}
