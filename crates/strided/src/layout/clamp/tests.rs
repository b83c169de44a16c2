use super::{adjust, resolve};
use std::vec::Vec;

const MIN: isize = isize::MIN;
const MAX: isize = isize::MAX;
const HUGE: usize = MAX.unsigned_abs();

/// Every extreme, evaluated by the compiler: an overflow or an out-of-range read does not build.
const _: () = {
    let bounds = [
        None,
        Some(MIN),
        Some(MIN + 1),
        Some(-1),
        Some(0),
        Some(1),
        Some(MAX),
    ];
    let steps = [-MAX, -2, -1, 1, 2, MAX];
    let lens = [0, 1, 2, HUGE];
    let mut n = 0;
    while n < bounds.len() * bounds.len() * steps.len() * lens.len() {
        let start = bounds[n % 7];
        let stop = bounds[n / 7 % 7];
        let step = steps[n / 49 % 6];
        let len = lens[n / 294];
        let (first, count) = adjust(start, stop, step, len);
        assert!(count <= len);
        if count > 0 {
            assert!(first < len);
            let last = first as i128 + step as i128 * (count as i128 - 1);
            assert!(last >= 0 && last < len as i128);
        }
        n += 1;
    }
    assert!(resolve(MIN, HUGE).is_none());
    assert!(resolve(-MAX, HUGE).is_some());
    assert!(resolve(MAX, HUGE).is_none());
    assert!(resolve(0, 0).is_none());
    assert!(resolve(-1, 0).is_none());
};

/// CPython's `PySlice_AdjustIndices`, word for word, in i128.
fn oracle(start: Option<isize>, stop: Option<isize>, step: isize, len: usize) -> Vec<i128> {
    let (len, step) = (len as i128, step as i128);
    let clamp = |v: isize| {
        let mut v = v as i128;
        if v < 0 {
            v += len;
            if v < 0 {
                v = if step < 0 { -1 } else { 0 };
            }
        } else if v >= len {
            v = if step < 0 { len - 1 } else { len };
        }
        v
    };
    let start = start.map_or(if step < 0 { len - 1 } else { 0 }, clamp);
    let stop = stop.map_or(if step < 0 { -1 } else { len }, clamp);
    let mut out = Vec::new();
    let mut i = start;
    while (step > 0 && i < stop) || (step < 0 && i > stop) {
        out.push(i);
        i += step;
    }
    out
}

#[test]
fn equals_cpython_on_small_lengths() {
    let bounds: Vec<Option<isize>> = (-8..=8)
        .map(Some)
        .chain([None, Some(MIN), Some(MAX)])
        .collect();
    for len in 0..7 {
        for &start in &bounds {
            for &stop in &bounds {
                for step in [-MAX, -7, -3, -2, -1, 1, 2, 3, 7, MAX] {
                    let (first, count) = adjust(start, stop, step, len);
                    let ours: Vec<i128> = (0..count)
                        .map(|i| first as i128 + i as i128 * step as i128)
                        .collect();
                    assert_eq!(
                        ours,
                        oracle(start, stop, step, len),
                        "{start:?}:{stop:?}:{step} of {len}"
                    );
                }
            }
        }
    }
}

#[test]
fn an_index_counts_from_either_end() {
    assert_eq!(resolve(2, 3), Some(2));
    assert_eq!(resolve(3, 3), None);
    assert_eq!(resolve(-3, 3), Some(0));
    assert_eq!(resolve(-4, 3), None);
}
