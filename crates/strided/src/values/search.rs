//! Where in a view does a value stand, and how often?
//!
//! A number in a numeric view is looked for in blocks, after it was made a number of the one type that holds all items of that format exactly; if
//! it cannot be that, no item is equal to it. Everything else is decoded item by item.

use alloc::vec::Vec;
use core::ops::ControlFlow;

use memoryview_format::{Form, ScalarKind, Value};
use num_traits::NumCast;

use crate::memory::MemMut;
use crate::parts::Parts;
use crate::read::{Reader, Walk};
use crate::{Error, Items, Number};

/// How many items are equal to a value.
pub(super) fn count(parts: Parts<MemMut>, value: &Value) -> Result<usize, Error> {
    let mut count = 0;
    let all = search::<()>(parts, value, |_, block| {
        count += block;
        ControlFlow::Continue(())
    });
    all.map(|_| count)
}

/// The index of the first item in logical order that is equal to a value.
pub(super) fn position(parts: Parts<MemMut>, value: &Value) -> Result<Option<Vec<usize>>, Error> {
    let shape = parts.layout().shape().to_vec();
    let found = search(parts, value, |number, _| ControlFlow::Break(number))?;
    Ok(found.break_value().map(|number| unravel(number, &shape)))
}

/// The index of the item of this number in logical order.
pub(crate) fn unravel(number: usize, shape: &[usize]) -> Vec<usize> {
    let mut number = number;
    let mut index: Vec<usize> = shape.to_vec();
    for n in index.iter_mut().rev() {
        let len = *n;
        *n = number % len;
        number /= len;
    }
    index
}

/// Calls `found` with the number of the first of some equal items, and how many they are.
fn search<B>(
    parts: Parts<MemMut>,
    value: &Value,
    mut found: impl FnMut(usize, usize) -> ControlFlow<B>,
) -> Result<ControlFlow<B>, Error> {
    let kind = match parts.format().form() {
        Form::Scalar(scalar) if is_number(value) => Some(scalar.kind()),
        _ => None,
    };
    match kind {
        Some(ScalarKind::Int) => {
            return Ok(numbers::<i64, B>(
                Reader::new(parts)?,
                integer(value),
                found,
            ));
        }
        Some(ScalarKind::UInt) => {
            return Ok(numbers::<u64, B>(
                Reader::new(parts)?,
                integer(value),
                found,
            ));
        }
        Some(ScalarKind::Float) => {
            return Ok(numbers(Reader::new(parts)?, float(value), found));
        }
        _ => {}
    }
    for (number, item) in Items::new(parts).enumerate() {
        if item? == *value
            && let ControlFlow::Break(b) = found(number, 1)
        {
            return Ok(ControlFlow::Break(b));
        }
    }
    Ok(ControlFlow::Continue(()))
}

fn numbers<T: Number, B>(
    reader: Reader<T>,
    value: Option<T>,
    mut found: impl FnMut(usize, usize) -> ControlFlow<B>,
) -> ControlFlow<B> {
    let Some(value) = value else {
        return ControlFlow::Continue(());
    };
    let walk = Walk::logical([reader.parts().layout()]);
    let mut number = 0;
    reader.blocks(&walk, 0..walk.len(), |block| {
        let count = block.iter().filter(|&&x| x == value).count();
        let first = block.iter().position(|&x| x == value);
        let begin = number;
        number += block.len();
        match first {
            Some(first) => found(begin + first, count),
            None => ControlFlow::Continue(()),
        }
    })
}

fn is_number(value: &Value) -> bool {
    matches!(
        value,
        Value::Bool(_) | Value::Int(_) | Value::UInt(_) | Value::Float(_) | Value::Complex { .. }
    )
}

/// The integer that a number is equal to.
fn integer<T: Number>(value: &Value) -> Option<T>
where
    Value: From<T>,
{
    let near = match value {
        Value::Complex { re, .. } => NumCast::from(*re),
        Value::Bool(b) => T::from(if *b { 1 } else { 0 }),
        Value::Int(i) => NumCast::from(*i),
        Value::UInt(u) => NumCast::from(*u),
        Value::Float(x) => NumCast::from(*x),
        _ => None,
    };
    near.filter(|&near| Value::from(near) == *value)
}

/// The float that a number is equal to.
fn float(value: &Value) -> Option<f64> {
    let near = match value {
        Value::Complex { re, .. } => Some(*re),
        value => f64::try_from(value).ok(),
    };
    near.filter(|&near| Value::from(near) == *value)
}
