//! How does a view become a nested list of values?

use alloc::vec::Vec;

use memoryview_format::Value;

use crate::Error;
use crate::error::try_vec;
use crate::memory::MemMut;
use crate::parts::Parts;

/// One list an axis; an item alone if there are no axes.
/// So many lists are made at most where there are no items: a shape of `(1 << 40, 0)` costs nothing to claim.
const MAX_EMPTY_LISTS: usize = 1 << 20;

pub(super) fn to_list(parts: &Parts<MemMut>) -> Result<Value, Error> {
    check_lists(parts.layout().shape())?;
    axis(parts, 0, parts.layout().offset())
}

/// Refuses more lists than [`MAX_EMPTY_LISTS`] if none of them holds an item: then nothing else bounds their number.
pub(crate) fn check_lists(shape: &[usize]) -> Result<(), Error> {
    let Some(empty) = shape.iter().position(|&n| n == 0) else {
        return Ok(());
    };
    // At most what zeros counted as ones allow: it fits.
    let lists: usize = shape[..empty].iter().product();
    if lists <= MAX_EMPTY_LISTS {
        return Ok(());
    }
    let bytes = lists.saturating_mul(size_of::<Value>());
    Err(Error::Allocation { bytes })
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
