//! How do NumPy and a view find each other beside the buffer protocol?

use std::sync::atomic::Ordering::Relaxed;

use memoryview_python::Import;
use memoryview_strided::Format;
use memoryview_strided::format::Counted;
use pyo3::exceptions::{PyBufferError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use super::Full;
use crate::view::Strict;
use crate::view::text::Text;

/// A view of an object that exports no buffer as it is, but has `__array_interface__`: arrays of dates, for one. NumPy is asked for the same items
/// as bytes without a meaning, which it does export.
pub(super) fn without_buffer(object: &Bound<'_, PyAny>) -> PyResult<Option<Strict>> {
    let py = object.py();
    let Some(interface) = object.getattr_opt("__array_interface__")? else {
        return Ok(None);
    };
    let array = py.import("numpy")?.call_method1("asarray", (object,))?;
    let dtype = array.getattr("dtype")?;
    if dtype.getattr("hasobject")?.is_truthy()? {
        return Ok(None);
    }
    let typestr: String = interface.get_item("typestr")?.extract()?;
    let descr = match interface.get_item("descr") {
        Ok(descr) if !dtype.getattr("fields")?.is_none() => Some(descr.repr()?.to_string()),
        _ => None,
    };
    let format = match descr {
        // Fields that overlap, or are out of order: NumPy says nothing but how many bytes they are.
        Some(descr) if descr == format!("[('', '{typestr}')]") => Format::from_typestr(&typestr),
        Some(descr) => Format::from_descr(&descr),
        None => Format::from_typestr(&typestr),
    };
    let format = format.map_err(|error| PyValueError::new_err(error.to_string()))?;
    let size: usize = dtype.getattr("itemsize")?.extract()?;
    let raw = array.call_method1("view", (format!("V{size}"),))?;
    let mut view = Strict::import(&raw, true, Import::of)?;
    if format.size() != size || view.layout.itemsize() != size {
        let said = format.size();
        return Err(PyValueError::new_err(format!(
            "memoryview: __array_interface__ describes {}, an item has {size}",
            Counted(said, "byte")
        )));
    }
    view.text = Some(Text::of(&format)?);
    Ok(Some(view))
}

/// What the items of a NumPy array are, where the text that it exports does not say so.
pub(super) fn ask(object: &Bound<'_, PyAny>, view: &mut Strict) -> PyResult<()> {
    if object.is_instance_of::<Strict>() {
        return Ok(());
    }
    let text = view.text();
    let format = memoryview_python::by_dtype(object, text.written(), view.layout.itemsize())?;
    if let Some(format) = format {
        view.text = Some(text.meaning(format));
    }
    Ok(())
}

#[pymethods]
impl Full {
    /// The items as NumPy's dtype, with byte order and offsets. Needs NumPy. TypeError for a format that NumPy has no dtype for.
    ///
    /// >>> memoryview(b"ab").reinterpret(">H").dtype
    /// dtype('>u2')
    #[getter]
    fn dtype<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let (py, this) = (slf.py(), slf.as_super().get());
        this.check()?;
        let descr = py
            .import("ast")?
            .call_method1("literal_eval", (this.numpy(Format::to_descr)?,))?;
        py.import("numpy.lib.format")?
            .call_method1("descr_to_dtype", (descr,))
    }

    /// NumPy's array interface, version 3: for formats that buffers have no words for, as dates.
    ///
    /// It holds a bare address; strides are bytes. So that it stays right, the view cannot be released any more. BufferError if
    /// the items lie behind pointers.
    ///
    /// >>> interface = memoryview(b"ab").reinterpret(">H").__array_interface__
    /// >>> interface["typestr"], interface["shape"], interface["strides"]
    /// ('>u2', (1,), (2,))
    #[getter]
    fn __array_interface__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyDict>> {
        let (py, this) = (slf.py(), slf.as_super().get());
        let lent = this.lend(py)?;
        if this.chain().is_some() {
            return Err(PyBufferError::new_err(
                "memoryview: NumPy has no items behind pointers",
            ));
        }
        let typestr = match this.numpy(Format::to_typestr) {
            Ok(typestr) => typestr,
            Err(_) => format!("|V{}", this.layout.itemsize()),
        };
        let interface = PyDict::new(py);
        interface.set_item("version", 3)?;
        interface.set_item("shape", PyTuple::new(py, this.layout.shape())?)?;
        interface.set_item("strides", PyTuple::new(py, this.layout.strides())?)?;
        interface.set_item("typestr", typestr)?;
        if let Ok(descr) = this.numpy(Format::to_descr)
            && descr.starts_with('[')
        {
            let descr = py.import("ast")?.call_method1("literal_eval", (descr,))?;
            interface.set_item("descr", descr)?;
        }
        let address = lent.address_of(this.layout.offset()).addr();
        interface.set_item("data", (address, this.readonly))?;
        this.exports.store(this.exports.load(Relaxed) + 1, Relaxed);
        this.managed.get().taken();
        Ok(interface)
    }
}

impl Strict {
    /// The format in NumPy's words.
    fn numpy(
        &self,
        say: impl FnOnce(&Format) -> Result<String, memoryview_strided::format::Error>,
    ) -> PyResult<String> {
        let itemsize = self.layout.itemsize();
        let format = self.text().full(itemsize);
        let whole = format
            .with_size(itemsize)
            .map_err(|e| PyTypeError::new_err(e.to_string()))?;
        say(&whole)
            .map_err(|error| PyTypeError::new_err(format!("memoryview: no NumPy dtype: {error}")))
    }
}
