//! Which bytes hold these Python objects?
//!
//! Converting one calls user code, which may do anything to any object: the parsed format does not change, and the bytes
//! are written where nobody else sees them.

use memoryview_strided::Value;
use pyo3::exceptions::PyOverflowError;
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyFloat, PyInt};

use super::entry::Given;
use super::error;
use super::parsed::{Code, Mode, Parsed, Step};
use crate::raw;
use crate::view::{key, value};

/// Writes as many values as there are steps for over zeros. After an error the values before are written.
pub(crate) fn write(parsed: &Parsed, objects: Given<'_, '_>, target: &mut [u8]) -> PyResult<()> {
    let mut index = 0;
    for step in &parsed.steps {
        let mut at = step.offset;
        for _ in 0..step.count {
            let Some(object) = objects.get(index) else {
                return Ok(());
            };
            index += 1;
            let slot = &mut target[at..at + step.size];
            if let Err(refusal) = one(step, parsed.mode, &object, slot) {
                let refusal = of_int(&object, refusal);
                return Err(of_place(object.py(), parsed, index - 1, step, refusal));
            }
            at += step.size;
        }
    }
    Ok(())
}

/// What is too large, and an integer, says so in CPython's words.
#[cold]
fn of_int(object: &Bound<'_, PyAny>, refusal: PyErr) -> PyErr {
    let py = object.py();
    if object.is_instance_of::<PyInt>() && refusal.is_instance_of::<PyOverflowError>(py) {
        error(py, "int too large to convert")
    } else {
        refusal
    }
}

/// Which value is refused; CPython does not say it, and what user code raises arrives unchanged. An exception without a traceback went through no code in Python.
#[cold]
fn of_place(py: Python<'_>, parsed: &Parsed, index: usize, step: &Step, refusal: PyErr) -> PyErr {
    let class = refusal.get_type(py);
    let ours = class.is(py.get_type::<PyOverflowError>())
        || super::error_class(py).is_ok_and(|error| class.is(error));
    let one = parsed.count == 1 && step.name.is_empty();
    if parsed.mode == Mode::Strict || one || !ours || refusal.traceback(py).is_some() {
        return refusal;
    }
    let field = match &*step.name {
        "" => String::new(),
        name => format!(", field {name:?}"),
    };
    let text = format!("value {index}{field}: {}", refusal.value(py));
    PyErr::from_type(class, text)
}

/// What a view says of an item that it cannot write, as `struct` says it; what user code raises arrives unchanged.
#[cold]
fn of_item(py: Python<'_>, refusal: PyErr) -> PyErr {
    let text = refusal.value(py).to_string();
    match text.strip_prefix("memoryview: ") {
        Some(text) => error(py, text),
        None => refusal,
    }
}

macro_rules! store {
    ($number:expr, $step:ident, $slot:ident) => {{
        let mut bytes = $number.to_ne_bytes();
        if $step.swap {
            bytes.reverse();
        }
        $slot.copy_from_slice(&bytes);
    }};
}

/// An integer, read by a function of `raw` that knows at least as many bits. What is an `int` for sure, as most are, is read here: a result with
/// an exception in it travels through memory, which costs more than the reading.
macro_rules! integer {
    ($type:ty, $read:path, $object:ident, $step:ident, $slot:ident) => {{
        let number = match $object.cast_exact::<PyInt>() {
            Ok(number) => $read(number),
            Err(_) => $read(&other_integer($object)?),
        };
        match number.and_then(|number| <$type>::try_from(number).ok()) {
            Some(number) => store!(number, $step, $slot),
            None => return Err(range($object.py(), $step, <$type>::MIN, <$type>::MAX)),
        }
    }};
}

#[inline]
fn one(step: &Step, mode: Mode, object: &Bound<'_, PyAny>, slot: &mut [u8]) -> PyResult<()> {
    let py = object.py();
    match step.code {
        Code::I8 => integer!(i8, raw::signed, object, step, slot),
        Code::I16 => integer!(i16, raw::signed, object, step, slot),
        Code::I32 => integer!(i32, raw::signed, object, step, slot),
        Code::I64 => integer!(i64, raw::signed, object, step, slot),
        Code::U8 => integer!(u8, raw::signed, object, step, slot),
        Code::U16 => integer!(u16, raw::signed, object, step, slot),
        Code::U32 => integer!(u32, raw::signed, object, step, slot),
        Code::U64 => integer!(u64, raw::unsigned, object, step, slot),
        Code::F64 => store!(float(object)?, step, slot),
        Code::F32 => single(step, mode, float(object)?, py, slot)?,
        Code::F16 => half(step, mode, float(object)?, slot)?,
        Code::Bool => slot[0] = u8::from(object.is_truthy()?),
        Code::Char => match object.cast::<PyBytes>().map(|bytes| bytes.as_bytes()) {
            Ok([byte]) => slot[0] = *byte,
            _ => return Err(error(py, "char format requires a bytes object of length 1")),
        },
        Code::Bytes => bytes(object, 's', |bytes| {
            let length = bytes.len().min(slot.len());
            slot[..length].copy_from_slice(&bytes[..length]);
        })?,
        Code::Pascal => bytes(object, 'p', |bytes| pascal(bytes, slot))?,
        Code::Pointer => store!(pointer(object)?, step, slot),
        Code::Other => {
            let item = value::from_python(object, &step.format);
            let item = item.map_err(|refusal| match mode {
                // No other items of struct are written so.
                Mode::Strict => error(py, "required argument is not a complex"),
                Mode::Wide => of_item(py, refusal),
            })?;
            encode(step, &item, py, slot)?;
        }
    }
    Ok(())
}

#[cold]
fn range(
    py: Python<'_>,
    step: &Step,
    min: impl std::fmt::Display,
    max: impl std::fmt::Display,
) -> PyErr {
    let letter = step.letter;
    error(
        py,
        &format!("'{letter}' format requires {min} <= number <= {max}"),
    )
}

/// The integer of a subclass of `int`, or that an object has as its index.
#[cold]
fn other_integer<'py>(object: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyInt>> {
    match object.cast::<PyInt>() {
        Ok(number) => Ok(number.clone()),
        Err(_) => index(object),
    }
}

/// What `__index__` answers; what it raises arrives unchanged.
#[cold]
fn index<'py>(object: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyInt>> {
    if !object.get_type().hasattr("__index__")? {
        return Err(error(object.py(), "required argument is not an integer"));
    }
    Ok(key::integer(object)?.cast_into()?)
}

/// Whatever goes wrong in `__float__`, it is no float.
#[inline]
fn float(object: &Bound<'_, PyAny>) -> PyResult<f64> {
    if let Ok(float) = object.cast_exact::<PyFloat>() {
        return Ok(float.value());
    }
    object
        .extract()
        .map_err(|_| error(object.py(), "required argument is not a float"))
}

fn single(step: &Step, mode: Mode, value: f64, py: Python<'_>, slot: &mut [u8]) -> PyResult<()> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "rounds, as the format says"
    )]
    let number = value as f32;
    if number.is_infinite() && !step.native && value.is_finite() {
        return Err(PyOverflowError::new_err(
            "float too large to pack with f format",
        ));
    }
    if number.is_nan() && mode == Mode::Wide {
        return encode(step, &Value::Float(value), py, slot);
    }
    store!(number, step, slot);
    Ok(())
}

fn half(step: &Step, mode: Mode, value: f64, slot: &mut [u8]) -> PyResult<()> {
    let value = if value.is_nan() && mode == Mode::Strict {
        // CPython 3.13 keeps nothing of a NaN but its sign.
        f64::from_bits(0x7ff8 << 48).copysign(value)
    } else {
        value
    };
    match step.format.encode(&Value::Float(value), slot) {
        Ok(()) => Ok(()),
        Err(_) => Err(PyOverflowError::new_err(
            "float too large to pack with e format",
        )),
    }
}

fn encode(step: &Step, value: &Value, py: Python<'_>, slot: &mut [u8]) -> PyResult<()> {
    let written = step.format.encode(value, slot);
    written.map_err(|refusal| error(py, &refusal.to_string()))
}

fn bytes(object: &Bound<'_, PyAny>, letter: char, write: impl FnOnce(&[u8])) -> PyResult<()> {
    // Its type alone tells what nearly all are; of a subclass the interpreter is asked.
    let exact = object.cast_exact::<PyBytes>();
    if let Ok(bytes) = exact.or_else(|_| object.cast::<PyBytes>()) {
        write(bytes.as_bytes());
        Ok(())
    } else if let Ok(bytes) = object.cast::<PyByteArray>() {
        write(&bytes.to_vec());
        Ok(())
    } else {
        let text = format!("argument for '{letter}' must be a bytes object");
        Err(error(object.py(), &text))
    }
}

fn pascal(bytes: &[u8], slot: &mut [u8]) {
    if let [first, rest @ ..] = slot {
        let length = bytes.len().min(rest.len());
        rest[..length].copy_from_slice(&bytes[..length]);
        *first = u8::try_from(length).unwrap_or(u8::MAX);
    }
}

/// An address: -2**63 to 2**64 - 1, where a negative one wraps.
fn pointer(object: &Bound<'_, PyAny>) -> PyResult<u64> {
    let number = other_integer(object)?;
    if let Some(address) = raw::signed(&number) {
        return Ok(address.cast_unsigned());
    }
    if let Some(address) = raw::unsigned(&number) {
        return Ok(address);
    }
    let kind = if number.lt(0)? {
        "long"
    } else {
        "unsigned long"
    };
    let text = format!("Python int too large to convert to C {kind}");
    Err(PyOverflowError::new_err(text))
}
