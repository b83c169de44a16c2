//! How would NumPy write this format, and how would `struct`?

use alloc::format;
use alloc::string::String;

use crate::canonical::{plain_code, readable, write_code, write_padding, write_shape};
use crate::descr::unused_name;
use crate::{Abi, Error, FieldFault, Form, Format, Record, Scalar, ScalarKind, extent};

mod flat;

impl Format {
    /// What NumPy's buffers of such items have as their format: native codes where items are
    /// aligned, `=` and standard codes where they are not, no padding at the end.
    ///
    /// Dates, which NumPy does not export, are written as the integers that they are.
    ///
    /// ```
    /// use memoryview_format::Format;
    /// let aligned = Format::from_descr("[('a', '|i1'), ('', '|V3'), ('b', '=i4')]")?;
    /// assert_eq!(aligned.to_numpy()?, "T{b:a:xxxi:b:}");
    /// let packed = Format::from_descr("[('a', '|i1'), ('b', '=i4')]")?;
    /// assert_eq!(packed.to_numpy()?, "T{b:a:=i:b:}");
    /// # Ok::<(), memoryview_format::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] for what NumPy has no code for, [`Error::Field`] for fields that
    /// overlap or are out of order, or have a `:` in their names, [`Error::Opaque`].
    pub fn to_numpy(&self) -> Result<String, Error> {
        let mut writer = Writer {
            text: String::new(),
            prefix: '@',
            itemsize: self.size(),
        };
        writer.format(self.form(), 0)?;
        Ok(writer.text)
    }
}

struct Writer {
    text: String,
    prefix: char,
    /// How far two items of the array stand apart.
    itemsize: usize,
}

impl Writer {
    fn format(&mut self, form: Form<'_>, offset: usize) -> Result<(), Error> {
        match form {
            Form::Scalar(scalar) => self.scalar(scalar, offset),
            Form::Array(array) => {
                write_shape(&mut self.text, array.shape());
                self.format(array.item_form(), offset)
            }
            Form::Record(record) => self.record(record, offset),
            Form::Pointer(_) => Err(no_code()),
            Form::Opaque(opaque) => Err(Error::Opaque {
                size: opaque.size,
                reason: opaque.reason.clone(),
            }),
        }
    }

    fn record(&mut self, record: Record<'_>, base: usize) -> Result<(), Error> {
        self.text.push_str("T{");
        let (mut end, mut unnamed) = (0, 0);
        for field in record.fields() {
            let fault = |reason| Error::Field {
                name: field.name().into(),
                reason,
            };
            let gap = field.offset().checked_sub(end);
            let gap = gap.ok_or_else(|| fault(FieldFault::Order))?;
            if field.name().contains(':') {
                return Err(fault(FieldFault::Name));
            }
            // NumPy writes one `x` a byte; many are written as a count here, which it reads too.
            if gap > 64 {
                write_padding(&mut self.text, gap);
            } else {
                self.text.extend(core::iter::repeat_n('x', gap));
            }
            self.format(field.form(), base + field.offset())?;
            let name = match field.name() {
                "" => unused_name(record, &mut unnamed),
                name => name.into(),
            };
            self.text += &format!(":{name}:");
            end = field.end();
        }
        self.text.push('}');
        Ok(())
    }

    fn prefix(&mut self, prefix: char) {
        if self.prefix != prefix {
            self.prefix = prefix;
            self.text.push(prefix);
        }
    }

    fn scalar(&mut self, scalar: Scalar, offset: usize) -> Result<(), Error> {
        use ScalarKind as K;
        match scalar.kind() {
            K::Pascal | K::Ucs2 | K::Pointer | K::CharPointer | K::WcharPointer => {
                return Err(no_code());
            }
            K::Char | K::Bytes => self.text += &format!("{}s", scalar.size()),
            K::Void => self.text += &format!("{}x", scalar.size()),
            K::Object => self.text.push('O'),
            K::LongDouble(_) | K::LongComplex(_) if readable(scalar, &Abi::NATIVE).is_err() => {
                return readable(scalar, &Abi::NATIVE);
            }
            _ if !scalar.order().is_native() => {
                if matches!(scalar.kind(), K::LongDouble(_) | K::LongComplex(_)) {
                    return Err(Error::Unsupported {
                        what: "a long double in the other byte order, in NumPy's codes,",
                    });
                }
                self.prefix(scalar.order().prefix());
                self.code(scalar, false);
            }
            kind => {
                let align = alignment(scalar);
                let aligned = offset.is_multiple_of(align) && self.itemsize.is_multiple_of(align);
                let long = matches!(kind, K::LongDouble(_) | K::LongComplex(_));
                if scalar.is_ordered() {
                    self.prefix(match (aligned, long) {
                        (true, _) => '@',
                        (false, true) => '^',
                        (false, false) => '=',
                    });
                }
                self.code(scalar, aligned);
            }
        }
        Ok(())
    }

    fn code(&mut self, scalar: Scalar, native: bool) {
        let long = Abi::NATIVE.long.size() == 8;
        match (scalar.kind(), scalar.size()) {
            (ScalarKind::Text, size) => self.text += &format!("{}w", size / 4),
            (ScalarKind::Int, 8) if native && long => self.text.push('l'),
            (ScalarKind::UInt, 8) if native && long => self.text.push('L'),
            _ => self.text.push_str(plain_code(scalar)),
        }
    }
}

/// The alignment of the C type, whatever the format says.
fn alignment(scalar: Scalar) -> usize {
    use ScalarKind as K;
    let align = match (scalar.kind(), scalar.swap_unit()) {
        (K::LongDouble(_) | K::LongComplex(_), _) => Abi::NATIVE.long_double.align(),
        (K::Float | K::Complex, 8) => Abi::NATIVE.double.align(),
        (_, 8) => Abi::NATIVE.long_long.align(),
        (_, unit) => return unit,
    };
    usize::from(align)
}

fn no_code() -> Error {
    Error::Unsupported {
        what: "a type that NumPy has no code for (p, u, or a pointer)",
    }
}

#[cfg(test)]
mod tests;
