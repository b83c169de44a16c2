//! Which bytes does a Python object lend as a plain run, and how are they copied out and in?
//!
//! The invariant that every `unsafe` block here rests on:
//!
//! 1. `raw` was filled by `PyObject_GetBuffer` at the place where it stays until it is released: once, by
//!    [`Lease::release`] or by `drop`. `released` says whether that has happened.
//! 2. Until then `raw.buf` begins `raw.len` bytes that may be read, and written if that was asked for (PEP 3118).
//! 3. Whoever calls has the interpreter attached, so no other thread does; no method gives a reference to the bytes away,
//!    and none runs Python code while it copies.
#![allow(unsafe_code, reason = "takes a `Py_buffer` of plain bytes from Python")]

use std::cell::UnsafeCell;
use std::fmt;
use std::ptr;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::{PyTraverseError, PyVisit};

/// The bytes of an exporter, in one run: `PyBUF_SIMPLE`.
pub(crate) struct Lease {
    raw: UnsafeCell<ffi::Py_buffer>,
    released: AtomicBool,
}

// SAFETY: it is used only with the interpreter attached (rule 3), which makes one thread at a time.
unsafe impl Send for Lease {}
// SAFETY: as above.
unsafe impl Sync for Lease {}

impl Lease {
    const fn empty() -> Self {
        Self {
            raw: UnsafeCell::new(ffi::Py_buffer::new()),
            released: AtomicBool::new(true),
        }
    }

    fn fill(&self, object: &Bound<'_, PyAny>, flags: i32) -> PyResult<()> {
        // SAFETY: the object is alive, and the memory for the answer is ours.
        let status = unsafe { ffi::PyObject_GetBuffer(object.as_ptr(), self.raw.get(), flags) };
        if status != 0 {
            return Err(PyErr::fetch(object.py()));
        }
        self.released.store(false, Relaxed);
        Ok(())
    }

    /// For as long as `work` runs: for reading, or for writing too.
    ///
    /// # Errors
    /// What the exporter raises, or that the object is none.
    pub(crate) fn during<R>(
        object: &Bound<'_, PyAny>,
        writable: bool,
        work: impl FnOnce(&Self) -> R,
    ) -> PyResult<R> {
        let lease = Self::empty();
        lease.fill(
            object,
            if writable {
                ffi::PyBUF_WRITABLE
            } else {
                ffi::PyBUF_SIMPLE
            },
        )?;
        Ok(work(&lease))
    }

    /// For reading, until it is released.
    ///
    /// # Errors
    /// As for [`during`](Self::during).
    pub(crate) fn kept(object: &Bound<'_, PyAny>) -> PyResult<Box<Self>> {
        let lease = Box::new(Self::empty());
        lease.fill(object, ffi::PyBUF_SIMPLE)?;
        Ok(lease)
    }

    /// How many bytes there are.
    pub(crate) fn len(&self, _attached: Python<'_>) -> usize {
        // SAFETY: rule 1: it was filled, and nobody writes it but `release`, with the interpreter.
        let len = unsafe { (*self.raw.get()).len };
        usize::try_from(len).unwrap_or(0)
    }

    /// The address of this many bytes there; none if they are not all inside, or given back.
    fn address(&self, py: Python<'_>, at: usize, size: usize) -> Option<*mut u8> {
        let inside = at.checked_add(size)? <= self.len(py) && !self.released.load(Relaxed);
        // SAFETY: as in `len`.
        let start = unsafe { (*self.raw.get()).buf };
        inside.then(|| start.cast::<u8>().wrapping_add(at))
    }

    /// Copies the bytes at `at` out; none if they are not all inside, or given back.
    pub(crate) fn read(&self, py: Python<'_>, at: usize, target: &mut [u8]) -> Option<()> {
        let from = self.address(py, at, target.len())?;
        if !target.is_empty() {
            // SAFETY: the bytes are there (rule 2), and `target` is borrowed uniquely, so it is no memory of Python's.
            unsafe { ptr::copy_nonoverlapping(from, target.as_mut_ptr(), target.len()) };
        }
        Some(())
    }

    /// Copies bytes in at `at`; none if there is no room for all, or they are given back. Only for one that was taken for writing.
    pub(crate) fn write(&self, py: Python<'_>, at: usize, source: &[u8]) -> Option<()> {
        // SAFETY: as in `len`.
        let readonly = unsafe { (*self.raw.get()).readonly };
        let to = self
            .address(py, at, source.len())
            .filter(|_| readonly == 0)?;
        if !source.is_empty() {
            // SAFETY: the bytes are there and may be written (rule 2). They may be those of `source` only if that is
            // memory of Python's too, so the two may overlap.
            unsafe { ptr::copy(source.as_ptr(), to, source.len()) };
        }
        Some(())
    }

    /// Shows the exporter to the garbage collector.
    pub(crate) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        if self.released.load(Relaxed) {
            return Ok(());
        }
        // SAFETY: as in `len`.
        let object = unsafe { &(*self.raw.get()).obj };
        // SAFETY: null or an object that the buffer keeps alive (rule 1). `Py` is no more than its address, and the reference stays in the buffer.
        let exporter = unsafe { &*ptr::from_ref(object).cast::<Option<Py<PyAny>>>() };
        visit.call(exporter)
    }

    /// Gives the bytes back.
    pub(crate) fn release(&self, _attached: Python<'_>) {
        if !self.released.swap(true, Relaxed) {
            // SAFETY: rule 1: it was filled, and the flag says that this happens once.
            unsafe { ffi::PyBuffer_Release(self.raw.get()) };
        }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if !self.released.load(Relaxed) {
            // After the interpreter has ended there is nobody to give the bytes back to.
            let _ = Python::try_attach(|py| self.release(py));
        }
    }
}

impl fmt::Debug for Lease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lease")
            .field("released", &self.released)
            .finish_non_exhaustive()
    }
}
