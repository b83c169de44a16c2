//! When does a view let go of its export?

use std::sync::atomic::Ordering::Relaxed;

use pyo3::exceptions::{PyBufferError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::Strict;

impl Drop for Strict {
    fn drop(&mut self) {
        if !self.is_released() {
            self.managed.get().leave();
        }
    }
}

/// While this lives, the view has one exported buffer more, and is not released.
pub(super) struct InUse<'a>(&'a Strict);

impl Drop for InUse<'_> {
    fn drop(&mut self) {
        self.0
            .exports
            .store(self.0.exports.load(Relaxed) - 1, Relaxed);
    }
}

impl Strict {
    /// For where code of the user runs that CPython does not let release the view: `BufferError`.
    pub(super) fn in_use(&self) -> InUse<'_> {
        self.exports.store(self.exports.load(Relaxed) + 1, Relaxed);
        InUse(self)
    }
}

#[pymethods]
impl Strict {
    /// Release the underlying buffer exposed by the memoryview object.
    ///
    /// Afterwards nothing can be done with it but releasing, comparing and printing. While others use the view, it is refused.
    ///
    /// >>> m = memoryview(bytearray(b"abc"))
    /// >>> m.release()
    /// >>> m[0]
    /// Traceback (most recent call last):
    ///     ...
    /// ValueError: operation forbidden on released memoryview object
    fn release(&self) -> PyResult<()> {
        if self.is_released() {
            return Ok(());
        }
        match self.exports.load(Relaxed) {
            0 => {
                self.released.store(true, Relaxed);
                self.managed.get().leave();
                Ok(())
            }
            n => {
                let s = if n == 1 { "" } else { "s" };
                Err(PyBufferError::new_err(format!(
                    "memoryview has {n} exported buffer{s}"
                )))
            }
        }
    }

    fn __enter__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, Self>> {
        slf.get().check()?;
        Ok(slf.clone())
    }

    #[pyo3(signature = (*_exception, **names), text_signature = "($self, *exception)")]
    fn __exit__(
        &self,
        _exception: &Bound<'_, PyAny>,
        names: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<()> {
        if names.is_some_and(|names| !names.is_empty()) {
            let why = "memoryview.__exit__() takes no keyword arguments";
            return Err(PyTypeError::new_err(why));
        }
        self.release()
    }

    fn __repr__(slf: &Bound<'_, Self>) -> String {
        let word = if slf.get().is_released() {
            "released "
        } else {
            ""
        };
        format!("<{word}memory at {:p}>", slf.as_ptr())
    }
}
