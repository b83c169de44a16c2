//! How are raw bytes described, once for every constructor, file and command line?

mod parse;

use alloc::vec::Vec;
use core::fmt;

use memoryview_format::Format;

use crate::error::{MemoryFault, Tuple};
use crate::layout::bounds;
use crate::{Element, Error, Int, Layout, Order};

/// What raw bytes are: a format, a shape, an order or strides, an offset.
///
/// Without a shape the bytes are as many items as there are, on one axis. One length may be `-1`: it is what the others leave.
///
/// ```
/// use memoryview_strided::{Order, Spec};
///
/// let spec = Spec::new("<f4")?.shape([-1, 3]).order(Order::F).offset(16);
/// assert_eq!(spec.layout(16 + 24)?.shape(), [2, 3]);
/// assert_eq!(spec.to_string(), "<f; shape=(-1, 3); order=F; offset=16");
/// assert_eq!(spec.to_string().parse::<Spec>()?, spec);
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Spec {
    format: Format,
    itemsize: Option<usize>,
    shape: Option<Vec<isize>>,
    order: Order,
    strides: Option<Vec<isize>>,
    offset: isize,
}

impl Spec {
    /// Items of this format: `struct` or PEP 3118 (`"<f"`, `"T{H:id:d:x:}"`), or NumPy's (`"<f4"`, `"M8[ns]"`, `"[('x', '<f4')]"`; the numbers by name
    /// too, in the host's byte order: `"float32"`).
    ///
    /// # Errors
    /// [`Error::Parse`] with a caret at the place.
    ///
    /// ```
    /// use memoryview_strided::Spec;
    /// assert_eq!(Spec::new(">i2")?, Spec::new(">h")?);
    /// assert_eq!(Spec::new("float32")?, Spec::of::<f32>());
    /// assert_eq!(
    ///     Spec::new("<j").unwrap_err().kind(),
    ///     memoryview_strided::ErrorKind::Value
    /// );
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn new(format: &str) -> Result<Self, Error> {
        Ok(Self::from_format(parse::format(format)?))
    }

    /// Items of this format.
    ///
    /// ```
    /// use memoryview_strided::{Element, Spec};
    /// assert_eq!(Spec::from_format(f32::format()), Spec::of::<f32>());
    /// ```
    pub fn from_format(format: Format) -> Self {
        Spec {
            format,
            itemsize: None,
            shape: None,
            order: Order::C,
            strides: None,
            offset: 0,
        }
    }

    /// Items of this type.
    ///
    /// ```
    /// use memoryview_strided::{Be, Spec};
    /// assert_eq!(Spec::of::<Be<f32>>().to_string(), ">f");
    /// ```
    pub fn of<T: Element>() -> Self {
        Self::from_format(T::format())
    }

    /// With this shape; one length may be `-1`.
    ///
    /// ```
    /// # use memoryview_strided::Spec;
    /// assert_eq!(Spec::new("B")?.shape([2, -1]).layout(6)?.shape(), [2, 3]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    #[must_use]
    pub fn shape<I: Int>(mut self, shape: impl AsRef<[I]>) -> Self {
        self.shape = Some(shape.as_ref().iter().map(|n| n.to_isize()).collect());
        self
    }

    /// Items one after the other in this order; strides, if there are any, are forgotten.
    #[must_use]
    pub fn order(mut self, order: Order) -> Self {
        self.order = order;
        self.strides = None;
        self
    }

    /// With these strides, in bytes.
    ///
    /// ```
    /// # use memoryview_strided::Spec;
    /// // A bitmap of 2 rows of 3 bytes, padded to 4, the last row first.
    /// let rows = Spec::new("B")?.shape([2, 3]).strides([-4, 1]).offset(4);
    /// assert_eq!(rows.layout(8)?.reach(), Some(0..7));
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    #[must_use]
    pub fn strides<I: Int>(mut self, strides: impl AsRef<[I]>) -> Self {
        self.strides = Some(strides.as_ref().iter().map(|n| n.to_isize()).collect());
        self
    }

    /// With the item at index 0, 0, ... at this byte.
    #[must_use]
    pub fn offset(mut self, offset: impl Int) -> Self {
        self.offset = offset.to_isize();
        self
    }

    /// With items of this size in bytes: at least that of the format, the rest is padding.
    #[must_use]
    pub fn itemsize(mut self, itemsize: usize) -> Self {
        self.itemsize = Some(itemsize);
        self
    }

    /// The format of an item.
    pub fn format(&self) -> &Format {
        &self.format
    }

    /// The layout that this means in a memory of `len` bytes. That it lies inside is checked where a view is made.
    ///
    /// # Errors
    /// [`Error::Shape`] if a length is negative, or if shape and strides do not go together; [`Error::Memory`] if the bytes do
    /// not divide into items; [`Error::Overflow`] if a number is too large.
    ///
    /// ```
    /// # use memoryview_strided::Spec;
    /// assert_eq!(
    ///     Spec::new("<u4")?.layout(10).unwrap_err().to_string(),
    ///     "10 bytes cannot be divided by the item size 4"
    /// );
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn layout(&self, len: usize) -> Result<Layout, Error> {
        let itemsize = self.itemsize.unwrap_or(self.format.size());
        let shape = self.complete(len, itemsize)?;
        if let Some(strides) = &self.strides {
            return Layout::new(&shape, strides, self.offset, itemsize);
        }
        Layout::contiguous(&shape, itemsize, self.order)?.shifted(self.offset)
    }

    /// The shape, with what was left open filled from the number of bytes.
    fn complete(&self, len: usize, itemsize: usize) -> Result<Vec<usize>, Error> {
        let given: &[isize] = self.shape.as_deref().unwrap_or(&[-1]);
        let refuse = |why: &str| Error::shape("lay out", &[len], given, why);
        if given.iter().any(|&n| n < -1) {
            return Err(refuse("a length is negative"));
        }
        let mut shape: Vec<usize> = given.iter().map(|n| n.unsigned_abs()).collect();
        let Some(open) = given.iter().position(|&n| n == -1) else {
            return Ok(shape);
        };
        if given.iter().filter(|&&n| n == -1).count() > 1 {
            return Err(refuse("only one length can be -1"));
        }
        if self.strides.is_some() {
            return Err(refuse("with strides every length must be given"));
        }
        let bytes = match usize::try_from(self.offset)
            .ok()
            .and_then(|at| len.checked_sub(at))
        {
            Some(bytes) => bytes,
            None => {
                let (low, high) = (self.offset, self.offset);
                return Err(Error::Bounds { low, high, len });
            }
        };
        shape[open] = 1;
        let unit = shape
            .iter()
            .try_fold(itemsize, |size, &n| size.checked_mul(n));
        let unit = unit.ok_or_else(|| Error::Overflow(bounds::too_large(&shape, itemsize)))?;
        shape[open] = match unit {
            0 => 0,
            unit if bytes % unit == 0 => bytes / unit,
            itemsize => return Err(Error::Memory(MemoryFault::NotMultiple { bytes, itemsize })),
        };
        Ok(shape)
    }
}

impl fmt::Display for Spec {
    /// The text that parses back to an equal specification, as long as a text can say the format
    /// ([`Format::to_text`]) and no field name holds a `;`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.format.fmt(f)?;
        if let Some(shape) = &self.shape {
            write!(f, "; shape={}", Tuple(shape))?;
        }
        match &self.strides {
            Some(strides) => write!(f, "; strides={}", Tuple(strides))?,
            None if self.order == Order::F => f.write_str("; order=F")?,
            None => {}
        }
        if self.offset != 0 {
            write!(f, "; offset={}", self.offset)?;
        }
        if let Some(itemsize) = self.itemsize {
            write!(f, "; itemsize={itemsize}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
