//! How is a value shown to people: as Python's `repr` would?

use alloc::string::String;
use core::fmt::{self, Write};

use super::Value;

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(true) => f.write_str("True"),
            Self::Bool(false) => f.write_str("False"),
            Self::Int(i) => i.fmt(f),
            Self::UInt(u) => u.fmt(f),
            Self::Float(x) => float(f, *x),
            Self::Complex { re, im } => complex(f, *re, *im),
            Self::Bytes(bytes) => byte_string(f, bytes),
            Self::Text(text) => quoted(f, text),
            Self::Record(values) => {
                list(f, '(', values)?;
                f.write_str(if values.len() == 1 { ",)" } else { ")" })
            }
            Self::Array(values) => {
                list(f, '[', values)?;
                f.write_char(']')
            }
        }
    }
}

fn list(f: &mut fmt::Formatter<'_>, open: char, values: &[Value]) -> fmt::Result {
    f.write_char(open)?;
    for (index, value) in values.iter().enumerate() {
        f.write_str(if index == 0 { "" } else { ", " })?;
        write!(f, "{value}")?;
    }
    Ok(())
}

/// Python's `repr(float)`: the shortest digits that read back, an exponent from 1e16 and below
/// 1e-4.
fn float(f: &mut fmt::Formatter<'_>, x: f64) -> fmt::Result {
    if x.is_nan() {
        return f.write_str("nan");
    }
    if x.is_infinite() {
        return f.write_str(if x.is_sign_negative() { "-inf" } else { "inf" });
    }
    if x == 0.0 || (1e-4..1e16).contains(&x.abs()) {
        let text = alloc::format!("{x:?}");
        let places = text.split_once('.').map_or(0, |(_, places)| places.len());
        return f.write_str(&to_even(x, text, |x| alloc::format!("{x:.places$}")));
    }
    let text = alloc::format!("{x:e}");
    let digits = text.split_once('e').map_or("", |(digits, _)| digits);
    let places = digits.split_once('.').map_or(0, |(_, places)| places.len());
    let text = to_even(x, text, |x| alloc::format!("{x:.places$e}"));
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, exponent) = match exponent.strip_prefix('-') {
        Some(exponent) => ('-', exponent),
        None => ('+', exponent),
    };
    write!(f, "{digits}e{sign}{exponent:0>2}")
}

/// Where two texts of the shortest length are equally near, Rust's is the one further from zero, and
/// Python's the one that ends in an even digit, as rounding to so many digits gives.
fn to_even(x: f64, shortest: String, rounded: impl Fn(f64) -> String) -> String {
    let rounded = rounded(x);
    if rounded.parse() == Ok(x) {
        rounded
    } else {
        shortest
    }
}

/// Python's `repr(complex)`: brackets unless the real part is +0.
fn complex(f: &mut fmt::Formatter<'_>, re: f64, im: f64) -> fmt::Result {
    // Parts are shown without a fraction where they have none: `(1+2j)`.
    fn part(f: &mut fmt::Formatter<'_>, x: f64) -> fmt::Result {
        let text = alloc::format!("{}", Value::Float(x));
        f.write_str(text.strip_suffix(".0").unwrap_or(&text))
    }
    if re == 0.0 && re.is_sign_positive() {
        part(f, im)?;
        return f.write_char('j');
    }
    f.write_char('(')?;
    part(f, re)?;
    if im.is_nan() || im.is_sign_positive() {
        f.write_char('+')?;
    }
    part(f, im)?;
    f.write_str("j)")
}

fn byte_string(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') {
        '"'
    } else {
        '\''
    };
    write!(f, "b{quote}")?;
    for &byte in bytes {
        match byte {
            b'\\' => f.write_str("\\\\")?,
            b'\t' => f.write_str("\\t")?,
            b'\n' => f.write_str("\\n")?,
            b'\r' => f.write_str("\\r")?,
            b' '..=b'~' if char::from(byte) == quote => write!(f, "\\{quote}")?,
            b' '..=b'~' => f.write_char(char::from(byte))?,
            _ => write!(f, "\\x{byte:02x}")?,
        }
    }
    f.write_char(quote)
}

/// A text as Python's `repr` shows it.
pub(crate) struct Quoted<'t>(pub(crate) &'t str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        quoted(f, self.0)
    }
}

fn quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    f.write_char(quote)?;
    for c in text.chars() {
        match c {
            '\\' => f.write_str("\\\\")?,
            '\t' => f.write_str("\\t")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            c if c == quote => write!(f, "\\{quote}")?,
            c if u32::from(c) < 32 || ('\x7f'..='\u{a0}').contains(&c) || c == '\u{ad}' => {
                write!(f, "\\x{:02x}", u32::from(c))?;
            }
            c => f.write_char(c)?,
        }
    }
    f.write_char(quote)
}

#[cfg(test)]
mod tests;
