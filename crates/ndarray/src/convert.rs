//! How do the results of a conversion become an array?

use memoryview_strided::{Convert, ConvertTo, Element, Order};
use ndarray::{Array, ArrayRef, Dimension};

use crate::error::Error;
use crate::lend::AsViewMut;
use crate::shape::{check_rank, of_vec};

/// The results of [`View::convert`](memoryview_strided::View::convert) as an array: casting, scale, byte order, alignment and layout in one pass over memory.
///
/// ```
/// use memoryview_ndarray::ConvertToArray;
/// use memoryview_strided::{Order, View};
/// use ndarray::{Array2, Ix2, array};
///
/// // Big-endian samples, channels interleaved, to volts, one channel after the other.
/// let frames = [0, 10, 0, 20, 0, 30, 255, 246];
/// let v = View::from_bytes(&frames, &">i2; shape=(2, 2)".parse()?)?.transpose();
/// let volts: Array2<f32> = v.convert::<f32>().scale(0.5, 0.0).to_array::<Ix2>(Order::C)?;
/// assert_eq!(volts, array![[5.0, 15.0], [10.0, -5.0]]);
/// # Ok::<(), memoryview_ndarray::Error>(())
/// ```
pub trait ConvertToArray<T> {
    /// The results as an array of the same shape, in this order.
    ///
    /// # Errors
    /// [`Error::View`] with what [`Convert::to_vec`] refuses; [`Error::Rank`].
    fn to_array<D: Dimension>(&self, order: Order) -> Result<Array<T, D>, Error>;

    /// [`to_array`](Self::to_array) on the threads of rayon's current pool, where the bytes are so many that it pays.
    ///
    /// # Errors
    /// As for [`to_array`](Self::to_array).
    #[cfg(feature = "rayon")]
    fn par_to_array<D: Dimension>(&self, order: Order) -> Result<Array<T, D>, Error>;

    /// The results, broadcast to the shape of an array, to their places in it, whatever its strides.
    ///
    /// # Errors
    /// [`Error::View`] with what [`Convert::write_into`] refuses.
    ///
    /// ```
    /// use memoryview_ndarray::ConvertToArray;
    /// use memoryview_strided::View;
    /// use ndarray::{Array2, Axis, array};
    ///
    /// let mut table = Array2::<f64>::zeros((2, 3));
    /// View::from_slice(&[1u8, 2]).convert::<f64>().assign_to(&mut table.index_axis_mut(Axis(1), 2))?;
    /// assert_eq!(table, array![[0.0, 0.0, 1.0], [0.0, 0.0, 2.0]]);
    /// # Ok::<(), memoryview_ndarray::Error>(())
    /// ```
    fn assign_to<D: Dimension>(&self, target: &mut ArrayRef<T, D>) -> Result<(), Error>
    where
        T: Element;

    /// [`assign_to`](Self::assign_to) on the threads of rayon's current pool, where the bytes are so many that it pays.
    ///
    /// # Errors
    /// As for [`assign_to`](Self::assign_to).
    #[cfg(feature = "rayon")]
    fn par_assign_to<D: Dimension>(&self, target: &mut ArrayRef<T, D>) -> Result<(), Error>
    where
        T: Element;
}

impl<T: ConvertTo> ConvertToArray<T> for Convert<'_, T> {
    fn to_array<D: Dimension>(&self, order: Order) -> Result<Array<T, D>, Error> {
        check_rank::<D>(self.shape().len())?;
        of_vec(self.to_vec(order)?, self.shape(), order)
    }

    #[cfg(feature = "rayon")]
    fn par_to_array<D: Dimension>(&self, order: Order) -> Result<Array<T, D>, Error> {
        check_rank::<D>(self.shape().len())?;
        of_vec(self.par_to_vec(order)?, self.shape(), order)
    }

    fn assign_to<D: Dimension>(&self, target: &mut ArrayRef<T, D>) -> Result<(), Error>
    where
        T: Element,
    {
        Ok(self.write_into(target.as_view_mut()?)?)
    }

    #[cfg(feature = "rayon")]
    fn par_assign_to<D: Dimension>(&self, target: &mut ArrayRef<T, D>) -> Result<(), Error>
    where
        T: Element,
    {
        Ok(self.par_write_into(target.as_view_mut()?)?)
    }
}
