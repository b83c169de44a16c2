//! Where do the bytes of one item stand while Python code may run?

use pyo3::exceptions::PyMemoryError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::lease::Lease;

/// Memory for one item that nobody else sees.
pub(crate) struct Scratch {
    small: [u8; SMALL],
    large: Vec<u8>,
}

/// Larger items are rare.
const SMALL: usize = 64;

impl Scratch {
    #[inline]
    pub(crate) fn new() -> Self {
        Self {
            small: [0; SMALL],
            large: Vec::new(),
        }
    }

    /// So many zeros.
    ///
    /// # Errors
    /// `MemoryError`.
    #[inline]
    pub(crate) fn of(&mut self, size: usize) -> PyResult<&mut [u8]> {
        if size <= SMALL {
            return Ok(&mut self.small[..size]);
        }
        let reserved = self.large.try_reserve_exact(size);
        reserved.map_err(|_| PyMemoryError::new_err(()))?;
        self.large.resize(size, 0);
        Ok(&mut self.large)
    }
}

/// Lets `work` see where so many bytes of a buffer are, as `place` chooses by the buffer's length.
///
/// # Errors
/// That the object lends no bytes, and those of `place` and `work`.
#[inline]
pub(crate) fn with<R>(
    buffer: &Bound<'_, PyAny>,
    place: impl FnOnce(usize) -> PyResult<(usize, usize)>,
    work: impl FnOnce(&[u8]) -> PyResult<R>,
) -> PyResult<R> {
    if let Ok(bytes) = buffer.cast_exact::<PyBytes>() {
        let bytes = bytes.as_bytes();
        let (at, size) = place(bytes.len())?;
        return work(&bytes[at..at + size]);
    }
    leased(buffer, place, work)
}

#[inline(never)]
fn leased<R>(
    buffer: &Bound<'_, PyAny>,
    place: impl FnOnce(usize) -> PyResult<(usize, usize)>,
    work: impl FnOnce(&[u8]) -> PyResult<R>,
) -> PyResult<R> {
    let py = buffer.py();
    Lease::during(buffer, false, |lease| {
        let (at, size) = place(lease.len(py))?;
        let mut scratch = Scratch::new();
        let row = scratch.of(size)?;
        let read = lease.read(py, at, row);
        debug_assert!(read.is_some());
        work(row)
    })?
}
