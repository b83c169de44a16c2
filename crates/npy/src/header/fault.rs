//! Where does the text of a header go wrong, and how is that shown?

use std::fmt;
use std::str::Utf8Error;

use memoryview_strided::format::{Caret, ParseErrorKind};

/// A header's text that is refused: what is wrong, and where.
///
/// `Display` prints the part of the text around the place, with a caret under it.
///
/// ```
/// use memoryview_npy::{Error, Header, HeaderProblem};
///
/// let file = b"\x93NUMPY\x01\x00\x21\x00{'descr': '<f4', 'shape': (3.5,)}";
/// let Err(Error::Header(fault)) = Header::from_bytes(file) else { unreachable!() };
/// assert_eq!(fault.position(), 28);
/// assert!(matches!(fault.problem(), HeaderProblem::Expected { found: Some('.'), .. }));
/// assert_eq!(
///     fault.to_string(),
///     "bad .npy header: expected ',', found '.'
///   {'descr': '<f4', 'shape': (3.5,)}
///                               ^"
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderFault {
    problem: HeaderProblem,
    position: usize,
    /// The text around the place, and a caret below it.
    place: Box<str>,
}

/// What is wrong with a header's text.
///
/// ```
/// use memoryview_npy::{Error, Header, HeaderProblem};
/// let file = b"\x93NUMPY\x01\x00\x02\x00{}";
/// let Err(Error::Header(fault)) = Header::from_bytes(file) else { unreachable!() };
/// assert_eq!(*fault.problem(), HeaderProblem::Missing { key: "descr" });
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HeaderProblem {
    /// Something else should stand here.
    Expected {
        /// What should.
        what: &'static str,
        /// What does; `None` at the end of the text.
        found: Option<char>,
    },
    /// A key that headers do not have.
    Unknown,
    /// A key that stands twice.
    Twice,
    /// A key that stands nowhere.
    Missing {
        /// The key.
        key: &'static str,
    },
    /// A length below 0.
    Negative,
    /// More axes than [`MAX_NDIM`](memoryview_strided::MAX_NDIM).
    Rank,
    /// The type of the items.
    Descr(ParseErrorKind),
    /// A byte that is not UTF-8, as version 3.0 asks for.
    Encoding,
}

impl HeaderFault {
    pub(super) fn new(text: &str, position: usize, problem: HeaderProblem) -> Self {
        HeaderFault {
            problem,
            position,
            place: Caret::new(text, position).to_string().into(),
        }
    }

    pub(super) fn not_utf8(bytes: &[u8], error: Utf8Error) -> Self {
        let text = String::from_utf8_lossy(bytes);
        Self::new(&text, error.valid_up_to(), HeaderProblem::Encoding)
    }

    /// What is wrong.
    pub fn problem(&self) -> &HeaderProblem {
        &self.problem
    }

    /// Where, in bytes of the header's text.
    pub fn position(&self) -> usize {
        self.position
    }
}

impl fmt::Display for HeaderProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expected { what, found } => match found {
                Some(found) => write!(f, "expected {what}, found {found:?}"),
                None => write!(f, "expected {what}, found the end"),
            },
            Self::Unknown => {
                f.write_str("unknown key: only 'descr', 'fortran_order' and 'shape' are known")
            }
            Self::Twice => f.write_str("the key stands twice"),
            Self::Missing { key } => write!(f, "the key '{key}' is missing"),
            Self::Negative => f.write_str("a length is negative"),
            Self::Rank => {
                let most = memoryview_strided::MAX_NDIM;
                write!(f, "the shape has more than {most} axes")
            }
            Self::Descr(kind) => kind.fmt(f),
            Self::Encoding => f.write_str("not UTF-8, as version 3.0 asks for"),
        }
    }
}

impl fmt::Display for HeaderFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "bad .npy header: {}\n{}", self.problem, self.place)
    }
}

impl std::error::Error for HeaderFault {}
