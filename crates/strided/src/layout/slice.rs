//! What layout does a key select?
//!
//! No address is checked here, and none needs to be. Rule 3 of the invariant bounds `stride·(n-1)` for every axis; an index stays within
//! `0..n`, and for a slice of two items or more `|stride·step| <= |stride·(n-1)|`. If the result is empty, its offset stays what it
//! was, and the sums made on the way are thrown away: they may have wrapped, since nothing is said of the strides of an
//! empty layout.

use super::{Axes, Layout, MAX_NDIM, clamp};
use crate::key::{Index, Slice};
use crate::{Error, KeyFault, Limit};

impl Layout {
    /// The part that a key selects: an integer drops its axis, a slice keeps it.
    ///
    /// # Errors
    /// [`Error::Index`] for an integer out of bounds, [`Error::Key`] for too many indices, two ellipses or step 0,
    /// [`Error::Overflow`] for more than [`MAX_NDIM`] axes.
    ///
    /// ```
    /// use memoryview_strided::{IntoKey, Layout, Order, Slice};
    /// let l = Layout::contiguous(&[4, 6], 2, Order::C)?;
    /// let s = l.slice(&(1, Slice::from(5..1).by(-2)).into_key())?;
    /// assert_eq!((s.shape(), s.strides(), s.offset()), (&[2][..], &[-4][..], 22));
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn slice(&self, key: &[Index]) -> Result<Layout, Error> {
        let mut out = Layout::blank();
        self.slice_into(key, &mut out)?;
        Ok(out)
    }

    /// [`slice`](Layout::slice), written over another layout: where that stays, as in an object of another language, because moving a
    /// layout costs more than making it.
    ///
    /// # Errors
    /// As for [`slice`](Layout::slice); then `out` is [`Layout::default`].
    ///
    /// ```
    /// use memoryview_strided::{Index, Layout, Order};
    /// let l = Layout::contiguous(&[4, 6], 2, Order::C)?;
    /// let mut row = Layout::default();
    /// l.slice_to(&[Index::At(-1)], &mut row)?;
    /// assert_eq!((row.shape(), row.offset()), (&[6][..], 36));
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    #[inline]
    pub fn slice_to(&self, key: &[Index], out: &mut Layout) -> Result<(), Error> {
        if let Some((count, stride, offset)) = self.line_parts(key) {
            out.axes.clear();
            out.axes.push(count, stride);
            out.offset = offset;
            out.itemsize = self.itemsize;
            return Ok(());
        }
        let done = self.slice_into(key, out);
        if done.is_err() {
            *out = Layout::blank();
        }
        done
    }

    /// [`slice`](Layout::slice) for the commonest case, one slice of one axis: its numbers never leave the registers until they are
    /// stored where the result is returned. `None` for any other case.
    #[inline(always)]
    pub(crate) fn slice_line(&self, key: &[Index]) -> Option<Layout> {
        let (count, stride, offset) = self.line_parts(key)?;
        Some(Layout {
            axes: Axes::line(count, stride),
            offset,
            itemsize: self.itemsize,
        })
    }

    /// The length, the stride and the offset of one slice of one axis.
    #[inline(always)]
    fn line_parts(&self, key: &[Index]) -> Option<(usize, isize, isize)> {
        let [Index::Slice(Slice { start, stop, step })] = *key else {
            return None;
        };
        let ([len], [stride]) = (self.shape(), self.strides()) else {
            return None;
        };
        if step == 0 {
            return None;
        }
        let (first, count) = clamp::adjust(start, stop, step, *len);
        let moved = if count == 0 {
            0
        } else {
            stride.wrapping_mul(first.cast_signed())
        };
        Some((
            count,
            stride.wrapping_mul(step),
            self.offset.wrapping_add(moved),
        ))
    }

    /// [`slice`](Layout::slice), written to its place: moving a layout costs more than making it.
    #[inline]
    pub(crate) fn slice_into(&self, key: &[Index], out: &mut Layout) -> Result<(), Error> {
        let behind = behind_ellipsis(key, self.ndim())?;
        self.cut_to(out, |cut| {
            for part in key {
                match *part {
                    Index::At(index) => cut.at(index)?,
                    Index::Slice(slice) => cut.slice(slice)?,
                    Index::Ellipsis => cut.keep_all_but(behind),
                    Index::NewAxis => cut.new_axis(),
                }
            }
            Ok(())
        })
    }

    /// Appends `count` axes from `axis` on as they are; the first one behind them.
    #[inline]
    fn keep(
        &mut self,
        shape: &[usize],
        strides: &[isize],
        axis: usize,
        count: usize,
        empty: &mut bool,
    ) -> usize {
        for i in axis..axis + count {
            *empty |= shape[i] == 0;
            self.axes.push(shape[i], strides[i]);
        }
        axis + count
    }

    /// The layout without one axis, at one of its indices. Negative numbers count from the end.
    ///
    /// # Errors
    /// [`Error::Axis`] or [`Error::Index`] if there is no such axis or index.
    ///
    /// ```
    /// use memoryview_strided::{Layout, Order};
    /// let l = Layout::contiguous(&[4, 6], 2, Order::C)?.select(-1, 2)?;
    /// assert_eq!((l.shape(), l.offset()), (&[4][..], 4));
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn select(&self, axis: isize, index: isize) -> Result<Layout, Error> {
        let mut out = Layout::blank();
        self.select_into(axis, index, &mut out)?;
        Ok(out)
    }

    /// [`select`](Layout::select), written to its place.
    #[inline]
    pub(crate) fn select_into(
        &self,
        axis: isize,
        index: isize,
        out: &mut Layout,
    ) -> Result<(), Error> {
        let axis = self.axis(axis)?;
        let (shape, strides) = (self.shape(), self.strides());
        let len = shape[axis];
        let Some(i) = clamp::resolve(index, len) else {
            return Err(Error::Index { axis, index, len });
        };
        out.offset = self.offset;
        out.itemsize = self.itemsize;
        let mut empty = false;
        out.keep(shape, strides, 0, axis, &mut empty);
        out.keep(shape, strides, axis + 1, shape.len() - axis - 1, &mut empty);
        if !empty {
            out.offset += strides[axis].wrapping_mul(i.cast_signed());
        }
        Ok(())
    }
}

/// How many parts behind the ellipsis take an axis, after the counts of the key have been checked.
#[inline]
fn behind_ellipsis(key: &[Index], ndim: usize) -> Result<usize, Error> {
    let (mut used, mut new, mut ellipses, mut before) = (0, 0, 0, 0);
    for part in key {
        match part {
            Index::At(_) | Index::Slice(_) => used += 1,
            Index::Ellipsis => (ellipses, before) = (ellipses + 1, used),
            Index::NewAxis => new += 1,
        }
    }
    if used > ndim {
        return Err(Error::Key(KeyFault::TooMany { given: used, ndim }));
    }
    if ellipses > 1 {
        return Err(Error::Key(KeyFault::TwoEllipses));
    }
    if new > 0 {
        let dropped = key.iter().filter(|p| matches!(p, Index::At(_))).count();
        let rank = ndim - dropped + new;
        if rank > MAX_NDIM {
            return Err(Error::Overflow(Limit::Rank(rank)));
        }
    }
    Ok(used - before)
}
