//! Does every transform of every small layout lead to the items that its definition names?

use memoryview::{Error, Layout, Order};

use super::{Case, MEMORY, each, each_index};
use crate::effort::Random;
use crate::model::{Part, indices, resolve};

/// The answer must be this: a shape, an item size, and where each item is.
#[track_caller]
fn expect(
    case: &Case,
    what: &str,
    found: &Result<Layout, Error>,
    shape: &[usize],
    at: impl Fn(&[usize]) -> isize,
) {
    let Ok(found) = found else {
        panic!("{what} of {:?}: {found:?}", case.layout());
    };
    assert_eq!(found.shape(), shape, "{what} of {:?}", case.layout());
    if found.is_empty() {
        assert_eq!(found.offset(), case.offset, "{what} of {:?}", case.layout());
        return;
    }
    let mut offsets = found.offsets();
    each_index(shape, &mut |index| {
        assert_eq!(
            offsets.next(),
            Some(at(index)),
            "{what} at {index:?} of {:?}: {found:?}",
            case.layout()
        );
    });
    let (low, high) = case.reach().unwrap();
    let reach = found.reach().unwrap();
    let inside = low <= reach.start && reach.end <= high;
    assert!(
        inside || found.itemsize() == 0,
        "{what} of {:?}: {found:?}",
        case.layout()
    );
}

#[track_caller]
fn expect_if(
    case: &Case,
    what: &str,
    allowed: bool,
    found: &Result<Layout, Error>,
    shape: &[usize],
    at: impl Fn(&[usize]) -> isize,
) {
    if allowed {
        expect(case, what, found, shape, at);
    } else {
        assert!(found.is_err(), "{what} of {:?}: {found:?}", case.layout());
    }
}

fn without<T: Clone>(list: &[T], k: usize) -> Vec<T> {
    [&list[..k], &list[k + 1..]].concat()
}

fn with<T: Clone>(list: &[T], k: usize, item: T) -> Vec<T> {
    [&list[..k], &[item], &list[k..]].concat()
}

fn set(list: &[usize], k: usize, item: usize) -> Vec<usize> {
    let mut list = list.to_vec();
    list[k] = item;
    list
}

#[test]
fn every_transform() {
    each("transforms", |case, random| {
        let layout = case.layout();
        axes(case, &layout);
        places(case, &layout);
        pairs(case, &layout);
        slices(case, &layout, random);
        shapes(case, &layout);
        bytes(case, &layout, random);
    });
}

/// Whole axes: flipped, squeezed, expanded, permuted.
fn axes(case: &Case, layout: &Layout) {
    let (shape, ndim) = (&case.shape[..], case.shape.len());
    for axis in -5_isize..5 {
        let k = resolve(axis as i128, ndim as i128).map(|k| usize::try_from(k).unwrap());
        let (found, squeezed) = (layout.flip(axis), layout.squeeze(axis));
        match k {
            Some(k) => {
                expect(case, "flip", &found, shape, |i| {
                    case.at(&set(i, k, shape[k] - 1 - i[k]))
                });
                let rest = without(shape, k);
                expect_if(case, "squeeze", shape[k] == 1, &squeezed, &rest, |i| {
                    case.at(&with(i, k, 0))
                });
            }
            None => assert!(found.is_err() && squeezed.is_err()),
        }
        let expanded = layout.expand_dims(axis);
        match resolve(axis as i128, ndim as i128 + 1) {
            Some(k) => {
                let k = usize::try_from(k).unwrap();
                expect(case, "expand_dims", &expanded, &with(shape, k, 1), |i| {
                    case.at(&without(i, k))
                });
            }
            None => assert!(expanded.is_err()),
        }
    }
    let turned: Vec<usize> = shape.iter().rev().copied().collect();
    expect(case, "transpose", &Ok(layout.transpose()), &turned, |i| {
        case.at(&i.iter().rev().copied().collect::<Vec<_>>())
    });
    // Every list of up to three axes, of which most are no permutation.
    each_index(&vec![3; ndim], &mut |axes| {
        let named: Vec<isize> = axes
            .iter()
            .map(|&a| a.cast_signed() - if a == 0 { ndim.cast_signed() } else { 0 })
            .collect();
        let mut sorted = axes.to_vec();
        sorted.sort_unstable();
        let allowed = sorted.iter().copied().eq(0..ndim);
        let wanted: Vec<usize> = if allowed {
            axes.iter().map(|&a| shape[a]).collect()
        } else {
            vec![]
        };
        expect_if(
            case,
            "permute",
            allowed,
            &layout.permute(&named),
            &wanted,
            |i| {
                let mut from = vec![0; ndim];
                axes.iter().zip(i).for_each(|(&a, &i)| from[a] = i);
                case.at(&from)
            },
        );
    });
}

/// One place on an axis: an index, a cut.
fn places(case: &Case, layout: &Layout) {
    let shape = &case.shape[..];
    for k in 0..shape.len() {
        let n = shape[k].cast_signed();
        for index in -4..=4 {
            let at = resolve(index as i128, n as i128);
            let found = layout.select(k.cast_signed(), index);
            let i = usize::try_from(at.unwrap_or(0)).unwrap();
            expect_if(
                case,
                "select",
                at.is_some(),
                &found,
                &without(shape, k),
                |rest| case.at(&with(rest, k, i)),
            );
            let cut = if index < 0 { index + n } else { index };
            let halves = layout.split_at(k.cast_signed() - shape.len().cast_signed(), index);
            if !(0..=n).contains(&cut) {
                assert!(halves.is_err(), "{layout:?} {index}");
                continue;
            }
            let (cut, (head, tail)) = (cut.unsigned_abs(), halves.unwrap());
            expect(case, "head", &Ok(head), &set(shape, k, cut), |i| case.at(i));
            expect(
                case,
                "tail",
                &Ok(tail),
                &set(shape, k, shape[k] - cut),
                |i| case.at(&set(i, k, i[k] + cut)),
            );
        }
        for (window, step) in (0..5).flat_map(|w| (0..4).map(move |s| (w, s))) {
            let allowed = window > 0 && step > 0 && window <= shape[k];
            let windows = if allowed {
                (shape[k] - window) / step + 1
            } else {
                0
            };
            let wanted = [&set(shape, k, windows)[..], &[window]].concat();
            let found = layout.sliding_windows(k.cast_signed(), window, step);
            expect_if(case, "windows", allowed, &found, &wanted, |i| {
                let (inner, i) = (i[i.len() - 1], &i[..i.len() - 1]);
                case.at(&set(i, k, i[k] * step + inner))
            });
        }
    }
}

/// Two axes: a diagonal, an exchange, a move.
fn pairs(case: &Case, layout: &Layout) {
    let (shape, ndim) = (&case.shape[..], case.shape.len());
    for (a, b) in (0..ndim).flat_map(|a| (0..ndim).map(move |b| (a, b))) {
        let (x, y) = (a.cast_signed(), b.cast_signed() - ndim.cast_signed());
        let swap = |list: &[usize]| {
            let mut list = list.to_vec();
            list.swap(a, b);
            list
        };
        expect(
            case,
            "swap_axes",
            &layout.swap_axes(x, y),
            &swap(shape),
            |i| case.at(&swap(i)),
        );
        let wanted = with(&without(shape, a), b, shape[a]);
        expect(case, "move_axis", &layout.move_axis(x, y), &wanted, |i| {
            case.at(&with(&without(i, b), a, i[b]))
        });
        for offset in -4_isize..=4 {
            let (below, beside) = (
                (-offset).max(0).unsigned_abs(),
                offset.max(0).unsigned_abs(),
            );
            let n = shape[a]
                .saturating_sub(below)
                .min(shape[b].saturating_sub(beside));
            let rest: Vec<usize> = (0..ndim)
                .filter(|k| ![a, b].contains(k))
                .map(|k| shape[k])
                .collect();
            let wanted = [&rest[..], &[n]].concat();
            expect_if(
                case,
                "diagonal",
                a != b,
                &layout.diagonal(offset, x, y),
                &wanted,
                |i| {
                    let mut rest = i.iter();
                    let d = i[i.len() - 1];
                    let full: Vec<usize> = (0..ndim)
                        .map(|k| {
                            if k == a {
                                d + below
                            } else if k == b {
                                d + beside
                            } else {
                                *rest.next().unwrap()
                            }
                        })
                        .collect();
                    case.at(&full)
                },
            );
        }
    }
}

/// Keys by chance: each axis sliced, indexed or left.
fn slices(case: &Case, layout: &Layout, random: &mut Random) {
    for _ in 0..6 {
        let key: Vec<Part> = (0..case.shape.len())
            .map(|_| match random.below(6) {
                0 => Part::At(random.within(-4, 4)),
                _ => {
                    let mut bound = || (!random.one_in(4)).then(|| random.within(-5, 6));
                    Part::Slice((bound(), bound(), random.within(-4, 5)))
                }
            })
            .collect();
        // For each axis the indices that stay, and whether the axis does; nothing if the key is refused.
        let lists: Option<Vec<(Vec<usize>, bool)>> = (key.iter().zip(&case.shape))
            .map(|(part, &n)| match *part {
                Part::At(i) => Some((
                    vec![usize::try_from(resolve(i as i128, n as i128)?).unwrap()],
                    false,
                )),
                Part::Slice(given) if given.2 == 0 => None,
                Part::Slice(given) => {
                    let (first, count) = indices(given, n as i128);
                    let step = |k: i128| usize::try_from(first + k * given.2 as i128).unwrap();
                    Some(((0..count).map(step).collect(), true))
                }
                Part::NewAxis => None,
            })
            .collect();
        let plain: Vec<_> = key.iter().map(|part| part.index()).collect();
        let found = layout.slice(&plain);
        let Some(lists) = lists else {
            assert!(found.is_err(), "{key:?} of {layout:?}: {found:?}");
            continue;
        };
        let wanted: Vec<usize> = lists.iter().filter(|l| l.1).map(|l| l.0.len()).collect();
        expect(case, "slice", &found, &wanted, |index| {
            let mut index = index.iter();
            let full: Vec<usize> = lists
                .iter()
                .map(|(list, kept)| list[if *kept { *index.next().unwrap() } else { 0 }])
                .collect();
            case.at(&full)
        });
    }
}

/// Other shapes of the same items, and repeated ones.
fn shapes(case: &Case, layout: &Layout) {
    let len = case.offsets.len();
    let axes = |rank: usize| vec![if len <= 4 { 5 } else { len + 1 }; rank];
    for rank in 0..=if len <= 4 { 3 } else { 2 } {
        each_index(&axes(rank), &mut |wanted| {
            if wanted.iter().product::<usize>() != len {
                return;
            }
            let signed: Vec<isize> = wanted.iter().map(|n| n.cast_signed()).collect();
            let found = layout.reshape(&signed);
            let flat = |i: &[usize]| i.iter().zip(wanted).fold(0, |p, (&i, &n)| p * n + i);
            // Allowed if some strides lead to the items in their order.
            let mut strides_exist = true;
            each_index(wanted, &mut |i| {
                let straight: isize = (0..rank)
                    .map(|k| {
                        let one = (0..rank).fold(0, |p, j| {
                            p * wanted[j] + usize::from(j == k && wanted[k] > 1)
                        });
                        (case.offsets[one] - case.offsets[0]) * i[k].cast_signed()
                    })
                    .sum();
                strides_exist &= case.offsets[flat(i)] == case.offsets[0] + straight;
            });
            expect_if(case, "reshape", strides_exist, &found, wanted, |i| {
                case.offsets[flat(i)]
            });
            if let (Some(k), false) = (wanted.iter().position(|&n| n > 0), len == 0) {
                let mut open = signed.clone();
                open[k] = -1;
                assert_eq!(layout.reshape(&open).ok(), found.ok());
            }
        });
    }
    let wide: Vec<usize> = case
        .shape
        .iter()
        .map(|&n| if n == 1 { 2 } else { n })
        .collect();
    for wanted in [
        with(&case.shape, 0, 2),
        with(&wide, 0, 0),
        wide.clone(),
        with(&with(&wide, 0, 3), 0, 2),
    ] {
        let new = wanted.len() - case.shape.len();
        expect(
            case,
            "broadcast",
            &layout.broadcast_to(&wanted),
            &wanted,
            |i| {
                let from: Vec<usize> = i[new..]
                    .iter()
                    .zip(&case.shape)
                    .map(|(&i, &n)| i.min(n - 1))
                    .collect();
                case.at(&from)
            },
        );
    }
    if let Some(k) = case.shape.iter().position(|&n| n != 1) {
        assert!(
            layout
                .broadcast_to(&set(&case.shape, k, case.shape[k] + 1))
                .is_err()
        );
        assert!(layout.broadcast_to(&without(&case.shape, k)).is_err());
    }
}

/// Parts of items, items of another size, other strides.
fn bytes(case: &Case, layout: &Layout, random: &mut Random) {
    let size = case.itemsize;
    for (offset, part) in (0..6).flat_map(|o| (0..6).map(move |p| (o, p))) {
        let found = layout.field(offset, part, &[]);
        expect_if(
            case,
            "field",
            offset + part <= size,
            &found,
            &case.shape,
            |i| case.at(i) + offset.cast_signed(),
        );
        let pairs = [&case.shape[..], &[2]].concat();
        let found = layout.field(offset, part, &[2]);
        expect_if(
            case,
            "field of two",
            offset + 2 * part <= size,
            &found,
            &pairs,
            |i| case.at(&i[..i.len() - 1]) + (offset + i[i.len() - 1] * part).cast_signed(),
        );
    }
    for new in [1, 2, 3, 4, 6, 8] {
        let found = layout.reinterpret(new);
        let last = case.shape.last().is_some_and(|&n| {
            n == 1 || case.strides.last() == Some(&size.cast_signed()) || case.is_empty()
        });
        let first = !case.shape.is_empty() && layout.is_f_contiguous();
        let axis = if last {
            case.shape.len().wrapping_sub(1)
        } else {
            0
        };
        let whole = if new < size {
            size
        } else {
            case.shape.get(axis).map_or(0, |n| n * size)
        };
        let allowed = new == size || (last || first) && whole.is_multiple_of(new);
        assert_eq!(found.is_ok(), allowed, "{new} of {layout:?}: {found:?}");
        let Ok(found) = found else { continue };
        let order = if last || new == size {
            Order::C
        } else {
            Order::F
        };
        let listed = |l: &Layout| -> Vec<isize> {
            let l = if order == Order::F {
                l.transpose()
            } else {
                l.clone()
            };
            let size = l.itemsize().cast_signed();
            l.offsets().flat_map(|at| at..at + size).collect()
        };
        assert_eq!(
            listed(&found),
            listed(layout),
            "{new} of {layout:?}: {found:?}"
        );
    }
    // No byte between the lowest and the highest that no item has: then any layout within them is allowed.
    let covered = case.offsets.iter().fold(0_u64, |mask, at| {
        mask | ((1 << size) - 1) << (at - case.reach().map_or(0, |r| r.0))
    });
    let (low, high) = case.reach().unwrap_or((0, 0));
    let full = covered == (1_u64 << (high - low)) - 1;
    for _ in 0..4 {
        let rank = random.below(3);
        let shape: Vec<usize> = (0..rank).map(|_| random.below(4)).collect();
        let strides: Vec<isize> = (0..rank).map(|_| random.within(-5, 6)).collect();
        let mut wanted = Case {
            shape,
            strides,
            offset: 0,
            itemsize: size,
            format: case.format,
            offsets: vec![],
        };
        let by = random.within(-6, MEMORY.cast_signed());
        wanted.offset = case.offset.wrapping_add(by);
        let found = layout.as_strided(&wanted.shape, &wanted.strides, by);
        if case.is_empty() {
            assert!(found.is_err() || found.unwrap().is_empty());
            continue;
        }
        let inside = wanted.reach().is_none_or(|(l, h)| low <= l && h <= high);
        assert_eq!(
            found.is_ok(),
            full && inside,
            "{:?} {:?} {by} of {layout:?}: {found:?}",
            wanted.shape,
            wanted.strides
        );
        if let Ok(found) = found {
            let mut offsets = found.offsets();
            each_index(&wanted.shape, &mut |i| {
                assert_eq!(offsets.next(), Some(wanted.at(i)))
            });
        }
    }
}
