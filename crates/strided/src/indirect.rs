//! What is a view whose items lie behind pointers?
//!
//! PEP 3118 says it by *suboffsets*, one an axis: after the step along an axis whose suboffset is not negative, the address reached holds a pointer; it is
//! followed, and the suboffset is added. Here the same is said by *levels*: the axes up to and with the first such axis are one [`Layout`], whose items are pointers;
//! the axes behind it are the next one, whose offset is the suboffset; and so on. The items of the last level are the items of the view.
//!
//! So every transform is one of layouts: see [`Levels`], which knows which axis of the view belongs to which level, in whatever order. That says more than suboffsets can: an integer may
//! drop an axis of pointers that stands behind other axes, axes of pointers may stand behind those of what they point at, and a suboffset may become negative, where rows begin in
//! the middle of what their pointer points at.
//!
//! # The invariant
//!
//! 1. If the view has items, then for every index of a level but the last, the address reached is that of a pointer, readable and not written during `'a`;
//!    the next level, laid from that pointer on, keeps this rule too. A transform changes the levels so that each reaches only what it reached before.
//! 2. The last level, laid from each pointer that leads to it, reaches bytes that obey the rules of [`ForeignView`] (see `parts`) for `'a`.
//! 3. Without items nothing is said, and no pointer is followed.
#![allow(unsafe_code, reason = "pointers inside the data are followed")]

mod build;
mod copy;
mod levels;
mod read;
mod shapes;
mod slice;
mod transform;
mod write;

use alloc::rc::Rc;
use alloc::vec::Vec;
use core::marker::PhantomData;
use core::ptr::NonNull;

use memoryview_format::Format;

use crate::error::Counted;
use crate::memory::MemMut;
use crate::parts::Parts;
pub use levels::{Levels, SuboffsetFault};

use crate::{Error, ForeignView, Index, KeyFault, Layout, MemoryFault};

/// Items behind pointers: an array of pointers to rows, as Pillow's images are and as PEP 3118 describes by suboffsets.
///
/// It has the transforms of an ordinary view, and none copies: what needs one memory is refused only where pointers really stand between, as between two axes that a reshape would join.
/// As soon as integers have fixed every axis of pointers, [`as_direct`](Self::as_direct) gives an ordinary view. What makes numbers of the items (sums, searches, hashes) is
/// asked of that, or of the copy that [`to_contiguous`](Self::to_contiguous) makes.
///
/// The memory is foreign, as that of a [`ForeignView`]: no reference to it is lent, and the view stays on its thread.
///
/// ```
/// use memoryview_strided::{IndirectView, Order, Slice};
///
/// let rows = [&[1u16, 2, 3][..], &[4, 5, 6]];
/// let v = IndirectView::from_rows(&rows)?;
/// assert_eq!(v.slice((Slice::REV, 1..))?.to_list()?.to_string(), "[[5, 6], [2, 3]]");
/// assert_eq!(v.transpose().slice((1.., ..))?.to_list()?.to_string(), "[[2, 5], [3, 6]]");
/// assert_eq!(v.select(0, 1)?.as_direct()?.to_string(), "[4, 5, 6]");
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
#[derive(Clone)]
#[must_use = "a transform makes another view, and copies nothing"]
pub struct IndirectView<'a> {
    /// From here on the first level is laid, which has an axis, or is the only one.
    start: *const u8,
    levels: Levels,
    format: Format,
    writable: bool,
    /// The pointers, if a builder made them.
    table: Option<Rc<Vec<Row>>>,
    life: PhantomData<(&'a [u8], *mut u8)>,
}

/// The address of the first item of a row.
type Row = *const u8;

/// What is done with each block of ordinary memory and the key that it has.
type EachBlock<'f, 'a, E> = dyn FnMut(&[Index], ForeignView<'a>) -> Result<(), E> + 'f;

impl<'a> IndirectView<'a> {
    /// A view of raw memory as PEP 3118 describes it. A negative suboffset means that the axis has no pointers; any other one is added after the pointer has been followed.
    ///
    /// # Errors
    /// [`Error::Shape`] if there are not as many strides and suboffsets as lengths, [`Error::Overflow`] for numbers that no address space has.
    ///
    /// # Safety
    /// If no length is 0: every address that the numbers lead to holds a pointer where a suboffset is not negative, and an item of `itemsize` bytes behind the last axis. The pointers
    /// are not written during `'a`. The items stay allocated and initialised during `'a`, and writable if so said; no thread of this process writes them while a method of this view or of its
    /// descendants runs on another thread; no Rust reference to them is used meanwhile.
    ///
    /// ```
    /// use memoryview_strided::{Element, IndirectView};
    /// use std::ptr::NonNull;
    ///
    /// let (a, b) = ([1u8, 2, 3], [4u8, 5, 6]);
    /// let table = [a.as_ptr(), b.as_ptr()];
    /// let start = NonNull::from(&table).cast();
    /// let pointer = size_of::<*const u8>() as isize;
    /// // SAFETY: two pointers to three bytes each; the first byte of each row is left out.
    /// let v = unsafe { IndirectView::from_raw(start, &[2, 2], &[pointer, 1], &[1, -1], 1, u8::format(), false)? };
    /// assert_eq!(v.to_list()?.to_string(), "[[2, 3], [5, 6]]");
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub unsafe fn from_raw(
        start: NonNull<u8>,
        shape: &[usize],
        strides: &[isize],
        suboffsets: &[isize],
        itemsize: usize,
        format: Format,
        writable: bool,
    ) -> Result<Self, Error> {
        if strides.len() != shape.len() || suboffsets.len() != shape.len() {
            let (strides, suboffsets) = (strides.len(), suboffsets.len());
            let why = alloc::format!(
                "{:#} and {}",
                Counted(strides, "stride"),
                Counted(suboffsets, "suboffset")
            );
            return Err(Error::shape("lay out", shape, shape, why));
        }
        let levels = match by_level(shape, strides, suboffsets, itemsize) {
            // Without items nothing is said, nor need it be possible.
            Err(_) if shape.contains(&0) => Vec::from([Layout::new(shape, strides, 0, itemsize)?]),
            levels => levels?,
        };
        let levels = Levels::stacked(levels)?;
        Ok(Self::laid(start.as_ptr(), levels, format, writable, None))
    }

    /// The same memory as another view had it: the parts that [`start_ptr`](Self::start_ptr), [`levels`](Self::levels) and [`format`](Self::format) tell of it.
    ///
    /// # Safety
    /// `start` and `levels` are those of one view, or `levels` were made from those by a transform that did not follow a pointer; what that view was promised holds during
    /// this `'a` too, and the items may be written if so said.
    ///
    /// ```
    /// use memoryview_strided::IndirectView;
    /// let v = IndirectView::from_rows(&[&[1u8, 2, 3][..], &[4, 5, 6]])?.transpose();
    /// // SAFETY: all parts are of one view, which lives longer.
    /// let again = unsafe { IndirectView::from_levels(v.start_ptr(), v.levels().clone(), v.format().clone(), false) };
    /// assert!(again == v);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub unsafe fn from_levels(
        start: *const u8,
        levels: Levels,
        format: Format,
        writable: bool,
    ) -> Self {
        Self::laid(start, levels, format, writable, None)
    }

    /// The caller keeps the invariant.
    fn laid(
        start: *const u8,
        levels: Levels,
        format: Format,
        writable: bool,
        table: Option<Rc<Vec<Row>>>,
    ) -> Self {
        let format = crate::parts::fitting(format, levels.itemsize());
        let life = PhantomData;
        let mut view = IndirectView {
            start,
            levels,
            format,
            writable,
            table,
            life,
        };
        view.settle();
        view
    }

    /// The same memory, of which each level reaches only what it reached before.
    fn rebuild(&self, levels: Levels, format: Format, writable: bool) -> Self {
        let table = self.table.clone();
        Self::laid(self.start, levels, format, writable && self.writable, table)
    }

    /// Follows the pointers of which no axis is left to choose.
    fn settle(&mut self) {
        while let Some(offset) = self.levels.unfold() {
            self.start = if self.is_empty() {
                NonNull::dangling().as_ptr()
            } else {
                // SAFETY: rule 1, for the one index that the level has left.
                unsafe { follow(self.start, offset) }
            };
        }
    }

    /// The memory behind one index of all levels but the last: an ordinary view.
    fn block(&self, start: *const u8) -> Result<ForeignView<'a>, Error> {
        let layout = self.levels.items();
        let (low, high) = layout.reach().map_or((0, 0), |r| (r.start, r.end));
        let memory = NonNull::new(start.cast_mut().wrapping_offset(low));
        let (len, format) = ((high - low).unsigned_abs(), self.format.clone());
        let Some(memory) = memory else {
            return Err(Error::Bounds { low, high, len: 0 });
        };
        let layout = if layout.is_empty() {
            layout.clone()
        } else {
            layout.clone().shifted(-low)?
        };
        // Rule 2: the bytes from the lowest to the highest that the last level reaches from this pointer on.
        let parts = Parts::new(MemMut::new(memory, len), layout, format)?;
        Ok(ForeignView::new(parts, self.writable))
    }

    /// Gives each block of ordinary memory to `f`, with the key that it has in this view: an index of each axis that leads to pointers, and all of each other. They come in the order of
    /// the levels. Without items, or of items without bytes, there are no blocks.
    fn each_block<E: From<Error>>(&self, f: &mut EachBlock<'_, 'a, E>) -> Result<(), E> {
        if self.nbytes() == 0 {
            return Ok(());
        }
        self.walk(0, self.start, &mut self.levels.first_block(), f)
    }

    fn walk<E: From<Error>>(
        &self,
        level: usize,
        start: *const u8,
        key: &mut [Index],
        f: &mut EachBlock<'_, 'a, E>,
    ) -> Result<(), E> {
        if level == self.levels.last() {
            return f(key, self.block(start)?);
        }
        let axes: Vec<usize> = self.levels.axes_of(level).collect();
        for offset in self.levels.all()[level].offsets() {
            // SAFETY: rule 1, for an index of a level of a view that has items.
            let next = unsafe { follow(start, offset) };
            self.walk(level + 1, next, key, f)?;
            step(key, &axes, self.shape());
        }
        Ok(())
    }

    /// What is left behind an index of the first axes, of which every axis that leads to pointers must be one: ordinary memory.
    fn behind(&self, place: &[usize]) -> Result<ForeignView<'a>, Error> {
        let (given, ndim) = (place.len(), self.ndim());
        let missing = Error::Key(KeyFault::TooFew { given, ndim });
        if self.is_empty() || given < self.levels.outer() {
            return Err(missing);
        }
        let (last, mut start) = (self.levels.last(), self.start);
        for (level, layout) in self.levels.all()[..last].iter().enumerate() {
            let index: Vec<usize> = self.levels.axes_of(level).map(|k| place[k]).collect();
            let Some(offset) = layout.offset_of(&index) else {
                return Err(missing);
            };
            // SAFETY: rule 1, for an index of a level of a view that has items.
            start = unsafe { follow(start, offset) };
        }
        let axes = self.levels.axes_of(last).take_while(|&k| k < given);
        let key: Vec<Index> = axes.map(|k| Index::At(place[k].cast_signed())).collect();
        self.block(start)?.slice(key)
    }

    /// The items as an ordinary view, if no axis of pointers is left.
    ///
    /// # Errors
    /// [`Error::Memory`] with the axis otherwise.
    ///
    /// ```
    /// use memoryview_strided::IndirectView;
    /// let v = IndirectView::from_rows(&[&[1u8, 2, 3][..], &[4, 5, 6]])?;
    /// assert_eq!(v.select(0, 1)?.as_direct()?.reshape([3, 1])?.shape(), [3, 1]);
    /// assert_eq!(
    ///     v.as_direct().unwrap_err().to_string(),
    ///     "the items lie behind pointers along axis 0: fix that axis by an index, or copy"
    /// );
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn as_direct(&self) -> Result<ForeignView<'a>, Error> {
        match self.levels.axis_of_pointers() {
            None => self.block(self.start),
            Some(axis) => Err(Error::Memory(MemoryFault::Indirect { axis })),
        }
    }

    /// The address of the item or pointer at index 0, 0, ...: the `buf` of a `Py_buffer`.
    ///
    /// ```
    /// use memoryview_strided::IndirectView;
    /// let row = [1u8, 2, 3];
    /// let v = IndirectView::from_rows(&[&row[..]])?;
    /// assert_eq!(v.slice((0, 1..))?.as_ptr(), &row[1]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn as_ptr(&self) -> *const u8 {
        self.start.wrapping_offset(self.levels.all()[0].offset())
    }

    /// The address from which on the first of the [`levels`](Self::levels) is laid: for [`from_levels`](Self::from_levels).
    ///
    /// ```
    /// use memoryview_strided::{IndirectView, Slice};
    /// let v = IndirectView::from_rows(&[&[1u8, 2][..], &[3, 4]])?;
    /// assert_eq!(v.slice(Slice::REV)?.start_ptr(), v.as_ptr());
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn start_ptr(&self) -> *const u8 {
        self.start
    }

    /// Shape, strides and offsets, without the memory.
    ///
    /// ```
    /// use memoryview_strided::IndirectView;
    /// let v = IndirectView::from_rows(&[&[1u8, 2, 3][..], &[4, 5, 6]])?;
    /// assert_eq!(v.levels().shape(), [2, 3]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn levels(&self) -> &Levels {
        &self.levels
    }
}

/// One layout for the axes up to and with each that has a suboffset, and one for the others.
fn by_level(
    shape: &[usize],
    strides: &[isize],
    suboffsets: &[isize],
    itemsize: usize,
) -> Result<Vec<Layout>, Error> {
    let (mut levels, mut first, mut offset) = (Vec::new(), 0, 0);
    for (axis, &suboffset) in suboffsets.iter().enumerate() {
        if suboffset >= 0 {
            let (shape, strides) = (&shape[first..=axis], &strides[first..=axis]);
            levels.push(Layout::new(shape, strides, offset, size_of::<Row>())?);
            (first, offset) = (axis + 1, suboffset);
        }
    }
    let (shape, strides) = (&shape[first..], &strides[first..]);
    levels.push(Layout::new(shape, strides, offset, itemsize)?);
    Ok(levels)
}

/// The next index of these axes, the last one running fastest; behind the last comes the first.
fn step(key: &mut [Index], axes: &[usize], shape: &[usize]) {
    for &axis in axes.iter().rev() {
        let next = match key[axis] {
            Index::At(i) => i + 1,
            _ => 0,
        };
        let carries = next.unsigned_abs() == shape[axis];
        key[axis] = Index::At(if carries { 0 } else { next });
        if !carries {
            return;
        }
    }
}

/// The pointer that stands at an address.
///
/// # Safety
/// The address is that of a pointer that may be read and that nobody writes meanwhile.
unsafe fn follow(start: *const u8, offset: isize) -> *const u8 {
    let address = start.wrapping_offset(offset).cast::<*const u8>();
    // SAFETY: the caller's promise; the address may have any alignment.
    unsafe { address.read_unaligned() }
}

#[cfg(test)]
mod tests;
