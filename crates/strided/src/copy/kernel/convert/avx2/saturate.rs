//! How do floats become integers on an x86-64 machine with AVX2, where NaN is 0 and what is too large or too small stops at the bounds?
//!
//! The machine makes the smallest `i32` of all that is none. So an upper bound that the float type has is applied before the conversion; where it
//! has none, a mask puts right what was too large. AVX2 has no conversion to 64 bits: a sum with a power of two leaves what has 51 bits in the
//! lowest bits of a double; larger numbers are cut into their upper and lower 32 bits.
#![allow(unsafe_code, reason = "SIMD over raw pointers")]

use core::arch::x86_64::*;

use super::{by_blocks, in_blocks};
use crate::copy::kernel::convert::loops::{Cast, Clamp, Each, Grid, Loop};
use crate::copy::steps::{Real, Scaling};

/// The loop from a float to an integer type. Only for machines with AVX2.
pub(super) fn of(from: Real, to: Real) -> Option<Loop> {
    use Real as R;
    let work: Loop = match (from, to) {
        (R::F32, R::U8) => f32_u8,
        (R::F32, R::I8) => f32_i8,
        (R::F32, R::U16) => f32_u16,
        (R::F32, R::I16) => f32_i16,
        (R::F32, R::U32) => f32_u32,
        (R::F32, R::I32) => f32_i32,
        (R::F32, R::U64) => f32_u64,
        (R::F32, R::I64) => f32_i64,
        (R::F64, R::U8) => f64_u8,
        (R::F64, R::I8) => f64_i8,
        (R::F64, R::U16) => f64_u16,
        (R::F64, R::I16) => f64_i16,
        (R::F64, R::U32) => f64_u32,
        (R::F64, R::I32) => f64_i32,
        (R::F64, R::U64) => f64_u64,
        (R::F64, R::I64) => f64_i64,
        _ => return None,
    };
    Some(work)
}

/// At most so much, which an `i32` has; what is too small, even the smallest `i32`, is left to those who pack it. Only signed ones know a NaN from it.
#[inline]
#[target_feature(enable = "avx2")]
fn singles(x: __m256, most: f32, signed: bool) -> __m256i {
    let number = match signed {
        true => _mm256_and_ps(x, _mm256_cmp_ps::<_CMP_ORD_Q>(x, x)),
        false => x,
    };
    // Of a number and a NaN, the second is taken: it becomes the smallest.
    _mm256_cvttps_epi32(_mm256_min_ps(_mm256_set1_ps(most), number))
}

/// See [`singles`].
#[inline]
#[target_feature(enable = "avx2")]
fn doubles(x: __m256d, most: f64, signed: bool) -> __m128i {
    let number = match signed {
        true => _mm256_and_pd(x, _mm256_cmp_pd::<_CMP_ORD_Q>(x, x)),
        false => x,
    };
    _mm256_cvttpd_epi32(_mm256_min_pd(_mm256_set1_pd(most), number))
}

#[inline]
#[target_feature(enable = "avx2")]
fn singles_i32(x: __m256) -> __m256i {
    // Too large and too small both become the smallest: turned over where it was too large.
    let large = _mm256_cmp_ps::<_CMP_GE_OQ>(x, _mm256_set1_ps(2_147_483_648.0));
    let whole = _mm256_xor_si256(_mm256_cvttps_epi32(x), _mm256_castps_si256(large));
    let number = _mm256_cmp_ps::<_CMP_ORD_Q>(x, x);
    _mm256_and_si256(whole, _mm256_castps_si256(number))
}

#[inline]
#[target_feature(enable = "avx2")]
fn singles_u32(x: __m256) -> __m256i {
    const HALF: f32 = 2_147_483_648.0;
    // Of a NaN and a number, the second is taken.
    let x = _mm256_max_ps(x, _mm256_setzero_ps());
    let upper = _mm256_cmp_ps::<_CMP_GE_OQ>(x, _mm256_set1_ps(HALF));
    let below = _mm256_sub_ps(x, _mm256_and_ps(upper, _mm256_set1_ps(HALF)));
    let top = _mm256_slli_epi32::<31>(_mm256_castps_si256(upper));
    let whole = _mm256_xor_si256(_mm256_cvttps_epi32(below), top);
    let over = _mm256_cmp_ps::<_CMP_GE_OQ>(x, _mm256_set1_ps(2.0 * HALF));
    _mm256_or_si256(whole, _mm256_castps_si256(over))
}

#[inline]
#[target_feature(enable = "avx2")]
fn doubles_u32(x: __m256d) -> __m128i {
    let x = _mm256_max_pd(x, _mm256_setzero_pd());
    let x = _mm256_floor_pd(_mm256_min_pd(x, _mm256_set1_pd(4_294_967_295.0)));
    let below = _mm256_sub_pd(x, _mm256_set1_pd(2_147_483_648.0));
    _mm_xor_si128(_mm256_cvttpd_epi32(below), _mm_set1_epi32(i32::MIN))
}

/// 2^52: one step of the doubles from here on is 1.
const ONES: f64 = 4_503_599_627_370_496.0;

/// Numbers without a fraction between -2^51 and 2^51: in the lowest bits of a sum.
#[inline]
#[target_feature(enable = "avx2")]
fn few_bits(x: __m256d) -> __m256i {
    let middle = _mm256_set1_pd(1.5 * ONES);
    let sum = _mm256_castpd_si256(_mm256_add_pd(x, middle));
    _mm256_sub_epi64(sum, _mm256_castpd_si256(middle))
}

/// The lowest 64 bits, in two's complement, of numbers without a fraction between -2^63 and 2^64.
#[inline]
#[target_feature(enable = "avx2")]
fn bits(x: __m256d) -> __m256i {
    /// 2^32.
    const WORD: f64 = 4_294_967_296.0;
    let upper = _mm256_floor_pd(_mm256_mul_pd(x, _mm256_set1_pd(1.0 / WORD)));
    let lower = _mm256_sub_pd(x, _mm256_mul_pd(upper, _mm256_set1_pd(WORD)));
    // Half as much again leaves room below for negative ones.
    let upper = _mm256_castpd_si256(_mm256_add_pd(upper, _mm256_set1_pd(1.5 * ONES)));
    let ones = _mm256_set1_pd(ONES);
    let lower = _mm256_castpd_si256(_mm256_add_pd(lower, ones));
    let lower = _mm256_xor_si256(lower, _mm256_castpd_si256(ones));
    _mm256_or_si256(_mm256_slli_epi64::<32>(upper), lower)
}

#[inline]
#[target_feature(enable = "avx2")]
fn doubles_i64(x: __m256d) -> __m256i {
    const END: f64 = 9_223_372_036_854_775_808.0;
    let whole = _mm256_round_pd::<{ _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC }>(x);
    let size = _mm256_andnot_pd(_mm256_set1_pd(-0.0), x);
    let near = _mm256_cmp_pd::<_CMP_LT_OQ>(size, _mm256_set1_pd(ONES / 2.0));
    if _mm256_movemask_pd(near) == 0b1111 {
        return few_bits(whole);
    }
    let whole = bits(whole);
    let large = _mm256_castpd_si256(_mm256_cmp_pd::<_CMP_GE_OQ>(x, _mm256_set1_pd(END)));
    let small = _mm256_castpd_si256(_mm256_cmp_pd::<_CMP_LT_OQ>(x, _mm256_set1_pd(-END)));
    let number = _mm256_castpd_si256(_mm256_cmp_pd::<_CMP_ORD_Q>(x, x));
    let whole = _mm256_blendv_epi8(whole, _mm256_set1_epi64x(i64::MAX), large);
    let whole = _mm256_blendv_epi8(whole, _mm256_set1_epi64x(i64::MIN), small);
    _mm256_and_si256(whole, number)
}

#[inline]
#[target_feature(enable = "avx2")]
fn doubles_u64(x: __m256d) -> __m256i {
    let x = _mm256_max_pd(x, _mm256_setzero_pd());
    let near = _mm256_cmp_pd::<_CMP_LT_OQ>(x, _mm256_set1_pd(ONES / 2.0));
    if _mm256_movemask_pd(near) == 0b1111 {
        return few_bits(_mm256_floor_pd(x));
    }
    let over = _mm256_cmp_pd::<_CMP_GE_OQ>(x, _mm256_set1_pd(18_446_744_073_709_551_616.0));
    _mm256_or_si256(bits(_mm256_floor_pd(x)), _mm256_castpd_si256(over))
}

/// Four vectors of `i32` as bytes in order: what is too large or too small stops at the bounds.
#[inline]
#[target_feature(enable = "avx2")]
fn bytes(x: [__m256i; 4], signed: bool) -> __m256i {
    let (a, b) = (
        _mm256_packs_epi32(x[0], x[1]),
        _mm256_packs_epi32(x[2], x[3]),
    );
    let packed = match signed {
        true => _mm256_packs_epi16(a, b),
        false => _mm256_packus_epi16(a, b),
    };
    // Each half was packed by itself.
    _mm256_permutevar8x32_epi32(packed, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7))
}

/// The same with two vectors and 16 bits.
#[inline]
#[target_feature(enable = "avx2")]
fn shorts(x: [__m256i; 2], signed: bool) -> __m256i {
    let packed = match signed {
        true => _mm256_packs_epi32(x[0], x[1]),
        false => _mm256_packus_epi32(x[0], x[1]),
    };
    _mm256_permute4x64_epi64::<0b11_01_10_00>(packed)
}

/// # Safety
/// Eight `f32` may be read.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn eight(src: *const f32) -> __m256 {
    // SAFETY: the caller's promise.
    unsafe { _mm256_loadu_ps(src) }
}

/// # Safety
/// Four `f64` may be read.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn four(src: *const f64) -> __m256d {
    // SAFETY: the caller's promise.
    unsafe { _mm256_loadu_pd(src) }
}

/// Eight `f32`, or eight `f64`, at a multiple of eight behind a place: see [`singles`].
macro_rules! ints {
    (f32, $src:ident, $k:literal, $most:expr, $signed:expr) => {
        // SAFETY: units of the block.
        singles(unsafe { eight($src.wrapping_add(8 * $k)) }, $most, $signed)
    };
    (f64, $src:ident, $k:literal, $most:expr, $signed:expr) => {{
        // SAFETY: units of the block.
        let a = unsafe { four($src.wrapping_add(8 * $k)) };
        // SAFETY: as above.
        let b = unsafe { four($src.wrapping_add(8 * $k + 4)) };
        _mm256_set_m128i(doubles(b, $most, $signed), doubles(a, $most, $signed))
    }};
}

macro_rules! saturate {
    ($($name:ident: $unit:ident<$from:ident, $to:ident>, $n:literal, |$src:ident| $vector:expr;)*) => {
        by_blocks! {$(
            $name: $unit<$from, $to>, $n, |$src, dst| {
                let vector = $vector;
                // SAFETY: as many results as the block has units.
                unsafe { _mm256_storeu_si256(dst.cast(), vector) };
            }
        )*}
    };
}

saturate! {
    f32_u8: Clamp<f32, u8>, 32, |src| bytes([ints!(f32, src, 0, 255.0, false), ints!(f32, src, 1, 255.0, false), ints!(f32, src, 2, 255.0, false), ints!(f32, src, 3, 255.0, false)], false);
    f32_i8: Clamp<f32, i8>, 32, |src| bytes([ints!(f32, src, 0, 127.0, true), ints!(f32, src, 1, 127.0, true), ints!(f32, src, 2, 127.0, true), ints!(f32, src, 3, 127.0, true)], true);
    f32_u16: Clamp<f32, u16>, 16, |src| shorts([ints!(f32, src, 0, 65535.0, false), ints!(f32, src, 1, 65535.0, false)], false);
    f32_i16: Clamp<f32, i16>, 16, |src| shorts([ints!(f32, src, 0, 32767.0, true), ints!(f32, src, 1, 32767.0, true)], true);
    f64_u8: Clamp<f64, u8>, 32, |src| bytes([ints!(f64, src, 0, 255.0, false), ints!(f64, src, 1, 255.0, false), ints!(f64, src, 2, 255.0, false), ints!(f64, src, 3, 255.0, false)], false);
    f64_i8: Clamp<f64, i8>, 32, |src| bytes([ints!(f64, src, 0, 127.0, true), ints!(f64, src, 1, 127.0, true), ints!(f64, src, 2, 127.0, true), ints!(f64, src, 3, 127.0, true)], true);
    f64_u16: Clamp<f64, u16>, 16, |src| shorts([ints!(f64, src, 0, 65535.0, false), ints!(f64, src, 1, 65535.0, false)], false);
    f64_i16: Clamp<f64, i16>, 16, |src| shorts([ints!(f64, src, 0, 32767.0, true), ints!(f64, src, 1, 32767.0, true)], true);
    f64_i32: Clamp<f64, i32>, 8, |src| ints!(f64, src, 0, 2_147_483_647.0, true);
    f32_i32: Cast<f32, i32>, 8, |src| {
        // SAFETY: units of the block.
        singles_i32(unsafe { eight(src) })
    };
    f32_u32: Cast<f32, u32>, 8, |src| {
        // SAFETY: units of the block.
        singles_u32(unsafe { eight(src) })
    };
    f64_u32: Cast<f64, u32>, 8, |src| {
        // SAFETY: units of the block.
        let a = unsafe { four(src) };
        // SAFETY: as above.
        let b = unsafe { four(src.wrapping_add(4)) };
        _mm256_set_m128i(doubles_u32(b), doubles_u32(a))
    };
    f64_i64: Cast<f64, i64>, 4, |src| {
        // SAFETY: units of the block.
        doubles_i64(unsafe { four(src) })
    };
    f64_u64: Cast<f64, u64>, 4, |src| {
        // SAFETY: units of the block.
        doubles_u64(unsafe { four(src) })
    };
    f32_i64: Cast<f32, i64>, 4, |src| {
        // SAFETY: units of the block.
        doubles_i64(_mm256_cvtps_pd(unsafe { _mm_loadu_ps(src) }))
    };
    f32_u64: Cast<f32, u64>, 4, |src| {
        // SAFETY: units of the block.
        doubles_u64(_mm256_cvtps_pd(unsafe { _mm_loadu_ps(src) }))
    };
}
