//! What is carried and copied, but not read: pointers and unknown bytes?

use alloc::sync::Arc;
use core::fmt;
use core::hash::{Hash, Hasher};

use super::code::Code;
use super::tree::Tree;
use super::{Form, Format};
use crate::{ParseError, Scalar};

/// A typed pointer: `&` before what it points to, or `X{...}` for a function.
///
/// ```
/// use memoryview_format::{Form, Format};
/// let format = Format::parse("&<d")?;
/// let Form::Pointer(pointer) = format.form() else { unreachable!() };
/// assert_eq!(pointer.target(), Some(Format::parse("<d")?));
/// # Ok::<(), memoryview_format::ParseError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pointer<'a> {
    pub(super) address: Scalar,
    pub(super) target: Target<'a>,
}

#[derive(Clone, Copy)]
pub(crate) enum Target<'a> {
    Data(&'a Arc<Tree>, Code),
    Function(&'a str),
}

impl<'a> Target<'a> {
    /// What it points to, or the signature of a function.
    pub(crate) fn form(self) -> Result<Form<'a>, &'a str> {
        match self {
            Self::Data(tree, code) => Ok(tree.form(code)),
            Self::Function(signature) => Err(signature),
        }
    }
}

impl PartialEq for Target<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.form() == other.form()
    }
}

impl Eq for Target<'_> {}

impl Hash for Target<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.form().hash(state);
    }
}

impl fmt::Debug for Pointer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Pointer");
        shown.field("address", &self.address);
        match self.target {
            Target::Data(tree, code) => shown.field("target", &tree.format(code)),
            Target::Function(signature) => shown.field("signature", &signature),
        };
        shown.finish()
    }
}

impl<'a> Pointer<'a> {
    /// What it points to; `None` for a function.
    ///
    /// ```
    /// use memoryview_format::{Form, Format};
    /// let function = Format::parse("X{}")?;
    /// let Form::Pointer(pointer) = function.form() else { unreachable!() };
    /// assert!(pointer.target().is_none());
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    #[must_use]
    pub fn target(&self) -> Option<Format> {
        match self.target {
            Target::Data(tree, code) => Some(tree.format(code)),
            Target::Function(_) => None,
        }
    }

    pub(crate) fn target_form(&self) -> Result<Form<'a>, &'a str> {
        self.target.form()
    }

    /// The pointer itself, as a scalar of kind [`Pointer`](crate::ScalarKind::Pointer).
    ///
    /// ```
    /// use memoryview_format::{Form, Format, ScalarKind};
    /// let format = Format::parse("&<d")?;
    /// let Form::Pointer(pointer) = format.form() else { unreachable!() };
    /// assert_eq!(pointer.address().kind(), ScalarKind::Pointer);
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    #[must_use]
    pub fn address(&self) -> Scalar {
        self.address
    }
}

/// Bytes whose meaning is not known, because their format's text could not be understood.
///
/// ```
/// use memoryview_format::{Form, Format};
/// let format = Format::opaque(5, None);
/// let Form::Opaque(opaque) = format.form() else { unreachable!() };
/// assert_eq!(opaque.size(), 5);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opaque {
    pub(crate) size: usize,
    pub(crate) reason: Option<ParseError>,
}

impl Opaque {
    /// The number of bytes.
    ///
    /// ```
    /// use memoryview_format::{Form, Format};
    /// let format = Format::opaque(5, None);
    /// assert!(matches!(format.form(), Form::Opaque(opaque) if opaque.size() == 5));
    /// ```
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }

    /// Why the meaning is not known, where that is known.
    ///
    /// ```
    /// use memoryview_format::{Form, Format};
    /// let format = Format::opaque(5, None);
    /// assert!(matches!(format.form(), Form::Opaque(opaque) if opaque.reason().is_none()));
    /// ```
    #[must_use]
    pub fn reason(&self) -> Option<&ParseError> {
        self.reason.as_ref()
    }

    /// Whether the text that was not understood speaks of Python objects; or may, where there was no memory to keep it.
    pub(super) fn may_hold_objects(&self) -> bool {
        let text = self.reason.as_ref().map(ParseError::text);
        text.is_some_and(|text| text.is_empty() || text.contains('O'))
    }
}

impl Hash for Opaque {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.size.hash(state);
        self.reason.as_ref().map(ParseError::text).hash(state);
    }
}
