//! The oracle is the same data in one array, on which the same keys are used.

use std::string::ToString;
use std::vec;
use std::vec::Vec;

use proptest::prelude::*;

use super::IndirectView;
use crate::native_text::native;
use crate::{Element, Index, NewAxis, Order, Slice, View, ViewMut};

/// A view of `shape` whose first axis are pointers to rows, and the same items in one array.
fn both<'a>(items: &'a [u16], shape: &[usize]) -> (IndirectView<'a>, View<'a>) {
    let direct = View::from_slice(items).reshape(shape).unwrap();
    let rows: Vec<View<'a>> = (0..shape[0])
        .map(|i| direct.select(0, i).unwrap())
        .collect();
    (IndirectView::from_views(&rows).unwrap(), direct)
}

fn key() -> impl Strategy<Value = Vec<Index>> {
    let bound = || prop_oneof![Just(None), (-5_isize..6).prop_map(Some)];
    let step = (-3_isize..4).prop_filter("zero", |&s| s != 0);
    let part = prop_oneof![
        2 => (-4_isize..5).prop_map(Index::At),
        5 => (bound(), bound(), step).prop_map(|(a, b, c)| Index::Slice(Slice::new(a, b, c))),
        1 => Just(Index::Ellipsis),
        1 => Just(Index::NewAxis),
    ];
    prop::collection::vec(part, 0..5)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 500 } else { 20_000 }))]

    #[test]
    fn slices_as_ordinary_views_do(shape in prop::collection::vec(1_usize..5, 1..5), keys in prop::collection::vec(key(), 0..4)) {
        let items: Vec<u16> = (0..625).collect();
        let count: usize = shape.iter().product();
        let (mut v, mut direct) = both(&items[..count], &shape);
        for key in &keys {
            let (ours, theirs) = (v.slice(&key[..]), direct.slice(&key[..]));
            match (ours, theirs) {
                (Ok(a), Ok(b)) => (v, direct) = (a, b),
                (a, b) => prop_assert_eq!(a.err(), b.err()),
            }
            prop_assert_eq!(v.shape(), direct.shape());
            prop_assert_eq!((v.len(), v.nbytes()), (direct.len(), direct.nbytes()));
            for order in [Order::C, Order::F] {
                prop_assert_eq!(v.to_bytes(order).unwrap(), direct.to_bytes(order).unwrap());
            }
            prop_assert!(v == direct);
            if let Ok(plain) = v.as_direct() {
                prop_assert_eq!(plain.to_bytes(Order::C).unwrap(), direct.to_bytes(Order::C).unwrap());
            }
            let flat: Vec<_> = v.iter().map(Result::unwrap).collect();
            prop_assert_eq!(flat.len(), v.len());
            if !v.is_empty() {
                let last = vec![-1; v.ndim()];
                prop_assert_eq!(v.item(&last).unwrap(), direct.item(&last).unwrap());
                prop_assert_eq!(v.get::<u16>(&last).unwrap(), direct.get::<u16>(&last).unwrap());
            }
        }
    }
}

/// Pointers to pointers to rows: two levels, where an integer on the second one leaves a chain that suboffsets cannot say.
#[test]
fn pointers_to_pointers_are_followed() {
    let rows: Vec<[u8; 2]> = (0..6).map(|k| [2 * k, 2 * k + 1]).collect();
    let tables: Vec<[*const u8; 3]> = rows
        .chunks(3)
        .map(|c| [c[0].as_ptr(), c[1].as_ptr(), c[2].as_ptr()])
        .collect();
    let top: Vec<*const [*const u8; 3]> = tables.iter().map(core::ptr::from_ref).collect();
    let step = size_of::<*const u8>().cast_signed();
    let start = core::ptr::NonNull::from(&top[0]).cast();
    #[allow(unsafe_code, reason = "raw pointers are the subject")]
    // SAFETY: two tables of three pointers to two bytes each, all alive and not written.
    let v = unsafe {
        IndirectView::from_raw(
            start,
            &[2, 3, 2],
            &[step, step, 1],
            &[0, 0, -1],
            1,
            u8::format(),
            false,
        )
    };
    let v = v.unwrap();
    assert_eq!(v.suboffsets(), Some(vec![0, 0, -1]));
    assert_eq!(
        v.to_list().unwrap().to_string(),
        "[[[0, 1], [2, 3], [4, 5]], [[6, 7], [8, 9], [10, 11]]]"
    );
    let middle = v.select(1, -1).unwrap();
    assert_eq!(middle.to_list().unwrap().to_string(), "[[4, 5], [10, 11]]");
    assert_eq!(middle.suboffsets(), None);
    assert_eq!(
        middle
            .select(0, 1)
            .unwrap()
            .as_direct()
            .unwrap()
            .to_string(),
        "[10, 11]"
    );
    assert_eq!(
        v.slice((1, 1)).unwrap().as_direct().unwrap().to_string(),
        "[8, 9]"
    );
    assert_eq!(v.item([1, 0, 1]).unwrap().to_string(), "7");
    let wide = v
        .slice((NewAxis, .., NewAxis, Slice::REV, 1, NewAxis))
        .unwrap();
    assert_eq!(wide.shape(), [1, 2, 1, 3, 1]);
    assert_eq!(wide.to_bytes(Order::C).unwrap(), [5, 3, 1, 11, 9, 7]);
}

/// A row that begins in the middle of what its pointer points at: the suboffset gets negative, and is not taken for "none".
#[test]
fn rows_may_run_backward() {
    let data = [0_u8, 1, 2, 3, 4, 5];
    let rows = View::from_slice(&data)
        .reshape([2, 3])
        .unwrap()
        .flip(1)
        .unwrap();
    let v = IndirectView::from_views(&[rows.select(0, 0).unwrap(), rows.select(0, 1).unwrap()])
        .unwrap();
    let part = v.slice((.., 1..)).unwrap();
    assert_eq!(part.to_list().unwrap().to_string(), "[[1, 0], [4, 3]]");
    assert_eq!(
        (v.suboffsets(), part.suboffsets()),
        (Some(vec![0, -1]), None)
    );
    assert_eq!(
        part.select(0, 1).unwrap().as_direct().unwrap().to_string(),
        "[4, 3]"
    );
}

/// Without items no pointer is followed, whatever stands there.
#[test]
fn nothing_is_followed_where_nothing_is() {
    let nowhere = [core::ptr::null::<u8>(); 2];
    let step = size_of::<*const u8>().cast_signed();
    let start = core::ptr::NonNull::from(&nowhere).cast();
    #[allow(unsafe_code, reason = "raw pointers are the subject")]
    // SAFETY: there are no items, so nothing is promised.
    let v = unsafe {
        IndirectView::from_raw(start, &[2, 0], &[step, 1], &[0, -1], 1, u8::format(), true)
    };
    let v = v.unwrap();
    assert_eq!(v.to_list().unwrap().to_string(), "[[], []]");
    assert!(v.to_bytes(Order::F).unwrap().is_empty());
    assert_eq!(v.select(0, 1).unwrap().to_list().unwrap().to_string(), "[]");
    assert!(v.select(0, 1).unwrap().as_direct().unwrap().is_empty());
    v.fill(1).unwrap();
    assert_eq!(v.iter().count(), 0);
    assert_eq!(
        v.item([0, 0]).unwrap_err().to_string(),
        "index 0 is out of bounds: axis 1 has length 0"
    );
    let none: [&[u8]; 0] = [];
    assert_eq!(IndirectView::from_rows(&none).unwrap().shape(), [0, 0]);
}

#[test]
fn assignment_is_right_where_rows_are_the_source() {
    let mut data: Vec<u8> = (0..8).collect();
    let (top, bottom) = ViewMut::from_slice(&mut data)
        .reshape([2, 4])
        .unwrap()
        .split_at(0, 1)
        .unwrap();
    let rows = vec![top.squeeze(0).unwrap(), bottom.squeeze(0).unwrap()];
    let v = IndirectView::from_views_mut(rows).unwrap();
    // Each row from the first row's end: the source is written over while it is read.
    v.assign(
        &v.select(0, 0)
            .unwrap()
            .as_direct()
            .unwrap()
            .flip(0)
            .unwrap(),
    )
    .unwrap();
    assert_eq!(v.to_bytes(Order::C).unwrap(), [3, 2, 1, 0, 3, 2, 1, 0]);
    v.slice((.., ..2))
        .unwrap()
        .assign_indirect(&v.slice((.., 2..)).unwrap())
        .unwrap();
    assert_eq!(v.to_bytes(Order::C).unwrap(), [1, 0, 1, 0, 1, 0, 1, 0]);
    v.set([1, 3], 9_u8).unwrap();
    v.set_item([0, 0], 8).unwrap();
    let mut copy = [0_u8; 8];
    v.copy_to(&mut ViewMut::from_slice(&mut copy).reshape([2, 4]).unwrap())
        .unwrap();
    assert_eq!(copy, [8, 0, 1, 0, 1, 0, 1, 9]);
    assert_eq!(v.to_vec::<u8>(Order::F).unwrap(), [8, 1, 0, 0, 1, 1, 0, 9]);
}

#[test]
fn refusals_have_their_numbers() {
    let items = [0_u16; 6];
    let (v, direct) = both(&items, &[2, 3]);
    let slice = |key: Vec<Index>| v.slice(key).unwrap_err().to_string();
    assert_eq!(
        slice(vec![Index::At(0); 3]),
        "too many indices: 3 for 2 dimensions"
    );
    assert_eq!(
        slice(vec![Index::Ellipsis; 2]),
        "a key can have only one ellipsis ('...')"
    );
    assert_eq!(
        slice(vec![Index::Ellipsis, Index::At(-4)]),
        "index -4 is out of bounds: axis 1 has length 3"
    );
    assert_eq!(
        slice(vec![Index::NewAxis; 63]),
        "number of dimensions must not exceed 64, but is 65"
    );
    assert_eq!(
        v.select(2, 0).unwrap_err().to_string(),
        "axis 2 is out of bounds: there are 2 axes"
    );
    assert_eq!(
        v.set([0, 0], 1_u16).unwrap_err().to_string(),
        "the memory is read-only"
    );
    assert!(v.is_read_only() && v.get::<u8>([0, 0]).is_err());
    let mut small = [0_u16; 3];
    let refused = v.copy_to(&mut ViewMut::from_slice(&mut small)).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "cannot copy shape (2, 3) to (3,): they differ"
    );
    let rows = [
        direct.select(0, 0).unwrap(),
        direct.select(0, 1).unwrap().flip(0).unwrap(),
    ];
    assert!(IndirectView::from_views(&rows).is_err());
    assert_eq!(
        IndirectView::from_views(&[]).unwrap_err().to_string(),
        "cannot stack shape (0,) to (): there are no rows"
    );
}

#[test]
fn equal_by_value() {
    let (a, b) = ([1.0_f32, 2.0], [1.0_f32, f32::NAN]);
    let v = IndirectView::from_rows(&[&a[..], &b]).unwrap();
    assert!(v != v.clone(), "not a number");
    let whole = IndirectView::from_rows(&[&a[..], &a]).unwrap();
    let other = [1.0_f64, 2.0, 1.0];
    let wider = IndirectView::from_rows(&[&other[..2], &other[..2]]).unwrap();
    assert!(whole == wider);
    assert!(whole != v);
    assert!(v != whole);
    assert!(whole != IndirectView::from_rows(&[&other[..], &other]).unwrap());
    assert!(whole != whole.slice(..1).unwrap());
    assert!(v.slice((.., 0)).unwrap() == View::from_slice(&[1_u8, 1]));
    assert!(v.slice((.., 0)).unwrap() != View::from_slice(&[1_u8, 2]));
    assert!(v.slice((.., 0)).unwrap() != View::from_slice(&[1_u8]));
    let pointer = size_of::<usize>();
    assert!(std::format!("{v:?}").starts_with(&native(&std::format!(
        "IndirectView(format=\"<f\", shape=(2, 2), strides=({pointer}, 4), suboffsets=(0, -1)"
    ))));
}

#[test]
fn the_axis_of_the_pointers_has_a_suboffset() {
    let (mut a, mut b) = ([1_u8, 2], [3_u8, 4]);
    let v = IndirectView::from_rows(&[&a[..], &b]).unwrap();
    assert_eq!(v.suboffsets(), Some(vec![0, -1]));
    assert!(v.is_read_only());
    let deep = v.slice((NewAxis, .., NewAxis, ..)).unwrap();
    assert_eq!(deep.shape(), [1, 2, 1, 2]);
    assert_eq!(deep.suboffsets(), Some(vec![-1, 0, -1, -1]));
    let rows = vec![ViewMut::from_slice(&mut a), ViewMut::from_slice(&mut b)];
    assert!(!IndirectView::from_views_mut(rows).unwrap().is_read_only());
}

#[test]
fn ranks_up_to_64_work_and_no_further() {
    let row = [1_u8, 2];
    let v = IndirectView::from_rows(&[&row[..], &row]).unwrap();
    let key = |axes: usize| vec![Index::NewAxis; axes];
    assert_eq!(v.slice(&key(62)[..]).unwrap().ndim(), 64);
    assert_eq!(
        v.slice(&key(63)[..]).unwrap_err(),
        crate::Error::Overflow(crate::Limit::Rank(65))
    );
}
