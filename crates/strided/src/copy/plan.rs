//! What is there to copy, once everything that does not matter is taken away?
//!
//! The order in which items are copied is free, so two layouts of one shape are first brought to their simplest form:
//! axes of length 1 go away, axes along which the destination runs backward are turned round, axes are sorted by the destination's
//! stride (largest outside), and neighbours that run into each other on both sides become one. What is left is one of four cases.

use alloc::vec::Vec;
use core::fmt;

use super::axis::{Axis, NEAR};
use super::blocks::{Blocks, STREAM, Stores, Way};
use crate::error::Counted;
use crate::{Error, Layout};

const INLINE: usize = crate::layout::INLINE;

#[derive(Clone)]
enum List {
    Inline(u8, [Axis; INLINE]),
    Heap(Vec<Axis>),
}

/// Which of the four cases a copy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CopyKind {
    /// One block of bytes.
    Block,
    /// Runs of more than one item that lie one after the other on both sides.
    Runs,
    /// Source and destination disagree about the fastest axis: a transposition.
    Tiles,
    /// Single items.
    Items,
}

/// A copy as data: printed, it tells why the copy runs as it does.
///
/// ```
/// use memoryview_strided::{CopyKind, CopyPlan, Layout, Order};
///
/// let from = Layout::contiguous(&[64, 4, 100], 4, Order::C)?.permute(&[2, 0, 1])?;
/// let to = Layout::contiguous(from.shape(), 4, Order::C)?;
/// let plan = CopyPlan::new(&from, &to)?;
/// assert_eq!(plan.kind(), CopyKind::Tiles);
/// assert_eq!(plan.to_string(), "tiles of 4-byte items: 100 (from 4, to 1024) x 256 (from 400, to 4); 128 x 16 at a time");
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
#[derive(Clone)]
pub struct CopyPlan {
    /// Outermost first; no length is 1, every destination stride is positive. The run of bytes is no axis.
    axes: List,
    /// How many bytes lie one after the other on both sides.
    run: usize,
    itemsize: usize,
    /// What turning axes round added to either offset.
    pub(crate) src_shift: isize,
    pub(crate) dst_shift: isize,
    empty: bool,
}

impl CopyPlan {
    /// The copy from a layout to another.
    ///
    /// Allocates nothing up to rank 8. The destination should not repeat items (no stride 0 on an axis longer than 1): a copy to it would
    /// write them several times.
    ///
    /// # Errors
    /// [`Error::Shape`] if the shapes or the item sizes differ.
    pub fn new(from: &Layout, to: &Layout) -> Result<Self, Error> {
        if from.shape() != to.shape() {
            let why = "a copy keeps the shape";
            return Err(Error::shape("copy", from.shape(), to.shape(), why));
        }
        let (size, itemsize) = (from.itemsize(), to.itemsize());
        if size != itemsize {
            let why = alloc::format!("the item sizes are {size} and {itemsize} bytes");
            return Err(Error::shape("copy", from.shape(), to.shape(), why));
        }
        Ok(Self::between(from, to.strides()))
    }

    /// The copy from a layout to one of the same shape and item size with these strides.
    pub(crate) fn between(from: &Layout, to: &[isize]) -> Self {
        let mut plan = Self::by_items(from, to);
        plan.take_run();
        plan
    }

    /// The same with every item by itself: an item that becomes another may change its size on the way.
    pub(crate) fn by_items(from: &Layout, to: &[isize]) -> Self {
        debug_assert_eq!(from.ndim(), to.len(), "one stride an axis");
        let mut plan = CopyPlan {
            axes: List::Inline(0, [Axis::default(); INLINE]),
            run: from.itemsize(),
            itemsize: from.itemsize(),
            src_shift: 0,
            dst_shift: 0,
            empty: from.is_empty() || from.itemsize() == 0,
        };
        if !plan.empty {
            for ((&len, &src), &dst) in from.shape().iter().zip(from.strides()).zip(to) {
                if len > 1 {
                    plan.add(len, src, dst);
                }
            }
            plan.sort();
            plan.coalesce();
        }
        plan
    }

    fn add(&mut self, len: usize, mut src: isize, mut dst: isize) {
        if dst < 0 {
            // Bounded by the reach of either layout.
            let last = (len - 1).cast_signed();
            self.src_shift += src * last;
            self.dst_shift += dst * last;
            src = -src;
            dst = -dst;
        }
        let axis = Axis { len, src, dst };
        match &mut self.axes {
            List::Inline(n, list) if usize::from(*n) < INLINE => {
                list[usize::from(*n)] = axis;
                *n += 1;
            }
            List::Inline(_, list) => {
                let mut heap = list.to_vec();
                heap.push(axis);
                self.axes = List::Heap(heap);
            }
            List::Heap(list) => list.push(axis),
        }
    }

    /// The largest step of the destination outside; of equal ones the largest of the source.
    fn sort(&mut self) {
        let list = self.list_mut();
        let key = |a: &Axis| (a.dst, a.src.unsigned_abs());
        for i in 1..list.len() {
            let mut k = i;
            while k > 0 && key(&list[k - 1]) < key(&list[k]) {
                list.swap(k - 1, k);
                k -= 1;
            }
        }
    }

    /// Neighbours that run into each other on both sides become one axis.
    fn coalesce(&mut self) {
        let list = self.list_mut();
        let mut kept = 0;
        for i in 0..list.len() {
            let axis = list[i];
            if kept > 0 {
                let outer = list[kept - 1];
                let n = axis.len.cast_signed();
                if axis.src.checked_mul(n) == Some(outer.src)
                    && axis.dst.checked_mul(n) == Some(outer.dst)
                {
                    list[kept - 1] = Axis {
                        len: outer.len * axis.len,
                        ..axis
                    };
                    continue;
                }
            }
            list[kept] = axis;
            kept += 1;
        }
        self.keep(kept);
    }

    /// The innermost axis may be a longer run of bytes.
    fn take_run(&mut self) {
        let item = self.itemsize.cast_signed();
        if let Some((last, outer)) = self.axes().split_last()
            && last.src == item
            && last.dst == item
        {
            let (len, kept) = (last.len, outer.len());
            self.run *= len;
            self.keep(kept);
        }
    }

    fn keep(&mut self, axes: usize) {
        match &mut self.axes {
            List::Inline(n, _) => *n = u8::try_from(axes).unwrap_or(u8::MAX),
            List::Heap(list) => list.truncate(axes),
        }
    }

    /// The same copy as about so many copies of disjoint parts, with what is to be added to either offset.
    #[cfg(feature = "rayon")]
    pub(crate) fn pieces(&self, count: usize) -> Vec<(CopyPlan, isize, isize)> {
        let axes = self.axes();
        // One block of bytes is cut at lines, or else between items: of a part of one nothing can be made.
        let block = Axis {
            len: self.run,
            src: 1,
            dst: 1,
        };
        // Not along which either side is near: blocks would lose their rows or columns. Unless it is very long.
        let near = (0..axes.len()).min_by_key(|&k| axes[k].src.unsigned_abs());
        let apart = |&k: &usize| axes[k].len >= 1024 || (Some(k) != near && k + 1 < axes.len());
        let longest = || (0..axes.len()).max_by_key(|&k| axes[k].len);
        let far = || (0..axes.len()).filter(apart);
        let cut = far()
            .find(|&k| axes[k].len >= count)
            .or_else(|| far().max_by_key(|&k| axes[k].len))
            .or_else(longest);
        let axis = cut.map_or(block, |k| axes[k]);
        let mut part = axis.len.div_ceil(count);
        if cut.is_none() {
            part = part.next_multiple_of(match 4096 % self.itemsize.max(1) {
                0 => 4096,
                _ => self.itemsize,
            });
        }
        let piece = |start: usize| {
            let mut plan = self.clone();
            let len = part.min(axis.len - start);
            match cut {
                Some(k) => plan.list_mut()[k].len = len,
                None => plan.run = len,
            }
            let start = start.cast_signed();
            (plan, axis.src * start, axis.dst * start)
        };
        (0..axis.len).step_by(part.max(1)).map(piece).collect()
    }

    fn list_mut(&mut self) -> &mut [Axis] {
        match &mut self.axes {
            List::Inline(n, list) => &mut list[..usize::from(*n)],
            List::Heap(list) => list,
        }
    }

    pub(crate) fn axes(&self) -> &[Axis] {
        match &self.axes {
            List::Inline(n, list) => &list[..usize::from(*n)],
            List::Heap(list) => list,
        }
    }

    /// How many bytes lie one after the other on both sides: a multiple of the item size.
    pub fn run_length(&self) -> usize {
        self.run
    }

    /// The size of one item in bytes.
    pub fn itemsize(&self) -> usize {
        self.itemsize
    }

    /// How many bytes are moved.
    pub(crate) fn bytes(&self) -> usize {
        self.axes()
            .iter()
            .fold(self.run, |bytes, axis| bytes * axis.len)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.empty
    }

    /// Which of the four cases this is.
    pub fn kind(&self) -> CopyKind {
        let axes = self.axes();
        let item = self.itemsize.cast_signed();
        if axes.is_empty() {
            CopyKind::Block
        } else if self.run > self.itemsize {
            CopyKind::Runs
        } else if axes.len() > 1 && axes[..axes.len() - 1].iter().any(|a| a.src.abs() == item) {
            CopyKind::Tiles
        } else {
            CopyKind::Items
        }
    }
}

impl CopyPlan {
    /// How many items of the destination's row, and how many rows, are one block of a transposition.
    fn tile(&self) -> Option<(usize, usize)> {
        let axes = self.axes();
        let near = &axes[axes.len().saturating_sub(NEAR)..];
        if self.kind() != CopyKind::Tiles {
            return None;
        }
        let stores = match self.bytes() >= STREAM {
            true => Stores::Lines,
            false => Stores::Cached,
        };
        let blocks = Blocks::choose(near, self.run, stores);
        let tiled = blocks.way == Way::Transpose;
        tiled.then(|| (blocks.row_units(), blocks.column_units()))
    }
}

impl fmt::Display for CopyPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.empty {
            return f.write_str("nothing");
        }
        let (run, item) = (self.run, self.itemsize);
        match self.kind() {
            CopyKind::Block => write!(f, "one block of {}", Counted(run, "byte"))?,
            CopyKind::Runs => write!(f, "runs of {}", Counted(run, "byte"))?,
            CopyKind::Tiles => write!(f, "tiles of {item}-byte items")?,
            CopyKind::Items => write!(f, "single {item}-byte items")?,
        }
        for (i, axis) in self.axes().iter().enumerate() {
            let between = if i == 0 { ": " } else { " x " };
            write!(
                f,
                "{between}{} (from {}, to {})",
                axis.len, axis.src, axis.dst
            )?;
        }
        if let Some((rows, columns)) = self.tile() {
            write!(f, "; {rows} x {columns} at a time")?;
        }
        if self.bytes() >= STREAM {
            f.write_str(", past the caches")?;
        }
        Ok(())
    }
}

impl fmt::Debug for CopyPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CopyPlan({self})")
    }
}
