//! What do all items of a numeric view come to, or those along one axis?
//!
//! Items are visited in memory order, whatever the axes are called: a transposed view is read as fast as the view it was made of. A
//! reduction of the whole view is cut into spans of [`SPAN`] items, which are reduced one by one and joined from first to last. The cuts depend on
//! the number of items alone, so that doing the spans on many threads gives the same result to the last bit.

mod axis;
mod how;
mod reduce;

use core::ops::{ControlFlow, Range};

use crate::memory::MemMut;
use crate::parts::Parts;
use crate::read::{BLOCK, Reader, Walk};
use crate::{Buffer, Element, Error, ForeignView, Int, Number, View, ViewMut};

use axis::AxisFold;
use how::Each;
use reduce::{Max, Min, Numbers, Plain, Reduce, Sum, Wide};

/// Items a span: enough that starting a span costs nothing, few enough that threads have work to share.
const SPAN: usize = 1 << 16;

/// All items of a view, ready to be reduced.
struct Whole<T> {
    reader: Reader<T>,
    walk: Walk<1>,
}

impl<T: Number> Whole<T> {
    fn new(parts: Parts<MemMut>) -> Result<Self, Error> {
        let reader = Reader::new(parts)?;
        let walk = Walk::memory([reader.parts().layout()]);
        Ok(Whole { reader, walk })
    }

    /// The items of each span, by their numbers in the order of the walk.
    fn spans(&self) -> impl ExactSizeIterator<Item = Range<usize>> + use<T> {
        let len = self.walk.len();
        (0..len.div_ceil(SPAN)).map(move |i| i * SPAN..len.min((i + 1) * SPAN))
    }

    fn fold<A>(&self, span: Range<usize>, init: A, fold: impl Fn(A, T) -> A) -> A {
        // Taken out and put back around each block.
        let mut acc = Some(init);
        let all: ControlFlow<()> = self.reader.blocks(&self.walk, span, |block| {
            acc = acc.take().map(|a| block.iter().copied().fold(a, &fold));
            ControlFlow::Continue(())
        });
        debug_assert!(all.is_continue());
        match acc {
            Some(acc) => acc,
            None => unreachable!("it was put back"),
        }
    }

    fn reduce<R: Reduce<T>>(&self, span: Range<usize>) -> Option<T> {
        let mut lanes: Option<Wide<T, R>> = None;
        let [stride] = self.walk.line_strides();
        // By the layout alone, not by the format: the order of the additions decides the last bits.
        let all: ControlFlow<()> = if self.walk.line_len() >= BLOCK {
            let plain = self.reader.is_plain(stride);
            let mut block = [T::default(); BLOCK];
            self.walk.span(span, |piece| {
                let (offset, len) = (piece.offsets[0], piece.len);
                if plain {
                    let reader = &self.reader;
                    let items = Plain {
                        reader,
                        offset,
                        len,
                    };
                    let lanes = lanes.get_or_insert_with(|| Wide::new(items.at(0)));
                    lanes.add_many(items);
                    return ControlFlow::Continue(());
                }
                for k in (0..len).step_by(BLOCK) {
                    let block = &mut block[..BLOCK.min(len - k)];
                    let offset = offset + stride * k.cast_signed();
                    self.reader.fill(offset, stride, block);
                    let lanes = lanes.get_or_insert_with(|| Wide::new(block[0]));
                    lanes.add_many(&*block);
                }
                ControlFlow::Continue(())
            })
        } else {
            self.reader.blocks(&self.walk, span, |block| {
                let lanes = lanes.get_or_insert_with(|| Wide::new(block[0]));
                lanes.add_many(block);
                ControlFlow::Continue(())
            })
        };
        debug_assert!(all.is_continue());
        lanes.map(Wide::finish)
    }

    fn reduce_all<R: Reduce<T>>(&self) -> Option<T> {
        let spans = self.spans().filter_map(|span| self.reduce::<R>(span));
        spans.reduce(R::step)
    }
}

/// Reductions. `$setup` makes `v`, of shape (2, 3), of the `i32` 0 to 5.
macro_rules! folding {
    ([$($generics:tt)*] $type:ty, $setup:expr) => {
        impl<$($generics)*> $type {
            /// All items of any numeric format as `T`, folded in the order in which they lie in memory.
            ///
            /// The items are cut into spans of 65,536. Each is folded by `fold` from an `identity` of its own, and `join` puts the results together,
            /// from first to last. So the result does not depend on how many threads do it.
            ///
            /// # Errors
            /// [`Error::Type`] if the items are no real numbers of at most 8 bytes.
            ///
            #[doc = concat!("```\n", $setup, "\nlet squares = v.fold_as::<f64, f64>(|| 0.0, |sum, x| sum + x * x, |a, b| a + b)?;\nassert_eq!(squares, 55.0);\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            pub fn fold_as<T: Number, A>(
                &self,
                identity: impl Fn() -> A,
                fold: impl Fn(A, T) -> A,
                join: impl Fn(A, A) -> A,
            ) -> Result<A, Error> {
                let whole = Whole::<T>::new(self.parts().foreign())?;
                let spans = whole.spans().map(|span| whole.fold(span, identity(), &fold));
                Ok(spans.reduce(join).unwrap_or_else(identity))
            }

            /// The sum of all items, converted to `T` and added as such: integers wrap. Without items it is 0.
            ///
            /// The order of the additions is fixed by the layout, but it is not the logical order: several sums run side by side.
            ///
            /// # Errors
            /// [`Error::Type`] if the items are no real numbers of at most 8 bytes.
            ///
            #[doc = concat!("```\n", $setup, "\nassert_eq!(v.sum_as::<i64>()?, 15);\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            pub fn sum_as<T: Number>(&self) -> Result<T, Error> {
                let whole = Whole::<T>::new(self.parts().foreign())?;
                Ok(whole.reduce_all::<Sum>().unwrap_or_default())
            }

            /// The smallest item, converted to `T`; `None` without items. As in NumPy, one NaN makes the result NaN.
            ///
            /// # Errors
            /// [`Error::Type`] if the items are no real numbers of at most 8 bytes.
            ///
            #[doc = concat!("```\n", $setup, "\nassert_eq!(v.min_as::<i64>()?, Some(0));\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            pub fn min_as<T: Number>(&self) -> Result<Option<T>, Error> {
                Ok(Whole::<T>::new(self.parts().foreign())?.reduce_all::<Min>())
            }

            /// The largest item, converted to `T`; `None` without items. As in NumPy, one NaN makes the result NaN.
            ///
            /// # Errors
            /// [`Error::Type`] if the items are no real numbers of at most 8 bytes.
            ///
            #[doc = concat!("```\n", $setup, "\nassert_eq!(v.max_as::<i64>()?, Some(5));\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            pub fn max_as<T: Number>(&self) -> Result<Option<T>, Error> {
                Ok(Whole::<T>::new(self.parts().foreign())?.reduce_all::<Max>())
            }

            /// The items along one axis, as `T`, folded from index 0 on: for every index of the other axes, from `init`. The result is a new array
            /// without that axis, in C order.
            ///
            /// The other axes are walked in the order in which the items lie in memory.
            ///
            /// # Errors
            /// [`Error::Type`] if the items are no real numbers of at most 8 bytes, [`Error::Axis`] if there is no such axis,
            /// [`Error::Allocation`] if there is no memory for the result.
            ///
            #[doc = concat!("```\n", $setup, "\nlet odd = v.fold_axis_as(0, 0u8, |count, x: i32| count + (x % 2) as u8)?;\nassert_eq!(odd.to_string(), \"[1, 1, 1]\");\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            pub fn fold_axis_as<T: Number, A: Element>(
                &self,
                axis: impl Int,
                init: A,
                fold: impl Fn(A, T) -> A,
            ) -> Result<Buffer, Error> {
                AxisFold::<T>::new(self.parts().foreign(), axis.to_isize())?.run(&Each::new(init, fold))
            }

            /// The sums along one axis, of the items as `T`: a new array without that axis, in C order. Integers wrap.
            ///
            /// The order of the additions is fixed by the layout: where the axis is the one that lies closest in memory, several sums run side by side.
            ///
            /// # Errors
            /// As for [`fold_axis_as`](Self::fold_axis_as).
            ///
            #[doc = concat!("```\n", $setup, "\nassert_eq!(v.sum_axis::<i64>(-1)?.to_string(), \"[ 3, 12]\");\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            pub fn sum_axis<T: Number>(&self, axis: impl Int) -> Result<Buffer, Error> {
                AxisFold::<T>::new(self.parts().foreign(), axis.to_isize())?.reduce::<Sum>()
            }

            /// The smallest items along one axis, as `T`: a new array without that axis, in C order. As in NumPy, one NaN makes the result NaN.
            ///
            /// # Errors
            /// As for [`fold_axis_as`](Self::fold_axis_as); and [`Error::Axis`] if the axis has length 0.
            ///
            #[doc = concat!("```\n", $setup, "\nassert_eq!(v.min_axis::<i64>(0)?.to_string(), \"[0, 1, 2]\");\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            pub fn min_axis<T: Number>(&self, axis: impl Int) -> Result<Buffer, Error> {
                AxisFold::<T>::new(self.parts().foreign(), axis.to_isize())?.not_empty()?.reduce::<Min>()
            }

            /// The largest items along one axis, as `T`: a new array without that axis, in C order. As in NumPy, one NaN makes the result NaN.
            ///
            /// # Errors
            /// As for [`min_axis`](Self::min_axis).
            ///
            #[doc = concat!("```\n", $setup, "\nassert_eq!(v.max_axis::<i64>(0)?.to_string(), \"[3, 4, 5]\");\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            pub fn max_axis<T: Number>(&self, axis: impl Int) -> Result<Buffer, Error> {
                AxisFold::<T>::new(self.parts().foreign(), axis.to_isize())?.not_empty()?.reduce::<Max>()
            }
        }
    };
}

folding!(['a] View<'a>,
    "use memoryview_strided::View;\nlet data = [0i32, 1, 2, 3, 4, 5];\nlet v = View::from_slice(&data).reshape([2, 3])?;");
folding!(['a] ForeignView<'a>,
    "use memoryview_strided::Buffer;\nlet b = Buffer::from_vec(vec![0i32, 1, 2, 3, 4, 5]);\nlet v = b.foreign().reshape([2, 3])?;");
folding!(['a] ViewMut<'a>,
    "use memoryview_strided::ViewMut;\nlet mut data = [0i32, 1, 2, 3, 4, 5];\nlet v = ViewMut::from_slice(&mut data).reshape([2, 3])?;");
folding!([] Buffer,
    "use memoryview_strided::Buffer;\nlet v = Buffer::from_vec(vec![0i32, 1, 2, 3, 4, 5]).reshape([2, 3])?;");

#[cfg(feature = "rayon")]
mod par;

#[cfg(test)]
mod tests;
