//! What does the text of a `descr` say?

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::literal::Tokens;
use crate::{
    Error, FieldFault, Form, Format, Kind, MAX_DEPTH, ParseError, ParseErrorKind, RecordBuilder,
    extent,
};

/// The format at the beginning of the text, and how many bytes were read.
pub(super) fn descr(text: &str) -> Result<(Format, usize), ParseError> {
    let position = 0;
    let mut tokens = Tokens { text, position };
    let format = any(&mut tokens, 0)?;
    Ok((format, tokens.position))
}

/// A string, a list of fields, or a tuple of a type and a shape.
fn any(tokens: &mut Tokens<'_>, depth: usize) -> Result<Format, ParseError> {
    let next = tokens.peek();
    let start = tokens.position;
    if depth > MAX_DEPTH {
        return Err(ParseError::new(tokens.text, start, ParseErrorKind::TooDeep));
    }
    match next {
        Some(b'[') => record(tokens, depth),
        Some(b'(') => {
            tokens.position += 1;
            let item = any(tokens, depth + 1)?;
            tokens.require(b',', "','")?;
            let shape = shape(tokens)?;
            tokens.take(b',');
            tokens.require(b')', "')'")?;
            array(tokens, start, &shape, item)
        }
        _ => {
            let (typestr, at) = tokens.string("a type: a string or a list of fields")?;
            Format::from_typestr(&typestr)
                .map_err(|error| inside(tokens.text, at, &typestr, &error))
        }
    }
}

/// The error of a quoted text, shown in the text around it.
fn inside(text: &str, at: usize, quoted: &str, error: &ParseError) -> ParseError {
    // With an escape in it the places differ; then the quote itself is shown.
    let begin = at + 1;
    let plain = text[begin..].starts_with(quoted);
    let position = if plain { begin + error.position() } else { at };
    ParseError::new(text, position, error.kind().clone())
}

fn array(
    tokens: &Tokens<'_>,
    start: usize,
    shape: &[usize],
    item: Format,
) -> Result<Format, ParseError> {
    let too_large = |_| ParseError::new(tokens.text, start, ParseErrorKind::TooLarge);
    Format::array(shape, item).map_err(too_large)
}

/// `3`, `(3,)` or `(2, 3)`.
fn shape(tokens: &mut Tokens<'_>) -> Result<Vec<usize>, ParseError> {
    let mut shape = Vec::new();
    if !tokens.take(b'(') {
        shape.push(tokens.number()?);
        return Ok(shape);
    }
    while !tokens.take(b')') {
        shape.push(tokens.number()?);
        if !tokens.take(b',') {
            tokens.require(b')', "',' or ')'")?;
            break;
        }
    }
    Ok(shape)
}

/// One field that is no padding.
struct Entry {
    name: String,
    at: usize,
    offset: usize,
    format: Format,
}

fn record(tokens: &mut Tokens<'_>, depth: usize) -> Result<Format, ParseError> {
    let start = tokens.position;
    tokens.require(b'[', "'['")?;
    let mut entries: Vec<Entry> = Vec::new();
    let mut size = 0;
    while !tokens.take(b']') {
        let (name, at, format) = field(tokens, depth)?;
        let offset = size;
        let end = extent::end(offset, format.size());
        size = end.ok_or_else(|| ParseError::new(tokens.text, at, ParseErrorKind::TooLarge))?;
        if !(name.is_empty() && is_void(&format)) {
            entries.push(Entry {
                name,
                at,
                offset,
                format,
            });
        }
        if !tokens.take(b',') {
            tokens.require(b']', "',' or ']'")?;
            break;
        }
    }
    build(tokens.text, start, size, entries)
}

/// Padding, where it has no name: raw bytes, and to NumPy every sub-array too.
fn is_void(format: &Format) -> bool {
    format.kind() == Kind::Void && !matches!(format.form(), Form::Record(_))
}

fn build(text: &str, start: usize, size: usize, entries: Vec<Entry>) -> Result<Format, ParseError> {
    let places: Vec<(Box<str>, usize)> = entries
        .iter()
        .map(|entry| (entry.name.as_str().into(), entry.at))
        .collect();
    let deep = |entry: &Entry| entry.format.depth() >= MAX_DEPTH;
    let deep = entries.iter().any(deep);
    let add =
        |record: RecordBuilder, entry: Entry| record.at(entry.offset, &entry.name, entry.format);
    let record = entries.into_iter().fold(Format::record(size), add);
    record.build().map_err(|error| match error {
        Error::Field {
            name,
            reason: FieldFault::Duplicate,
        } => {
            let same = places.iter().filter(|(other, _)| **other == *name);
            let position = same.map(|(_, at)| *at).nth(1).unwrap_or(start);
            let name = name.into();
            ParseError::new(text, position, ParseErrorKind::DuplicateName { name })
        }
        _ if deep => ParseError::new(text, start, ParseErrorKind::TooDeep),
        // What else could be refused has been looked at before.
        _ => ParseError::new(text, start, ParseErrorKind::TooManyFields),
    })
}

/// `(name, type)` or `(name, type, shape)`; the name may be `(title, name)`.
fn field(tokens: &mut Tokens<'_>, depth: usize) -> Result<(String, usize, Format), ParseError> {
    tokens.require(b'(', "a field: '('")?;
    let (name, at) = if tokens.take(b'(') {
        tokens.string("a title")?;
        tokens.require(b',', "','")?;
        let name = tokens.string("a name")?;
        tokens.require(b')', "')'")?;
        name
    } else {
        tokens.string("a name")?
    };
    tokens.require(b',', "','")?;
    let format = any(tokens, depth + 1)?;
    let format = if tokens.take(b',') && tokens.peek() != Some(b')') {
        let shape = shape(tokens)?;
        tokens.take(b',');
        array(tokens, at, &shape, format)?
    } else {
        format
    };
    tokens.require(b')', "',' or ')'")?;
    Ok((name, at, format))
}
