//! How does a file become a view, and how does such a view tell others which file that is?
//!
//! A view of a file knows where it came from ([`Origin`]), and so do all that are sliced from it. That makes two things
//! cheap that otherwise read all bytes: a name for the content (Dask's token), and the way to another process on the
//! same file system.

use std::fs::{File, Metadata};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use memoryview_npy::Header;
use memoryview_python::Fault;
use memoryview_strided::format::Counted;
use memoryview_strided::{Buffer, Format, Order, Spec};
use pyo3::exceptions::{PyIsADirectoryError, PyOSError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use super::full::Full;
use super::text::Text;
use super::{Strict, key};

pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(open, module)?)?;
    module.add_function(wrap_pyfunction!(open_npy, module)?)?;
    module.add_function(wrap_pyfunction!(reopen, module)?)
}

/// Which file an export maps.
pub(super) struct Origin {
    /// Absolute, so that it names the same file to other processes.
    path: PathBuf,
    stamp: Stamp,
    /// Where the lowest byte of the export stands in the file.
    start: isize,
    /// Do views travel to other processes as the path?
    by_path: bool,
}

/// What changes when a file's content does: its size in bytes, and the time of its last change in nanoseconds since 1970.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Stamp {
    size: u64,
    modified: i128,
}

impl Stamp {
    fn of(data: &Metadata) -> std::io::Result<Self> {
        let signed = |nanoseconds: u128| i128::try_from(nanoseconds).unwrap_or(i128::MAX);
        let modified = match data.modified()?.duration_since(UNIX_EPOCH) {
            Ok(after) => signed(after.as_nanos()),
            Err(before) => -signed(before.duration().as_nanos()),
        };
        Ok(Self {
            size: data.len(),
            modified,
        })
    }
}

impl Origin {
    /// Is the file what it was when it was opened?
    fn is_unchanged(&self) -> bool {
        let stamp = std::fs::metadata(&self.path).and_then(|data| Stamp::of(&data));
        stamp.is_ok_and(|stamp| stamp == self.stamp)
    }
}

/// What the operating system refuses, as the `OSError` of its number, with the path.
fn refused(path: &Path) -> impl Fn(std::io::Error) -> PyErr {
    move |error| match error.raw_os_error() {
        Some(number) => {
            let text = error.to_string();
            let text = text
                .split(" (os error")
                .next()
                .unwrap_or_default()
                .to_owned();
            PyOSError::new_err((number, text, path.as_os_str().to_owned()))
        }
        None => error.into(),
    }
}

/// What the operating systems of today call a folder in the place of a file.
const EISDIR: i32 = 21;

/// A file, its absolute path and its stamp, all of the same moment.
fn take(path: &Path) -> PyResult<(File, PathBuf, Stamp)> {
    let refuse = refused(path);
    let file = File::open(path).map_err(&refuse)?;
    let data = file.metadata().map_err(&refuse)?;
    if data.is_dir() {
        let what = path.as_os_str().to_owned();
        return Err(PyIsADirectoryError::new_err((
            EISDIR,
            "Is a directory",
            what,
        )));
    }
    let stamp = Stamp::of(&data).map_err(&refuse)?;
    let path = std::path::absolute(path).map_err(&refuse)?;
    Ok((file, path, stamp))
}

fn mapped<'py>(
    py: Python<'py>,
    (file, path, stamp): (File, PathBuf, Stamp),
    spec: &Spec,
    by_path: bool,
) -> PyResult<Strict> {
    let buffer = Buffer::map(&file, spec).map_err(Fault::from)?;
    let start = buffer.layout().reach().map_or(0, |reach| reach.start);
    let view = Strict::of_buffer(py, buffer, false)?;
    view.managed.get().set_origin(Origin {
        path,
        stamp,
        start,
        by_path,
    });
    Ok(view)
}

/// open(path, format, shape=None, *, order="C", strides=None, offset=0, by_path=False)
/// --
///
/// Map a file into memory, read-only, and return a memoryview of it: nothing is read before it is looked at.
///
/// format is a text of PEP 3118 ("<f", "T{H:id:d:x:}"), of NumPy ("<f4", "[('x', '<f4')]"), or a NumPy dtype. shape counts
/// items; one length may be -1, which is what the others leave, and without a shape there is one axis. The items lie one
/// after the other in order "C" or "F", or as strides says, in bytes (then without an order). offset is the place of the
/// item at index 0, in bytes. With by_path the view and all that are sliced from it pickle as the path and their layout instead of the bytes;
/// whoever unpickles them opens the file again, and gets ValueError if it has another size or time.
///
/// OSError if the file cannot be opened or mapped, ValueError if the format does not parse or the layout reaches outside the
/// file, BufferError if the rest that a length of -1 stands for is no whole number of items, or items would be Python objects. A file that shrinks while it is mapped ends the process that touches the lost part.
///
/// >>> import os, tempfile
/// >>> path = os.path.join(tempfile.mkdtemp(), "numbers.raw")
/// >>> with open(path, "wb") as file:
/// ...     _ = file.write(bytes(range(12)))
/// >>> import memoryview_rs
/// >>> view = memoryview_rs.open(path, ">H", (2, -1))
/// >>> view.shape, view[1, ::2].tolist()
/// ((2, 3), [1543, 2571])
#[pyfunction]
#[pyo3(signature = (path, format, shape = None, *, order = "C", strides = None, offset = 0, by_path = false), text_signature = None)]
#[expect(clippy::too_many_arguments, reason = "they have names in Python")]
fn open<'py>(
    py: Python<'py>,
    path: PathBuf,
    format: &Bound<'py, PyAny>,
    shape: Option<&Bound<'py, PyAny>>,
    order: &str,
    strides: Option<&Bound<'py, PyAny>>,
    offset: isize,
    by_path: bool,
) -> PyResult<Bound<'py, PyAny>> {
    let text = Text::named(format)?;
    let mut spec = Spec::from_format(text.whole()?.clone()).offset(offset);
    let numbers = |given: Option<&Bound<'py, PyAny>>| -> PyResult<Option<Vec<isize>>> {
        let read = |given: &Bound<'py, PyAny>| match memoryview_python::is_index(given) {
            true => Ok(vec![given.extract()?]),
            false => key::few(given.try_iter()?, |object| object.extract()),
        };
        given.map(read).transpose()
    };
    if let Some(shape) = numbers(shape)? {
        spec = spec.shape(shape);
    }
    spec = match (order, numbers(strides)?) {
        ("C", Some(strides)) => spec.strides(strides),
        ("C", None) => spec.order(Order::C),
        ("F", None) => spec.order(Order::F),
        ("F", Some(_)) => {
            return Err(PyValueError::new_err(
                "order must be 'C' where strides are given: they say where the items lie",
            ));
        }
        _ => return Err(PyValueError::new_err("order must be 'C' or 'F'")),
    };
    let mut view = mapped(py, take(&path)?, &spec, by_path)?;
    view.text = Some(text);
    view.into_object(py)
}

/// open_npy(path, *, by_path=False)
/// --
///
/// Map a .npy file into memory, read-only, and return a memoryview of its array: shape, order and format are the file's.
///
/// by_path as for open(). OSError if the file cannot be opened, ValueError if it is no .npy file or holds objects.
///
/// >>> import os, tempfile, numpy
/// >>> path = os.path.join(tempfile.mkdtemp(), "array.npy")
/// >>> numpy.save(path, numpy.arange(6, dtype=">i2").reshape(2, 3))
/// >>> import memoryview_rs
/// >>> memoryview_rs.open_npy(path).tolist()
/// [[0, 1, 2], [3, 4, 5]]
#[pyfunction]
#[pyo3(signature = (path, *, by_path = false), text_signature = None)]
fn open_npy(py: Python<'_>, path: PathBuf, by_path: bool) -> PyResult<Bound<'_, PyAny>> {
    let (file, path, stamp) = take(&path)?;
    let header =
        Header::read_from(&file).map_err(|error| PyValueError::new_err(error.to_string()))?;
    mapped(py, (file, path, stamp), &header.spec(), by_path)?.into_object(py)
}

/// A view that travelled as the path of its file.
///
/// # Errors
/// `OSError` if the file is not there, `ValueError` if it is another one by now.
#[pyfunction]
#[pyo3(name = "_reopen")]
fn reopen<'py>(
    py: Python<'py>,
    path: PathBuf,
    size: u64,
    modified: i128,
    spec: &str,
    written: &str,
) -> PyResult<Bound<'py, PyAny>> {
    let (file, path, found) = take(&path)?;
    let was = Stamp { size, modified };
    if found != was {
        let shown = path.display();
        return Err(PyValueError::new_err(if found.size == size {
            format!("{shown} was changed after the view of it was pickled")
        } else {
            format!(
                "{shown} has {}, {size} when the view of it was pickled",
                Counted(found.size, "byte")
            )
        }));
    }
    let spec: Spec = spec
        .parse()
        .map_err(|error: memoryview_strided::Error| Fault::from(error))?;
    let mut view = mapped(py, (file, path, found), &spec, true)?;
    if Format::for_buffer(written, view.layout.itemsize()) == *spec.format() {
        view.text = Some(Text::new(std::ffi::CString::new(written)?));
    }
    view.into_object(py)
}

impl Strict {
    /// Where the items stand in the file, as a specification of all of it.
    fn spec(&self, origin: &Origin) -> PyResult<Spec> {
        let layout = &self.layout;
        let format = self.text().full(layout.itemsize());
        if format.is_opaque() {
            let text = format!(
                "cannot pickle items of format '{}' by path",
                self.text().show()
            );
            return Err(PyTypeError::new_err(text));
        }
        let shape: Vec<isize> = layout.shape().iter().map(|n| n.cast_signed()).collect();
        // Of an empty view no byte is there to be found.
        let offset = if layout.nbytes() == 0 {
            0
        } else {
            origin.start + layout.offset()
        };
        let spec = Spec::from_format(format.clone()).shape(shape);
        Ok(spec
            .strides(layout.strides())
            .offset(offset)
            .itemsize(layout.itemsize()))
    }

    /// How it is pickled if it was opened to travel by its path.
    ///
    /// # Errors
    /// `TypeError` if the format has no text.
    pub(super) fn reduced_to_path<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<Option<Bound<'py, PyTuple>>> {
        let Some(origin) = self.managed.get().origin().filter(|origin| origin.by_path) else {
            return Ok(None);
        };
        let again = py.import("memoryview_rs._native")?.getattr("_reopen")?;
        let Stamp { size, modified } = origin.stamp;
        let path = origin.path.as_os_str();
        let state = (
            path,
            size,
            modified,
            self.spec(origin)?.to_string(),
            self.text().show(),
        );
        let state = state.into_pyobject(py)?.into_any();
        Some(PyTuple::new(py, [again, state])).transpose()
    }
}

#[pymethods]
impl Full {
    /// A name for the content, for Dask. Of a view of an opened file it is made from path, size, time, layout and format,
    /// without reading the file, unless the file has changed since; of any other view from the bytes.
    ///
    /// >>> memoryview(b"ab").__dask_tokenize__() == memoryview(bytearray(b"ab")).__dask_tokenize__()
    /// True
    fn __dask_tokenize__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyTuple>> {
        let (py, this) = (slf.py(), slf.as_super().get());
        this.check()?;
        let layout = &this.layout;
        let shape = PyTuple::new(py, layout.shape())?;
        let text = this.text().show();
        if let Some(origin) = this
            .managed
            .get()
            .origin()
            .filter(|origin| origin.is_unchanged())
        {
            let offset = origin.start + layout.offset();
            let place = (
                offset,
                shape,
                PyTuple::new(py, layout.strides())?,
                layout.itemsize(),
            );
            let Stamp { size, modified } = origin.stamp;
            let path = origin.path.as_os_str();
            return ("memoryview_rs.open", path, size, modified, place, text).into_pyobject(py);
        }
        let bytes = this.py_bytes_by(py, Order::C, None)?;
        let hash = py.import("hashlib")?.call_method1("blake2b", (bytes,))?;
        let digest = hash.call_method0("hexdigest")?;
        ("memoryview_rs.memoryview", digest, shape, text).into_pyobject(py)
    }
}
