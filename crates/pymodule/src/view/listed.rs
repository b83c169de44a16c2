//! How is a list filled at the cost that C pays?
//!
//! A list keeps the address of its places in the word behind its head; so the headers of CPython 3.11 to 3.14 have it, and C code writes there.
//! The stable ABI has a function for each place instead, which takes as long as reading a number and half of making a `float`. So [`probe`]
//! looks once whether this is such an interpreter, and whether the items of a list are found there; only then they are written there.
//! (Free-threaded interpreters do not load modules of the stable ABI.)
#![allow(unsafe_code, reason = "writes objects to the places of a new list")]

use std::ptr;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use memoryview_strided::format::Counted;
use pyo3::exceptions::{PyMemoryError, PySystemError};
use pyo3::prelude::*;
use pyo3::types::PyList;
use pyo3::{IntoPyObjectExt, PyTypeInfo, ffi};

type Places = *mut *mut ffi::PyObject;

/// What a list begins with, as far as it is needed.
#[repr(C)]
struct Head {
    object: ffi::PyVarObject,
    places: Places,
}

/// Whether lists are as [`Head`] says.
static KNOWN: AtomicBool = AtomicBool::new(false);

/// Looks where lists keep their places.
pub(super) fn probe(py: Python<'_>) -> PyResult<()> {
    let version = py.version_info();
    let class = PyList::type_object(py);
    let size: usize = class.getattr("__basicsize__")?.extract()?;
    let named = ((3, 11)..=(3, 14)).contains(&(version.major, version.minor));
    if !named || size != size_of::<Head>() + size_of::<usize>() {
        return Ok(());
    }
    let items: [Bound<'_, PyAny>; 3] = std::array::from_fn(|_| PyList::empty(py).into_any());
    let list = PyList::new(py, &items)?;
    // SAFETY: the list is alive and at least that long; the headers of this version say what stands there.
    let places = unsafe { list.as_ptr().cast::<Head>().read() }.places;
    let found = items.iter().enumerate().all(|(index, item)| {
        // SAFETY: the list has so many places.
        unsafe { places.wrapping_add(index).read() == item.as_ptr() }
    });
    KNOWN.store(found, Relaxed);
    Ok(())
}

/// One list of all these objects.
///
/// # Errors
/// `MemoryError`; what cannot be made an object; `SystemError` if they are not as many as they say.
pub(super) fn list<'py, T: IntoPyObject<'py>>(
    py: Python<'py>,
    mut objects: impl ExactSizeIterator<Item = T>,
) -> PyResult<Py<PyAny>> {
    let len = objects.len();
    // SAFETY: the interpreter is attached, and a length beyond its limits is refused by it.
    let made = unsafe { ffi::PyList_New(len.cast_signed()) };
    // SAFETY: it is null, with an exception, or a new reference.
    let made = unsafe { Bound::from_owned_ptr_or_err(py, made) };
    let made = made.map_err(|_| no_room(len))?;
    let places = if KNOWN.load(Relaxed) {
        // SAFETY: `probe` has found that lists have this head.
        unsafe { made.as_ptr().cast::<Head>().read() }.places
    } else {
        ptr::null_mut()
    };
    for index in 0..len {
        let object = objects.next().ok_or_else(too_few)?;
        let object = object.into_bound_py_any(py)?.into_ptr();
        if places.is_null() {
            // SAFETY: the list is new, the place is there, and the reference is given away.
            unsafe { ffi::PyList_SetItem(made.as_ptr(), index.cast_signed(), object) };
        } else {
            // SAFETY: a place of the new list, where nothing stands yet. Nobody changes its length: the collector alone knows it, and runs no code
            // here, because objects are made before the list, and numbers are none of its own.
            unsafe { places.wrapping_add(index).write(object) };
        }
    }
    Ok(made.unbind())
}

#[cold]
fn too_few() -> PyErr {
    PySystemError::new_err("memoryview: an item is missing")
}

#[cold]
pub(super) fn no_room(len: usize) -> PyErr {
    PyMemoryError::new_err(format!(
        "memoryview: no memory for a list of {}",
        Counted(len, "item")
    ))
}
