//! How are tuples filled and read and numbers converted at the cost that C pays?
//!
//! A tuple's items stand behind its head, whose size is `tuple.__basicsize__`. The stable ABI has a function for each
//! item instead, which costs as much as making a small integer. So [`probe`] looks once whether the items of a tuple that
//! the interpreter made are found there; only then they are written and read there.
#![allow(
    unsafe_code,
    reason = "fills and reads tuples and converts integers through the C API"
)]

use std::ffi::c_int;
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use pyo3::prelude::*;
use pyo3::types::{PyInt, PyTuple};
use pyo3::{PyTypeInfo, ffi};

/// Where the first item of a tuple stands, in bytes from its beginning; 0 if that is not known.
static ITEMS: AtomicUsize = AtomicUsize::new(0);

/// Looks where tuples keep their items.
pub(crate) fn probe(py: Python<'_>) -> PyResult<()> {
    let class = PyTuple::type_object(py);
    let offset: usize = class.getattr("__basicsize__")?.extract()?;
    let step: usize = class.getattr("__itemsize__")?.extract()?;
    let items: [Bound<'_, PyAny>; 3] =
        std::array::from_fn(|_| pyo3::types::PyList::empty(py).into_any());
    let tuple = PyTuple::new(py, &items)?;
    let size: usize = tuple.call_method0("__sizeof__")?.extract()?;
    let word = size_of::<*mut ffi::PyObject>();
    if step != word
        || !offset.is_multiple_of(word)
        || offset == 0
        || size < offset + items.len() * word
    {
        return Ok(());
    }
    let found = items.iter().enumerate().all(|(index, item)| {
        let place = tuple
            .as_ptr()
            .cast::<u8>()
            .wrapping_add(offset + index * word);
        // SAFETY: the tuple says that it has at least so many bytes, and the place is one of its words.
        unsafe { place.cast::<*mut ffi::PyObject>().read() == item.as_ptr() }
    });
    if found {
        ITEMS.store(offset, Relaxed);
    }
    Ok(())
}

/// A tuple on its way to get its items, from the first to the last.
///
/// 1. `tuple` has `len` places, and nobody else has a reference to it: it is new, or its only reference is the caller's.
/// 2. Places from `next` on hold nothing, or the item of an earlier use.
pub(crate) struct Filling<'py> {
    tuple: Bound<'py, PyTuple>,
    /// The first place; null where tuples are filled through their function.
    places: *mut *mut ffi::PyObject,
    next: usize,
    len: usize,
}

impl<'py> Filling<'py> {
    /// A new tuple of so many places.
    ///
    /// # Errors
    /// `MemoryError`.
    #[inline]
    pub(crate) fn new(py: Python<'py>, len: usize) -> PyResult<Self> {
        // SAFETY: the interpreter is attached, and a length beyond its limits is refused by it.
        let made = unsafe { ffi::PyTuple_New(len.cast_signed()) };
        // SAFETY: it is null, with an exception, or a new reference.
        let made = unsafe { Bound::from_owned_ptr_or_err(py, made) }?;
        // SAFETY: `PyTuple_New` makes a tuple.
        let tuple = unsafe { made.cast_into_unchecked() };
        Ok(Self::over(tuple, len))
    }

    /// A tuple whose items nobody needs any more; none if somebody else has it too, or if tuples keep more than their items: CPython 3.14
    /// remembers the hash of a tuple, which would be that of the earlier items.
    #[inline]
    pub(crate) fn again(tuple: &Bound<'py, PyTuple>, len: usize) -> Option<Self> {
        // SAFETY: the tuple is alive.
        let references = unsafe { ffi::Py_REFCNT(tuple.as_ptr()) };
        let items_only = ITEMS.load(Relaxed) == size_of::<ffi::PyVarObject>();
        if references != 1 || !items_only || tuple.len() != len {
            return None;
        }
        Some(Self::over(tuple.clone(), len))
    }

    #[inline]
    fn over(tuple: Bound<'py, PyTuple>, len: usize) -> Self {
        let places = match ITEMS.load(Relaxed) {
            0 => ptr::null_mut(),
            offset => tuple.as_ptr().cast::<u8>().wrapping_add(offset).cast(),
        };
        Self {
            tuple,
            places,
            next: 0,
            len,
        }
    }

    /// Puts an item into the next place.
    #[inline]
    pub(crate) fn put(&mut self, item: Bound<'py, PyAny>) -> PyResult<()> {
        // SAFETY: a new reference.
        unsafe { self.put_raw(item.into_ptr()) }
    }

    /// # Safety
    /// `item` is a new reference, or null and an exception is set.
    #[inline]
    unsafe fn put_raw(&mut self, item: *mut ffi::PyObject) -> PyResult<()> {
        if item.is_null() {
            return Err(PyErr::fetch(self.tuple.py()));
        }
        assert!(
            self.next < self.len,
            "a tuple of {} has no more places",
            self.len
        );
        let index = self.next;
        self.next += 1;
        if self.places.is_null() {
            // SAFETY: the place is there, the tuple is nobody else's (rule 1), and the reference is given away.
            let status =
                unsafe { ffi::PyTuple_SetItem(self.tuple.as_ptr(), index.cast_signed(), item) };
            debug_assert_eq!(status, 0);
            return Ok(());
        }
        let place = self.places.wrapping_add(index);
        // SAFETY: `index` is less than the number of places, and they stand there: `probe` has looked.
        let old = unsafe { place.replace(item) };
        // SAFETY: nothing, or the item of an earlier use (rule 2), whose reference was the tuple's.
        unsafe { ffi::Py_XDECREF(old) };
        Ok(())
    }

    #[inline]
    pub(crate) fn put_signed(&mut self, number: i64) -> PyResult<()> {
        // SAFETY: the interpreter is attached.
        let item = unsafe { ffi::PyLong_FromLongLong(number) };
        // SAFETY: a new reference, or null and an exception.
        unsafe { self.put_raw(item) }
    }

    #[inline]
    pub(crate) fn put_unsigned(&mut self, number: u64) -> PyResult<()> {
        // SAFETY: the interpreter is attached.
        let item = unsafe { ffi::PyLong_FromUnsignedLongLong(number) };
        // SAFETY: a new reference, or null and an exception.
        unsafe { self.put_raw(item) }
    }

    #[inline]
    pub(crate) fn put_float(&mut self, number: f64) -> PyResult<()> {
        // SAFETY: the interpreter is attached.
        let item = unsafe { ffi::PyFloat_FromDouble(number) };
        // SAFETY: a new reference, or null and an exception.
        unsafe { self.put_raw(item) }
    }

    /// The tuple, all its places filled.
    #[inline]
    pub(crate) fn done(self) -> Bound<'py, PyTuple> {
        debug_assert_eq!(self.next, self.len);
        self.tuple
    }
}

/// The items of a tuple.
#[inline]
pub(crate) fn items<'a, 'py>(
    tuple: &'a Bound<'py, PyTuple>,
) -> impl DoubleEndedIterator<Item = Borrowed<'a, 'py, PyAny>> + ExactSizeIterator {
    let offset = ITEMS.load(Relaxed);
    let places: *mut *mut ffi::PyObject = tuple.as_ptr().cast::<u8>().wrapping_add(offset).cast();
    (0..tuple.len()).map(move |index| {
        let item = if offset == 0 {
            // SAFETY: the tuple is alive and has the place.
            unsafe { ffi::PyTuple_GetItem(tuple.as_ptr(), index.cast_signed()) }
        } else {
            // SAFETY: the tuple has so many places, and they stand there: `probe` has looked.
            unsafe { places.wrapping_add(index).read() }
        };
        // SAFETY: a tuple keeps its items as long as it lives, which is `'a` at least.
        unsafe { Borrowed::from_ptr(tuple.py(), item) }
    })
}

/// The number, if it fits.
#[inline]
pub(crate) fn signed(number: &Bound<'_, PyInt>) -> Option<i64> {
    let mut overflow: c_int = 0;
    // SAFETY: an `int` is converted without running code; too large is no exception but the flag.
    let value = unsafe { ffi::PyLong_AsLongLongAndOverflow(number.as_ptr(), &raw mut overflow) };
    (overflow == 0).then_some(value)
}

/// The number, if it fits.
#[inline]
pub(crate) fn unsigned(number: &Bound<'_, PyInt>) -> Option<u64> {
    match signed(number) {
        Some(value) => u64::try_from(value).ok(),
        None => beyond_signed(number),
    }
}

/// The number, if it is one of the upper half.
#[cold]
fn beyond_signed(number: &Bound<'_, PyInt>) -> Option<u64> {
    // SAFETY: an `int` is converted without running code.
    let value = unsafe { ffi::PyLong_AsUnsignedLongLong(number.as_ptr()) };
    if value == u64::MAX && PyErr::occurred(number.py()) {
        // SAFETY: the interpreter is attached, and the exception is the one that says that it is too large.
        unsafe { ffi::PyErr_Clear() };
        return None;
    }
    Some(value)
}
