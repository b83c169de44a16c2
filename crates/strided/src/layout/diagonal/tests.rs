use std::string::ToString;
use std::vec::Vec;

use proptest::prelude::*;

use super::super::tests::{Model, layouts};
use crate::{Error, Layout, Limit, MAX_NDIM, Order};

proptest! {
    #[test]
    fn windows_hold_neighbours(l in layouts(), axis in 0_usize..5, window in 0_usize..6, step in 0_usize..4) {
        let m = Model::of(&l);
        let ours = l.sliding_windows(axis.cast_signed(), window, step);
        let ok = axis < l.ndim() && window > 0 && step > 0 && window <= l.shape()[axis];
        prop_assert_eq!(ours.is_ok(), ok, "{:?}", l);
        let Ok(ours) = ours else { return Ok(()) };
        let mut shape = m.shape.clone();
        shape[axis] = (0..).step_by(step).take_while(|first| first + window <= m.shape[axis]).count();
        shape.push(window);
        let theirs = Model::from_fn(shape, |index| {
            let (last, index) = index.split_last().unwrap();
            let mut old = index.to_vec();
            old[axis] = index[axis] * step + last;
            m.at(&old)
        });
        prop_assert_eq!(ours.shape(), &theirs.shape[..]);
        prop_assert_eq!(ours.offsets().collect::<Vec<_>>(), theirs.offsets);
        if let (Some(new), Some(old)) = (ours.reach(), l.reach()) {
            prop_assert!(old.start <= new.start && new.end <= old.end);
        }
    }
}

#[test]
fn refusals_name_axis_and_numbers() {
    let l = Layout::contiguous(&[2, 3], 4, Order::C).unwrap();
    let texts = [
        (l.diagonal(0, 1, -1), "axis -1 is named twice"),
        (
            l.diagonal(0, 0, 2),
            "axis 2 is out of bounds: there are 2 axes",
        ),
        (
            l.swap_axes(0, 5),
            "axis 5 is out of bounds: there are 2 axes",
        ),
        (
            l.move_axis(-3, 0),
            "axis -3 is out of bounds: there are 2 axes",
        ),
        (
            l.split_at(1, 4).map(|p| p.0),
            "index 4 is out of bounds: axis 1 has length 3",
        ),
        (
            l.split_at(1, -4).map(|p| p.0),
            "index -4 is out of bounds: axis 1 has length 3",
        ),
        (
            l.sliding_windows(1, 4, 1),
            "no windows of length 4 and step 1 in axis 1 of length 3",
        ),
        (
            l.sliding_windows(-1, 1, 0),
            "no windows of length 1 and step 0 in axis -1 of length 3",
        ),
    ];
    for (result, text) in texts {
        assert_eq!(result.unwrap_err().to_string(), text);
    }
    let full = Layout::contiguous(&[1; MAX_NDIM], 1, Order::C).unwrap();
    assert_eq!(
        full.sliding_windows(0, 1, 1).unwrap_err(),
        Error::Overflow(Limit::Rank(65))
    );
    // 2^31 windows of 2^31 items of 4 bytes (2^15 on 32 bits): more than an isize counts.
    let half = 1 << (usize::BITS / 2 - 1);
    let long = Layout::new(&[2 * half], &[0], 0, 4).unwrap();
    assert_eq!(
        long.sliding_windows(0, half, 1).unwrap_err(),
        Error::Overflow(Limit::Size {
            axis: Some(1),
            len: half,
            bytes: (half + 1) * 4,
        })
    );
}

#[test]
fn far_offsets_and_steps_are_empty_or_alone() {
    let l = Layout::contiguous(&[3, 3], 4, Order::C).unwrap();
    for offset in [3, -3, isize::MAX, isize::MIN] {
        let d = l.diagonal(offset, 0, 1).unwrap();
        assert_eq!((d.shape(), d.offset()), (&[0][..], 0));
    }
    let one = l.sliding_windows(0, 2, usize::MAX).unwrap();
    assert_eq!(one.shape(), [1, 3, 2]);
    let wild = Layout::new(&[1, 2], &[isize::MIN, -7], 7, 4).unwrap();
    assert_eq!(wild.diagonal(0, 0, 1).unwrap().reach(), Some(7..11));
}

/// Every diagonal of a table of this shape, and one to each side where there is none any more.
#[test]
fn diagonals_on_both_sides() {
    for (rows, columns) in [(3, 4), (4, 3), (1, 5), (5, 1), (2, 2)] {
        let l = Layout::contiguous(&[rows, columns], 1, Order::C).unwrap();
        for offset in -rows.cast_signed()..=columns.cast_signed() {
            let items = (0..rows).filter_map(|i| {
                let j = i.checked_add_signed(offset).filter(|&j| j < columns)?;
                Some((i * columns + j).cast_signed())
            });
            let ours = l.diagonal(offset, 0, 1).unwrap();
            assert_eq!(
                ours.offsets().collect::<Vec<_>>(),
                items.collect::<Vec<_>>(),
                "{offset} of {rows} x {columns}"
            );
        }
    }
}
