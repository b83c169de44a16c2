//! Which tokens does a Python literal consist of: brackets, strings, numbers?

use alloc::string::String;

use crate::format::NoMemory;
use crate::resolve::no_memory;
use crate::{ParseError, extent};

/// Reads a text token by token.
pub(super) struct Tokens<'t> {
    pub(super) text: &'t str,
    pub(super) position: usize,
}

impl Tokens<'_> {
    pub(super) fn expected(&self, expected: &'static str) -> ParseError {
        ParseError::unexpected(self.text, self.position, expected)
    }

    /// Skips white space and shows what follows.
    pub(super) fn peek(&mut self) -> Option<u8> {
        let rest = self.text[self.position..].trim_start();
        self.position = self.text.len() - rest.len();
        rest.bytes().next()
    }

    /// Takes this byte if it is next.
    pub(super) fn take(&mut self, byte: u8) -> bool {
        let here = self.peek() == Some(byte);
        self.position += usize::from(here);
        here
    }

    pub(super) fn require(&mut self, byte: u8, expected: &'static str) -> Result<(), ParseError> {
        if self.take(byte) {
            Ok(())
        } else {
            Err(self.expected(expected))
        }
    }

    /// A whole number that is not negative, with the `L` that Python 2 wrote behind some.
    pub(super) fn number(&mut self) -> Result<usize, ParseError> {
        self.peek();
        let rest = &self.text[self.position..];
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            return Err(self.expected("a length"));
        }
        if digits > 1 && rest.starts_with('0') {
            return Err(self.expected("a length without leading zeros"));
        }
        let number = rest[..digits].parse().ok();
        let number = number.filter(|&number| number <= extent::MAX_SIZE);
        let number = number.ok_or_else(|| self.expected("a length that fits in memory"))?;
        self.position += digits;
        self.position += usize::from(self.text[self.position..].starts_with('L'));
        Ok(number)
    }

    /// A string in either kind of quotes, with Python's escapes, and where it begins.
    pub(super) fn string(&mut self, expected: &'static str) -> Result<(String, usize), ParseError> {
        self.peek();
        // Python 2 wrote `u'...'`, and `b'...'` stood for its plain strings.
        let prefix = self.text[self.position..].strip_prefix(['u', 'b']);
        let prefixed = prefix.is_some_and(|rest| rest.starts_with(['\'', '"']));
        self.position += usize::from(prefixed);
        let quote = match self.peek() {
            Some(quote @ (b'\'' | b'"')) => char::from(quote),
            _ => return Err(self.expected(expected)),
        };
        let start = self.position;
        self.position += 1;
        let mut string = String::new();
        loop {
            let Some(c) = self.text[self.position..].chars().next() else {
                return Err(self.expected("the closing quote"));
            };
            if c == '\\' {
                let c = self.escape()?;
                push(&mut string, c)?;
                continue;
            }
            if matches!(c, '\n' | '\r') {
                return Err(self.expected("the closing quote on the same line"));
            }
            self.position += c.len_utf8();
            if c == quote {
                return Ok((string, start));
            }
            push(&mut string, c)?;
        }
    }

    /// What a backslash and what follows it stand for.
    fn escape(&mut self) -> Result<char, ParseError> {
        const EXPECTED: &str = "an escape as Python's repr writes it";
        let after = &self.text[self.position + 1..];
        let (c, digits) = match after.chars().next() {
            Some(c @ ('\\' | '\'' | '"')) => (c, 0),
            Some('n') => ('\n', 0),
            Some('r') => ('\r', 0),
            Some('t') => ('\t', 0),
            Some('x') => ('\0', 2),
            Some('u') => ('\0', 4),
            Some('U') => ('\0', 8),
            _ => return Err(self.expected(EXPECTED)),
        };
        let escaped = if digits == 0 {
            Some(c)
        } else {
            let hex = after.get(1..=digits);
            let hex = hex.filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
            let code = hex.and_then(|hex| u32::from_str_radix(hex, 16).ok());
            code.and_then(char::from_u32)
        };
        let escaped = escaped.ok_or_else(|| self.expected(EXPECTED))?;
        self.position += 2 + digits;
        Ok(escaped)
    }
}

fn push(string: &mut String, c: char) -> Result<(), ParseError> {
    let bytes = c.len_utf8();
    string.try_reserve(bytes).map_err(|_| {
        let bytes = 2 * string.len();
        no_memory(NoMemory { bytes })
    })?;
    string.push(c);
    Ok(())
}
