//! What is `view.cast(format, shape)`?

use std::ffi::CString;

use memoryview_strided::{Cast, CastFault};
use pyo3::exceptions::{PyOverflowError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyInt, PyList, PyString, PyTuple};

use super::Strict;
use super::text::{COMPLEX, Text};
use crate::arguments::Function;
use crate::beside::beside;

#[pymethods]
impl Strict {
    /// Cast a memoryview to a new format or shape.
    ///
    /// One of the two formats must be a byte format ('B', 'b' or 'c'), and the view C-contiguous; between shapes, one of
    /// the two must have one axis.
    ///
    /// >>> memoryview(b"\x01\x00\x02\x00").cast("H").tolist()
    /// [1, 2]
    #[pyo3(signature = (*args, **kwargs), text_signature = "($self, format, shape=...)")]
    fn cast<'py>(
        &self,
        args: &Bound<'py, PyTuple>,
        kwargs: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let ([format], [shape]) = CAST.taken(args, kwargs)?;
        // A shape of None is no missing one, and refused.
        self.cast_to(args.py(), &format, shape.as_ref())
    }
}

const CAST: Function<1, 1> = Function {
    name: "cast",
    before: 0,
    required: ["format"],
    optional: ["shape"],
};

impl Strict {
    /// What the builtin makes of a format and, if one is given, a shape.
    ///
    /// # Errors
    /// What the builtin raises.
    pub(super) fn cast_to<'py>(
        &self,
        py: Python<'py>,
        format: &Bound<'py, PyAny>,
        shape: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let Ok(format) = format.cast::<PyString>() else {
            let name = if format.is_none() {
                "None".into()
            } else {
                format.get_type().name()?.to_string()
            };
            return Err(PyTypeError::new_err(format!(
                "cast() argument 'format' must be str, not {name}"
            )));
        };
        self.check()?;
        let lengths = shape.and_then(|shape| match shape.cast::<PyList>() {
            Ok(list) => Some(list.to_tuple()),
            Err(_) => shape.cast::<PyTuple>().ok().cloned(),
        });
        if !self.contiguous().0 {
            return Err(raised(CastFault::NotContiguous));
        }
        if shape.is_some() && lengths.is_none() {
            // What is asked before the shape is looked at.
            return Err(match Cast::new(&self.layout, "B", "B", Some(1)) {
                Err(fault @ CastFault::Zeros) => raised(fault),
                _ => PyTypeError::new_err("shape must be a list or a tuple"),
            });
        }
        let ndim = lengths.as_ref().map(PyTupleMethods::len);
        let ours = self.text().show();
        // The builtin hands the text to C: in ASCII, up to the first NUL.
        let text = format.to_cow().ok().filter(|text| text.is_ascii());
        let Some(text) = text else {
            Cast::new(&self.layout, "B", "B", ndim).map_err(raised)?;
            format.call_method1("encode", ("ascii",))?;
            return Err(raised(CastFault::Format));
        };
        let format = text.split('\0').next().unwrap_or_default();
        let later: &[&str] = match beside().complex_words {
            true => &COMPLEX,
            false => &[],
        };
        let cast = Cast::with_codes(&self.layout, &ours, format, ndim, later).map_err(raised)?;
        let layout = match lengths {
            None => cast.line(),
            Some(lengths) => cast.shaped::<Refused>(lengths.iter().map(|length| {
                let Ok(length) = length.cast::<PyInt>() else {
                    let why = "memoryview.cast(): elements of shape must be integers";
                    return Err(Refused(PyTypeError::new_err(why)));
                };
                let too_large = "Python int too large to convert to C ssize_t";
                length
                    .extract()
                    .map_err(|_| Refused(PyOverflowError::new_err(too_large)))
            }))?,
        };
        let text = CString::new(format).map_err(|_| raised(CastFault::Format))?;
        let mut view = self.sibling(py, layout);
        view.text = Some(Text::new(text));
        view.into_object(py)
    }
}

/// A fault of the shape on its way to Python.
struct Refused(PyErr);

impl From<CastFault> for Refused {
    fn from(fault: CastFault) -> Self {
        Refused(raised(fault))
    }
}

impl From<Refused> for PyErr {
    fn from(refused: Refused) -> Self {
        refused.0
    }
}

fn raised(fault: CastFault) -> PyErr {
    if fault == CastFault::Format && beside().complex_words {
        return PyValueError::new_err(
            "memoryview: destination format must be a native format prefixed with an optional '@'",
        );
    }
    match fault.kind() {
        memoryview_strided::ErrorKind::Value => PyValueError::new_err(fault.to_string()),
        _ => PyTypeError::new_err(fault.to_string()),
    }
}
