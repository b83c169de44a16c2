//! How is fresh memory filled without being zeroed first?
#![allow(
    unsafe_code,
    reason = "a vector's length is set after its memory was written"
)]

use alloc::vec::Vec;

use bytemuck::Pod;

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
