//! How is a block moved on any machine?
#![allow(unsafe_code, reason = "the loops that move bytes")]
#![allow(
    clippy::multiple_unsafe_ops_per_block,
    reason = "in kernels one proof covers a tile"
)]

use super::block::{Block, Moves};
use super::piece::{Piece, Word, with_piece};
use crate::copy::blocks::LINE;

pub(super) static MOVES: Moves = Moves {
    transpose: TRANSPOSE,
    transpose_lines: TRANSPOSE,
    gather,
    gather_lines: gather,
    lines,
    fetch: |_, _| {},
    streams: false,
    fence: || {},
};

const TRANSPOSE: [super::block::Move; 5] = [
    transpose::<1>,
    transpose::<2>,
    transpose::<4>,
    transpose::<8>,
    transpose::<16>,
];

/// Rows a tile: so many lines of the source are in use at once.
const TILE: usize = 16;

/// # Safety
/// See [`Move`](super::block::Move); the units are of `W` bytes.
pub(super) unsafe fn transpose<const W: usize>(b: &Block<'_>) {
    for (i, rows) in b.rows.chunks(TILE).enumerate() {
        for (j, &to) in b.to.iter().enumerate() {
            let src = b.src.wrapping_add(j * W);
            let mut dst = b.dst.wrapping_offset(to).wrapping_add(i * TILE * W);
            for &row in rows {
                // SAFETY: unit (row, j) of the block.
                unsafe { Word::<W>.copy(src.wrapping_offset(row), dst) };
                dst = dst.wrapping_add(W);
            }
        }
    }
}

/// # Safety
/// See [`Move`](super::block::Move).
unsafe fn gather(b: &Block<'_>) {
    // SAFETY: the caller's promise, passed on with the unit's size.
    unsafe { with_piece!(b.unit, |piece| gather_pieces(b, |_| {}, piece)) }
}

/// Every unit of the block; `fetch` is told of addresses that the next block reads.
///
/// # Safety
/// See [`Move`](super::block::Move); the piece is of the unit's size.
#[inline(always)]
pub(super) unsafe fn gather_pieces<P: Piece>(
    b: &Block<'_>,
    fetch: impl Fn(*const u8) + Copy,
    piece: P,
) {
    let unit = piece.size();
    for (&from, &to) in b.from.iter().zip(b.to) {
        let (src, mut dst) = (b.src.wrapping_offset(from), b.dst.wrapping_offset(to));
        if let Some(step) = b.step {
            // SAFETY: the units of column j.
            unsafe { strided(src, step, dst, b.units, fetch, piece) };
            continue;
        }
        if let Some((next, ahead)) = b.next {
            for &row in ahead {
                let next = next.wrapping_offset(from).wrapping_offset(row);
                for line in (0..unit + LINE - 1).step_by(LINE) {
                    fetch(next.wrapping_add(line));
                }
            }
        }
        for &row in b.rows {
            // SAFETY: unit (i, j) of the block.
            unsafe { piece.copy(src.wrapping_offset(row), dst) };
            dst = dst.wrapping_add(unit);
        }
    }
}

/// Units at one step after another.
///
/// # Safety
/// `n` units may be read at these steps, and written one after the other.
#[inline(always)]
unsafe fn strided<P: Piece>(
    mut src: *const u8,
    step: isize,
    mut dst: *mut u8,
    n: usize,
    fetch: impl Fn(*const u8),
    piece: P,
) {
    /// Units a turn.
    const TURN: usize = 8;
    /// How far ahead is fetched: farther than the machine does by itself, which ends with each page.
    const AHEAD: isize = 2048;
    if step == 0 {
        // SAFETY: the caller's promise.
        return unsafe { repeat(src, dst, n, piece) };
    }
    let (unit, turn) = (piece.size(), step.wrapping_mul(TURN.cast_signed()));
    // Every line of the units of a turn, and none between units that lie farther apart than that.
    let far = step.unsigned_abs() >= LINE;
    let (lines, to_next, hint) = if far {
        (TURN, step, turn.wrapping_mul(2))
    } else {
        let lines = turn.unsigned_abs() / LINE + 1;
        let (line, ahead) = (LINE.cast_signed(), AHEAD);
        (lines, line * step.signum(), ahead * step.signum())
    };
    for _ in 0..n / TURN {
        let mut next = src.wrapping_offset(hint);
        for _ in 0..lines {
            fetch(next);
            next = next.wrapping_offset(to_next);
        }
        for k in 0..TURN {
            // SAFETY: one of the units.
            unsafe {
                piece.copy(
                    src.wrapping_offset(step * k.cast_signed()),
                    dst.wrapping_add(k * unit),
                )
            };
        }
        src = src.wrapping_offset(turn);
        dst = dst.wrapping_add(TURN * unit);
    }
    for _ in 0..n % TURN {
        // SAFETY: one of the units. The addresses step past the last one at the end, unused.
        unsafe { piece.copy(src, dst) };
        src = src.wrapping_offset(step);
        dst = dst.wrapping_add(unit);
    }
}

/// The same unit `n` times: the second time from the first copy, then two from two, four from four.
///
/// # Safety
/// One unit may be read, `n` written.
#[inline(always)]
unsafe fn repeat<P: Piece>(src: *const u8, dst: *mut u8, n: usize, piece: P) {
    let all = n * piece.size();
    if n == 0 {
        return;
    }
    // SAFETY: the first unit; then what is written already, as often as it fits.
    unsafe {
        piece.copy(src, dst);
        let mut done = piece.size();
        while done < all {
            let more = done.min(all - done);
            dst.cast_const()
                .copy_to_nonoverlapping(dst.wrapping_add(done), more);
            done += more;
        }
    }
}

/// # Safety
/// See [`Moves::lines`].
unsafe fn lines(src: *const u8, dst: *mut u8, n: usize) {
    // SAFETY: the caller's promise.
    unsafe { src.copy_to_nonoverlapping(dst, n * LINE) }
}
