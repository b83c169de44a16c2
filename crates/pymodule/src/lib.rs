//! What does the native module of the Python package `memoryview_rs` hold? One line for each of its parts.

mod arguments;
mod beside;
mod fresh;
mod lease;
mod raw;
mod structs;
mod view;

use pyo3::prelude::*;

/// The engine under `memoryview_rs`; its names are re-exported by the Python files beside it. One thread at a time runs it:
/// [`lease`] rests on that.
#[pymodule(gil_used = true)]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    beside::probe(module.py())?;
    view::register(module)?;
    structs::register(module)?;
    view::open::register(module)
}
