//! How does a format become NumPy's short text for a type, `<f4`, and the other way round?

use alloc::format;
use alloc::string::String;

use crate::{
    Abi, ByteOrder, Error, Form, Format, LongDouble, ParseError, ParseErrorKind, Scalar,
    ScalarKind, TimeUnit, extent,
};

impl Format {
    /// Parses NumPy's `dtype.str`, as in the array interface and in `.npy` files: a byte order, a
    /// kind, a number of bytes (for `U` of characters), and for `M` and `m` a unit.
    ///
    /// ```
    /// use memoryview_format::Format;
    /// assert_eq!(Format::from_typestr(">i2")?, Format::parse(">h")?);
    /// assert_eq!(Format::from_typestr("<U3")?.size(), 12);
    /// assert_eq!(Format::from_typestr("<M8[25s]")?.to_string(), "<M8[25s]");
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A [`ParseError`] that shows the place in the text.
    pub fn from_typestr(text: &str) -> Result<Self, ParseError> {
        scalar_of(text).map(Self::scalar)
    }

    /// NumPy's `dtype.str`: `<f4`. A record or a sub-array is only its bytes there: `|V12`.
    ///
    /// ```
    /// use memoryview_format::Format;
    /// assert_eq!(Format::parse(">3w")?.to_typestr()?, ">U3");
    /// assert_eq!(Format::parse("T{<i:a:<d:b:}")?.to_typestr()?, "|V12");
    /// # Ok::<(), memoryview_format::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] for what NumPy has no type for: `p`, `u` and pointers;
    /// [`Error::Opaque`] where the meaning is not known.
    pub fn to_typestr(&self) -> Result<String, Error> {
        let scalar = match self.form() {
            Form::Scalar(scalar) => scalar,
            Form::Array(_) | Form::Record(_) => return Ok(format!("|V{}", self.size())),
            Form::Pointer(_) => return Err(no_type()),
            Form::Opaque(opaque) => {
                return Err(Error::Opaque {
                    size: opaque.size,
                    reason: opaque.reason.clone(),
                });
            }
        };
        write(scalar)
    }
}

/// [`Format::from_typestr`], which is always a scalar.
pub(crate) fn scalar_of(text: &str) -> Result<Scalar, ParseError> {
    let fault = |position, reason| Fault { position, reason };
    let parsed = split(text).and_then(|parts| {
        scalar(&parts, &Abi::NATIVE).map_err(|reason| fault(parts.digits_at, reason))
    });
    parsed.map_err(|fault| fault.error(text))
}

fn no_type() -> Error {
    Error::Unsupported {
        what: "a type that NumPy lacks (p, u, or a pointer)",
    }
}

fn write(scalar: Scalar) -> Result<String, Error> {
    use ScalarKind as K;
    let mut size = scalar.size();
    let kind = match scalar.kind() {
        K::Bool => 'b',
        K::Int => 'i',
        K::UInt => 'u',
        K::Float | K::LongDouble(_) => 'f',
        K::Complex | K::LongComplex(_) => 'c',
        K::Char | K::Bytes => 'S',
        K::Void => 'V',
        K::Text => {
            size /= 4;
            // NumPy gives an order even to a text without characters.
            return Ok(format!("{}U{size}", scalar.order().prefix()));
        }
        K::Datetime(unit) | K::Timedelta(unit) => {
            let letter = match scalar.kind() {
                K::Datetime(_) => 'M',
                _ => 'm',
            };
            let order = scalar.order().prefix();
            return Ok(match unit {
                TimeUnit::GENERIC => format!("{order}{letter}8"),
                _ => format!("{order}{letter}8[{unit}]"),
            });
        }
        K::Object => return Ok("|O".into()),
        K::Pascal | K::Ucs2 | K::Pointer | K::CharPointer | K::WcharPointer => {
            return Err(no_type());
        }
    };
    let order = if scalar.is_ordered() {
        scalar.order().prefix()
    } else {
        '|'
    };
    Ok(format!("{order}{kind}{size}"))
}

/// A text taken apart: `<`, `M`, `8`, `ns`.
struct Parts<'t> {
    order: ByteOrder,
    kind: u8,
    digits_at: usize,
    number: Option<usize>,
    unit: Option<&'t str>,
}

struct Fault {
    position: usize,
    reason: Reason,
}

enum Reason {
    Expected(&'static str),
    TooLarge,
}

impl Fault {
    fn error(&self, text: &str) -> ParseError {
        match self.reason {
            Reason::Expected(what) => {
                ParseError::unexpected(text, self.position, what).in_text(text)
            }
            Reason::TooLarge => ParseError::new(text, self.position, ParseErrorKind::TooLarge),
        }
    }
}

fn split(text: &str) -> Result<Parts<'_>, Fault> {
    let bytes = text.as_bytes();
    let expected = |position, what| Fault {
        position,
        reason: Reason::Expected(what),
    };
    let (order, kind_at) = match bytes.first() {
        Some(b'<') => (ByteOrder::Little, 1),
        Some(b'>') => (ByteOrder::Big, 1),
        Some(b'|' | b'=') => (ByteOrder::NATIVE, 1),
        _ => (ByteOrder::NATIVE, 0),
    };
    let kind = match bytes.get(kind_at) {
        Some(&kind) if b"biufcSaUVOMm".contains(&kind) => kind,
        _ => return Err(expected(kind_at, "a kind: one of b i u f c S U V O M m")),
    };
    let digits_at = kind_at + 1;
    let digits = bytes[digits_at..].iter().take_while(|b| b.is_ascii_digit());
    let end = digits_at + digits.count();
    let number = match &text[digits_at..end] {
        "" => None,
        digits => match digits.parse() {
            Ok(number) => Some(number),
            Err(_) => {
                return Err(Fault {
                    position: digits_at,
                    reason: Reason::TooLarge,
                });
            }
        },
    };
    let rest = &text[end..];
    let time = matches!(kind, b'M' | b'm');
    let unit = match rest.strip_prefix('[') {
        Some(unit) if time => match unit.strip_suffix(']') {
            Some(unit) => Some(unit),
            None => return Err(expected(text.len(), "']'")),
        },
        _ if rest.is_empty() => None,
        _ => return Err(expected(end, "the end")),
    };
    Ok(Parts {
        order,
        kind,
        digits_at,
        number,
        unit,
    })
}

fn scalar(parts: &Parts<'_>, abi: &Abi) -> Result<Scalar, Reason> {
    use ScalarKind as K;
    let size = Reason::Expected("a size in bytes that this kind has");
    let Some(number) = parts.number else {
        let pointer = usize::from(abi.pointer.size());
        return match parts.kind {
            b'O' => Scalar::new(K::Object, pointer, parts.order).ok_or(size),
            _ => Err(Reason::Expected("a size in bytes")),
        };
    };
    let long = abi.long_double_form;
    let unit = match parts.unit {
        Some(unit) => TimeUnit::parse(unit).ok_or(Reason::Expected("a unit of time"))?,
        None => TimeUnit::GENERIC,
    };
    let kind = match (parts.kind, number) {
        (b'b', _) => K::Bool,
        (b'i', _) => K::Int,
        (b'u', _) => K::UInt,
        (b'f', 12 | 16) => K::LongDouble(if number == 12 { LongDouble::X87 } else { long }),
        (b'f', _) => K::Float,
        (b'c', 24 | 32) => K::LongComplex(if number == 24 { LongDouble::X87 } else { long }),
        (b'c', _) => K::Complex,
        (b'S' | b'a', _) => K::Bytes,
        (b'V', _) => K::Void,
        (b'M', _) => K::Datetime(unit),
        (b'm', _) => K::Timedelta(unit),
        (b'U', _) => {
            let bytes = extent::times(number, 4).ok_or(Reason::TooLarge)?;
            return Scalar::new(K::Text, bytes, parts.order).ok_or(Reason::TooLarge);
        }
        _ => K::Object,
    };
    if number > extent::MAX_SIZE {
        return Err(Reason::TooLarge);
    }
    Scalar::new(kind, number, parts.order).ok_or(size)
}

#[cfg(test)]
mod tests;
