//! How does a view travel to another process?

use memoryview_strided::format::Counted;
use memoryview_strided::{Format, Layout, Order};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyTuple};

use super::{Full, packed};
use crate::view::text::Text;
use crate::view::{Strict, key};

#[pymethods]
impl Full {
    /// The bytes as one PickleBuffer, out of band with protocol 5; format, shape and order beside it. A view with gaps is
    /// compacted first.
    ///
    /// >>> import pickle
    /// >>> m = memoryview(bytearray(range(6))).cast("B", [2, 3])[:, ::-1]
    /// >>> buffers = []
    /// >>> data = pickle.dumps(m, 5, buffer_callback=buffers.append)
    /// >>> pickle.loads(data, buffers=buffers).tolist()
    /// [[2, 1, 0], [5, 4, 3]]
    fn __reduce_ex__<'py>(slf: &Bound<'py, Self>, protocol: i32) -> PyResult<Bound<'py, PyTuple>> {
        let (py, this) = (slf.py(), slf.as_super().get());
        this.check()?;
        if let Some(reduced) = this.reduced_to_path(py)? {
            return Ok(reduced);
        }
        let format = this.text().full(this.layout.itemsize());
        if format.has_objects() {
            return Err(PyTypeError::new_err(
                "cannot pickle a memoryview of Python objects",
            ));
        }
        let (c, f) = this.contiguous();
        let order = if f && !c { Order::F } else { Order::C };
        let gathered;
        let whole = if c || f {
            this
        } else {
            let bytes = this.bytes_by(py, Order::C, None)?;
            let layout = packed(this.layout.shape(), this.layout.itemsize(), Order::C)?;
            gathered = Strict::of_bytes(py, bytes, layout, this)?;
            &gathered
        };
        let line = Layout::new(&[this.layout.nbytes()], &[1], whole.layout.offset(), 1);
        let mut line = whole.sibling(py, line.map_err(memoryview_python::Fault::from)?);
        line.text = Some(Text::new(c"B".into()));
        line.readonly = this.readonly;
        let data = if protocol >= 5 {
            py.import("pickle")?
                .call_method1("PickleBuffer", (line.into_object(py)?,))?
        } else {
            let bytes = line.py_bytes_by(py, Order::C, None)?.into_any();
            // Who may write may write what arrives too, as with protocol 5.
            match this.readonly {
                true => bytes,
                false => PyByteArray::from(&bytes)?.into_any(),
            }
        };
        // What the text means may differ on the other machine; what it says in full does not.
        let canonical = format.to_text().unwrap_or_default();
        let order = if order == Order::F { "F" } else { "C" };
        let shape = PyTuple::new(py, this.layout.shape())?;
        let state = (
            data,
            this.text().show(),
            canonical,
            this.layout.itemsize(),
            shape,
            order,
        );
        let rebuild = py.import("memoryview_rs._native")?.getattr("_rebuild")?;
        PyTuple::new(py, [rebuild, state.into_pyobject(py)?.into_any()])
    }
}

/// A view from what another process wrote.
///
/// # Errors
/// `ValueError` if the bytes are not as many as shape and item size make.
#[pyfunction]
#[pyo3(name = "_rebuild")]
pub(crate) fn rebuild<'py>(
    data: &Bound<'py, PyAny>,
    written: &str,
    canonical: &str,
    itemsize: usize,
    shape: &Bound<'py, PyAny>,
    order: &str,
) -> PyResult<Bound<'py, PyAny>> {
    let py = data.py();
    let mut view = Strict::of(data, true)?;
    let order = if order == "F" { Order::F } else { Order::C };
    let shape: Vec<usize> = key::few(shape.try_iter()?, |object| object.extract())?;
    let layout = packed(&shape, itemsize, order)?;
    if !view.contiguous().0 || view.layout.nbytes() != layout.nbytes() {
        let (has, needs) = (view.layout.nbytes(), layout.nbytes());
        return Err(PyValueError::new_err(format!(
            "memoryview: {} arrived, shape {shape:?} of {itemsize}-byte items needs {needs} in a row",
            Counted(has, "byte")
        )));
    }
    let offset = view.layout.offset();
    let layout = Layout::new(layout.shape(), layout.strides(), offset, itemsize);
    view.layout = layout.map_err(memoryview_python::Fault::from)?;
    let here = Format::for_buffer(written, itemsize);
    let text = match Format::from_typestr(written).or_else(|_| Format::from_descr(written)) {
        // A date: PEP 3118 has no word for it.
        Ok(format) if here.is_opaque() => Text::of(&format)?,
        _ if canonical.is_empty() || here.to_text().is_ok_and(|text| text == canonical) => {
            Text::sized(std::ffi::CString::new(written)?, itemsize)
        }
        _ => Text::sized(std::ffi::CString::new(canonical)?, itemsize),
    };
    view.text = Some(text);
    if view.text().full(itemsize).has_objects() {
        return Err(PyTypeError::new_err(
            "memoryview: bytes cannot become Python objects",
        ));
    }
    view.into_object(py)
}
