//! How is a key applied while it is still being read?
//!
//! Each part takes its axes from the front of the layout and adds what is left of them to the result. Nothing of the result is seen before the
//! last part was taken: until then the place that it is written to has no axes, so the invariant holds there even if reading the key panics.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::iter::Zip;
use core::slice::Iter;

use super::{Layout, MAX_NDIM, clamp};
use crate::key::Slice;
use crate::{Error, KeyFault, Limit};

/// A key on its way into a layout, part by part: see [`Layout::cut_to`].
#[derive(Debug)]
pub struct Cut<'a> {
    /// Lengths and strides of the axes that no part has named yet.
    axes: Zip<Iter<'a, usize>, Iter<'a, isize>>,
    from: &'a Layout,
    out: &'a mut Layout,
    /// How many axes the result has so far.
    rank: usize,
    /// All of them, once they are more than stand in a layout.
    heap: Option<Box<(Vec<usize>, Vec<isize>)>>,
    /// Thrown away if the result is empty: then it may have wrapped, since nothing is said of the strides of an empty layout.
    offset: isize,
    empty: bool,
}

impl Layout {
    /// The part that a key selects, for whoever has the key in a form of their own: `read` tells its parts one after the other, and axes that
    /// it does not name stay. Written over another layout, as by [`slice_to`](Layout::slice_to).
    ///
    /// # Errors
    /// What `read` says; [`Error::Overflow`] if there are more than [`MAX_NDIM`] axes then. `out` is [`Layout::default`] after either.
    ///
    /// ```
    /// use memoryview_strided::{Error, Layout, Order, Slice};
    /// let l = Layout::contiguous(&[4, 5, 6], 2, Order::C)?;
    /// let mut part = Layout::default();
    /// l.cut_to(&mut part, |cut| {
    ///     cut.at(1)?;
    ///     cut.keep_all_but(1);
    ///     cut.slice(Slice::REV)
    /// })?;
    /// assert_eq!((part.shape(), part.strides(), part.offset()), (&[5, 6][..], &[12, -2][..], 70));
    /// # Ok::<(), Error>(())
    /// ```
    #[inline(always)]
    pub fn cut_to<E: From<Error>>(
        &self,
        out: &mut Layout,
        read: impl FnOnce(&mut Cut<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        // One item of no bytes, as long as nothing else is known.
        out.axes.clear();
        (out.offset, out.itemsize) = (0, 0);
        let mut cut = Cut {
            axes: self.shape().iter().zip(self.strides()),
            rank: 0,
            heap: None,
            offset: self.offset,
            empty: false,
            from: self,
            out,
        };
        read(&mut cut)?;
        Ok(cut.finish()?)
    }
}

impl Cut<'_> {
    /// Length and stride of the axis that the next part means.
    #[inline(always)]
    fn next(&mut self) -> Result<(usize, isize), Error> {
        match self.axes.next() {
            Some((&len, &stride)) => Ok((len, stride)),
            None => Err(none_left(self.from)),
        }
    }

    /// The axis of `from` that the next part means.
    #[inline(always)]
    fn axis(&self) -> usize {
        self.from.ndim() - self.axes.len()
    }

    #[inline(always)]
    fn push(&mut self, len: usize, stride: isize) {
        let (shape, strides) = self.out.axes.places_mut();
        match (shape.get_mut(self.rank), strides.get_mut(self.rank)) {
            (Some(n), Some(step)) => (*n, *step) = (len, stride),
            _ => push_heap(self.out, &mut self.heap, len, stride),
        }
        self.rank += 1;
        self.empty |= len == 0;
    }

    /// One index of the next axis, which goes away. Negative numbers count from the end.
    ///
    /// # Errors
    /// [`Error::Index`] if it is out of bounds; [`Error::Key`] if there is no axis left.
    ///
    /// ```
    /// # use memoryview_strided::{Error, Layout, Order, Slice};
    /// let l = Layout::contiguous(&[4, 6], 2, Order::C)?;
    /// let mut part = Layout::default();
    /// l.cut_to(&mut part, |cut| cut.at(-1))?;
    /// assert_eq!((part.shape(), part.offset()), (&[6][..], 36));
    /// # Ok::<(), Error>(())
    /// ```
    #[inline(always)]
    pub fn at(&mut self, index: isize) -> Result<(), Error> {
        let (len, stride) = self.next()?;
        let Some(i) = clamp::resolve(index, len) else {
            let axis = self.axis() - 1;
            return Err(Error::Index { axis, index, len });
        };
        let moved = stride.wrapping_mul(i.cast_signed());
        self.offset = self.offset.wrapping_add(moved);
        Ok(())
    }

    /// A part of the next axis, which stays.
    ///
    /// # Errors
    /// [`Error::Key`] if the step is 0, or if there is no axis left.
    ///
    /// ```
    /// # use memoryview_strided::{Error, Layout, Order, Slice};
    /// let l = Layout::contiguous(&[4, 6], 2, Order::C)?;
    /// let mut part = Layout::default();
    /// l.cut_to(&mut part, |cut| cut.slice(Slice::every(3)))?;
    /// assert_eq!((part.shape(), part.strides()), (&[2, 6][..], &[36, 2][..]));
    /// # Ok::<(), Error>(())
    /// ```
    #[inline(always)]
    pub fn slice(&mut self, slice: Slice) -> Result<(), Error> {
        let Slice { start, stop, step } = slice;
        if step == 0 {
            let axis = Some(self.axis());
            return Err(Error::Key(KeyFault::ZeroStep { axis }));
        }
        let (len, stride) = self.next()?;
        let (first, count) = clamp::adjust(start, stop, step, len);
        let moved = stride.wrapping_mul(first.cast_signed());
        self.offset = self.offset.wrapping_add(moved);
        self.push(count, stride.wrapping_mul(step));
        Ok(())
    }

    /// All of the axes that are left but the last `count`, as they are: what an ellipsis means where so many parts behind it take an axis.
    ///
    /// ```
    /// # use memoryview_strided::{Error, Layout, Order, Slice};
    /// let l = Layout::contiguous(&[4, 6], 2, Order::C)?;
    /// let mut part = Layout::default();
    /// l.cut_to(&mut part, |cut| {
    ///     cut.keep_all_but(1);
    ///     cut.at(2)
    /// })?;
    /// assert_eq!((part.shape(), part.strides()), (&[4][..], &[12][..]));
    /// # Ok::<(), Error>(())
    /// ```
    #[inline(always)]
    pub fn keep_all_but(&mut self, count: usize) {
        while self.axes.len() > count
            && let Some((&len, &stride)) = self.axes.next()
        {
            self.push(len, stride);
        }
    }

    /// A new axis of length 1.
    ///
    /// ```
    /// # use memoryview_strided::{Error, Layout, Order, Slice};
    /// let l = Layout::contiguous(&[4, 6], 2, Order::C)?;
    /// let mut part = Layout::default();
    /// l.cut_to(&mut part, |cut| {
    ///     cut.new_axis();
    ///     Ok::<(), Error>(())
    /// })?;
    /// assert_eq!(part.shape(), [1, 4, 6]);
    /// # Ok::<(), Error>(())
    /// ```
    #[inline(always)]
    pub fn new_axis(&mut self) {
        self.push(1, 0);
    }

    #[inline(always)]
    fn finish(&mut self) -> Result<(), Error> {
        self.keep_all_but(0);
        if self.rank > MAX_NDIM {
            return Err(Error::Overflow(Limit::Rank(self.rank)));
        }
        self.out.offset = if self.empty {
            self.from.offset
        } else {
            self.offset
        };
        self.out.itemsize = self.from.itemsize;
        self.out.axes.set(self.rank, self.heap.take());
        Ok(())
    }
}

// Neither takes the whole `Cut`: so its fields stay in registers.

#[cold]
fn push_heap(
    out: &mut Layout,
    heap: &mut Option<Box<(Vec<usize>, Vec<isize>)>>,
    len: usize,
    stride: isize,
) {
    let (shape, strides) = out.axes.places_mut();
    let start = || Box::new((shape.to_vec(), strides.to_vec()));
    let heap = heap.get_or_insert_with(start);
    heap.0.push(len);
    heap.1.push(stride);
}

#[cold]
fn none_left(from: &Layout) -> Error {
    let ndim = from.ndim();
    let given = ndim + 1;
    Error::Key(KeyFault::TooMany { given, ndim })
}

#[cfg(test)]
mod tests;
