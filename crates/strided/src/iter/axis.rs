//! How is a view cut along one axis?

use core::fmt;
use core::iter::FusedIterator;
use core::ops::Range;

use crate::{Buffer, Element, Error, ForeignView, Layout, TypedView, View, ViewMut};

mod sealed {
    use core::ops::Range;

    use crate::Layout;

    /// A view that is made again with another layout that reaches less. Of a unique one only disjoint parts are made.
    pub trait Cut {
        fn whole(&self) -> &Layout;
        fn cut(&self, layout: Layout) -> Self;
    }

    /// A view of which the items in a box of indices are a view too.
    pub trait Window {
        fn shape(&self) -> &[usize];
        /// A layout of the same shape, whose items lie in the order in which those of the view do.
        fn in_order(&self) -> Layout;
        /// The items whose indices lie in these ranges, one an axis, each within its axis.
        fn window(&self, ranges: &[Range<usize>]) -> Self;
    }
}

pub(crate) use sealed::{Cut, Window};

impl<V: Cut> Window for V {
    fn shape(&self) -> &[usize] {
        self.whole().shape()
    }

    fn in_order(&self) -> Layout {
        self.whole().clone()
    }

    fn window(&self, ranges: &[Range<usize>]) -> Self {
        self.cut(self.whole().window(ranges))
    }
}

impl Cut for ViewMut<'_> {
    fn whole(&self) -> &Layout {
        self.layout()
    }

    fn cut(&self, layout: Layout) -> Self {
        ViewMut::trusted(self.parts().finish(layout))
    }
}

impl Cut for View<'_> {
    fn whole(&self) -> &Layout {
        self.layout()
    }

    fn cut(&self, layout: Layout) -> Self {
        View::new(self.parts().finish(layout))
    }
}

impl<T: Element> Cut for TypedView<'_, T> {
    fn whole(&self) -> &Layout {
        self.layout()
    }

    fn cut(&self, layout: Layout) -> Self {
        self.finish(layout)
    }
}

impl Cut for ForeignView<'_> {
    fn whole(&self) -> &Layout {
        self.layout()
    }

    fn cut(&self, layout: Layout) -> Self {
        self.finish(layout)
    }
}

/// The pieces share the owner: they outlive the buffer that was cut.
impl Cut for Buffer {
    fn whole(&self) -> &Layout {
        self.layout()
    }

    fn cut(&self, layout: Layout) -> Self {
        self.finish(layout)
    }
}

/// The sub-views along one axis, from index 0 on, each without that axis. Made by `axis_iter`.
///
/// ```
/// use memoryview_strided::View;
/// let data = [1i32, 2, 3, 4, 5, 6];
/// let v = View::from_slice(&data).reshape([2, 3])?;
/// let columns: Vec<String> = v.axis_iter(1)?.map(|c| c.to_string()).collect();
/// assert_eq!(columns, ["[1, 4]", "[2, 5]", "[3, 6]"]);
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
///
/// Overlapping windows are the sub-views along an axis of `sliding_windows`:
///
/// ```
/// use memoryview_strided::View;
/// let v = View::from_slice(&[1u8, 5, 2, 4]).typed::<u8>()?;
/// let largest = v.sliding_windows(0, 3, 1)?.axis_iter(0)?.map(|w| w.iter().max());
/// assert_eq!(largest.collect::<Vec<_>>(), [Some(5), Some(5)]);
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
#[derive(Clone)]
#[must_use = "iterators are lazy: nothing is read before it is asked for"]
pub struct AxisIter<V> {
    view: V,
    /// The layout of the sub-view at index 0.
    first: Layout,
    stride: isize,
    range: Range<usize>,
}

impl<V> AxisIter<V> {
    pub(crate) fn new(view: V, layout: &Layout, axis: isize) -> Result<Self, Error> {
        let axis = layout.axis(axis)?;
        let (len, stride) = (layout.shape()[axis], layout.strides()[axis]);
        Ok(AxisIter {
            view,
            first: layout.without(axis),
            stride,
            range: 0..len,
        })
    }
}

impl<V: Cut> AxisIter<V> {
    pub(super) fn at(&self, index: usize) -> V {
        // An index of the axis: the offset stays within the reach. Of an axis of one item the stride may hold anything, but the index is 0.
        self.view.cut(
            self.first
                .moved(self.stride.wrapping_mul(index.cast_signed())),
        )
    }
}

impl<V: Cut> Iterator for AxisIter<V> {
    type Item = V;

    fn next(&mut self) -> Option<V> {
        self.range.next().map(|i| self.at(i))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.range.size_hint()
    }

    fn nth(&mut self, n: usize) -> Option<V> {
        self.range.nth(n).map(|i| self.at(i))
    }
}

impl<V: Cut> DoubleEndedIterator for AxisIter<V> {
    fn next_back(&mut self) -> Option<V> {
        self.range.next_back().map(|i| self.at(i))
    }
}

impl<V: Cut> ExactSizeIterator for AxisIter<V> {}
impl<V: Cut> FusedIterator for AxisIter<V> {}

impl<V: fmt::Debug> fmt::Debug for AxisIter<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Range { start, end } = self.range;
        write!(f, "AxisIter({start}..{end} of {:?})", self.view)
    }
}
