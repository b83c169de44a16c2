//! What does `iter_unpack` give?

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};
use pyo3::{PyTraverseError, PyVisit};

use super::bytes::Scratch;
use super::parsed::Parsed;
use super::{error, unpack};
use crate::lease::Lease;
use crate::raw::Filling;

/// The items of a buffer one after the other, each as a tuple. It keeps the buffer until the end was reached.
#[pyclass(name = "unpack_iterator", module = "memoryview_rs.struct", frozen)]
pub(crate) struct Rows {
    parsed: Arc<Parsed>,
    source: Source,
    /// The next row begins there, in bytes.
    at: AtomicUsize,
    len: usize,
    /// Tuples to be filled again once nobody else has them, as `zip` does; none where values may hold others. A loop still
    /// has the last one when it asks for the next, so there are two.
    spare: [OnceLock<Py<PyTuple>>; 2],
}

enum Source {
    Bytes(Py<PyBytes>),
    Leased(Box<Lease>),
}

impl Rows {
    /// # Errors
    /// `struct.error` if an item has no bytes, or the buffer is no whole number of them; `TypeError` if it is no buffer.
    pub(crate) fn of(parsed: &Arc<Parsed>, buffer: &Bound<'_, PyAny>) -> PyResult<Self> {
        let py = buffer.py();
        let size = parsed.size;
        if size == 0 {
            let text = "cannot iteratively unpack with a struct of length 0";
            return Err(error(py, text));
        }
        let (source, len) = match buffer.cast_exact::<PyBytes>() {
            Ok(bytes) => (
                Source::Bytes(bytes.clone().unbind()),
                bytes.as_bytes().len(),
            ),
            Err(_) => {
                let lease = Lease::kept(buffer)?;
                let len = lease.len(py);
                (Source::Leased(lease), len)
            }
        };
        if len % size != 0 {
            let text =
                format!("iterative unpacking requires a buffer of a multiple of {size} bytes");
            return Err(error(py, &text));
        }
        Ok(Self {
            parsed: Arc::clone(parsed),
            source,
            at: AtomicUsize::new(0),
            len,
            spare: [OnceLock::new(), OnceLock::new()],
        })
    }

    #[inline]
    fn row<'py>(&self, py: Python<'py>, row: &[u8]) -> PyResult<Bound<'py, PyTuple>> {
        for spare in &self.spare {
            let Some(spare) = spare.get() else { break };
            if let Some(filling) = Filling::again(spare.bind(py), self.parsed.count) {
                return unpack::fill(filling, py, &self.parsed, row);
            }
        }
        let tuple = unpack::tuple(py, &self.parsed, row)?;
        if !self.parsed.nested
            && let Some(place) = self.spare.iter().find(|spare| spare.get().is_none())
        {
            let _ = place.set(tuple.clone().unbind());
        }
        Ok(tuple)
    }
}

#[pymethods]
impl Rows {
    fn __iter__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyTuple>>> {
        let size = self.parsed.size;
        let at = self.at.load(Relaxed);
        if at >= self.len {
            if let Source::Leased(lease) = &self.source {
                lease.release(py);
            }
            return Ok(None);
        }
        self.at.store(at + size, Relaxed);
        match &self.source {
            Source::Bytes(bytes) => {
                let row = &bytes.as_bytes(py)[at..at + size];
                self.row(py, row).map(Some)
            }
            Source::Leased(lease) => {
                let mut scratch = Scratch::new();
                let row = scratch.of(size)?;
                // It is given back only at the end.
                let read = lease.read(py, at, row);
                debug_assert!(read.is_some());
                self.row(py, row).map(Some)
            }
        }
    }

    fn __length_hint__(&self) -> usize {
        self.len.saturating_sub(self.at.load(Relaxed)) / self.parsed.size
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        match &self.source {
            // Keeps no other object.
            Source::Bytes(_) => Ok(()),
            Source::Leased(lease) => lease.traverse(&visit),
        }
    }

    fn __clear__(&self) {
        self.at.store(self.len, Relaxed);
        if let Source::Leased(lease) = &self.source {
            Python::attach(|py| lease.release(py));
        }
    }
}
