//! How are a few planes woven into one row of items (pixels), or taken apart?
//!
//! With `C` planes, `C` registers in give `C` registers out, and each byte of a result comes from one of them. So result `k` is the union of `C` shuffles,
//! whose masks are constants for each number of planes and each unit.
#![allow(unsafe_code, reason = "SIMD over raw pointers")]
#![allow(
    clippy::multiple_unsafe_ops_per_block,
    reason = "in kernels one proof covers a tile"
)]

use core::arch::x86_64::*;

use super::super::block::Block;
use super::prefetch;
use crate::copy::blocks::LINE;
use crate::copy::kernel::piece::{Piece, Word};

/// The most planes.
pub(super) const MOST: usize = 4;

/// How far ahead is fetched in each plane.
const AHEAD: usize = 1024;

/// Bytes of a register.
const REGISTER: usize = 16;

type Masks<const C: usize> = [[[u8; REGISTER]; C]; C];

/// Which byte of which register goes where: `masks[to][from][byte]`; 0x80 takes none.
const fn masks<const C: usize, const W: usize>(apart: bool) -> Masks<C> {
    let mut masks = [[[0x80; REGISTER]; C]; C];
    let mut place = 0;
    while place < C * REGISTER {
        // Byte `part` of item `plane` of a pixel.
        let (item, part) = (place / W, place % W);
        let (pixel, plane) = (item / C, item % C);
        let (woven, byte) = (place / REGISTER, place % REGISTER);
        let inside = pixel * W + part;
        if apart {
            masks[plane][woven][inside] = byte as u8;
        } else {
            masks[woven][plane][byte] = inside as u8;
        }
        place += 1;
    }
    masks
}

/// # Safety
/// The machine has AVX2.
#[inline(always)]
unsafe fn shuffled<const C: usize>(from: [__m128i; C], masks: &Masks<C>) -> [__m128i; C] {
    // SAFETY: the caller's promise; masks are 16 bytes.
    unsafe {
        let mut to = [_mm_setzero_si128(); C];
        for k in 0..C {
            for j in 0..C {
                let mask = _mm_loadu_si128(masks[k][j].as_ptr().cast());
                to[k] = _mm_or_si128(to[k], _mm_shuffle_epi8(from[j], mask));
            }
        }
        to
    }
}

/// A block whose columns are the planes and whose rows follow each other in the source without gaps: taken apart. Whether it was one.
///
/// # Safety
/// See [`Move`](super::super::block::Move); the units are of `W` bytes; the machine has AVX2.
#[inline(always)]
pub(super) unsafe fn apart<const W: usize>(b: &Block<'_>) -> bool {
    let gapless = b.even == Some((b.to.len() * W).cast_signed());
    // SAFETY: the caller's promise; the rows are as the functions ask.
    unsafe {
        match b.to.len() {
            2 if gapless => planes::<2, W>(b),
            3 if gapless => planes::<3, W>(b),
            4 if gapless => planes::<4, W>(b),
            _ => return false,
        }
    }
    true
}

/// # Safety
/// As for [`apart`]: `C` columns, rows `C * W` bytes apart.
#[inline(always)]
unsafe fn planes<const C: usize, const W: usize>(b: &Block<'_>) {
    let masks = const { &masks::<C, W>(true) };
    let (n, turn) = (b.units, REGISTER / W);
    for i in (0..n / turn * turn).step_by(turn) {
        let src = b.src.wrapping_add(i * C * W);
        // SAFETY: pixels i to i + turn, which are C registers without gaps; each of the C columns gets a register.
        unsafe {
            prefetch(src.wrapping_add(C * AHEAD));
            let mut from = [_mm_setzero_si128(); C];
            for (k, from) in from.iter_mut().enumerate() {
                *from = _mm_loadu_si128(src.wrapping_add(k * REGISTER).cast());
            }
            let to = shuffled(from, masks);
            for (to, &place) in to.into_iter().zip(b.to) {
                let dst = b.dst.wrapping_offset(place).wrapping_add(i * W);
                _mm_storeu_si128(dst.cast(), to);
            }
        }
    }
    for i in n / turn * turn..n {
        for k in 0..C {
            let src = b.src.wrapping_add((i * C + k) * W);
            let dst = b.dst.wrapping_offset(b.to[k]).wrapping_add(i * W);
            // SAFETY: unit (i, k) of the block.
            unsafe { Word::<W>.copy(src, dst) };
        }
    }
}

/// A block whose single column is woven of planes: done. Whether it was one.
///
/// # Safety
/// See [`Move`](super::super::block::Move); the machine has AVX2.
#[target_feature(enable = "avx2")]
pub(super) unsafe fn together(b: &Block<'_>) -> bool {
    let Some((planes, apart)) = b.planes else {
        return false;
    };
    // SAFETY: the caller's promise.
    unsafe {
        match (planes, b.unit) {
            (2, 1) => woven::<2, 1>(b, apart),
            (2, 2) => woven::<2, 2>(b, apart),
            (2, 4) => woven::<2, 4>(b, apart),
            (2, 8) => woven::<2, 8>(b, apart),
            (3, 1) => woven::<3, 1>(b, apart),
            (3, 2) => woven::<3, 2>(b, apart),
            (3, 4) => woven::<3, 4>(b, apart),
            (3, 8) => woven::<3, 8>(b, apart),
            (4, 1) => woven::<4, 1>(b, apart),
            (4, 2) => woven::<4, 2>(b, apart),
            (4, 4) => woven::<4, 4>(b, apart),
            (4, 8) => woven::<4, 8>(b, apart),
            _ => return false,
        }
    }
    true
}

/// # Safety
/// As for [`together`]: unit `i * C + k` of the row lies at `src + i * W + k * apart`, and there are whole pixels.
#[inline(always)]
unsafe fn woven<const C: usize, const W: usize>(b: &Block<'_>, apart: isize) {
    let masks = const { &masks::<C, W>(false) };
    let (n, turn) = (b.units / C, REGISTER / W);
    debug_assert!(b.units.is_multiple_of(C) && b.to.len() == 1);
    let src = b.src.wrapping_offset(b.from[0]);
    let dst = b.dst.wrapping_offset(b.to[0]);
    let plane = |i: usize, k: usize| {
        let far = apart.wrapping_mul(k.cast_signed());
        src.wrapping_add(i * W).wrapping_offset(far)
    };
    for i in (0..n / turn * turn).step_by(turn) {
        // SAFETY: pixels i to i + turn: a register of each plane, C registers of the row.
        unsafe {
            let mut from = [_mm_setzero_si128(); C];
            for (k, from) in from.iter_mut().enumerate() {
                if (i * W).is_multiple_of(LINE) {
                    prefetch(plane(i, k).wrapping_add(AHEAD));
                }
                *from = _mm_loadu_si128(plane(i, k).cast());
            }
            let to = shuffled(from, masks);
            for (k, to) in to.into_iter().enumerate() {
                let dst = dst.wrapping_add(i * C * W + k * REGISTER);
                _mm_storeu_si128(dst.cast(), to);
            }
        }
    }
    for i in n / turn * turn..n {
        for k in 0..C {
            // SAFETY: item k of pixel i.
            unsafe { Word::<W>.copy(plane(i, k), dst.wrapping_add((i * C + k) * W)) };
        }
    }
}

#[cfg(test)]
mod tests;
