//! What does a sub-array inside one item look like?

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::hash::{Hash, Hasher};

use super::{Format, Node};
use crate::decode::excessive;
use crate::extent;

/// Items of one format side by side, in C order: `(2,3)i`.
///
/// ```
/// use memoryview_format::{Form, Format};
/// let format = Format::parse("(2,3)<i")?;
/// let Form::Array(array) = format.form() else { unreachable!() };
/// assert_eq!(array.shape(), [2, 3]);
/// assert_eq!(array.item(), &Format::parse("<i")?);
/// assert_eq!(array.len(), 6);
/// # Ok::<(), memoryview_format::ParseError>(())
/// ```
#[derive(Clone, Debug)]
pub struct SubArray {
    shape: Shape,
    item: Format,
    size: usize,
    pub(crate) weight: usize,
    /// Has an item more values than its bytes justify?
    pub(crate) excessive: bool,
}

/// One axis, which is by far the most frequent, needs no memory of its own.
#[derive(Clone, Debug)]
enum Shape {
    One(usize),
    Many(Box<[usize]>),
}

impl SubArray {
    /// `None` when it would be too large.
    pub(super) fn of(shape: &[usize], item: Format) -> Option<Format> {
        let (shape, item) = match &item.0 {
            _ if shape.is_empty() => return Some(item),
            Node::Array(inner) => {
                let axes: Vec<usize> = shape.iter().chain(inner.shape()).copied().collect();
                (Shape::Many(axes.into()), inner.item.clone())
            }
            _ => match shape {
                [one] => (Shape::One(*one), item),
                many => (Shape::Many(many.into()), item),
            },
        };
        let count = extent::item_count(shape.as_slice())?;
        // Zeros must not hide what would not fit without them.
        let bound = shape.as_slice().iter().map(|&n| n.max(1)).product();
        extent::times(bound, item.size().max(1))?;
        let size = extent::times(count, item.size())?;
        // One list for each row of each axis, and the items themselves.
        let mut weight: usize = item.weight();
        for &length in shape.as_slice().iter().rev() {
            weight = weight.saturating_mul(length).saturating_add(1);
        }
        Some(Format(Node::Array(Arc::new(Self {
            shape,
            item,
            size,
            weight,
            excessive: excessive(weight, size),
        }))))
    }

    /// The number of items along each axis.
    ///
    /// ```
    /// # use memoryview_format::{Form, Format};
    /// let format = Format::parse("<3i")?;
    /// assert!(matches!(format.form(), Form::Array(array) if array.shape() == [3]));
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn shape(&self) -> &[usize] {
        self.shape.as_slice()
    }

    /// The format of one of them; never an array itself.
    ///
    /// ```
    /// # use memoryview_format::{Form, Format};
    /// let format = Format::parse("(3)2B")?;
    /// assert!(matches!(format.form(), Form::Array(array) if array.item().size() == 1));
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn item(&self) -> &Format {
        &self.item
    }

    /// The size of all items together, in bytes.
    ///
    /// ```
    /// # use memoryview_format::{Form, Format};
    /// let format = Format::parse("(3)<i")?;
    /// assert!(matches!(format.form(), Form::Array(array) if array.size() == 12));
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn size(&self) -> usize {
        self.size
    }

    /// The number of all items together.
    ///
    /// ```
    /// # use memoryview_format::{Form, Format};
    /// let format = Format::parse("(3,2)<i")?;
    /// assert!(matches!(format.form(), Form::Array(array) if array.len() == 6));
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    #[must_use]
    pub fn len(&self) -> usize {
        // The constructor has checked the product.
        self.shape().iter().product()
    }

    /// Are there no items at all?
    ///
    /// ```
    /// # use memoryview_format::{Form, Format};
    /// let format = Format::parse("(0)<i")?;
    /// assert!(matches!(format.form(), Form::Array(array) if array.is_empty()));
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.shape().contains(&0)
    }
}

impl Shape {
    #[inline]
    fn as_slice(&self) -> &[usize] {
        match self {
            Self::One(length) => core::slice::from_ref(length),
            Self::Many(lengths) => lengths,
        }
    }
}

impl PartialEq for SubArray {
    fn eq(&self, other: &Self) -> bool {
        self.shape() == other.shape() && self.item == other.item
    }
}

impl Eq for SubArray {}

impl Hash for SubArray {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.shape().hash(state);
        self.item.hash(state);
    }
}
