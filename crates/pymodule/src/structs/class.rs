//! What is a `Struct`?

use std::ops::Deref;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use pyo3::exceptions::PyAttributeError;
use pyo3::prelude::*;
use pyo3::pyclass::boolean_struct::True;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyString, PyTuple, PyType};
use pyo3::{PyClass, PyClassInitializer};

use super::parsed::{Mode, Parsed};
use super::{calls, initial};
use crate::beside::beside;

/// The format of a `Struct`, which `__init__` may give another: who is at work with the old one keeps it.
#[derive(Default)]
pub(crate) struct Held {
    /// Never changed once it is there, so that it can be lent.
    first: OnceLock<Arc<Parsed>>,
    replaced: AtomicBool,
    later: Mutex<Option<Arc<Parsed>>>,
    /// Whether `__init__` has run.
    pub(super) begun: AtomicBool,
}

/// One format as it was when it was asked for.
pub(crate) enum Version<'a> {
    First(&'a Arc<Parsed>),
    Later(Arc<Parsed>),
}

impl Deref for Version<'_> {
    type Target = Arc<Parsed>;

    #[inline]
    fn deref(&self) -> &Arc<Parsed> {
        match self {
            Self::First(parsed) => parsed,
            Self::Later(parsed) => parsed,
        }
    }
}

impl Held {
    pub(crate) fn of(parsed: Parsed) -> Self {
        Self {
            first: OnceLock::from(Arc::new(parsed)),
            ..Self::default()
        }
    }

    /// The format; none before `__init__`.
    #[inline]
    pub(crate) fn get(&self) -> Option<Version<'_>> {
        if self.replaced.load(Ordering::Acquire) {
            let later = self.later.lock().unwrap_or_else(PoisonError::into_inner);
            return later.clone().map(Version::Later);
        }
        self.first.get().map(Version::First)
    }

    pub(super) fn set(&self, parsed: Parsed) {
        if let Err(parsed) = self.first.set(Arc::new(parsed)) {
            *self.later.lock().unwrap_or_else(PoisonError::into_inner) = Some(parsed);
            self.replaced.store(true, Ordering::Release);
        }
    }

    /// The format as it was written.
    ///
    /// # Errors
    /// There is none yet, and the builtin says so.
    fn text(&self) -> PyResult<String> {
        match self.get() {
            Some(version) => Ok(version.text.clone()),
            None if beside().empty_structs_refused => Err(calls::uninitialized()),
            None => Ok(String::new()),
        }
    }

    fn repr(&self, object: &Bound<'_, PyAny>) -> PyResult<String> {
        let quoted = PyString::new(object.py(), &self.text()?).repr()?;
        Ok(format!("{}({quoted})", object.get_type().name()?))
    }
}

/// What the functions of a module need of its class.
pub(crate) trait Class:
    PyClass<Frozen = True> + Sync + Into<PyClassInitializer<Self>>
{
    const MODE: Mode;

    fn held(&self) -> &Held;

    fn of(held: Held) -> Self;

    /// A `Struct` for each of the last formats that a function was called with.
    fn cache() -> &'static PyOnceLock<Py<PyDict>>;
}

/// The two classes differ in the formats that they accept; strict mode has the texts of CPython for what is refused.
macro_rules! class {
    ($class:ident, $module:literal, $mode:expr, $doc:literal) => {
        #[doc = $doc]
        #[pyclass(name = "Struct", module = $module, frozen, subclass, weakref)]
        pub(crate) struct $class(Held);

        #[pymethods]
        impl $class {
            #[new]
            #[classmethod]
            #[pyo3(signature = (*args, **names), text_signature = "(format)")]
            fn new(
                class: &Bound<'_, PyType>,
                args: &Bound<'_, PyTuple>,
                names: Option<&Bound<'_, PyDict>>,
            ) -> PyResult<Self> {
                initial::new::<Self>(class, args, names).map(Self)
            }

            #[pyo3(signature = (*args, **names))]
            fn __init__(
                slf: &Bound<'_, Self>,
                args: &Bound<'_, PyTuple>,
                names: Option<&Bound<'_, PyDict>>,
            ) -> PyResult<()> {
                initial::init(slf, args, names)
            }

            fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
                slf.get().0.repr(slf)
            }

            /// The format as it was written.
            ///
            /// >>> Struct(b"<hB").format
            /// '<hB'
            #[getter]
            fn format(&self) -> PyResult<String> {
                self.0.text().map_err(|refusal| {
                    if beside().counts_arguments {
                        PyAttributeError::new_err(
                            "'_struct.Struct' object has no attribute 'format'",
                        )
                    } else {
                        refusal
                    }
                })
            }

            fn __sizeof__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
                slf.get().0.text()?;
                slf.py()
                    .get_type::<PyAny>()
                    .call_method1("__sizeof__", (slf,))
            }

            /// The bytes of one item; -1 before __init__.
            ///
            /// >>> Struct("<hB").size
            /// 3
            #[getter]
            fn size(&self) -> isize {
                self.0
                    .get()
                    .map_or(-1, |version| version.size.cast_signed())
            }
        }

        impl Class for $class {
            const MODE: Mode = $mode;

            #[inline]
            fn held(&self) -> &Held {
                &self.0
            }

            fn of(held: Held) -> Self {
                Self(held)
            }

            fn cache() -> &'static PyOnceLock<Py<PyDict>> {
                static CACHE: PyOnceLock<Py<PyDict>> = PyOnceLock::new();
                &CACHE
            }
        }
    };
}

class!(
    Struct,
    "memoryview_rs.struct",
    Mode::Wide,
    "A compiled format: of struct, or of PEP 3118 (\"T{<H:id:(2)<f:xy:}\", \"Zd\", \"<3w\"), as text or as ASCII in bytes.

Raises struct.error, with the place in the text, for what is no format.

>>> Struct(\"T{<H:id:(2)<f:xy:}\").unpack(b\"\\x07\\x00\" + bytes(8))
(7, 0.0, 0.0)"
);
class!(
    StrictStruct,
    "memoryview_rs.strict.struct",
    Mode::Strict,
    "A compiled format of struct, as text or as ASCII in bytes.

Raises struct.error for what is no format.

>>> Struct(\"<Hff\").unpack(b\"\\x07\\x00\" + bytes(8))
(7, 0.0, 0.0)"
);
