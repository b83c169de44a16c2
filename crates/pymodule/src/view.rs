//! What is `memoryview_rs.memoryview`, and what its strict sister?

use pyo3::prelude::*;

pub(crate) fn register(_module: &Bound<'_, PyModule>) -> PyResult<()> {
    Ok(())
}
