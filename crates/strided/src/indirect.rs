//! What is a view whose items lie behind pointers?
//!
//! PEP 3118 says it by *suboffsets*, one an axis: after the step along an axis whose suboffset is not negative, the address reached holds a pointer; it is
//! followed, and the suboffset is added. Here the same is said by *levels*: the axes up to and with the first such axis are one [`Layout`], whose items are pointers;
//! the axes behind it are the next one, whose offset is the suboffset; and so on. The items of the last level are the items of the view.
//!
//! So slicing is slicing of layouts. An integer may also drop an axis of pointers that stands behind other axes, for which suboffsets have no way of saying; and a suboffset may become
//! negative, where rows begin in the middle of what their pointer points at.
//!
//! # The invariant
//!
//! 1. If the view has items, then for every index of a level but the last, the address reached is that of a pointer, readable and not written during `'a`;
//!    the next level, laid from that pointer on, keeps this rule too.
//! 2. The last level, laid from each pointer that leads to it, reaches bytes that obey the rules of [`ForeignView`] (see `parts`) for `'a`.
//! 3. Without items nothing is said, and no pointer is followed.
#![allow(unsafe_code, reason = "pointers inside the data are followed")]

mod read;
mod slice;
mod write;

use alloc::rc::Rc;
use alloc::vec::Vec;
use core::borrow::Borrow;
use core::marker::PhantomData;
use core::ptr::NonNull;

use memoryview_format::Format;

use crate::error::try_vec;
use crate::memory::{MemMut, Memory};
use crate::parts::Parts;
use crate::{Element, Error, ForeignView, KeyFault, Layout, MemoryFault, View, ViewMut};

/// Items behind pointers: an array of pointers to rows, as Pillow's images are and as PEP 3118 describes by suboffsets.
///
/// It is indexed, sliced, iterated, compared, and copied in and out. What needs one memory is not offered: permuting, reshaping, diagonals, new strides, other formats. As soon as
/// integers have fixed every axis of pointers, [`as_direct`](Self::as_direct) gives an ordinary view, which has all that.
///
/// The memory is foreign, as that of a [`ForeignView`]: no reference to it is lent, and the view stays on its thread.
///
/// ```
/// use memoryview_strided::{IndirectView, Order, Slice};
///
/// let rows = [&[1u16, 2, 3][..], &[4, 5, 6]];
/// let v = IndirectView::from_rows(&rows)?;
/// assert_eq!(v.slice((Slice::REV, 1..))?.to_list()?.to_string(), "[[5, 6], [2, 3]]");
/// assert_eq!(v.select(0, 1)?.as_direct()?.to_string(), "[4, 5, 6]");
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
#[derive(Clone)]
#[must_use = "a transform makes another view, and copies nothing"]
pub struct IndirectView<'a> {
    /// From here on the first level is laid.
    start: *const u8,
    /// One or more; only the last one's items are those of the view.
    levels: Vec<Layout>,
    shape: Vec<usize>,
    format: Format,
    writable: bool,
    /// The pointers, if a builder made them.
    table: Option<Rc<Vec<Row>>>,
    life: PhantomData<(&'a [u8], *mut u8)>,
}

/// The address of the first item of a row.
type Row = *const u8;

impl<'a> IndirectView<'a> {
    /// Rows of equal length, of two axes; the view owns the table of their addresses.
    ///
    /// # Errors
    /// [`Error::Shape`] if a row has another length than the first one, [`Error::Allocation`] if there is no memory for the table.
    ///
    /// ```
    /// use memoryview_strided::IndirectView;
    /// let (a, b) = (vec![1u8, 2], vec![3u8, 4]);
    /// assert_eq!(IndirectView::from_rows(&[&a[..], &b])?.shape(), [2, 2]);
    /// assert_eq!(
    ///     IndirectView::from_rows(&[&a[..], &b[..1]]).unwrap_err().to_string(),
    ///     "cannot stack shape (2,) to (1,): row 1 is not as row 0"
    /// );
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn from_rows<T: Element>(rows: &[&'a [T]]) -> Result<Self, Error> {
        let parts = |row: &&'a [T]| View::from_slice(row).parts().clone();
        let first = rows.first().map_or_else(|| parts(&&[][..]), parts);
        Self::stack(&first, rows.iter().map(parts), false)
    }

    /// Views of equal shape, strides and format, as rows along a new first axis.
    ///
    /// # Errors
    /// [`Error::Shape`] if there are no rows, or if one differs from the first one; [`Error::Allocation`] if there is no memory for the table
    /// of their addresses.
    ///
    /// ```
    /// use memoryview_strided::{IndirectView, View};
    /// let image = [0u8, 1, 2, 3, 4, 5];
    /// let rows = View::from_slice(&image).reshape([3, 2])?;
    /// let shuffled = [rows.select(0, 2)?, rows.select(0, 0)?];
    /// assert_eq!(IndirectView::from_views(&shuffled)?.to_list()?.to_string(), "[[4, 5], [0, 1]]");
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn from_views(rows: &[View<'a>]) -> Result<Self, Error> {
        let Some(first) = rows.first() else {
            return Err(no_rows());
        };
        Self::stack(first.parts(), rows.iter().map(View::parts), false)
    }

    /// As [`from_views`](Self::from_views), to be written too.
    ///
    /// # Errors
    /// As there.
    ///
    /// ```
    /// use memoryview_strided::{IndirectView, ViewMut};
    /// let (mut a, mut b) = ([0u8; 2], [0u8; 2]);
    /// let rows = vec![ViewMut::from_slice(&mut a), ViewMut::from_slice(&mut b)];
    /// IndirectView::from_views_mut(rows)?.slice((.., 1))?.fill(7)?;
    /// assert_eq!((a, b), ([0, 7], [0, 7]));
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn from_views_mut(rows: Vec<ViewMut<'a>>) -> Result<Self, Error> {
        let Some(first) = rows.first() else {
            return Err(no_rows());
        };
        Self::stack(first.parts(), rows.iter().map(ViewMut::parts), true)
    }

    fn stack<M: Memory>(
        first: &Parts<M>,
        rows: impl ExactSizeIterator<Item: Borrow<Parts<M>>>,
        writable: bool,
    ) -> Result<Self, Error> {
        let (format, like) = (first.format(), first.layout());
        let mut table: Vec<Row> = try_vec(rows.len())?;
        for (k, row) in rows.enumerate() {
            let row = row.borrow();
            let layout = row.layout();
            let same = (layout.strides(), layout.itemsize()) == (like.strides(), like.itemsize());
            if !same || layout.shape() != like.shape() || row.format() != format {
                let why = alloc::format!("row {k} is not as row 0");
                return Err(Error::shape("stack", like.shape(), layout.shape(), why));
            }
            // Through the memory that may be written, so that the address may be, too.
            table.push(row.mem().foreign().start().wrapping_offset(layout.offset()));
        }
        let row = Layout::new(like.shape(), like.strides(), 0, like.itemsize())?;
        let table = Rc::new(table);
        let levels = Vec::from([Layout::line(table.len(), size_of::<Row>()), row]);
        let start = table.as_ptr().cast();
        // Rule 1: the table holds pointers and is kept; rule 2: each is the address of a row's first item, whose layout is the second level.
        Self::checked(start, levels, format.clone(), writable, Some(table))
    }

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
            let why = alloc::format!("there are {strides} strides and {suboffsets} suboffsets");
            return Err(Error::shape("lay out", shape, shape, why));
        }
        let (mut levels, mut first, mut offset) = (Vec::new(), 0, 0);
        for (axis, &suboffset) in suboffsets.iter().enumerate() {
            if suboffset >= 0 {
                let axes = first..axis + 1;
                levels.push(Layout::new(
                    &shape[axes.clone()],
                    &strides[axes],
                    offset,
                    size_of::<Row>(),
                )?);
                (first, offset) = (axis + 1, suboffset);
            }
        }
        levels.push(Layout::new(
            &shape[first..],
            &strides[first..],
            offset,
            itemsize,
        )?);
        Self::checked(start.as_ptr(), levels, format, writable, None)
    }

    /// The size of the whole, which the levels alone do not tell. The caller keeps the invariant.
    fn checked(
        start: *const u8,
        levels: Vec<Layout>,
        format: Format,
        writable: bool,
        table: Option<Rc<Vec<Row>>>,
    ) -> Result<Self, Error> {
        let shape: Vec<usize> = levels.iter().flat_map(|l| l.shape()).copied().collect();
        let itemsize = levels.last().map_or(0, Layout::itemsize);
        let _ = Layout::contiguous(&shape, itemsize, crate::Order::C)?;
        let format = crate::parts::fitting(format, itemsize);
        Ok(IndirectView {
            start,
            levels,
            shape,
            format,
            writable,
            table,
            life: PhantomData,
        })
    }

    /// Follows the pointers of which no axis is left to choose.
    fn settle(&mut self) {
        while self.levels.len() > 1 && self.levels[0].ndim() == 0 {
            let pointer = self.levels.remove(0);
            self.start = if self.is_empty() {
                NonNull::dangling().as_ptr()
            } else {
                // SAFETY: rule 1, for the one index that the level has left.
                unsafe { follow(self.start, pointer.offset()) }
            };
        }
    }

    /// The memory behind one index of all levels but the last: an ordinary view.
    fn block(&self, start: *const u8) -> Result<ForeignView<'a>, Error> {
        let layout = &self.levels[self.levels.len() - 1];
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

    /// Gives the block behind each index of all levels but the last to `f`, with the number of the index, in C order. Without items there are no blocks.
    fn each_block(
        &self,
        f: &mut dyn FnMut(usize, ForeignView<'a>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        if self.is_empty() {
            return Ok(());
        }
        self.walk(0, self.start, &mut 0, f)
    }

    fn walk(
        &self,
        level: usize,
        start: *const u8,
        count: &mut usize,
        f: &mut dyn FnMut(usize, ForeignView<'a>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        if level + 1 == self.levels.len() {
            *count += 1;
            return f(*count - 1, self.block(start)?);
        }
        for offset in self.levels[level].offsets() {
            // SAFETY: rule 1, for an index of a level of a view that has items.
            let next = unsafe { follow(start, offset) };
            self.walk(level + 1, next, count, f)?;
        }
        Ok(())
    }

    /// The block behind one index of all levels but the last: `index` counts their items in C order.
    fn block_at(&self, mut index: usize) -> Result<ForeignView<'a>, Error> {
        let (_, pointers) = self.levels.split_last().unwrap_or((&self.levels[0], &[]));
        let mut below: usize = pointers.iter().map(Layout::len).product();
        let mut start = self.start;
        for level in pointers {
            below /= level.len();
            let place = crate::values::unravel(index / below, level.shape());
            index %= below;
            let Some(offset) = level.offset_of(&place) else {
                return Err(Error::Key(KeyFault::TooFew {
                    given: 0,
                    ndim: level.ndim(),
                }));
            };
            // SAFETY: rule 1; the view has items, or no index would have led here.
            start = unsafe { follow(start, offset) };
        }
        self.block(start)
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
        match &self.levels[..] {
            [_] => self.block(self.start),
            [pointers, ..] => Err(Error::Memory(MemoryFault::Indirect {
                axis: pointers.ndim().saturating_sub(1),
            })),
            [] => unreachable!("there is a last level"),
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
        self.start.wrapping_offset(self.levels[0].offset())
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

fn no_rows() -> Error {
    Error::shape("stack", &[0], &[0_usize; 0], "there are no rows")
}

#[cfg(test)]
mod tests;
