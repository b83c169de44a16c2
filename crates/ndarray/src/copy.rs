//! How are items copied into an array?

use alloc::vec::Vec;

use memoryview_strided::{Bool, Element, Order, Source};
use ndarray::{Array, ArrayRef, Dimension, ShapeBuilder};

use crate::borrow::check_rank;
use crate::error::Error;
use crate::lend::AsViewMut;

/// The items of any view or buffer as an array of their own.
pub trait ToArray: Source {
    /// All items as an array in this order: a copy, from any address and any strides.
    ///
    /// # Errors
    /// [`Error::View`] if the format is not that of `T`, or if there is no memory; [`Error::Rank`].
    fn to_array<T: Element, D: Dimension>(&self, order: Order) -> Result<Array<T, D>, Error> {
        let view = self.as_foreign();
        check_rank::<D>(view.ndim())?;
        of_vec(view.to_vec::<T>(order)?, view.shape(), order)
    }

    /// Items of format `?` as booleans: every byte but 0 is true.
    ///
    /// # Errors
    /// As for [`to_array`](Self::to_array).
    fn to_bool_array<D: Dimension>(&self, order: Order) -> Result<Array<bool, D>, Error> {
        let view = self.as_foreign();
        check_rank::<D>(view.ndim())?;
        let items = view.to_vec::<Bool>(order)?;
        of_vec(
            items.into_iter().map(Bool::is_true).collect(),
            view.shape(),
            order,
        )
    }

    /// Copies every item, broadcast to the shape of the array, to its place in it. The strides of either may be any.
    ///
    /// # Errors
    /// [`Error::View`] if the format is not that of `T`, or if the shapes do not go together.
    fn assign_to<T: Element, D: Dimension>(
        &self,
        target: &mut ArrayRef<T, D>,
    ) -> Result<(), Error> {
        Ok(target.as_view_mut()?.assign(self)?)
    }

    /// [`assign_to`](Self::assign_to) on the threads of rayon's current pool, where the bytes are so many that it pays.
    ///
    /// # Errors
    /// As for [`assign_to`](Self::assign_to).
    #[cfg(feature = "rayon")]
    fn par_assign_to<T: Element, D: Dimension>(
        &self,
        target: &mut ArrayRef<T, D>,
    ) -> Result<(), Error> {
        Ok(target.as_view_mut()?.par_assign(self)?)
    }
}

impl<S: Source + ?Sized> ToArray for S {}

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
