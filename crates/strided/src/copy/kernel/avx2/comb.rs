//! How are small units at equal steps put one after the other, 64 bytes at a time?
//!
//! Units are loaded each by itself and put together in registers, because the gaps between them may belong to somebody else: a register is
//! only ever loaded whole where the units touch each other (backward), or with a mask that leaves the gaps alone. What is put together is stored
//! once, past the caches if that is wanted.
#![allow(unsafe_code, reason = "SIMD over raw pointers")]
#![allow(
    clippy::multiple_unsafe_ops_per_block,
    reason = "in kernels one proof covers a line"
)]

use core::arch::x86_64::*;
use core::hint::black_box;

use super::{prefetch, store_past};
use crate::copy::blocks::LINE;
use crate::copy::kernel::piece::{Piece, Word};

/// How far ahead is fetched: farther than the machine does by itself, which ends with each page.
const AHEAD: isize = 2048;

/// So many units ahead is fetched where each unit has a line of its own.
const UNITS_AHEAD: isize = 16;

/// What the steps between units allow.
mod way {
    /// Nothing: units are loaded one by one.
    pub(super) const SINGLE: u8 = 0;
    /// Every second unit of 4 or 8 bytes: masked loads.
    pub(super) const SECOND: u8 = 1;
    /// Backward without gaps.
    pub(super) const BACKWARD: u8 = 2;
    /// One unit again and again.
    pub(super) const AGAIN: u8 = 3;
}

/// Whether [`gather`] is for units of so many bytes.
pub(super) fn serves(unit: usize) -> bool {
    matches!(unit, 1 | 2 | 4 | 8 | 16)
}

/// Moves `n` units, stored past the caches if `PAST`.
///
/// # Safety
/// `n` units may be read from `src` on, `step` bytes apart, and written one after the other from `dst` on; no byte is both. [`serves`] says yes to the unit.
/// With `PAST` the units are whole lines, and `dst` is the start of one. The machine has AVX2.
#[target_feature(enable = "avx2")]
pub(super) unsafe fn gather<const PAST: bool>(
    src: *const u8,
    step: isize,
    dst: *mut u8,
    n: usize,
    unit: usize,
) {
    use way::*;
    let size = unit.cast_signed();
    // SAFETY: the caller's promise.
    unsafe {
        match unit {
            1 if step == 0 => run::<1, AGAIN, PAST>(src, step, dst, n),
            2 if step == 0 => run::<2, AGAIN, PAST>(src, step, dst, n),
            4 if step == 0 => run::<4, AGAIN, PAST>(src, step, dst, n),
            8 if step == 0 => run::<8, AGAIN, PAST>(src, step, dst, n),
            1 if step == -size => run::<1, BACKWARD, PAST>(src, step, dst, n),
            2 if step == -size => run::<2, BACKWARD, PAST>(src, step, dst, n),
            4 if step == -size => run::<4, BACKWARD, PAST>(src, step, dst, n),
            8 if step == -size => run::<8, BACKWARD, PAST>(src, step, dst, n),
            4 if step == 2 * size => run::<4, SECOND, PAST>(src, step, dst, n),
            8 if step == 2 * size => run::<8, SECOND, PAST>(src, step, dst, n),
            1 => run::<1, SINGLE, PAST>(src, step, dst, n),
            2 => run::<2, SINGLE, PAST>(src, step, dst, n),
            4 => run::<4, SINGLE, PAST>(src, step, dst, n),
            8 => run::<8, SINGLE, PAST>(src, step, dst, n),
            _ if step == 0 => run::<16, AGAIN, PAST>(src, step, dst, n),
            _ => run::<16, SINGLE, PAST>(src, step, dst, n),
        }
    }
}

/// # Safety
/// As for [`gather`]; `W` is the unit and `WAY` one that the step allows.
#[inline(always)]
unsafe fn run<const W: usize, const WAY: u8, const PAST: bool>(
    mut src: *const u8,
    step: isize,
    mut dst: *mut u8,
    n: usize,
) {
    let turn = LINE / W;
    let far = step.unsigned_abs() >= LINE;
    let span = step.wrapping_mul(turn.cast_signed());
    let lines = span.unsigned_abs() / LINE + 1;
    let forward = step.signum();
    let steps = Steps::of(step);
    // SAFETY: whole lines of units, then those that are left, each once. Addresses step past the last one at the end, unused; fetching is a hint,
    // for which any address will do.
    unsafe {
        let again = if WAY == way::AGAIN && n > 0 {
            half::<W, { way::SINGLE }>(src, &Steps::of(0))
        } else {
            _mm256_setzero_si256()
        };
        for _ in 0..n / turn {
            let (one, two);
            if WAY == way::AGAIN {
                (one, two) = (again, again);
            } else {
                if far {
                    for k in 0..turn.cast_signed() {
                        prefetch(src.wrapping_offset(step.wrapping_mul(k + UNITS_AHEAD)));
                    }
                } else {
                    let next = src.wrapping_offset(AHEAD * forward);
                    for k in 0..lines {
                        prefetch(next.wrapping_offset(forward * (k * LINE).cast_signed()));
                    }
                }
                one = half::<W, WAY>(src, &steps);
                two = half::<W, WAY>(src.wrapping_offset(span / 2), &steps);
            }
            if PAST {
                debug_assert!(dst.addr().is_multiple_of(LINE));
                store_past(dst.cast(), one);
                store_past(dst.wrapping_add(32).cast(), two);
            } else {
                _mm256_storeu_si256(dst.cast(), one);
                _mm256_storeu_si256(dst.wrapping_add(32).cast(), two);
            }
            src = src.wrapping_offset(span);
            dst = dst.wrapping_add(LINE);
        }
        for _ in 0..n % turn {
            Word::<W>.copy(src, dst);
            src = src.wrapping_offset(step);
            dst = dst.wrapping_add(W);
        }
    }
}

/// 32 bytes of units.
///
/// # Safety
/// As many units may be read; the machine has AVX2.
#[inline(always)]
unsafe fn half<const W: usize, const WAY: u8>(src: *const u8, steps: &Steps) -> __m256i {
    // SAFETY: the caller's promise: of every second unit only the units are loaded, for the mask leaves out what is between them and behind the last; units that
    // touch each other backward begin where the last one does.
    unsafe {
        match (WAY, W) {
            (way::SECOND, 4) => {
                let mask = _mm256_setr_epi32(-1, 0, -1, 0, -1, 0, -1, 0);
                let a = _mm256_maskload_epi32(src.cast(), mask);
                let b = _mm256_maskload_epi32(src.wrapping_add(32).cast(), mask);
                let (a, b) = (_mm256_castsi256_ps(a), _mm256_castsi256_ps(b));
                let both = _mm256_castps_si256(_mm256_shuffle_ps::<0b10_00_10_00>(a, b));
                _mm256_permute4x64_epi64::<0b11_01_10_00>(both)
            }
            (way::SECOND, 8) => {
                let mask = _mm256_setr_epi64x(-1, 0, -1, 0);
                let a = _mm256_maskload_epi64(src.cast(), mask);
                let b = _mm256_maskload_epi64(src.wrapping_add(32).cast(), mask);
                _mm256_permute4x64_epi64::<0b11_01_10_00>(_mm256_unpacklo_epi64(a, b))
            }
            (way::BACKWARD, _) => {
                let first = src.wrapping_sub(32 - W);
                let all = _mm256_loadu_si256(first.cast());
                let turned = _mm256_shuffle_epi8(all, backward::<W>());
                _mm256_permute4x64_epi64::<0b01_00_11_10>(turned)
            }
            _ => {
                let mut src = src;
                let low = quarter::<W>(&mut src, steps);
                let high = quarter::<W>(&mut src, steps);
                _mm256_inserti128_si256::<1>(_mm256_castsi128_si256(low), high)
            }
        }
    }
}

/// In each half of a register, the last unit first.
///
/// # Safety
/// The machine has AVX2.
#[inline(always)]
unsafe fn backward<const W: usize>() -> __m256i {
    let order: [u8; 32] = const {
        let mut order = [0; 32];
        let mut k = 0;
        while k < 32 {
            let k16 = k % 16;
            order[k] = (16 - W - k16 / W * W + k16 % W) as u8;
            k += 1;
        }
        order
    };
    // SAFETY: 32 bytes of our own.
    unsafe { _mm256_loadu_si256(order.as_ptr().cast()) }
}

/// From a unit to the next, and to those behind it, up to the fourth.
///
/// Hidden from the compiler: it would make four additions of them, of which each waits for the one before, and units would come one a cycle.
struct Steps {
    one: isize,
    two: isize,
    three: isize,
    four: isize,
}

impl Steps {
    fn of(one: isize) -> Self {
        let hidden = |n| black_box(one.wrapping_mul(n));
        Steps {
            one,
            two: hidden(2),
            three: hidden(3),
            four: hidden(4),
        }
    }
}

/// 16 bytes of units, each loaded by itself; `src` steps behind them.
///
/// # Safety
/// As many units may be read; the machine has AVX2.
#[inline(always)]
unsafe fn quarter<const W: usize>(src: &mut *const u8, steps: &Steps) -> __m128i {
    /// Four units: the first, then the others, by the instruction that puts in one.
    macro_rules! four {
        ($type:ty, $insert:ident) => {{
            let at = |far: isize| src.wrapping_offset(far).cast::<$type>().read_unaligned() as i32;
            let mut four = _mm_cvtsi32_si128(at(0));
            four = $insert::<1>(four, at(steps.one));
            four = $insert::<2>(four, at(steps.two));
            four = $insert::<3>(four, at(steps.three));
            *src = src.wrapping_offset(steps.four);
            four
        }};
    }
    // SAFETY: the caller's promise.
    unsafe {
        match W {
            1 => {
                let (a, b) = (four!(u8, _mm_insert_epi8), four!(u8, _mm_insert_epi8));
                let (c, d) = (four!(u8, _mm_insert_epi8), four!(u8, _mm_insert_epi8));
                _mm_unpacklo_epi64(_mm_unpacklo_epi32(a, b), _mm_unpacklo_epi32(c, d))
            }
            2 => {
                let (a, b) = (four!(u16, _mm_insert_epi16), four!(u16, _mm_insert_epi16));
                _mm_unpacklo_epi64(a, b)
            }
            4 => four!(i32, _mm_insert_epi32),
            8 => {
                let low = _mm_loadl_epi64(src.cast());
                let high = _mm_loadl_epi64(src.wrapping_offset(steps.one).cast());
                *src = src.wrapping_offset(steps.two);
                _mm_unpacklo_epi64(low, high)
            }
            _ => {
                let one = _mm_loadu_si128(src.cast());
                *src = src.wrapping_offset(steps.one);
                one
            }
        }
    }
}
