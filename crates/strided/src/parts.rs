//! What is a view, before anyone says who may use it? Memory, a layout and a format.
//!
//! This is the only place where a layout meets memory. Its invariant is what every `unsafe` block of the crate rests on:
//!
//! 1. **Valid(L)**: the layout's own invariant (see `layout`); and if the layout has items, `0 <= low` and `high <= len`: every byte of
//!    `Reach(L)`, the union of `[off(i), off(i) + itemsize)` over all indices `i`, lies in the memory.
//! 2. `Reach(L)` lies inside one allocation that outlives the view's `'a`.
//! 3. Shared ([`View`](crate::View)): every byte of `Reach(L)` is initialised and not written during `'a`.
//! 4. Unique ([`ViewMut`](crate::ViewMut)): distinct indices have disjoint items, nobody else touches `Reach(L)` during `'a`, and every bit pattern
//!    is valid for the owner.
//! 5. Foreign ([`ForeignView`](crate::ForeignView)): the bytes stay allocated; each is read once, by raw copy; no reference to them is made.
//! 6. `format.size() <= layout.itemsize()`. Formats that hold Python objects are read-only.
//!
//! The right of access is `Reach(L)`, not the window that pointer and length span: another view may own the gaps.
//! Slicing, selecting, permuting, flipping, squeezing, expanding, reshaping and picking a field shrink the reach and keep items disjoint.
//! Broadcasting keeps the reach, but not disjointness: it is not offered on unique views.
#![allow(unsafe_code, reason = "the only place where layout and memory meet")]

pub(crate) mod agree;
mod cut;
mod fill;

use alloc::vec::Vec;
use core::mem::MaybeUninit;
use core::ptr::NonNull;

use bytemuck::Pod;
use memoryview_format::{Format, Value};

use crate::copy::{CopyPlan, Crew, uninit};
use crate::error::{AccessFault, Counted, try_vec};
use crate::memory::{Mem, MemMut, Memory};
use crate::{Error, Layout, MemoryFault, Order};

/// Memory, layout and format: see the module's documentation for the invariant.
#[derive(Clone, Debug)]
pub(crate) struct Parts<M> {
    mem: M,
    layout: Layout,
    format: Format,
}

impl<M: Memory> Parts<M> {
    /// Checks rules 1 and 6.
    pub(crate) fn new(mem: M, layout: Layout, format: Format) -> Result<Self, Error> {
        if let Some(reach) = layout.reach() {
            let (low, high, len) = (reach.start, reach.end, mem.len());
            if low < 0 || high.cast_unsigned() > len {
                return Err(Error::Bounds { low, high, len });
            }
        }
        let format = fitting(format, layout.itemsize());
        Ok(Parts {
            mem,
            layout,
            format,
        })
    }

    /// A whole memory of items of this format: the caller made the layout of the same slice.
    pub(crate) fn whole(mem: M, layout: Layout, format: Format) -> Self {
        debug_assert!(layout.nbytes() == mem.len() && format.size() == layout.itemsize());
        Parts {
            mem,
            layout,
            format,
        }
    }

    /// The same parts for a [`ForeignView`](crate::ForeignView), which must be read-only if this is.
    #[inline]
    pub(crate) fn foreign(&self) -> Parts<MemMut> {
        Parts {
            mem: self.mem.foreign(),
            layout: self.layout.clone(),
            format: self.format.clone(),
        }
    }

    #[inline]
    pub(crate) fn mem(&self) -> M {
        self.mem
    }

    #[inline]
    pub(crate) fn layout(&self) -> &Layout {
        &self.layout
    }

    #[inline]
    pub(crate) fn format(&self) -> &Format {
        &self.format
    }

    /// Whether a layout reaches nothing that this one does not reach.
    fn holds(&self, layout: &Layout) -> bool {
        layout.reach().is_none_or(|new| {
            let old = self.layout.reach();
            old.is_some_and(|old| old.start <= new.start && new.end <= old.end)
        })
    }

    /// The same memory with a layout whose reach is a part of this one's: the callers pass what a transform of `layout` gave.
    #[inline(always)]
    pub(crate) fn finish(&self, layout: Layout) -> Self {
        debug_assert!(self.holds(&layout));
        // First the clone, which might unwind: so the layout is moved once only.
        let format = self.format.clone();
        Parts {
            mem: self.mem,
            layout,
            format,
        }
    }

    pub(crate) fn broadcast_to(&self, shape: &[usize]) -> Result<Self, Error> {
        Ok(self.finish(self.layout.broadcast_to(shape)?))
    }

    /// Whether an item is a `T` and nothing behind it.
    pub(crate) fn exact<T>(&self) -> Result<(), Error> {
        let (itemsize, size) = (self.layout.itemsize(), size_of::<T>());
        if itemsize == size {
            return Ok(());
        }
        Err(Error::Memory(MemoryFault::Padded { itemsize, size }))
    }

    /// The address of an item, which must be that of some index.
    #[inline]
    fn address(&self, offset: isize) -> *const u8 {
        debug_assert!(self.layout.reach().is_some_and(|r| {
            r.start <= offset && offset + self.layout.itemsize().cast_signed() <= r.end
        }));
        // SAFETY: the offset is that of an index, so by rule 1 it lies within the memory's one allocation.
        unsafe { self.mem.start().offset(offset) }
    }

    /// Reads the first bytes of the item at an offset as a `T`; `None` if the item is smaller.
    #[inline]
    pub(crate) fn read<T: Pod>(&self, offset: isize) -> T {
        assert!(size_of::<T>() <= self.layout.itemsize());
        let address = self.address(offset).cast::<T>();
        // SAFETY: the bytes lie in Reach(L) (rule 1), are allocated and initialised (2, 3, 5), and every bit pattern is a `Pod`.
        unsafe { address.read_unaligned() }
    }

    /// Gives the bytes of the item at an offset to `f`, copied once: the memory may be foreign.
    pub(crate) fn with_item<R>(
        &self,
        offset: isize,
        f: impl FnOnce(&[u8]) -> R,
    ) -> Result<R, Error> {
        const STACK: usize = 64;
        let size = self.layout.itemsize();
        let address = self.address(offset);
        let mut stack = [0_u8; STACK];
        let mut heap;
        let bytes = if size <= STACK {
            &mut stack[..size]
        } else {
            heap = try_vec(size)?;
            heap.resize(size, 0);
            &mut heap[..]
        };
        // SAFETY: `size` bytes at the address lie in Reach(L) (rules 1, 2), and `bytes` is ours alone.
        unsafe { address.copy_to_nonoverlapping(bytes.as_mut_ptr(), size) };
        Ok(f(bytes))
    }

    /// The value of the item at an offset.
    pub(crate) fn decode(&self, offset: isize) -> Result<Value, Error> {
        Ok(self.with_item(offset, |bytes| self.format.decode(bytes))??)
    }

    /// All items, one after the other, into fresh memory. `T` is what the items are in bytes: `u8` for any.
    pub(crate) fn collect<T: Pod>(&self, order: Order) -> Result<Vec<T>, Error> {
        self.collect_by(Crew::One, order)
    }

    pub(crate) fn collect_by<T: Pod>(&self, crew: Crew, order: Order) -> Result<Vec<T>, Error> {
        uninit::fill(self.count::<T>(), self.writer(crew, order)?)
    }

    /// All items, one after the other, to memory of as many bytes, whatever it holds.
    ///
    /// # Errors
    /// `Error::Shape` if it has not as many.
    pub(crate) fn collect_to<'b>(
        &self,
        crew: Crew,
        order: Order,
        to: &'b mut [MaybeUninit<u8>],
    ) -> Result<&'b mut [u8], Error> {
        let (has, needs) = (to.len(), self.layout.nbytes());
        if has != needs {
            let why = alloc::format!("the items have {}", Counted(needs, "byte"));
            return Err(Error::shape("copy to", self.layout.shape(), &[has], why));
        }
        Ok(uninit::fill_slice(to, self.writer(crew, order)?))
    }

    /// What copies all items, one after the other, to an address from which on there is room for their bytes.
    fn writer(&self, crew: Crew, order: Order) -> Result<impl FnOnce(*mut u8), Error> {
        let to = Layout::contiguous(self.layout.shape(), self.layout.itemsize(), order)?;
        let plan = CopyPlan::between(&self.layout, to.strides());
        Ok(move |dst| {
            if !self.layout.is_empty() {
                // SAFETY: the source is Reach(L) of this view (rules 1 to 3, 5); the destination is memory of `nbytes` bytes that nobody else
                // knows (a fresh allocation, or borrowed uniquely), which a contiguous layout of this shape and item size fills.
                unsafe { crew.run(&plan, self.mem.start(), self.layout.offset(), dst, 0) }
            }
        })
    }

    /// How many `T` all items are: the caller knows that an item is one `T`, or that `T` is a byte.
    fn count<T>(&self) -> usize {
        let len = self.layout.len();
        if size_of::<T>() == self.layout.itemsize() {
            len
        } else {
            debug_assert_eq!(size_of::<T>(), 1);
            self.layout.nbytes()
        }
    }

    /// The items as one slice of bytes, in either order, if they lie so. The caller proves that the memory is shared or unique.
    pub(crate) fn contiguous(&self, order: Order) -> Result<(*const u8, usize), Error> {
        if let Some(fault) = self.layout.broken_axis(order) {
            return Err(Error::Memory(fault));
        }
        if self.layout.is_empty() {
            return Ok((NonNull::<u8>::dangling().as_ptr(), 0));
        }
        Ok((self.address(self.layout.offset()), self.layout.nbytes()))
    }
}

impl Parts<Mem> {
    /// The items as one slice, if they lie one after the other and the address is aligned.
    pub(crate) fn as_slice<'a, T: Pod>(&self) -> Result<&'a [T], Error> {
        let (start, bytes) = self.contiguous(Order::C)?;
        let len = self.count::<T>();
        if bytes == 0 {
            // SAFETY: no bytes are read: either there are no items, or they have no bytes.
            return Ok(unsafe { core::slice::from_raw_parts(NonNull::dangling().as_ptr(), len) });
        }
        check_aligned::<T>(start)?;
        // SAFETY: contiguity makes Reach(L) these bytes, initialised and not written during 'a (rules 1 to 3); only `View<'a>` and its
        // kin hold `Parts<Mem>`, and they give their own 'a. The address is aligned, and every bit pattern is a `Pod`.
        Ok(unsafe { core::slice::from_raw_parts(start.cast(), len) })
    }
}

impl Parts<MemMut> {
    /// The same parts, to read only.
    #[inline]
    pub(crate) fn shared(&self) -> Parts<Mem> {
        Parts {
            mem: self.mem.shared(),
            layout: self.layout.clone(),
            format: self.format.clone(),
        }
    }

    /// The items as one slice to write to. Needs a unique view, which the caller lends for `'b`.
    pub(crate) fn as_mut_slice<'b, T: Pod>(&mut self) -> Result<&'b mut [T], Error> {
        let (start, bytes) = self.contiguous(Order::C)?;
        let len = self.count::<T>();
        if bytes == 0 {
            // SAFETY: as in `as_slice`.
            return Ok(unsafe {
                core::slice::from_raw_parts_mut(NonNull::dangling().as_ptr(), len)
            });
        }
        check_aligned::<T>(start)?;
        // `contiguous` gave the address of the first item; here it is formed anew with the right to write.
        let start = self.mem.start_mut().wrapping_offset(self.layout.offset());
        // SAFETY: as in `as_slice`, and nobody else touches the bytes meanwhile (rule 4).
        Ok(unsafe { core::slice::from_raw_parts_mut(start.cast(), len) })
    }

    #[inline]
    fn address_mut(&self, offset: isize) -> *mut u8 {
        debug_assert_eq!(
            self.address(offset),
            self.mem.start().wrapping_offset(offset)
        );
        // SAFETY: as in `address`.
        unsafe { self.mem.start_mut().offset(offset) }
    }

    /// Writes the first bytes of the item at an offset. Needs a unique view, or a foreign one on its own thread.
    #[inline]
    pub(crate) fn write<T: Pod>(&self, offset: isize, value: T) {
        assert!(size_of::<T>() <= self.layout.itemsize());
        let address = self.address_mut(offset).cast::<T>();
        // SAFETY: the bytes lie in Reach(L), which the caller's view may write (rules 1, 2, 4, 5).
        unsafe { address.write_unaligned(value) }
    }

    /// Writes a value; on failure the item stays as it was.
    pub(crate) fn encode(&self, offset: isize, value: &Value) -> Result<(), Error> {
        let bytes = self.pack(value)?;
        let address = self.address_mut(offset);
        // SAFETY: as in `write`; `bytes` is ours and has the length of one item.
        unsafe { address.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len()) };
        Ok(())
    }

    /// Every item of `source`, broadcast to this shape, to its place here. The formats must be equal.
    ///
    /// If the two reach a common byte, the result is that of a copy through a temporary.
    pub(crate) fn assign<N: Memory>(&self, source: &Parts<N>) -> Result<(), Error> {
        self.assign_by(Crew::One, source)
    }

    pub(crate) fn assign_by<N: Memory>(&self, crew: Crew, source: &Parts<N>) -> Result<(), Error> {
        agree::check(
            (&source.format, &source.layout),
            (&self.format, &self.layout),
        )?;
        let broadcast;
        let from = if source.layout.shape() == self.layout.shape() {
            &source.layout
        } else {
            broadcast = source.layout.broadcast_to(self.layout.shape())?;
            &broadcast
        };
        if self.layout.is_empty() {
            return Ok(());
        }
        if crew.is_one() && from.strides() == self.layout.strides() && from.is_contiguous() {
            let (src, dst) = (
                source.address(from.offset()),
                self.address_mut(self.layout.offset()),
            );
            // SAFETY: equal strides without gaps make either reach one block of as many bytes (rules 1, 4, 5); they may overlap.
            unsafe { src.copy_to(dst, from.nbytes()) };
            return Ok(());
        }
        if !self.overlaps(source).is_no() {
            let copy = source.collect::<u8>(Order::C)?;
            let layout =
                Layout::contiguous(source.layout.shape(), source.layout.itemsize(), Order::C)?;
            return self.assign_by(
                crew,
                &Parts::new(Mem::of(&copy), layout, source.format.clone())?,
            );
        }
        let plan = CopyPlan::between(from, self.layout.strides());
        let crew = if self.layout.is_unique() {
            crew
        } else {
            Crew::One
        };
        let dst = self.mem.start_mut();
        // SAFETY: both reaches lie in their memories (rule 1; broadcasting keeps the reach), do not overlap, and the caller's
        // view may write this one (rules 4, 5).
        unsafe {
            crew.run(
                &plan,
                source.mem.start(),
                from.offset(),
                dst,
                self.layout.offset(),
            )
        }
        Ok(())
    }

    /// Rule 4 as far as the layout tells it, and rule 6.
    pub(crate) fn check_unique(&self) -> Result<(), Error> {
        if self.format.has_objects() {
            return Err(Error::Access(AccessFault::Objects));
        }
        self.layout.check_unique()
    }
}

/// Rule 6: a format that claims more than the item size says nothing that can be trusted.
pub(crate) fn fitting(format: Format, itemsize: usize) -> Format {
    if format.size() <= itemsize {
        format
    } else {
        Format::opaque(itemsize, None)
    }
}

fn check_aligned<T>(address: *const u8) -> Result<(), Error> {
    let align = align_of::<T>();
    match address.addr() % align {
        0 => Ok(()),
        off_by => Err(Error::Memory(MemoryFault::Misaligned { off_by, align })),
    }
}

#[cfg(test)]
mod tests;
