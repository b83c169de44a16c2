//! What do the untyped views say about the values of their items?
//!
//! The deeds stand once, over parts of which nothing is promised but that they are there; here is the list from which every view type gets them.

use crate::{
    AxisIter, Buffer, Element, Error, ForeignView, Int, Items, Number, NumberIter, TypedView, View,
    ViewMut,
};

/// Reading by value. `$life` is how long the memory lives; `$setup` makes `v`, of shape (2, 3), of the `i32` 0 to 5.
macro_rules! values {
    ([$($generics:tt)*] $type:ty, $life:lifetime, $setup:expr) => {
        impl<$($generics)*> $type {
            /// The items as values, in logical order: the last axis runs fastest. One that cannot be read is an error in its place.
            ///
            #[doc = concat!("```\n", $setup, "\nassert_eq!(v.iter().last().unwrap()?.to_string(), \"5\");\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            pub fn iter(&self) -> Items<$life> {
                Items::new(self.parts().foreign())
            }

            /// The items of any numeric format as `T`, in logical order: the last axis runs fastest. Conversions are those of `as`, see [`Number`].
            ///
            /// # Errors
            /// [`Error::Type`] if the items are no real numbers of at most 8 bytes.
            ///
            #[doc = concat!("```\n", $setup, "\nassert_eq!(v.iter_as::<f64>()?.sum::<f64>(), 15.0);\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            pub fn iter_as<T: Number>(&self) -> Result<NumberIter<$life, T>, Error> {
                NumberIter::new(self.parts().foreign())
            }
        }
    };
}

/// Sub-views: for the types that can be cloned. `$setup` as above.
macro_rules! cutting {
    ([$($generics:tt)*] $type:ty, $setup:expr) => {
        impl<$($generics)*> $type {
            /// The sub-views along one axis, from index 0 on, each without that axis.
            ///
            /// # Errors
            /// [`Error::Axis`] if there is no such axis.
            ///
            #[doc = concat!("```\n", $setup, "\nlet rows: Vec<String> = v.axis_iter(0)?.map(|row| row.to_string()).collect();\nassert_eq!(rows, [\"[0, 1, 2]\", \"[3, 4, 5]\"]);\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            pub fn axis_iter(&self, axis: impl Int) -> Result<AxisIter<Self>, Error> {
                AxisIter::new(self.clone(), self.layout(), axis.to_isize())
            }
        }
    };
}

cutting!(['a] View<'a>,
    "use memoryview_strided::View;\nlet data = [0i32, 1, 2, 3, 4, 5];\nlet v = View::from_slice(&data).reshape([2, 3])?;");
cutting!(['a] ForeignView<'a>,
    "use memoryview_strided::Buffer;\nlet b = Buffer::from_vec(vec![0i32, 1, 2, 3, 4, 5]);\nlet v = b.foreign().reshape([2, 3])?;");
cutting!(['a, T: Element] TypedView<'a, T>,
    "use memoryview_strided::View;\nlet data = [0i32, 1, 2, 3, 4, 5];\nlet v = View::from_slice(&data).reshape([2, 3])?.typed::<i32>()?;");

values!(['a] View<'a>, 'a,
    "use memoryview_strided::View;\nlet data = [0i32, 1, 2, 3, 4, 5];\nlet v = View::from_slice(&data).reshape([2, 3])?;");
values!(['a] ForeignView<'a>, 'a,
    "use memoryview_strided::Buffer;\nlet b = Buffer::from_vec(vec![0i32, 1, 2, 3, 4, 5]);\nlet v = b.foreign().reshape([2, 3])?;");
values!(['a] ViewMut<'a>, '_,
    "use memoryview_strided::ViewMut;\nlet mut data = [0i32, 1, 2, 3, 4, 5];\nlet v = ViewMut::from_slice(&mut data).reshape([2, 3])?;");
values!([] Buffer, '_,
    "use memoryview_strided::Buffer;\nlet v = Buffer::from_vec(vec![0i32, 1, 2, 3, 4, 5]).reshape([2, 3])?;");
