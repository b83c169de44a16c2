//! What do the untyped views say about the values of their items?
//!
//! The deeds stand once, over parts of which nothing is promised but that they are there; here is the list from which every view type gets them.

mod hash;
mod hex;
mod list;
mod search;
mod take;

use alloc::string::String;
use alloc::vec::Vec;

use memoryview_format::Value;

pub(crate) use list::check_lists;
pub(crate) use search::unravel;

use crate::{
    AxisIter, Blocks, Buffer, Element, ElementIter, Error, ForeignView, Int, Items, Number,
    NumberIter, Order, TypedView, View, ViewMut,
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
            /// With the feature `rayon`, `par_fold_as` does the same on many threads.
            ///
            /// # Errors
            /// [`Error::Type`] if the items are no real numbers of at most 8 bytes.
            ///
            #[doc = concat!("```\n", $setup, "\nassert_eq!(v.iter_as::<f64>()?.sum::<f64>(), 15.0);\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            pub fn iter_as<T: Number>(&self) -> Result<NumberIter<$life, T>, Error> {
                NumberIter::new(self.parts().foreign())
            }

            /// The items as `T`, by value, in logical order: the type is compared with the format once. This works for memory that others may write
            /// too, a mapped file for one.
            ///
            /// # Errors
            /// [`Error::Type`] if the format is not that of `T`.
            ///
            #[doc = concat!("```\n", $setup, "\nassert_eq!(v.iter_of::<i32>()?.map(|x| x * x).sum::<i32>(), 55);\nassert!(v.iter_of::<f32>().is_err());\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            pub fn iter_of<T: Element>(&self) -> Result<ElementIter<$life, T>, Error> {
                ElementIter::new(self.parts().foreign())
            }

            /// The items as nested lists, one an axis ([`Value::Array`]); of rank 0 the item itself. An axis of length 0 is an empty list.
            ///
            /// # Errors
            /// [`Error::Format`] if an item has no value, [`Error::Allocation`] if there is no memory, or if more than 2^20 lists would hold no item.
            ///
            #[doc = concat!("```\n", $setup, "\nassert_eq!(v.to_list()?.to_string(), \"[[0, 1, 2], [3, 4, 5]]\");\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            pub fn to_list(&self) -> Result<Value, Error> {
                list::to_list(&self.parts().foreign())
            }

            /// How many items are equal to a value, by the rules of `==` between [`Value`]s: `1` is equal to `1.0`, NaN to nothing. The item of a
            /// date or duration is an integer, its count: to compare them in their units, compare views.
            ///
            /// # Errors
            /// [`Error::Format`] if an item has no value.
            ///
            #[doc = concat!("```\n", $setup, "\nassert_eq!(v.count(3.0)?, 1);\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            pub fn count(&self, value: impl Into<Value>) -> Result<usize, Error> {
                search::count(self.parts().foreign(), &value.into())
            }

            /// The index of the first item in logical order that is equal to a value, as [`item`](Self::item) takes it; `None` if there is none.
            ///
            /// # Errors
            /// [`Error::Format`] if an item before it has no value.
            ///
            #[doc = concat!("```\n", $setup, "\nassert_eq!(v.position(4)?, Some(vec![1, 1]));\nassert_eq!(v.position(4.5)?, None);\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            pub fn position(&self, value: impl Into<Value>) -> Result<Option<Vec<usize>>, Error> {
                search::position(self.parts().foreign(), &value.into())
            }

            /// Whether some item is equal to a value.
            ///
            /// # Errors
            /// [`Error::Format`] if an item before it has no value.
            ///
            #[doc = concat!("```\n", $setup, "\nassert!(v.contains(5)? && !v.contains(\"5\")?);\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            pub fn contains(&self, value: impl Into<Value>) -> Result<bool, Error> {
                Ok(self.position(value)?.is_some())
            }

            /// The bytes of the items in C order as hexadecimal digits, as `memoryview.hex` writes them. A separator stands between groups of
            /// `bytes_per_sep` bytes, which are counted from the end if that number is positive, from the start if it is negative.
            ///
            /// # Errors
            /// [`Error::Text`] if the separator is not ASCII, [`Error::Allocation`] if there is no memory.
            ///
            #[doc = concat!("```\n", $setup, "\nlet first = v.slice((0, 1..))?;\nassert_eq!(first.hex(None, 1)?, \"0100000002000000\");\nassert_eq!(first.hex(Some('-'), 3)?, \"0100-000002-000000\");\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            pub fn hex(&self, sep: Option<char>, bytes_per_sep: isize) -> Result<String, Error> {
                hex::hex(&self.to_bytes(Order::C)?, sep, bytes_per_sep)
            }

            /// The XXH64 (seed 0) of the bytes of the items in C order, those that [`to_bytes`](Self::to_bytes) gives: strided views and contiguous
            /// ones of the same bytes have the same hash, on every machine. Nothing is copied but small blocks.
            ///
            /// There is no `Hash` for views: equal views may have other formats, and then other bytes.
            ///
            #[doc = concat!("```\n", $setup, "\nlet copy = memoryview_strided::Buffer::from_vec(v.to_bytes(Order::C)?);\nassert_eq!(v.hash_bytes(), copy.hash_bytes());\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            pub fn hash_bytes(&self) -> u64 {
                hash::hash_bytes(&self.parts().foreign())
            }

            /// A copy of the items at some indices of one axis, in the order given, in C order. Negative indices count from the end.
            ///
            /// # Errors
            /// [`Error::Axis`] or [`Error::Index`] if there is no such axis or index, [`Error::Allocation`] if there is no memory.
            ///
            #[doc = concat!("```\n", $setup, "\nassert_eq!(v.take(1, &[-1, 0, 0])?.to_string(), \"[[2, 0, 0],\\n [5, 3, 3]]\");\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            pub fn take(&self, axis: impl Int, indices: &[impl Int]) -> Result<Buffer, Error> {
                take::take(&self.parts().foreign(), axis.to_isize(), indices)
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

            /// The view in pieces of at most so many bytes (but at least one item), in the order in which they lie in memory.
            ///
            #[doc = concat!("```\n", $setup, "\nlet ranges: Vec<_> = v.blocks(8).map(|block| block.ranges).collect();\nassert_eq!(ranges[..2], [[0..1, 0..2], [0..1, 2..3]]);\nassert_eq!(ranges.len(), 4);\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            pub fn blocks(&self, max_bytes: usize) -> Blocks<Self> {
                Blocks::new(self.clone(), max_bytes)
            }
        }
    };
}

cutting!(['a] View<'a>,
    "use memoryview_strided::{Order, View};\nlet data = [0i32, 1, 2, 3, 4, 5];\nlet v = View::from_slice(&data).reshape([2, 3])?;");
cutting!(['a] ForeignView<'a>,
    "use memoryview_strided::{Buffer, Order};\nlet b = Buffer::from_vec(vec![0i32, 1, 2, 3, 4, 5]);\nlet v = b.foreign().reshape([2, 3])?;");
cutting!(['a, T: Element] TypedView<'a, T>,
    "use memoryview_strided::{Order, View};\nlet data = [0i32, 1, 2, 3, 4, 5];\nlet v = View::from_slice(&data).reshape([2, 3])?.typed::<i32>()?;");
cutting!([] Buffer,
    "use memoryview_strided::{Buffer, Order};\nlet v = Buffer::from_vec(vec![0i32, 1, 2, 3, 4, 5]).reshape([2, 3])?;");

impl<'a> ViewMut<'a> {
    /// The sub-views along one axis, from index 0 on, each without that axis: disjoint, so each may be written on its own.
    ///
    /// # Errors
    /// [`Error::Axis`] if there is no such axis.
    ///
    /// ```
    /// use memoryview_strided::ViewMut;
    /// let mut data = [0u8; 6];
    /// let columns = ViewMut::from_slice(&mut data).reshape([2, 3])?.axis_iter(1)?;
    /// for (i, mut column) in columns.enumerate() {
    ///     column.fill(i as u8)?;
    /// }
    /// assert_eq!(data, [0, 1, 2, 0, 1, 2]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn axis_iter(self, axis: impl Int) -> Result<AxisIter<Self>, Error> {
        let layout = self.layout().clone();
        AxisIter::new(self, &layout, axis.to_isize())
    }

    /// The view in pieces of at most so many bytes (but at least one item), in the order in which they lie in memory: disjoint, so each may be
    /// written on its own.
    ///
    /// ```
    /// use memoryview_strided::ViewMut;
    /// let mut data = [0u8; 5];
    /// for (i, mut block) in ViewMut::from_slice(&mut data).blocks(2).enumerate() {
    ///     block.view.fill(i as u8)?;
    /// }
    /// assert_eq!(data, [0, 0, 1, 1, 2]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn blocks(self, max_bytes: usize) -> Blocks<Self> {
        Blocks::new(self, max_bytes)
    }
}

values!(['a] View<'a>, 'a,
    "use memoryview_strided::{Order, View};\nlet data = [0i32, 1, 2, 3, 4, 5];\nlet v = View::from_slice(&data).reshape([2, 3])?;");
values!(['a] ForeignView<'a>, 'a,
    "use memoryview_strided::{Buffer, Order};\nlet b = Buffer::from_vec(vec![0i32, 1, 2, 3, 4, 5]);\nlet v = b.foreign().reshape([2, 3])?;");
values!(['a] ViewMut<'a>, '_,
    "use memoryview_strided::{Order, ViewMut};\nlet mut data = [0i32, 1, 2, 3, 4, 5];\nlet v = ViewMut::from_slice(&mut data).reshape([2, 3])?;");
values!([] Buffer, '_,
    "use memoryview_strided::{Buffer, Order};\nlet v = Buffer::from_vec(vec![0i32, 1, 2, 3, 4, 5]).reshape([2, 3])?;");

#[cfg(test)]
mod tests;
