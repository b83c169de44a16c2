//! Which Rust types can any numeric item be read as?

use core::fmt::Debug;

use num_traits::{Num, NumCast};

use crate::Element;

/// A primitive number that the items of any numeric format can be read as: `u8` to `u64`, `i8` to `i64`, `usize`, `isize`, `f32`, `f64`.
///
/// A conversion is that of Rust's `as`: exact where it can be; integers to narrower ones lose their high bits; floats to integers lose their
/// fraction and stop at the bounds, NaN becomes 0; floats are rounded to the nearest. The trait is sealed.
///
/// ```
/// use memoryview_strided::{Number, View};
///
/// fn largest<T: Number>(v: &View) -> Result<Option<T>, memoryview_strided::Error> {
///     Ok(v.iter_as::<T>()?.reduce(|a, b| if b > a { b } else { a }))
/// }
/// let v = View::from_bytes(&[64, 128, 0, 0, 63, 128, 0, 0], &">f".parse()?)?;
/// assert_eq!(largest::<i64>(&v)?, Some(4));
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "items cannot be read as `{Self}`",
    label = "no number",
    note = "numbers are `u8` to `u64`, `i8` to `i64`, `usize`, `isize`, `f32` and `f64`; `convert::<T>()` makes others, `iter_of::<T>()` gives items as they are"
)]
pub trait Number: Element + Num + NumCast + PartialOrd + Default + Debug + sealed::Convert {}

pub(crate) mod sealed {
    /// What the library itself does with numbers.
    pub trait Convert: Copy {
        /// As `as` does it, like all of these.
        fn from_u8(n: u8) -> Self;
        fn from_u16(n: u16) -> Self;
        fn from_u32(n: u32) -> Self;
        fn from_u64(n: u64) -> Self;
        fn from_i8(n: i8) -> Self;
        fn from_i16(n: i16) -> Self;
        fn from_i32(n: i32) -> Self;
        fn from_i64(n: i64) -> Self;
        fn from_f32(n: f32) -> Self;
        fn from_f64(n: f64) -> Self;
        /// The sum; integers wrap.
        #[must_use]
        fn plus(self, other: Self) -> Self;
        /// Whether it is not a number.
        fn nan(self) -> bool;
        /// As an `f64`, rounded.
        fn float(self) -> f64;
    }

    macro_rules! convert {
        ($($to:ident: |$a:ident, $b:ident| $plus:expr, $nan:expr;)*) => {$(
            #[allow(clippy::unnecessary_cast, clippy::cast_lossless, reason = "one macro for all pairs")]
            impl Convert for $to {
                convert!(@from $to: from_u8 u8, from_u16 u16, from_u32 u32, from_u64 u64, from_i8 i8, from_i16 i16,
                    from_i32 i32, from_i64 i64, from_f32 f32, from_f64 f64);
                #[inline(always)]
                fn plus(self, $b: Self) -> Self {
                    let $a = self;
                    $plus
                }
                #[inline(always)]
                fn nan(self) -> bool {
                    ($nan)(self)
                }
                #[inline(always)]
                fn float(self) -> f64 {
                    self as f64
                }
            }
        )*};
        (@from $to:ident: $($name:ident $from:ident),*) => {$(
            #[inline(always)]
            fn $name(n: $from) -> Self {
                n as $to
            }
        )*};
    }

    macro_rules! integers {
        ($($t:ident)*) => {
            convert! { $($t: |a, b| a.wrapping_add(b), |_| false;)* }
        };
    }

    integers!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize);
    convert! {
        f32: |a, b| a + b, f32::is_nan;
        f64: |a, b| a + b, f64::is_nan;
    }
}

macro_rules! numbers {
    ($($t:ty)*) => {$(
        impl Number for $t {}
    )*};
}

numbers!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize f32 f64);
