//! What is the argument of a function that takes any array?
#![allow(
    unsafe_code,
    reason = "lends what it keeps for as long as it is borrowed"
)]

use memoryview_strided::{ForeignView, Format, Layout, View};
use pyo3::exceptions::PyNotImplementedError;
use pyo3::prelude::*;
use pyo3::{Borrowed, PyErr};

use super::{Import, by_dtype};

/// Any Python object that exports a buffer, as an argument of a function: NumPy arrays of any dtype, `array`, `ctypes`, `mmap`, `bytes`.
///
/// It keeps the export, so the memory stays where it is and a `bytearray` cannot be resized, and lends views of it: a [`ForeignView`] with
/// the interpreter attached, because Python may write the memory whenever it runs; a [`View`] at any time, if nobody can write it.
///
/// ```
/// use memoryview_python::{Fault, PyView};
/// use pyo3::prelude::*;
///
/// /// Adds the items of one array to those of another, whatever their formats; the two may be one.
/// #[pyfunction]
/// fn assign(py: Python<'_>, to: PyView, from: PyView) -> Result<(), Fault> {
///     Ok(to.foreign(py).assign(&from.foreign(py))?)
/// }
///
/// Python::attach(|py| {
///     let x = py.eval(c"__import__('array').array('h', [1, 2, 3])", None, None)?;
///     let back = py.eval(c"memoryview(x)[::-1]", None, Some(&[("x", &x)].into_py_dict(py)?))?;
///     wrap_pyfunction!(assign, py)?.call1((&x, &back))?;
///     assert_eq!(x.call_method0("tolist")?.to_string(), "[3, 2, 1]");
///     Ok::<(), PyErr>(())
/// })?;
/// # use pyo3::types::IntoPyDict;
/// # Ok::<(), pyo3::PyErr>(())
/// ```
///
/// `pyo3::buffer::PyBuffer<T>` wants the element type beforehand, reads `>i` as native on a little-endian machine, and its slices promise
/// what Python does not keep; `numpy::PyReadonlyArray` wants NumPy, an element type and, for most of what it offers, alignment, and
/// checks borrows among Rust functions only. A `PyView` has the type that arrives: rank, format and strides are looked at when the function runs, and no reference
/// to memory that Python may write is ever made.
#[derive(Debug)]
pub struct PyView {
    /// Never closed before it is dropped.
    import: Import,
    format: Format,
}

impl PyView {
    /// Shape, strides and item size in bytes.
    pub fn layout(&self) -> &Layout {
        &self.import.description().layout
    }

    /// What an item is; [opaque](Format::is_opaque) if the exporter's text does not say. Where NumPy's text leaves out padding within records, its
    /// dtype is asked: see [`by_dtype`](crate::by_dtype).
    pub fn format(&self) -> &Format {
        &self.format
    }

    /// Whether the exporter forbids writing.
    pub fn is_read_only(&self) -> bool {
        self.import.description().readonly
    }

    /// The object that exports.
    pub fn exporter<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyAny>> {
        self.import.exporter(py)
    }

    /// The memory, to read and, where the exporter allows it, to write, as long as the interpreter is attached.
    ///
    /// It cannot go into [`Python::detach`]:
    ///
    /// ```compile_fail
    /// # use memoryview_python::PyView;
    /// # use pyo3::prelude::*;
    /// fn sum(py: Python<'_>, x: PyView) -> f64 {
    ///     let view = x.foreign(py);
    ///     py.detach(|| view.sum_as::<f64>().unwrap())
    /// }
    /// ```
    pub fn foreign<'a>(&'a self, py: Python<'a>) -> ForeignView<'a> {
        // SAFETY: nobody closes the import of this, so it is open as long as this is borrowed.
        let view = unsafe {
            self.import
                .foreign_unclosed(py, self.layout().clone(), self.format.clone())
        };
        view.unwrap_or_else(|_| unreachable!("the layout is that of the exporter's own memory"))
    }

    /// The memory as a view that threads may read without the interpreter; none if anybody may write it. It is some for `bytes`, and for what
    /// [`export`](crate::export) made.
    ///
    /// ```
    /// use memoryview_python::PyView;
    /// use pyo3::prelude::*;
    /// use pyo3::types::{PyByteArray, PyBytes};
    /// Python::attach(|py| {
    ///     let x: PyView = PyBytes::new(py, b"\x01\x02").extract()?;
    ///     let view = x.shared().expect("bytes do not change");
    ///     assert_eq!(py.detach(|| view.sum_as::<u64>()).unwrap(), 3);
    ///     let y: PyView = PyByteArray::new(py, b"\x01\x02").extract()?;
    ///     assert!(y.shared().is_none());
    ///     Ok::<(), PyErr>(())
    /// })?;
    /// # Ok::<(), pyo3::PyErr>(())
    /// ```
    pub fn shared(&self) -> Option<View<'_>> {
        // SAFETY: as in `foreign`.
        let view = unsafe {
            self.import
                .shared_unclosed(self.layout().clone(), self.format.clone())
        };
        view?.ok()
    }
}

impl<'a, 'py> FromPyObject<'a, 'py> for PyView {
    type Error = PyErr;

    /// # Errors
    /// What the exporter raises; `BufferError` if what it says contradicts itself, `NotImplementedError` if its items lie behind pointers.
    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        let import = Import::of(&object)?;
        let described = import.description();
        if described.suboffsets.is_some() {
            return Err(PyNotImplementedError::new_err(
                "the exporter's items lie behind pointers: they are read by Import, not by PyView",
            ));
        }
        let itemsize = described.layout.itemsize();
        let format = match by_dtype(&object, &described.format, itemsize)? {
            Some(format) => format,
            None => Format::for_buffer(&described.format.to_string_lossy(), itemsize),
        };
        Ok(PyView { import, format })
    }
}
