//! What does a Python object between `[` and `]` mean?
//!
//! Whatever runs Python code of the user (`__index__`) runs here, before the memory is looked at.

use memoryview_strided::{Index, Slice};
use pyo3::exceptions::{PyIndexError, PyOverflowError, PyTypeError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyEllipsis, PyInt, PySlice, PyTuple};

/// A key, as the builtin memoryview sorts them.
pub(super) enum Key<'py> {
    /// An integer, still to be read: what is refused without it is refused before.
    At,
    Slice(Bound<'py, PySlice>),
    /// A tuple of integers, still to be read.
    Indices(Bound<'py, PyTuple>),
    /// A tuple of slices, at least one.
    Slices,
    Ellipsis,
    /// What the builtin memoryview has no answer for.
    Other,
}

impl<'py> Key<'py> {
    #[inline]
    pub(super) fn of(key: &Bound<'py, PyAny>) -> Self {
        if is_index(key) {
            return Key::At;
        }
        if let Ok(slice) = key.cast::<PySlice>() {
            return Key::Slice(slice.clone());
        }
        if key.is_instance_of::<PyEllipsis>() {
            return Key::Ellipsis;
        }
        if let Ok(tuple) = key.cast::<PyTuple>() {
            if tuple.iter().all(|part| is_index(&part)) {
                return Key::Indices(tuple.clone());
            }
            if tuple.iter().all(|part| part.is_instance_of::<PySlice>()) {
                return Key::Slices;
            }
        }
        Key::Other
    }
}

/// Whether an object counts as an integer: it has `__index__`.
#[inline]
pub(super) fn is_index(object: &Bound<'_, PyAny>) -> bool {
    object.is_exact_instance_of::<PyInt>() || memoryview_python::is_index(object)
}

/// `operator.index`: what is no integer is refused in the interpreter's words, and what `__index__` raises arrives.
pub(crate) fn integer<'py>(object: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    static INDEX: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    if object.is_exact_instance_of::<PyInt>() {
        return Ok(object.clone());
    }
    INDEX
        .import(object.py(), "operator", "index")?
        .call1((object,))
}

/// An integer as an index.
///
/// # Errors
/// What `__index__` raises; `IndexError` if the number is larger than any index.
#[inline]
pub(super) fn index(object: &Bound<'_, PyAny>) -> PyResult<isize> {
    let number = integer(object)?;
    number.extract().map_err(|error: PyErr| {
        if !error.is_instance_of::<PyOverflowError>(object.py()) {
            return error;
        }
        let name = object
            .get_type()
            .name()
            .map_or_else(|_| "int".into(), |name| name.to_string());
        PyIndexError::new_err(format!("cannot fit '{name}' into an index-sized integer"))
    })
}

/// A slice of an axis of so many items.
///
/// # Errors
/// What `__index__` of its parts raises; `ValueError` for a step of 0.
#[inline]
pub(super) fn slice(slice: &Bound<'_, PySlice>, len: usize) -> PyResult<Slice> {
    let it = slice.indices(len.cast_signed())?;
    if it.slicelength == 0 {
        return Ok(Slice::new(Some(0), Some(0), it.step));
    }
    // Already counted from the start: a stop before the first item is none.
    let stop = (it.stop >= 0).then_some(it.stop);
    Ok(Slice::new(Some(it.start), stop, it.step))
}

/// All that NumPy calls basic indexing: integers, slices, one ellipsis, new axes, alone or in a tuple.
///
/// # Errors
/// What `__index__` raises; `TypeError` if there are more parts than axes, or if a part is something else.
pub(super) fn parts(key: &Bound<'_, PyAny>, shape: &[usize]) -> PyResult<Vec<Index>> {
    let tuple = match key.cast::<PyTuple>() {
        Ok(tuple) => tuple.clone(),
        Err(_) => PyTuple::new(key.py(), [key])?,
    };
    let fixed = tuple
        .iter()
        .filter(|p| !p.is_none() && !p.is_instance_of::<PyEllipsis>())
        .count();
    if fixed > shape.len() {
        return Err(too_many(shape.len(), fixed));
    }
    let mut axis = 0;
    let mut parts = Vec::with_capacity(tuple.len());
    for part in tuple.iter() {
        if part.is_none() {
            parts.push(Index::NewAxis);
        } else if part.is_instance_of::<PyEllipsis>() {
            if parts.contains(&Index::Ellipsis) {
                return Err(PyTypeError::new_err(
                    "memoryview: a key can have one ellipsis only",
                ));
            }
            parts.push(Index::Ellipsis);
            axis += shape.len() - fixed;
        } else {
            parts.push(match part.cast::<PySlice>() {
                Ok(part) => Index::Slice(slice(part, shape[axis])?),
                Err(_) if is_index(&part) => Index::At(index(&part)?),
                Err(_) => return Err(invalid()),
            });
            axis += 1;
        }
    }
    Ok(parts)
}

pub(super) fn too_many(ndim: usize, given: usize) -> PyErr {
    PyTypeError::new_err(format!(
        "cannot index {ndim}-dimension view with {given}-element tuple"
    ))
}

pub(super) fn invalid() -> PyErr {
    PyTypeError::new_err("memoryview: invalid slice key")
}

/// The place of an item on one axis. `axis` counts from 0; the text from 1, as CPython's does.
#[inline]
pub(super) fn place(index: isize, len: usize, axis: usize) -> PyResult<usize> {
    let len = len.cast_signed();
    let place = if index < 0 { index + len } else { index };
    if (0..len).contains(&place) {
        return Ok(place.unsigned_abs());
    }
    let axis = axis + 1;
    Err(PyIndexError::new_err(format!(
        "index out of bounds on dimension {axis}"
    )))
}
