//! Which copies within the caches are one block at first sight?
//!
//! Units at one step, and small transpositions of two axes: choosing blocks for them would last as long as the copy.
#![allow(unsafe_code, reason = "calls the loops that move bytes")]

use super::block::{Block, Moves};
use crate::copy::blocks::{LINE, PAGE};
use crate::copy::plan::Axis;

/// The most units along the row of a transposition: a table of so many offsets is made in no time.
const ROW: usize = 64;

/// The most columns: so many lines of the destination are in use at once.
const COLUMNS: usize = 32;

/// Moves the units if they are one block. Whether they were. Of a transposition, the source of the next one that lies like this one is fetched meanwhile.
///
/// # Safety
/// Every index of the axes, sorted as a plan's, leads to a unit that may be read at `src` and written at `dst`; none is both.
pub(super) unsafe fn moved(
    axes: &[Axis],
    unit: usize,
    moves: &Moves,
    src: *const u8,
    next: Option<*const u8>,
    dst: *mut u8,
) -> bool {
    let size = unit.cast_signed();
    let block = Block {
        unit,
        src,
        units: 0,
        rows: &[],
        step: None,
        even: None,
        planes: None,
        far: false,
        from: &[0],
        dst,
        to: &[0],
        next: None,
    };
    match axes {
        [row] if row.dst == size && unit <= LINE / 2 => {
            let block = Block {
                units: row.len,
                step: Some(row.src),
                ..block
            };
            // SAFETY: the units of the one axis.
            unsafe { (moves.gather)(&block) };
            true
        }
        [columns, row]
            if columns.src == size
                && row.dst == size
                && columns.len <= COLUMNS
                && row.len <= ROW
                && matches!(unit, 1 | 2 | 4 | 8 | 16) =>
        {
            let (mut rows, mut from, mut to) = ([0; ROW], [0; COLUMNS], [0; COLUMNS]);
            steps(&mut rows[..row.len], row.src);
            steps(&mut from[..columns.len], size);
            steps(&mut to[..columns.len], columns.dst);
            let block = Block {
                units: row.len,
                rows: &rows[..row.len],
                even: Some(row.src),
                from: &from[..columns.len],
                to: &to[..columns.len],
                far: row.src % PAGE == 0,
                next: next.map(|next| (next, &rows[..row.len])),
                ..block
            };
            // SAFETY: the units of the two axes; they lie one after the other in the source along the columns.
            unsafe { (moves.transpose[unit.trailing_zeros() as usize])(&block) };
            true
        }
        _ => false,
    }
}

/// The offsets of units at one step.
fn steps(offsets: &mut [isize], step: isize) {
    // Offsets of indices: within the reach.
    for (i, offset) in offsets.iter_mut().enumerate() {
        *offset = step.wrapping_mul(i.cast_signed());
    }
}
