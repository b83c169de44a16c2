//! What layout does a box of indices have?

use core::ops::Range;

use super::{Axes, Layout};

impl Layout {
    /// The items whose indices lie in these ranges, one an axis, each within its axis.
    pub(crate) fn window(&self, ranges: &[Range<usize>]) -> Layout {
        debug_assert_eq!(ranges.len(), self.ndim());
        let mut out = self.clone();
        // An axis without items has the range 0..0 only.
        let empty = ranges.iter().any(Range::is_empty);
        let (shape, strides) = out.axes.parts_mut();
        for ((range, n), stride) in ranges.iter().zip(shape).zip(strides) {
            debug_assert!(range.start <= range.end && range.end <= *n);
            *n = range.end - range.start;
            if !empty {
                // An index of the layout: within its reach. The stride of an axis of one item may hold anything, but its index is 0.
                out.offset += stride.wrapping_mul(range.start.cast_signed());
            }
        }
        out
    }

    /// The same layout with only some indices of the first axis, which there is.
    pub(crate) fn rows(&self, range: Range<usize>) -> Layout {
        let mut out = self.clone();
        let (shape, strides) = out.axes.parts_mut();
        shape[0] = range.end - range.start;
        let far = strides[0].wrapping_mul(range.start.cast_signed());
        if !self.is_empty() && !range.is_empty() {
            out.offset += far;
        }
        out
    }

    /// The layout at index 0 of one axis, which goes away.
    pub(crate) fn without(&self, axis: usize) -> Layout {
        let mut out = self.same(Axes::new());
        for (k, (&n, &stride)) in self.shape().iter().zip(self.strides()).enumerate() {
            if k != axis {
                out.axes.push(n, stride);
            }
        }
        out
    }

    /// The same layout, moved by some bytes: the caller knows that it was cut out of one that reaches both places.
    pub(crate) fn moved(&self, by: isize) -> Layout {
        let mut out = self.clone();
        if !self.is_empty() {
            out.offset += by;
        }
        out
    }
}
