//! Do specifications, views, casts and pointers take extreme numbers?

use memoryview::{
    Buffer, Cast, CastFault, IndirectView, Layout, Order, Slice, Spec, View, ViewMut,
};

use super::layouts::model;
use super::{LENGTHS, SIGNED, SIZES};
use crate::effort::{Random, amount, by_chance};
use crate::model::{Model, Part};

/// A specification of extreme numbers, over 64 bytes.
#[test]
fn specifications_and_views() {
    let mut bytes = [7_u8; 64];
    by_chance(
        "extreme specifications",
        amount(8_000, 200_000, 3_000_000),
        |random, cases| {
            for _ in 0..cases {
                let rank = random.below(4);
                let shape: Vec<isize> = (0..rank)
                    .map(|_| {
                        if random.one_in(3) {
                            random.pick(&SIGNED)
                        } else {
                            random.within(-1, 5)
                        }
                    })
                    .collect();
                let strides: Vec<isize> = (0..rank)
                    .map(|_| {
                        if random.one_in(3) {
                            random.pick(&SIGNED)
                        } else {
                            random.within(-9, 9)
                        }
                    })
                    .collect();
                let offset = if random.one_in(4) {
                    random.pick(&SIGNED)
                } else {
                    random.within(-2, 66)
                };
                let itemsize = if random.one_in(4) {
                    random.pick(&SIZES)
                } else {
                    random.below(9)
                };
                let format = random.pick(&["B", "<H", ">q", "3s", "0s", "T{B:a:<I:b:}"]);
                let spec = Spec::new(format)
                    .unwrap()
                    .shape(&shape)
                    .strides(&strides)
                    .offset(offset)
                    .itemsize(itemsize);
                let lengths: Vec<usize> = shape.iter().map(|n| n.unsigned_abs()).collect();
                let wanted = model(&lengths, &strides, offset, itemsize);
                let (low, high) = if wanted.is_valid() {
                    wanted.reach()
                } else {
                    (0, 0)
                };
                let fits = wanted.is_valid() && (wanted.is_empty() || low >= 0 && high <= 64);
                let fits = fits && shape.iter().all(|&n| n >= 0);
                match View::from_bytes(&bytes, &spec) {
                    Ok(view) => {
                        assert!(fits, "{spec}");
                        wanted.check(view.layout(), &"view");
                        if view.len() <= 4096 {
                            read(&view, random);
                        }
                    }
                    Err(error) => assert!(!fits, "{spec}: {error}"),
                }
                assert_eq!(Buffer::from_bytes(bytes.to_vec(), &spec).is_ok(), fits);
                assert_eq!(Buffer::from_owner(bytes, &spec).is_ok(), fits);
                let unique = fits && wanted_unique(&spec);
                assert_eq!(
                    ViewMut::from_bytes(&mut bytes, &spec).is_ok(),
                    unique,
                    "{spec}"
                );
                // The same without strides, and as text.
                let packed = spec.clone().order(random.pick(&[Order::C, Order::F]));
                let text = packed.to_string();
                assert_eq!(text.parse::<Spec>().unwrap(), packed, "{text}");
                if let Ok(view) = View::from_bytes(&bytes, &packed) {
                    assert!(view.is_contiguous());
                    assert!(
                        view.is_empty()
                            || view.nbytes() + offset.unsigned_abs() <= 64
                            || view.itemsize() == 0
                    );
                }
            }
        },
    );
}

fn wanted_unique(spec: &Spec) -> bool {
    spec.layout(64).is_ok_and(|layout| layout.is_unique())
}

/// All readers of a small view that is allowed to exist.
fn read(view: &View<'_>, random: &mut Random) {
    let bytes = view.to_bytes(Order::C).unwrap();
    assert_eq!(bytes.len(), view.nbytes());
    assert_eq!(view.iter().count(), view.len());
    let shown = view.to_string();
    assert!(!shown.is_empty());
    let _ = view.hash_bytes();
    let group = random.pick(&SIGNED);
    let hex = view.hex(Some('-'), group).unwrap();
    assert_eq!(hex.replace('-', "").len(), 2 * bytes.len());
    let blocks = view.blocks(random.pick(&LENGTHS));
    assert_eq!(
        blocks.map(|block| block.view.len()).sum::<usize>(),
        view.len()
    );
    let (axis, index) = (random.pick(&SIGNED), random.pick(&SIGNED));
    let taken = view.take(axis, &[index]);
    let is_there = memoryview_axis(view, axis)
        .is_some_and(|n| crate::model::resolve(index as i128, n).is_some());
    assert_eq!(taken.is_ok(), is_there, "{view:?} {axis} {index}");
    assert_eq!(
        view.axis_iter(axis).is_ok(),
        memoryview_axis(view, axis).is_some()
    );
    assert_eq!(
        view.field(index).is_ok(),
        usize::try_from(index).is_ok_and(|i| i < view.format().fields().len())
            || index < 0 && index.unsigned_abs() <= view.format().fields().len()
    );
    assert_eq!(
        view.item(vec![index; view.ndim()]).is_ok() || view.format().is_opaque(),
        view.format().is_opaque()
            || view
                .shape()
                .iter()
                .all(|&n| crate::model::resolve(index as i128, n as i128).is_some())
    );
    let lists = view.shape().iter().take_while(|&&n| n > 0);
    let hollow = view.is_empty() && lists.map(|&n| n as i128).product::<i128>() > 1 << 20;
    assert!(view.to_list().is_ok() != hollow || view.format().is_opaque());
}

fn memoryview_axis(view: &View<'_>, axis: isize) -> Option<i128> {
    let k = crate::model::resolve(axis as i128, view.ndim() as i128)?;
    Some(view.shape()[usize::try_from(k).unwrap()] as i128)
}

/// Items without bytes may be as many as an `isize` counts, in no memory at all.
#[test]
fn items_without_bytes_cost_nothing() {
    for n in LENGTHS {
        let spec = Spec::new("0s").unwrap().shape([n]);
        let view = View::from_bytes(&[], &spec).unwrap();
        let len = n.min(isize::MAX.unsigned_abs());
        assert_eq!((view.len(), view.nbytes()), (len, 0));
        assert!(view.to_bytes(Order::F).unwrap().is_empty());
        // More than 1000 are shown in part.
        assert!(view.to_string().len() < 8000);
        assert_eq!(view.hash_bytes(), View::from_slice::<u8>(&[]).hash_bytes());
        let mut iter = view.iter();
        assert_eq!(iter.len_hint(), len);
        assert_eq!(iter.nth(len.saturating_sub(1)).is_some(), len > 0);
        assert!(iter.next().is_none());
        if n > isize::MAX as usize / 16 {
            assert!(view.to_list().is_err(), "no memory holds so many values");
        }
    }
}

trait LenHint {
    fn len_hint(&self) -> usize;
}

impl<I: Iterator> LenHint for I {
    fn len_hint(&self) -> usize {
        self.size_hint().0
    }
}

#[test]
fn casts() {
    for len in LENGTHS {
        let Ok(layout) = Layout::contiguous(&[len], 1, Order::C) else {
            continue;
        };
        for to in ["B", "h", "d"] {
            let Ok(cast) = Cast::new(&layout, "B", to, Some(1)) else {
                continue;
            };
            let size = cast.format().size() as i128;
            for shape in SIGNED.iter().flat_map(|&n| SIGNED.map(|m| [n, m])) {
                let wanted = shape.iter().all(|&n| n > 0)
                    && (shape[0] as i128 * shape[1] as i128).checked_mul(size) == Some(len as i128);
                let shaped = cast.shaped(shape.map(Ok::<_, CastFault>));
                assert_eq!(shaped.is_ok(), wanted, "{len} {to} {shape:?}");
            }
        }
    }
}

/// Behind pointers: slices, indices, and shapes without items.
#[test]
fn items_behind_pointers() {
    let rows = [[1_u16, 2, 3], [4, 5, 6]];
    let v = IndirectView::from_rows(&[&rows[0][..], &rows[1]]).unwrap();
    let direct = Model {
        shape: vec![2, 3],
        strides: vec![6, 2],
        offset: 0,
        itemsize: 2,
    };
    for (i, j) in SIGNED.iter().flat_map(|&i| SIGNED.map(|j| (i, j))) {
        let wanted = direct
            .slice(&[Part::At(i), Part::At(j)])
            .map(|m| m.offset / 2 + 1);
        assert_eq!(v.get::<u16>([i, j]).ok().map(i128::from), wanted);
        assert_eq!(
            v.select(i, j).ok().map(|v| v.len() as i128),
            direct.select(i, j).map(|m| m.shape[0])
        );
        for (a, b) in SIGNED.iter().flat_map(|&a| SIGNED.map(|b| (a, b))) {
            let given = (Some(i), Some(j), a);
            let wanted = direct.slice(&[Part::Slice(given), Part::Slice((None, None, b))]);
            let found = v.slice((Slice::new(Some(i), Some(j), a), Slice::every(b)));
            assert_eq!(found.is_ok(), wanted.is_some());
            if let (Ok(found), Some(wanted)) = (found, wanted) {
                let shape: Vec<i128> = found.shape().iter().map(|&n| n as i128).collect();
                assert_eq!(shape, wanted.shape);
                assert_eq!(found.to_bytes(Order::F).unwrap().len(), found.nbytes());
            }
        }
    }
}
