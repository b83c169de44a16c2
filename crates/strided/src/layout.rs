//! Where does the item at an index stand, counted in bytes from the start of the memory?
//!
//! A [`Layout`] is pure arithmetic: it knows neither pointers nor formats.
//!
//! # The invariant
//!
//! A `Layout` holds what [`Layout::new`] checked, and every method keeps it:
//!
//! 1. The rank is at most [`MAX_NDIM`].
//! 2. With `n' = max(n, 1)` for each axis of length `n`, the product of all `n'` fits `isize`, and so does that product times
//!    the item size. (Zeros count as ones, so that a zero cannot hide an overflow.)
//! 3. If no axis has length 0, then `low = offset + Σ min(0, stride·(n-1))` and `high = offset + Σ max(0, stride·(n-1)) + itemsize`
//!    fit `isize`, and so does `high - low`; every partial sum lies between the two, and no `stride·(n-1)` is larger than that. If some axis has length 0, nothing is said of offset and strides,
//!    and the offset is never moved.
//!
//! That `0 <= low` and `high <= len` is for the memory to check: see `parts`. The stride of an axis of length 0 or 1 is never
//! read; it may hold anything, wrapped values included.

mod axes;
pub(crate) use axes::INLINE;
pub(crate) mod bounds;
pub(crate) mod clamp;
mod contiguity;
mod cut;
mod diagonal;
mod diophantine;
pub(crate) use diophantine::gcd;
mod offsets;
pub(crate) mod overlap;
mod reinterpret;
pub(crate) mod reshape;
mod slice;
mod transform;
mod unique;
mod window;

use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

use crate::error::{Counted, Tuple};
use crate::{Error, Limit};
use axes::Axes;
pub use cut::Cut;
pub use offsets::Offsets;
pub use overlap::Overlap;

/// The largest number of dimensions, as in CPython (`PyBUF_MAX_NDIM`).
pub const MAX_NDIM: usize = 64;

/// The order in which items follow each other in memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Order {
    /// Row-major: the last axis runs fastest.
    #[default]
    C,
    /// Column-major: the first axis runs fastest.
    F,
}

/// Shape, strides and offset in **bytes**, and the size of one item.
///
/// Up to rank 8 a layout allocates nothing.
///
/// ```
/// use memoryview_strided::{Layout, Order};
///
/// let l = Layout::contiguous(&[3, 4], 8, Order::F)?;
/// assert_eq!(l.strides(), [8, 24]);
/// assert_eq!(l.offset_of(&[2, 1]), Some(40));
/// assert_eq!(l.reach(), Some(0..96));
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
#[derive(Clone)]
#[must_use = "a transform makes another layout"]
pub struct Layout {
    axes: Axes,
    offset: isize,
    itemsize: usize,
}

impl Layout {
    /// One item of no bytes: valid in any memory, and where another layout is written to.
    #[inline(always)]
    pub(crate) const fn blank() -> Self {
        Layout {
            axes: Axes::new(),
            offset: 0,
            itemsize: 0,
        }
    }

    /// A layout of these numbers, strides and offset in bytes.
    ///
    /// # Errors
    /// [`Error::Overflow`] if the rank exceeds [`MAX_NDIM`], or if the number of items or bytes or an address does not fit
    /// `isize`. [`Error::Shape`] if there are not as many strides as lengths.
    ///
    /// ```
    /// use memoryview_strided::Layout;
    /// let every_other = Layout::new(&[5], &[-8], 32, 4)?;
    /// assert_eq!(every_other.reach(), Some(0..36));
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn new(
        shape: &[usize],
        strides: &[isize],
        offset: isize,
        itemsize: usize,
    ) -> Result<Self, Error> {
        if shape.len() != strides.len() {
            let why = alloc::format!("{:#}", Counted(strides.len(), "stride"));
            return Err(Error::shape("lay out", shape, shape, why));
        }
        check_size(shape, itemsize)?;
        let mut axes = Axes::new();
        for (&n, &stride) in shape.iter().zip(strides) {
            axes.push(n, stride);
        }
        let layout = Layout {
            axes,
            offset,
            itemsize,
        };
        layout.check_reach()?;
        Ok(layout)
    }

    /// Items that lie one after the other, from offset 0.
    ///
    /// # Errors
    /// [`Error::Overflow`] as for [`Layout::new`].
    ///
    /// ```
    /// use memoryview_strided::{Layout, Order};
    /// assert_eq!(Layout::contiguous(&[2, 3], 4, Order::C)?.strides(), [12, 4]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn contiguous(shape: &[usize], itemsize: usize, order: Order) -> Result<Self, Error> {
        check_size(shape, itemsize)?;
        let mut axes = Axes::new();
        for &n in shape {
            axes.push(n, 0);
        }
        let mut layout = Layout {
            axes,
            offset: 0,
            itemsize,
        };
        layout.pack(order);
        Ok(layout)
    }

    /// The items of a slice: one axis. `len * itemsize` must fit `isize`, as it does for every slice.
    pub(crate) fn line(len: usize, itemsize: usize) -> Self {
        Layout {
            axes: Axes::line(len, itemsize.cast_signed()),
            offset: 0,
            itemsize,
        }
    }

    /// One item at an offset: rank 0.
    pub(crate) fn scalar(offset: isize, itemsize: usize) -> Self {
        Layout {
            axes: Axes::new(),
            offset,
            itemsize,
        }
    }

    /// Sets the strides to those of items one after the other. The size was checked.
    fn pack(&mut self, order: Order) {
        // Lengths of 0 count as 1, as NumPy does: no stride overflows, by rule 2.
        let mut stride = self.itemsize.cast_signed();
        let (shape, strides) = self.axes.parts_mut();
        let mut fill = |(n, s): (&usize, &mut isize)| {
            *s = stride;
            stride *= (*n).max(1).cast_signed();
        };
        match order {
            Order::C => shape.iter().zip(strides).rev().for_each(&mut fill),
            Order::F => shape.iter().zip(strides).for_each(&mut fill),
        }
    }

    /// Items of the same shape and size that lie one after the other, from offset 0.
    pub(crate) fn packed(mut self) -> Self {
        self.offset = 0;
        self.pack(Order::C);
        self
    }

    /// The length of each axis, in items.
    #[inline]
    pub fn shape(&self) -> &[usize] {
        self.axes.shape()
    }

    /// The step of each axis, in bytes.
    #[inline]
    pub fn strides(&self) -> &[isize] {
        self.axes.strides()
    }

    /// The place of the item at index 0, 0, ..., in bytes from the start of the memory.
    #[inline]
    pub fn offset(&self) -> isize {
        self.offset
    }

    /// The size of one item in bytes.
    #[inline]
    pub fn itemsize(&self) -> usize {
        self.itemsize
    }

    /// The number of dimensions.
    #[inline]
    pub fn ndim(&self) -> usize {
        self.shape().len()
    }

    /// The number of items: the product of the shape.
    #[inline]
    pub fn len(&self) -> usize {
        // Rule 2 bounds the product of the non-zero lengths.
        self.shape().iter().product()
    }

    /// Whether some axis has length 0.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.shape().contains(&0)
    }

    /// The bytes that the items hold: their number times their size, not the span in memory.
    #[inline]
    pub fn nbytes(&self) -> usize {
        self.len() * self.itemsize
    }

    /// The bytes from the lowest to one past the highest that any index reaches; `None` if there are no items.
    ///
    /// ```
    /// use memoryview_strided::Layout;
    /// assert_eq!(Layout::new(&[0], &[1 << 40], -7, 4)?.reach(), None);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn reach(&self) -> Option<Range<isize>> {
        if self.is_empty() {
            return None;
        }
        let (mut low, mut high) = (self.offset, self.offset);
        for (&n, &stride) in self.shape().iter().zip(self.strides()) {
            if n > 1 {
                // Rule 3 bounds all of these.
                let far = stride * (n - 1).cast_signed();
                if far < 0 { low += far } else { high += far }
            }
        }
        Some(low..high + self.itemsize.cast_signed())
    }

    /// The offset of one item in bytes; `None` if the index has another rank or is out of bounds.
    ///
    /// ```
    /// use memoryview_strided::{Layout, Order};
    /// let l = Layout::contiguous(&[2, 3], 1, Order::C)?;
    /// assert_eq!(l.offset_of(&[1, 2]), Some(5));
    /// assert_eq!(l.offset_of(&[1, 3]), None);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn offset_of(&self, index: &[usize]) -> Option<isize> {
        let shape = self.shape();
        if index.len() != shape.len() {
            return None;
        }
        let mut offset = self.offset;
        for ((&i, &n), &stride) in index.iter().zip(shape).zip(self.strides()) {
            if i >= n {
                return None;
            }
            if i > 0 {
                // 0 < i < n and no axis before it is empty; if one behind it is, the sum is thrown away.
                offset = offset.wrapping_add(stride.wrapping_mul(i.cast_signed()));
            }
        }
        Some(offset)
    }

    /// The index of the item that has so many before it in logical order; `None` if there are not more.
    ///
    /// ```
    /// use memoryview_strided::{Layout, Order};
    /// let l = Layout::contiguous(&[2, 3], 1, Order::F)?;
    /// assert_eq!(l.index_at(4), Some(vec![1, 1]));
    /// assert_eq!(l.index_at(6), None);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn index_at(&self, number: usize) -> Option<Vec<usize>> {
        (number < self.len()).then(|| crate::values::unravel(number, self.shape()))
    }

    /// Moves a layout of contiguous items to where another of as many bytes stands.
    pub(crate) fn set_offset(&mut self, offset: isize) {
        self.offset = offset;
        debug_assert!(self.check_reach().is_ok());
    }

    /// The same layout, moved by some bytes: rule 3 is checked again.
    pub(crate) fn shifted(mut self, by: isize) -> Result<Self, Error> {
        let Some(offset) = self.offset.checked_add(by) else {
            let far = self.offset.saturating_add(by);
            return Err(Error::Overflow(bounds::too_far(&[], &[], far, 0)));
        };
        self.offset = offset;
        self.check_reach()?;
        Ok(self)
    }

    /// Rule 3 of the invariant.
    fn check_reach(&self) -> Result<(), Error> {
        let (shape, strides) = (self.shape(), self.strides());
        match bounds::reach(shape, strides, self.offset, self.itemsize) {
            Some(_) => Ok(()),
            None if self.is_empty() => Ok(()),
            None => {
                let far = bounds::too_far(shape, strides, self.offset, self.itemsize);
                Err(Error::Overflow(far))
            }
        }
    }
}

/// Rules 1 and 2 of the invariant.
fn check_size(shape: &[usize], itemsize: usize) -> Result<(), Error> {
    if shape.len() > MAX_NDIM {
        return Err(Error::Overflow(Limit::Rank(shape.len())));
    }
    match bounds::size(shape, itemsize) {
        Some(_) => Ok(()),
        None => Err(Error::Overflow(bounds::too_large(shape, itemsize))),
    }
}

/// One item of no bytes, at offset 0: valid in any memory.
impl Default for Layout {
    #[inline(always)]
    fn default() -> Self {
        // As one constant, all of it zeros: so it is written where it goes, and not moved there.
        const { Layout::blank() }
    }
}

impl PartialEq for Layout {
    fn eq(&self, other: &Self) -> bool {
        (self.offset, self.itemsize) == (other.offset, other.itemsize)
            && self.shape() == other.shape()
            && self.strides() == other.strides()
    }
}

impl Eq for Layout {}

impl fmt::Debug for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Layout(shape={}, strides={}, offset={}, itemsize={})",
            Tuple(self.shape()),
            Tuple(self.strides()),
            self.offset,
            self.itemsize
        )
    }
}

#[cfg(test)]
mod tests;
