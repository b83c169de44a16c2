//! What do `pack`, `unpack` and their sisters do, in the order in which CPython does it?

use pyo3::exceptions::{PyIndexError, PyOverflowError, PyRuntimeError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};

use super::bytes::{self, Scratch};
use super::class::Version;
use super::entry::Given;
use super::parsed::Mode;
use super::rows::Rows;
use super::{error, pack, unpack};
use crate::arguments::Function;
use crate::beside::beside;
use crate::lease::Lease;
use crate::view::key;

#[cold]
pub(crate) fn uninitialized() -> PyErr {
    PyRuntimeError::new_err("Struct object is not initialized")
}

/// # Errors
/// `RuntimeError` if there is no format, where CPython refuses that before all else.
fn initialized(version: Option<&Version<'_>>) -> PyResult<()> {
    match version {
        None if beside().empty_structs_refused => Err(uninitialized()),
        _ => Ok(()),
    }
}

#[cold]
fn wrong_count(py: Python<'_>, function: &str, count: isize, given: usize) -> PyErr {
    error(
        py,
        &format!("{function} expected {count} items for packing (got {given})"),
    )
}

pub(crate) fn pack<'py>(
    version: Option<Version<'_>>,
    given: Given<'_, 'py>,
) -> PyResult<Bound<'py, PyBytes>> {
    let py = given.py();
    let Some(version) = version else {
        initialized(None)?;
        return Err(wrong_count(py, "pack", -1, given.len()));
    };
    if given.len() != version.count {
        return Err(wrong_count(
            py,
            "pack",
            version.count.cast_signed(),
            given.len(),
        ));
    }
    PyBytes::new_with(py, version.size, |target| {
        pack::write(&version, given, target)
    })
}

/// `before` arguments stand in front of the buffer.
pub(crate) fn pack_into(
    version: Option<Version<'_>>,
    given: Given<'_, '_>,
    mode: Mode,
    before: usize,
) -> PyResult<()> {
    let py = given.py();
    initialized(version.as_ref())?;
    let count = version
        .as_ref()
        .map_or(-1, |version| version.count.cast_signed());
    let Some(buffer) = given.get(0) else {
        return Err(error(py, "pack_into expected buffer argument"));
    };
    let Some(offset) = given.get(1) else {
        return Err(error(py, "pack_into expected offset argument"));
    };
    let values = given.after(2);
    let counted = match values.len() {
        found if found.cast_signed() == count => Ok(()),
        found => Err(wrong_count(py, "pack_into", count, found)),
    };
    // CPython 3.15 looks at the buffer and the offset before.
    let counted = match beside().counts_arguments {
        true => counted,
        false => {
            counted?;
            Ok(())
        }
    };
    let version = version.ok_or_else(uninitialized)?;
    let size = version.size;
    let packed = Lease::during(&buffer, true, |lease| {
        let offset = pack_offset(&offset)?;
        counted?;
        let at = place(py, Deed::Pack, size, offset, lease.len(py))?;
        let mut scratch = Scratch::new();
        let target = scratch.of(size)?;
        let packed = pack::write(&version, values, target);
        // CPython leaves behind what it wrote before it refused.
        if packed.is_ok() || mode == Mode::Strict {
            let written = lease.write(py, at, target);
            debug_assert!(written.is_some());
        }
        packed
    });
    packed.map_err(|_| {
        let kind = name_of_type(&buffer);
        let which = match beside().counts_arguments {
            true => format!("pack_into() argument {}", before + 1),
            false => "argument".into(),
        };
        let text = format!("{which} must be read-write bytes-like object, not {kind}");
        PyTypeError::new_err(text)
    })?
}

fn name_of_type(object: &Bound<'_, PyAny>) -> String {
    object
        .get_type()
        .name()
        .map_or_else(|_| "?".into(), |name| name.to_string())
}

pub(crate) fn unpack<'py>(
    version: Option<Version<'_>>,
    buffer: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyTuple>> {
    let py = buffer.py();
    initialized(version.as_ref())?;
    let size = version
        .as_ref()
        .map_or(-1, |version| version.size.cast_signed());
    let place = |len: usize| {
        if len.cast_signed() == size {
            Ok((0, len))
        } else {
            Err(error(
                py,
                &format!("unpack requires a buffer of {size} bytes"),
            ))
        }
    };
    bytes::with(buffer, place, |row| {
        let version = version.as_ref().ok_or_else(uninitialized)?;
        unpack::tuple(py, version, row)
    })
}

/// `before` arguments stand in front of the buffer.
pub(crate) fn unpack_from<'py>(
    version: Option<Version<'_>>,
    given: Given<'_, 'py>,
    before: usize,
) -> PyResult<Bound<'py, PyTuple>> {
    let py = given.py();
    let (buffer, offset) = buffer_and_offset(given, before)?;
    let version = version.ok_or_else(uninitialized)?;
    let size = version.size;
    let place = |len: usize| {
        // The buffer is taken before the offset is asked for.
        let offset = offset
            .as_ref()
            .map_or(Ok(0), |offset| unpack_offset(offset))?;
        Ok((place(py, Deed::Unpack, size, offset, len)?, size))
    };
    bytes::with(&buffer, place, |row| unpack::tuple(py, &version, row))
}

type Pair<'py> = (Bound<'py, PyAny>, Option<Bound<'py, PyAny>>);

/// `buffer` and `offset`, each by its place or by its name.
fn buffer_and_offset<'py>(given: Given<'_, 'py>, before: usize) -> PyResult<Pair<'py>> {
    let function = Function {
        name: "unpack_from",
        before,
        required: ["buffer"],
        optional: ["offset"],
    };
    let (names, placed) = given.names();
    let values = (0..).map_while(|index| Some(given.get(index)?.to_owned()));
    let ([buffer], [offset]) = function.given(values, placed, names)?;
    Ok((buffer, offset))
}

pub(crate) fn iter_unpack<'py>(
    version: Option<Version<'_>>,
    buffer: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, Rows>> {
    let version = version.ok_or_else(uninitialized)?;
    Bound::new(buffer.py(), Rows::of(&version, buffer)?)
}

/// `__index__`, as an offset; up to 3.14 the two functions differ in what they say of one that is too large.
fn pack_offset(offset: &Bound<'_, PyAny>) -> PyResult<isize> {
    if beside().counts_arguments {
        return unpack_offset(offset);
    }
    key::integer(offset)?.extract().map_err(|_| {
        let kind = name_of_type(offset);
        PyIndexError::new_err(format!("cannot fit '{kind}' into an index-sized integer"))
    })
}

fn unpack_offset(offset: &Bound<'_, PyAny>) -> PyResult<isize> {
    key::integer(offset)?
        .extract()
        .map_err(|_| PyOverflowError::new_err("Python int too large to convert to C ssize_t"))
}

#[derive(Clone, Copy)]
enum Deed {
    Pack,
    Unpack,
}

/// Where `size` bytes begin, if they lie inside.
fn place(py: Python<'_>, deed: Deed, size: usize, offset: isize, len: usize) -> PyResult<usize> {
    let refused = |text: String| Err(error(py, &text));
    let at = if offset < 0 {
        let back = offset.unsigned_abs();
        if size > back {
            return refused(match deed {
                Deed::Pack => format!("no space to pack {size} bytes at offset {offset}"),
                Deed::Unpack => {
                    format!("not enough data to unpack {size} bytes at offset {offset}")
                }
            });
        }
        match len.checked_sub(back) {
            Some(at) => at,
            None => {
                return refused(format!(
                    "offset {offset} out of range for {len}-byte buffer"
                ));
            }
        }
    } else {
        offset.unsigned_abs()
    };
    if len.checked_sub(at).is_none_or(|rest| rest < size) {
        let (function, verb) = match deed {
            Deed::Pack => ("pack_into", "packing"),
            Deed::Unpack => ("unpack_from", "unpacking"),
        };
        // Both are at most isize::MAX, so their sum fits.
        let needed = at + size;
        return refused(format!(
            "{function} requires a buffer of at least {needed} bytes for {verb} {size} bytes at offset {at} \
             (actual buffer size is {len})"
        ));
    }
    Ok(at)
}
