//! Do distinct indices always lead to disjoint items?
//!
//! First by sorting the axes, which every layout passes that comes of a contiguous one by slicing, permuting, flipping and picking fields. What fails is asked
//! exactly: two items share a byte if `Σ s·d + e = 0` for some `|d| < n`, not all 0, and `|e| < itemsize`. By symmetry the first `d` that is not 0 may be taken as
//! positive, so for each axis there is one question for `diophantine`.

mod witness;

use alloc::vec::Vec;

use super::diophantine::{Term, solve};
use super::overlap::{WORK, count, wide};
use super::{Layout, MAX_NDIM, Overlap};
use crate::Error;
use crate::error::AccessFault;

impl Layout {
    /// Whether no two indices reach a common byte.
    ///
    /// The answer is exact, within a work budget of 10,000 partial sums; beyond it the answer is `false`, which then means
    /// "perhaps not". What slicing, permuting, flipping and picking fields make of a contiguous layout never comes near that.
    ///
    /// ```
    /// use memoryview_strided::Layout;
    /// assert!(Layout::new(&[3, 4], &[-16, 4], 32, 4)?.is_unique());
    /// assert!(!Layout::new(&[3, 4], &[0, 4], 0, 4)?.is_unique());
    /// // The axes interleave: bytes 0, 2, 4 and 3, 5, 7.
    /// assert!(Layout::new(&[2, 3], &[3, 2], 0, 1)?.is_unique());
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn is_unique(&self) -> bool {
        self.self_overlap().is_no()
    }

    /// [`is_unique`](Self::is_unique) for those who need it: the error names two indices that meet.
    ///
    /// # Errors
    /// [`Error::Access`] if two indices reach a common byte, or if that is too hard to tell.
    ///
    /// ```
    /// use memoryview_strided::Layout;
    /// let windows = Layout::new(&[4, 3], &[2, 1], 0, 1)?;
    /// assert_eq!(
    ///     windows.check_unique().unwrap_err().to_string(),
    ///     "two indices of the view reach the same byte: (0, 2) and (1, 0)"
    /// );
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn check_unique(&self) -> Result<(), Error> {
        let fault = match self.self_overlap() {
            Overlap::No => return Ok(()),
            Overlap::Yes => AccessFault::Aliased {
                indices: self.meeting(),
            },
            Overlap::TooHard => AccessFault::TooHard {
                axes: self.shape().iter().filter(|&&n| n > 1).count(),
                sums: WORK,
            },
        };
        Err(Error::Access(fault))
    }

    /// Whether two indices reach a common byte.
    fn self_overlap(&self) -> Overlap {
        if self.is_empty() || self.itemsize() == 0 {
            return Overlap::No;
        }
        let mut axes = [(0_usize, 0_usize); MAX_NDIM];
        let mut used = 0;
        for (&n, &stride) in self.shape().iter().zip(self.strides()) {
            if n > 1 {
                axes[used] = (stride.unsigned_abs(), n);
                used += 1;
            }
        }
        let axes = &mut axes[..used];
        axes.sort_unstable();
        if nested(axes, self.itemsize()) {
            return Overlap::No;
        }
        if axes.iter().any(|&(stride, _)| stride < self.itemsize()) {
            return Overlap::Yes;
        }
        self.collision(axes)
    }

    /// The exact question, axis by axis.
    fn collision(&self, axes: &[(usize, usize)]) -> Overlap {
        let mut work = WORK;
        for first in 0..axes.len() {
            // d of `first` from 1 to n-1, of the later axes from -(n-1) to n-1, the bytes likewise; counted from the lower end.
            let (stride, n) = widened(axes[first]);
            let mut terms = Vec::with_capacity(axes.len() - first + 1);
            push(&mut terms, stride, n - 2);
            let mut target = -stride;
            let bytes = (1, count(self.itemsize()));
            for (stride, n) in axes[first + 1..].iter().map(|&a| widened(a)).chain([bytes]) {
                push(&mut terms, stride, 2 * (n - 1));
                target += stride * (n - 1);
            }
            match solve(&terms, target, &mut work) {
                Overlap::No => {}
                found => return found,
            }
        }
        Overlap::No
    }

    /// The first gap, if some byte between the lowest and the highest is one that no index reaches: a stride, and what the axes of smaller strides
    /// span, which is less.
    pub(crate) fn gap(&self) -> Option<(usize, usize)> {
        if self.is_empty() {
            return None;
        }
        let steps = self.shape().iter().zip(self.strides());
        let mut axes: Vec<(usize, usize)> = steps
            .filter(|&(&n, _)| n > 1)
            .map(|(&n, stride)| (stride.unsigned_abs(), n))
            .collect();
        axes.sort_unstable();
        let mut span = self.itemsize();
        for (stride, n) in axes {
            if stride > span {
                return Some((stride, span));
            }
            // At most the reach of the whole layout.
            span += stride * (n - 1);
        }
        None
    }
}

/// Whether each axis steps over all that the axes of smaller strides span.
fn nested(axes: &[(usize, usize)], itemsize: usize) -> bool {
    let mut span = itemsize;
    for &(stride, n) in axes {
        if stride < span {
            return false;
        }
        // At most the reach of the whole layout.
        span += stride * (n - 1);
    }
    true
}

/// Stride and length: the stride of an axis of two items or more is no `isize::MIN`, by rule 3 of the invariant.
fn widened((stride, n): (usize, usize)) -> (i128, i128) {
    (wide(stride.cast_signed()), count(n))
}

fn push(terms: &mut Vec<Term>, coefficient: i128, bound: i128) {
    if bound > 0 {
        terms.push(Term { coefficient, bound });
    }
}

#[cfg(test)]
mod tests;
