//! Does each transform, and every chain of them, do what its naive definition does?

use std::vec::Vec;

use proptest::prelude::*;

use super::super::Layout;
use super::model::{Model, indices, layouts};
use crate::Error;
use crate::key::{Index, Slice};

pub(super) fn parts() -> impl Strategy<Value = Index> {
    let bound = || {
        prop_oneof![
            Just(None),
            (-6_isize..6).prop_map(Some),
            any::<isize>().prop_map(Some)
        ]
    };
    let step = prop_oneof![
        -4_isize..0,
        1_isize..4,
        any::<isize>().prop_filter("zero", |&s| s != 0)
    ];
    prop_oneof![
        2 => (-5_isize..5).prop_map(Index::At),
        5 => (bound(), bound(), step).prop_map(|(a, b, c)| Index::Slice(Slice::new(a, b, c))),
        1 => Just(Index::Ellipsis),
        1 => Just(Index::NewAxis),
    ]
}

#[derive(Clone, Debug)]
enum Step {
    Slice(Vec<Index>),
    Select(usize, isize),
    Permute(u64),
    Transpose,
    Flip(usize),
    Squeeze(usize),
    Expand(usize),
    Reshape(Vec<isize>),
    Field(usize, usize, Vec<usize>),
    Diagonal(isize, usize, usize),
    Swap(usize, usize),
    Move(usize, usize),
    Split(usize, isize, bool),
    Reinterpret(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        6 => prop::collection::vec(parts(), 0..5).prop_map(Step::Slice),
        1 => (0_usize..6, -5_isize..5).prop_map(|(a, i)| Step::Select(a, i)),
        2 => any::<u64>().prop_map(Step::Permute),
        1 => Just(Step::Transpose),
        2 => (0_usize..6).prop_map(Step::Flip),
        1 => (0_usize..6).prop_map(Step::Squeeze),
        1 => (0_usize..6).prop_map(Step::Expand),
        2 => prop::collection::vec(-1_isize..7, 0..4).prop_map(Step::Reshape),
        1 => (0_usize..4, 1_usize..4, prop::collection::vec(0_usize..3, 0..2))
            .prop_map(|(o, s, shape)| Step::Field(o, s, shape)),
        1 => (-4_isize..5, 0_usize..4, 0_usize..4).prop_map(|(o, a, b)| Step::Diagonal(o, a, b)),
        1 => (0_usize..4, 0_usize..4).prop_map(|(a, b)| Step::Swap(a, b)),
        1 => (0_usize..4, 0_usize..4).prop_map(|(a, b)| Step::Move(a, b)),
        1 => (0_usize..4, -5_isize..6, any::<bool>()).prop_map(|(a, i, tail)| Step::Split(a, i, tail)),
        1 => (0_usize..9).prop_map(Step::Reinterpret),
    ];
    prop::collection::vec(step, 0..7)
}

/// Both answers: the layout's and the oracle's. `None` from the oracle: it has no opinion of its own.
fn apply(l: &Layout, m: &Model, step: &Step) -> (Result<Layout, Error>, Option<Model>) {
    let ndim = m.shape.len();
    match step {
        Step::Slice(key) => {
            let ellipses = key.iter().filter(|k| **k == Index::Ellipsis).count();
            let mut over = Layout::new(&[1; 9], &[7; 9], 3, 5).unwrap();
            match (l.slice_to(key, &mut over), l.slice(key)) {
                (Ok(()), Ok(sliced)) => assert_eq!(over, sliced),
                (to, sliced) => {
                    assert_eq!(to.err(), sliced.err());
                    assert_eq!(over, Layout::default());
                }
            }
            (l.slice(key), m.slice(key).filter(|_| ellipses < 2))
        }
        Step::Select(axis, i) => {
            let mut key = vec![Index::Slice(Slice::ALL); *axis];
            key.push(Index::At(*i));
            (l.select(*axis as isize, *i), m.slice(&key))
        }
        Step::Permute(seed) => {
            let mut axes: Vec<usize> = (0..ndim).collect();
            for i in (1..ndim).rev() {
                axes.swap(i, (*seed as usize >> (3 * i)) % (i + 1));
            }
            let signed: Vec<isize> = axes
                .iter()
                .map(|&k| k as isize - if seed & 1 == 0 { 0 } else { ndim as isize })
                .collect();
            (l.permute(&signed), Some(m.permute(&axes)))
        }
        Step::Transpose => {
            let axes: Vec<usize> = (0..ndim).rev().collect();
            (Ok(l.transpose()), Some(m.permute(&axes)))
        }
        Step::Flip(axis) => {
            let mut key = vec![Index::Slice(Slice::ALL); *axis];
            key.push(Index::Slice(Slice::REV));
            (l.flip(*axis as isize), m.slice(&key))
        }
        Step::Squeeze(axis) => {
            let ok = m.shape.get(*axis) == Some(&1);
            let mut shape = m.shape.clone();
            if ok {
                shape.remove(*axis);
            }
            let offsets = m.offsets.clone();
            (
                l.squeeze(*axis as isize),
                ok.then_some(Model { shape, offsets }),
            )
        }
        Step::Expand(axis) => {
            let mut key = vec![Index::Slice(Slice::ALL); *axis];
            key.push(Index::NewAxis);
            (
                l.expand_dims(*axis as isize),
                (*axis <= ndim).then(|| m.slice(&key).unwrap()),
            )
        }
        Step::Reshape(shape) => {
            let ours = l.reshape(shape);
            // Whether it is possible is asked in `reshape_refuses_only_what_cannot_be`; here only what comes out.
            let theirs = ours.as_ref().ok().map(|l| Model {
                shape: l.shape().to_vec(),
                offsets: m.offsets.clone(),
            });
            (ours, theirs)
        }
        Step::Field(offset, size, inner) => {
            let count: usize = inner.iter().product();
            let ok = offset + size * count <= l.itemsize();
            let theirs = ok.then(|| {
                let shape = [&m.shape[..], inner].concat();
                Model::from_fn(shape, |index| {
                    let (outer, item) = index.split_at(ndim);
                    let place = item.iter().zip(inner).fold(0, |p, (&i, &n)| p * n + i);
                    m.at(outer) + (offset + place * size) as isize
                })
            });
            (l.field(*offset, *size, inner), theirs)
        }
        Step::Diagonal(offset, a, b) => {
            let ok = *a < ndim && *b < ndim && a != b;
            let theirs = ok.then(|| m.diagonal(*offset, *a, *b));
            (l.diagonal(*offset, *a as isize, *b as isize), theirs)
        }
        Step::Swap(a, b) => {
            let theirs = (*a < ndim && *b < ndim).then(|| {
                let mut axes: Vec<usize> = (0..ndim).collect();
                axes.swap(*a, *b);
                m.permute(&axes)
            });
            (l.swap_axes(*a as isize, *b as isize), theirs)
        }
        Step::Move(from, to) => {
            let theirs = (*from < ndim && *to < ndim).then(|| {
                let mut axes: Vec<usize> = (0..ndim).filter(|k| k != from).collect();
                axes.insert(*to, *from);
                m.permute(&axes)
            });
            (l.move_axis(*from as isize, *to as isize), theirs)
        }
        Step::Split(axis, i, tail) => {
            let n = m.shape.get(*axis).map_or(0, |&n| n as isize);
            let at = if *i < 0 { i + n } else { *i };
            let theirs = (*axis < ndim && (0..=n).contains(&at)).then(|| {
                let mut key = vec![Index::Slice(Slice::ALL); *axis];
                let (start, stop) = if *tail { (at, n) } else { (0, at) };
                key.push(Index::Slice(Slice::between(start, stop)));
                m.slice(&key).unwrap()
            });
            let ours = l.split_at(*axis as isize, *i);
            (ours.map(|(a, b)| if *tail { b } else { a }), theirs)
        }
        Step::Reinterpret(size) => {
            let ours = l.reinterpret(*size);
            // Whether it is possible is asked in `reinterpret/tests.rs`; here, that the bytes are the same and come in the same order.
            let theirs = ours.as_ref().ok().map(Model::of);
            (ours, theirs)
        }
    }
}

fn check(l: &Layout, m: &Model) {
    assert_eq!(l.shape(), m.shape);
    assert_eq!(l.len(), m.offsets.len());
    assert_eq!(l.offsets().collect::<Vec<_>>(), m.offsets, "{l:?}");
    for (index, &offset) in indices(&m.shape).iter().zip(&m.offsets) {
        assert_eq!(l.offset_of(index), Some(offset));
    }
    let mut bytes = m.bytes(l.itemsize());
    bytes.sort_unstable();
    let reach = bytes
        .first()
        .map(|&first| first..bytes[bytes.len() - 1] + 1);
    assert_eq!(l.reach(), reach, "{l:?}");
    let distinct = bytes.windows(2).all(|w| w[0] != w[1]);
    assert_eq!(l.is_unique(), distinct, "{l:?}");
    let runs = |m: &Model| {
        m.offsets
            .windows(2)
            .all(|w| w[1] - w[0] == l.itemsize() as isize)
            || m.offsets.is_empty()
    };
    assert_eq!(l.is_c_contiguous(), runs(m), "{l:?}");
    let axes: Vec<usize> = (0..m.shape.len()).rev().collect();
    assert_eq!(l.is_f_contiguous(), runs(&m.permute(&axes)), "{l:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 2000 } else { 20_000 }))]

    /// The soundness of every view: after any chain of transforms each item is where the naive definition says, the reach is the reach of
    /// those items and lies inside the reach before, and items that were disjoint stay so.
    #[test]
    fn chains_of_transforms_keep_the_invariant(start in layouts(), chain in steps()) {
        let mut layout = start.clone();
        let mut model = Model::of(&layout);
        check(&layout, &model);
        for step in &chain {
            let (ours, theirs) = apply(&layout, &model, step);
            prop_assert_eq!(ours.is_ok(), theirs.is_some(), "{:?} of {:?}: {:?}", step, layout, ours);
            let (Ok(l), Some(m)) = (ours, theirs) else { continue };
            check(&l, &m);
            if let (Some(new), Some(old)) = (l.reach(), layout.reach()) {
                prop_assert!(old.start <= new.start && new.end <= old.end);
            }
            prop_assert!(!layout.is_unique() || l.is_unique(), "{:?} of {:?}", step, layout);
            (layout, model) = (l, m);
        }
    }

    #[test]
    fn broadcasting_repeats_items(start in layouts(), shape in prop::collection::vec(0_usize..5, 0..6)) {
        let model = Model::of(&start);
        let new = shape.len().checked_sub(start.ndim());
        let fits = new.is_some_and(|new| {
            start.shape().iter().zip(&shape[new..]).all(|(&from, &to)| from == to || from == 1)
        });
        let out = start.broadcast_to(&shape);
        prop_assert_eq!(out.is_ok(), fits);
        if let Ok(out) = out {
            let wanted = Model::from_fn(shape.clone(), |index| {
                let old = index[new.unwrap()..].iter().zip(start.shape());
                model.at(&old.map(|(&i, &n)| if n == 1 { 0 } else { i }).collect::<Vec<_>>())
            });
            prop_assert_eq!(out.offsets().collect::<Vec<_>>(), wanted.offsets);
            prop_assert!(out.is_empty() || out.reach() == start.reach());
        }
    }

    /// A reshape is refused exactly if no strides can do it: between neighbours of each new axis the step must be constant.
    #[test]
    fn reshape_refuses_only_what_cannot_be(start in layouts(), shape in prop::collection::vec(1_isize..7, 0..5)) {
        let items: usize = shape.iter().map(|n| n.unsigned_abs()).product();
        if items != start.len() {
            prop_assert!(start.reshape(&shape).is_err());
            return Ok(());
        }
        let shape_u: Vec<usize> = shape.iter().map(|n| n.unsigned_abs()).collect();
        let flat: Vec<isize> = start.offsets().collect();
        let model = Model { shape: shape_u.clone(), offsets: flat };
        let strides: Vec<isize> = (0..shape_u.len()).map(|k| {
            let mut one = vec![0; shape_u.len()];
            if shape_u[k] < 2 { return 0 }
            one[k] = 1;
            model.at(&one) - model.offsets[0]
        }).collect();
        let candidate = Layout::new(&shape_u, &strides, model.offsets[0], start.itemsize()).unwrap();
        let possible = candidate.offsets().collect::<Vec<_>>() == model.offsets;
        let ours = start.reshape(&shape);
        prop_assert_eq!(ours.is_ok(), possible, "{:?} to {:?}: {:?}", start, shape, ours);
    }
}
