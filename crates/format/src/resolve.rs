//! What do the written items mean: which sizes, offsets and padding?
//!
//! The second stage. It takes the items one by one, keeps a frame for every open record and
//! pointer, and adds every finished item to the frame around it. Prefixes hold until the next one,
//! through braces too, as NumPy reads them.

use alloc::vec::Vec;

use crate::format::{
    Code, Counts, Draft, Duplicate, Format, MAX_DEPTH, Mark, NoArray, NoMemory, index, short,
};
use crate::parse_error::MAX_TEXT;
use crate::syntax::{Body, Dialect, Item, Items, Mode, Shape};
use crate::{Abi, ParseError, ParseErrorKind, Scalar, ScalarKind, extent};

mod codes;
mod count;

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
    position: u32,
    /// The axes of the sub-array that it will be an item of, and its count as the last one, unless that is 1.
    shape: Shape,
    count: usize,
    pending: Pending,
}

enum Pending {
    /// A record's fields so far.
    Record(Open),
    /// The address whose target comes next.
    Pointer(Scalar),
}

/// What has been read of a record so far.
#[derive(Clone, Copy)]
struct Open {
    /// Where its fields begin.
    mark: Mark,
    /// Where the next item may begin.
    offset: usize,
    align: usize,
}

pub(crate) fn resolve(text: &str, abi: &Abi, rules: Rules) -> Result<Format, ParseError> {
    if text.len() > MAX_TEXT {
        return Err(ParseError::new(text, 0, ParseErrorKind::TooLong));
    }
    let reader = Reader {
        text,
        abi,
        rules,
        mode: Mode::Native,
        items: Items::new(text, rules.dialect),
    };
    // What was read is gone before the error takes a copy of the text.
    reader.read().map_err(|error| error.in_text(text))
}

/// Reads what has no parts.
struct Reader<'t> {
    text: &'t str,
    abi: &'t Abi,
    rules: Rules,
    mode: Mode,
    items: Items<'t>,
}

/// Puts together what has.
struct Resolver<'t> {
    reader: Reader<'t>,
    frames: Vec<Frame>,
    top: Open,
    draft: Draft,
}

impl<'t> Reader<'t> {
    fn read(mut self) -> Result<Format, ParseError> {
        let mut item = Item::new();
        let any = self.next(&mut item)?;
        let alone = any && item.name.is_none() && !item.has_parts() && self.items.at_end();
        if alone {
            let (scalar, count) = self.scalar(&item)?;
            if self.rules.dialect == Dialect::Struct && self.items.is_padding(&item) {
                let size = if count == 0 { 0 } else { scalar.size() };
                return Ok(Format::padding(size));
            }
            if count == 1 && item.shape.rank() == 0 {
                return Ok(Format::scalar(scalar));
            }
        }
        let counts: Counts = count::count(self.text, self.rules.dialect);
        let draft = Draft::new(counts).map_err(no_memory)?;
        let mut resolver = Resolver {
            reader: self,
            frames: Vec::new(),
            top: Open::at(draft.open()),
            draft,
        };
        let code = match any {
            true if alone => resolver.lone(&item)?,
            true => resolver.run(item)?,
            false => resolver.end()?,
        };
        Ok(resolver.draft.finish(code))
    }

    /// Reads the next item; false at the end.
    fn next(&mut self, item: &mut Item) -> Result<bool, ParseError> {
        let any = self.items.next(item)?;
        if let Some(mode) = item.mode {
            self.mode = mode;
        }
        Ok(any)
    }

    /// The scalar of an item without parts, and how many of them there are: 1 where the count is a length.
    #[inline]
    fn scalar(&self, item: &Item) -> Result<(Scalar, usize), ParseError> {
        let count = item.count.unwrap_or(1);
        match &item.body {
            Body::Code(code) => self.code(*code, item),
            Body::Datetime(unit) => Ok((self.time(ScalarKind::Datetime(*unit)), count)),
            Body::Timedelta(unit) => Ok((self.time(ScalarKind::Timedelta(*unit)), count)),
            // What has parts is not asked for its scalar.
            _ => Ok((self.address(), count)),
        }
    }

    fn time(&self, kind: ScalarKind) -> Scalar {
        self.sized(kind, self.abi.long_long)
    }
}

impl Resolver<'_> {
    fn run(&mut self, mut item: Item) -> Result<Code, ParseError> {
        loop {
            match item.body {
                Body::Open => {
                    let record = Open::at(self.draft.open());
                    self.open(&item, Pending::Record(record))?;
                }
                Body::Pointer => self.open(&item, Pending::Pointer(self.reader.address()))?,
                Body::Close => self.close(&item)?,
                _ => self.single(&item)?,
            }
            if !self.reader.next(&mut item)? {
                return self.end();
            }
        }
    }

    /// The only item of a text, which has no parts, is itself, and no record around it. So are bytes that mean nothing, as NumPy exports
    /// its `V`; to `struct` they and zero counts are padding.
    fn lone(&mut self, item: &Item) -> Result<Code, ParseError> {
        let (scalar, count) = self.reader.scalar(item)?;
        let code = self.draft.scalar(scalar);
        self.arrayed((item.shape, count), code, item.span.start)
    }

    fn end(&mut self) -> Result<Code, ParseError> {
        if let Some(frame) = self.frames.last() {
            return Err(match frame.pending {
                Pending::Record(_) => ParseError::at(
                    index(frame.position),
                    ParseErrorKind::Unclosed { bracket: "T{" },
                ),
                Pending::Pointer(_) => ParseError::unexpected(
                    self.reader.text,
                    self.reader.text.len(),
                    "what '&' points to",
                ),
            });
        }
        let top = self.top;
        // A single item without a name is itself, and no record around it.
        if let Some(field) = self.draft.only(top.mark)
            && field.offset == 0
            && self.draft.size(field.code) == top.offset
        {
            self.draft.pop();
            return Ok(field.code);
        }
        self.record(top, top.offset)
    }

    fn record(&mut self, open: Open, size: usize) -> Result<Code, ParseError> {
        let closed = self.draft.close(open.mark, size, open.align);
        let code = closed.map_err(no_memory)?.map_err(duplicate)?;
        // The outermost record has no frame, but it is a level too.
        if self.draft.depth(code) > MAX_DEPTH {
            return Err(ParseError::at(0, ParseErrorKind::TooDeep));
        }
        Ok(code)
    }

    fn open(&mut self, item: &Item, pending: Pending) -> Result<(), ParseError> {
        if self.frames.len() >= MAX_DEPTH {
            return Err(ParseError::at(item.span.start, ParseErrorKind::TooDeep));
        }
        self.frames.push(Frame {
            position: short(item.span.start),
            shape: item.shape,
            count: item.count.unwrap_or(1),
            pending,
        });
        Ok(())
    }

    fn close(&mut self, item: &Item) -> Result<(), ParseError> {
        let unexpected = |expected| {
            Err(ParseError::unexpected(
                self.reader.text,
                item.span.start,
                expected,
            ))
        };
        let Some(frame) = self.frames.pop() else {
            return unexpected("a type code");
        };
        let Pending::Record(record) = frame.pending else {
            return unexpected("what '&' points to");
        };
        let size = if self.reader.rules.tail && self.reader.aligns() {
            extent::align_up(record.offset, record.align)
        } else {
            Some(record.offset)
        };
        let place = index(frame.position);
        let size = size.ok_or_else(|| too_large(place))?;
        let code = self.record(record, size)?;
        let code = self.arrayed((frame.shape, frame.count), code, place)?;
        self.finish(item, code)
    }

    /// Adds what is done to the frame around it; the pointers around it are thereby done too.
    #[inline]
    fn finish(&mut self, item: &Item, mut code: Code) -> Result<(), ParseError> {
        while let Some(&Frame {
            pending: Pending::Pointer(address),
            shape,
            count,
            ..
        }) = self.frames.last()
        {
            self.frames.pop();
            let pointer = self.draft.pointer(address, code);
            code = self.arrayed((shape, count), pointer, item.span.start)?;
        }
        let (size, align) = (self.draft.size(code), self.draft.align(code));
        let offset = self.place(item, size, align)?;
        self.add(item, code, offset);
        Ok(())
    }

    /// Adds a field to the innermost record.
    #[inline]
    fn add(&mut self, item: &Item, code: Code, offset: usize) {
        let (name, place) = match item.name.clone() {
            Some(name) => (&self.reader.text[name.clone()], name.start),
            None => ("", 0),
        };
        self.draft.push(code, offset, name, place);
    }

    /// Makes room for an item: where it begins.
    #[inline]
    fn place(&mut self, item: &Item, size: usize, align: usize) -> Result<usize, ParseError> {
        let align = if self.reader.aligns() { align } else { 1 };
        let open = match self.frames.last_mut() {
            Some(Frame {
                pending: Pending::Record(open),
                ..
            }) => open,
            // A pointer is never innermost here: `finish` has closed it.
            _ => &mut self.top,
        };
        let offset = extent::align_up(open.offset, align);
        let offset = offset.ok_or_else(|| too_large(item.span.start))?;
        let end = extent::end(offset, size).ok_or_else(|| too_large(item.span.start))?;
        open.offset = end;
        open.align = open.align.max(align);
        Ok(offset)
    }

    /// An item without parts.
    #[inline]
    fn single(&mut self, item: &Item) -> Result<(), ParseError> {
        if let Body::Function(signature) = &item.body {
            let (address, signature) =
                (self.reader.address(), &self.reader.text[signature.clone()]);
            let function = self.draft.function(address, signature);
            let code = self.arrayed(
                (item.shape, item.count.unwrap_or(1)),
                function,
                item.span.start,
            )?;
            return self.finish(item, code);
        }
        let (scalar, count) = self.reader.scalar(item)?;
        let pointed = matches!(
            self.frames.last(),
            Some(Frame {
                pending: Pending::Pointer(_),
                ..
            })
        );
        if pointed || count != 1 || item.shape.rank() > 0 {
            return self.several(item, scalar, count, pointed);
        }
        let offset = self.place(item, scalar.size(), scalar.align())?;
        if !self.reader.items.is_padding(item) {
            let code = self.draft.scalar(scalar);
            self.add(item, code, offset);
        }
        Ok(())
    }

    /// Scalars side by side, or behind a pointer.
    fn several(
        &mut self,
        item: &Item,
        scalar: Scalar,
        count: usize,
        pointed: bool,
    ) -> Result<(), ParseError> {
        let padding = !pointed && self.reader.items.is_padding(item);
        if padding && item.shape.rank() == 0 {
            // To `struct`, none of these, but where it stands.
            let size = extent::times(count, scalar.size());
            let size = size.ok_or_else(|| too_large(item.span.start))?;
            return self.place(item, size, scalar.align()).map(|_| ());
        }
        let code = self.draft.scalar(scalar);
        let code = self.arrayed((item.shape, count), code, item.span.start)?;
        if padding {
            let size = self.draft.size(code);
            self.draft.forget(code);
            return self.place(item, size, scalar.align()).map(|_| ());
        }
        self.finish(item, code)
    }

    /// The sub-array that axes and count make of an item; where it would be too large, this is the place.
    #[inline]
    fn arrayed(
        &mut self,
        (shape, count): (Shape, usize),
        code: Code,
        place: usize,
    ) -> Result<Code, ParseError> {
        let count = Some(count).filter(|&count| count != 1);
        let rank = shape.rank() + usize::from(count.is_some());
        if rank == 0 {
            return Ok(code);
        }
        for length in shape.lengths(self.reader.text).chain(count) {
            self.draft.axis(length).map_err(no_memory)?;
        }
        self.draft
            .array(rank, code)
            .map_err(|error| no_array(error, place))
    }
}

impl Open {
    fn at(mark: Mark) -> Self {
        Self {
            mark,
            offset: 0,
            align: 1,
        }
    }
}

fn too_large(position: usize) -> ParseError {
    ParseError::at(position, ParseErrorKind::TooLarge)
}

pub(crate) fn no_memory(NoMemory { bytes }: NoMemory) -> ParseError {
    ParseError::at(0, ParseErrorKind::Memory { bytes })
}

pub(crate) fn no_array(error: NoArray, place: usize) -> ParseError {
    match error {
        NoArray::TooLarge => too_large(place),
        NoArray::NoMemory(none) => no_memory(none),
    }
}

pub(crate) fn duplicate(Duplicate { name, place }: Duplicate<'_>) -> ParseError {
    let name = name.into();
    ParseError::at(place, ParseErrorKind::DuplicateName { name })
}
