//! How does the text of a specification read?
//!
//! ```text
//! spec  = format { ";" key "=" value }
//! key   = "shape" | "strides" | "order" | "offset" | "itemsize"
//! ```
//! A list of integers is separated by commas, in brackets or without.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::str::FromStr;

use memoryview_format::Format;

use super::Spec;
use crate::error::try_vec;
use crate::{Error, Order};

/// A format in any of the notations. They do not overlap: NumPy's codes end with a digit or a `]`, its lists start with a `[`.
pub(super) fn format(text: &str) -> Result<Format, Error> {
    let trimmed = text.trim();
    if let Some(typestr) = named(trimmed) {
        return Ok(Format::from_typestr(&typestr)?);
    }
    Ok(if trimmed.starts_with('[') {
        Format::from_descr(trimmed)?
    } else if trimmed.ends_with(|c: char| c.is_ascii_digit() || c == ']') {
        Format::from_typestr(trimmed)?
    } else {
        Format::parse(text)?
    })
}

/// The typestr of one of NumPy's names, as `dtype.name` gives them: `"float32"`, in the host's byte order. None of them is a format otherwise.
fn named(name: &str) -> Option<String> {
    if name == "bool" {
        return Some("|b1".into());
    }
    let digits = name.find(|c: char| c.is_ascii_digit())?;
    let (kind, bits) = name.split_at(digits);
    let code = match (kind, bits) {
        ("int", "8" | "16" | "32" | "64") => 'i',
        ("uint", "8" | "16" | "32" | "64") => 'u',
        ("float", "16" | "32" | "64") => 'f',
        ("complex", "64" | "128") => 'c',
        _ => return None,
    };
    let bytes = bits.parse::<u8>().ok()? / 8;
    Some(format!("={code}{bytes}"))
}

impl FromStr for Spec {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let mut pieces = text.split(';');
        let mut spec = Spec::new(pieces.next().unwrap_or_default().trim_end())?;
        for piece in pieces {
            let Some((key, value)) = piece.split_once('=') else {
                let at = piece.as_ptr().addr() - text.as_ptr().addr();
                return Err(Error::text("specification", text, at, "key=value"));
            };
            spec.set(key.trim(), value.trim())?;
        }
        Ok(spec)
    }
}

impl Spec {
    /// Sets one part from its text: `format`, `shape`, `strides`, `order`, `offset` or `itemsize`, as a command line gives them.
    ///
    /// # Errors
    /// [`Error::Text`] or [`Error::Parse`] with a caret at the place.
    ///
    /// ```
    /// use memoryview_strided::Spec;
    /// let mut spec = Spec::new("<f4")?;
    /// spec.set("shape", "2, 3")?;
    /// spec.set("order", "F")?;
    /// assert_eq!(spec.to_string(), "<f; shape=(2, 3); order=F");
    /// assert_eq!(
    ///     spec.set("shape", "2, x").unwrap_err().to_string(),
    ///     "shape does not parse: expected an integer\n  2, x\n     ^"
    /// );
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), Error> {
        match key {
            "format" => self.format = format(value)?,
            "shape" => self.shape = Some(integers("shape", value)?),
            "strides" => self.strides = Some(integers("strides", value)?),
            "order" => {
                self.order = match value {
                    "C" => Order::C,
                    "F" => Order::F,
                    _ => return Err(Error::text("order", value, 0, "C or F")),
                };
            }
            "offset" => self.offset = integer("offset", value, value)?,
            "itemsize" => {
                let refuse = |_| Error::text("itemsize", value, 0, "an integer of at least 0");
                self.itemsize = Some(value.parse().map_err(refuse)?);
            }
            _ => {
                let known = "format, shape, strides, order, offset or itemsize";
                return Err(Error::text("specification", key, 0, known));
            }
        }
        Ok(())
    }
}

fn integers(what: &'static str, text: &str) -> Result<Vec<isize>, Error> {
    let inner = match text.as_bytes() {
        [b'(', .., b')'] | [b'[', .., b']'] => &text[1..text.len() - 1],
        _ => text,
    };
    let inner = inner.strip_suffix(',').unwrap_or(inner);
    if inner.trim().is_empty() {
        return Ok(Vec::new());
    }
    let count = 1 + inner.bytes().filter(|&byte| byte == b',').count();
    let mut integers = try_vec(count)?;
    for part in inner.split(',') {
        integers.push(integer(what, text, part)?);
    }
    Ok(integers)
}

/// One integer, which is a part of `text`.
fn integer(what: &'static str, text: &str, part: &str) -> Result<isize, Error> {
    part.trim().parse().map_err(|_| {
        let skipped = part.len() - part.trim_start().len();
        let at = part.as_ptr().addr() - text.as_ptr().addr() + skipped;
        Error::text(what, text, at, "an integer")
    })
}
