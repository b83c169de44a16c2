//! How do calls from Python arrive, at the cost and with the refusals that C functions have?
//!
//! The interpreter counts the arguments of a C function and refuses names by itself, in its own words, and hands them
//! over as they lie in memory.
#![allow(
    unsafe_code,
    reason = "functions that the interpreter calls with raw arguments"
)]

use std::ffi::CStr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;

use pyo3::exceptions::PyRuntimeError;
use pyo3::ffi::{self, PyMethodDef, PyMethodDefPointer};
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple, PyType};

/// The arguments of a call: `args` are alive while it runs, because the caller keeps them.
#[derive(Clone, Copy)]
pub(crate) struct Given<'a, 'py> {
    py: Python<'py>,
    args: &'a [*mut ffi::PyObject],
    /// The names of as many arguments, which are the last.
    names: Option<Borrowed<'a, 'py, PyTuple>>,
}

impl<'a, 'py> Given<'a, 'py> {
    /// # Safety
    /// `args` are `count` objects, and as many more as there are `names`; all stay alive during `'a`. `names` is null or a tuple.
    unsafe fn new(
        py: Python<'py>,
        args: *const *mut ffi::PyObject,
        count: isize,
        names: *mut ffi::PyObject,
    ) -> Self {
        // SAFETY: the caller's promise.
        let names = unsafe { Borrowed::from_ptr_or_opt(py, names) };
        // SAFETY: the caller's promise.
        let names: Option<Borrowed<'a, 'py, PyTuple>> =
            names.map(|names| unsafe { names.cast_unchecked() });
        let named = names.map_or(0, |names| names.len());
        let args = if args.is_null() {
            &[]
        } else {
            // SAFETY: the caller's promise.
            unsafe { std::slice::from_raw_parts(args, count.unsigned_abs() + named) }
        };
        Self { py, args, names }
    }

    pub(crate) fn py(self) -> Python<'py> {
        self.py
    }

    /// How many there are, with and without a name.
    #[inline]
    pub(crate) fn len(self) -> usize {
        self.args.len()
    }

    /// Without the first `count`, which have no names.
    #[inline]
    pub(crate) fn after(self, count: usize) -> Self {
        Self {
            args: self.args.get(count..).unwrap_or_default(),
            ..self
        }
    }

    #[inline]
    pub(crate) fn get(self, index: usize) -> Option<Borrowed<'a, 'py, PyAny>> {
        let argument = *self.args.get(index)?;
        // SAFETY: an object that stays alive during `'a`.
        Some(unsafe { Borrowed::from_ptr(self.py, argument) })
    }

    /// The names, and where the first of their arguments stands.
    pub(crate) fn names(self) -> (impl Iterator<Item = Bound<'py, PyAny>>, usize) {
        let named = self.names.map_or(0, |names| names.len());
        (
            self.names.into_iter().flat_map(|names| names.iter()),
            self.args.len() - named,
        )
    }
}

/// What a function gets: itself or the module, and its arguments.
pub(crate) type Deed =
    for<'a, 'py> fn(&'a Bound<'py, PyAny>, Given<'a, 'py>) -> PyResult<Bound<'py, PyAny>>;

/// A function that the interpreter can call. `deed` is a type, so that each has an address of its own.
pub(crate) trait Call {
    /// Its name in Python.
    const NAME: &'static CStr;
    /// What `help` shows.
    const DOC: &'static CStr;
    /// How many arguments it takes.
    const ARGUMENTS: Arguments;
    const DEED: Deed;
}

#[derive(Clone, Copy)]
pub(crate) enum Arguments {
    One,
    Many,
    Named,
}

/// Runs a deed. An exception is set in the one case, a new reference given in the other.
fn answer(deed: impl FnOnce() -> PyResult<*mut ffi::PyObject>) -> *mut ffi::PyObject {
    let done = catch_unwind(AssertUnwindSafe(deed)).unwrap_or_else(|_| {
        Err(PyRuntimeError::new_err(
            "memoryview_rs: this is a bug (a Rust panic)",
        ))
    });
    match done {
        Ok(object) => object,
        Err(error) => {
            // Attaching again counts for pyo3, which then drops at once what the exception does not keep.
            Python::attach(|py| error.restore(py));
            ptr::null_mut()
        }
    }
}

/// # Safety
/// As for [`Given::new`]; `this` is an object or null, and the interpreter is attached.
unsafe fn call<C: Call>(
    this: *mut ffi::PyObject,
    args: *const *mut ffi::PyObject,
    count: isize,
    names: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    answer(|| {
        // SAFETY: the caller's promise.
        let py = unsafe { Python::assume_attached() };
        // SAFETY: the caller's promise.
        let this = unsafe { Borrowed::from_ptr(py, this) };
        // SAFETY: the caller's promise.
        let given = unsafe { Given::new(py, args, count, names) };
        C::DEED(&this, given).map(Bound::into_ptr)
    })
}

unsafe extern "C" fn one<C: Call>(
    this: *mut ffi::PyObject,
    argument: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    // SAFETY: so the interpreter calls a function of `METH_O`.
    unsafe { call::<C>(this, &raw const argument, 1, ptr::null_mut()) }
}

unsafe extern "C" fn many<C: Call>(
    this: *mut ffi::PyObject,
    args: *mut *mut ffi::PyObject,
    count: isize,
) -> *mut ffi::PyObject {
    // SAFETY: so the interpreter calls a function of `METH_FASTCALL`.
    unsafe { call::<C>(this, args, count, ptr::null_mut()) }
}

unsafe extern "C" fn named<C: Call>(
    this: *mut ffi::PyObject,
    args: *const *mut ffi::PyObject,
    count: isize,
    names: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    // SAFETY: so the interpreter calls a function of `METH_FASTCALL | METH_KEYWORDS`.
    unsafe { call::<C>(this, args, count, names) }
}

/// What the interpreter wants to know of a function; it keeps the address, so this lives as long as the process.
fn definition<C: Call>() -> *mut PyMethodDef {
    let (meth, flags) = match C::ARGUMENTS {
        Arguments::One => (
            PyMethodDefPointer {
                PyCFunction: one::<C>,
            },
            ffi::METH_O,
        ),
        Arguments::Many => (
            PyMethodDefPointer {
                PyCFunctionFast: many::<C>,
            },
            ffi::METH_FASTCALL,
        ),
        Arguments::Named => (
            PyMethodDefPointer {
                PyCFunctionFastWithKeywords: named::<C>,
            },
            ffi::METH_FASTCALL | ffi::METH_KEYWORDS,
        ),
    };
    Box::leak(Box::new(PyMethodDef {
        ml_name: C::NAME.as_ptr(),
        ml_meth: meth,
        ml_flags: flags,
        ml_doc: C::DOC.as_ptr(),
    }))
}

/// Makes it a method of a class.
pub(crate) fn add_method<C: Call>(class: &Bound<'_, PyType>) -> PyResult<()> {
    let py = class.py();
    // SAFETY: the class is alive, and the definition stays.
    let made = unsafe { ffi::PyDescr_NewMethod(class.as_type_ptr(), definition::<C>()) };
    // SAFETY: it is null, with an exception, or a new reference.
    let made = unsafe { Bound::from_owned_ptr_or_err(py, made) }?;
    class.setattr(PyString::new(py, &C::NAME.to_string_lossy()), made)
}

/// Makes it a function of a module; `this` is the module then.
pub(crate) fn add_function<C: Call>(module: &Bound<'_, PyModule>, name: &str) -> PyResult<()> {
    let py = module.py();
    let name = PyString::new(py, name);
    // SAFETY: the objects are alive, the definition stays, and the function keeps the module.
    let made = unsafe { ffi::PyCFunction_NewEx(definition::<C>(), module.as_ptr(), name.as_ptr()) };
    // SAFETY: it is null, with an exception, or a new reference.
    let made = unsafe { Bound::from_owned_ptr_or_err(py, made) }?;
    module.setattr(PyString::new(py, &C::NAME.to_string_lossy()), made)
}
