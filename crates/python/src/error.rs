//! Which Python exception is a refusal?

use std::fmt;

use memoryview_strided::{Error, ErrorKind};
use pyo3::PyErr;
use pyo3::exceptions::{
    PyBufferError, PyIndexError, PyMemoryError, PyNotImplementedError, PyOverflowError,
    PyTypeError, PyValueError,
};

/// The error of a function that Python calls: made by `?` from an [`Error`] of this library or from a [`PyErr`], and
/// an exception when it arrives in Python.
///
/// | [`ErrorKind`] | exception |
/// |---|---|
/// | `Index` | `IndexError` |
/// | `Value` | `ValueError` |
/// | `Type` | `TypeError` |
/// | `Buffer` | `BufferError` |
/// | `Overflow` | `OverflowError` |
/// | `Memory` | `MemoryError` |
/// | `Unsupported` | `NotImplementedError` |
///
/// What the system refuses about a file is an `OSError`, or its subclass: `FileNotFoundError`.
///
/// The text is that of the [`Error`], with its numbers. (Neither `Error` nor `PyErr` is of this crate, so the one cannot
/// be made from the other without this type between them.)
///
/// ```
/// use memoryview_python::Fault;
/// use memoryview_strided::View;
/// use pyo3::exceptions::PyIndexError;
/// use pyo3::prelude::*;
///
/// #[pyfunction]
/// fn third(bytes: &[u8]) -> Result<u8, Fault> {
///     Ok(View::from_slice(bytes).get([2])?)
/// }
///
/// Python::attach(|py| {
///     let refused = PyErr::from(third(&[7, 8]).unwrap_err());
///     assert!(refused.is_instance_of::<PyIndexError>(py));
///     assert_eq!(refused.value(py).to_string(), "index 2 is out of bounds: axis 0 has length 2");
/// });
/// ```
#[derive(Debug)]
pub struct Fault(PyErr);

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        if let Error::Io { .. } = error {
            return Fault(std::io::Error::from(error).into());
        }
        let text = error.to_string();
        Fault(match error.kind() {
            ErrorKind::Index => PyIndexError::new_err(text),
            ErrorKind::Value => PyValueError::new_err(text),
            ErrorKind::Type => PyTypeError::new_err(text),
            ErrorKind::Buffer => PyBufferError::new_err(text),
            ErrorKind::Overflow => PyOverflowError::new_err(text),
            ErrorKind::Memory => PyMemoryError::new_err(text),
            _ => PyNotImplementedError::new_err(text),
        })
    }
}

impl From<PyErr> for Fault {
    fn from(error: PyErr) -> Self {
        Fault(error)
    }
}

impl From<Fault> for PyErr {
    fn from(fault: Fault) -> Self {
        fault.0
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Fault {}

#[cfg(test)]
mod tests;
