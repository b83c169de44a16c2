//! Does a shape fit the type of an array?

use alloc::vec::Vec;

use memoryview_strided::Order;
use ndarray::{Array, Dimension, ShapeBuilder};

use crate::error::Error;

/// Refuses another rank than that of `D`.
pub(crate) fn check_rank<D: Dimension>(ndim: usize) -> Result<(), Error> {
    match D::NDIM {
        Some(wanted) if wanted != ndim => Err(Error::Rank { ndim, wanted }),
        _ => Ok(()),
    }
}

/// Items one after the other in this order, as an array of this shape.
pub(crate) fn of_vec<T, D: Dimension>(
    items: Vec<T>,
    shape: &[usize],
    order: Order,
) -> Result<Array<T, D>, Error> {
    let mut dim = D::zeros(shape.len());
    dim.slice_mut().copy_from_slice(shape);
    Array::from_shape_vec(dim.set_f(order == Order::F), items).map_err(Error::Ndarray)
}
