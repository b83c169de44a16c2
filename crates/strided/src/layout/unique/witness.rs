//! Which two indices reach the same byte?
//!
//! Asked only once it is known that there are such, for the error that says so. `diophantine` answers yes or no, so the difference of the two is narrowed
//! down axis by axis: 0 where that is possible, else by halves.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::super::diophantine::{Term, solve};
use super::super::overlap::{WORK, count, wide};
use super::super::{Layout, Overlap};

/// By how much two indices may differ along an axis.
#[derive(Clone, Copy)]
struct Difference {
    stride: i128,
    low: i128,
    high: i128,
}

impl Layout {
    /// Two indices that reach the same byte; `None` if there are none, or if the work did not suffice.
    #[cold]
    pub(super) fn meeting(&self) -> Option<[Box<[usize]>; 2]> {
        let steps = self.shape().iter().zip(self.strides());
        let axes: Vec<Difference> = steps
            .map(|(&n, &stride)| Difference {
                // The stride of an axis of one index means nothing.
                stride: if n > 1 { wide(stride) } else { 0 },
                low: -count(n.saturating_sub(1)),
                high: count(n.saturating_sub(1)),
            })
            .collect();
        let size = count(self.itemsize());
        let next = |axis: &Difference| axis.high > 0 && axis.stride.abs() < size;
        if let Some(first) = axes.iter().position(next) {
            return pair((0..axes.len()).map(|k| i128::from(k == first)));
        }
        let mut work = WORK;
        for first in 0..axes.len() {
            // Of two indices the second is the one that is larger along the first axis where they differ.
            let mut differences = axes.clone();
            for before in &mut differences[..first] {
                (before.low, before.high) = (0, 0);
            }
            differences[first].low = 1;
            let possible = axes[first].high > 0;
            if possible && meet(&differences, size, &mut work)? {
                narrow(&mut differences, size, &mut work)?;
                return pair(differences.iter().map(|it| it.low));
            }
        }
        None
    }
}

/// Leaves one difference of each axis, of all that meet.
fn narrow(differences: &mut [Difference], size: i128, work: &mut u32) -> Option<()> {
    for k in 0..differences.len() {
        let Difference { low, high, .. } = differences[k];
        if low < 0 && 0 < high {
            (differences[k].low, differences[k].high) = (0, 0);
            if meet(differences, size, work)? {
                continue;
            }
            (differences[k].low, differences[k].high) = (low, high);
        }
        while differences[k].low < differences[k].high {
            let Difference { low, high, .. } = differences[k];
            let middle = low + (high - low) / 2;
            differences[k].high = middle;
            if !meet(differences, size, work)? {
                (differences[k].low, differences[k].high) = (middle + 1, high);
            }
        }
    }
    Some(())
}

/// Whether items share a byte at some of these differences; `None` if the work does not suffice to tell.
fn meet(differences: &[Difference], size: i128, work: &mut u32) -> Option<bool> {
    // From the lower end on, all terms are positive. The bytes of an item are one axis more.
    let bytes = Difference {
        stride: 1,
        low: 1 - size,
        high: size - 1,
    };
    let mut target = 0;
    let mut terms = Vec::new();
    for it in differences.iter().copied().chain([bytes]) {
        let end = if it.stride < 0 { it.high } else { it.low };
        target -= it.stride * end;
        if it.stride != 0 && it.low < it.high {
            terms.push(Term {
                coefficient: it.stride.abs(),
                bound: it.high - it.low,
            });
        }
    }
    // Before a sum is looked at, the terms are compared with each other.
    let compared = u32::try_from(terms.len() * terms.len()).ok()?;
    *work = work.checked_sub(compared)?;
    match solve(&terms, target, work) {
        Overlap::No => Some(false),
        Overlap::Yes => Some(true),
        Overlap::TooHard => None,
    }
}

/// Two indices that differ by so much along each axis.
fn pair(differences: impl Iterator<Item = i128> + Clone) -> Option<[Box<[usize]>; 2]> {
    let above = |difference: i128| usize::try_from(difference.max(0)).ok();
    let first = differences
        .clone()
        .map(|it| above(-it))
        .collect::<Option<_>>();
    let second = differences.map(above).collect::<Option<_>>();
    Some([first?, second?])
}
