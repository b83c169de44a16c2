//! When are two values equal enough?

use memoryview_format::Value;

use super::Difference;
use crate::equal::meant::{Meant, count};
use crate::equal::times::{NAT, Times};

/// Whether two NaNs count as equal.
///
/// ```
/// use memoryview_strided::{NanPolicy, Tolerance, View};
/// let v = View::from_slice(&[f64::NAN]);
/// let nan_equal = Tolerance { nan: NanPolicy::Equal, ..Tolerance::EXACT };
/// assert_eq!((v.diff(&v, Tolerance::EXACT)?.count, v.diff(&v, nan_equal)?.count), (1, 0));
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NanPolicy {
    /// NaN is equal to nothing, as in `==`; nor is NaT.
    #[default]
    Unequal,
    /// NaN is equal to NaN, NaT to NaT, and to nothing else.
    Equal,
}

/// By how much two numbers may differ and still count as equal: `|a - b| <= absolute + relative * |b|`, as in NumPy's `allclose`.
///
/// Infinities are equal only to themselves. The parts of complex numbers, records and arrays are compared one by one.
///
/// ```
/// use memoryview_strided::{NanPolicy, Tolerance};
/// let loose = Tolerance { relative: 1e-5, ..Tolerance::EXACT };
/// assert_eq!(loose.nan, NanPolicy::Unequal);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tolerance {
    /// The difference that is allowed at any rate.
    pub absolute: f64,
    /// The difference that is allowed as a part of the right number.
    pub relative: f64,
    /// Whether two NaNs count as equal.
    pub nan: NanPolicy,
}

impl Tolerance {
    /// Only what is equal by value; NaN is equal to nothing.
    pub const EXACT: Self = Tolerance {
        absolute: 0.0,
        relative: 0.0,
        nan: NanPolicy::Unequal,
    };
}

impl Default for Tolerance {
    fn default() -> Self {
        Self::EXACT
    }
}

impl Difference {
    /// Whether two numbers are equal enough.
    #[inline]
    pub(super) fn near(&mut self, a: f64, b: f64, tolerance: Tolerance) -> bool {
        if a == b {
            return true;
        }
        if a.is_nan() || b.is_nan() {
            self.nan += 1;
            return tolerance.nan == NanPolicy::Equal && a.is_nan() && b.is_nan();
        }
        self.far((a - b).abs(), b.abs(), tolerance)
    }

    /// Whether a difference that is not 0 is small enough.
    fn far(&mut self, difference: f64, size: f64, tolerance: Tolerance) -> bool {
        self.max_absolute = self.max_absolute.max(difference);
        // Infinite over infinite has no value: then the absolute one says all.
        let relative = if size.is_infinite() {
            1.0
        } else {
            difference / size
        };
        self.max_relative = self.max_relative.max(relative);
        difference.is_finite() && difference <= tolerance.absolute + tolerance.relative * size
    }

    /// As [`near`](Self::near) for the counts of dates or durations.
    fn near_times(&mut self, a: i64, b: i64, times: Times, tolerance: Tolerance) -> bool {
        let Some([difference, size]) = times.apart(a, b) else {
            return false;
        };
        if a == NAT || b == NAT {
            self.nan += 1;
            return tolerance.nan == NanPolicy::Equal && a == b;
        }
        times.equal(a, b) || self.far(difference, size, tolerance)
    }

    /// Whether two values, which mean what stands beside them, are equal enough. Integers are compared exactly, then by their difference.
    pub(super) fn same(
        &mut self,
        a: &Value,
        b: &Value,
        meant: Option<[Meant<'_>; 2]>,
        tolerance: Tolerance,
    ) -> bool {
        use Value::{Array, Record};
        match (a, b) {
            (Record(a) | Array(a), Record(b) | Array(b)) => {
                // All parts are looked at, for the largest difference.
                let pairs = a.iter().zip(b).enumerate();
                let same = pairs.fold(true, |all, (i, (a, b))| {
                    let meant = meant.map(|both| both.map(|one| one.part(i)));
                    self.same(a, b, meant, tolerance) && all
                });
                same && a.len() == b.len()
            }
            _ => match meant.and_then(|[a, b]| a.times(b)) {
                Some(times) => {
                    let counts = count(a).zip(count(b));
                    counts.is_some_and(|(a, b)| self.near_times(a, b, times, tolerance))
                }
                None => self.near_values(a, b, tolerance),
            },
        }
    }

    fn near_values(&mut self, a: &Value, b: &Value, tolerance: Tolerance) -> bool {
        match wholes(a, b) {
            Some([a, b]) => {
                // Rounded only here.
                #[allow(clippy::cast_precision_loss)]
                let (difference, size) = ((a - b).unsigned_abs() as f64, b.unsigned_abs() as f64);
                a == b || self.far(difference, size, tolerance)
            }
            None => match (parts(a), parts(b)) {
                (Some(_), Some(_)) if a == b => true,
                (Some([a, ai]), Some([b, bi])) => {
                    let real = self.near(a, b, tolerance);
                    self.near(ai, bi, tolerance) && real
                }
                _ => a == b,
            },
        }
    }
}

fn whole(value: &Value) -> Option<i128> {
    match *value {
        Value::Bool(b) => Some(b.into()),
        Value::Int(i) => Some(i.into()),
        Value::UInt(u) => Some(u.into()),
        _ => None,
    }
}

/// An integer and a number without a fraction: large ones are only told apart by their digits, which an `f64` does not hold.
fn wholes(a: &Value, b: &Value) -> Option<[i128; 2]> {
    match (whole(a), whole(b)) {
        (Some(a), Some(b)) => Some([a, b]),
        (Some(a), None) => Some([a, whole_float(b)?]),
        (None, Some(b)) => Some([whole_float(a)?, b]),
        (None, None) => None,
    }
}

/// Far beyond all integers the difference is that of two `f64`.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "back and forth: that nothing is lost is what is asked"
)]
fn whole_float(value: &Value) -> Option<i128> {
    let x = match *value {
        Value::Float(x) => x,
        Value::Complex { re, im: 0.0 } => re,
        _ => return None,
    };
    let whole = x as i128;
    (x.abs() < 1e30 && whole as f64 == x).then_some(whole)
}

/// Real and imaginary part.
fn parts(value: &Value) -> Option<[f64; 2]> {
    match *value {
        Value::Complex { re, im } => Some([re, im]),
        ref real => f64::try_from(real).ok().map(|x| [x, 0.0]),
    }
}
