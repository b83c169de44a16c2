//! Is the result what one loop over all items gives?

use crate::cases::Case;

/// The first index whose item is not the `same` on both sides.
pub(crate) fn first_fault(
    case: &Case,
    src: &[u8],
    dst: &[u8],
    same: impl Fn(&[u8], &[u8]) -> bool,
) -> Option<Vec<usize>> {
    let rank = case.shape.len();
    let (last, w) = (rank - 1, case.width);
    let mut index = vec![0; rank];
    loop {
        let place = |strides: &[isize], offset: usize| {
            let step = |(i, s): (&usize, &isize)| i.cast_signed() * s;
            let sum: isize = index.iter().zip(strides).map(step).sum();
            offset.cast_signed() + sum
        };
        let (mut s, mut d) = (
            place(&case.src, case.src_offset),
            place(&case.dst, case.dst_offset),
        );
        for i in 0..case.shape[last] {
            let (from, to) = (s.unsigned_abs(), d.unsigned_abs());
            if !same(&src[from..from + w], &dst[to..to + w]) {
                index[last] = i;
                return Some(index);
            }
            s += case.src[last];
            d += case.dst[last];
        }
        let mut k = last;
        loop {
            if k == 0 {
                return None;
            }
            k -= 1;
            index[k] += 1;
            if index[k] < case.shape[k] {
                break;
            }
            index[k] = 0;
        }
    }
}
