//! How does a view become a nested list of values?
//!
//! A line of numbers (the last axis) is read in blocks, as the one type that holds all items of its format exactly. Everything else is decoded
//! item by item.

use alloc::vec::Vec;

use memoryview_format::{Form, ScalarKind, Value};

use crate::error::try_vec;
use crate::memory::MemMut;
use crate::parts::Parts;
use crate::read::{BLOCK, Reader};
use crate::{Error, Number};

/// So many lists are made at most where there are no items: a shape of `(1 << 40, 0)` costs nothing to claim.
const MAX_EMPTY_LISTS: usize = 1 << 20;

/// One list an axis; an item alone if there are no axes.
pub(super) fn to_list(parts: &Parts<MemMut>) -> Result<Value, Error> {
    check_lists(parts.layout().shape())?;
    let line = Line::new(parts);
    axis(parts, &line, 0, parts.layout().offset())
}

/// How the items of the last axis are read: numbers by a loop over one type, the rest as values.
enum Line {
    Int(Reader<i64>),
    UInt(Reader<u64>),
    Float(Reader<f64>),
    Values,
}

impl Line {
    fn new(parts: &Parts<MemMut>) -> Self {
        let Form::Scalar(scalar) = parts.format().form() else {
            return Line::Values;
        };
        let line = match scalar.kind() {
            ScalarKind::Int => Reader::of(parts, scalar).map(Line::Int),
            ScalarKind::UInt => Reader::of(parts, scalar).map(Line::UInt),
            ScalarKind::Float => Reader::of(parts, scalar).map(Line::Float),
            _ => None,
        };
        line.unwrap_or(Line::Values)
    }

    /// Appends `len` items from an offset on, `stride` bytes apart.
    fn read(
        &self,
        parts: &Parts<MemMut>,
        (offset, stride): (isize, isize),
        len: usize,
        list: &mut Vec<Value>,
    ) -> Result<(), Error> {
        match self {
            Line::Int(reader) => numbers(reader, |_| false, (offset, stride), len, list)?,
            Line::UInt(reader) => numbers(reader, |_| false, (offset, stride), len, list)?,
            Line::Float(reader) => numbers(reader, f64::is_nan, (offset, stride), len, list)?,
            Line::Values => {
                for i in 0..len.cast_signed() {
                    list.push(parts.decode(offset + i * stride)?);
                }
            }
        }
        Ok(())
    }
}

/// Some items, such as a NaN that conversion would make quiet, are decoded after all.
fn numbers<T: Number>(
    reader: &Reader<T>,
    is_decoded: impl Fn(T) -> bool,
    (offset, stride): (isize, isize),
    len: usize,
    list: &mut Vec<Value>,
) -> Result<(), Error>
where
    Value: From<T>,
{
    let mut block = [T::default(); BLOCK];
    for start in (0..len).step_by(BLOCK) {
        let block = &mut block[..BLOCK.min(len - start)];
        let offset = offset + start.cast_signed() * stride;
        reader.fill(offset, stride, block);
        for (i, &item) in block.iter().enumerate() {
            list.push(if is_decoded(item) {
                reader.parts().decode(offset + i.cast_signed() * stride)?
            } else {
                Value::from(item)
            });
        }
    }
    Ok(())
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

fn axis(parts: &Parts<MemMut>, line: &Line, k: usize, offset: isize) -> Result<Value, Error> {
    let layout = parts.layout();
    if k == layout.ndim() {
        return parts.decode(offset);
    }
    let (len, stride) = (layout.shape()[k], layout.strides()[k]);
    let mut list: Vec<Value> = try_vec(len)?;
    if k + 1 == layout.ndim() && !layout.is_empty() {
        line.read(parts, (offset, stride), len, &mut list)?;
        return Ok(Value::Array(list));
    }
    for i in 0..len.cast_signed() {
        // Without items the offsets are not used.
        let offset = offset.wrapping_add(stride.wrapping_mul(i));
        list.push(axis(parts, line, k + 1, offset)?);
    }
    Ok(Value::Array(list))
}
