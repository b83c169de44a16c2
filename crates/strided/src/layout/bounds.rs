//! What do the lengths and strides of axes come to, without overflow?
//!
//! Rules 2 and 3 of the layout's invariant. As in `clamp`, these are `const fn`: in the const block below every overflow would be a compile error.

use crate::Limit;

/// The bytes of all items, lengths and item sizes of 0 counted as 1; `None` if they are more than `isize::MAX` (rule 2).
pub(super) const fn size(shape: &[usize], itemsize: usize) -> Option<usize> {
    let mut bytes = if itemsize == 0 { 1 } else { itemsize };
    let mut axis = 0;
    while axis < shape.len() {
        let n = if shape[axis] == 0 { 1 } else { shape[axis] };
        bytes = match bytes.checked_mul(n) {
            Some(product) => product,
            None => return None,
        };
        axis += 1;
    }
    if bytes <= isize::MAX.unsigned_abs() {
        Some(bytes)
    } else {
        None
    }
}

/// The first byte and one past the last of a layout that has items and keeps rule 2; `None` if an address, or the distance of two, does not fit `isize`
/// (rule 3).
pub(super) const fn reach(
    shape: &[usize],
    strides: &[isize],
    offset: isize,
    itemsize: usize,
) -> Option<(isize, isize)> {
    let (mut low, mut high) = (offset, offset);
    let mut axis = 0;
    while axis < shape.len() {
        if shape[axis] > 1 {
            let Some(far) = strides[axis].checked_mul((shape[axis] - 1).cast_signed()) else {
                return None;
            };
            let end = if far < 0 { &mut low } else { &mut high };
            *end = match end.checked_add(far) {
                Some(sum) => sum,
                None => return None,
            };
        }
        axis += 1;
    }
    let Some(high) = high.checked_add_unsigned(itemsize) else {
        return None;
    };
    match high.checked_sub(low) {
        Some(_) => Some((low, high)),
        None => None,
    }
}

/// Where [`size`] finds too many bytes.
#[cold]
pub(crate) fn too_large(shape: &[usize], itemsize: usize) -> Limit {
    let mut bytes = itemsize.max(1);
    for (axis, &len) in shape.iter().enumerate() {
        let axis = Some(axis);
        bytes = match bytes.checked_mul(len.max(1)) {
            Some(product) if product <= isize::MAX.unsigned_abs() => product,
            _ => return Limit::Size { axis, len, bytes },
        };
    }
    let (axis, len) = (None, 1);
    Limit::Size { axis, len, bytes }
}

/// Where [`reach`] finds an address that does not fit.
#[cold]
pub(super) fn too_far(shape: &[usize], strides: &[isize], offset: isize, itemsize: usize) -> Limit {
    let alone = reach(&[], &[], offset, itemsize);
    let found = (0..shape.len()).find(|&k| {
        alone.is_some() && reach(&shape[..=k], &strides[..=k], offset, itemsize).is_none()
    });
    Limit::Reach {
        axis: found,
        len: found.map_or(1, |k| shape[k]),
        stride: found.map_or(0, |k| strides[k]),
        offset,
    }
}

const _: () = {
    const MAX: isize = isize::MAX;
    const MIN: isize = isize::MIN;
    const HALF: usize = 1 << (usize::BITS / 2);
    const ALL: usize = MAX.unsigned_abs();
    assert!(matches!(size(&[], 0), Some(1)));
    assert!(matches!(size(&[2, 3], 4), Some(24)));
    assert!(matches!(size(&[2, 0, 3], 4), Some(24)));
    assert!(matches!(size(&[ALL], 1), Some(ALL)));
    assert!(matches!(size(&[], ALL), Some(ALL)));
    assert!(size(&[ALL], 2).is_none());
    assert!(size(&[ALL + 1], 1).is_none());
    // The products are 0 modulo 2^64; a length of 0 hides nothing.
    assert!(size(&[HALF, HALF], 1).is_none());
    assert!(size(&[0, HALF, HALF], 0).is_none());
    assert!(size(&[usize::MAX, usize::MAX], usize::MAX).is_none());

    assert!(matches!(reach(&[], &[], 7, 4), Some((7, 11))));
    assert!(matches!(reach(&[3, 2], &[-4, 1], 8, 1), Some((0, 10))));
    assert!(matches!(reach(&[2], &[MAX - 1], 0, 1), Some((0, MAX))));
    assert!(matches!(reach(&[1], &[MIN], MIN, 0), Some((MIN, MIN))));
    assert!(matches!(reach(&[2], &[-MAX], MAX, 0), Some((0, MAX))));
    assert!(reach(&[2], &[MAX], 0, 1).is_none());
    assert!(reach(&[2], &[MIN], 0, 0).is_none());
    assert!(reach(&[2], &[-1], MIN, 1).is_none());
    assert!(reach(&[], &[], MAX, 1).is_none());
    assert!(reach(&[ALL], &[3], 0, 1).is_none());
    // Each address fits, their distance does not.
    assert!(reach(&[2, 2], &[MAX, -MAX], 0, 1).is_none());
};
