//! What does an exporter say of its memory, and can that be true?

use std::ffi::CString;
use std::ops::Range;

use memoryview_strided::format::Counted;
use memoryview_strided::{Layout, MAX_NDIM, Order};
use pyo3::exceptions::{PyBufferError, PyValueError};
use pyo3::prelude::*;

/// What an exporter says of its memory.
#[derive(Clone, Debug)]
pub struct Description {
    /// Shape, strides and item size; the offset of the item at index 0 counts from the lowest byte that is reached, or is 0 if there are
    /// [`suboffsets`](Self::suboffsets).
    pub layout: Layout,
    /// Where pointers stand in the data: one number an axis, negative where there is none (PEP 3118).
    pub suboffsets: Option<Box<[isize]>>,
    /// The format in the exporter's words; `B` where it says none.
    pub format: CString,
    /// Whether the memory may not be written.
    pub readonly: bool,
}

/// The members of a `Py_buffer`, as slices.
pub(super) struct Raw<'a> {
    pub(super) len: isize,
    pub(super) itemsize: isize,
    pub(super) ndim: usize,
    pub(super) shape: Option<&'a [isize]>,
    pub(super) strides: Option<&'a [isize]>,
    pub(super) suboffsets: Option<&'a [isize]>,
    pub(super) format: Option<&'a std::ffi::CStr>,
    pub(super) readonly: bool,
}

/// The check of [`MAX_NDIM`], in the words of CPython.
pub(super) fn rank(ndim: i32) -> PyResult<usize> {
    match usize::try_from(ndim) {
        Ok(ndim) if ndim <= MAX_NDIM => Ok(ndim),
        Ok(_) => Err(PyValueError::new_err(format!(
            "memoryview: number of dimensions must not exceed {MAX_NDIM}"
        ))),
        Err(_) => Err(PyBufferError::new_err(format!(
            "the exporter says {}",
            Counted(ndim, "dimension")
        ))),
    }
}

impl Raw<'_> {
    pub(super) fn describe(&self) -> PyResult<Description> {
        let refuse = |why: String| Err(PyBufferError::new_err(why));
        let (Ok(itemsize), Ok(len)) = (usize::try_from(self.itemsize), usize::try_from(self.len))
        else {
            let (len, itemsize) = (self.len, self.itemsize);
            return refuse(format!(
                "the exporter says {}, in items of {itemsize}",
                Counted(len, "byte")
            ));
        };
        let line;
        let shape = match self.shape {
            Some(shape) => shape,
            None if self.ndim == 1 => {
                line = [self.len / self.itemsize.max(1)];
                &line
            }
            None if self.ndim == 0 => &[],
            None => {
                return refuse(format!(
                    "the exporter says {}, and no shape",
                    Counted(self.ndim, "dimension")
                ));
            }
        };
        let lengths: Vec<usize> = shape.iter().filter_map(|&n| n.try_into().ok()).collect();
        if lengths.len() < shape.len() {
            return refuse(format!("the exporter says a shape of {shape:?}"));
        }
        let layout = match self.strides {
            Some(strides) => Layout::new(&lengths, strides, 0, itemsize),
            None => Layout::contiguous(&lengths, itemsize, Order::C),
        };
        let layout = match layout {
            Ok(layout) => layout,
            Err(error) => return refuse(format!("the exporter's layout: {error}")),
        };
        // Where no shape was asked for, what is left of the last item does not count.
        if layout.nbytes() != len && (self.shape.is_some() || layout.nbytes() > len) {
            let said = layout.nbytes();
            return refuse(format!(
                "the exporter says {}; shape and item size make {said}",
                Counted(len, "byte")
            ));
        }
        Ok(Description {
            layout,
            suboffsets: self.suboffsets.map(Box::from),
            format: self.format.map_or_else(|| c"B".to_owned(), CString::from),
            readonly: self.readonly,
        })
    }
}

impl Description {
    /// The bytes from the lowest to the highest that the layout reaches, counted from the item at index 0; none if there are no items, or if
    /// they lie behind pointers: the strides behind those do not lead through this memory.
    pub(super) fn span(&self) -> Option<Range<isize>> {
        match self.suboffsets {
            Some(_) => None,
            None => self.layout.reach(),
        }
    }

    /// The same, counted from another byte.
    pub(super) fn shifted(mut self, by: isize) -> PyResult<Self> {
        let (shape, strides) = (self.layout.shape(), self.layout.strides());
        self.layout = Layout::new(shape, strides, by, self.layout.itemsize())
            .map_err(|error| PyBufferError::new_err(error.to_string()))?;
        Ok(self)
    }
}
