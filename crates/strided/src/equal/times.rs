//! When are two dates, or two durations, the same?
//!
//! As NumPy's `==` has it, but exact where NumPy overflows, or rounds (it finds the year 1977 equal to a week that begins in 1976):
//!
//! - Dates are equal where they begin at the same moment, whatever their units: day 1 is second 86,400; years and months begin where the
//!   proleptic Gregorian calendar says.
//! - Durations are equal where they are as long. How many days a month has nobody knows, so years and months are equal to no weeks, days, ...
//! - A duration without a unit has the other's; a date without one is equal to none with one. NaT is equal to nothing, itself included.
//! - A date is no duration, and neither is a number; only beside integers of a type whose values all fit `i64` is a duration its count.
//!
//! Every count becomes a whole number (itself, or the day on which its year or month begins) times a factor: two are equal where the products are.

use memoryview_format::{Scalar, ScalarKind, TimeBase, TimeUnit};

use crate::layout::gcd;

/// The count that stands for no time at all.
pub(crate) const NAT: i64 = i64::MIN;

/// How the counts of two formats are compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Times {
    /// By what they are times their factors.
    Sides([Side; 2]),
    /// No two are equal.
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Side {
    /// How many months a tick is, if it has to become days.
    months: Option<i128>,
    factor: i128,
}

/// What a unit counts in: months, or attoseconds.
enum Scale {
    Generic,
    Months(i128),
    Attoseconds(i128),
}

const DAY: i128 = 86_400 * 1_000_000_000_000_000_000;

fn scale(unit: TimeUnit) -> Scale {
    let second = DAY / 86_400;
    let attoseconds = match unit.base() {
        TimeBase::Year => return Scale::Months(12 * i128::from(unit.count())),
        TimeBase::Month => return Scale::Months(unit.count().into()),
        TimeBase::Week => 7 * DAY,
        TimeBase::Day => DAY,
        TimeBase::Hour => 3600 * second,
        TimeBase::Minute => 60 * second,
        TimeBase::Second => second,
        TimeBase::Millisecond => second / 1000,
        TimeBase::Microsecond => second / 1_000_000,
        TimeBase::Nanosecond => 1_000_000_000,
        TimeBase::Picosecond => 1_000_000,
        TimeBase::Femtosecond => 1000,
        TimeBase::Attosecond => 1,
        _ => return Scale::Generic,
    };
    Scale::Attoseconds(attoseconds * i128::from(unit.count()))
}

impl Times {
    /// Two counts in the same unit.
    pub(crate) const COUNTS: Self = Self::Sides(
        [Side {
            months: None,
            factor: 1,
        }; 2],
    );

    /// `None` if neither format is a date or a duration.
    pub(crate) fn of(x: Scalar, y: Scalar) -> Option<Self> {
        use ScalarKind::{Datetime, Timedelta};
        Some(match (x.kind(), y.kind()) {
            (Datetime(a), Datetime(b)) => Self::between(a, b, true),
            (Timedelta(a), Timedelta(b)) => Self::between(a, b, false),
            (Timedelta(_), _) if fits(y) => Self::COUNTS,
            (_, Timedelta(_)) if fits(x) => Self::COUNTS,
            (Datetime(_) | Timedelta(_), _) | (_, Datetime(_) | Timedelta(_)) => Self::Never,
            _ => return None,
        })
    }

    fn between(a: TimeUnit, b: TimeUnit, dates: bool) -> Self {
        use Scale::{Attoseconds, Generic, Months};
        match (scale(a), scale(b)) {
            (Generic, Generic) => Self::COUNTS,
            (Generic, _) | (_, Generic) if !dates => Self::COUNTS,
            (Months(a), Months(b)) | (Attoseconds(a), Attoseconds(b)) => {
                Self::sides(None, a, None, b)
            }
            (Months(months), Attoseconds(tick)) if dates => {
                Self::sides(Some(months), DAY, None, tick)
            }
            (Attoseconds(tick), Months(months)) if dates => {
                Self::sides(None, tick, Some(months), DAY)
            }
            _ => Self::Never,
        }
    }

    fn sides(a: Option<i128>, x: i128, b: Option<i128>, y: i128) -> Self {
        let divisor = gcd(x, y);
        let side = |months, factor| Side {
            months,
            factor: factor / divisor,
        };
        Self::Sides([side(a, x), side(b, y)])
    }

    /// The factors, if nothing else is to be done and products of counts with them fit 128 bits.
    pub(crate) fn factors(&self) -> Option<[i64; 2]> {
        match self {
            Self::Sides([a, b]) if a.months.is_none() && b.months.is_none() => {
                Some([a.factor.try_into().ok()?, b.factor.try_into().ok()?])
            }
            _ => None,
        }
    }

    pub(crate) fn equal(&self, a: i64, b: i64) -> bool {
        let Self::Sides([x, y]) = self else {
            return false;
        };
        let (p, q) = (x.number(a), y.number(b));
        // Of the two units the finer one divides the other but for its count, so that its factor is below 2^34: one product at most exceeds 128 bits, and equals none.
        let products = p.checked_mul(x.factor).zip(q.checked_mul(y.factor));
        a != NAT && b != NAT && products.is_some_and(|(p, q)| p == q)
    }

    /// By how much two counts that are not equal differ, and how large the second is, in ticks of the finer unit; `None` if no two are equal.
    #[allow(clippy::cast_precision_loss, reason = "rounded only here")]
    pub(crate) fn apart(&self, a: i64, b: i64) -> Option<[f64; 2]> {
        let Self::Sides([x, y]) = self else {
            return None;
        };
        let (p, q) = (x.number(a), y.number(b));
        let size = q as f64 * y.factor as f64;
        let exact = p.checked_mul(x.factor).zip(q.checked_mul(y.factor));
        let difference = match exact.and_then(|(p, q)| p.checked_sub(q)) {
            Some(difference) => difference.unsigned_abs() as f64,
            // What is not equal is a tick apart at least.
            None => (p as f64 * x.factor as f64 - size).abs().max(1.0),
        };
        Some([difference, size.abs()])
    }
}

impl Side {
    fn number(&self, count: i64) -> i128 {
        match self.months {
            Some(months) => first_day(i128::from(count) * months),
            None => count.into(),
        }
    }
}

/// Whether all values of a scalar are integers of 64 bits with a sign.
fn fits(scalar: Scalar) -> bool {
    match scalar.kind() {
        ScalarKind::Bool => true,
        ScalarKind::Int => scalar.size() <= 8,
        ScalarKind::UInt => scalar.size() <= 4,
        _ => false,
    }
}

/// The day on which a month begins, both counted from January 1970. A year begins in March here: then the leap day is its last, and the months
/// before one have 30.6 days each, rounded down.
fn first_day(month: i128) -> i128 {
    let march = month + 1970 * 12 - 2;
    // 400 years, after which the calendar repeats itself.
    let (cycle, month) = (march.div_euclid(4800), march.rem_euclid(4800));
    let (year, month) = (month / 12, month % 12);
    let leap_days = year / 4 - year / 100;
    // 719,468 days before 1970 the year 0 begins, in March.
    cycle * 146_097 + year * 365 + leap_days + (153 * month + 2) / 5 - 719_468
}

#[cfg(test)]
mod tests;
