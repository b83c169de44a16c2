//! What does `view[key] = value` do?

use memoryview_python::Fault;
use memoryview_strided::{Format, Index, Order, Value};
use pyo3::exceptions::{PyNotImplementedError, PyTypeError, PyValueError};
use pyo3::prelude::*;

use super::key::{self, Key};
use super::subscript::ZERO_DIM;
use super::{Items, Strict, exports, item, nested, value};

#[pymethods]
impl Strict {
    fn __setitem__(&self, key: &Bound<'_, PyAny>, value: &Bound<'_, PyAny>) -> PyResult<()> {
        self.check_writable()?;
        self.set(key, value)
    }

    fn __delitem__(&self, key: &Bound<'_, PyAny>) -> PyResult<()> {
        let _ = key;
        self.check_writable()?;
        Err(PyTypeError::new_err("cannot delete memory"))
    }
}

impl Strict {
    fn check_writable(&self) -> PyResult<()> {
        self.check()?;
        self.check_format()?;
        if self.readonly {
            return Err(PyTypeError::new_err("cannot modify read-only memory"));
        }
        Ok(())
    }

    fn set(&self, key: &Bound<'_, PyAny>, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let ndim = self.layout.ndim();
        let refuse = |why: &'static str| Err(PyNotImplementedError::new_err(why));
        if ndim == 0 && !self.answers {
            return match Key::of_zero_dim(key) {
                Some(_) => self.set_item(&[], value),
                None => Err(PyTypeError::new_err(ZERO_DIM)),
            };
        }
        match Key::of(key) {
            Key::At if ndim == 1 => self.set_item(
                &[key::place(key::index(key)?, self.layout.shape()[0], 0)?],
                value,
            ),
            Key::Slice(slice) if ndim == 1 && !self.answers => {
                let source = self.source(value)?;
                let slice = key::slice(&slice)?;
                self.copy_single(value.py(), &[Index::Slice(slice)], &source)
            }
            Key::Indices(indices) if indices.len() >= ndim => {
                let places = self.places(&indices)?;
                self.set_item(&places, value)
            }
            _ if self.answers => {
                let mut parts = key::Parts::new();
                parts.read(key, ndim)?;
                self.set_part(&parts, value)
            }
            Key::At | Key::Indices(_) => refuse("sub-views are not implemented"),
            Key::Slice(_) | Key::Slices => {
                refuse("memoryview slice assignments are currently restricted to ndim = 1")
            }
            _ => Err(key::invalid()),
        }
    }

    /// One item. The object becomes a value first: that may run code that releases this view.
    fn set_item(&self, place: &[usize], object: &Bound<'_, PyAny>) -> PyResult<()> {
        let py = object.py();
        if let (Some(code), None) = (self.text().code(), self.chain()) {
            let pairs = place.iter().zip(self.layout.strides());
            let steps = pairs.map(|(&i, &stride)| i.cast_signed() * stride);
            let offset = self.layout.offset() + steps.sum::<isize>();
            let wide = item::widen(code, object)?;
            return item::write(&self.lend(py)?, code, offset, &wide);
        }
        let format = self.item_format()?;
        let value = self.value_of(object, &format)?;
        let lent = self.lend(py)?;
        let done = match self.items(&lent, format)? {
            Items::Direct(view) => view.set_item(place, value),
            Items::Indirect(view) => view.set_item(place, value),
        };
        done.map_err(|error| self.refused(error))
    }

    /// A value that the format refused, in the words that the builtin memoryview has for it.
    pub(super) fn refused(&self, error: memoryview_strided::Error) -> PyErr {
        use memoryview_strided::ErrorKind::{Overflow, Value};
        if matches!(error.kind(), Overflow | Value) {
            let text = self.text().show();
            let text = text.strip_prefix('@').unwrap_or(&text);
            return PyValueError::new_err(format!("memoryview: invalid value for format '{text}'"));
        }
        Fault::from(error).into()
    }

    /// What stands on the right side of an assignment to a slice.
    pub(super) fn source(&self, value: &Bound<'_, PyAny>) -> PyResult<Self> {
        let view = if self.answers {
            Strict::of_any(value)
        } else {
            Strict::of(value, false)
        };
        view.map_err(|error| {
            if exports(value) {
                return error;
            }
            let name = value
                .get_type()
                .name()
                .map_or_else(|_| "object".into(), |n| n.to_string());
            PyTypeError::new_err(format!("a bytes-like object is required, not '{name}'"))
        })
    }

    /// As the builtin memoryview copies: the structures must be equal, the texts of the formats too.
    fn copy_single(&self, py: Python<'_>, parts: &[Index], source: &Strict) -> PyResult<()> {
        self.check()?;
        let target = self.part(py, parts)?;
        let layout = &target.layout;
        let same = self.text().bare() == source.text().bare()
            && layout.itemsize() == source.layout.itemsize()
            && layout.shape() == source.layout.shape();
        if !same {
            return Err(PyValueError::new_err(
                "memoryview assignment: lvalue and rvalue have different structures",
            ));
        }
        self.check_objects()?;
        target.copy_from(py, source, &|itemsize| Format::opaque(itemsize, None))
    }

    /// Whether items hold references to Python objects, which NumPy follows.
    pub(super) fn holds_objects(&self) -> bool {
        self.text().full(self.layout.itemsize()).has_objects()
    }

    /// Bytes must not become references to Python objects.
    fn check_objects(&self) -> PyResult<()> {
        if self.holds_objects() {
            return Err(PyTypeError::new_err(
                "memoryview: Python objects cannot be overwritten by bytes",
            ));
        }
        Ok(())
    }

    /// Copies items to the places of this view. No code of the user runs here.
    fn copy_from(
        &self,
        py: Python<'_>,
        source: &Strict,
        format: &dyn Fn(usize) -> Format,
    ) -> PyResult<()> {
        let (to, from) = (self.lend(py)?, source.lend(py)?);
        let into = self.items(&to, format(self.layout.itemsize()))?;
        let items = source.items(&from, format(source.layout.itemsize()))?;
        match (into, items) {
            (Items::Direct(into), Items::Direct(items)) => into.assign(&items),
            (Items::Indirect(into), Items::Direct(items)) => into.assign(&items),
            (Items::Indirect(into), Items::Indirect(items)) => into.assign_indirect(&items),
            (Items::Direct(into), Items::Indirect(items)) => items
                .to_contiguous(Order::C)
                .and_then(|copy| into.assign(&copy)),
        }
        .map_err(|error| Fault::from(error).into())
    }

    /// An item, nested lists of items, or an exporter, to a part, by the rules of broadcasting.
    fn set_part(&self, parts: &[Index], value: &Bound<'_, PyAny>) -> PyResult<()> {
        let py = value.py();
        let format = self.text().full(self.layout.itemsize()).clone();
        if exports(value) && !is_item(value, &format) {
            let source = self.source(value)?;
            let from = source.text().full(source.layout.itemsize());
            let source = if *from == format {
                source
            } else {
                Strict::of_buffer(py, source.for_assignment(py, &format)?, false)?
            };
            self.check()?;
            self.check_objects()?;
            let target = self.part(py, parts)?;
            let more = source.layout.ndim().saturating_sub(target.layout.ndim());
            let ones = source.layout.shape()[..more].iter();
            // Axes of one item in front are none, as NumPy assigns it.
            let firsts = vec![Index::At(0); ones.take_while(|&&n| n == 1).count()];
            let source = match &firsts[..] {
                [] => source,
                firsts => source.part(py, firsts)?,
            };
            return target.copy_from(py, &source, &|_| format.clone());
        }
        // What runs code of the user runs before the part is made.
        let Some(shape) = nested::shape(value, &format)? else {
            let value = self.value_of(value, &format)?;
            self.check()?;
            let target = self.part(py, parts)?;
            let lent = target.lend(py)?;
            let done = match target.items(&lent, format)? {
                Items::Direct(view) => view.fill(value),
                Items::Indirect(view) => view.fill(value),
            };
            return done.map_err(|error| self.refused(error));
        };
        let into = self.layout.slice(parts).map_err(Fault::from)?;
        let items = self.nested_items(value, &shape, into.shape())?;
        self.check()?;
        self.check_objects()?;
        let source = Strict::of_buffer(py, items, false)?;
        let target = self.part(py, parts)?;
        target.copy_from(py, &source, &|_| format.clone())
    }

    /// An object as the value of one item. It may run code of the user.
    pub(super) fn value_of(&self, object: &Bound<'_, PyAny>, format: &Format) -> PyResult<Value> {
        match self.text().code() {
            Some(code) => Ok(item::widen(code, object)?.value(code)),
            None if self.answers => value::from_python(object, format),
            None => value::from_python(object, format).map_err(|refusal| {
                let text = String::from_utf8_lossy(self.text().bare());
                item::fixed(object.py(), &text, refusal)
            }),
        }
    }
}

/// Whether an exporter is meant as one item: a byte string, where items are byte strings, or an integer of NumPy. Its arrays have `__index__`
/// too, so the axes decide.
pub(super) fn is_item(value: &Bound<'_, PyAny>, format: &Format) -> bool {
    use memoryview_strided::format::Kind;
    use pyo3::types::PyBytes;
    let bytes = matches!(format.kind(), Kind::Bytes) && value.is_instance_of::<PyBytes>();
    let integer = |view: Strict| {
        let kind = view.text().full(view.layout.itemsize()).kind();
        view.layout.ndim() == 0 && matches!(kind, Kind::Int | Kind::UInt | Kind::Bool)
    };
    bytes || key::is_index(value) && Strict::of(value, true).is_ok_and(integer)
}
