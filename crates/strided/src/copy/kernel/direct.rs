//! Which copies within the caches are one block, or a few, at first sight?
//!
//! Units at one step, and transpositions of two axes that are a few blocks of one size: choosing others for them would last as long as the copy.
#![allow(unsafe_code, reason = "calls the loops that move bytes")]

use super::block::{Block, Moves};
use crate::copy::Axis;
use crate::copy::blocks::{LINE, PAGE};

/// The most units along the row of a block: a table of so many offsets is made in no time.
const ROW: usize = 64;

/// The most columns of a block: so many lines of the destination are in use at once.
const COLUMNS: usize = 32;

/// So many blocks a transposition has at most, along the row and along the columns.
const BLOCKS: [usize; 2] = [4, 8];

/// Moves the units if they are few blocks. Whether they were. Of a transposition of one block, the source of the next one that lies like it is fetched meanwhile.
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
                && columns.len <= BLOCKS[1] * COLUMNS
                && row.len <= BLOCKS[0] * ROW
                && matches!(unit, 1 | 2 | 4 | 8 | 16) =>
        {
            let (mut rows, mut from, mut to) = ([0; ROW], [0; COLUMNS], [0; COLUMNS]);
            let (most, wide) = (row.len.min(ROW), columns.len.min(COLUMNS));
            steps(&mut rows[..most], row.src);
            steps(&mut from[..wide], size);
            steps(&mut to[..wide], columns.dst);
            for i in (0..row.len).step_by(ROW) {
                let units = ROW.min(row.len - i);
                let next = next.map(|next| (next, &rows[..units]));
                for j in (0..columns.len).step_by(COLUMNS) {
                    let (src, dst) = row.at(i, src, dst);
                    let (src, dst) = columns.at(j, src, dst);
                    let n = COLUMNS.min(columns.len - j);
                    let block = Block {
                        src,
                        dst,
                        units,
                        rows: &rows[..units],
                        even: Some(row.src),
                        from: &from[..n],
                        to: &to[..n],
                        far: row.src % PAGE == 0,
                        next,
                        ..block
                    };
                    // SAFETY: units of the two axes; they lie one after the other in the source along the columns.
                    unsafe { (moves.transpose[unit.trailing_zeros() as usize])(&block) };
                }
            }
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
