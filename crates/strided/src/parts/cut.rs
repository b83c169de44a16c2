//! What are some rows of a view, or a part of each of its items?

use core::ops::Range;

use memoryview_format::Format;

use super::Parts;
use crate::Error;
use crate::memory::Memory;

impl<M: Memory> Parts<M> {
    /// The first bytes of every item.
    pub(crate) fn head(&self, size: usize) -> Result<Self, Error> {
        Ok(self.finish(self.layout.field(0, size, &[])?))
    }

    /// A part of every item, with the axes of a sub-array behind the axes there are.
    pub(crate) fn part(
        &self,
        offset: usize,
        format: Format,
        shape: &[usize],
    ) -> Result<Self, Error> {
        let layout = self.layout.field(offset, format.size(), shape)?;
        Ok(Parts {
            mem: self.mem,
            layout,
            format,
        })
    }

    /// Some indices of the first axis.
    pub(crate) fn rows(&self, range: Range<usize>) -> Self {
        self.finish(self.layout.rows(range))
    }
}
