//! Which further transforms does every view type have: diagonals, windows, halves of an axis, strides from scratch, other formats?
//!
//! As in `transforms`, the deeds stand in `layout`, and here is the one list from which the wrappers are written.

use memoryview_format::Format;

use crate::error::AccessFault;
use crate::memory::{MemMut, Memory};
use crate::parts::Parts;
use crate::{Buffer, Element, Error, ForeignView, Int, TypedView, TypedViewMut, View, ViewMut};

impl<M: Memory> Parts<M> {
    /// The same bytes as items of another format.
    ///
    /// The reach stays what it is, and disjoint items stay disjoint: an axis along which items lie one after the other is cut anew. Every bit pattern is
    /// valid in memory that may be written (rule 4), so any format will do there too; but nothing may become a Python object.
    fn reinterpret(&self, format: &Format) -> Result<Self, Error> {
        if format.has_objects() && format != self.format() {
            return Err(Error::Access(AccessFault::MadeObjects));
        }
        let layout = self.layout().reinterpret(format.size())?;
        Parts::new(self.mem(), layout, format.clone())
    }
}

/// One doc example: `$setup` makes `v`, of shape (2, 3), of the `i32` 0 to 5.
macro_rules! example {
    ($setup:expr, $text:expr) => {
        concat!(
            "```\n",
            $setup,
            "\n",
            $text,
            "\n# Ok::<(), memoryview_strided::Error>(())\n```"
        )
    };
}

/// For every type.
macro_rules! shapes {
    ($([$($generics:tt)*] $type:ty, [$($amp:tt)*] $self:ident, $setup:expr;)*) => {$(
        impl<$($generics)*> $type {
            /// The diagonal of two axes, as the last axis of the result. It begins at index `offset` of the second axis, or at index `-offset` of
            /// the first.
            ///
            /// # Errors
            /// [`Error::Axis`] if an axis is missing or named twice.
            ///
            #[doc = example!($setup, "let d = v.diagonal(1, 0, 1)?;\nassert_eq!((d.shape(), d.strides()), (&[2][..], &[16][..]));")]
            pub fn diagonal($($amp)* $self, offset: impl Int, axis1: impl Int, axis2: impl Int) -> Result<Self, Error> {
                let layout = $self.layout().diagonal(offset.to_isize(), axis1.to_isize(), axis2.to_isize())?;
                Ok($self.finish(layout))
            }

            /// Two axes in each other's place.
            ///
            /// # Errors
            /// [`Error::Axis`] if an axis is missing.
            ///
            #[doc = example!($setup, "assert_eq!(v.swap_axes(0, -1)?.shape(), [3, 2]);")]
            pub fn swap_axes($($amp)* $self, axis1: impl Int, axis2: impl Int) -> Result<Self, Error> {
                let layout = $self.layout().swap_axes(axis1.to_isize(), axis2.to_isize())?;
                Ok($self.finish(layout))
            }

            /// One axis at another place, the others in their order.
            ///
            /// # Errors
            /// [`Error::Axis`] if there is no such axis or place.
            ///
            #[doc = example!($setup, "assert_eq!(v.expand_dims(0)?.move_axis(0, -1)?.shape(), [2, 3, 1]);")]
            pub fn move_axis($($amp)* $self, from: impl Int, to: impl Int) -> Result<Self, Error> {
                let layout = $self.layout().move_axis(from.to_isize(), to.to_isize())?;
                Ok($self.finish(layout))
            }

            /// The items before an index of an axis, and those from it on. Negative indices count from the end; the length itself is the end.
            ///
            /// # Errors
            /// [`Error::Axis`] if there is no such axis, [`Error::Index`] if the index is beyond the end.
            ///
            #[doc = example!($setup, "let (head, tail) = v.split_at(1, 1)?;\nassert_eq!((head.shape(), tail.shape()), (&[2, 1][..], &[2, 2][..]));")]
            pub fn split_at($($amp)* $self, axis: impl Int, index: impl Int) -> Result<(Self, Self), Error> {
                let (head, tail) = $self.layout().split_at(axis.to_isize(), index.to_isize())?;
                // On unique views the halves are disjoint, as all items are.
                let tail = $self.parts().finish(tail);
                let head = $self.parts().finish(head);
                Ok(shapes!(@pair [$($amp)*] $self, head, tail))
            }
        }
    )*};
    (@pair [&] $self:ident, $head:ident, $tail:ident) => { ($self.rebuild($head), $self.rebuild($tail)) };
    (@pair [] $self:ident, $head:ident, $tail:ident) => { (Self::trusted($head), Self::trusted($tail)) };
}

/// For types whose items may be repeated.
macro_rules! windows {
    ($([$($generics:tt)*] $type:ty, $repeated:ident, $setup:expr;)*) => {$(
        impl<$($generics)*> $type {
            /// All windows of `window` neighbours along an axis, each `step` items after the one before: the axis counts windows, and the last axis
            /// of the result counts the items of one. What does not fill a window at the end is left out. No copy: neighbours share items, so the result is read-only.
            ///
            /// # Errors
            /// [`Error::Axis`] if there is no such axis, if the window or the step is 0, or if the window is longer than the axis; [`Error::Overflow`] if
            /// the result has too many axes or items.
            ///
            #[doc = example!($setup, "let w = v.sliding_windows(1, 2, 1)?;\nassert_eq!((w.shape(), w.strides()), (&[2, 2, 2][..], &[12, 4, 4][..]));")]
            pub fn sliding_windows(&self, axis: impl Int, window: usize, step: usize) -> Result<Self, Error> {
                let layout = self.layout().sliding_windows(axis.to_isize(), window, step)?;
                let parts = self.parts().finish(layout);
                Ok(self.$repeated(parts))
            }
        }
    )*};
}

/// For types that are one of several views of a memory.
macro_rules! as_strided {
    ($([$($generics:tt)*] $type:ty, $setup:expr;)*) => {$(
        impl<$($generics)*> $type {
            /// Any shape and strides, `offset` bytes behind the item at index 0, within the bytes between the lowest and the highest that this view reaches.
            /// It has no gaps there: what lies in a gap may belong to another view.
            ///
            /// # Errors
            /// [`Error::Access`] if this view has gaps, [`Error::Bounds`] (relative to the lowest byte that this view reaches) if the new one
            /// would reach outside, and what [`Layout::new`](crate::Layout::new) refuses.
            ///
            #[doc = example!($setup, "let pairs = v.as_strided(&[5, 2], &[4, 4], 0)?;\nassert_eq!(pairs.select(0, 4)?.to_string(), \"[4, 5]\");\nassert!(v.select(1, 0)?.as_strided(&[1], &[4], 4).is_err());")]
            pub fn as_strided(&self, shape: &[usize], strides: &[isize], offset: isize) -> Result<Self, Error> {
                let layout = self.layout().as_strided(shape, strides, offset)?;
                Ok(self.finish(layout))
            }
        }
    )*};
}

/// For types without an element type.
macro_rules! reinterpret {
    ($([$($generics:tt)*] $type:ty, [$($amp:tt)*] $self:ident.$rebuild:ident, $setup:expr;)*) => {$(
        impl<$($generics)*> $type {
            /// The same bytes as items of another format, by NumPy's rules: items of another size make the last axis longer or shorter, and along that axis
            /// they must lie one after the other. Where they do not, and the view is Fortran-contiguous, it is the first axis.
            ///
            /// Nothing becomes a Python object; and what held some becomes read-only, if it is a [`ForeignView`].
            ///
            /// # Errors
            /// [`Error::Memory`] if the bytes do not divide or do not lie so, [`Error::Access`] if the new format has Python objects.
            ///
            #[doc = example!($setup, "assert_eq!(v.reinterpret(&\"<H\".parse()?)?.shape(), [2, 6]);")]
            pub fn reinterpret($($amp)* $self, format: &Format) -> Result<Self, Error> {
                let parts = $self.parts().reinterpret(format)?;
                Ok($self.$rebuild(parts))
            }

            /// [`reinterpret`](Self::reinterpret) to the format of a type.
            ///
            /// # Errors
            /// As there.
            ///
            #[doc = example!($setup, "assert_eq!(v.reinterpret_as::<[u8; 4]>()?.format(), &\"4B\".parse()?);")]
            pub fn reinterpret_as<T: Element>($($amp)* $self) -> Result<Self, Error> {
                $self.reinterpret(&T::format())
            }
        }
    )*};
}

shapes! {
    ['a] View<'a>, [&] self, "use memoryview_strided::View;\nlet data = [0i32, 1, 2, 3, 4, 5];\nlet v = View::from_slice(&data).reshape([2, 3])?;";
    ['a] ViewMut<'a>, [] self, "use memoryview_strided::ViewMut;\nlet mut data = [0i32, 1, 2, 3, 4, 5];\nlet v = ViewMut::from_slice(&mut data).reshape([2, 3])?;";
    ['a] ForeignView<'a>, [&] self, "use memoryview_strided::Buffer;\nlet b = Buffer::from_vec(vec![0i32, 1, 2, 3, 4, 5]);\nlet v = b.foreign().reshape([2, 3])?;";
    [] Buffer, [&] self, "use memoryview_strided::Buffer;\nlet v = Buffer::from_vec(vec![0i32, 1, 2, 3, 4, 5]).reshape([2, 3])?;";
    ['a, T: Element] TypedView<'a, T>, [&] self, "use memoryview_strided::View;\nlet data = [0i32, 1, 2, 3, 4, 5];\nlet v = View::from_slice(&data).reshape([2, 3])?.typed::<i32>()?;";
    ['a, T: Element] TypedViewMut<'a, T>, [] self, "use memoryview_strided::ViewMut;\nlet mut data = [0i32, 1, 2, 3, 4, 5];\nlet v = ViewMut::from_slice(&mut data).reshape([2, 3])?.typed::<i32>()?;";
}

windows! {
    ['a] View<'a>, rebuild, "use memoryview_strided::View;\nlet data = [0i32, 1, 2, 3, 4, 5];\nlet v = View::from_slice(&data).reshape([2, 3])?;";
    ['a] ForeignView<'a>, repeated, "use memoryview_strided::Buffer;\nlet b = Buffer::from_vec(vec![0i32, 1, 2, 3, 4, 5]);\nlet v = b.foreign().reshape([2, 3])?;";
    [] Buffer, rebuild, "use memoryview_strided::Buffer;\nlet v = Buffer::from_vec(vec![0i32, 1, 2, 3, 4, 5]).reshape([2, 3])?;";
    ['a, T: Element] TypedView<'a, T>, rebuild, "use memoryview_strided::View;\nlet data = [0i32, 1, 2, 3, 4, 5];\nlet v = View::from_slice(&data).reshape([2, 3])?.typed::<i32>()?;";
}

as_strided! {
    ['a] View<'a>, "use memoryview_strided::View;\nlet data = [0i32, 1, 2, 3, 4, 5];\nlet v = View::from_slice(&data).reshape([2, 3])?;";
    ['a] ForeignView<'a>, "use memoryview_strided::Buffer;\nlet b = Buffer::from_vec(vec![0i32, 1, 2, 3, 4, 5]);\nlet v = b.foreign().reshape([2, 3])?;";
    ['a, T: Element] TypedView<'a, T>, "use memoryview_strided::View;\nlet data = [0i32, 1, 2, 3, 4, 5];\nlet v = View::from_slice(&data).reshape([2, 3])?.typed::<i32>()?;";
}

reinterpret! {
    ['a] View<'a>, [&] self.rebuild, "use memoryview_strided::View;\nlet data = [0i32, 1, 2, 3, 4, 5];\nlet v = View::from_slice(&data).reshape([2, 3])?;";
    ['a] ViewMut<'a>, [] self.rebuild, "use memoryview_strided::ViewMut;\nlet mut data = [0i32, 1, 2, 3, 4, 5];\nlet v = ViewMut::from_slice(&mut data).reshape([2, 3])?;";
    ['a] ForeignView<'a>, [&] self.recast, "use memoryview_strided::Buffer;\nlet b = Buffer::from_vec(vec![0i32, 1, 2, 3, 4, 5]);\nlet v = b.foreign().reshape([2, 3])?;";
    [] Buffer, [&] self.rebuild, "use memoryview_strided::Buffer;\nlet v = Buffer::from_vec(vec![0i32, 1, 2, 3, 4, 5]).reshape([2, 3])?;";
}

impl ForeignView<'_> {
    /// The same memory with another format: what held Python objects stays read-only.
    fn recast(&self, parts: Parts<MemMut>) -> Self {
        let view = self.rebuild(parts);
        match self.check_writable() {
            Ok(()) => view,
            Err(_) => view.to_read_only(),
        }
    }
}

impl<'a> ViewMut<'a> {
    /// Any shape and strides within the bytes of this view, as [`View::as_strided`]; no two indices may reach the same byte.
    ///
    /// # Errors
    /// As there, and [`Error::Access`] if two indices reach the same byte.
    ///
    /// ```
    /// use memoryview_strided::ViewMut;
    /// let mut data = [0u8; 6];
    /// ViewMut::from_slice(&mut data).as_strided(&[2, 2], &[3, 1], 1)?.fill(7)?;
    /// assert_eq!(data, [0, 7, 7, 0, 7, 7]);
    /// assert!(ViewMut::from_slice(&mut data).as_strided(&[5, 2], &[1, 1], 0).is_err());
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn as_strided(
        self,
        shape: &[usize],
        strides: &[isize],
        offset: isize,
    ) -> Result<ViewMut<'a>, Error> {
        let layout = self.layout().as_strided(shape, strides, offset)?;
        layout.check_unique()?;
        Ok(self.finish(layout))
    }
}

impl<'a, T: Element> TypedViewMut<'a, T> {
    /// As [`ViewMut::as_strided`].
    ///
    /// # Errors
    /// As there.
    ///
    /// ```
    /// use memoryview_strided::ViewMut;
    /// let mut data = [0u8; 6];
    /// let v = ViewMut::from_slice(&mut data).typed::<u8>()?;
    /// v.as_strided(&[2, 2], &[3, 1], 1)?.fill(7)?;
    /// assert_eq!(data, [0, 7, 7, 0, 7, 7]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn as_strided(
        self,
        shape: &[usize],
        strides: &[isize],
        offset: isize,
    ) -> Result<TypedViewMut<'a, T>, Error> {
        let layout = self.layout().as_strided(shape, strides, offset)?;
        layout.check_unique()?;
        Ok(self.finish(layout))
    }
}

impl Buffer {
    /// Any shape and strides, `offset` bytes behind the item at index 0, within all the bytes that the owner keeps, whatever part of them this buffer shows.
    ///
    /// # Errors
    /// [`Error::Bounds`] if the new layout reaches outside the memory, and what [`Layout::new`](crate::Layout::new) refuses.
    ///
    /// ```
    /// use memoryview_strided::Buffer;
    /// let b = Buffer::from_vec(vec![0u8, 1, 2, 3, 4, 5]);
    /// let part = b.slice((2..3,))?;
    /// assert_eq!(part.as_strided(&[2, 2], &[2, -1], 1)?.to_string(), "[[3, 2],\n [5, 4]]");
    /// assert_eq!(
    ///     part.as_strided(&[4], &[1], 1).unwrap_err().to_string(),
    ///     "the layout reaches bytes 3..7, the memory has 0..6"
    /// );
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn as_strided(
        &self,
        shape: &[usize],
        strides: &[isize],
        offset: isize,
    ) -> Result<Buffer, Error> {
        let layout = self.layout().restrided(shape, strides, offset)?;
        // Every constructor gives a buffer all the memory that its owner keeps.
        let parts = Parts::new(self.parts().mem(), layout, self.format().clone())?;
        Ok(self.rebuild(parts))
    }
}

#[cfg(test)]
mod tests;
