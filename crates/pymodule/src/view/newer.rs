//! What has the builtin memoryview had since CPython 3.14? The strict class has it where the builtin one has.

use pyo3::exceptions::{PyNotImplementedError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyTuple, PyType};

use super::Strict;
use super::full::bound;
use crate::beside::beside;

/// Takes from the strict class what the builtin one does not have.
pub(super) fn withhold(py: Python<'_>) -> PyResult<()> {
    if !beside().searches {
        let class = py.get_type::<Strict>();
        for name in ["count", "index", "__class_getitem__"] {
            // Where the module is loaded once more, the class is the same.
            if class.hasattr(name)? {
                class.delattr(name)?;
            }
        }
    }
    Ok(())
}

/// `class[item]`, for annotations.
pub(super) fn generic<'py>(
    class: &Bound<'py, PyType>,
    item: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let types = class.py().import("types")?;
    types.call_method1("GenericAlias", (class, item))
}

#[pymethods]
impl Strict {
    /// memoryviews are generic over the type of their underlying data
    #[classmethod]
    #[pyo3(signature = (item, /))]
    fn __class_getitem__<'py>(
        class: &Bound<'py, PyType>,
        item: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        generic(class, item)
    }

    /// Count the number of occurrences of a value.
    ///
    /// >>> memoryview(b"banana").count(ord("a"))
    /// 3
    #[pyo3(signature = (value, /))]
    fn count(slf: &Bound<'_, Self>, value: &Bound<'_, PyAny>) -> PyResult<usize> {
        let mut count = 0;
        for item in slf.try_iter()? {
            count += usize::from(item?.eq(value)?);
        }
        Ok(count)
    }

    /// Return the index of the first occurrence of a value.
    ///
    /// Raises ValueError if the value is not present.
    ///
    /// >>> memoryview(b"banana").index(ord("n"), 3)
    /// 4
    #[pyo3(signature = (*args), text_signature = "($self, value, start=0, stop=sys.maxsize, /)")]
    fn index(&self, args: &Bound<'_, PyTuple>) -> PyResult<usize> {
        let given = args.len();
        let value = match given {
            1..=3 => args.get_item(0)?,
            0 => return Err(count_of_arguments("at least 1 argument", given)),
            _ => return Err(count_of_arguments("at most 3 arguments", given)),
        };
        let len = self.layout.len();
        let place = |index, missing| {
            let given = args.get_item(index).ok();
            bound(given.as_ref(), missing, len).map_err(|refusal| {
                if refusal.is_instance_of::<PyTypeError>(args.py()) {
                    let why = "slice indices must be integers or have an __index__ method";
                    return PyTypeError::new_err(why);
                }
                refusal
            })
        };
        let (start, stop) = (place(1, 0)?, place(2, len)?);
        self.check()?;
        match self.layout.ndim() {
            0 => Err(PyTypeError::new_err("invalid lookup on 0-dim memory")),
            1 => self
                .find(&value, start, stop)?
                .ok_or_else(|| PyValueError::new_err("memoryview.index(x): x not found")),
            _ => {
                let why = "multi-dimensional lookup is not implemented";
                Err(PyNotImplementedError::new_err(why))
            }
        }
    }
}

fn count_of_arguments(expected: &str, found: usize) -> PyErr {
    PyTypeError::new_err(format!("index expected {expected}, got {found}"))
}
