//! What does a view say of itself?

use std::borrow::Cow;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use super::Strict;

#[pymethods]
impl Strict {
    /// The underlying object of the memoryview.
    #[getter]
    fn obj<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.check()?;
        Ok(self.managed.get().import().exporter(py))
    }

    /// The amount of space in bytes that the array would use in a contiguous representation.
    #[getter]
    fn nbytes(&self) -> PyResult<usize> {
        self.check()?;
        Ok(self.layout.nbytes())
    }

    /// A bool indicating whether the memory is read only.
    #[getter]
    fn readonly(&self) -> PyResult<bool> {
        self.check()?;
        Ok(self.readonly)
    }

    /// The size in bytes of each element of the memoryview.
    #[getter]
    fn itemsize(&self) -> PyResult<usize> {
        self.check()?;
        Ok(self.layout.itemsize())
    }

    /// A string containing the format (in struct module style) for each element in the view.
    #[getter]
    fn format(&self) -> PyResult<Cow<'_, str>> {
        self.check()?;
        Ok(self.text().show())
    }

    /// An integer indicating how many dimensions of a multi-dimensional array the memory represents.
    #[getter]
    fn ndim(&self) -> PyResult<usize> {
        self.check()?;
        Ok(self.layout.ndim())
    }

    /// A tuple of ndim integers giving the shape of the memory as an N-dimensional array, in items.
    #[getter]
    fn shape<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        self.check()?;
        PyTuple::new(py, self.layout.shape())
    }

    /// A tuple of ndim integers giving the size in bytes to access each element for each dimension of the array.
    #[getter]
    fn strides<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        self.check()?;
        PyTuple::new(py, self.layout.strides())
    }

    /// A tuple of integers used internally for PIL-style arrays.
    #[getter]
    fn suboffsets<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        self.check()?;
        PyTuple::new(py, self.suboffsets.as_deref().unwrap_or(&[]))
    }

    /// A bool indicating whether the memory is C contiguous.
    #[getter]
    fn c_contiguous(&self) -> PyResult<bool> {
        self.check()?;
        Ok(self.contiguous().0)
    }

    /// A bool indicating whether the memory is Fortran contiguous.
    #[getter]
    fn f_contiguous(&self) -> PyResult<bool> {
        self.check()?;
        Ok(self.contiguous().1)
    }

    /// A bool indicating whether the memory is contiguous.
    #[getter(contiguous)]
    fn any_contiguous(&self) -> PyResult<bool> {
        self.check()?;
        let (c, f) = self.contiguous();
        Ok(c || f)
    }

    fn __len__(&self, py: Python<'_>) -> PyResult<usize> {
        self.check()?;
        match self.layout.shape().first() {
            Some(len) => Ok(*len),
            // As the builtin beside it: 3.12 made it an error.
            None if py.version_info() < (3, 12) => Ok(1),
            None => Err(PyTypeError::new_err("0-dim memory has no length")),
        }
    }

    fn __sizeof__(slf: &Bound<'_, Self>) -> PyResult<usize> {
        let this = slf.get();
        let basic: usize = slf.get_type().getattr("__basicsize__")?.extract()?;
        let heap = this.suboffsets.as_deref().map_or(0, size_of_val);
        // The strict class counts itself, as the builtin does; the other what it shows, as NumPy's arrays do.
        let shown = if this.answers {
            this.layout.nbytes()
        } else {
            0
        };
        Ok(basic + heap + shown)
    }

    fn __reduce_ex__(&self, protocol: i32) -> PyResult<()> {
        let _ = protocol;
        Err(PyTypeError::new_err("cannot pickle 'memoryview' object"))
    }
}
