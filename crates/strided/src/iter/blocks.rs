//! How is a view cut into pieces that fit a budget, in the order in which its items lie?
//!
//! A block is a box of indices. The axes that lie closest in memory are taken whole as long as they fit; the first that does not is cut; of the rest
//! each block has one index. So blocks follow each other in memory, and every item is in exactly one of them.

use alloc::vec::Vec;
use core::fmt;
use core::iter::FusedIterator;
use core::ops::Range;

use super::axis::Window;
use crate::{Error, Layout};

/// A piece of a view, and which indices it has: one range an axis.
///
/// ```
/// use memoryview_strided::View;
/// let v = View::from_slice(&[1u8, 2, 3]);
/// let last = v.blocks(2).last().unwrap();
/// assert_eq!((&last.ranges[..], last.view.to_string()), (&[2..3][..], "[3]".into()));
/// ```
#[derive(Clone, Debug)]
pub struct Block<V> {
    /// The indices in the view that was cut.
    pub ranges: Vec<Range<usize>>,
    /// The items: an axis an axis.
    pub view: V,
}

/// The pieces of a view in the order in which they lie in memory. Made by `blocks` of the view types.
///
/// A long job is a loop over blocks, so that progress and stopping early belong to the caller:
///
/// ```
/// use memoryview_strided::{View, ViewMut};
///
/// let source: Vec<u16> = (0..6000).collect();
/// let from = View::from_slice(&source).reshape([60, 100])?;
/// let mut target = vec![0u16; 6000];
/// let to = ViewMut::from_slice(&mut target).reshape([60, 100])?;
/// let mut done = 0;
/// for (mut block, piece) in to.blocks(1 << 10).zip_from(&from)? {
///     block.view.assign(&piece)?;
///     done += block.view.len();
///     assert!(block.view.nbytes() <= 1 << 10);
/// }
/// assert_eq!((done, target), (6000, source));
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
#[derive(Clone)]
#[must_use = "iterators are lazy: nothing is read before it is asked for"]
pub struct Blocks<V> {
    view: V,
    layout: Layout,
    /// Slowest first: an axis, the items of it that a block has, and how many blocks that makes.
    axes: Vec<(usize, usize, usize)>,
    numbers: Range<usize>,
}

impl<V: Window> Blocks<V> {
    pub(crate) fn new(view: V, max_bytes: usize) -> Self {
        let layout = view.in_order();
        let (shape, strides) = (layout.shape(), layout.strides());
        let mut order: Vec<usize> = (0..shape.len()).collect();
        order.sort_by_key(|&k| core::cmp::Reverse(strides[k].unsigned_abs()));
        let mut room = max_bytes
            .checked_div(layout.itemsize())
            .unwrap_or(usize::MAX)
            .max(1);
        let mut axes: Vec<_> = order
            .into_iter()
            .rev()
            .map(|k| {
                let n = shape[k].max(1);
                let size = n.min(room);
                // Behind an axis that was cut, one index a block.
                room = if size == n { room / n } else { 1 };
                (k, size, n.div_ceil(size))
            })
            .collect();
        axes.reverse();
        // At most the number of items.
        let blocks = axes.iter().map(|axis| axis.2).product();
        let numbers = 0..if layout.is_empty() { 0 } else { blocks };
        Blocks {
            view,
            layout,
            axes,
            numbers,
        }
    }

    fn ranges(&self, number: usize) -> Vec<Range<usize>> {
        let mut ranges = alloc::vec![0..0; self.axes.len()];
        let mut number = number;
        for &(axis, size, blocks) in self.axes.iter().rev() {
            let start = number % blocks * size;
            ranges[axis] = start..self.layout.shape()[axis].min(start + size);
            number /= blocks;
        }
        ranges
    }

    /// The block of a number, which is asked for once.
    pub(crate) fn at(&self, number: usize) -> Block<V> {
        let ranges = self.ranges(number);
        let view = self.view.window(&ranges);
        Block { ranges, view }
    }

    /// Each block with the items of a source at the same indices.
    ///
    /// # Errors
    /// [`Error::Shape`] if the source has another shape.
    ///
    /// ```
    /// use memoryview_strided::View;
    /// let (a, b) = (View::from_slice(&[1u8, 2, 3]), View::from_slice(&[1.0f32, 2.0, 3.5]));
    /// let equal: Vec<bool> = a.blocks(2).zip_from(&b)?.map(|(x, y)| x.view == y).collect();
    /// assert_eq!(equal, [true, false]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn zip_from<S: Window + Clone>(self, source: &S) -> Result<ZippedBlocks<V, S>, Error> {
        let (from, to) = (source.shape(), self.layout.shape());
        if from != to {
            let why = "the blocks and their source need one shape";
            return Err(Error::shape("cut", from, to, why));
        }
        let source = source.clone();
        Ok(ZippedBlocks {
            blocks: self,
            source,
        })
    }
}

/// Blocks with the items of a source at the same indices. Made by [`Blocks::zip_from`].
///
/// ```
/// use memoryview_strided::View;
/// let v = View::from_slice(&[1u8, 2, 3]);
/// assert_eq!(v.blocks(2).zip_from(&v)?.len(), 2);
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
#[derive(Clone)]
#[must_use = "iterators are lazy: nothing is read before it is asked for"]
pub struct ZippedBlocks<V, S> {
    blocks: Blocks<V>,
    source: S,
}

impl<V: Window> Iterator for Blocks<V> {
    type Item = Block<V>;

    fn next(&mut self) -> Option<Block<V>> {
        self.numbers.next().map(|number| self.at(number))
    }

    /// Without cutting those before it.
    fn nth(&mut self, n: usize) -> Option<Block<V>> {
        self.numbers.nth(n).map(|number| self.at(number))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.numbers.size_hint()
    }
}

impl<V: Window, S: Window> Iterator for ZippedBlocks<V, S> {
    type Item = (Block<V>, S);

    fn next(&mut self) -> Option<(Block<V>, S)> {
        let block = self.blocks.next()?;
        let piece = self.source.window(&block.ranges);
        Some((block, piece))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.blocks.size_hint()
    }
}

impl<V: Window> ExactSizeIterator for Blocks<V> {}
impl<V: Window> FusedIterator for Blocks<V> {}
impl<V: Window, S: Window> ExactSizeIterator for ZippedBlocks<V, S> {}
impl<V: Window, S: Window> FusedIterator for ZippedBlocks<V, S> {}

impl<V> fmt::Debug for Blocks<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Range { start, end } = self.numbers;
        write!(f, "Blocks({start}..{end} of {:?})", self.layout)
    }
}

impl<V, S> fmt::Debug for ZippedBlocks<V, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.blocks.fmt(f)
    }
}
