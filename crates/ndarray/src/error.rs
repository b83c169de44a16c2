//! Why does `ndarray` not get the items as they lie, and what can be done instead?

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use memoryview_strided::format::{ByteOrder, Counted, ErrorKind, Form, Format, Scalar, ScalarKind};
use memoryview_strided::{Element, Explanation, ItemDesc, MemoryFault, Obstacle};
use ndarray::ShapeError;

/// What was refused, with its numbers.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// `ndarray` cannot hold the items where they lie.
    Refused(Box<Refusal>),
    /// The view has another number of axes than the array type.
    Rank {
        /// The number of axes of the view.
        ndim: usize,
        /// That of the array type.
        wanted: usize,
    },
    /// A byte that is neither `false` nor `true`.
    NotBool {
        /// The index of the item.
        index: Box<[usize]>,
        /// The byte.
        byte: u8,
    },
    /// What `ndarray` itself refuses.
    Ndarray(ShapeError),
    /// What the view refuses.
    View(memoryview_strided::Error),
}

/// Why the items of a view cannot be an `ndarray` view of a type, and what to do about it.
///
/// ```
/// use memoryview_ndarray::{AsNdarray, Error, Remedy};
/// use memoryview_strided::View;
/// use ndarray::Ix1;
///
/// let v = View::from_bytes(&[0; 8], &">i2".parse()?)?;
/// let Err(Error::Refused(why)) = v.as_ndarray::<i16, Ix1>() else { unreachable!() };
/// assert!(why.instead.iter().any(|r| matches!(r, Remedy::As(t) if t.contains("Be<i16>"))));
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Refusal {
    /// The view, the type asked for, and all that stands in the way.
    pub explanation: Explanation,
    /// What would work, the cheapest first.
    pub instead: Vec<Remedy>,
}

/// What would work where a view of an array does not.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remedy {
    /// Another element type, by its name.
    As(Box<str>),
    /// The whole record, of which the items are a field, as an array of a derived struct.
    Row,
    /// The bytes of the items, along one more axis.
    Bytes,
    /// A copy of the items, aligned and in the host's byte order.
    Copy,
    /// A conversion to the type.
    Convert,
}

impl Error {
    /// The coarse kind, as the exceptions of Python tell it.
    ///
    /// ```
    /// use memoryview_ndarray::Error;
    /// use memoryview_strided::ErrorKind;
    /// assert_eq!(Error::Rank { ndim: 3, wanted: 2 }.kind(), ErrorKind::Value);
    /// ```
    pub fn kind(&self) -> ErrorKind {
        let is_type = |obstacle: &Obstacle| matches!(obstacle, Obstacle::Type(_));
        match self {
            Error::Refused(why) if why.explanation.ndarray.iter().any(is_type) => ErrorKind::Type,
            Error::Refused(_) => ErrorKind::Buffer,
            Error::Rank { .. } | Error::NotBool { .. } | Error::Ndarray(_) => ErrorKind::Value,
            Error::View(e) => e.kind(),
        }
    }

    /// The refusal of an explained view.
    #[cold]
    pub(crate) fn refused<T: Element>(explanation: Explanation, format: &Format) -> Self {
        let instead = remedies::<T>(&explanation.ndarray, format);
        Error::Refused(Box::new(Refusal {
            explanation,
            instead,
        }))
    }
}

fn remedies<T: Element>(obstacles: &[Obstacle], format: &Format) -> Vec<Remedy> {
    let has = |wanted: fn(&Obstacle) -> bool| obstacles.iter().any(wanted);
    let misaligned = has(|o| matches!(o, Obstacle::Memory(MemoryFault::Misaligned { .. })));
    let strides = has(|o| matches!(o, Obstacle::Stride { .. }));
    let foreign = has(|o| matches!(o, Obstacle::Foreign));
    let mismatch = has(|o| matches!(o, Obstacle::Type(_)));
    let other_order = if mismatch {
        reordered::<T>(format)
    } else {
        None
    };
    if mismatch && other_order.is_none() {
        return alloc::vec![Remedy::Convert];
    }
    let mut instead = Vec::new();
    if !strides && !foreign {
        let name = other_order.clone().unwrap_or_else(short::<T>);
        instead.push(Remedy::As(if misaligned {
            format!("Unaligned<{name}>").into()
        } else {
            name.into()
        }));
    }
    if strides && !foreign {
        instead.extend([Remedy::Row, Remedy::Bytes]);
    }
    instead.push(Remedy::Copy);
    instead
}

/// The element type of the same numbers in the format's byte order, if that is all that differs.
fn reordered<T: Element>(format: &Format) -> Option<String> {
    let (ItemDesc::Scalar(ours), Form::Scalar(theirs)) = (T::ITEM, format.form()) else {
        return None;
    };
    if (ours.kind(), ours.size()) != (theirs.kind(), theirs.size()) {
        return None;
    }
    let number = number(theirs)?;
    Some(match theirs.order() {
        order if order.is_native() => number,
        ByteOrder::Little => format!("Le<{number}>"),
        _ => format!("Be<{number}>"),
    })
}

/// The name of Rust's type of such a number.
fn number(scalar: Scalar) -> Option<String> {
    let letter = match scalar.kind() {
        ScalarKind::UInt => 'u',
        ScalarKind::Int => 'i',
        ScalarKind::Float => 'f',
        _ => return None,
    };
    Some(format!("{letter}{}", 8 * scalar.size()))
}

/// The name of a type without the modules it stands in.
fn short<T>() -> String {
    let mut out = String::new();
    for part in core::any::type_name::<T>().split_inclusive(['<', '>', ',', ' ', '[', ';', '(']) {
        out.push_str(part.rsplit("::").next().unwrap_or(part));
    }
    out
}

impl From<memoryview_strided::Error> for Error {
    fn from(e: memoryview_strided::Error) -> Self {
        Error::View(e)
    }
}

/// So that `?` works in functions that return [`std::io::Result`].
#[cfg(feature = "std")]
impl From<Error> for std::io::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::View(error) => error.into(),
            error => Self::new(error.kind().into(), error),
        }
    }
}

impl core::error::Error for Error {}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Refused(refusal) => refusal.fmt(f),
            Error::Rank { ndim, wanted } => {
                write!(
                    f,
                    "the view has {}, the array type {wanted}",
                    Counted(*ndim, "axis")
                )
            }
            Error::NotBool { index, byte } => {
                write!(f, "the item at {index:?} is {byte}: a bool is 0 or 1")
            }
            Error::Ndarray(e) => write!(f, "ndarray refuses: {e}"),
            Error::View(e) => e.fmt(f),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Explanation {
            format,
            shape,
            strides,
            ndarray,
            ..
        } = &self.explanation;
        write!(
            f,
            "no array view of items {format:?}, shape {shape:?}, strides {strides:?}: "
        )?;
        for (k, obstacle) in ndarray.iter().enumerate() {
            write!(f, "{}{obstacle}", if k == 0 { "" } else { "; " })?;
        }
        for (k, remedy) in self.instead.iter().enumerate() {
            let last = k + 1 == self.instead.len();
            let word = match k {
                0 => "; instead: ",
                _ if last => " or ",
                _ => ", ",
            };
            write!(f, "{word}{remedy}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Remedy::As(name) => return write!(f, "ask for {name}"),
            Remedy::Row => "view the whole record as an ArrayView<Row>",
            Remedy::Bytes => "the bytes with one more axis by as_ndarray_bytes",
            Remedy::Copy => "copy by to_array",
            Remedy::Convert => "convert by convert().to_array",
        })
    }
}
