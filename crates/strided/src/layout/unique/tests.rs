//! Every small layout, against a list of the bytes of its items.

use std::boxed::Box;
use std::string::ToString;
use std::vec;
use std::vec::Vec;

use super::{Layout, Overlap};
use crate::{AccessFault, Error};

/// Calls `f` with every layout of rank 3 or less, lengths 0 to 3, strides -4 to 4 and item sizes 1, 2 and 4. Each `every`-th is taken.
fn each(every: usize, mut f: impl FnMut(&Layout, &[isize])) -> usize {
    let (mut turn, mut count) = (0_usize, 0);
    for ndim in 0..=3_u32 {
        for choice in 0..(4 * 9_usize).pow(ndim) {
            let (mut rest, mut shape, mut strides) = (choice, vec![], vec![]);
            for _ in 0..ndim {
                shape.push(rest % 4);
                strides.push((rest / 4 % 9).cast_signed() - 4);
                rest /= 36;
            }
            for itemsize in [1, 2, 4] {
                turn += 1;
                if !turn.is_multiple_of(every) && ndim > 2 {
                    continue;
                }
                let layout = Layout::new(&shape, &strides, 0, itemsize).unwrap();
                let offsets: Vec<isize> = layout.offsets().collect();
                f(&layout, &offsets);
                count += 1;
            }
        }
    }
    count
}

/// The bytes of all items, sorted; with repetitions where two items share one.
fn bytes(offsets: &[isize], itemsize: usize) -> Vec<isize> {
    let size = itemsize.cast_signed();
    let mut bytes: Vec<isize> = offsets.iter().flat_map(|&o| o..o + size).collect();
    bytes.sort_unstable();
    bytes
}

/// In release builds all 140,000 layouts; in debug builds those up to rank 2 and a sample of rank 3.
#[test]
fn every_small_layout_is_as_enumerated() {
    let every = if cfg!(debug_assertions) { 23 } else { 1 };
    let count = each(every, |l, offsets| {
        let bytes = bytes(offsets, l.itemsize());
        let reach = bytes.first().map(|&low| low..bytes[bytes.len() - 1] + 1);
        assert_eq!(l.reach(), reach, "{l:?}");
        let distinct = bytes.windows(2).all(|w| w[0] != w[1]);
        assert_eq!(l.is_unique(), distinct, "{l:?}");
        let wanted = if distinct { Overlap::No } else { Overlap::Yes };
        assert_eq!(l.self_overlap(), wanted, "{l:?}");
        let whole = bytes.windows(2).all(|w| w[1] - w[0] < 2);
        assert_eq!(l.gap().is_none(), whole, "{l:?}");
        let size = l.itemsize().cast_signed();
        let runs = |offsets: &[isize]| offsets.windows(2).all(|w| w[1] - w[0] == size);
        assert_eq!(l.is_c_contiguous(), runs(offsets), "{l:?}");
        let other: Vec<isize> = l.transpose().offsets().collect();
        assert_eq!(l.is_f_contiguous(), runs(&other), "{l:?}");
        assert_eq!(l.len(), offsets.len());
    });
    assert!(count > if every == 1 { 140_000 } else { 6_000 }, "{count}");
}

#[test]
fn items_without_bytes_are_unique() {
    let l = Layout::new(&[4, 4], &[0, 0], 0, 0).unwrap();
    assert!(l.is_unique());
    assert!(!l.clone().shifted(3).unwrap().may_overlap(&l));
}

/// Axes that interleave without touching, at sizes where nothing can be enumerated.
#[test]
fn interleaving_axes_are_decided_exactly() {
    let far = 1 << (isize::BITS / 8 * 5);
    let unique = Layout::new(&[2, 3], &[3 * far, 2 * far], 0, 8).unwrap();
    assert!(unique.is_unique());
    let meets = Layout::new(&[3, 4], &[3 * far, 2 * far], 0, 8).unwrap();
    assert_eq!(meets.self_overlap(), Overlap::Yes);
    let apart = |itemsize| Layout::new(&[3, 4], &[3 * far, 2 * far + 3], 0, itemsize).unwrap();
    assert!(
        apart(9).is_unique(),
        "2 * 3 and 3 * 2 steps lead 9 bytes apart"
    );
    assert!(!apart(10).is_unique());
}

/// The refusal names two indices, and they meet.
#[test]
fn the_two_that_meet_are_named() {
    let meets = |l: &Layout, [i, j]: &[Box<[usize]>; 2]| {
        let offset = |index: &[usize]| {
            let inside = index.iter().zip(l.shape()).all(|(i, n)| i < n);
            assert!(inside && index.len() == l.ndim(), "{index:?} of {l:?}");
            let steps = index.iter().zip(l.strides());
            steps.map(|(i, s)| i.cast_signed() * s).sum::<isize>()
        };
        i != j && offset(i).abs_diff(offset(j)) < l.itemsize()
    };
    let mut named = 0;
    each(7, |l, _| match l.check_unique() {
        Ok(()) => assert!(l.is_unique()),
        Err(Error::Access(AccessFault::Aliased { indices })) => {
            let indices = indices.unwrap();
            assert!(!l.is_unique() && meets(l, &indices), "{l:?}: {indices:?}");
            named += 1;
        }
        Err(other) => panic!("{l:?}: {other}"),
    });
    assert!(named > 1000);
    let far = 1 << (isize::BITS - 24);
    for (shape, strides) in [
        (&[3, 4][..], &[3 * far, 2 * far][..]),
        (&[1000, 1, 1000], &[-7 * far, 5, 11 * far]),
        (&[1000, 1000], &[999_983, 999_979]),
    ] {
        let low = strides
            .iter()
            .zip(shape)
            .map(|(s, &n)| -s.min(&0) * (n as isize - 1));
        let l = Layout::new(shape, strides, low.sum(), 8).unwrap();
        let Err(Error::Access(AccessFault::Aliased { indices })) = l.check_unique() else {
            panic!("{l:?}")
        };
        assert!(meets(&l, &indices.unwrap()), "{l:?}");
    }
    // With an axis for each bit and one of them twice, the two are too many to be told apart within the work: that they meet is still told.
    let bits = isize::BITS - 14;
    let mut strides: Vec<isize> = (0..bits).map(|bit| 1 << bit).collect();
    strides.push(1 << (bits - 1));
    let l = Layout::new(&vec![2; strides.len()], &strides, 0, 1).unwrap();
    let text = l.check_unique().unwrap_err().to_string();
    assert!(
        text.starts_with("two indices of the view reach the same byte"),
        "{text}"
    );
}

/// Differences of the strides without structure: nobody can tell quickly, so it is refused.
#[cfg(target_pointer_width = "64")] // distances that 32 bits cannot hold
#[test]
fn too_hard_counts_as_not_unique() {
    let strides: Vec<isize> = (0..60_isize)
        .map(|i| (1 << 40) + i.pow(5) * 2 + 3)
        .collect();
    let l = Layout::new(&[2; 60], &strides, 0, 1).unwrap();
    assert_eq!(l.self_overlap(), Overlap::TooHard);
    assert_eq!(
        l.check_unique().unwrap_err().to_string(),
        "it is too hard to tell whether two indices of the view reach the same byte: 10000 partial sums of the strides of 60 axes did not"
    );
    assert!(!l.is_unique());
}
