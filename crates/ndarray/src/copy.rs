//! How are items copied into an array?

use memoryview_strided::{Bool, Casting, Element, Order, Source};
use ndarray::{Array, ArrayRef, Dimension};

use crate::convert::ConvertToArray;
use crate::error::Error;
use crate::lend::AsViewMut;
use crate::shape::{check_rank, of_vec};

/// The items of any view or buffer as an array of their own, or in one that exists: a copy, from any address, any strides and either byte order.
///
/// The values stay what they are, and so does their type: numbers of another type take [`convert`](memoryview_strided::View::convert) and
/// [`ConvertToArray`].
///
/// ```
/// use memoryview_ndarray::ToArray;
/// use memoryview_strided::{Order, View};
/// use ndarray::{Ix1, Ix2, array};
///
/// // A field of packed big-endian records.
/// let v = View::from_bytes(&[9, 0, 1, 9, 0, 2, 9, 0, 3, 9, 0, 4], &"T{>B:n:H:x:}".parse()?)?;
/// let x = v.field("x")?.reshape([2, 2])?;
/// assert_eq!(x.to_array::<u16, Ix2>(Order::F)?, array![[1, 2], [3, 4]]);
/// assert_eq!(x.to_array::<u16, Ix2>(Order::F)?.strides(), [1, 2]);
/// assert!(x.to_array::<f32, Ix2>(Order::C).is_err());
/// # Ok::<(), memoryview_ndarray::Error>(())
/// ```
pub trait ToArray: Source {
    /// All items as an array in this order.
    ///
    /// # Errors
    /// [`Error::View`] if the format is not that of `T` in either byte order, or if there is no memory; [`Error::Rank`].
    fn to_array<T: Element, D: Dimension>(&self, order: Order) -> Result<Array<T, D>, Error> {
        let view = self.as_foreign();
        check_rank::<D>(view.ndim())?;
        if T::check(view.format()).is_ok() {
            return of_vec(view.to_vec::<T>(order)?, view.shape(), order);
        }
        let converted = view.convert::<T>().casting(Casting::Equiv);
        converted.to_array(order)
    }

    /// [`to_array`](Self::to_array) on the threads of rayon's current pool, where the bytes are so many that it pays.
    ///
    /// # Errors
    /// As for [`to_array`](Self::to_array).
    ///
    /// ```
    /// use memoryview_ndarray::ToArray;
    /// use memoryview_strided::{Order, View};
    /// use ndarray::Ix1;
    ///
    /// let v = View::from_slice(&[1u16, 2, 3]);
    /// assert_eq!(v.par_to_array::<u16, Ix1>(Order::C)?, v.to_array::<u16, Ix1>(Order::C)?);
    /// # Ok::<(), memoryview_ndarray::Error>(())
    /// ```
    #[cfg(feature = "rayon")]
    fn par_to_array<T: Element, D: Dimension>(&self, order: Order) -> Result<Array<T, D>, Error> {
        let view = self.as_foreign();
        check_rank::<D>(view.ndim())?;
        if T::check(view.format()).is_ok() {
            return of_vec(view.par_to_vec::<T>(order)?, view.shape(), order);
        }
        let converted = view.convert::<T>().casting(Casting::Equiv);
        converted.par_to_array(order)
    }

    /// Items of format `?` as booleans: every byte but 0 is true.
    ///
    /// # Errors
    /// As for [`to_array`](Self::to_array).
    ///
    /// ```
    /// use memoryview_ndarray::ToArray;
    /// use memoryview_strided::{Order, View};
    /// use ndarray::{Ix1, array};
    ///
    /// let v = View::from_bytes(&[7, 0], &"?".parse()?)?;
    /// assert_eq!(v.to_bool_array::<Ix1>(Order::C)?, array![true, false]);
    /// # Ok::<(), memoryview_ndarray::Error>(())
    /// ```
    fn to_bool_array<D: Dimension>(&self, order: Order) -> Result<Array<bool, D>, Error> {
        let view = self.as_foreign();
        check_rank::<D>(view.ndim())?;
        let items = view.to_vec::<Bool>(order)?.into_iter();
        of_vec(items.map(Bool::is_true).collect(), view.shape(), order)
    }

    /// Every item, broadcast to the shape of an array, to its place in it, whatever its strides.
    ///
    /// # Errors
    /// [`Error::View`] if the format is not that of `T` in either byte order, or if the shapes do not go together.
    ///
    /// ```
    /// use memoryview_ndarray::ToArray;
    /// use memoryview_strided::View;
    /// use ndarray::{Array2, array, s};
    ///
    /// let mut a = Array2::<i32>::zeros((2, 4));
    /// View::from_slice(&[1, 2]).assign_to(&mut a.slice_mut(s![.., ..;-2]))?;
    /// assert_eq!(a, array![[0, 2, 0, 1], [0, 2, 0, 1]]);
    /// # Ok::<(), memoryview_ndarray::Error>(())
    /// ```
    fn assign_to<T: Element, D: Dimension>(
        &self,
        target: &mut ArrayRef<T, D>,
    ) -> Result<(), Error> {
        let (view, mut to) = (self.as_foreign(), target.as_view_mut()?);
        if view.format() == to.format() {
            return Ok(to.assign(&view)?);
        }
        let converted = view.convert::<T>().casting(Casting::Equiv);
        Ok(converted.write_into(to)?)
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
        let (view, mut to) = (self.as_foreign(), target.as_view_mut()?);
        if view.format() == to.format() {
            return Ok(to.par_assign(&view)?);
        }
        let converted = view.convert::<T>().casting(Casting::Equiv);
        Ok(converted.par_write_into(to)?)
    }
}

impl<S: Source + ?Sized> ToArray for S {}
