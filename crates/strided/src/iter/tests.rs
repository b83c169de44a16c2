use std::vec::Vec;

use proptest::prelude::*;

use crate::View;
use crate::read::tests::{items, samples};

proptest! {
    /// From both ends in any pattern, against a vector's iterator.
    #[test]
    fn both_ends_meet(sample in samples(&["<i"]), ends in prop::collection::vec(any::<bool>(), 0..700)) {
        let v = sample.view();
        let mut naive = items(&v).into_iter();
        let mut iter = v.iter();
        for back in ends {
            let (wanted, got) = if back {
                (naive.next_back(), iter.next_back())
            } else {
                (naive.next(), iter.next())
            };
            prop_assert_eq!(got.transpose().unwrap(), wanted);
            prop_assert_eq!(iter.len(), naive.len());
        }
        let rest: Vec<_> = iter.map(Result::unwrap).collect();
        prop_assert_eq!(rest, naive.collect::<Vec<_>>());
    }

    #[test]
    fn typed_items_fold_as_they_come(sample in samples(&["=i"]), front in 0_usize..40, back in 0_usize..40) {
        let v = sample.view().typed::<i32>().unwrap();
        let all: Vec<i32> = items(&sample.view()).into_iter().map(|x| x.try_into().unwrap()).collect();
        let mut iter = v.iter();
        let mut naive = all.iter().copied();
        for _ in 0..front {
            prop_assert_eq!(iter.next(), naive.next());
        }
        for _ in 0..back {
            prop_assert_eq!(iter.next_back(), naive.next_back());
        }
        let rest = naive.clone().fold(Vec::new(), |mut list, x| { list.push(x); list });
        prop_assert_eq!(iter.clone().fold(Vec::new(), |mut list, x| { list.push(x); list }), rest.clone());
        prop_assert_eq!(iter.clone().rev().collect::<Vec<_>>(), naive.rev().collect::<Vec<_>>());
        prop_assert_eq!(iter.collect::<Vec<_>>(), rest);
    }

    #[test]
    fn sub_views_are_those_of_select(sample in samples(&["<i"])) {
        let v = sample.view();
        for axis in 0..v.ndim() {
            let naive: Vec<_> = (0..v.shape()[axis]).map(|i| v.select(axis, i).unwrap()).collect();
            let check = |a: Vec<View<'_>>, b: &[View<'_>]| {
                assert_eq!(a.len(), b.len());
                for (a, b) in a.iter().zip(b) {
                    assert_eq!(a.layout(), b.layout());
                }
            };
            check(v.axis_iter(axis).unwrap().collect(), &naive);
            let mut back: Vec<_> = v.axis_iter(axis).unwrap().rev().collect();
            back.reverse();
            check(back, &naive);
        }
    }
}
