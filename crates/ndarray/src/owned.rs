//! When does an array become a buffer, and a buffer an array, with the memory that they own?

use alloc::boxed::Box;
use core::fmt;

use memoryview_strided::{Buffer, Element, Spec};
use ndarray::{ArcArray, Array, CowArray, Dimension, ErrorKind, ShapeError};

use crate::cut::Cut;
use crate::error::Error;
use crate::raw::{self, Place, SharedArray};
use crate::shape::check_rank;

/// An array as a [`Buffer`] that owns its memory: no copy, and the strides stay what they are.
///
/// An [`Array`] gives a buffer that its only owner may write, and that gives the array back. An [`ArcArray`] with other owners gives one to read. A [`CowArray`] that
/// borrows is copied, since a buffer outlives what it borrows of.
///
/// ```
/// use memoryview_ndarray::{IntoBuffer, TryIntoArray};
/// use ndarray::{Array2, ShapeBuilder};
///
/// let a = Array2::from_shape_fn((2, 3).f(), |(i, j)| i * 3 + j);
/// let address = a.as_ptr();
/// let b = a.into_buffer()?;
/// assert_eq!(b.strides(), [8, 16]);
/// let a: Array2<usize> = b.try_into_array()?;
/// assert_eq!((a.as_ptr(), a.strides()), (address, &[1, 2][..]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait IntoBuffer {
    /// The items with the memory that they are in.
    ///
    /// # Errors
    /// [`Error::View`] for more than 64 axes; [`Error::Ndarray`] never.
    fn into_buffer(self) -> Result<Buffer, Error>;
}

/// A buffer back as an [`Array`]: no copy.
pub trait TryIntoArray {
    /// The items with the `Vec` that they are in, if the buffer is its only owner. The strides stay what they are, negative ones too; so do gaps, as slicing
    /// leaves them.
    ///
    /// # Errors
    /// The buffer as it was, and the reason: it has other owners, or owns no `Vec` of `T`; the format or the rank differ; strides do not divide, or axes
    /// interleave.
    ///
    /// ```
    /// use memoryview_ndarray::TryIntoArray;
    /// use memoryview_strided::Buffer;
    /// use ndarray::{Array1, Array2, array};
    ///
    /// let b = Buffer::from_vec(vec![1, 2, 3, 4, 5, 6]).reshape([2, 3])?;
    /// let part = b.slice((.., 1..))?.flip(0)?;
    /// let kept = part.try_into_array::<i32, ndarray::Ix2>().unwrap_err();
    /// assert_eq!(kept.to_string(), "the memory has 1 other owner");
    /// drop(b);
    /// let a: Array2<i32> = kept.buffer.try_into_array()?;
    /// assert_eq!(a, array![[5, 6], [2, 3]]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    fn try_into_array<T: Element, D: Dimension>(self) -> Result<Array<T, D>, Box<IntoArrayError>>;
}

/// A buffer that could not become an array, and why.
#[derive(Debug)]
#[non_exhaustive]
pub struct IntoArrayError {
    /// The buffer as it was.
    pub buffer: Buffer,
    /// Why not.
    pub error: Error,
}

impl fmt::Display for IntoArrayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl core::error::Error for IntoArrayError {}

impl<T: Element, D: Dimension> IntoBuffer for Array<T, D> {
    fn into_buffer(self) -> Result<Buffer, Error> {
        let Place { layout, .. } = raw::place(&self)?;
        let (items, offset) = self.into_raw_vec_and_offset();
        let offset = offset.unwrap_or_default() * size_of::<T>();
        let buffer = Buffer::from_vec(items);
        Ok(buffer.as_strided(layout.shape(), layout.strides(), offset.cast_signed())?)
    }
}

impl<T: Element, D: Dimension + 'static> IntoBuffer for ArcArray<T, D> {
    fn into_buffer(self) -> Result<Buffer, Error> {
        let array = match self.try_into_owned_nocopy() {
            Ok(owned) => return owned.into_buffer(),
            Err(shared) => shared,
        };
        let place = raw::place(&array)?;
        let spec = Spec::of::<T>()
            .shape(place.layout.shape())
            .strides(place.layout.strides())
            .offset(place.layout.offset());
        Ok(Buffer::from_owner(SharedArray(array, place), &spec)?)
    }
}

impl<T: Element, D: Dimension> IntoBuffer for CowArray<'_, T, D> {
    fn into_buffer(self) -> Result<Buffer, Error> {
        self.into_owned().into_buffer()
    }
}

impl TryIntoArray for Buffer {
    fn try_into_array<T: Element, D: Dimension>(self) -> Result<Array<T, D>, Box<IntoArrayError>> {
        let refuse = |buffer, error| Err(Box::new(IntoArrayError { buffer, error }));
        if let Err(error) = check_rank::<D>(self.ndim()) {
            return refuse(self, error);
        }
        let Some(counted) = T::check(self.format())
            .ok()
            .and(raw::count::<T, D>(self.layout()))
        else {
            let error = Error::refused::<T>(self.explain::<T>(), self.format());
            return refuse(self, error);
        };
        let Some(cut) = Cut::new::<T>(self.layout(), counted) else {
            let unsupported = || Error::Ndarray(ShapeError::from_kind(ErrorKind::Unsupported));
            let unique = self.layout().check_unique();
            let error = unique.err().map_or_else(unsupported, Error::from);
            return refuse(self, error);
        };
        let (items, layout) = match self.try_into_whole_vec::<T>() {
            Ok(whole) => whole,
            Err(kept) => return refuse(kept.buffer, kept.error.into()),
        };
        Ok(cut.of(items, &layout))
    }
}
