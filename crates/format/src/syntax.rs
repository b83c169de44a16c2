//! What stands in a format's text, as it is written?
//!
//! The first of two stages: the text becomes items, one at a time and with their places, and
//! nothing is kept of what has passed. What they mean (sizes, padding, offsets) is the question of
//! the second stage, `resolve`. Both dialects of one grammar are read here; `docs/formats.md`
//! writes it down.

use core::ops::Range;

use crate::format::{index, short};
use crate::{ParseError, ParseErrorKind, TimeUnit, extent};

/// Which texts are accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// What CPython's `struct` accepts.
    Struct,
    /// PEP 3118 as NumPy, ctypes, array, Cython and pybind11 write it, and all of `struct`.
    All,
}

/// The prefix that holds from here on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// `@`: native sizes, order and alignment.
    Native,
    /// `^`: native sizes and order, no alignment.
    Unaligned,
    /// `=`: standard sizes, native order, no alignment.
    Standard,
    /// `<`.
    Little,
    /// `>` and `!`.
    Big,
}

/// One item as it is written: `(2,3)<4h:name:`.
#[derive(Debug)]
pub(crate) struct Item {
    /// Where it begins and ends in the text, its name included.
    pub(crate) span: Range<usize>,
    pub(crate) mode: Option<Mode>,
    pub(crate) shape: Shape,
    pub(crate) count: Option<usize>,
    pub(crate) body: Body,
    /// Where its code stands, behind all prefixes.
    pub(crate) place: usize,
    /// Where its name stands, without the colons.
    pub(crate) name: Option<Range<usize>>,
}

impl Item {
    /// To be read into.
    pub(crate) fn new() -> Self {
        Self {
            span: 0..0,
            mode: None,
            shape: Shape::default(),
            count: None,
            body: Body::Close,
            place: 0,
            name: None,
        }
    }
}

impl Item {
    /// Is it a record, a pointer or a function, and no scalar?
    pub(crate) fn has_parts(&self) -> bool {
        matches!(
            self.body,
            Body::Open | Body::Close | Body::Pointer | Body::Function(_)
        )
    }
}

/// Where the axes before an item are written, without the brackets: `2,3`.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Shape {
    // Short, because there may be many records around an item. So are texts: see `MAX_TEXT`.
    start: u32,
    end: u32,
    rank: u32,
}

impl Shape {
    /// How many there are.
    pub(crate) fn rank(self) -> usize {
        index(self.rank)
    }

    /// The lengths, which have been read once before.
    pub(crate) fn lengths(self, text: &str) -> impl Iterator<Item = usize> {
        let written = &text.as_bytes()[index(self.start)..index(self.end)];
        let numbers = written.split(|&byte| byte == b',').take(self.rank());
        // They have been found to fit.
        let add = |number, &digit| 10 * number + usize::from(digit - b'0');
        numbers.map(move |n| n.iter().filter(|byte| byte.is_ascii_digit()).fold(0, add))
    }
}

/// What an item is, apart from its prefixes and its name.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Body {
    /// A code of one letter; `F D G` stand for `Zf Zd Zg` too.
    Code(u8),
    /// `M8[unit]`, our own.
    Datetime(TimeUnit),
    /// `m8[unit]`, our own.
    Timedelta(TimeUnit),
    /// `T{`: the items up to [`Body::Close`] are its fields.
    Open,
    /// `}`; the name is that of the record.
    Close,
    /// `&`: the next item is what it points to, and the name is the pointer's.
    Pointer,
    /// `X{...}`; the range is what stands between the braces.
    Function(Range<usize>),
}

/// Reads a text item by item.
pub(crate) struct Items<'t> {
    text: &'t str,
    position: usize,
    dialect: Dialect,
}

const CODE: &str = "a type code";

impl<'t> Items<'t> {
    pub(crate) fn new(text: &'t str, dialect: Dialect) -> Self {
        Self {
            text,
            position: 0,
            dialect,
        }
    }

    /// Is this no value but only room? `x` is, unless it has a name. To `struct` a count of 0 is too: it aligns what follows; but `0s` has
    /// an empty value.
    pub(crate) fn is_padding(&self, item: &Item) -> bool {
        match item.body {
            Body::Code(b'x') => item.name.is_none(),
            Body::Code(b's' | b'p') => false,
            _ => self.dialect == Dialect::Struct && item.count == Some(0),
        }
    }

    /// Has everything been read, but for space?
    pub(crate) fn at_end(&self) -> bool {
        let rest = &self.text.as_bytes()[self.position..];
        rest.iter().all(|byte| matches!(byte, b' ' | b'\t'..=b'\r'))
    }

    /// Reads the next item; false at the end of the text.
    pub(crate) fn next(&mut self, item: &mut Item) -> Result<bool, ParseError> {
        let first = self.position == 0;
        let start = match self.dialect {
            // struct's prefix must be the very first byte.
            Dialect::Struct if first => 0,
            _ => self.skip_space(),
        };
        item.span = start..start;
        item.mode = None;
        item.shape = Shape::default();
        item.count = None;
        item.name = None;
        item.place = start;
        let Some(byte) = self.peek() else {
            return Ok(false);
        };
        if byte == b'}' && self.dialect == Dialect::All {
            self.position += 1;
            item.body = Body::Close;
        } else {
            item.mode = match self.dialect {
                Dialect::Struct if first => self.mode(),
                Dialect::Struct => None,
                Dialect::All => self.prefixes(&mut item.shape)?,
            };
            self.skip_space();
            if first && self.peek().is_none() && item.shape.rank() == 0 {
                return Ok(false);
            }
            item.count = self.count()?;
            item.place = self.position;
            item.body = self.body()?;
        }
        let named = !matches!(item.body, Body::Open | Body::Pointer);
        if named && self.dialect == Dialect::All {
            item.name = self.name()?;
        }
        item.span.end = self.position;
        Ok(true)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.position).copied()
    }

    /// Takes this byte if it stands here.
    fn take(&mut self, byte: u8) -> bool {
        let here = self.peek() == Some(byte);
        self.position += usize::from(here);
        here
    }

    /// Skips what C's `isspace` calls space, and returns where it ends.
    fn skip_space(&mut self) -> usize {
        while let Some(b' ' | b'\t'..=b'\r') = self.peek() {
            self.position += 1;
        }
        self.position
    }

    fn expected(&self, expected: &'static str) -> ParseError {
        ParseError::unexpected(self.text, self.position, expected)
    }

    fn refused(&self, reason: &'static str) -> ParseError {
        ParseError::at(self.position, ParseErrorKind::Refused { reason })
    }

    fn mode(&mut self) -> Option<Mode> {
        let mode = match self.peek()? {
            b'@' => Mode::Native,
            b'^' if self.dialect == Dialect::All => Mode::Unaligned,
            b'=' => Mode::Standard,
            b'<' => Mode::Little,
            b'>' | b'!' => Mode::Big,
            _ => return None,
        };
        self.position += 1;
        Some(mode)
    }

    /// At most one order and one shape, in either order: ctypes writes `(3)<h`, pybind11 `<(3)h`.
    fn prefixes(&mut self, axes: &mut Shape) -> Result<Option<Mode>, ParseError> {
        let mut mode = None;
        let mut shape = false;
        loop {
            if mode.is_none() {
                mode = self.mode();
            }
            if shape || !self.take(b'(') {
                return Ok(mode);
            }
            shape = true;
            *axes = self.shape()?;
            self.skip_space();
        }
    }

    /// The lengths up to `)`.
    fn shape(&mut self) -> Result<Shape, ParseError> {
        let bracket = self.position - 1;
        let mut shape = Shape {
            start: short(self.position),
            ..Shape::default()
        };
        loop {
            self.skip_space();
            match self.count()? {
                Some(_) => shape.rank += 1,
                None if self.peek().is_none() => return Err(self.unclosed(bracket, "(")),
                None => return Err(self.expected("a length")),
            }
            shape.end = short(self.skip_space());
            if self.take(b')') {
                return Ok(shape);
            }
            if !self.take(b',') {
                return Err(match self.peek() {
                    None => self.unclosed(bracket, "("),
                    Some(_) => self.expected("',' or ')'"),
                });
            }
        }
    }

    fn unclosed(&self, position: usize, bracket: &'static str) -> ParseError {
        ParseError::at(position, ParseErrorKind::Unclosed { bracket })
    }

    /// Decimal digits, if there are any; an error at the digit that makes them too large.
    fn count(&mut self) -> Result<Option<usize>, ParseError> {
        let mut count: Option<usize> = None;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            let so_far = extent::times(count.unwrap_or(0), 10);
            count = so_far.and_then(|so_far| extent::end(so_far, usize::from(digit - b'0')));
            if count.is_none() {
                let kind = ParseErrorKind::TooLarge;
                return Err(ParseError::at(self.position, kind));
            }
            self.position += 1;
        }
        Ok(count)
    }

    fn body(&mut self) -> Result<Body, ParseError> {
        let Some(byte) = self.peek() else {
            return Err(self.expected(CODE));
        };
        let start = self.position;
        self.position += 1;
        let all = self.dialect == Dialect::All;
        match byte {
            b'x' | b'c' | b'b' | b'B' | b'?' | b'h' | b'H' | b'i' | b'I' | b'l' | b'L' | b'q'
            | b'Q' | b'n' | b'N' | b'f' | b'd' | b'e' | b's' | b'p' | b'P' | b'F' | b'D' => {
                return Ok(Body::Code(byte));
            }
            b'Z' => return self.complex(),
            b'g' | b'w' | b'u' | b'O' | b'z' if all => return Ok(Body::Code(byte)),
            b'T' if all && self.take(b'{') => return Ok(Body::Open),
            b'&' if all => return Ok(Body::Pointer),
            b'X' if all && self.take(b'{') => return self.function(start),
            b'M' | b'm' if all && self.take(b'8') => return self.time(byte),
            _ => {}
        }
        if byte == b'T' || byte == b'X' {
            if all {
                return Err(self.expected("'{'"));
            }
        } else if all && byte == b't' {
            self.position = start;
            return Err(self.refused("bit-fields ('t') are not supported"));
        }
        self.position = start;
        Err(match byte {
            b'@' | b'=' | b'<' | b'>' | b'!' | b'^' if all => {
                self.expected("a type code, not a second byte order")
            }
            b'@' | b'=' | b'<' | b'>' | b'!' => {
                self.refused("a byte order may stand only at the very beginning")
            }
            b'(' if all => self.expected("a type code, not a second shape"),
            _ => self.expected(CODE),
        })
    }

    /// Behind `Z`: `f`, `d` or `g` for complex numbers; nothing for ctypes' `wchar_t *`.
    fn complex(&mut self) -> Result<Body, ParseError> {
        let all = self.dialect == Dialect::All;
        let code = match self.peek() {
            Some(b'f') => b'F',
            Some(b'd') => b'D',
            Some(b'g') if all => b'G',
            None | Some(b':' | b'}' | b' ') if all => return Ok(Body::Code(b'Z')),
            _ if all => return Err(self.expected("'f', 'd' or 'g' behind 'Z'")),
            _ => return Err(self.expected("'f' or 'd' behind 'Z'")),
        };
        self.position += 1;
        Ok(Body::Code(code))
    }

    /// Behind `X{`: anything up to the brace that closes it.
    fn function(&mut self, start: usize) -> Result<Body, ParseError> {
        let begin = self.position;
        let mut open = 1usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'{' => open += 1,
                b'}' => open -= 1,
                _ => {}
            }
            if open == 0 {
                let signature = begin..self.position;
                self.position += 1;
                return Ok(Body::Function(signature));
            }
            self.position += 1;
        }
        Err(self.unclosed(start, "X{"))
    }

    /// Behind `M8` and `m8`: a unit in brackets, or nothing.
    fn time(&mut self, code: u8) -> Result<Body, ParseError> {
        let mut unit = TimeUnit::GENERIC;
        let bracket = self.position;
        if self.take(b'[') {
            let rest = &self.text[self.position..];
            let Some(length) = rest.find(']') else {
                return Err(self.unclosed(bracket, "["));
            };
            unit = TimeUnit::parse(&rest[..length])
                .ok_or_else(|| self.expected("a unit of time such as 'ns' or '25s'"))?;
            self.position += length + 1;
        }
        Ok(match code {
            b'M' => Body::Datetime(unit),
            _ => Body::Timedelta(unit),
        })
    }

    /// `:name:`, if a colon stands here.
    fn name(&mut self) -> Result<Option<Range<usize>>, ParseError> {
        let colon = self.skip_space();
        if !self.take(b':') {
            return Ok(None);
        }
        let start = self.position;
        let Some(length) = self.text[start..].find(':') else {
            return Err(self.unclosed(colon, ":"));
        };
        self.position = start + length + 1;
        Ok(Some(start..start + length))
    }
}
