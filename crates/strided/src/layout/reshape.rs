//! Can the same items be seen in another shape without moving them?
//!
//! The method is NumPy's: axes of length 1 are dropped, then groups of old and new axes with equal products are matched from the
//! front. Within a group the old axes must run into each other (`stride[k] == stride[k+1]·n[k+1]`, in C order).
//! The cost is linear in the two ranks.

use alloc::format;
use alloc::vec::Vec;

use super::{Axes, Layout, check_size};
use crate::Error;
use crate::error::Counted;

impl Layout {
    /// The same items in C order in another shape. One length may be `-1`: it is what the others leave.
    ///
    /// # Errors
    /// [`Error::Shape`] if the number of items differs, or if axes that would have to merge do not run into each other in
    /// memory: the message names them.
    ///
    /// ```
    /// use memoryview_strided::{Layout, Order};
    /// let l = Layout::contiguous(&[4, 6], 1, Order::C)?;
    /// assert_eq!(l.reshape(&[2, 2, -1])?.strides(), [12, 6, 1]);
    /// assert_eq!(
    ///     l.transpose().reshape(&[24]).unwrap_err().to_string(),
    ///     "cannot reshape shape (6, 4) to (24,): axes 0 and 1 do not run into each other: \
    ///      stride 1 is not 4 * 6"
    /// );
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn reshape(&self, shape: &[isize]) -> Result<Layout, Error> {
        let shape = self.complete(shape)?;
        check_size(&shape, self.itemsize)?;
        if self.is_empty() {
            let mut out = Layout::contiguous(&shape, self.itemsize, super::Order::C)?;
            out.offset = self.offset;
            return Ok(out);
        }
        let old: Vec<(usize, usize, isize)> = (0..self.ndim())
            .map(|k| (k, self.shape()[k], self.strides()[k]))
            .filter(|&(_, n, _)| n > 1)
            .collect();
        let mut axes = Axes::new();
        let mut rest = &old[..];
        let mut done = 0;
        while done < shape.len() {
            let (taken, count) = group(rest, &shape[done..]);
            let (merged, others) = rest.split_at(taken);
            runs_on(merged, self.shape(), &shape)?;
            let new = &shape[done..done + count];
            let mut stride = merged.last().map_or(self.itemsize.cast_signed(), |a| a.2);
            let mut strides = Vec::with_capacity(count);
            for &n in new.iter().rev() {
                strides.push(stride);
                // At most stride·n of the outermost merged axis, which rule 3 does not bound: it is not read then.
                stride = stride.wrapping_mul(n.cast_signed());
            }
            for (&n, &stride) in new.iter().zip(strides.iter().rev()) {
                axes.push(n, stride);
            }
            rest = others;
            done += count;
        }
        Ok(self.same(axes))
    }

    /// The shape with its `-1` filled in, of as many items as there are.
    fn complete(&self, shape: &[isize]) -> Result<Vec<usize>, Error> {
        let refuse = |why| Error::shape("reshape", self.shape(), shape, why);
        let unknown = shape.iter().position(|&n| n == -1);
        if let Some(axis) = shape.iter().position(|&n| n < -1) {
            return Err(refuse(format!(
                "length {} of axis {axis} is negative",
                shape[axis]
            )));
        }
        if shape.iter().filter(|&&n| n == -1).count() > 1 {
            return Err(refuse("only one length can be -1".into()));
        }
        let mut full: Vec<usize> = shape.iter().map(|n| n.unsigned_abs()).collect();
        if let Some(axis) = unknown {
            full[axis] = 1;
        }
        // Zeros count as they are here: 0 items are 0 items. Overflow means "not equal", whatever the rest is.
        let known = full.iter().try_fold(1_usize, |p, &n| p.checked_mul(n));
        let items = self.len();
        match (unknown, known) {
            (None, Some(known)) if known == items => Ok(full),
            (Some(axis), Some(known)) if known > 0 && items.is_multiple_of(known) => {
                full[axis] = items / known;
                Ok(full)
            }
            (None, _) => Err(refuse(format!("{:#}", Counted(items, "item")))),
            (Some(_), _) => Err(refuse(format!(
                "{} cannot be divided among the other axes",
                Counted(items, "item")
            ))),
        }
    }
}

/// Whether these axes (number, length, stride) are one run, or the refusal.
pub(crate) fn runs_on(
    axes: &[(usize, usize, isize)],
    from: &[usize],
    to: &[usize],
) -> Result<(), Error> {
    for pair in axes.windows(2) {
        let ((k, _, outer), (l, n, inner)) = (pair[0], pair[1]);
        if inner.checked_mul(n.cast_signed()) != Some(outer) {
            let why = format!(
                "axes {k} and {l} do not run into each other: stride {outer} is not {n} * {inner}"
            );
            return Err(Error::shape("reshape", from, to, why));
        }
    }
    Ok(())
}

/// How many old axes and how many new ones have equal products, at the least. Neither list holds a 0, both have equal products.
pub(crate) fn group(old: &[(usize, usize, isize)], new: &[usize]) -> (usize, usize) {
    let (mut taken, mut count) = (0, 1);
    let (mut a, mut b) = (1, new[0]);
    while a != b {
        if a < b {
            a *= old[taken].1;
            taken += 1;
        } else {
            b *= new[count];
            count += 1;
        }
    }
    // New axes of length 1 at the end belong to the last group: there is nothing behind them to match.
    while count < new.len() && new[count] == 1 {
        count += 1;
    }
    (taken, count)
}
