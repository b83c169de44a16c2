//! When is an `ndarray` array a view, without a copy?

use memoryview_strided::{Bool, Element, View, ViewMut};
use ndarray::{ArrayRef, ArrayView, ArrayViewMut, Dimension};

use crate::error::Error;
use crate::raw;

/// An array as a view: no copy, and no allocation up to rank 8. Strides stay what they are, negative ones and zeros too.
///
/// Implemented for [`ArrayRef`], to which every array and every array view of `ndarray` dereferences. For arrays of `bool` see [`AsBoolView`].
///
/// ```
/// use memoryview_ndarray::AsView;
/// use ndarray::{array, s};
///
/// let a = array![[1i16, 2, 3], [4, 5, 6]];
/// let v = a.slice(s![.., ..;-2]).as_view()?.to_string();
/// assert_eq!(v, "[[3, 1],\n [6, 4]]");
/// # Ok::<(), memoryview_ndarray::Error>(())
/// ```
pub trait AsView {
    /// The items, to read.
    ///
    /// # Errors
    /// [`Error::View`] for more than 64 axes, or for an array that repeats its items so often that its bytes, counted one by one, exceed `isize`.
    fn as_view(&self) -> Result<View<'_>, Error>;
}

/// An array of `bool` as a view of format `?`, to read only: through one that can be written a `bool` could become any byte.
///
/// ```
/// use memoryview_ndarray::AsBoolView;
/// use ndarray::array;
///
/// assert_eq!(array![true, false].as_bool_view()?.to_string(), "[ True, False]");
/// # Ok::<(), memoryview_ndarray::Error>(())
/// ```
pub trait AsBoolView {
    /// The items, to read.
    ///
    /// # Errors
    /// As for [`AsView::as_view`].
    fn as_bool_view(&self) -> Result<View<'_>, Error>;
}

/// An array as a view that can be written: no copy. An `ArcArray` or `CowArray` that does not own its items alone copies them first, as it always does.
///
/// ```
/// use memoryview_ndarray::AsViewMut;
/// use ndarray::Array2;
///
/// let mut a = Array2::<f64>::zeros((2, 3));
/// a.as_view_mut()?.slice((.., 1))?.fill(1.5)?;
/// assert_eq!(a.sum(), 3.0);
/// # Ok::<(), memoryview_ndarray::Error>(())
/// ```
pub trait AsViewMut {
    /// The items, to read and write.
    ///
    /// # Errors
    /// As for [`AsView::as_view`].
    fn as_view_mut(&mut self) -> Result<ViewMut<'_>, Error>;
}

/// A view of an array as a view, for as long as the array was lent.
///
/// ```
/// use memoryview_ndarray::IntoView;
/// use memoryview_strided::View;
/// use ndarray::{ArrayView2, array};
///
/// fn first_row<'a>(a: ArrayView2<'a, u8>) -> Result<View<'a>, memoryview_ndarray::Error> {
///     Ok(a.into_view()?.select(0, 0)?)
/// }
/// let a = array![[1u8, 2], [3, 4]];
/// assert_eq!(first_row(a.view())?.to_string(), "[1, 2]");
/// # Ok::<(), memoryview_ndarray::Error>(())
/// ```
pub trait IntoView<'a> {
    /// [`View`], or [`ViewMut`] for an array view that can be written.
    type View;

    /// The items for all of `'a`.
    ///
    /// # Errors
    /// As for [`AsView::as_view`].
    fn into_view(self) -> Result<Self::View, Error>;
}

impl<T: Element, D: Dimension> AsView for ArrayRef<T, D> {
    #[inline]
    fn as_view(&self) -> Result<View<'_>, Error> {
        Ok(raw::of_array(self, T::format())?)
    }
}

impl<D: Dimension> AsBoolView for ArrayRef<bool, D> {
    fn as_bool_view(&self) -> Result<View<'_>, Error> {
        Ok(raw::of_array(self, Bool::format())?)
    }
}

impl<T: Element, D: Dimension> AsViewMut for ArrayRef<T, D> {
    #[inline]
    fn as_view_mut(&mut self) -> Result<ViewMut<'_>, Error> {
        Ok(raw::of_view_mut(self.view_mut())?)
    }
}

impl<'a, T: Element, D: Dimension> IntoView<'a> for ArrayView<'a, T, D> {
    type View = View<'a>;
    fn into_view(self) -> Result<View<'a>, Error> {
        Ok(raw::of_view(self, T::format())?)
    }
}

impl<'a, T: Element, D: Dimension> IntoView<'a> for ArrayViewMut<'a, T, D> {
    type View = ViewMut<'a>;
    fn into_view(self) -> Result<ViewMut<'a>, Error> {
        Ok(raw::of_view_mut(self)?)
    }
}
