//! Which items behind pointers does a key select?
//!
//! A key is cut into one key a level, and each level is sliced as any layout is.

use alloc::vec::Vec;

use super::IndirectView;
use crate::key::Slice;
use crate::{Error, Index, Int, IntoKey, KeyFault, Layout, Limit, MAX_NDIM};

impl IndirectView<'_> {
    /// The part that a key selects: see [`View::slice`](crate::View::slice). An integer on the last axis of pointers that is left follows them.
    ///
    /// # Errors
    /// As for [`View::slice`](crate::View::slice).
    ///
    /// ```
    /// use memoryview_strided::{Ellipsis, IndirectView, Slice};
    /// let v = IndirectView::from_rows(&[&[1u8, 2, 3][..], &[4, 5, 6]])?;
    /// let part = v.slice((Ellipsis, Slice::every(2)))?;
    /// assert_eq!(part.to_bytes(Default::default())?, [1, 3, 4, 6]);
    /// assert_eq!(v.slice((0, 3)).unwrap_err().to_string(), "index 3 is out of bounds: axis 1 has length 3");
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn slice(&self, key: impl IntoKey) -> Result<Self, Error> {
        let key = key.into_key();
        let key = spell_out(key.as_ref(), self.ndim())?;
        let mut rest = &key[..];
        let mut axis = 0;
        let mut levels = Vec::with_capacity(self.levels.len());
        for (k, level) in self.levels.iter().enumerate() {
            // New axes belong to the level of the axis behind them, or to the last one.
            let last = k + 1 == self.levels.len();
            let (mine, others) = rest.split_at(if last {
                rest.len()
            } else {
                covering(rest, level.ndim())
            });
            levels.push(level.slice(mine).map_err(|e| moved(e, axis))?);
            axis += level.ndim();
            rest = others;
        }
        let rank: usize = levels.iter().map(Layout::ndim).sum();
        if rank > MAX_NDIM {
            return Err(Error::Overflow(Limit::Rank(rank)));
        }
        // Each level reaches only what it reached before: the invariant is kept.
        let (format, table) = (self.format.clone(), self.table.clone());
        let mut out = Self::checked(self.start, levels, format, self.writable, table)?;
        out.settle();
        Ok(out)
    }

    /// One index of one axis, which goes away. Negative numbers count from the end.
    ///
    /// # Errors
    /// [`Error::Axis`] or [`Error::Index`] if there is no such axis or index.
    ///
    /// ```
    /// use memoryview_strided::IndirectView;
    /// let v = IndirectView::from_rows(&[&[1u8, 2, 3][..], &[4, 5, 6]])?;
    /// assert_eq!(v.select(-1, 0)?.to_list()?.to_string(), "[1, 4]");
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn select(&self, axis: impl Int, index: impl Int) -> Result<Self, Error> {
        let (axis, ndim) = (axis.to_isize(), self.ndim());
        let place = crate::layout::clamp::resolve(axis, ndim);
        let place = place.ok_or_else(|| Error::missing_axis(axis, ndim))?;
        let mut key = alloc::vec![Index::Slice(Slice::ALL); place];
        key.push(Index::At(index.to_isize()));
        self.slice(key)
    }
}

/// The key with as many integers and slices as there are axes, and no ellipsis.
fn spell_out(key: &[Index], ndim: usize) -> Result<Vec<Index>, Error> {
    let used = key
        .iter()
        .filter(|p| matches!(p, Index::At(_) | Index::Slice(_)))
        .count();
    if used > ndim {
        return Err(Error::Key(KeyFault::TooMany { given: used, ndim }));
    }
    let ellipses = key.iter().filter(|p| matches!(p, Index::Ellipsis)).count();
    if ellipses > 1 {
        return Err(Error::Key(KeyFault::TwoEllipses));
    }
    let all = core::iter::repeat_n(Index::Slice(Slice::ALL), ndim - used);
    let at = key.iter().position(|p| matches!(p, Index::Ellipsis));
    let (head, tail) = key.split_at(at.unwrap_or(key.len()));
    let tail = tail.iter().skip(ellipses);
    Ok(head
        .iter()
        .copied()
        .chain(all)
        .chain(tail.copied())
        .collect())
}

/// How many parts of a key cover so many axes, with the new axes before the last of them.
fn covering(key: &[Index], axes: usize) -> usize {
    let mut left = axes;
    let covers = key.iter().position(|part| {
        left -= usize::from(left > 0 && !matches!(part, Index::NewAxis));
        left == 0
    });
    match (axes, covers) {
        (0, _) => 0,
        (_, Some(last)) => last + 1,
        (_, None) => key.len(),
    }
}

/// A refusal of one level, with the number that its axis has in the view.
fn moved(error: Error, by: usize) -> Error {
    match error {
        Error::Index { axis, index, len } => Error::Index {
            axis: axis + by,
            index,
            len,
        },
        other => other,
    }
}
