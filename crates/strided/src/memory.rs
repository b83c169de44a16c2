//! Who may touch which bytes, and for how long?
//!
//! [`Mem`] and [`MemMut`] are address ranges and grant nothing by themselves: the right of access is
//! a matter of the view type that holds them. The doors by which raw memory becomes a view, and by which foreign memory becomes shared or
//! unique, stand in this file, and all of them are `unsafe fn`.
#![allow(
    unsafe_code,
    reason = "the doors between raw memory and the view types"
)]

use core::ptr::NonNull;

use memoryview_format::Format;

use crate::buffer::Access;
use crate::parts::Parts;
use crate::{Buffer, Error, ForeignView, Layout, View, ViewMut};

/// A range of addresses that is only read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mem {
    start: NonNull<u8>,
    len: usize,
}

/// A range of addresses that may be written, if the view that holds it says so.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MemMut {
    start: NonNull<u8>,
    len: usize,
}

// SAFETY: an address and a length; who holds them decides what may be done with them on which thread.
unsafe impl Send for Mem {}
// SAFETY: as above.
unsafe impl Sync for Mem {}
// SAFETY: as above.
unsafe impl Send for MemMut {}
// SAFETY: as above.
unsafe impl Sync for MemMut {}

/// What [`Parts`] needs of either range.
pub(crate) trait Memory: Copy {
    /// The lowest address.
    fn start(self) -> *const u8;
    /// The number of bytes.
    fn len(self) -> usize;
    /// The same range for a [`ForeignView`]: one that is read-only, if this one is.
    fn foreign(self) -> MemMut;
}

impl Memory for Mem {
    #[inline]
    fn start(self) -> *const u8 {
        self.start.as_ptr()
    }
    #[inline]
    fn len(self) -> usize {
        self.len
    }
    #[inline]
    fn foreign(self) -> MemMut {
        let Mem { start, len } = self;
        MemMut { start, len }
    }
}

impl Memory for MemMut {
    #[inline]
    fn start(self) -> *const u8 {
        self.start.as_ptr()
    }
    #[inline]
    fn len(self) -> usize {
        self.len
    }
    #[inline]
    fn foreign(self) -> MemMut {
        self
    }
}

impl Mem {
    /// The bytes of a slice.
    pub(crate) fn of<T>(items: &[T]) -> Self {
        let start = NonNull::from(items).cast();
        let len = size_of_val(items);
        Mem { start, len }
    }
}

impl MemMut {
    /// The bytes of a slice.
    pub(crate) fn of<T>(items: &mut [T]) -> Self {
        let len = size_of_val(items);
        let start = NonNull::from(items).cast();
        MemMut { start, len }
    }

    pub(crate) fn new(start: NonNull<u8>, len: usize) -> Self {
        MemMut { start, len }
    }

    /// The first bytes of the range, of which it has so many.
    pub(crate) fn first(self, len: usize) -> Self {
        let len = len.min(self.len);
        MemMut { len, ..self }
    }

    #[inline]
    pub(crate) fn start_mut(self) -> *mut u8 {
        self.start.as_ptr()
    }

    /// The same range, to read only.
    #[inline]
    pub(crate) fn shared(self) -> Mem {
        let MemMut { start, len } = self;
        Mem { start, len }
    }
}

impl<'a> View<'a> {
    /// A view of raw memory.
    ///
    /// # Errors
    /// [`Error::Bounds`] if the layout reaches outside `0..len`.
    ///
    /// # Safety
    /// The `len` bytes from `start` lie in one allocation that lives during `'a`; those that the layout reaches are initialised
    /// and nobody writes them during `'a`.
    ///
    /// ```
    /// use memoryview_strided::{Element, Layout, Order, View};
    /// use std::ptr::NonNull;
    ///
    /// let data = [1u16, 2, 3];
    /// let layout = Layout::contiguous(&[3], 2, Order::C)?;
    /// // SAFETY: 6 bytes of an array that outlives the view and is not written.
    /// let v = unsafe { View::from_raw(NonNull::from(&data).cast(), 6, layout, u16::format())? };
    /// assert_eq!(v.get::<u16>([-1])?, 3);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub unsafe fn from_raw(
        start: NonNull<u8>,
        len: usize,
        layout: Layout,
        format: Format,
    ) -> Result<Self, Error> {
        Ok(View::new(Parts::new(Mem { start, len }, layout, format)?))
    }
}

impl<'a> ViewMut<'a> {
    /// A unique view of raw memory.
    ///
    /// # Errors
    /// [`Error::Bounds`] if the layout reaches outside `0..len`, [`Error::Access`] if two of its indices reach the same byte, or if
    /// the items hold Python objects.
    ///
    /// # Safety
    /// As for [`View::from_raw`]; nobody else reads or writes the bytes that the layout reaches during `'a`; every bit pattern is
    /// valid for whoever uses them afterwards.
    pub unsafe fn from_raw(
        start: NonNull<u8>,
        len: usize,
        layout: Layout,
        format: Format,
    ) -> Result<Self, Error> {
        ViewMut::new(Parts::new(MemMut { start, len }, layout, format)?)
    }
}

impl<'a> ForeignView<'a> {
    /// A view of raw memory that others may write meanwhile; read-only unless `writable`.
    ///
    /// # Errors
    /// [`Error::Bounds`] if the layout reaches outside `0..len`.
    ///
    /// # Safety
    /// The `len` bytes from `start` stay allocated and initialised during `'a`, and writable if so said; no thread of this process writes
    /// them while a method of this view or of its descendants runs on another thread; no Rust reference to them is used meanwhile.
    pub unsafe fn from_raw(
        start: NonNull<u8>,
        len: usize,
        layout: Layout,
        format: Format,
        writable: bool,
    ) -> Result<Self, Error> {
        let parts = Parts::new(MemMut { start, len }, layout, format)?;
        Ok(ForeignView::new(parts, writable))
    }

    /// The same memory as a shared view.
    ///
    /// # Safety
    /// Nobody writes the bytes that the layout reaches during `'a`.
    pub unsafe fn assume_shared(&self) -> View<'a> {
        View::new(self.parts.shared())
    }

    /// The same memory as a unique view.
    ///
    /// # Errors
    /// [`Error::Access`] if the view is read-only or two of its indices reach the same byte.
    ///
    /// # Safety
    /// Nobody else reads or writes the bytes that the layout reaches during `'a`.
    pub unsafe fn assume_unique(&self) -> Result<ViewMut<'a>, Error> {
        self.check_writable()?;
        ViewMut::new(self.parts.clone())
    }
}

impl Buffer {
    /// The same buffer, with its foreign memory called shared, so that [`Buffer::view`] lends it.
    ///
    /// # Safety
    /// Nobody writes the memory as long as this buffer, a clone or a slice (or any other transform) of it lives: for a mapped file, no process writes or truncates it.
    ///
    /// ```
    /// # #[cfg(feature = "mmap")] {
    /// use memoryview_strided::{Buffer, Spec};
    ///
    /// let dir = tempfile::tempdir()?;
    /// let path = dir.path().join("a.raw");
    /// std::fs::write(&path, [0, 0, 128, 63])?;
    /// // SAFETY: nobody else knows the file.
    /// let b = unsafe { Buffer::open(&path, &"<f4".parse::<Spec>()?)?.assume_shared() };
    /// assert_eq!(b.view()?.get::<f32>([0])?, 1.0);
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub unsafe fn assume_shared(mut self) -> Self {
        if self.access == Access::Foreign {
            self.access = Access::Shared;
        }
        self
    }
}

/// New strides in the memory of a view that may have gaps.
macro_rules! unchecked {
    ($([$type:ident] $self:ident: $receiver:ty, $mine:expr, $more:literal;)*) => {$(
        impl<'a> $type<'a> {
            /// Any shape and strides, `offset` bytes behind the item at index 0, also into the gaps of this view.
            ///
            /// # Errors
            /// [`Error::Bounds`] if the new layout reaches outside the memory of which this view was once made, and what [`Layout::new`] refuses.
            ///
            /// # Safety
            /// What this view may rely on holds for every byte that the new layout reaches:
            #[doc = $more]
            pub unsafe fn as_strided_unchecked(
                $self: $receiver,
                shape: &[usize],
                strides: &[isize],
                offset: isize,
            ) -> Result<$type<'a>, Error> {
                let layout = $self.layout().restrided(shape, strides, offset)?;
                let parts = Parts::new($self.parts().mem(), layout, $self.format().clone())?;
                $mine($self, parts)
            }
        }
    )*};
}

unchecked! {
    [View] self: &Self, |view: &View<'a>, parts| Ok(view.rebuild(parts)),
        "it is initialised, and nobody writes it during `'a`.\n\n```\nuse memoryview_strided::View;\nlet data = [0u8, 1, 2, 3];\nlet even = View::from_slice(&data).slice(memoryview_strided::Slice::every(2))?;\n// SAFETY: the gap is a byte of `data`, too, which is borrowed as a whole.\nlet odd = unsafe { even.as_strided_unchecked(&[2], &[2], 1)? };\nassert_eq!(odd.to_string(), \"[1, 3]\");\n# Ok::<(), memoryview_strided::Error>(())\n```";
    [ViewMut] self: Self, |_, parts| ViewMut::new(parts),
        "nobody else touches it during `'a`, and every bit pattern is valid for its owner. That no two indices reach the same byte is checked.";
    [ForeignView] self: &Self, |view: &ForeignView<'a>, parts| Ok(view.rebuild(parts)),
        "see [`ForeignView::from_raw`].";
}

#[cfg(test)]
mod tests;
