//! Which values do the bytes of a whole format hold, one after the other?
//!
//! `unpack` gives the values of the outermost level, as `struct` counts them: the fields of a
//! record one by one, and the items of a sub-array one by one (`3h` are three). A record inside is
//! one value.

use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::decode::{read, read_field, resize};
use crate::encode::{transact, write, write_field};
use crate::format::{Code, Entry, Node, Tree};
use crate::{Error, Form, Format, Record, Value};

/// One value of the outermost level: where it stands, and what it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'f> {
    pub(crate) offset: usize,
    pub(crate) form: Form<'f>,
}

impl Format {
    /// How many values [`unpack`](Self::unpack) gives and [`pack`](Self::pack) takes.
    ///
    /// ```
    /// use memoryview_format::Format;
    /// assert_eq!(Format::parse_struct("3hx10s")?.value_count(), 4);
    /// assert_eq!(Format::parse("T{T{i:a:i:b:}:pair:i:c:}")?.value_count(), 2);
    /// # Ok::<(), memoryview_format::ParseError>(())
    /// ```
    #[must_use]
    pub fn value_count(&self) -> usize {
        if let Some(record) = self.as_record() {
            return record.values();
        }
        match self.form() {
            Form::Array(array) => array.len(),
            _ => 1,
        }
    }

    /// Hands every value's place to `visit`, in order.
    pub(crate) fn places<'f>(
        &'f self,
        mut visit: impl FnMut(Place<'f>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let Node::Part(tree, code) = &self.0 else {
            let (form, offset) = (self.form(), 0);
            return visit(Place { offset, form });
        };
        each(tree, *code, |tree, Entry { code, offset }| {
            let form = tree.form(code);
            visit(Place { offset, form })
        })
    }

    /// The values of `bytes`, which must have exactly the size of the format: Python's
    /// `struct.unpack`.
    ///
    /// ```
    /// use memoryview_format::Format;
    /// let values = Format::parse_struct(">hfB")?.unpack(&[0, 1, 0x3f, 0xc0, 0, 0, 7])?;
    /// assert_eq!(values, [1.into(), 1.5.into(), 7.into()]);
    /// # Ok::<(), memoryview_format::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Length`] for another length, and those of [`decode`](Self::decode).
    pub fn unpack(&self, bytes: &[u8]) -> Result<Vec<Value>, Error> {
        let mut values = Vec::new();
        self.unpack_into(bytes, &mut values)?;
        Ok(values)
    }

    /// The values that begin at `offset`: Python's `struct.unpack_from`.
    ///
    /// ```
    /// use memoryview_format::{Error, Format};
    /// let format = Format::parse_struct(">H")?;
    /// assert_eq!(format.unpack_from(&[9, 9, 1, 2], 2)?, [0x102.into()]);
    /// let error = format.unpack_from(&[9, 9, 1, 2], 3).unwrap_err();
    /// assert_eq!(error, Error::TooShort { needed: 5, length: 4 });
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::TooShort`] when they would reach beyond the end, and those of
    /// [`decode`](Self::decode).
    pub fn unpack_from(&self, bytes: &[u8], offset: usize) -> Result<Vec<Value>, Error> {
        let needed = offset.saturating_add(self.size());
        let Some(bytes) = bytes.get(offset..needed) else {
            let length = bytes.len();
            return Err(Error::TooShort { needed, length });
        };
        self.unpack(bytes)
    }

    /// [`unpack`](Self::unpack) into values that exist: their memory is used again, and the list
    /// gets the right length. After an error it holds something unspecified.
    ///
    /// ```
    /// use memoryview_format::Format;
    /// let format = Format::parse_struct("<hh")?;
    /// let mut values = Vec::new();
    /// let mut sum = 0;
    /// for row in [[1, 0, 2, 0], [3, 0, 4, 0]] {
    ///     format.unpack_into(&row, &mut values)?;
    ///     sum += i64::try_from(&values[1])?;
    /// }
    /// assert_eq!(sum, 6);
    /// # Ok::<(), memoryview_format::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`unpack`](Self::unpack).
    pub fn unpack_into(&self, bytes: &[u8], values: &mut Vec<Value>) -> Result<(), Error> {
        let Some(record) = self.as_record().filter(|it| !it.head().has_arrays()) else {
            return self.unpack_places(bytes, values);
        };
        check_length(record.size(), bytes)?;
        record.check_weight()?;
        let (tree, entries) = (record.tree(), record.entries());
        if values.len() != entries.len() {
            resize(values, entries.len())?;
        }
        for (entry, value) in entries.iter().zip(values) {
            read_field(tree, entry, bytes, value)?;
        }
        Ok(())
    }

    /// [`unpack_into`](Self::unpack_into) of anything but a record without sub-arrays.
    #[inline(never)]
    fn unpack_places(&self, bytes: &[u8], values: &mut Vec<Value>) -> Result<(), Error> {
        check_length(self.size(), bytes)?;
        self.check_weight()?;
        let count = self.value_count();
        if values.len() != count {
            resize(values, count)?;
        }
        let mut slots = values.iter_mut();
        let Node::Part(tree, code) = &self.0 else {
            return slots.try_for_each(|slot| read(self.form(), bytes, slot));
        };
        each(tree, *code, |tree, entry| match slots.next() {
            Some(slot) => read_field(tree, &entry, bytes, slot),
            None => Ok(()),
        })
    }

    /// The values of one item after the other, until the end: Python's `struct.iter_unpack`.
    ///
    /// ```
    /// use memoryview_format::Format;
    /// let format = Format::parse_struct("<Bx")?;
    /// let rows: Result<Vec<_>, _> = format.iter_unpack(&[1, 0, 2, 0])?.collect();
    /// assert_eq!(rows?, [[1.into()], [2.into()]]);
    /// # Ok::<(), memoryview_format::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Length`] when the length is no multiple of the size, or the size is 0.
    pub fn iter_unpack<'a>(&'a self, bytes: &'a [u8]) -> Result<IterUnpack<'a>, Error> {
        let rows = self.rows_of(bytes)?;
        Ok(IterUnpack { format: self, rows })
    }

    /// The bytes of each item.
    pub(crate) fn rows_of<'a>(
        &self,
        bytes: &'a [u8],
    ) -> Result<core::slice::ChunksExact<'a, u8>, Error> {
        let (size, length) = (self.size(), bytes.len());
        if size == 0 || length % size != 0 {
            return Err(Error::Length { size, length });
        }
        Ok(bytes.chunks_exact(size))
    }

    /// The bytes that hold these values, padding as 0: Python's `struct.pack`.
    ///
    /// ```
    /// use memoryview_format::Format;
    /// let bytes = Format::parse_struct(">BxH")?.pack(&[1.into(), 0x203.into()])?;
    /// assert_eq!(bytes, [1, 0, 2, 3]);
    /// let error = Format::parse_struct("b")?.pack(&[128.into()]).unwrap_err();
    /// assert_eq!(error.to_string(), "'b' format requires -128 <= number <= 127");
    /// let error = Format::parse("T{h:x:b:y:}")?.pack(&[1.into(), 128.into()]).unwrap_err();
    /// assert_eq!(error.to_string(), "value 1, field \"y\": 'b' format requires -128 <= number <= 127");
    /// # Ok::<(), memoryview_format::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Count`] for another number of values, [`Error::Memory`] when there is none, and
    /// those of [`encode`](Self::encode), within [`Error::At`] where there are several values.
    pub fn pack(&self, values: &[Value]) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        let size = self.size();
        self.check_count(values)?;
        let reserved = bytes.try_reserve_exact(size);
        reserved.map_err(|_| Error::Memory { values: size })?;
        bytes.resize(size, 0);
        self.pack_values(values, &mut bytes)?;
        Ok(bytes)
    }

    /// Writes these values at `offset`, padding as 0, and nothing at all when it fails: Python's
    /// `struct.pack_into`.
    ///
    /// ```
    /// use memoryview_format::Format;
    /// let format = Format::parse_struct("<HH")?;
    /// let mut bytes = [9; 6];
    /// assert!(format.pack_into(&[1.into(), (-1).into()], &mut bytes, 2).is_err());
    /// assert_eq!(bytes, [9; 6]);
    /// format.pack_into(&[1.into(), 2.into()], &mut bytes, 2)?;
    /// assert_eq!(bytes, [9, 9, 1, 0, 2, 0]);
    /// # Ok::<(), memoryview_format::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::TooShort`] when they would reach beyond the end, [`Error::Count`] for another
    /// number of values, and those of [`encode`](Self::encode), within [`Error::At`] where there are several values.
    pub fn pack_into(
        &self,
        values: &[Value],
        target: &mut [u8],
        offset: usize,
    ) -> Result<(), Error> {
        let needed = offset.saturating_add(self.size());
        let length = target.len();
        let Some(target) = target.get_mut(offset..needed) else {
            return Err(Error::TooShort { needed, length });
        };
        self.check_count(values)?;
        transact(target, |draft| self.pack_values(values, draft))
    }

    fn check_count(&self, values: &[Value]) -> Result<(), Error> {
        let (expected, found) = (self.value_count(), values.len());
        if expected == found {
            Ok(())
        } else {
            Err(Error::Count { expected, found })
        }
    }

    /// Writes the right number of values over exactly the right number of zeros.
    fn pack_values(&self, values: &[Value], target: &mut [u8]) -> Result<(), Error> {
        if let Some(record) = self.as_record()
            && !record.head().has_arrays()
        {
            let fields = record.entries().iter().zip(values);
            for (index, (entry, value)) in fields.enumerate() {
                write_field(record.tree(), entry, value, target)
                    .map_err(|error| self.place_error(index, error))?;
            }
            return Ok(());
        }
        let Node::Part(tree, code) = &self.0 else {
            let written = |value| write(self.form(), value, target);
            return values.iter().try_for_each(written);
        };
        let mut rest = values.iter();
        let written = each(tree, *code, |tree, entry| match rest.next() {
            Some(value) => write_field(tree, &entry, value, target),
            None => Ok(()),
        });
        written.map_err(|error| self.place_error(values.len() - rest.len() - 1, error))
    }

    /// Which value was wrong, if there are several or it has a name.
    #[cold]
    fn place_error(&self, index: usize, error: Error) -> Error {
        let mut end = 0;
        let field = self.fields().find(|field| {
            end += field.spread();
            index < end
        });
        match field.map_or("", |field| field.name()) {
            "" if self.value_count() == 1 => error,
            name => error.at(index, name),
        }
    }
}

#[inline]
fn check_length(size: usize, bytes: &[u8]) -> Result<(), Error> {
    let length = bytes.len();
    if length == size {
        Ok(())
    } else {
        Err(Error::Length { size, length })
    }
}

/// The values of a part: the fields of a record and the items of their sub-arrays one by one, those of an array, or it alone.
fn each<'f>(
    tree: &'f Arc<Tree>,
    code: Code,
    mut visit: impl FnMut(&'f Arc<Tree>, Entry) -> Result<(), Error>,
) -> Result<(), Error> {
    let Some(head) = code.as_record() else {
        return spread(tree, Entry { code, offset: 0 }, &mut visit);
    };
    let mut entries = Record::new(tree, head).entries().iter();
    entries.try_for_each(|&entry| spread(tree, entry, &mut visit))
}

/// The items of an array, or the one that anything else is.
#[inline]
fn spread<'f>(
    tree: &'f Arc<Tree>,
    entry: Entry,
    visit: &mut impl FnMut(&'f Arc<Tree>, Entry) -> Result<(), Error>,
) -> Result<(), Error> {
    if entry.code.is_scalar() {
        return visit(tree, entry);
    }
    if let Some(code) = entry.code.row_item() {
        let (step, count) = (code.scalar_size(), tree.row_length(entry.code));
        return (0..count).try_for_each(|index| {
            let offset = entry.offset + index * step;
            visit(tree, Entry { code, offset })
        });
    }
    let Form::Array(array) = tree.form(entry.code) else {
        return visit(tree, entry);
    };
    let (code, step) = (array.item_code(), array.item_size());
    // Whoever made the array has checked that `len * step` is no overflow.
    (0..array.len()).try_for_each(|index| {
        let offset = entry.offset + index * step;
        visit(array.tree(), Entry { code, offset })
    })
}

/// The values of one item after the other: see [`Format::iter_unpack`].
///
/// ```
/// use memoryview_format::Format;
/// let format = Format::parse_struct("<H")?;
/// assert_eq!(format.iter_unpack(&[0; 6])?.len(), 3);
/// # Ok::<(), memoryview_format::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct IterUnpack<'a> {
    format: &'a Format,
    rows: core::slice::ChunksExact<'a, u8>,
}

impl Iterator for IterUnpack<'_> {
    type Item = Result<Vec<Value>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.rows.next().map(|row| self.format.unpack(row))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.rows.size_hint()
    }
}

impl DoubleEndedIterator for IterUnpack<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.rows.next_back().map(|row| self.format.unpack(row))
    }
}

impl ExactSizeIterator for IterUnpack<'_> {}

impl core::iter::FusedIterator for IterUnpack<'_> {}

#[cfg(test)]
mod tests;
