//! How are the tables of a format filled?
//!
//! Whoever fills them has counted before what they will hold, so that no table grows: a table that doubles needs three times its memory
//! while it does. A record's fields have to stand side by side, but those of the record around it come before and after them. So the
//! table of entries has two ends. What belongs to records that are still open is stacked up at its beginning; a record that is finished
//! is moved to its end, before those that were finished earlier. When all are finished, the two parts meet.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::code::{Code, MAX_PLACES, Meaning};
use super::names::{Name, UNKNOWN, same};
use super::tree::{Entry, Head, Rare, Tables, Tree, index, short};
use super::{Format, Node};
use crate::{Scalar, ScalarKind, extent};

/// Records of up to this many fields are searched from the front.
pub(super) const SMALL: usize = 16;

/// How much each table has to hold, at most. What is not counted may still grow.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) entries: usize,
    pub(crate) names: usize,
    /// Bytes of names and signatures.
    pub(crate) letters: usize,
    pub(crate) heads: usize,
    pub(crate) cells: usize,
    pub(crate) axes: usize,
    pub(crate) links: usize,
}

/// There is no memory for the tables: so many bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NoMemory {
    pub(crate) bytes: usize,
}

/// Why there is no such array.
#[derive(Clone, Copy, Debug)]
pub(crate) enum NoArray {
    TooLarge,
    NoMemory(NoMemory),
}

/// A field that has the name of one before it.
pub(crate) struct Duplicate<'d> {
    pub(crate) name: &'d str,
    /// What was said to be its place.
    pub(crate) place: usize,
}

/// Where a record's fields begin.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    entries: u32,
    names: u32,
}

impl Mark {
    fn places(self) -> (usize, usize) {
        (index(self.entries), index(self.names))
    }
}

/// The tables, as long as they are filled.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    entries: Ends<Entry>,
    names: Ends<Name>,
    heads: Vec<Head>,
    /// The record that was finished last.
    root: Option<Head>,
    cells: Vec<Code>,
    axes: Vec<usize>,
    links: Vec<Format>,
    text: String,
}

/// A table that is filled from both ends.
#[derive(Debug)]
struct Ends<T> {
    all: Vec<T>,
    /// The end of the first part.
    top: usize,
    /// The beginning of the second.
    low: usize,
}

impl<T> Default for Ends<T> {
    fn default() -> Self {
        Self {
            all: Vec::new(),
            top: 0,
            low: 0,
        }
    }
}

impl<T: Copy> Ends<T> {
    fn new(length: usize, none: T) -> Result<Self, NoMemory> {
        let mut all = reserved(length)?;
        all.resize(length, none);
        let (top, low) = (0, length);
        Ok(Self { all, top, low })
    }

    #[inline]
    fn push(&mut self, item: T) {
        // Counted before. Written over what is finished, a field would lie outside of its record, and views trust that none does.
        self.all[..self.low][self.top] = item;
        self.top += 1;
    }

    /// Moves what stands on the first part, from here on, to the second one.
    fn finish(&mut self, from: usize) {
        self.low -= self.top - from;
        self.all.copy_within(from..self.top, self.low);
        self.top = from;
    }

    /// The second part, which is all there is, and how far it has moved; not at all for so few unused items.
    fn done(mut self, few: usize) -> (Box<[T]>, usize) {
        let unused = if self.low <= few { 0 } else { self.low };
        self.all.drain(..unused);
        (self.all.into_boxed_slice(), unused)
    }
}

pub(super) fn reserved<T>(length: usize) -> Result<Vec<T>, NoMemory> {
    let mut table = Vec::new();
    if length == 0 {
        return Ok(table);
    }
    table.try_reserve_exact(length).map_err(|_| NoMemory {
        bytes: length.saturating_mul(size_of::<T>()),
    })?;
    Ok(table)
}

/// Room for more, where it was not counted.
fn room<T>(table: &mut Vec<T>, more: usize) -> Result<(), NoMemory> {
    table.try_reserve(more).map_err(|_| NoMemory {
        bytes: (2 * table.len()).saturating_mul(size_of::<T>()),
    })
}

/// Can there be so many items of this size? Zeros must not hide what would not fit without them.
fn fits(shape: &[usize], size: usize) -> bool {
    let bound = |_| shape.iter().map(|&n| n.max(1)).product();
    let bytes = extent::item_count(shape).map(bound);
    bytes
        .and_then(|bound| extent::times(bound, size.max(1)))
        .is_some()
}

impl Draft {
    pub(crate) fn new(counts: Counts) -> Result<Self, NoMemory> {
        let mut text = String::new();
        let bytes = counts.letters;
        text.try_reserve_exact(bytes)
            .map_err(|_| NoMemory { bytes })?;
        Ok(Self {
            entries: Ends::new(counts.entries, Entry::NONE)?,
            names: Ends::new(counts.names, Name::NONE)?,
            heads: reserved(counts.heads.saturating_sub(1))?,
            root: None,
            cells: reserved(counts.cells)?,
            axes: reserved(counts.axes)?,
            links: reserved(counts.links)?,
            text,
        })
    }

    fn tables(&self) -> Tables<'_> {
        Tables {
            heads: &self.heads,
            root: self.root.as_ref().unwrap_or(&Head::NONE),
            cells: &self.cells,
            axes: &self.axes,
            links: &self.links,
        }
    }

    pub(crate) fn size(&self, code: Code) -> usize {
        self.tables().size(code)
    }

    pub(crate) fn align(&self, code: Code) -> usize {
        self.tables().align(code)
    }

    pub(crate) fn depth(&self, code: Code) -> usize {
        self.tables().depth(code)
    }

    /// Is it bytes without a meaning, or an array?
    pub(crate) fn is_void(&self, code: Code) -> bool {
        match code.meaning() {
            Meaning::Scalar => code.kind() == ScalarKind::Void,
            Meaning::Wide(cell) => self.tables().wide(cell).kind() == ScalarKind::Void,
            _ => self.tables().array(code).is_some(),
        }
    }

    pub(crate) fn named(&self, code: Code) -> usize {
        self.tables().named(code)
    }

    pub(crate) fn scalar(&mut self, scalar: Scalar) -> Code {
        Code::scalar(scalar).unwrap_or_else(|| {
            let code = Code::wide(self.cells.len());
            self.cells.extend(Code::wide_scalar(scalar));
            code
        })
    }

    /// A format that exists already.
    pub(crate) fn import(&mut self, format: &Format) -> Code {
        if let Node::Scalar(scalar) = format.0 {
            return self.scalar(scalar);
        }
        if let Node::Part(tree, code) = &format.0
            && let Some((shape, item)) = tree.tables().array(*code)
            && let Some(row) = Code::row(item, self.axes.len(), shape.len())
        {
            self.axes.extend(shape);
            return row;
        }
        self.links.push(format.clone());
        Code::link(self.links.len() - 1)
    }

    /// The length of one more axis, for the array that comes next.
    pub(crate) fn axis(&mut self, length: usize) -> Result<(), NoMemory> {
        room(&mut self.axes, 1)?;
        self.axes.push(length);
        Ok(())
    }

    /// An array, whose axes are the last so many that were given. If its items were arrays, it is one array of all axes; they must be
    /// what was made last.
    pub(crate) fn array(&mut self, rank: usize, item: Code) -> Result<Code, NoArray> {
        if rank == 0 {
            return Ok(item);
        }
        let (inner, item) = match self.tables().array(item) {
            Some((axes, innermost)) => (axes.len(), innermost),
            None => (0, item),
        };
        let rank = rank + inner;
        let axes = self.axes.len() - rank;
        if inner > 0 {
            self.axes[axes..].rotate_left(inner);
        }
        let size = self.tables().size(item);
        if !fits(&self.axes[axes..], size) {
            return Err(NoArray::TooLarge);
        }
        if let Some(row) = Code::row(item, axes, rank) {
            return Ok(row);
        }
        let cell = self.cells.len();
        if cell.max(axes) >= MAX_PLACES {
            return Err(NoArray::TooLarge);
        }
        room(&mut self.cells, 1 + usize::from(rank > 1)).map_err(NoArray::NoMemory)?;
        self.cells.push(item);
        if rank > 1 {
            self.cells.push(Code::raw(u64::from(short(rank))));
        }
        Ok(Code::array(cell, axes, rank > 1))
    }

    /// Takes back the array that was made last.
    pub(crate) fn forget(&mut self, array: Code) {
        match array.meaning() {
            Meaning::Row { axes, .. } => self.axes.truncate(axes),
            Meaning::Array { axes, cell, .. } => {
                self.axes.truncate(axes);
                self.cells.truncate(cell);
            }
            _ => {}
        }
    }

    pub(crate) fn pointer(&mut self, address: Scalar, target: Code) -> Code {
        self.cells.push(target);
        Code::pointer(address, self.cells.len() - 1)
    }

    pub(crate) fn function(&mut self, address: Scalar, signature: &str) -> Code {
        let [start, length] = [self.text.len(), signature.len()].map(|n| u64::from(short(n)));
        self.text.push_str(signature);
        self.cells.push(Code::raw(start | length << 32));
        Code::function(address, self.cells.len() - 1)
    }

    /// Begins a record.
    pub(crate) fn open(&self) -> Mark {
        Mark {
            entries: short(self.entries.top),
            names: short(self.names.top),
        }
    }

    /// A field of the innermost record. Its place is given back if it has the name of another one.
    #[inline]
    pub(crate) fn push(&mut self, code: Code, offset: usize, name: &str, place: usize) {
        if !name.is_empty() {
            self.names.push(Name {
                entry: short(self.entries.top),
                start: short(self.text.len()),
                length: short(name.len()),
                sorted: short(place),
            });
            self.text.push_str(name);
        }
        self.entries.push(Entry { code, offset });
    }

    /// The only field of a record, if it has no name.
    pub(crate) fn only(&self, mark: Mark) -> Option<Entry> {
        let (entries, names) = mark.places();
        let alone = self.entries.top == entries + 1 && self.names.top == names;
        alone.then(|| self.entries.all[entries])
    }

    /// Takes back the field that was given last.
    pub(crate) fn pop(&mut self) {
        self.entries.top -= 1;
    }

    /// A record of all fields since then. The caller has checked that they lie inside, and the depth.
    pub(crate) fn close(
        &mut self,
        mark: Mark,
        size: usize,
        align: usize,
    ) -> Result<Result<Code, Duplicate<'_>>, NoMemory> {
        let (entries, first_name) = mark.places();
        let many = self.entries.top - entries > SMALL;
        let names = &mut self.names.all[first_name..self.names.top];
        if let Some(second) = same(names, &self.text, many)? {
            let name = names[second].text(&self.text);
            let place = index(names[second].sorted);
            return Ok(Err(Duplicate { name, place }));
        }
        self.entries.finish(entries);
        let moved = self.entries.low - entries;
        for name in names {
            name.entry += short(moved);
        }
        self.names.finish(first_name);
        let first = self.entries.low;
        let end = self
            .root
            .as_ref()
            .map_or(self.entries.all.len(), Head::first);
        let fields = &self.entries.all[first..end];
        let head = Head::new(self.tables(), fields, first, size, align);
        self.heads.extend(self.root.replace(head));
        Ok(Ok(Code::record(self.heads.len())))
    }

    /// The format that this is, made of these tables.
    pub(crate) fn finish(mut self, code: Code) -> Format {
        if let Some(scalar) = code.as_scalar() {
            return Format::scalar(scalar);
        }
        match code.meaning() {
            Meaning::Wide(cell) => return Format::scalar(self.tables().wide(cell)),
            Meaning::Link(link) => return self.links.swap_remove(link),
            _ => {}
        }
        let mut root = self.root.unwrap_or(Head::NONE);
        // A single unused entry stays: what a text says is often one record, which was a field of another one until the text ended.
        let (entries, moved) = self.entries.done(1);
        let (mut names, _) = self.names.done(0);
        if moved > 0 {
            root.move_by(moved);
            self.heads.iter_mut().for_each(|head| head.move_by(moved));
            for name in &mut names {
                name.entry -= short(moved);
            }
        }
        let nameless = entries.len() - names.len();
        let first = names.first().map(|name| index(name.entry));
        if first.unwrap_or(nameless) == nameless {
            root.nameless = u8::try_from(nameless).unwrap_or(UNKNOWN);
        }
        let none = self.cells.is_empty() && self.axes.is_empty() && self.links.is_empty();
        let rare = (!none).then(|| {
            Box::new(Rare {
                cells: self.cells.into(),
                axes: self.axes.into(),
                links: self.links.into(),
            })
        });
        let tree = Tree {
            entries,
            heads: self.heads.into(),
            root,
            names,
            text: self.text.into(),
            rare,
        };
        Format(Node::Part(Arc::new(tree), code))
    }
}
