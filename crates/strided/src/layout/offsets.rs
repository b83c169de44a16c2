//! In which order do the items come, and where is each?

use super::{INLINE, Layout};

/// The offset in bytes of every item in logical order: the last axis runs fastest.
#[derive(Clone, Debug)]
pub struct Offsets<'a> {
    layout: &'a Layout,
    index: Index,
    offset: isize,
    left: usize,
}

#[derive(Clone, Debug)]
enum Index {
    Inline([usize; INLINE]),
    Heap(alloc::vec::Vec<usize>),
}

impl Layout {
    /// The offset in bytes of every item in logical order: the last axis runs fastest.
    ///
    /// ```
    /// use memoryview_strided::{Layout, Order};
    /// let l = Layout::contiguous(&[2, 2], 1, Order::F)?;
    /// assert_eq!(l.offsets().collect::<Vec<_>>(), [0, 2, 1, 3]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn offsets(&self) -> Offsets<'_> {
        let index = if self.axes.is_inline() {
            Index::Inline([0; INLINE])
        } else {
            Index::Heap(alloc::vec![0; self.ndim()])
        };
        Offsets {
            layout: self,
            index,
            offset: self.offset,
            left: self.len(),
        }
    }
}

impl Iterator for Offsets<'_> {
    type Item = isize;

    #[inline]
    fn next(&mut self) -> Option<isize> {
        self.left = self.left.checked_sub(1)?;
        let offset = self.offset;
        let (shape, strides) = (self.layout.shape(), self.layout.strides());
        let index = match &mut self.index {
            Index::Inline(list) => &mut list[..shape.len()],
            Index::Heap(list) => list,
        };
        for axis in (0..shape.len()).rev() {
            index[axis] += 1;
            // The last step leads past the last item, unused; strides of axes of length 1 may hold anything.
            if index[axis] < shape[axis] {
                self.offset = self.offset.wrapping_add(strides[axis]);
                break;
            }
            let back = strides[axis].wrapping_mul((shape[axis] - 1).cast_signed());
            self.offset = self.offset.wrapping_sub(back);
            index[axis] = 0;
        }
        Some(offset)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl ExactSizeIterator for Offsets<'_> {}
impl core::iter::FusedIterator for Offsets<'_> {}
