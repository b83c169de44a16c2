//! What do the items along one axis come to, for every index of the others?
//!
//! Two ways, by where the axis lies in memory. If no axis has a smaller step, each result is made by itself, from one line of items.
//! Otherwise many results grow side by side: a row of them takes in one row of items after the other.

use alloc::vec::Vec;
use core::marker::PhantomData;
use core::ops::{ControlFlow, Range};

use super::SPAN;
use super::how::{By, Fold};
use super::reduce::{Numbers, Plain, Reduce};
use crate::error::{AxisFault, try_vec};
use crate::memory::MemMut;
use crate::parts::Parts;
use crate::read::{BLOCK, Line, Reader, Walk};
use crate::{Buffer, Element, Error, Layout, Number, Order};

/// Results that grow side by side: so many fit the first-level cache, and a row of so many items is worth fetching.
const ROW: usize = 4096;

/// Rows that are taken in at once: memory is read ahead along all of them, and results are loaded and stored once.
const ROWS: usize = 4;

/// In views of so many bytes, more than the nearer caches hold, rows that follow each other are read one by one if they have so many items: along one
/// stream the memory is fastest.
const STREAM: (usize, usize) = (8 << 20, 64);

/// Lines below these lengths are folded by 4 and 16 numbers side by side: joining more would last longer than adding the line up.
const SHORT: [usize; 2] = [32, BLOCK];

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
        let mut out = self.room()?;
        if self.in_order() {
            self.spans()
                .for_each(|span| self.results(span, fold, &mut out));
            return Buffer::from_vec(out).reshape(&self.shape);
        }
        // No span is longer than the first.
        let mut results = try_vec(self.spans().next().map_or(0, |span| span.len()))?;
        for span in self.spans() {
            results.clear();
            self.results(span.clone(), fold, &mut results);
            self.store(span, &results, &mut out);
        }
        Buffer::from_vec(out).reshape(&self.shape)
    }

    /// The same, the spans on many threads: no result depends on another.
    #[cfg(feature = "rayon")]
    pub(super) fn par_run<A: Element>(
        &self,
        fold: &(impl Fold<T, A> + Sync),
    ) -> Result<Buffer, Error> {
        let mut out = self.room()?;
        let part = |span: Range<usize>| {
            let mut results = try_vec(span.len())?;
            self.results(span, fold, &mut results);
            Ok::<Vec<A>, Error>(results)
        };
        super::par::in_waves(self.spans(), part, |span, results| {
            self.store(span, &results?, &mut out);
            Ok::<(), Error>(())
        })?;
        Buffer::from_vec(out).reshape(&self.shape)
    }

    /// Room for all results: empty where they come in the order in which they stand, otherwise filled.
    fn room<A: Element>(&self) -> Result<Vec<A>, Error> {
        let mut out = try_vec(self.walk.len())?;
        if !self.in_order() {
            out.resize(self.walk.len(), A::zeroed());
        }
        Ok(out)
    }

    /// Whether the results come in the order in which they stand.
    fn in_order(&self) -> bool {
        self.walk.runs_on(1, 1)
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

    /// Adds some results, in the order of the walk.
    fn results<A: Element>(
        &self,
        span: Range<usize>,
        fold: &impl Fold<T, A>,
        results: &mut Vec<A>,
    ) {
        let by_line = self.by_line();
        let all: ControlFlow<()> = self.walk.span(span, |piece| {
            let line = Line {
                offset: piece.offsets[0],
                stride: piece.strides[0],
                len: piece.len,
            };
            if !by_line {
                self.rows(&line, fold, results);
            } else if self.along.len < SHORT[0] {
                self.short_lines::<4, A>(&line, fold, results);
            } else if self.along.len < SHORT[1] {
                self.short_lines::<16, A>(&line, fold, results);
            } else {
                self.lines(&line, fold, results);
            }
            ControlFlow::Continue(())
        });
        debug_assert!(all.is_continue());
    }

    /// The items of a line that begins here, where they lie.
    fn plain(&self, offset: isize) -> Plain<'_, T> {
        Plain {
            reader: &self.reader,
            offset,
            len: self.along.len,
        }
    }

    /// One result after the other, of lines that are shorter than a block.
    fn short_lines<const W: usize, A: Element>(
        &self,
        starts: &Line,
        fold: &impl Fold<T, A>,
        results: &mut Vec<A>,
    ) {
        let Line { stride, len, .. } = self.along;
        if len == 0 {
            let start = || fold.start(None);
            return results.extend(core::iter::repeat_with(start).take(starts.len));
        }
        let start = |i: usize| starts.offset + starts.stride * i.cast_signed();
        if self.reader.is_plain(stride) {
            let line = |i| fold.short::<W>(self.plain(start(i)));
            return results.extend((0..starts.len).map(line));
        }
        // Lines that follow each other are read many at a time.
        let follow = starts.stride == stride * len.cast_signed();
        let at_once = if follow { BLOCK / len } else { 1 };
        let mut block = [T::default(); BLOCK];
        for i in (0..starts.len).step_by(at_once) {
            let block = &mut block[..len * at_once.min(starts.len - i)];
            self.reader.fill(start(i), stride, block);
            let lines = block.chunks_exact(len);
            results.extend(lines.map(|line| fold.short::<W>(line)));
        }
    }

    /// One result after the other.
    fn lines<A: Element>(&self, starts: &Line, fold: &impl Fold<T, A>, results: &mut Vec<A>) {
        let Line { stride, len, .. } = self.along;
        let plain = self.reader.is_plain(stride);
        let mut block = [T::default(); BLOCK];
        for i in 0..starts.len.cast_signed() {
            let start = starts.offset + starts.stride * i;
            if plain {
                let items = self.plain(start);
                let mut line = fold.open(items.at(0));
                fold.more(&mut line, items);
                results.push(fold.close(line));
                continue;
            }
            let mut line = None;
            for k in (0..len).step_by(BLOCK) {
                let block = &mut block[..BLOCK.min(len - k)];
                let offset = start + stride * k.cast_signed();
                self.reader.fill(offset, stride, block);
                let line = line.get_or_insert_with(|| fold.open(block[0]));
                fold.more(line, &*block);
            }
            results.extend(line.map(|line| fold.close(line)));
        }
    }

    /// All results of a row side by side.
    fn rows<A: Element>(&self, row: &Line, fold: &impl Fold<T, A>, results: &mut Vec<A>) {
        let len = self.along.len;
        if len == 0 {
            let start = || fold.start(None);
            return results.extend(core::iter::repeat_with(start).take(row.len));
        }
        let begin = results.len();
        let start = |i: usize| row.offset + self.along.stride * i.cast_signed();
        if self.reader.is_plain(row.stride) {
            let at = |i, j| self.reader.at(start(i), j);
            results.extend((0..row.len).map(|j| fold.start(Some(at(0, j)))));
            let results = &mut results[begin..];
            let bytes = row.len * size_of::<T>();
            let follow = self.along.stride.unsigned_abs() == bytes;
            let all = self
                .walk
                .len()
                .saturating_mul(len)
                .saturating_mul(size_of::<T>());
            let stream = follow && all >= STREAM.0 && row.len >= STREAM.1;
            let whole = if stream { 0 } else { len / ROWS * ROWS };
            for i in (0..whole).step_by(ROWS) {
                for (j, acc) in results.iter_mut().enumerate() {
                    *acc = (i..i + ROWS).fold(*acc, |acc, i| fold.step(acc, at(i, j)));
                }
            }
            for i in whole..len {
                for (j, acc) in results.iter_mut().enumerate() {
                    *acc = fold.step(*acc, at(i, j));
                }
            }
            return;
        }
        let mut block = [T::default(); BLOCK];
        for i in 0..len {
            for k in (0..row.len).step_by(BLOCK) {
                let block = &mut block[..BLOCK.min(row.len - k)];
                let offset = start(i) + row.stride * k.cast_signed();
                self.reader.fill(offset, row.stride, block);
                if i == 0 {
                    results.extend(block.iter().map(|&x| fold.start(Some(x))));
                }
                for (acc, &x) in results[begin + k..].iter_mut().zip(&*block) {
                    *acc = fold.step(*acc, x);
                }
            }
        }
    }

    /// Puts results where they belong.
    fn store<A: Element>(&self, span: Range<usize>, results: &[A], out: &mut Vec<A>) {
        if self.in_order() {
            return out.extend_from_slice(results);
        }
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
