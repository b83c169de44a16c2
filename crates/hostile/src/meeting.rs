//! Foreign views of one memory, written through one after the other: after each deed the memory holds what a loop over bytes leaves.
//!
//! Where two items of a destination share a byte, it is not said whose stays; nothing outside the items may change.

use std::sync::LazyLock;

use memoryview::{Buffer, Casting, ForeignView, Format, Index, Key, Layout, Order, Overlap};

use crate::input::Input;
use crate::model::each;

/// Bytes of the memory, a multiple of every item size.
const SMALL: usize = 3360;
/// So many that threads share the work, in a build for fuzzing.
const LARGE: usize = 5 * SMALL;
/// The most items of a view.
const ITEMS: usize = LARGE / 4;

/// Sizes of items that have no values.
const SIZES: [usize; 12] = [1, 2, 4, 8, 16, 3, 5, 6, 7, 12, 24, 32];

/// How the bytes of an item are a number.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Unsigned,
    Signed,
    Float,
}

struct Number {
    format: Format,
    size: usize,
    big: bool,
    kind: Kind,
}

static NUMBERS: LazyLock<Vec<Number>> = LazyLock::new(|| {
    let texts = [
        "B", "b", "<H", ">h", "<i", ">I", "<q", ">Q", "<h", "<f", ">d", ">f",
    ];
    let number = |text: &str| {
        let format = Format::parse(text).expect("a format");
        let code = text.trim_start_matches(['<', '>']);
        Number {
            size: format.size(),
            format,
            big: text.starts_with('>'),
            kind: match code {
                "f" | "d" => Kind::Float,
                _ if code == code.to_uppercase() => Kind::Unsigned,
                _ => Kind::Signed,
            },
        }
    };
    texts.map(number).into()
});
/// So many of them are whole numbers.
const WHOLE: usize = 9;

impl Number {
    fn read(&self, item: &[u8]) -> i128 {
        let join = |n: i128, byte: &u8| n << 8 | i128::from(*byte);
        let n = if self.big {
            item.iter().fold(0, join)
        } else {
            item.iter().rev().fold(0, join)
        };
        let bits = 8 * self.size;
        let negative = self.kind == Kind::Signed && n >> (bits - 1) != 0;
        if negative { n - (1 << bits) } else { n }
    }

    /// A whole number loses what does not fit, as in C.
    fn write(&self, n: i128) -> Vec<u8> {
        let mut item = match (self.kind, self.size) {
            (Kind::Float, 4) => (n as f32).to_le_bytes().to_vec(),
            (Kind::Float, _) => (n as f64).to_le_bytes().to_vec(),
            (_, size) => n.to_le_bytes()[..size].to_vec(),
        };
        if self.big {
            item.reverse();
        }
        item
    }
}

/// Where the items of a view lie.
#[derive(Debug)]
struct Place {
    shape: Vec<usize>,
    strides: Vec<isize>,
    offset: isize,
    size: usize,
}

impl Place {
    /// Somewhere in so many bytes: dense, interleaved, repeated or crossed.
    fn choose(input: &mut Input<'_>, shape: &[usize], size: usize, len: usize) -> Option<Place> {
        let unit = size.cast_signed();
        let (kind, turned) = (input.below(6), input.byte());
        let mut next = match kind {
            0 | 1 => unit,
            2 | 3 => unit + isize::from(input.byte() % 9),
            _ => 0,
        };
        let mut strides = vec![0; shape.len()];
        for k in 0..shape.len() {
            let k = if turned.is_multiple_of(2) {
                shape.len() - 1 - k
            } else {
                k
            };
            let step = match kind {
                4 => input.near(40),
                5 => unit * input.near(4),
                _ => next,
            };
            next = next.checked_mul(shape[k].max(1).cast_signed())?;
            let back = turned >> (k + 1) & 1 != 0 && kind % 2 != 0;
            strides[k] = if back { -step } else { step };
        }
        let spans = || {
            shape
                .iter()
                .zip(&strides)
                .map(|(&n, s)| s * n.saturating_sub(1).cast_signed())
        };
        let low: isize = spans().map(|s| s.min(0)).sum();
        let high: isize = spans().map(|s| s.max(0)).sum::<isize>() + unit;
        let room = usize::try_from(len.cast_signed() - (high - low)).ok()?;
        let at = (input.below(256) * 256 + input.below(256)) % (room + 1);
        Some(Place {
            shape: shape.to_vec(),
            strides,
            offset: at.cast_signed() - low,
            size,
        })
    }

    /// Where each item lies, in C order, if the items are broadcast to this shape.
    fn items_as(&self, shape: &[usize]) -> Vec<usize> {
        let more = shape.len() - self.shape.len();
        let mut items = Vec::with_capacity(shape.iter().product());
        each(shape, |index| {
            let own = index[more..].iter().zip(&self.shape).zip(&self.strides);
            let steps = own.map(|((&i, &n), s)| if n == 1 { 0 } else { i.cast_signed() * s });
            items.push((self.offset + steps.sum::<isize>()).unsigned_abs());
        });
        items
    }

    fn items(&self) -> Vec<usize> {
        self.items_as(&self.shape)
    }

    fn view<'a>(&self, all: &ForeignView<'a>, format: &Format) -> ForeignView<'a> {
        let items = all.reinterpret(format).expect("the size divides");
        let view = items.as_strided(&self.shape, &self.strides, self.offset);
        view.expect("it was chosen so that it fits")
    }

    /// The bytes of the items, and whether no two share one.
    fn marks(&self, len: usize) -> (Vec<bool>, bool) {
        let mut marks = vec![false; len];
        let mut unique = true;
        for at in self.items() {
            for mark in &mut marks[at..at + self.size] {
                unique &= !*mark;
                *mark = true;
            }
        }
        (marks, unique)
    }
}

/// Up to three axes, mostly short.
fn shape(input: &mut Input<'_>, len: usize) -> Option<Vec<usize>> {
    let choice = input.byte();
    if choice >= 192 {
        // One long axis.
        return Some(vec![(usize::from(choice - 191) * len / 256).min(ITEMS)]);
    }
    let shape: Vec<usize> = (0..choice % 4).map(|_| input.below(12)).collect();
    (shape.iter().product::<usize>() <= ITEMS).then_some(shape)
}

/// Views of one memory that meet, by the choices of an input.
pub(crate) fn meeting(input: &mut Input<'_>) {
    let len = if input.byte() >= 224 { LARGE } else { SMALL };
    let mut memory: Vec<u8> = (0..len).map(|i| (i * 7 + i / 256) as u8).collect();
    let mut buffer = Buffer::from_vec(memory.clone());
    let all = buffer.foreign_mut().expect("the only owner");
    for _ in 0..8 {
        if input.is_empty() {
            break;
        }
        let _ = match input.below(8) {
            0 | 1 => assign(input, &all, &mut memory),
            2 | 3 => convert(input, &all, &mut memory),
            4 => swap(input, &all, &mut memory),
            5 => within(input, &all, &mut memory),
            6 => fill(input, &all, &mut memory),
            _ => look(input, &all, &memory),
        };
        assert_eq!(all.to_bytes(Order::C).expect("memory"), memory);
    }
}

/// What must stand in memory after these items were written to a place.
fn written(all: &ForeignView<'_>, memory: &mut [u8], to: &Place, items: &[Vec<u8>]) {
    let (marks, unique) = to.marks(memory.len());
    if unique {
        for (at, item) in to.items().into_iter().zip(items) {
            memory[at..at + to.size].copy_from_slice(item);
        }
        return;
    }
    let found = all.to_bytes(Order::C).expect("memory");
    for (at, mark) in marks.iter().enumerate() {
        assert!(
            *mark || found[at] == memory[at],
            "byte {at} is outside {to:?}"
        );
    }
    memory.copy_from_slice(&found);
}

/// The items at these places.
fn taken(memory: &[u8], places: &[usize], size: usize) -> Vec<Vec<u8>> {
    let item = |&at: &usize| memory[at..at + size].to_vec();
    places.iter().map(item).collect()
}

/// A shape that is broadcast to this one.
fn narrower(input: &mut Input<'_>, shape: &[usize]) -> Vec<usize> {
    let choice = input.byte();
    let dropped = usize::from(choice >> 6 == 3).min(shape.len());
    let axes = shape[dropped..].iter().enumerate();
    axes.map(|(k, &n)| {
        if choice >> k & 1 != 0 && choice % 16 < 8 {
            1
        } else {
            n
        }
    })
    .collect()
}

fn assign(input: &mut Input<'_>, all: &ForeignView<'_>, memory: &mut [u8]) -> Option<()> {
    let (many, size) = (
        input.byte().is_multiple_of(2),
        SIZES[input.below(SIZES.len())],
    );
    let shape = shape(input, memory.len())?;
    let to = Place::choose(input, &shape, size, memory.len())?;
    let narrower = narrower(input, &shape);
    let from = Place::choose(input, &narrower, size, memory.len())?;
    let format = Format::opaque(size, None);
    let items = taken(memory, &from.items_as(&shape), size);
    let (source, target) = (from.view(all, &format), to.view(all, &format));
    let done = if many {
        target.par_assign(&source)
    } else {
        target.assign(&source)
    };
    done.expect("a shape that goes together");
    written(all, memory, &to, &items);
    Some(())
}

fn convert(input: &mut Input<'_>, all: &ForeignView<'_>, memory: &mut [u8]) -> Option<()> {
    let many = input.byte().is_multiple_of(2);
    let (old, new) = (
        &NUMBERS[input.below(WHOLE)],
        &NUMBERS[input.below(NUMBERS.len())],
    );
    let shape = shape(input, memory.len())?;
    let to = Place::choose(input, &shape, new.size, memory.len())?;
    let narrower = narrower(input, &shape);
    let from = Place::choose(input, &narrower, old.size, memory.len())?;
    let mut items = taken(memory, &from.items_as(&shape), old.size);
    for item in &mut items {
        *item = new.write(old.read(item));
    }
    let (source, target) = (from.view(all, &old.format), to.view(all, &new.format));
    let convert = source.convert_to(&new.format).casting(Casting::Unsafe);
    let done = if many {
        convert.par_write_into(&target)
    } else {
        convert.write_into(&target)
    };
    done.expect("a conversion of numbers");
    written(all, memory, &to, &items);
    Some(())
}

fn swap(input: &mut Input<'_>, all: &ForeignView<'_>, memory: &mut [u8]) -> Option<()> {
    let (many, number) = (
        input.byte().is_multiple_of(2),
        &NUMBERS[input.below(NUMBERS.len())],
    );
    let shape = shape(input, memory.len())?;
    let place = Place::choose(input, &shape, number.size, memory.len())?;
    let view = place.view(all, &number.format);
    let done = if many {
        view.par_byteswap()
    } else {
        view.byteswap()
    };
    assert_eq!(done.is_ok(), place.marks(memory.len()).1, "{place:?}");
    done.ok()?;
    for at in place.items() {
        memory[at..at + number.size].reverse();
    }
    Some(())
}

/// The items of a view in another order, to that view.
fn within(input: &mut Input<'_>, all: &ForeignView<'_>, memory: &mut [u8]) -> Option<()> {
    let size = SIZES[input.below(SIZES.len())];
    let shape = shape(input, memory.len())?;
    let place = Place::choose(input, &shape, size, memory.len())?;
    let (axis, at) = (input.below(shape.len().max(1)), input.below(12));
    let len = *shape.get(axis)?;
    let even = shape.iter().rev().eq(&shape);
    // As the shape of a layout whose offsets are the numbers of the items.
    let turned = |l: &Layout| match at {
        0..4 => l.flip(axis.cast_signed()),
        4..8 if even => Ok(l.transpose()),
        _ => l.slice(&[Index::At((at % shape[0].max(1)).cast_signed())]),
    };
    let numbers = Layout::contiguous(&shape, 1, Order::C).expect("a small shape");
    let turned_numbers = turned(&numbers).and_then(|l| l.broadcast_to(&shape));
    let view = place.view(all, &Format::opaque(size, None));
    let done = view.assign_within(turned);
    assert_eq!(done.is_ok(), turned_numbers.is_ok(), "{at} of {len}");
    let old = taken(memory, &place.items(), size);
    let from = turned_numbers.ok()?;
    let items: Vec<Vec<u8>> = from
        .offsets()
        .map(|n| old[n.unsigned_abs()].clone())
        .collect();
    written(all, memory, &place, &items);
    Some(())
}

fn fill(input: &mut Input<'_>, all: &ForeignView<'_>, memory: &mut [u8]) -> Option<()> {
    let (value, number) = (input.byte() % 128, &NUMBERS[input.below(WHOLE)]);
    let shape = shape(input, memory.len())?;
    let place = Place::choose(input, &shape, number.size, memory.len())?;
    let view = place.view(all, &number.format);
    let done = if value % 2 == 0 {
        view.fill(value)
    } else {
        view.par_fill(value)
    };
    done.expect("a number that fits");
    let items = vec![number.write(value.into()); shape.iter().product()];
    written(all, memory, &place, &items);
    Some(())
}

/// Do two views share a byte, do two items of one, and are they equal?
fn look(input: &mut Input<'_>, all: &ForeignView<'_>, memory: &[u8]) -> Option<()> {
    let (old, new) = (&NUMBERS[input.below(WHOLE)], &NUMBERS[input.below(WHOLE)]);
    let shape = shape(input, memory.len())?;
    let one = Place::choose(input, &shape, old.size, memory.len())?;
    let other = Place::choose(input, &shape, new.size, memory.len())?;
    let (a, b) = (one.view(all, &old.format), other.view(all, &new.format));
    let ((mine, unique), (theirs, _)) = (one.marks(memory.len()), other.marks(memory.len()));
    let meet = mine.iter().zip(&theirs).any(|(a, b)| *a && *b);
    let wanted = if meet { Overlap::Yes } else { Overlap::No };
    assert_eq!(
        (a.overlaps(&b), b.overlaps(&a)),
        (wanted, wanted),
        "{one:?} {other:?}"
    );
    assert_eq!(a.layout().is_unique(), unique, "{one:?}");
    let values = |place: &Place, number: &Number| -> Vec<i128> {
        let item = |at| number.read(&memory[at..at + number.size]);
        place.items().into_iter().map(item).collect()
    };
    assert_eq!(
        a == b,
        values(&one, old) == values(&other, new),
        "{one:?} {other:?}"
    );
    let first = a.slice(Key::new(vec![Index::At(0)])).ok()?;
    assert_eq!(first, first.to_read_only());
    Some(())
}
