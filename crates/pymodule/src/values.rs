//! Which Python object is a decoded item, and which item does a Python object stand for?

use memoryview_strided::format::{Form, ScalarKind};
use memoryview_strided::{Format, Value};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyByteArray, PyBytes, PyComplex, PyFloat, PyList, PyString, PyTuple};

/// A record is a tuple, a sub-array a list, as `numpy.ndarray.tolist` has them.
pub(crate) fn to_python<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        Value::Bool(value) => PyBool::new(py, *value).to_owned().into_any(),
        Value::Int(value) => value.into_pyobject(py)?.into_any(),
        Value::UInt(value) => value.into_pyobject(py)?.into_any(),
        Value::Float(value) => PyFloat::new(py, *value).into_any(),
        Value::Complex { re, im } => PyComplex::from_doubles(py, *re, *im).into_any(),
        Value::Bytes(value) => PyBytes::new(py, value).into_any(),
        Value::Text(value) => PyString::new(py, value).into_any(),
        Value::Record(values) => PyTuple::new(py, all(py, values)?)?.into_any(),
        Value::Array(values) => PyList::new(py, all(py, values)?)?.into_any(),
        _ => {
            return Err(PyTypeError::new_err(format!(
                "no Python object for {value}"
            )));
        }
    })
}

fn all<'py>(py: Python<'py>, values: &[Value]) -> PyResult<Vec<Bound<'py, PyAny>>> {
    values.iter().map(|value| to_python(py, value)).collect()
}

/// What the format makes of a Python object. May call `__index__`, `__bool__`, `__float__` and `__complex__`.
///
/// # Errors
/// `TypeError` if the object is of another kind than the format, `ValueError` for a sequence of another length, and what
/// user code raises.
pub(crate) fn from_python(object: &Bound<'_, PyAny>, format: &Format) -> PyResult<Value> {
    use ScalarKind as K;
    match format.form() {
        Form::Record(record) => {
            let fields = record.fields();
            let items = sequence(object, fields.len(), "a record")?;
            let pairs = items.iter().zip(fields);
            let values = pairs.map(|(item, field)| from_python(item, field.format()));
            values.collect::<PyResult<_>>().map(Value::Record)
        }
        Form::Array(array) => axis(object, array.shape(), array.item()),
        Form::Scalar(scalar) => Ok(match scalar.kind() {
            K::Bool => Value::Bool(object.is_truthy()?),
            K::Char | K::Bytes | K::Pascal | K::Void => Value::Bytes(bytes(object)?),
            K::Text | K::Ucs2 => Value::Text(object.cast::<PyString>()?.to_str()?.to_owned()),
            K::Float | K::LongDouble(_) => Value::Float(object.extract()?),
            K::Complex | K::LongComplex(_) => complex(object)?,
            _ => integer(object)?,
        }),
        Form::Pointer(_) => integer(object),
        _ => Err(PyTypeError::new_err("the format of the items is not known")),
    }
}

fn axis(object: &Bound<'_, PyAny>, shape: &[usize], item: &Format) -> PyResult<Value> {
    let [length, rest @ ..] = shape else {
        return from_python(object, item);
    };
    let items = sequence(object, *length, "an axis of a sub-array")?;
    let values = items.iter().map(|object| axis(object, rest, item));
    values.collect::<PyResult<_>>().map(Value::Array)
}

fn sequence<'py>(
    object: &Bound<'py, PyAny>,
    length: usize,
    what: &str,
) -> PyResult<Vec<Bound<'py, PyAny>>> {
    let items: Vec<_> = if let Ok(tuple) = object.cast::<PyTuple>() {
        tuple.iter().collect()
    } else if let Ok(list) = object.cast::<PyList>() {
        list.iter().collect()
    } else {
        let found = object.get_type().name()?;
        return Err(PyTypeError::new_err(format!(
            "{what} is a tuple or a list, not {found}"
        )));
    };
    if items.len() == length {
        Ok(items)
    } else {
        let found = items.len();
        Err(PyValueError::new_err(format!(
            "{what} has {length} values, not {found}"
        )))
    }
}

fn bytes(object: &Bound<'_, PyAny>) -> PyResult<Vec<u8>> {
    if let Ok(bytes) = object.cast::<PyByteArray>() {
        return Ok(bytes.to_vec());
    }
    Ok(object.cast::<PyBytes>()?.as_bytes().to_vec())
}

fn integer(object: &Bound<'_, PyAny>) -> PyResult<Value> {
    // `__index__` is called once.
    let number = object
        .py()
        .import("operator")?
        .call_method1("index", (object,))?;
    match number.extract::<i64>() {
        Ok(value) => Ok(Value::Int(value)),
        Err(_) => number.extract().map(Value::UInt),
    }
}

fn complex(object: &Bound<'_, PyAny>) -> PyResult<Value> {
    let number = match object.cast::<PyComplex>() {
        Ok(number) => number.clone(),
        Err(_) => {
            let class = object.py().get_type::<PyComplex>();
            if object.is_instance_of::<PyString>() {
                return Err(PyTypeError::new_err("required argument is not a complex"));
            }
            class.call1((object,))?.cast_into()?
        }
    };
    Ok(Value::Complex {
        re: number.getattr("real")?.extract()?,
        im: number.getattr("imag")?.extract()?,
    })
}
