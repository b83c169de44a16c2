use std::string::ToString;
use std::vec::Vec;

use proptest::prelude::*;

use super::super::tests::{Model, layouts};
use crate::native_text::sized;
use crate::{Layout, Order};

/// The bytes of the items in logical order.
fn bytes(l: &Layout) -> Vec<isize> {
    let size = l.itemsize().cast_signed();
    l.offsets().flat_map(|o| o..o + size).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 1000 } else { 20_000 }))]

    /// Along the last axis the bytes stay where they are and in their order, as NumPy has it.
    #[test]
    fn the_bytes_stay_in_order(l in layouts(), packed in any::<bool>(), size in 0_usize..9) {
        let l = if packed {
            let mut strides = l.strides().to_vec();
            if let Some(last) = strides.last_mut() {
                *last = l.itemsize().cast_signed();
            }
            Layout::new(l.shape(), &strides, 500, l.itemsize()).unwrap()
        } else {
            l
        };
        let ours = l.reinterpret(size);
        if size == l.itemsize() {
            prop_assert_eq!(ours.unwrap(), l);
            return Ok(());
        }
        let row = l.shape().last().map_or(0, |n| n * l.itemsize());
        let runs = l.ndim() > 0 && (l.shape()[l.ndim() - 1] == 1 || l.is_empty()
            || l.strides()[l.ndim() - 1] == l.itemsize().cast_signed());
        let divides = size > 0 && if size < l.itemsize() { l.itemsize() % size == 0 } else { row % size == 0 };
        if runs || !l.is_f_contiguous() {
            prop_assert_eq!(ours.is_ok(), runs && divides, "{:?} to {}: {:?}", l, size, ours);
        }
        let Ok(ours) = ours else { return Ok(()) };
        prop_assert_eq!(ours.itemsize(), size);
        if runs {
            prop_assert_eq!(bytes(&ours), bytes(&l));
        } else {
            prop_assert_eq!(bytes(&ours.transpose()), bytes(&l.transpose()));
        }
        prop_assert!(!l.is_unique() || ours.is_unique());
    }

    #[test]
    fn new_strides_stay_within_the_old_bounds(l in layouts(), shape in prop::collection::vec((0_usize..4, -9_isize..9), 0..4), at in -9_isize..9) {
        let (shape, strides): (Vec<_>, Vec<_>) = shape.into_iter().unzip();
        let wanted = Layout::new(&shape, &strides, l.offset() + at, l.itemsize()).unwrap();
        let inside = match (wanted.reach(), l.reach()) {
            (None, _) => true,
            (Some(new), Some(old)) => old.start <= new.start && new.end <= old.end,
            (Some(_), None) => false,
        };
        let ours = l.as_strided(&shape, &strides, at);
        prop_assert_eq!(ours.is_ok(), inside && l.gap().is_none());
        if let Ok(ours) = ours {
            let old = bytes(&l);
            prop_assert!(bytes(&ours).iter().all(|b| old.contains(b)));
            prop_assert_eq!(Model::of(&ours), Model::of(&wanted));
        }
    }
}

#[test]
fn refusals_name_the_numbers() {
    let l = |shape: &[usize], strides: &[isize]| Layout::new(shape, strides, 0, 4).unwrap();
    let texts = [
        (
            l(&[], &[]).reinterpret(2),
            "a view without axes keeps its item size: 4 bytes, not 2",
        ),
        (
            l(&[2, 3], &[12, 4]).reinterpret(8),
            "12 bytes cannot be divided by the item size 8",
        ),
        (
            l(&[2, 3], &[12, 4]).reinterpret(3),
            "4 bytes cannot be divided by the item size 3",
        ),
        (
            l(&[2, 3], &[12, 4]).reinterpret(0),
            "4 bytes cannot be divided by the item size 0",
        ),
        (
            l(&[2, 3], &[16, 8]).reinterpret(2),
            "the view is not contiguous: the stride of axis 1 is 8 bytes, not 4",
        ),
        (
            l(&[3], &[8]).as_strided(&[1], &[0], 0),
            "the view has gaps, which may belong to others: stride 8 is more than the 4 bytes below it",
        ),
        (
            l(&[0], &[4]).as_strided(&[1], &[0], 0),
            "the layout reaches bytes 0..4, the memory has 0..0",
        ),
        (
            l(&[3], &[4]).as_strided(&[3], &[-4], 4),
            "the layout reaches bytes -4..8, the memory has 0..12",
        ),
        (
            l(&[3], &[4]).as_strided(&[1], &[], 0),
            "cannot lay out shape (1,) to (1,): there are 0 strides",
        ),
        (
            l(&[3], &[4]).as_strided(&[1], &[0], isize::MAX),
            "offset MAX leads outside the address space",
        ),
    ];
    for (result, text) in texts {
        assert_eq!(result.unwrap_err().to_string(), sized(text));
    }
    let f = Layout::contiguous(&[4, 3], 2, Order::F).unwrap();
    let wide = f.reinterpret(4).unwrap();
    assert_eq!((wide.shape(), wide.strides()), (&[2, 3][..], &[4, 8][..]));
}
