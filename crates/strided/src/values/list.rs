//! How does a view become a nested list of values?

use alloc::vec::Vec;

use memoryview_format::Value;

use crate::Error;
use crate::error::try_vec;
use crate::memory::MemMut;
use crate::parts::Parts;

/// One list an axis; an item alone if there are no axes.
pub(super) fn to_list(parts: &Parts<MemMut>) -> Result<Value, Error> {
    axis(parts, 0, parts.layout().offset())
}

fn axis(parts: &Parts<MemMut>, k: usize, offset: isize) -> Result<Value, Error> {
    let layout = parts.layout();
    if k == layout.ndim() {
        return parts.decode(offset);
    }
    let (len, stride) = (layout.shape()[k], layout.strides()[k]);
    let mut list: Vec<Value> = try_vec(len)?;
    for i in 0..len.cast_signed() {
        // Without items the offsets are not used.
        let offset = offset.wrapping_add(stride.wrapping_mul(i));
        list.push(axis(parts, k + 1, offset)?);
    }
    Ok(Value::Array(list))
}
