//! Which `#[repr(C)]` struct has the same bytes?

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::{
    Error, FieldFault, Form, Format, LongDouble, Record, Scalar, ScalarKind, SubArray, extent,
};

impl Format {
    /// The Rust type with the same bytes: for a record a `#[repr(C)]` struct of this name, with
    /// its padding as fields, and `packed` where C would have put something elsewhere. What Rust
    /// has no type for becomes bytes, and a comment says what they mean.
    ///
    /// ```
    /// use memoryview_format::{ByteOrder, Format, Scalar};
    /// let int = Scalar::I32.with_order(ByteOrder::NATIVE);
    /// let format = Format::record(8)
    ///     .at(0, "kind", Scalar::U8.into())
    ///     .at(4, "value", int.into())
    ///     .build()?;
    /// assert_eq!(format.to_rust("Sample")?, "\
    /// #[repr(C)]
    /// pub struct Sample {
    ///     pub kind: u8,
    ///     pub _pad0: [u8; 3],
    ///     pub value: i32,
    /// }
    /// ");
    /// # Ok::<(), memoryview_format::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Field`] for fields that overlap or are out of order.
    pub fn to_rust(&self, name: &str) -> Result<String, Error> {
        let mut writer = Writer::default();
        let name = identifier(name, "Item");
        writer.types.insert(name.clone());
        // Beside an array of records, which has the name, the record needs another one.
        let inner = match self.form() {
            Form::Array(_) => format!("{name}Item"),
            _ => name.clone(),
        };
        writer.types.insert(inner.clone());
        let Type { text, note, .. } = writer.format(self.form(), &inner)?;
        Ok(match self.form() {
            Form::Record(_) => writer.done,
            _ => format!(
                "{}pub type {name} = {text};{}\n",
                writer.done,
                comment(&note)
            ),
        })
    }
}

/// A type as it is written, with the alignment that Rust gives it.
struct Type {
    text: String,
    align: usize,
    /// What the bytes mean, where the type does not say so.
    note: String,
}

impl Type {
    fn plain(text: &str, align: usize) -> Self {
        Self {
            text: text.into(),
            align,
            note: String::new(),
        }
    }

    fn bytes(size: usize, note: &str) -> Self {
        Self {
            text: format!("[u8; {size}]"),
            align: 1,
            note: note.into(),
        }
    }
}

#[derive(Default)]
struct Writer {
    /// The structs that are finished; what is used stands before what uses it.
    done: String,
    /// The names of all structs.
    types: BTreeSet<String>,
}

impl Writer {
    fn format(&mut self, form: Form<'_>, name: &str) -> Result<Type, Error> {
        match form {
            Form::Scalar(scalar) => Ok(scalar_type(scalar)),
            Form::Array(array) => self.array(array, name),
            Form::Record(record) => self.record(record, name),
            Form::Pointer(pointer) => Ok(scalar_type(pointer.address())),
            Form::Opaque(opaque) => Ok(Type::bytes(opaque.size, "unknown")),
        }
    }

    fn array(&mut self, array: SubArray<'_>, name: &str) -> Result<Type, Error> {
        let mut item = self.format(array.item_form(), name)?;
        for length in array.shape().iter().rev() {
            item.text = format!("[{}; {length}]", item.text);
        }
        Ok(item)
    }

    fn record(&mut self, record: Record<'_>, name: &str) -> Result<Type, Error> {
        let types = self.types_of(record, name)?;
        let align = types.iter().map(|of| of.align).max().unwrap_or(1);
        // Does every field stand where C puts it, if padding is written as bytes?
        let mut fields = record.fields().zip(&types);
        let natural = extent::align_up(record.size(), align) == Some(record.size())
            && fields.all(|(field, of)| field.offset().is_multiple_of(of.align));
        let (layout, align) = if natural {
            ("C", align)
        } else {
            ("C, packed", 1)
        };
        let mut text = format!("#[repr({layout})]\npub struct {name} {{\n");
        let mut names = BTreeSet::new();
        let (mut end, mut pads) = (0, 0usize);
        let mut pad = |text: &mut String, bytes: usize| {
            if bytes > 0 {
                *text += &format!("    pub _pad{pads}: [u8; {bytes}],\n");
                pads += 1;
            }
        };
        for (index, (field, of)) in record.fields().zip(types).enumerate() {
            pad(&mut text, field.offset() - end);
            let field_name = identifier(field.name(), &format!("f{index}"));
            let field_name = unique(field_name, &names, index);
            text += &format!("    pub {field_name}: {},{}\n", of.text, comment(&of.note));
            names.insert(field_name);
            end = field.end();
        }
        pad(&mut text, record.size() - end);
        let gap = if self.done.is_empty() { "" } else { "\n" };
        self.done += &format!("{gap}{text}}}\n");
        Ok(Type::plain(name, align))
    }

    /// The types of all fields, which must stand one behind the other.
    fn types_of(&mut self, record: Record<'_>, name: &str) -> Result<Vec<Type>, Error> {
        let mut types = Vec::new();
        let mut end = 0;
        for (index, field) in record.fields().enumerate() {
            if field.offset() < end {
                return Err(Error::Field {
                    name: field.name().into(),
                    reason: FieldFault::Order,
                });
            }
            end = field.end();
            let inner = identifier(&format!("{name}_{}", field.name()), "Item");
            let inner = unique(camel(&inner), &self.types, index);
            if has_record(field.form()) {
                self.types.insert(inner.clone());
            }
            types.push(self.format(field.form(), &inner)?);
        }
        Ok(types)
    }
}

fn comment(note: &str) -> String {
    match note {
        "" => String::new(),
        note => format!(" // {note}"),
    }
}

fn scalar_type(scalar: Scalar) -> Type {
    use ScalarKind as K;
    let size = scalar.size();
    let foreign = scalar.is_ordered() && !scalar.order().is_native();
    let order = if foreign { ", other byte order" } else { "" };
    let name = crate::typed::name(scalar);
    if foreign {
        return Type::bytes(size, &format!("{name}{order}"));
    }
    match (scalar.kind(), size) {
        // Any byte is a truth value here, but not in Rust.
        (K::Bool, _) => Type {
            note: "bool: any byte but 0 is true".into(),
            ..Type::plain("u8", 1)
        },
        (K::Int | K::UInt, _) => Type::plain(name, natural_align(size)),
        (K::Float, 4 | 8) => Type::plain(name, natural_align(size)),
        (K::Complex, 8) => Type::plain("[f32; 2]", align_of::<f32>()),
        (K::Complex, _) => Type::plain("[f64; 2]", align_of::<f64>()),
        (K::Datetime(unit), _) => Type {
            note: format!("date, {unit}").trim_end_matches(", ").to_string(),
            ..Type::plain("i64", align_of::<i64>())
        },
        (K::Timedelta(unit), _) => Type {
            note: format!("duration, {unit}")
                .trim_end_matches(", ")
                .to_string(),
            ..Type::plain("i64", align_of::<i64>())
        },
        (K::Pointer | K::CharPointer | K::WcharPointer | K::Object, _)
            if size == size_of::<usize>() =>
        {
            Type {
                note: name.into(),
                ..Type::plain("usize", align_of::<usize>())
            }
        }
        (K::Text, _) => Type::bytes(size, "text, four bytes a character"),
        (K::LongDouble(LongDouble::X87), _) => Type::bytes(size, "a long double of the x87"),
        _ => Type::bytes(size, name),
    }
}

/// What Rust aligns an integer or a float of this size to.
fn natural_align(size: usize) -> usize {
    match size {
        2 => align_of::<u16>(),
        4 => align_of::<u32>(),
        8 => align_of::<u64>(),
        _ => 1,
    }
}

/// A name that Rust accepts: letters, digits and underscores, not a keyword.
fn identifier(name: &str, otherwise: &str) -> String {
    const KEYWORDS: &str = " as async await box break const continue crate dyn else enum extern \
        false fn for gen if impl in let loop match mod move mut pub ref return self Self static \
        struct super trait true try type unsafe use where while yield abstract become do final \
        macro override priv typeof unsized virtual ";
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let mut text: String = name.chars().map(plain).collect();
    if text.chars().all(|c| c == '_') {
        text = otherwise.into();
    }
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        text.insert(0, '_');
    }
    if KEYWORDS.contains(&format!(" {text} ")) {
        text.push('_');
    }
    text
}

/// A type's name from a field's: `Sample_inner` becomes `SampleInner`.
fn camel(name: &str) -> String {
    let mut text = String::new();
    for word in name.split('_').filter(|word| !word.is_empty()) {
        let (head, tail) = word.split_at(1);
        text += &head.to_ascii_uppercase();
        text += tail;
    }
    text
}

/// The name, with a number behind it if there is one like it.
fn unique(name: String, taken: &BTreeSet<String>, number: usize) -> String {
    let numbers = (number..).map(|number| format!("{name}{number}"));
    let mut names = core::iter::once(name.clone()).chain(numbers);
    names.find(|name| !taken.contains(name)).unwrap_or(name)
}

fn has_record(form: Form<'_>) -> bool {
    match form {
        Form::Record(_) => true,
        Form::Array(array) => has_record(array.item_form()),
        _ => false,
    }
}
