use std::string::ToString;
use std::vec::Vec;

use crate::{Buffer, Order, Overlap, Slice, Spec, View, ViewMut};

#[test]
fn columns_of_one_array_do_not_meet() {
    let b = Buffer::from_vec((0..24_i32).collect::<Vec<_>>())
        .reshape([4, 6])
        .unwrap();
    let column = |k: isize| b.select(1, k).unwrap();
    assert_eq!(column(0).overlaps(&column(1)), Overlap::No);
    assert!(column(0).may_overlap(&column(1)));
    assert_eq!(
        column(2).overlaps(&b.foreign().select(0, 3).unwrap()),
        Overlap::Yes
    );
    let other = Buffer::from_vec(std::vec![0_u8; 8]);
    assert!(!other.may_overlap(&b));
    let bytes = [0_u8; 12];
    let at = |offset| {
        View::from_bytes(
            &bytes[offset..],
            &"<u2; shape=(2,); strides=(4,)".parse().unwrap(),
        )
        .unwrap()
    };
    assert_eq!(at(0).overlaps(&at(2)), Overlap::No);
    assert_eq!(at(0).overlaps(&at(3)), Overlap::Yes);
}

/// Assigning between interleaved columns of foreign memory needs no temporary, but is right with one, too.
#[test]
fn assignment_is_right_whether_or_not_bytes_are_shared() {
    let mut b = Buffer::from_vec((0..12_u8).collect::<Vec<_>>())
        .reshape([3, 4])
        .unwrap();
    let v = b.foreign_mut().unwrap();
    v.slice((.., Slice::every(2)))
        .unwrap()
        .assign(&v.slice((.., Slice::new(Some(1), None, 2))).unwrap())
        .unwrap();
    assert_eq!(
        v.to_bytes(Order::C).unwrap(),
        [1, 1, 3, 3, 5, 5, 7, 7, 9, 9, 11, 11]
    );
    v.assign(&v.slice((Slice::REV, Slice::REV)).unwrap())
        .unwrap();
    assert_eq!(
        v.to_bytes(Order::C).unwrap(),
        [11, 11, 9, 9, 7, 7, 5, 5, 3, 3, 1, 1]
    );
}

/// A layout whose axes interleave is unique, and a view of it can be written.
#[test]
fn unique_views_may_interleave() {
    let mut bytes = [0_u8; 8];
    let spec: Spec = "B; shape=(2, 3); strides=(3, 2)".parse().unwrap();
    let mut v = ViewMut::from_bytes(&mut bytes, &spec).unwrap();
    v.assign(&View::from_slice(&[1_u8, 2, 3])).unwrap();
    assert_eq!(bytes, [1, 0, 2, 1, 3, 2, 0, 3]);
    let spec: Spec = "B; shape=(2, 4); strides=(2, 1)".parse().unwrap();
    let refused = ViewMut::from_bytes(&mut bytes, &spec).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "two indices of the view reach the same byte: (0, 2) and (1, 0)"
    );
}
