//! What do the items along one axis come to, for every index of the others?
//!
//! Two ways, by where the axis lies in memory. If no axis has a smaller step, each result is made by itself, from one line of items.
//! Otherwise many results grow side by side: a row of them takes in one row of items after the other.

use alloc::vec::Vec;
use core::marker::PhantomData;
use core::ops::{ControlFlow, Range};

use super::SPAN;
use super::reduce::{Lanes, Reduce};
use crate::error::{AxisFault, try_vec};
use crate::memory::MemMut;
use crate::parts::Parts;
use crate::read::{BLOCK, Line, Reader, Walk};
use crate::{Buffer, Element, Error, Layout, Number, Order};

/// Results that grow side by side: so many fit the first-level cache, and a row of so many items is worth fetching.
const ROW: usize = 4096;

/// How results are made of items.
pub(super) trait Fold<T, A> {
    /// A result made of no item: the first, if there is one, is added as well.
    fn start(&self, first: Option<T>) -> A;
    /// One item more.
    fn step(&self, acc: A, x: T) -> A;
    /// A result from all items of a line, in blocks.
    fn line(&self, blocks: impl FnMut(&mut dyn FnMut(&[T]))) -> A;
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
    fn start(&self, _: Option<T>) -> A {
        self.init
    }

    #[inline(always)]
    fn step(&self, acc: A, x: T) -> A {
        (self.fold)(acc, x)
    }

    fn line(&self, mut blocks: impl FnMut(&mut dyn FnMut(&[T]))) -> A {
        let mut acc = self.init;
        blocks(&mut |block| acc = block.iter().copied().fold(acc, &self.fold));
        acc
    }
}

/// As one of the library's own reductions does it.
struct By<R>(PhantomData<R>);

impl<T: Number, R: Reduce<T>> Fold<T, T> for By<R> {
    fn start(&self, first: Option<T>) -> T {
        R::start(first.unwrap_or_default())
    }

    #[inline(always)]
    fn step(&self, acc: T, x: T) -> T {
        R::step(acc, x)
    }

    fn line(&self, mut blocks: impl FnMut(&mut dyn FnMut(&[T]))) -> T {
        let mut lanes: Option<Lanes<T, R>> = None;
        blocks(&mut |block| lanes.get_or_insert_with(|| Lanes::new(block[0])).add(block));
        match lanes {
            Some(lanes) => lanes.finish(),
            None => R::start(T::default()),
        }
    }
}

/// A view whose items along one axis are to be folded.
pub(super) struct AxisFold<T> {
    reader: Reader<T>,
    axis: usize,
    /// The axis: from offset 0.
    along: Line,
    shape: Vec<usize>,
    /// Through the other axes, in the view and in the result, there counted in items.
    walk: Walk<2>,
}

impl<T: Number> AxisFold<T> {
    pub(super) fn new(parts: Parts<MemMut>, axis: isize) -> Result<Self, Error> {
        let axis = parts.layout().axis(axis)?;
        let reader = Reader::new(parts)?;
        let layout = reader.parts().layout();
        let (len, stride) = (layout.shape()[axis], layout.strides()[axis]);
        let mut rest = layout.without(axis);
        if len == 0 {
            // There are results, but no items: nothing is said of offset and strides.
            rest = Layout::contiguous(rest.shape(), 0, Order::C)?;
        }
        let numbers = Layout::contiguous(rest.shape(), 1, Order::C)?;
        let walk = Walk::memory([&rest, &numbers]);
        let (offset, shape) = (0, rest.shape().to_vec());
        let along = Line {
            offset,
            stride,
            len,
        };
        Ok(AxisFold {
            axis,
            along,
            shape,
            walk,
            reader,
        })
    }

    /// Refuses an axis without items.
    pub(super) fn not_empty(self) -> Result<Self, Error> {
        if self.along.len > 0 {
            return Ok(self);
        }
        Err(Error::Axis {
            axis: self.axis.cast_signed(),
            ndim: self.shape.len() + 1,
            fault: AxisFault::Empty,
        })
    }

    pub(super) fn reduce<R: Reduce<T>>(&self) -> Result<Buffer, Error> {
        self.run(&By::<R>(PhantomData))
    }

    #[cfg(feature = "rayon")]
    pub(super) fn par_reduce<R: Reduce<T> + Sync>(&self) -> Result<Buffer, Error> {
        self.par_run(&By::<R>(PhantomData))
    }

    pub(super) fn run<A: Element>(&self, fold: &impl Fold<T, A>) -> Result<Buffer, Error> {
        let mut out = self.blank()?;
        for span in self.spans() {
            self.store(span.clone(), &self.results(span, fold)?, &mut out);
        }
        Buffer::from_vec(out).reshape(&self.shape)
    }

    /// The same, the spans on many threads: no result depends on another.
    #[cfg(feature = "rayon")]
    pub(super) fn par_run<A: Element>(
        &self,
        fold: &(impl Fold<T, A> + Sync),
    ) -> Result<Buffer, Error> {
        let mut out = self.blank()?;
        let part = |span| self.results(span, fold);
        super::par::in_waves(self.spans(), part, |span, results| {
            self.store(span, &results?, &mut out);
            Ok::<(), Error>(())
        })?;
        Buffer::from_vec(out).reshape(&self.shape)
    }

    fn blank<A: Element>(&self) -> Result<Vec<A>, Error> {
        let mut out = try_vec(self.walk.len())?;
        out.resize(self.walk.len(), A::zeroed());
        Ok(out)
    }

    /// Whether no other axis has a smaller step, so that each result is made by itself.
    fn by_line(&self) -> bool {
        let [step, _] = self.walk.line_strides();
        self.walk.line_len() == 1 || self.along.stride.unsigned_abs() <= step.unsigned_abs()
    }

    /// The results that are made together, by their numbers in the order of the walk.
    fn spans(&self) -> impl Iterator<Item = Range<usize>> + use<T> {
        let (len, each) = (self.walk.len(), SPAN / self.along.len.max(1));
        let size = if self.by_line() { each.max(1) } else { ROW };
        (0..len.div_ceil(size)).map(move |i| i * size..len.min((i + 1) * size))
    }

    /// Some results, in the order of the walk.
    fn results<A: Element>(
        &self,
        span: Range<usize>,
        fold: &impl Fold<T, A>,
    ) -> Result<Vec<A>, Error> {
        let mut results = try_vec(span.len())?;
        let by_line = self.by_line();
        let all: ControlFlow<()> = self.walk.span(span, |piece| {
            let line = Line {
                offset: piece.offsets[0],
                stride: piece.strides[0],
                len: piece.len,
            };
            if by_line {
                self.lines(&line, fold, &mut results);
            } else {
                self.rows(&line, fold, &mut results);
            }
            ControlFlow::Continue(())
        });
        debug_assert!(all.is_continue());
        Ok(results)
    }

    /// One result after the other.
    fn lines<A: Element>(&self, starts: &Line, fold: &impl Fold<T, A>, results: &mut Vec<A>) {
        let mut block = [T::default(); BLOCK];
        let Line { stride, len, .. } = self.along;
        for i in 0..starts.len.cast_signed() {
            let start = starts.offset + starts.stride * i;
            let result = fold.line(|take| {
                for k in (0..len).step_by(BLOCK) {
                    let block = &mut block[..BLOCK.min(len - k)];
                    let offset = start + stride * k.cast_signed();
                    self.reader.fill(offset, stride, block);
                    take(block);
                }
            });
            results.push(result);
        }
    }

    /// All results of a row side by side.
    fn rows<A: Element>(&self, row: &Line, fold: &impl Fold<T, A>, results: &mut Vec<A>) {
        let len = self.along.len;
        if len == 0 {
            let start = || fold.start(Some(T::default()));
            return results.extend(core::iter::repeat_with(start).take(row.len));
        }
        let mut block = [T::default(); BLOCK];
        for k in (0..row.len).step_by(BLOCK) {
            let block = &mut block[..BLOCK.min(row.len - k)];
            let offset = row.offset + row.stride * k.cast_signed();
            self.reader.fill(offset, row.stride, block);
            results.extend(block.iter().map(|&x| fold.start(Some(x))));
        }
        let begin = results.len() - row.len;
        let results = &mut results[begin..];
        let parts = self.reader.parts();
        // Items that are a `T` already, one after the other, need no block.
        let size = size_of::<T>().cast_signed();
        let as_is = row.stride == size && T::check(parts.format()).is_ok();
        for i in 0..len.cast_signed() {
            let start = row.offset + self.along.stride * i;
            if as_is {
                for (j, acc) in results.iter_mut().enumerate() {
                    *acc = fold.step(*acc, parts.read(start + size * j.cast_signed()));
                }
                continue;
            }
            for (k, results) in results.chunks_mut(BLOCK).enumerate() {
                let block = &mut block[..results.len()];
                let offset = start + row.stride * (k * BLOCK).cast_signed();
                self.reader.fill(offset, row.stride, block);
                for (acc, &x) in results.iter_mut().zip(&*block) {
                    *acc = fold.step(*acc, x);
                }
            }
        }
    }

    /// Puts results where they belong.
    fn store<A: Element>(&self, span: Range<usize>, results: &[A], out: &mut [A]) {
        let mut results = results.iter();
        let all: ControlFlow<()> = self.walk.span(span, |piece| {
            // Numbers of items: never negative.
            let mut at = piece.offsets[1];
            for (_, &result) in (0..piece.len).zip(&mut results) {
                out[at.cast_unsigned()] = result;
                at = at.wrapping_add(piece.strides[1]);
            }
            ControlFlow::Continue(())
        });
        debug_assert!(all.is_continue());
    }
}
