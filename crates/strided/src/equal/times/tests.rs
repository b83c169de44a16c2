//! What NumPy says is in the corpus of the facade's tests; here are the counts that it cannot compare.

use memoryview_format::{ByteOrder, Scalar, ScalarKind, TimeUnit};
use proptest::prelude::*;

use super::{NAT, Times, first_day};

fn times(kind: fn(TimeUnit) -> ScalarKind, a: TimeUnit, b: TimeUnit) -> Times {
    let scalar = |unit| Scalar::new(kind(unit), 8, ByteOrder::NATIVE).unwrap();
    Times::of(scalar(a), scalar(b)).unwrap()
}

fn unit(text: &str) -> TimeUnit {
    TimeUnit::parse(text).unwrap()
}

/// What a base unit is in attoseconds.
const BASES: [(&str, u128); 11] = [
    ("W", 604_800_000_000_000_000_000_000),
    ("D", 86_400_000_000_000_000_000_000),
    ("h", 3_600_000_000_000_000_000_000),
    ("m", 60_000_000_000_000_000_000),
    ("s", 1_000_000_000_000_000_000),
    ("ms", 1_000_000_000_000_000),
    ("us", 1_000_000_000_000),
    ("ns", 1_000_000_000),
    ("ps", 1_000_000),
    ("fs", 1_000),
    ("as", 1),
];

/// A count times a unit, as two digits to the base 2^64, the first with a sign.
fn attoseconds(count: i64, (base, size): (usize, u32)) -> (i128, u64) {
    let size = BASES[base].1 * u128::from(size);
    let low = i128::from(count) * i128::from(size as u64);
    let high = i128::from(count) * i128::try_from(size >> 64).unwrap();
    (high + (low >> 64), low as u64)
}

fn units() -> impl Strategy<Value = (usize, u32)> {
    let sizes = prop_oneof![
        Just(1),
        1..100_u32,
        Just(i32::MAX as u32),
        1..=i32::MAX as u32
    ];
    (0..BASES.len(), sizes)
}

proptest! {
    #[test]
    fn by_all_their_digits(x in units(), y in units(), count in any::<i64>(), shift in 0..64_u32, off in -1..2_i64) {
        let a = i64::max(count >> shift, NAT + 1);
        let named = |(base, size): (usize, u32)| unit(&std::format!("{size}{}", BASES[base].0));
        let dates = times(ScalarKind::Datetime, named(x), named(y));
        let lengths = times(ScalarKind::Timedelta, named(x), named(y));
        prop_assert_eq!(dates, lengths);
        // A count that is near in the other unit, if there is one.
        let ratio = BASES[x.0].1 as f64 * f64::from(x.1) / (BASES[y.0].1 as f64 * f64::from(y.1));
        let near = ((a as f64 * ratio) as i64).saturating_add(off).max(NAT + 1);
        for b in [near, a, 0] {
            let equal = attoseconds(a, x) == attoseconds(b, y);
            prop_assert_eq!(dates.equal(a, b), equal, "{} {}", a, b);
            if let Some([p, q]) = dates.factors() {
                prop_assert_eq!(i128::from(a) * i128::from(p) == i128::from(b) * i128::from(q), equal);
            }
            let [difference, _] = dates.apart(a, b).unwrap();
            prop_assert_eq!(difference == 0.0, equal, "{} {}: {}", a, b, difference);
        }
        // Multiples of both units at once.
        let (m, n) = (i64::from(x.1), i64::from(y.1));
        if x.0 == y.0 {
            prop_assert!(dates.equal(n * off, m * off) && (off == 0 || !dates.equal(n * off, m * off + 1)));
        }
        prop_assert!(!dates.equal(NAT, NAT) && !dates.equal(NAT, near) && !dates.equal(a, NAT));
    }
}

#[test]
fn months_begin_where_the_calendar_says() {
    let leap = |year: i128| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let mut day = 0;
    for month in 0..12 * 1200 {
        assert_eq!(first_day(month), day);
        // What is 400 years earlier or later is so many days away, and as far again beyond all counts.
        for cycles in [-1, 1, -(1_i128 << 90), 1 << 90] {
            assert_eq!(first_day(month + cycles * 4800), day + cycles * 146_097);
        }
        let year = 1970 + month / 12;
        day += match month % 12 {
            1 => 28 + i128::from(leap(year)),
            3 | 5 | 8 | 10 => 30,
            _ => 31,
        };
    }
}

#[test]
fn years_beside_what_is_finer() {
    let dates = |a, b| times(ScalarKind::Datetime, unit(a), unit(b));
    assert!(dates("Y", "D").equal(30, 10957) && !dates("Y", "D").equal(30, 10958));
    assert!(dates("as", "2147483647Y").equal(0, 0) && !dates("as", "Y").equal(i64::MAX, 0));
    // Every 400 years are 20,871 weeks, far beyond what attoseconds of 128 bits reach.
    let cycles = dates("400Y", "20871W");
    assert!(cycles.equal(i64::MAX, i64::MAX) && !cycles.equal(i64::MAX, i64::MAX - 1));
    assert!(!dates("2147483600Y", "2147483647as").equal(i64::MAX, i64::MAX));
}

#[test]
fn what_is_compared_with_what() {
    use ScalarKind::{Bool, Complex, Datetime, Float, Int, Pointer, Timedelta, UInt};
    let of = |kind, size| Scalar::new(kind, size, ByteOrder::NATIVE).unwrap();
    let date = |text| of(Datetime(unit(text)), 8);
    let length = |text| of(Timedelta(unit(text)), 8);
    let none = TimeUnit::GENERIC;
    let never = [
        (date("s"), length("s")),
        (date("s"), of(Int, 8)),
        (date("s"), of(Datetime(none), 8)),
        (length("s"), of(UInt, 8)),
        (length("s"), of(Float, 8)),
        (length("s"), of(Complex, 16)),
        (length("M"), length("D")),
        (length("s"), length("Y")),
        (date("D"), of(Pointer, 8)),
    ];
    for (a, b) in never {
        for times in [Times::of(a, b), Times::of(b, a)] {
            assert_eq!(times, Some(Times::Never), "{a:?} {b:?}");
        }
        assert!(!Times::Never.equal(0, 0) && Times::Never.apart(0, 1).is_none());
    }
    let counts = [
        (length("s"), of(Int, 8)),
        (length("Y"), of(Int, 1)),
        (length("s"), of(UInt, 4)),
        (length("as"), of(Bool, 1)),
        (length("s"), of(Timedelta(none), 8)),
        (of(Timedelta(none), 8), length("M")),
        (of(Datetime(none), 8), of(Datetime(none), 8)),
        (date("7D"), date("W")),
    ];
    for (a, b) in counts {
        for times in [Times::of(a, b), Times::of(b, a)] {
            assert_eq!(times, Some(Times::COUNTS), "{a:?} {b:?}");
        }
    }
    assert_eq!(Times::of(of(Int, 8), of(UInt, 4)), None);
}

/// In ticks of the finer unit.
#[test]
fn differences_are_counted_in_the_finer_unit() {
    let dates = |a, b| times(ScalarKind::Datetime, unit(a), unit(b));
    assert_eq!(dates("D", "s").apart(2, 3), Some([172_797.0, 3.0]));
    assert_eq!(dates("s", "D").apart(3, -2), Some([172_803.0, 172_800.0]));
    assert_eq!(dates("7s", "10s").apart(1, 1), Some([3.0, 10.0]));
    assert_eq!(dates("Y", "D").apart(1, 360), Some([5.0, 360.0]));
    assert_eq!(dates("D", "M").apart(0, 1), Some([31.0, 31.0]));
    assert_eq!(dates("D", "s").factors(), Some([86_400, 1]));
    assert_eq!(dates("Y", "D").factors(), None);
    // Beyond 128 bits it is rounded.
    let [difference, size] = dates("2147483647Y", "as").apart(i64::MAX, -5).unwrap();
    assert!(difference > 1e53 && size == 5.0, "{difference:e}");
}
