//! What does a Python object between `[` and `]` mean?
//!
//! Whatever runs Python code of the user (`__index__`) runs here, before the memory is looked at.

use memoryview_strided::{Index, Layout, MAX_NDIM, Slice};
use pyo3::PyTypeInfo;
use pyo3::exceptions::{PyIndexError, PyOverflowError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyEllipsis, PyInt, PyIterator, PySlice, PyTuple};

use crate::raw;

/// A key, as the builtin memoryview sorts them.
pub(super) enum Key<'py> {
    /// An integer, still to be read: what is refused without it is refused before.
    At,
    Slice(Bound<'py, PySlice>),
    /// A tuple of integers, still to be read.
    Indices(Bound<'py, PyTuple>),
    /// A tuple of slices, at least one.
    Slices,
    Ellipsis,
    /// What the builtin memoryview has no answer for.
    Other,
}

impl<'py> Key<'py> {
    #[inline]
    pub(super) fn of(key: &Bound<'py, PyAny>) -> Self {
        if is_index(key) {
            return Key::At;
        }
        if let Ok(slice) = key.cast::<PySlice>() {
            return Key::Slice(slice.clone());
        }
        if key.is_instance_of::<PyEllipsis>() {
            return Key::Ellipsis;
        }
        if let Ok(tuple) = key.cast::<PyTuple>() {
            if tuple.iter().all(|part| is_index(&part)) {
                return Key::Indices(tuple.clone());
            }
            if tuple.iter().all(|part| part.is_instance_of::<PySlice>()) {
                return Key::Slices;
            }
        }
        Key::Other
    }
}

/// Whether an object counts as an integer: it has `__index__`.
#[inline]
pub(super) fn is_index(object: &Bound<'_, PyAny>) -> bool {
    object.is_exact_instance_of::<PyInt>() || memoryview_python::is_index(object)
}

/// `operator.index`: what is no integer is refused in the interpreter's words, and what `__index__` raises arrives.
pub(crate) fn integer<'py>(object: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    static INDEX: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    if object.is_exact_instance_of::<PyInt>() {
        return Ok(object.clone());
    }
    INDEX
        .import(object.py(), "operator", "index")?
        .call1((object,))
}

/// An integer as a C function takes it that is written for an `int`.
///
/// # Errors
/// What `__index__` raises; `OverflowError` if the number is larger.
pub(super) fn c_int(object: &Bound<'_, PyAny>) -> PyResult<i32> {
    let too_large = |_| PyOverflowError::new_err("Python int too large to convert to C int");
    integer(object)?.extract().map_err(too_large)
}

/// An integer as an index.
///
/// # Errors
/// What `__index__` raises; `IndexError` if the number is larger than any index.
#[inline]
pub(super) fn index(object: &Bound<'_, PyAny>) -> PyResult<isize> {
    let number = if object.is_exact_instance_of::<PyInt>() {
        object.extract()
    } else {
        integer(object)?.extract()
    };
    number.map_err(|error: PyErr| {
        if !error.is_instance_of::<PyOverflowError>(object.py()) {
            return error;
        }
        let name = object
            .get_type()
            .name()
            .map_or_else(|_| "int".into(), |name| name.to_string());
        PyIndexError::new_err(format!("cannot fit '{name}' into an index-sized integer"))
    })
}

/// What each object of an iterator says of an axis, or of a step into a record. Neither are more than [`MAX_NDIM`], so what is endless is not read to
/// its end; and no memory is asked for by what `__len__` says, which may be anything.
///
/// # Errors
/// What the iterator raises, and `read`; `ValueError` if there are more.
pub(super) fn few<'py, T>(
    objects: Bound<'py, PyIterator>,
    read: impl Fn(&Bound<'py, PyAny>) -> PyResult<T>,
) -> PyResult<Vec<T>> {
    let mut all = Vec::new();
    for object in objects {
        if all.len() == MAX_NDIM {
            return Err(PyValueError::new_err(format!(
                "memoryview: more than {MAX_NDIM} numbers or names: no view has so many axes"
            )));
        }
        all.push(read(&object?)?);
    }
    Ok(all)
}

/// A slice, of an axis of any length.
///
/// # Errors
/// What `__index__` of its parts raises; `ValueError` for a step of 0.
#[inline]
pub(super) fn slice(slice: &Bound<'_, PySlice>) -> PyResult<Slice> {
    let (start, stop, step) = memoryview_python::unpack_slice(slice)?;
    Ok(Slice::new(Some(start), Some(stop), step))
}

/// As `cast_exact`, without the error: that counts a reference to the class, which takes longer than all the rest.
#[inline(always)]
pub(super) fn exactly<'a, 'py, T: PyTypeInfo>(
    object: &'a Bound<'py, PyAny>,
) -> Option<&'a Bound<'py, T>> {
    if !object.is_exact_instance_of::<T>() {
        return None;
    }
    object.cast_exact().ok()
}

/// What a key says by the types of its parts alone, before code of the user runs.
pub(super) enum Told<'a, 'py> {
    /// The item at this offset: the key is an `int` or a tuple of `int`s, one for each axis and all within its length.
    Item(isize),
    /// A part, surely: the key is a tuple with a slice or an ellipsis.
    Part(&'a Bound<'py, PyTuple>),
    /// What is refused elsewhere, or means something else.
    Nothing,
}

impl<'a, 'py> Told<'a, 'py> {
    #[inline(always)]
    pub(super) fn of(key: &'a Bound<'py, PyAny>, layout: &Layout) -> Self {
        let (shape, strides, start) = (layout.shape(), layout.strides(), layout.offset());
        let Some(tuple) = exactly::<PyTuple>(key) else {
            let step = match (shape, strides) {
                ([len], [stride]) => step(key, *len, *stride),
                _ => None,
            };
            return step.map_or(Told::Nothing, |step| Told::Item(start.wrapping_add(step)));
        };
        let parts = raw::items(tuple);
        let all = parts.len() == shape.len();
        let mut axes = shape.iter().zip(strides).rev();
        let mut offset = Some(start).filter(|_| all);
        // From behind, because there a slice stands more often than in front.
        for part in parts.rev() {
            if part.is_exact_instance_of::<PySlice>() || is_ellipsis(&part) {
                return Told::Part(tuple);
            }
            offset = offset
                .zip(axes.next())
                .and_then(|(offset, (&len, &stride))| {
                    Some(offset.wrapping_add(step(&part, len, stride)?))
                });
        }
        offset.map_or(Told::Nothing, Told::Item)
    }
}

/// How far an `int` leads along an axis, if it lies within its length. Of an empty view the offset is thrown away.
#[inline(always)]
fn step(part: &Bound<'_, PyAny>, len: usize, stride: isize) -> Option<isize> {
    let index: isize = exactly::<PyInt>(part)?.extract().ok()?;
    Some(stride.wrapping_mul(within(index, len)?.cast_signed()))
}

/// The parts of a key: up to eight stand here, so that a key of the usual size allocates nothing.
pub(super) struct Parts {
    few: [Index; Parts::FEW],
    len: usize,
    /// All of them, if they are more.
    many: Vec<Index>,
}

impl Parts {
    const FEW: usize = 8;

    #[inline]
    pub(super) fn new() -> Self {
        Self {
            few: [Index::Ellipsis; Self::FEW],
            len: 0,
            many: Vec::new(),
        }
    }

    fn push(&mut self, part: Index) {
        match self.few.get_mut(self.len) {
            Some(place) => *place = part,
            None => {
                if self.many.is_empty() {
                    self.many.extend_from_slice(&self.few);
                }
                self.many.push(part);
            }
        }
        self.len += 1;
    }

    /// All that NumPy calls basic indexing: integers, slices, one ellipsis, new axes, alone or in a tuple.
    ///
    /// # Errors
    /// What `__index__` raises; `TypeError` if there are more parts than axes, or if a part is something else.
    pub(super) fn read(&mut self, key: &Bound<'_, PyAny>, ndim: usize) -> PyResult<()> {
        if let Ok(tuple) = key.cast() {
            return each(tuple, ndim, |part, _| self.push(part));
        }
        if ndim == 0 && !takes_no_axis(key) {
            return Err(too_many(0, 1));
        }
        self.push(part(key)?);
        Ok(())
    }

    /// What `read` makes of the places of an item, one an axis; none if the parts are not an integer for each axis.
    ///
    /// # Errors
    /// `IndexError` if one is out of bounds; else what `read` says.
    #[inline]
    pub(super) fn item<R>(
        &self,
        shape: &[usize],
        read: impl FnOnce(&[usize]) -> PyResult<R>,
    ) -> PyResult<Option<R>> {
        let ndim = shape.len();
        if self.len != ndim || !self.iter().all(|part| matches!(part, Index::At(_))) {
            return Ok(None);
        }
        let (mut few, mut many) = ([0; Self::FEW], Vec::new());
        let places = match few.get_mut(..ndim) {
            Some(few) => few,
            None => {
                many.resize(ndim, 0);
                &mut many[..]
            }
        };
        for (axis, (part, &len)) in self.iter().zip(shape).enumerate() {
            if let Index::At(index) = *part {
                places[axis] = place(index, len, axis)?;
            }
        }
        read(places).map(Some)
    }
}

impl std::ops::Deref for Parts {
    type Target = [Index];

    #[inline]
    fn deref(&self) -> &[Index] {
        match self.few.get(..self.len) {
            Some(few) => few,
            None => &self.many,
        }
    }
}

/// Tells `take` one part of a tuple after the other, each with its place.
///
/// # Errors
/// As for [`Parts::read`].
#[inline(always)]
pub(super) fn each(
    tuple: &Bound<'_, PyTuple>,
    ndim: usize,
    mut take: impl FnMut(Index, usize),
) -> PyResult<()> {
    let parts = raw::items(tuple);
    if parts.len() > ndim {
        let fixed = taking_axes(tuple, 0);
        if fixed > ndim {
            return Err(too_many(ndim, fixed));
        }
    }
    let mut ellipsis = false;
    for (place, object) in parts.enumerate() {
        let part = part(&object)?;
        if matches!(part, Index::Ellipsis) && std::mem::replace(&mut ellipsis, true) {
            return Err(PyTypeError::new_err(
                "memoryview: a key can have one ellipsis only",
            ));
        }
        take(part, place);
    }
    Ok(())
}

/// How many parts of a tuple take an axis, of those from this place on.
pub(super) fn taking_axes(tuple: &Bound<'_, PyTuple>, from: usize) -> usize {
    let parts = raw::items(tuple).skip(from);
    parts.filter(|part| !takes_no_axis(part)).count()
}

/// `None` and `...`.
fn takes_no_axis(part: &Bound<'_, PyAny>) -> bool {
    part.is_none() || is_ellipsis(part)
}

/// There is one object of this class, and no class inherits from it.
#[inline]
fn is_ellipsis(part: &Bound<'_, PyAny>) -> bool {
    part.is_exact_instance_of::<PyEllipsis>()
}

/// One part of a key; the usual ones are told by their type alone.
#[inline(always)]
pub(super) fn part(object: &Bound<'_, PyAny>) -> PyResult<Index> {
    if let Some(int) = exactly::<PyInt>(object) {
        Ok(Index::At(match int.extract() {
            Ok(index) => index,
            Err(_) => index(object)?,
        }))
    } else if let Some(it) = exactly::<PySlice>(object) {
        Ok(Index::Slice(slice(it)?))
    } else {
        other_part(object)
    }
}

#[inline(never)]
fn other_part(object: &Bound<'_, PyAny>) -> PyResult<Index> {
    if object.is_none() {
        Ok(Index::NewAxis)
    } else if is_ellipsis(object) {
        Ok(Index::Ellipsis)
    } else if is_index(object) {
        Ok(Index::At(index(object)?))
    } else {
        Err(invalid())
    }
}

pub(super) fn too_many(ndim: usize, given: usize) -> PyErr {
    PyTypeError::new_err(format!(
        "cannot index {ndim}-dimension view with {given}-element tuple"
    ))
}

pub(super) fn invalid() -> PyErr {
    PyTypeError::new_err("memoryview: invalid slice key")
}

/// The place of an item on one axis. `axis` counts from 0; the text from 1, as CPython's does.
#[inline]
pub(super) fn place(index: isize, len: usize, axis: usize) -> PyResult<usize> {
    within(index, len).ok_or_else(|| {
        let axis = axis + 1;
        PyIndexError::new_err(format!("index out of bounds on dimension {axis}"))
    })
}

/// The place of an item on an axis, if it is one.
#[inline(always)]
fn within(index: isize, len: usize) -> Option<usize> {
    let len = len.cast_signed();
    let place = if index < 0 { index + len } else { index };
    (0..len).contains(&place).then_some(place.unsigned_abs())
}
