//! How is a [`CopyPlan`] carried out?
//!
//! Block by block, by the kernels of this machine. Where more is moved than the caches hold, whole lines are stored past them: otherwise each line
//! would first be read. A kernel that does so ends with a fence on its own thread.
#![allow(unsafe_code, reason = "the loops that move bytes")]
#![allow(
    clippy::multiple_unsafe_ops_per_block,
    reason = "in kernels one proof covers a tile"
)]

#[cfg(all(target_arch = "x86_64", feature = "std"))]
mod avx2;
mod block;
mod convert;
mod direct;
mod each;
mod equal;
#[cfg(feature = "rayon")]
mod parallel;
mod piece;
mod portable;
mod scatter;
mod stage;
mod tables;

use self::block::{Block, Move, Moves};
use self::each::{each, each_while};
pub(crate) use self::equal::Sameness;
use self::stage::{Rows, Stage};
use self::tables::Tables;
use super::axis::NEAR;
use super::blocks::{Blocks, LINE, STREAM, Stores, Way};
use super::plan::CopyPlan;

/// How a machine moves bytes: what a plan does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct How {
    /// The kernels for any machine, also where there are better ones.
    pub(crate) portable: bool,
    /// Past the caches.
    pub(crate) stream: bool,
}

/// So few units are moved one by one: choosing blocks would last longer.
const FEW: usize = 96;

/// Units of so many bytes are moved one by one as well, unless they go past the caches: nothing is gained by blocks of them.
const LONG: usize = 256;

impl How {
    /// For a destination of so many bytes on this machine.
    pub(crate) fn best(bytes: usize) -> Self {
        let how = How {
            portable: false,
            stream: bytes >= STREAM,
        };
        How {
            stream: how.stream && how.moves().streams,
            ..how
        }
    }

    fn moves(self) -> &'static Moves {
        #[cfg(all(target_arch = "x86_64", feature = "std"))]
        if !self.portable && std::arch::is_x86_feature_detected!("avx2") {
            return &avx2::MOVES;
        }
        &portable::MOVES
    }
}

/// Who copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Crew {
    /// The thread that asks.
    One,
    /// The threads of rayon's current pool.
    #[cfg(feature = "rayon")]
    Pool,
}

impl Crew {
    pub(crate) fn is_one(self) -> bool {
        self == Crew::One
    }

    /// The threads that may work for both.
    #[cfg(feature = "rayon")]
    pub(crate) fn and(self, other: Self) -> Self {
        if self.is_one() { self } else { other }
    }

    /// # Safety
    /// As for [`CopyPlan::run`]; for several threads, distinct items of the destination are disjoint.
    pub(crate) unsafe fn run(
        self,
        plan: &CopyPlan,
        src: *const u8,
        src_offset: isize,
        dst: *mut u8,
        dst_offset: isize,
    ) {
        // SAFETY: the caller's promise.
        unsafe {
            match self {
                Crew::One => plan.run(src, src_offset, dst, dst_offset),
                #[cfg(feature = "rayon")]
                Crew::Pool => plan.run_on_pool(src, src_offset, dst, dst_offset),
            }
        }
    }
}

impl CopyPlan {
    /// Copies.
    ///
    /// # Safety
    /// The layouts that the plan was made of lie, from these addresses and offsets on, in memory that may be read (`src`) and written
    /// (`dst`); no byte is in both.
    pub(crate) unsafe fn run(
        &self,
        src: *const u8,
        src_offset: isize,
        dst: *mut u8,
        dst_offset: isize,
    ) {
        // SAFETY: the caller's promise.
        unsafe { self.run_as(How::best(self.bytes()), src, src_offset, dst, dst_offset) }
    }

    /// Copies as told.
    ///
    /// # Safety
    /// As for [`CopyPlan::run`].
    pub(crate) unsafe fn run_as(
        &self,
        how: How,
        src: *const u8,
        src_offset: isize,
        dst: *mut u8,
        dst_offset: isize,
    ) {
        if self.is_empty() {
            return;
        }
        // Both are offsets of items, by the caller's promise: within the reach, so the sums stay in the allocations.
        let src = src.wrapping_offset(src_offset + self.src_shift);
        let dst = dst.wrapping_offset(dst_offset + self.dst_shift);
        let axes = self.axes();
        let (far, near) = axes.split_at(axes.len().saturating_sub(NEAR));
        if near.is_empty() {
            // SAFETY: one run of readable and writable bytes.
            return unsafe { src.copy_to_nonoverlapping(dst, self.run_length()) };
        }
        let simple = self.bytes() <= FEW * self.run_length() || self.run_length() >= LONG;
        if far.is_empty() && !how.stream && simple {
            // SAFETY: every index of the axes leads to a unit that may be read and written.
            return unsafe { scatter::scatter(near, src, dst, self.run_length()) };
        }
        if far.is_empty() && !how.stream {
            // SAFETY: every index of the axes leads to a unit that may be read and written.
            let done =
                unsafe { direct::moved(near, self.run_length(), how.moves(), src, None, dst) };
            if done {
                return;
            }
        }
        let stores = match how.stream {
            false => Stores::Cached,
            true if dst.addr().is_multiple_of(LINE) => Stores::Lines,
            true => Stores::Staged,
        };
        let blocks = Blocks::choose(near, self.run_length(), stores);
        let moves = how.moves();
        each(far, src, dst, |src, dst| {
            // SAFETY: an index of the axes far outside; every index of the near ones leads to a unit that may be read and written.
            unsafe {
                match blocks.way {
                    Way::Scatter => scatter::scatter(near, src, dst, blocks.unit),
                    _ if how.stream => streamed(&blocks, moves, src, dst),
                    _ => cached(&blocks, moves, src, dst),
                }
            }
        });
        if how.stream {
            (moves.fence)();
        }
    }
}

fn kernel(blocks: &Blocks, moves: &Moves) -> Move {
    match blocks.way {
        Way::Transpose => moves.transpose[blocks.unit.trailing_zeros() as usize],
        _ => moves.gather,
    }
}

/// Stores as any store.
///
/// # Safety
/// Every index of the blocks' axes leads to a unit that may be read at `src` and written at `dst`; none is both.
unsafe fn cached(blocks: &Blocks, moves: &Moves, src: *const u8, dst: *mut u8) {
    let mut tables = Tables::new();
    let places = tables.of(blocks);
    let kernel = kernel(blocks, moves);
    for cell in blocks.walk(src, dst) {
        let block = places.block(blocks.unit, &cell, None);
        // SAFETY: the cell's units are among the caller's.
        unsafe { kernel(&block) };
    }
}

/// Stores whole lines past the caches, and fetches the source of the next block meanwhile.
///
/// # Safety
/// As for [`cached`].
unsafe fn streamed(blocks: &Blocks, moves: &Moves, src: *const u8, dst: *mut u8) {
    let mut tables = Tables::new();
    let places = tables.of(blocks);
    let rows = Rows {
        moves,
        kernel: kernel(blocks, moves),
        longest: blocks.row_units() * blocks.unit,
    };
    let direct = match blocks.way {
        // Of fewer columns no tile can be made.
        Way::Transpose if blocks.unit * places.to.len() >= 16 => {
            Some(moves.transpose_lines[blocks.unit.trailing_zeros() as usize])
        }
        Way::Gather if blocks.unit.is_multiple_of(LINE) => Some(moves.gather_lines),
        _ => None,
    };
    let direct = direct.filter(|_| {
        places
            .to
            .iter()
            .all(|to| to.unsigned_abs().is_multiple_of(LINE))
    });
    let steps = places.step.is_some() && matches!(blocks.unit, 1 | 2 | 4 | 8 | 16);
    let fit = rows.fit(places.to.len());
    let mut stage = Stage::new();
    let mut walk = blocks.walk(src, dst).peekable();
    while let Some(cell) = walk.next() {
        let block = places.block(blocks.unit, &cell, walk.peek());
        let whole =
            cell.dst.addr().is_multiple_of(LINE) && (cell.units * blocks.unit).is_multiple_of(LINE);
        // SAFETY: the cell's units are among the caller's; rows are whole lines where the kernel asks for it; the stage holds these rows
        // from their first cell to their last, for cells come in the order of the rows.
        unsafe {
            match direct {
                Some(lines) if whole => lines(&block),
                None if steps && cell.dst.addr().is_multiple_of(blocks.unit) => {
                    in_lines(moves, &block)
                }
                _ if fit => rows.pass(&mut stage, &block, &cell),
                _ => (rows.kernel)(&block),
            }
        }
    }
}

/// Units at one step: whole lines past the caches, what is before and behind them as usual.
///
/// # Safety
/// As for a kernel, see [`Move`](block::Move); the units are of 1, 2, 4, 8 or 16 bytes, at one step, and go to multiples of their size.
unsafe fn in_lines(moves: &Moves, b: &Block<'_>) {
    let Some(step) = b.step else {
        unreachable!("units at one step")
    };
    let part = |from: usize, to: usize| Block {
        src: b.src.wrapping_offset(step.wrapping_mul(from.cast_signed())),
        dst: b.dst.wrapping_add(from * b.unit),
        units: to - from,
        ..*b
    };
    let line = LINE / b.unit;
    let head = (b.dst.addr().next_multiple_of(LINE) - b.dst.addr()) / b.unit;
    let head = head.min(b.units);
    let tail = head + (b.units - head) / line * line;
    // SAFETY: parts of the block; those between head and tail are whole lines.
    unsafe {
        if head > 0 {
            (moves.gather)(&part(0, head));
        }
        (moves.gather_lines)(&part(head, tail));
        if tail < b.units {
            (moves.gather)(&part(tail, b.units));
        }
    }
}
