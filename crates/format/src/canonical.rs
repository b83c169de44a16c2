//! How is a format written so that every machine reads the same from it?
//!
//! With explicit byte orders, standard sizes and explicit padding: `T{<b:a:3x<i:b:}`. Nothing then
//! depends on the platform but `g`, `Zg` and pointers, which have no standard size: those of other
//! platforms are refused.

use alloc::string::String;
use core::fmt::{self, Write};

use crate::{Abi, ByteOrder, Error, FieldFault, Form, Format, Record, Scalar, ScalarKind};

impl Format {
    /// The canonical text, from which [`parse`](Self::parse) makes an equal format.
    ///
    /// ```
    /// use memoryview_format::{ByteOrder, Format};
    /// let format = Format::parse("T{!b:a:i:b:}")?;
    /// assert_eq!(format.to_text()?, "T{b:a:>i:b:}");
    /// assert_eq!(Format::parse(&format.to_text()?)?, format);
    /// # Ok::<(), memoryview_format::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Field`] for what no string can say (fields that overlap or are out of order, `:`
    /// in a name), [`Error::Opaque`] where the meaning is not known, [`Error::Unsupported`] for
    /// pointers and long doubles that are not those of this machine: they have no standard size.
    pub fn to_text(&self) -> Result<String, Error> {
        self.to_text_with(&Abi::NATIVE)
    }

    /// The canonical text for readers of this platform: for [`parse_with`](Self::parse_with).
    ///
    /// ```
    /// use memoryview_format::{Abi, Format};
    /// // NumPy's long double of 12 bytes is that of x86 with 32 bits.
    /// let short = Format::from_typestr("<f12")?;
    /// assert_eq!(short.to_text_with(&Abi::ILP32_ALIGN4)?, "<g");
    /// assert!(short.to_text_with(&Abi::LP64).is_err());
    /// # Ok::<(), memoryview_format::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`to_text`](Self::to_text), but the pointers and long doubles have to be those of this
    /// platform.
    pub fn to_text_with(&self, abi: &Abi) -> Result<String, Error> {
        let mut writer = Writer {
            text: String::new(),
            order: None,
            abi,
        };
        writer.format(self.form())?;
        Ok(writer.text)
    }
}

struct Writer<'a> {
    text: String,
    abi: &'a Abi,
    /// The byte order that holds here; none has been written at the beginning.
    order: Option<ByteOrder>,
}

impl Writer<'_> {
    fn format(&mut self, form: Form<'_>) -> Result<(), Error> {
        match form {
            Form::Scalar(scalar) => self.scalar(scalar)?,
            Form::Array(array) => {
                write_shape(&mut self.text, array.shape());
                self.format(array.item_form())?;
            }
            Form::Record(record) => {
                self.text.push_str("T{");
                self.record(record)?;
                self.text.push('}');
            }
            Form::Pointer(pointer) => {
                readable(pointer.address(), self.abi)?;
                self.prefix(pointer.address().order());
                match pointer.target_form() {
                    Ok(target) => {
                        self.text.push('&');
                        self.format(target)?;
                    }
                    Err(signature) => {
                        push(&mut self.text, format_args!("X{{{signature}}}"));
                    }
                }
            }
            Form::Opaque(opaque) => {
                return Err(Error::Opaque {
                    size: opaque.size,
                    reason: opaque.reason.clone(),
                });
            }
        }
        Ok(())
    }

    fn prefix(&mut self, order: ByteOrder) {
        if self.order != Some(order) {
            self.order = Some(order);
            self.text.push(order.prefix());
        }
    }

    fn scalar(&mut self, scalar: Scalar) -> Result<(), Error> {
        readable(scalar, self.abi)?;
        // An empty text has no order, but it would be aligned without a prefix.
        if scalar.is_ordered() || matches!(scalar.kind(), ScalarKind::Text | ScalarKind::Ucs2) {
            self.prefix(scalar.order());
        }
        write_code(&mut self.text, scalar);
        Ok(())
    }

    fn record(&mut self, record: Record<'_>) -> Result<(), Error> {
        let mut offset = 0;
        for field in record.fields() {
            let fault = |reason| Error::Field {
                name: field.name().into(),
                reason,
            };
            let Some(gap) = field.offset().checked_sub(offset) else {
                return Err(fault(FieldFault::Order));
            };
            if field.name().contains(':') {
                return Err(fault(FieldFault::Name));
            }
            write_padding(&mut self.text, gap);
            self.format(field.form())?;
            if !field.name().is_empty() {
                push(&mut self.text, format_args!(":{}:", field.name()));
            } else if needs_name(field.form()) {
                self.text.push_str("::");
            }
            offset = field.end();
        }
        write_padding(&mut self.text, record.size() - offset);
        Ok(())
    }
}

/// Refuses what the platform reads otherwise: what has no standard size, and another one there.
pub(crate) fn readable(scalar: Scalar, abi: &Abi) -> Result<(), Error> {
    use ScalarKind as K;
    let long = usize::from(abi.long_double.size());
    let (size, what) = match scalar.kind() {
        K::LongDouble(form) | K::LongComplex(form) if form != abi.long_double_form => {
            (0, "a long double of another platform")
        }
        K::LongDouble(_) => (long, "a long double of another platform"),
        K::LongComplex(_) => (long.saturating_mul(2), "a long double of another platform"),
        K::Pointer | K::CharPointer | K::WcharPointer | K::Object => (
            usize::from(abi.pointer.size()),
            "a pointer of another platform",
        ),
        _ => return Ok(()),
    };
    match scalar.size() == size {
        true => Ok(()),
        false => Err(Error::Unsupported { what }),
    }
}

/// Without any name, `x` would be padding, and `Z` could run into the next code.
fn needs_name(form: Form<'_>) -> bool {
    match form {
        Form::Scalar(scalar) => {
            matches!(scalar.kind(), ScalarKind::Void | ScalarKind::WcharPointer)
        }
        Form::Array(array) => needs_name(array.item_form()),
        Form::Pointer(pointer) => pointer.target_form().is_ok_and(needs_name),
        Form::Record(_) | Form::Opaque(_) => false,
    }
}

/// Writing to a `String` cannot fail.
fn push(text: &mut String, arguments: fmt::Arguments<'_>) {
    let _ = text.write_fmt(arguments);
}

/// `(2,3)`.
pub(crate) fn write_shape(text: &mut String, shape: &[usize]) {
    for (axis, length) in shape.iter().enumerate() {
        let open = if axis == 0 { '(' } else { ',' };
        push(text, format_args!("{open}{length}"));
    }
    text.push(')');
}

/// `3x`; nothing for no bytes.
pub(crate) fn write_padding(text: &mut String, bytes: usize) {
    match bytes {
        0 => {}
        1 => text.push('x'),
        _ => push(text, format_args!("{bytes}x")),
    }
}

/// The code of standard size, with its length where it has one.
pub(crate) fn write_code(text: &mut String, scalar: Scalar) {
    use ScalarKind as K;
    let size = scalar.size();
    let (unit, code) = match (scalar.kind(), size) {
        (K::Bytes, _) => (1, 's'),
        (K::Pascal, _) => (1, 'p'),
        (K::Void, _) => (1, 'x'),
        (K::Text, _) => (4, 'w'),
        (K::Ucs2, _) => (2, 'u'),
        (K::Datetime(unit), _) => return write_time(text, 'M', unit),
        (K::Timedelta(unit), _) => return write_time(text, 'm', unit),
        _ => return text.push_str(plain_code(scalar)),
    };
    if size != unit {
        push(text, format_args!("{}", size / unit));
    }
    text.push(code);
}

fn write_time(text: &mut String, code: char, unit: crate::TimeUnit) {
    push(text, format_args!("{code}8"));
    if unit != crate::TimeUnit::GENERIC {
        push(text, format_args!("[{unit}]"));
    }
}

/// The code of a scalar whose code says all.
pub(crate) fn plain_code(scalar: Scalar) -> &'static str {
    use ScalarKind as K;
    match (scalar.kind(), scalar.size()) {
        (K::Bool, _) => "?",
        (K::Char, _) => "c",
        (K::Int, 1) => "b",
        (K::Int, 2) => "h",
        (K::Int, 4) => "i",
        (K::UInt, 1) => "B",
        (K::UInt, 2) => "H",
        (K::UInt, 4) => "I",
        (K::UInt, _) => "Q",
        (K::Float, 2) => "e",
        (K::Float, 4) => "f",
        (K::Float, _) => "d",
        (K::Complex, 8) => "Zf",
        (K::Complex, _) => "Zd",
        (K::LongDouble(_), _) => "g",
        (K::LongComplex(_), _) => "Zg",
        (K::Pointer, _) => "P",
        (K::CharPointer, _) => "z",
        (K::WcharPointer, _) => "Z",
        (K::Object, _) => "O",
        // Integers of 8 bytes, and the dates that are stored as such.
        _ => "q",
    }
}

impl fmt::Display for Format {
    /// The canonical text of [`to_text`](Self::to_text), or, where no string can say it, a
    /// record as NumPy shows it: names, formats, offsets and item size. Long doubles of another
    /// platform are shown as NumPy's, `<f12`, and its pointers with their size in bytes, `<P4`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Ok(text) = self.to_text() {
            return f.write_str(&text);
        }
        match self.form() {
            Form::Array(array) => {
                let mut shape = String::new();
                write_shape(&mut shape, array.shape());
                write!(f, "{shape}{}", array.item())
            }
            Form::Pointer(pointer) => match pointer.target() {
                Some(target) => write!(f, "&{target}"),
                None => f.write_str("X{}"),
            },
            Form::Record(record) => show_record(f, record),
            Form::Opaque(opaque) => write!(f, "opaque({})", opaque.size),
            Form::Scalar(scalar) => match self.to_typestr() {
                Ok(text) => f.write_str(&text),
                Err(_) => {
                    let (order, size) = (scalar.order().prefix(), scalar.size());
                    write!(f, "{order}{}{size}", plain_code(scalar))
                }
            },
        }
    }
}

fn show_record(f: &mut fmt::Formatter<'_>, record: Record<'_>) -> fmt::Result {
    let separator = |index| if index == 0 { "" } else { ", " };
    f.write_str("{names: [")?;
    for (index, field) in record.fields().enumerate() {
        write!(f, "{}{:?}", separator(index), field.name())?;
    }
    f.write_str("], formats: [")?;
    for (index, field) in record.fields().enumerate() {
        write!(f, "{}{}", separator(index), field.format())?;
    }
    f.write_str("], offsets: [")?;
    for (index, field) in record.fields().enumerate() {
        write!(f, "{}{}", separator(index), field.offset())?;
    }
    write!(f, "], itemsize: {}}}", record.size())
}

#[cfg(test)]
mod tests;
