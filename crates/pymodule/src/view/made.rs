//! How does a view become a Python object at the price that C pays?
//!
//! pyo3 hands a value on through its initializers, which moves it several times and asks `object` for the memory. Here the
//! memory is taken as CPython's own memoryview takes it, and the view is made where it stays. For that one has to know where in an object
//! the view stands, and what stands around it; [`probe`] looks once, at objects that pyo3 has made:
//!
//! 1. An object of either class is [`SIZE`] bytes long: the head, the view, aligned, and one word. The collector has such objects.
//! 2. That word is zero when the object is new.
//!
//! pyo3 promises neither, so where that is not found the module cannot be imported.
#![allow(
    unsafe_code,
    reason = "writes a view into the memory of a new Python object"
)]

use std::ffi::c_ulong;
use std::mem::{align_of, size_of};
use std::ptr;

use pyo3::exceptions::PySystemError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyType};

use super::Strict;
use super::full::Full;

/// What stands at the start of every object: the count of references, and the class.
const HEAD: usize = size_of::<ffi::PyObject>();
/// Where the word behind the view stands.
const BEHIND: usize = HEAD + size_of::<Strict>();
const SIZE: usize = BEHIND + size_of::<usize>();

/// The strict class, and the one that answers; set if their objects are as the rules above say.
static CLASSES: PyOnceLock<[Py<PyType>; 2]> = PyOnceLock::new();

const NOT_AS_BUILT: &str =
    "memoryview_rs: this interpreter keeps objects otherwise than those that it was built for";

/// Looks where objects keep their views.
///
/// # Errors
/// `SystemError` if it is not as the rules say.
pub(super) fn probe(py: Python<'_>) -> PyResult<()> {
    let view = |answers| Strict::of(PyBytes::new(py, b"").as_any(), answers);
    let strict = Bound::new(py, view(false)?)?.into_any();
    let full = PyClassInitializer::from(view(true)?).add_subclass(Full);
    let objects = [strict, Bound::new(py, full)?.into_any()];
    for object in &objects {
        if !keeps_the_rules(object)? {
            return Err(PySystemError::new_err(NOT_AS_BUILT));
        }
    }
    let classes = objects.map(|object| object.get_type().unbind());
    let _ = CLASSES.set(py, classes);
    Ok(())
}

/// Whether a new object stands in memory as the rules say.
fn keeps_the_rules(object: &Bound<'_, PyAny>) -> PyResult<bool> {
    let class = object.get_type();
    let size: usize = class.getattr("__basicsize__")?.extract()?;
    let each: usize = class.getattr("__itemsize__")?.extract()?;
    let flags: c_ulong = class.getattr("__flags__")?.extract()?;
    let view = ptr::from_ref(object.cast::<Strict>()?.get()).addr();
    if (size, each) != (SIZE, 0)
        || flags & ffi::Py_TPFLAGS_HAVE_GC == 0
        || view != object.as_ptr().addr() + HEAD
        || !view.is_multiple_of(align_of::<Strict>())
    {
        return Ok(false);
    }
    let behind = object.as_ptr().wrapping_byte_add(BEHIND).cast::<usize>();
    // SAFETY: the object has so many bytes, and pyo3 has written what is its own.
    Ok(unsafe { behind.read() } == 0)
}

/// An object of the class that `answers` or of the strict one: what `view` says, and then `finish` of it.
///
/// # Errors
/// `MemoryError`; what `finish` says.
#[inline]
pub(super) fn object<'py>(
    py: Python<'py>,
    answers: bool,
    view: impl FnOnce() -> Strict,
    finish: impl FnOnce(&mut Strict) -> PyResult<()>,
) -> PyResult<Bound<'py, PyAny>> {
    let classes = CLASSES.get(py);
    let classes = classes.ok_or_else(|| PySystemError::new_err(NOT_AS_BUILT))?;
    let class = classes[usize::from(answers)].as_ptr();
    // SAFETY: the interpreter is attached, and this is a class whose objects the collector has (rule 1).
    let made = unsafe { ffi::PyObject_GC_New::<ffi::PyObject>(class.cast()) };
    if made.is_null() {
        return Err(PyErr::fetch(py));
    }
    let (start, behind) = (
        made.wrapping_byte_add(HEAD).cast::<Strict>(),
        made.wrapping_byte_add(BEHIND).cast::<usize>(),
    );
    // SAFETY: the place is inside and aligned (rule 1), and nobody else knows it. If `view` panics, the memory is lost, unseen.
    unsafe { start.write(view()) };
    // SAFETY: as above.
    unsafe { behind.write(0) };
    // SAFETY: a new reference to an object that is whole now: its head by the interpreter, the rest by rule 2.
    let object = unsafe { Bound::from_owned_ptr(py, made) };
    // SAFETY: it was written above; nobody else knows the object before the collector does or it is returned.
    finish(unsafe { &mut *start })?;
    // SAFETY: it was made for the collector, is whole, and was not yet shown to it.
    unsafe { ffi::PyObject_GC_Track(made.cast()) };
    Ok(object)
}
