//! When are two values equal, as Python's memoryview sees it?

use super::Value;

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        use Value::{Array, Bytes, Record, Text};
        match (self, other) {
            (Bytes(a), Bytes(b)) => a == b,
            (Text(a), Text(b)) => a == b,
            // Python has one tuple for both.
            (Record(a) | Array(a), Record(b) | Array(b)) => a == b,
            _ => match (Number::of(self), Number::of(other)) {
                (Some(a), Some(b)) => a.equals(b),
                _ => false,
            },
        }
    }
}

/// A number without loss: an integer of up to 65 bits, or a pair of floats.
#[derive(Clone, Copy)]
enum Number {
    Whole(i128),
    Real(f64),
    Complex(f64, f64),
}

impl Number {
    fn of(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Bool(b) => Self::Whole(i128::from(*b)),
            Value::Int(i) => Self::Whole(i128::from(*i)),
            Value::UInt(u) => Self::Whole(i128::from(*u)),
            Value::Float(f) => Self::Real(*f),
            Value::Complex { re, im } => Self::Complex(*re, *im),
            _ => return None,
        })
    }

    fn equals(self, other: Self) -> bool {
        match (self, other) {
            (Self::Whole(a), Self::Whole(b)) => a == b,
            (Self::Real(a), Self::Real(b)) => a == b,
            (Self::Complex(a, b), Self::Complex(c, d)) => a == c && b == d,
            (Self::Whole(a), Self::Real(b)) | (Self::Real(b), Self::Whole(a)) => same(a, b),
            (Self::Complex(re, im), real) | (real, Self::Complex(re, im)) => {
                im == 0.0 && real.equals(Self::Real(re))
            }
        }
    }
}

/// Is the float exactly this integer? Rounding the integer to a float would find `2^53 + 1` equal
/// to `2^53`, so the float is made an integer instead, which is exact wherever it is one.
// The cast drops the fraction, makes 0 of NaN, and stops at bounds far beyond every 65-bit integer.
// Casting back shows all three but the last, which no integer equals.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
fn same(whole: i128, real: f64) -> bool {
    let truncated = real as i128;
    truncated as f64 == real && truncated == whole
}

#[cfg(test)]
mod tests;
