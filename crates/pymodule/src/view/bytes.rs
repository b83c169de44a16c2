//! What are the items as bytes?

use std::mem::MaybeUninit;

use memoryview_python::{Fault, Lent};
use memoryview_strided::{Layout, Order, View};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString, PyTuple};

use super::{Items, Strict, key};
use crate::arguments::Function;
use crate::beside::beside;
use crate::fresh;

impl Strict {
    /// The bytes of all items in an order.
    pub(super) fn bytes(&self, lent: &Lent<'_, '_>, order: Order) -> PyResult<Vec<u8>> {
        let bytes = match self.opaque(lent)? {
            Items::Direct(view) => view.to_bytes(order),
            Items::Indirect(view) => view.to_bytes(order),
        };
        Ok(bytes.map_err(Fault::from)?)
    }

    /// The same, written to memory of as many bytes.
    pub(super) fn bytes_in<'a>(
        &self,
        lent: &Lent<'_, '_>,
        order: Order,
        room: &'a mut [MaybeUninit<u8>],
    ) -> PyResult<&'a mut [u8]> {
        let bytes = match self.opaque(lent)? {
            Items::Direct(view) => view.to_bytes_in(order, room),
            Items::Indirect(view) => {
                let bytes = view.to_bytes(order).map_err(Fault::from)?;
                View::from_slice(&bytes).to_bytes_in(Order::C, room)
            }
        };
        Ok(bytes.map_err(Fault::from)?)
    }

    /// The bytes of all items as a byte string of Python's.
    fn py_bytes<'py>(&self, py: Python<'py>, order: Order) -> PyResult<Bound<'py, PyBytes>> {
        fresh::bytes(py, self.layout.nbytes(), |room| {
            self.bytes_in(&self.lend(py)?, order, room)
        })
    }

    /// The bytes in C order, and the layout that they then have.
    pub(super) fn gathered(&self, lent: &Lent<'_, '_>) -> PyResult<(Vec<u8>, Layout)> {
        let layout = Layout::contiguous(self.layout.shape(), self.layout.itemsize(), Order::C);
        Ok((self.bytes(lent, Order::C)?, layout.map_err(Fault::from)?))
    }

    /// Which order of the items an argument `order` names.
    pub(super) fn order(
        &self,
        function: &str,
        order: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Order> {
        let Some(order) = order.filter(|order| !order.is_none()) else {
            self.check()?;
            return Ok(Order::C);
        };
        let Ok(order) = order.cast::<PyString>() else {
            let name = order.get_type().name()?;
            return Err(PyTypeError::new_err(format!(
                "{function}() argument 'order' must be str or None, not {name}"
            )));
        };
        let order = order.to_cow()?;
        if order.contains('\0') {
            return Err(PyValueError::new_err("embedded null character"));
        }
        self.check()?;
        match &*order {
            "C" => Ok(Order::C),
            "F" => Ok(Order::F),
            "A" if self.contiguous().1 => Ok(Order::F),
            "A" => Ok(Order::C),
            _ => Err(PyValueError::new_err("order must be 'C', 'F' or 'A'")),
        }
    }
}

const HEX: Function<0, 2> = Function {
    name: "hex",
    before: 0,
    required: [],
    optional: ["sep", "bytes_per_sep"],
};

const TOBYTES: Function<0, 1> = Function {
    name: "tobytes",
    before: 0,
    required: [],
    optional: ["order"],
};

#[pymethods]
impl Strict {
    /// Return the data in the buffer as a byte string.
    ///
    /// Order can be {'C', 'F', 'A'}. When order is 'C' or 'F', the data of the original array is converted to C or
    /// Fortran order. For contiguous views, 'A' returns an exact copy of the physical memory. In particular, in-memory
    /// Fortran order is preserved. For non-contiguous views, the data is converted to C first. order=None is the same
    /// as order='C'.
    ///
    /// >>> memoryview(b"abcd").cast("B", [2, 2]).tobytes("F")
    /// b'acbd'
    #[pyo3(signature = (*args, **kwargs), text_signature = "($self, order=None)")]
    fn tobytes<'py>(
        &self,
        args: &Bound<'py, PyTuple>,
        kwargs: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let ([], [order]) = TOBYTES.taken(args, kwargs)?;
        let order = self.order("tobytes", order.as_ref())?;
        self.py_bytes(args.py(), order)
    }

    /// Return the data in the buffer as a str of hexadecimal numbers.
    ///
    /// sep: An optional single character or byte to separate hex bytes.
    /// bytes_per_sep: How many bytes between separators. Positive values count from the right, negative values count
    /// from the left.
    ///
    /// >>> memoryview(b"\x01\x02\x03").hex(":", 2)
    /// '01:0203'
    #[pyo3(signature = (*args, **kwargs), text_signature = "($self, sep=..., bytes_per_sep=1)")]
    fn hex<'py>(
        &self,
        args: &Bound<'py, PyTuple>,
        kwargs: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = args.py();
        let ([], [_, bytes_per_sep]) = HEX.taken(args, kwargs)?;
        // From CPython 3.15 on it is as large as memory is, and bytes.hex says the same of one that is larger.
        if let Some(number) = bytes_per_sep.filter(|_| !beside().counts_arguments) {
            key::c_int(&number)?;
        }
        self.check()?;
        let bytes = self.py_bytes(py, Order::C)?;
        // The separator may be an object of the user's.
        let _in_use = self.in_use();
        bytes.call_method("hex", args, kwargs)
    }

    /// Return a readonly version of the memoryview.
    ///
    /// >>> memoryview(bytearray(b"abc")).toreadonly().readonly
    /// True
    fn toreadonly<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.check()?;
        let mut view = self.sibling(py, self.layout.clone());
        view.readonly = true;
        view.into_object(py)
    }
}
