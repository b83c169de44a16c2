//! What does a format consist of, laid out flat?
//!
//! All parts of one text, however deeply they are nested, stand in a few tables side by side: the fields of all records, the records, the
//! lengths of all arrays. What a part is made of is a place in one of them. So a field of one letter is 16 bytes, a record of three letters
//! 32 more, and a format of any size is five pieces of memory. The tables never change; a part that somebody holds holds all of them.

use alloc::boxed::Box;
use alloc::sync::Arc;

use super::code::{Code, Meaning};
use super::names::{Name, UNKNOWN};
use super::unread::Target;
use super::{Form, Format, Node, Pointer, Record, SubArray};
use crate::decode::excessive;
use crate::{Scalar, ScalarKind};

/// The tables.
#[derive(Debug)]
pub(crate) struct Tree {
    /// The fields of each record side by side; those of the record that was finished last come first.
    pub(super) entries: Box<[Entry]>,
    /// All records but the last one, in the order in which they were finished.
    pub(super) heads: Box<[Head]>,
    /// The last one, if there is any: most formats have no other.
    pub(super) root: Head,
    /// In the order of the entries that have them.
    pub(super) names: Box<[Name]>,
    /// All names and signatures.
    pub(super) text: Box<str>,
    pub(super) rare: Option<Box<Rare>>,
}

/// What most formats do not have.
#[derive(Debug)]
pub(super) struct Rare {
    pub(super) cells: Box<[Code]>,
    pub(super) axes: Box<[usize]>,
    pub(super) links: Box<[Format]>,
}

/// A field.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) code: Code,
    pub(crate) offset: usize,
}

/// A record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Head {
    pub(crate) size: usize,
    pub(crate) weight: usize,
    /// Its first entry, and how many there are.
    first: u32,
    length: u32,
    /// The fields, and those of its records, each as often as it is named: what a text of this record is as long as.
    pub(super) named: u32,
    align: u8,
    pub(super) depth: u8,
    flags: u8,
    /// Of the last one: how many entries of all have no name, if they stand before all that have; or [`UNKNOWN`].
    pub(super) nameless: u8,
}

const EXCESSIVE: u8 = 1;
const ARRAYS: u8 = 2;
const OBJECTS: u8 = 4;

/// An index that fits because the tables are made so.
pub(crate) fn index(short: u32) -> usize {
    usize::try_from(short).unwrap_or(usize::MAX)
}

pub(crate) fn short(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

impl Entry {
    pub(super) const NONE: Self = Self {
        code: Code::NONE,
        offset: 0,
    };
}

impl Head {
    pub(super) const NONE: Self = Self {
        size: 0,
        weight: 1,
        first: 0,
        length: 0,
        named: 0,
        align: 0,
        depth: 1,
        flags: 0,
        nameless: UNKNOWN,
    };

    pub(super) fn new(
        tables: Tables<'_>,
        entries: &[Entry],
        first: usize,
        size: usize,
        align: usize,
    ) -> Self {
        let (mut weight, mut named, mut depth) = (1_usize, 0_usize, 1);
        let mut flags = 0;
        for &Entry { code, .. } in entries {
            if code.is_scalar() {
                weight = weight.saturating_add(1);
                named = named.saturating_add(1);
                flags |= OBJECTS * u8::from(code.kind() == ScalarKind::Object);
                continue;
            }
            weight = weight.saturating_add(tables.weight(code));
            named = named.saturating_add(1 + tables.named(code));
            depth = depth.max(1 + tables.depth(code));
            flags |= ARRAYS * u8::from(tables.spread(code).is_some());
            flags |= OBJECTS * u8::from(tables.has_objects(code));
        }
        flags |= EXCESSIVE * u8::from(excessive(weight, size));
        Self {
            size,
            weight,
            first: short(first),
            length: short(entries.len()),
            named: short(named),
            align: u8::try_from(align.trailing_zeros()).unwrap_or_default(),
            // No more than MAX_DEPTH and the record itself, as the caller has checked.
            depth: u8::try_from(depth).unwrap_or(u8::MAX),
            flags,
            nameless: UNKNOWN,
        }
    }

    pub(super) fn first(&self) -> usize {
        index(self.first)
    }

    /// So many unused entries before it are gone.
    pub(super) fn move_by(&mut self, entries: usize) {
        self.first = self.first.saturating_sub(short(entries));
    }

    pub(super) fn align(&self) -> usize {
        1 << self.align
    }

    /// The same fields in more bytes.
    pub(super) fn resize(&mut self, size: usize) {
        self.size = size;
        self.flags &= !EXCESSIVE;
        self.flags |= EXCESSIVE * u8::from(excessive(self.weight, size));
    }

    /// Has an item more values than its bytes justify?
    pub(crate) fn excessive(&self) -> bool {
        self.flags & EXCESSIVE != 0
    }

    /// Is any field a sub-array?
    pub(crate) fn has_arrays(&self) -> bool {
        self.flags & ARRAYS != 0
    }

    pub(super) fn has_objects(&self) -> bool {
        self.flags & OBJECTS != 0
    }
}

/// The tables in which places are looked up, of a tree or of one that grows.
#[derive(Clone, Copy)]
pub(super) struct Tables<'a> {
    pub(super) heads: &'a [Head],
    pub(super) root: &'a Head,
    pub(super) cells: &'a [Code],
    pub(super) axes: &'a [usize],
    pub(super) links: &'a [Format],
}

impl<'a> Tables<'a> {
    #[inline]
    fn head(self, head: usize) -> &'a Head {
        self.heads.get(head).unwrap_or(self.root)
    }

    /// The lengths of an array; `None` for anything else.
    pub(super) fn shape(self, code: Code) -> Option<&'a [usize]> {
        let (axes, rank) = match code.meaning() {
            Meaning::Row { axes, rank } => (axes, rank),
            Meaning::Array {
                cell,
                axes,
                several: true,
            } => (axes, usize::try_from(self.cells[cell + 1].bits()).ok()?),
            Meaning::Array { axes, .. } => (axes, 1),
            _ => return None,
        };
        Some(&self.axes[axes..axes + rank])
    }

    /// The lengths of an array, and what stands side by side in it.
    pub(super) fn array(self, code: Code) -> Option<(&'a [usize], Code)> {
        let shape = self.shape(code)?;
        let item = match code.meaning() {
            Meaning::Array { cell, .. } => self.cells[cell],
            _ => code.of_row(),
        };
        Some((shape, item))
    }

    pub(super) fn size(self, code: Code) -> usize {
        match code.meaning() {
            Meaning::Scalar => code.scalar_size(),
            Meaning::Wide(cell) => self.wide(cell).size(),
            Meaning::Record(head) => self.head(head).size,
            Meaning::Pointer(_) | Meaning::Function(_) => code.item_size(),
            Meaning::Link(link) => self.links[link].size(),
            Meaning::Row { .. } => self.length(code) * code.item_size(),
            // Whoever made the array has checked the product.
            Meaning::Array { cell, .. } => self.length(code) * self.size(self.cells[cell]),
        }
    }

    pub(super) fn wide(self, cell: usize) -> Scalar {
        self.cells[cell].scalar_of_cells(self.cells[cell + 1])
    }

    pub(super) fn align(self, code: Code) -> usize {
        match code.meaning() {
            Meaning::Wide(cell) => self.wide(cell).align(),
            Meaning::Record(head) => self.head(head).align(),
            Meaning::Link(link) => self.links[link].align(),
            Meaning::Array { cell, .. } => self.align(self.cells[cell]),
            Meaning::Scalar | Meaning::Row { .. } | Meaning::Pointer(_) | Meaning::Function(_) => {
                code.scalar_align()
            }
        }
    }

    /// How many [`Value`](crate::Value)s one decoded item consists of, itself included.
    pub(super) fn weight(self, code: Code) -> usize {
        match code.meaning() {
            Meaning::Record(head) => self.head(head).weight,
            Meaning::Link(link) => self.links[link].weight(),
            Meaning::Row { .. } => self.lists(code, 1),
            Meaning::Array { cell, .. } => self.lists(code, self.weight(self.cells[cell])),
            _ => 1,
        }
    }

    /// One list for each row of each axis of an array, and the items themselves.
    fn lists(self, array: Code, item: usize) -> usize {
        let shape = self.shape(array).unwrap_or_default();
        let lists = |weight: usize, &length| weight.saturating_mul(length).saturating_add(1);
        shape.iter().rev().fold(item, lists)
    }

    /// The number of items of what is an array.
    fn length(self, array: Code) -> usize {
        self.shape(array).unwrap_or_default().iter().product()
    }

    /// The number of items of an array.
    pub(super) fn spread(self, code: Code) -> Option<usize> {
        match code.meaning() {
            Meaning::Row { .. } | Meaning::Array { .. } => Some(self.length(code)),
            Meaning::Link(link) => self.links[link].spread(),
            _ => None,
        }
    }

    /// The fields of a record, and those of its records, each as often as it is named.
    pub(super) fn named(self, code: Code) -> usize {
        match code.meaning() {
            Meaning::Record(head) => index(self.head(head).named),
            Meaning::Link(link) => self.links[link].named(),
            Meaning::Array { cell, .. } => self.named(self.cells[cell]),
            Meaning::Pointer(target) => self.named(self.cells[target]),
            _ => 0,
        }
    }

    /// How deeply it is nested: records and pointers count.
    pub(super) fn depth(self, code: Code) -> usize {
        match code.meaning() {
            Meaning::Record(head) => usize::from(self.head(head).depth),
            Meaning::Link(link) => self.links[link].depth(),
            Meaning::Array { cell, .. } => self.depth(self.cells[cell]),
            Meaning::Pointer(target) => 1 + self.depth(self.cells[target]),
            Meaning::Function(_) => 1,
            _ => 0,
        }
    }

    pub(super) fn has_objects(self, code: Code) -> bool {
        match code.meaning() {
            Meaning::Scalar | Meaning::Row { .. } => code.kind() == ScalarKind::Object,
            Meaning::Record(head) => self.head(head).has_objects(),
            Meaning::Link(link) => self.links[link].has_objects(),
            Meaning::Array { cell, .. } => self.has_objects(self.cells[cell]),
            _ => false,
        }
    }
}

impl Default for Code {
    fn default() -> Self {
        Self::NONE
    }
}

impl Tree {
    pub(super) fn tables(&self) -> Tables<'_> {
        let (cells, axes, links): (&[Code], &[usize], &[Format]) = match &self.rare {
            Some(rare) => (&rare.cells, &rare.axes, &rare.links),
            None => (&[], &[], &[]),
        };
        Tables {
            heads: &self.heads,
            root: &self.root,
            cells,
            axes,
            links,
        }
    }

    pub(crate) fn row_length(&self, row: Code) -> usize {
        self.tables().length(row)
    }

    #[inline]
    pub(crate) fn size(&self, code: Code) -> usize {
        match code.as_record() {
            Some(head) => self.head(head).size,
            None => self.tables().size(code),
        }
    }

    /// The entries of a record.
    #[inline]
    pub(super) fn entries_of(&self, head: &Head) -> &[Entry] {
        &self.entries[head.first()..][..index(head.length)]
    }

    #[inline]
    pub(super) fn head(&self, head: usize) -> &Head {
        self.heads.get(head).unwrap_or(&self.root)
    }

    /// Gives a record another size; false for anything else.
    pub(super) fn resize(&mut self, code: Code, size: usize) -> bool {
        if let Meaning::Record(head) = code.meaning() {
            let head = self.heads.get_mut(head);
            head.unwrap_or(&mut self.root).resize(size);
            return true;
        }
        false
    }

    /// A part, to match on.
    #[inline]
    pub(crate) fn form<'a>(self: &'a Arc<Self>, code: Code) -> Form<'a> {
        if let Some(scalar) = code.as_scalar() {
            return Form::Scalar(scalar);
        }
        match code.meaning() {
            Meaning::Wide(cell) => Form::Scalar(self.tables().wide(cell)),
            Meaning::Record(head) => Form::Record(Record::new(self, head)),
            Meaning::Scalar | Meaning::Row { .. } | Meaning::Array { .. } => {
                let (shape, item) = self.tables().array(code).unwrap_or_default();
                Form::Array(SubArray::new(self, shape, item))
            }
            Meaning::Pointer(target) => {
                let target = Target::Data(self, self.tables().cells[target]);
                let address = code.item();
                Form::Pointer(Pointer { address, target })
            }
            Meaning::Function(signature) => {
                let bits = self.tables().cells[signature].bits();
                let [start, length] = [bits, bits >> 32].map(|n| index(n as u32));
                let target = Target::Function(&self.text[start..start + length]);
                let address = code.item();
                Form::Pointer(Pointer { address, target })
            }
            Meaning::Link(link) => self.tables().links[link].form(),
        }
    }

    /// A part that holds the tables.
    pub(crate) fn format(self: &Arc<Self>, code: Code) -> Format {
        if let Some(scalar) = code.as_scalar() {
            return Format::scalar(scalar);
        }
        match code.meaning() {
            Meaning::Wide(cell) => Format::scalar(self.tables().wide(cell)),
            Meaning::Link(link) => self.tables().links[link].clone(),
            _ => Format(Node::Part(Arc::clone(self), code)),
        }
    }
}
