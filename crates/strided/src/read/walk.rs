//! In which order are the items of layouts of one shape visited, and in how long lines?
//!
//! Axes of length 1 go away, and neighbours that run into each other on all sides become one: what is left is as few and as long lines as
//! the order allows. In logical order the axes stay where they are; in memory order they are turned to run forward and sorted by the
//! strides of the first layout.

use core::ops::{ControlFlow, Range};

use super::BLOCK;
use super::few::Few;
use crate::Layout;

/// One axis: its length and its step in each layout, in bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Axis<const N: usize> {
    len: usize,
    strides: [isize; N],
}

impl<const N: usize> Default for Axis<N> {
    fn default() -> Self {
        Axis {
            len: 1,
            strides: [0; N],
        }
    }
}

/// A way through all items of `N` layouts of one shape.
#[derive(Clone, Debug)]
pub(crate) struct Walk<const N: usize> {
    /// All but the innermost, outermost first.
    outer: Few<Axis<N>>,
    /// The innermost: the lines. Of length 1 if there are no axes.
    inner: Axis<N>,
    offsets: [isize; N],
    len: usize,
}

/// Items at equal steps.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece<const N: usize> {
    pub(crate) len: usize,
    pub(crate) offsets: [isize; N],
    pub(crate) strides: [isize; N],
}

impl<const N: usize> Piece<N> {
    /// Calls `f` with parts that fill up blocks, and their lengths: the caller counts how much of the block is used.
    #[inline]
    pub(crate) fn cut<B>(
        mut self,
        used: usize,
        mut f: impl FnMut(&Self) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        let (mut left, mut room) = (self.len, BLOCK - used);
        loop {
            self.len = left.min(room);
            f(&self)?;
            left -= self.len;
            if left == 0 {
                return ControlFlow::Continue(());
            }
            for k in 0..N {
                let far = self.strides[k] * self.len.cast_signed();
                self.offsets[k] += far;
            }
            room = BLOCK;
        }
    }
}

impl<const N: usize> Walk<N> {
    /// The last axis fastest. The layouts have one shape.
    pub(crate) fn logical(layouts: [&Layout; N]) -> Self {
        Self::new(layouts, |_| {})
    }

    /// In the order in which the items of the first layout lie in memory.
    pub(crate) fn memory(layouts: [&Layout; N]) -> Self {
        Self::new(layouts, |walk| {
            for axis in &mut *walk.outer {
                if axis.strides[0] < 0 {
                    for (offset, stride) in walk.offsets.iter_mut().zip(&mut axis.strides) {
                        *offset += *stride * (axis.len - 1).cast_signed();
                        *stride = -*stride;
                    }
                }
            }
            let key = |axis: &Axis<N>| axis.strides.map(isize::unsigned_abs);
            walk.outer.sort_by_key(|axis| core::cmp::Reverse(key(axis)));
        })
    }

    fn new(layouts: [&Layout; N], arrange: impl FnOnce(&mut Self)) -> Self {
        let first = layouts[0];
        debug_assert!(layouts.iter().all(|l| l.shape() == first.shape()));
        let unit = Axis::default();
        let mut walk = Walk {
            outer: Few::new(),
            inner: unit,
            offsets: layouts.map(Layout::offset),
            len: first.len(),
        };
        if walk.len == 0 {
            // The strides of empty layouts may hold anything.
            return walk;
        }
        for (k, &len) in first.shape().iter().enumerate() {
            if len > 1 {
                let strides = layouts.map(|l| l.strides()[k]);
                walk.outer.push(Axis { len, strides });
            }
        }
        arrange(&mut walk);
        walk.coalesce();
        walk.inner = walk.outer.pop().unwrap_or(unit);
        walk
    }

    fn coalesce(&mut self) {
        let mut kept: usize = 0;
        for i in 0..self.outer.len() {
            let axis = self.outer[i];
            // Lengths above 1: no product exceeds the reach of a layout by more than one step, but a step may be as large as it.
            let span = axis.strides.map(|s| s.checked_mul(axis.len.cast_signed()));
            match kept.checked_sub(1).map(|last| &mut self.outer[last]) {
                Some(last) if last.strides.map(Some) == span => {
                    *last = Axis {
                        len: last.len * axis.len,
                        ..axis
                    };
                }
                _ => {
                    self.outer[kept] = axis;
                    kept += 1;
                }
            }
        }
        self.outer.truncate(kept);
    }

    /// The number of items.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The number of items of a line.
    pub(crate) fn line_len(&self) -> usize {
        self.inner.len
    }

    /// The steps within a line.
    pub(crate) fn line_strides(&self) -> [isize; N] {
        self.inner.strides
    }

    /// Whether the items of one of the layouts follow each other on this way without gaps, `unit` apart.
    pub(crate) fn runs_on(&self, layout: usize, unit: isize) -> bool {
        let mut step = Some(unit);
        core::iter::once(&self.inner)
            .chain(self.outer.iter().rev())
            .filter(|axis| axis.len > 1)
            .all(|axis| {
                let follows = step == Some(axis.strides[layout]);
                step = step.and_then(|step| step.checked_mul(axis.len.cast_signed()));
                follows
            })
    }

    /// Where a line begins. There must be one of that number.
    pub(crate) fn line(&self, number: usize) -> [isize; N] {
        let (mut offsets, mut number) = (self.offsets, number);
        for axis in self.outer.iter().rev() {
            let index = (number % axis.len).cast_signed();
            number /= axis.len;
            for (offset, stride) in offsets.iter_mut().zip(&axis.strides) {
                *offset += stride * index;
            }
        }
        offsets
    }

    /// Where the line behind one begins, whose indices are counted here.
    #[inline]
    pub(crate) fn next_line(&self, index: &mut [usize], offsets: &mut [isize; N]) {
        for (axis, i) in self.outer.iter().zip(index).rev() {
            *i += 1;
            let (steps, done) = if *i < axis.len {
                (1, true)
            } else {
                *i = 0;
                (1 - axis.len.cast_signed(), false)
            };
            for (offset, stride) in offsets.iter_mut().zip(&axis.strides) {
                *offset += stride * steps;
            }
            if done {
                return;
            }
        }
    }

    /// The indices of a line, for [`next_line`](Walk::next_line).
    pub(crate) fn index(&self, number: usize) -> Few<usize> {
        let mut index = Few::new();
        for _ in &*self.outer {
            index.push(0);
        }
        let mut number = number;
        for (axis, i) in self.outer.iter().zip(&mut *index).rev() {
            *i = number % axis.len;
            number /= axis.len;
        }
        index
    }

    /// Calls `f` with the lines of some of the items, counted in the order of the walk; the first and the last may be cut.
    pub(crate) fn span<B>(
        &self,
        range: Range<usize>,
        mut f: impl FnMut(&Piece<N>) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        let mut left = range.end.min(self.len).saturating_sub(range.start);
        if left == 0 {
            return ControlFlow::Continue(());
        }
        let Axis { len, strides } = self.inner;
        let mut skip = range.start % len;
        let mut start = self.line(range.start / len);
        let mut index = self.index(range.start / len);
        loop {
            let mut offsets = start;
            if skip > 0 {
                for k in 0..N {
                    offsets[k] += strides[k] * skip.cast_signed();
                }
            }
            let len = (len - skip).min(left);
            f(&Piece {
                len,
                offsets,
                strides,
            })?;
            left -= len;
            if left == 0 {
                return ControlFlow::Continue(());
            }
            skip = 0;
            self.next_line(&mut index, &mut start);
        }
    }
}
