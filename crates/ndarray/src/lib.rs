//! Strided views to and from `ndarray`.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod borrow;
mod copy;
mod cut;
mod error;
mod lend;
mod owned;
mod raw;

pub use borrow::{AsNdarray, AsNdarrayMut, IntoNdarrayMut};
pub use copy::ToArray;
pub use error::{Error, Refusal, Remedy};
pub use lend::{AsBoolView, AsView, AsViewMut, IntoView};
#[doc(no_inline)]
pub use ndarray;
pub use owned::{IntoArrayError, IntoBuffer, TryIntoArray};
