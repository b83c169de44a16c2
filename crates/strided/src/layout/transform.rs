//! What layout do permuting, flipping, squeezing, expanding, broadcasting and picking a field give?

use super::{Axes, Layout, MAX_NDIM, check_size};
use crate::error::AxisFault;
use crate::{Error, Int, Limit};

impl Layout {
    /// The axis that a number means: negative counts from the end.
    pub(crate) fn axis(&self, axis: isize) -> Result<usize, Error> {
        let ndim = self.ndim();
        super::clamp::resolve(axis, ndim).ok_or_else(|| Error::missing_axis(axis, ndim))
    }

    /// The axes in another order: axis `k` of the result is axis `axes[k]` of this layout.
    ///
    /// # Errors
    /// [`Error::Axis`] if an axis is missing, or named twice, or not named.
    ///
    /// ```
    /// use memoryview_strided::{Layout, Order};
    /// let l = Layout::contiguous(&[2, 3, 4], 1, Order::C)?.permute(&[2, 0, -2])?;
    /// assert_eq!((l.shape(), l.strides()), (&[4, 2, 3][..], &[1, 12, 4][..]));
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn permute(&self, axes: &[isize]) -> Result<Layout, Error> {
        let mut out = Layout::blank();
        self.permute_into(axes, &mut out)?;
        Ok(out)
    }

    /// [`permute`](Layout::permute), written to its place.
    pub(crate) fn permute_into<I: Int>(&self, axes: &[I], out: &mut Layout) -> Result<(), Error> {
        let (shape, strides) = (self.shape(), self.strides());
        let ndim = shape.len();
        let mut seen = 0_u64; // one bit an axis: MAX_NDIM is 64
        out.offset = self.offset;
        out.itemsize = self.itemsize;
        for axis in axes {
            let axis = axis.to_isize();
            let k = self.axis(axis)?;
            if seen & (1 << k) != 0 {
                let fault = AxisFault::Twice;
                return Err(Error::Axis { axis, ndim, fault });
            }
            seen |= 1 << k;
            out.axes.push(shape[k], strides[k]);
        }
        if axes.len() != ndim {
            return Err(Error::Axis {
                axis: axes.len().cast_signed(),
                ndim,
                fault: AxisFault::Count,
            });
        }
        Ok(())
    }

    /// The axes in reverse order.
    ///
    /// ```
    /// use memoryview_strided::{Layout, Order};
    /// assert!(Layout::contiguous(&[2, 3], 4, Order::C)?.transpose().is_f_contiguous());
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn transpose(&self) -> Layout {
        let mut out = self.clone();
        let (shape, strides) = out.axes.parts_mut();
        shape.reverse();
        strides.reverse();
        out
    }

    /// One axis from its end to its start.
    ///
    /// # Errors
    /// [`Error::Axis`] if there is no such axis.
    ///
    /// ```
    /// use memoryview_strided::{Layout, Order};
    /// let l = Layout::contiguous(&[2, 3], 4, Order::C)?.flip(1)?;
    /// assert_eq!((l.strides(), l.offset()), (&[12, -4][..], 8));
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn flip(&self, axis: isize) -> Result<Layout, Error> {
        let axis = self.axis(axis)?;
        let mut out = self.clone();
        let (n, stride) = (self.shape()[axis], self.strides()[axis]);
        // The stride of an axis of one item is never read: it wraps. With two items or more it does not, by rule 3.
        out.axes.parts_mut().1[axis] = stride.wrapping_neg();
        if !self.is_empty() {
            out.offset += stride.wrapping_mul((n - 1).cast_signed());
        }
        Ok(out)
    }

    /// Without one axis of length 1.
    ///
    /// # Errors
    /// [`Error::Axis`] if there is no such axis, or if its length is not 1.
    ///
    /// ```
    /// use memoryview_strided::{Layout, Order};
    /// assert_eq!(Layout::contiguous(&[2, 1, 3], 4, Order::C)?.squeeze(1)?.shape(), [2, 3]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn squeeze(&self, axis: isize) -> Result<Layout, Error> {
        let k = self.axis(axis)?;
        let ndim = self.ndim();
        let fault = AxisFault::Length(self.shape()[k]);
        if self.shape()[k] != 1 {
            return Err(Error::Axis { axis, ndim, fault });
        }
        let mut out = self.same(Axes::new());
        for i in (0..ndim).filter(|&i| i != k) {
            out.axes.push(self.shape()[i], self.strides()[i]);
        }
        Ok(out)
    }

    /// With a new axis of length 1 at this place: `-1` is behind the last.
    ///
    /// # Errors
    /// [`Error::Axis`] if there is no such place, [`Error::Overflow`] if there are [`MAX_NDIM`] axes already.
    ///
    /// ```
    /// use memoryview_strided::{Layout, Order};
    /// assert_eq!(Layout::contiguous(&[2, 3], 4, Order::C)?.expand_dims(-1)?.shape(), [2, 3, 1]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn expand_dims(&self, axis: isize) -> Result<Layout, Error> {
        let ndim = self.ndim();
        if ndim == MAX_NDIM {
            return Err(Error::Overflow(Limit::Rank(ndim + 1)));
        }
        let place = super::clamp::resolve(axis, ndim + 1);
        let place = place.ok_or_else(|| Error::missing_axis(axis, ndim + 1))?;
        let mut out = self.same(Axes::new());
        for i in 0..=ndim {
            if i == place {
                out.axes.push(1, 0);
            }
            if i < ndim {
                out.axes.push(self.shape()[i], self.strides()[i]);
            }
        }
        Ok(out)
    }

    /// Repeated to a larger shape by NumPy's rules, without a copy: new axes stand in front, and an axis of length 1 takes any
    /// length, with stride 0.
    ///
    /// # Errors
    /// [`Error::Shape`] if the shapes do not go together, [`Error::Overflow`] if the new one is too large.
    ///
    /// ```
    /// use memoryview_strided::{Layout, Order};
    /// let l = Layout::contiguous(&[3, 1], 4, Order::C)?.broadcast_to(&[2, 3, 5])?;
    /// assert_eq!(l.strides(), [0, 4, 0]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn broadcast_to(&self, shape: &[usize]) -> Result<Layout, Error> {
        let refuse = |why| Error::shape("broadcast", self.shape(), shape, why);
        let Some(new) = shape.len().checked_sub(self.ndim()) else {
            return Err(refuse(alloc::string::String::from("it has fewer axes")));
        };
        check_size(shape, self.itemsize)?;
        let mut out = self.same(Axes::new());
        for (k, &n) in shape.iter().enumerate() {
            let (from, stride) = match k.checked_sub(new) {
                Some(i) => (self.shape()[i], self.strides()[i]),
                None => (1, 0),
            };
            if from == n {
                out.axes.push(n, stride);
            } else if from == 1 {
                out.axes.push(n, 0);
            } else {
                let why = alloc::format!("axis {} has length {from}, not 1 or {n}", k - new);
                return Err(refuse(why));
            }
        }
        Ok(out)
    }

    /// The layout of a part of each item: `size` bytes from byte `offset` of the item on, with the axes of a sub-array behind
    /// the axes of the layout.
    ///
    /// # Errors
    /// [`Error::Bounds`] if the part does not lie within the item, [`Error::Overflow`] for too many axes.
    ///
    /// ```
    /// use memoryview_strided::{Layout, Order};
    /// // A record of 16 bytes with two floats at byte 6.
    /// let l = Layout::contiguous(&[10], 16, Order::C)?.field(6, 4, &[2])?;
    /// assert_eq!((l.shape(), l.strides(), l.offset()), (&[10, 2][..], &[16, 4][..], 6));
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn field(&self, offset: usize, itemsize: usize, shape: &[usize]) -> Result<Layout, Error> {
        let inner = Layout::contiguous(shape, itemsize, super::Order::C)?;
        let end = offset.checked_add(inner.nbytes());
        if end.is_none_or(|end| end > self.itemsize) {
            return Err(Error::Bounds {
                low: isize::try_from(offset).unwrap_or(isize::MAX),
                high: end.map_or(isize::MAX, |e| isize::try_from(e).unwrap_or(isize::MAX)),
                len: self.itemsize,
            });
        }
        let mut out = self.clone();
        out.itemsize = itemsize;
        for (&n, &stride) in shape.iter().zip(inner.strides()) {
            out.axes.push(n, stride);
        }
        // Too many axes; or a sub-array with an empty axis, or of items without bytes, that claims more items than an isize counts.
        check_size(out.shape(), itemsize)?;
        if !out.is_empty() {
            out.offset += offset.cast_signed();
        }
        Ok(out)
    }

    /// Offset and item size of this layout with other axes.
    pub(super) fn same(&self, axes: Axes) -> Layout {
        Layout {
            axes,
            offset: self.offset,
            itemsize: self.itemsize,
        }
    }
}
