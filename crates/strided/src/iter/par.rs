//! How are items, sub-views and blocks taken by many threads?

use core::fmt;
use core::ops::Range;

use rayon::iter::plumbing::{Consumer, Producer, ProducerCallback, UnindexedConsumer, bridge};
use rayon::prelude::*;

use super::axis::Cut;
use super::{AxisIter, Block, Blocks, TypedIter};
use crate::memory::Mem;
use crate::parts::Parts;
use crate::read::{Cursor, Walk};
use crate::{Buffer, Element, Error, Int, TypedView, View, ViewMut};

/// The items of a typed view on rayon's threads. Made by [`TypedView::par_iter`].
///
/// ```
/// use memoryview_strided::View;
/// use rayon::prelude::*;
/// let v = View::from_slice(&[3u8, 1, 2]).typed::<u8>()?;
/// assert_eq!(v.par_iter().enumerate().max_by_key(|&(_, x)| x), Some((0, 3)));
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
pub struct ParTypedIter<'a, T> {
    view: TypedView<'a, T>,
    walk: Walk<1>,
    range: Range<usize>,
}

impl<T: Element> Clone for ParTypedIter<'_, T> {
    fn clone(&self) -> Self {
        ParTypedIter {
            view: self.view.clone(),
            walk: self.walk.clone(),
            range: self.range.clone(),
        }
    }
}

impl<'a, T: Element> ParTypedIter<'a, T> {
    fn parts(&self) -> Parts<Mem> {
        self.view.parts().clone()
    }
}

impl<T: Element> fmt::Debug for ParTypedIter<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ParTypedIter({:?} of {:?})", self.range, self.view)
    }
}

impl<T: Element> ParallelIterator for ParTypedIter<'_, T> {
    type Item = T;

    fn drive_unindexed<C: UnindexedConsumer<T>>(self, consumer: C) -> C::Result {
        bridge(self, consumer)
    }

    fn opt_len(&self) -> Option<usize> {
        Some(self.range.len())
    }
}

impl<T: Element> IndexedParallelIterator for ParTypedIter<'_, T> {
    fn len(&self) -> usize {
        self.range.len()
    }

    fn drive<C: Consumer<T>>(self, consumer: C) -> C::Result {
        bridge(self, consumer)
    }

    fn with_producer<CB: ProducerCallback<T>>(self, callback: CB) -> CB::Output {
        callback.callback(self)
    }
}

impl<'a, T: Element> Producer for ParTypedIter<'a, T> {
    type Item = T;
    type IntoIter = TypedIter<'a, T>;

    fn into_iter(self) -> TypedIter<'a, T> {
        let parts = self.parts();
        TypedIter::part(parts, Cursor::part(self.walk, self.range))
    }

    fn split_at(self, index: usize) -> (Self, Self) {
        let middle = self.range.start + index;
        let left = ParTypedIter {
            range: self.range.start..middle,
            ..self.clone()
        };
        let range = middle..self.range.end;
        (left, ParTypedIter { range, ..self })
    }
}

fn sub_views<V: Cut + Send + Sync>(iter: AxisIter<V>) -> impl IndexedParallelIterator<Item = V> {
    let numbers = 0..iter.len();
    numbers.into_par_iter().map(move |index| iter.at(index))
}

fn numbered<V: Cut + Send + Sync>(
    blocks: Blocks<V>,
) -> impl IndexedParallelIterator<Item = Block<V>> {
    let numbers = 0..blocks.len();
    numbers.into_par_iter().map(move |number| blocks.at(number))
}

impl<'a, T: Element> TypedView<'a, T> {
    /// [`iter`](TypedView::iter) on rayon's threads, in the same order where order matters.
    ///
    /// ```
    /// use memoryview_strided::View;
    /// use rayon::prelude::*;
    /// let v = View::from_slice(&[1u32, 2, 3]).typed::<u32>()?;
    /// assert_eq!(v.par_iter().map(|x| x * x).collect::<Vec<_>>(), [1, 4, 9]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn par_iter(&self) -> ParTypedIter<'a, T> {
        let walk = Walk::logical([self.layout()]);
        ParTypedIter {
            view: self.clone(),
            range: 0..walk.len(),
            walk,
        }
    }

    /// [`axis_iter`](TypedView::axis_iter) on rayon's threads.
    ///
    /// # Errors
    /// As for [`axis_iter`](TypedView::axis_iter).
    ///
    /// ```
    /// use memoryview_strided::View;
    /// use rayon::prelude::*;
    /// let v = View::from_slice(&[1u32, 2, 3, 4]).reshape([2, 2])?.typed::<u32>()?;
    /// let sums: Vec<u32> = v.par_axis_iter(0)?.map(|row| row.iter().sum()).collect();
    /// assert_eq!(sums, [3, 7]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn par_axis_iter(
        &self,
        axis: impl Int,
    ) -> Result<impl IndexedParallelIterator<Item = TypedView<'a, T>>, Error> {
        Ok(sub_views(self.axis_iter(axis)?))
    }
}

impl<'a> View<'a> {
    /// [`axis_iter`](View::axis_iter) on rayon's threads.
    ///
    /// # Errors
    /// As for [`axis_iter`](View::axis_iter).
    ///
    /// ```
    /// use memoryview_strided::View;
    /// use rayon::prelude::*;
    /// let v = View::from_slice(&[1u32, 2, 3, 4]).reshape([2, 2])?;
    /// let sums: Result<Vec<u64>, _> = v.par_axis_iter(1)?.map(|column| column.sum_as()).collect();
    /// assert_eq!(sums?, [4, 6]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn par_axis_iter(
        &self,
        axis: impl Int,
    ) -> Result<impl IndexedParallelIterator<Item = View<'a>>, Error> {
        Ok(sub_views(self.axis_iter(axis)?))
    }

    /// [`blocks`](View::blocks) on rayon's threads.
    ///
    /// ```
    /// use memoryview_strided::View;
    /// use rayon::prelude::*;
    /// let data = [7u8; 100];
    /// let v = View::from_slice(&data);
    /// assert_eq!(v.par_blocks(10).map(|block| block.view.len()).sum::<usize>(), 100);
    /// ```
    pub fn par_blocks(
        &self,
        max_bytes: usize,
    ) -> impl IndexedParallelIterator<Item = Block<View<'a>>> {
        numbered(self.blocks(max_bytes))
    }
}

impl Buffer {
    /// [`axis_iter`](Buffer::axis_iter) on rayon's threads.
    ///
    /// # Errors
    /// As for [`axis_iter`](Buffer::axis_iter).
    ///
    /// ```
    /// use memoryview_strided::Buffer;
    /// use rayon::prelude::*;
    /// let b = Buffer::from_vec(vec![1u32, 2, 3, 4]).reshape([2, 2])?;
    /// let sums: Result<Vec<u64>, _> = b.par_axis_iter(1)?.map(|column| column.sum_as()).collect();
    /// assert_eq!(sums?, [4, 6]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn par_axis_iter(
        &self,
        axis: impl Int,
    ) -> Result<impl IndexedParallelIterator<Item = Buffer>, Error> {
        Ok(sub_views(self.axis_iter(axis)?))
    }

    /// [`blocks`](Buffer::blocks) on rayon's threads: what is larger than memory, a mapped file, is read by as many blocks at a time as there are threads.
    ///
    /// ```
    /// use memoryview_strided::Buffer;
    /// use rayon::prelude::*;
    /// let b = Buffer::from_vec((0..1000u32).collect());
    /// let largest = b.par_blocks(256).map(|block| block.view.max_as::<u32>());
    /// assert_eq!(largest.try_reduce(|| None, |a, b| Ok(a.max(b)))?, Some(999));
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn par_blocks(
        &self,
        max_bytes: usize,
    ) -> impl IndexedParallelIterator<Item = Block<Buffer>> + use<> {
        numbered(self.blocks(max_bytes))
    }
}

impl<'a> ViewMut<'a> {
    /// [`blocks`](ViewMut::blocks) on rayon's threads.
    ///
    /// ```
    /// use memoryview_strided::ViewMut;
    /// use rayon::prelude::*;
    /// let mut data = [0u8; 100];
    /// ViewMut::from_slice(&mut data).par_blocks(10).try_for_each(|mut block| block.view.fill(7))?;
    /// assert_eq!(data, [7; 100]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn par_blocks(
        self,
        max_bytes: usize,
    ) -> impl IndexedParallelIterator<Item = Block<ViewMut<'a>>> {
        // Rayon asks for each number once.
        numbered(self.blocks(max_bytes))
    }
}
