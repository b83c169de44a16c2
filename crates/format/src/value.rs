//! What is one item, once it has been read?

use alloc::string::String;
use alloc::vec::Vec;

mod compare;
mod convert;
mod show;

pub(crate) use show::Quoted;

/// One item, decoded.
///
/// `==` compares as Python does: numbers by their exact value whatever their kind (`1 == 1.0`,
/// `true == 1`), NaN with nothing, arrays and records item by item. `u32::try_from(&value)` and its
/// like take out what a value holds, whichever variant that is: codes of unsigned integers give
/// `UInt`, those of signed ones `Int`.
///
/// ```
/// use memoryview_format::{Format, Value};
/// let value = Format::parse("T{>h:x:3s:name:}")?.decode(b"\x00\x07abc")?;
/// assert_eq!(value, Value::Record(vec![7.into(), b"abc".as_slice().into()]));
/// assert_eq!(value.to_string(), "(7, b'abc')");
/// let [x, name] = <&[Value]>::try_from(&value)? else { unreachable!() };
/// assert_eq!((u64::try_from(x)?, <&[u8]>::try_from(name)?), (7, &b"abc"[..]));
/// # Ok::<(), memoryview_format::Error>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Value {
    /// A truth value.
    Bool(bool),
    /// A signed integer.
    Int(i64),
    /// An unsigned integer.
    UInt(u64),
    /// A float.
    Float(f64),
    /// A complex number.
    Complex {
        /// The real part.
        re: f64,
        /// The imaginary part.
        im: f64,
    },
    /// A byte string.
    Bytes(Vec<u8>),
    /// A text.
    Text(String),
    /// The values of a record's fields, in their order.
    Record(Vec<Value>),
    /// The items along one axis of a sub-array: values, or arrays again.
    Array(Vec<Value>),
}

impl Default for Value {
    /// `Int(0)`, which owns no memory: a start for the calls that reuse values.
    fn default() -> Self {
        Self::Int(0)
    }
}

impl Value {
    /// What it is, in a word: `"int"`, `"bytes"`, as in error texts.
    ///
    /// ```
    /// assert_eq!(memoryview_format::Value::Float(0.5).type_name(), "float");
    /// ```
    #[must_use]
    pub const fn type_name(&self) -> &'static str {
        match self {
            Self::Bool(_) => "bool",
            Self::Int(_) | Self::UInt(_) => "int",
            Self::Float(_) => "float",
            Self::Complex { .. } => "complex",
            Self::Bytes(_) => "bytes",
            Self::Text(_) => "text",
            Self::Record(_) => "record",
            Self::Array(_) => "array",
        }
    }
}
