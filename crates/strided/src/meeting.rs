//! Do two views share a byte?
//!
//! Layouts answer it for one memory (`layout::overlap`); here the addresses of two memories are compared first.

use crate::layout::overlap::{bounds_meet, overlaps};
use crate::memory::Memory;
use crate::parts::Parts;
use crate::{
    Buffer, Element, ForeignView, Overlap, Source, TypedView, TypedViewMut, View, ViewMut,
};

impl<M: Memory> Parts<M> {
    /// How many bytes the other memory starts behind this one.
    fn distance<N: Memory>(&self, other: &Parts<N>) -> i128 {
        let address = |start: *const u8| i128::try_from(start.addr()).unwrap_or(i128::MAX);
        address(other.mem().start()) - address(self.mem().start())
    }

    /// Whether the two reach a common byte.
    pub(crate) fn overlaps<N: Memory>(&self, other: &Parts<N>) -> Overlap {
        overlaps(self.layout(), other.layout(), self.distance(other))
    }

    fn may_overlap<N: Memory>(&self, other: &Parts<N>) -> bool {
        bounds_meet(self.layout(), other.layout(), self.distance(other))
    }
}

macro_rules! meeting {
    ($([$($generics:tt)*] $type:ty, $setup:expr;)*) => {$(
        impl<$($generics)*> $type {
            /// Whether the bounds of the two, from the lowest byte to the highest, have a byte in common. Gaps are not looked at.
            ///
            #[doc = concat!("```\n", $setup, "\nassert!(v.may_overlap(&v));\nassert!(!v.may_overlap(&View::from_slice(&[1u8])));\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            pub fn may_overlap(&self, other: &(impl Source + ?Sized)) -> bool {
                self.parts().may_overlap(other.as_foreign().parts())
            }

            /// Whether the two reach a common byte: exactly, gaps and all, within a work budget: see [`Layout::overlaps`](crate::Layout::overlaps).
            ///
            #[doc = concat!("```\n", $setup, "\nuse memoryview_strided::Overlap;\nassert_eq!(v.overlaps(&v), Overlap::Yes);\nassert_eq!(v.overlaps(&View::from_slice(&[1u8])), Overlap::No);\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            pub fn overlaps(&self, other: &(impl Source + ?Sized)) -> Overlap {
                self.parts().overlaps(other.as_foreign().parts())
            }
        }
    )*};
}

meeting! {
    ['a] View<'a>, "use memoryview_strided::View;\nlet v = View::from_slice(&[0i32, 1, 2, 3, 4, 5]);";
    ['a] ViewMut<'a>, "use memoryview_strided::{View, ViewMut};\nlet mut data = [0i32, 1, 2, 3, 4, 5];\nlet v = ViewMut::from_slice(&mut data);";
    ['a] ForeignView<'a>, "use memoryview_strided::{Buffer, View};\nlet b = Buffer::from_vec(vec![0i32, 1, 2, 3, 4, 5]);\nlet v = b.foreign();";
    [] Buffer, "use memoryview_strided::{Buffer, View};\nlet v = Buffer::from_vec(vec![0i32, 1, 2, 3, 4, 5]);";
    ['a, T: Element] TypedView<'a, T>, "use memoryview_strided::View;\nlet v = View::from_slice(&[0i32, 1, 2]).typed::<i32>()?;";
    ['a, T: Element] TypedViewMut<'a, T>, "use memoryview_strided::{View, ViewMut};\nlet mut data = [0i32, 1, 2];\nlet v = ViewMut::from_slice(&mut data).typed::<i32>()?;";
}

#[cfg(test)]
mod tests;
