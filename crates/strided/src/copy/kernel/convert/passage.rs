//! Where do the items of a leaf come from and go to, and in which tiles?
//!
//! The plan is that of a copy to a destination of items of the source's size: its offsets, times the ratio of the sizes, are the real ones. So a
//! tile is what it is to a copy; its rows are put together in the first-level cache, pass through the chain, several at once, and go to their places.
#![allow(unsafe_code, reason = "the loops that move bytes")]

use core::mem::MaybeUninit;

use super::chain::{Chain, Line, Rooms};
use super::loops::Grid;
use crate::Layout;
use crate::copy::axis::{Axis, NEAR};
use crate::copy::blocks::{BLOCK, Blocks, LINE, Stores, TABLE, Way};
use crate::copy::kernel::block::Block;
use crate::copy::kernel::stage::{Rows, Stage};
use crate::copy::kernel::{How, Tables, each, kernel};
use crate::copy::plan::CopyPlan;
use crate::copy::program::Leaf;
use crate::copy::steps::Steps;
use crate::read::Few;

/// So many bytes that lie one after the other are read where they are; shorter runs are first brought together.
const LONG: usize = 512;

/// So few bytes go straight to their places: a tile would have to be set up.
const SMALL: usize = 32 * 1024;

/// The most bytes of a tile, before or after: so much of a first-level cache is its own.
const TILE: usize = 16 * 1024;

/// A tile of the source, rows one after the other.
#[repr(align(64))]
struct Tile {
    bytes: [MaybeUninit<u8>; BLOCK],
    /// Where its rows stand, and where they go.
    places: Table,
    to: Table,
}

/// Offsets, of which as many are set as are used.
struct Table([MaybeUninit<isize>; TABLE]);

impl Table {
    const fn new() -> Self {
        Table([MaybeUninit::uninit(); TABLE])
    }

    fn set(&mut self, offsets: impl Iterator<Item = isize>) -> &[isize] {
        let mut n = 0;
        for (slot, offset) in self.0.iter_mut().zip(offsets) {
            slot.write(offset);
            n += 1;
        }
        // SAFETY: the first `n` were just written.
        unsafe { core::slice::from_raw_parts(self.0.as_ptr().cast(), n) }
    }
}

/// What the offsets of a plan are for items that change their size.
#[derive(Clone, Copy)]
pub(super) struct Passage {
    /// What a byte of the plan's destination is: so many bytes of the real one, for so many of the plan's.
    ratio: (isize, isize),
}

impl Passage {
    pub(super) fn new(leaf: &Leaf, from: &Layout, to: &Layout) -> (CopyPlan, Self) {
        match strides(&leaf.steps, to) {
            Some(strides) => {
                let ratio = (leaf.steps.to.cast_signed(), leaf.steps.from.cast_signed());
                (CopyPlan::between(from, &strides), Passage { ratio })
            }
            None => {
                let ratio = (1, 1);
                (CopyPlan::by_items(from, to.strides()), Passage { ratio })
            }
        }
    }

    /// The real offset of one of the plan.
    pub(super) fn real(self, offset: isize) -> isize {
        let (large, small) = self.ratio;
        offset / small * large
    }

    /// # Safety
    /// The layouts that the passage was made of lie, with the plan's shifts, from these addresses on, in memory that may be read (`src`) and written
    /// (`dst`); no byte is in both, or every item is its own source.
    pub(super) unsafe fn run(
        self,
        plan: &CopyPlan,
        chain: &Chain<'_>,
        src: *const u8,
        dst: *mut u8,
    ) {
        let mut rooms = Rooms::new();
        let (axes, run) = (plan.axes(), plan.run_length());
        let spreads = chain.spreads() && src != dst.cast_const();
        if spreads && !chain.how.stream && (run > chain.steps.from || plan.bytes() <= SMALL) {
            // SAFETY: the caller's promise.
            return unsafe { self.grids(plan, chain, &mut rooms, src, dst) };
        }
        if self.is_little(plan, chain) {
            let how = How {
                stream: false,
                ..chain.how
            };
            // SAFETY: the plan's destination is one block, as the room is; the chain's items fill the real one.
            return unsafe {
                let block = rooms.gathered.start();
                plan.run_as(how, src, -plan.src_shift, block, -plan.dst_shift);
                chain.little(&mut rooms, plan.bytes() / chain.steps.from, dst);
            };
        }
        let (far, near) = axes.split_at(axes.len().saturating_sub(NEAR));
        if let Some(blocks) = self.blocks(run, chain, near, dst) {
            // SAFETY: the caller's promise; the blocks are of the near axes.
            return unsafe { self.tiled(chain, &blocks, &mut rooms, far, (src, dst)) };
        }
        let row = axes.last().map_or(0, |axis| self.real(axis.dst));
        if spreads && run == chain.steps.from && row != chain.steps.to.cast_signed() {
            // SAFETY: the caller's promise.
            return unsafe { self.grids(plan, chain, &mut rooms, src, dst) };
        }
        let item = chain.steps.from;
        let (outer, line) = match axes.split_last() {
            Some((last, outer)) if run == item => (outer, *last),
            _ => {
                let item_step = item.cast_signed();
                let line = Axis {
                    len: run / item.max(1),
                    src: item_step,
                    dst: item_step,
                };
                (axes, line)
            }
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
            unsafe { chain.line(&mut rooms, line, chain.how.stream) };
        });
    }

    /// Items straight from their places to their places, by loops that take any steps.
    ///
    /// # Safety
    /// As for [`run`](Self::run), for another destination than the source, and a chain that spreads.
    unsafe fn grids(
        self,
        plan: &CopyPlan,
        chain: &Chain<'_>,
        rooms: &mut Rooms,
        src: *const u8,
        dst: *mut u8,
    ) {
        let (from, to) = (chain.steps.from, chain.steps.to);
        let one = Axis {
            len: 1,
            src: 0,
            dst: 0,
        };
        let (axes, line, step) = match plan.axes().split_last() {
            Some((last, outer)) if plan.run_length() == from => {
                (outer, *last, (last.src, self.real(last.dst)))
            }
            _ => {
                let len = plan.run_length() / from;
                let dense = (from.cast_signed(), to.cast_signed());
                (plan.axes(), Axis { len, ..one }, dense)
            }
        };
        // Rows go on where the source is nearest; else they follow each other.
        let nearest = (0..axes.len())
            .filter(|&k| axes[k].src != 0 && axes[k].src.unsigned_abs() < step.0.unsigned_abs())
            .min_by_key(|&k| axes[k].src.unsigned_abs());
        let at = nearest.unwrap_or(axes.len().saturating_sub(1));
        let row = axes.get(at).copied().unwrap_or(one);
        let (before, behind) = axes.split_at(at);
        each(before, src, core::ptr::null_mut(), |s, d| {
            each(behind.get(1..).unwrap_or(&[]), s, d, |s, d| {
                let grid = Grid {
                    src: s,
                    dst: dst.wrapping_offset(self.real(d.addr().cast_signed())),
                    rows: row.len,
                    row: (row.src, self.real(row.dst)),
                    len: line.len,
                    step,
                };
                // SAFETY: an index of the axes outside, and all of the two innermost.
                unsafe { chain.grid(rooms, &grid, nearest.is_some()) };
            });
        });
    }

    /// # Safety
    /// As for [`run`](Self::run), of a plan with these blocks and the axes `far` outside them.
    #[inline(never)]
    unsafe fn tiled(
        self,
        chain: &Chain<'_>,
        blocks: &Blocks,
        rooms: &mut Rooms,
        far: &[Axis],
        (src, dst): (*const u8, *mut u8),
    ) {
        // Not in the frame of those who need no tile.
        let mut tile = Tile {
            bytes: [MaybeUninit::uninit(); BLOCK],
            places: Table::new(),
            to: Table::new(),
        };
        each(far, src, core::ptr::null_mut(), |s, d| {
            // SAFETY: an index of the axes far outside; the tile is large enough for the blocks.
            unsafe { self.tiles(chain, blocks, rooms, &mut tile, (s, d), dst) }
        });
    }

    /// Whether the plan's destination is that of items of the source's size: only then do items that touch each other there do so in the real one.
    fn is_scaled(self, chain: &Chain<'_>) -> bool {
        let (from, to) = (chain.steps.from, chain.steps.to);
        self.ratio == (to.cast_signed(), from.cast_signed()) || from == to
    }

    /// Whether all items are gathered at once, and the destination is one block: but not where they may be read where they are.
    fn is_little(self, plan: &CopyPlan, chain: &Chain<'_>) -> bool {
        let mut block = plan.run_length();
        let axes = plan.axes();
        let one = axes.iter().rev().all(|axis| {
            let next = axis.dst.cast_unsigned() == block;
            block = block.saturating_mul(axis.len);
            next
        });
        one && !axes.is_empty()
            && chain.holds(block / chain.steps.from.max(1))
            && self.is_scaled(chain)
    }

    /// The blocks, where the source is worth bringing together, row by row of the destination.
    fn blocks(self, run: usize, chain: &Chain<'_>, near: &[Axis], dst: *mut u8) -> Option<Blocks> {
        if !self.is_scaled(chain) || run >= LONG || chain.steps.is_copy() || near.is_empty() {
            return None;
        }
        let stores = match chain.how.stream {
            true => tile(chain.steps, dst.addr().is_multiple_of(LINE)),
            // Fewer rows of what shrinks: their lines compete for the same places of the cache.
            false if chain.steps.from >= 8 && chain.steps.to < 8 => {
                Stores::Tile(4 * LINE, 2 * LINE)
            }
            false => Stores::Cached,
        };
        let blocks = Blocks::choose(near, run, stores);
        let columns = blocks.column_units();
        let fits = columns <= TABLE && columns.saturating_mul(blocks.row_units() * run) <= BLOCK;
        (blocks.way != Way::Scatter && fits).then_some(blocks)
    }

    /// # Safety
    /// Every index of the blocks' axes leads to a unit that may be read from `start.0` on; what it becomes may be written, the real way from
    /// `start.1` on behind `dst`. The blocks fit a tile.
    unsafe fn tiles(
        self,
        chain: &Chain<'_>,
        blocks: &Blocks,
        rooms: &mut Rooms,
        tile: &mut Tile,
        start: (*const u8, *mut u8),
        dst: *mut u8,
    ) {
        let mut tables = Tables::new();
        let places = tables.of(blocks);
        let moves = chain.how.moves();
        let kernel = kernel(blocks, moves);
        let (from, to) = (chain.steps.from, chain.steps.to);
        let unit = blocks.unit / from * to;
        let to_places = tile
            .to
            .set(places.to.iter().map(|&offset| self.real(offset)));
        let rows = Rows {
            moves,
            kernel,
            longest: blocks.row_units() * unit,
        };
        let lines = |offset: &isize| offset.unsigned_abs().is_multiple_of(LINE);
        let whole = to_places.iter().all(lines);
        let staged = chain.how.stream && rows.fit(places.to.len());
        let mut stage = None;
        let mut walk = blocks.walk(start.0, start.1).peekable();
        while let Some(cell) = walk.next() {
            let block = places.block(blocks.unit, &cell, walk.peek());
            let pitch = cell.units * blocks.unit;
            let rows_at = (0..cell.columns).map(|j| (j * pitch).cast_signed());
            let bytes = tile.bytes.as_mut_ptr().cast::<u8>();
            let gathered = Block {
                dst: bytes,
                to: tile.places.set(rows_at),
                ..block
            };
            // SAFETY: the cell's units are among the caller's, and its rows fit the tile.
            unsafe { kernel(&gathered) };
            let real = dst.wrapping_offset(self.real(cell.dst.addr().cast_signed()));
            let done = Block {
                unit,
                dst: real,
                to: &to_places[..cell.columns],
                ..block
            };
            let n = pitch / from;
            let direct = whole && real.addr().is_multiple_of(LINE) && (n * to).is_multiple_of(LINE);
            // SAFETY: the rows of the tile, just written, and where their items go, one after the other: a row is so in the plan. The stage
            // holds the rows of a block from their first cell to their last, for cells come in the order of the rows.
            unsafe {
                if staged && !direct {
                    let stage = stage.get_or_insert_with(Stage::new);
                    rows.pass_by(stage, &done, &cell, |staged| {
                        chain.rows(rooms, bytes, n, staged.dst, staged.to, false);
                    });
                } else {
                    chain.rows(rooms, bytes, n, real, done.to, direct);
                }
            }
        }
    }
}

/// The strides that a destination of items of the source's size would have; `None` where there is none that is like it.
fn strides(steps: &Steps, to: &Layout) -> Option<Few<isize>> {
    let (small, large) = (steps.from.cast_signed(), steps.to.cast_signed());
    let mut reach = 0_isize;
    let mut strides = Few::new();
    for (&len, &stride) in to.shape().iter().zip(to.strides()) {
        if len <= 1 {
            strides.push(0);
            continue;
        }
        if large == 0 || stride % large != 0 {
            return None;
        }
        let stride = (stride / large).checked_mul(small)?;
        let far = stride.checked_abs()?.checked_mul((len - 1).cast_signed())?;
        reach = reach.checked_add(far)?;
        strides.push(stride);
    }
    Some(strides)
}

/// How many bytes of the source a row and the columns of a tile should have.
///
/// Rows of at least a line of the destination, and of a register's lines of the source; longer ones where they have to be staged.
fn tile(steps: &Steps, aligned: bool) -> Stores {
    let (from, to) = (steps.from.max(1), steps.to.max(1));
    let line = if aligned { LINE } else { 4 * LINE };
    let row = (line / to).max(32 / from).max(4);
    let column = (TILE / row / from.max(to)).max(1) * from;
    Stores::Tile(row * from, column.clamp(LINE, 8 * LINE))
}
