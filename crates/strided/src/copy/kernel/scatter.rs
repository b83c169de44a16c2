//! How are units stored that the destination does not hold one after the other?
//!
//! One by one, in square tiles where the source is near along another axis: so each line of either side is used up while it is in the cache.
#![allow(unsafe_code, reason = "the loops that move bytes")]

use core::hint::black_box;

use super::each;
use super::piece::{Piece, with_piece};
use crate::copy::Axis;

/// Units a side of a tile: with 16-byte units two tiles fill half of a 32 KiB first-level cache.
const TILE: usize = 32;

/// # Safety
/// Every index of the axes, the last fastest, leads to a unit that may be read at `src` and written at `dst`; none is both.
pub(super) unsafe fn scatter(axes: &[Axis], src: *const u8, dst: *mut u8, unit: usize) {
    // SAFETY: the caller's promise, passed on with the unit's size.
    unsafe { with_piece!(unit, |piece| tiles(axes, src, dst, piece)) }
}

/// From so many units on it pays to compute two addresses at once.
const LONG: usize = 256;

/// # Safety
/// As for [`scatter`]; the piece is of the unit's size.
unsafe fn tiles<P: Piece>(axes: &[Axis], src: *const u8, dst: *mut u8, piece: P) {
    let Some((inner, rest)) = axes.split_last() else {
        // SAFETY: the one index there is.
        return unsafe { piece.copy(src, dst) };
    };
    let near = (0..rest.len())
        .filter(|&k| rest[k].src != 0 && rest[k].src.unsigned_abs() < inner.src.unsigned_abs())
        .min_by_key(|&k| rest[k].src.unsigned_abs());
    let Some(k) = near else {
        if inner.len >= LONG && piece.size() <= 16 {
            return each(rest, src, dst, |s, d| {
                // SAFETY: as below.
                unsafe { long_line(inner, s, d, piece) }
            });
        }
        return each(rest, src, dst, |s, d| {
            // SAFETY: an index of the axes outside, and all of the innermost.
            unsafe { line(inner, inner.len, s, d, piece) }
        });
    };
    let columns = &rest[k];
    let (before, behind) = rest.split_at(k);
    let tile = |s: *const u8, d: *mut u8| {
        for j in (0..columns.len).step_by(TILE) {
            for i in (0..inner.len).step_by(TILE) {
                for jj in j..columns.len.min(j + TILE) {
                    let (s, d) = columns.at(jj, s, d);
                    let (s, d) = inner.at(i, s, d);
                    // SAFETY: indices (jj, i) and on of the two axes.
                    unsafe { line(inner, TILE.min(inner.len - i), s, d, piece) }
                }
            }
        }
    };
    each(before, src, dst, |s, d| each(&behind[1..], s, d, tile));
}

/// # Safety
/// `n` units may be read and written at the axis's steps.
#[inline(always)]
pub(super) unsafe fn line<P: Piece>(
    axis: &Axis,
    n: usize,
    mut s: *const u8,
    mut d: *mut u8,
    piece: P,
) {
    for _ in 0..n {
        // SAFETY: one of the units. The addresses step past the last one at the end, unused.
        unsafe { piece.copy(s, d) };
        s = s.wrapping_offset(axis.src);
        d = d.wrapping_offset(axis.dst);
    }
}

/// Two units a turn, so that an address does not wait for the one before.
///
/// # Safety
/// As many units as the axis has may be read and written at its steps.
unsafe fn long_line<P: Piece>(axis: &Axis, mut s: *const u8, mut d: *mut u8, piece: P) {
    // Hidden from the compiler: it would make two additions of each, of which the second waits for the first.
    let far = black_box(Axis {
        len: axis.len / 2,
        src: axis.src.wrapping_mul(2),
        dst: axis.dst.wrapping_mul(2),
    });
    for _ in 0..far.len {
        let (next_s, next_d) = axis.at(1, s, d);
        // SAFETY: two of the units.
        unsafe {
            piece.copy(s, d);
            piece.copy(next_s, next_d);
        }
        (s, d) = far.at(1, s, d);
    }
    // SAFETY: those that are left.
    unsafe { line(axis, axis.len % 2, s, d, piece) }
}
