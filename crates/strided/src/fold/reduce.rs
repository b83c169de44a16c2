//! How are many numbers reduced to one, fast and always in the same order?

use core::array::from_fn;
use core::marker::PhantomData;

use crate::Number;
use crate::read::Reader;

/// A reduction of numbers to one.
pub(super) trait Reduce<T: Number>: Copy {
    /// Where it begins, if this is the first number: that one is added as well.
    fn start(first: T) -> T;
    /// One number more.
    fn step(acc: T, x: T) -> T;
}

/// Integers wrap.
#[derive(Clone, Copy)]
pub(super) struct Sum;
/// NaN stays.
#[derive(Clone, Copy)]
pub(super) struct Min;
/// NaN stays.
#[derive(Clone, Copy)]
pub(super) struct Max;

impl<T: Number> Reduce<T> for Sum {
    #[inline(always)]
    fn start(_: T) -> T {
        T::default()
    }
    #[inline(always)]
    fn step(acc: T, x: T) -> T {
        acc.plus(x)
    }
}

impl<T: Number> Reduce<T> for Min {
    #[inline(always)]
    fn start(first: T) -> T {
        first
    }
    #[inline(always)]
    fn step(acc: T, x: T) -> T {
        let smaller = if x < acc { x } else { acc };
        // A NaN is neither smaller nor passed over.
        if x.nan() && !acc.nan() { x } else { smaller }
    }
}

impl<T: Number> Reduce<T> for Max {
    #[inline(always)]
    fn start(first: T) -> T {
        first
    }
    #[inline(always)]
    fn step(acc: T, x: T) -> T {
        let larger = if x > acc { x } else { acc };
        if x.nan() && !acc.nan() { x } else { larger }
    }
}

/// `W` reductions side by side, a power of two.
pub(super) struct Lanes<T, R, const W: usize> {
    lanes: [T; W],
    how: PhantomData<R>,
}

impl<T: Number, R: Reduce<T>, const W: usize> Lanes<T, R, W> {
    #[inline(always)]
    pub(super) fn new(first: T) -> Self {
        Lanes {
            lanes: [R::start(first); W],
            how: PhantomData,
        }
    }

    /// Takes in more numbers.
    #[inline(always)]
    pub(super) fn add(&mut self, numbers: impl Numbers<T>) {
        // Kept in registers between the loads.
        let mut lanes = self.lanes;
        let rows = numbers.len() / W;
        for row in 0..rows {
            // All loads before the first step: so they become loads of vectors.
            let row: [T; W] = numbers.row(row);
            lanes = from_fn(|k| R::step(lanes[k], row[k]));
        }
        for (k, lane) in (rows * W..numbers.len()).zip(&mut lanes) {
            *lane = R::step(*lane, numbers.at(k));
        }
        self.lanes = lanes;
    }

    /// Neighbours are joined last.
    #[inline(always)]
    pub(super) fn finish(mut self) -> T {
        let mut width = W;
        while width > 1 {
            width /= 2;
            for k in 0..width {
                self.lanes[k] = R::step(self.lanes[k], self.lanes[k + width]);
            }
        }
        self.lanes[0]
    }
}

/// As many side by side as the processor needs to be always busy.
pub(super) type Wide<T, R> = Lanes<T, R, 32>;

impl<T: Number, R: Reduce<T>> Wide<T, R> {
    /// [`add`](Lanes::add), never inlined: within a larger function so many lanes lose their registers, which halves the speed.
    #[inline(never)]
    pub(super) fn add_many(&mut self, numbers: impl Numbers<T>) {
        self.add(numbers);
    }
}

/// Numbers one after the other: in a block, or where they lie.
pub(super) trait Numbers<T>: Copy {
    fn len(self) -> usize;
    fn at(self, k: usize) -> T;
    /// The numbers from `row * W` on.
    fn row<const W: usize>(self, row: usize) -> [T; W];
}

impl<T: Number> Numbers<T> for &[T] {
    #[inline(always)]
    fn len(self) -> usize {
        self.len()
    }

    #[inline(always)]
    fn at(self, k: usize) -> T {
        self[k]
    }

    /// One look at the bounds a row.
    #[inline(always)]
    fn row<const W: usize>(self, row: usize) -> [T; W] {
        self.as_chunks().0[row]
    }
}

/// So many plain items from an offset on.
#[derive(Clone, Copy)]
pub(super) struct Plain<'r, T> {
    pub(super) reader: &'r Reader<T>,
    pub(super) offset: isize,
    pub(super) len: usize,
}

impl<T: Number> Numbers<T> for Plain<'_, T> {
    #[inline(always)]
    fn len(self) -> usize {
        self.len
    }

    #[inline(always)]
    fn at(self, k: usize) -> T {
        self.reader.at(self.offset, k)
    }

    #[inline(always)]
    fn row<const W: usize>(self, row: usize) -> [T; W] {
        from_fn(|k| self.at(row * W + k))
    }
}
