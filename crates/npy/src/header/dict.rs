//! What does the dictionary in a header say?
//!
//! ```text
//! header  = "{" [ entry { "," entry } [ "," ] ] "}"                      with white space between all of them
//! entry   = "'descr'" ":" descr | "'fortran_order'" ":" ( "True" | "False" ) | "'shape'" ":" shape
//! shape   = "(" [ length "," { length "," } [ length ] ] ")"             a tuple: "(3)" is only a number
//! length  = "0" | digit from 1 { digit } ; behind it the "L" of Python 2
//! ```
//!
//! Each key stands once, in any order, in either kind of quotes. `descr` is the format crate's grammar.

use memoryview_strided::{Format, MAX_NDIM, Order};

use super::{HeaderFault, HeaderProblem};

/// The three values.
pub(super) struct Fields {
    pub(super) format: Format,
    pub(super) order: Order,
    pub(super) shape: Vec<usize>,
}

/// `python2` admits the `L`, which NumPy does not in version 3.0.
pub(super) fn parse(text: &str, python2: bool) -> Result<Fields, HeaderFault> {
    let mut parser = Parser {
        text,
        position: 0,
        python2,
    };
    let (mut format, mut order, mut shape) = (None, None, None);
    parser.require('{', "'{'")?;
    while !parser.take('}') {
        let (key, at) = parser.key()?;
        let twice = match key {
            "descr" => format.is_some(),
            "fortran_order" => order.is_some(),
            "shape" => shape.is_some(),
            _ => return Err(parser.fault(at, HeaderProblem::Unknown)),
        };
        if twice {
            return Err(parser.fault(at, HeaderProblem::Twice));
        }
        parser.require(':', "':'")?;
        match key {
            "descr" => format = Some(parser.descr()?),
            "fortran_order" => order = Some(parser.order()?),
            _ => shape = Some(parser.shape()?),
        }
        if !parser.take(',') {
            parser.require('}', "',' or '}'")?;
            break;
        }
    }
    let end = parser.position;
    if parser.peek().is_some() {
        return Err(parser.expected("the end"));
    }
    let missing = |key| parser.fault(end, HeaderProblem::Missing { key });
    Ok(Fields {
        format: format.ok_or_else(|| missing("descr"))?,
        order: order.ok_or_else(|| missing("fortran_order"))?,
        shape: shape.ok_or_else(|| missing("shape"))?,
    })
}

/// The text, and how far it is read.
struct Parser<'t> {
    text: &'t str,
    position: usize,
    python2: bool,
}

impl<'t> Parser<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.position..]
    }

    fn fault(&self, position: usize, problem: HeaderProblem) -> HeaderFault {
        HeaderFault::new(self.text, position, problem)
    }

    #[cold]
    fn expected(&self, what: &'static str) -> HeaderFault {
        let found = self.rest().chars().next();
        self.fault(self.position, HeaderProblem::Expected { what, found })
    }

    /// Skips white space and shows what follows.
    fn peek(&mut self) -> Option<char> {
        let rest = self.rest().trim_start_matches([' ', '\t', '\n', '\r']);
        self.position = self.text.len() - rest.len();
        rest.chars().next()
    }

    /// Takes this character if it is next.
    fn take(&mut self, c: char) -> bool {
        let here = self.peek() == Some(c);
        self.position += if here { c.len_utf8() } else { 0 };
        here
    }

    fn require(&mut self, c: char, what: &'static str) -> Result<(), HeaderFault> {
        match self.take(c) {
            true => Ok(()),
            false => Err(self.expected(what)),
        }
    }

    /// A key as it stands between its quotes, and where it begins. None that is known has an escape in it.
    fn key(&mut self) -> Result<(&'t str, usize), HeaderFault> {
        let quote = match self.peek() {
            Some(quote @ ('\'' | '"')) => quote,
            _ => return Err(self.expected("a key in quotes")),
        };
        let at = self.position;
        let inner = &self.rest()[1..];
        let Some(length) = inner.find(quote) else {
            self.position = self.text.len();
            return Err(self.expected("the closing quote of a key"));
        };
        self.position += length + 2;
        Ok((&inner[..length], at))
    }

    fn descr(&mut self) -> Result<Format, HeaderFault> {
        self.peek();
        let start = self.position;
        let (format, used) = Format::from_descr_prefix(self.rest()).map_err(|error| {
            let problem = HeaderProblem::Descr(error.kind().clone());
            self.fault(start + error.position(), problem)
        })?;
        self.position += used;
        Ok(format)
    }

    fn order(&mut self) -> Result<Order, HeaderFault> {
        self.peek();
        for (word, order) in [("True", Order::F), ("False", Order::C)] {
            if self.rest().starts_with(word) {
                self.position += word.len();
                return Ok(order);
            }
        }
        Err(self.expected("True or False"))
    }

    fn shape(&mut self) -> Result<Vec<usize>, HeaderFault> {
        let mut shape = Vec::new();
        self.require('(', "a tuple of lengths")?;
        while !self.take(')') {
            if shape.len() == MAX_NDIM {
                return Err(self.fault(self.position, HeaderProblem::Rank));
            }
            shape.push(self.length()?);
            if !self.take(',') {
                // In Python a number in brackets is no tuple.
                let what = if shape.len() == 1 {
                    "','"
                } else {
                    "',' or ')'"
                };
                if shape.len() == 1 {
                    return Err(self.expected(what));
                }
                self.require(')', what)?;
                break;
            }
        }
        Ok(shape)
    }

    fn length(&mut self) -> Result<usize, HeaderFault> {
        if self.peek() == Some('-') {
            return Err(self.fault(self.position, HeaderProblem::Negative));
        }
        let rest = self.rest();
        let count = rest.bytes().take_while(u8::is_ascii_digit).count();
        let digits = &rest[..count];
        let length = match digits {
            "" => return Err(self.expected("a length")),
            _ if count > 1 && digits.starts_with('0') => {
                return Err(self.expected("a length without leading zeros"));
            }
            _ => digits.parse::<usize>().ok(),
        };
        // A length beyond isize::MAX is refused with the whole shape, if not here.
        let length = length.ok_or_else(|| self.expected("a length that fits in memory"))?;
        self.position += count;
        let long = self.python2 && self.rest().starts_with('L');
        self.position += usize::from(long);
        Ok(length)
    }
}

#[cfg(test)]
mod tests;
