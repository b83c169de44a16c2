//! What is lent of an exporter's memory, and for how long? The rules are those of [`import`](super).
#![allow(unsafe_code, reason = "lends the memory of a `Py_buffer`")]

use std::fmt;
use std::ptr::NonNull;
use std::sync::atomic::Ordering::Relaxed;

use memoryview_strided::{Element, Error, ForeignView, Format, IndirectView, Layout, Levels, View};
use pyo3::prelude::*;

use super::Import;

/// The memory of an [`Import`], which stays while this lives, whatever Python code runs meanwhile.
///
/// ```
/// use memoryview_python::Import;
/// use memoryview_strided::Format;
/// use pyo3::prelude::*;
/// use pyo3::types::PyByteArray;
///
/// Python::attach(|py| {
///     let import = Import::of(&PyByteArray::new(py, b"\x01\x00\x02\x00"))?;
///     let lent = import.lend(py).expect("not closed");
///     assert_eq!((lent.read::<u8>(2), lent.read::<u16>(3)), (Some(2), None));
///     lent.write(0, 7_u8).expect("it is inside, and a bytearray can be written");
///     assert_eq!(lent.row::<u8>(2, 0, 2).expect("inside").collect::<Vec<_>>(), [7, 2]);
///
///     let layout = import.description().layout.clone();
///     assert!(lent.shared(layout.clone(), Format::parse("B").unwrap()).is_none(), "anybody may write it");
///     lent.foreign(layout, Format::parse("B").unwrap())?.fill(9)?;
///     assert_eq!(lent.read::<u8>(3), Some(9));
///     Ok::<(), memoryview_python::Fault>(())
/// })?;
/// # Ok::<(), memoryview_python::Fault>(())
/// ```
///
/// What it lends ends with it:
///
/// ```compile_fail,E0597
/// # use memoryview_python::Import;
/// # use pyo3::prelude::*;
/// fn bytes(py: Python<'_>, import: &Import) -> Vec<u8> {
///     let row = {
///         let lent = import.lend(py).unwrap();
///         lent.row::<u8>(3, 0, 1).unwrap()
///     };
///     row.collect()
/// }
/// ```
///
/// and it cannot go where the interpreter is let go:
///
/// ```compile_fail,E0277
/// # use memoryview_python::Import;
/// # use pyo3::prelude::*;
/// fn first(py: Python<'_>, import: &Import) -> Option<u8> {
///     let lent = import.lend(py)?;
///     py.detach(|| lent.read(0))
/// }
/// ```
pub struct Lent<'a, 'py> {
    pub(super) import: &'a Import,
    /// The memory of the import, or such as its pointers lead to ([`behind`](Lent::behind)).
    pub(super) start: NonNull<u8>,
    pub(super) len: usize,
    pub(super) py: Python<'py>,
}

/// Where the memory begins, on its way behind the end of the token.
struct Start(NonNull<u8>);

// SAFETY: an address may go anywhere; what is read there is proved where it is read.
unsafe impl Send for Start {}

impl Drop for Lent<'_, '_> {
    #[inline]
    fn drop(&mut self) {
        let users = self.import.users.load(Relaxed) - 1;
        self.import.users.store(users, Relaxed);
        if users == 0 && self.import.closed.load(Relaxed) {
            self.import.settle(self.py);
        }
    }
}

impl<'py> Lent<'_, 'py> {
    /// The same with other memory: that behind pointers of the exporter. Offsets count from its start.
    ///
    /// # Safety
    /// The `len` bytes from `start` are of one allocation, and the exporter keeps them, as those that its pointers lead to, until the import is closed.
    pub unsafe fn behind(mut self, start: NonNull<u8>, len: usize) -> Self {
        (self.start, self.len) = (start, len);
        self
    }

    /// The memory with a layout and a format; writable if the exporter says so.
    ///
    /// # Errors
    /// [`Error::Bounds`] if the layout reaches outside.
    pub fn foreign(&self, layout: Layout, format: Format) -> Result<ForeignView<'_>, Error> {
        let Lent { start, len, .. } = *self;
        let writable = !self.import.described.readonly;
        // SAFETY: the exporter keeps these bytes while this lives (rules 1, 2); other threads wait for the interpreter (rule 3).
        unsafe { ForeignView::from_raw(start, len, layout, format, writable) }
    }

    /// The memory as a shared view, which threads may read without the interpreter; none if anybody may write it.
    ///
    /// # Errors
    /// As for [`foreign`](Self::foreign).
    pub fn shared(&self, layout: Layout, format: Format) -> Option<Result<View<'_>, Error>> {
        let Lent { start, len, .. } = *self;
        self.import.immutable.then(|| {
            // SAFETY: as in `foreign`; and nobody writes them.
            unsafe { View::from_raw(start, len, layout, format) }
        })
    }

    /// The memory as a shared view, which threads may read without the interpreter.
    ///
    /// # Errors
    /// As for [`foreign`](Self::foreign).
    ///
    /// # Safety
    /// Nobody writes the memory while the view is used.
    pub unsafe fn assume_shared(&self, layout: Layout, format: Format) -> Result<View<'_>, Error> {
        let Lent { start, len, .. } = *self;
        // SAFETY: the exporter keeps the bytes while this lives (rules 1, 2); the caller promises the rest.
        unsafe { View::from_raw(start, len, layout, format) }
    }

    /// Work on the memory without the interpreter, on this thread, where the memory may not become a shared view: that of a mapped file, which
    /// other processes may write.
    ///
    /// # Errors
    /// As for [`foreign`](Self::foreign).
    ///
    /// # Safety
    /// No thread of this process writes the memory meanwhile.
    ///
    /// ```
    /// # use memoryview_python::Import;
    /// # use memoryview_strided::{Format, Order};
    /// # use pyo3::prelude::*;
    /// # use pyo3::types::PyByteArray;
    /// # Python::attach(|py| {
    /// # let import = Import::of(&PyByteArray::new(py, b"abc"))?;
    /// let lent = import.lend(py).expect("not closed");
    /// let (layout, format) = (import.description().layout.clone(), Format::parse("B").unwrap());
    /// // SAFETY: no other thread runs here.
    /// let bytes = unsafe { lent.detached(layout, format, |view| view.to_bytes(Order::C)) }??;
    /// assert_eq!(bytes, b"abc");
    /// # Ok::<(), memoryview_python::Fault>(())
    /// # })?;
    /// # Ok::<(), memoryview_python::Fault>(())
    /// ```
    pub unsafe fn detached<R: Send>(
        &self,
        layout: Layout,
        format: Format,
        work: impl FnOnce(&ForeignView<'_>) -> R + Send,
    ) -> Result<R, Error> {
        let Lent { start, len, .. } = *self;
        let start = Start(start);
        self.py.detach(move || {
            let Start(start) = { start };
            // SAFETY: the exporter keeps these bytes while this lives (rules 1, 2); that nobody writes them, the caller promises. The view is
            // made and dropped on this thread.
            let view = unsafe { ForeignView::from_raw(start, len, layout, format, false) }?;
            Ok(work(&view))
        })
    }

    /// Items behind pointers, as the exporter's suboffsets have them; none if it says none.
    ///
    /// # Errors
    /// As for [`IndirectView::from_raw`].
    pub fn indirect(&self, format: Format) -> Option<Result<IndirectView<'_>, Error>> {
        let described = &self.import.described;
        let (layout, suboffsets) = (&described.layout, described.suboffsets.as_deref()?);
        let start = self.import.start.as_ptr().wrapping_offset(layout.offset());
        let start = NonNull::new(start).unwrap_or(NonNull::dangling());
        let (shape, strides, size) = (layout.shape(), layout.strides(), layout.itemsize());
        let writable = !described.readonly;
        // SAFETY: the exporter's word, that the pointers are there and what they point at too (PEP 3118), holds while this lives.
        Some(unsafe {
            IndirectView::from_raw(start, shape, strides, suboffsets, size, format, writable)
        })
    }

    /// Items behind pointers, as a transform of [`indirect`](Self::indirect)'s view left them.
    ///
    /// # Safety
    /// `start` and `levels` are those of a view that transforms made of one of this import's, as long ago as they may be.
    pub unsafe fn indirect_at(
        &self,
        start: *const u8,
        levels: Levels,
        format: Format,
    ) -> IndirectView<'_> {
        let writable = !self.import.described.readonly;
        // SAFETY: the exporter's word holds for as long as the import is not closed, so for each of its views (PEP 3118); that these are their parts, the
        // caller promises.
        unsafe { IndirectView::from_levels(start, levels, format, writable) }
    }

    /// One number at this distance from the lowest byte, in the byte order of the machine, from any address; none if it is not all inside.
    #[inline]
    pub fn read<T: Element>(&self, offset: isize) -> Option<T> {
        let address = self.address(offset, size_of::<T>())?;
        // SAFETY: the bytes are there (rule 2), and every bit pattern is a `T`.
        Some(unsafe { address.cast::<T>().read_unaligned() })
    }

    /// So many numbers, each as [`read`](Self::read) reads it, `stride` bytes apart, the first at `offset`; none if they are not all inside, or
    /// more than an `isize` counts.
    #[inline]
    pub fn row<T: Element>(
        &self,
        len: usize,
        offset: isize,
        stride: isize,
    ) -> Option<impl ExactSizeIterator<Item = T>> {
        let last = match len.checked_sub(1) {
            Some(last) => stride.checked_mul(isize::try_from(last).ok()?)?,
            None => 0,
        };
        if len > 0 {
            self.address(offset, size_of::<T>())?;
            self.address(offset.checked_add(last)?, size_of::<T>())?;
        }
        let start = self.start.as_ptr();
        Some((0..len).map(move |i| {
            let address = start.wrapping_offset(offset + stride * i.cast_signed());
            // SAFETY: it lies between the first and the last, which are inside; else as in `read`.
            unsafe { address.cast::<T>().read_unaligned() }
        }))
    }

    /// Writes one number, as [`read`](Self::read) reads it; none if it is not all inside or if the memory is read-only.
    #[inline]
    pub fn write<T: Element>(&self, offset: isize, value: T) -> Option<()> {
        if self.import.described.readonly {
            return None;
        }
        let address = self.address(offset, size_of::<T>())?;
        // SAFETY: the bytes are there and may be written (rule 2).
        unsafe { address.cast::<T>().write_unaligned(value) };
        Some(())
    }

    #[inline]
    fn address(&self, offset: isize, size: usize) -> Option<*mut u8> {
        let at = usize::try_from(offset).ok()?;
        if at.checked_add(size)? > self.len {
            return None;
        }
        Some(self.start.as_ptr().wrapping_add(at))
    }

    /// The address of a byte at this distance from the lowest, to be shown or exported.
    pub fn address_of(&self, offset: isize) -> *mut u8 {
        self.start.as_ptr().wrapping_offset(offset)
    }

    /// The token of the attached interpreter.
    #[inline]
    pub fn py(&self) -> Python<'py> {
        self.py
    }
}

impl fmt::Debug for Lent<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Lent").field(self.import).finish()
    }
}
