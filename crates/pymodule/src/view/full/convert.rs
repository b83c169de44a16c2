//! How are the items copied, converted or swapped, and by how many threads?
#![allow(
    unsafe_code,
    reason = "lets go of the interpreter where nobody writes, or the caller says so"
)]

use std::num::NonZero;
use std::thread::available_parallelism;

use memoryview_python::{Fault, Lent};
use memoryview_strided::{
    Buffer, Casting, Convert, Error, ForeignView, Format, Layout, Order, Spec, View, ViewMut,
};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use super::{Full, packed};
use crate::fresh;
use crate::view::text::Text;
use crate::view::{Items, Strict};

/// Below so many bytes other threads do not wait long enough to be let in.
const SMALL: usize = 1 << 16;

/// Work on the items as a shared view, without the interpreter, on so many threads.
fn detached<T: Send>(
    py: Python<'_>,
    view: &View<'_>,
    threads: usize,
    work: impl FnOnce(&View<'_>) -> Result<T, Error> + Send,
) -> PyResult<T> {
    let done = py.detach(|| {
        if threads <= 1 {
            return Ok(work(view));
        }
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()?;
        Ok::<_, rayon::ThreadPoolBuildError>(pool.install(|| work(view)))
    });
    let done = done.map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
    Ok(done.map_err(Fault::from)?)
}

/// The items as a shared view: where nobody can write them, or where the caller asks for threads and so says that nobody does.
fn shared<'a>(
    view: &Strict,
    lent: &'a Lent<'_, '_>,
    format: &Format,
    threads: Option<usize>,
) -> Option<Result<View<'a>, Error>> {
    if view.chain().is_some() {
        return None;
    }
    let (layout, format) = (Layout::clone(&view.layout), format.clone());
    match threads {
        None => lent.shared(layout, format),
        // SAFETY: the documentation of `threads` makes it the caller's promise that nobody writes the memory meanwhile; within Python nothing
        // else could make it.
        Some(_) => Some(unsafe { lent.assume_shared(layout, format) }),
    }
}

/// What is asked of a conversion beside the format.
#[derive(Clone, Copy, Default)]
struct Wish {
    casting: Casting,
    scale: Option<(f64, f64)>,
}

impl Wish {
    fn of(self, convert: Convert<'_, Format>) -> Convert<'_, Format> {
        let convert = convert.casting(self.casting);
        match self.scale {
            Some((a, b)) => convert.scale(a, b),
            None => convert,
        }
    }
}

/// So many threads, but not more than run at the same time.
///
/// # Errors
/// `ValueError` for 0.
fn checked(threads: Option<usize>) -> PyResult<Option<usize>> {
    match threads {
        Some(0) => Err(PyValueError::new_err(
            "memoryview: threads must be at least 1",
        )),
        threads => Ok(threads.map(|n| n.min(available_parallelism().map_or(1, NonZero::get)))),
    }
}

impl Strict {
    /// All items, without the interpreter where that is sound and pays: by `shared` where nobody can write the memory, by `mapped` where only
    /// other processes can; else by `held`. `room` goes to the one that is called.
    ///
    /// It is sound for a `bytes`, for what Rust exported to read only, and for a file that we have mapped to read only. The memory of a `copy()`
    /// is ours too, but other threads that have the view, or an array over it, write it as soon as they get the interpreter.
    fn gathered_by<R: Send, T: Send>(
        &self,
        py: Python<'_>,
        threads: Option<usize>,
        room: R,
        shared: impl FnOnce(&View<'_>, R) -> Result<T, Error> + Send,
        mapped: impl FnOnce(&ForeignView<'_>, R) -> Result<T, Error> + Send,
        held: impl FnOnce(&Lent<'_, '_>, R) -> PyResult<T>,
    ) -> PyResult<T> {
        let threads = checked(threads)?;
        let lent = self.lend(py)?;
        if threads.is_none() && self.layout.nbytes() < SMALL {
            return held(&lent, room);
        }
        let opaque = Format::opaque(self.layout.itemsize(), None);
        match self::shared(self, &lent, &opaque, threads) {
            Some(view) => {
                let view = view.map_err(Fault::from)?;
                detached(py, &view, threads.unwrap_or(1), |view| shared(view, room))
            }
            None if self.is_mapped() => self.by_mapping(&lent, opaque, |view| mapped(view, room)),
            None => held(&lent, room),
        }
    }

    /// Whether this is memory that we have mapped from a file, to read only.
    fn is_mapped(&self) -> bool {
        self.behind.is_none() && self.managed.get().origin().is_some()
    }

    /// Work on the items of a mapped file, without the interpreter: others need not wait until the file is read.
    fn by_mapping<T: Send>(
        &self,
        lent: &Lent<'_, '_>,
        format: Format,
        work: impl FnOnce(&ForeignView<'_>) -> Result<T, Error> + Send,
    ) -> PyResult<T> {
        debug_assert!(self.is_mapped());
        let layout = Layout::clone(&self.layout);
        // SAFETY: the one caller of `set_origin` has mapped the file to read only, so no thread of this process writes this mapping.
        let done = unsafe { lent.detached(layout, format, work) };
        Ok(done.and_then(|done| done).map_err(Fault::from)?)
    }

    /// The bytes of all items.
    pub(in crate::view) fn bytes_by(
        &self,
        py: Python<'_>,
        order: Order,
        threads: Option<usize>,
    ) -> PyResult<Vec<u8>> {
        let shared = |view: &View<'_>, ()| match threads {
            Some(_) => view.par_to_bytes(order),
            None => view.to_bytes(order),
        };
        let mapped = |view: &ForeignView<'_>, ()| view.to_bytes(order);
        let held = |lent: &Lent<'_, '_>, ()| self.bytes(lent, order);
        self.gathered_by(py, threads, (), shared, mapped, held)
    }

    /// The same as a byte string of Python's, written once.
    pub(in crate::view) fn py_bytes_by<'py>(
        &self,
        py: Python<'py>,
        order: Order,
        threads: Option<usize>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        fresh::bytes(py, self.layout.nbytes(), |room| {
            self.gathered_by(
                py,
                threads,
                room,
                |view, room| match threads {
                    Some(_) => view.par_to_bytes_in(order, room),
                    None => view.to_bytes_in(order, room),
                },
                |view, room| view.to_bytes_in(order, room),
                |lent, room| self.bytes_in(lent, order, room),
            )
        })
    }

    fn converted(
        &self,
        py: Python<'_>,
        order: Order,
        threads: Option<usize>,
        wish: Wish,
        to: &Format,
    ) -> PyResult<Buffer> {
        let threads = checked(threads)?;
        let lent = self.lend(py)?;
        let from = self.text().full(self.layout.itemsize());
        let pays = threads.is_some() || self.layout.nbytes() >= SMALL;
        if let Some(view) = pays.then(|| shared(self, &lent, from, threads)).flatten() {
            return detached(
                py,
                &view.map_err(Fault::from)?,
                threads.unwrap_or(1),
                |view| {
                    let convert = wish.of(view.convert_to(to));
                    if threads.is_some() {
                        convert.par_to_buffer(order)
                    } else {
                        convert.to_buffer(order)
                    }
                },
            );
        }
        if pays && self.is_mapped() {
            return self.by_mapping(&lent, from.clone(), |view| {
                wish.of(view.convert_to(to)).to_buffer(order)
            });
        }
        let buffer = match self.items(&lent, from.clone())? {
            Items::Direct(view) => wish.of(view.convert_to(to)).to_buffer(order),
            Items::Indirect(view) => {
                let convert = view.convert_to(to).map_err(Fault::from)?;
                wish.of(convert).to_buffer(order)
            }
        };
        Ok(buffer.map_err(Fault::from)?)
    }

    /// The items of this view in another format, for an assignment.
    pub(in crate::view) fn for_assignment(&self, py: Python<'_>, to: &Format) -> PyResult<Buffer> {
        self.converted(py, Order::C, None, Wish::default(), to)
    }

    fn copied_by(&self, py: Python<'_>, order: Order, threads: Option<usize>) -> PyResult<Strict> {
        let bytes = self.bytes_by(py, order, threads)?;
        let layout = packed(self.layout.shape(), self.layout.itemsize(), order)?;
        Strict::of_bytes(py, bytes, layout, self)
    }
}

#[pymethods]
impl Full {
    /// The bytes of all items as a byte string: in order 'C' the last axis fastest, in 'F' the first one, in 'A' as they lie if
    /// they lie in Fortran order, else as 'C'. ValueError for another order.
    ///
    /// The interpreter is let go where no thread can write the memory, from 64 KiB on: that of bytes, of a file that open() has
    /// mapped, or what Rust exported to read only. Otherwise it is held, because other threads could write through other views;
    /// with threads it never is: so many copy, at most one for each processor, and nobody may write the memory meanwhile.
    /// ValueError for 0 threads.
    ///
    /// >>> memoryview(b"abcd").cast("B", [2, 2]).tobytes("F")
    /// b'acbd'
    #[pyo3(signature = (order = None, *, threads = None))]
    fn tobytes<'py>(
        slf: &Bound<'py, Self>,
        order: Option<&Bound<'py, PyAny>>,
        threads: Option<usize>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let this = slf.as_super().get();
        this.check()?;
        let order = this.order("tobytes", order)?;
        this.py_bytes_by(slf.py(), order, threads)
    }

    /// A copy of the items in memory of its own, writable and without gaps, with the same shape and format; order and threads
    /// as for tobytes. MemoryError if there is no room, TypeError for items that are or hold Python objects.
    ///
    /// >>> m = memoryview(b"abcd")[::-2].copy()
    /// >>> m.strides, m.readonly, m.tobytes()
    /// ((1,), False, b'db')
    #[pyo3(signature = (order = None, *, threads = None))]
    fn copy<'py>(
        slf: &Bound<'py, Self>,
        order: Option<&Bound<'py, PyAny>>,
        threads: Option<usize>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (py, this) = (slf.py(), slf.as_super().get());
        this.check()?;
        let order = this.order("copy", order)?;
        this.copied_by(py, order, threads)?.into_object(py)
    }

    /// The values as items of another format, in memory of their own.
    ///
    /// format: a text of PEP 3118 or of NumPy, or a NumPy dtype. casting: 'no', 'equiv', 'safe', 'same_kind' or 'unsafe', as
    /// NumPy has them. scale: a number, or a pair (a, b): every value times a, plus b, on the way. order and threads as for
    /// copy, and the interpreter is let go as tobytes does it. TypeError if the casting does not allow it, ValueError for a
    /// format or casting that there is not, MemoryError if there is no room.
    ///
    /// >>> m = memoryview(b"\x00\x01\x00\x02").reinterpret(">H").astype("d", scale=(0.5, 1))
    /// >>> m.format, m.tolist()
    /// ('d', [1.5, 2.0])
    #[pyo3(signature = (format, *, casting = "same_kind", scale = None, order = None, threads = None))]
    fn astype<'py>(
        slf: &Bound<'py, Self>,
        format: &Bound<'py, PyAny>,
        casting: &str,
        scale: Option<&Bound<'py, PyAny>>,
        order: Option<&Bound<'py, PyAny>>,
        threads: Option<usize>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (py, this) = (slf.py(), slf.as_super().get());
        this.check()?;
        let text = Text::named(format)?;
        let casting: Casting = casting.parse().map_err(Fault::from)?;
        let scale: Option<(f64, f64)> = match scale {
            None => None,
            Some(scale) => Some(
                scale
                    .extract()
                    .or_else(|_| Ok::<_, PyErr>((scale.extract()?, 0.0)))?,
            ),
        };
        let order = this.order("astype", order)?;
        let wish = Wish { casting, scale };
        let buffer = this.converted(py, order, threads, wish, text.whole()?)?;
        let mut view = Strict::of_buffer(py, buffer, true)?;
        view.text = Some(text);
        view.into_object(py)
    }

    /// A copy, in C order, with the bytes of every number in reverse order. Shape and format stay, so every value changes.
    /// Records are swapped field by field. The interpreter is let go as tobytes does it, and always while the copy is swapped.
    /// TypeError for items that are not made of numbers and characters.
    ///
    /// >>> memoryview(b"\x00\x01").cast("H").byteswap().tobytes()
    /// b'\x01\x00'
    fn byteswap<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let (py, this) = (slf.py(), slf.as_super().get());
        this.check()?;
        let mut bytes = this.bytes_by(py, Order::C, None)?;
        let (shape, itemsize) = (this.layout.shape(), this.layout.itemsize());
        let format = this.text().full(itemsize).clone();
        let spec = Spec::from_format(format).itemsize(itemsize).shape(shape);
        // Nobody else has these bytes yet.
        let swap = || ViewMut::from_bytes(&mut bytes, &spec)?.byteswap();
        py.detach(swap).map_err(Fault::from)?;
        let layout = packed(shape, itemsize, Order::C)?;
        Strict::of_bytes(py, bytes, layout, this)?.into_object(py)
    }
}
