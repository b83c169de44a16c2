//! What remains of a record when only some of its fields are wanted?

use crate::{Error, Format};

impl Format {
    /// The record of these fields, in this order, at the same offsets and of the same size: what
    /// a view of the same memory with fewer fields needs, as NumPy's `a[['x', 'y']]`.
    ///
    /// ```
    /// use memoryview_format::Format;
    /// let format = Format::parse("T{<i:x:<i:y:<i:z:}")?;
    /// let pair = format.select(&["z", "x"])?;
    /// assert_eq!(pair.size(), 12);
    /// assert_eq!(pair.fields().next().unwrap().offset(), 8);
    /// assert_eq!(format.select(&["w"]).unwrap_err().to_string(), "no field \"w\"");
    /// # Ok::<(), memoryview_format::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::NoField`] for a name that the record does not have (or when it is no record),
    /// [`Error::Field`] for one that is given twice.
    pub fn select(&self, names: &[&str]) -> Result<Self, Error> {
        let mut record = Self::record(self.size());
        for &name in names {
            let field = self
                .field(name)
                .ok_or_else(|| Error::NoField { name: name.into() })?;
            record = record.at(field.offset(), name, field.format());
        }
        record.build()
    }
}
