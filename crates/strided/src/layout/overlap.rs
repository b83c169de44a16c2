//! Do two layouts share a byte?
//!
//! First the bounds are compared: most pairs end there. Then the question is put exactly: byte `a` of the item at index `i` of the one is byte `b` of
//! the item at index `j` of the other if
//!
//! ```text
//! off + Σ s·i + a = off' + Σ s'·j + b      0 <= i < n, 0 <= j < n', 0 <= a < itemsize, 0 <= b < itemsize'
//! ```
//!
//! A negative stride is walked from its other end, terms of the right side are turned round in the same way, and what is left is a sum of positive terms
//! that `diophantine` solves, with the item size as one more dimension.

use alloc::vec::Vec;

use super::Layout;
use super::diophantine::{Term, solve};

/// So many partial sums are looked at before the question is called [too hard](Overlap::TooHard): about a millisecond.
pub(crate) const WORK: u32 = 10_000;

/// Whether two views share a byte.
///
/// ```
/// use memoryview_strided::{Layout, Overlap};
/// let even = Layout::new(&[4], &[2], 0, 1)?;
/// let odd = Layout::new(&[4], &[2], 1, 1)?;
/// assert_eq!(even.overlaps(&odd), Overlap::No);
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Overlap {
    /// No byte is in both.
    No,
    /// Some byte is in both.
    Yes,
    /// The work budget did not suffice to tell: treat it as yes.
    TooHard,
}

impl Overlap {
    /// Whether it is sure that no byte is in both.
    ///
    /// ```
    /// use memoryview_strided::Overlap;
    /// assert!(Overlap::No.is_no() && !Overlap::TooHard.is_no());
    /// ```
    pub const fn is_no(self) -> bool {
        matches!(self, Overlap::No)
    }
}

impl Layout {
    /// Whether the bounds of two layouts of the same memory have a byte in common. Gaps are not looked at; the cost is
    /// linear in the ranks.
    ///
    /// ```
    /// use memoryview_strided::Layout;
    /// let even = Layout::new(&[4], &[2], 0, 1)?;
    /// let odd = Layout::new(&[4], &[2], 1, 1)?;
    /// assert!(even.may_overlap(&odd));
    /// assert!(!even.may_overlap(&Layout::new(&[4], &[1], 7, 1)?));
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn may_overlap(&self, other: &Layout) -> bool {
        bounds_meet(self, other, 0)
    }

    /// Whether two layouts of the same memory reach a common byte: exactly, gaps and all. Item sizes may differ.
    ///
    /// The question is NP-complete in general; here at most 10,000 partial sums are looked at, then the answer is [`Overlap::TooHard`].
    /// Slices, transposes and fields of one array never come near that.
    ///
    /// ```
    /// use memoryview_strided::{Layout, Order, Overlap};
    /// let image = Layout::contiguous(&[480, 640], 3, Order::C)?;
    /// let (red, green) = (image.field(0, 1, &[])?, image.field(1, 1, &[])?);
    /// assert_eq!(red.overlaps(&green), Overlap::No);
    /// assert_eq!(red.overlaps(&image.flip(0)?), Overlap::Yes);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn overlaps(&self, other: &Layout) -> Overlap {
        overlaps(self, other, 0)
    }
}

/// Whether the bounds meet, where the memory of `b` starts `distance` bytes behind that of `a`.
pub(crate) fn bounds_meet(a: &Layout, b: &Layout, distance: i128) -> bool {
    match (bounds(a, 0), bounds(b, distance)) {
        (Some((low, high)), Some((low_b, high_b))) => low < high_b && low_b < high,
        _ => false,
    }
}

/// The first byte and one past the last; `None` if there are no bytes.
fn bounds(layout: &Layout, distance: i128) -> Option<(i128, i128)> {
    let reach = layout.reach().filter(|_| layout.itemsize() > 0)?;
    Some((wide(reach.start) + distance, wide(reach.end) + distance))
}

/// Whether the two reach a common byte, where the memory of `b` starts `distance` bytes behind that of `a`.
pub(crate) fn overlaps(a: &Layout, b: &Layout, distance: i128) -> Overlap {
    let (Some((low, high)), Some((low_b, high_b))) = (bounds(a, 0), bounds(b, distance)) else {
        return Overlap::No;
    };
    if low >= high_b || low_b >= high {
        return Overlap::No;
    }
    // From the lowest byte of the one and the highest of the other on, all terms are positive:
    // low + Σ|s|·i + a = (high_b - 1) - Σ|s'|·j - b.
    let mut terms = terms(a);
    terms.extend(self::terms(b));
    solve(&terms, high_b - 1 - low, &mut { WORK })
}

/// The steps through a layout, and through the bytes of an item, from its lowest byte on.
pub(super) fn terms(layout: &Layout) -> Vec<Term> {
    let axes = layout.shape().iter().zip(layout.strides());
    let steps = axes.map(|(&n, &stride)| (wide(stride).abs(), count(n)));
    let steps = steps.chain([(1, count(layout.itemsize()))]);
    let real = steps.filter(|&(coefficient, n)| coefficient > 0 && n > 1);
    let term = real.map(|(coefficient, n)| Term {
        coefficient,
        bound: n - 1,
    });
    term.collect()
}

pub(super) fn wide(n: isize) -> i128 {
    // An isize has at most 64 bits.
    i128::try_from(n).unwrap_or(i128::MAX)
}

/// A length, which by rule 2 fits an `isize`.
pub(super) fn count(n: usize) -> i128 {
    wide(n.cast_signed())
}

#[cfg(test)]
mod tests;
