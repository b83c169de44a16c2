//! In which blocks does a copy run?
//!
//! What the axes of a [`CopyPlan`](super::CopyPlan) mean to a kernel. The destination is written in *rows*: units that lie one after the
//! other there, over as many axes as it takes. Where the source is near along another axis, that axis (and those that continue it) are the
//! *columns*: a block is some rows' units times some columns, small enough for the nearest caches, so that each line of the source is
//! read once and each line of the destination is written whole. The other axes are walked outside.
//!
//! Rows and columns are long enough for a block by construction: offsets along them stand in tables, so a row of a block may
//! run over axes as short as 3 or 5.

use super::axis::{Axis, NEAR};
use super::walk::{Side, Walk};

/// The most entries of an offset table: units of a row, or columns, in one block.
pub(crate) const TABLE: usize = 512;

/// A line of the caches.
pub(crate) const LINE: usize = 64;

/// The most bytes that a block holds: it is staged in the nearest caches, and on the stack.
pub(crate) const BLOCK: usize = 64 * 1024;

/// About as many bytes has a block whose units are at one step after another: it needs no tables.
const STEPS: usize = 8 * 1024;

/// So few planes are woven together without tables.
const MOST_PLANES: usize = 4;

/// From how many bytes on a destination is stored past the caches. Together with a source of the same size it is more than most second-level
/// caches hold, and a good part of a third-level one.
///
/// Not a share of the last cache of the machine: with 32 MiB of it, transposing 16 MiB, which with their source would just fit, took 3.3 times as long
/// with stores through the caches (9.5 against 31.6 GiB/s; of 64 MiB 11.9 against 35.3). What is copied is seldom in that cache, and it is shared.
pub(crate) const STREAM: usize = 8 << 20;

/// Rows so far apart, or a multiple of it, share few places of a first-level cache.
pub(crate) const PAGE: isize = 4096;

/// What a block's kernel does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Units of 1, 2, 4, 8 or 16 bytes lie one after the other on the source's side along the columns: transposed in registers.
    Transpose,
    /// Units are gathered into rows of the destination.
    Gather,
    /// The destination has no rows: every unit is stored by itself.
    Scatter,
}

/// How a destination is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stores {
    /// As usual.
    Cached,
    /// Past the caches, from the start of a line on.
    Lines,
    /// Past the caches, from within a line on.
    Staged,
    /// In tiles of about so many bytes along the row, and along the columns: what changes on the way.
    Tile(usize, usize),
}

/// Axes, sorted into those outside, the columns and the row, and how much of them is one block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Blocks {
    pub(crate) way: Way,
    pub(crate) unit: usize,
    /// Those outside, then the columns, then the row; of each the outermost first.
    axes: [Axis; NEAR],
    outside: usize,
    columns: usize,
    rows: usize,
    /// How many indices of the outermost axis of the row, and of the columns, a block has at most.
    row_chunk: usize,
    column_chunk: usize,
    /// What turning the columns round added to either offset.
    pub(crate) src_shift: isize,
    pub(crate) dst_shift: isize,
}

/// How many bytes a block of a transposition should have along the destination, and along the source.
///
/// Measured: short along the destination, so that few source rows compete for one set of the first-level cache.
fn tile_bytes(unit: usize) -> (usize, usize) {
    match unit {
        2 => (64, 256),
        1 | 4 => (64, 512),
        8 => (64, 1024),
        _ => (128, 1024),
    }
}

impl Blocks {
    /// For axes as a plan sorts them: at most [`NEAR`], none of length 1, the destination's largest step first. `stores` tells how
    /// the destination is written.
    pub(crate) fn choose(axes: &[Axis], unit: usize, stores: Stores) -> Self {
        debug_assert!(!axes.is_empty() && axes.len() <= NEAR);
        let mut taken = [Part::Outside; NEAR];
        let last = axes.len() - 1;
        let far = axes[last].src.unsigned_abs();
        let mut way = Way::Scatter;
        let mut near = None;
        if axes[last].dst == unit.cast_signed() {
            way = Way::Gather;
            near = nearest(&axes[..last]).filter(|&k| axes[k].src.unsigned_abs() < far);
        }
        if near.is_some_and(|k| no_row(&axes[..=last], unit, k)) {
            near = None;
        }
        let mut goal = match stores {
            // Nothing is put together before it is stored: the fewer blocks, the better.
            Stores::Cached => (BLOCK, LINE),
            _ => (4096, LINE),
        };
        if let Some(k) = near {
            goal = (1024, 4096);
            if axes[k].src.unsigned_abs() == unit && unit.is_power_of_two() && unit <= 16 {
                way = Way::Transpose;
                goal = match stores {
                    // Few lines of the destination are in use at once.
                    Stores::Cached => (512, LINE),
                    Stores::Tile(row, column) => (row, column),
                    // Of a few columns no tile is made; then blocks are the cheaper, the longer they are.
                    _ if axes[k].len * unit < LINE / 4 => (TABLE * unit, 256),
                    Stores::Lines if axes[k].dst.unsigned_abs().is_multiple_of(LINE) => {
                        tile_bytes(unit)
                    }
                    // Rows of the source that begin at any place of a line, far apart: blocks cannot begin with lines, so there are fewer, wider ones.
                    _ if far >= PAGE.unsigned_abs() && !far.is_multiple_of(LINE) => (256, 512),
                    _ => (256, 256),
                };
            }
        }
        let mut row = unit;
        if way != Way::Scatter {
            for (k, axis) in axes.iter().enumerate().rev() {
                let follows = axis.dst.unsigned_abs() == row && axis.dst > 0;
                if !follows || near == Some(k) || row >= goal.0 || 2 * row > TABLE * unit {
                    break;
                }
                taken[k] = Part::Row;
                row *= axis.len;
            }
        }
        let mut blocks = Blocks {
            way,
            unit,
            axes: [Axis::default(); NEAR],
            outside: 0,
            columns: 0,
            rows: 0,
            row_chunk: 1,
            column_chunk: 1,
            src_shift: 0,
            dst_shift: 0,
        };
        // A single column more than half of what fits could not be cut.
        let most = BLOCK / (row.min(2 * goal.0) + 2 * LINE) / 2 * unit;
        let columns = blocks.take_columns(axes, near, goal.1.min(most), &mut taken);
        blocks.arrange(axes, &taken, &columns);
        blocks.cut(goal);
        blocks
    }

    /// The nearest axis and those that continue it on the source's side, innermost first.
    fn take_columns(
        &mut self,
        axes: &[Axis],
        near: Option<usize>,
        goal: usize,
        taken: &mut [Part; NEAR],
    ) -> [Axis; NEAR] {
        let mut columns = [Axis::default(); NEAR];
        let mut next = near;
        let mut bytes = self.unit;
        while let Some(k) = next {
            let mut axis = axes[k];
            taken[k] = Part::Column;
            if axis.src < 0 {
                let end = (axis.len - 1).cast_signed();
                self.src_shift += axis.src * end;
                self.dst_shift += axis.dst * end;
                axis.src = -axis.src;
                axis.dst = -axis.dst;
            }
            columns[self.columns] = axis;
            self.columns += 1;
            bytes *= axis.len;
            let end = axis.src.checked_mul(axis.len.cast_signed());
            let follows = |k: &usize| {
                taken[*k] == Part::Outside
                    && end.is_some_and(|end| axes[*k].src.unsigned_abs() == end.unsigned_abs())
            };
            next = (0..axes.len()).find(follows).filter(|_| bytes < goal);
        }
        columns
    }

    fn arrange(&mut self, axes: &[Axis], taken: &[Part; NEAR], columns: &[Axis; NEAR]) {
        let mut n = 0;
        let of = |part| {
            axes.iter()
                .zip(taken)
                .filter(move |(_, t)| **t == part)
                .map(|(axis, _)| axis)
        };
        for axis in of(Part::Outside) {
            self.axes[n] = *axis;
            n += 1;
        }
        self.outside = n;
        for axis in columns[..self.columns].iter().rev() {
            self.axes[n] = *axis;
            n += 1;
        }
        for axis in of(Part::Row) {
            self.axes[n] = *axis;
            n += 1;
        }
        self.rows = n - self.outside - self.columns;
    }

    /// Cuts the outermost axis of the row and of the columns, so that a block has about the bytes that are wanted.
    fn cut(&mut self, goal: (usize, usize)) {
        let unit = self.unit;
        self.row_chunk = match self.step() {
            Some(_) => chunk(self.row(), unit, STEPS, usize::MAX),
            None => chunk(self.row(), unit, goal.0, TABLE),
        };
        let row = self.row_units() * unit;
        let most = (BLOCK / (row.next_multiple_of(LINE) + LINE)).clamp(1, TABLE);
        self.column_chunk = chunk(self.column(), unit, goal.1, most);
    }

    pub(crate) fn outside(&self) -> &[Axis] {
        &self.axes[..self.outside]
    }

    pub(crate) fn column(&self) -> &[Axis] {
        &self.axes[self.outside..self.outside + self.columns]
    }

    pub(crate) fn row(&self) -> &[Axis] {
        &self.axes[self.outside + self.columns..self.outside + self.columns + self.rows]
    }

    /// The step from unit to unit of a row, where it is one for all and the kernel takes it.
    pub(crate) fn step(&self) -> Option<isize> {
        match self.row() {
            _ if self.way != Way::Gather || self.columns > 0 || self.unit > LINE / 2 => None,
            [] => Some(0),
            [axis] => Some(axis.src),
            _ => None,
        }
    }

    /// Of a row that takes one unit of each of a few planes in turn: how many, and how far apart they are.
    pub(crate) fn planes(&self) -> Option<(usize, isize)> {
        match self.row() {
            [along, across]
                if self.columns == 0
                    && across.len <= MOST_PLANES
                    && along.src == self.unit.cast_signed() =>
            {
                Some((across.len, across.src))
            }
            _ => None,
        }
    }

    /// The most units that the row of a block has.
    pub(crate) fn row_units(&self) -> usize {
        units(self.row(), self.row_chunk)
    }

    /// The most columns that a block has.
    pub(crate) fn column_units(&self) -> usize {
        units(self.column(), self.column_chunk)
    }

    /// All blocks in turn: along the row first, then along the columns.
    pub(crate) fn walk(&self, src: *const u8, dst: *mut u8) -> Walk {
        let src = src.wrapping_offset(self.src_shift);
        Walk::new(
            self.outside(),
            Side::new(self.column(), self.column_chunk, self.lead(src)),
            Side::new(self.row(), self.row_chunk, 0),
            src,
            dst.wrapping_offset(self.dst_shift),
        )
    }

    /// How many columns the first block lacks, so that all others begin with a line of the source: otherwise the line where two blocks meet is
    /// fetched for both, long after each other.
    fn lead(&self, src: *const u8) -> usize {
        let (&[column], [row]) = (self.column(), self.row()) else {
            return 0;
        };
        let runs = column.src == self.unit.cast_signed() && row.src % LINE.cast_signed() == 0;
        let whole = (self.column_chunk * self.unit).is_multiple_of(LINE);
        match runs && whole && self.column_chunk < column.len {
            true => src.addr() % LINE / self.unit,
            false => 0,
        }
    }
}

/// What an axis was chosen to be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Outside,
    Column,
    Row,
}

/// Whether an axis, taken as the columns, would leave rows of a few small units, though it continues them.
fn no_row(axes: &[Axis], unit: usize, column: usize) -> bool {
    let mut row = unit;
    for (k, axis) in axes.iter().enumerate().rev() {
        if axis.dst.unsigned_abs() != row {
            return false;
        }
        if k == column {
            return row < 8 * unit && row < LINE;
        }
        row *= axis.len;
    }
    false
}

/// The axis along which the source steps least; one that repeats items is no place to go along.
fn nearest(axes: &[Axis]) -> Option<usize> {
    (0..axes.len())
        .filter(|&k| axes[k].src != 0)
        .min_by_key(|&k| axes[k].src.unsigned_abs())
}

fn units(axes: &[Axis], chunk: usize) -> usize {
    let inner: usize = axes.iter().skip(1).map(|a| a.len).product();
    inner * chunk
}

/// How much of the outermost axis belongs to one block, which has about `goal` bytes and at most `most` units.
fn chunk(axes: &[Axis], unit: usize, goal: usize, most: usize) -> usize {
    let Some((outermost, inner)) = axes.split_first() else {
        return 1;
    };
    let inner: usize = inner.iter().map(|a| a.len).product();
    let goal = (goal / unit).clamp(1, most);
    let total = inner.saturating_mul(outermost.len);
    if total <= most && total <= goal + goal / 2 {
        return outermost.len;
    }
    let count = total.div_ceil(goal);
    let mut chunk = outermost.len.div_ceil(count);
    // Whole lines, where that is no great change.
    let step = inner * unit;
    let whole = LINE / gcd(LINE, step);
    if 2 * chunk > whole {
        chunk = chunk.next_multiple_of(whole);
    }
    chunk.min(most / inner).clamp(1, outermost.len)
}

fn gcd(a: usize, b: usize) -> usize {
    // Of a power of two.
    a.min(1 << b.trailing_zeros().min(31))
}

#[cfg(test)]
mod tests;
