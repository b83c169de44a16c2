//! Are refusals, limits and small answers of layouts what they should be?

mod chains;
mod extreme;
mod model;

use std::string::ToString;
use std::vec;
use std::vec::Vec;

use super::{Layout, MAX_NDIM, Order};
pub(super) use model::{Model, layouts};

use crate::key::{Index, Slice};
use crate::native_text::sized;
use crate::{AxisFault, Error, KeyFault, Limit};

#[test]
fn the_offset_of_an_empty_view_never_moves() {
    let l = Layout::new(&[5, 3], &[12, 4], 8, 4).unwrap();
    let empty = l
        .slice(&[Index::At(4), Index::Slice(Slice::new(Some(3), None, 1))])
        .unwrap();
    assert_eq!((empty.shape(), empty.offset()), (&[0][..], 8));
    let wild = Layout::new(&[5, 0, 2], &[isize::MAX, isize::MIN, -7], isize::MIN, 4).unwrap();
    for out in [
        wild.flip(0).unwrap(),
        wild.select(0, 4).unwrap(),
        wild.slice(&[
            Index::Slice(Slice::REV),
            Index::Slice(Slice::REV),
            Index::At(1),
        ])
        .unwrap(),
        // An axis that the key only passes over is empty as well.
        wild.slice(&[Index::At(1)]).unwrap(),
        wild.slice(&[Index::Ellipsis, Index::At(1)]).unwrap(),
        wild.reshape(&[0, 7]).unwrap(),
        wild.field(1, 2, &[]).unwrap(),
    ] {
        assert_eq!(out.offset(), isize::MIN);
        assert_eq!(out.reach(), None);
    }
}

#[test]
fn refusals_name_axis_and_number() {
    let l = Layout::contiguous(&[2, 3], 4, Order::C).unwrap();
    let cases: Vec<(Result<Layout, Error>, &str)> = vec![
        (
            l.slice(&[Index::At(0), Index::At(3)]),
            "index 3 is out of bounds: axis 1 has length 3",
        ),
        (
            l.select(1, -4),
            "index -4 is out of bounds: axis 1 has length 3",
        ),
        (l.select(2, 0), "axis 2 is out of bounds: there are 2 axes"),
        (l.flip(-3), "axis -3 is out of bounds: there are 2 axes"),
        (
            l.slice(&[Index::At(0); 3]),
            "too many indices: 3 for 2 dimensions",
        ),
        (
            l.slice(&[Index::Ellipsis; 2]),
            "a key can have only one ellipsis ('...')",
        ),
        (
            l.slice(&[Index::Slice(Slice::every(0))]),
            "slice step cannot be zero: it is for axis 0",
        ),
        (l.permute(&[0, 0]), "axis 0 is named twice"),
        (l.permute(&[0]), "1 axis named: there are 2 axes"),
        (
            l.permute(&[0, 2]),
            "axis 2 is out of bounds: there are 2 axes",
        ),
        (
            l.squeeze(0),
            "axis 0 cannot be squeezed: its length is 2, not 1",
        ),
        (
            l.expand_dims(3),
            "axis 3 is out of bounds: there are 3 axes",
        ),
        (
            l.reshape(&[4]),
            "cannot reshape shape (2, 3) to (4,): there are 6 items",
        ),
        (
            l.reshape(&[-1, 4]),
            "cannot reshape shape (2, 3) to (-1, 4): 6 items cannot be divided among the other axes",
        ),
        (
            l.reshape(&[-1, -1]),
            "cannot reshape shape (2, 3) to (-1, -1): only one length can be -1",
        ),
        (
            l.reshape(&[-2, 3]),
            "cannot reshape shape (2, 3) to (-2, 3): length -2 of axis 0 is negative",
        ),
        (
            l.transpose().reshape(&[6]),
            "cannot reshape shape (3, 2) to (6,): axes 0 and 1 do not run into each other: stride 4 is not 2 * 12",
        ),
        (
            l.broadcast_to(&[3]),
            "cannot broadcast shape (2, 3) to (3,): it has fewer axes",
        ),
        (
            l.broadcast_to(&[9, 4, 3]),
            "cannot broadcast shape (2, 3) to (9, 4, 3): axis 0 has length 2, not 1 or 4",
        ),
        (
            l.field(2, 3, &[]),
            "the layout reaches bytes 2..5, the memory has 0..4",
        ),
        (
            Layout::new(&[1], &[1, 2], 0, 1),
            "cannot lay out shape (1,) to (1,): there are 2 strides",
        ),
        (
            Layout::contiguous(&[1; 65], 1, Order::C),
            "number of dimensions must not exceed 64, but is 65",
        ),
        (
            Layout::new(&[2], &[isize::MAX], 1, 1),
            "axis 0 leads outside the address space: 2 items MAX bytes apart, from offset 1 on",
        ),
    ];
    for (result, text) in cases {
        assert_eq!(result.unwrap_err().to_string(), sized(text));
    }
    assert_eq!(
        l.squeeze(0).unwrap_err(),
        Error::Axis {
            axis: 0,
            ndim: 2,
            fault: AxisFault::Length(2)
        }
    );
    assert_eq!(
        l.slice(&[Index::At(0); 3]).unwrap_err(),
        Error::Key(KeyFault::TooMany { given: 3, ndim: 2 })
    );
}

#[test]
fn ranks_up_to_64_work_and_no_further() {
    let full = Layout::contiguous(&[1; MAX_NDIM], 4, Order::F).unwrap();
    assert_eq!(full.ndim(), 64);
    assert!(full.is_contiguous());
    assert_eq!(
        full.expand_dims(0).unwrap_err(),
        Error::Overflow(Limit::Rank(65))
    );
    assert_eq!(
        full.slice(&[Index::NewAxis]).unwrap_err(),
        Error::Overflow(Limit::Rank(65))
    );
    assert_eq!(
        full.slice(&[Index::NewAxis, Index::At(0)]).unwrap().ndim(),
        64
    );
    assert_eq!(
        full.field(0, 1, &[2]).unwrap_err(),
        Error::Overflow(Limit::Rank(65))
    );
    let axes: Vec<isize> = (0..64).rev().collect();
    assert_eq!(
        full.permute(&axes).unwrap().offsets().collect::<Vec<_>>(),
        [0]
    );
    assert_eq!(full.reshape(&[]).unwrap().ndim(), 0);
}

#[test]
fn contiguity_is_that_of_cpython() {
    let l = |shape: &[usize], strides: &[isize]| {
        let l = Layout::new(shape, strides, 0, 1).unwrap();
        (l.is_c_contiguous(), l.is_f_contiguous())
    };
    assert_eq!(l(&[2, 1, 3], &[3, 99, 1]), (true, false));
    assert_eq!(l(&[1, 3], &[-5, 1]), (true, true));
    assert_eq!(l(&[2], &[0]), (false, false));
    assert_eq!(l(&[], &[]), (true, true));
    assert_eq!(l(&[3, 0], &[7, -9]), (true, true));
}

#[test]
fn layouts_are_equal_in_all_parts_or_not() {
    let of = |shape: &[usize], strides: &[isize], offset, itemsize| {
        Layout::new(shape, strides, offset, itemsize).unwrap()
    };
    let all = [
        of(&[2, 3], &[12, 4], 8, 4),
        of(&[2, 3], &[12, 4], 4, 4),
        of(&[2, 3], &[12, 4], 8, 2),
        of(&[2, 2], &[12, 4], 8, 4),
        of(&[2, 3], &[16, 4], 8, 4),
        of(&[2, 3, 1], &[12, 4, 4], 8, 4),
    ];
    for (i, a) in all.iter().enumerate() {
        for (k, b) in all.iter().enumerate() {
            assert_eq!(a == b, i == k, "{a:?} {b:?}");
        }
    }
}

/// Only items have a place: a box without any stays where it is, even if its ranges begin behind the last index.
#[test]
fn a_box_of_indices_is_a_slice() {
    let l = Layout::new(&[4, 3], &[-8, 2], 24, 2).unwrap();
    let full = [Slice::from(1..3), Slice::from(2..3)].map(Index::Slice);
    assert_eq!(l.window(&[1..3, 2..3]), l.slice(&full).unwrap());
    for ranges in [[4..4, 0..3], [1..3, 3..3], [2..2, 1..1]] {
        let empty = l.window(&ranges);
        assert_eq!(empty.offset(), l.offset(), "{ranges:?}");
        assert_eq!(empty.shape(), [ranges[0].len(), ranges[1].len()]);
    }
    assert_eq!(l.rows(4..4).offset(), l.offset());
    let none = Layout::new(&[4, 0], &[8, 2], 6, 2).unwrap();
    for moved in [none.window(&[2..4, 0..0]), none.rows(2..4), none.moved(8)] {
        assert_eq!(moved.offset(), 6, "{moved:?}");
    }
}

#[test]
fn offsets_tell_how_many_are_left() {
    let l = Layout::new(&[2, 3], &[30, -4], 8, 4).unwrap();
    let mut offsets = l.offsets();
    for left in (0..6).rev() {
        assert_eq!(offsets.len(), left + 1);
        assert!(offsets.next().is_some());
    }
    assert_eq!((offsets.size_hint(), offsets.next()), ((0, Some(0)), None));
}

#[test]
fn the_number_of_an_item_says_its_index() {
    let l = Layout::new(&[2, 3], &[30, -4], 8, 4).unwrap();
    for (number, index) in model::indices(l.shape()).into_iter().enumerate() {
        assert_eq!(l.index_at(number), Some(index));
    }
    assert_eq!((l.index_at(6), l.index_at(usize::MAX)), (None, None));
}
