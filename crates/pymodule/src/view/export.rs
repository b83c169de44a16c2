//! How do others take the memory of a view?
#![allow(unsafe_code, reason = "answers Python's buffer protocol")]

use std::sync::atomic::Ordering::Relaxed;

use memoryview_python::Offer;
use pyo3::exceptions::PyBufferError;
use pyo3::ffi;
use pyo3::prelude::*;

use super::Strict;

#[pymethods]
impl Strict {
    unsafe fn __getbuffer__(
        slf: &Bound<'_, Self>,
        view: *mut ffi::Py_buffer,
        flags: i32,
    ) -> PyResult<()> {
        let this = slf.get();
        if !this.text().is_of_pep3118() {
            let text = this.text().show();
            return Err(PyBufferError::new_err(format!(
                "memoryview: PEP 3118 has no word for {text}; __array_interface__ has"
            )));
        }
        let lent = this.lend(slf.py())?;
        let offer = Offer {
            start: this.first(&lent)?,
            layout: &this.layout,
            suboffsets: this.told_suboffsets()?,
            format: match this.answers {
                true => this.text().told(this.layout.itemsize()),
                false => this.text().written(),
            },
            readonly: this.readonly,
            contiguous: this.contiguous(),
        };
        // SAFETY: Python says where. Layout and text live in this frozen object; the memory stays, behind pointers too, because a view with exports cannot
        // be released, and the garbage collector does not close an export of which somebody has a buffer (`Managed::__clear__`). Where the text
        // says that there are objects, so does the exporter of this memory: no other bytes and no copy get such a text (`reinterpret`, `as_strided`,
        // `Strict::of_bytes`, `memoryview_python::export`).
        unsafe { memoryview_python::fill(slf.as_any(), view, flags, &offer)? };
        this.exports.store(this.exports.load(Relaxed) + 1, Relaxed);
        this.managed.get().taken();
        Ok(())
    }

    unsafe fn __releasebuffer__(&self, _view: *mut ffi::Py_buffer) {
        self.exports.store(self.exports.load(Relaxed) - 1, Relaxed);
        self.managed.get().given_back();
    }
}
