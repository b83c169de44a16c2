//! N-dimensional strided views over bytes that somebody else owns.
//!
//! ```text
//! view   = memory x layout x format
//! layout : indices -> byte offset.        Pure arithmetic. Knows neither pointers nor formats.
//! memory : who may touch which bytes, and for how long.  Knows neither shapes nor formats.
//! format : the bytes of one item -> a value.  Knows neither shapes nor memory.
//! ```
//!
//! | type | is |
//! |---|---|
//! | [`View`] | shared memory that nobody writes meanwhile |
//! | [`ViewMut`] | unique memory |
//! | [`ForeignView`] | memory that others may write meanwhile: items by value, copies in and out, never a reference |
//! | [`IndirectView`] | items behind pointers, as PEP 3118's suboffsets have them |
//! | [`Buffer`] | a view that owns its memory, with its clones |
//! | [`TypedView`], [`TypedViewMut`] | a view and the proof that its items are of one [`Element`] type |
//! | [`Layout`] | shape, strides and offset in bytes |
//! | [`Spec`] | what raw bytes are: for constructors, files and command lines |
//! | [`Key`], [`Index`], [`Slice`] | what stands between `[` and `]` |
//!
//! Strides and offsets are in bytes everywhere; shapes and indices are in items.
//!
//! ```
//! use memoryview_strided::{Slice, Spec, View};
//!
//! // A 24-bit bitmap of 2 x 2 pixels: rows from the bottom up, blue-green-red, padded to 8 bytes.
//! let file = [1, 2, 3, 4, 5, 6, 0, 0, 7, 8, 9, 10, 11, 12, 0, 0];
//! let spec = Spec::new("B")?.shape([2, 2, 3]).strides([-8, 3, 1]).offset(8);
//! let image = View::from_bytes(&file, &spec)?;
//! let red = image.slice((.., .., 2))?;
//! assert_eq!(red.to_string(), "[[ 9, 12],\n [ 3,  6]]");
//! # Ok::<(), memoryview_strided::Error>(())
//! ```
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(not(any(feature = "std", test)), no_std)]

extern crate alloc;

mod address;
#[cfg(feature = "approx")]
mod approx;
mod buffer;
mod cast;
mod contiguous;
mod convert;
mod copy;
mod diff;
mod display;
#[cfg(doctest)]
mod doors;
mod element;
mod equal;
mod error;
mod explain;
mod fold;
mod foreign;
#[cfg(feature = "bytes")]
mod from_bytes;
mod indirect;
mod iter;
mod key;
mod layout;
#[cfg(feature = "mmap")]
mod map;
mod meeting;
mod memory;
#[cfg(test)]
mod native_text;
mod parts;
mod path;
mod position;
mod read;
mod shapes;
mod spec;
mod transforms;
mod typed;
mod values;
mod view;
mod view_mut;
mod within;

pub use buffer::{Buffer, IntoVecError};
#[doc(hidden)]
pub use bytemuck;
#[cfg(feature = "bytes")]
pub use bytes;
pub use cast::{Cast, CastFault};
pub use contiguous::Contiguous;
pub use convert::{Casting, Convert, ConvertTo, Destination};
pub use copy::{CopyKind, CopyPlan};
#[doc(hidden)]
pub use diff::complaint as __complaint;
pub use diff::{Difference, FirstDifference, NanPolicy, Tolerance};
pub use element::{Be, Bool, Element, FieldDesc, ItemDesc, Le, Ordered, Unaligned};
pub use error::{
    AccessFault, AxisFault, Error, ErrorKind, KeyFault, Limit, MemoryFault, TextFault,
};
pub use explain::{Explanation, Obstacle};
pub use foreign::{ForeignView, Source};
pub use indirect::{IndirectView, Levels, SuboffsetFault};
#[cfg(feature = "rayon")]
pub use iter::ParTypedIter;
pub use iter::{AxisIter, Block, Blocks, ElementIter, Items, NumberIter, TypedIter, ZippedBlocks};
pub use key::{Ellipsis, Index, Int, IntoKey, Key, NewAxis, Slice};
pub use layout::{Cut, Layout, MAX_NDIM, Offsets, Order, Overlap};
#[cfg(feature = "derive")]
pub use memoryview_derive::Element;
pub use memoryview_format as format;
pub use memoryview_format::{Format, Value};
pub use path::{FieldPath, FieldStep};
pub use position::Position;
#[cfg(feature = "rayon")]
pub use rayon;
pub use read::Number;
pub use spec::Spec;
pub use typed::{TypedView, TypedViewMut};
pub use view::View;
pub use view_mut::ViewMut;

/// The example of the README runs too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
