//! How are the units of a block converted on an x86-64 machine with AVX2 and F16C?
//!
//! The loops are the portable ones, compiled for wider vectors; only binary16, and floats that become integers, have instructions of their own.
#![allow(unsafe_code, reason = "SIMD over raw pointers")]

mod saturate;

use core::arch::x86_64::*;
use core::marker::PhantomData;

use super::loops::{Each, Grid, HalfToSingle, Loop, Machine, SingleToHalf, each, rows, spread};
use crate::copy::steps::{Scaling, Step};

/// Only for machines with AVX2 and F16C.
pub(super) struct Avx2;

impl Machine for Avx2 {
    fn of<E: Each>() -> Loop {
        wide::<E>
    }
}

/// The loop of a step that is no plain copy. Only for machines with AVX2 and F16C.
pub(super) fn of(step: Step) -> Loop {
    match step {
        Step::HalfToSingle => half_to_single,
        Step::SingleToHalf => single_to_half,
        Step::Cast(from, to) => {
            saturate::of(from, to).unwrap_or_else(|| super::loops::of::<Avx2>(step))
        }
        _ => super::loops::of::<Avx2>(step),
    }
}

/// # Safety
/// See [`Loop`]; the machine has AVX2.
#[target_feature(enable = "avx2")]
unsafe fn wide<E: Each>(grid: &Grid, scaling: Scaling) {
    // SAFETY: the caller's promise.
    unsafe { rows::<E>(grid, scaling) }
}

/// Units that are brought together at once.
const FEW: usize = 64;

/// Rows by a function that takes units one after the other, as many blocks of them as there are, and says how many units these were. Units at other
/// steps are brought together; what is left is made one by one.
///
/// # Safety
/// See [`Loop`]; `blocks` may be called on this machine.
#[inline(always)]
unsafe fn in_blocks<E: Each>(
    grid: &Grid,
    scaling: Scaling,
    blocks: unsafe fn(*const E::From, *mut E::To, usize) -> usize,
) {
    let dense = |src: *const u8, dst: *mut u8, n: usize| {
        let (s, d) = (src.cast::<E::From>(), dst.cast::<E::To>());
        // SAFETY: units of a row, or as many in the arrays below.
        let done = unsafe { blocks(s, d, n) };
        let (s, d) = (s.wrapping_add(done), d.wrapping_add(done));
        // SAFETY: as above.
        unsafe { each::<E>(s.cast(), d.cast(), n - done, scaling) };
    };
    if grid.is_dense::<E>() {
        for row in 0..grid.rows {
            let (src, dst) = grid.at(row);
            dense(src, dst, grid.len);
        }
        return;
    }
    let size = (
        size_of::<E::From>().cast_signed(),
        size_of::<E::To>().cast_signed(),
    );
    let mut from = [<E::From as bytemuck::Zeroable>::zeroed(); FEW];
    let mut to = [<E::To as bytemuck::Zeroable>::zeroed(); FEW];
    let (from, to) = (from.as_mut_ptr().cast::<u8>(), to.as_mut_ptr().cast::<u8>());
    for row in 0..grid.rows {
        let (src, dst) = grid.at(row);
        for start in (0..grid.len).step_by(FEW) {
            let n = FEW.min(grid.len - start);
            let at = start.cast_signed();
            let src = src.wrapping_offset(grid.step.0.wrapping_mul(at));
            let dst = dst.wrapping_offset(grid.step.1.wrapping_mul(at));
            // SAFETY: units of the row, and at most as many as the arrays have.
            unsafe { spread::<Same<E::From>>((src, from), (grid.step.0, size.0), n, scaling) };
            dense(from, to, n);
            // SAFETY: as above.
            unsafe { spread::<Same<E::To>>((to, dst), (size.1, grid.step.1), n, scaling) };
        }
    }
}

/// The unit itself.
struct Same<T>(PhantomData<T>);

impl<T: bytemuck::Pod> Each for Same<T> {
    type From = T;
    type To = T;
    #[inline(always)]
    fn to(unit: T, _: Scaling) -> T {
        unit
    }
}

/// A [`Loop`] over blocks of `$n` units, each the instructions `$block` between two addresses.
macro_rules! by_blocks {
    ($($name:ident: $unit:ty, $n:literal, |$src:ident, $dst:ident| $block:block)*) => {$(
        /// # Safety
        /// See [`Loop`]; the machine has AVX2 and F16C.
        unsafe fn $name(grid: &Grid, scaling: Scaling) {
            type E = $unit;
            /// # Safety
            /// `n` units may be read, and what becomes of them written; the machine has AVX2 and F16C.
            #[target_feature(enable = "avx2,f16c")]
            unsafe fn blocks(
                src: *const <E as Each>::From,
                dst: *mut <E as Each>::To,
                n: usize,
            ) -> usize {
                let whole = n / $n * $n;
                for i in (0..whole).step_by($n) {
                    let ($src, $dst) = (src.wrapping_add(i), dst.wrapping_add(i));
                    $block
                }
                whole
            }
            // SAFETY: the caller's promise.
            unsafe { in_blocks::<E>(grid, scaling, blocks) }
        }
    )*};
}
use by_blocks;

by_blocks! {
    half_to_single: HalfToSingle, 8, |src, dst| {
        // SAFETY: eight units.
        let halves = unsafe { _mm_loadu_si128(src.cast()) };
        // SAFETY: as above.
        unsafe { _mm256_storeu_ps(dst, _mm256_cvtph_ps(halves)) };
    }
    single_to_half: SingleToHalf, 8, |src, dst| {
        // SAFETY: eight units.
        let singles = unsafe { _mm256_loadu_ps(src) };
        let halves = _mm256_cvtps_ph::<_MM_FROUND_TO_NEAREST_INT>(singles);
        // SAFETY: as above.
        unsafe { _mm_storeu_si128(dst.cast(), halves) };
    }
}
