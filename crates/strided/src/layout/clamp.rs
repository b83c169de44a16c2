//! Which indices does Python's `start:stop:step` mean on an axis of a given length?
//!
//! These are the scalar helpers of the layout arithmetic. They are `const fn`, so that the tests
//! can run them in const blocks, where every overflow is a compile error.

/// The index of the first item and the number of items, as `PySlice_AdjustIndices` has them.
///
/// `len` must be at most `isize::MAX` and `step` must not be 0. If the count is 0, the first
/// index has no meaning.
#[inline]
pub(crate) const fn adjust(
    start: Option<isize>,
    stop: Option<isize>,
    step: isize,
    len: usize,
) -> (usize, usize) {
    debug_assert!(step != 0);
    debug_assert!(len <= isize::MAX.unsigned_abs());
    let backward = step < 0;
    let first = match start {
        Some(i) => bound(i, backward, len),
        None if backward => len.wrapping_sub(1),
        None => 0,
    };
    let end = match stop {
        Some(i) => bound(i, backward, len),
        None if backward => usize::MAX,
        None => len,
    };
    // Walking backward, the positions -1..len are kept as the wrapping 0..=len of their successor.
    let (low, high) = if backward {
        (end.wrapping_add(1), first.wrapping_add(1))
    } else {
        (first, end)
    };
    if high <= low {
        return (0, 0);
    }
    let (last, step) = (high - low - 1, step.unsigned_abs());
    // A division takes longer than all the rest, and few steps need one.
    let jumps = if step.is_power_of_two() {
        last >> step.trailing_zeros()
    } else {
        last / step
    };
    (first, jumps + 1)
}

/// One bound of a slice: negative counts from the end, the rest is clamped. Before the first item
/// is `usize::MAX` (minus one) when walking backward.
#[inline]
const fn bound(index: isize, backward: bool, len: usize) -> usize {
    let magnitude = index.unsigned_abs();
    if index < 0 {
        if magnitude <= len {
            len - magnitude
        } else if backward {
            usize::MAX
        } else {
            0
        }
    } else if magnitude < len {
        magnitude
    } else if backward {
        len.wrapping_sub(1)
    } else {
        len
    }
}

/// The item that an index means: negative counts from the end; `None` if there is no such item.
#[inline]
pub(crate) const fn resolve(index: isize, len: usize) -> Option<usize> {
    let magnitude = index.unsigned_abs();
    if index >= 0 {
        if magnitude < len {
            Some(magnitude)
        } else {
            None
        }
    } else if magnitude <= len {
        Some(len - magnitude)
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
