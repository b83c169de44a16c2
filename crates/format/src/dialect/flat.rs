//! How is a format written in the codes of `struct`, which knows no parts?

use super::{
    Error, FieldFault, Form, Format, Record, Scalar, ScalarKind, String, extent, format,
    plain_code, write_code, write_padding,
};
use crate::{ByteOrder, SubArray};

impl Format {
    /// The same bytes in the codes of Python's `struct`: names are lost, records are laid flat,
    /// padding is written out. `struct.unpack` of it gives the values of all parts in order.
    ///
    /// ```
    /// use memoryview_format::Format;
    /// let format = Format::parse("T{<b:a:3x(2,2)<i:b:T{B:c:4s:d:}:e:}")?;
    /// assert_eq!(format.to_struct()?, "<b3x4iB4s");
    /// assert!(Format::parse("T{<i:a:>i:b:}")?.to_struct().is_err());
    /// # Ok::<(), memoryview_format::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] for two byte orders, sub-arrays of records or of byte strings, and
    /// what `struct` has no code for; [`Error::Field`] for fields that overlap or are out of
    /// order; [`Error::Opaque`].
    pub fn to_struct(&self) -> Result<String, Error> {
        let mut writer = Flat {
            codes: String::new(),
            end: 0,
            order: None,
            pointers: false,
        };
        writer.format(self.form(), 0)?;
        write_padding(&mut writer.codes, self.size() - writer.end);
        let prefix = match writer.order {
            _ if writer.pointers => "",
            None => "",
            Some(ByteOrder::Little) => "<",
            Some(ByteOrder::Big) => ">",
        };
        let text = format!("{prefix}{}", writer.codes);
        // Pointers have native codes only, and those are aligned: does that change anything?
        let native = writer.order.is_none_or(ByteOrder::is_native);
        // What is moved moves the end too.
        let fits = |format: &Self| native && format.size() == self.size();
        if writer.pointers && !Self::parse_struct(&text).as_ref().is_ok_and(fits) {
            return Err(unsupported("a pointer that is not native and aligned"));
        }
        Ok(text)
    }
}

fn unsupported(what: &'static str) -> Error {
    Error::Unsupported { what }
}

struct Flat {
    codes: String,
    /// Where what has been written ends.
    end: usize,
    order: Option<ByteOrder>,
    pointers: bool,
}

impl Flat {
    fn format(&mut self, form: Form<'_>, offset: usize) -> Result<(), Error> {
        match form {
            Form::Scalar(scalar) => self.scalar(scalar, 1, offset),
            Form::Array(array) => self.array(array, offset),
            Form::Record(record) => self.record(record, offset),
            Form::Pointer(pointer) => self.scalar(pointer.address(), 1, offset),
            Form::Opaque(opaque) => Err(Error::Opaque {
                size: opaque.size,
                reason: opaque.reason.clone(),
            }),
        }
    }

    fn record(&mut self, record: Record<'_>, base: usize) -> Result<(), Error> {
        for field in record.fields() {
            let offset = base + field.offset();
            if offset < self.end {
                return Err(Error::Field {
                    name: field.name().into(),
                    reason: FieldFault::Order,
                });
            }
            self.format(field.form(), offset)?;
        }
        Ok(())
    }

    fn array(&mut self, array: SubArray<'_>, offset: usize) -> Result<(), Error> {
        let scalar = match array.item_form() {
            Form::Scalar(scalar) => scalar,
            Form::Pointer(pointer) => pointer.address(),
            _ => return Err(unsupported("a sub-array of records in struct's codes")),
        };
        let counted = matches!(
            scalar.kind(),
            ScalarKind::Bytes | ScalarKind::Pascal | ScalarKind::Void
        );
        if counted && array.len() != 1 {
            return Err(unsupported("a sub-array of byte strings in struct's codes"));
        }
        self.scalar(scalar, array.len(), offset)
    }

    fn scalar(&mut self, scalar: Scalar, count: usize, offset: usize) -> Result<(), Error> {
        use ScalarKind as K;
        let what = match scalar.kind() {
            K::Text | K::Ucs2 => Some("text (w and u) in struct's codes"),
            K::LongDouble(_) | K::LongComplex(_) => Some("long double (g) in struct's codes"),
            K::Object => Some("a Python object (O) in struct's codes"),
            _ => None,
        };
        if let Some(what) = what {
            return Err(unsupported(what));
        }
        if scalar.is_ordered() {
            if self.order.is_some_and(|order| order != scalar.order()) {
                return Err(unsupported("two byte orders in struct's codes"));
            }
            self.order = Some(scalar.order());
        }
        write_padding(&mut self.codes, offset - self.end);
        // The format's own size has been checked.
        self.end = extent::times(count, scalar.size()).map_or(offset, |size| offset + size);
        match scalar.kind() {
            K::Bytes | K::Pascal => write_code(&mut self.codes, scalar),
            K::Void => self.codes += &format!("{}s", scalar.size()),
            kind => {
                let pointer = matches!(kind, K::Pointer | K::CharPointer | K::WcharPointer);
                self.pointers |= pointer;
                if count != 1 {
                    self.codes += &format!("{count}");
                }
                self.codes
                    .push_str(if pointer { "P" } else { plain_code(scalar) });
            }
        }
        Ok(())
    }
}
