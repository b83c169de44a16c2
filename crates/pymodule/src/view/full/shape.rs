//! How does the same memory get another shape?

use std::ops::Range;

use memoryview_python::Fault;
use memoryview_strided::format::Counted;
use memoryview_strided::{Index, Layout, Order};
use pyo3::exceptions::{PyBufferError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PySlice, PyString, PyTuple};

use super::{Full, packed};
use crate::view::text::Text;
use crate::view::transform::{Path, Transform};
use crate::view::{Items, Strict, key};

/// Integers that are given one by one, or as one sequence.
fn integers(args: &Bound<'_, PyTuple>) -> PyResult<Vec<isize>> {
    if args.len() == 1
        && let Ok(parts) = args.get_item(0)?.try_iter()
    {
        return key::few(parts, key::index);
    }
    args.iter().map(|part| key::index(&part)).collect()
}

/// Lengths of axes.
fn lengths(shape: &Bound<'_, PyAny>) -> PyResult<Vec<usize>> {
    let read = |part: &Bound<'_, PyAny>| length(key::index(part)?);
    match shape.try_iter() {
        Ok(parts) => key::few(parts, read),
        Err(_) => Ok(vec![read(shape)?]),
    }
}

fn length(n: isize) -> PyResult<usize> {
    n.try_into().map_err(|_| {
        PyValueError::new_err(format!("memoryview: a length of {}", Counted(n, "item")))
    })
}

#[pymethods]
impl Full {
    /// The axes in reverse order; a view, not a copy.
    ///
    /// >>> memoryview(b"abcdef").cast("c", [2, 3]).transpose().shape
    /// (3, 2)
    fn transpose<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let view = slf.as_super().get();
        view.derived(slf.py(), &Transform::Transpose)?
            .into_object(slf.py())
    }

    /// The axes in reverse order, as transpose().
    ///
    /// >>> memoryview(b"abcdef").cast("c", [2, 3]).T.shape
    /// (3, 2)
    #[getter(T)]
    fn transposed<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        Self::transpose(slf)
    }

    /// The axes in another order: axis k of the result is axis axes[k] of this view; negative ones count from the end.
    /// IndexError for an axis that there is not, or if one is missing or named twice.
    ///
    /// >>> memoryview(b"abcdef").cast("c", [1, 2, 3]).permute(2, 0, 1).shape
    /// (3, 1, 2)
    #[pyo3(signature = (*axes))]
    fn permute<'py>(
        slf: &Bound<'py, Self>,
        axes: &Bound<'py, PyTuple>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let axes = integers(axes)?;
        let view = slf.as_super().get();
        view.derived(slf.py(), &Transform::Permute(&axes))?
            .into_object(slf.py())
    }

    /// The same items in C order in another shape, never by copying; one length may be -1. ValueError if the number of
    /// items differs, or if the axes do not run into each other.
    ///
    /// >>> memoryview(b"abcdef").reshape(2, -1).strides
    /// (3, 1)
    #[pyo3(signature = (*shape))]
    fn reshape<'py>(
        slf: &Bound<'py, Self>,
        shape: &Bound<'py, PyTuple>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let shape = integers(shape)?;
        let view = slf.as_super().get();
        view.derived(slf.py(), &Transform::Reshape(&shape))?
            .into_object(slf.py())
    }

    /// Repeated to a larger shape by NumPy's rules, without a copy; the result is read-only. ValueError if an axis has neither
    /// that length nor 1.
    ///
    /// >>> memoryview(b"ab").broadcast_to((3, 2)).strides
    /// (0, 1)
    fn broadcast_to<'py>(
        slf: &Bound<'py, Self>,
        shape: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let shape = lengths(shape)?;
        let this = slf.as_super().get();
        let mut view = this.derived(slf.py(), &Transform::BroadcastTo(&shape))?;
        view.readonly = true;
        view.into_object(slf.py())
    }

    /// Any shape (in items) and strides (in bytes), the first item offset bytes behind that of this view: checked. BufferError
    /// if this view has gaps or holds Python objects, ValueError if the new one would reach outside of it. Where items share
    /// bytes, it is read-only.
    ///
    /// >>> memoryview(b"abcd").as_strided((3, 2), (1, 1)).cast("c").tolist()
    /// Traceback (most recent call last):
    ///     ...
    /// TypeError: memoryview: casts are restricted to C-contiguous views
    /// >>> memoryview(b"abcd").as_strided((3, 2), (1, 1)).tobytes()
    /// b'abbccd'
    #[pyo3(signature = (shape, strides, offset = 0))]
    fn as_strided<'py>(
        slf: &Bound<'py, Self>,
        shape: &Bound<'py, PyAny>,
        strides: &Bound<'py, PyAny>,
        offset: isize,
    ) -> PyResult<Bound<'py, PyAny>> {
        let shape = lengths(shape)?;
        let strides = key::few(strides.try_iter()?, key::index)?;
        let this = slf.as_super().get();
        if this.holds_objects() {
            return Err(PyBufferError::new_err(
                "memoryview: items that hold Python objects stay where they are: between two of them there is none",
            ));
        }
        let strided = Transform::AsStrided(&shape, &strides, offset);
        let mut view = this.derived(slf.py(), &strided)?;
        view.readonly |= !view.layout.is_unique();
        view.into_object(slf.py())
    }

    /// The same bytes as items of another format: any of PEP 3118 or a NumPy dtype. Items of another size make the last
    /// axis longer or shorter; along it they must lie one after the other. BufferError if they do not, or if the bytes of that
    /// axis are no multiple of the new item; ValueError if the format does not parse.
    ///
    /// >>> memoryview(b"\x00\x01\x00\x02").reinterpret(">H").tolist()
    /// [1, 2]
    fn reinterpret<'py>(
        slf: &Bound<'py, Self>,
        format: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let text = Text::named(format)?;
        let whole = text.whole()?.clone();
        let itemsize = slf.as_super().get().layout.itemsize();
        let this = slf.as_super().get();
        let mut view = this.derived(slf.py(), &Transform::Reinterpret(&whole))?;
        view.readonly |= view.text().full(itemsize).has_objects();
        view.text = Some(text);
        view.into_object(slf.py())
    }

    /// One field of every record, as a strided view. A name, a number, or a path as "a.b"; a list is names one in the
    /// other. The axes of a sub-array stand behind the axes there are. Nothing is copied: what is written there is written to
    /// the records. IndexError if there is no such field, BufferError if it holds Python objects and the text does not say where.
    ///
    /// >>> table = memoryview(b"\x01\x00\x02\x03\x00\x04").reinterpret("T{B:kind:>H:size:}")
    /// >>> table.field("size").tolist()
    /// [2, 4]
    fn field<'py>(slf: &Bound<'py, Self>, path: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let (py, this) = (slf.py(), slf.as_super().get());
        let path = if let Ok(text) = path.cast::<PyString>() {
            Path::Text(text.to_cow()?.into_owned())
        } else if key::is_index(path) {
            Path::Number(key::index(path)?)
        } else {
            Path::Names(key::few(path.try_iter()?, |object| object.extract())?)
        };
        let (mut view, format) = this.derived_from_items(py, &Transform::Field(&path))?;
        let text = this.text();
        if format.has_objects() && !text.places_objects(this.layout.itemsize()) {
            return Err(PyBufferError::new_err(format!(
                "memoryview: format {} does not say where its Python objects stand in {}",
                text.show(),
                Counted(this.layout.itemsize(), "byte")
            )));
        }
        view.text = Some(Text::of(&format)?);
        view.into_object(py)
    }

    /// The view in pieces of at most nbytes bytes (but at least one item), in the order in which they lie in memory: pairs
    /// of the key, a slice in items for each axis, and the sub-view. Each piece is made when it is asked for.
    ///
    /// >>> [key for key, part in memoryview(b"abcde").blocks(2)]
    /// [(slice(0, 2, None),), (slice(2, 4, None),), (slice(4, 5, None),)]
    fn blocks<'py>(slf: &Bound<'py, Self>, nbytes: usize) -> PyResult<Blocks> {
        let this = slf.as_super().get();
        let lent = this.lend(slf.py())?;
        let count = match this.opaque(&lent)? {
            Items::Direct(view) => view.blocks(nbytes).len(),
            Items::Indirect(view) => view.blocks(nbytes).len(),
        };
        Ok(Blocks {
            view: slf.as_super().clone().unbind(),
            nbytes,
            numbers: 0..count,
        })
    }

    /// Cast a memoryview to a new format or shape, as the builtin does; and where that refuses, the bytes of any
    /// contiguous view to items of any format, in C order or Fortran order. shape counts items and has to hold all bytes.
    /// TypeError for a view with gaps, or if format and shape need another number of bytes; ValueError for a format that does
    /// not parse.
    ///
    /// >>> memoryview(b"abcdef").cast("c", [2, 3], order="F").tolist()
    /// [[b'a', b'c', b'e'], [b'b', b'd', b'f']]
    #[pyo3(signature = (format, shape = None, *, order = "C"))]
    fn cast<'py>(
        slf: &Bound<'py, Self>,
        format: &Bound<'py, PyAny>,
        shape: Option<&Bound<'py, PyAny>>,
        order: &str,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (py, this) = (slf.py(), slf.as_super().get());
        let fortran = match order {
            "C" => false,
            "F" => true,
            _ => return Err(PyValueError::new_err("order must be 'C' or 'F'")),
        };
        let shape = shape.filter(|shape| !shape.is_none());
        // What was made of Python objects is only read: see Format::has_objects.
        let objects = this.text().full(this.layout.itemsize()).has_objects();
        if !fortran && !objects && format.is_instance_of::<PyString>() {
            let refused = match this.cast_to(py, format, shape) {
                Ok(view) => return Ok(view),
                Err(refused) => refused,
            };
            if Text::named(format).is_err() || !this.contiguous().0 {
                return Err(refused);
            }
        }
        let text = Text::named(format)?;
        let whole = text.whole()?;
        let (c, f) = this.contiguous();
        if !c && !f {
            return Err(PyTypeError::new_err(
                "memoryview: casts are restricted to contiguous views",
            ));
        }
        if whole.has_objects() {
            return Err(PyTypeError::new_err(
                "memoryview: bytes cannot become Python objects",
            ));
        }
        this.check()?;
        let nbytes = this.layout.nbytes();
        let size = whole.size();
        if size == 0 || !nbytes.is_multiple_of(size) {
            return Err(PyTypeError::new_err(format!(
                "memoryview: {} cannot be divided into items of {size}",
                Counted(nbytes, "byte")
            )));
        }
        let shape = match shape {
            Some(shape) => lengths(shape)?,
            None => vec![nbytes / size],
        };
        let order = if fortran { Order::F } else { Order::C };
        let layout = packed(&shape, size, order)?;
        if layout.nbytes() != nbytes {
            return Err(PyTypeError::new_err(
                "memoryview: product(shape) * itemsize != buffer size",
            ));
        }
        let offset = this.layout.reach().map_or(0, |reach| reach.start);
        let layout = Layout::new(layout.shape(), layout.strides(), offset, size);
        let mut view = this.sibling(py, layout.map_err(Fault::from)?);
        view.text = Some(text);
        view.readonly |= objects;
        view.into_object(py)
    }
}

/// The pieces of a view, one after the other.
#[pyclass(name = "block_iterator", module = "memoryview_rs")]
pub(super) struct Blocks {
    view: Py<Strict>,
    nbytes: usize,
    /// Those still to come. Each is cut when it is asked for: of a view that repeats its items there may be more than fit in memory.
    numbers: Range<usize>,
}

#[pymethods]
impl Blocks {
    fn __iter__<'py>(slf: &Bound<'py, Self>) -> Bound<'py, Self> {
        slf.clone()
    }

    fn __next__<'py>(&mut self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyTuple>>> {
        let Some(number) = self.numbers.next() else {
            return Ok(None);
        };
        let this = self.view.get();
        let lent = this.lend(py)?;
        let ranges = match this.opaque(&lent)? {
            Items::Direct(view) => view.blocks(self.nbytes).nth(number).map(|b| b.ranges),
            Items::Indirect(view) => view.blocks(self.nbytes).nth(number).map(|b| b.ranges),
        };
        let ranges = ranges.unwrap_or_default();
        let key: Vec<Index> = ranges.iter().cloned().map(Index::from).collect();
        let part = this.part(py, &key)?;
        let slice = py.get_type::<PySlice>();
        let keys = ranges
            .iter()
            .map(|r| slice.call1((r.start, r.end)))
            .collect::<PyResult<Vec<_>>>()?;
        let pair = [PyTuple::new(py, keys)?.into_any(), part.into_object(py)?];
        PyTuple::new(py, pair).map(Some)
    }

    fn __length_hint__(&self) -> usize {
        self.numbers.len()
    }
}
