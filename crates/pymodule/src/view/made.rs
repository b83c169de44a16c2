//! How does a view become a Python object at the price that C pays?
//!
//! pyo3 hands a value on through its initializers, which moves it several times and asks `object` for the memory. Here the
//! memory is taken as CPython's own memoryview takes it, and the view is made where it stays. For that one has to know where in an object
//! the view stands, and what stands around it; [`probe`] looks once, at objects that pyo3 has made:
//!
//! 1. An object of either class is [`SIZE`] bytes long: the head, the view, aligned, and one word. The collector has such objects.
//! 2. That word is zero when the object is new.
//!
//! pyo3 promises neither, so where that is not found the module cannot be imported.
//!
//! A loop that slices drops an object for each one that it makes, and to ask for memory and give it back takes as long as all the rest. So a few
//! objects that died stay here, as dead tuples and slices stay with the interpreter ([`SHELF`]):
//!
//! 3. Only what was an object of exactly one of the two classes, so all are of one size, with the collector's words in front. It was torn down
//!    before and is known to nobody: `tp_free` is the last that is called.
//! 4. Whoever makes an object or frees one is attached to the interpreter, and no Python code runs between; the module is loaded by one
//!    interpreter of a process only, and refuses the others.
#![allow(
    unsafe_code,
    reason = "writes a view into the memory of a new Python object"
)]

use std::cell::Cell;
use std::ffi::{c_ulong, c_void};
use std::mem::{align_of, size_of};
use std::ptr;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};

use pyo3::exceptions::{PyImportError, PySystemError};
use pyo3::ffi;
use pyo3::impl_::pyclass::{PyClassImpl, PyClassItems};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use super::Strict;
use super::full::Full;

/// What stands at the start of every object: the count of references, and the class.
const HEAD: usize = size_of::<ffi::PyObject>();
/// Where the word behind the view stands.
const BEHIND: usize = HEAD + size_of::<Strict>();
const SIZE: usize = BEHIND + size_of::<usize>();

/// The two classes, and memory for their objects.
struct Shelf {
    /// The strict one, and the one that answers; null until it is known that their objects are as the rules above say.
    classes: [Cell<*mut ffi::PyTypeObject>; 2],
    /// The first `len` are memory as rule 3 says.
    dead: [Cell<*mut ffi::PyObject>; Shelf::ROOM],
    len: Cell<usize>,
}

// SAFETY: whoever uses it is attached to the interpreter (rule 4), which makes one thread at a time.
unsafe impl Sync for Shelf {}

static SHELF: Shelf = Shelf {
    classes: [const { Cell::new(ptr::null_mut()) }; 2],
    dead: [const { Cell::new(ptr::null_mut()) }; Shelf::ROOM],
    len: Cell::new(0),
};

impl Shelf {
    /// So many expressions have the parts of parts of a view.
    const ROOM: usize = 16;

    /// Memory of a dead object.
    #[inline]
    fn take(&self) -> Option<*mut ffi::PyObject> {
        let last = self.len.get().checked_sub(1)?;
        let dead = self.dead.get(last)?.get();
        self.len.set(last);
        Some(dead)
    }

    /// Whether the memory of this object, which is dead, stays here.
    #[inline]
    fn keep(&self, object: *mut ffi::PyObject, class: *mut ffi::PyTypeObject) -> bool {
        if !self.classes.iter().any(|ours| ours.get() == class) {
            return false;
        }
        let len = self.len.get();
        let place = self.dead.get(len);
        if let Some(place) = place {
            place.set(object);
            self.len.set(len + 1);
        }
        place.is_some()
    }
}

/// The slot `tp_free` of both classes.
///
/// # Safety
/// It is called last when an object is deallocated, with the interpreter attached.
unsafe extern "C" fn free(object: *mut c_void) {
    // SAFETY: the head of a dead object stays as it was until its memory is given back.
    let class = unsafe { ffi::Py_TYPE(object.cast()) };
    if !SHELF.keep(object.cast(), class) {
        // SAFETY: the collector has objects of these classes and of all that inherit from them (rule 1), and nobody knows this one any more.
        unsafe { ffi::PyObject_GC_Del(object) };
    }
}

// pyo3 has no attribute for this slot; so it is told as `#[pymethods]` tells it others. The class that answers inherits it.
pyo3::inventory::submit! {
    type Inventory = <Strict as PyClassImpl>::Inventory;
    Inventory::new(PyClassItems {
        methods: &[],
        slots: &[ffi::PyType_Slot { slot: ffi::Py_tp_free, pfunc: free as *mut c_void }],
    })
}

const NOT_AS_BUILT: &str =
    "memoryview_rs: this interpreter keeps objects otherwise than those that it was built for";

/// Looks where objects keep their views.
///
/// # Errors
/// `SystemError` if it is not as the rules say; `ImportError` in a second interpreter.
pub(super) fn probe(py: Python<'_>) -> PyResult<()> {
    in_one_interpreter(py)?;
    let view = |answers| Strict::of(PyBytes::new(py, b"").as_any(), answers);
    let strict = Bound::new(py, view(false)?)?.into_any();
    let full = PyClassInitializer::from(view(true)?).add_subclass(Full);
    let objects = [strict, Bound::new(py, full)?.into_any()];
    for object in &objects {
        if !keeps_the_rules(object)? {
            return Err(PySystemError::new_err(NOT_AS_BUILT));
        }
    }
    for (place, object) in SHELF.classes.iter().zip(objects) {
        // It stays as long as the module, which is never unloaded.
        place.set(object.get_type().into_ptr().cast());
    }
    Ok(())
}

/// The rest of rule 4: classes, and what else is looked up once, are of the interpreter that was first, and may be gone with it. CPython itself
/// refuses those that have a lock or a memory of their own.
fn in_one_interpreter(py: Python<'_>) -> PyResult<()> {
    static FIRST: AtomicI64 = AtomicI64::new(-1);
    // SAFETY: this thread is attached to it.
    let state = unsafe { ffi::PyInterpreterState_Get() };
    // SAFETY: as above.
    let id = unsafe { ffi::PyInterpreterState_GetID(state) };
    if id < 0 {
        return Err(PyErr::fetch(py));
    }
    match FIRST.compare_exchange(-1, id, Relaxed, Relaxed) {
        Err(first) if first != id => Err(PyImportError::new_err(format!(
            "memoryview_rs: interpreter {first} of this process has loaded it, so interpreter {id} cannot"
        ))),
        _ => Ok(()),
    }
}

/// Whether a new object stands in memory as the rules say.
fn keeps_the_rules(object: &Bound<'_, PyAny>) -> PyResult<bool> {
    let class = object.get_type();
    let size: usize = class.getattr("__basicsize__")?.extract()?;
    let each: usize = class.getattr("__itemsize__")?.extract()?;
    let flags: c_ulong = class.getattr("__flags__")?.extract()?;
    let view = ptr::from_ref(object.cast::<Strict>()?.get()).addr();
    if (size, each) != (SIZE, 0)
        || flags & ffi::Py_TPFLAGS_HAVE_GC == 0
        || view != object.as_ptr().addr() + HEAD
        || !view.is_multiple_of(align_of::<Strict>())
    {
        return Ok(false);
    }
    let behind = object.as_ptr().wrapping_byte_add(BEHIND).cast::<usize>();
    // SAFETY: the object has so many bytes, and pyo3 has written what is its own.
    Ok(unsafe { behind.read() } == 0)
}

/// An object in the making: whole, but known to nobody, not to the collector either.
pub(super) struct Made<'py> {
    object: Bound<'py, PyAny>,
    view: *mut Strict,
}

impl<'py> Made<'py> {
    /// An object of the class that `answers` or of the strict one.
    ///
    /// # Errors
    /// `MemoryError`.
    #[inline]
    pub(super) fn of(
        py: Python<'py>,
        answers: bool,
        view: impl FnOnce() -> Strict,
    ) -> PyResult<Self> {
        let class = SHELF.classes[usize::from(answers)].get();
        if class.is_null() {
            return Err(PySystemError::new_err(NOT_AS_BUILT));
        }
        let made = match SHELF.take() {
            // SAFETY: dead memory of such an object (rule 3), with the collector's words as they are of one that it does not know.
            Some(dead) => unsafe { ffi::PyObject_Init(dead, class) },
            // SAFETY: the interpreter is attached, and this is a class whose objects the collector has (rule 1).
            None => unsafe { ffi::PyObject_GC_New::<ffi::PyObject>(class) },
        };
        if made.is_null() {
            return Err(PyErr::fetch(py));
        }
        let (start, behind) = (
            made.wrapping_byte_add(HEAD).cast::<Strict>(),
            made.wrapping_byte_add(BEHIND).cast::<usize>(),
        );
        // SAFETY: the place is inside and aligned (rule 1), and nobody else knows it. If `view` panics, the memory is lost, unseen.
        unsafe { start.write(view()) };
        // SAFETY: as above.
        unsafe { behind.write(0) };
        // SAFETY: a new reference to an object that is whole now: its head by the interpreter, the rest by rule 2.
        let object = unsafe { Bound::from_owned_ptr(py, made) };
        Ok(Self {
            object,
            view: start,
        })
    }

    /// What is still to be finished.
    #[inline]
    pub(super) fn view(&mut self) -> &mut Strict {
        // SAFETY: it was written above; nobody else knows the object before the collector does or it is given away.
        unsafe { &mut *self.view }
    }

    /// The object, for everybody.
    #[inline]
    pub(super) fn done(self) -> Bound<'py, PyAny> {
        // SAFETY: it was made for the collector, is whole, and was not yet shown to it.
        unsafe { ffi::PyObject_GC_Track(self.object.as_ptr().cast()) };
        self.object
    }
}
