//! What does a view say of itself?

use std::borrow::Cow;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyMemoryView, PyTuple};

use super::Strict;
use super::pointers::Behind;

impl Strict {
    /// The object that exports the memory. A builtin memoryview does so too, but between memoryviews the one behind it is meant, if there is one.
    pub(super) fn exporter<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let exporter = self.managed.get().import().exporter(py);
        if let Some(view) = &exporter
            && view.is_exact_instance_of::<PyMemoryView>()
        {
            let behind = view.getattr("obj")?;
            return Ok(if behind.is_none() {
                exporter
            } else {
                Some(behind)
            });
        }
        Ok(exporter)
    }
}

#[pymethods]
impl Strict {
    /// The object that exports the memory.
    ///
    /// >>> memoryview(b"abc")[1:].obj
    /// b'abc'
    #[getter]
    fn obj<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.check()?;
        self.exporter(py)
    }

    /// The bytes of all items: what tobytes() has, without the gaps.
    ///
    /// >>> memoryview(bytes(8)).cast("h")[::2].nbytes
    /// 4
    #[getter]
    fn nbytes(&self) -> PyResult<usize> {
        self.check()?;
        Ok(self.layout.nbytes())
    }

    /// Whether the memory cannot be written through this view.
    ///
    /// >>> memoryview(b"abc").readonly, memoryview(bytearray(b"abc")).readonly
    /// (True, False)
    #[getter]
    fn readonly(&self) -> PyResult<bool> {
        self.check()?;
        Ok(self.readonly)
    }

    /// The bytes of each item.
    ///
    /// >>> memoryview(bytes(8)).cast("h").itemsize
    /// 2
    #[getter]
    fn itemsize(&self) -> PyResult<usize> {
        self.check()?;
        Ok(self.layout.itemsize())
    }

    /// What an item is, in the words of the exporter: a text of the struct module, or of PEP 3118.
    ///
    /// >>> memoryview(b"abc").format
    /// 'B'
    #[getter]
    fn format(&self) -> PyResult<Cow<'_, str>> {
        self.check()?;
        Ok(self.text().show())
    }

    /// How many axes there are.
    ///
    /// >>> memoryview(bytes(6)).cast("B", [2, 3]).ndim
    /// 2
    #[getter]
    fn ndim(&self) -> PyResult<usize> {
        self.check()?;
        Ok(self.layout.ndim())
    }

    /// The length of each axis, in items.
    ///
    /// >>> memoryview(bytes(12)).cast("h", [2, 3]).shape
    /// (2, 3)
    #[getter]
    fn shape<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        self.check()?;
        PyTuple::new(py, self.layout.shape())
    }

    /// How far the next item is along each axis, in bytes; negative where it lies before.
    ///
    /// >>> memoryview(bytes(12)).cast("h")[::-2].strides
    /// (-4,)
    #[getter]
    fn strides<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        self.check()?;
        PyTuple::new(py, self.layout.strides())
    }

    /// Where pointers stand in the data: one number an axis, in bytes, negative for an axis without pointers; empty if there are
    /// none at all (PEP 3118). BufferError where such numbers cannot say it, as of the transpose of an array of rows.
    ///
    /// >>> memoryview(b"abc").suboffsets
    /// ()
    #[getter]
    fn suboffsets<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        self.check()?;
        PyTuple::new(py, self.told_suboffsets()?.unwrap_or(&[]))
    }

    /// Whether the items lie one after the other without gaps, the last axis fastest.
    ///
    /// >>> m = memoryview(b"abcd")
    /// >>> m.c_contiguous, m[::2].c_contiguous
    /// (True, False)
    #[getter]
    fn c_contiguous(&self) -> PyResult<bool> {
        self.check()?;
        Ok(self.contiguous().0)
    }

    /// Whether the items lie one after the other without gaps, the first axis fastest.
    ///
    /// >>> memoryview(bytes(6)).f_contiguous, memoryview(bytes(6)).cast("B", [2, 3]).f_contiguous
    /// (True, False)
    #[getter]
    fn f_contiguous(&self) -> PyResult<bool> {
        self.check()?;
        Ok(self.contiguous().1)
    }

    /// Whether the items lie one after the other without gaps, in either order.
    ///
    /// >>> memoryview(bytes(6)).cast("B", [2, 3]).contiguous
    /// True
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
        let heap = this.behind.as_deref().map_or(0, Behind::size);
        // The strict class counts itself, as the builtin does; the other what it shows, as NumPy's arrays do.
        let shown = if this.answers {
            this.layout.nbytes()
        } else {
            0
        };
        Ok(basic + heap + shown)
    }

    fn __reduce_ex__(&self, protocol: i32) -> PyResult<()> {
        // `object.__reduce_ex__` has two ways to say it.
        Err(PyTypeError::new_err(match protocol {
            2.. => "cannot pickle memoryview objects",
            _ => "cannot pickle 'memoryview' object",
        }))
    }
}
