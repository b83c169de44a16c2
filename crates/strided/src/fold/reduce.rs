//! How are many numbers reduced to one, fast and always in the same order?

use core::marker::PhantomData;

use crate::Number;

/// So many reductions run side by side: as many as the processor needs to be always busy, and a power of two.
const WIDTH: usize = 32;

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

/// Reductions side by side.
pub(super) struct Lanes<T, R> {
    lanes: [T; WIDTH],
    how: PhantomData<R>,
}

impl<T: Number, R: Reduce<T>> Lanes<T, R> {
    pub(super) fn new(first: T) -> Self {
        Lanes {
            lanes: [R::start(first); WIDTH],
            how: PhantomData,
        }
    }

    /// Never inlined: within a larger function the lanes lose their registers, which halves the speed.
    #[inline(never)]
    pub(super) fn add(&mut self, block: &[T]) {
        // Kept in registers between the loads.
        let mut lanes = self.lanes;
        let (rows, rest) = block.as_chunks::<WIDTH>();
        for row in rows {
            for (lane, &x) in lanes.iter_mut().zip(row) {
                *lane = R::step(*lane, x);
            }
        }
        for (lane, &x) in lanes.iter_mut().zip(rest) {
            *lane = R::step(*lane, x);
        }
        self.lanes = lanes;
    }

    /// Neighbours are joined last.
    pub(super) fn finish(mut self) -> T {
        let mut width = WIDTH;
        while width > 1 {
            width /= 2;
            for k in 0..width {
                self.lanes[k] = R::step(self.lanes[k], self.lanes[k + width]);
            }
        }
        self.lanes[0]
    }
}
