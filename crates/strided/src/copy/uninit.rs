//! How is fresh memory filled without being zeroed first?
#![allow(
    unsafe_code,
    reason = "a vector's length is set after its memory was written"
)]

use alloc::vec::Vec;

use bytemuck::{Pod, Zeroable};

use crate::Error;
use crate::error::try_vec;

/// A vector of `len` items that `write` fills, every byte of it, given its first address.
///
/// `write` is a closure of this crate that copies a whole contiguous layout of as many bytes.
pub(crate) fn fill<T: Pod>(len: usize, write: impl FnOnce(*mut u8)) -> Result<Vec<T>, Error> {
    let mut out = try_vec::<T>(len)?;
    write(out.as_mut_ptr().cast());
    // SAFETY: the capacity was reserved, and `write` has initialised all of it; any bytes are a `Pod`.
    unsafe { out.set_len(len) };
    Ok(out)
}

/// As [`fill`], where `write` stores 0 or 1 to each of the bytes.
pub(crate) fn fill_bools(len: usize, write: impl FnOnce(*mut u8)) -> Result<Vec<bool>, Error> {
    let mut out = try_vec::<bool>(len)?;
    write(out.as_mut_ptr().cast());
    // SAFETY: the capacity was reserved, and `write` has initialised all of it with bytes that are a `bool`.
    unsafe { out.set_len(len) };
    Ok(out)
}

/// A line of the caches: what is made of them starts where a line does.
#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(C, align(64))]
pub(crate) struct Line([u8; 64]);

/// As [`fill`], for so many bytes from the start of a line on. What the last line has beyond them is zero.
pub(crate) fn fill_lines(bytes: usize, write: impl FnOnce(*mut u8)) -> Result<Vec<Line>, Error> {
    let lines = bytes.div_ceil(size_of::<Line>());
    fill(lines, |dst| {
        if lines > 0 {
            let last = dst.cast::<Line>().wrapping_add(lines - 1);
            // SAFETY: the last of the lines, whose memory was reserved.
            unsafe { last.write(Line([0; 64])) };
        }
        write(dst);
    })
}
