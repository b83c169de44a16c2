//! On which memory do all contestants work?

use bytemuck::{Pod, Zeroable};

/// A line of the caches, so that the memory starts at one.
#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(C, align(64))]
struct Line([u8; 64]);

/// Bytes that start at a line.
pub(crate) struct Memory(Vec<Line>);

impl Memory {
    pub(crate) fn new(len: usize) -> Self {
        let mut lines = vec![Line([0; 64]); len.div_ceil(64)];
        let bytes: &mut [u8] = bytemuck::cast_slice_mut(&mut lines);
        // A sequence in which no two neighbours of any usual distance are equal.
        let mut x = 0x9E37_79B9_7F4A_7C15_u64;
        for word in bytes.chunks_exact_mut(8) {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            word.copy_from_slice(&x.to_le_bytes());
        }
        Memory(lines)
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        bytemuck::cast_slice(&self.0)
    }

    pub(crate) fn bytes_mut(&mut self) -> &mut [u8] {
        bytemuck::cast_slice_mut(&mut self.0)
    }
}
