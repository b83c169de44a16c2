//! What does a sub-array inside one item look like?

use alloc::sync::Arc;
use core::fmt;
use core::hash::{Hash, Hasher};

use super::code::Code;
use super::tree::Tree;
use super::{Form, Format};

/// Items of one format side by side, in C order: `(2,3)i`.
///
/// ```
/// use memoryview_format::{Form, Format};
/// let format = Format::parse("(2,3)<i")?;
/// let Form::Array(array) = format.form() else { unreachable!() };
/// assert_eq!(array.shape(), [2, 3]);
/// assert_eq!(array.item(), Format::parse("<i")?);
/// assert_eq!(array.len(), 6);
/// # Ok::<(), memoryview_format::ParseError>(())
/// ```
#[derive(Clone, Copy)]
pub struct SubArray<'a> {
    tree: &'a Arc<Tree>,
    shape: &'a [usize],
    item: Code,
}

impl<'a> SubArray<'a> {
    pub(super) fn new(tree: &'a Arc<Tree>, shape: &'a [usize], item: Code) -> Self {
        Self { tree, shape, item }
    }

    pub(crate) fn tree(&self) -> &'a Arc<Tree> {
        self.tree
    }

    pub(crate) fn item_code(&self) -> Code {
        self.item
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
    pub fn shape(&self) -> &'a [usize] {
        self.shape
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
    pub fn item(&self) -> Format {
        self.tree.format(self.item)
    }

    /// The [form](Format::form) of one of them.
    ///
    /// ```
    /// # use memoryview_format::{Form, Format};
    /// let format = Format::parse("3h")?;
    /// let Form::Array(array) = format.form() else { unreachable!() };
    /// assert!(matches!(array.item_form(), Form::Scalar(scalar) if scalar.size() == 2));
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn item_form(&self) -> Form<'a> {
        self.tree.form(self.item)
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
    pub fn size(&self) -> usize {
        // Whoever made the array has checked the product.
        self.len() * self.item_size()
    }

    pub(crate) fn item_size(&self) -> usize {
        self.tree.tables().size(self.item)
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
        // Whoever made the array has checked the product.
        self.shape.iter().product()
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
        self.shape.contains(&0)
    }
}

impl PartialEq for SubArray<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.shape == other.shape && self.item_form() == other.item_form()
    }
}

impl Eq for SubArray<'_> {}

impl Hash for SubArray<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.shape.hash(state);
        self.item_form().hash(state);
    }
}

impl fmt::Debug for SubArray<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SubArray")
            .field("shape", &self.shape)
            .field("item", &self.item())
            .field("size", &self.size())
            .finish()
    }
}
