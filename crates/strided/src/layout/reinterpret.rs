//! What layout do the same bytes have as items of another size, and what other layouts lie inside this one's bytes?

use super::{Layout, Order, bounds};
use crate::Error;
use crate::error::{AccessFault, MemoryFault};

impl Layout {
    /// The same bytes as items of another size.
    ///
    /// Of the same size, every layout stays as it is. Otherwise one axis, along which the items lie one after the other, becomes longer or shorter:
    /// the last one, as in NumPy; or the first one, if the last is none such and the layout is Fortran-contiguous.
    ///
    /// # Errors
    /// [`Error::Memory`] if there is no such axis: the numbers are those of the last one; or if its bytes do not divide.
    ///
    /// ```
    /// use memoryview_strided::{Layout, Order};
    /// let l = Layout::contiguous(&[2, 6], 2, Order::C)?;
    /// assert_eq!(l.reinterpret(4)?.shape(), [2, 3]);
    /// assert_eq!(l.reinterpret(1)?.shape(), [2, 12]);
    /// assert_eq!(l.transpose().reinterpret(4)?.shape(), [3, 2]);
    /// assert_eq!(l.reinterpret(5).unwrap_err().to_string(), "12 bytes cannot be divided by the item size 5");
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn reinterpret(&self, itemsize: usize) -> Result<Layout, Error> {
        if itemsize == self.itemsize {
            return Ok(self.clone());
        }
        self.recut(self.run(itemsize)?, itemsize)
    }

    /// The same bytes as items of another size, along an axis whose items lie one after the other.
    pub(crate) fn recut(&self, axis: usize, itemsize: usize) -> Result<Layout, Error> {
        let bytes = if itemsize < self.itemsize {
            self.itemsize
        } else {
            // At most all bytes: rule 2 bounds them.
            self.shape()[axis] * self.itemsize
        };
        if itemsize == 0 || !bytes.is_multiple_of(itemsize) {
            return Err(Error::Memory(MemoryFault::NotMultiple { bytes, itemsize }));
        }
        let mut out = self.clone();
        out.itemsize = itemsize;
        let (shape, strides) = out.axes.parts_mut();
        shape[axis] = shape[axis] * self.itemsize / itemsize;
        strides[axis] = itemsize.cast_signed();
        super::check_size(out.shape(), itemsize)?;
        Ok(out)
    }

    /// The axis along which the items lie one after the other, for items of another size.
    fn run(&self, size: usize) -> Result<usize, Error> {
        let (shape, strides) = (self.shape(), self.strides());
        let itemsize = self.itemsize;
        let Some(last) = shape.len().checked_sub(1) else {
            return Err(Error::Memory(MemoryFault::NoAxis { itemsize, size }));
        };
        let (stride, needed) = (strides[last], itemsize.cast_signed());
        if shape[last] == 1 || stride == needed || self.is_empty() {
            return Ok(last);
        }
        if self.broken_axis(Order::F).is_none() {
            return Ok(0);
        }
        Err(Error::Memory(MemoryFault::NotContiguous {
            axis: last,
            stride,
            needed,
        }))
    }

    /// Any layout of items of this size, `offset` bytes behind the item at index 0, that reaches no byte outside this layout's own bounds.
    ///
    /// # Errors
    /// [`Error::Access`] if there are gaps between the bounds, [`Error::Bounds`] (relative to the lowest byte that this layout reaches) if the new layout
    /// reaches outside, and what [`Layout::new`] refuses.
    ///
    /// ```
    /// use memoryview_strided::{Layout, Order};
    /// let l = Layout::contiguous(&[6], 4, Order::C)?;
    /// let pairs = l.as_strided(&[5, 2], &[4, 4], 0)?;
    /// assert_eq!(pairs.reach(), l.reach());
    /// assert_eq!(
    ///     l.as_strided(&[7], &[4], 0).unwrap_err().to_string(),
    ///     "the layout reaches bytes 0..28, the memory has 0..24"
    /// );
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn as_strided(
        &self,
        shape: &[usize],
        strides: &[isize],
        offset: isize,
    ) -> Result<Layout, Error> {
        if let Some((stride, span)) = self.gap() {
            return Err(Error::Access(AccessFault::Gaps { stride, span }));
        }
        let out = self.restrided(shape, strides, offset)?;
        let Some(new) = out.reach() else {
            return Ok(out);
        };
        let old = self.reach();
        if old
            .as_ref()
            .is_some_and(|old| old.start <= new.start && new.end <= old.end)
        {
            return Ok(out);
        }
        let old = old.unwrap_or(self.offset..self.offset);
        Err(Error::Bounds {
            low: new.start.saturating_sub(old.start),
            high: new.end.saturating_sub(old.start),
            len: (old.end - old.start).unsigned_abs(),
        })
    }

    /// The layout of these numbers, `offset` bytes behind the item at index 0: where it reaches is not looked at.
    pub(crate) fn restrided(
        &self,
        shape: &[usize],
        strides: &[isize],
        offset: isize,
    ) -> Result<Layout, Error> {
        let Some(offset) = self.offset.checked_add(offset) else {
            let far = self.offset.saturating_add(offset);
            return Err(Error::Overflow(bounds::too_far(&[], &[], far, 0)));
        };
        Layout::new(shape, strides, offset, self.itemsize)
    }
}

#[cfg(test)]
mod tests;
