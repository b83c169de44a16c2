//! What is an axis to a copy?

/// The axes that a block is chosen from; a kernel walks the ones outside.
pub(crate) const NEAR: usize = 8;

/// One axis: its length, and its step on either side in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Axis {
    pub(crate) len: usize,
    pub(crate) src: isize,
    pub(crate) dst: isize,
}

impl Axis {
    /// The addresses of one of its indices.
    pub(crate) fn at(&self, index: usize, src: *const u8, dst: *mut u8) -> (*const u8, *mut u8) {
        let i = index.cast_signed();
        (
            src.wrapping_offset(self.src.wrapping_mul(i)),
            dst.wrapping_offset(self.dst.wrapping_mul(i)),
        )
    }
}
