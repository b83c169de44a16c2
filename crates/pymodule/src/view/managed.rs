//! Who keeps an export, and until when? All views of it together, by one private object.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};

use memoryview_python::Import;
use pyo3::prelude::*;
use pyo3::{PyTraverseError, PyVisit};

use super::open::Origin;
use super::text::Text;

/// The export that sibling views share, as CPython's `_PyManagedBuffer`: it alone knows the exporter, to the garbage collector too.
#[pyclass(frozen, name = "managed_buffer", module = "memoryview_rs._native")]
pub(super) struct Managed {
    import: Import,
    /// What the exporter says of its items.
    text: Arc<Text>,
    /// Views that were not released.
    views: AtomicUsize,
    /// Buffers that others have taken of the views and not given back.
    exports: AtomicUsize,
    /// The file that the memory is, if it was opened as one.
    origin: OnceLock<Origin>,
}

impl Managed {
    /// With its first view.
    pub(super) fn new(import: Import, text: Arc<Text>) -> Self {
        Managed {
            import,
            text,
            views: AtomicUsize::new(1),
            exports: AtomicUsize::new(0),
            origin: OnceLock::new(),
        }
    }

    pub(super) fn origin(&self) -> Option<&Origin> {
        self.origin.get()
    }

    /// What is said once stays.
    pub(super) fn set_origin(&self, origin: Origin) {
        let _ = self.origin.set(origin);
    }

    #[inline]
    pub(super) fn import(&self) -> &Import {
        &self.import
    }

    #[inline]
    pub(super) fn text(&self) -> &Arc<Text> {
        &self.text
    }

    /// One view more. Counting needs no atomic addition: whoever makes views is attached to the interpreter.
    #[inline]
    pub(super) fn join(&self) {
        self.views.store(self.views.load(Relaxed) + 1, Relaxed);
    }

    /// Somebody has taken a buffer of a view.
    pub(super) fn taken(&self) {
        self.exports.store(self.exports.load(Relaxed) + 1, Relaxed);
    }

    /// Somebody has given a buffer of a view back.
    pub(super) fn given_back(&self) {
        self.exports.store(self.exports.load(Relaxed) - 1, Relaxed);
    }

    /// Keeps the export while Python code runs that may release the views.
    #[inline]
    pub(super) fn hold(&self) -> Hold<'_> {
        self.join();
        Hold(self)
    }

    /// One view less; the last one gives the export back.
    #[inline]
    pub(super) fn leave(&self) {
        let views = self.views.load(Relaxed) - 1;
        self.views.store(views, Relaxed);
        if views == 0 {
            // After the interpreter has ended there is nobody to give it back to.
            let _ = Python::try_attach(|py| self.import.close(py));
        }
    }
}

/// Counts as a view.
pub(super) struct Hold<'a>(&'a Managed);

impl Drop for Hold<'_> {
    #[inline]
    fn drop(&mut self) {
        self.0.leave();
    }
}

#[pymethods]
impl Managed {
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.import.traverse(&visit)
    }

    /// Who has a buffer of a view is garbage then too, but may still be used: weak references, and callbacks of what is cleared after this, reach it.
    /// It gives the buffer back when it is cleared itself, and the export follows its last view, or the next collection.
    fn __clear__(&self) {
        if self.exports.load(Relaxed) == 0 {
            Python::attach(|py| self.import.close(py));
        }
    }
}
