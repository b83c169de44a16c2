//! Which transforms does a view behind pointers have? Those of ordinary views, by the same names; the deeds stand in `slice` and `transform`.

use alloc::vec::Vec;
use core::ops::Range;

use memoryview_format::Format;

use super::IndirectView;
use crate::error::AccessFault;
use crate::iter::Window;
use crate::{Blocks, Element, Error, ForeignView, Int, IntoKey, Layout};

/// One doc example: `v` has shape (2, 3), and holds the `i32` 0 to 5, each row behind a pointer.
macro_rules! example {
    ($text:expr) => {
        concat!(
            "```\nuse memoryview_strided::IndirectView;\nlet v = IndirectView::from_rows(&[&[0i32, 1, 2][..], &[3, 4, 5]])?;\n",
            $text,
            "\n# Ok::<(), memoryview_strided::Error>(())\n```"
        )
    };
}

/// What changes the axes alone.
macro_rules! shapes {
    ($($(#[$doc:meta])* $name:ident $([$int:ident])? ($($arg:ident: $argtype:ty),*) = |$levels:ident| $body:expr, $example:literal;)*) => {
        impl IndirectView<'_> {
            $(
                $(#[$doc])*
                ///
                #[doc = example!($example)]
                pub fn $name $(<$int: Int>)? (&self, $($arg: $argtype),*) -> Result<Self, Error> {
                    let $levels = &self.levels;
                    Ok(self.rebuild($body?, self.format.clone(), true))
                }
            )*
        }
    };
}

shapes! {
    /// The part that a key selects: see [`View::slice`](crate::View::slice). An integer on the last axis of pointers that is left follows them.
    ///
    /// # Errors
    /// As for [`View::slice`](crate::View::slice).
    slice(key: impl IntoKey) = |levels| levels.slice(key.into_key().as_ref()),
        "let part = v.slice((memoryview_strided::Ellipsis, memoryview_strided::Slice::every(2)))?;\nassert_eq!(part.to_list()?.to_string(), \"[[0, 2], [3, 5]]\");\nassert_eq!(v.slice((0, 3)).unwrap_err().to_string(), \"index 3 is out of bounds: axis 1 has length 3\");";
    /// One index of one axis, which goes away. Negative numbers count from the end.
    ///
    /// # Errors
    /// [`Error::Axis`] or [`Error::Index`] if there is no such axis or index.
    select(axis: impl Int, index: impl Int) = |levels| levels.select(axis.to_isize(), index.to_isize()),
        "assert_eq!(v.select(-1, 0)?.to_list()?.to_string(), \"[0, 3]\");";
    /// The axes in another order: axis `k` of the result is axis `axes[k]` of this view.
    ///
    /// # Errors
    /// [`Error::Axis`] if an axis is missing, or named twice, or not named.
    permute[I](axes: impl AsRef<[I]>) = |levels| levels.permute(&integers(axes)),
        "assert_eq!(v.permute([1, 0])?.to_list()?.to_string(), \"[[0, 3], [1, 4], [2, 5]]\");";
    /// Two axes in each other's place.
    ///
    /// # Errors
    /// [`Error::Axis`] if an axis is missing.
    swap_axes(axis1: impl Int, axis2: impl Int) = |levels| levels.swap_axes(axis1.to_isize(), axis2.to_isize()),
        "assert_eq!(v.swap_axes(0, -1)?.shape(), [3, 2]);";
    /// One axis at another place, the others in their order.
    ///
    /// # Errors
    /// [`Error::Axis`] if there is no such axis or place.
    move_axis(from: impl Int, to: impl Int) = |levels| levels.move_axis(from.to_isize(), to.to_isize()),
        "assert_eq!(v.expand_dims(0)?.move_axis(0, -1)?.shape(), [2, 3, 1]);";
    /// One axis from its end to its start.
    ///
    /// # Errors
    /// [`Error::Axis`] if there is no such axis.
    flip(axis: impl Int) = |levels| levels.flip(axis.to_isize()),
        "assert_eq!(v.flip(0)?.to_list()?.to_string(), \"[[3, 4, 5], [0, 1, 2]]\");";
    /// Without one axis of length 1.
    ///
    /// # Errors
    /// [`Error::Axis`] if there is no such axis, or if its length is not 1.
    squeeze(axis: impl Int) = |levels| levels.squeeze(axis.to_isize()),
        "assert!(v.slice((..1, ..))?.squeeze(0)?.as_direct().is_ok());";
    /// With a new axis of length 1 at this place; `-1` is behind the last.
    ///
    /// # Errors
    /// [`Error::Axis`] if there is no such place, [`Error::Overflow`] if there are [`MAX_NDIM`](crate::MAX_NDIM) axes already.
    expand_dims(axis: impl Int) = |levels| levels.expand_dims(axis.to_isize()),
        "assert_eq!(v.expand_dims(1)?.shape(), [2, 1, 3]);";
    /// The same items in C order in another shape, never by copying. One length may be `-1`: it is what the others leave.
    ///
    /// # Errors
    /// [`Error::Shape`] if the number of items differs, or if axes that would have to merge do not run into each other: for one, because pointers stand between
    /// them.
    reshape[I](shape: impl AsRef<[I]>) = |levels| levels.reshape(&integers(shape)),
        "assert_eq!(v.slice((.., 1..))?.reshape([2, 2, 1])?.to_list()?.to_string(), \"[[[1], [2]], [[4], [5]]]\");\nassert_eq!(\n    v.reshape([6]).unwrap_err().to_string(),\n    \"cannot reshape shape (2, 3) to (6,): axes 0 and 1 do not run into each other: pointers stand between them\"\n);";
    /// The diagonal of two axes, as the last axis of the result. It begins at index `offset` of the second axis, or at index `-offset` of the first.
    ///
    /// # Errors
    /// [`Error::Axis`] if an axis is missing or named twice, [`Error::Memory`] if pointers stand between the two.
    diagonal(offset: impl Int, axis1: impl Int, axis2: impl Int) = |levels| levels.diagonal(offset.to_isize(), axis1.to_isize(), axis2.to_isize()),
        "let square = v.slice((.., memoryview_strided::NewAxis, 1..))?.reshape([2, 2, 1])?;\nassert_eq!(square.diagonal(0, 1, 2)?.to_list()?.to_string(), \"[[1], [4]]\");\nassert!(v.diagonal(0, 0, 1).is_err());";
}

fn integers<I: Int>(all: impl AsRef<[I]>) -> Vec<isize> {
    all.as_ref().iter().map(|n| n.to_isize()).collect()
}

impl<'a> IndirectView<'a> {
    /// The axes in reverse order.
    ///
    #[doc = example!("assert_eq!(v.transpose().to_list()?.to_string(), \"[[0, 3], [1, 4], [2, 5]]\");")]
    pub fn transpose(&self) -> Self {
        self.rebuild(self.levels.transpose(), self.format.clone(), true)
    }

    /// Repeated to a larger shape by NumPy's rules, without a copy: see [`View::broadcast_to`](crate::View::broadcast_to). The result is read-only.
    ///
    /// # Errors
    /// [`Error::Shape`] if the shapes do not go together, [`Error::Overflow`] if the new one is too large.
    ///
    #[doc = example!("assert_eq!(v.broadcast_to(&[2, 2, 3])?.to_list()?.to_string(), \"[[[0, 1, 2], [3, 4, 5]], [[0, 1, 2], [3, 4, 5]]]\");")]
    pub fn broadcast_to(&self, shape: &[usize]) -> Result<Self, Error> {
        let levels = self.levels.broadcast_to(shape)?;
        Ok(self.rebuild(levels, self.format.clone(), false))
    }

    /// All windows of `window` neighbours along an axis: see [`View::sliding_windows`](crate::View::sliding_windows). The result is read-only.
    ///
    /// # Errors
    /// As there.
    ///
    #[doc = example!("let pairs = v.sliding_windows(1, 2, 1)?;\nassert_eq!(pairs.to_list()?.to_string(), \"[[[0, 1], [1, 2]], [[3, 4], [4, 5]]]\");")]
    pub fn sliding_windows(
        &self,
        axis: impl Int,
        window: usize,
        step: usize,
    ) -> Result<Self, Error> {
        let levels = self.levels.sliding_windows(axis.to_isize(), window, step)?;
        Ok(self.rebuild(levels, self.format.clone(), false))
    }

    /// The items before an index of an axis, and those from it on. Negative indices count from the end; the length itself is the end.
    ///
    /// # Errors
    /// [`Error::Axis`] if there is no such axis, [`Error::Index`] if the index is beyond the end.
    ///
    #[doc = example!("let (head, tail) = v.split_at(0, 1)?;\nassert_eq!((head.shape(), tail.to_list()?.to_string()), (&[1, 3][..], \"[[3, 4, 5]]\".into()));")]
    pub fn split_at(&self, axis: impl Int, index: impl Int) -> Result<(Self, Self), Error> {
        let (head, tail) = self.levels.split_at(axis.to_isize(), index.to_isize())?;
        let half = |levels| self.rebuild(levels, self.format.clone(), true);
        Ok((half(head), half(tail)))
    }

    /// The sub-views along one axis, from index 0 on, each without that axis.
    ///
    /// # Errors
    /// [`Error::Axis`] if there is no such axis.
    ///
    #[doc = example!("let rows = v.axis_iter(0)?.map(|row| row.to_list()).collect::<Result<Vec<_>, _>>()?;\nassert_eq!(rows[1].to_string(), \"[3, 4, 5]\");")]
    pub fn axis_iter(&self, axis: impl Int) -> Result<impl Iterator<Item = Self>, Error> {
        let axis = axis.to_isize();
        let len = self.shape()[self.levels.flat().axis(axis)?];
        // Every index is one of the axis.
        Ok((0..len).map_while(move |i| self.select(axis, i).ok()))
    }

    /// The view in pieces of at most so many bytes (but at least one item), in the order of the pointers, and behind each as the items lie in memory.
    ///
    #[doc = example!("let ranges: Vec<_> = v.transpose().blocks(12).map(|block| block.ranges).collect();\nassert_eq!(ranges, [[0..3, 0..1], [0..3, 1..2]]);")]
    pub fn blocks(&self, max_bytes: usize) -> Blocks<Self> {
        Blocks::new(self.clone(), max_bytes)
    }

    /// One field of every record, as a view: see [`View::field`](crate::View::field). The axes of a sub-array stand behind the axes there are.
    ///
    /// # Errors
    /// [`Error::Field`] if the items have no such field.
    ///
    /// ```
    /// use memoryview_strided::{IndirectView, Spec, View};
    /// let spec: Spec = "<T{B:kind:H:size:}".parse()?;
    /// let (a, b) = (View::from_bytes(&[1, 2, 0], &spec)?, View::from_bytes(&[3, 4, 0], &spec)?);
    /// assert_eq!(IndirectView::from_views(&[a, b])?.field("size")?.to_list()?.to_string(), "[[2], [4]]");
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn field(&self, path: impl crate::FieldPath) -> Result<Self, Error> {
        let (levels, format) = self.levels.field(&path, &self.format)?;
        Ok(self.rebuild(levels, format, true))
    }

    /// The same bytes as items of another format: see [`View::reinterpret`](crate::View::reinterpret). Items of another size make the last axis longer or shorter; where
    /// that leads to pointers, or has gaps, it is the first one, if what the pointers point at is Fortran-contiguous.
    ///
    /// # Errors
    /// As there.
    ///
    #[doc = example!("assert_eq!(v.reinterpret(&\"<H\".parse()?)?.shape(), [2, 6]);\nassert_eq!(v.transpose().reinterpret(&\"<H\".parse()?)?.shape(), [6, 2]);")]
    pub fn reinterpret(&self, format: &Format) -> Result<Self, Error> {
        if format.has_objects() && *format != self.format {
            return Err(Error::Access(AccessFault::MadeObjects));
        }
        let levels = self.levels.reinterpret(format.size())?;
        // What held Python objects stays read-only.
        Ok(self.rebuild(levels, format.clone(), !self.format.has_objects()))
    }

    /// [`reinterpret`](Self::reinterpret) to the format of a type.
    ///
    /// # Errors
    /// As there.
    ///
    #[doc = example!("assert_eq!(v.reinterpret_as::<[u8; 4]>()?.format(), &\"4B\".parse()?);")]
    pub fn reinterpret_as<T: Element>(&self) -> Result<Self, Error> {
        self.reinterpret(&T::format())
    }

    /// Any shape and strides within the bytes of this view, if no pointers are left: see [`ForeignView::as_strided`]. Behind pointers there is not one memory in which strides could lead
    /// from item to item.
    ///
    /// # Errors
    /// [`Error::Memory`] with the axis of the pointers; otherwise as there.
    ///
    #[doc = example!("assert_eq!(v.select(0, 1)?.as_strided(&[2, 2], &[4, 4], 0)?.to_string(), \"[[3, 4],\\n [4, 5]]\");\nassert!(v.as_strided(&[2], &[4], 0).is_err());")]
    pub fn as_strided(
        &self,
        shape: &[usize],
        strides: &[isize],
        offset: isize,
    ) -> Result<ForeignView<'a>, Error> {
        self.as_direct()?.as_strided(shape, strides, offset)
    }
}

impl Window for IndirectView<'_> {
    fn shape(&self) -> &[usize] {
        self.levels.shape()
    }

    fn in_order(&self) -> Layout {
        self.levels.in_order()
    }

    fn window(&self, ranges: &[Range<usize>]) -> Self {
        self.rebuild(self.levels.window(ranges), self.format.clone(), true)
    }
}
