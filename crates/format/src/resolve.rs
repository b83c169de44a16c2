//! What do the written items mean: which sizes, offsets and padding?
//!
//! The second stage. It takes the items one by one, keeps a frame for every open record and
//! pointer, and adds every finished item to the frame around it. Prefixes hold until the next one,
//! through braces too, as NumPy reads them.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::mem;

use crate::format::{Duplicate, Field, Format, MAX_DEPTH, Node, Record, Target};
use crate::syntax::{Body, Dialect, Item, Items, Mode};
use crate::{Abi, ParseError, ParseErrorKind, Scalar, ScalarKind, extent};

mod codes;
mod fields;

use fields::Fields;

/// How a text is read; the exporters differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rules {
    pub(crate) dialect: Dialect,
    /// A record with native alignment is padded at its end, as C does it.
    pub(crate) tail: bool,
    /// What is aligned.
    pub(crate) alignment: Alignment,
    /// `u` is a `wchar_t`, as ctypes means it, instead of two bytes.
    pub(crate) wide: bool,
}

/// Which items are padded to stand at multiples of their alignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Alignment {
    /// Those under `@`.
    Written,
    /// All of them, whatever their byte order: ctypes meant that before Python 3.12.
    All,
    /// None: NumPy writes all padding out, and `@` also where the alignment is not kept.
    None,
}

impl Rules {
    /// As the text says it.
    pub(crate) const fn written(dialect: Dialect) -> Self {
        Self {
            dialect,
            tail: true,
            alignment: Alignment::Written,
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

pub(crate) fn resolve(text: &str, abi: &Abi, rules: Rules) -> Result<Format, ParseError> {
    Resolver::new(text, abi, rules, false).run()
}

/// Reads a text once more in which a name stands twice, to show where: the error is the same, with its place.
#[cold]
#[inline(never)]
fn again(text: &str, abi: &Abi, rules: Rules) -> Result<Format, ParseError> {
    Resolver::new(text, abi, rules, true).run()
}

struct Resolver<'t> {
    text: &'t str,
    abi: &'t Abi,
    rules: Rules,
    /// Whether it is noted where names stand.
    places: bool,
    mode: Mode,
    frames: Vec<Frame>,
    top: Fields,
    items: Items<'t>,
}

impl<'t> Resolver<'t> {
    fn new(text: &'t str, abi: &'t Abi, rules: Rules, places: bool) -> Self {
        Resolver {
            text,
            abi,
            rules,
            places,
            mode: Mode::Native,
            frames: Vec::new(),
            top: Fields::default(),
            items: Items::new(text, rules.dialect),
        }
    }

    fn run(mut self) -> Result<Format, ParseError> {
        let mut count = 0usize;
        let mut item = Item::new();
        while self.items.next(&mut item)? {
            count += 1;
            if let Some(mode) = item.mode {
                self.mode = mode;
            }
            match item.body {
                Body::Open => self.open(&item, Pending::Record(Fields::default()))?,
                Body::Pointer => self.open(&item, Pending::Pointer(self.address()))?,
                Body::Close => self.close(&item)?,
                _ => {
                    let format = self.scalar(&item)?;
                    if count == 1 && item.name.is_none() && self.items.at_end() {
                        return Ok(self.lone(&item, format));
                    }
                    self.finish(&item, format)?;
                }
            }
        }
        self.end()
    }

    /// The only item of a text is itself, and no record around it. So are bytes that mean
    /// nothing, as NumPy exports its `V`; to `struct` they and zero counts are padding.
    fn lone(&self, item: &Item, format: Format) -> Format {
        if self.rules.dialect == Dialect::Struct && self.is_padding(item, &format) {
            Format::padding(format.size())
        } else {
            format
        }
    }

    /// Is this no value but only room? `x` is, unless it has a name. To `struct` a count of 0 is
    /// too: it aligns what follows; but `0s` has an empty value.
    fn is_padding(&self, item: &Item, format: &Format) -> bool {
        match item.body {
            Body::Code(b'x') => item.name.is_none(),
            _ => {
                let zero = self.rules.dialect == Dialect::Struct && item.count == Some(0);
                zero && matches!(format.0, Node::Array(_))
            }
        }
    }

    fn end(mut self) -> Result<Format, ParseError> {
        if let Some(frame) = self.frames.last() {
            return Err(match frame.pending {
                Pending::Record(_) => {
                    self.error(frame.position, ParseErrorKind::Unclosed { bracket: "T{" })
                }
                Pending::Pointer(_) => {
                    ParseError::unexpected(self.text, self.text.len(), "what '&' points to")
                }
            });
        }
        let mut top = mem::take(&mut self.top);
        // A single item without a name is itself, and no record around it.
        if let [field] = top.list.as_slice()
            && field.name.is_empty()
            && field.offset == 0
            && field.format.size() == top.offset
            && let Some(field) = top.list.pop()
        {
            return Ok(field.format);
        }
        let size = top.offset;
        self.record(top, size)
    }

    fn record(&self, fields: Fields, size: usize) -> Result<Format, ParseError> {
        let Fields {
            list, align, names, ..
        } = fields;
        match Record::new(list, size, align.max(1)) {
            // The outermost record has no frame, but it is a level too.
            Ok(record) if usize::from(record.depth) > MAX_DEPTH => {
                Err(self.error(0, ParseErrorKind::TooDeep))
            }
            Ok(record) => Ok(Format(Node::Record(Arc::new(record)))),
            Err(_) if !self.places => again(self.text, self.abi, self.rules),
            Err(Duplicate { position, name }) => {
                let place = names.iter().find(|(field, _)| *field == position);
                let kind = ParseErrorKind::DuplicateName { name };
                Err(self.error(place.map_or(0, |(_, at)| *at), kind))
            }
        }
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
                return Err(ParseError::unexpected(
                    self.text,
                    item.span.start,
                    "a type code",
                ));
            }
        };
        let Pending::Record(fields) = frame.pending else {
            return Err(ParseError::unexpected(
                self.text,
                item.span.start,
                "what '&' points to",
            ));
        };
        let size = if self.rules.tail && self.aligns() {
            extent::align_up(fields.offset, fields.align.max(1))
        } else {
            Some(fields.offset)
        };
        let size = size.ok_or_else(|| self.error(frame.position, ParseErrorKind::TooLarge))?;
        let record = self.record(fields, size)?;
        let format = Format::array(&frame.axes, record)
            .map_err(|_| self.error(frame.position, ParseErrorKind::TooLarge))?;
        self.finish(item, format)
    }

    /// Adds what is done to the frame around it; a pointer around it is thereby done too.
    #[inline]
    fn finish(&mut self, item: &Item, format: Format) -> Result<(), ParseError> {
        match self.frames.last() {
            Some(frame) if matches!(frame.pending, Pending::Pointer(_)) => {
                self.finish_pointers(item, format)
            }
            _ => self.add(item, format),
        }
    }

    fn finish_pointers(&mut self, item: &Item, target: Format) -> Result<(), ParseError> {
        let mut format = target;
        while let Some(Frame {
            pending: Pending::Pointer(address),
            axes,
            ..
        }) = self
            .frames
            .pop_if(|frame| matches!(frame.pending, Pending::Pointer(_)))
        {
            let pointer = Format::pointer(address, Target::Data(format));
            format = Format::array(&axes, pointer).map_err(|_| self.too_large(item))?;
        }
        self.add_field(item, format)
    }

    #[inline]
    fn add(&mut self, item: &Item, format: Format) -> Result<(), ParseError> {
        if self.is_padding(item, &format) {
            return self.place(item, &format).map(|_| ());
        }
        self.add_field(item, format)
    }

    #[inline]
    fn add_field(&mut self, item: &Item, format: Format) -> Result<(), ParseError> {
        let offset = self.place(item, &format)?;
        let (text, places) = (self.text, self.places);
        let Fields { list, names, .. } = self.current();
        let mut name = "";
        if let Some(range) = item.name.clone() {
            if places {
                names.push((list.len(), range.start));
            }
            name = &text[range];
        }
        if list.len() == list.capacity() && list.len() >= fields::MANY {
            fields::more_room(list, item.span.end, text.len());
        }
        list.push(Field {
            format,
            offset,
            name: name.into(),
        });
        Ok(())
    }

    /// Makes room for an item: where it begins.
    #[inline]
    fn place(&mut self, item: &Item, format: &Format) -> Result<usize, ParseError> {
        let text = self.text;
        let too_large = || ParseError::new(text, item.span.start, ParseErrorKind::TooLarge);
        let align = if self.aligns() { format.align() } else { 1 };
        let fields = self.current();
        let offset = extent::align_up(fields.offset, align).ok_or_else(too_large)?;
        fields.offset = extent::end(offset, format.size()).ok_or_else(too_large)?;
        fields.align = fields.align.max(align);
        Ok(offset)
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
    #[inline]
    fn scalar(&mut self, item: &Item) -> Result<Format, ParseError> {
        let count = item.count.unwrap_or(1);
        let (format, count) = match &item.body {
            Body::Code(code) => {
                let (scalar, count) = self.code(*code, item)?;
                (Format::scalar(scalar), count)
            }
            Body::Datetime(unit) => (self.time(ScalarKind::Datetime(*unit)), count),
            Body::Timedelta(unit) => (self.time(ScalarKind::Timedelta(*unit)), count),
            other => {
                let signature = match other {
                    Body::Function(range) => &self.text[range.clone()],
                    _ => "",
                };
                let target = Target::Function(signature.into());
                (Format::pointer(self.address(), target), count)
            }
        };
        if count == 1 && self.items.axes().is_empty() {
            return Ok(format);
        }
        self.arrayed(item, format, count)
    }

    fn time(&self, kind: ScalarKind) -> Format {
        Format::scalar(self.sized(kind, self.abi.long_long))
    }

    /// The sub-array that axes and count make of an item.
    fn arrayed(&self, item: &Item, format: Format, count: usize) -> Result<Format, ParseError> {
        let axes = self.items.axes();
        let array = match (axes, count) {
            ([], _) => Format::array(&[count], format),
            (_, 1) => Format::array(axes, format),
            _ => Format::array(&self.axes(item), format),
        };
        array.map_err(|_| self.too_large(item))
    }
}
