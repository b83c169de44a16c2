//! How do rows that begin and end anywhere reach the memory as whole lines?
//!
//! A block is first put together in the first-level cache, each row at the same place within a line as in the destination. Then whole lines
//! go past the caches, and what is left of a row at its end waits there for the next block of the same row. So only the
//! first and the last line of a row are ever written in part.
#![allow(unsafe_code, reason = "memory that is not initialised")]
#![allow(
    clippy::multiple_unsafe_ops_per_block,
    reason = "in kernels one proof covers a tile"
)]

use core::mem::MaybeUninit;

use super::block::{Block, Move, Moves};
use crate::copy::blocks::{BLOCK, LINE, TABLE};
use crate::copy::walk::Cell;

/// A block's rows, one after the other.
#[repr(align(64))]
pub(super) struct Stage {
    bytes: [MaybeUninit<u8>; BLOCK + 4 * LINE],
    places: [isize; TABLE],
}

/// The rows of the blocks that pass through a stage.
pub(super) struct Rows<'a> {
    pub(super) moves: &'a Moves,
    /// What puts a block together.
    pub(super) kernel: Move,
    /// The most bytes of a row.
    pub(super) longest: usize,
}

impl Rows<'_> {
    /// From the start of one row to the start of the next: room for what comes before it in its line, and for what waits behind it.
    fn pitch(&self) -> usize {
        self.longest.next_multiple_of(LINE) + LINE
    }

    /// Whether so many rows fit at once.
    pub(super) fn fit(&self, columns: usize) -> bool {
        columns <= TABLE && columns * self.pitch() <= BLOCK + 4 * LINE
    }

    /// Moves a block past the caches.
    ///
    /// # Safety
    /// As for [`Move`]; the rows fit, and since the first cell of these rows the stage was not used for others.
    pub(super) unsafe fn pass(&self, stage: &mut Stage, b: &Block<'_>, cell: &Cell) {
        // SAFETY: the caller's promise; the kernel moves the block that it is given.
        unsafe { self.pass_by(stage, b, cell, |staged| (self.kernel)(staged)) }
    }

    /// The same, where `put` writes the block: to its places on the stage.
    ///
    /// # Safety
    /// As for [`pass`](Self::pass); `put` writes every row.
    #[inline]
    pub(super) unsafe fn pass_by(
        &self,
        stage: &mut Stage,
        b: &Block<'_>,
        cell: &Cell,
        put: impl FnOnce(&Block<'_>),
    ) {
        let pitch = self.pitch();
        let bytes = b.units * b.unit;
        // What would wait is a part of a line whose head is not ours: short rows go out at once.
        let whole = self.longest < LINE;
        let (first, last) = (cell.first || whole, cell.last || whole);
        for (j, (place, &to)) in stage.places.iter_mut().zip(b.to).enumerate() {
            *place = (j * pitch + phase(b.dst, to)).cast_signed();
        }
        let start = stage.bytes.as_mut_ptr().cast::<u8>();
        let staged = Block {
            dst: start,
            to: &stage.places[..b.to.len()],
            ..*b
        };
        put(&staged);
        for (j, &to) in b.to.iter().enumerate() {
            let dst = b.dst.wrapping_offset(to);
            let row = start.wrapping_add(j * pitch);
            let row = Row {
                bytes: row,
                phase: phase(b.dst, to),
                len: bytes,
            };
            // SAFETY: the row was just written to the stage, and what is before it in its line waited there; it may be written at `dst`.
            unsafe { row.send(self.moves, dst, first, last) };
        }
    }
}

/// How far behind the start of its line a row starts.
fn phase(dst: *mut u8, to: isize) -> usize {
    dst.wrapping_offset(to).addr() % LINE
}

/// One row on the stage.
struct Row {
    /// The start of the line in which the row starts.
    bytes: *mut u8,
    phase: usize,
    len: usize,
}

impl Row {
    /// # Safety
    /// The row's bytes may be read, and written at `dst`; if it is not the first of its row, `phase` bytes before both as well. The
    /// stage has a line of room behind the row.
    unsafe fn send(&self, moves: &Moves, dst: *mut u8, first: bool, last: bool) {
        let Row { bytes, phase, len } = *self;
        let end = phase + len;
        let line = dst.wrapping_sub(phase);
        let copy = |from: usize, to: usize| {
            // SAFETY: a part of the row, or of what waited before it.
            unsafe {
                let (s, d) = (bytes.wrapping_add(from), line.wrapping_add(from));
                s.copy_to_nonoverlapping(d, to - from);
            }
        };
        let mut done = 0;
        if first && phase > 0 {
            done = LINE.min(end);
            copy(phase, done);
        }
        let whole = end / LINE * LINE;
        if done < whole {
            let (s, d) = (bytes.wrapping_add(done), line.wrapping_add(done));
            // SAFETY: whole lines of the row and of what waited.
            unsafe { (moves.lines)(s, d, (whole - done) / LINE) };
            done = whole;
        }
        if done < end {
            if last {
                copy(done, end);
            } else {
                // SAFETY: both are lines of the stage; the rest is at most one line, and behind the first one.
                unsafe { bytes.wrapping_add(done).copy_to(bytes, LINE) };
            }
        }
    }
}

impl Stage {
    pub(super) fn new() -> Self {
        Stage {
            bytes: [MaybeUninit::uninit(); BLOCK + 4 * LINE],
            places: [0; TABLE],
        }
    }
}
