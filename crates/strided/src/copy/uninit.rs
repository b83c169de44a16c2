//! How is fresh memory filled without being zeroed first?
#![allow(
    unsafe_code,
    reason = "a vector's length is set after its memory was written"
)]

use alloc::vec::Vec;
use core::mem::MaybeUninit;

use bytemuck::{Pod, Zeroable};

use crate::Error;
use crate::error::try_vec;

/// A vector of `len` items that `write` fills, every byte of it, given its first address.
///
/// `write` is a closure of this crate that copies a whole contiguous layout of as many bytes.
pub(crate) fn fill<T: Pod>(len: usize, write: impl FnOnce(*mut u8)) -> Result<Vec<T>, Error> {
    let mut out = try_vec::<T>(len)?;
    large_pages(out.as_mut_ptr().cast(), len * size_of::<T>());
    write(out.as_mut_ptr().cast());
    // SAFETY: the capacity was reserved, and `write` has initialised all of it; any bytes are a `Pod`.
    unsafe { out.set_len(len) };
    Ok(out)
}

/// The same memory as bytes, after `write`, as for [`fill`], has filled all of it.
pub(crate) fn fill_slice(memory: &mut [MaybeUninit<u8>], write: impl FnOnce(*mut u8)) -> &mut [u8] {
    let (start, len) = (memory.as_mut_ptr().cast::<u8>(), memory.len());
    large_pages(start, len);
    write(start);
    // SAFETY: `write` has initialised all of it, and it stays borrowed uniquely.
    unsafe { core::slice::from_raw_parts_mut(start, len) }
}

/// As [`fill`], where `write` stores 0 or 1 to each of the bytes.
pub(crate) fn fill_bools(len: usize, write: impl FnOnce(*mut u8)) -> Result<Vec<bool>, Error> {
    let mut out = try_vec::<bool>(len)?;
    write(out.as_mut_ptr().cast());
    // SAFETY: the capacity was reserved, and `write` has initialised all of it with bytes that are a `bool`.
    unsafe { out.set_len(len) };
    Ok(out)
}

/// Asks the system for pages of 2 MiB in a block of fresh memory that is going to be written as a whole.
///
/// Memory comes from the system page by page, at the first write to each: with pages of 4 KiB that takes several times as long as the copy itself. It is advice
/// only, and NumPy gives it too, from the same size on.
#[cfg(all(
    feature = "std",
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64"),
    not(miri)
))]
fn large_pages(start: *mut u8, bytes: usize) {
    use core::ffi::{c_int, c_void};
    const FROM: usize = 4 << 20;
    const PAGE: usize = 2 << 20;
    const MADV_HUGEPAGE: c_int = 14;
    unsafe extern "C" {
        fn madvise(start: *mut c_void, len: usize, advice: c_int) -> c_int;
    }
    if bytes < FROM {
        return;
    }
    let skipped = start.align_offset(PAGE);
    let len = bytes.saturating_sub(skipped) / PAGE * PAGE;
    let first = start.wrapping_add(skipped).cast();
    // SAFETY: whole pages within the block, which stay what they are; what the system makes of the advice, or that it refuses it, changes no byte.
    unsafe { madvise(first, len, MADV_HUGEPAGE) };
}

#[cfg(not(all(
    feature = "std",
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64"),
    not(miri)
)))]
fn large_pages(_start: *mut u8, _bytes: usize) {}

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
