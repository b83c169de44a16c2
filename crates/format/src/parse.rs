//! How does a program get a format from a text: from its own, or from an exporter's?

use core::cmp::Ordering;
use core::str::FromStr;

use crate::resolve::{Alignment, Rules, resolve};
use crate::syntax::{Body, Dialect, Item, Items, Mode};
use crate::{Abi, Form, Format, ParseError, ParseErrorKind};

impl Format {
    /// Parses PEP 3118 as NumPy, ctypes, array, Cython and pybind11 write it, and everything that
    /// `struct` accepts. Native codes mean what they mean on this machine.
    ///
    /// ```
    /// use memoryview_format::Format;
    /// let numpy = Format::parse("T{b:kind:=i:value:(2,2)=f:matrix:}")?;
    /// assert_eq!(numpy.size(), 1 + 4 + 16);
    /// let ctypes = Format::parse("T{<b:kind:3x<i:value:}")?;
    /// assert_eq!(ctypes.field("value").unwrap().offset(), 4);
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A [`ParseError`] that shows the place in the text. A format takes at most 16 bytes for each byte of its text, at any time; where there
    /// is no memory for it, that is an error, and so is a text of more than 2^28 bytes.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        Self::parse_with(text, &Abi::NATIVE)
    }

    /// [`parse`](Self::parse) with the C types of another platform.
    ///
    /// ```
    /// use memoryview_format::{Abi, Format};
    /// assert_eq!(Format::parse_with("T{b:a:d:b:}", &Abi::ILP32_ALIGN4)?.size(), 12);
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A [`ParseError`] that shows the place in the text.
    pub fn parse_with(text: &str, abi: &Abi) -> Result<Self, ParseError> {
        resolve(text, abi, Rules::written(Dialect::All))
    }

    /// Parses what CPython's `struct` module accepts, and refuses what it refuses.
    ///
    /// ```
    /// use memoryview_format::Format;
    /// assert_eq!(Format::parse_struct("<10s2HIQ")?.size(), 26);
    /// let error = Format::parse_struct("i<i").unwrap_err();
    /// assert_eq!(error.position(), 1);
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A [`ParseError`] that shows the place in the text.
    pub fn parse_struct(text: &str) -> Result<Self, ParseError> {
        Self::parse_struct_with(text, &Abi::NATIVE)
    }

    /// [`parse_struct`](Self::parse_struct) with the C types of another platform.
    ///
    /// ```
    /// use memoryview_format::{Abi, Format};
    /// assert_eq!(Format::parse_struct_with("@bl", &Abi::ILP32)?.size(), 8);
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A [`ParseError`] that shows the place in the text.
    pub fn parse_struct_with(text: &str, abi: &Abi) -> Result<Self, ParseError> {
        resolve(text, abi, Rules::written(Dialect::Struct))
    }

    /// Parses an exporter's text beside the size of one item that it gives.
    ///
    /// Where the two disagree, the size decides between the readings that exporters mean:
    /// NumPy's packed records write `T{i:a:b:b:}` for 5 bytes and for 8; ctypes before Python
    /// 3.12 writes no padding at all, and means four bytes by `u` on most platforms; NumPy writes
    /// all padding, but also native codes where nothing is aligned. A record is padded to the
    /// item's size; anything else may stay smaller.
    ///
    /// ```
    /// use memoryview_format::{Abi, Format};
    /// let parse = |text, size| Format::parse_sized(text, size, &Abi::LP64);
    /// assert_eq!(parse("T{i:a:b:b:}", 8)?.size(), 8);
    /// assert_eq!(parse("T{i:a:b:b:}", 5)?.size(), 5);
    /// // ctypes of Python 3.11: the integer is aligned although the text does not say so.
    /// assert_eq!(parse("T{<b:a:<i:b:}", 8)?.field("b").unwrap().offset(), 4);
    /// assert!(parse("T{<i:a:<i:b:}", 4).is_err());
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A [`ParseError`] when the text does not parse, or describes more than `itemsize` bytes.
    pub fn parse_sized(text: &str, itemsize: usize, abi: &Abi) -> Result<Self, ParseError> {
        let written = Rules::written(Dialect::All);
        let first = resolve(text, abi, written)?;
        let described = first.size();
        if described == itemsize {
            return Ok(first);
        }
        // Only one reading is kept at a time.
        drop(first);
        let mut smaller = (described <= itemsize).then_some(written);
        for reading in readings(text) {
            let Ok(format) = resolve(text, abi, reading) else {
                continue;
            };
            match format.size().cmp(&itemsize) {
                Ordering::Equal => return Ok(format),
                // Only where padding at the end is not written may the text be shorter than the
                // item. The other readings stand or fall with an equal size.
                Ordering::Less if !reading.wide && smaller.is_none() => smaller = Some(reading),
                _ => {}
            }
        }
        let padded = smaller.and_then(|reading| {
            let format = resolve(text, abi, reading).ok()?;
            match format.form() {
                Form::Record(_) => format.into_size(itemsize).ok(),
                _ => Some(format),
            }
        });
        padded.ok_or_else(|| {
            let kind = ParseErrorKind::ItemSize {
                described,
                itemsize,
            };
            ParseError::new(text, 0, kind)
        })
    }

    /// What a view holds: [`parse_sized`](Self::parse_sized) on this machine, and an opaque
    /// format with the error where that fails.
    ///
    /// ```
    /// use memoryview_format::Format;
    /// assert_eq!(Format::for_buffer("<i", 4), Format::parse("<i")?);
    /// let unknown = Format::for_buffer("<i", 2);
    /// assert!(unknown.is_opaque());
    /// assert_eq!(unknown.size(), 2);
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    #[must_use]
    pub fn for_buffer(text: &str, itemsize: usize) -> Self {
        Self::parse_sized(text, itemsize, &Abi::NATIVE)
            .unwrap_or_else(|error| Self::opaque(itemsize, Some(error)))
    }
}

/// The other readings of a text that exporters mean, the most likely first.
fn readings(text: &str) -> impl Iterator<Item = Rules> {
    let written = Rules::written(Dialect::All);
    // NumPy's reading aligns nothing, so that it has no tail either.
    let (tail, wide) = (false, true);
    let ctypes = Rules {
        wide,
        alignment: Alignment::All,
        ..written
    };
    let numpy = Rules {
        alignment: Alignment::None,
        ..written
    };
    [Rules { tail, ..written }, Rules { wide, ..written }]
        .into_iter()
        .chain(all_items(text, is_from_ctypes).then_some(ctypes))
        .chain((text.starts_with("T{") && all_items(text, is_from_numpy)).then_some(numpy))
}

fn all_items(text: &str, test: fn(&Item) -> bool) -> bool {
    let mut items = Items::new(text, Dialect::All);
    let mut item = Item::new();
    while let Ok(true) = items.next(&mut item) {
        if !test(&item) {
            return false;
        }
    }
    true
}

/// Can ctypes before Python 3.12 have written it? It gave every number a byte order and wrote no
/// padding; others that leave out padding do neither.
fn is_from_ctypes(item: &Item) -> bool {
    match item.body {
        Body::Code(b'x') => false,
        // What stands for a union or a packed structure has no order.
        Body::Code(b'B') => true,
        Body::Code(_) => matches!(item.mode, Some(Mode::Little | Mode::Big)),
        _ => item.mode.is_none(),
    }
}

/// Can NumPy have written it? It names everything but padding, and the whole has no name.
fn is_from_numpy(item: &Item) -> bool {
    match item.body {
        Body::Open | Body::Close | Body::Code(b'x') => true,
        _ => item.name.is_some(),
    }
}

impl FromStr for Format {
    type Err = ParseError;

    /// [`Format::parse`].
    fn from_str(text: &str) -> Result<Self, ParseError> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests;
