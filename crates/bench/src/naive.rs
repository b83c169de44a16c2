//! Is the result what one loop over all items gives?

use crate::cases::Case;

/// Items of the last axis that are looked at before the axis along which the source is nearest makes a step: so many lines of either side stay in the
/// caches until they are used up.
const CHUNK: usize = 512;

/// The index of an item that is not the `same` on both sides. Every item is looked at.
pub(crate) fn first_fault(
    case: &Case,
    src: &[u8],
    dst: &[u8],
    same: impl Fn(&[u8], &[u8]) -> bool,
) -> Option<Vec<usize>> {
    // Of a known size, items are compared without a call.
    match case.width {
        1 => fault::<1>(case, src, dst, same),
        2 => fault::<2>(case, src, dst, same),
        4 => fault::<4>(case, src, dst, same),
        8 => fault::<8>(case, src, dst, same),
        16 => fault::<16>(case, src, dst, same),
        _ => fault::<0>(case, src, dst, same),
    }
}

/// The same for items of `W` bytes, or, with 0, of as many as the case says.
fn fault<const W: usize>(
    case: &Case,
    src: &[u8],
    dst: &[u8],
    same: impl Fn(&[u8], &[u8]) -> bool,
) -> Option<Vec<usize>> {
    let w = if W == 0 { case.width } else { W };
    let last = case.shape.len() - 1;
    // The nearest axis innermost.
    let mut outer: Vec<usize> = (0..last).collect();
    outer.sort_by_key(|&k| std::cmp::Reverse(case.src[k].unsigned_abs()));
    let (near, outer) = match outer.split_last() {
        Some((&near, outer)) => (Some(near), outer),
        None => (None, &[][..]),
    };
    let mut index = vec![0; case.shape.len()];
    loop {
        for start in (0..case.shape[last]).step_by(CHUNK) {
            let end = case.shape[last].min(start + CHUNK);
            for i in 0..near.map_or(1, |k| case.shape[k]) {
                if let Some(near) = near {
                    index[near] = i;
                }
                index[last] = start;
                let place = |strides: &[isize], offset: usize| {
                    let step = |(i, s): (&usize, &isize)| i.cast_signed() * s;
                    let sum: isize = index.iter().zip(strides).map(step).sum();
                    offset.cast_signed() + sum
                };
                let mut s = place(&case.src, case.src_offset);
                let mut d = place(&case.dst, case.dst_offset);
                for i in start..end {
                    let (from, to) = (s.unsigned_abs(), d.unsigned_abs());
                    if !same(&src[from..from + w], &dst[to..to + w]) {
                        index[last] = i;
                        return Some(index);
                    }
                    s += case.src[last];
                    d += case.dst[last];
                }
            }
        }
        // The next index of the axes outside.
        let more = outer.iter().rev().any(|&k| {
            index[k] = (index[k] + 1) % case.shape[k];
            index[k] > 0
        });
        if !more {
            return None;
        }
    }
}
