//! When does a `Struct` get its format? In `__init__`; beside CPython 3.15 in `__new__`, and `__init__` may still give it another.

use std::ffi::CString;
use std::sync::atomic::Ordering::Relaxed;

use pyo3::PyTypeInfo;
use pyo3::exceptions::{PyDeprecationWarning, PyFutureWarning};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString, PyTuple, PyType};

use super::class::{Class, Held};
use super::parsed::Parsed;
use crate::arguments::Function;
use crate::beside::beside;

/// `__new__`. Where a class of the user's has only an `__init__` of its own, which may be made for other arguments, it is told of what is
/// wrong with these by a warning.
pub(super) fn new<C: Class>(
    class: &Bound<'_, PyType>,
    args: &Bound<'_, PyTuple>,
    names: Option<&Bound<'_, PyDict>>,
) -> PyResult<Held> {
    let held = Held::default();
    if !beside().formats_in_new {
        return Ok(held);
    }
    let py = class.py();
    let own_init = !inherits::<C>(class, "__init__")?;
    let own_new = !inherits::<C>(class, "__new__")?;
    let format = match one_format(args, names) {
        Ok(format) => format,
        Err(refusal) if own_new => return Err(refusal),
        Err(refusal) if own_init => {
            let text = refusal.value(py).to_string();
            warn::<PyDeprecationWarning>(py, &text.replacen("keyword ", "", 1))?;
            return Ok(held);
        }
        // `__init__` says it.
        Err(_) => return Ok(held),
    };
    match Parsed::of(&format, C::MODE) {
        Ok(parsed) => held.set(parsed),
        Err(refusal) if own_init && !own_new => {
            let why = refusal.value(py);
            let text = format!("Invalid 'format' argument for Struct.__new__(): {why}");
            warn::<PyDeprecationWarning>(py, &text)?;
        }
        Err(refusal) => return Err(refusal),
    }
    Ok(held)
}

/// `__init__`.
pub(super) fn init<C: Class>(
    object: &Bound<'_, C>,
    args: &Bound<'_, PyTuple>,
    names: Option<&Bound<'_, PyDict>>,
) -> PyResult<()> {
    let held = object.get().held();
    if !beside().formats_in_new {
        held.set(Parsed::of(&one_format(args, names)?, C::MODE)?);
        return Ok(());
    }
    let begun = held.begun.load(Relaxed);
    if !begun && held.get().is_some() && inherits::<C>(&object.as_any().get_type(), "__init__")? {
        // Nobody has called it: it comes behind `__new__`, whatever that was called with.
        held.begun.store(true, Relaxed);
        return Ok(());
    }
    let format = one_format(args, names)?;
    if let Some(version) = held.get() {
        if is_text(&format, &version.text) {
            held.begun.store(true, Relaxed);
            return Ok(());
        }
        let text = match begun {
            false => "Different format arguments for __new__() and __init__() methods of Struct",
            true => {
                "Re-initialization of Struct by calling the __init__() method will not work in future Python versions"
            }
        };
        warn::<PyFutureWarning>(object.py(), text)?;
    }
    held.set(Parsed::of(&format, C::MODE)?);
    held.begun.store(true, Relaxed);
    Ok(())
}

/// The argument that both take.
fn one_format<'py>(
    args: &Bound<'py, PyTuple>,
    names: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyAny>> {
    const STRUCT: Function<1, 0> = Function {
        name: "Struct",
        before: 0,
        required: ["format"],
        optional: [],
    };
    let ([format], []) = STRUCT.taken(args, names)?;
    Ok(format)
}

/// Whether a class has a method from ours.
fn inherits<C: Class>(class: &Bound<'_, PyType>, name: &str) -> PyResult<bool> {
    let ours = class.py().get_type::<C>();
    Ok(class.is(&ours) || class.getattr(name)?.is(&ours.getattr(name)?))
}

fn is_text(format: &Bound<'_, PyAny>, text: &str) -> bool {
    match format.cast::<PyString>() {
        Ok(format) => format.to_string_lossy() == text,
        Err(_) => format
            .cast::<PyBytes>()
            .is_ok_and(|format| format.as_bytes() == text.as_bytes()),
    }
}

fn warn<W: PyTypeInfo>(py: Python<'_>, text: &str) -> PyResult<()> {
    PyErr::warn(py, &py.get_type::<W>(), &CString::new(text)?, 1)
}
