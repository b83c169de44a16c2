//! What are the items of a NumPy array, where the text that it exports does not say so?

use std::ffi::CStr;

use memoryview_strided::Format;
use pyo3::prelude::*;

/// What items of `itemsize` bytes are by the exporter's dtype, if the text of its format may leave something out, and the dtype says more.
///
/// Of a record within a record NumPy writes the padding at its end behind that, and of a sub-array of records behind all, so that nobody, itself included, finds
/// the second one (numpy/numpy#7797). Objects without a dtype, and items that hold references to Python objects, are what their text says.
///
/// ```
/// use pyo3::prelude::*;
/// use pyo3::types::PyBytes;
/// Python::attach(|py| {
///     let bytes = PyBytes::new(py, b"abc");
///     assert_eq!(memoryview_python::by_dtype(&bytes, c"B", 1)?, None);
///     Ok::<(), PyErr>(())
/// })?;
/// # Ok::<(), pyo3::PyErr>(())
/// ```
///
/// # Errors
/// What the exporter raises when it is asked for its dtype.
pub fn by_dtype(
    exporter: &Bound<'_, PyAny>,
    text: &CStr,
    itemsize: usize,
) -> PyResult<Option<Format>> {
    if !nests(text) {
        return Ok(None);
    }
    let Some(dtype) = exporter.getattr_opt("dtype")? else {
        return Ok(None);
    };
    let Some(descr) = dtype.getattr_opt("descr")? else {
        return Ok(None);
    };
    let written = Format::for_buffer(&text.to_string_lossy(), itemsize);
    let said = Format::from_descr(&descr.repr()?.to_cow()?);
    // Where references stand is the word of the memory's owner alone.
    let sure =
        |said: &Format| said.size() == itemsize && !said.has_objects() && !written.has_objects();
    Ok(said.ok().filter(sure))
}

/// Whether the text of a format says that there are records within others.
///
/// ```
/// assert!(memoryview_python::nests(c"T{T{i:a:}:b:}"));
/// assert!(!memoryview_python::nests(c"T{i:a:}"));
/// ```
pub fn nests(text: &CStr) -> bool {
    let mut within = text.to_bytes().windows(2).skip(1);
    within.any(|two| two == b"T{")
}
