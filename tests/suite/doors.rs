//! Is there a safe way from one kind of memory to another, from a part to its neighbour's bytes, or to a value that its type does not have?
//!
//! Each door is tried. Those that the compiler keeps shut are in `src/doors.rs` of `memoryview-strided`.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use memoryview::{
    AccessFault, Bool, Buffer, Error, Format, Index, Layout, MemoryFault, Order, Slice, Spec, View,
    ViewMut,
};

use crate::effort::{Random, amount, by_chance};

fn bytes_of(layout: &Layout) -> BTreeSet<isize> {
    let size = layout.itemsize().cast_signed();
    layout.offsets().flat_map(|at| at..at + size).collect()
}

/// One transform by chance, of all that a view has: its own layout's, strides of the caller's, items of another size, a field.
fn transformed<'a>(view: &View<'a>, random: &mut Random) -> Result<View<'a>, Error> {
    let rank = view.ndim().cast_signed() + 1;
    let mut axis = || random.within(-rank, rank);
    let (a, b) = (axis(), axis());
    match random.below(14) {
        0 => view.flip(a),
        1 => view.select(a, random.within(-4, 4)),
        2 => view.slice((
            memoryview::Ellipsis,
            Slice::new(Some(random.within(-4, 4)), None, random.within(-2, 3)),
        )),
        3 => view.slice((Slice::every(random.within(-3, 4)), memoryview::Ellipsis)),
        4 => view.swap_axes(a, b),
        5 => view.diagonal(random.within(-2, 3), a, b),
        6 => view.sliding_windows(a, 1 + random.below(3), 1 + random.below(2)),
        7 => view
            .split_at(a, random.within(-3, 4))
            .map(|halves| if b > 0 { halves.0 } else { halves.1 }),
        8 => view.reshape([-1]),
        9 => view.broadcast_to(&[&[2], view.shape()].concat()),
        10 | 11 => {
            let format = random.pick(&["B", "<H", "<I", "<Q", "3s", "0s", "T{B:a:<H:b:}", "?"]);
            view.reinterpret(&format.parse().unwrap())
        }
        12 => view.field(random.pick(&["a", "b", "c", "c.a"])),
        _ => {
            let shape: Vec<usize> = (0..random.below(3)).map(|_| random.below(5)).collect();
            let strides: Vec<isize> = shape.iter().map(|_| random.within(-6, 7)).collect();
            view.as_strided(&shape, &strides, random.within(-8, 16))
        }
    }
}

/// Whatever is done to a part, no byte is reached that the part did not reach: not one in its gaps, nor one before or behind it.
#[test]
fn no_chain_of_transforms_leaves_the_bytes_of_its_part() {
    let bytes = [0_u8; 240];
    let records = Spec::new("T{B:a:<H:b:T{<H:a:B:b:}:c:2x}").unwrap();
    by_chance(
        "chains from a part",
        amount(20_000, 200_000, 3_000_000),
        |random, cases| {
            let (mut steps, mut strided) = (0, 0);
            for _ in 0..cases {
                let whole = match random.below(3) {
                    0 => View::from_bytes(&bytes, &records.clone().shape([5, 6])).unwrap(),
                    1 => View::from_bytes(&bytes, &Spec::new("<H").unwrap().shape([4, 5, 6]))
                        .unwrap(),
                    _ => {
                        View::from_bytes(&bytes, &Spec::new("B").unwrap().shape([12, 20])).unwrap()
                    }
                };
                // A part with gaps, as its owner's neighbour would have it.
                let part = match random.below(4) {
                    0 => whole
                        .slice((Slice::every(2), memoryview::Ellipsis))
                        .unwrap(),
                    1 => whole.split_at(1, random.within(1, 5)).unwrap().1,
                    2 => whole.select(1, random.below(4)).unwrap(),
                    _ => whole
                        .slice((memoryview::Ellipsis, Slice::new(Some(1), None, 2)))
                        .unwrap(),
                };
                let allowed = bytes_of(part.layout());
                let mut view = part.clone();
                for _ in 0..1 + random.below(5) {
                    if let Ok(next) = transformed(&view, random) {
                        strided += usize::from(next.strides() != view.strides());
                        view = next;
                        steps += 1;
                    }
                    if view.len() > 2000 {
                        break;
                    }
                }
                let reached = bytes_of(view.layout());
                assert!(reached.is_subset(&allowed), "{part:?} became {view:?}");
            }
            assert!(steps > cases && strided > cases / 4);
        },
    );
}

/// Halves of unique memory, however they interleave: what is done to each stays in it, and its items stay apart.
#[test]
fn interleaved_halves_stay_apart() {
    let mut bytes = [0_u8; 64];
    let square = || Spec::new("B").unwrap().shape([8, 8]);
    let (even, odd) = {
        let whole = ViewMut::from_bytes(&mut bytes, &square()).unwrap();
        let pairs = whole.reshape([8, 4, 2]).unwrap();
        pairs.split_at(2, 1).unwrap()
    };
    // Rows of every other byte: nothing of 2 bytes lies in them, and no strides of one's own.
    let even = even.squeeze(2).unwrap();
    assert_eq!(even.strides(), [8, 2]);
    let refused = odd.reinterpret(&"<H".parse().unwrap()).unwrap_err();
    assert!(
        matches!(
            refused,
            Error::Memory(MemoryFault::NotMultiple { .. } | MemoryFault::NotContiguous { .. })
        ),
        "{refused}"
    );
    let refused = even.as_strided(&[4], &[1], 0).unwrap_err();
    assert!(
        matches!(
            refused,
            Error::Access(AccessFault::Gaps { stride: 2, span: 1 })
        ),
        "{refused}"
    );
    // Columns: the left half cannot be widened into the right.
    let whole = ViewMut::from_bytes(&mut bytes, &square()).unwrap();
    let (left, right) = whole.split_at(1, 4).unwrap();
    assert!(left.as_strided(&[8, 8], &[8, 1], 0).is_err());
    let mut words = right.reinterpret(&"<I".parse().unwrap()).unwrap();
    words.fill(u32::MAX).unwrap();
    let rows: Vec<&[u8]> = bytes.chunks(8).collect();
    assert!(
        rows.iter()
            .all(|row| *row == [0, 0, 0, 0, 255, 255, 255, 255])
    );
}

/// Fields that share a byte are not lent side by side; those that do not are, down to a union inside a record.
#[test]
fn fields_of_one_record() {
    let int = |text: &str| -> Format { text.parse().unwrap() };
    let union = Format::record(8)
        .at(0, "whole", int("<I"))
        .at(2, "high", int("<H"))
        .at(4, "rest", int("<I"));
    let spec = Spec::from_format(union.build().unwrap());
    let mut bytes = [0_u8; 24];
    let mut split = |names: [&'static str; 2]| {
        let table = ViewMut::from_bytes(&mut bytes, &spec).unwrap();
        table.split_fields(names).map(|[mut a, mut b]| {
            a.fill(1).unwrap();
            b.fill(2).unwrap();
        })
    };
    assert!(split(["whole", "rest"]).is_ok() && split(["high", "rest"]).is_ok());
    for names in [["whole", "high"], ["high", "whole"], ["rest", "rest"]] {
        assert!(
            matches!(split(names), Err(Error::Access(AccessFault::Fields { .. }))),
            "{names:?}"
        );
    }
    assert_eq!(bytes[..8], [1, 0, 1, 0, 2, 0, 0, 0]);
    // A field of a field, and the field it is in.
    let nested = Spec::new("T{T{B:x:B:y:}:p:B:q:}").unwrap();
    let mut bytes = [0_u8; 6];
    let mut split = |names: [&'static str; 2]| {
        ViewMut::from_bytes(&mut bytes, &nested)
            .unwrap()
            .split_fields(names)
            .is_ok()
    };
    assert!(split(["p.x", "p.y"]) && split(["p.x", "q"]) && !split(["p", "p.x"]));
}

/// From a byte to a truth value and back: a `bool` is only ever read as what it is.
#[test]
fn truth_values_and_their_bytes() {
    let truth = [true, false, true];
    let v = View::from_bools(&truth);
    assert_eq!(
        v.reinterpret(&"B".parse().unwrap())
            .unwrap()
            .to_bytes(Order::C)
            .unwrap(),
        [1, 0, 1]
    );
    assert_eq!(
        v.typed::<Bool>().unwrap().to_vec(Order::C).unwrap().len(),
        3
    );
    // What is written through a view of unique bytes may be any byte: nobody holds it as a `bool`.
    let mut bytes = [2_u8, 0, 255];
    let mut w = ViewMut::from_slice(&mut bytes)
        .reinterpret(&"?".parse().unwrap())
        .unwrap();
    assert_eq!(w.as_view().to_string(), "[ True, False,  True]");
    w.assign(
        &View::from_slice(&[9_u8, 9, 9])
            .reinterpret(&"?".parse().unwrap())
            .unwrap(),
    )
    .unwrap();
    w.set_item([0], memoryview::Value::Bool(false)).unwrap();
    assert_eq!(bytes, [0, 9, 9]);
    let buffer = Buffer::from_vec(
        vec![true, false]
            .into_iter()
            .map(|b| u8::from(b) * 7)
            .collect::<Vec<u8>>(),
    );
    assert!(
        buffer
            .with_spec(&Spec::new("?").unwrap())
            .unwrap()
            .try_into_vec::<Bool>()
            .is_err()
    );
}

/// A `Vec` comes back as what it was, never as items of another type that have another alignment or size.
#[test]
fn a_vec_comes_back_as_itself() {
    let words = || Buffer::from_vec(vec![1_u32, 2, 3, 4]);
    let as_bytes = words().reinterpret_as::<u8>().unwrap();
    assert!(as_bytes.try_into_vec::<u8>().is_err());
    let doubles = words().reinterpret_as::<f32>().unwrap();
    assert!(doubles.try_into_vec::<f32>().is_err());
    let again = words()
        .reinterpret_as::<u8>()
        .unwrap()
        .reinterpret_as::<u32>()
        .unwrap();
    assert_eq!(again.try_into_vec::<u32>().unwrap(), [1, 2, 3, 4]);
    for part in [
        words().slice(..3).unwrap(),
        words().flip(0).unwrap(),
        words().slice(Slice::every(2)).unwrap(),
    ] {
        assert!(part.try_into_vec::<u32>().is_err());
    }
}

/// Bytes of which there are more at each question, or fewer.
struct Growing {
    bytes: Vec<u8>,
    asked: AtomicUsize,
    lengths: [usize; 3],
}

impl AsRef<[u8]> for Growing {
    fn as_ref(&self) -> &[u8] {
        let asked = self.asked.fetch_add(1, Ordering::Relaxed);
        &self.bytes[..self.lengths[asked.min(2)]]
    }
}

#[test]
fn an_owner_that_answers_differently_is_asked_once() {
    for lengths in [[4, 0, 0], [4, 1000, 8], [4, 4, 4]] {
        let owner = Growing {
            bytes: vec![7; 1000],
            asked: AtomicUsize::new(0),
            lengths,
        };
        let buffer = Buffer::from_owner(owner, &Spec::new("B").unwrap()).unwrap();
        let bounds = |spec: &str| {
            buffer
                .with_spec(&Spec::new(spec).unwrap().shape([2]))
                .is_ok()
        };
        assert!(bounds("<H") && !bounds("<I"));
        assert!(buffer.as_strided(&[5], &[1], 0).is_err());
        assert_eq!(buffer.clone().view().unwrap().as_bytes().unwrap(), [7; 4]);
        assert_eq!(buffer.to_string(), "[7, 7, 7, 7]");
    }
}

/// What may be written by others is never repeated for writing, nor handed on as anything else.
#[test]
fn foreign_memory_stays_foreign() {
    let mut buffer = Buffer::from_vec(vec![0_u8; 6]);
    let v = buffer.foreign_mut().unwrap();
    assert!(v.broadcast_to(&[3, 6]).unwrap().is_read_only());
    assert!(v.sliding_windows(0, 2, 1).unwrap().is_read_only());
    assert!(v.to_read_only().slice(Index::At(0)).unwrap().is_read_only());
    assert!(
        !v.reinterpret(&"<H".parse().unwrap())
            .unwrap()
            .is_read_only()
    );
    let objects = v.reinterpret(&"O".parse().unwrap());
    assert!(objects.is_err(), "no bytes become addresses of objects");
    // Two foreign views of the same bytes may both write: on one thread, one after the other.
    let (a, b) = (v.slice(..4).unwrap(), v.slice(2..).unwrap());
    a.fill(1).unwrap();
    b.assign(&a).unwrap();
    assert_eq!(v.to_bytes(Order::C).unwrap(), [1, 1, 1, 1, 1, 1]);
}
