//! What does `memoryview_rs.memoryview` have that the builtin has not?

use pyo3::prelude::*;

use super::Strict;

/// memoryview(object)
/// --
///
/// A view of the memory that an object exports: like the builtin memoryview, and where that refuses, it answers.
#[pyclass(frozen, extends = Strict, sequence, name = "memoryview", module = "memoryview_rs")]
pub(crate) struct Full;

#[pymethods]
impl Full {
    #[new]
    #[pyo3(signature = (object))]
    fn new(object: &Bound<'_, PyAny>) -> PyResult<PyClassInitializer<Self>> {
        Ok(PyClassInitializer::from(Strict::of(object, true)?).add_subclass(Full))
    }
}
