//! Which items do nested lists hold, where they stand on the right side of an assignment?
//!
//! A list is an axis, a list in a list the next one, as far as items are no lists themselves: items that are sub-arrays take the innermost lists,
//! and a tuple is one record where items are records. So `m[...] = m.tolist()` changes nothing, whatever the format is.
//!
//! All objects are converted before memory is looked at, because that may run code of the user: what it changes in a list is noticed or
//! not seen, and nothing of the memory is written before all of it has run.

use memoryview_python::Fault;
use memoryview_strided::format::{Counted, Form};
use memoryview_strided::{Buffer, Format, Layout, MAX_NDIM, Order, Spec};
use pyo3::exceptions::{PyMemoryError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PySequence, PyString, PyTuple};

use super::value::bare;
use super::{Strict, assign};

/// Whether an object is an axis of objects to an item of this format: a sequence, and no item.
fn is_axis(object: &Bound<'_, PyAny>, format: &Format) -> bool {
    let is_record = matches!(unrolled(format).0.form(), Form::Record(_));
    let is_item = object.is_instance_of::<PyString>()
        || is_record && object.is_instance_of::<PyTuple>()
        || assign::is_item(object, format);
    !is_item && object.cast::<PySequence>().is_ok()
}

/// What the lists of a sub-array hold, and how deep they are; of another format itself and 0.
fn unrolled(format: &Format) -> (Format, usize) {
    let (mut format, mut depth) = (format.clone(), 0);
    loop {
        let inner = match format.form() {
            Form::Array(array) => {
                depth += array.shape().len();
                Some(array.item())
            }
            // A number with padding behind it.
            Form::Record(record) => bare(record).map(|only| only.format()),
            _ => None,
        };
        match inner {
            Some(inner) => format = inner,
            None => return (format, depth),
        }
    }
}

/// The lengths of the axes of items, as the first object of each says them; none if the object is one item.
///
/// # Errors
/// What the objects raise; `ValueError` for more axes than a view has.
pub(super) fn shape(object: &Bound<'_, PyAny>, format: &Format) -> PyResult<Option<Vec<usize>>> {
    let mut shape = Vec::new();
    let mut object = object.clone();
    while is_axis(&object, format) {
        if shape.len() == MAX_NDIM {
            return Err(PyValueError::new_err(format!(
                "memoryview: lists in lists make more than {MAX_NDIM} axes"
            )));
        }
        let len = object.len()?;
        shape.push(len);
        if len == 0 {
            return Ok(Some(shape));
        }
        object = object.get_item(0)?;
    }
    let (_, inner) = unrolled(format);
    shape.truncate(shape.len().saturating_sub(inner));
    Ok((!shape.is_empty()).then_some(shape))
}

/// So many objects of an axis, as they are now.
///
/// # Errors
/// What the sequence raises; `ValueError` if there are more or fewer.
fn axis<'py>(
    object: &Bound<'py, PyAny>,
    axis: usize,
    len: usize,
) -> PyResult<Vec<Bound<'py, PyAny>>> {
    let differs = |found: &str| {
        PyValueError::new_err(format!(
            "memoryview: axis {axis} of the lists has {} in one place and {found} in another",
            Counted(len, "item")
        ))
    };
    let Ok(iter) = object.try_iter() else {
        return Err(differs("none"));
    };
    let parts: Vec<_> = iter.take(len.saturating_add(1)).collect::<PyResult<_>>()?;
    match parts.len() {
        n if n == len => Ok(parts),
        n if n > len => Err(differs("more")),
        n => Err(differs(&n.to_string())),
    }
}

/// Gives each object of the axes `shape[at..]` to `then`, in C order.
fn each<'py>(
    object: &Bound<'py, PyAny>,
    shape: &[usize],
    at: usize,
    then: &mut dyn FnMut(&Bound<'py, PyAny>) -> PyResult<()>,
) -> PyResult<()> {
    let Some(&len) = shape.get(at) else {
        return then(object);
    };
    for part in axis(object, at, len)? {
        each(&part, shape, at + 1, then)?;
    }
    Ok(())
}

impl Strict {
    /// Items of this shape in nested lists, to be copied to a part whose shape is `into`.
    ///
    /// # Errors
    /// `ValueError` if the shapes do not go together or the lists are not as long as each other; else as for one item.
    pub(super) fn nested_items(
        &self,
        object: &Bound<'_, PyAny>,
        shape: &[usize],
        into: &[usize],
    ) -> PyResult<Buffer> {
        let size = self.layout.itemsize();
        let format = self.text().full(size);
        // Lists say nothing of the axes behind one without items.
        let nothing = shape.contains(&0) && into.starts_with(shape);
        let shape = if nothing { into } else { shape };
        let layout = Layout::contiguous(shape, size, Order::C).map_err(Fault::from)?;
        // Before as many objects are asked as the lists claim.
        let _ = layout.broadcast_to(into).map_err(Fault::from)?;
        let mut bytes = Vec::new();
        bytes.try_reserve_exact(layout.nbytes()).map_err(|_| {
            PyMemoryError::new_err(format!(
                "memoryview: no memory for {}",
                Counted(layout.len(), "item")
            ))
        })?;
        // Of items without bytes there may be more than anybody counts, and nothing is written.
        let mut write = |object: &Bound<'_, PyAny>| {
            let value = self.value_of(object, format)?;
            let start = bytes.len();
            bytes.resize(start + size, 0);
            let written = format.encode(&value, &mut bytes[start..]);
            written.map_err(|error| self.refused(error.into()))
        };
        if size > 0 {
            each(object, shape, 0, &mut write)?;
        }
        let spec = Spec::from_format(format.clone())
            .itemsize(size)
            .shape(shape);
        Ok(Buffer::from_bytes(bytes, &spec).map_err(Fault::from)?)
    }
}
