//! What do the written items mean: which sizes, offsets and padding?
//!
//! The second stage. It takes the items one by one, keeps a frame for every open record and
//! pointer, and adds every finished item to the frame around it. Prefixes hold until the next one,
//! through braces too, as NumPy reads them.

use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::format::{Duplicate, Field, Format, MAX_DEPTH, Node, Record, Target};
use crate::syntax::{Body, Dialect, Item, Items, Mode};
use crate::{Abi, ByteOrder, ParseError, ParseErrorKind, Scalar, ScalarKind, extent};

mod codes;

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
                    if count == 1 && item.name.is_none() && self.items.at_end() {
                        return Ok(self.lone(&item, done));
                    }
                    self.finish(&item, done)?;
                }
            }
        }
        self.end()
    }

    /// The only item of a text is itself, and no record around it. So are bytes that mean
    /// nothing, as NumPy exports its `V`; to `struct` they and zero counts are padding.
    fn lone(&self, item: &Item, done: Done) -> Format {
        let (padding, format) = match done {
            Done::Format(format) => {
                let array = matches!(format.0, Node::Array(_));
                (array && item.count == Some(0), format)
            }
            Done::Padding(void) => (true, void),
        };
        if padding && self.rules.dialect == Dialect::Struct {
            Format::padding(format.size())
        } else {
            format
        }
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
        if let [field] = fields.as_slice()
            && field.name.is_empty()
            && field.offset == 0
            && field.format.size() == offset
            && let Some(field) = fields.pop()
        {
            return Ok(field.format);
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
