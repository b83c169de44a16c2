//! May a memoryview be cast, as CPython decides it, and what layout comes out?
//!
//! These are the checks of `memoryview.cast` (`memory_cast`, `cast_to_1D`, `cast_to_ND` and `copy_shape` in `Objects/memoryobject.c`), in their order. They are for layers that show Python's
//! memoryview; in Rust, [`View::reinterpret`](crate::View::reinterpret) has fewer rules and more answers.

use alloc::vec::Vec;
use core::fmt;

use memoryview_format::{Abi, Format};

use crate::{ErrorKind, Layout, MAX_NDIM, Order};

/// A cast that CPython allows, up to the lengths of its shape.
///
/// ```
/// use memoryview_strided::{Cast, CastFault, Layout, Order};
///
/// let bytes = Layout::contiguous(&[12], 1, Order::C)?;
/// let cast = Cast::new(&bytes, "B", "@h", Some(2)).unwrap();
/// assert_eq!(cast.shaped::<CastFault>([2, 3].map(Ok)).unwrap().strides(), [6, 2]);
/// assert_eq!(Cast::new(&bytes, "B", "<h", None).unwrap_err(), CastFault::Format);
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Cast {
    format: Format,
    nbytes: usize,
    offset: isize,
}

/// Why a cast is refused. The text is that of CPython.
///
/// ```
/// use memoryview_strided::CastFault;
/// assert_eq!(CastFault::Length.to_string(), "memoryview: length is not a multiple of itemsize");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CastFault {
    /// The view is not C-contiguous.
    NotContiguous,
    /// The view has an axis of length 0, and a shape is asked for or the view has not one axis.
    Zeros,
    /// More than 64 dimensions are asked for.
    Rank,
    /// Neither the view nor the result has one axis.
    Axes,
    /// The new format is not a single native code.
    Format,
    /// Neither format is `B`, `b` or `c`.
    NoByteFormat,
    /// The bytes are no multiple of the new item size.
    Length,
    /// A length is 0 or negative.
    NotPositive,
    /// The lengths multiply to more bytes than `isize::MAX`.
    TooLarge,
    /// The lengths multiply to another number of bytes.
    Product,
}

impl CastFault {
    /// Which exception CPython raises.
    ///
    /// ```
    /// use memoryview_strided::{CastFault, ErrorKind};
    /// assert_eq!(CastFault::Format.kind(), ErrorKind::Value);
    /// assert_eq!(CastFault::Length.kind(), ErrorKind::Type);
    /// ```
    pub const fn kind(self) -> ErrorKind {
        match self {
            CastFault::Rank | CastFault::Format | CastFault::NotPositive | CastFault::TooLarge => {
                ErrorKind::Value
            }
            _ => ErrorKind::Type,
        }
    }
}

impl fmt::Display for CastFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            CastFault::NotContiguous => "memoryview: casts are restricted to C-contiguous views",
            CastFault::Zeros => "memoryview: cannot cast view with zeros in shape or strides",
            CastFault::Rank => "memoryview: number of dimensions must not exceed 64",
            CastFault::Axes => "memoryview: cast must be 1D -> ND or ND -> 1D",
            CastFault::Format => {
                "memoryview: destination format must be a native single character format prefixed with an optional '@'"
            }
            CastFault::NoByteFormat => "memoryview: cannot cast between two non-byte formats",
            CastFault::Length => "memoryview: length is not a multiple of itemsize",
            CastFault::NotPositive => {
                "memoryview.cast(): elements of shape must be integers > 0"
            }
            CastFault::TooLarge => "memoryview.cast(): product(shape) > SSIZE_MAX",
            CastFault::Product => "memoryview: product(shape) * itemsize != buffer size",
        })
    }
}

impl core::error::Error for CastFault {}

impl Cast {
    /// Checks all but the lengths: a view of this layout and format text, to this format text, with a shape of so many lengths if one was given.
    ///
    /// CPython's flag for contiguity is wrong about an empty slice of one axis with a step: who wants that too looks at its own flag first.
    ///
    /// # Errors
    /// The first [`CastFault`] in CPython's order.
    ///
    /// ```
    /// use memoryview_strided::{Cast, CastFault, Layout, Order};
    /// let l = Layout::contiguous(&[2, 3], 4, Order::C)?;
    /// assert_eq!(Cast::new(&l, "i", "B", None).unwrap().line().shape(), [24]);
    /// assert_eq!(Cast::new(&l, "i", "f", None).unwrap_err(), CastFault::NoByteFormat);
    /// assert_eq!(Cast::new(&l, "i", "B", Some(2)).unwrap_err(), CastFault::Axes);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn new(
        layout: &Layout,
        from: &str,
        to: &str,
        ndim: Option<usize>,
    ) -> Result<Self, CastFault> {
        Self::with_codes(layout, from, to, ndim, &[])
    }

    /// The same, where more native codes than those of one letter are known: CPython 3.15 casts to `Zf` and `Zd`.
    ///
    /// # Errors
    /// As of [`new`](Cast::new). A code that no dialect of PEP 3118 has is [`CastFault::Format`].
    ///
    /// ```
    /// use memoryview_strided::{Cast, CastFault, Layout, Order};
    /// let l = Layout::contiguous(&[16], 1, Order::C)?;
    /// assert_eq!(Cast::with_codes(&l, "B", "@Zf", None, &["Zf", "Zd"]).unwrap().line().shape(), [2]);
    /// assert_eq!(Cast::new(&l, "B", "@Zf", None).unwrap_err(), CastFault::Format);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn with_codes(
        layout: &Layout,
        from: &str,
        to: &str,
        ndim: Option<usize>,
        codes: &[&str],
    ) -> Result<Self, CastFault> {
        if !layout.is_c_contiguous() {
            return Err(CastFault::NotContiguous);
        }
        if (ndim.is_some() || layout.ndim() != 1) && layout.is_empty() {
            return Err(CastFault::Zeros);
        }
        if let Some(ndim) = ndim {
            if ndim > MAX_NDIM {
                return Err(CastFault::Rank);
            }
            if layout.ndim() != 1 && ndim != 1 {
                return Err(CastFault::Axes);
            }
        }
        let Some(format) = native(to, codes) else {
            return Err(CastFault::Format);
        };
        if !is_byte(from) && !is_byte(to) {
            return Err(CastFault::NoByteFormat);
        }
        if !layout.nbytes().is_multiple_of(format.size()) {
            return Err(CastFault::Length);
        }
        Ok(Cast {
            format,
            nbytes: layout.nbytes(),
            offset: layout.offset(),
        })
    }

    /// The new format.
    ///
    /// ```
    /// use memoryview_strided::{Cast, Element, Layout, Order};
    /// let cast = Cast::new(&Layout::contiguous(&[8], 1, Order::C)?, "B", "d", None).unwrap();
    /// assert_eq!(cast.format(), &f64::format());
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn format(&self) -> &Format {
        &self.format
    }

    /// The result without a shape: one axis.
    ///
    /// ```
    /// use memoryview_strided::{Cast, Layout, Order};
    /// let cast = Cast::new(&Layout::contiguous(&[], 4, Order::C)?, "i", "B", None).unwrap();
    /// assert_eq!(cast.line().shape(), [4]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn line(&self) -> Layout {
        let mut line = Layout::line(self.nbytes / self.format.size(), self.format.size());
        line.set_offset(self.offset);
        line
    }

    /// The result with a shape. Each length is asked for when its turn comes, so that an object that is no integer is refused where CPython does so.
    ///
    /// # Errors
    /// What a length gives instead of itself; [`CastFault::NotPositive`], [`CastFault::TooLarge`], [`CastFault::Product`].
    ///
    /// ```
    /// use memoryview_strided::{Cast, CastFault, Layout, Order};
    /// let cast = Cast::new(&Layout::contiguous(&[4], 1, Order::C)?, "B", "i", Some(1)).unwrap();
    /// assert_eq!(cast.shaped([Ok(0)]), Err(CastFault::NotPositive));
    /// assert_eq!(cast.shaped([Ok(2)]), Err(CastFault::Product));
    /// assert_eq!(cast.shaped([Err("not an integer")].map(|r| r.map_err(|_| CastFault::NotPositive))), Err(CastFault::NotPositive));
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn shaped<E: From<CastFault>>(
        &self,
        shape: impl IntoIterator<Item = Result<isize, E>>,
    ) -> Result<Layout, E> {
        let itemsize = self.format.size();
        let mut bytes = itemsize.cast_signed();
        let mut lengths = Vec::new();
        for length in shape {
            let length = length?;
            if length <= 0 {
                return Err(CastFault::NotPositive.into());
            }
            bytes = bytes.checked_mul(length).ok_or(CastFault::TooLarge)?;
            lengths.push(length.unsigned_abs());
        }
        if bytes.unsigned_abs() != self.nbytes {
            return Err(CastFault::Product.into());
        }
        let layout = Layout::contiguous(&lengths, itemsize, Order::C);
        let mut layout = layout.map_err(|_| CastFault::Rank)?;
        layout.set_offset(self.offset);
        Ok(layout)
    }
}

/// The format of a single native code, of one letter or of these, behind an optional `@`.
fn native(text: &str, codes: &[&str]) -> Option<Format> {
    let code = bare(text);
    let single = code.len() == 1 && "cbBhHiIlLqQnNfde?P".contains(code);
    if !single && !codes.contains(&code) {
        return None;
    }
    Format::parse_struct_with(code, &Abi::NATIVE).ok()
}

fn is_byte(text: &str) -> bool {
    matches!(bare(text), "B" | "b" | "c")
}

/// Without the `@`, which says nothing.
fn bare(text: &str) -> &str {
    text.strip_prefix('@').unwrap_or(text)
}

#[cfg(test)]
mod tests;
