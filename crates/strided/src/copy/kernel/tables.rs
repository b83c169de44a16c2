//! Where do the units of a block lie, on either side?
#![allow(unsafe_code, reason = "tables that are filled in entry by entry")]

use core::mem::MaybeUninit;

use super::block::Block;
use crate::copy::Axis;
use crate::copy::blocks::{Blocks, LINE, PAGE, TABLE};
use crate::copy::walk::Cell;

/// The most bytes of the next block that are fetched into the first-level cache, besides the block in work.
const NEXT: usize = 16 * 1024;

/// Where units lie within a block, on either side.
pub(super) struct Tables {
    rows: [MaybeUninit<isize>; TABLE],
    from: [MaybeUninit<isize>; TABLE],
    to: [MaybeUninit<isize>; TABLE],
}

/// [`Tables`] that were filled in.
pub(super) struct Places<'a> {
    rows: &'a [isize],
    pub(super) step: Option<isize>,
    even: Option<isize>,
    planes: Option<(usize, isize)>,
    /// See [`Block`].
    far: bool,
    /// Whether the next block's rows are worth fetching: the source does not run through them line by line.
    fetch: bool,
    from: &'a [isize],
    pub(super) to: &'a [isize],
}

impl Tables {
    pub(super) fn new() -> Self {
        const EMPTY: [MaybeUninit<isize>; TABLE] = [MaybeUninit::uninit(); TABLE];
        Tables {
            rows: EMPTY,
            from: EMPTY,
            to: EMPTY,
        }
    }

    pub(super) fn of(&mut self, blocks: &Blocks) -> Places<'_> {
        let (row, column) = (blocks.row(), blocks.column());
        let columns = blocks.column_units();
        let step = blocks.step();
        let units = step.map_or(blocks.row_units(), |_| 0);
        Places {
            rows: offsets(&mut self.rows, row, units, |a| a.src),
            step,
            even: match row {
                [axis] => Some(axis.src),
                _ => None,
            },
            planes: blocks.planes(),
            far: row.last().is_some_and(|a| a.src % PAGE == 0)
                || blocks.row_units() * columns * blocks.unit > NEXT,
            fetch: row.last().is_some_and(|a| a.src.unsigned_abs() >= LINE),
            from: offsets(&mut self.from, column, columns, |a| a.src),
            to: offsets(&mut self.to, column, columns, |a| a.dst),
        }
    }
}

/// The offsets of the first `n` indices, the last axis fastest: each axis repeats what the ones inside it have.
fn offsets<'a>(
    table: &'a mut [MaybeUninit<isize>],
    axes: &[Axis],
    n: usize,
    step: impl Fn(&Axis) -> isize,
) -> &'a [isize] {
    let table = &mut table[..n];
    if n == 0 {
        return &[];
    }
    table[0].write(0);
    let mut done = 1_usize;
    for axis in axes.iter().rev() {
        let (inner, step) = (done, step(axis));
        let end = inner.saturating_mul(axis.len).min(n);
        while done < end {
            // SAFETY: `inner` is at least 1, so the entry was written before.
            let before = unsafe { table[done - inner].assume_init() };
            table[done].write(before.wrapping_add(step));
            done += 1;
        }
    }
    debug_assert_eq!(done, n);
    // SAFETY: the loops end at `n`: the axes have at least as many indices.
    unsafe { core::slice::from_raw_parts(table.as_ptr().cast(), done) }
}

impl Places<'_> {
    #[inline]
    pub(super) fn block<'a>(&'a self, unit: usize, cell: &Cell, next: Option<&Cell>) -> Block<'a> {
        let rows = |units: usize| self.rows.get(..units).unwrap_or(&[]);
        let next = next.filter(|_| self.fetch);
        Block {
            unit,
            src: cell.src,
            units: cell.units,
            rows: rows(cell.units),
            step: self.step,
            even: self.even,
            planes: self.planes,
            far: self.far,
            from: &self.from[..cell.columns],
            dst: cell.dst,
            to: &self.to[..cell.columns],
            next: next.map(|next| (next.src, rows(next.units))),
        }
    }
}
