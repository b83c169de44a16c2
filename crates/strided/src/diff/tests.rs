use std::string::ToString;
use std::vec::Vec;

use proptest::prelude::*;

use super::{Difference, NanPolicy, Tolerance};
use crate::View;
use crate::equal::tests::same_item;
use crate::read::tests::{NUMERIC, indices, sample, shapes};

proptest! {
    /// The oracle compares values by index; exactness is that of `==`.
    #[test]
    fn exactly_the_items_that_are_unequal_differ((a, b) in shapes().prop_flat_map(|s| (sample(s.clone(), &NUMERIC), sample(s, &NUMERIC)))) {
        let (a, b) = (a.view(), b.view());
        let difference = a.diff(&b, Tolerance::EXACT).unwrap();
        let unequal: Vec<_> = indices(a.shape()).into_iter().filter(|i| !same_item(&a, &b, i)).collect();
        prop_assert_eq!(difference.count, unequal.len());
        prop_assert_eq!(difference.first.as_ref().map(|f| &f.index), unequal.first());
        prop_assert_eq!(difference.is_empty(), a == b);
        let everything = Tolerance { absolute: f64::MAX, relative: 0.0, nan: NanPolicy::Equal };
        let far = a.diff(&a, everything).unwrap();
        prop_assert!(far.is_empty(), "{far}");
    }
}

fn of(a: &[f64], b: &[f64], tolerance: Tolerance) -> Difference {
    View::from_slice(a)
        .diff(&View::from_slice(b), tolerance)
        .unwrap()
}

#[test]
fn tolerances() {
    let (a, b) = ([1.0, 2.0, 0.0], [1.1, 2.0, 0.001]);
    let absolute = |absolute| {
        of(
            &a,
            &b,
            Tolerance {
                absolute,
                ..Tolerance::EXACT
            },
        )
        .count
    };
    assert_eq!([0.2, 0.05, 0.0].map(absolute), [0, 1, 2]);
    let relative = |relative| {
        of(
            &a,
            &b,
            Tolerance {
                relative,
                ..Tolerance::EXACT
            },
        )
        .count
    };
    assert_eq!([1.0, 0.1, 0.01].map(relative), [0, 1, 2]);
}

#[test]
fn nan_and_infinity() {
    let (nan, inf) = (f64::NAN, f64::INFINITY);
    let a = [nan, nan, inf, inf, inf];
    let b = [nan, 1.0, inf, -inf, 1.0];
    let loose = Tolerance {
        absolute: 1e300,
        relative: 1.0,
        nan: NanPolicy::Unequal,
    };
    let difference = of(&a, &b, loose);
    assert_eq!((difference.count, difference.nan), (4, 2));
    assert_eq!(difference.max_absolute, inf);
    assert_eq!(
        of(
            &a,
            &b,
            Tolerance {
                nan: NanPolicy::Equal,
                ..loose
            }
        )
        .count,
        3
    );
    assert_eq!(
        of(&[nan], &[nan], Tolerance::EXACT).to_string(),
        "1 of 1 item differs, first at (0,): nan is not nan\nNaN: 1 time"
    );
}

#[test]
fn large_integers_differ_exactly() {
    let (a, b) = ([u64::MAX, 1 << 53], [u64::MAX - 1, (1 << 53) + 1]);
    let difference = View::from_slice(&a)
        .diff(&View::from_slice(&b), Tolerance::EXACT)
        .unwrap();
    assert_eq!((difference.count, difference.max_absolute), (2, 1.0));
    // The difference is exact where it is an `f64`, though one of the numbers is not.
    let truth = View::from_bytes(&[1], &"?".parse().unwrap()).unwrap();
    let difference = truth.diff(&View::from_slice(&b[1..]), Tolerance::EXACT);
    assert_eq!(difference.unwrap().max_absolute, (1_u64 << 53) as f64);
}

#[test]
fn records_differ_part_by_part() {
    let format = "T{<h:a:(2)B:b:2s:c:}".parse().unwrap();
    let (a, b) = ([1, 0, 5, 6, b'x', b'y'], [3, 0, 5, 9, b'x', b'z']);
    let (a, b) = (
        View::from_bytes(&a, &format).unwrap(),
        View::from_bytes(&b, &format).unwrap(),
    );
    let loose = Tolerance {
        absolute: 3.0,
        ..Tolerance::EXACT
    };
    assert_eq!(
        a.diff(&b, loose).unwrap().to_string(),
        "1 of 1 item differs, first at (0,): (1, [5, 6], b'xy') is not (3, [5, 9], b'xz')\n\
         largest difference: 3 absolute, 0.6666666666666666 relative"
    );
}

#[test]
fn shapes_must_be_equal() {
    let (a, b) = (View::from_slice(&[1_u8]), View::from_slice(&[1_u8, 2]));
    assert_eq!(
        a.diff(&b, Tolerance::EXACT).unwrap_err().to_string(),
        "cannot compare shape (1,) to (2,): views of different shapes cannot be compared item by item"
    );
}

#[test]
#[should_panic = "the views are not equal\n1 of 2 items differs, first at (1,): 2 is not 3"]
fn the_macro_says_where() {
    let v = View::from_slice(&[1_u8, 2]);
    assert_views_eq!(v, v.clone());
    assert_views_eq!(
        v,
        View::from_slice(&[1_u8, 3]),
        Tolerance {
            absolute: 1.0,
            ..Tolerance::EXACT
        }
    );
    assert_views_eq!(v, View::from_slice(&[1_u8, 3]));
}

/// Those beyond 2^53 are the same number as an `f64`, and yet not equal: as for `==`.
#[test]
fn a_float_and_an_integer_differ_exactly() {
    let near = (1_i64 << 53) + 1;
    let items = [near];
    let whole = View::from_slice(&items);
    let float = [near as f64];
    let complex = [float[0].to_le_bytes(), 0_f64.to_le_bytes()].concat();
    let complex = View::from_bytes(&complex, &"<Zd".parse().unwrap()).unwrap();
    for other in [View::from_slice(&float), complex] {
        assert!(other != whole);
        for (a, b) in [(&other, &whole), (&whole, &other)] {
            let difference = a.diff(b, Tolerance::EXACT).unwrap();
            assert_eq!((difference.count, difference.max_absolute), (1, 1.0));
            let loose = Tolerance {
                absolute: 1.0,
                ..Tolerance::EXACT
            };
            assert_eq!(a.diff(b, loose).unwrap().count, 0);
        }
    }
    let (huge, small) = ([1e300, -1e300, 0.5, -0.0], [i64::MAX, i64::MIN, 0, 0]);
    let difference = View::from_slice(&huge).diff(&View::from_slice(&small), Tolerance::EXACT);
    let difference = difference.unwrap();
    assert_eq!((difference.count, difference.max_absolute), (3, 1e300));
}

#[test]
fn complex_numbers_differ_in_either_part() {
    let number = |re: f64, im: f64| [re.to_le_bytes(), im.to_le_bytes()].concat();
    let format = "<Zd".parse().unwrap();
    let count = |a: &[u8], b: &[u8], absolute| {
        let loose = Tolerance {
            absolute,
            ..Tolerance::EXACT
        };
        let b = View::from_bytes(b, &format).unwrap();
        View::from_bytes(a, &format)
            .unwrap()
            .diff(&b, loose)
            .unwrap()
            .count
    };
    let (a, b, c) = (number(1.0, 2.0), number(1.5, 2.0), number(1.0, 2.5));
    for other in [&b, &c] {
        assert_eq!([0.0, 0.4, 0.6].map(|t| count(&a, other, t)), [1, 1, 0]);
        assert_eq!(count(other, other, 0.0), 0);
    }
    // A real number has the imaginary part 0.
    let (real, whole) = ([1.0_f32], View::from_bytes(&a, &format).unwrap());
    let loose = |absolute| Tolerance {
        absolute,
        ..Tolerance::EXACT
    };
    let real = View::from_slice(&real);
    assert_eq!(
        [1.9, 2.0].map(|t| real.diff(&whole, loose(t)).unwrap().count),
        [1, 0]
    );
}

#[test]
fn arrays_of_other_lengths_differ() {
    let bytes = [1, 2, 3];
    let of = |format: &str| View::from_bytes(&bytes, &format.parse().unwrap()).unwrap();
    let (short, long) = (of("(2)B; shape=(1,)"), of("(3)B; shape=(1,)"));
    assert_eq!(short.diff(&long, Tolerance::EXACT).unwrap().count, 1);
    assert_eq!(long.diff(&short, Tolerance::EXACT).unwrap().count, 1);
}
