//! Which value do the bytes of one item hold?

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::format::{Code, Entry, Tree};
use crate::scalar::Plain;
use crate::{
    ByteOrder, Error, Form, Format, LongDouble, Record, Scalar, ScalarKind, SubArray, Value, float,
};

impl Format {
    /// Reads one item from the beginning of `bytes`.
    ///
    /// Padding is skipped, any byte but 0 is true, text loses the NULs at its end (byte strings
    /// keep them), dates are their numbers, pointers their addresses.
    ///
    /// ```
    /// use memoryview_format::{Format, Value};
    /// let format = Format::parse("T{>H:n:3x(2)?:flags:}")?;
    /// let value = format.decode(&[1, 0, 9, 9, 9, 0, 7])?;
    /// assert_eq!(value.to_string(), "(256, [False, True])");
    /// # Ok::<(), memoryview_format::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::TooShort`] for fewer bytes than [`size`](Self::size), [`Error::Unsupported`] and
    /// [`Error::Opaque`] for what is no value (`O`, `u`, a `long double` that is not the x87's),
    /// [`Error::Character`] for text that is not Unicode, [`Error::Memory`] for items of more
    /// values than memory can hold.
    pub fn decode(&self, bytes: &[u8]) -> Result<Value, Error> {
        let mut value = Value::default();
        self.decode_into(bytes, &mut value)?;
        Ok(value)
    }

    /// [`decode`](Self::decode) into a value that exists: its memory is used again. After an
    /// error it holds something unspecified.
    ///
    /// ```
    /// use memoryview_format::{Format, Value};
    /// let format = Format::parse("3s")?;
    /// let mut value = Value::default();
    /// format.decode_into(b"abc", &mut value)?;
    /// format.decode_into(b"xyz", &mut value)?;
    /// assert_eq!(value, Value::from(b"xyz"));
    /// # Ok::<(), memoryview_format::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`decode`](Self::decode).
    pub fn decode_into(&self, bytes: &[u8], value: &mut Value) -> Result<(), Error> {
        let size = self.size();
        let Some(bytes) = bytes.get(..size) else {
            let length = bytes.len();
            return Err(Error::TooShort {
                needed: size,
                length,
            });
        };
        if let Some(record) = self.as_record() {
            record.check_weight()?;
            return read_record(record, bytes, value);
        }
        self.check_weight()?;
        read(self.form(), bytes, value)
    }

    /// Refuses an item of more values than its bytes justify: `(1000000000000)0s` has none.
    #[inline]
    pub(crate) fn check_weight(&self) -> Result<(), Error> {
        if let Some(record) = self.as_record() {
            return record.check_weight();
        }
        if matches!(self.form(), Form::Array(_)) && excessive(self.weight(), self.size()) {
            return Err(Error::Memory {
                values: self.weight(),
            });
        }
        Ok(())
    }
}

/// Are these more values than so many bytes justify?
pub(crate) fn excessive(values: usize, size: usize) -> bool {
    /// So many values may have no bytes, and so many may stand around each byte: a bit more than
    /// records and arrays can be nested.
    const EMPTY: usize = 1 << 16;
    const AROUND: usize = 4 * crate::MAX_DEPTH;
    values > EMPTY.saturating_add(size.saturating_mul(AROUND))
}

/// Reads an item from exactly its bytes.
pub(crate) fn read(form: Form<'_>, bytes: &[u8], slot: &mut Value) -> Result<(), Error> {
    match form {
        Form::Scalar(scalar) => read_scalar(scalar, bytes, slot),
        Form::Record(record) => read_record(record, bytes, slot),
        Form::Array(array) => read_axis(array, array.shape(), bytes, slot),
        Form::Pointer(pointer) => read_scalar(pointer.address(), bytes, slot),
        Form::Opaque(opaque) => Err(Error::Opaque {
            size: opaque.size(),
            reason: opaque.reason().cloned(),
        }),
    }
}

fn read_record(record: Record<'_>, bytes: &[u8], slot: &mut Value) -> Result<(), Error> {
    if !matches!(slot, Value::Record(_)) {
        *slot = Value::Record(Vec::new());
    }
    let Value::Record(values) = slot else {
        return Ok(());
    };
    let (tree, entries) = (record.tree(), record.entries());
    if values.len() != entries.len() {
        resize(values, entries.len())?;
    }
    for (entry, value) in entries.iter().zip(values) {
        read_field(tree, entry, bytes, value)?;
    }
    Ok(())
}

/// Reads a field from the bytes of its record.
#[inline]
pub(crate) fn read_field(
    tree: &Arc<Tree>,
    &Entry { code, offset }: &Entry,
    record: &[u8],
    slot: &mut Value,
) -> Result<(), Error> {
    // Whoever made the record has checked that every field lies inside.
    let bytes = &record[offset..];
    match code.plain() {
        Some(plain) if read_plain(plain, bytes, slot) => Ok(()),
        _ => read_other(tree, code, bytes, slot),
    }
}

/// Reads what is none of the frequent scalars.
#[inline(never)]
fn read_other(tree: &Arc<Tree>, code: Code, bytes: &[u8], slot: &mut Value) -> Result<(), Error> {
    if let Some(scalar) = code.as_scalar() {
        return read_rare(scalar, &bytes[..scalar.size()], slot);
    }
    match code.as_record() {
        Some(head) => {
            let record = Record::new(tree, head);
            read_record(record, &bytes[..record.size()], slot)
        }
        None => read(tree.form(code), &bytes[..tree.size(code)], slot),
    }
}

#[inline(never)]
pub(crate) fn resize(values: &mut Vec<Value>, length: usize) -> Result<(), Error> {
    let more = length.saturating_sub(values.len());
    let reserved = values.try_reserve_exact(more);
    reserved.map_err(|_| Error::Memory { values: length })?;
    values.resize_with(length, Value::default);
    Ok(())
}

/// Reads the rows along the first of `axes`, which are the last of the array's.
fn read_axis(
    array: SubArray<'_>,
    axes: &[usize],
    bytes: &[u8],
    slot: &mut Value,
) -> Result<(), Error> {
    let [length, inner @ ..] = axes else {
        return read(array.item_form(), bytes, slot);
    };
    if !matches!(slot, Value::Array(_)) {
        *slot = Value::Array(Vec::new());
    }
    let Value::Array(values) = slot else {
        return Ok(());
    };
    if values.len() != *length {
        resize(values, *length)?;
    }
    let step = bytes.len().checked_div(*length).unwrap_or(0);
    for (index, value) in values.iter_mut().enumerate() {
        let offset = index * step;
        if inner.is_empty() {
            let code = array.item_code();
            read_field(array.tree(), &Entry { code, offset }, bytes, value)?;
        } else {
            read_axis(array, inner, &bytes[offset..][..step], value)?;
        }
    }
    Ok(())
}

/// The first `N` bytes, of which the caller knows that they are there.
#[inline]
fn head<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut head = [0; N];
    head.copy_from_slice(&bytes[..N]);
    head
}

/// An unsigned number of 2, 4 or 8 bytes.
#[inline]
fn unsigned(bytes: &[u8], order: ByteOrder) -> u64 {
    let native = order.is_native();
    match bytes.len() {
        2 if native => u64::from(u16::from_ne_bytes(head(bytes))),
        2 => u64::from(u16::from_ne_bytes(head(bytes)).swap_bytes()),
        4 if native => u64::from(u32::from_ne_bytes(head(bytes))),
        4 => u64::from(u32::from_ne_bytes(head(bytes)).swap_bytes()),
        _ if native => u64::from_ne_bytes(head(bytes)),
        _ => u64::from_ne_bytes(head(bytes)).swap_bytes(),
    }
}

/// A float of 2, 4 or 8 bytes.
#[inline]
fn real(bytes: &[u8], order: ByteOrder) -> f64 {
    let bits = unsigned(bytes, order);
    // The width has been read: the casts lose nothing.
    #[allow(clippy::cast_possible_truncation)]
    match bytes.len() {
        2 => float::half_to_f64(bits as u16),
        4 => float::single_to_f64(bits as u32),
        _ => f64::from_bits(bits),
    }
}

/// Reads a scalar from exactly its bytes.
#[inline]
pub(crate) fn read_scalar(scalar: Scalar, bytes: &[u8], slot: &mut Value) -> Result<(), Error> {
    if read_plain(scalar.plain(), bytes, slot) {
        return Ok(());
    }
    read_rare(scalar, bytes, slot)
}

/// Puts a number where there is one of its kind already: then nothing has to be dropped.
macro_rules! put {
    ($slot:ident, $variant:ident, $number:expr) => {{
        let number = $number;
        match $slot {
            Value::$variant(old) => *old = number,
            _ => *$slot = Value::$variant(number),
        }
    }};
    ($slot:ident, $variant:ident, $type:ident of $bytes:ident) => {
        put!($slot, $variant, $type::from_ne_bytes(head($bytes)).into())
    };
    ($slot:ident, $variant:ident, swapped $type:ident of $bytes:ident) => {
        put!(
            $slot,
            $variant,
            $type::from_ne_bytes(head($bytes)).swap_bytes().into()
        )
    };
}

/// Reads one of the frequent scalars; false for all others.
#[inline]
pub(crate) fn read_plain(plain: Plain, bytes: &[u8], slot: &mut Value) -> bool {
    let single = |bytes| u32::from_ne_bytes(head(bytes));
    let double = |bytes| u64::from_ne_bytes(head(bytes));
    match plain {
        Plain::Bool => put!(slot, Bool, bytes[0] != 0),
        Plain::I8 => put!(slot, Int, i8 of bytes),
        Plain::U8 => put!(slot, UInt, u8 of bytes),
        Plain::I16 => put!(slot, Int, i16 of bytes),
        Plain::I16S => put!(slot, Int, swapped i16 of bytes),
        Plain::U16 => put!(slot, UInt, u16 of bytes),
        Plain::U16S => put!(slot, UInt, swapped u16 of bytes),
        Plain::I32 => put!(slot, Int, i32 of bytes),
        Plain::I32S => put!(slot, Int, swapped i32 of bytes),
        Plain::U32 => put!(slot, UInt, u32 of bytes),
        Plain::U32S => put!(slot, UInt, swapped u32 of bytes),
        Plain::I64 => put!(slot, Int, i64 of bytes),
        Plain::I64S => put!(slot, Int, swapped i64 of bytes),
        Plain::U64 => put!(slot, UInt, u64 of bytes),
        Plain::U64S => put!(slot, UInt, swapped u64 of bytes),
        Plain::F32 => put!(slot, Float, float::single_to_f64(single(bytes))),
        Plain::F32S => put!(
            slot,
            Float,
            float::single_to_f64(single(bytes).swap_bytes())
        ),
        Plain::F64 => put!(slot, Float, f64::from_bits(double(bytes))),
        Plain::F64S => put!(slot, Float, f64::from_bits(double(bytes).swap_bytes())),
        Plain::Other => return false,
    }
    true
}

fn read_rare(scalar: Scalar, bytes: &[u8], slot: &mut Value) -> Result<(), Error> {
    use ScalarKind as K;
    let order = scalar.order();
    match scalar.kind() {
        K::Float => *slot = Value::Float(real(bytes, order)),
        K::Datetime(_) | K::Timedelta(_) => {
            *slot = Value::Int(unsigned(bytes, order).cast_signed());
        }
        K::Pointer | K::CharPointer | K::WcharPointer => {
            *slot = Value::UInt(unsigned(bytes, order));
        }
        K::Complex => {
            let (re, im) = bytes.split_at(bytes.len() / 2);
            let (re, im) = (real(re, order), real(im, order));
            *slot = Value::Complex { re, im };
        }
        K::Char | K::Bytes | K::Void => return read_bytes(bytes, slot),
        K::Pascal => {
            let (length, rest) = bytes.split_first().unwrap_or((&0, &[]));
            let length = usize::from(*length).min(rest.len());
            return read_bytes(&rest[..length], slot);
        }
        K::Text => return read_text(bytes, order, slot),
        K::LongDouble(LongDouble::X87) => *slot = Value::Float(long_double(bytes, order)),
        K::LongComplex(LongDouble::X87) => {
            let (re, im) = bytes.split_at(bytes.len() / 2);
            let (re, im) = (long_double(re, order), long_double(im, order));
            *slot = Value::Complex { re, im };
        }
        kind => return Err(unreadable(kind)),
    }
    Ok(())
}

/// What has no value on this side.
pub(crate) fn unreadable(kind: ScalarKind) -> Error {
    Error::Unsupported {
        what: match kind {
            ScalarKind::Object => "a Python object ('O') as a value",
            ScalarKind::Ucs2 => "UCS-2 text ('u') as a value",
            _ => "this form of long double ('g') as a value",
        },
    }
}

/// The ten bytes that count, of the 12 or 16 that are stored.
fn long_double(bytes: &[u8], order: ByteOrder) -> f64 {
    let mut ten = head::<10>(bytes);
    if order == ByteOrder::Big {
        ten.copy_from_slice(&bytes[bytes.len() - 10..]);
        ten.reverse();
    }
    float::x87_to_f64(ten)
}

fn read_bytes(bytes: &[u8], slot: &mut Value) -> Result<(), Error> {
    if !matches!(slot, Value::Bytes(_)) {
        *slot = Value::Bytes(Vec::new());
    }
    if let Value::Bytes(value) = slot {
        value.clear();
        let reserved = value.try_reserve(bytes.len());
        reserved.map_err(|_| Error::Memory {
            values: bytes.len(),
        })?;
        value.extend_from_slice(bytes);
    }
    Ok(())
}

fn read_text(bytes: &[u8], order: ByteOrder, slot: &mut Value) -> Result<(), Error> {
    if !matches!(slot, Value::Text(_)) {
        *slot = Value::Text(String::new());
    }
    if let Value::Text(text) = slot {
        text.clear();
        let units = bytes.chunks_exact(4);
        let used = units.clone().rposition(|unit| unit != [0; 4]);
        let used = used.map_or(0, |last| last + 1);
        let reserved = text.try_reserve(used);
        reserved.map_err(|_| Error::Memory { values: used })?;
        for unit in units.take(used) {
            // Four bytes fit.
            let code = u32::try_from(unsigned(unit, order)).unwrap_or(u32::MAX);
            text.push(char::from_u32(code).ok_or(Error::Character { code })?);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
