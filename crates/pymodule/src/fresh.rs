//! How is a byte string filled that was not zeroed first?
#![allow(
    unsafe_code,
    reason = "a byte string's memory is written before anybody sees it"
)]

use std::mem::MaybeUninit;
use std::slice;

use pyo3::exceptions::PySystemError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

/// A byte string of so many bytes. `fill` gives its memory back as the bytes that it has written there: all of them.
///
/// # Errors
/// `MemoryError`; what `fill` says; `SystemError` if it gives other memory back.
pub(crate) fn bytes<'py>(
    py: Python<'py>,
    len: usize,
    fill: impl for<'a> FnOnce(&'a mut [MaybeUninit<u8>]) -> PyResult<&'a mut [u8]>,
) -> PyResult<Bound<'py, PyBytes>> {
    // SAFETY: the interpreter is attached; without a source the bytes are left as they are, and a length beyond its limits is refused by it.
    let made = unsafe { ffi::PyBytes_FromStringAndSize(std::ptr::null(), len.cast_signed()) };
    // SAFETY: it is null, with an exception, or a new reference.
    let made = unsafe { Bound::from_owned_ptr_or_err(py, made) }?;
    // SAFETY: it is a byte string.
    let start = unsafe { ffi::PyBytes_AsString(made.as_ptr()) }.cast::<MaybeUninit<u8>>();
    // SAFETY: so many bytes are there, and nobody else has a reference to the object, unless there are none.
    let room = unsafe { slice::from_raw_parts_mut(start, len) };
    let filled = fill(room)?;
    // That `fill` has a `&mut [u8]` of this memory proves that all of it is initialised.
    if filled.len() != len || filled.as_ptr() != start.cast::<u8>() {
        return Err(PySystemError::new_err(
            "memoryview: the bytes were written somewhere else",
        ));
    }
    // SAFETY: `PyBytes_FromStringAndSize` makes a byte string.
    Ok(unsafe { made.cast_into_unchecked() })
}
