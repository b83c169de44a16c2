//! How does a value become one of Rust's own types, and the other way round?

use alloc::string::String;
use alloc::vec::Vec;

use num_traits::{FromPrimitive, ToPrimitive};

use super::Value;
use crate::Error;

macro_rules! from {
    ($($type:ty => $variant:ident),* $(,)?) => {$(
        impl From<$type> for Value {
            fn from(value: $type) -> Self {
                Self::$variant(value.into())
            }
        }
    )*};
}

from! {
    bool => Bool,
    i8 => Int, i16 => Int, i32 => Int, i64 => Int,
    u8 => UInt, u16 => UInt, u32 => UInt, u64 => UInt,
    f32 => Float, f64 => Float,
    &[u8] => Bytes, Vec<u8> => Bytes,
    &str => Text, String => Text,
}

/// A length or an index, as `Value::from(view.len())`: no machine has more than 64 bits.
impl From<usize> for Value {
    fn from(value: usize) -> Self {
        Self::UInt(value as u64)
    }
}

impl From<isize> for Value {
    fn from(value: isize) -> Self {
        Self::Int(value as i64)
    }
}

impl<const N: usize> From<&[u8; N]> for Value {
    fn from(value: &[u8; N]) -> Self {
        Self::Bytes(value.to_vec())
    }
}

impl Value {
    fn wrong(&self, expected: &'static str) -> Error {
        Error::Type {
            expected,
            found: self.type_name(),
        }
    }
}

macro_rules! try_into_integer {
    ($($type:ident $code:literal),* $(,)?) => {$(
        impl TryFrom<&Value> for $type {
            type Error = Error;

            /// From an integer or a truth value within the type's bounds.
            fn try_from(value: &Value) -> Result<Self, Error> {
                let narrow = match *value {
                    Value::Bool(b) => return Ok(Self::from(b)),
                    Value::Int(i) => Self::try_from(i).ok(),
                    Value::UInt(u) => Self::try_from(u).ok(),
                    _ => return Err(value.wrong("an integer")),
                };
                #[allow(clippy::cast_lossless, reason = "one macro for all widths")]
                narrow.ok_or(Error::Range {
                    code: $code,
                    min: <$type>::MIN as i64,
                    max: <$type>::MAX as u64,
                })
            }
        }

        impl TryFrom<Value> for $type {
            type Error = Error;

            fn try_from(value: Value) -> Result<Self, Error> {
                Self::try_from(&value)
            }
        }
    )*};
}

try_into_integer! {
    i8 'b', u8 'B', i16 'h', u16 'H', i32 'i', u32 'I', i64 'q', u64 'Q', isize 'n', usize 'N',
}

macro_rules! try_into_float {
    ($($type:ident)*) => {$(
        impl TryFrom<&Value> for $type {
            type Error = Error;

            /// From any real number, rounded to the nearest.
            #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
            fn try_from(value: &Value) -> Result<Self, Error> {
                match *value {
                    Value::Bool(b) => Ok(Self::from(u8::from(b))),
                    Value::Int(i) => Ok(i as Self),
                    Value::UInt(u) => Ok(u as Self),
                    Value::Float(x) => Ok(x as Self),
                    _ => Err(value.wrong("a real number")),
                }
            }
        }

        impl TryFrom<Value> for $type {
            type Error = Error;

            fn try_from(value: Value) -> Result<Self, Error> {
                Self::try_from(&value)
            }
        }
    )*};
}

try_into_float!(f32 f64);

/// For code that is generic over numbers. A number converts if it fits, a float losing its
/// fraction, as between primitives; anything else does not.
///
/// ```
/// use memoryview_format::Value;
/// use num_traits::NumCast;
/// assert_eq!(<u8 as NumCast>::from(Value::Float(7.9)), Some(7));
/// assert_eq!(<u8 as NumCast>::from(Value::Int(-1)), None);
/// ```
impl ToPrimitive for Value {
    fn to_i64(&self) -> Option<i64> {
        match self {
            Self::Bool(b) => Some(i64::from(*b)),
            Self::Int(i) => Some(*i),
            Self::UInt(u) => u.to_i64(),
            Self::Float(x) => x.to_i64(),
            _ => None,
        }
    }

    fn to_u64(&self) -> Option<u64> {
        match self {
            Self::Bool(b) => Some(u64::from(*b)),
            Self::Int(i) => i.to_u64(),
            Self::UInt(u) => Some(*u),
            Self::Float(x) => x.to_u64(),
            _ => None,
        }
    }

    fn to_f64(&self) -> Option<f64> {
        f64::try_from(self).ok()
    }
}

/// From any primitive number, for code that is generic over them.
///
/// ```
/// use memoryview_format::Value;
/// use num_traits::FromPrimitive;
/// assert_eq!(Value::from_u16(7), Some(Value::UInt(7)));
/// ```
impl FromPrimitive for Value {
    fn from_i64(n: i64) -> Option<Self> {
        Some(Self::Int(n))
    }

    fn from_u64(n: u64) -> Option<Self> {
        Some(Self::UInt(n))
    }

    fn from_f64(n: f64) -> Option<Self> {
        Some(Self::Float(n))
    }
}

macro_rules! try_into {
    ($($type:ty, $expected:literal, $pattern:pat => $result:expr;)*) => {$(
        impl TryFrom<Value> for $type {
            type Error = Error;

            fn try_from(value: Value) -> Result<Self, Error> {
                match value {
                    $pattern => Ok($result),
                    other => Err(other.wrong($expected)),
                }
            }
        }
    )*};
}

try_into! {
    bool, "a bool", Value::Bool(b) => b;
    Vec<u8>, "bytes", Value::Bytes(bytes) => bytes;
    String, "text", Value::Text(text) => text;
    Vec<Value>, "a record or an array", Value::Record(values) | Value::Array(values) => values;
}

macro_rules! try_borrow {
    ($($type:ty, $expected:literal, $pattern:pat => $result:expr;)*) => {$(
        impl<'a> TryFrom<&'a Value> for &'a $type {
            type Error = Error;

            fn try_from(value: &'a Value) -> Result<Self, Error> {
                match value {
                    $pattern => Ok($result),
                    other => Err(other.wrong($expected)),
                }
            }
        }
    )*};
}

try_borrow! {
    [u8], "bytes", Value::Bytes(bytes) => bytes;
    str, "text", Value::Text(text) => text;
    [Value], "a record or an array", Value::Record(values) | Value::Array(values) => values;
}

#[cfg(test)]
mod tests;
