//! Which array do some indices of an axis make?

use alloc::vec::Vec;

use crate::error::try_vec;
use crate::layout::clamp;
use crate::memory::MemMut;
use crate::parts::Parts;
use crate::{Buffer, Error, Int, Layout, Order};

/// A copy with these indices of one axis, in this order; negative ones count from the end.
pub(super) fn take(
    parts: &Parts<MemMut>,
    axis: isize,
    indices: &[impl Int],
) -> Result<Buffer, Error> {
    let layout = parts.layout();
    let axis = layout.axis(axis)?;
    let len = layout.shape()[axis];
    let mut places: Vec<usize> = try_vec(indices.len())?;
    for index in indices {
        let index = index.to_isize();
        match clamp::resolve(index, len) {
            Some(place) => places.push(place),
            None => return Err(Error::Index { axis, index, len }),
        }
    }
    let mut shape = layout.shape().to_vec();
    shape[axis] = places.len();
    let to = Layout::contiguous(&shape, layout.itemsize(), Order::C)?;
    let bytes = parts.gather(axis, &places, &to)?;
    Buffer::from_items(bytes, to, parts.format().clone())
}
