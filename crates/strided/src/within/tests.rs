use std::string::ToString;
use std::vec::Vec;

use proptest::prelude::*;

use crate::native_text::native;
use crate::read::tests::{Sample, items, samples};
use crate::{Layout, Slice, ViewMut};

proptest! {
    /// Reversed and rotated, whatever the strides; the bytes between the items stay.
    #[test]
    fn overlap_is_as_through_a_temporary(sample in samples(&["<i", "B", "3s"]), axis in 0_usize..4) {
        let Sample { mut bytes, spec } = sample;
        prop_assume!(ViewMut::from_bytes(&mut bytes, &spec).is_ok());
        let before = bytes.clone();
        let view = crate::View::from_bytes(&before, &spec).unwrap();
        prop_assume!(view.ndim() > 0);
        let axis = axis % view.ndim();
        let wanted = items(&view.flip(axis).unwrap());
        let mut v = ViewMut::from_bytes(&mut bytes, &spec).unwrap();
        v.assign_within(|layout| layout.flip(axis.cast_signed())).unwrap();
        prop_assert_eq!(items(&v.as_view()), wanted);
        v.assign_within(|layout| layout.flip(axis.cast_signed())).unwrap();
        prop_assert_eq!(&bytes, &before);
    }

    /// Shifted along the first axis, one way or the other, perhaps turned: against a copy from bytes of its own.
    #[test]
    fn a_part_goes_to_another_as_from_a_copy(
        sample in samples(&["<i", "B", "3s"]), shift in 0_isize..4, back in any::<bool>(), step in prop_oneof![Just(1_isize), Just(-1)],
    ) {
        let Sample { mut bytes, spec } = sample;
        prop_assume!(ViewMut::from_bytes(&mut bytes, &spec).is_ok_and(|v| v.ndim() > 0));
        let (before, mut wanted) = (bytes.clone(), bytes.clone());
        let view = crate::View::from_bytes(&before, &spec).unwrap();
        let len = view.shape()[0].cast_signed();
        let low = Slice::new(None, Some((len - shift).max(0)), 1);
        let high = Slice::from(shift..);
        let (from, to) = if back { (high, low) } else { (low, high) };
        let turned = match view.slice(from).unwrap() {
            part if step < 0 => part.flip(0).unwrap(),
            part => part,
        };
        let model = ViewMut::from_bytes(&mut wanted, &spec).unwrap();
        model.slice(to).unwrap().assign(&turned).unwrap();
        // The same items, the last first.
        let (first, count, _) = from.indices(view.shape()[0]).unwrap();
        let last = first.cast_signed() + count.cast_signed() - 1;
        let before_first = first.checked_sub(1).map(usize::cast_signed);
        let from = match step {
            -1 if count == 0 => Slice::new(Some(0), Some(0), -1),
            -1 => Slice::new(Some(last), before_first, -1),
            _ => from,
        };
        ViewMut::from_bytes(&mut bytes, &spec).unwrap().copy_within(from, to).unwrap();
        prop_assert_eq!(bytes, wanted);
    }
}

#[test]
fn parts_that_do_not_fit_are_refused() {
    let mut data = [1_u16, 2, 3];
    let mut v = ViewMut::from_slice(&mut data);
    assert_eq!(
        v.copy_within(..2, ..).unwrap_err().to_string(),
        "cannot broadcast shape (2,) to (3,): axis 0 has length 2, not 1 or 3"
    );
    assert_eq!(
        v.copy_within((0, 0), ..).unwrap_err().to_string(),
        "too many indices: 2 for 1 dimension"
    );
    v.copy_within(2, ..).unwrap();
    assert_eq!(data, [3, 3, 3]);
    let read_only = crate::Buffer::from_vec(std::vec![1_u8]);
    assert_eq!(
        read_only.foreign().copy_within(.., ..).unwrap_err(),
        crate::Error::Access(crate::AccessFault::ReadOnly)
    );
}

#[test]
fn gaps_are_out_of_reach() {
    let mut data: Vec<u8> = (0..8).collect();
    let (left, mut right) = ViewMut::from_slice(&mut data)
        .reshape([4, 2])
        .unwrap()
        .split_at(1, 1)
        .unwrap();
    // A layout of its own making, over the bytes that the window of the view spans.
    let greedy = |_: &Layout| Layout::new(&[4, 1], &[2, 1], 0, 1);
    assert_eq!(
        right.assign_within(greedy).unwrap_err().to_string(),
        "the layout reaches bytes 0..7, the memory has 0..4"
    );
    let within = |_: &Layout| Layout::new(&[4, 1], &[1, 1], 0, 1);
    right.assign_within(within).unwrap();
    assert_eq!(right.to_string(), "[[1],\n [3],\n [5],\n [7]]");
    drop(left);
    assert_eq!(data, [0, 1, 2, 3, 4, 5, 6, 7]);
}

#[test]
fn refusals() {
    let mut data = [1_u16, 2, 3];
    let mut v = ViewMut::from_slice(&mut data);
    assert_eq!(
        v.assign_within(|l| l.field(0, 1, &[]))
            .unwrap_err()
            .to_string(),
        native(
            "format \"<H\" is not that of the transformed layout: the item sizes are 2 and 1 bytes"
        )
    );
    let key = crate::IntoKey::into_key(Slice::from(..2));
    assert_eq!(
        v.assign_within(|l| l.slice(&key)).unwrap_err().to_string(),
        "cannot broadcast shape (2,) to (3,): axis 0 has length 2, not 1 or 3"
    );
    let read_only = crate::Buffer::from_vec(std::vec![1_u8]);
    assert_eq!(
        read_only
            .foreign()
            .assign_within(|l| l.flip(0))
            .unwrap_err()
            .to_string(),
        "the memory is read-only"
    );
}
