//! What does the text of a format say, to the strict class and to the other?

use std::borrow::Cow;
use std::ffi::CString;
use std::sync::{Arc, OnceLock};

use memoryview_strided::Format;
use memoryview_strided::format::{Form, ScalarKind};
use pyo3::exceptions::{PyAttributeError, PyNotImplementedError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyString, PyType};

use super::item::number_by_code;
use crate::beside::beside;

/// The codes whose items the builtin memoryview reads.
const NATIVE: &[u8] = b"cbBhHiIlLqQnNfde?P";
/// Those of two letters that later versions read.
pub(super) const COMPLEX: [&str; 2] = ["Zf", "Zd"];

/// A format as its exporter wrote it; what it means is found out when an item is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    written: CString,
    /// The code, if the text is a native one alone, after an `@` or none.
    code: Option<u8>,
    full: OnceLock<Format>,
    plain: OnceLock<Option<Format>>,
    /// What others are told, if it is not what was written.
    told: OnceLock<Option<CString>>,
}

impl Text {
    pub(crate) fn new(written: CString) -> Arc<Self> {
        let code = match bare(written.as_bytes()) {
            [code] if NATIVE.contains(code) => Some(*code),
            _ => None,
        };
        Arc::new(Text {
            written,
            code,
            full: OnceLock::new(),
            plain: OnceLock::new(),
            told: OnceLock::new(),
        })
    }

    /// The text of an exporter's items of this size. A code that says more than an item has is none.
    pub(crate) fn sized(written: CString, itemsize: usize) -> Arc<Self> {
        let text = Text::new(written);
        if text.code.is_none_or(|code| size(code) <= itemsize) {
            return text;
        }
        Arc::new(Text {
            code: None,
            ..Arc::unwrap_or_clone(text)
        })
    }

    /// The text of a format that is known: PEP 3118's where it has one, else NumPy's array protocol's.
    ///
    /// # Errors
    /// `BufferError` if neither can say it.
    pub(crate) fn of(format: &Format) -> PyResult<Arc<Self>> {
        let written = match format.form() {
            _ if has_words(format) => memoryview_python::format_text(format)?,
            Form::Scalar(_) => CString::new(format.to_typestr().unwrap_or_default())?,
            _ => CString::new(format.to_descr().unwrap_or_default())?,
        };
        let text = Text::new(written);
        let _ = text.full.set(format.clone());
        Ok(text)
    }

    /// What a user names: a text of PEP 3118 or of NumPy, or a NumPy dtype, or a class that names one.
    ///
    /// # Errors
    /// `ValueError` if the text does not parse, `TypeError` for another object.
    pub(crate) fn named(name: &Bound<'_, PyAny>) -> PyResult<Arc<Self>> {
        if let Ok(text) = name.cast::<PyString>() {
            let text = text.to_cow()?;
            return match Format::parse(&text) {
                Ok(_) => Ok(Text::new(CString::new(&*text)?)),
                Err(error) => {
                    match Format::from_typestr(&text).or_else(|_| Format::from_descr(&text)) {
                        Ok(format) => Text::of(&format),
                        Err(_) => Err(PyValueError::new_err(error.to_string())),
                    }
                }
            };
        }
        // float32 of NumPy, and what else is a class there.
        let class;
        let name = match name.cast::<PyType>() {
            Ok(given) => {
                let numpy = name.py().import("numpy")?;
                class = numpy.call_method1("dtype", (given,))?;
                // It takes any class for that of an object.
                if class.getattr("hasobject")?.is_truthy()? {
                    let given = given.name()?;
                    return Err(PyTypeError::new_err(format!(
                        "memoryview: class '{given}' is no format"
                    )));
                }
                &class
            }
            Err(_) => name,
        };
        let dtype = |error: PyErr| {
            // A dtype whose fields overlap says so itself.
            if !error.is_instance_of::<PyAttributeError>(name.py()) {
                return error;
            }
            PyTypeError::new_err("memoryview: a format is a str or a NumPy dtype")
        };
        let (descr, text) = (
            name.getattr("descr").map_err(dtype)?,
            name.getattr("str").map_err(dtype)?,
        );
        let scalar = name.getattr("fields").map_err(dtype)?.is_none();
        let format = if scalar {
            Format::from_typestr(text.extract::<&str>()?)
        } else {
            Format::from_descr(&descr.repr()?.to_cow()?)
        };
        Text::of(&format.map_err(|error| PyValueError::new_err(error.to_string()))?)
    }

    pub(crate) fn written(&self) -> &CString {
        &self.written
    }

    /// The text for others. NumPy leaves out the padding at the end of a record, and does not read that; ctypes says `B` of a union of any size: there the padding is said.
    pub(crate) fn told(&self, itemsize: usize) -> &CString {
        let in_full = || {
            let format = self.full(itemsize).with_size(itemsize).ok()?;
            if format.is_opaque() || self.says(&format) || !self.places_objects(itemsize) {
                return None;
            }
            memoryview_python::format_text(&format).ok()
        };
        let whole = self.code.is_some_and(|code| size(code) == itemsize);
        let told = (!whole).then(|| self.told.get_or_init(in_full).as_ref());
        told.flatten().unwrap_or(&self.written)
    }

    fn says(&self, format: &Format) -> bool {
        memoryview_python::says(&self.show(), format)
    }

    /// Whether it is known where the references to Python objects stand, if there are any. NumPy writes the padding of a record within a record behind
    /// all (numpy/numpy#7797): then bytes are left over, and any of them may belong before the next reference.
    pub(crate) fn places_objects(&self, itemsize: usize) -> bool {
        let format = self.full(itemsize);
        !self.nests() || !format.has_objects() || self.says(format)
    }

    /// Whether it says that there are records within others.
    pub(crate) fn nests(&self) -> bool {
        memoryview_python::nests(&self.written)
    }

    /// The same text, where it is known from elsewhere what it means.
    pub(crate) fn meaning(&self, format: Format) -> Arc<Self> {
        let text = Text::new(self.written.clone());
        let _ = text.full.set(format);
        text
    }

    pub(crate) fn show(&self) -> Cow<'_, str> {
        self.written.to_string_lossy()
    }

    /// Without the `@`, which says nothing.
    pub(crate) fn bare(&self) -> &[u8] {
        bare(self.written.as_bytes())
    }

    /// The code that the builtin memoryview reads, if it is one.
    #[inline]
    pub(crate) fn code(&self) -> Option<u8> {
        self.code
    }

    /// A native complex number, which the builtin memoryview reads from 3.15 on.
    fn is_complex(&self) -> bool {
        beside().complex_words && COMPLEX.iter().any(|text| self.bare() == text.as_bytes())
    }

    /// What the builtin memoryview asks of a format before it looks at a key or a value (`adjust_fmt`).
    ///
    /// # Errors
    /// `NotImplementedError` if the text is not of one letter; of a `Z` and another one, where complex numbers are known.
    pub(crate) fn check_single(&self) -> PyResult<()> {
        match self.bare() {
            [_] => Ok(()),
            [b'Z', _] if beside().complex_words => Ok(()),
            _ => Err(PyNotImplementedError::new_err(format!(
                "memoryview: unsupported format {}",
                self.show()
            ))),
        }
    }

    /// What it asks when it reads or writes an item (`unpack_single`).
    ///
    /// # Errors
    /// `NotImplementedError` if the text is no single code, or none that it reads.
    pub(crate) fn check_native(&self) -> PyResult<()> {
        if self.code.is_some() || self.is_complex() {
            return Ok(());
        }
        self.check_single()?;
        let code = String::from_utf8_lossy(self.bare());
        Err(PyNotImplementedError::new_err(format!(
            "memoryview: format {code} not supported"
        )))
    }

    /// What it says about items of this size, in any dialect of PEP 3118.
    pub(crate) fn full(&self, itemsize: usize) -> &Format {
        self.full
            .get_or_init(|| Format::for_buffer(&self.show(), itemsize))
    }

    /// The same for a text that was named without an item size.
    ///
    /// # Errors
    /// `ValueError` if it does not parse.
    pub(crate) fn whole(&self) -> PyResult<&Format> {
        if let Some(format) = self.full.get() {
            return Ok(format);
        }
        let parsed =
            Format::parse(&self.show()).map_err(|e| PyValueError::new_err(e.to_string()))?;
        Ok(self.full.get_or_init(|| parsed))
    }

    /// What the struct module makes of it, if it is of its language and does not say more than the item has.
    pub(crate) fn plain(&self, itemsize: usize) -> Option<&Format> {
        let beside = beside();
        let newer = self.written.as_bytes().iter().any(|c| match c {
            b'F' | b'D' => !beside.complex_letters,
            b'Z' => !beside.complex_words,
            _ => false,
        });
        let parse = || Format::parse_struct(&self.show()).ok().filter(|_| !newer);
        self.plain
            .get_or_init(parse)
            .as_ref()
            .filter(|format| format.size() <= itemsize)
    }

    /// Whether PEP 3118 has words for it: see [`has_words`].
    pub(crate) fn is_of_pep3118(&self) -> bool {
        self.full.get().is_none_or(has_words)
    }
}

/// The bytes of an item of a native code.
fn size(code: u8) -> usize {
    macro_rules! size {
        ($type:ty) => {
            size_of::<$type>()
        };
    }
    number_by_code!(code, size, if code == b'e' { 2 } else { 1 })
}

/// Whether PEP 3118 has words for an item: it has none for dates and durations, nor here for another machine's long doubles.
fn has_words(format: &Format) -> bool {
    match format.form() {
        Form::Array(array) => has_words(&array.item()),
        Form::Record(record) => record.fields().all(|field| has_words(&field.format())),
        Form::Scalar(scalar) => match scalar.kind() {
            ScalarKind::Datetime(_) | ScalarKind::Timedelta(_) => false,
            ScalarKind::LongDouble(_) | ScalarKind::LongComplex(_) => format.to_text().is_ok(),
            _ => true,
        },
        _ => true,
    }
}

fn bare(written: &[u8]) -> &[u8] {
    written.strip_prefix(b"@").unwrap_or(written)
}
