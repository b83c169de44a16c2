//! What does each [`Step`] do to the units of a block?
#![allow(unsafe_code, reason = "loops over raw pointers")]

use core::marker::PhantomData;

use bytemuck::Pod;

use crate::Number;
use crate::copy::steps::{Real, Scaling, Step};
use crate::read::{Stored, half};

/// Units in rows, and where what becomes of them goes. All steps are in bytes, of the source and of the destination.
#[derive(Clone, Copy)]
pub(super) struct Grid {
    pub(super) src: *const u8,
    pub(super) dst: *mut u8,
    pub(super) rows: usize,
    /// From row to row.
    pub(super) row: (isize, isize),
    /// Units a row.
    pub(super) len: usize,
    /// From unit to unit.
    pub(super) step: (isize, isize),
}

impl Grid {
    /// The same units as one row, where they lie so.
    pub(super) fn joined(self) -> Self {
        let end = |step: isize| step.wrapping_mul(self.len.cast_signed());
        if self.rows > 1 && self.row == (end(self.step.0), end(self.step.1)) {
            return Grid {
                rows: 1,
                len: self.rows * self.len,
                ..self
            };
        }
        self
    }

    /// Whether units of these types lie one after the other on both sides.
    #[inline(always)]
    pub(super) fn is_dense<E: Each>(&self) -> bool {
        let (from, to) = (size_of::<E::From>(), size_of::<E::To>());
        self.step == (from.cast_signed(), to.cast_signed())
    }

    /// Where a row starts.
    #[inline(always)]
    pub(super) fn at(&self, row: usize) -> (*const u8, *mut u8) {
        let row = row.cast_signed();
        (
            self.src.wrapping_offset(self.row.0.wrapping_mul(row)),
            self.dst.wrapping_offset(self.row.1.wrapping_mul(row)),
        )
    }
}

/// Makes units of units.
///
/// # Safety
/// The units of the grid may be read, and what becomes of them written, at any alignment; none is both. What else the function asks for of the
/// machine, it says itself.
pub(super) type Loop = unsafe fn(&Grid, Scaling);

/// One step, as a function of one unit.
pub(super) trait Each {
    type From: Pod;
    type To: Pod;
    fn to(unit: Self::From, scaling: Scaling) -> Self::To;
}

/// The loop, for the machine of the function in which it stands.
///
/// # Safety
/// See [`Loop`].
#[inline(always)]
pub(super) unsafe fn rows<E: Each>(grid: &Grid, scaling: Scaling) {
    let dense = grid.is_dense::<E>();
    for row in 0..grid.rows {
        let (src, dst) = grid.at(row);
        // SAFETY: a row of the caller's grid.
        unsafe {
            match dense {
                true => each::<E>(src, dst, grid.len, scaling),
                false => spread::<E>((src, dst), grid.step, grid.len, scaling),
            }
        }
    }
}

/// Units at any steps.
///
/// # Safety
/// `n` units may be read, and what becomes of them written, at these steps.
#[inline(always)]
pub(super) unsafe fn spread<E: Each>(
    (mut src, mut dst): (*const u8, *mut u8),
    step: (isize, isize),
    n: usize,
    scaling: Scaling,
) {
    /// Units a turn, so that an address does not wait for the one before.
    const TURN: usize = 4;
    let one = |k: usize, src: *const u8, dst: *mut u8| {
        let k = k.cast_signed();
        let src = src.wrapping_offset(step.0.wrapping_mul(k));
        let dst = dst.wrapping_offset(step.1.wrapping_mul(k));
        // SAFETY: one of the units.
        let unit = unsafe { src.cast::<E::From>().read_unaligned() };
        // SAFETY: as above.
        unsafe { dst.cast::<E::To>().write_unaligned(E::to(unit, scaling)) };
    };
    for _ in 0..n / TURN {
        for k in 0..TURN {
            one(k, src, dst);
        }
        // Past the last one at the end, unused.
        src = src.wrapping_offset(step.0.wrapping_mul(TURN.cast_signed()));
        dst = dst.wrapping_offset(step.1.wrapping_mul(TURN.cast_signed()));
    }
    for k in 0..n % TURN {
        one(k, src, dst);
    }
}

/// Units one after the other: unrolled and made of vectors by the compiler.
///
/// # Safety
/// `n` units may be read, and what becomes of them written.
#[inline(always)]
pub(super) unsafe fn each<E: Each>(src: *const u8, dst: *mut u8, n: usize, scaling: Scaling) {
    let (src, dst) = (src.cast::<E::From>(), dst.cast::<E::To>());
    for i in 0..n {
        // SAFETY: unit i.
        let unit = unsafe { src.wrapping_add(i).read_unaligned() };
        // SAFETY: as above.
        unsafe { dst.wrapping_add(i).write_unaligned(E::to(unit, scaling)) };
    }
}

/// A kind of machine, for which loops are compiled.
pub(super) trait Machine {
    fn of<E: Each>() -> Loop;
}

/// Any.
pub(super) struct Portable;

impl Machine for Portable {
    fn of<E: Each>() -> Loop {
        rows::<E>
    }
}

macro_rules! step {
    ($(#[$doc:meta])* $name:ident $(<$t:ident $(: $bound:ident)?>)?, $from:ty => $to:ty, |$unit:ident, $scaling:pat_param| $body:expr) => {
        $(#[$doc])*
        pub(super) struct $name $(<$t>(PhantomData<$t>))?;
        impl $(<$t: Pod $(+ $bound)?>)? Each for $name $(<$t>)? {
            type From = $from;
            type To = $to;
            #[inline(always)]
            #[allow(clippy::cast_possible_truncation, clippy::float_cmp, reason = "factors become an f32; zero is compared")]
            fn to($unit: $from, $scaling: Scaling) -> $to {
                $body
            }
        }
    };
}

step!(Swap2, u16 => u16, |x, _| x.swap_bytes());
step!(Swap4, u32 => u32, |x, _| x.swap_bytes());
step!(Swap8, u64 => u64, |x, _| x.swap_bytes());
step!(Truth, u8 => u8, |x, _| u8::from(x != 0));
step!(Nonzero2, u16 => u8, |x, _| u8::from(x != 0));
step!(Nonzero4, u32 => u8, |x, _| u8::from(x != 0));
step!(Nonzero8, u64 => u8, |x, _| u8::from(x != 0));
step!(HalfNonzero, u16 => u8, |x, _| u8::from(x & 0x7FFF != 0));
step!(SingleNonzero, u32 => u8, |x, _| u8::from(x & 0x7FFF_FFFF != 0));
step!(DoubleNonzero, u64 => u8, |x, _| u8::from(x & (u64::MAX >> 1) != 0));
step!(EitherOfTwo, [u8; 2] => u8, |x, _| x[0] | x[1]);
step!(First<T>, [Bits<T>; 2] => Bits<T>, |x, _| x[0]);
step!(Behind<T>, Bits<T> => [Bits<T>; 2], |x, _| [x, bytemuck::Zeroable::zeroed()]);
step!(HalfToSingle, u16 => f32, |x, _| half(x));
step!(SingleToHalf, f32 => u16, |x, _| half_of(x));
step!(RoundToOdd, f64 => f32, |x, _| to_odd(x));
step!(Scale4, f32 => f32, |x, (a, b)| x * a as f32 + b as f32);
step!(Scale8, f64 => f64, |x, (a, b)| x * a + b);
step!(Pairs, [f64; 2] => [f64; 2], |x, (a, b)| [x[0] * a + b, x[1] * a]);

/// The unsigned integer itself: a name for the macro.
type Bits<T> = T;

/// As `as` does it.
pub(super) struct Cast<S, D>(PhantomData<(S, D)>);

impl<S: Pod + Stored<Raw = S>, D: Number> Each for Cast<S, D> {
    type From = S;
    type To = D;
    #[inline(always)]
    fn to(unit: S, _: Scaling) -> D {
        S::to(unit)
    }
}

/// Float to integer: a NaN is 0, what is too large or too small stops at the bounds. As [`Cast`], for bounds that the float has.
pub(super) struct Clamp<S, D>(PhantomData<(S, D)>);

macro_rules! clamp {
    ($($from:ident: $($to:ident)*;)*) => {$($(
        impl Each for Clamp<$from, $to> {
            type From = $from;
            type To = $to;
            #[inline(always)]
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_lossless, clippy::manual_clamp, reason = "made of vectors so")]
            fn to(unit: $from, _: Scaling) -> $to {
                let number = if unit.is_nan() { 0.0 } else { unit };
                let low = if number > $to::MIN as $from { number } else { $to::MIN as $from };
                let inside = if low < $to::MAX as $from { low } else { $to::MAX as $from };
                // SAFETY: between the bounds of a type that is no wider than an i32, and not NaN.
                let whole: i32 = unsafe { inside.to_int_unchecked() };
                whole as $to
            }
        }
    )*)*};
}

clamp! {
    f32: u8 i8 u16 i16;
    f64: u8 i8 u16 i16 i32;
}

/// The nearest binary16, ties to even; too large becomes infinite, a NaN keeps the upper bits and is quiet.
#[inline(always)]
pub(super) fn half_of(value: f32) -> u16 {
    const INFINITE: u32 = 0x7F80_0000;
    /// From here on the nearest is infinite: the largest binary16 and half a step.
    const OVER: u32 = 0x477F_F000;
    /// The least normal one.
    const NORMAL: u32 = 0x3880_0000;
    let bits = value.to_bits();
    let magnitude = bits & 0x7FFF_FFFF;
    // The exponent is 112 less; a carry of the rounding runs into it, as it should.
    let odd = (magnitude >> 13) & 1;
    let normal = (magnitude.wrapping_add(0x0FFF + odd) >> 13).wrapping_sub(112 << 10);
    // One step of an f32 between 0.5 and 1 is the least binary16: the addition rounds to it.
    let small = (f32::from_bits(magnitude) + 0.5)
        .to_bits()
        .wrapping_sub(0x3F00_0000);
    let rounded = if magnitude > INFINITE {
        0x7E00 | (magnitude >> 13) & 0x03FF
    } else if magnitude >= OVER {
        0x7C00
    } else if magnitude >= NORMAL {
        normal
    } else {
        small
    };
    // At most 15 bits, and the sign.
    (rounded | (bits >> 16) & 0x8000) as u16
}

/// The `f64` itself if it is an `f32`, otherwise whichever of its two neighbours has an odd last bit.
#[inline(always)]
#[allow(
    clippy::cast_possible_truncation,
    clippy::float_cmp,
    reason = "the rounding is looked at"
)]
pub(super) fn to_odd(value: f64) -> f32 {
    let near = value as f32;
    let back = f64::from(near);
    let bits = near.to_bits();
    let inexact = back != value && !value.is_nan();
    // An even neighbour gives way to the one on the other side of the value.
    let other = if back.abs() > value.abs() {
        bits.wrapping_sub(1)
    } else {
        bits | 1
    };
    f32::from_bits(if inexact && bits & 1 == 0 {
        other
    } else {
        bits
    })
}

/// Integers wrap, so what is not looked at has no loop of its own: targets are unsigned, and so are sources that are not widened.
fn cast<M: Machine>(from: Real, to: Real) -> Loop {
    use Real as R;
    /// The loops from one type.
    macro_rules! to {
        ($from:ty: $($real:ident $to:ty),*) => {
            match to {
                $(R::$real => M::of::<Cast<$from, $to>>(),)*
                _ => unreachable!("no loop from {from:?} to {to:?}"),
            }
        };
    }
    match from {
        R::U8 => to!(u8: U16 u16, U32 u32, U64 u64, F32 f32, F64 f64),
        R::I8 => to!(i8: U16 u16, U32 u32, U64 u64, F32 f32, F64 f64),
        R::U16 => to!(u16: U8 u8, U32 u32, U64 u64, F32 f32, F64 f64),
        R::I16 => to!(i16: U32 u32, U64 u64, F32 f32, F64 f64),
        R::U32 => to!(u32: U8 u8, U16 u16, U64 u64, F32 f32, F64 f64),
        R::I32 => to!(i32: U64 u64, F32 f32, F64 f64),
        R::U64 => to!(u64: U8 u8, U16 u16, U32 u32, F32 f32, F64 f64),
        R::I64 => to!(i64: F32 f32, F64 f64),
        R::F32 => match to {
            R::U8 => M::of::<Clamp<f32, u8>>(),
            R::I8 => M::of::<Clamp<f32, i8>>(),
            R::U16 => M::of::<Clamp<f32, u16>>(),
            R::I16 => M::of::<Clamp<f32, i16>>(),
            _ => to!(f32: U32 u32, U64 u64, I32 i32, I64 i64, F64 f64),
        },
        R::F64 => match to {
            R::U8 => M::of::<Clamp<f64, u8>>(),
            R::I8 => M::of::<Clamp<f64, i8>>(),
            R::U16 => M::of::<Clamp<f64, u16>>(),
            R::I16 => M::of::<Clamp<f64, i16>>(),
            R::I32 => M::of::<Clamp<f64, i32>>(),
            _ => to!(f64: U32 u32, U64 u64, I64 i64, F32 f32),
        },
    }
}

/// The loop of a step that is no plain copy.
pub(super) fn of<M: Machine>(step: Step) -> Loop {
    match step {
        Step::Swap(2) => M::of::<Swap2>(),
        Step::Swap(4) => M::of::<Swap4>(),
        Step::Swap(_) => M::of::<Swap8>(),
        Step::Truth | Step::IntNonzero(1) => M::of::<Truth>(),
        Step::IntNonzero(2) => M::of::<Nonzero2>(),
        Step::IntNonzero(4) => M::of::<Nonzero4>(),
        Step::IntNonzero(_) => M::of::<Nonzero8>(),
        Step::FloatNonzero(2) => M::of::<HalfNonzero>(),
        Step::FloatNonzero(4) => M::of::<SingleNonzero>(),
        Step::FloatNonzero(_) => M::of::<DoubleNonzero>(),
        Step::EitherOfTwo => M::of::<EitherOfTwo>(),
        Step::FirstOfTwo(4) => M::of::<First<u32>>(),
        Step::FirstOfTwo(_) => M::of::<First<u64>>(),
        Step::ZeroBehind(4) => M::of::<Behind<u32>>(),
        Step::ZeroBehind(_) => M::of::<Behind<u64>>(),
        Step::HalfToSingle => M::of::<HalfToSingle>(),
        Step::SingleToHalf => M::of::<SingleToHalf>(),
        Step::RoundToOdd => M::of::<RoundToOdd>(),
        Step::Scale(Real::F32) => M::of::<Scale4>(),
        Step::Scale(_) => M::of::<Scale8>(),
        Step::ScalePairs => M::of::<Pairs>(),
        Step::Cast(from, to) => cast::<M>(from, to),
        // Whole items are copied without a loop of this kind.
        Step::Copy => nothing,
    }
}

/// # Safety
/// None is needed.
unsafe fn nothing(_: &Grid, _: Scaling) {}
