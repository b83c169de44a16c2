//! How does an item of a native code become a Python object, and back?

use std::fmt::Display;

use memoryview_python::Lent;
use memoryview_strided::{Format, Value};
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::{PyOverflowError, PySystemError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyInt};

use super::key;

/// Calls `$then!(type)` with the Rust type of a native code of an integer.
macro_rules! integer_by_code {
    ($code:expr, $then:ident, $otherwise:expr) => {
        match $code {
            b'b' => $then!(i8),
            b'B' => $then!(u8),
            b'h' => $then!(::std::ffi::c_short),
            b'H' => $then!(::std::ffi::c_ushort),
            b'i' => $then!(::std::ffi::c_int),
            b'I' => $then!(::std::ffi::c_uint),
            b'l' => $then!(::std::ffi::c_long),
            b'L' => $then!(::std::ffi::c_ulong),
            b'q' => $then!(i64),
            b'Q' => $then!(u64),
            b'n' => $then!(isize),
            b'N' | b'P' => $then!(usize),
            _ => $otherwise,
        }
    };
}
pub(super) use integer_by_code;

/// The same with the two floats that Rust has.
macro_rules! number_by_code {
    ($code:expr, $then:ident, $otherwise:expr) => {
        match $code {
            b'f' => $then!(f32),
            b'd' => $then!(f64),
            code => $crate::view::item::integer_by_code!(code, $then, $otherwise),
        }
    };
}
pub(super) use number_by_code;

/// The item of a native code at a place of the memory.
#[inline]
pub(super) fn read(lent: &Lent<'_, '_>, code: u8, offset: isize) -> PyResult<Py<PyAny>> {
    let py = lent.py();
    macro_rules! number {
        ($type:ty) => {
            lent.read::<$type>(offset)
                .ok_or_else(outside)?
                .into_py_any(py)
        };
    }
    number_by_code!(code, number, read_other(lent, code, offset))
}

fn read_other(lent: &Lent<'_, '_>, code: u8, offset: isize) -> PyResult<Py<PyAny>> {
    let py = lent.py();
    match code {
        b'?' => (lent.read::<u8>(offset).ok_or_else(outside)? != 0).into_py_any(py),
        b'c' => {
            let byte = lent.read::<u8>(offset).ok_or_else(outside)?;
            Ok(PyBytes::new(py, &[byte]).into_any().unbind())
        }
        _ => {
            let bytes = lent.read::<u16>(offset).ok_or_else(outside)?.to_ne_bytes();
            half_from(bytes)?.into_py_any(py)
        }
    }
}

/// Every item lies inside by the invariant of the layout; this is the net below it.
#[cold]
fn outside() -> PyErr {
    PySystemError::new_err("memoryview: an item lies outside of the exporter's memory")
}

/// The two bytes of a half float as a float.
pub(super) fn half_from(bytes: [u8; 2]) -> PyResult<f64> {
    match half().decode(&bytes) {
        Ok(Value::Float(float)) => Ok(float),
        other => Err(PySystemError::new_err(format!("half float: {other:?}"))),
    }
}

fn half() -> &'static Format {
    static HALF: std::sync::OnceLock<Format> = std::sync::OnceLock::new();
    HALF.get_or_init(|| Format::for_buffer("e", 2))
}

/// A Python object as the value of an item; all that runs code of the user has run.
pub(super) enum Wide {
    Int(i64),
    UInt(u64),
    Float(f64),
    Byte(u8),
    Bool(bool),
}

/// What an object is as an item of a native code, as `pack_single` in `Objects/memoryobject.c` asks it.
///
/// # Errors
/// `TypeError` and `ValueError` in the words of CPython, without numbers; else what the object raises.
pub(super) fn widen(code: u8, object: &Bound<'_, PyAny>) -> PyResult<Wide> {
    let py = object.py();
    let fixed = |error: PyErr| fixed(py, &char::from(code), error);
    match code {
        b'b' | b'h' | b'i' | b'l' | b'q' | b'n' => {
            let number = key::integer(object).map_err(fixed)?;
            Ok(Wide::Int(number.extract().map_err(fixed)?))
        }
        b'B' | b'H' | b'I' | b'L' | b'Q' | b'N' => {
            let number = key::integer(object).map_err(fixed)?;
            Ok(Wide::UInt(number.extract().map_err(fixed)?))
        }
        b'f' | b'd' | b'e' => Ok(Wide::Float(object.extract().map_err(fixed)?)),
        b'?' => Ok(Wide::Bool(object.is_truthy()?)),
        b'c' => match object.cast::<PyBytes>().map(|bytes| bytes.as_bytes()) {
            Ok([byte]) => Ok(Wide::Byte(*byte)),
            Ok(_) => Err(wrong_value(code)),
            Err(_) => Err(wrong_type(code)),
        },
        // `PyLong_AsVoidPtr`: an integer and nothing that could become one; a negative one wraps.
        _ if !object.is_instance_of::<PyInt>() => Err(wrong_type(code)),
        _ => match object.extract::<i64>() {
            Ok(number) => Ok(Wide::Int(number)),
            Err(_) => Ok(Wide::UInt(object.extract().map_err(fixed)?)),
        },
    }
}

/// Writes a value to a place of the memory.
///
/// # Errors
/// `ValueError` if it is out of range.
pub(super) fn write(lent: &Lent<'_, '_>, code: u8, offset: isize, value: &Wide) -> PyResult<()> {
    macro_rules! number {
        ($type:ty) => {
            match value {
                Wide::Int(number) => put(lent, offset, <$type>::try_from(*number).ok(), code),
                Wide::UInt(number) => put(lent, offset, <$type>::try_from(*number).ok(), code),
                _ => Err(wrong_type(code)),
            }
        };
    }
    match (code, value) {
        (_, Wide::Byte(byte)) => put(lent, offset, Some(*byte), code),
        (_, Wide::Bool(truth)) => put(lent, offset, Some(u8::from(*truth)), code),
        (b'P', Wide::Int(number)) => put(lent, offset, isize::try_from(*number).ok(), code),
        (b'e', Wide::Float(float)) => {
            let mut bytes = [0; 2];
            let fits = half().encode(&Value::Float(*float), &mut bytes).is_ok();
            put(
                lent,
                offset,
                fits.then_some(u16::from_ne_bytes(bytes)),
                code,
            )
        }
        // Too large for it is infinite.
        (b'f', Wide::Float(float)) => put(lent, offset, Some(*float as f32), code),
        (b'd', Wide::Float(float)) => put(lent, offset, Some(*float), code),
        _ => integer_by_code!(code, number, Err(wrong_type(code))),
    }
}

fn put<T: memoryview_strided::Element>(
    lent: &Lent<'_, '_>,
    offset: isize,
    value: Option<T>,
    code: u8,
) -> PyResult<()> {
    let value = value.ok_or_else(|| wrong_value(code))?;
    lent.write(offset, value).ok_or_else(outside)
}

/// What an object raised that is no item of this format, in the words of CPython (`fix_error_int` there).
pub(super) fn fixed(py: Python<'_>, format: &dyn Display, error: PyErr) -> PyErr {
    if error.is_instance_of::<PyTypeError>(py) {
        PyTypeError::new_err(format!("memoryview: invalid type for format '{format}'"))
    } else if error.is_instance_of::<PyOverflowError>(py)
        || error.is_instance_of::<PyValueError>(py)
    {
        PyValueError::new_err(format!("memoryview: invalid value for format '{format}'"))
    } else {
        error
    }
}

fn wrong_type(code: u8) -> PyErr {
    let code = char::from(code);
    PyTypeError::new_err(format!("memoryview: invalid type for format '{code}'"))
}

fn wrong_value(code: u8) -> PyErr {
    let code = char::from(code);
    PyValueError::new_err(format!("memoryview: invalid value for format '{code}'"))
}

impl Wide {
    /// The same for the engine, where the memory is not addressed directly.
    pub(super) fn value(&self, code: u8) -> Value {
        match *self {
            Wide::Int(number) => Value::Int(number),
            Wide::UInt(number) => Value::UInt(number),
            // Too large for it is infinite.
            Wide::Float(float) if code == b'f' => Value::Float(f64::from(float as f32)),
            Wide::Float(float) => Value::Float(float),
            Wide::Byte(byte) => Value::Bytes(vec![byte]),
            Wide::Bool(truth) => Value::Bool(truth),
        }
    }
}
