//! How are the units of a block converted on an x86-64 machine with AVX2 and F16C?
//!
//! The loops are the portable ones, compiled for wider vectors; only binary16 has instructions of its own.
#![allow(unsafe_code, reason = "SIMD over raw pointers")]

use core::arch::x86_64::*;

use super::loops::{Each, Loop, Machine, each, half_of};
use crate::copy::steps::{Scaling, Step};
use crate::read::half;

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
        _ => super::loops::of::<Avx2>(step),
    }
}

/// # Safety
/// See [`Loop`]; the machine has AVX2.
#[target_feature(enable = "avx2")]
unsafe fn wide<E: Each>(src: *const u8, dst: *mut u8, n: usize, scaling: Scaling) {
    // SAFETY: the caller's promise.
    unsafe { each::<E>(src, dst, n, scaling) }
}

/// # Safety
/// See [`Loop`]; the machine has AVX2 and F16C.
#[target_feature(enable = "avx2,f16c")]
unsafe fn half_to_single(src: *const u8, dst: *mut u8, n: usize, _: Scaling) {
    let (src, dst) = (src.cast::<u16>(), dst.cast::<f32>());
    let whole = n / 8 * 8;
    for i in (0..whole).step_by(8) {
        // SAFETY: units i to i + 8.
        let halves = unsafe { _mm_loadu_si128(src.wrapping_add(i).cast()) };
        // SAFETY: as above.
        unsafe { _mm256_storeu_ps(dst.wrapping_add(i), _mm256_cvtph_ps(halves)) };
    }
    for i in whole..n {
        // SAFETY: unit i.
        let unit = unsafe { src.wrapping_add(i).read_unaligned() };
        // SAFETY: as above.
        unsafe { dst.wrapping_add(i).write_unaligned(half(unit)) };
    }
}

/// # Safety
/// See [`Loop`]; the machine has AVX2 and F16C.
#[target_feature(enable = "avx2,f16c")]
unsafe fn single_to_half(src: *const u8, dst: *mut u8, n: usize, _: Scaling) {
    let (src, dst) = (src.cast::<f32>(), dst.cast::<u16>());
    let whole = n / 8 * 8;
    for i in (0..whole).step_by(8) {
        // SAFETY: units i to i + 8.
        let singles = unsafe { _mm256_loadu_ps(src.wrapping_add(i)) };
        let halves = _mm256_cvtps_ph::<_MM_FROUND_TO_NEAREST_INT>(singles);
        // SAFETY: as above.
        unsafe { _mm_storeu_si128(dst.wrapping_add(i).cast(), halves) };
    }
    for i in whole..n {
        // SAFETY: unit i.
        let unit = unsafe { src.wrapping_add(i).read_unaligned() };
        // SAFETY: as above.
        unsafe { dst.wrapping_add(i).write_unaligned(half_of(unit)) };
    }
}
