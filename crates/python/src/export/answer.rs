//! What is the answer to a request for a buffer?
//!
//! The flags are those of PEP 3118; which checks are made, in which order and in which words, is CPython's `memory_getbuf`.

use std::ffi::CStr;

use pyo3::ffi;

use super::Offer;

/// The members of a `Py_buffer` that depend on the flags.
pub(super) struct Answer<'a> {
    pub(super) ndim: i32,
    pub(super) shape: Option<&'a [usize]>,
    pub(super) strides: Option<&'a [isize]>,
    pub(super) suboffsets: Option<&'a [isize]>,
    pub(super) format: Option<&'a CStr>,
}

impl<'a> Answer<'a> {
    pub(super) fn to(flags: i32, offer: &Offer<'a>) -> Result<Self, &'static str> {
        let asks = |flag: i32| flags & flag == flag;
        let (c, f) = offer.contiguous;
        if asks(ffi::PyBUF_WRITABLE) && offer.readonly {
            return Err("memoryview: underlying buffer is not writable");
        }
        if asks(ffi::PyBUF_C_CONTIGUOUS) && !c {
            return Err("memoryview: underlying buffer is not C-contiguous");
        }
        if asks(ffi::PyBUF_F_CONTIGUOUS) && !f {
            return Err("memoryview: underlying buffer is not Fortran contiguous");
        }
        if asks(ffi::PyBUF_ANY_CONTIGUOUS) && !(c || f) {
            return Err("memoryview: underlying buffer is not contiguous");
        }
        if !asks(ffi::PyBUF_INDIRECT) && offer.suboffsets.is_some() {
            return Err("memoryview: underlying buffer requires suboffsets");
        }
        let with_strides = asks(ffi::PyBUF_STRIDES);
        if !with_strides && !c {
            return Err("memoryview: underlying buffer is not C-contiguous");
        }
        let with_shape = asks(ffi::PyBUF_ND);
        let with_format = asks(ffi::PyBUF_FORMAT);
        if !with_shape && with_format {
            return Err("memoryview: cannot cast to unsigned bytes if the format flag is present");
        }
        let ndim = if with_shape { offer.layout.ndim() } else { 1 };
        // As CPython does: without axes there is nothing to point at.
        let some_axes = ndim > 0;
        Ok(Answer {
            // At most 64.
            ndim: i32::try_from(ndim).unwrap_or(0),
            shape: (with_shape && some_axes).then(|| offer.layout.shape()),
            strides: (with_strides && some_axes).then(|| offer.layout.strides()),
            suboffsets: offer.suboffsets,
            format: with_format.then_some(offer.format),
        })
    }
}
