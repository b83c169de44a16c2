//! What do the written items mean: which sizes, offsets and padding?
//!
//! The second stage. It takes the items one by one, keeps a frame for every open record and
//! pointer, and adds every finished item to the frame around it. Prefixes hold until the next one,
//! through braces too, as NumPy reads them.

use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::format::{Duplicate, Field, Format, MAX_DEPTH, Node, Record, Target};
use crate::syntax::{Body, Dialect, Item, Items, Mode};
use crate::{Abi, ByteOrder, CType, ParseError, ParseErrorKind, Scalar, ScalarKind, extent};

/// How a text is read; the exporters differ.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    pub(crate) dialect: Dialect,
    /// A record with native alignment is padded at its end, as C does it.
    pub(crate) tail: bool,
    /// Explicit byte orders are aligned like native ones, as ctypes meant it before Python 3.12.
    pub(crate) natural: bool,
    /// `u` is a `wchar_t`, as ctypes means it, instead of two bytes.
    pub(crate) wide: bool,
}

impl Rules {
    /// As the text says it.
    pub(crate) const fn written(dialect: Dialect) -> Self {
        Self {
            dialect,
            tail: true,
            natural: false,
            wide: false,
        }
    }
}

/// A record or a pointer that has been opened.
struct Frame {
    /// Where it begins in the text.
    position: usize,
    /// The axes of the sub-array that it will be an item of.
    axes: Vec<usize>,
    pending: Pending,
}

enum Pending {
    /// A record's fields so far.
    Record(Fields),
    /// The address whose target comes next.
    Pointer(Scalar),
}

#[derive(Default)]
struct Fields {
    fields: Vec<Field>,
    /// Where the next item may begin.
    offset: usize,
    align: usize,
    /// Which of them have names, and where those stand in the text.
    names: Vec<(usize, usize)>,
}

pub(crate) fn resolve(text: &str, abi: &Abi, rules: Rules) -> Result<Format, ParseError> {
    Resolver {
        text,
        abi,
        rules,
        mode: Mode::Native,
        frames: Vec::new(),
        top: Fields::default(),
        items: Items::new(text, rules.dialect),
    }
    .run()
}

struct Resolver<'t> {
    text: &'t str,
    abi: &'t Abi,
    rules: Rules,
    mode: Mode,
    frames: Vec<Frame>,
    top: Fields,
    items: Items<'t>,
}

/// What has been read completely: a format, or bytes that mean nothing unless they have a name.
enum Done {
    Format(Format),
    Padding(Format),
}

impl Resolver<'_> {
    fn run(mut self) -> Result<Format, ParseError> {
        let mut lone = None;
        let mut count = 0usize;
        while let Some(item) = self.items.next()? {
            count += 1;
            if let Some(mode) = item.mode {
                self.mode = mode;
            }
            match item.body {
                Body::Open => self.open(&item, Pending::Record(Fields::default()))?,
                Body::Pointer => self.open(&item, Pending::Pointer(self.address()))?,
                Body::Close => self.close(&item)?,
                _ => {
                    let done = self.scalar(&item)?;
                    if let (Done::Padding(void), None) = (&done, &item.name) {
                        lone = Some(void.clone());
                    }
                    self.finish(&item, done)?;
                }
            }
        }
        // Bytes that mean nothing are an item of their own only where they are all there is.
        let lone = lone.filter(|_| count == 1 && self.rules.dialect == Dialect::All);
        lone.map_or_else(|| self.end(), Ok)
    }

    fn end(self) -> Result<Format, ParseError> {
        if let Some(frame) = self.frames.last() {
            return Err(match frame.pending {
                Pending::Record(_) => {
                    self.error(frame.position, ParseErrorKind::Unclosed { bracket: "T{" })
                }
                Pending::Pointer(_) => {
                    ParseError::expected(self.text, self.text.len(), "what '&' points to")
                }
            });
        }
        let Fields {
            mut fields,
            offset,
            align,
            names,
        } = self.top;
        // A single item without a name is itself, and no record around it.
        if let [field] = fields.as_slice() {
            if field.name.is_empty() && field.offset == 0 && field.format.size() == offset {
                if let Some(field) = fields.pop() {
                    return Ok(field.format);
                }
            }
        }
        record(self.text, fields, offset, align.max(1), &names)
    }

    fn error(&self, position: usize, kind: ParseErrorKind) -> ParseError {
        ParseError::new(self.text, position, kind)
    }

    fn too_large(&self, item: &Item) -> ParseError {
        self.error(item.span.start, ParseErrorKind::TooLarge)
    }

    /// The axes before an item, and its count as the last one.
    fn axes(&self, item: &Item) -> Vec<usize> {
        let mut axes = self.items.axes().to_vec();
        axes.extend(item.count.filter(|&count| count != 1));
        axes
    }

    fn open(&mut self, item: &Item, pending: Pending) -> Result<(), ParseError> {
        if self.frames.len() >= MAX_DEPTH {
            return Err(self.error(item.span.start, ParseErrorKind::TooDeep));
        }
        let axes = self.axes(item);
        self.frames.push(Frame {
            position: item.span.start,
            axes,
            pending,
        });
        Ok(())
    }

    fn close(&mut self, item: &Item) -> Result<(), ParseError> {
        let frame = match self.frames.pop() {
            Some(frame) => frame,
            None => {
                return Err(ParseError::expected(
                    self.text,
                    item.span.start,
                    "a type code",
                ));
            }
        };
        let Pending::Record(fields) = frame.pending else {
            return Err(ParseError::expected(
                self.text,
                item.span.start,
                "what '&' points to",
            ));
        };
        let Fields {
            fields,
            offset,
            align,
            names,
        } = fields;
        let align = align.max(1);
        let size = if self.rules.tail && self.aligns() {
            extent::align_up(offset, align)
        } else {
            Some(offset)
        };
        let size = size.ok_or_else(|| self.error(frame.position, ParseErrorKind::TooLarge))?;
        let record = record(self.text, fields, size, align, &names)?;
        let format = Format::array(&frame.axes, record)
            .map_err(|_| self.error(frame.position, ParseErrorKind::TooLarge))?;
        self.finish(item, Done::Format(format))
    }

    /// Adds what is done to the frame around it; a pointer around it is thereby done too.
    fn finish(&mut self, item: &Item, done: Done) -> Result<(), ParseError> {
        let mut done = done;
        while let Some(Frame {
            pending: Pending::Pointer(address),
            axes,
            ..
        }) = self
            .frames
            .pop_if(|frame| matches!(frame.pending, Pending::Pointer(_)))
        {
            let (Done::Format(target) | Done::Padding(target)) = done;
            let pointer = Format::pointer(address, Target::Data(target));
            done = Done::Format(Format::array(&axes, pointer).map_err(|_| self.too_large(item))?);
        }
        self.add(item, done)
    }

    fn add(&mut self, item: &Item, done: Done) -> Result<(), ParseError> {
        let text = self.text;
        let nameless = item.name.is_none();
        let (format, hidden) = match done {
            // struct's zero count aligns what follows and has no value, but `0s` has an empty one.
            Done::Format(format) => {
                let zero = self.rules.dialect == Dialect::Struct && item.count == Some(0);
                let hidden = zero && matches!(format.0, Node::Array(_));
                (format, hidden)
            }
            Done::Padding(void) => (void, nameless),
        };
        let align = if self.aligns() { format.align() } else { 1 };
        let too_large = || ParseError::new(text, item.span.start, ParseErrorKind::TooLarge);
        let fields = self.current();
        let offset = extent::align_up(fields.offset, align).ok_or_else(too_large)?;
        fields.offset = extent::end(offset, format.size()).ok_or_else(too_large)?;
        fields.align = fields.align.max(align);
        if hidden {
            return Ok(());
        }
        let mut name = "";
        if let Some(range) = item.name.clone() {
            fields.names.push((fields.fields.len(), range.start));
            name = &text[range];
        }
        fields.fields.push(Field {
            format,
            offset,
            name: name.into(),
        });
        Ok(())
    }

    /// The fields of the innermost open record.
    fn current(&mut self) -> &mut Fields {
        match self.frames.last_mut() {
            Some(Frame {
                pending: Pending::Record(fields),
                ..
            }) => fields,
            // A pointer is never innermost here: `finish` has closed it.
            _ => &mut self.top,
        }
    }

    /// An item without parts, its count and its axes included.
    fn scalar(&mut self, item: &Item) -> Result<Done, ParseError> {
        let count = item.count.unwrap_or(1);
        let large = |_| self.too_large(item);
        let (scalar, in_count) = match &item.body {
            Body::Code(b'x') => {
                let void =
                    Format::scalar(Scalar::raw(ScalarKind::Void, count, ByteOrder::NATIVE, 1));
                let void = Format::array(self.items.axes(), void).map_err(large)?;
                return Ok(Done::Padding(void));
            }
            Body::Code(code) => self.code(*code, item)?,
            Body::Datetime(unit) => (
                self.sized(ScalarKind::Datetime(*unit), self.abi.long_long),
                1,
            ),
            Body::Timedelta(unit) => (
                self.sized(ScalarKind::Timedelta(*unit), self.abi.long_long),
                1,
            ),
            _ => {
                let address = self.address();
                let signature = match &item.body {
                    Body::Function(range) => &self.text[range.clone()],
                    _ => "",
                };
                let function = Format::pointer(address, Target::Function(signature.into()));
                return self.arrayed(item, function, count);
            }
        };
        self.arrayed(item, Format::scalar(scalar), in_count)
    }

    /// The sub-array that axes and count make of an item.
    fn arrayed(&self, item: &Item, format: Format, count: usize) -> Result<Done, ParseError> {
        let axes = self.items.axes();
        let array = match (axes, count) {
            ([], 1) => return Ok(Done::Format(format)),
            ([], _) => Format::array(&[count], format),
            (_, 1) => Format::array(axes, format),
            _ => Format::array(&self.axes(item), format),
        };
        array.map(Done::Format).map_err(|_| self.too_large(item))
    }

    /// The byte order that holds here.
    fn order(&self) -> ByteOrder {
        match self.mode {
            Mode::Little => ByteOrder::Little,
            Mode::Big => ByteOrder::Big,
            _ => self.abi.order,
        }
    }

    /// Do items stand at multiples of their alignment here?
    fn aligns(&self) -> bool {
        self.rules.natural || self.mode == Mode::Native
    }

    /// A scalar of C type `ctype`, aligned if this mode aligns.
    fn sized(&self, kind: ScalarKind, ctype: CType) -> Scalar {
        let align = if self.aligns() { ctype.align } else { 1 };
        Scalar::raw(kind, usize::from(ctype.size), self.order(), align)
    }

    fn address(&self) -> Scalar {
        self.sized(ScalarKind::Pointer, self.abi.pointer)
    }

    /// The scalar of a one-letter code, and how many of them there are: 1 where the count is a
    /// length.
    fn code(&self, code: u8, item: &Item) -> Result<(Scalar, usize), ParseError> {
        use ScalarKind as K;
        let count = item.count.unwrap_or(1);
        let native = matches!(self.mode, Mode::Native | Mode::Unaligned);
        let abi = self.abi;
        let c = |native_type: CType, standard: u8| {
            if native {
                native_type
            } else {
                CType::new(standard, native_type.align)
            }
        };
        let (kind, ctype) = match code {
            b'c' => (K::Char, CType::new(1, 1)),
            b'b' => (K::Int, CType::new(1, 1)),
            b'B' => (K::UInt, CType::new(1, 1)),
            b'?' => (K::Bool, c(abi.bool, 1)),
            b'h' => (K::Int, c(abi.short, 2)),
            b'H' => (K::UInt, c(abi.short, 2)),
            b'i' => (K::Int, c(abi.int, 4)),
            b'I' => (K::UInt, c(abi.int, 4)),
            b'l' => (K::Int, c(abi.long, 4)),
            b'L' => (K::UInt, c(abi.long, 4)),
            b'q' => (K::Int, c(abi.long_long, 8)),
            b'Q' => (K::UInt, c(abi.long_long, 8)),
            b'e' => (K::Float, abi.half),
            b'f' => (K::Float, abi.float),
            b'd' => (K::Float, abi.double),
            b'F' => (K::Complex, CType::new(8, abi.float.align)),
            b'D' => (K::Complex, CType::new(16, abi.double.align)),
            b's' | b'p' | b'w' | b'u' => return self.text_code(code, count, item).map(|s| (s, 1)),
            _ => return self.rare_code(code, item).map(|scalar| (scalar, count)),
        };
        Ok((self.sized(kind, ctype), count))
    }

    /// The codes whose count is a length.
    fn text_code(&self, code: u8, count: usize, item: &Item) -> Result<Scalar, ParseError> {
        let wchar = self.abi.wchar;
        let (kind, unit) = match code {
            b's' => (ScalarKind::Bytes, 1),
            b'p' => (ScalarKind::Pascal, 1),
            b'w' => (ScalarKind::Text, 4),
            _ if self.rules.wide && wchar.size == 4 => (ScalarKind::Text, 4),
            _ => (ScalarKind::Ucs2, 2),
        };
        let size = extent::times(count, usize::from(unit)).ok_or_else(|| self.too_large(item))?;
        let align = if self.aligns() { unit } else { 1 };
        Ok(Scalar::raw(kind, size, self.order(), align))
    }

    /// The codes that have native sizes only.
    fn rare_code(&self, code: u8, item: &Item) -> Result<Scalar, ParseError> {
        use ScalarKind as K;
        let abi = self.abi;
        let native = matches!(self.mode, Mode::Native | Mode::Unaligned);
        let strict = self.rules.dialect == Dialect::Struct;
        let (kind, ctype) = match code {
            b'n' if native => (K::Int, abi.size),
            b'N' if native => (K::UInt, abi.size),
            b'P' if native || !strict => (K::Pointer, abi.pointer),
            b'n' | b'N' | b'P' => {
                let reason = "this code has no standard size: it needs '@'";
                return Err(self.error(item.place, ParseErrorKind::Refused { reason }));
            }
            b'z' => (K::CharPointer, abi.pointer),
            b'Z' => (K::WcharPointer, abi.pointer),
            b'O' => (K::Object, abi.pointer),
            b'g' if abi.long_double.size == 8 => (K::Float, abi.long_double),
            b'g' => (K::LongDouble(abi.long_double_form), abi.long_double),
            // `G`, the last: the lexer lets no other code through.
            _ => {
                let part = abi.long_double;
                let pair = CType::new(part.size * 2, part.align);
                let wide = part.size > 8;
                let form = K::LongComplex(abi.long_double_form);
                (if wide { form } else { K::Complex }, pair)
            }
        };
        Ok(self.sized(kind, ctype))
    }
}

/// A record of fields whose names stand in the text at `names`.
fn record(
    text: &str,
    fields: Vec<Field>,
    size: usize,
    align: usize,
    names: &[(usize, usize)],
) -> Result<Format, ParseError> {
    match Record::new(fields, size, align) {
        Ok(record) => Ok(Format(Node::Record(Arc::new(record)))),
        Err(Duplicate { position, name }) => {
            let place = names.iter().find(|(field, _)| *field == position);
            let kind = ParseErrorKind::DuplicateName { name };
            Err(ParseError::new(text, place.map_or(0, |(_, at)| *at), kind))
        }
    }
}
