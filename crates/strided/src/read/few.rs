//! Where does a short list stand, one entry an axis? Inline up to rank 8, on the heap above.

use alloc::vec::Vec;
use core::ops::{Deref, DerefMut};

use crate::layout::INLINE;

/// A list of a few entries.
#[derive(Clone, Debug)]
pub(crate) struct Few<T> {
    /// The number of entries here; of no meaning if there are some on the heap.
    len: usize,
    here: [T; INLINE],
    /// All entries, once there were more than [`INLINE`].
    heap: Vec<T>,
}

impl<T: Copy + Default> Few<T> {
    pub(crate) fn new() -> Self {
        Few {
            len: 0,
            here: [T::default(); INLINE],
            heap: Vec::new(),
        }
    }

    pub(crate) fn push(&mut self, entry: T) {
        if self.heap.is_empty() && self.len < INLINE {
            self.here[self.len] = entry;
            self.len += 1;
            return;
        }
        if self.heap.is_empty() {
            self.heap.extend_from_slice(&self.here);
        }
        self.heap.push(entry);
    }

    /// Without the entries behind the first `len`, of which there must be so many.
    pub(crate) fn truncate(&mut self, len: usize) {
        if !self.heap.is_empty() && len > 0 {
            return self.heap.truncate(len);
        }
        self.heap.clear();
        self.len = len;
    }

    pub(crate) fn pop(&mut self) -> Option<T> {
        let last = self.last().copied()?;
        self.truncate(self.len() - 1);
        Some(last)
    }
}

impl<T> Deref for Few<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        if self.heap.is_empty() {
            // The minimum never bites; it lets the bounds check go.
            &self.here[..self.len.min(INLINE)]
        } else {
            &self.heap
        }
    }
}

impl<T> DerefMut for Few<T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [T] {
        if self.heap.is_empty() {
            &mut self.here[..self.len.min(INLINE)]
        } else {
            &mut self.heap
        }
    }
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use super::Few;

    #[test]
    fn as_a_vector_at_every_length() {
        let (mut few, mut vec) = (Few::new(), Vec::new());
        for n in 0..20_usize {
            few.push(n);
            vec.push(n);
            assert_eq!(&few[..], &vec[..]);
        }
        for _ in 0..20 {
            assert_eq!(few.pop(), vec.pop());
            assert_eq!(&few[..], &vec[..]);
        }
        assert_eq!(few.pop(), None);
        few.push(7);
        assert_eq!(few[..], [7]);
    }
}
