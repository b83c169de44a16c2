//! Is every small layout what an enumeration of its items says?
//!
//! All layouts of up to 3 axes of length 0 to 3, of strides -4 to 4 and of items of 1, 2 and 4 bytes, each at four places: where its lowest byte is the memory's first, where its
//! highest is the last, and one byte outside either way. That are 575,868; a quick run takes one in 193, in CI one in 5, of which the next run takes others.

mod copies;
mod transforms;

use memoryview::{Layout, Order, Spec, View};

use crate::effort::{Effort, Random, amount, by_chance, effort};

/// Bytes of memory: two more than the widest layout spans.
pub(crate) const MEMORY: usize = 30;

/// The item sizes and formats of them.
pub(crate) const ITEMS: [(usize, &str); 3] = [(1, "B"), (2, "<H"), (4, "<I")];

/// One case: the numbers of a layout, and its items' offsets in C order by the definition.
pub(crate) struct Case {
    pub(crate) shape: Vec<usize>,
    pub(crate) strides: Vec<isize>,
    pub(crate) offset: isize,
    pub(crate) itemsize: usize,
    pub(crate) format: &'static str,
    pub(crate) offsets: Vec<isize>,
}

/// All indices of a shape in C order.
pub(crate) fn each_index(shape: &[usize], f: &mut dyn FnMut(&[usize])) {
    if shape.contains(&0) {
        return;
    }
    let mut index = vec![0; shape.len()];
    loop {
        f(&index);
        let Some(axis) = (0..shape.len()).rfind(|&k| index[k] + 1 < shape[k]) else {
            return;
        };
        index[axis] += 1;
        index[axis + 1..].fill(0);
    }
}

impl Case {
    fn new(mut number: usize) -> Self {
        let mut digit = |base: usize| {
            let digit = number % base;
            number /= base;
            digit
        };
        let (place, (itemsize, format)) = (digit(4), ITEMS[digit(3)]);
        let (mut shape, mut strides) = (vec![], vec![]);
        // A number of base 36 with a leading one says the axes.
        while number > 1 {
            let axis = number % 36;
            number /= 36;
            shape.push(axis / 9);
            strides.push((axis % 9).cast_signed() - 4);
        }
        let mut case = Case {
            shape,
            strides,
            offset: 0,
            itemsize,
            format,
            offsets: vec![],
        };
        let (low, high) = case.reach().unwrap_or((0, 0));
        let end = MEMORY.cast_signed() - high;
        case.offset = if case.is_empty() {
            [0, -1000, isize::MIN, isize::MAX][place]
        } else {
            [-low, end, -low - 1, end + 1][place]
        };
        let mut offsets = vec![];
        each_index(&case.shape, &mut |index| offsets.push(case.at(index)));
        case.offsets = offsets;
        case
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.shape.contains(&0)
    }

    /// The definition.
    pub(crate) fn at(&self, index: &[usize]) -> isize {
        let steps = index
            .iter()
            .zip(&self.strides)
            .map(|(&i, &s)| i.cast_signed() * s);
        self.offset + steps.sum::<isize>()
    }

    /// The lowest byte and one past the highest, by looking at every item.
    pub(crate) fn reach(&self) -> Option<(isize, isize)> {
        let (mut low, mut high) = (isize::MAX, isize::MIN);
        each_index(&self.shape, &mut |index| {
            low = low.min(self.at(index));
            high = high.max(self.at(index) + self.itemsize.cast_signed());
        });
        (low < high).then_some((low, high))
    }

    pub(crate) fn fits(&self) -> bool {
        self.reach()
            .is_none_or(|(low, high)| low >= 0 && high <= MEMORY.cast_signed())
    }

    /// One bit a byte, from the lowest on; `None` if two items share one.
    pub(crate) fn mask(&self) -> Option<u64> {
        let low = self.reach().map_or(0, |(low, _)| low);
        let item = (1_u64 << self.itemsize) - 1;
        self.offsets.iter().try_fold(0, |mask, at| {
            let bits = item << (at - low);
            (mask & bits == 0).then_some(mask | bits)
        })
    }

    pub(crate) fn layout(&self) -> Layout {
        Layout::new(&self.shape, &self.strides, self.offset, self.itemsize).unwrap()
    }

    pub(crate) fn spec(&self) -> Spec {
        let spec = Spec::new(self.format).unwrap();
        spec.shape(&self.shape)
            .strides(&self.strides)
            .offset(self.offset)
    }

    /// The offsets as an order of axes sees them: the first axis fastest.
    fn fortran(&self) -> Vec<isize> {
        let mut offsets = vec![];
        let turned: Vec<usize> = self.shape.iter().rev().copied().collect();
        each_index(&turned, &mut |index| {
            let index: Vec<usize> = index.iter().rev().copied().collect();
            offsets.push(self.at(&index));
        });
        offsets
    }
}

/// The cases of this run, with a source of numbers that is the same for the same cases.
fn each(what: &str, mut f: impl FnMut(&Case, &mut Random)) {
    // 4 places, 3 sizes, and 36^0 + 36^1 + 36^2 + 36^3 lists of axes, whose numbers have gaps.
    let numbers = || {
        [1, 36, 36 * 36, 36 * 36 * 36]
            .into_iter()
            .flat_map(|first| first..2 * first)
    };
    let total = 12 * numbers().count();
    assert_eq!(total, 575_868);
    let step = match effort() {
        Effort::Quick => 193,
        Effort::Ci => 5,
        Effort::Full => 1,
    };
    let mut count = 0;
    by_chance(what, total / step, |random, _| {
        let start = if step == 1 && count > 0 {
            total
        } else {
            random.below(step)
        };
        for (k, axes) in numbers().enumerate() {
            for low in (0..12).filter(|low| (12 * k + low) % step == start) {
                f(&Case::new(12 * axes + low), random);
                count += 1;
            }
        }
    });
    println!("{what}: {count} layouts");
    assert!(count >= total / step);
}

fn contiguous(offsets: &[isize], itemsize: usize) -> bool {
    let first = offsets.first().copied().unwrap_or(0);
    let wanted = (0..).map(|k: isize| first + k * itemsize.cast_signed());
    offsets.iter().copied().zip(wanted).all(|(a, b)| a == b)
}

#[test]
fn bounds_and_flags() {
    let memory = [0_u8; MEMORY];
    each("bounds and flags", |case, _| {
        let layout = case.layout();
        let reach = layout.reach().map(|r| (r.start, r.end));
        assert_eq!(reach, case.reach(), "{layout:?}");
        assert_eq!(layout.len(), case.offsets.len(), "{layout:?}");
        assert!(
            layout.offsets().eq(case.offsets.iter().copied()),
            "{layout:?}"
        );
        let mut k = 0;
        each_index(&case.shape, &mut |index| {
            assert_eq!(layout.offset_of(index), Some(case.offsets[k]));
            k += 1;
        });
        assert_eq!(
            layout.is_c_contiguous(),
            contiguous(&case.offsets, case.itemsize),
            "{layout:?}"
        );
        assert_eq!(
            layout.is_f_contiguous(),
            contiguous(&case.fortran(), case.itemsize),
            "{layout:?}"
        );
        assert_eq!(layout.is_unique(), case.mask().is_some(), "{layout:?}");
        assert_eq!(
            View::from_bytes(&memory, &case.spec()).is_ok(),
            case.fits(),
            "{layout:?}"
        );
    });
}

/// Larger ones by chance, as CPython's `rand_structure` makes them: valid or deliberately not, and judged by the twenty lines of its `verify_structure`.
#[test]
fn structures_by_chance() {
    let memory = [0_u8; 256];
    by_chance(
        "structures",
        amount(20_000, 400_000, 5_000_000),
        |random, cases| {
            let (mut valid, mut refused) = (0, 0);
            for _ in 0..cases {
                let ndim = random.below(6);
                let itemsize = random.pick(&[0_usize, 1, 2, 3, 4, 8, 16]);
                let memlen = random.below(257);
                let shape: Vec<usize> = (0..ndim).map(|_| random.below(6)).collect();
                let unit = if random.one_in(3) {
                    1
                } else {
                    itemsize.cast_signed()
                };
                let strides: Vec<isize> = (0..ndim).map(|_| random.within(-5, 6) * unit).collect();
                let offset = random.within(-8, memlen.cast_signed() + 8);
                let spec = Spec::new(&format!("{itemsize}s"))
                    .unwrap()
                    .shape(&shape)
                    .strides(&strides)
                    .offset(offset);
                let made = View::from_bytes(&memory[..memlen], &spec);
                let verified = verify_structure(memlen, itemsize, &shape, &strides, offset);
                assert_eq!(made.is_ok(), verified, "{spec} in {memlen} bytes: {made:?}");
                let Ok(view) = made else {
                    refused += 1;
                    continue;
                };
                valid += 1;
                assert_eq!(view.to_bytes(Order::C).unwrap().len(), view.nbytes());
            }
            assert!(valid > cases / 20 && refused > cases / 20);
        },
    );
}

fn verify_structure(
    memlen: usize,
    itemsize: usize,
    shape: &[usize],
    strides: &[isize],
    offset: isize,
) -> bool {
    if shape.contains(&0) {
        return true;
    }
    let steps = || {
        shape
            .iter()
            .zip(strides)
            .map(|(&n, &s)| s * (n.cast_signed() - 1))
    };
    let imin: isize = steps().filter(|&far| far <= 0).sum();
    let imax: isize = steps().filter(|&far| far > 0).sum();
    offset + imin >= 0 && offset + imax + itemsize.cast_signed() <= memlen.cast_signed()
}
