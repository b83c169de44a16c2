//! Which fields does a record have, and where?

use alloc::sync::Arc;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::iter::FusedIterator;
use core::ops::Range;

use super::build::no_memory;
use super::draft::{Counts, Draft, SMALL};
use super::names::Name;
use super::tree::{Entry, Head, Tree, index};
use super::{Form, Format};
use crate::{Error, FieldFault};

/// Fields at offsets in an item of a certain size.
///
/// ```
/// use memoryview_format::{Form, Format};
/// let format = Format::parse("T{<h:a:2x<i:b:}")?;
/// let Form::Record(record) = format.form() else { unreachable!() };
/// assert_eq!(record.size(), 8);
/// assert_eq!(record.fields().get(1).unwrap().offset(), 4);
/// # Ok::<(), memoryview_format::ParseError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Record<'a> {
    tree: &'a Arc<Tree>,
    head: &'a Head,
    entries: &'a [Entry],
}

/// One field of a record.
///
/// ```
/// use memoryview_format::Format;
/// let format = Format::parse("T{<h:a:<i:b:}")?;
/// let field = format.field("b").unwrap();
/// assert_eq!((field.name(), field.offset(), field.format().size()), ("b", 2, 4));
/// # Ok::<(), memoryview_format::ParseError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Field<'a> {
    tree: &'a Arc<Tree>,
    at: usize,
}

/// The fields of a record in their order, or none: an iterator that is also asked for single ones.
///
/// ```
/// use memoryview_format::Format;
/// let format = Format::parse("T{<h:a:<i:b:<d:c:}")?;
/// let fields = format.fields();
/// assert_eq!((fields.len(), fields.get(1).unwrap().name()), (3, "b"));
/// let offsets: Vec<_> = fields.rev().map(|field| field.offset()).collect();
/// assert_eq!(offsets, [6, 2, 0]);
/// # Ok::<(), memoryview_format::ParseError>(())
/// ```
#[derive(Clone, Default)]
pub struct Fields<'a> {
    tree: Option<&'a Arc<Tree>>,
    range: Range<usize>,
}

impl<'a> Field<'a> {
    /// The name; empty if it has none.
    ///
    /// ```
    /// # use memoryview_format::Format;
    /// assert_eq!(Format::parse("bi")?.fields().get(0).unwrap().name(), "");
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.tree.name_of(self.at)
    }

    /// Where it begins, in bytes from the record's beginning.
    ///
    /// ```
    /// # use memoryview_format::Format;
    /// assert_eq!(Format::parse("<bi")?.fields().get(1).unwrap().offset(), 1);
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn offset(&self) -> usize {
        self.entry().offset
    }

    /// What it means.
    ///
    /// ```
    /// # use memoryview_format::{Format, Scalar};
    /// assert_eq!(Format::parse("=bi")?.fields().get(1).unwrap().format(), Scalar::I32.into());
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    #[must_use]
    pub fn format(&self) -> Format {
        self.tree.format(self.entry().code)
    }

    /// The [form](Format::form) of what it means.
    ///
    /// ```
    /// # use memoryview_format::{Form, Format};
    /// let format = Format::parse("=b2i")?;
    /// let last = format.fields().next_back().unwrap();
    /// assert!(matches!(last.form(), Form::Array(array) if array.shape() == [2]));
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    #[must_use]
    pub fn form(&self) -> Form<'a> {
        self.tree.form(self.entry().code)
    }

    /// Where it ends.
    pub(crate) fn end(&self) -> usize {
        // Whoever made the record has checked that it lies inside.
        self.offset() + self.tree.size(self.entry().code)
    }

    /// The number of items of an array, and 1 of anything else.
    pub(crate) fn spread(&self) -> usize {
        let tables = self.tree.tables();
        tables.spread(self.entry().code).unwrap_or(1)
    }

    fn entry(&self) -> &'a Entry {
        &self.tree.entries[self.at]
    }
}

impl<'a> Fields<'a> {
    /// The field at this place, counted from what comes next: that of [`nth`](Iterator::nth), and nothing is taken.
    ///
    /// ```
    /// # use memoryview_format::Format;
    /// let format = Format::parse("<bi")?;
    /// assert_eq!(format.fields().get(1).map(|field| field.offset()), Some(1));
    /// assert!(format.fields().get(2).is_none());
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    #[must_use]
    pub fn get(&self, index: usize) -> Option<Field<'a>> {
        self.clone().nth(index)
    }

    /// Is there none?
    ///
    /// ```
    /// # use memoryview_format::Format;
    /// assert!(Format::parse("i")?.fields().is_empty());
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.range.is_empty()
    }

    fn field(&self, at: usize) -> Option<Field<'a>> {
        self.tree.map(|tree| Field { tree, at })
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Field<'a>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let at = self.range.next()?;
        self.field(at)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.range.size_hint()
    }

    fn nth(&mut self, n: usize) -> Option<Self::Item> {
        let at = self.range.nth(n)?;
        self.field(at)
    }
}

impl DoubleEndedIterator for Fields<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        let at = self.range.next_back()?;
        self.field(at)
    }
}

impl ExactSizeIterator for Fields<'_> {}

impl FusedIterator for Fields<'_> {}

impl<'a> Record<'a> {
    #[inline]
    pub(crate) fn new(tree: &'a Arc<Tree>, head: usize) -> Self {
        let head = tree.head(head);
        Self {
            tree,
            head,
            entries: tree.entries_of(head),
        }
    }

    #[inline]
    pub(crate) fn tree(&self) -> &'a Arc<Tree> {
        self.tree
    }

    #[inline]
    pub(crate) fn head(&self) -> &'a Head {
        self.head
    }

    #[inline]
    pub(crate) fn entries(&self) -> &'a [Entry] {
        self.entries
    }

    /// The name of the field of this number.
    pub(crate) fn name(&self, field: usize) -> &'a str {
        self.tree.name_of(self.head.first() + field)
    }

    fn range(&self) -> Range<usize> {
        let first = self.head.first();
        first..first + self.entries.len()
    }

    /// The fields, in the order in which they were declared.
    ///
    /// ```
    /// # use memoryview_format::{Form, Format};
    /// let format = Format::parse("bi")?;
    /// assert!(matches!(format.form(), Form::Record(record) if record.fields().len() == 2));
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn fields(&self) -> Fields<'a> {
        Fields {
            tree: Some(self.tree),
            range: self.range(),
        }
    }

    /// The field of this name.
    ///
    /// ```
    /// # use memoryview_format::{Form, Format};
    /// let format = Format::parse("T{i:x:}")?;
    /// assert!(matches!(format.form(), Form::Record(record) if record.field("x").is_some()));
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    #[must_use]
    pub fn field(&self, name: &str) -> Option<Field<'a>> {
        if name.is_empty() {
            return None;
        }
        let names = self.tree.names_of(self.range());
        let name = name.as_bytes();
        let text = |of: &Name| of.bytes(&self.tree.text);
        let found = if self.entries.len() <= SMALL {
            names.iter().find(|of| text(of) == name)
        } else {
            let sorted = |of: &Name| &names[index(of.sorted)];
            let place = names.binary_search_by(|of| text(sorted(of)).cmp(name));
            place.ok().map(|place| sorted(&names[place]))
        };
        found.map(|of| Field {
            tree: self.tree,
            at: index(of.entry),
        })
    }

    /// The size in bytes, padding included.
    ///
    /// ```
    /// # use memoryview_format::{Form, Format};
    /// let format = Format::parse("<bi")?;
    /// assert!(matches!(format.form(), Form::Record(record) if record.size() == 5));
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn size(&self) -> usize {
        self.head.size
    }

    /// It stands at multiples of so many bytes inside another record.
    ///
    /// ```
    /// # use memoryview_format::{Form, Format};
    /// let format = Format::parse("<bi")?;
    /// assert!(matches!(format.form(), Form::Record(record) if record.align() == 1));
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    #[must_use]
    pub fn align(&self) -> usize {
        self.head.align()
    }

    /// The same fields in an item of this size.
    pub(super) fn resized(&self, size: usize) -> Result<Format, Error> {
        let names = self.tree.names_of(self.range());
        let mut draft = Draft::new(Counts {
            entries: self.entries.len(),
            names: names.len(),
            letters: names.iter().map(|of| index(of.length)).sum(),
            heads: 1,
            ..Counts::default()
        })
        .map_err(no_memory)?;
        let mark = draft.open();
        for field in self.fields() {
            let code = draft.import(&field.format());
            draft.push(code, field.offset(), field.name(), 0);
        }
        match draft.close(mark, size, self.align()).map_err(no_memory)? {
            Ok(code) => Ok(draft.finish(code)),
            Err(same) => Err(Error::Field {
                name: same.name.into(),
                reason: FieldFault::Duplicate,
            }),
        }
    }

    /// [`Format::check_weight`].
    #[inline]
    pub(crate) fn check_weight(&self) -> Result<(), Error> {
        if self.head.excessive() {
            let values = self.head.weight;
            return Err(Error::Memory { values });
        }
        Ok(())
    }

    /// The number of fields, where sub-arrays count with their items.
    pub(crate) fn values(&self) -> usize {
        if !self.head.has_arrays() {
            return self.entries.len();
        }
        let tables = self.tree.tables();
        let spread = |entry: &Entry| match entry.code.is_scalar() {
            true => 1,
            false => tables.spread(entry.code).unwrap_or(1),
        };
        let add = |sum: usize, entry| sum.saturating_add(spread(entry));
        self.entries.iter().fold(0, add)
    }
}

impl PartialEq for Record<'_> {
    fn eq(&self, other: &Self) -> bool {
        core::ptr::eq(self.head, other.head)
            || self.size() == other.size() && self.fields().eq(other.fields())
    }
}

impl Eq for Record<'_> {}

impl Hash for Record<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.size().hash(state);
        self.entries.len().hash(state);
        self.fields().for_each(|field| field.hash(state));
    }
}

impl fmt::Debug for Record<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record")
            .field("fields", &self.fields())
            .field("size", &self.size())
            .field("align", &self.align())
            .finish()
    }
}

impl PartialEq for Field<'_> {
    fn eq(&self, other: &Self) -> bool {
        let same = || match [self.entry().code, other.entry().code] {
            [a, b] if a.is_scalar() && b.is_scalar() => a.same_scalar(b),
            _ => self.form() == other.form(),
        };
        self.offset() == other.offset() && same() && self.name() == other.name()
    }
}

impl Eq for Field<'_> {}

impl Hash for Field<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.form().hash(state);
        self.offset().hash(state);
        self.name().hash(state);
    }
}

impl fmt::Debug for Field<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Field")
            .field("format", &self.format())
            .field("offset", &self.offset())
            .field("name", &self.name())
            .finish()
    }
}

impl fmt::Debug for Fields<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}
