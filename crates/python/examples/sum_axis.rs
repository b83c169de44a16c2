//! An extension that sums any array over one axis, whatever its dtype, rank, strides and byte order.
use memoryview_python::{Fault, PyView, ToPython};
use pyo3::prelude::*;

/// The sums over one axis as `f64`, as a memoryview of one axis less. Where nobody can write the array, Python runs on meanwhile.
#[pyfunction]
pub(crate) fn sum_axis(py: Python<'_>, array: PyView, axis: isize) -> Result<ToPython, Fault> {
    let sums = match array.shared() {
        Some(view) => py.detach(|| view.sum_axis::<f64>(axis))?,
        None => array.foreign(py).sum_axis::<f64>(axis)?,
    };
    Ok(ToPython(sums))
}

/// `import sum_axis; sum_axis.sum_axis(array, 0)`
#[pymodule(name = "sum_axis", gil_used = true)]
fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(sum_axis, module)?)
}
