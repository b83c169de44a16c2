//! Where does a value stand among the items, and how often?

use memoryview_python::Fault;
use memoryview_strided::{Order, Source, Value};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyFloat, PyInt, PyTuple};

use super::Full;
use crate::view::{Items, Strict, exports, key};

/// A number whose comparison runs no code of the user.
fn plain(value: &Bound<'_, PyAny>) -> Option<Value> {
    if value.is_exact_instance_of::<PyBool>() {
        return value.extract().ok().map(Value::Bool);
    }
    if value.is_exact_instance_of::<PyFloat>() {
        return value.extract().ok().map(Value::Float);
    }
    if !value.is_exact_instance_of::<PyInt>() {
        return None;
    }
    let signed = value.extract().ok().map(Value::Int);
    signed.or_else(|| value.extract().ok().map(Value::UInt))
}

impl Strict {
    /// The place in logical order of the first item from `start` to `stop` that is equal to a value. Each item becomes an object before it is
    /// compared, because comparing may release the view.
    pub(in crate::view) fn find(
        &self,
        value: &Bound<'_, PyAny>,
        start: usize,
        stop: usize,
    ) -> PyResult<Option<usize>> {
        let py = value.py();
        for place in start..stop {
            let Some(index) = self.layout.index_at(place) else {
                break;
            };
            let item = self.item_at(py, &index)?;
            if item.bind(py).eq(value)? {
                return Ok(Some(place));
            }
        }
        Ok(None)
    }
}

#[pymethods]
impl Full {
    /// Whether an item, of any axis, is equal to a value: as `count` and `index` have it. What a loop over several axes sees, sub-views of the
    /// first one, is found too.
    fn __contains__(slf: &Bound<'_, Self>, value: &Bound<'_, PyAny>) -> PyResult<bool> {
        let (py, this) = (slf.py(), slf.as_super().get());
        this.check()?;
        let ndim = this.layout.ndim();
        if ndim == 0 {
            let why = "argument of type 'memoryview' is not iterable";
            return Err(PyTypeError::new_err(why));
        }
        if let Some(value) = plain(value) {
            let lent = this.lend(py)?;
            let found = match this.items(&lent, this.item_format()?)? {
                Items::Direct(view) => view.contains(value),
                Items::Indirect(view) => view
                    .to_contiguous(Order::C)
                    .and_then(|copy| copy.as_foreign().contains(value)),
            };
            return Ok(found.map_err(Fault::from)?);
        }
        if ndim > 1 && exports(value) {
            for part in slf.try_iter()? {
                if part?.eq(value)? {
                    return Ok(true);
                }
            }
        }
        Ok(this.find(value, 0, this.layout.len())?.is_some())
    }

    /// How many items, of all axes, are equal to a value. TypeError if there are no axes.
    ///
    /// >>> memoryview(b"banana").count(ord("a"))
    /// 3
    fn count(slf: &Bound<'_, Self>, value: &Bound<'_, PyAny>) -> PyResult<usize> {
        let (py, this) = (slf.py(), slf.as_super().get());
        this.check()?;
        if this.layout.ndim() == 0 {
            return Err(PyTypeError::new_err("invalid indexing of 0-dim memory"));
        }
        if let Some(value) = plain(value) {
            let lent = this.lend(py)?;
            let count = match this.items(&lent, this.item_format()?)? {
                Items::Direct(view) => view.count(value),
                Items::Indirect(view) => view
                    .to_contiguous(Order::C)
                    .and_then(|copy| copy.as_foreign().count(value)),
            };
            return Ok(count.map_err(Fault::from)?);
        }
        let (mut count, mut start, len) = (0, 0, this.layout.len());
        while let Some(place) = this.find(value, start, len)? {
            (count, start) = (count + 1, place + 1);
        }
        Ok(count)
    }

    /// The index of the first item, in C order, that is equal to a value; a tuple, if there are several axes. ValueError if
    /// there is none. start and stop bound the search as in slices, of one axis only: TypeError otherwise.
    ///
    /// >>> memoryview(b"banana").index(ord("n"), 3)
    /// 4
    /// >>> memoryview(b"abcd").cast("B", [2, 2]).index(ord("c"))
    /// (1, 0)
    #[pyo3(signature = (value, start = None, stop = None, /))]
    fn index<'py>(
        slf: &Bound<'py, Self>,
        value: &Bound<'py, PyAny>,
        start: Option<&Bound<'py, PyAny>>,
        stop: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (py, this) = (slf.py(), slf.as_super().get());
        this.check()?;
        let shape = this.layout.shape();
        let len = this.layout.len();
        let (start, stop) = match shape {
            [] => return Err(PyTypeError::new_err("invalid lookup on 0-dim memory")),
            [_] => (bound(start, 0, len)?, bound(stop, len, len)?),
            _ if start.is_none() && stop.is_none() => (0, len),
            _ => {
                let why = "memoryview.index: start and stop are for views of one axis";
                return Err(PyTypeError::new_err(why));
            }
        };
        let Some(place) = this.find(value, start, stop)? else {
            return Err(PyValueError::new_err("memoryview.index(x): x not found"));
        };
        Ok(match shape {
            [_] => place.into_pyobject(py)?.into_any(),
            _ => PyTuple::new(py, this.layout.index_at(place).unwrap_or_default())?.into_any(),
        })
    }
}

/// A bound as slices have it: negative ones count from the end, and all are clamped.
pub(in crate::view) fn bound(
    given: Option<&Bound<'_, PyAny>>,
    missing: usize,
    len: usize,
) -> PyResult<usize> {
    let Some(given) = given else {
        return Ok(missing);
    };
    let number = key::integer(given)?;
    let n = match number.extract::<isize>() {
        Ok(n) => n,
        Err(_) if number.lt(0)? => isize::MIN,
        Err(_) => isize::MAX,
    };
    let len = len.cast_signed();
    let n = if n < 0 {
        n.saturating_add(len).max(0)
    } else {
        n.min(len)
    };
    Ok(n.unsigned_abs())
}
