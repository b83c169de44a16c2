//! What are the items as Python objects, one after the other or in nested lists?

use memoryview_python::{Fault, Lent};
use memoryview_strided::{Element, Value};
use pyo3::exceptions::PySystemError;
use pyo3::prelude::*;
use pyo3::types::PyList;

use super::item::number_by_code;
use super::listed::{list, no_room};
use super::{Items, Strict, item, value};

#[pymethods]
impl Strict {
    /// Return the data in the buffer as a list of elements, one list in the other for each axis.
    ///
    /// >>> memoryview(b"abcd").cast("B", [2, 2]).tolist()
    /// [[97, 98], [99, 100]]
    pub(super) fn tolist(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        self.check()?;
        self.check_format()?;
        let lent = self.lend(py)?;
        if self.layout.is_empty() && (self.answers || self.text().code().is_none()) {
            // Without items nothing but the engine's limit bounds the lists.
            let lists = match self.opaque(&lent)? {
                Items::Direct(view) => view.to_list(),
                Items::Indirect(view) => view.to_list(),
            };
            return Ok(value::to_python(py, &lists.map_err(Fault::from)?)?.unbind());
        }
        if self.layout.ndim() > 1 {
            // Where the innermost lists are short, nothing else would notice before the memory is full of them.
            enough(self.layout.len())?;
        }
        if let (Some(code), None) = (self.text().code(), self.chain()) {
            let list = Lists {
                view: self,
                lent: &lent,
                code,
            };
            return list.axis(0, self.layout.offset());
        }
        if self.text().code().is_some() {
            // Behind pointers: to copy all and read them in a row is quicker than to follow the pointers for each.
            let (bytes, layout) = self.gathered(&lent)?;
            return Strict::of_bytes(py, bytes, layout, self)?.tolist(py);
        }
        let format = self.item_format()?;
        let each = |value: Result<Value, memoryview_strided::Error>| {
            value::to_python(py, &value.map_err(Fault::from)?)
        };
        let objects = match self.items(&lent, format)? {
            Items::Direct(view) => gathered(view.iter().map(each), self.layout.len())?,
            Items::Indirect(view) => gathered(view.iter().map(each), self.layout.len())?,
        };
        nest(py, self.layout.shape(), &mut objects.into_iter())
    }
}

/// Room for so many objects.
///
/// # Errors
/// `MemoryError`: a view that repeats its items may have more than any list.
fn room<T>(len: usize) -> PyResult<Vec<T>> {
    let mut objects = Vec::new();
    let reserved = objects.try_reserve_exact(len);
    reserved.map_err(|_| no_room(len))?;
    Ok(objects)
}

/// So many objects, or what the first that cannot be made raises.
fn gathered<T>(objects: impl Iterator<Item = PyResult<T>>, len: usize) -> PyResult<Vec<T>> {
    let mut all = room(len)?;
    for object in objects {
        all.push(object?);
    }
    Ok(all)
}

/// Whether there is memory for lists of so many items.
///
/// # Errors
/// As for [`room`].
fn enough(len: usize) -> PyResult<()> {
    /// So little is there, or nothing works any more.
    const SMALL: usize = 1 << 12;
    if len > SMALL {
        drop(room::<*const ()>(len)?);
    }
    Ok(())
}

/// Nested lists of objects in C order.
fn nest<'py>(
    py: Python<'py>,
    shape: &[usize],
    objects: &mut dyn Iterator<Item = Bound<'py, PyAny>>,
) -> PyResult<Py<PyAny>> {
    let Some((&len, inner)) = shape.split_first() else {
        let object = objects.next();
        return Ok(object
            .ok_or_else(|| PySystemError::new_err("memoryview: an item is missing"))?
            .unbind());
    };
    let list = PyList::empty(py);
    for _ in 0..len {
        list.append(nest(py, inner, objects)?)?;
    }
    Ok(list.into_any().unbind())
}

/// Nested lists of the items of a native code.
struct Lists<'a, 'py> {
    view: &'a Strict,
    lent: &'a Lent<'a, 'py>,
    code: u8,
}

impl<'py> Lists<'_, 'py> {
    fn axis(&self, axis: usize, offset: isize) -> PyResult<Py<PyAny>> {
        let py = self.lent.py();
        let layout = &self.view.layout;
        let (shape, strides) = (&layout.shape()[axis..], &layout.strides()[axis..]);
        let (Some(&len), Some(&stride)) = (shape.first(), strides.first()) else {
            return item::read(self.lent, self.code, offset);
        };
        if shape.len() == 1 {
            return self.row(len, offset, stride);
        }
        let list = PyList::empty(py);
        for i in 0..len {
            // Behind an empty axis the offset is not used.
            let row = offset.wrapping_add(stride.wrapping_mul(i.cast_signed()));
            list.append(self.axis(axis + 1, row)?)?;
        }
        Ok(list.into_any().unbind())
    }

    fn row(&self, len: usize, offset: isize, stride: isize) -> PyResult<Py<PyAny>> {
        macro_rules! numbers {
            ($type:ty) => {
                self.numbers::<$type>(len, offset, stride)
            };
        }
        number_by_code!(self.code, numbers, {
            let objects = (0..len)
                .map(|i| item::read(self.lent, self.code, offset + stride * i.cast_signed()));
            list(self.lent.py(), gathered(objects, len)?.into_iter())
        })
    }

    fn numbers<T: Element + IntoPyObject<'py>>(
        &self,
        len: usize,
        offset: isize,
        stride: isize,
    ) -> PyResult<Py<PyAny>> {
        let outside =
            || PySystemError::new_err("memoryview: a row lies outside of the exporter's memory");
        let row = self
            .lent
            .row::<T>(len, offset, stride)
            .ok_or_else(outside)?;
        list(self.lent.py(), row)
    }
}
