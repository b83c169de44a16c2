//! Where do the lengths and strides of the axes stand? Inline up to rank 8, on the heap above.

use alloc::boxed::Box;
use alloc::vec::Vec;

/// The rank up to which a [`Layout`](super::Layout) allocates nothing.
pub(crate) const INLINE: usize = 8;

/// Shape and strides of equal length.
#[derive(Clone)]
pub(crate) enum Axes {
    Inline {
        ndim: u8,
        shape: [usize; INLINE],
        strides: [isize; INLINE],
    },
    Heap(Box<(Vec<usize>, Vec<isize>)>),
}

impl Axes {
    pub(crate) const fn new() -> Self {
        Axes::Inline {
            ndim: 0,
            shape: [0; INLINE],
            strides: [0; INLINE],
        }
    }

    #[inline]
    pub(crate) fn shape(&self) -> &[usize] {
        match self {
            // The minimum with INLINE never bites; it lets the bounds check go.
            Axes::Inline { ndim, shape, .. } => &shape[..usize::from(*ndim).min(INLINE)],
            Axes::Heap(heap) => &heap.0,
        }
    }

    #[inline]
    pub(crate) fn strides(&self) -> &[isize] {
        match self {
            Axes::Inline { ndim, strides, .. } => &strides[..usize::from(*ndim).min(INLINE)],
            Axes::Heap(heap) => &heap.1,
        }
    }

    /// Both, to write to; their lengths stay.
    #[inline]
    pub(crate) fn parts_mut(&mut self) -> (&mut [usize], &mut [isize]) {
        match self {
            Axes::Inline {
                ndim,
                shape,
                strides,
            } => {
                let n = usize::from(*ndim).min(INLINE);
                (&mut shape[..n], &mut strides[..n])
            }
            Axes::Heap(heap) => (&mut heap.0, &mut heap.1),
        }
    }

    #[inline]
    pub(crate) fn push(&mut self, len: usize, stride: isize) {
        match self {
            Axes::Inline {
                ndim,
                shape,
                strides,
            } if usize::from(*ndim) < INLINE => {
                let n = usize::from(*ndim);
                shape[n] = len;
                strides[n] = stride;
                *ndim += 1;
            }
            _ => self.push_heap(len, stride),
        }
    }

    #[cold]
    fn push_heap(&mut self, len: usize, stride: isize) {
        if let Axes::Inline { .. } = self {
            *self = Axes::Heap(Box::new((self.shape().to_vec(), self.strides().to_vec())));
        }
        if let Axes::Heap(heap) = self {
            heap.0.push(len);
            heap.1.push(stride);
        }
    }
}
