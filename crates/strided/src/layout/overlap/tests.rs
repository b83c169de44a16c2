//! The oracle is the set of bytes of each layout.

use std::collections::BTreeSet;
use std::vec::Vec;

use proptest::prelude::*;

use super::{Layout, Overlap, bounds_meet, overlaps};
use crate::Order;

pub(crate) fn bytes(layout: &Layout) -> BTreeSet<isize> {
    let size = layout.itemsize().cast_signed();
    layout.offsets().flat_map(|at| at..at + size).collect()
}

fn layouts() -> impl Strategy<Value = Layout> {
    // Small strides collide often, large ones leave gaps; 0 to 4 axes, and one in five is of rank 0 or empty.
    let stride = prop_oneof![-9_isize..10, -60_isize..60];
    let axes = prop::collection::vec((0_usize..5, stride), 0..5);
    (axes, -40_isize..40, 0_usize..9).prop_map(|(axes, offset, itemsize)| {
        let (shape, strides): (Vec<_>, Vec<_>) = axes.into_iter().unzip();
        Layout::new(&shape, &strides, offset, itemsize).unwrap()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 5_000 } else { 300_000 }))]

    #[test]
    fn overlap_is_that_of_the_byte_sets(a in layouts(), b in layouts()) {
        let (ours, theirs) = (bytes(&a), bytes(&b));
        let wanted = if ours.is_disjoint(&theirs) { Overlap::No } else { Overlap::Yes };
        prop_assert_eq!(a.overlaps(&b), wanted, "{:?} and {:?}", a, b);
        prop_assert_eq!(b.overlaps(&a), wanted);
        prop_assert!(wanted.is_no() || a.may_overlap(&b));
        let meet = match (ours.first().zip(ours.last()), theirs.first().zip(theirs.last())) {
            (Some((low, high)), Some((low_b, high_b))) => low <= high_b && low_b <= high,
            _ => false,
        };
        prop_assert_eq!(a.may_overlap(&b), meet);
    }

    #[test]
    fn the_distance_of_two_memories_counts(a in layouts(), b in layouts(), by in -99_isize..99) {
        let moved = b.clone().shifted(by).unwrap();
        prop_assert_eq!(overlaps(&a, &b, by.into_i128()), a.overlaps(&moved));
        prop_assert_eq!(bounds_meet(&a, &b, by.into_i128()), a.may_overlap(&moved));
    }
}

trait Wide {
    fn into_i128(self) -> i128;
}

impl Wide for isize {
    fn into_i128(self) -> i128 {
        super::wide(self)
    }
}

/// What people do with one array is decided at once, also where the array is huge.
#[test]
fn parts_of_one_array_are_easy() {
    let side = 1 << (usize::BITS / 3 - 1);
    let cube = Layout::contiguous(&[side; 3], 4, Order::C).unwrap();
    let every = |axis: usize, first: isize, step: isize| {
        let mut key = std::vec![crate::Index::Slice(crate::Slice::ALL); 3];
        key[axis] = crate::Index::Slice(crate::Slice::new(Some(first), None, step));
        cube.slice(&key).unwrap()
    };
    for axis in 0..3 {
        assert_eq!(every(axis, 0, 2).overlaps(&every(axis, 1, 2)), Overlap::No);
        assert_eq!(
            every(axis, 0, 2).overlaps(&every(axis, -2, -2)),
            Overlap::Yes
        );
        assert_eq!(
            every(axis, 0, 2).overlaps(&every(axis, -1, -2)),
            Overlap::No
        );
        assert_eq!(every(axis, 0, 6).overlaps(&every(axis, 3, 4)), Overlap::No);
        assert_eq!(every(axis, 0, 6).overlaps(&every(axis, 4, 4)), Overlap::Yes);
    }
    assert_eq!(cube.overlaps(&cube.transpose()), Overlap::Yes);
    let (head, tail) = (
        cube.field(0, 2, &[]).unwrap(),
        cube.field(2, 2, &[]).unwrap(),
    );
    assert_eq!(head.overlaps(&tail), Overlap::No);
    assert_eq!(head.overlaps(&tail.transpose()), Overlap::No);
    assert_eq!(cube.overlaps(&tail.transpose()), Overlap::Yes);
}

#[test]
fn extreme_layouts_do_not_overflow() {
    let far = Layout::new(&[2, 2], &[isize::MAX / 2, 3], -(isize::MAX / 2), 1).unwrap();
    let near = Layout::new(&[2], &[isize::MAX - 1], 0, 1).unwrap();
    assert_eq!(far.overlaps(&near), Overlap::Yes);
    assert_eq!(overlaps(&far, &near, i128::from(u64::MAX)), Overlap::No);
    let one = Layout::scalar(isize::MAX - 1, 1);
    assert_eq!(near.overlaps(&one), Overlap::Yes);
    assert_eq!(Layout::scalar(isize::MIN, 1).overlaps(&one), Overlap::No);
}

#[cfg(target_pointer_width = "64")] // distances that 32 bits cannot hold
#[test]
fn too_hard_is_an_answer() {
    let strides: Vec<isize> = (0..60_isize).map(|i| (1 << 40) + i.pow(5) + 3).collect();
    let knapsack = Layout::new(&[2; 60], &strides, 0, 1).unwrap();
    let sum: isize = strides.iter().sum();
    let point = Layout::scalar(sum / 4 * 2 + 500, 1);
    assert_eq!(knapsack.overlaps(&point), Overlap::TooHard);
    assert!(!Overlap::TooHard.is_no());
}
