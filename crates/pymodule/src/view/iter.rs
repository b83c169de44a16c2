//! What does a loop over a view see?

use memoryview_strided::Index;
use pyo3::exceptions::{PyNotImplementedError, PyTypeError};
use pyo3::prelude::*;
use pyo3::{PyTraverseError, PyVisit};

use super::subscript::ZERO_DIM;
use super::{Strict, item};

/// The items of the first axis, one after the other; its length is fixed when it is made.
#[pyclass(name = "memory_iterator", module = "memoryview_rs.strict")]
pub(super) struct Cursor {
    /// None after the last item.
    view: Option<Py<Strict>>,
    next: usize,
    len: usize,
}

#[pymethods]
impl Cursor {
    fn __iter__<'py>(slf: &Bound<'py, Self>) -> Bound<'py, Self> {
        slf.clone()
    }

    fn __next__(&mut self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        let Some(view) = &self.view else {
            return Ok(None);
        };
        let this = view.get();
        if self.next >= self.len {
            self.view = None;
            return Ok(None);
        }
        this.check()?;
        let i = self.next;
        self.next += 1;
        if this.layout.ndim() > 1 {
            let part = this.part_object(py, &[Index::At(i.cast_signed())])?;
            return Ok(Some(part.unbind()));
        }
        if let (Some(code), None) = (this.text().code(), this.chain()) {
            let offset = this.layout.offset() + this.layout.strides()[0] * i.cast_signed();
            return item::read(&this.lend(py)?, code, offset).map(Some);
        }
        this.item_at(py, &[i]).map(Some)
    }

    fn __length_hint__(&self) -> usize {
        self.len - self.next
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.view)
    }

    fn __clear__(&mut self) {
        self.view = None;
    }
}

#[pymethods]
impl Strict {
    fn __iter__(slf: &Bound<'_, Self>) -> PyResult<Cursor> {
        let this = slf.get();
        this.check()?;
        let shape = this.layout.shape();
        let Some(&len) = shape.first() else {
            return Err(PyTypeError::new_err(ZERO_DIM));
        };
        if shape.len() > 1 && !this.answers {
            let why = "multi-dimensional sub-views are not implemented";
            return Err(PyNotImplementedError::new_err(why));
        }
        this.check_format()?;
        let view = Some(slf.clone().unbind());
        Ok(Cursor { view, next: 0, len })
    }
}
