//! How much is there in a text: how many fields, names, records, lengths?
//!
//! No more than is needed: tables are not made smaller afterwards. And no less, up to where a text goes wrong: they do not grow. What is
//! frequent is counted letter by letter, everything else as it is read.

use crate::format::Counts;
use crate::syntax::{Body, Dialect, Item, Items};

/// What a text needs room for.
pub(super) fn count(text: &str, dialect: Dialect) -> Counts {
    letters(text.as_bytes()).unwrap_or_else(|| items(text, dialect))
}

/// [`items`] without reading them, where each is what most are: a code of one letter with a count, a shape or a name, or a record.
fn letters(text: &[u8]) -> Option<Counts> {
    let mut counts = Counts::default();
    let mut outermost = Outermost::default();
    let (mut rank, mut digits, mut padding, mut depth) = (0, 0, false, 0_usize);
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        at += 1;
        let mut entries = 1;
        match byte {
            b'?' | b'b' | b'B' | b'h' | b'H' | b'i' | b'I' | b'l' | b'L' | b'q' | b'Q' | b'e'
            | b'f' | b'd' | b'c' | b'n' | b'N' | b'P' => {
                let axes = rank + usize::from(digits > 0);
                if axes > 15 {
                    return None;
                }
                counts.axes += axes;
            }
            b's' | b'p' if rank == 0 => {}
            b'x' if rank == 0 => entries = 0,
            // A count of 0 may be none at all, and a large one takes more room.
            b'1'..=b'9' if digits < 12 => {
                digits += 1;
                continue;
            }
            b'0' if (1..12).contains(&digits) => {
                digits += 1;
                continue;
            }
            b'(' if rank == 0 && digits == 0 => {
                let lengths = text[at..].iter().position(|&byte| byte == b')')?;
                let lengths = &text[at..at + lengths];
                at += lengths.len() + 1;
                rank = 1 + lengths.iter().filter(|&&byte| byte == b',').count();
                continue;
            }
            b':' if digits == 0 && rank == 0 => {
                let name = text[at..].iter().position(|&byte| byte == b':')?;
                at += name + 1;
                // Padding that has a name is a field.
                counts.entries += usize::from(padding);
                counts.names += usize::from(name > 0);
                counts.letters += name;
                padding = false;
                outermost.named |= depth == 0;
                continue;
            }
            b'<' | b'>' | b'=' | b'!' | b'@' | b'^' => {
                padding = false;
                continue;
            }
            b'T' if rank == 0 && digits == 0 && text.get(at) == Some(&b'{') => {
                at += 1;
                depth += 1;
                counts.heads += 1;
                padding = false;
                continue;
            }
            b'}' if digits == 0 && rank == 0 && depth > 0 => depth -= 1,
            _ => return None,
        }
        counts.entries += entries;
        padding = entries == 0;
        outermost.add(depth, padding);
        (rank, digits) = (0, 0);
    }
    counts.heads += outermost.heads();
    Some(counts)
}

/// What stands in no record: is there one around it?
#[derive(Default)]
struct Outermost {
    fields: usize,
    named: bool,
}

impl Outermost {
    fn add(&mut self, depth: usize, padding: bool) {
        if depth == 0 {
            // With padding a single field is not alone.
            self.fields += 1 + usize::from(padding);
        }
    }

    fn heads(&self) -> usize {
        usize::from(self.named || self.fields != 1)
    }
}

fn items(text: &str, dialect: Dialect) -> Counts {
    let mut counts = Counts::default();
    let mut items = Items::new(text, dialect);
    let mut item = Item::new();
    let (mut pointed, mut depth) = (false, 0_usize);
    let mut outermost = Outermost::default();
    while let Ok(true) = items.next(&mut item) {
        if let Some(name) = &item.name
            && !name.is_empty()
        {
            counts.names += 1;
            counts.letters += name.len();
        }
        match item.body {
            Body::Open => depth += 1,
            Body::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
        // What is pointed to is more than room, whatever it is.
        let padding = !pointed && items.is_padding(&item);
        pointed = item.body == Body::Pointer;
        if !matches!(item.body, Body::Open | Body::Pointer) {
            outermost.add(depth, padding);
            outermost.named |= depth == 0 && item.name.is_some();
        }
        if !padding {
            add(&mut counts, &item);
        }
    }
    counts.heads += outermost.heads();
    counts
}

/// What one item needs room for, besides its name.
fn add(counts: &mut Counts, item: &Item) {
    let length = matches!(item.body, Body::Code(b's' | b'p' | b'x' | b'w' | b'u'));
    let rank = item.shape.rank() + usize::from(!length && item.count.is_some_and(|n| n != 1));
    counts.axes += rank;
    // What does not fit into one word: see `Code`.
    let alone = match &item.body {
        Body::Code(_) if length => item.count.is_none_or(|units| units <= 255 / 4),
        Body::Code(_) => true,
        _ => false,
    };
    if rank > 0 && !(alone && rank <= 15) {
        counts.cells += 1 + usize::from(rank > 1);
    }
    match &item.body {
        Body::Open => counts.heads += 1,
        Body::Pointer => counts.cells += 1,
        Body::Function(signature) => {
            counts.cells += 1;
            counts.letters += signature.len();
        }
        // So many bytes may not fit into a word.
        _ if length
            && item
                .count
                .is_some_and(|units| units.checked_ilog10() >= Some(12)) =>
        {
            counts.cells += 2
        }
        _ => {}
    }
    // A record is a field of the one around it when it is closed; what is pointed to is none.
    counts.entries += usize::from(!matches!(item.body, Body::Open | Body::Pointer));
}

#[cfg(test)]
mod tests;
