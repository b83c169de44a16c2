//! Does a safe method of `Lent` reach bytes that the exporter does not lend?

#![allow(unsafe_code, reason = "exports buffers as C code does")]

use std::ffi::c_void;

use memoryview_python::Import;
use memoryview_strided::{Format, Layout, Order};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

/// Rows that do not lie in one memory, as Pillow's images: a table of pointers, and items far apart behind each.
#[pyclass(frozen)]
struct Rows {
    rows: Vec<Vec<u8>>,
    table: Vec<usize>,
    shape: [isize; 2],
    strides: [isize; 2],
    suboffsets: [isize; 2],
}

impl Rows {
    const APART: usize = 1000;

    fn new() -> Self {
        let rows: Vec<Vec<u8>> = (1..4).map(|k| vec![k; Self::APART + 1]).collect();
        let table: Vec<usize> = rows
            .iter()
            .map(|row| row.as_ptr().expose_provenance())
            .collect();
        Rows {
            shape: [3, 2],
            strides: [size_of::<usize>() as isize, Self::APART as isize],
            suboffsets: [0, -1],
            rows,
            table,
        }
    }
}

#[pymethods]
impl Rows {
    unsafe fn __getbuffer__(
        slf: &Bound<'_, Self>,
        view: *mut ffi::Py_buffer,
        _flags: i32,
    ) -> PyResult<()> {
        let this = slf.get();
        let filled = ffi::Py_buffer {
            buf: this.table.as_ptr().cast_mut().cast::<c_void>(),
            obj: slf.clone().into_ptr(),
            len: 6,
            itemsize: 1,
            readonly: 0,
            ndim: 2,
            format: c"B".as_ptr().cast_mut(),
            shape: this.shape.as_ptr().cast_mut(),
            strides: this.strides.as_ptr().cast_mut(),
            suboffsets: this.suboffsets.as_ptr().cast_mut(),
            internal: std::ptr::null_mut(),
        };
        // SAFETY: Python says where; all that is named lives in this frozen object.
        unsafe { view.write(filled) };
        Ok(())
    }
}

/// Shape and strides lead through the rows, which are elsewhere: not through the table of pointers, whose bytes are nobody's to read or write.
#[test]
fn items_behind_pointers_are_not_in_the_table() {
    Python::attach(|py| {
        let object = Bound::new(py, Rows::new()).unwrap();
        let import = Import::of(object.as_any()).unwrap();
        let lent = import.lend(py).unwrap();
        for offset in [0, 1, 24, 500, 1000] {
            assert_eq!(lent.read::<u8>(offset), None, "{offset}");
            assert_eq!(lent.write(offset, 0_u8), None, "{offset}");
            assert!(lent.row::<u8>(1, offset, 1).is_none(), "{offset}");
        }
        for len in [1, 24, 1001] {
            let line = Layout::contiguous(&[len], 1, Order::C).unwrap();
            assert!(lent.foreign(line, Format::parse("B").unwrap()).is_err());
        }
        assert_eq!(import.description().layout.offset(), 0);
        let items = lent.indirect(Format::parse("B").unwrap()).unwrap();
        let items = items.unwrap().to_bytes(Order::C).unwrap();
        assert_eq!(items, [1, 1, 2, 2, 3, 3]);
        assert!(object.get().rows.iter().all(|row| row.len() > Rows::APART));
    });
}

/// A length that an `isize` does not count must not be taken for a negative one, whose last number is inside too.
#[test]
fn rows_of_extreme_lengths() {
    Python::attach(|py| {
        let bytes: Vec<u8> = (0..32).collect();
        let import = Import::of(PyBytes::new(py, &bytes).as_any()).unwrap();
        let lent = import.lend(py).unwrap();
        let lengths = [
            0,
            1,
            4,
            16,
            17,
            1 << 62,
            isize::MAX as usize,
            (1 << 63) + 1,
            usize::MAX - 1,
            usize::MAX,
        ];
        let numbers = [0, 1, -1, 2, -2, 10, 31, 32, 1 << 62, isize::MAX, isize::MIN];
        for (len, offset, stride) in lengths.iter().flat_map(|&n| {
            let pairs = numbers.iter().flat_map(|&a| numbers.map(|b| (a, b)));
            pairs.map(move |(a, b)| (n, a, b))
        }) {
            let last = (len as i128 - 1).max(0) * stride as i128;
            let inside = |at: i128| (0..=30).contains(&at);
            let wanted = len == 0
                || len as i128 - 1 <= isize::MAX as i128
                    && inside(offset as i128)
                    && inside(offset as i128 + last);
            let row = lent.row::<u16>(len, offset, stride);
            // Where the stride is 0, a row may be as long as one counts.
            assert_eq!(row.is_some(), wanted, "{len} from {offset} by {stride}");
            if let Some(row) = row {
                for (k, item) in row.take(40).enumerate() {
                    let at = (offset + stride * k as isize) as usize;
                    assert_eq!(item.to_ne_bytes(), bytes[at..at + 2]);
                }
            }
        }
    });
}
