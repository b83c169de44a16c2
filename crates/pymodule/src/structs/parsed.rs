//! What does a text for `struct` say, laid out for packing and unpacking?

use memoryview_strided::Format;
use memoryview_strided::format::{Counted, Form, ParseError, ParseErrorKind, Scalar, ScalarKind};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

use super::error;
use crate::beside::beside;

/// Which formats are accepted, and what is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Those of `struct` in CPython 3.13 and those that the interpreter has learnt since, with its refusals.
    Strict,
    /// Those of PEP 3118 too: records, sub-arrays, complex numbers, text.
    Wide,
}

/// A format, parsed once and never changed.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub(crate) mode: Mode,
    /// As it was written; ASCII in strict mode.
    pub(crate) text: String,
    /// The bytes of one item.
    pub(crate) size: usize,
    /// The values of one item, of all steps together.
    pub(crate) count: usize,
    pub(crate) steps: Vec<Step>,
    /// May a value hold others? Then a tuple of them may be part of a cycle.
    pub(crate) nested: bool,
}

/// So many values of one kind, one after the other.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) code: Code,
    /// The letter that refusals name.
    pub(crate) letter: char,
    /// Are numbers too large for a `f` stored as infinite, as a C compiler's conversion has it and CPython had it up to 3.13?
    pub(crate) native: bool,
    /// Do the bytes stand in the other order than the machine's?
    pub(crate) swap: bool,
    /// Where the first begins, in bytes.
    pub(crate) offset: usize,
    /// The bytes of each.
    pub(crate) size: usize,
    pub(crate) count: usize,
    pub(crate) format: Format,
    /// Of the field; empty if it has none.
    pub(crate) name: Box<str>,
}

/// How one value is read and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    I8,
    U8,
    I16,
    U16,
    I32,
    U32,
    I64,
    U64,
    F32,
    F64,
    F16,
    Bool,
    Char,
    Bytes,
    Pascal,
    Pointer,
    /// Through a `Value`.
    Other,
}

impl Parsed {
    /// Takes what Python gave as the format: a `str`, or ASCII in `bytes`.
    ///
    /// # Errors
    /// `TypeError` for another type, `UnicodeEncodeError` (a `ValueError` since 3.15) for what is not ASCII, `struct.error` for what is no format.
    pub(crate) fn of(given: &Bound<'_, PyAny>, mode: Mode) -> PyResult<Self> {
        let py = given.py();
        let later = mode == Mode::Strict && beside().counts_arguments;
        let bytes = if let Ok(text) = given.cast::<PyString>() {
            if later && !text.to_string_lossy().is_ascii() {
                return Err(PyValueError::new_err(NOT_ASCII));
            }
            let encoding = match mode {
                Mode::Strict => "ascii",
                Mode::Wide => "utf-8",
            };
            text.call_method1("encode", (encoding,))?
                .cast_into::<PyBytes>()?
        } else if let Ok(bytes) = given.cast::<PyBytes>() {
            if later && !bytes.as_bytes().is_ascii() {
                return Err(PyValueError::new_err(NOT_ASCII));
            }
            bytes.clone()
        } else {
            let kind = given.get_type().name()?;
            return Err(PyTypeError::new_err(format!(
                "Struct() argument 1 must be a str or bytes object, not {kind}"
            )));
        };
        if bytes.as_bytes().contains(&0) {
            return Err(error(py, "embedded null character"));
        }
        let text = std::str::from_utf8(bytes.as_bytes());
        let text = text.map_err(|_| error(py, BAD_CHAR))?;
        Self::parse(text, mode).map_err(|refusal| error(py, &refusal))
    }

    fn parse(text: &str, mode: Mode) -> Result<Self, String> {
        let format = match (Format::parse_struct(text), mode) {
            (Ok(_), Mode::Strict) if has_later_code(text) => return Err(BAD_CHAR.into()),
            (Ok(format), _) => {
                let ordered = text.starts_with(['=', '<', '>', '!']);
                let native = !ordered && !beside().large_singles_refused;
                let letters = letters(text).filter(|&(letter, count)| match letter {
                    'x' => false,
                    's' | 'p' => true,
                    _ => count != 0,
                });
                return Self::laid_out(
                    text,
                    mode,
                    &format,
                    native,
                    letters.map(|(letter, _)| letter),
                );
            }
            (Err(refusal), Mode::Strict) => return Err(strict_refusal(text, &refusal)),
            (Err(_), Mode::Wide) => Format::parse(text).map_err(|refusal| refusal.to_string())?,
        };
        Self::laid_out(text, mode, &format, false, std::iter::empty())
    }

    /// `letters` are those of the fields, as far as they are known.
    fn laid_out(
        text: &str,
        mode: Mode,
        format: &Format,
        native: bool,
        mut letters: impl Iterator<Item = char>,
    ) -> Result<Self, String> {
        let mut step = |offset: usize, format: &Format, name: &str| {
            let (item, count) = match format.form() {
                Form::Array(array) => (array.item(), array.len()),
                _ => (format.clone(), 1),
            };
            let scalar = match item.form() {
                Form::Scalar(scalar) => Some(scalar),
                _ => None,
            };
            let (code, letter) = scalar.map_or((Code::Other, '?'), code_of);
            Step {
                code,
                letter: letters.next().unwrap_or(letter),
                native,
                swap: scalar.is_some_and(|scalar| !scalar.order().is_native()),
                offset,
                size: item.size(),
                count,
                format: item,
                name: name.into(),
            }
        };
        let steps: Vec<Step> = match format.form() {
            Form::Record(record) => {
                let fields = record.fields();
                fields
                    .map(|field| step(field.offset(), &field.format(), field.name()))
                    .collect()
            }
            _ => vec![step(0, format, "")],
        };
        let (size, count) = (format.size(), format.value_count());
        // Items without bytes could claim any number of values.
        if count > size.saturating_add(text.len()) {
            return Err(format!(
                "{count} values are too many for {}",
                Counted(size, "byte")
            ));
        }
        let nested = steps.iter().any(|step| step.code == Code::Other);
        let text = text.to_owned();
        Ok(Self {
            mode,
            text,
            size,
            count,
            steps,
            nested,
        })
    }
}

/// The codes of CPython 3.13.
const CODES: &str = "xcbB?hHiIlLqQnNefdspP";

/// The codes of a text for `struct` with their counts, whether or not it is well-formed; no byte order among them. A `Z` stands for itself and the
/// letter behind it.
fn letters(text: &str) -> impl Iterator<Item = (char, usize)> {
    let text = text.strip_prefix(['@', '=', '<', '>', '!']).unwrap_or(text);
    let (mut count, mut behind_z) = (None, false);
    text.chars().filter_map(move |character| match character {
        ' ' | '\t' | '\n' | '\r' | '\x0b' | '\x0c' => None,
        '0'..='9' => {
            // Only whether it is 0 matters.
            count = Some(count.unwrap_or(0) | usize::from(character != '0'));
            None
        }
        _ if std::mem::take(&mut behind_z) => None,
        _ => {
            behind_z = character == 'Z';
            Some((character, count.take().unwrap_or(1)))
        }
    })
}

fn has_later_code(text: &str) -> bool {
    let beside = beside();
    letters(text).any(|(letter, _)| match letter {
        'F' | 'D' => !beside.complex_letters,
        'Z' => !beside.complex_words,
        _ => !CODES.contains(letter),
    })
}

const BAD_CHAR: &str = "bad char in struct format";
/// What CPython 3.15 says of what is not ASCII.
const NOT_ASCII: &str = "non-ASCII character in struct format";

/// What CPython says where this library says more. It stops at the first place that it refuses.
fn strict_refusal(text: &str, refusal: &ParseError) -> String {
    use ParseErrorKind as K;
    let what = match refusal.kind() {
        _ if has_later_code(&text[..refusal.position()]) => BAD_CHAR,
        K::TooLarge => "total struct size too long",
        K::Expected { found: None, .. } if text.ends_with(|c: char| c.is_ascii_digit()) => {
            "repeat count given without format specifier"
        }
        _ => BAD_CHAR,
    };
    what.to_owned()
}

fn code_of(scalar: Scalar) -> (Code, char) {
    use ScalarKind as K;
    match (scalar.kind(), scalar.size()) {
        (K::Int, 1) => (Code::I8, 'b'),
        (K::Int, 2) => (Code::I16, 'h'),
        (K::Int, 4) => (Code::I32, 'i'),
        (K::Int, 8) => (Code::I64, 'q'),
        (K::UInt, 1) => (Code::U8, 'B'),
        (K::UInt, 2) => (Code::U16, 'H'),
        (K::UInt, 4) => (Code::U32, 'I'),
        (K::UInt, 8) => (Code::U64, 'Q'),
        (K::Float, 2) => (Code::F16, 'e'),
        (K::Float, 4) => (Code::F32, 'f'),
        (K::Float, 8) => (Code::F64, 'd'),
        (K::Bool, 1) => (Code::Bool, '?'),
        (K::Char, 1) => (Code::Char, 'c'),
        (K::Bytes, _) => (Code::Bytes, 's'),
        (K::Pascal, _) => (Code::Pascal, 'p'),
        (K::Pointer, 8) => (Code::Pointer, 'P'),
        _ => (Code::Other, '?'),
    }
}
