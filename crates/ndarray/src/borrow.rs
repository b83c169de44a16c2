//! When is a view an `ndarray` view, without a copy?

use memoryview_strided::{
    AccessFault, Bool, Buffer, Casting, Element, Error as ViewError, Order, Source, TypedViewMut,
    View, ViewMut,
};
use ndarray::{ArrayView, ArrayViewMut, CowArray, Dimension};

use crate::convert::ConvertToArray;
use crate::error::Error;
use crate::lender::{Lend, Memory};
use crate::raw;
use crate::shape::check_rank;

/// The items of a view as an `ndarray` view: no copy, and no allocation up to rank 4.
///
/// `T` is the element type: a number in the host's byte order, `Be<T>`, `Le<T>`, `Unaligned<T>`, an array of them, a struct with `#[derive(Element)]`. `D` is the rank:
/// `Ix0` to `Ix6`, or `IxDyn` for any. Strides may be negative or 0.
///
/// Implemented for references to views. A [`View`] and a [`TypedView`](memoryview_strided::TypedView) give an array view for as long as the data live; a [`ViewMut`] and a [`Buffer`], for as long as they are
/// lent themselves. A [`ForeignView`](memoryview_strided::ForeignView) always refuses: others may write its memory meanwhile.
///
/// ```
/// use memoryview_ndarray::AsNdarray;
/// use memoryview_strided::{Be, View};
/// use ndarray::{Ix1, Ix2};
///
/// let data = [1.0f32, 2.0, 3.0, 4.0, 5.0, 6.0];
/// let v = View::from_slice(&data).reshape([2, 3])?;
/// let a = v.flip(1)?.as_ndarray::<f32, Ix2>()?;
/// assert_eq!(a.strides(), [3, -1]);
/// assert_eq!(a.column(0).sum(), 9.0);
///
/// // Big-endian numbers as they lie.
/// let v = View::from_bytes(&[0, 1, 0, 2], &">u2".parse()?)?;
/// let sum: u16 = v.as_ndarray::<memoryview_strided::Unaligned<Be<u16>>, Ix1>()?.iter().map(|n| n.get().get()).sum();
/// assert_eq!(sum, 3);
/// assert!(v.as_ndarray::<u16, Ix1>().unwrap_err().to_string().contains("it is big-endian, not little-endian"));
/// # Ok::<(), memoryview_ndarray::Error>(())
/// ```
#[allow(
    clippy::wrong_self_convention,
    reason = "`self` is a reference, whose lifetime may be the result's"
)]
pub trait AsNdarray<'a>: Lend<'a> {
    /// The items as `T`.
    ///
    /// # Errors
    /// [`Error::Refused`] with everything that stands in the way, its numbers, and what would work instead; [`Error::Rank`] if the view has not as many axes as `D`.
    #[inline]
    fn as_ndarray<T: Element, D: Dimension>(self) -> Result<ArrayView<'a, T, D>, Error> {
        self.with(|memory| match memory {
            Memory::Shared(view) => match lend(view) {
                Some(array) => Ok(array),
                None => {
                    check_rank::<D>(view.ndim())?;
                    Err(Error::refused::<T>(view.explain::<T>(), view.format()))
                }
            },
            Memory::Foreign(view) => Err(Error::refused::<T>(view.explain::<T>(), view.format())),
        })
    }

    /// The bytes of every item along one more axis, the last: whatever the format and the strides are. `D` has one axis more than the view.
    ///
    /// # Errors
    /// [`Error::Rank`] if it has not; as for [`as_ndarray`](Self::as_ndarray) if the memory is foreign.
    ///
    /// ```
    /// use memoryview_ndarray::AsNdarray;
    /// use memoryview_strided::View;
    /// use ndarray::{Ix2, array};
    ///
    /// // The u16 of packed records of 3 bytes.
    /// let v = View::from_bytes(&[9, 1, 2, 9, 3, 4], &"<T{B:n:H:x:}".parse()?)?.field("x")?;
    /// assert_eq!(v.as_ndarray_bytes::<Ix2>()?, array![[1, 2], [3, 4]]);
    /// # Ok::<(), memoryview_ndarray::Error>(())
    /// ```
    fn as_ndarray_bytes<D: Dimension>(self) -> Result<ArrayView<'a, u8, D>, Error> {
        self.with(|memory| match memory {
            Memory::Shared(view) => {
                let (ndim, wanted) = (view.ndim() + 1, D::NDIM.unwrap_or_default());
                raw::bytes(view)?.ok_or(Error::Rank { ndim, wanted })
            }
            Memory::Foreign(_) => Err(ViewError::Access(AccessFault::Foreign).into()),
        })
    }

    /// Items of format `?` as `bool`, after a look at every byte: one that is neither 0 nor 1 would be no `bool`.
    ///
    /// # Errors
    /// [`Error::NotBool`] with the first such item; otherwise as for [`as_ndarray`](Self::as_ndarray) with [`Bool`].
    ///
    /// ```
    /// use memoryview_ndarray::AsNdarray;
    /// use memoryview_strided::View;
    /// use ndarray::{Ix1, array};
    ///
    /// let spec = "?".parse()?;
    /// assert_eq!(View::from_bytes(&[1, 0], &spec)?.as_ndarray_bool::<Ix1>()?, array![true, false]);
    /// let e = View::from_bytes(&[1, 7], &spec)?.as_ndarray_bool::<Ix1>().unwrap_err();
    /// assert_eq!(e.to_string(), "the item at [1] is 7: a bool is 0 or 1");
    /// # Ok::<(), memoryview_ndarray::Error>(())
    /// ```
    fn as_ndarray_bool<D: Dimension>(self) -> Result<ArrayView<'a, bool, D>, Error> {
        // The same refusals as for `Bool`; then the bytes, which are those of the same items.
        self.with(|memory| {
            let bytes = match memory {
                Memory::Shared(view) => {
                    view.as_ndarray::<Bool, D>()?;
                    raw::view::<u8, D>(view)
                }
                Memory::Foreign(view) => {
                    view.as_ndarray::<Bool, D>()?;
                    None
                }
            };
            let Some(bytes) = bytes else {
                unreachable!("an array of Bool is one of bytes")
            };
            raw::bools(bytes).map_err(|bytes| {
                let wrong = bytes.iter().position(|&byte| byte > 1).unwrap_or(0);
                not_bool(bytes.shape(), wrong, bytes.iter().nth(wrong))
            })
        })
    }

    /// The items as `T` where they lie, if `ndarray` can hold them so; otherwise an array of them in C order, converted in one pass as far as the casting allows.
    ///
    /// # Errors
    /// [`Error::View`] if the casting does not allow the conversion, or if there is no memory; [`Error::Rank`].
    ///
    /// ```
    /// use memoryview_ndarray::AsNdarray;
    /// use memoryview_strided::{Casting, View};
    /// use ndarray::{Ix1, array};
    ///
    /// let floats = [1.5f32, 2.5];
    /// let v = View::from_slice(&floats);
    /// assert!(v.as_array_or_convert::<f32, Ix1>(Casting::Safe)?.is_view());
    /// let doubles = v.as_array_or_convert::<f64, Ix1>(Casting::Safe)?;
    /// assert_eq!(doubles, array![1.5, 2.5]);
    /// assert_eq!(
    ///     v.as_array_or_convert::<i8, Ix1>(Casting::Safe).unwrap_err().to_string(),
    ///     "format \"<f\" is not convertible to \"b\": that needs casting unsafe, safe was given"
    /// );
    /// # Ok::<(), memoryview_ndarray::Error>(())
    /// ```
    fn as_array_or_convert<T: Element, D: Dimension>(
        self,
        casting: Casting,
    ) -> Result<CowArray<'a, T, D>, Error> {
        self.with(|memory| {
            let foreign = match memory {
                Memory::Shared(view) => match lend(view) {
                    Some(array) => return Ok(CowArray::from(array)),
                    None => view.as_foreign(),
                },
                Memory::Foreign(view) => view.clone(),
            };
            let converted = foreign.convert::<T>().casting(casting);
            Ok(CowArray::from(converted.to_array::<D>(Order::C)?))
        })
    }
}

impl<'a, L: Lend<'a>> AsNdarray<'a> for L {}

/// The items as `T` where they lie.
#[inline(always)]
fn lend<'a, T: Element, D: Dimension>(view: &View<'a>) -> Option<ArrayView<'a, T, D>> {
    T::check(view.format()).ok().and_then(|()| raw::view(view))
}

/// The items of a view as an `ndarray` view that can be written: no copy.
///
/// Implemented for mutable references to what is unique: a [`ViewMut`], a [`TypedViewMut`], a [`Buffer`] that is the only owner of a `Vec`.
///
/// ```
/// use memoryview_ndarray::AsNdarrayMut;
/// use memoryview_strided::ViewMut;
/// use ndarray::Ix2;
///
/// let mut data = [0u16; 6];
/// let mut v = ViewMut::from_slice(&mut data).reshape([2, 3])?.transpose();
/// v.as_ndarray_mut::<u16, Ix2>()?.row_mut(1).fill(7);
/// assert_eq!(data, [0, 7, 0, 0, 7, 0]);
/// # Ok::<(), memoryview_ndarray::Error>(())
/// ```
#[allow(
    clippy::wrong_self_convention,
    reason = "`self` is a reference, whose lifetime is the result's"
)]
pub trait AsNdarrayMut<'a>: Sized {
    /// The items as `T`, to write.
    ///
    /// # Errors
    /// As for [`AsNdarray::as_ndarray`]; [`Error::View`] if a buffer is read-only or has other owners, or if two indices reach the same byte.
    fn as_ndarray_mut<T: Element, D: Dimension>(self) -> Result<ArrayViewMut<'a, T, D>, Error>;
}

/// A unique view as an `ndarray` view for as long as the data were lent.
///
/// ```
/// use memoryview_ndarray::IntoNdarrayMut;
/// use memoryview_strided::ViewMut;
/// use ndarray::{ArrayViewMut1, Ix1};
///
/// fn odd(data: &mut [i32]) -> Result<ArrayViewMut1<'_, i32>, memoryview_ndarray::Error> {
///     ViewMut::from_slice(data).slice(memoryview_strided::Slice::every(2))?.into_ndarray_mut::<i32, Ix1>()
/// }
/// let mut data = [1, 2, 3];
/// odd(&mut data)?.fill(0);
/// assert_eq!(data, [0, 2, 0]);
/// # Ok::<(), memoryview_ndarray::Error>(())
/// ```
pub trait IntoNdarrayMut<'a> {
    /// The items as `T`, to write.
    ///
    /// # Errors
    /// As for [`AsNdarrayMut::as_ndarray_mut`].
    fn into_ndarray_mut<T: Element, D: Dimension>(self) -> Result<ArrayViewMut<'a, T, D>, Error>;
}

/// The complaint about the item of this number in C order.
#[cold]
fn not_bool(shape: &[usize], mut number: usize, byte: Option<&u8>) -> Error {
    let mut index: alloc::boxed::Box<[usize]> = shape.into();
    for i in index.iter_mut().rev() {
        let n = (*i).max(1);
        *i = number % n;
        number /= n;
    }
    let byte = byte.copied().unwrap_or_default();
    Error::NotBool { index, byte }
}

impl<'a> IntoNdarrayMut<'a> for ViewMut<'a> {
    fn into_ndarray_mut<T: Element, D: Dimension>(self) -> Result<ArrayViewMut<'a, T, D>, Error> {
        raw::view_mut(self).or_else(|view| {
            check_rank::<D>(view.ndim())?;
            Err(Error::refused::<T>(view.explain::<T>(), view.format()))
        })
    }
}

impl<'a> AsNdarrayMut<'a> for &'a mut ViewMut<'_> {
    fn as_ndarray_mut<T: Element, D: Dimension>(self) -> Result<ArrayViewMut<'a, T, D>, Error> {
        self.reborrow().into_ndarray_mut()
    }
}

impl<'a, U: Element> AsNdarrayMut<'a> for &'a mut TypedViewMut<'_, U> {
    fn as_ndarray_mut<T: Element, D: Dimension>(self) -> Result<ArrayViewMut<'a, T, D>, Error> {
        self.as_view_mut().into_ndarray_mut()
    }
}

impl<'a> AsNdarrayMut<'a> for &'a mut Buffer {
    fn as_ndarray_mut<T: Element, D: Dimension>(self) -> Result<ArrayViewMut<'a, T, D>, Error> {
        self.view_mut()?.into_ndarray_mut()
    }
}
