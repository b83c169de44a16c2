//! How is a block moved on an x86-64 machine with AVX2?
//!
//! A tile is `2 * C` rows of `C` units, where `C` units are 16 bytes: register `k` holds row `k` in its lower half and row `k + C` in its
//! upper one. Interleaving register `k` with register `k + C / 2`, log2(C) times, transposes both halves at once, so that register `k` then
//! holds column `k` of all rows: 32 bytes of the destination. One network serves all widths.
//!
//! Where the number of rows or columns is no multiple of the tile's, the last tile goes back a little and moves some units twice.
#![allow(unsafe_code, reason = "SIMD over raw pointers")]
#![allow(
    clippy::multiple_unsafe_ops_per_block,
    reason = "in kernels one proof covers a tile"
)]

mod comb;
mod weave;

use core::arch::x86_64::*;
use core::ops::Range;

use super::block::{Block, Moves};
use super::piece::with_piece;
use super::portable;
use super::portable::gather_pieces;
use crate::copy::blocks::LINE;

// Stores past the caches are assembly to the compiler, which no sanitizer sees into: in their builds lines are stored as usual, and watched.
#[cfg(any(sanitized, fuzzing))]
use _mm256_store_si256 as store_past;
#[cfg(not(any(sanitized, fuzzing)))]
use _mm256_stream_si256 as store_past;

/// Only for machines with AVX2.
pub(super) static MOVES: Moves = Moves {
    transpose: [
        transpose_1,
        transpose_2,
        transpose_4,
        transpose_8,
        transpose_16,
    ],
    transpose_lines: [lines_1, lines_2, lines_4, lines_8, lines_16],
    gather,
    gather_lines,
    lines,
    fetch: |start, bytes| {
        let phase = start.addr() % LINE;
        for line in (0..phase + bytes).step_by(LINE) {
            prefetch_far(start.wrapping_sub(phase).wrapping_add(line));
        }
    },
    streams: true,
    fence: || {
        // SAFETY: every x86-64 machine has SSE.
        unsafe { _mm_sfence() }
    },
};

/// One entry a width: the width, the units of 16 bytes, the names.
macro_rules! entries {
    ($($width:literal $across:literal $plain:ident $lines:ident)*) => {$(
        /// # Safety
        /// See [`Move`](super::block::Move); the machine has AVX2.
        #[target_feature(enable = "avx2")]
        unsafe fn $plain(b: &Block<'_>) {
            // SAFETY: the caller's promise.
            unsafe { transpose::<$width, $across>(b) }
        }

        /// # Safety
        /// See [`Moves::transpose_lines`]; the machine has AVX2.
        #[target_feature(enable = "avx2")]
        unsafe fn $lines(b: &Block<'_>) {
            // SAFETY: the caller's promise.
            unsafe { transpose_lines::<$width, $across>(b) }
        }
    )*};
}
entries! {
    1 16 transpose_1 lines_1
    2 8 transpose_2 lines_2
    4 4 transpose_4 lines_4
    8 2 transpose_8 lines_8
    16 1 transpose_16 lines_16
}

/// # Safety
/// See [`Move`](super::block::Move); the machine has AVX2.
#[inline(always)]
unsafe fn transpose<const W: usize, const C: usize>(b: &Block<'_>) {
    let (rows, columns) = (b.rows.len(), b.to.len());
    // SAFETY: the same block.
    if columns <= weave::MOST && W < 16 && unsafe { weave::apart::<W>(b) } {
        return;
    }
    if rows < 2 * C || columns < C {
        // SAFETY: the same block.
        return unsafe { portable::transpose::<W>(b) };
    }
    for i in tiles(rows, 2 * C) {
        for (tile, j) in tiles(columns, C).enumerate() {
            fetch(b, i..i + 2 * C, tile, j + C == columns);
            let src = b.src.wrapping_add(j * W);
            // SAFETY: the tile of rows i.. and columns j.., which lies in the block; its columns are 32 bytes each.
            unsafe {
                let tile = begun::<W, C>(src, &b.rows[i..i + 2 * C]);
                for (g, to) in b.to[j..j + C].chunks_exact(at_once(C)).enumerate() {
                    for (&to, column) in to.iter().zip(ended::<W, C>(&tile, g)) {
                        let dst = b.dst.wrapping_offset(to).wrapping_add(i * W);
                        _mm256_storeu_si256(dst.cast(), column);
                    }
                }
            }
        }
    }
}

/// # Safety
/// See [`Moves::transpose_lines`]; the machine has AVX2.
#[inline(always)]
unsafe fn transpose_lines<const W: usize, const C: usize>(b: &Block<'_>) {
    let (rows, columns) = (b.rows.len(), b.to.len());
    debug_assert!((rows * W).is_multiple_of(LINE));
    if columns < C {
        // SAFETY: the same block.
        return unsafe { portable::transpose::<W>(b) };
    }
    for i in (0..rows).step_by(4 * C) {
        for (tile, j) in tiles(columns, C).enumerate() {
            fetch(b, i..i + 4 * C, tile, j + C == columns);
            let src = b.src.wrapping_add(j * W);
            // SAFETY: two tiles, rows i.. and i + 2 * C.., which lie in the block; together their columns are whole lines.
            unsafe {
                let one = begun::<W, C>(src, &b.rows[i..i + 2 * C]);
                let two = begun::<W, C>(src, &b.rows[i + 2 * C..i + 4 * C]);
                for (g, to) in b.to[j..j + C].chunks_exact(at_once(C)).enumerate() {
                    let (one, two) = (ended::<W, C>(&one, g), ended::<W, C>(&two, g));
                    for (k, &to) in to.iter().enumerate() {
                        let dst = b.dst.wrapping_offset(to).wrapping_add(i * W);
                        debug_assert!(dst.addr().is_multiple_of(LINE));
                        store_past(dst.cast(), one[k]);
                        store_past(dst.wrapping_add(32).cast(), two[k]);
                    }
                }
            }
        }
    }
}

/// The start of every tile: at least one, the last so that it ends with the rest.
#[inline(always)]
fn tiles(len: usize, tile: usize) -> impl Iterator<Item = usize> {
    (0..len).step_by(tile).map(move |i| i.min(len - tile))
}

/// Fetches lines of the next block. Four tiles are a line wide, and each fetches a quarter of its rows: all at once they would hold up the loads
/// of the block in work.
#[inline(always)]
fn fetch(b: &Block<'_>, rows: Range<usize>, tile: usize, last: bool) {
    if let Some((next, ahead)) = b.next
        && let Some(ahead) = ahead.get(rows)
    {
        let (n, quarter) = (ahead.len(), tile % 4);
        let end = if last { n } else { n * (quarter + 1) / 4 };
        let next = next.wrapping_add(tile / 4 * LINE);
        for &row in &ahead[n * quarter / 4..end] {
            let next = next.wrapping_offset(row);
            if b.far {
                prefetch_far(next)
            } else {
                prefetch(next)
            }
        }
    }
}

#[inline(always)]
fn prefetch_far(address: *const u8) {
    // SAFETY: as in `prefetch`.
    unsafe { _mm_prefetch::<_MM_HINT_T1>(address.cast()) }
}

#[inline(always)]
fn prefetch(address: *const u8) {
    // SAFETY: a hint, for which any address will do; every x86-64 machine has SSE.
    unsafe { _mm_prefetch::<_MM_HINT_T0>(address.cast()) }
}

/// `2 * C` rows of 16 bytes, with all but the last rounds of the network behind them: [`ended`] does those.
///
/// # Safety
/// 16 bytes may be read at each of the rows; the machine has AVX2.
#[inline(always)]
unsafe fn begun<const W: usize, const C: usize>(src: *const u8, rows: &[isize]) -> [__m256i; C] {
    let rows = &rows[..2 * C];
    // SAFETY: the caller's promise.
    unsafe {
        let mut r = [_mm256_setzero_si256(); C];
        if C >= 8 {
            let q = C / 4;
            for k in 0..q {
                let a = two_rows(src, rows[k], rows[k + C]);
                let b = two_rows(src, rows[k + q], rows[k + q + C]);
                let c = two_rows(src, rows[k + 2 * q], rows[k + 2 * q + C]);
                let d = two_rows(src, rows[k + 3 * q], rows[k + 3 * q + C]);
                [r[4 * k], r[4 * k + 1], r[4 * k + 2], r[4 * k + 3]] = two_rounds::<W>(a, b, c, d);
            }
        } else {
            for k in 0..C {
                r[k] = two_rows(src, rows[k], rows[k + C]);
            }
        }
        r
    }
}

/// 16 bytes of two rows.
///
/// # Safety
/// They may be read; the machine has AVX2.
#[inline(always)]
unsafe fn two_rows(src: *const u8, low: isize, high: isize) -> __m256i {
    // SAFETY: the caller's promise.
    unsafe {
        let low = _mm_loadu_si128(src.wrapping_offset(low).cast());
        let high = _mm_loadu_si128(src.wrapping_offset(high).cast());
        _mm256_inserti128_si256::<1>(_mm256_castsi128_si256(low), high)
    }
}

/// How many columns [`ended`] gives at once: so few are in work that none leaves the registers.
const fn at_once(columns: usize) -> usize {
    match columns {
        16 | 4 => 4,
        8 | 2 => 2,
        _ => 1,
    }
}

/// Columns `at_once(C) * g` and on of a tile that was begun.
///
/// # Safety
/// The machine has AVX2.
#[inline(always)]
unsafe fn ended<const W: usize, const C: usize>(r: &[__m256i; C], g: usize) -> [__m256i; 4] {
    // SAFETY: the caller's promise.
    unsafe {
        match C {
            16 | 4 => two_rounds::<W>(r[g], r[g + C / 4], r[g + C / 2], r[g + C / 4 * 3]),
            8 | 2 => {
                let (a, b) = (r[g], r[g + C / 2]);
                [low::<W>(a, b), high::<W>(a, b), a, b]
            }
            _ => [r[g]; 4],
        }
    }
}

/// What two rounds make of registers `k`, `k + C / 4`, `k + C / 2` and `k + 3 * C / 4`: registers `4 * k` to `4 * k + 3`.
///
/// # Safety
/// The machine has AVX2.
#[inline(always)]
unsafe fn two_rounds<const W: usize>(
    a: __m256i,
    b: __m256i,
    c: __m256i,
    d: __m256i,
) -> [__m256i; 4] {
    // SAFETY: the caller's promise.
    unsafe {
        let (e, f) = (low::<W>(a, c), high::<W>(a, c));
        let (g, h) = (low::<W>(b, d), high::<W>(b, d));
        [
            low::<W>(e, g),
            high::<W>(e, g),
            low::<W>(f, h),
            high::<W>(f, h),
        ]
    }
}

/// Interleaves the lower eight bytes of both halves, by units.
///
/// # Safety
/// The machine has AVX2.
#[inline(always)]
unsafe fn low<const W: usize>(a: __m256i, b: __m256i) -> __m256i {
    // SAFETY: the caller's promise.
    unsafe {
        match W {
            1 => _mm256_unpacklo_epi8(a, b),
            2 => _mm256_unpacklo_epi16(a, b),
            4 => _mm256_unpacklo_epi32(a, b),
            _ => _mm256_unpacklo_epi64(a, b),
        }
    }
}

/// Interleaves the upper eight bytes of both halves, by units.
///
/// # Safety
/// The machine has AVX2.
#[inline(always)]
unsafe fn high<const W: usize>(a: __m256i, b: __m256i) -> __m256i {
    // SAFETY: the caller's promise.
    unsafe {
        match W {
            1 => _mm256_unpackhi_epi8(a, b),
            2 => _mm256_unpackhi_epi16(a, b),
            4 => _mm256_unpackhi_epi32(a, b),
            _ => _mm256_unpackhi_epi64(a, b),
        }
    }
}

/// # Safety
/// See [`Move`](super::block::Move); the machine has AVX2.
#[target_feature(enable = "avx2")]
unsafe fn gather(b: &Block<'_>) {
    if let Some(step) = b.step
        && comb::serves(b.unit)
    {
        let (src, dst) = b.only_column();
        // SAFETY: the units of the only column.
        return unsafe { comb::gather::<false>(src, step, dst, b.units, b.unit) };
    }
    // SAFETY: the same block.
    if b.planes.is_some() && unsafe { weave::together(b) } {
        return;
    }
    // SAFETY: the caller's promise, passed on with the unit's size.
    unsafe { with_piece!(b.unit, |piece| gather_pieces(b, prefetch, piece)) }
}

/// # Safety
/// See [`Moves::gather_lines`]; the machine has AVX2.
#[target_feature(enable = "avx2")]
unsafe fn gather_lines(b: &Block<'_>) {
    if let Some(step) = b.step {
        let (src, dst) = b.only_column();
        // SAFETY: the units of the only column, which are whole lines.
        return unsafe { comb::gather::<true>(src, step, dst, b.units, b.unit) };
    }
    debug_assert!(b.unit.is_multiple_of(LINE));
    let ahead = b.next.map_or(&[][..], |next| next.1);
    for (&from, &to) in b.from.iter().zip(b.to) {
        let (src, dst) = (b.src.wrapping_offset(from), b.dst.wrapping_offset(to));
        let next = b.next.map_or(src, |next| next.0.wrapping_offset(from));
        for (i, &row) in b.rows.iter().enumerate() {
            if let Some(&row) = ahead.get(i) {
                for line in (0..b.unit).step_by(LINE) {
                    prefetch(next.wrapping_offset(row).wrapping_add(line));
                }
            }
            let dst = dst.wrapping_add(i * b.unit);
            // SAFETY: unit (i, j) of the block, whole lines of the destination.
            unsafe { lines(src.wrapping_offset(row), dst, b.unit / LINE) };
        }
    }
}

/// # Safety
/// See [`Moves::lines`]; the machine has AVX2.
#[target_feature(enable = "avx2")]
unsafe fn lines(mut src: *const u8, mut dst: *mut u8, n: usize) {
    debug_assert!(dst.addr().is_multiple_of(LINE));
    for _ in 0..n {
        // SAFETY: one of the lines.
        unsafe {
            let one = _mm256_loadu_si256(src.cast());
            let two = _mm256_loadu_si256(src.wrapping_add(32).cast());
            store_past(dst.cast(), one);
            store_past(dst.wrapping_add(32).cast(), two);
        }
        src = src.wrapping_add(LINE);
        dst = dst.wrapping_add(LINE);
    }
}
