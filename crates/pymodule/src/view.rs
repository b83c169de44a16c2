//! What is a memoryview? Memory that an exporter lends, a layout, and a format as the exporter wrote it.
//!
//! [`Strict`] refuses what CPython's builtin refuses. [`Full`](full::Full) is the same object with the flag `answers` set: where
//! the builtin gives up, it goes on. Each deed stands in a file of its own.

mod assign;
mod attributes;
mod bytes;
mod cast;
mod compare;
mod export;
mod full;
mod item;
mod iter;
pub(crate) mod key;
mod list;
mod listed;
mod made;
mod managed;
mod nested;
mod newer;
pub(crate) mod open;
mod pointers;
mod release;
mod subscript;
mod text;
mod transform;
pub(crate) mod value;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicIsize, AtomicUsize, Ordering::Relaxed};

use memoryview_python::{Fault, Import, Lent};
use memoryview_strided::{ForeignView, Format, IndirectView, Layout};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple, PyType};
use pyo3::{PyTraverseError, PyVisit};

use crate::arguments::Function;
use managed::Managed;
use pointers::Behind;
use text::Text;

pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    made::probe(py)?;
    module.add("strict_memoryview", py.get_type::<Strict>())?;
    module.add("memoryview", py.get_type::<full::Full>())?;
    module.add("Difference", py.get_type::<full::Found>())?;
    module.add("UnhashableError", compare::unhashable_error(py)?)?;
    newer::withhold(py)?;
    listed::probe(py)?;
    module.add_function(wrap_pyfunction!(full::rebuild, module)?)
}

/// Create a new memoryview object which references the given object.
///
/// It refuses exactly what the builtin memoryview of CPython 3.13 refuses, with its exceptions and texts, and has what later
/// versions of the interpreter that runs it have.
///
/// >>> from memoryview_rs.strict import memoryview
/// >>> m = memoryview(b"abc")
/// >>> m[1], m[::-1].tolist()
/// (98, [99, 98, 97])
/// >>> memoryview([1])
/// Traceback (most recent call last):
///     ...
/// TypeError: memoryview: a bytes-like object is required, not 'list'
#[pyclass(
    frozen,
    weakref,
    subclass,
    sequence,
    name = "memoryview",
    module = "memoryview_rs.strict"
)]
pub(crate) struct Strict {
    managed: Py<Managed>,
    /// Shape, strides, item size and, counted from the lowest byte of the exporter, the place of the item at index 0.
    layout: Layout,
    /// Where the items lie, if that is behind pointers.
    behind: Option<Box<Behind>>,
    /// The text of the items; if none, the exporter's.
    text: Option<Arc<Text>>,
    readonly: bool,
    /// Whether it goes on where the builtin refuses.
    answers: bool,
    released: AtomicBool,
    exports: AtomicUsize,
    /// [`NO_HASH`] until it is asked for.
    hash: AtomicIsize,
}

/// No object has this hash: Python says so.
const NO_HASH: isize = -1;

/// What is said of every released view.
const RELEASED: &str = "operation forbidden on released memoryview object";

/// The items, wherever they lie.
enum Items<'a> {
    Direct(ForeignView<'a>),
    Indirect(IndirectView<'a>),
}

impl Strict {
    /// A view of all that an object exports; of what another view shows, if the object is one of ours.
    fn of(object: &Bound<'_, PyAny>, answers: bool) -> PyResult<Self> {
        if let Ok(view) = object.cast::<Strict>() {
            let view = view.get();
            view.check()?;
            let mut sibling = view.sibling(object.py(), view.layout.clone());
            sibling.answers = answers;
            return Ok(sibling);
        }
        Self::import(object, answers, Import::of)
    }

    fn import(
        object: &Bound<'_, PyAny>,
        answers: bool,
        take: impl FnOnce(&Bound<'_, PyAny>) -> PyResult<Import>,
    ) -> PyResult<Self> {
        let py = object.py();
        let import = match take(object) {
            Ok(import) => import,
            Err(error) if error.is_instance_of::<PyTypeError>(py) && !exports(object) => {
                let name = object.get_type().name()?;
                return Err(PyTypeError::new_err(format!(
                    "memoryview: a bytes-like object is required, not '{name}'"
                )));
            }
            Err(error) => return Err(error),
        };
        let described = import.description();
        let text = Text::sized(described.format.clone(), described.layout.itemsize());
        let (layout, readonly) = (described.layout.clone(), described.readonly);
        let behind = described.suboffsets.as_deref().map(Behind::told);
        Ok(Strict {
            managed: Py::new(py, Managed::new(import, text))?,
            layout,
            behind,
            text: None,
            readonly,
            answers,
            released: AtomicBool::new(false),
            exports: AtomicUsize::new(0),
            hash: AtomicIsize::new(NO_HASH),
        })
    }

    /// Another view of the same export.
    fn sibling(&self, py: Python<'_>, layout: Layout) -> Self {
        self.twin(py, self.behind.clone(), || layout)
    }

    /// Another view of the same export, with a layout that is made where the view stays.
    #[inline(always)]
    fn twin(
        &self,
        py: Python<'_>,
        behind: Option<Box<Behind>>,
        layout: impl FnOnce() -> Layout,
    ) -> Self {
        self.managed.get().join();
        let (managed, text) = (self.managed.clone_ref(py), self.text.clone());
        Strict {
            managed,
            behind,
            text,
            readonly: self.readonly,
            answers: self.answers,
            released: AtomicBool::new(false),
            exports: AtomicUsize::new(0),
            hash: AtomicIsize::new(NO_HASH),
            layout: layout(),
        }
    }

    /// As a Python object of the class that it belongs to.
    fn into_object(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        Ok(made::Made::of(py, self.answers, || self)?.done())
    }

    #[inline]
    fn text(&self) -> &Arc<Text> {
        match &self.text {
            Some(text) => text,
            None => self.managed.get().text(),
        }
    }

    #[inline]
    fn is_released(&self) -> bool {
        self.released.load(Relaxed)
    }

    /// # Errors
    /// The view was released.
    #[inline]
    fn check(&self) -> PyResult<()> {
        if self.is_released() {
            return Err(PyValueError::new_err(RELEASED));
        }
        Ok(())
    }

    /// The memory, as long as the result lives.
    #[inline(always)]
    fn lend<'a, 'py>(&'a self, py: Python<'py>) -> PyResult<Lent<'a, 'py>> {
        self.check()?;
        let lent = self.managed.get().import().lend(py);
        let lent = lent.ok_or_else(|| PyValueError::new_err(RELEASED));
        if self.behind.is_some() {
            return Ok(self.followed(lent?));
        }
        lent
    }

    /// The items, as a format describes them.
    fn items<'a>(&self, lent: &'a Lent<'_, '_>, format: Format) -> Result<Items<'a>, Fault> {
        if let Some(behind) = self.chain()
            && let Some(view) = self.indirect(lent, behind, format.clone())?
        {
            return Ok(Items::Indirect(view));
        }
        Ok(Items::Direct(lent.foreign(self.layout.clone(), format)?))
    }

    /// The items as the bytes that they are, whatever they mean.
    fn opaque<'a>(&self, lent: &'a Lent<'_, '_>) -> Result<Items<'a>, Fault> {
        self.items(lent, Format::opaque(self.layout.itemsize(), None))
    }

    /// Whether the items lie one after the other, in C order and in Fortran order, as CPython decides it: of one axis it looks at the
    /// stride even if there are no items.
    fn contiguous(&self) -> (bool, bool) {
        if self.chain().is_some() {
            return (false, false);
        }
        if let ([n], [stride]) = (self.layout.shape(), self.layout.strides()) {
            let line = *n == 1 || *stride == self.layout.itemsize().cast_signed();
            return (line, line);
        }
        (self.layout.is_c_contiguous(), self.layout.is_f_contiguous())
    }
}

/// The one argument of the constructors.
const NEW: Function<1, 0> = Function {
    name: "memoryview",
    before: 0,
    required: ["object"],
    optional: [],
};

const FROM_FLAGS: Function<2, 0> = Function {
    name: "_from_flags",
    before: 0,
    required: ["object", "flags"],
    optional: [],
};

/// Whether an object says that it exports a buffer: where it then refuses, that is its word.
fn exports(object: &Bound<'_, PyAny>) -> bool {
    memoryview_python::exports(object)
}

#[pymethods]
impl Strict {
    #[new]
    #[pyo3(signature = (*args, **kwargs), text_signature = "(object)")]
    fn new(args: &Bound<'_, PyTuple>, kwargs: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let ([object], []) = NEW.taken(args, kwargs)?;
        Self::of(&object, false)
    }

    #[classmethod]
    fn __init_subclass__(class: &Bound<'_, PyType>) -> PyResult<()> {
        let _ = class;
        let why = "type 'memoryview' is not an acceptable base type";
        Err(PyTypeError::new_err(why))
    }

    /// A view of what an object answers to these flags of PEP 3118.
    #[classmethod]
    #[pyo3(signature = (*args, **kwargs), text_signature = "(object, flags)")]
    fn _from_flags<'py>(
        class: &Bound<'py, PyType>,
        args: &Bound<'py, PyTuple>,
        kwargs: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = class.py();
        let ([object, flags], []) = FROM_FLAGS.taken(args, kwargs)?;
        let flags = key::c_int(&flags)?;
        let answers = class.is(py.get_type::<full::Full>());
        let view = if object.is_instance_of::<Strict>() {
            Self::of(&object, answers)?
        } else {
            Self::import(&object, answers, |object| Import::with_flags(object, flags))?
        };
        view.into_object(py)
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.managed)
    }
}
