//! Which entry has which name, and which names are there twice?

use alloc::vec::Vec;
use core::ops::Range;

use super::draft::{NoMemory, reserved};
use super::tree::{Tree, index, short};

/// Entries without names do not all stand before those with names, or are too many to say here.
pub(super) const UNKNOWN: u8 = u8::MAX;

/// The name of an entry.
#[derive(Clone, Copy, Debug)]
pub(super) struct Name {
    pub(super) entry: u32,
    pub(super) start: u32,
    pub(super) length: u32,
    /// In a record of many fields: the place, among its names, of the one that stands here in the order of the alphabet.
    pub(super) sorted: u32,
}

impl Name {
    pub(super) const NONE: Self = Self {
        entry: 0,
        start: 0,
        length: 0,
        sorted: 0,
    };

    /// The same as bytes, of which nobody has to find out whether they begin and end with a character.
    #[inline]
    pub(super) fn bytes(self, text: &str) -> &[u8] {
        &text.as_bytes()[index(self.start)..][..index(self.length)]
    }

    pub(super) fn text(self, text: &str) -> &str {
        let start = index(self.start);
        &text[start..start + index(self.length)]
    }
}

impl Tree {
    /// The names of these entries.
    #[inline]
    pub(super) fn names_of(&self, entries: Range<usize>) -> &[Name] {
        let Range { start, end } = entries;
        // Most often all entries have names.
        let nameless = usize::from(self.root.nameless);
        if nameless <= start && self.root.nameless != UNKNOWN {
            return &self.names[start - nameless..end - nameless];
        }
        let before = |entry: usize| move |name: &Name| index(name.entry) < entry;
        let names = &self.names[self.names.partition_point(before(start))..];
        &names[..names.partition_point(before(end))]
    }

    /// The name of this entry; empty if it has none.
    pub(super) fn name_of(&self, entry: usize) -> &str {
        let own = self.names_of(entry..entry + 1).first();
        own.map_or("", |name| name.text(&self.text))
    }
}

/// The first that is the name of one before it too. If there are many, they say from now on how they are sorted.
pub(super) fn same(names: &mut [Name], text: &str, many: bool) -> Result<Option<usize>, NoMemory> {
    let text = |name: &Name| name.bytes(text);
    if !many {
        let known = |&at: &usize| {
            names[..at]
                .iter()
                .any(|name| text(name) == text(&names[at]))
        };
        let second = (0..names.len()).find(known);
        if second.is_none() {
            names.iter_mut().for_each(|name| name.sorted = 0);
        }
        return Ok(second);
    }
    let order = sorted(names.len(), |a, b| text(&names[b]) < text(&names[a]))?;
    let same = |pair: &&[u32]| text(&names[index(pair[0])]) == text(&names[index(pair[1])]);
    // The first in the text's order, so that the error does not depend on the alphabet.
    let second = order.windows(2).filter(same).map(|pair| pair[1]).min();
    if second.is_none() {
        for (name, at) in names.iter_mut().zip(order) {
            name.sorted = at;
        }
    }
    Ok(second.map(index))
}

/// The numbers below `length` in order, equal ones as they were. What has an order already, as numbered names have piece by piece, is merged
/// piece by piece: the sort of the standard library does it too, but gives up where it has no memory.
fn sorted(length: usize, after: impl Fn(usize, usize) -> bool) -> Result<Vec<u32>, NoMemory> {
    let after = |a: u32, b: u32| after(index(a), index(b));
    let mut order: Vec<u32> = reserved(length)?;
    order.extend(0..short(length));
    let mut merged: Vec<u32> = reserved(length)?;
    loop {
        let mut rest = order.as_slice();
        let mut pieces = 0;
        let mut piece = || {
            let ends = rest.windows(2).position(|pair| after(pair[0], pair[1]));
            let (piece, behind) = rest.split_at(ends.map_or(rest.len(), |last| last + 1));
            rest = behind;
            piece
        };
        loop {
            let (mut a, mut b) = (piece(), piece());
            if a.is_empty() {
                break;
            }
            pieces += 1;
            while let (Some(&x), Some(&y)) = (a.first(), b.first()) {
                let from = if after(x, y) { &mut b } else { &mut a };
                merged.push(from[0]);
                *from = &from[1..];
            }
            merged.extend_from_slice(a);
            merged.extend_from_slice(b);
        }
        if pieces <= 1 {
            return Ok(merged);
        }
        core::mem::swap(&mut order, &mut merged);
        merged.clear();
    }
}

#[cfg(test)]
mod tests;
