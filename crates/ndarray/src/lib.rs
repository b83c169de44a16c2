//! Strided views to and from `ndarray`: no copy where the memory allows it, the reason where it does not.
//!
//! ```
//! use memoryview_ndarray::{AsNdarray, AsView, ToArray};
//! use memoryview_strided::{Be, Order, View};
//! use ndarray::{Ix1, Ix2};
//!
//! // A plane of big-endian floats, at whatever address it came.
//! let bytes = [63, 128, 0, 0, 64, 0, 0, 0, 64, 64, 0, 0, 64, 128, 0, 0];
//! let v = View::from_bytes(&bytes, &">f4; shape=(2, 2)".parse()?)?;
//!
//! // In place: an element type that says what the bytes are.
//! use memoryview_strided::Unaligned;
//! let a = v.transpose().as_ndarray::<Unaligned<Be<f32>>, Ix2>()?;
//! assert_eq!(a[[0, 1]].get().get(), 3.0);
//!
//! // Back again, through `ndarray`'s own slicing.
//! let column = a.row(1).as_view()?.to_string();
//! assert_eq!(column, "[2.0, 4.0]");
//! # Ok::<(), memoryview_ndarray::Error>(())
//! ```
//!
//! # Which call?
//!
//! | I have | I want | call | copies |
//! |---|---|---|---|
//! | a [`View`](memoryview_strided::View), [`ViewMut`](memoryview_strided::ViewMut), [`Buffer`](memoryview_strided::Buffer), typed view | `ArrayView<T, D>` | [`as_ndarray`](AsNdarray::as_ndarray) | never: refuses instead |
//! | a unique view, the only owner of a `Vec` | `ArrayViewMut<T, D>` | [`as_ndarray_mut`](AsNdarrayMut::as_ndarray_mut), [`into_ndarray_mut`](IntoNdarrayMut::into_ndarray_mut) | never |
//! | items at strides that do not divide | their bytes, one more axis | [`as_ndarray_bytes`](AsNdarray::as_ndarray_bytes) | never |
//! | bytes of format `?` | `ArrayView<bool, D>` | [`as_ndarray_bool`](AsNdarray::as_ndarray_bool) | never, but looks at each |
//! | any view, foreign ones too | `Array<T, D>` of the same numbers | [`to_array`](ToArray::to_array), [`to_bool_array`](ToArray::to_bool_array) | the items |
//! | | an array that exists, filled | [`assign_to`](ToArray::assign_to) | the items |
//! | numbers of another type or scale | `Array<T, D>` | `v.convert::<f32>().scale(a, b).`[`to_array`](ConvertToArray::to_array) | the items, in one pass |
//! | | an array that exists, filled | `v.convert::<f32>().`[`assign_to`](ConvertToArray::assign_to) | the items, in one pass |
//! | any view, mostly of the right type | `CowArray<T, D>` | [`as_array_or_convert`](AsNdarray::as_array_or_convert) | only where it must |
//! | a `Buffer` that owns a `Vec` alone | `Array<T, D>` | [`try_into_array`](TryIntoArray::try_into_array) | never |
//! | any array or array view | `View`, `ViewMut` | [`as_view`](AsView::as_view), [`as_view_mut`](AsViewMut::as_view_mut), [`as_bool_view`](AsBoolView::as_bool_view) | never |
//! | an `ArrayView`, `ArrayViewMut` | a view for its whole lifetime | [`into_view`](IntoView::into_view) | never |
//! | an `Array`, `ArcArray`, `CowArray` | `Buffer` | [`into_buffer`](IntoBuffer::into_buffer) | never; a borrowed `CowArray` |
//!
//! The copies have `par_` forms with the feature `rayon`. [`prelude`] brings the extension traits, and no name besides. `T` is any [`Element`](memoryview_strided::Element): a number, [`Be`](memoryview_strided::Be),
//! [`Le`](memoryview_strided::Le), [`Unaligned`](memoryview_strided::Unaligned), an array of them, a derived record. `D` is `Ix0` to `Ix6`, or `IxDyn`.
//!
//! # For `ndarray` users
//!
//! `memoryview::guide::ndarray`, in the crate `memoryview`, is a table of their calls and ours.
//!
//! # Refusals
//!
//! `ndarray` counts strides in items, lends references, and knows nothing of byte order. [`Error::Refused`] lists everything about a view that it cannot hold, and what works
//! instead:
//!
//! ```
//! use memoryview_ndarray::AsNdarray;
//! use memoryview_strided::View;
//! use ndarray::Ix1;
//!
//! let records = [0u8; 18];
//! let v = View::from_bytes(&records, &"T{<H:id:>f:x:}".parse()?)?.field("x")?;
//! assert!(v.as_ndarray::<f32, Ix1>().unwrap_err().to_string().starts_with(
//!     "no array view of items \">f\", shape [3], strides [6]: it is big-endian, not little-endian; stride 6 of axis 0 is not a multiple of the item's 4 bytes"
//! ));
//! # Ok::<(), memoryview_ndarray::Error>(())
//! ```
//!
//! | refused because | do this |
//! |---|---|
//! | it is big-endian, not little-endian | ask for `Be<f32>`, which converts where an item is read; or `to_array` |
//! | the address is 3 bytes off alignment 8 | ask for `Unaligned<f64>`; or `to_array` |
//! | stride 6 of axis 0 is not a multiple of the item's 4 bytes | view the whole record as `ArrayView<Row>` with a derived `Row`; or the bytes, by `as_ndarray_bytes`; or `to_array` |
//! | it is f32, not u32; it has 4 bytes, not 8 | ask for the type that it is; or `convert::<T>()` with the [`Casting`](memoryview_strided::Casting) it needs, and `to_array` |
//! | others may write the memory meanwhile | `to_array`; or for a file that nobody writes, `Buffer::assume_shared` |
//! | the items lie behind pointers along axis 0 | fix that axis by an index and `to_array` what is left; or `Array::from_shape_vec(shape, v.to_vec(Order::C)?)` |
//! | the memory is read-only | `to_array`, and write to that |
//! | the memory has 2 other owners | drop the clones and slices of the buffer |
//! | two indices of the view reach the same byte: (0,) and (1,) | `to_array`: a repeated item can be read, not written |
//! | the view has 3 axes, the array type 2 | another `D`, or `IxDyn`; `select`, `squeeze` |
//! | the item at \[4\] is 7: a bool is 0 or 1 | ask for [`Bool`](memoryview_strided::Bool), to which every other byte is true; or `to_bool_array` |
//!
//! # Features
//!
//! `std` (default); `rayon` adds the `par_` forms; `half`, `num-complex` and `derive` are those of `memoryview-strided`.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(not(any(feature = "std", test)), no_std)]

extern crate alloc;

mod borrow;
mod convert;
mod copy;
mod cut;
mod error;
mod lend;
mod lender;
mod owned;
mod raw;
mod shape;

/// The extension traits, so that their methods are found: `use memoryview_ndarray::prelude::*`.
///
/// They come without their names, so nothing clashes: the root of this crate also names a crate `ndarray` and an `Error`.
///
/// ```
/// use memoryview_ndarray::prelude::*;
/// use ndarray::{Array2, Ix2};
///
/// let a = Array2::from_shape_fn((2, 3), |(i, j)| (10 * i + j) as f32);
/// let b = a.as_view()?.transpose().to_array::<f32, Ix2>(Default::default())?;
/// assert_eq!(b, a.t());
/// # Ok::<(), memoryview_ndarray::Error>(())
/// ```
pub mod prelude {
    pub use crate::{
        AsBoolView as _, AsNdarray as _, AsNdarrayMut as _, AsView as _, AsViewMut as _,
        ConvertToArray as _, IntoBuffer as _, IntoNdarrayMut as _, IntoView as _, ToArray as _,
        TryIntoArray as _,
    };
}

pub use borrow::{AsNdarray, AsNdarrayMut, IntoNdarrayMut};
pub use convert::ConvertToArray;
pub use copy::ToArray;
pub use error::{Error, Refusal, Remedy};
pub use lend::{AsBoolView, AsView, AsViewMut, IntoView};
#[doc(no_inline)]
pub use ndarray;
pub use owned::{IntoArrayError, IntoBuffer, TryIntoArray};

/// The example of the README runs too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
