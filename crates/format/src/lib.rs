//! Python's `struct` codes and PEP 3118 formats: parse, describe, pack and unpack.
//!
//! A buffer of Python's (an array of NumPy's, a ctypes structure, a `memoryview`) says what its
//! items mean in a short text: `<i`, `3s`, `T{b:kind:=i:value:(2,2)=f:matrix:}`. This crate reads
//! all of these texts, in the dialects in which CPython, NumPy, ctypes, array, Cython and pybind11
//! write them, and reads and writes the items. It has no unsafe code and needs no `std`.
//!
//! ```
//! use memoryview_format::{Format, Value};
//!
//! // As struct: values in, bytes out, and back.
//! let header = Format::parse_struct("<4sHI")?;
//! let bytes = header.pack(&[b"RIFF".into(), 1.into(), 36.into()])?;
//! assert_eq!(header.unpack(&bytes)?[2], Value::Int(36));
//!
//! // As a view's item: what NumPy says about a record, and one of its bytes.
//! let point = Format::for_buffer("T{B:kind:=d:x:=d:y:}", 17);
//! assert_eq!(point.field("y").unwrap().offset(), 9);
//! assert_eq!(point.to_string(), "T{B:kind:<d:x:d:y:}");
//!
//! // As Rust's own types, without a `Value` between.
//! let sum: u32 = Format::parse(">HH")?
//!     .iter_unpack_as::<(u16, u16)>(&[0, 1, 0, 2, 0, 3, 0, 4])?
//!     .map(|(a, b)| u32::from(a * b))
//!     .sum();
//! assert_eq!(sum, 14);
//! # Ok::<(), memoryview_format::Error>(())
//! ```
//!
//! # Where to begin
//!
//! | you have | call |
//! |---|---|
//! | a text for `struct` | [`Format::parse_struct`], then [`pack`](Format::pack), [`unpack`](Format::unpack), [`unpack_as`](Format::unpack_as) |
//! | a text and an item size from a buffer | [`Format::for_buffer`], or [`Format::parse_sized`] for an error instead of opaque bytes |
//! | a text of your own | [`Format::parse`] |
//! | a type of NumPy's | [`Format::from_typestr`], [`Format::from_descr`] |
//! | offsets that no text can say | [`Format::record`] |
//!
//! Sizes and alignments are the C compiler's on this machine, or those of any other [`Abi`] that
//! is passed in. Errors show the text with a caret and say what was expected. Untrusted texts cost
//! time in proportion to their length, and at most 16 bytes of memory for each of theirs, whatever
//! they claim; where there is no memory, that is an error.
//!
//! The grammar is written down, with every dialect's deviations, in `docs/formats.md` of the
//! repository; a corpus of 42,000 lines from CPython, ctypes and NumPy is replayed in its tests.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]
#![cfg_attr(not(any(feature = "std", test)), no_std)]

extern crate alloc;

mod abi;
mod canonical;
mod caret;
mod counted;
mod decode;
mod descr;
mod describe;
mod dialect;
mod encode;
mod error;
mod extent;
mod float;
mod format;
mod kind;
#[cfg(test)]
mod native_text;
mod pack;
mod parse;
mod parse_error;
mod resolve;
mod scalar;
mod select;
mod syntax;
mod time;
mod typed;
mod typestr;
mod value;

pub use abi::{Abi, ByteOrder, CType, LongDouble};
pub use caret::Caret;
#[doc(hidden)] // a word for the texts of the other crates
pub use counted::Counted;
pub use describe::{Description, Line};
pub use error::{Error, ErrorKind, FieldFault};
pub use extent::{MAX_SIZE, align_up};
pub use format::{
    Field, Fields, Form, Format, MAX_DEPTH, Opaque, Pointer, Record, RecordBuilder, SubArray,
};
pub use kind::Kind;
pub use pack::IterUnpack;
pub use parse_error::{ParseError, ParseErrorKind};
pub use scalar::{Scalar, ScalarKind};
pub use time::{TimeBase, TimeUnit};
pub use typed::{Primitive, Row, Typed};
pub use value::Value;

/// The example of the README runs too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
