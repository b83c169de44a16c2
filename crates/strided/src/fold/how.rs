//! How is a result made of items: by a function, or by one of the library's own reductions?

use core::marker::PhantomData;

use super::reduce::{Lanes, Numbers, Reduce, Wide};
use crate::Number;

/// How results are made of items.
pub(super) trait Fold<T, A> {
    /// What a line comes to before its end.
    type Line;
    /// A result made of no item: the first, if there is one, is added as well.
    fn start(&self, first: Option<T>) -> A;
    /// One item more.
    fn step(&self, acc: A, x: T) -> A;
    /// A line that begins with this item: it is added as well.
    fn open(&self, first: T) -> Self::Line;
    /// More items of a line.
    fn more(&self, line: &mut Self::Line, items: impl Numbers<T>);
    /// The result of a line.
    fn close(&self, line: Self::Line) -> A;
    /// The result of a short line: about `W` items side by side, if the order is free.
    fn short<const W: usize>(&self, items: impl Numbers<T>) -> A;
}

/// Item by item, by a function.
pub(super) struct Each<T, A, F> {
    init: A,
    fold: F,
    item: PhantomData<fn(T)>,
}

impl<T, A, F> Each<T, A, F> {
    pub(super) fn new(init: A, fold: F) -> Self {
        Each {
            init,
            fold,
            item: PhantomData,
        }
    }
}

impl<T: Copy, A: Copy, F: Fn(A, T) -> A> Fold<T, A> for Each<T, A, F> {
    type Line = A;

    fn start(&self, _: Option<T>) -> A {
        self.init
    }

    #[inline(always)]
    fn step(&self, acc: A, x: T) -> A {
        (self.fold)(acc, x)
    }

    fn open(&self, _: T) -> A {
        self.init
    }

    #[inline(always)]
    fn more(&self, line: &mut A, items: impl Numbers<T>) {
        *line = (0..items.len()).fold(*line, |acc, k| (self.fold)(acc, items.at(k)));
    }

    fn close(&self, line: A) -> A {
        line
    }

    #[inline(always)]
    fn short<const W: usize>(&self, items: impl Numbers<T>) -> A {
        (0..items.len()).fold(self.init, |acc, k| (self.fold)(acc, items.at(k)))
    }
}

/// As one of the library's own reductions does it.
pub(super) struct By<R>(pub(super) PhantomData<R>);

impl<T: Number, R: Reduce<T>> Fold<T, T> for By<R> {
    type Line = Wide<T, R>;

    fn start(&self, first: Option<T>) -> T {
        R::start(first.unwrap_or_default())
    }

    #[inline(always)]
    fn step(&self, acc: T, x: T) -> T {
        R::step(acc, x)
    }

    fn open(&self, first: T) -> Wide<T, R> {
        Wide::new(first)
    }

    #[inline(always)]
    fn more(&self, line: &mut Wide<T, R>, items: impl Numbers<T>) {
        line.add_many(items);
    }

    fn close(&self, line: Wide<T, R>) -> T {
        line.finish()
    }

    #[inline(always)]
    fn short<const W: usize>(&self, items: impl Numbers<T>) -> T {
        let mut lanes = Lanes::<T, R, W>::new(items.at(0));
        lanes.add(items);
        lanes.finish()
    }
}
