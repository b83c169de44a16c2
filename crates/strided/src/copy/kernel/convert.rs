//! How is a [`Program`] carried out?
//!
//! Items pass through blocks in the first-level cache: they are brought together there (by the kernels that copy, so a transposed source is
//! read in tiles), each step runs over the block, and the last one writes to the destination, past the caches where that pays.
//! The plan is that of a copy to a destination of items of the source's size: its offsets, times the ratio of the sizes, are the real ones.
#![allow(unsafe_code, reason = "the loops that move bytes")]

#[cfg(all(target_arch = "x86_64", feature = "std"))]
mod avx2;
mod loops;

use core::mem::MaybeUninit;

use self::loops::Loop;
use super::block::Block;
use super::piece::with_piece;
use super::{Crew, How, Tables, each, kernel, scatter};
use crate::Layout;
use crate::copy::blocks::{BLOCK, Blocks, LINE, NEAR, Stores, TABLE, Way};
use crate::copy::plan::{Axis, CopyPlan};
use crate::copy::steps::{Leaf, Program, Steps};

/// About as many bytes of the widest items pass at once.
const CHUNK: usize = 4096;

/// So many bytes that lie one after the other are read where they are; shorter runs are first brought together.
const LONG: usize = 512;

/// Records a chunk: each is read field by field.
const RECORDS: usize = 256;

/// A block of items on the way. Blocks do not start at the same place of a page: loads would wait for stores that look as if they were to them.
#[repr(align(64))]
struct Room([MaybeUninit<u8>; CHUNK + 5 * LINE]);

impl Room {
    fn start(&mut self) -> *mut u8 {
        self.0.as_mut_ptr().cast()
    }
}

/// The memory that items pass through.
struct Rooms {
    /// What was gathered, what is between two steps (by turns), and what is scattered or sent past the caches.
    gathered: Room,
    between: [Room; 2],
    done: Room,
}

impl Rooms {
    fn new() -> Self {
        const ROOM: Room = Room([MaybeUninit::uninit(); CHUNK + 5 * LINE]);
        Rooms {
            gathered: ROOM,
            between: [ROOM; 2],
            done: ROOM,
        }
    }
}

/// A tile of the source, rows one after the other.
#[repr(align(64))]
struct Tile {
    bytes: [MaybeUninit<u8>; BLOCK + 4 * LINE],
    places: [isize; TABLE],
}

/// Items at equal steps on either side.
#[derive(Clone, Copy)]
struct Line {
    src: *const u8,
    from: isize,
    dst: *mut u8,
    to: isize,
    len: usize,
}

/// [`Steps`] with the loops of this machine.
struct Chain<'a> {
    steps: &'a Steps,
    loops: [Loop; Steps::MOST],
    /// Items at once.
    chunk: usize,
    how: How,
}

impl<'a> Chain<'a> {
    fn new(steps: &'a Steps, how: How) -> Self {
        let mut loops = [how.loop_of(crate::copy::steps::Step::Copy(1)); Steps::MOST];
        for (slot, stride) in loops.iter_mut().zip(steps.list()) {
            *slot = how.loop_of(stride.step);
        }
        Chain {
            steps,
            loops,
            chunk: (CHUNK / steps.widest.max(1)).max(1),
            how,
        }
    }

    /// All steps over items that lie one after the other, at most a chunk of them.
    ///
    /// # Safety
    /// `n` items may be read at `src` and written at `dst`; neither is one of the rooms between.
    #[inline]
    unsafe fn run(&self, between: &mut [Room; 2], src: *const u8, dst: *mut u8, n: usize) {
        let list = self.steps.list();
        let mut at = src;
        for (k, (stride, work)) in list.iter().zip(&self.loops).enumerate() {
            let out = match k + 1 == list.len() {
                true => dst,
                false => between[k % 2].start(),
            };
            // SAFETY: `at` is the caller's source or what the step before wrote; `out` is the caller's destination or a room for a chunk of the
            // widest items, and not the one that is read. The loop was chosen for this machine.
            unsafe { work(at, out, n * stride.units, self.steps.scaling) };
            at = out;
        }
    }

    /// One line, chunk by chunk.
    ///
    /// # Safety
    /// Every item of the line may be read, and written; none is both, or each is its own source.
    unsafe fn line(&self, rooms: &mut Rooms, mut line: Line) {
        let (from, to) = (self.steps.from, self.steps.to);
        if self.steps.is_copy() {
            let axis = Axis {
                len: line.len,
                src: line.from,
                dst: line.to,
            };
            let (src, dst) = (line.src, line.dst);
            // SAFETY: the caller's promise; the items' bytes stay as they are.
            return unsafe {
                with_piece!(from, |piece| scatter::line(
                    &axis, line.len, src, dst, piece
                ))
            };
        }
        let near = line.from == from.cast_signed();
        let whole = line.to == to.cast_signed();
        let lines = whole
            && self.how.stream
            && LINE.is_multiple_of(to)
            && line.dst.addr().is_multiple_of(to);
        while line.len > 0 {
            let mut n = self.chunk.min(line.len);
            // Up to the start of a line, then whole lines.
            let ahead = line.dst.addr().wrapping_neg() % LINE / to;
            let streamed = lines && ahead == 0 && n * to >= LINE;
            if lines {
                n = match streamed {
                    true => n * to / LINE * LINE / to,
                    false if ahead > 0 => ahead.min(n),
                    false => n,
                };
            }
            let src = match near {
                true => line.src,
                false => rooms.gathered.start().cast_const(),
            };
            if !near {
                // SAFETY: the next items of the line; the room has place for a chunk.
                unsafe {
                    units(
                        from,
                        line.src,
                        line.from,
                        rooms.gathered.start(),
                        from.cast_signed(),
                        n,
                    )
                };
            }
            // A loop over vectors would stumble over its own results.
            let in_place = src == line.dst.cast_const();
            let dst = match whole && !streamed && !in_place {
                true => line.dst,
                false => rooms.done.start(),
            };
            // SAFETY: the next items of the line, in either room or where they are.
            unsafe { self.run(&mut rooms.between, src, dst, n) };
            if streamed {
                // SAFETY: whole lines, which start at one: the next items of the line.
                unsafe { (self.how.moves().lines)(dst, line.dst, n * to / LINE) };
            } else if whole && in_place {
                // SAFETY: the next items of the line.
                unsafe { dst.copy_to_nonoverlapping(line.dst, n * to) };
            } else if !whole {
                // SAFETY: the next items of the line.
                unsafe { units(to, dst, to.cast_signed(), line.dst, line.to, n) };
            }
            line.len -= n;
            let step = n.cast_signed();
            line.src = line.src.wrapping_offset(line.from.wrapping_mul(step));
            line.dst = line.dst.wrapping_offset(line.to.wrapping_mul(step));
        }
    }
}

/// Units from one step to another.
///
/// # Safety
/// `n` units may be read and written at these steps; none is both.
unsafe fn units(unit: usize, src: *const u8, from: isize, dst: *mut u8, to: isize, n: usize) {
    let axis = Axis {
        len: n,
        src: from,
        dst: to,
    };
    // SAFETY: the caller's promise, passed on with the unit's size.
    unsafe { with_piece!(unit, |piece| scatter::line(&axis, n, src, dst, piece)) }
}

impl How {
    fn loop_of(self, step: crate::copy::steps::Step) -> Loop {
        #[cfg(all(target_arch = "x86_64", feature = "std"))]
        if !self.portable
            && std::arch::is_x86_feature_detected!("avx2")
            && std::arch::is_x86_feature_detected!("f16c")
        {
            return avx2::of(step);
        }
        loops::of::<loops::Portable>(step)
    }
}

/// A plan for items that change their size: the destination's offsets are those of items of the source's size.
#[derive(Clone)]
pub(crate) struct Passage {
    plan: CopyPlan,
    /// What a byte of the plan's destination is: so many bytes of the real one, for so many of the plan's.
    ratio: (isize, isize),
}

impl Passage {
    fn new(leaf: &Leaf, from: &Layout, to: &Layout) -> Self {
        let (small, large) = (leaf.steps.from.cast_signed(), leaf.steps.to.cast_signed());
        let mut strides = alloc::vec::Vec::with_capacity(to.ndim());
        let mut reach = 0_isize;
        for (&len, &stride) in to.shape().iter().zip(to.strides()) {
            let stride = match len {
                0 | 1 => Some(0),
                _ if large > 0 && stride % large == 0 => (stride / large).checked_mul(small),
                _ => None,
            };
            let far = stride.and_then(|s| {
                s.checked_abs()?
                    .checked_mul(isize::try_from(len.max(1) - 1).ok()?)
            });
            match (stride, far.and_then(|far| reach.checked_add(far))) {
                (Some(stride), Some(sum)) => {
                    reach = sum;
                    strides.push(stride);
                }
                _ => {
                    return Passage {
                        plan: CopyPlan::by_items(from, to.strides()),
                        ratio: (1, 1),
                    };
                }
            }
        }
        Passage {
            plan: CopyPlan::between(from, &strides),
            ratio: (large, small),
        }
    }

    /// The real offset of one of the plan.
    fn real(&self, offset: isize) -> isize {
        let (large, small) = self.ratio;
        offset / small * large
    }

    /// # Safety
    /// The layouts that the passage was made of lie, with the plan's shifts, from these addresses on, in memory that may be read (`src`) and written
    /// (`dst`); no byte is in both, or every item is its own source.
    unsafe fn run(&self, chain: &Chain<'_>, src: *const u8, dst: *mut u8) {
        let axes = self.plan.axes();
        let run = self.plan.run_length();
        let (far, near) = axes.split_at(axes.len().saturating_sub(NEAR));
        let stores = match chain.how.stream {
            true => Stores::Staged,
            false => Stores::Cached,
        };
        let tiled = self.ratio.1 == chain.steps.from.cast_signed()
            && run < LONG
            && !near.is_empty()
            && !chain.steps.is_copy();
        let blocks = tiled.then(|| Blocks::choose(near, run, stores));
        let blocks = blocks.filter(|blocks| blocks.way != Way::Scatter && fits(blocks));
        let mut rooms = Rooms::new();
        if let Some(blocks) = blocks {
            let mut tile = Tile {
                bytes: [MaybeUninit::uninit(); BLOCK + 4 * LINE],
                places: [0; TABLE],
            };
            each(far, src, core::ptr::null_mut(), |s, d| {
                // SAFETY: an index of the axes far outside; the tile is large enough for the blocks.
                unsafe { self.tiles(chain, &blocks, &mut rooms, &mut tile, (s, d), dst) }
            });
            return;
        }
        let item = chain.steps.from;
        let (outer, line) = match axes.split_last() {
            Some((last, outer)) if run == item => (outer, *last),
            _ => (
                axes,
                Axis {
                    len: run / item.max(1),
                    src: item.cast_signed(),
                    dst: item.cast_signed(),
                },
            ),
        };
        let to = match run == item {
            true => self.real(line.dst),
            // A run is one on both sides: the plan would not have made it otherwise.
            false => chain.steps.to.cast_signed(),
        };
        each(outer, src, core::ptr::null_mut(), |s, d| {
            let dst = dst.wrapping_offset(self.real(d.addr().cast_signed()));
            let line = Line {
                src: s,
                from: line.src,
                dst,
                to,
                len: line.len,
            };
            // SAFETY: an index of the axes outside, and all of the innermost.
            unsafe { chain.line(&mut rooms, line) };
        });
    }

    /// # Safety
    /// Every index of the blocks' axes leads to a unit that may be read from `start.0` on; what it becomes may be written, the real way from
    /// `start.1` on behind `dst`. The blocks fit a tile.
    unsafe fn tiles(
        &self,
        chain: &Chain<'_>,
        blocks: &Blocks,
        rooms: &mut Rooms,
        tile: &mut Tile,
        start: (*const u8, *mut u8),
        dst: *mut u8,
    ) {
        let mut tables = Tables::new();
        let places = tables.of(blocks);
        let kernel = kernel(blocks, chain.how.moves());
        let pitch = pitch(blocks);
        for (j, place) in tile
            .places
            .iter_mut()
            .enumerate()
            .take(blocks.column_units())
        {
            *place = (j * pitch).cast_signed();
        }
        let stage = tile.bytes.as_mut_ptr().cast::<u8>();
        let mut walk = blocks.walk(start.0, start.1).peekable();
        while let Some(cell) = walk.next() {
            let block = places.block(blocks.unit, &cell, walk.peek());
            let staged = Block {
                dst: stage,
                to: &tile.places[..block.to.len()],
                ..block
            };
            // SAFETY: the cell's units are among the caller's, and its rows fit the tile.
            unsafe { kernel(&staged) };
            for (j, &to) in block.to.iter().enumerate() {
                let offset = cell.dst.addr().cast_signed().wrapping_add(to);
                let line = Line {
                    src: stage.wrapping_add(j * pitch),
                    from: chain.steps.from.cast_signed(),
                    dst: dst.wrapping_offset(self.real(offset)),
                    to: chain.steps.to.cast_signed(),
                    len: cell.units * blocks.unit / chain.steps.from,
                };
                // SAFETY: a row of the tile, just written, and where its items go: one after the other, for a row is so in the plan.
                unsafe { chain.line(rooms, line) };
            }
        }
    }
}

/// From the start of one row on the tile to the start of the next.
fn pitch(blocks: &Blocks) -> usize {
    (blocks.row_units() * blocks.unit).next_multiple_of(LINE) + LINE
}

fn fits(blocks: &Blocks) -> bool {
    let columns = blocks.column_units();
    columns <= TABLE && columns.saturating_mul(pitch(blocks)) <= BLOCK + 4 * LINE
}

impl Leaf {
    /// Converts this part of every item.
    ///
    /// # Safety
    /// The layouts are of one shape, and have the items of this leaf's two sides. They lie, from these addresses on, in memory that may be read
    /// (`src`) and written (`dst`); no byte is in both, or every item is its own source; for several threads, distinct items of the destination are disjoint.
    pub(crate) unsafe fn run(
        &self,
        crew: Crew,
        src: (*const u8, &Layout),
        dst: (*mut u8, &Layout),
    ) {
        // SAFETY: the caller's promise.
        unsafe { self.run_as(How::best(dst.1.nbytes()), crew, src, dst) }
    }

    /// Converts as told.
    ///
    /// # Safety
    /// As for [`Leaf::run`].
    pub(crate) unsafe fn run_as(
        &self,
        how: How,
        crew: Crew,
        src: (*const u8, &Layout),
        dst: (*mut u8, &Layout),
    ) {
        if dst.1.is_empty() {
            return;
        }
        let chain = Chain::new(&self.steps, how);
        let passage = Passage::new(self, src.1, dst.1);
        let from = src.0.wrapping_offset(src.1.offset());
        let to = dst.0.wrapping_offset(dst.1.offset());
        split(
            crew,
            &passage.plan,
            dst.1.nbytes(),
            (from, to),
            |plan, s, d, (from, to)| {
                let part = Passage {
                    plan,
                    ratio: passage.ratio,
                };
                let (s, d) = (s + part.plan.src_shift, d + part.plan.dst_shift);
                let (src, dst) = (from.wrapping_offset(s), to.wrapping_offset(part.real(d)));
                // SAFETY: a part of the passage's indices, so of what the caller promises; other threads write other items.
                unsafe { part.run(&chain, src, dst) };
                chain.finish();
            },
        );
    }
}

impl Program {
    /// Converts record by record.
    ///
    /// # Safety
    /// As for [`Leaf::run`], with layouts of whole items.
    pub(crate) unsafe fn run(
        &self,
        crew: Crew,
        src: (*const u8, &Layout),
        dst: (*mut u8, &Layout),
    ) {
        if dst.1.is_empty() {
            return;
        }
        // Fields are stored between others: not past the caches.
        let how = How::best(0);
        let chains: alloc::vec::Vec<Chain<'_>> = self
            .leaves
            .iter()
            .map(|leaf| Chain::new(&leaf.steps, how))
            .collect();
        let plan = CopyPlan::by_items(src.1, dst.1.strides());
        let from = src.0.wrapping_offset(src.1.offset());
        let to = dst.0.wrapping_offset(dst.1.offset());
        split(
            crew,
            &plan,
            dst.1.nbytes(),
            (from, to),
            |plan, s, d, (from, to)| {
                let mut rooms = Rooms::new();
                let src = from.wrapping_offset(s + plan.src_shift);
                let dst = to.wrapping_offset(d + plan.dst_shift);
                let one = Axis {
                    len: 1,
                    src: 0,
                    dst: 0,
                };
                let (outer, last) = plan
                    .axes()
                    .split_last()
                    .map_or((&[][..], one), |(last, outer)| (outer, *last));
                each(outer, src, dst, |s, d| {
                    for start in (0..last.len).step_by(RECORDS) {
                        let (s, d) = last.at(start, s, d);
                        let records = Axis {
                            len: RECORDS.min(last.len - start),
                            ..last
                        };
                        for (leaf, chain) in self.leaves.iter().zip(&chains) {
                            // SAFETY: some indices of the plan, whose items may be read and written.
                            unsafe { chain.field(leaf, &mut rooms, records, s, d) };
                        }
                    }
                });
            },
        );
    }
}

impl Chain<'_> {
    /// One field of some records.
    ///
    /// # Safety
    /// Every record of the axis may be read at `src` and written at `dst`; none is both, or each is its own source; the leaf lies within an item.
    unsafe fn field(
        &self,
        leaf: &Leaf,
        rooms: &mut Rooms,
        records: Axis,
        src: *const u8,
        dst: *mut u8,
    ) {
        if leaf.axes.iter().any(|axis| axis.len == 0) {
            return;
        }
        let (src, dst) = (src.wrapping_offset(leaf.src), dst.wrapping_offset(leaf.dst));
        each(&leaf.axes, src, dst, |src, dst| {
            let line = Line {
                src,
                from: records.src,
                dst,
                to: records.dst,
                len: records.len,
            };
            // SAFETY: the same item of an array within each record.
            unsafe { self.line(rooms, line) };
        });
    }

    /// After the last item.
    fn finish(&self) {
        if self.how.stream {
            (self.how.moves().fence)();
        }
    }
}

/// Calls `work` with parts of a plan, what is to be added to either offset, and the addresses: with all of it, or on the pool's threads.
fn split(
    crew: Crew,
    plan: &CopyPlan,
    bytes: usize,
    ends: (*const u8, *mut u8),
    work: impl Fn(CopyPlan, isize, isize, (*const u8, *mut u8)) + Sync,
) {
    match crew {
        Crew::One => work(plan.clone(), 0, 0, ends),
        #[cfg(feature = "rayon")]
        Crew::Pool => super::parallel::pieces(plan, bytes, ends, work),
    }
    #[cfg(not(feature = "rayon"))]
    let _ = bytes;
}

#[cfg(test)]
mod tests;
