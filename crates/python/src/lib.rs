//! Python's buffers for authors of extensions: any exporter as a strided view, any strided buffer as a `memoryview`.
//!
//! | from, to | by |
//! |---|---|
//! | an argument of a function to a view | [`PyView`] |
//! | a `Buffer` to a builtin `memoryview` | [`ToPython`]; [`export`] and [`export_mut`] give the exporter itself |
//! | an error of the library to an exception | [`Fault`] |
//! | an export whose end Python code decides | [`Import`], [`Lent`] |
//! | memory of a class of your own to a `Py_buffer` | [`fill`] |
//!
//! A function that takes any array, of any dtype, rank and strides, and returns another:
//!
//! ```
#![doc = include_str!("../examples/sum_axis.rs")]
//! # Python::attach(|py| {
//! #     let data = pyo3::types::PyBytes::new(py, b"abc");
//! #     let sums = wrap_pyfunction!(sum_axis, py)?.call1((data, 0))?;
//! #     assert_eq!(sums.call_method0("tolist")?.to_string(), "294.0");
//! #     Ok::<(), PyErr>(())
//! # }).unwrap();
//! ```
//!
//! Strides and offsets are in bytes, shapes and indices in items.
//!
//! # Which memory may be read without the interpreter?
//!
//! Python code may write a NumPy array or a `bytearray` whenever it runs, and a Rust reference promises that nobody does. So a [`PyView`]
//! lends a `ForeignView`, which copies each byte once and cannot leave the thread that holds the interpreter; and a `View`, which can, only
//! where nobody is able to write: of `bytes`, and of buffers that came from Rust. A function that wants to let go of the interpreter for a
//! mutable array copies it first: `to_bytes` runs at the speed of `memcpy`.
//!
//! # Features
//!
//! `abi3-py311` builds against the stable ABI of CPython 3.11. Without it the extension is built for the interpreter at hand.

mod error;
mod export;
mod import;

pub use error::Fault;
pub use export::{Offer, ToPython, export, export_mut, fill, format_text, says};
pub use import::{
    Description, Import, Lent, PyView, by_dtype, exports, is_index, nests, unpack_slice,
};

/// The example of the README runs too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
