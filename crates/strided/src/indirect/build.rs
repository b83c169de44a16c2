//! How does one come to have items behind pointers? From rows that lie anywhere.

use alloc::rc::Rc;
use alloc::vec::Vec;
use core::borrow::Borrow;

use super::levels::Levels;
use super::{IndirectView, Row};
use crate::error::try_vec;
use crate::memory::Memory;
use crate::parts::Parts;
use crate::{Element, Error, Layout, View, ViewMut};

impl<'a> IndirectView<'a> {
    /// Rows of equal length, of two axes; the view owns the table of their addresses.
    ///
    /// # Errors
    /// [`Error::Shape`] if a row has another length than the first one, [`Error::Allocation`] if there is no memory for the table.
    ///
    /// ```
    /// use memoryview_strided::IndirectView;
    /// let (a, b) = (vec![1u8, 2], vec![3u8, 4]);
    /// assert_eq!(IndirectView::from_rows(&[&a[..], &b])?.shape(), [2, 2]);
    /// assert_eq!(
    ///     IndirectView::from_rows(&[&a[..], &b[..1]]).unwrap_err().to_string(),
    ///     "cannot stack shape (2,) to (1,): row 1 is not as row 0"
    /// );
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn from_rows<T: Element>(rows: &[&'a [T]]) -> Result<Self, Error> {
        let parts = |row: &&'a [T]| View::from_slice(row).parts().clone();
        let first = rows.first().map_or_else(|| parts(&&[][..]), parts);
        Self::stack(&first, rows.iter().map(parts), false)
    }

    /// Views of equal shape, strides and format, as rows along a new first axis.
    ///
    /// # Errors
    /// [`Error::Shape`] if there are no rows, or if one differs from the first one; [`Error::Allocation`] if there is no memory for the table
    /// of their addresses.
    ///
    /// ```
    /// use memoryview_strided::{IndirectView, View};
    /// let image = [0u8, 1, 2, 3, 4, 5];
    /// let rows = View::from_slice(&image).reshape([3, 2])?;
    /// let shuffled = [rows.select(0, 2)?, rows.select(0, 0)?];
    /// assert_eq!(IndirectView::from_views(&shuffled)?.to_list()?.to_string(), "[[4, 5], [0, 1]]");
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn from_views(rows: &[View<'a>]) -> Result<Self, Error> {
        let Some(first) = rows.first() else {
            return Err(no_rows());
        };
        Self::stack(first.parts(), rows.iter().map(View::parts), false)
    }

    /// As [`from_views`](Self::from_views), to be written too.
    ///
    /// # Errors
    /// As there.
    ///
    /// ```
    /// use memoryview_strided::{IndirectView, ViewMut};
    /// let (mut a, mut b) = ([0u8; 2], [0u8; 2]);
    /// let rows = vec![ViewMut::from_slice(&mut a), ViewMut::from_slice(&mut b)];
    /// IndirectView::from_views_mut(rows)?.slice((.., 1))?.fill(7)?;
    /// assert_eq!((a, b), ([0, 7], [0, 7]));
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn from_views_mut(rows: Vec<ViewMut<'a>>) -> Result<Self, Error> {
        let Some(first) = rows.first() else {
            return Err(no_rows());
        };
        Self::stack(first.parts(), rows.iter().map(ViewMut::parts), true)
    }

    fn stack<M: Memory>(
        first: &Parts<M>,
        rows: impl ExactSizeIterator<Item: Borrow<Parts<M>>>,
        writable: bool,
    ) -> Result<Self, Error> {
        let (format, like) = (first.format(), first.layout());
        let mut table: Vec<Row> = try_vec(rows.len())?;
        for (k, row) in rows.enumerate() {
            let row = row.borrow();
            let layout = row.layout();
            let same = (layout.strides(), layout.itemsize()) == (like.strides(), like.itemsize());
            if !same || layout.shape() != like.shape() || row.format() != format {
                let why = alloc::format!("row {k} is not as row 0");
                return Err(Error::shape("stack", like.shape(), layout.shape(), why));
            }
            // Through the memory that may be written, so that the address may be, too.
            table.push(row.mem().foreign().start().wrapping_offset(layout.offset()));
        }
        let row = Layout::new(like.shape(), like.strides(), 0, like.itemsize())?;
        let table = Rc::new(table);
        let levels = Vec::from([Layout::line(table.len(), size_of::<Row>()), row]);
        let start = table.as_ptr().cast();
        // Rule 1: the table holds pointers and is kept; rule 2: each is the address of a row's first item, whose layout is the second level.
        let levels = Levels::stacked(levels)?;
        Ok(Self::laid(
            start,
            levels,
            format.clone(),
            writable,
            Some(table),
        ))
    }
}

fn no_rows() -> Error {
    Error::shape("stack", &[0], &[0_usize; 0], "there are no rows")
}
