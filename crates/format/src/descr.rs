//! How does a format become NumPy's long text for a type, the `descr` of an `.npy` header, and the
//! other way round?

use alloc::format;
use alloc::string::String;

use crate::{Error, FieldFault, Form, Format, ParseError, Record, value};

mod literal;
mod read;

impl Format {
    /// Parses the `descr` of an `.npy` header: `'<f8'`, or a list of `(name, type)` and
    /// `(name, type, shape)`. As in NumPy, `V` fields and sub-arrays without a name are padding;
    /// titles are dropped.
    ///
    /// ```
    /// use memoryview_format::Format;
    /// let format = Format::from_descr("[('a', '<i4'), ('', '|V4'), ('b', '>f8', (2, 3))]")?;
    /// assert_eq!(format.to_string(), "T{<i:a:4x(2,3)>d:b:}");
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A [`ParseError`] that shows the place in the text.
    pub fn from_descr(text: &str) -> Result<Self, ParseError> {
        let (format, used) = Self::from_descr_prefix(text)?;
        let rest = text[used..].trim_start();
        if rest.is_empty() {
            Ok(format)
        } else {
            Err(ParseError::unexpected(text, text.len() - rest.len(), "the end").in_text(text))
        }
    }

    /// [`from_descr`](Self::from_descr) at the beginning of a longer text, and how many of its
    /// bytes were read.
    ///
    /// ```
    /// use memoryview_format::Format;
    /// let (format, used) = Format::from_descr_prefix("'<f8', 'fortran_order': False")?;
    /// assert_eq!((format, used), (Format::parse("<d")?, 5));
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A [`ParseError`] that shows the place in the text.
    pub fn from_descr_prefix(text: &str) -> Result<(Self, usize), ParseError> {
        read::descr(text)
    }

    /// What `numpy.lib.format.dtype_to_descr` writes. Fields without a name get NumPy's: `f0`,
    /// `f1`, ...
    ///
    /// ```
    /// use memoryview_format::Format;
    /// let format = Format::parse("T{<i:a:4x(2,3)>d:b:}")?;
    /// assert_eq!(format.to_descr()?, "[('a', '<i4'), ('', '|V4'), ('b', '>f8', (2, 3))]");
    /// # Ok::<(), memoryview_format::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`to_typestr`](Self::to_typestr), and [`Error::Field`] for fields that overlap or are
    /// out of order.
    pub fn to_descr(&self) -> Result<String, Error> {
        let mut text = String::new();
        write(&mut text, self)?;
        Ok(text)
    }
}

fn write(text: &mut String, format: &Format) -> Result<(), Error> {
    match format.form() {
        Form::Record(record) => write_record(text, record),
        Form::Array(array) => {
            text.push('(');
            write(text, &array.item())?;
            text.push_str(", ");
            write_shape(text, array.shape());
            text.push(')');
            Ok(())
        }
        _ => {
            *text += &format!("'{}'", format.to_typestr()?);
            Ok(())
        }
    }
}

/// A Python tuple: `(2, 3)`, `(2,)`.
fn write_shape(text: &mut String, shape: &[usize]) {
    for (axis, length) in shape.iter().enumerate() {
        *text += if axis == 0 { "(" } else { ", " };
        *text += &format!("{length}");
    }
    *text += if shape.len() == 1 { ",)" } else { ")" };
}

fn write_record(text: &mut String, record: Record<'_>) -> Result<(), Error> {
    text.push('[');
    let mut offset = 0;
    let mut unnamed = 0usize;
    for (index, field) in record.fields().enumerate() {
        let Some(gap) = field.offset().checked_sub(offset) else {
            return Err(Error::Field {
                name: field.name().into(),
                reason: FieldFault::Order,
            });
        };
        if index > 0 {
            text.push_str(", ");
        }
        if gap > 0 {
            *text += &format!("('', '|V{gap}'), ");
        }
        let name = match field.name() {
            "" => unused_name(record, &mut unnamed),
            name => name.into(),
        };
        *text += &format!("({}, ", value::Quoted(&name));
        match field.form() {
            Form::Array(array) => {
                write(text, &array.item())?;
                text.push_str(", ");
                write_shape(text, array.shape());
            }
            _ => write(text, &field.format())?,
        }
        text.push(')');
        offset = field.end();
    }
    let tail = record.size() - offset;
    if tail > 0 {
        let separator = if record.fields().is_empty() { "" } else { ", " };
        *text += &format!("{separator}('', '|V{tail}')");
    }
    text.push(']');
    Ok(())
}

/// The next of NumPy's names for nameless fields that no field has.
pub(crate) fn unused_name(record: Record<'_>, next: &mut usize) -> String {
    loop {
        let name = format!("f{next}");
        *next += 1;
        if record.field(&name).is_none() {
            return name;
        }
    }
}

#[cfg(test)]
mod tests;
