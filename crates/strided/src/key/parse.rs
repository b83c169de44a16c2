//! How does NumPy's text of a key read?
//!
//! ```text
//! key   = [ "[" ] [ part { "," part } [ "," ] ] [ "]" ]
//! part  = "..." | "Ellipsis" | "None" | "newaxis" | "np.newaxis" | int | [int] ":" [int] [ ":" [int] ]
//! ```
//! White space may stand between any two of them. A key of more parts than any view can take is refused. An integer beyond `isize` saturates, as in [`Int`](super::Int).

use alloc::vec::Vec;
use core::str::FromStr;

use super::{Index, Key, Slice};
use crate::{Error, MAX_NDIM};

/// More parts fit no view: an axis for each, a new axis for each of those that a result may have, and an ellipsis.
const MAX_PARTS: usize = 2 * MAX_NDIM + 1;

const PART: &str = "an integer, a slice, '...' or None";

impl FromStr for Key {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let mut p = Cursor { text, at: 0 };
        let bracket = p.eat("[");
        let commas = text.bytes().filter(|&byte| byte == b',');
        let mut parts = Vec::with_capacity(1 + commas.take(MAX_PARTS - 1).count());
        loop {
            let closed = p.at_end() || (bracket && p.peek() == Some(b']'));
            if closed {
                break;
            }
            if parts.len() == MAX_PARTS {
                return Err(p.fail("the end: no view takes more than 129 parts"));
            }
            parts.push(p.part()?);
            if !p.eat(",") {
                break;
            }
        }
        if bracket && !p.eat("]") {
            return Err(p.fail("',' or ']'"));
        }
        if !p.at_end() {
            return Err(p.fail(if bracket { "the end" } else { "',' or the end" }));
        }
        Ok(Key(parts))
    }
}

/// A place in the text, with white space skipped before each token.
struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl Cursor<'_> {
    fn peek(&mut self) -> Option<u8> {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += rest.iter().take_while(|b| b.is_ascii_whitespace()).count();
        self.text.as_bytes().get(self.at).copied()
    }

    fn at_end(&mut self) -> bool {
        self.peek().is_none()
    }

    fn eat(&mut self, token: &str) -> bool {
        self.peek();
        let found = self.text[self.at..].starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    fn fail(&mut self, expected: &'static str) -> Error {
        self.peek();
        Error::text("index", self.text, self.at, expected)
    }

    fn part(&mut self) -> Result<Index, Error> {
        if self.eat("...") || self.eat("Ellipsis") {
            return Ok(Index::Ellipsis);
        }
        if self.eat("None") || self.eat("np.newaxis") || self.eat("newaxis") {
            return Ok(Index::NewAxis);
        }
        let start = self.int()?;
        if !self.eat(":") {
            return start.map(Index::At).ok_or_else(|| self.fail(PART));
        }
        let stop = self.int()?;
        let step = if self.eat(":") { self.int()? } else { None };
        Ok(Index::Slice(Slice::new(start, stop, step.unwrap_or(1))))
    }

    fn int(&mut self) -> Result<Option<isize>, Error> {
        let negative = match self.peek() {
            Some(b'-') => true,
            Some(b'+') => false,
            Some(b'0'..=b'9') => return Ok(Some(self.digits(false))),
            _ => return Ok(None),
        };
        self.at += 1;
        match self.peek() {
            Some(b'0'..=b'9') => Ok(Some(self.digits(negative))),
            _ => Err(self.fail("a digit")),
        }
    }

    fn digits(&mut self, negative: bool) -> isize {
        let mut value: isize = 0;
        while let Some(&b @ b'0'..=b'9') = self.text.as_bytes().get(self.at) {
            let digit = isize::from((b - b'0').cast_signed());
            value = value.saturating_mul(10);
            value = if negative {
                value.saturating_sub(digit)
            } else {
                value.saturating_add(digit)
            };
            self.at += 1;
        }
        value
    }
}
