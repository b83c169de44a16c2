//! How do two views differ?

use memoryview_python::Fault;
use memoryview_strided::{Buffer, Difference, NanPolicy, Spec, Tolerance};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use super::Full;
use crate::view::{Items, Strict, value};

/// What diff() found. True if anything differs; its length is the number of items that were compared, and str() says it in
/// words.
///
/// >>> from memoryview_rs import memoryview
/// >>> found = memoryview(b"abc").diff(b"axc")
/// >>> bool(found), len(found), found.count
/// (True, 3, 1)
#[pyclass(frozen, name = "Difference", module = "memoryview_rs")]
pub(crate) struct Found(Difference);

#[pymethods]
impl Found {
    /// How many items were compared.
    fn __len__(&self) -> usize {
        self.0.len
    }

    fn __bool__(&self) -> bool {
        !self.0.is_empty()
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    /// How many items differ.
    ///
    /// >>> memoryview(b"abc").diff(b"axx").count
    /// 2
    #[getter]
    fn count(&self) -> usize {
        self.0.count
    }

    /// The first that differ: their index, the left item, the right one. None if nothing differs.
    ///
    /// >>> memoryview(b"abc").diff(b"axx").first
    /// ((1,), 98, 120)
    #[getter]
    fn first<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyTuple>>> {
        let Some(first) = &self.0.first else {
            return Ok(None);
        };
        let index = PyTuple::new(py, &first.index)?.into_any();
        let items = [
            value::to_python(py, &first.left)?,
            value::to_python(py, &first.right)?,
        ];
        let [left, right] = items;
        Ok(Some(PyTuple::new(py, [index, left, right])?))
    }

    /// The largest absolute difference of two numbers.
    ///
    /// >>> memoryview(b"abc").diff(b"axx").max_absolute
    /// 22.0
    #[getter]
    fn max_absolute(&self) -> f64 {
        self.0.max_absolute
    }

    /// The largest difference of two numbers, as a part of the right one.
    ///
    /// >>> memoryview(b"\x03").diff(b"\x04").max_relative
    /// 0.25
    #[getter]
    fn max_relative(&self) -> f64 {
        self.0.max_relative
    }

    /// How many numbers were NaN, or dates NaT, on one side or both.
    ///
    /// >>> memoryview(bytes(8)).cast("d").diff(memoryview(bytes.fromhex("000000000000f87f")).cast("d")).nan
    /// 1
    #[getter]
    fn nan(&self) -> usize {
        self.0.nan
    }
}

#[pymethods]
impl Full {
    /// How the items differ from those of another exporter, number by number, whatever the two formats are.
    ///
    /// Two numbers are equal if abs(a - b) <= atol + rtol * abs(b), and with equal_nan two NaNs are. Dates and durations are
    /// compared in the finer of their units, and NaT is their NaN; everything else by value. ValueError if the shapes differ, TypeError if the other exports nothing. The interpreter is held.
    ///
    /// >>> found = memoryview(b"abc").diff(b"axc")
    /// >>> found.count, found.first
    /// (1, ((1,), 98, 120))
    #[pyo3(signature = (other, *, rtol = 0.0, atol = 0.0, equal_nan = false))]
    fn diff(
        slf: &Bound<'_, Self>,
        other: &Bound<'_, PyAny>,
        rtol: f64,
        atol: f64,
        equal_nan: bool,
    ) -> PyResult<Found> {
        let (py, this) = (slf.py(), slf.as_super().get());
        this.check()?;
        let other = Strict::of_any(other)?;
        let nan = if equal_nan {
            NanPolicy::Equal
        } else {
            NanPolicy::Unequal
        };
        let tolerance = Tolerance {
            absolute: atol,
            relative: rtol,
            nan,
        };
        let (mine, theirs) = (this.owned_if_indirect(py)?, other.owned_if_indirect(py)?);
        let (a, b) = (this.lend(py)?, other.lend(py)?);
        let direct = |items| match items {
            Items::Direct(view) => Some(view),
            Items::Indirect(_) => None,
        };
        let x = direct(this.items(&a, this.meant())?);
        let y = direct(other.items(&b, other.meant())?);
        let x = x.or_else(|| mine.as_ref().map(Buffer::foreign));
        let y = y.or_else(|| theirs.as_ref().map(Buffer::foreign));
        match (x, y) {
            (Some(x), Some(y)) => Ok(Found(x.diff(&y, tolerance).map_err(Fault::from)?)),
            _ => unreachable!("what is not direct was copied"),
        }
    }
}

impl Strict {
    fn meant(&self) -> memoryview_strided::Format {
        self.text().full(self.layout.itemsize()).clone()
    }

    /// The items in memory of our own, if they lie behind pointers.
    fn owned_if_indirect(&self, py: Python<'_>) -> PyResult<Option<Buffer>> {
        if self.chain().is_none() {
            return Ok(None);
        }
        let (bytes, layout) = self.gathered(&self.lend(py)?)?;
        let spec = Spec::from_format(self.meant()).shape(layout.shape());
        Ok(Some(Buffer::from_bytes(bytes, &spec).map_err(Fault::from)?))
    }
}
