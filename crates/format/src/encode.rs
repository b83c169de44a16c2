//! Which bytes hold a value?

use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::decode::unreadable;
use crate::format::{Code, Entry, Tree};
use crate::{
    ByteOrder, Error, Form, Format, LongDouble, Scalar, ScalarKind, SubArray, Value, float,
};

impl Format {
    /// Writes one item to the beginning of `target`: padding as 0, and nothing at all when it
    /// fails.
    ///
    /// Integers and truth values are taken for floats, all numbers for complex ones, anything for
    /// a truth value (as Python's `bool`). Byte strings are cut or filled with NULs, as in
    /// `struct`; text is filled, but never cut.
    ///
    /// ```
    /// use memoryview_format::{Format, Value};
    /// let format = Format::parse("T{B:kind:x>h:n:}")?;
    /// let mut bytes = [0xff; 4];
    /// format.encode(&Value::Record(vec![7.into(), (-2).into()]), &mut bytes)?;
    /// assert_eq!(bytes, [7, 0, 0xff, 0xfe]);
    /// # Ok::<(), memoryview_format::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::TooShort`] for a shorter target than [`size`](Self::size), [`Error::Type`],
    /// [`Error::Count`], [`Error::Range`], [`Error::FloatRange`] and [`Error::TextLength`] for a
    /// value that does not fit, within [`Error::At`] where it is one of several, [`Error::Unsupported`] and [`Error::Opaque`] for formats without
    /// values.
    pub fn encode(&self, value: &Value, target: &mut [u8]) -> Result<(), Error> {
        let size = self.size();
        let length = target.len();
        let Some(target) = target.get_mut(..size) else {
            return Err(Error::TooShort {
                needed: size,
                length,
            });
        };
        transact(target, |target| write(self.form(), value, target))
    }
}

/// Lets `work` write over zeros, and leaves the target untouched when it fails.
pub(crate) fn transact(
    target: &mut [u8],
    work: impl FnOnce(&mut [u8]) -> Result<(), Error>,
) -> Result<(), Error> {
    const SMALL: usize = 128;
    let mut small = [0; SMALL];
    let mut large = Vec::new();
    let draft = if let Some(small) = small.get_mut(..target.len()) {
        small
    } else {
        let reserved = large.try_reserve_exact(target.len());
        reserved.map_err(|_| Error::Memory {
            values: target.len(),
        })?;
        large.resize(target.len(), 0);
        large.as_mut_slice()
    };
    work(draft)?;
    target.copy_from_slice(draft);
    Ok(())
}

/// Writes an item over exactly its bytes, which are 0.
pub(crate) fn write(form: Form<'_>, value: &Value, target: &mut [u8]) -> Result<(), Error> {
    match form {
        Form::Scalar(scalar) => write_scalar(scalar, value, target),
        Form::Record(record) => {
            let values = list(value, "a record", record.entries().len())?;
            for (index, (entry, value)) in record.entries().iter().zip(values).enumerate() {
                write_field(record.tree(), entry, value, target)
                    .map_err(|error| error.at(index, record.name(index)))?;
            }
            Ok(())
        }
        Form::Array(array) => write_axis(array, array.shape(), value, target),
        Form::Pointer(pointer) => write_scalar(pointer.address(), value, target),
        Form::Opaque(opaque) => Err(Error::Opaque {
            size: opaque.size(),
            reason: opaque.reason().cloned(),
        }),
    }
}

/// Writes a field over its bytes in the record's, which are 0.
#[inline]
pub(crate) fn write_field(
    tree: &Arc<Tree>,
    &Entry { code, offset }: &Entry,
    value: &Value,
    record: &mut [u8],
) -> Result<(), Error> {
    // Whoever made the record has checked that every field lies inside.
    let bytes = &mut record[offset..];
    match code.as_plain() {
        Some(&scalar) => write_scalar(scalar, value, &mut bytes[..scalar.size()]),
        None => write_other(tree, code, value, bytes),
    }
}

/// Writes what is none of the frequent scalars.
#[inline(never)]
fn write_other(tree: &Arc<Tree>, code: Code, value: &Value, bytes: &mut [u8]) -> Result<(), Error> {
    match code.as_scalar() {
        Some(scalar) => write_scalar(scalar, value, &mut bytes[..scalar.size()]),
        None => write(tree.form(code), value, &mut bytes[..tree.size(code)]),
    }
}

/// The values of a record or an array of this many.
fn list<'v>(value: &'v Value, expected: &'static str, length: usize) -> Result<&'v [Value], Error> {
    let (Value::Record(values) | Value::Array(values)) = value else {
        return Err(wrong(value, expected));
    };
    if values.len() == length {
        Ok(values)
    } else {
        Err(Error::Count {
            expected: length,
            found: values.len(),
        })
    }
}

fn wrong(value: &Value, expected: &'static str) -> Error {
    Error::Type {
        expected,
        found: value.type_name(),
    }
}

fn write_axis(
    array: SubArray<'_>,
    axes: &[usize],
    value: &Value,
    target: &mut [u8],
) -> Result<(), Error> {
    let [length, inner @ ..] = axes else {
        return write(array.item_form(), value, target);
    };
    let values = list(value, "an array", *length)?;
    let step = target.len().checked_div(*length).unwrap_or(0);
    for (index, value) in values.iter().enumerate() {
        let offset = index * step;
        let written = if inner.is_empty() {
            let code = array.item_code();
            write_field(array.tree(), &Entry { code, offset }, value, target)
        } else {
            write_axis(array, inner, value, &mut target[offset..][..step])
        };
        written.map_err(|error| error.at(index, ""))?;
    }
    Ok(())
}

/// Writes a scalar over exactly its bytes, which are 0.
pub(crate) fn write_scalar(scalar: Scalar, value: &Value, target: &mut [u8]) -> Result<(), Error> {
    use ScalarKind as K;
    let order = scalar.order();
    match scalar.kind() {
        K::Bool => target[0] = u8::from(truth(value)),
        K::Int | K::Datetime(_) | K::Timedelta(_) => put(integer(value, scalar)?, order, target),
        K::UInt => put(integer(value, scalar)?, order, target),
        K::Pointer | K::CharPointer | K::WcharPointer => {
            put(address(value, scalar)?, order, target);
        }
        K::Float => write_real(real(value, "a float")?, order, target)?,
        K::Complex => {
            let (re, im) = complex(value)?;
            let (first, second) = target.split_at_mut(target.len() / 2);
            write_real(re, order, first)?;
            write_real(im, order, second)?;
        }
        K::LongDouble(LongDouble::X87) => {
            write_long_double(real(value, "a float")?, order, target);
        }
        K::LongComplex(LongDouble::X87) => {
            let (re, im) = complex(value)?;
            let (first, second) = target.split_at_mut(target.len() / 2);
            write_long_double(re, order, first);
            write_long_double(im, order, second);
        }
        K::Char | K::Bytes | K::Void | K::Pascal => write_bytes(scalar.kind(), value, target)?,
        K::Text => write_text(value, order, target)?,
        kind => return Err(unreadable(kind)),
    }
    Ok(())
}

/// Python's `bool`.
fn truth(value: &Value) -> bool {
    match value {
        Value::Bool(b) => *b,
        Value::Int(i) => *i != 0,
        Value::UInt(u) => *u != 0,
        Value::Float(x) => *x != 0.0,
        Value::Complex { re, im } => *re != 0.0 || *im != 0.0,
        Value::Bytes(bytes) => !bytes.is_empty(),
        Value::Text(text) => !text.is_empty(),
        Value::Record(values) | Value::Array(values) => !values.is_empty(),
    }
}

/// Writes the low bytes of a number.
fn put(number: u64, order: ByteOrder, target: &mut [u8]) {
    let length = target.len();
    match order {
        ByteOrder::Little => target.copy_from_slice(&number.to_le_bytes()[..length]),
        ByteOrder::Big => target.copy_from_slice(&number.to_be_bytes()[8 - length..]),
    }
}

/// A whole number, as one that holds all of them.
fn whole(value: &Value) -> Result<i128, Error> {
    match *value {
        Value::Bool(b) => Ok(i128::from(b)),
        Value::Int(i) => Ok(i128::from(i)),
        Value::UInt(u) => Ok(i128::from(u)),
        _ => Err(wrong(value, "an integer")),
    }
}

/// The two's complement of an integer within the bounds of its code.
fn integer(value: &Value, scalar: Scalar) -> Result<u64, Error> {
    let bits = 8 * scalar.size();
    let (code, min, max) = match (scalar.kind(), scalar.size()) {
        (ScalarKind::UInt, 1) => ('B', 0, u64::from(u8::MAX)),
        (ScalarKind::UInt, 2) => ('H', 0, u64::from(u16::MAX)),
        (ScalarKind::UInt, 4) => ('I', 0, u64::from(u32::MAX)),
        (ScalarKind::UInt, _) => ('Q', 0, u64::MAX),
        (_, size) => {
            let min = i64::MIN >> (64 - bits);
            let code = match size {
                1 => 'b',
                2 => 'h',
                4 => 'i',
                _ => 'q',
            };
            (code, min, (!min).cast_unsigned())
        }
    };
    let number = whole(value)?;
    if number < i128::from(min) || number > i128::from(max) {
        return Err(Error::Range { code, min, max });
    }
    Ok(two_complement(number))
}

/// A pointer may be given as a negative number too, and wraps.
fn address(value: &Value, scalar: Scalar) -> Result<u64, Error> {
    let bits = 8 * scalar.size();
    let min = i64::MIN >> (64 - bits);
    let max = u64::MAX >> (64 - bits);
    let number = whole(value)?;
    if number < i128::from(min) || number > i128::from(max) {
        let code = 'P';
        return Err(Error::Range { code, min, max });
    }
    Ok(two_complement(number))
}

fn two_complement(number: i128) -> u64 {
    let low = number.cast_unsigned() & u128::from(u64::MAX);
    u64::try_from(low).unwrap_or(u64::MAX)
}

// An integer of more than 53 bits rounds to the nearest float, as in Python.
#[allow(clippy::cast_precision_loss)]
fn real(value: &Value, expected: &'static str) -> Result<f64, Error> {
    match *value {
        Value::Bool(b) => Ok(f64::from(u8::from(b))),
        Value::Int(i) => Ok(i as f64),
        Value::UInt(u) => Ok(u as f64),
        Value::Float(x) => Ok(x),
        _ => Err(wrong(value, expected)),
    }
}

fn complex(value: &Value) -> Result<(f64, f64), Error> {
    match *value {
        Value::Complex { re, im } => Ok((re, im)),
        _ => Ok((real(value, "a complex number")?, 0.0)),
    }
}

fn write_real(value: f64, order: ByteOrder, target: &mut [u8]) -> Result<(), Error> {
    let too_large = |code| Error::FloatRange { code, value };
    let bits = match target.len() {
        2 => u64::from(float::f64_to_half(value).ok_or_else(|| too_large('e'))?),
        4 => u64::from(float::f64_to_single(value).ok_or_else(|| too_large('f'))?),
        _ => value.to_bits(),
    };
    put(bits, order, target);
    Ok(())
}

fn write_long_double(value: f64, order: ByteOrder, target: &mut [u8]) {
    target[..10].copy_from_slice(&float::f64_to_x87(value));
    if order == ByteOrder::Big {
        target.reverse();
    }
}

fn write_bytes(kind: ScalarKind, value: &Value, target: &mut [u8]) -> Result<(), Error> {
    let Value::Bytes(bytes) = value else {
        return Err(wrong(value, "bytes"));
    };
    let refused = match kind {
        ScalarKind::Char => bytes.len() != 1,
        ScalarKind::Void => bytes.len() > target.len(),
        _ => false,
    };
    if refused {
        return Err(Error::TextLength {
            expected: target.len(),
            found: bytes.len(),
        });
    }
    let target = match (kind, target) {
        (ScalarKind::Pascal, []) => return Ok(()),
        (ScalarKind::Pascal, [length, rest @ ..]) => {
            let stored = bytes.len().min(rest.len());
            // More than 255 bytes are stored, but their length byte says 255, as in struct.
            *length = u8::try_from(stored).unwrap_or(u8::MAX);
            rest
        }
        (_, target) => target,
    };
    let length = bytes.len().min(target.len());
    target[..length].copy_from_slice(&bytes[..length]);
    Ok(())
}

fn write_text(value: &Value, order: ByteOrder, target: &mut [u8]) -> Result<(), Error> {
    let Value::Text(text) = value else {
        return Err(wrong(value, "text"));
    };
    let expected = target.len() / 4;
    let found = text.chars().count();
    if found > expected {
        return Err(Error::TextLength { expected, found });
    }
    for (unit, c) in target.chunks_exact_mut(4).zip(text.chars()) {
        put(u64::from(u32::from(c)), order, unit);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
