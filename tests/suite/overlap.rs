//! Is the question "do these share a byte" answered as a set of bytes answers it, and is a copy between what overlaps the copy through a temporary?

use memoryview::{
    AccessFault, Buffer, Error, ForeignView, Format, Layout, Order, Overlap, Spec, View, ViewMut,
};

use crate::effort::{Random, amount, by_chance};

/// A set of the bytes of a small memory.
#[derive(Clone, PartialEq)]
struct Bytes(Vec<u64>);

impl Bytes {
    /// The bytes that the items reach, and whether no byte is reached twice.
    fn of(layout: &Layout, memory: usize) -> (Self, bool) {
        let mut set = Bytes(vec![0; memory.div_ceil(64)]);
        let mut unique = true;
        for at in layout.offsets() {
            for byte in at.unsigned_abs()..at.unsigned_abs() + layout.itemsize() {
                let (word, bit) = (&mut set.0[byte / 64], 1 << (byte % 64));
                unique &= *word & bit == 0;
                *word |= bit;
            }
        }
        (set, unique)
    }

    fn meets(&self, other: &Bytes) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }
}

/// A layout of up to `rank` axes that lies in so many bytes.
fn layout(random: &mut Random, rank: usize, memory: usize, itemsize: usize) -> Layout {
    let span = memory.cast_signed() / 4;
    loop {
        let ndim = random.below(rank + 1);
        let shape: Vec<usize> = (0..ndim)
            .map(|_| {
                if random.one_in(20) {
                    0
                } else {
                    1 + random.below(6)
                }
            })
            .collect();
        let wide = random.one_in(2);
        let strides: Vec<isize> = (0..ndim)
            .map(|_| {
                if wide {
                    random.within(-span, span + 1)
                } else {
                    random.within(-9, 10)
                }
            })
            .collect();
        let Ok(free) = Layout::new(&shape, &strides, 0, itemsize) else {
            continue;
        };
        let (low, high) = free.reach().map_or((0, 0), |r| (r.start, r.end));
        let room = memory.cast_signed() - (high - low);
        if room >= 0 {
            let offset = random.within(0, room + 1) - low;
            return Layout::new(&shape, &strides, offset, itemsize).unwrap();
        }
    }
}

/// Item sizes differ between the two, and one in five is of rank 0.
#[test]
fn pairs_by_chance() {
    by_chance(
        "overlapping pairs",
        amount(20_000, 60_000, 200_000),
        |random, cases| {
            let (mut yes, mut no, mut twice) = (0, 0, 0);
            for case in 0..cases {
                let memory = [64, 128, 1024, 4096][case % 4];
                let size = |random: &mut Random| random.pick(&[0, 1, 1, 2, 3, 4, 5, 7, 8, 16]);
                let rank = 1 + random.below(6);
                let (first, second) = (size(random), size(random));
                let a = layout(random, rank, memory, first);
                let b = layout(random, rank, memory, second);
                let ((ours, unique), (theirs, _)) = (Bytes::of(&a, memory), Bytes::of(&b, memory));
                let wanted = if ours.meets(&theirs) {
                    Overlap::Yes
                } else {
                    Overlap::No
                };
                // Within so few bytes the budget always suffices.
                assert_eq!(a.overlaps(&b), wanted, "{a:?} and {b:?}");
                assert_eq!(b.overlaps(&a), wanted, "{a:?} and {b:?}");
                assert!(wanted.is_no() || a.may_overlap(&b) && b.may_overlap(&a));
                assert_eq!(a.is_unique(), unique, "{a:?}");
                match wanted {
                    Overlap::Yes => yes += 1,
                    _ => no += 1,
                }
                twice += usize::from(!unique);
            }
            println!(
                "overlapping pairs: {yes} share a byte, {no} do not; {twice} layouts reach one twice"
            );
            let few = cases / 20;
            assert!(yes > few && no > few && twice > few);
        },
    );
}

/// What a copy through a temporary leaves, by the definition.
fn through_a_temporary(memory: &mut [u8], to: &Layout, from: &Layout) {
    let size = to.itemsize();
    let copy: Vec<Vec<u8>> = from
        .offsets()
        .map(|at| memory[at.unsigned_abs()..][..size].to_vec())
        .collect();
    for (at, item) in to.offsets().zip(copy) {
        memory[at.unsigned_abs()..][..size].copy_from_slice(&item);
    }
}

/// A view of a writable buffer's memory.
fn part<'a>(whole: &ForeignView<'a>, layout: &Layout, format: &Format) -> ForeignView<'a> {
    let bytes = whole.reinterpret(format).unwrap();
    // From the first byte on: the whole has no gaps, so any strides within it are allowed.
    bytes
        .as_strided(layout.shape(), layout.strides(), layout.offset())
        .unwrap()
}

fn memory(random: &mut Random, len: usize) -> Vec<u8> {
    (0..len)
        .map(|_| u8::try_from(random.bits() & 255).unwrap())
        .collect()
}

#[test]
fn copies_by_chance() {
    by_chance(
        "copies under overlap",
        amount(4_000, 30_000, 200_000),
        |random, cases| {
            let mut shared = 0;
            for case in 0..cases {
                let itemsize = [1, 2, 4, 8][case % 4];
                let format: Format = ["B", "<H", "<I", "<Q"][case % 4].parse().unwrap();
                let len = [64, 256, 2048][case % 3];
                let rank = 1 + random.below(4);
                let to = layout(random, rank, len, itemsize);
                // The same axes in another order, flipped, moved, or stretched; or something quite different of the same shape.
                let from = loop {
                    let axes: Vec<isize> = (0..to.ndim().cast_signed()).collect();
                    let near = axes.iter().fold(to.clone(), |l, &k| {
                        if random.one_in(3) {
                            l.flip(k).unwrap()
                        } else {
                            l
                        }
                    });
                    let by = random.within(-9, 10);
                    let found =
                        Layout::new(to.shape(), near.strides(), near.offset() + by, itemsize);
                    let found = match found {
                        Ok(found) if !random.one_in(4) => found,
                        _ => {
                            let strides: Vec<isize> =
                                axes.iter().map(|_| random.within(-9, 10)).collect();
                            let middle = len.cast_signed() / 2;
                            Layout::new(to.shape(), &strides, middle, itemsize).unwrap()
                        }
                    };
                    let reach = found.reach().unwrap_or(0..0);
                    if reach.start >= 0 && reach.end <= len.cast_signed() {
                        break found;
                    }
                };
                if !to.is_unique() {
                    continue;
                }
                shared += usize::from(!to.overlaps(&from).is_no());
                let before = memory(random, len);
                let mut wanted = before.clone();
                through_a_temporary(&mut wanted, &to, &from);
                let mut buffer = Buffer::from_vec(before);
                let whole = buffer.foreign_mut().unwrap();
                let (to, from) = (part(&whole, &to, &format), part(&whole, &from, &format));
                to.assign(&from).unwrap();
                let found = whole.to_bytes(Order::C).unwrap();
                assert_eq!(found, wanted, "{to:?} from {from:?}");
            }
            println!("copies under overlap: {shared} of them overlap");
            assert!(shared > cases / 10);
        },
    );
}

/// A conversion that writes over its own source: items of another size, in the same memory.
#[test]
fn conversions_by_chance() {
    by_chance(
        "conversions under overlap",
        amount(2_000, 20_000, 200_000),
        |random, cases| {
            let mut shared = 0;
            for case in 0..cases {
                let (to_size, to_format) = [(2, ">h"), (4, "<f"), (8, ">d"), (8, "<q")][case % 4];
                let (from_size, from_format) = [(1, "B"), (2, "<H"), (4, ">i")][case % 3];
                let (rank, len) = (1 + random.below(3), [64, 256, 2048][case / 4 % 3]);
                let to = layout(random, rank, len, to_size);
                if !to.is_unique() {
                    continue;
                }
                let strides: Vec<isize> =
                    to.shape().iter().map(|_| random.within(-9, 10)).collect();
                let from =
                    Layout::new(to.shape(), &strides, len.cast_signed() / 2, from_size).unwrap();
                let reach = from.reach().unwrap_or(0..0);
                if reach.start < 0 || reach.end > len.cast_signed() {
                    continue;
                }
                shared += usize::from(!to.overlaps(&from).is_no());
                let (to_format, from_format) =
                    (to_format.parse().unwrap(), from_format.parse().unwrap());
                let before = memory(random, len);
                let run = |source: &ForeignView<'_>, target: &ForeignView<'_>| {
                    let convert = source
                        .convert_to(&to_format)
                        .casting(memoryview::Casting::Unsafe);
                    convert.write_into(target).unwrap();
                };
                let (mut one, mut other) =
                    (Buffer::from_vec(before.clone()), Buffer::from_vec(before));
                let apart = {
                    let (one, other) = (one.foreign_mut().unwrap(), other.foreign_mut().unwrap());
                    run(
                        &part(&other, &from, &from_format),
                        &part(&one, &to, &to_format),
                    );
                    one.to_bytes(Order::C).unwrap()
                };
                let same = other.foreign_mut().unwrap();
                run(
                    &part(&same, &from, &from_format),
                    &part(&same, &to, &to_format),
                );
                assert_eq!(
                    same.to_bytes(Order::C).unwrap(),
                    apart,
                    "{from:?} to {to:?}"
                );
            }
            assert!(shared > cases / 20, "{shared}");
        },
    );
}

/// A subset sum of numbers far apart: the budget of 10,000 partial sums does not suffice. Too hard means refuse, or copy as if they met.
#[test]
fn too_hard_means_refuse() {
    // Some of these strides add up to the distance or they do not: nothing but trying tells.
    let strides: Vec<isize> = (0..24_isize)
        .map(|i| 400_009 + i.pow(4) * 7 + i * 131)
        .collect();
    let shape = [2; 24];
    let knapsack = Layout::new(&shape, &strides, 0, 1).unwrap();
    let half = strides.iter().sum::<isize>() / 2;
    let hard = (0..200)
        .map(|k| Layout::new(&[], &[], half + k, 1).unwrap())
        .find(|point| knapsack.overlaps(point) == Overlap::TooHard);
    assert!(hard.is_some(), "none of these is too hard");
    assert!(!knapsack.is_unique());
    let reach = knapsack.reach().unwrap();
    let mut bytes = vec![0_u8; reach.end.unsigned_abs()];
    let spec = Spec::new("B").unwrap().shape(shape).strides(&strides);
    let refused = ViewMut::from_bytes(&mut bytes, &spec);
    assert!(matches!(
        refused,
        Err(Error::Access(
            AccessFault::TooHard { .. } | AccessFault::Aliased { .. }
        ))
    ));
    // A view of one of its own points, repeated: the copy is right whatever the answer was.
    bytes[hard.as_ref().unwrap().offset().unsigned_abs()] = 9;
    let mut buffer = Buffer::from_vec(bytes);
    let whole = buffer.foreign_mut().unwrap();
    let point = whole.as_strided(&[], &[], hard.unwrap().offset()).unwrap();
    let small = whole.as_strided(&shape[..10], &strides[..10], 0).unwrap();
    small.assign(&point).unwrap();
    assert!(small.iter().all(|item| item.unwrap() == 9.into()));
}

/// What one array's parts are to each other, at any size: never too hard.
#[test]
fn parts_of_a_record_and_of_an_image_are_told_apart() {
    let spec = Spec::new("T{B:a:<H:b:<d:c:}").unwrap();
    let bytes = vec![0_u8; 11 * 1000];
    let table = View::from_bytes(&bytes, &spec).unwrap();
    let names = ["a", "b", "c"];
    for (x, y) in names.iter().flat_map(|x| names.map(|y| (*x, y))) {
        let (a, b) = (table.field(x).unwrap(), table.field(y).unwrap());
        assert_eq!(a.overlaps(&b).is_no(), x != y);
        let rows = a.reshape([10, 100]).unwrap();
        assert_eq!(rows.transpose().overlaps(&b).is_no(), x != y);
    }
}
