//! Where does each block of a copy start, and how large is it?

use super::axis::{Axis, NEAR};

/// The row or the columns of a copy: an odometer's slot for the outermost axis, cut into chunks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Side {
    /// One step a chunk.
    axis: Axis,
    /// Units in every chunk but the first and the last.
    full: usize,
    last: usize,
    /// By how many units the first chunk is shorter, and what of a step that is on either side.
    lead: usize,
    lead_src: isize,
    lead_dst: isize,
}

impl Side {
    /// `lead` indices of the outermost axis are missing in the first chunk: fewer than a chunk has.
    pub(crate) fn new(axes: &[Axis], chunk: usize, lead: usize) -> Self {
        let one = Axis {
            len: 1,
            src: 0,
            dst: 0,
        };
        let (outermost, inner) = axes.split_first().unwrap_or((&one, &[]));
        let inner: usize = inner.iter().map(|a| a.len).product();
        let end = outermost.len + lead;
        let len = end.div_ceil(chunk);
        let step = chunk.cast_signed();
        // A single chunk makes no step, so its length is not limited by the reach; more of them step inside it.
        let axis = Axis {
            len,
            src: outermost.src.wrapping_mul(step),
            dst: outermost.dst.wrapping_mul(step),
        };
        let before = lead.cast_signed();
        Side {
            axis,
            full: chunk * inner,
            last: (end - (len - 1) * chunk) * inner,
            lead: lead * inner,
            lead_src: outermost.src.wrapping_mul(before),
            lead_dst: outermost.dst.wrapping_mul(before),
        }
    }

    fn units(&self, index: usize) -> usize {
        let units = if index + 1 == self.axis.len {
            self.last
        } else {
            self.full
        };
        if index == 0 { units - self.lead } else { units }
    }
}

/// One block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell {
    pub(crate) src: *const u8,
    pub(crate) dst: *mut u8,
    /// Units along the row.
    pub(crate) units: usize,
    pub(crate) columns: usize,
    /// Whether it begins, and ends, the part of the row that lies one after the other in the destination.
    pub(crate) first: bool,
    pub(crate) last: bool,
}

/// All blocks in turn: the row's chunks innermost, which are all full, then the columns'. Addresses are only computed.
#[derive(Debug)]
pub(crate) struct Walk {
    axes: [Axis; NEAR + 2],
    index: [usize; NEAR + 2],
    outside: usize,
    columns: Side,
    row: Side,
    src: *const u8,
    dst: *mut u8,
    more: bool,
}

impl Walk {
    pub(crate) fn new(
        outside: &[Axis],
        columns: Side,
        row: Side,
        src: *const u8,
        dst: *mut u8,
    ) -> Self {
        let mut axes = [Axis::default(); NEAR + 2];
        let n = outside.len();
        axes[..n].copy_from_slice(outside);
        axes[n] = columns.axis;
        axes[n + 1] = row.axis;
        Walk {
            axes,
            index: [0; NEAR + 2],
            outside: n,
            columns,
            row,
            src,
            dst,
            more: true,
        }
    }
}

impl Iterator for Walk {
    type Item = Cell;

    #[inline]
    fn next(&mut self) -> Option<Cell> {
        if !self.more {
            return None;
        }
        let n = self.outside;
        let (column, row) = (self.index[n], self.index[n + 1]);
        let cell = Cell {
            src: self.src,
            dst: self.dst,
            units: self.row.units(row),
            columns: self.columns.units(column),
            first: row == 0,
            last: row + 1 == self.row.axis.len,
        };
        self.step();
        Some(cell)
    }
}

impl Walk {
    #[inline]
    fn step(&mut self) {
        for k in (0..self.outside + 2).rev() {
            let axis = self.axes[k];
            let columns = k == self.outside;
            self.index[k] += 1;
            if self.index[k] < axis.len {
                self.src = self.src.wrapping_offset(axis.src);
                self.dst = self.dst.wrapping_offset(axis.dst);
                if columns && self.index[k] == 1 {
                    self.src = self.src.wrapping_offset(-self.columns.lead_src);
                    self.dst = self.dst.wrapping_offset(-self.columns.lead_dst);
                }
                return;
            }
            let back = -(axis.len - 1).cast_signed();
            self.src = self.src.wrapping_offset(axis.src.wrapping_mul(back));
            self.dst = self.dst.wrapping_offset(axis.dst.wrapping_mul(back));
            if columns && axis.len > 1 {
                self.src = self.src.wrapping_offset(self.columns.lead_src);
                self.dst = self.dst.wrapping_offset(self.columns.lead_dst);
            }
            self.index[k] = 0;
        }
        self.more = false;
    }
}
