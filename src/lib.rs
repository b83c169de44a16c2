//! Python's `memoryview` and buffer protocol as a Rust library: N-dimensional strided views of bytes that somebody else owns.
//!
//! The bytes may be a mapped file, a network frame, a `Vec`, a NumPy array. Their *format* is known only at run time (Python's `struct` codes, PEP
//! 3118, NumPy's dtypes), in any byte order, at any alignment. Slicing, permuting, flipping, reshaping, picking a field of a record: each gives
//! another view and copies nothing.
//!
//! ```
//! use memoryview::{Slice, Spec, View};
//!
//! // Three packed records of a big-endian u16 and an f32, as they came from a socket.
//! let frame = [0, 7, 63, 128, 0, 0, 0, 8, 64, 0, 0, 0, 0, 9, 64, 64, 0, 0];
//! let records = View::from_bytes(&frame, &Spec::new("T{>H:id:f:x:}")?)?;
//! let x = records.field("x")?.slice(Slice::REV)?;
//! assert_eq!((x.shape(), x.strides()), (&[3][..], &[-6][..]));
//! assert_eq!(x.to_string(), "[3.0, 2.0, 1.0]");
//! # Ok::<(), memoryview::Error>(())
//! ```
//!
//! # The parts
//!
//! ```text
//! view   = memory x layout x format
//! layout : indices -> byte offset.        Pure arithmetic. Knows neither pointers nor formats.
//! memory : who may touch which bytes, and for how long.  Knows neither shapes nor formats.
//! format : the bytes of one item -> a value.  Knows neither shapes nor memory.
//! ```
//!
//! Three kinds of memory make three kinds of view. [`View`] is shared memory that nobody writes meanwhile; it lends references. [`ViewMut`] is unique
//! memory. [`ForeignView`] is memory that others may write meanwhile, such as a mapped file: it gives items by value and copies, never a
//! reference. A [`Buffer`] owns its memory together with its clones, can be stored and sent, and lends one of the three.
//!
//! [`TypedView`] is a view and the proof, made once, that its items are of one [`Element`] type. [`Spec`] says what raw bytes are. [`format`](mod@format)
//! holds the formats and the values of items.
#![cfg_attr(feature = "npy", doc = "[`npy`] reads and writes NumPy's files.")]
#![cfg_attr(
    feature = "ndarray",
    doc = "[`ndarray`](mod@ndarray) makes views of arrays, and arrays of views."
)]
//!
//! # The guide
//!
//! - [Concepts](guide::concepts): what a view is made of, who may write what, when something is copied.
//! - [Programs](guide::programs): what functions take, what structs keep, records of files, threads, errors.
//! - [For NumPy users](guide::numpy): their call, ours, copies or not.
//! - [For `ndarray` users](guide::ndarray): the same.
//! - [Refusals](guide::refusals): what each error says, and what to do about it.
//!
//! # Features
//!
//! `std`, `npy`, `mmap`, `derive` are on by default; `ndarray` is the bridge to that crate's arrays; `half` and `num-complex` make `f16` and `Complex` elements, `rayon` adds
//! the `par_` forms, `bytes` makes buffers of `Bytes` and back, `approx` its traits between typed views. Without `std` the library needs `alloc` only.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(not(feature = "std"), no_std)]

#[cfg(any(doc, doctest))]
pub mod guide;
#[cfg(feature = "ndarray")]
#[doc(inline)]
pub use memoryview_ndarray as ndarray;
#[cfg(feature = "npy")]
#[doc(inline)]
pub use memoryview_npy as npy;
#[doc(inline)]
pub use memoryview_strided::*;

/// The examples of the README run as tests.
#[cfg(all(doctest, feature = "npy", feature = "mmap"))]
#[doc = include_str!("../README.md")]
struct Readme;
