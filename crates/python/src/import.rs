//! How does memory that a Python object exports become a view in Rust?
//!
//! The invariant that every `unsafe` block here rests on:
//!
//! 1. `raw` is a `Py_buffer` that `PyObject_GetBuffer` filled, and it is released exactly once: by [`Import::close`] or by
//!    `drop`, and never while a [`Lent`] lives. Until then the exporter keeps its memory where it is.
//! 2. `start` and `len` span the bytes from the lowest to the highest that the exporter's shape and strides reach. That they are there, and
//!    in one allocation, is the exporter's word (PEP 3118); what can be checked of it is checked before. Where there are suboffsets, shape and
//!    strides of the axes behind them say nothing of this memory, which holds pointers: `len` is 0, and only [`Lent::indirect`] goes there;
//!    what they point at stays too, and the pointers are not written, as long as `raw` is not released.
//! 3. Every access to `raw`, to the memory and to the two counters happens with the interpreter attached, which one thread is at a time: a
//!    [`Lent`] carries the token, so it stays on its thread, and its methods end before the interpreter changes hands; but for
//!    [`Lent::detached`], whose caller promises that the memory is not written.
#![allow(unsafe_code, reason = "takes a `Py_buffer` from Python")]

mod described;
mod dtype;
mod lent;
mod py_view;

use std::ffi::CStr;
use std::fmt;
use std::mem::{ManuallyDrop, MaybeUninit};
use std::ptr::NonNull;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

use memoryview_strided::{Error, ForeignView, Format, Layout, View};
use pyo3::exceptions::{PyBufferError, PyNotImplementedError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PySlice};
use pyo3::{PyTraverseError, PyVisit, ffi};

use crate::export::Exporter;
pub use described::Description;
use described::Raw;
pub use dtype::{by_dtype, nests};
pub use lent::Lent;
pub use py_view::PyView;

/// Memory that a Python object exports, kept as long as this lives.
///
/// It knows the exporter's memory and what the exporter says of it ([`description`](Import::description)); views of it are made by
/// [`lend`](Import::lend), with any layout that stays inside.
///
/// ```
/// use memoryview_python::Import;
/// use memoryview_strided::Format;
/// use pyo3::prelude::*;
/// use pyo3::types::PyByteArray;
///
/// Python::attach(|py| {
///     let import = Import::of(&PyByteArray::new(py, b"abc"))?;
///     let lent = import.lend(py).expect("not closed");
///     let layout = import.description().layout.clone();
///     let v = lent.foreign(layout, Format::parse("c").unwrap())?;
///     assert_eq!(v.to_string(), "[b'a', b'b', b'c']");
///     Ok::<(), memoryview_python::Fault>(())
/// })?;
/// # Ok::<(), memoryview_python::Fault>(())
/// ```
pub struct Import {
    /// Where it was filled, so that pointers into itself stay right.
    raw: NonNull<ffi::Py_buffer>,
    /// The reference in `raw`: not ours to drop.
    exporter: ManuallyDrop<Option<Py<PyAny>>>,
    start: NonNull<u8>,
    len: usize,
    described: Description,
    immutable: bool,
    /// How many [`Lent`]s live.
    users: AtomicUsize,
    /// Nothing is lent any more.
    closed: AtomicBool,
    /// `raw` was given back.
    released: AtomicBool,
}

// SAFETY: what may be used without the interpreter is never changed; the rest only with it (rule 3).
unsafe impl Send for Import {}
// SAFETY: as above.
unsafe impl Sync for Import {}

impl Import {
    /// All that an exporter can say of its memory: `PyBUF_FULL_RO`.
    ///
    /// # Errors
    /// What the exporter raises; `BufferError` if what it says contradicts itself.
    pub fn of(exporter: &Bound<'_, PyAny>) -> PyResult<Self> {
        Self::with_flags(exporter, ffi::PyBUF_FULL_RO)
    }

    /// What an exporter answers to these flags of `PyObject_GetBuffer`.
    ///
    /// # Errors
    /// As for [`of`](Self::of).
    pub fn with_flags(exporter: &Bound<'_, PyAny>, flags: i32) -> PyResult<Self> {
        one_thread_at_a_time(exporter.py())?;
        let mut raw = Box::new(MaybeUninit::<ffi::Py_buffer>::zeroed());
        // SAFETY: the object is alive and the memory for the answer is ours.
        let status = unsafe { ffi::PyObject_GetBuffer(exporter.as_ptr(), raw.as_mut_ptr(), flags) };
        if status != 0 {
            return Err(PyErr::fetch(exporter.py()));
        }
        let raw = NonNull::from(Box::leak(raw)).cast::<ffi::Py_buffer>();
        let owned = Owned(raw);
        // SAFETY: it was filled, and nobody writes it before it is released.
        let filled = unsafe { raw.as_ref() };
        // SAFETY: shape, strides and suboffsets are null or of length `ndim`, and live as long as the buffer (PEP 3118).
        let described = unsafe { Raw::of(filled) }?.describe()?;
        let (low, len) = match described.span() {
            Some(span) => (span.start, (span.end - span.start).unsigned_abs()),
            None => (0, 0),
        };
        if filled.buf.is_null() && described.layout.nbytes() > 0 {
            return Err(PyBufferError::new_err("the exporter's memory is null"));
        }
        let start = filled.buf.cast::<u8>().wrapping_offset(low);
        let start = NonNull::new(start).unwrap_or(NonNull::dangling());
        // SAFETY: null or an object that the buffer keeps alive; the reference stays in the buffer.
        let object = unsafe { Bound::from_borrowed_ptr_or_opt(exporter.py(), filled.obj) };
        let immutable = object.as_ref().is_some_and(|object| {
            object.is_exact_instance_of::<PyBytes>()
                || object
                    .cast::<Exporter>()
                    .is_ok_and(|ours| ours.get().is_immutable())
        });
        // SAFETY: as above; `ManuallyDrop` leaves the reference where it is.
        let object = unsafe { Bound::from_owned_ptr_or_opt(exporter.py(), filled.obj) };
        std::mem::forget(owned);
        Ok(Import {
            raw,
            exporter: ManuallyDrop::new(object.map(Bound::unbind)),
            start,
            len,
            described: described.shifted(-low)?,
            immutable,
            users: AtomicUsize::new(0),
            closed: AtomicBool::new(false),
            released: AtomicBool::new(false),
        })
    }

    /// What the exporter says of its memory. The offset of the layout counts from the lowest byte that it reaches.
    #[inline]
    pub fn description(&self) -> &Description {
        &self.described
    }

    /// The object that exports, as it names itself; none after [`close`](Self::close), or if the exporter keeps it to itself.
    pub fn exporter<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyAny>> {
        if self.released.load(Relaxed) {
            return None;
        }
        self.exporter.as_ref().map(|object| object.bind(py).clone())
    }

    /// Whether nobody can write the memory as long as it is exported: the exporter is a `bytes`, or a buffer of ours that was
    /// exported to read only.
    #[inline]
    pub fn is_immutable(&self) -> bool {
        self.immutable
    }

    /// The memory, to make views of; none after [`close`](Self::close).
    #[inline]
    pub fn lend<'a, 'py>(&'a self, py: Python<'py>) -> Option<Lent<'a, 'py>> {
        if self.closed.load(Relaxed) {
            return None;
        }
        self.users.store(self.users.load(Relaxed) + 1, Relaxed);
        let (start, len) = (self.start, self.len);
        Some(Lent {
            import: self,
            start,
            len,
            py,
        })
    }

    /// As [`Lent::foreign`], without a guard.
    ///
    /// # Safety
    /// Nobody closes this while `'a` lasts.
    unsafe fn foreign_unclosed<'a>(
        &'a self,
        _attached: Python<'a>,
        layout: Layout,
        format: Format,
    ) -> Result<ForeignView<'a>, Error> {
        let writable = !self.described.readonly;
        // SAFETY: the exporter keeps the bytes until this is closed or dropped (rules 1, 2); the view stays on this thread, within the lifetime
        // of the token (rule 3).
        unsafe { ForeignView::from_raw(self.start, self.len, layout, format, writable) }
    }

    /// As [`Lent::shared`], without a guard.
    ///
    /// # Safety
    /// Nobody closes this while `'a` lasts.
    unsafe fn shared_unclosed(
        &self,
        layout: Layout,
        format: Format,
    ) -> Option<Result<View<'_>, Error>> {
        self.immutable.then(|| {
            // SAFETY: the exporter keeps the bytes until this is closed or dropped (rules 1, 2), and nobody writes them.
            unsafe { View::from_raw(self.start, self.len, layout, format) }
        })
    }

    /// Lends nothing from now on, and gives the memory back to the exporter as soon as what is lent has ended.
    pub fn close(&self, py: Python<'_>) {
        self.closed.store(true, Relaxed);
        self.settle(py);
    }

    fn settle(&self, _attached: Python<'_>) {
        if self.users.load(Relaxed) == 0 && !self.released.swap(true, Relaxed) {
            // SAFETY: rule 1: nobody uses the memory, and the flag says that this happens once.
            unsafe { release(self.raw) };
        }
    }

    /// Shows the exporter to the garbage collector: for `__traverse__` of the Python object that keeps this.
    ///
    /// # Errors
    /// What the visitor says.
    pub fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        if self.released.load(Relaxed) {
            return Ok(());
        }
        visit.call(&*self.exporter)
    }
}

impl Drop for Import {
    fn drop(&mut self) {
        if !self.released.load(Relaxed) {
            // After the interpreter has ended there is nobody to give the memory back to.
            let _ = Python::try_attach(|py| self.close(py));
        }
    }
}

impl fmt::Debug for Import {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Import")
            .field("described", &self.described)
            .finish_non_exhaustive()
    }
}

/// Refuses an interpreter on which rule 3 does not hold.
///
/// # Errors
/// `NotImplementedError` if threads run Python at the same time: free-threaded CPython, unless a module has switched its lock on, which is for ever.
fn one_thread_at_a_time(py: Python<'_>) -> PyResult<()> {
    static SEEN: AtomicBool = AtomicBool::new(false);
    if SEEN.load(Relaxed) {
        return Ok(());
    }
    let sys = py.import("sys")?;
    let locked = match sys.getattr_opt("_is_gil_enabled")? {
        Some(asked) => asked.call0()?.is_truthy()?,
        None => true,
    };
    if !locked {
        return Err(PyNotImplementedError::new_err(
            "this interpreter runs threads at the same time: another one could write the memory meanwhile; \
             declare the module with #[pymodule(gil_used = true)]",
        ));
    }
    SEEN.store(true, Relaxed);
    Ok(())
}

/// Whether an object exports buffers at all: `PyObject_CheckBuffer`.
///
/// ```
/// use pyo3::prelude::*;
/// use pyo3::types::{PyBytes, PyList};
/// Python::attach(|py| {
///     assert!(memoryview_python::exports(&PyBytes::new(py, b"abc")));
///     assert!(!memoryview_python::exports(&PyList::empty(py)));
/// });
/// ```
pub fn exports(object: &Bound<'_, PyAny>) -> bool {
    // SAFETY: the object is alive.
    unsafe { ffi::PyObject_CheckBuffer(object.as_ptr()) != 0 }
}

/// Whether an object counts as an integer, because its type has `__index__`: `PyIndex_Check`.
///
/// ```
/// use pyo3::prelude::*;
/// use pyo3::types::{PyBool, PyFloat};
/// Python::attach(|py| {
///     assert!(memoryview_python::is_index(&PyBool::new(py, true)));
///     assert!(!memoryview_python::is_index(&PyFloat::new(py, 1.0)));
/// });
/// ```
#[inline]
pub fn is_index(object: &Bound<'_, PyAny>) -> bool {
    // SAFETY: the object is alive.
    unsafe { ffi::PyIndex_Check(object.as_ptr()) != 0 }
}

/// Start, stop and step of a slice, before the length of an axis is known: `PySlice_Unpack`. What is left out stands at the end of the
/// range of `isize` that means the same.
///
/// # Errors
/// What `__index__` of its parts raises; `ValueError` for a step of 0.
///
/// ```
/// use pyo3::prelude::*;
/// use pyo3::types::PySlice;
/// Python::attach(|py| {
///     assert_eq!(memoryview_python::unpack_slice(&PySlice::new(py, -5, 2, 3))?, (-5, 2, 3));
///     assert_eq!(memoryview_python::unpack_slice(&PySlice::full(py))?, (0, isize::MAX, 1));
///     Ok::<(), PyErr>(())
/// })?;
/// # Ok::<(), PyErr>(())
/// ```
#[inline]
pub fn unpack_slice(slice: &Bound<'_, PySlice>) -> PyResult<(isize, isize, isize)> {
    let (mut start, mut stop, mut step) = (0, 0, 0);
    // SAFETY: it is a slice, and the three numbers are ours.
    let status = unsafe { ffi::PySlice_Unpack(slice.as_ptr(), &mut start, &mut stop, &mut step) };
    if status != 0 {
        return Err(PyErr::fetch(slice.py()));
    }
    Ok((start, stop, step))
}

/// A filled buffer on its way into an [`Import`]; given back if it does not arrive.
struct Owned(NonNull<ffi::Py_buffer>);

impl Drop for Owned {
    fn drop(&mut self) {
        // SAFETY: it was filled, with the interpreter attached, and whoever takes it over forgets this.
        unsafe { release(self.0) };
    }
}

/// # Safety
/// `raw` was filled, is the memory of a `Box`, and is not used any more; the interpreter is attached.
unsafe fn release(raw: NonNull<ffi::Py_buffer>) {
    // SAFETY: the caller's promise.
    unsafe { ffi::PyBuffer_Release(raw.as_ptr()) };
    // SAFETY: it came from a `Box` of the same layout.
    drop(unsafe { Box::from_raw(raw.as_ptr()) });
}

impl<'a> Raw<'a> {
    /// # Safety
    /// The buffer was filled and outlives `'a`.
    unsafe fn of(filled: &'a ffi::Py_buffer) -> PyResult<Self> {
        let ndim = described::rank(filled.ndim)?;
        // SAFETY: null, or of length `ndim` (PEP 3118).
        let shape = unsafe { numbers(filled.shape, ndim) };
        // SAFETY: as above.
        let strides = unsafe { numbers(filled.strides, ndim) };
        // SAFETY: as above.
        let suboffsets = unsafe { numbers(filled.suboffsets, ndim) };
        // SAFETY: null or a text (PEP 3118).
        let format = unsafe { text(filled.format) };
        Ok(Raw {
            len: filled.len,
            itemsize: filled.itemsize,
            ndim,
            shape,
            strides,
            suboffsets,
            format,
            readonly: filled.readonly != 0,
        })
    }
}

/// # Safety
/// Null, or `len` numbers that stay while `'a` lives.
unsafe fn numbers<'a>(pointer: *const isize, len: usize) -> Option<&'a [isize]> {
    if pointer.is_null() {
        return None;
    }
    if len == 0 {
        // Of no numbers the pointer may be any.
        return Some(&[]);
    }
    // SAFETY: the caller's promise.
    Some(unsafe { std::slice::from_raw_parts(pointer, len) })
}

/// The text at a pointer that Python gave, if there is one.
///
/// # Safety
/// Null, or a text that ends with a zero and stays while `'a` lives.
unsafe fn text<'a>(pointer: *const std::ffi::c_char) -> Option<&'a CStr> {
    if pointer.is_null() {
        return None;
    }
    // SAFETY: the caller's promise.
    Some(unsafe { CStr::from_ptr(pointer) })
}
