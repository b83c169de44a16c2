//! How is a format explained to people: as a table, and as the Rust `struct` that it matches?

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use crate::canonical::write_shape;
use crate::{ByteOrder, Form, Format, Record, typed};

mod rust;

/// A format as a table: see [`Format::describe`].
///
/// ```
/// use memoryview_format::Format;
/// let description = Format::parse(">h")?.describe();
/// assert_eq!(description.lines()[0].meaning, "i16");
/// # Ok::<(), memoryview_format::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    lines: Vec<Line>,
}

/// One part of a format, as a line of its description.
///
/// ```
/// use memoryview_format::{ByteOrder, Format};
/// let description = Format::parse("T{B:a:T{>H:b:}:c:}")?.describe();
/// let line = &description.lines()[2];
/// assert_eq!((line.path.as_str(), line.offset, line.size), ("c.b", 1, 2));
/// assert_eq!(line.order, Some(ByteOrder::Big));
/// # Ok::<(), memoryview_format::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Line {
    /// The names of the fields that lead to it: `"position.x"`; a field without a name is
    /// written as its number, `"#2"`.
    pub path: String,
    /// Where it begins, in bytes from the beginning of the whole item.
    pub offset: usize,
    /// Its size in bytes.
    pub size: usize,
    /// Its byte order, where that has a meaning.
    pub order: Option<ByteOrder>,
    /// What it is, in a word: `"i32"`, `"(2,3) f64"`, `"record"`.
    pub meaning: String,
}

impl Description {
    /// The lines: a record comes before its fields.
    ///
    /// ```
    /// use memoryview_format::Format;
    /// assert_eq!(Format::parse("bi")?.describe().lines().len(), 2);
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }
}

impl Format {
    /// The format as a table for people, a line for each part.
    ///
    /// ```
    /// use memoryview_format::Format;
    /// let format = Format::parse("T{<b:kind:3x(2)>d:point:3s:unit:}")?;
    /// assert_eq!(format.describe().to_string(), "\
    /// field  offset  size  order   type
    /// kind        0     1          i8
    /// point       4    16  big     (2) f64
    /// unit       20     3          bytes");
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    #[must_use]
    pub fn describe(&self) -> Description {
        let mut lines = Vec::new();
        match self.form() {
            Form::Record(record) => describe(record, "", 0, &mut lines),
            form => lines.push(line(form, self.size(), String::new(), 0)),
        }
        Description { lines }
    }
}

/// The lines of a record's fields.
fn describe(record: Record<'_>, path: &str, base: usize, lines: &mut Vec<Line>) {
    for (index, field) in record.fields().enumerate() {
        let name = match field.name() {
            "" => format!("#{index}"),
            name => name.to_string(),
        };
        let path = match path {
            "" => name,
            path => format!("{path}.{name}"),
        };
        let offset = base + field.offset();
        let size = field.end() - field.offset();
        lines.push(line(field.form(), size, path.clone(), offset));
        let inner = match field.form() {
            Form::Array(array) => array.item_form(),
            form => form,
        };
        if let Form::Record(inner) = inner {
            describe(inner, &path, offset, lines);
        }
    }
}

fn line(form: Form<'_>, size: usize, path: String, offset: usize) -> Line {
    let mut meaning = String::new();
    let mut item = form;
    if let Form::Array(array) = form {
        write_shape(&mut meaning, array.shape());
        meaning.push(' ');
        item = array.item_form();
    }
    let mut order = None;
    meaning += match item {
        Form::Scalar(scalar) => {
            order = scalar.is_ordered().then(|| scalar.order());
            typed::name(scalar)
        }
        Form::Record(_) => "record",
        Form::Pointer(_) => "a pointer",
        Form::Opaque(_) => "unknown",
        Form::Array(_) => "",
    };
    Line {
        path,
        offset,
        size,
        order,
        meaning,
    }
}

/// The widest column of paths: a name from a file may have any length.
const WIDEST: usize = 40;

impl fmt::Display for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widths = self.lines.iter().map(|line| line.path.chars().count());
        // A longer path moves the rest of its line.
        let width = widths.max().unwrap_or(0).clamp("field".len(), WIDEST);
        write!(f, "{:width$}  offset  size  order   type", "field")?;
        for line in &self.lines {
            let order = match line.order {
                Some(ByteOrder::Little) => "little",
                Some(ByteOrder::Big) => "big",
                None => "",
            };
            let Line {
                path,
                offset,
                size,
                meaning,
                ..
            } = line;
            write!(
                f,
                "\n{path:width$}  {offset:6}  {size:4}  {order:6}  {meaning}"
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
