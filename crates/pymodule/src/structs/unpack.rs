//! Which tuple do the bytes of one item hold?

use memoryview_strided::Value;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyFloat, PyTuple};

use super::error;
use super::parsed::{Code, Mode, Parsed, Step};
use crate::raw::Filling;
use crate::view::value;

/// The values of exactly the bytes of one item.
#[inline]
pub(crate) fn tuple<'py>(
    py: Python<'py>,
    parsed: &Parsed,
    bytes: &[u8],
) -> PyResult<Bound<'py, PyTuple>> {
    fill(Filling::new(py, parsed.count)?, py, parsed, bytes)
}

/// The numbers of a step, of so many bytes each, in the machine's order.
macro_rules! numbers {
    ($type:ty: $tuple:ident.$put:ident, $step:ident, $bytes:ident) => {{
        let (items, _) = $bytes.as_chunks::<{ size_of::<$type>() }>();
        if $step.swap {
            for bytes in items {
                let mut bytes = *bytes;
                bytes.reverse();
                $tuple.$put(<$type>::from_ne_bytes(bytes).into())?;
            }
        } else {
            for bytes in items {
                $tuple.$put(<$type>::from_ne_bytes(*bytes).into())?;
            }
        }
    }};
}

/// The same values into a tuple of as many places.
#[inline]
pub(crate) fn fill<'py>(
    mut tuple: Filling<'py>,
    py: Python<'py>,
    parsed: &Parsed,
    bytes: &[u8],
) -> PyResult<Bound<'py, PyTuple>> {
    for step in &parsed.steps {
        let bytes = &bytes[step.offset..][..step.count * step.size];
        match step.code {
            Code::I8 => numbers!(i8: tuple.put_signed, step, bytes),
            Code::U8 => numbers!(u8: tuple.put_signed, step, bytes),
            Code::I16 => numbers!(i16: tuple.put_signed, step, bytes),
            Code::U16 => numbers!(u16: tuple.put_signed, step, bytes),
            Code::I32 => numbers!(i32: tuple.put_signed, step, bytes),
            Code::U32 => numbers!(u32: tuple.put_signed, step, bytes),
            Code::I64 => numbers!(i64: tuple.put_signed, step, bytes),
            Code::U64 | Code::Pointer => numbers!(u64: tuple.put_unsigned, step, bytes),
            Code::F64 => numbers!(f64: tuple.put_float, step, bytes),
            Code::F32 if parsed.mode == Mode::Strict => numbers!(f32: tuple.put_float, step, bytes),
            Code::Char | Code::Bytes if step.count == 1 => {
                tuple.put(PyBytes::new(py, bytes).into_any())?;
            }
            _ => {
                for index in 0..step.count {
                    let bytes = &bytes[index * step.size..][..step.size];
                    tuple.put(one(py, step, parsed.mode, bytes)?)?;
                }
            }
        }
    }
    Ok(tuple.done())
}

/// A value of one of the rarer codes.
fn one<'py>(py: Python<'py>, step: &Step, mode: Mode, bytes: &[u8]) -> PyResult<Bound<'py, PyAny>> {
    Ok(match step.code {
        Code::Bool => PyBool::new(py, bytes[0] != 0).to_owned().into_any(),
        Code::Char | Code::Bytes => PyBytes::new(py, bytes).into_any(),
        Code::Pascal => PyBytes::new(py, pascal(bytes)).into_any(),
        Code::F32 => {
            let mut number = [0; 4];
            number.copy_from_slice(bytes);
            if step.swap {
                number.reverse();
            }
            match f32::from_ne_bytes(number) {
                nan if nan.is_nan() => return decoded(py, step, mode, bytes),
                number => PyFloat::new(py, number.into()).into_any(),
            }
        }
        _ => return decoded(py, step, mode, bytes),
    })
}

fn decoded<'py>(
    py: Python<'py>,
    step: &Step,
    mode: Mode,
    bytes: &[u8],
) -> PyResult<Bound<'py, PyAny>> {
    let value = step.format.decode(bytes);
    match value.map_err(|refusal| error(py, &refusal.to_string()))? {
        // CPython 3.13 makes a new NaN of one of 16 bits.
        Value::Float(nan) if nan.is_nan() && mode == Mode::Strict => {
            Ok(PyFloat::new(py, f64::NAN.copysign(nan)).into_any())
        }
        item => value::to_python(py, &item),
    }
}

/// The first byte says how many follow; they end with the bytes that there are.
fn pascal(bytes: &[u8]) -> &[u8] {
    match bytes {
        [] => &[],
        [length, rest @ ..] => &rest[..usize::from(*length).min(rest.len())],
    }
}
