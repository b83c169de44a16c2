//! What do the builtin `memoryview` and `struct` beside us have that those of CPython 3.13 have not?
//!
//! The strict ones refuse what CPython 3.13 refuses, but for what the interpreter that runs them has learnt since. It is asked for
//! itself where that is possible, because repairs come with patch releases too.

use std::sync::OnceLock;

use pyo3::prelude::*;
use pyo3::types::PyMemoryView;

/// Each is a thing that later versions have.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Beside {
    /// memoryview has `count`, `index` and `memoryview[int]`: 3.14.
    pub(crate) searches: bool,
    /// `struct` knows `F` and `D`: 3.14.
    pub(crate) complex_letters: bool,
    /// `struct` and memoryview know `Zf` and `Zd`: 3.15.
    pub(crate) complex_words: bool,
    /// `struct` refuses what is too large for a native `f`, as it does for those of a byte order: 3.14.
    pub(crate) large_singles_refused: bool,
    /// Nothing can be done with a `Struct` before `__init__`: 3.14.
    pub(crate) empty_structs_refused: bool,
    /// A `Struct` has its format from `__new__`: 3.15.
    pub(crate) formats_in_new: bool,
    /// `struct` counts arguments, and names them, as all builtin functions do: 3.15.
    pub(crate) counts_arguments: bool,
}

static BESIDE: OnceLock<Beside> = OnceLock::new();

/// What [`probe`] found; before it, what CPython 3.13 has.
#[inline]
pub(crate) fn beside() -> Beside {
    BESIDE.get().copied().unwrap_or_default()
}

/// Asks the interpreter, once.
///
/// # Errors
/// It has no module `struct`.
pub(crate) fn probe(py: Python<'_>) -> PyResult<()> {
    let module = py.import("struct")?;
    let knows = |text: &str| module.call_method1("calcsize", (text,)).is_ok();
    let version = py.version_info();
    let found = Beside {
        searches: py.get_type::<PyMemoryView>().hasattr("index")?,
        complex_letters: knows("F"),
        complex_words: knows("Zf"),
        large_singles_refused: module.call_method1("pack", ("f", 1e300)).is_err(),
        empty_structs_refused: version >= (3, 14),
        formats_in_new: version >= (3, 15),
        counts_arguments: version >= (3, 15),
    };
    let _ = BESIDE.set(found);
    Ok(())
}
