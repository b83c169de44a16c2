//! What does `memoryview_rs.memoryview` have that the builtin has not? The class; its methods stand in files by concern.

mod convert;
mod difference;
mod numpy;
mod pickle;
mod search;
mod shape;

use std::sync::Arc;

use memoryview_python::Fault;
use memoryview_strided::{Buffer, Layout, Order};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple, PyType};

use super::newer;
use super::text::Text;
use super::{NEW, Strict};

pub(crate) use difference::Found;
pub(crate) use pickle::rebuild;
pub(super) use search::bound;

/// A view of the memory that an object exports: like the builtin memoryview, and where that refuses, it answers.
///
/// Indices, slices, ... and None select sub-views of any rank, items of every format are read, compared and written,
/// and all of it without a copy. What is assigned to a sub-view is one item, nested lists of items, or an exporter, of any
/// numeric format that converts to the view's, by NumPy's rules of broadcasting. Shapes count items, strides and offsets bytes.
/// Two views are equal if their shapes and all values are, whatever the formats; NaN and NaT are equal to nothing. A date by itself
/// is an integer, and dates in views are compared in their units.
///
/// >>> from memoryview_rs import memoryview
/// >>> m = memoryview(bytearray(range(12))).cast("B", [3, 4])
/// >>> m[1:, ::-2].tolist()
/// [[7, 5], [11, 9]]
/// >>> m[:, 0] = 255
/// >>> m.T[0].tolist()
/// [255, 255, 255]
/// >>> m[0, :2] = [1, 2]
/// >>> m[0].tolist()
/// [1, 2, 2, 3]
/// >>> memoryview([1])
/// Traceback (most recent call last):
///     ...
/// TypeError: memoryview: a bytes-like object is required, not 'list'
#[pyclass(frozen, sequence, extends = Strict, name = "memoryview", module = "memoryview_rs")]
pub(crate) struct Full;

#[pymethods]
impl Full {
    #[new]
    #[pyo3(signature = (*args, **kwargs), text_signature = "(object)")]
    fn new(
        args: &Bound<'_, PyTuple>,
        kwargs: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<PyClassInitializer<Self>> {
        let ([object], []) = NEW.taken(args, kwargs)?;
        let view = Strict::of_any(&object)?;
        Ok(PyClassInitializer::from(view).add_subclass(Full))
    }

    /// memoryview[int], for annotations, as the builtin has it from 3.14 on.
    #[classmethod]
    #[pyo3(signature = (item, /))]
    fn __class_getitem__<'py>(
        class: &Bound<'py, PyType>,
        item: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        newer::generic(class, item)
    }
}

impl Strict {
    /// A view, which answers, of what an object exports, or of what it says by `__array_interface__` where it exports nothing.
    pub(super) fn of_any(object: &Bound<'_, PyAny>) -> PyResult<Self> {
        match Strict::of(object, true) {
            Ok(mut view) => {
                numpy::ask(object, &mut view)?;
                Ok(view)
            }
            Err(error) => numpy::without_buffer(object)?.ok_or(error),
        }
    }

    /// A view of memory that Rust owns, as an object; writable if nobody else owns it.
    pub(crate) fn of_buffer(py: Python<'_>, buffer: Buffer, writable: bool) -> PyResult<Self> {
        let format = buffer.format().clone();
        let exporter = if writable {
            memoryview_python::export_mut(py, buffer)?
        } else {
            memoryview_python::export(py, buffer)?
        };
        let mut view = Self::of(&exporter, true)?;
        view.text = Some(Text::of(&format)?);
        Ok(view)
    }

    /// A copy of the bytes, as an object of its own: items of this text, in a layout without gaps.
    ///
    /// # Errors
    /// `TypeError` if they were Python objects: the copy would hold references that nobody counts.
    pub(super) fn of_bytes(
        py: Python<'_>,
        bytes: Vec<u8>,
        layout: Layout,
        like: &Strict,
    ) -> PyResult<Self> {
        if like.holds_objects() {
            return Err(PyTypeError::new_err(
                "memoryview: a copy of Python objects would hold references that nobody counts",
            ));
        }
        let mut view = Self::of_buffer(py, Buffer::from_vec(bytes), true)?;
        view.layout = layout;
        view.text = Some(Arc::clone(like.text()));
        Ok(view)
    }
}

/// A shape without gaps.
fn packed(shape: &[usize], itemsize: usize, order: Order) -> PyResult<Layout> {
    Ok(Layout::contiguous(shape, itemsize, order).map_err(Fault::from)?)
}
