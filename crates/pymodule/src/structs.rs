//! What are `memoryview_rs.struct` and `memoryview_rs.strict.struct`?

use pyo3::prelude::*;

pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    for name in ["struct", "strict_struct"] {
        module.add_submodule(&PyModule::new(py, name)?)?;
    }
    Ok(())
}
