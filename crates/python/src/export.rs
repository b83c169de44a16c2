//! How does memory that Rust owns, or looks after, reach a Python object that asks for it?
#![allow(unsafe_code, reason = "fills a `Py_buffer` for Python")]

mod answer;

use std::ffi::{CStr, CString};

use memoryview_strided::format::Form;
use memoryview_strided::{Buffer, Format, Layout};
use pyo3::exceptions::PyBufferError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyMemoryView;

use crate::Fault;
use answer::Answer;

/// Memory that can be exported: what [`fill`] says of it to whoever asks.
#[derive(Clone, Copy, Debug)]
pub struct Offer<'a> {
    /// The item at index 0.
    pub start: *mut u8,
    /// Shape, strides and item size; the offset is not looked at.
    pub layout: &'a Layout,
    /// Where pointers stand in the data: one number an axis.
    pub suboffsets: Option<&'a [isize]>,
    /// The format in PEP 3118's words.
    pub format: &'a CStr,
    /// Whether the memory may not be written.
    pub readonly: bool,
    /// Whether the items lie one after the other: in C order, and in Fortran order.
    pub contiguous: (bool, bool),
}

/// Answers a request for a buffer as `memoryview` does (`memory_getbuf` in `Objects/memoryobject.c`), and keeps `owner` alive meanwhile.
///
/// # Errors
/// `BufferError` if the memory is not as the flags ask for it.
///
/// # Safety
/// `view` is where Python wants the answer, null or writable. All that the offer names stays valid as long as `owner` lives: the memory, and
/// the numbers and the text. Where the text says that items hold Python objects (`O`), they are there, and the memory owns a reference to each:
/// NumPy follows them.
pub unsafe fn fill(
    owner: &Bound<'_, PyAny>,
    view: *mut ffi::Py_buffer,
    flags: i32,
    offer: &Offer<'_>,
) -> PyResult<()> {
    if view.is_null() {
        return Err(PyBufferError::new_err("there is no place for the answer"));
    }
    let answer = Answer::to(flags, offer).map_err(PyBufferError::new_err)?;
    let numbers = |some: Option<&[isize]>| {
        some.map_or(std::ptr::null_mut(), |numbers| numbers.as_ptr().cast_mut())
    };
    let shape = answer.shape.map_or(std::ptr::null_mut(), |shape| {
        shape.as_ptr().cast_mut().cast()
    });
    let filled = ffi::Py_buffer {
        buf: offer.start.cast(),
        obj: owner.clone().into_ptr(),
        len: offer.layout.nbytes().cast_signed(),
        // Who asks for no shape gets a run of bytes (PEP 3118); CPython divides its length by this number.
        itemsize: match answer.shape {
            None if answer.ndim == 1 => offer.layout.itemsize().max(1).cast_signed(),
            _ => offer.layout.itemsize().cast_signed(),
        },
        readonly: i32::from(offer.readonly),
        ndim: answer.ndim,
        format: answer
            .format
            .map_or(std::ptr::null_mut(), |text| text.as_ptr().cast_mut()),
        shape,
        strides: numbers(answer.strides),
        suboffsets: numbers(answer.suboffsets),
        internal: std::ptr::null_mut(),
    };
    // SAFETY: not null, so writable, as the caller promises.
    unsafe { view.write(filled) };
    Ok(())
}

/// The private object that keeps a [`Buffer`] while Python uses it.
#[pyclass(frozen, name = "exporter", module = "memoryview_python")]
pub(crate) struct Exporter {
    buffer: Buffer,
    format: CString,
    readonly: bool,
}

impl Exporter {
    /// Whether nobody writes the memory as long as it is exported.
    pub(crate) fn is_immutable(&self) -> bool {
        self.readonly && !self.buffer.is_foreign()
    }
}

#[pymethods]
impl Exporter {
    unsafe fn __getbuffer__(
        slf: &Bound<'_, Self>,
        view: *mut ffi::Py_buffer,
        flags: i32,
    ) -> PyResult<()> {
        let Exporter {
            buffer,
            format,
            readonly,
        } = slf.get();
        let layout = buffer.layout();
        let offer = Offer {
            start: buffer.as_ptr().cast_mut(),
            layout,
            suboffsets: None,
            format,
            readonly: *readonly,
            contiguous: (layout.is_c_contiguous(), layout.is_f_contiguous()),
        };
        // SAFETY: Python says where; the buffer, its layout and the format live in this frozen object, and the format has no objects (`exporter`).
        unsafe { fill(slf.as_any(), view, flags, &offer) }
    }
}

/// A Python object that exports a buffer's memory, read-only, and keeps it as long as somebody uses it.
///
/// ```
/// use memoryview_python::export;
/// use memoryview_strided::Buffer;
/// use pyo3::prelude::*;
/// use pyo3::types::PyMemoryView;
/// Python::attach(|py| {
///     let object = export(py, Buffer::from_vec(vec![1u8, 2]))?;
///     assert!(PyMemoryView::from(&object)?.getattr("readonly")?.is_truthy()?);
///     Ok::<(), PyErr>(())
/// })?;
/// # Ok::<(), pyo3::PyErr>(())
/// ```
///
/// # Errors
/// `BufferError` if the format cannot be said in PEP 3118's words, or if it says that the items hold Python objects: bytes that Rust owns hold no
/// references, and NumPy would follow them.
pub fn export(py: Python<'_>, buffer: Buffer) -> PyResult<Bound<'_, PyAny>> {
    exporter(py, buffer, true)
}

/// The same for memory that Python may write: of a buffer that is the only owner of a `Vec`, or of a file mapped for writing.
///
/// ```
/// use memoryview_python::export_mut;
/// use memoryview_strided::Buffer;
/// use pyo3::prelude::*;
/// use pyo3::types::PyMemoryView;
/// Python::attach(|py| {
///     let v = PyMemoryView::from(&export_mut(py, Buffer::from_vec(vec![1u8, 2]))?)?;
///     v.set_item(0, 7)?;
///     assert_eq!(v.call_method0("tolist")?.to_string(), "[7, 2]");
///     let shared = Buffer::from_vec(vec![1u8, 2]);
///     assert!(export_mut(py, shared.clone()).is_err());
///     Ok::<(), memoryview_python::Fault>(())
/// })?;
/// # Ok::<(), memoryview_python::Fault>(())
/// ```
///
/// # Errors
/// As for [`export`], and `BufferError` if somebody else owns the memory too, or if it may not be written.
pub fn export_mut(py: Python<'_>, mut buffer: Buffer) -> Result<Bound<'_, PyAny>, Fault> {
    let _ = buffer.foreign_mut()?;
    Ok(exporter(py, buffer, false)?)
}

fn exporter(py: Python<'_>, buffer: Buffer, readonly: bool) -> PyResult<Bound<'_, PyAny>> {
    if buffer.format().has_objects() {
        return Err(PyBufferError::new_err(format!(
            "items of format '{}' would be Python objects, but memory that Rust owns holds no references to any",
            buffer.format()
        )));
    }
    let format = format_text(buffer.format())?;
    let exporter = Exporter {
        buffer,
        format,
        readonly,
    };
    Ok(Bound::new(py, exporter)?.into_any())
}

/// A [`Buffer`] on its way to Python, where it arrives as a builtin `memoryview`, read-only and without a copy.
///
/// NumPy, `struct`, `pickle` and all others that take buffers take it; the memory lives as long as any of them uses it. The format is written in
/// PEP 3118's words.
///
/// ```
/// use memoryview_python::ToPython;
/// use memoryview_strided::Buffer;
/// use pyo3::prelude::*;
///
/// #[pyfunction]
/// fn table() -> Result<ToPython, memoryview_python::Fault> {
///     Ok(ToPython(Buffer::from_vec(vec![1.5f32, 2.5, 3.5, 4.5]).reshape([2, 2])?.transpose()))
/// }
///
/// Python::attach(|py| {
///     let table = wrap_pyfunction!(table, py)?.call0()?;
///     assert_eq!(table.call_method0("tolist")?.to_string(), "[[1.5, 3.5], [2.5, 4.5]]");
///     assert_eq!(table.getattr("strides")?.to_string(), "(4, 8)");
///     Ok::<(), PyErr>(())
/// })?;
/// # Ok::<(), pyo3::PyErr>(())
/// ```
#[derive(Clone, Debug)]
pub struct ToPython(pub Buffer);

impl<'py> IntoPyObject<'py> for ToPython {
    type Target = PyMemoryView;
    type Output = Bound<'py, PyMemoryView>;
    type Error = PyErr;

    /// # Errors
    /// As for [`export`].
    fn into_pyobject(self, py: Python<'py>) -> PyResult<Self::Output> {
        PyMemoryView::from(&export(py, self.0)?)
    }
}

/// A format in PEP 3118's words: those of NumPy where it has some and reads them back as they were meant, else with all byte orders and padding
/// said. (NumPy writes no padding at the end of a record, and what it wrote it then refuses, or reads otherwise.)
///
/// ```
/// use memoryview_strided::Format;
/// let date = Format::from_descr("[('n', '>i2'), ('x', '=f8')]").unwrap();
/// assert_eq!(memoryview_python::format_text(&date)?.to_str()?, "T{>h:n:=d:x:}");
/// let padded = Format::from_descr("[('n', '<i2'), ('', '|V6')]").unwrap();
/// assert_eq!(memoryview_python::format_text(&padded)?.to_str()?, "T{<h:n:6x}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `BufferError` if the format cannot be said.
pub fn format_text(format: &Format) -> PyResult<CString> {
    let refuse = |error: &dyn std::fmt::Display| PyBufferError::new_err(error.to_string());
    let text = match format.to_numpy() {
        Ok(text) if says(&text, format) => text,
        _ => format.to_text().map_err(|error| refuse(&error))?,
    };
    CString::new(text).map_err(|error| refuse(&error))
}

/// Whether a text alone, without an item size, says where the parts of a format lie, and what they are. Names do not count.
///
/// ```
/// use memoryview_python::says;
/// use memoryview_strided::Format;
/// let padded = Format::for_buffer("T{=h:n:}", 8);
/// assert!(!says("T{=h:n:}", &padded));
/// assert!(says("T{=h:n:6x}", &padded));
/// ```
pub fn says(text: &str, format: &Format) -> bool {
    fn alike(a: &Format, b: &Format) -> bool {
        a.size() == b.size()
            && match (a.form(), b.form()) {
                (Form::Record(a), Form::Record(b)) => {
                    let (a, b) = (a.fields(), b.fields());
                    let same = a.len() == b.len();
                    let mut pairs = a.zip(b);
                    same && pairs
                        .all(|(a, b)| a.offset() == b.offset() && alike(&a.format(), &b.format()))
                }
                (Form::Array(a), Form::Array(b)) => {
                    a.shape() == b.shape() && alike(&a.item(), &b.item())
                }
                _ => a == b,
            }
    }
    Format::parse(text).is_ok_and(|read| alike(&read, format))
}
