//! What is `view[key]`?

use memoryview_python::Fault;
use memoryview_strided::{Cut, Error, Index, Layout};
use pyo3::exceptions::{PyNotImplementedError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PySlice, PyTuple};

use super::key::{self, Key, Told};
use super::made::Made;
use super::transform::Transform;
use super::{Items, Strict, item, value};

pub(super) const ZERO_DIM: &str = "invalid indexing of 0-dim memory";

impl Strict {
    /// The item at a place on every axis.
    pub(super) fn item_at(&self, py: Python<'_>, place: &[usize]) -> PyResult<Py<PyAny>> {
        let lent = self.lend(py)?;
        if self.chain().is_none() {
            let pairs = place.iter().zip(self.layout.strides());
            let steps = pairs.map(|(&i, &stride)| i.cast_signed() * stride);
            let offset = self.layout.offset() + steps.sum::<isize>();
            return match self.text().code() {
                Some(code) => item::read(&lent, code, offset),
                None => {
                    let format = self.item_format()?;
                    let one = Layout::new(&[], &[], offset, self.layout.itemsize());
                    let one = lent
                        .foreign(one.map_err(Fault::from)?, format)
                        .map_err(Fault::from)?;
                    let value = one.item(()).map_err(Fault::from)?;
                    Ok(value::to_python(py, &value)?.unbind())
                }
            };
        }
        let value = match self.items(&lent, self.item_format()?)? {
            Items::Direct(view) => view.item(place),
            Items::Indirect(view) => view.item(place),
        };
        Ok(value::to_python(py, &value.map_err(Fault::from)?)?.unbind())
    }

    /// What an item is.
    ///
    /// # Errors
    /// The builtin memoryview would not read it, and this one is strict.
    pub(super) fn item_format(&self) -> PyResult<memoryview_strided::Format> {
        let itemsize = self.layout.itemsize();
        if !self.answers {
            self.text().check_native()?;
        }
        Ok(self.text().full(itemsize).clone())
    }

    /// # Errors
    /// The builtin memoryview would refuse the format, whatever is asked of an item, and this one is strict.
    #[inline]
    pub(super) fn check_format(&self) -> PyResult<()> {
        if self.text().code().is_none() && !self.answers {
            self.text().check_single()?;
        }
        Ok(())
    }

    /// The places that a tuple of integers names, one an axis.
    pub(super) fn places(&self, indices: &Bound<'_, PyTuple>) -> PyResult<Vec<usize>> {
        let shape = self.layout.shape();
        if indices.len() > shape.len() {
            return Err(key::too_many(shape.len(), indices.len()));
        }
        let places = indices.iter().zip(shape).enumerate();
        places
            .map(|(axis, (i, &len))| key::place(key::index(&i)?, len, axis))
            .collect()
    }

    /// The sub-view that a key selects.
    pub(super) fn part(&self, py: Python<'_>, parts: &[Index]) -> PyResult<Self> {
        if self.chain().is_some() {
            return self.derived(py, &Transform::Slice(parts));
        }
        let layout = self.layout.slice(parts).map_err(Fault::from)?;
        Ok(self.sibling(py, layout))
    }

    /// The same as an object, made where it stays.
    pub(super) fn part_object<'py>(
        &self,
        py: Python<'py>,
        parts: &[Index],
    ) -> PyResult<Bound<'py, PyAny>> {
        if self.behind.is_some() {
            return self.part(py, parts)?.into_object(py);
        }
        let mut made = self.part_to_be(py)?;
        let done = self.layout.slice_to(parts, &mut made.view().layout);
        done.map_err(Fault::from)?;
        Ok(made.done())
    }

    /// The sub-view that a key selects which is read meanwhile, as an object that is made before: where no pointers are, the quickest way.
    #[inline(always)]
    fn cut_object<'py>(
        &self,
        py: Python<'py>,
        read: impl FnOnce(&mut Cut<'_>) -> Result<(), Fault>,
    ) -> PyResult<Bound<'py, PyAny>> {
        debug_assert!(self.behind.is_none());
        let mut made = self.part_to_be(py)?;
        self.layout.cut_to(&mut made.view().layout, read)?;
        Ok(made.done())
    }

    /// An object for a sub-view, which counts as a view already: Python code of the user that runs for the key may release this one.
    #[inline(always)]
    fn part_to_be<'py>(&self, py: Python<'py>) -> PyResult<Made<'py>> {
        // The collector, which may run while the memory is asked for, may release this view too.
        let _hold = self.managed.get().hold();
        Made::of(py, self.answers, || self.twin(py, None, Layout::default))
    }

    /// [`cut_object`](Self::cut_object) by the parts of a tuple. What an integer out of bounds is told waits until all parts were read.
    fn cut_by<'py>(
        &self,
        py: Python<'py>,
        tuple: &Bound<'py, PyTuple>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.cut_object(py, |cut| {
            let mut done = Ok(());
            key::each(tuple, self.layout.ndim(), |part, place| {
                let taken = take(cut, part, || key::taking_axes(tuple, place + 1));
                if taken.is_err() && done.is_ok() {
                    done = taken;
                }
            })?;
            Ok(done?)
        })
    }
}

/// One part of a key; `behind` says how many parts behind it take an axis.
#[inline(always)]
fn take(cut: &mut Cut<'_>, part: Index, behind: impl FnOnce() -> usize) -> Result<(), Error> {
    match part {
        Index::At(index) => cut.at(index),
        Index::Slice(slice) => cut.slice(slice),
        Index::Ellipsis => {
            cut.keep_all_but(behind());
            Ok(())
        }
        Index::NewAxis => {
            cut.new_axis();
            Ok(())
        }
    }
}

#[pymethods]
impl Strict {
    fn __getitem__<'py>(slf: &Bound<'py, Self>, key: &Bound<'py, PyAny>) -> PyResult<Py<PyAny>> {
        let (py, this) = (slf.py(), slf.get());
        this.check()?;
        if this.behind.is_none() {
            if let Some(slice) = key::exactly::<PySlice>(key) {
                if this.layout.ndim() == 1 {
                    let part = this.cut_object(py, |cut| Ok(cut.slice(key::slice(slice)?)?));
                    return part.map(Bound::unbind);
                }
            } else {
                match Told::of(key, &this.layout) {
                    Told::Item(offset) => {
                        if let Some(code) = this.text().code() {
                            return item::read(&this.lend(py)?, code, offset);
                        }
                    }
                    Told::Part(tuple) if this.answers => {
                        return this.cut_by(py, tuple).map(Bound::unbind);
                    }
                    _ => {}
                }
            }
        }
        if this.answers {
            this.answer(py, key)
        } else {
            this.get(slf, key)
        }
    }
}

impl Strict {
    /// `__getitem__` without its short cuts, where the builtin memoryview decides what is refused, and before what.
    fn get<'py>(&self, slf: &Bound<'py, Self>, key: &Bound<'py, PyAny>) -> PyResult<Py<PyAny>> {
        let py = slf.py();
        let ndim = self.layout.ndim();
        if ndim == 0 {
            return match Key::of_zero_dim(key) {
                Some(Key::Ellipsis) => Ok(slf.clone().into_any().unbind()),
                Some(_) => {
                    self.check_format()?;
                    self.item_at(py, &[])
                }
                None => Err(PyTypeError::new_err(ZERO_DIM)),
            };
        }
        let refuse = |why: &'static str| Err(PyNotImplementedError::new_err(why));
        match Key::of(key) {
            Key::At if ndim == 1 => {
                let index = key::index(key)?;
                self.check()?;
                self.check_format()?;
                self.item_at(py, &[key::place(index, self.layout.shape()[0], 0)?])
            }
            Key::Slice(slice) => {
                let _hold = self.managed.get().hold();
                let slice = key::slice(&slice)?;
                self.part_object(py, &[Index::Slice(slice)])
                    .map(Bound::unbind)
            }
            Key::Indices(indices) if indices.len() >= ndim => {
                self.check_format()?;
                let places = self.places(&indices)?;
                self.item_at(py, &places)
            }
            Key::At => {
                key::index(key)?;
                self.check_format()?;
                refuse("multi-dimensional sub-views are not implemented")
            }
            Key::Indices(_) => {
                self.check_format()?;
                refuse("sub-views are not implemented")
            }
            Key::Slices => refuse("multi-dimensional slicing is not implemented"),
            _ => Err(key::invalid()),
        }
    }

    /// `__getitem__` where nothing is refused: an item if every axis has an integer, else a sub-view.
    fn answer(&self, py: Python<'_>, key: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
        // Python code of the user that runs for the key may release this view.
        let _hold = self.managed.get().hold();
        if self.behind.is_none() && self.layout.ndim() > 1 && !key.is_instance_of::<PyTuple>() {
            let part = key::part(key)?;
            let made = self.cut_object(py, |cut| Ok(take(cut, part, || 0)?));
            return made.map(Bound::unbind);
        }
        let mut parts = key::Parts::new();
        parts.read(key, self.layout.ndim())?;
        match parts.item(self.layout.shape(), |places| self.item_at(py, places))? {
            Some(item) => Ok(item),
            None => Ok(self.part_object(py, &parts)?.unbind()),
        }
    }
}

impl<'py> Key<'py> {
    /// The two keys that a view of rank 0 has.
    pub(super) fn of_zero_dim(key: &Bound<'py, PyAny>) -> Option<Self> {
        match key.cast::<PyTuple>() {
            Ok(tuple) if tuple.is_empty() => Some(Key::Indices(tuple.clone())),
            _ if key.is(key.py().Ellipsis()) => Some(Key::Ellipsis),
            _ => None,
        }
    }
}
