//! How are sizes, offsets and alignments added up without overflow?

/// The largest size in bytes of anything that can exist in memory.
pub const MAX_SIZE: usize = isize::MAX.unsigned_abs();

/// The next multiple of `align` (a power of two) at or after `offset`; `None` beyond
/// [`MAX_SIZE`].
///
/// ```
/// use memoryview_format::align_up;
/// const { assert!(matches!(align_up(5, 4), Some(8))) };
/// assert_eq!(align_up(8, 4), Some(8));
/// assert_eq!(align_up(usize::MAX, 2), None);
/// ```
#[must_use]
pub const fn align_up(offset: usize, align: usize) -> Option<usize> {
    debug_assert!(align.is_power_of_two());
    match offset.checked_add(align - 1) {
        Some(sum) => at_most_max(sum & !(align - 1)),
        None => None,
    }
}

/// The end of `size` bytes at `offset`; `None` beyond [`MAX_SIZE`].
pub(crate) const fn end(offset: usize, size: usize) -> Option<usize> {
    match offset.checked_add(size) {
        Some(sum) => at_most_max(sum),
        None => None,
    }
}

/// The size of `count` items of `size` bytes; `None` beyond [`MAX_SIZE`].
pub(crate) const fn times(count: usize, size: usize) -> Option<usize> {
    match count.checked_mul(size) {
        Some(product) => at_most_max(product),
        None => None,
    }
}

/// The number of items of a sub-array; `None` beyond [`MAX_SIZE`], where zeros count as ones so
/// that none can hide an overflow.
pub(crate) const fn item_count(shape: &[usize]) -> Option<usize> {
    let (mut index, mut count, mut bound) = (0, 1, 1usize);
    while index < shape.len() {
        let length = shape[index];
        bound = match times(bound, if length == 0 { 1 } else { length }) {
            Some(bound) => bound,
            None => return None,
        };
        count *= length;
        index += 1;
    }
    Some(count)
}

const fn at_most_max(size: usize) -> Option<usize> {
    if size <= MAX_SIZE { Some(size) } else { None }
}

const _: () = {
    assert!(matches!(align_up(0, 8), Some(0)));
    assert!(matches!(align_up(1, 8), Some(8)));
    assert!(matches!(align_up(MAX_SIZE, 1), Some(MAX_SIZE)));
    assert!(align_up(MAX_SIZE, 8).is_none());
    assert!(matches!(end(MAX_SIZE - 1, 1), Some(MAX_SIZE)));
    assert!(end(MAX_SIZE, 1).is_none());
    assert!(end(usize::MAX, usize::MAX).is_none());
    assert!(times(1 << (usize::BITS / 2), 1 << (usize::BITS / 2)).is_none());
    assert!(matches!(item_count(&[]), Some(1)));
    assert!(matches!(item_count(&[2, 0, 3]), Some(0)));
    assert!(item_count(&[0, MAX_SIZE, 2]).is_none());
};
