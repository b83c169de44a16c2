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
    let n = len.cast_signed();
    // The positions that a bound may have; walking backward, -1 is the one before the first item.
    let (low, high) = if backward { (-1, n - 1) } else { (0, n) };
    let (first, end) = if backward { (high, low) } else { (low, high) };
    let first = match start {
        Some(i) => bound(i, n, low, high),
        None => first,
    };
    let end = match stop {
        Some(i) => bound(i, n, low, high),
        None => end,
    };
    // Both lie in -1..=n.
    let way = if backward { first - end } else { end - first };
    if way <= 0 {
        return (0, 0);
    }
    let (last, step) = ((way - 1).unsigned_abs(), step.unsigned_abs());
    // A division takes longer than all the rest, and few steps need one.
    let jumps = if step.is_power_of_two() {
        last >> step.trailing_zeros()
    } else {
        last / step
    };
    (first.unsigned_abs(), jumps + 1)
}

/// One bound of a slice of an axis of length `n`: negative counts from the end, the rest is clamped.
#[inline(always)]
const fn bound(index: isize, n: isize, low: isize, high: isize) -> isize {
    if index < 0 {
        let place = index + n;
        if place < low { low } else { place }
    } else if index > high {
        high
    } else {
        index
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
