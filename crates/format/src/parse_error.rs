//! Where does a format's text go wrong, and what was expected there?

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

use crate::format::MAX_FIELDS;
use crate::{Caret, Counted};

/// So long a text may be, in bytes. What it says then has places that fit into the words which are kept.
pub(crate) const MAX_TEXT: usize = 1 << 28;

/// A text that is not a format: where it goes wrong, and what was expected.
///
/// `Display` prints the text with a caret under the place.
///
/// ```
/// use memoryview_format::Format;
/// let error = Format::parse("<2hy").unwrap_err();
/// assert_eq!(error.position(), 3);
/// assert_eq!(
///     error.to_string(),
///     "bad format: expected a type code, found 'y'\n  <2hy\n     ^",
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError(Box<Inner>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Inner {
    text: String,
    position: usize,
    kind: ParseErrorKind,
}

/// What is wrong with a format's text.
///
/// ```
/// use memoryview_format::{Format, ParseErrorKind};
/// let error = Format::parse("T{i").unwrap_err();
/// assert!(matches!(error.kind(), ParseErrorKind::Unclosed { .. }));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseErrorKind {
    /// Something else should stand here.
    Expected {
        /// What should stand here.
        expected: &'static str,
        /// What does; `None` at the end of the text.
        found: Option<char>,
    },
    /// This code exists, but not here.
    Refused {
        /// Why it is refused.
        reason: &'static str,
    },
    /// A bracket is never closed; the position is that of the bracket.
    Unclosed {
        /// The bracket as it is written.
        bracket: &'static str,
    },
    /// The size exceeds what memory can hold (`isize::MAX` bytes).
    TooLarge,
    /// Records are nested more deeply than [`MAX_DEPTH`](crate::MAX_DEPTH).
    TooDeep,
    /// The text is longer than 2^28 bytes.
    TooLong,
    /// There is no memory for what the text says, which is at most 16 bytes for each of its letters.
    Memory {
        /// How much was asked for, in bytes.
        bytes: usize,
    },
    /// More than 2^20 fields in a record, those of the records inside included.
    TooManyFields,
    /// Two fields of one record have this name.
    DuplicateName {
        /// The name.
        name: Box<str>,
    },
    /// The text describes more bytes than one item has.
    ItemSize {
        /// What the text describes, in bytes.
        described: usize,
        /// What one item has, in bytes.
        itemsize: usize,
    },
}

impl ParseError {
    pub(crate) fn new(text: &str, position: usize, kind: ParseErrorKind) -> Self {
        Self::at(position, kind).in_text(text)
    }

    /// An error whose text is told later, by [`in_text`](Self::in_text): when what was read of it is gone.
    pub(crate) fn at(position: usize, kind: ParseErrorKind) -> Self {
        let text = String::new();
        Self(Box::new(Inner {
            text,
            position,
            kind,
        }))
    }

    /// The text that was to be parsed; left out where there is no memory for it.
    pub(crate) fn in_text(mut self, text: &str) -> Self {
        debug_assert!(text.is_char_boundary(self.0.position));
        if self.0.text.try_reserve_exact(text.len()).is_ok() {
            self.0.text.push_str(text);
        } else {
            self.0.position = 0;
        }
        self
    }

    /// "Expected this, found what stands at `position`": an error whose text is told later.
    pub(crate) fn unexpected(text: &str, position: usize, expected: &'static str) -> Self {
        let found = text[position..].chars().next();
        Self::at(position, ParseErrorKind::Expected { expected, found })
    }

    /// The text that was to be parsed; empty where there is no memory for another one like it.
    ///
    /// ```
    /// # use memoryview_format::Format;
    /// assert_eq!(Format::parse("y").unwrap_err().text(), "y");
    /// ```
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// Where it goes wrong, as a byte index into the text; the text's length at its end.
    ///
    /// ```
    /// # use memoryview_format::Format;
    /// assert_eq!(Format::parse("ihy").unwrap_err().position(), 2);
    /// ```
    #[must_use]
    pub fn position(&self) -> usize {
        self.0.position
    }

    /// What is wrong.
    ///
    /// ```
    /// # use memoryview_format::{Format, ParseErrorKind};
    /// let error = Format::parse("9223372036854775807q").unwrap_err();
    /// assert_eq!(error.kind(), &ParseErrorKind::TooLarge);
    /// ```
    #[must_use]
    pub fn kind(&self) -> &ParseErrorKind {
        &self.0.kind
    }

    /// What was expected, where the error is of that kind.
    ///
    /// ```
    /// # use memoryview_format::Format;
    /// assert_eq!(Format::parse("3").unwrap_err().expected(), Some("a type code"));
    /// ```
    #[must_use]
    pub fn expected(&self) -> Option<&'static str> {
        match self.0.kind {
            ParseErrorKind::Expected { expected, .. } => Some(expected),
            _ => None,
        }
    }
}

impl fmt::Display for ParseErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expected { expected, found } => match found {
                Some(found) => write!(f, "expected {expected}, found {found:?}"),
                None => write!(f, "expected {expected}, found the end"),
            },
            Self::Refused { reason } => f.write_str(reason),
            Self::Unclosed { bracket } => write!(f, "{bracket:?} is never closed"),
            Self::TooLarge => write!(f, "the size exceeds {} bytes", isize::MAX),
            Self::TooDeep => write!(f, "nested more than {} deep", crate::MAX_DEPTH),
            Self::TooLong => write!(f, "longer than {MAX_TEXT} bytes"),
            Self::Memory { bytes } => write!(f, "no memory for {bytes} bytes"),
            Self::TooManyFields => write!(
                f,
                "more than {MAX_FIELDS} fields, those of inner records included"
            ),
            Self::DuplicateName { name } => write!(f, "duplicate field name {name:?}"),
            Self::ItemSize {
                described,
                itemsize,
            } => write!(
                f,
                "the text describes {}, but an item has {itemsize}",
                Counted(*described, "byte")
            ),
        }
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner {
            text,
            position,
            kind,
        } = &*self.0;
        write!(f, "bad format: {kind}\n{}", Caret::new(text, *position))
    }
}

impl core::error::Error for ParseError {}
