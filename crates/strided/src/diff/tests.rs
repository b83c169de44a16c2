use std::string::ToString;
use std::vec::Vec;

use proptest::prelude::*;

use super::{Difference, NanPolicy, Tolerance};
use crate::View;
use crate::read::tests::{NUMERIC, indices, sample, shapes};

proptest! {
    /// The oracle compares values by index; exactness is that of `==`.
    #[test]
    fn exactly_the_items_that_are_unequal_differ((a, b) in shapes().prop_flat_map(|s| (sample(s.clone(), &NUMERIC), sample(s, &NUMERIC)))) {
        let (a, b) = (a.view(), b.view());
        let difference = a.diff(&b, Tolerance::EXACT).unwrap();
        let unequal: Vec<_> = indices(a.shape()).into_iter().filter(|i| a.item(i).unwrap() != b.item(i).unwrap()).collect();
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
        "1 of 1 items differ, first at (0,): nan is not nan\nNaN: 1 times"
    );
}

#[test]
fn large_integers_differ_exactly() {
    let (a, b) = ([u64::MAX, 1 << 53], [u64::MAX - 1, (1 << 53) + 1]);
    let difference = View::from_slice(&a)
        .diff(&View::from_slice(&b), Tolerance::EXACT)
        .unwrap();
    assert_eq!((difference.count, difference.max_absolute), (2, 1.0));
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
        "1 of 1 items differ, first at (0,): (1, [5, 6], b'xy') is not (3, [5, 9], b'xz')\n\
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
#[should_panic = "the views are not equal\n1 of 2 items differ, first at (1,): 2 is not 3"]
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
