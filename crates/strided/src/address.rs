//! Where does the first item stand, for somebody who reads or writes it by pointer?

use crate::{Buffer, Element, ForeignView, TypedView, TypedViewMut, View, ViewMut};

macro_rules! as_ptr {
    ($([$($generics:tt)*] $type:ty, $setup:expr;)*) => {$(
        impl<$($generics)*> $type {
            /// The address of the item at index 0, 0, ...; the others stand [`strides`](Self::strides) bytes from it. If there are no items, there is nothing at it.
            ///
            /// What the view may be relied on for, the pointer may be used for, and for as long.
            ///
            #[doc = concat!("```\n", $setup, "\nlet first = v.as_ptr();\nassert_eq!(v.flip(0)?.as_ptr().addr() - first.addr(), 12);\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            #[inline]
            pub fn as_ptr(&self) -> *const u8 {
                use crate::memory::Memory;
                self.parts().mem().start().wrapping_offset(self.layout().offset())
            }
        }
    )*};
}

as_ptr! {
    ['a] View<'a>, "use memoryview_strided::View;\nlet data = [0i32, 1, 2, 3, 4, 5];\nlet v = View::from_slice(&data).reshape([2, 3])?;";
    ['a] ViewMut<'a>, "use memoryview_strided::ViewMut;\nlet mut data = [0i32, 1, 2, 3, 4, 5];\nlet v = ViewMut::from_slice(&mut data).reshape([2, 3])?;";
    ['a] ForeignView<'a>, "use memoryview_strided::Buffer;\nlet b = Buffer::from_vec(vec![0i32, 1, 2, 3, 4, 5]);\nlet v = b.foreign().reshape([2, 3])?;";
    [] Buffer, "use memoryview_strided::Buffer;\nlet v = Buffer::from_vec(vec![0i32, 1, 2, 3, 4, 5]).reshape([2, 3])?;";
    ['a, T: Element] TypedView<'a, T>, "use memoryview_strided::View;\nlet data = [0i32, 1, 2, 3, 4, 5];\nlet v = View::from_slice(&data).reshape([2, 3])?.typed::<i32>()?;";
    ['a, T: Element] TypedViewMut<'a, T>, "use memoryview_strided::ViewMut;\nlet mut data = [0i32, 1, 2, 3, 4, 5];\nlet v = ViewMut::from_slice(&mut data).reshape([2, 3])?.typed::<i32>()?;";
}

impl ViewMut<'_> {
    /// As [`as_ptr`](Self::as_ptr), to write to as well.
    ///
    /// ```
    /// use memoryview_strided::ViewMut;
    /// let mut data = [1u16, 2];
    /// let mut v = ViewMut::from_slice(&mut data).flip(0)?;
    /// let last = v.as_mut_ptr().cast::<u16>();
    /// // SAFETY: an aligned u16 of `data`, which the view borrows as a whole.
    /// unsafe { last.write(9) };
    /// assert_eq!(data, [1, 9]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    #[inline]
    pub fn as_mut_ptr(&mut self) -> *mut u8 {
        let offset = self.layout().offset();
        self.parts().mem().start_mut().wrapping_offset(offset)
    }
}
