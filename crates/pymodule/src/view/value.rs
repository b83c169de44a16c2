//! How does a decoded item become a Python object, and an object a value to be encoded?

use memoryview_strided::format::{Counted, Field, Form, Record, Scalar, ScalarKind};
use memoryview_strided::{Format, Value};
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyComplex, PyList, PyString, PyTuple};

use super::key;

/// Records become tuples, sub-arrays lists.
pub(crate) fn to_python<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    let all = |values: &[Value]| -> PyResult<Vec<Bound<'py, PyAny>>> {
        values.iter().map(|value| to_python(py, value)).collect()
    };
    match value {
        Value::Bool(truth) => truth.into_bound_py_any(py),
        Value::Int(number) => number.into_bound_py_any(py),
        Value::UInt(number) => number.into_bound_py_any(py),
        Value::Float(number) => number.into_bound_py_any(py),
        Value::Complex { re, im } => Ok(PyComplex::from_doubles(py, *re, *im).into_any()),
        Value::Bytes(bytes) => Ok(PyBytes::new(py, bytes).into_any()),
        Value::Text(text) => Ok(PyString::new(py, text).into_any()),
        Value::Record(values) => Ok(PyTuple::new(py, all(values)?)?.into_any()),
        Value::Array(values) => Ok(PyList::new(py, all(values)?)?.into_any()),
        other => Err(PyTypeError::new_err(format!(
            "no Python object stands for {other}"
        ))),
    }
}

/// A Python object as a value for items of this format.
///
/// # Errors
/// `TypeError` if it is of another kind, `ValueError` if it has another number of parts; else what the object raises.
pub(crate) fn from_python(object: &Bound<'_, PyAny>, format: &Format) -> PyResult<Value> {
    match format.form() {
        Form::Scalar(scalar) => scalar_from(object, scalar, format),
        Form::Record(record) => {
            // A scalar with padding behind it.
            if let Some(only) = bare(record)
                && !object.is_instance_of::<PyTuple>()
            {
                return from_python(object, &only.format());
            }
            let parts = parts(object, record.fields().len(), format)?;
            let values = parts
                .iter()
                .zip(record.fields())
                .map(|(part, field)| from_python(part, &field.format()));
            Ok(Value::Record(values.collect::<PyResult<_>>()?))
        }
        Form::Array(array) => from_nested(object, array.shape(), &array.item(), format),
        Form::Pointer(_) => Ok(Value::UInt(key::integer(object)?.extract()?)),
        _ => Err(PyTypeError::new_err(format!(
            "memoryview: items of format '{format}' are not written"
        ))),
    }
}

/// The only field of a record, if it has no name: a scalar with padding behind it.
pub(super) fn bare(record: Record<'_>) -> Option<Field<'_>> {
    let mut fields = record.fields();
    let alone = fields.len() == 1;
    fields.next().filter(|only| alone && only.name().is_empty())
}

fn from_nested(
    object: &Bound<'_, PyAny>,
    shape: &[usize],
    item: &Format,
    whole: &Format,
) -> PyResult<Value> {
    let Some((&len, inner)) = shape.split_first() else {
        return from_python(object, item);
    };
    let parts = parts(object, len, whole)?;
    let values = parts
        .iter()
        .map(|part| from_nested(part, inner, item, whole));
    Ok(Value::Array(values.collect::<PyResult<_>>()?))
}

fn parts<'py>(
    object: &Bound<'py, PyAny>,
    len: usize,
    format: &Format,
) -> PyResult<Vec<Bound<'py, PyAny>>> {
    let refuse = |_| wrong_type(object, format);
    let iter = object.try_iter().map_err(refuse)?;
    // One more than there should be is enough: some are endless.
    let parts: Vec<_> = iter.take(len.saturating_add(1)).collect::<PyResult<_>>()?;
    if parts.len() != len {
        let given = match parts.len() {
            n if n < len => n.to_string(),
            _ => object
                .len()
                .map_or_else(|_| "more".into(), |n| n.to_string()),
        };
        return Err(PyValueError::new_err(format!(
            "memoryview: format '{format}' takes {}, not {given}",
            Counted(len, "value")
        )));
    }
    Ok(parts)
}

fn scalar_from(object: &Bound<'_, PyAny>, scalar: Scalar, format: &Format) -> PyResult<Value> {
    use ScalarKind as K;
    match scalar.kind() {
        K::Bool => Ok(Value::Bool(object.is_truthy()?)),
        K::Float | K::LongDouble(_) => {
            let float = object
                .extract()
                .map_err(|error| retyped(error, object, format))?;
            Ok(Value::Float(float))
        }
        K::Complex | K::LongComplex(_) => {
            // The class reads texts too, which no other number does.
            if object.is_instance_of::<PyString>() {
                return Err(wrong_type(object, format));
            }
            let complex = object.py().get_type::<PyComplex>().call1((object,));
            let complex = complex.map_err(|error| retyped(error, object, format))?;
            let complex = complex.cast::<PyComplex>()?;
            Ok(Value::Complex {
                re: complex.real(),
                im: complex.imag(),
            })
        }
        K::Int | K::UInt | K::Datetime(_) | K::Timedelta(_) | K::Pointer => {
            let number = key::integer(object).map_err(|error| retyped(error, object, format))?;
            match number.extract::<i64>() {
                Ok(number) => Ok(Value::Int(number)),
                Err(_) => match number.extract() {
                    Ok(number) => Ok(Value::UInt(number)),
                    Err(_) => Err(PyValueError::new_err(format!(
                        "memoryview: invalid value for format '{format}': {number}"
                    ))),
                },
            }
        }
        _ => {
            if let Ok(bytes) = object.cast::<PyBytes>() {
                Ok(Value::Bytes(bytes.as_bytes().to_vec()))
            } else if let Ok(bytes) = object.cast::<PyByteArray>() {
                Ok(Value::Bytes(bytes.to_vec()))
            } else if let Ok(text) = object.cast::<PyString>() {
                Ok(Value::Text(text.to_str()?.to_owned()))
            } else {
                Err(wrong_type(object, format))
            }
        }
    }
}

fn retyped(error: PyErr, object: &Bound<'_, PyAny>, format: &Format) -> PyErr {
    if error.is_instance_of::<PyTypeError>(object.py()) {
        wrong_type(object, format)
    } else {
        error
    }
}

fn wrong_type(object: &Bound<'_, PyAny>, format: &Format) -> PyErr {
    let name = object
        .get_type()
        .name()
        .map_or_else(|_| "object".into(), |name| name.to_string());
    PyTypeError::new_err(format!(
        "memoryview: invalid type for format '{format}': {name}"
    ))
}
