//! How are the reductions done on many threads?
//!
//! The spans and their order are those of the serial forms, and so are the results, to the last bit.

use alloc::vec::Vec;
use core::convert::Infallible;
use core::ops::Range;

use rayon::prelude::*;

use super::Whole;
use super::axis::AxisFold;
use super::how::Each;
use super::reduce::{Max, Min, Reduce, Sum};
use crate::{Buffer, Element, Error, Int, Number, View};

/// So many spans wait for each other: enough for any number of threads.
const WAVE: usize = 1 << 12;

/// What the spans come to on rayon's threads, taken from first to last. What waits to be taken is bounded: a view that repeats one item has more spans
/// than any memory has room for.
pub(super) fn in_waves<A: Send, E>(
    mut spans: impl Iterator<Item = Range<usize>>,
    part: impl Fn(Range<usize>) -> A + Sync,
    mut take: impl FnMut(Range<usize>, A) -> Result<(), E>,
) -> Result<(), E> {
    loop {
        let wave: Vec<_> = spans.by_ref().take(WAVE).collect();
        if wave.is_empty() {
            return Ok(());
        }
        let parts: Vec<A> = wave.par_iter().cloned().map(&part).collect();
        for (span, part) in wave.into_iter().zip(parts) {
            take(span, part)?;
        }
    }
}

impl<T: Number> Whole<T> {
    fn par_join<A: Send>(
        &self,
        part: impl Fn(Range<usize>) -> A + Sync,
        join: impl Fn(A, A) -> A,
    ) -> Option<A> {
        let mut all = None;
        let Ok(()) = in_waves(self.spans(), part, |_, part| {
            all = Some(match all.take() {
                Some(all) => join(all, part),
                None => part,
            });
            Ok::<(), Infallible>(())
        });
        all
    }

    fn par_reduce_all<R: Reduce<T>>(&self) -> Option<T> {
        let part = |span| self.reduce::<R>(span);
        // No span is empty.
        let join = |a: Option<T>, b: Option<T>| Some(R::step(a?, b?));
        self.par_join(part, join).flatten()
    }
}

/// The reductions of `folding!` on many threads, for what threads can share. `$setup` makes `v`, of shape (2, 3), of the `i32` 0 to 5.
macro_rules! par_folding {
    ([$($generics:tt)*] $type:ty, $setup:expr) => {
        impl<$($generics)*> $type {
            /// [`fold_as`](Self::fold_as) on rayon's threads, with the same result.
            ///
            /// # Errors
            /// As for [`fold_as`](Self::fold_as).
            ///
            #[doc = concat!("```\n", $setup, "\nlet odd = v.par_fold_as(|| 0, |n, x: u32| n + x % 2, |a, b| a + b)?;\nassert_eq!(odd, 3);\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            pub fn par_fold_as<T: Number, A: Send>(
                &self,
                identity: impl Fn() -> A + Sync,
                fold: impl Fn(A, T) -> A + Sync,
                join: impl Fn(A, A) -> A,
            ) -> Result<A, Error> {
                let whole = Whole::<T>::new(self.parts().foreign())?;
                let part = |span| whole.fold(span, identity(), &fold);
                Ok(whole.par_join(part, join).unwrap_or_else(&identity))
            }

            /// [`fold_axis_as`](Self::fold_axis_as) on rayon's threads, with the same result.
            ///
            /// # Errors
            /// As for [`fold_axis_as`](Self::fold_axis_as).
            ///
            #[doc = concat!("```\n", $setup, "\nlet products = v.par_fold_axis_as(0, 1i32, |product, x: i32| product * x)?;\nassert_eq!(products.to_string(), \"[ 0,  4, 10]\");\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            pub fn par_fold_axis_as<T: Number, A: Element>(
                &self,
                axis: impl Int,
                init: A,
                fold: impl Fn(A, T) -> A + Sync,
            ) -> Result<Buffer, Error> {
                AxisFold::new(self.parts().foreign(), axis.to_isize())?.par_run(&Each::new(init, fold))
            }
        }

        whole! { [$($generics)*] $type, $setup;
            par_sum_as sum_as: T, Sum, unwrap_or_default, "15";
            par_min_as min_as: Option<T>, Min, , "Some(0)";
            par_max_as max_as: Option<T>, Max, , "Some(5)";
        }

        axes! { [$($generics)*] $type, $setup;
            par_sum_axis sum_axis: Sum, , "[3, 5, 7]";
            par_min_axis min_axis: Min, not_empty, "[0, 1, 2]";
            par_max_axis max_axis: Max, not_empty, "[3, 4, 5]";
        }
    };
}

macro_rules! whole {
    ([$($generics:tt)*] $type:ty, $setup:expr; $($par:ident $name:ident: $output:ty, $reduce:ident, $($finish:ident)?, $example:literal;)*) => {
        impl<$($generics)*> $type {$(
            #[doc = concat!("[`", stringify!($name), "`](Self::", stringify!($name), ") on rayon's threads, with the same result.")]
            ///
            /// # Errors
            #[doc = concat!("As for [`", stringify!($name), "`](Self::", stringify!($name), ").")]
            ///
            #[doc = concat!("```\n", $setup, "\nassert_eq!(v.", stringify!($par), "::<i64>()?, ", $example, ");\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            pub fn $par<T: Number>(&self) -> Result<$output, Error> {
                let whole = Whole::<T>::new(self.parts().foreign())?;
                Ok(whole.par_reduce_all::<$reduce>()$(.$finish())?)
            }
        )*}
    };
}

macro_rules! axes {
    ([$($generics:tt)*] $type:ty, $setup:expr; $($par:ident $name:ident: $reduce:ident, $($check:ident)?, $example:literal;)*) => {
        impl<$($generics)*> $type {$(
            #[doc = concat!("[`", stringify!($name), "`](Self::", stringify!($name), ") on rayon's threads, with the same result.")]
            ///
            /// # Errors
            #[doc = concat!("As for [`", stringify!($name), "`](Self::", stringify!($name), ").")]
            ///
            #[doc = concat!("```\n", $setup, "\nassert_eq!(v.", stringify!($par), "::<i64>(0)?.to_string(), \"", $example, "\");\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            pub fn $par<T: Number>(&self, axis: impl Int) -> Result<Buffer, Error> {
                AxisFold::<T>::new(self.parts().foreign(), axis.to_isize())?$(.$check()?)?.par_reduce::<$reduce>()
            }
        )*}
    };
}

par_folding!(['a] View<'a>,
    "use memoryview_strided::View;\nlet data = [0i32, 1, 2, 3, 4, 5];\nlet v = View::from_slice(&data).reshape([2, 3])?;");
// A mapped file too: as long as the buffer is borrowed, nobody in this process has a view that writes it.
par_folding!([] Buffer,
    "use memoryview_strided::Buffer;\nlet v = Buffer::from_vec(vec![0i32, 1, 2, 3, 4, 5]).reshape([2, 3])?;");
