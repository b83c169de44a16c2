//! What are `memoryview_rs.struct` and `memoryview_rs.strict.struct`?

mod bytes;
mod calls;
mod class;
mod entry;
mod functions;
mod initial;
mod pack;
mod parsed;
mod rows;
mod unpack;

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyType;

use crate::raw;
use class::Class;

pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    raw::probe(module.py())?;
    add::<class::Struct>(module, "struct", "memoryview_rs.struct")?;
    add::<class::StrictStruct>(module, "strict_struct", "memoryview_rs.strict.struct")
}

/// One of the two modules: as a part of the native module, and by its name for users.
fn add<C: Class>(parent: &Bound<'_, PyModule>, part: &str, name: &str) -> PyResult<()> {
    let py = parent.py();
    let module = PyModule::new(py, part)?;
    functions::add_methods::<C>(&py.get_type::<C>())?;
    functions::add_functions::<C>(&module, name)?;
    module.add_class::<C>()?;
    module.add_class::<rows::Rows>()?;
    module.add("error", error_class(py)?)?;
    parent.add_submodule(&module)
}

/// `struct.error`, the builtin one: who catches that catches ours.
fn error_class(py: Python<'_>) -> PyResult<&Bound<'_, PyType>> {
    static ERROR: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    ERROR.import(py, "struct", "error")
}

#[cold]
fn error(py: Python<'_>, text: &str) -> PyErr {
    match error_class(py) {
        Ok(class) => PyErr::from_type(class.clone(), text.to_owned()),
        Err(error) => error,
    }
}
