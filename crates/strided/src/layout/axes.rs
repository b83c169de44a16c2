//! Where do the lengths and strides of the axes stand? Inline up to rank 8, on the heap above.

use alloc::boxed::Box;
use alloc::vec::Vec;

/// The rank up to which a [`Layout`](super::Layout) allocates nothing.
pub(crate) const INLINE: usize = 8;

/// Shape and strides of equal length.
///
/// A plain struct of whole words, not an `enum`: those are moved faster.
#[derive(Clone)]
pub(crate) struct Axes {
    /// At most [`INLINE`]; of no meaning if there is a heap.
    ndim: usize,
    shape: [usize; INLINE],
    strides: [isize; INLINE],
    /// All axes, if there are more than [`INLINE`].
    heap: Option<Box<(Vec<usize>, Vec<isize>)>>,
}

impl Axes {
    #[inline(always)]
    pub(crate) const fn new() -> Self {
        Axes {
            ndim: 0,
            shape: [0; INLINE],
            strides: [0; INLINE],
            heap: None,
        }
    }

    /// One axis.
    #[inline(always)]
    pub(crate) const fn line(len: usize, stride: isize) -> Self {
        Axes {
            ndim: 1,
            shape: [len, 0, 0, 0, 0, 0, 0, 0],
            strides: [stride, 0, 0, 0, 0, 0, 0, 0],
            heap: None,
        }
    }

    #[inline]
    pub(crate) fn shape(&self) -> &[usize] {
        match &self.heap {
            // The minimum never bites; it lets the bounds check go.
            None => &self.shape[..self.ndim.min(INLINE)],
            Some(heap) => &heap.0,
        }
    }

    #[inline]
    pub(crate) fn strides(&self) -> &[isize] {
        match &self.heap {
            None => &self.strides[..self.ndim.min(INLINE)],
            Some(heap) => &heap.1,
        }
    }

    /// Both, to write to; their lengths stay.
    #[inline]
    pub(crate) fn parts_mut(&mut self) -> (&mut [usize], &mut [isize]) {
        let n = self.ndim.min(INLINE);
        match &mut self.heap {
            None => (&mut self.shape[..n], &mut self.strides[..n]),
            Some(heap) => (&mut heap.0, &mut heap.1),
        }
    }

    /// The places that stand here, whatever they hold: for [`set`](Self::set).
    #[inline]
    pub(crate) fn places_mut(&mut self) -> (&mut [usize; INLINE], &mut [isize; INLINE]) {
        (&mut self.shape, &mut self.strides)
    }

    /// The first `ndim` places as the axes; or those of the heap.
    #[inline]
    pub(crate) fn set(&mut self, ndim: usize, heap: Option<Box<(Vec<usize>, Vec<isize>)>>) {
        debug_assert!(ndim <= INLINE || heap.is_some());
        self.ndim = ndim;
        self.heap = heap;
    }

    /// Whether nothing is on the heap.
    #[inline]
    pub(crate) fn is_inline(&self) -> bool {
        self.heap.is_none()
    }

    /// Without any axis.
    #[inline]
    pub(crate) fn clear(&mut self) {
        self.ndim = 0;
        self.heap = None;
    }

    #[inline]
    pub(crate) fn push(&mut self, len: usize, stride: isize) {
        if self.ndim < INLINE {
            self.shape[self.ndim] = len;
            self.strides[self.ndim] = stride;
            self.ndim += 1;
        } else {
            self.push_heap(len, stride);
        }
    }

    #[cold]
    fn push_heap(&mut self, len: usize, stride: isize) {
        let (shape, strides) = (self.shape, self.strides);
        let start = || Box::new((shape.to_vec(), strides.to_vec()));
        let heap = self.heap.get_or_insert_with(start);
        heap.0.push(len);
        heap.1.push(stride);
    }
}
