//! Which parts of an item become which parts of an item of another format, and by which steps?

use alloc::vec::Vec;

use super::axis::Axis;
use super::steps::Steps;
use crate::{Error, Layout};

/// One part of an item that becomes a part of another: a number, an array of numbers, or bytes.
#[derive(Clone, Debug)]
pub(crate) struct Leaf {
    pub(crate) steps: Steps,
    /// Where it stands in either item, in bytes.
    pub(crate) src: isize,
    pub(crate) dst: isize,
    /// The axes of arrays around it, outermost first.
    pub(crate) axes: Vec<Axis>,
}

/// What makes items of one format items of another.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    pub(crate) leaves: Vec<Leaf>,
    /// The size of an item of the target in bytes.
    pub(crate) size: usize,
    /// Whether every byte of such an item is written.
    pub(crate) whole: bool,
}

impl Leaf {
    /// Whether this part is the whole of an item on either side.
    pub(crate) fn is_all(&self, from: &Layout, to: &Layout) -> bool {
        let sizes = from.itemsize() == self.steps.from && to.itemsize() == self.steps.to;
        sizes && self.axes.is_empty() && self.src == 0 && self.dst == 0
    }

    /// The size of this part of an item of the target, which has as many bytes at least.
    fn bytes(&self) -> usize {
        let lens = self.axes.iter().map(|axis| axis.len);
        self.steps.to * lens.product::<usize>()
    }

    /// This part of every item of two layouts of one shape.
    pub(crate) fn layouts(&self, from: &Layout, to: &Layout) -> Result<(Layout, Layout), Error> {
        let part = |layout: &Layout, size: usize, start: isize, step: fn(&Axis) -> isize| {
            if self.axes.is_empty() {
                // The common case allocates nothing.
                return layout.field(start.unsigned_abs(), size, &[]);
            }
            let shape: Vec<usize> = layout
                .shape()
                .iter()
                .copied()
                .chain(self.axes.iter().map(|a| a.len))
                .collect();
            let strides: Vec<isize> = layout
                .strides()
                .iter()
                .copied()
                .chain(self.axes.iter().map(step))
                .collect();
            Layout::new(&shape, &strides, layout.offset() + start, size)
        };
        Ok((
            part(from, self.steps.from, self.src, |axis| axis.src)?,
            part(to, self.steps.to, self.dst, |axis| axis.dst)?,
        ))
    }
}

impl Program {
    pub(crate) fn new(leaves: Vec<Leaf>, size: usize) -> Self {
        // Fields of a record may overlap: then nothing is sure.
        let whole = match &leaves[..] {
            [] => size == 0,
            [leaf] => leaf.bytes() == size,
            _ => false,
        };
        Program {
            leaves,
            size,
            whole,
        }
    }
}
