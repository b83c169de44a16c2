//! Python's `struct` codes and PEP 3118 formats: parse, describe, pack and unpack.
#![forbid(unsafe_code)]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod abi;
mod canonical;
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
pub use describe::{Description, Line};
pub use error::{Error, ErrorKind, FieldFault};
pub use extent::{MAX_SIZE, align_up};
pub use format::{
    Field, Form, Format, MAX_DEPTH, Opaque, Pointer, Record, RecordBuilder, SubArray,
};
pub use kind::Kind;
pub use pack::IterUnpack;
pub use parse_error::{ParseError, ParseErrorKind};
pub use scalar::{Scalar, ScalarKind};
pub use time::{TimeBase, TimeUnit};
pub use typed::{Primitive, Row, Typed};
pub use value::Value;
