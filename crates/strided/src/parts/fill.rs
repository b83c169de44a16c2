//! What does one value look like as an item, and how does it come into every item?

use alloc::vec::Vec;

use memoryview_format::Value;

use super::Parts;
use crate::copy::Crew;
use crate::error::try_vec;
use crate::memory::{Mem, MemMut};
use crate::{Error, Layout};

impl Parts<MemMut> {
    /// One item as bytes, padding zeroed.
    pub(super) fn pack(&self, value: &Value) -> Result<Vec<u8>, Error> {
        let size = self.layout.itemsize();
        let mut bytes = try_vec(size)?;
        bytes.resize(size, 0);
        self.format.encode(value, &mut bytes)?;
        Ok(bytes)
    }

    /// The same value to every item.
    pub(crate) fn fill(&self, crew: Crew, value: &Value) -> Result<(), Error> {
        if self.layout.is_empty() {
            return Ok(());
        }
        self.fill_item(crew, &self.pack(value)?)
    }

    /// The same bytes to every item; what an item has beyond them becomes zero.
    pub(crate) fn fill_item(&self, crew: Crew, bytes: &[u8]) -> Result<(), Error> {
        if self.layout.is_empty() {
            return Ok(());
        }
        let size = self.layout.itemsize();
        let mut item = try_vec(size)?;
        item.extend_from_slice(&bytes[..bytes.len().min(size)]);
        item.resize(size, 0);
        let one = Layout::scalar(0, size);
        let one = Parts::new(Mem::of(&item), one, self.format.clone())?;
        self.assign_by(crew, &one)
    }
}
