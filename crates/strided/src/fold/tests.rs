//! The oracle gathers the items along the axis by index.

use std::string::ToString;
use std::vec;
use std::vec::Vec;

use proptest::prelude::*;

use crate::read::tests::{NUMERIC, as_number, indices, items, samples};
use crate::{Number, View};

/// The items along an axis, as `T`, for every index of the others.
fn along<T: Number>(v: &View<'_>, axis: usize) -> Vec<Vec<T>> {
    let mut rest = v.shape().to_vec();
    let len = rest.remove(axis);
    let at = |index: &Vec<usize>, i: usize| {
        let mut index = index.clone();
        index.insert(axis, i);
        as_number(&v.item(&index).unwrap())
    };
    let others = indices(&rest);
    others
        .iter()
        .map(|o| (0..len).map(|i| at(o, i)).collect())
        .collect()
}

fn wrapping(items: &[i64]) -> i64 {
    items.iter().fold(0, |a, &b| a.wrapping_add(b))
}

/// NumPy's rule.
fn least(items: &[f64], keep: fn(f64, f64) -> f64) -> Option<f64> {
    let found = items.iter().copied().reduce(keep);
    if items.iter().any(|x| x.is_nan()) {
        Some(f64::NAN)
    } else {
        found
    }
}

fn same(a: f64, b: f64) -> bool {
    a == b || a.is_nan() && b.is_nan()
}

proptest! {
    #[test]
    fn reductions_of_an_axis(sample in samples(&NUMERIC[..23])) {
        let v = sample.view();
        for axis in 0..v.ndim() {
            let whole = along::<i64>(&v, axis);
            let sums = v.sum_axis::<i64>(axis).unwrap();
            let mut shape = v.shape().to_vec();
            shape.remove(axis);
            prop_assert_eq!(sums.shape(), &shape[..]);
            let wanted: Vec<i64> = whole.iter().map(|x| wrapping(x)).collect();
            prop_assert_eq!(sums.to_vec::<i64>(crate::Order::C).unwrap(), wanted);
            // A fold that shows the order.
            let step = |acc: u64, x: i64| acc.wrapping_mul(31).wrapping_add(x.cast_unsigned());
            let folded = v.fold_axis_as(axis, 7_u64, step).unwrap();
            let wanted: Vec<u64> = whole.iter().map(|x| x.iter().copied().fold(7, step)).collect();
            prop_assert_eq!(folded.to_vec::<u64>(crate::Order::C).unwrap(), wanted);
            if v.shape()[axis] == 0 {
                prop_assert!(v.min_axis::<f64>(axis).is_err());
                continue;
            }
            let floats = along::<f64>(&v, axis);
            let min = v.min_axis::<f64>(axis).unwrap().to_vec::<f64>(crate::Order::C).unwrap();
            let max = v.max_axis::<f64>(axis).unwrap().to_vec::<f64>(crate::Order::C).unwrap();
            for ((x, min), max) in floats.iter().zip(min).zip(max) {
                prop_assert!(same(min, least(x, f64::min).unwrap()));
                prop_assert!(same(max, least(x, f64::max).unwrap()));
            }
        }
    }

    #[test]
    fn reductions_of_all(sample in samples(&NUMERIC[..23])) {
        let v = sample.view();
        let whole: Vec<i64> = items(&v).iter().map(as_number).collect();
        prop_assert_eq!(v.sum_as::<i64>().unwrap(), wrapping(&whole));
        let floats: Vec<f64> = items(&v).iter().map(as_number).collect();
        let (min, max) = (v.min_as::<f64>().unwrap(), v.max_as::<f64>().unwrap());
        prop_assert_eq!(min.is_some(), least(&floats, f64::min).is_some());
        prop_assert!(same(min.unwrap_or(0.0), least(&floats, f64::min).unwrap_or(0.0)));
        prop_assert!(same(max.unwrap_or(0.0), least(&floats, f64::max).unwrap_or(0.0)));
        let count = v.fold_as(|| 0, |n, _: u8| n + 1, |a, b| a + b).unwrap();
        prop_assert_eq!(count, v.len());
        let mut sorted: Vec<i64> = v.fold_as(Vec::new, |mut list, x| { list.push(x); list }, |mut a, mut b| { a.append(&mut b); a }).unwrap();
        sorted.sort_unstable();
        let mut wanted = whole;
        wanted.sort_unstable();
        prop_assert_eq!(sorted, wanted);
    }
}

/// Wide enough that rows and lines are cut into spans.
fn wide() -> Vec<f32> {
    (0..300 * 1000)
        .map(|i| (i % 977) as f32 * 0.37 - 100.0)
        .collect()
}

#[test]
fn memory_order_is_the_same_for_a_transposed_view() {
    let data = wide();
    let v = View::from_slice(&data).reshape([300, 1000]).unwrap();
    let t = v.transpose();
    assert_eq!(
        v.sum_as::<f32>().unwrap().to_bits(),
        t.sum_as::<f32>().unwrap().to_bits()
    );
    assert_eq!(v.sum_axis::<f64>(0).unwrap(), t.sum_axis::<f64>(1).unwrap());
    let naive: Vec<f64> = data
        .chunks(1000)
        .map(|row| row.iter().copied().map(f64::from).sum())
        .collect();
    for (a, b) in v
        .sum_axis::<f64>(1)
        .unwrap()
        .iter_as::<f64>()
        .unwrap()
        .zip(naive)
    {
        assert!((a - b).abs() < 1e-9);
    }
}

#[cfg(feature = "rayon")]
#[test]
fn threads_change_no_bit() {
    // Few items, and yet several spans of all of them, of rows along either outer axis, and of lines.
    let data = &wide()[..75_000];
    let v = View::from_slice(data).reshape([3, 10, 2500]).unwrap();
    for v in [
        v.transpose(),
        v.flip(2).unwrap(),
        v.permute([1, 2, 0]).unwrap(),
        v,
    ] {
        let sum = v.sum_as::<f32>().unwrap();
        assert_eq!(sum.to_bits(), v.par_sum_as::<f32>().unwrap().to_bits());
        assert_eq!(v.min_as::<f32>().unwrap(), v.par_min_as::<f32>().unwrap());
        assert_eq!(v.max_as::<f32>().unwrap(), v.par_max_as::<f32>().unwrap());
        let serial = v.fold_as(|| 0.0, |a, x: f64| a + x, |a, b| a + b).unwrap();
        let parallel = v
            .par_fold_as(|| 0.0, |a, x: f64| a + x, |a, b| a + b)
            .unwrap();
        assert_eq!(serial.to_bits(), parallel.to_bits());
        for axis in 0..3 {
            let bytes = |b: crate::Buffer| b.to_bytes(crate::Order::C).unwrap();
            assert!(
                bytes(v.sum_axis::<f32>(axis).unwrap())
                    == bytes(v.par_sum_axis::<f32>(axis).unwrap())
            );
            assert!(v.max_axis::<f32>(axis).unwrap() == v.par_max_axis::<f32>(axis).unwrap());
            let step = |a: f32, x: f32| a * 0.5 + x;
            let serial = bytes(v.fold_axis_as(axis, 0.0, step).unwrap());
            assert!(serial == bytes(v.par_fold_axis_as(axis, 0.0, step).unwrap()));
        }
    }
}

/// Numbers that are read where they lie and those that are turned round first are added in one order.
#[test]
fn the_format_changes_no_bit() {
    let bytes = |order: fn(f64) -> [u8; 8]| -> Vec<u8> {
        let numbers = wide().into_iter().map(f64::from);
        numbers.flat_map(|x| order(x / 3.0)).collect()
    };
    let (little, big) = (bytes(f64::to_le_bytes), bytes(f64::to_be_bytes));
    for shape in [[300, 1000], [1000, 300], [3000, 100]] {
        let of = |bytes, format| {
            let spec = crate::Spec::new(format).unwrap().shape(shape);
            View::from_bytes(bytes, &spec).unwrap()
        };
        let (little, big) = (of(&little, "<d"), of(&big, ">d"));
        // All of each row, and all but a few items.
        for cut in [0, 7] {
            let [a, b] = [&little, &big].map(|v| v.slice((.., cut..)).unwrap());
            for (a, b) in [(a.transpose(), b.transpose()), (a, b)] {
                let (x, y) = (a.sum_as::<f64>().unwrap(), b.sum_as::<f64>().unwrap());
                assert_eq!(x.to_bits(), y.to_bits(), "{shape:?} from {cut}");
                for axis in 0..2 {
                    let (x, y) = (a.sum_axis::<f64>(axis), b.sum_axis::<f64>(axis));
                    assert!(
                        x.unwrap() == y.unwrap(),
                        "{shape:?} from {cut}, axis {axis}"
                    );
                }
            }
        }
    }
}

/// Spans and what they come to were once listed before the first item was read: 2^46 of them ended the process.
#[cfg(feature = "rayon")]
#[test]
#[should_panic(expected = "the first item is read")]
fn threads_keep_no_list_of_all_spans() {
    let one = View::from_slice(&[1_u8]);
    let many = one.broadcast_to(&[1 << (usize::BITS - 2)]).unwrap();
    let fold = |(), _: u8| panic!("the first item is read");
    let _ = many.par_fold_as(|| (), fold, |(), ()| ());
}

#[test]
fn empty_axes() {
    let v = View::from_slice::<f32>(&[]).reshape([2, 0, 3]).unwrap();
    assert_eq!(v.sum_as::<f32>().unwrap(), 0.0);
    assert_eq!(v.min_as::<f32>().unwrap(), None);
    assert_eq!(
        v.sum_axis::<f32>(1).unwrap().to_string(),
        "[[0.0, 0.0, 0.0],\n [0.0, 0.0, 0.0]]"
    );
    assert_eq!(v.sum_axis::<f32>(0).unwrap().shape(), [0, 3]);
    assert_eq!(
        v.max_axis::<f32>(1).unwrap_err().to_string(),
        "axis 1 has length 0: no item is the smallest or largest"
    );
    assert_eq!(
        v.sum_axis::<f32>(3).unwrap_err().to_string(),
        "axis 3 is out of bounds: there are 3 axes"
    );
    assert_eq!(
        vec![0_usize; 0],
        v.fold_as(Vec::new, |l, _: f32| l, |l, _| l).unwrap()
    );
}

/// Items that follow each other in memory, whatever the axes are called and whichever way they run; more than one span of them.
#[test]
fn items_are_folded_as_they_lie() {
    let data: Vec<i32> = (0..200_000).map(|i| i * 7 % 1009).collect();
    let v = View::from_slice(&data).reshape([200, 1000]).unwrap();
    let step = |acc: u64, x: i32| {
        acc.wrapping_mul(31)
            .wrapping_add(u64::from(x.cast_unsigned()))
    };
    let spans = data
        .chunks(1 << 16)
        .map(|span| span.iter().copied().fold(1, step));
    let naive: Vec<u64> = spans.collect();
    let folded = |v: &View<'_>| {
        let start = || (Vec::new(), 1);
        let fold = |(list, acc), x: i32| (list, step(acc, x));
        let (mut list, last) = v
            .fold_as(
                start,
                fold,
                |(mut all, before): (Vec<u64>, u64), (_, acc)| {
                    all.push(before);
                    (all, acc)
                },
            )
            .unwrap();
        list.push(last);
        list
    };
    let sum: i64 = data.iter().copied().map(i64::from).sum();
    let flipped = v.flip(0).unwrap();
    for v in [
        &v,
        &v.transpose(),
        &flipped,
        &flipped.flip(1).unwrap().transpose(),
    ] {
        assert_eq!(folded(v), naive);
        assert_eq!(v.sum_as::<i64>().unwrap(), sum);
    }
}

/// So many results that they are made span by span, along the axis that lies closest and along the one that lies farthest.
#[test]
fn sums_of_many_lines() {
    let data: Vec<i32> = (0..300_000).map(|i| i * 7 % 1009).collect();
    let v = View::from_slice(&data);
    for (lines, len) in [(100_000, 3), (3, 100_000), (600, 500)] {
        let v = v.reshape([lines, len]).unwrap();
        let rows: Vec<i32> = data.chunks(len).map(|row| row.iter().sum()).collect();
        let columns: Vec<i32> = (0..len)
            .map(|k| data.iter().skip(k).step_by(len).sum())
            .collect();
        assert!(v.sum_axis::<i32>(1).unwrap() == View::from_slice(&rows));
        assert!(v.sum_axis::<i32>(0).unwrap() == View::from_slice(&columns));
    }
}

#[test]
fn an_axis_without_items_has_no_least() {
    let v = View::from_slice::<u8>(&[]).reshape([2, 0]).unwrap();
    assert_eq!(
        v.min_axis::<u8>(1).unwrap_err().to_string(),
        "axis 1 has length 0: no item is the smallest or largest"
    );
    assert_eq!(
        v.sum_axis::<u8>(1)
            .unwrap()
            .to_vec::<u8>(crate::Order::C)
            .unwrap(),
        [0, 0]
    );
}
