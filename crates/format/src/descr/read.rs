//! What does the text of a `descr` say?

use alloc::string::String;

use super::literal::Tokens;
use crate::format::{Code, Counts, Draft, MAX_FIELDS};
use crate::parse_error::MAX_TEXT;
use crate::resolve::{duplicate, no_array, no_memory};
use crate::{Format, MAX_DEPTH, ParseError, ParseErrorKind, Scalar, extent, typestr};

/// The format at the beginning of the text, and how many bytes were read.
pub(super) fn descr(text: &str) -> Result<(Format, usize), ParseError> {
    // What was read is gone before the error takes a copy of the text.
    read(text).map_err(|error| error.in_text(text))
}

fn read(text: &str) -> Result<(Format, usize), ParseError> {
    let position = 0;
    let mut tokens = Tokens { text, position };
    if !matches!(tokens.peek(), Some(b'[' | b'(')) {
        return Ok((Format::scalar(scalar(&mut tokens)?), tokens.position));
    }
    if text.len() > MAX_TEXT {
        return Err(ParseError::at(0, ParseErrorKind::TooLong));
    }
    let mut draft = Draft::new(count(text)).map_err(no_memory)?;
    let code = any(&mut tokens, &mut draft, 0)?;
    Ok((draft.finish(code), tokens.position))
}

/// More than the text can hold: a field has a bracket, a comma and a name in quotes, and a record inside another one is a field's.
fn count(text: &str) -> Counts {
    let [mut brackets, mut commas, mut quotes, mut lists] = [0; 4];
    for byte in text.bytes() {
        match byte {
            b'(' => brackets += 1,
            b',' => commas += 1,
            b'\'' | b'"' => quotes += 1,
            b'[' => lists += 1,
            _ => {}
        }
    }
    let fields = usize::min(brackets, commas).min(quotes / 2);
    Counts {
        entries: fields,
        names: fields,
        letters: if fields > 0 { text.len() } else { 0 },
        heads: lists.min(fields + 1),
        ..Counts::default()
    }
}

/// A string, a list of fields, or a tuple of a type and a shape.
fn any(tokens: &mut Tokens<'_>, draft: &mut Draft, depth: usize) -> Result<Code, ParseError> {
    let next = tokens.peek();
    let start = tokens.position;
    if depth > MAX_DEPTH {
        return Err(ParseError::at(start, ParseErrorKind::TooDeep));
    }
    match next {
        Some(b'[') => record(tokens, draft, depth),
        Some(b'(') => {
            tokens.position += 1;
            let item = any(tokens, draft, depth + 1)?;
            tokens.require(b',', "','")?;
            let rank = shape(tokens, draft)?;
            tokens.take(b',');
            tokens.require(b')', "')'")?;
            draft
                .array(rank, item)
                .map_err(|error| no_array(error, start))
        }
        _ => scalar(tokens).map(|scalar| draft.scalar(scalar)),
    }
}

fn scalar(tokens: &mut Tokens<'_>) -> Result<Scalar, ParseError> {
    let (typestr, at) = tokens.string("a type: a string or a list of fields")?;
    typestr::scalar_of(&typestr).map_err(|error| inside(tokens.text, at, &typestr, &error))
}

/// The error of a quoted text, shown in the text around it.
fn inside(text: &str, at: usize, quoted: &str, error: &ParseError) -> ParseError {
    // With an escape in it the places differ; then the quote itself is shown.
    let begin = at + 1;
    let plain = text[begin..].starts_with(quoted);
    let position = if plain { begin + error.position() } else { at };
    ParseError::at(position, error.kind().clone())
}

/// `3`, `(3,)` or `(2, 3)`: gives the lengths to the draft, and says how many there are.
fn shape(tokens: &mut Tokens<'_>, draft: &mut Draft) -> Result<usize, ParseError> {
    let mut axis = |tokens: &mut Tokens<'_>| draft.axis(tokens.number()?).map_err(no_memory);
    if !tokens.take(b'(') {
        return axis(tokens).map(|()| 1);
    }
    let mut rank = 0;
    while !tokens.take(b')') {
        axis(tokens)?;
        rank += 1;
        if !tokens.take(b',') {
            tokens.require(b')', "',' or ')'")?;
            break;
        }
    }
    Ok(rank)
}

fn record(tokens: &mut Tokens<'_>, draft: &mut Draft, depth: usize) -> Result<Code, ParseError> {
    let start = tokens.position;
    tokens.require(b'[', "'['")?;
    let mark = draft.open();
    let (mut size, mut align) = (0, 1);
    let mut deep = false;
    while !tokens.take(b']') {
        let (name, at, code) = field(tokens, draft, depth)?;
        let offset = size;
        let end = extent::end(offset, draft.size(code));
        size = end.ok_or_else(|| ParseError::at(at, ParseErrorKind::TooLarge))?;
        // Padding, where it has no name: raw bytes, and to NumPy every sub-array too.
        if name.is_empty() && draft.is_void(code) {
            draft.forget(code);
        } else {
            let own = draft.align(code);
            if offset % own == 0 {
                align = own.max(align);
            }
            deep |= draft.depth(code) >= MAX_DEPTH;
            draft.push(code, offset, &name, at);
        }
        if !tokens.take(b',') {
            tokens.require(b']', "',' or ']'")?;
            break;
        }
    }
    if deep {
        return Err(ParseError::at(start, ParseErrorKind::TooDeep));
    }
    // A record that ends between two multiples could not stand beside its like.
    let align = if size % align == 0 { align } else { 1 };
    let code = draft.close(mark, size, align).map_err(no_memory)?;
    let code = code.map_err(duplicate)?;
    if draft.named(code) > MAX_FIELDS {
        return Err(ParseError::at(start, ParseErrorKind::TooManyFields));
    }
    Ok(code)
}

/// `(name, type)` or `(name, type, shape)`; the name may be `(title, name)`.
fn field(
    tokens: &mut Tokens<'_>,
    draft: &mut Draft,
    depth: usize,
) -> Result<(String, usize, Code), ParseError> {
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
    let mut code = any(tokens, draft, depth + 1)?;
    if tokens.take(b',') && tokens.peek() != Some(b')') {
        let rank = shape(tokens, draft)?;
        tokens.take(b',');
        let array = draft.array(rank, code);
        code = array.map_err(|error| no_array(error, at))?;
    }
    tokens.require(b')', "',' or ')'")?;
    Ok((name, at, code))
}
