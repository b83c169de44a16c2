//! When are two views equal, and what is the hash of one?

use std::sync::atomic::Ordering::Relaxed;

use memoryview_strided::{Format, Order};
use pyo3::basic::CompareOp;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyType};

use super::{Items, NO_HASH, Strict};

#[pymethods]
impl Strict {
    fn __richcmp__<'py>(
        slf: &Bound<'py, Self>,
        other: &Bound<'py, PyAny>,
        op: CompareOp,
    ) -> PyResult<Py<PyAny>> {
        let py = slf.py();
        let not_implemented = || Ok(py.NotImplemented());
        let wanted = match op {
            CompareOp::Eq => true,
            CompareOp::Ne => false,
            _ => return not_implemented(),
        };
        let answer = |equal: bool| {
            Ok((equal == wanted)
                .into_pyobject(py)?
                .to_owned()
                .into_any()
                .unbind())
        };
        let this = slf.get();
        if this.is_released() {
            return answer(slf.is(other));
        }
        if let Ok(view) = other.cast::<Strict>() {
            let view = view.get();
            if view.is_released() {
                return answer(slf.is(other));
            }
            return answer(this.equals(py, view)?);
        }
        // Whoever exports nothing may have an opinion of its own.
        let view = if this.answers {
            Strict::of_any(other)
        } else {
            Strict::of(other, false)
        };
        let Ok(view) = view else {
            return not_implemented();
        };
        answer(!this.is_released() && this.equals(py, &view)?)
    }

    fn __hash__(slf: &Bound<'_, Self>) -> PyResult<isize> {
        let (py, this) = (slf.py(), slf.get());
        let hash = this.hash.load(Relaxed);
        if hash != NO_HASH {
            return Ok(hash);
        }
        this.check()?;
        if !this.readonly {
            return Err(this.unhashable(py, "cannot hash writable memoryview object"));
        }
        if !matches!(this.text().code(), Some(b'B' | b'b' | b'c')) {
            let why = "memoryview: hashing is restricted to formats 'B', 'b' or 'c'";
            return Err(this.unhashable(py, why));
        }
        if let Some(exporter) = this.exporter(py)? {
            let _in_use = this.in_use();
            exporter.hash()?;
        }
        let hash = this.py_bytes_by(py, Order::C, None)?.hash()?;
        // What was said first stays: the exporter may have asked for it too.
        let first = this.hash.compare_exchange(NO_HASH, hash, Relaxed, Relaxed);
        Ok(first.err().unwrap_or(hash))
    }
}

impl Strict {
    /// CPython's memoryview raises a `ValueError` here, all other objects without a hash a `TypeError`, which libraries
    /// expect that try whether something is a key. Where nobody asks for CPython's very class, it is both.
    fn unhashable(&self, py: Python<'_>, why: &'static str) -> PyErr {
        if !self.answers {
            return PyValueError::new_err(why);
        }
        match unhashable_error(py) {
            Ok(class) => PyErr::from_type(class, why),
            Err(error) => error,
        }
    }

    /// What the items are when they are compared: nothing, if they are equal to nothing.
    fn compared(&self) -> Option<&Format> {
        let itemsize = self.layout.itemsize();
        if self.answers || self.text().code().is_some() {
            Some(self.text().full(itemsize))
        } else {
            self.text().plain(itemsize)
        }
    }

    fn equals(&self, py: Python<'_>, other: &Strict) -> PyResult<bool> {
        let (Some(mine), Some(theirs)) = (self.compared(), other.compared()) else {
            return Ok(false);
        };
        let (a, b) = (self.lend(py)?, other.lend(py)?);
        match (
            self.items(&a, mine.clone())?,
            other.items(&b, theirs.clone())?,
        ) {
            (Items::Direct(x), Items::Direct(y)) => Ok(x == y),
            (Items::Direct(x), Items::Indirect(y)) => Ok(y == x),
            (Items::Indirect(x), Items::Direct(y)) => Ok(x == y),
            (Items::Indirect(x), Items::Indirect(y)) => Ok(x == y),
        }
    }
}

/// The class of what is raised for a view without a hash, as a name of the native module: so it can be pickled.
pub(super) fn unhashable_error(py: Python<'_>) -> PyResult<Bound<'_, PyType>> {
    static BOTH: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let class = BOTH.get_or_try_init(py, || {
        let bases = (py.get_type::<PyTypeError>(), py.get_type::<PyValueError>());
        let names = PyDict::new(py);
        names.set_item("__module__", "memoryview_rs._native")?;
        let class = py
            .get_type::<PyType>()
            .call1(("UnhashableError", bases, names))?;
        Ok::<_, PyErr>(class.cast_into::<PyType>()?.unbind())
    })?;
    Ok(class.bind(py).clone())
}
