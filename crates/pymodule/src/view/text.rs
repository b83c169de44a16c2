//! What does the text of a format say, to the strict class and to the other?

use std::borrow::Cow;
use std::ffi::CString;
use std::sync::{Arc, OnceLock};

use memoryview_strided::Format;
use pyo3::exceptions::PyNotImplementedError;
use pyo3::prelude::*;

/// The codes whose items the builtin memoryview reads.
const NATIVE: &[u8] = b"cbBhHiIlLqQnNfde?P";

/// A format as its exporter wrote it; what it means is found out when an item is asked for.
#[derive(Debug)]
pub(super) struct Text {
    written: CString,
    /// The code, if the text is a native one alone, after an `@` or none.
    code: Option<u8>,
    full: OnceLock<Format>,
    plain: OnceLock<Option<Format>>,
}

impl Text {
    pub(super) fn new(written: CString) -> Arc<Self> {
        let code = match bare(written.as_bytes()) {
            [code] if NATIVE.contains(code) => Some(*code),
            _ => None,
        };
        Arc::new(Text {
            written,
            code,
            full: OnceLock::new(),
            plain: OnceLock::new(),
        })
    }

    pub(super) fn written(&self) -> &CString {
        &self.written
    }

    pub(super) fn show(&self) -> Cow<'_, str> {
        self.written.to_string_lossy()
    }

    /// Without the `@`, which says nothing.
    pub(super) fn bare(&self) -> &[u8] {
        bare(self.written.as_bytes())
    }

    /// The code that the builtin memoryview reads, if it is one.
    #[inline]
    pub(super) fn code(&self) -> Option<u8> {
        self.code
    }

    /// The code that the builtin memoryview reads.
    ///
    /// # Errors
    /// `NotImplementedError` if the text is no single code, or none that it reads.
    pub(super) fn native(&self) -> PyResult<u8> {
        if let Some(code) = self.code {
            return Ok(code);
        }
        Err(PyNotImplementedError::new_err(match self.bare() {
            [_] => format!(
                "memoryview: format {} not supported",
                String::from_utf8_lossy(self.bare())
            ),
            _ => format!("memoryview: unsupported format {}", self.show()),
        }))
    }

    /// What it says about items of this size, in any dialect of PEP 3118.
    pub(super) fn full(&self, itemsize: usize) -> &Format {
        self.full
            .get_or_init(|| Format::for_buffer(&self.show(), itemsize))
    }

    /// What the struct module makes of it, if it is of its language and does not say more than the item has.
    pub(super) fn plain(&self, itemsize: usize) -> Option<&Format> {
        let parse = || Format::parse_struct(&self.show()).ok();
        self.plain
            .get_or_init(parse)
            .as_ref()
            .filter(|format| format.size() <= itemsize)
    }
}

fn bare(written: &[u8]) -> &[u8] {
    written.strip_prefix(b"@").unwrap_or(written)
}
