//! What layout do a diagonal, sliding windows, swapped and moved axes, and the halves of an axis have?

use super::{Axes, Layout, MAX_NDIM, check_size};
use crate::error::AxisFault;
use crate::{Error, Limit};

impl Layout {
    /// The diagonal of two axes, as the last axis of the result. It begins at index `offset` of the second axis, or at index `-offset` of the first.
    ///
    /// # Errors
    /// [`Error::Axis`] if an axis is missing or named twice.
    ///
    /// ```
    /// use memoryview_strided::{Layout, Order};
    /// let l = Layout::contiguous(&[3, 4, 2], 1, Order::C)?.diagonal(1, 0, 1)?;
    /// assert_eq!((l.shape(), l.strides(), l.offset()), (&[2, 3][..], &[1, 10][..], 2));
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn diagonal(&self, offset: isize, axis1: isize, axis2: isize) -> Result<Layout, Error> {
        let (first, second) = (self.axis(axis1)?, self.axis(axis2)?);
        let ndim = self.ndim();
        if first == second {
            let (axis, fault) = (axis2, AxisFault::Twice);
            return Err(Error::Axis { axis, ndim, fault });
        }
        let (shape, strides) = (self.shape(), self.strides());
        let skip = offset.unsigned_abs();
        let (below, beside) = if offset < 0 { (skip, 0) } else { (0, skip) };
        let rows = shape[first].saturating_sub(below);
        let columns = shape[second].saturating_sub(beside);
        let mut out = self.same(Axes::new());
        for k in (0..ndim).filter(|&k| k != first && k != second) {
            out.axes.push(shape[k], strides[k]);
        }
        // With two items or more it is the difference of two addresses of this layout; otherwise it is never read.
        let stride = strides[first].wrapping_add(strides[second]);
        out.axes.push(rows.min(columns), stride);
        if !out.is_empty() {
            // The address of an index of this layout.
            let step = if offset < 0 {
                strides[first]
            } else {
                strides[second]
            };
            out.offset += step.wrapping_mul(skip.cast_signed());
        }
        Ok(out)
    }

    /// All windows of `window` neighbours along an axis, each `step` items after the one before: the axis counts windows, and the last axis
    /// of the result counts the items of one. What does not fill a window at the end is left out.
    ///
    /// # Errors
    /// [`Error::Axis`] if there is no such axis, if the window or the step is 0, or if the window is longer than the axis; [`Error::Overflow`] if the
    /// result has too many axes or items.
    ///
    /// ```
    /// use memoryview_strided::{Layout, Order};
    /// let l = Layout::contiguous(&[7, 2], 4, Order::C)?.sliding_windows(0, 3, 2)?;
    /// assert_eq!((l.shape(), l.strides()), (&[3, 2, 3][..], &[16, 4, 8][..]));
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn sliding_windows(
        &self,
        axis: isize,
        window: usize,
        step: usize,
    ) -> Result<Layout, Error> {
        let k = self.axis(axis)?;
        let ndim = self.ndim();
        let len = self.shape()[k];
        if window == 0 || step == 0 || window > len {
            let fault = AxisFault::Window { len, window, step };
            return Err(Error::Axis { axis, ndim, fault });
        }
        if ndim == MAX_NDIM {
            return Err(Error::Overflow(Limit::Rank(ndim + 1)));
        }
        let mut out = self.clone();
        let (shape, strides) = out.axes.parts_mut();
        let stride = strides[k];
        shape[k] = (len - window) / step + 1;
        // With two windows or more, no more than stride·(n-1); otherwise it is never read.
        let stride_of_windows = isize::try_from(step).unwrap_or(isize::MAX);
        strides[k] = stride.wrapping_mul(stride_of_windows);
        out.axes.push(window, stride);
        check_size(out.shape(), self.itemsize)?;
        Ok(out)
    }

    /// Two axes in each other's place.
    ///
    /// # Errors
    /// [`Error::Axis`] if an axis is missing.
    ///
    /// ```
    /// use memoryview_strided::{Layout, Order};
    /// let l = Layout::contiguous(&[2, 3, 4], 1, Order::C)?;
    /// assert_eq!(l.swap_axes(0, -1)?.shape(), [4, 3, 2]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn swap_axes(&self, axis1: isize, axis2: isize) -> Result<Layout, Error> {
        let (first, second) = (self.axis(axis1)?, self.axis(axis2)?);
        let mut out = self.clone();
        let (shape, strides) = out.axes.parts_mut();
        shape.swap(first, second);
        strides.swap(first, second);
        Ok(out)
    }

    /// One axis at another place, the others in their order.
    ///
    /// # Errors
    /// [`Error::Axis`] if there is no such axis or place.
    ///
    /// ```
    /// use memoryview_strided::{Layout, Order};
    /// let l = Layout::contiguous(&[2, 3, 4], 1, Order::C)?;
    /// assert_eq!(l.move_axis(0, -1)?.shape(), [3, 4, 2]);
    /// assert_eq!(l.move_axis(2, 0)?.strides(), [1, 12, 4]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn move_axis(&self, from: isize, to: isize) -> Result<Layout, Error> {
        let (from, to) = (self.axis(from)?, self.axis(to)?);
        let mut out = self.clone();
        let (shape, strides) = out.axes.parts_mut();
        if from < to {
            shape[from..=to].rotate_left(1);
            strides[from..=to].rotate_left(1);
        } else {
            shape[to..=from].rotate_right(1);
            strides[to..=from].rotate_right(1);
        }
        Ok(out)
    }

    /// The items before an index of an axis, and those from it on. Negative indices count from the end; the length itself is the end.
    ///
    /// # Errors
    /// [`Error::Axis`] if there is no such axis, [`Error::Index`] if the index is beyond the end.
    ///
    /// ```
    /// use memoryview_strided::{Layout, Order};
    /// let (head, tail) = Layout::contiguous(&[2, 5], 4, Order::C)?.split_at(1, 2)?;
    /// assert_eq!((head.shape(), tail.shape(), tail.offset()), (&[2, 2][..], &[2, 3][..], 8));
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn split_at(&self, axis: isize, index: isize) -> Result<(Layout, Layout), Error> {
        let k = self.axis(axis)?;
        let len = self.shape()[k];
        let at = match usize::try_from(index) {
            Ok(at) => Some(at).filter(|&at| at <= len),
            Err(_) => len.checked_sub(index.unsigned_abs()),
        };
        let Some(at) = at else {
            return Err(Error::Index {
                axis: k,
                index,
                len,
            });
        };
        let (mut head, mut tail) = (self.clone(), self.clone());
        head.axes.parts_mut().0[k] = at;
        tail.axes.parts_mut().0[k] = len - at;
        if !tail.is_empty() {
            // The address of an index of this layout.
            tail.offset += self.strides()[k].wrapping_mul(at.cast_signed());
        }
        Ok((head, tail))
    }
}

#[cfg(test)]
mod tests;
