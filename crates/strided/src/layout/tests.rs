//! The oracle is a list of the offsets of all items, moved about by the naive definition of each transform.

use std::string::ToString;
use std::vec;
use std::vec::Vec;

use proptest::prelude::*;

use super::{Layout, MAX_NDIM, Order};
use crate::key::{Index, Slice};
use crate::native_text::sized;
use crate::{AxisFault, Error, KeyFault, Limit};

/// A layout as a plain list: the offset of every item in C order.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Model {
    pub(super) shape: Vec<usize>,
    pub(super) offsets: Vec<isize>,
}

/// All indices of a shape in C order.
fn indices(shape: &[usize]) -> Vec<Vec<usize>> {
    let mut all = vec![vec![]];
    for &n in shape {
        all = all
            .into_iter()
            .flat_map(|head: Vec<usize>| (0..n).map(move |i| [&head[..], &[i]].concat()))
            .collect();
    }
    all
}

impl Model {
    pub(super) fn of(l: &Layout) -> Self {
        let at = |index: &[usize]| {
            let steps = index.iter().zip(l.strides());
            l.offset() + steps.map(|(&i, &s)| i as isize * s).sum::<isize>()
        };
        Model::from_fn(l.shape().to_vec(), at)
    }

    pub(super) fn from_fn(shape: Vec<usize>, at: impl Fn(&[usize]) -> isize) -> Self {
        let offsets = indices(&shape).iter().map(|i| at(i)).collect();
        Model { shape, offsets }
    }

    pub(super) fn at(&self, index: &[usize]) -> isize {
        let place = index
            .iter()
            .zip(&self.shape)
            .fold(0, |p, (&i, &n)| p * n + i);
        self.offsets[place]
    }

    fn slice(&self, key: &[Index]) -> Option<Model> {
        let used = key
            .iter()
            .filter(|k| matches!(k, Index::At(_) | Index::Slice(_)))
            .count();
        let mut rest = self.shape.len().checked_sub(used)?;
        // For each axis of self: a fixed index or a list; None marks a new axis.
        let mut plan: Vec<Option<Result<usize, Vec<usize>>>> = vec![];
        let mut axis = 0;
        for part in key {
            let n = self.shape.get(axis).copied().unwrap_or(0) as i128;
            match *part {
                Index::At(i) => {
                    let i = i as i128;
                    let i = if i < 0 { i + n } else { i };
                    (0..n).contains(&i).then_some(())?;
                    plan.push(Some(Ok(i as usize)));
                    axis += 1;
                }
                Index::Slice(s) => {
                    let (first, count, step) = s.indices(n as usize).ok()?;
                    let list = (0..count).map(|k| (first as isize + k as isize * step) as usize);
                    plan.push(Some(Err(list.collect())));
                    axis += 1;
                }
                Index::Ellipsis => {
                    for _ in 0..std::mem::take(&mut rest) {
                        plan.push(Some(Err((0..self.shape[axis]).collect())));
                        axis += 1;
                    }
                }
                Index::NewAxis => plan.push(None),
            }
        }
        for &n in &self.shape[axis..] {
            plan.push(Some(Err((0..n).collect())));
        }
        let shape = plan.iter().filter_map(|p| match p {
            Some(Ok(_)) => None,
            Some(Err(list)) => Some(list.len()),
            None => Some(1),
        });
        Some(Model::from_fn(shape.collect(), |index| {
            let mut index = index.iter();
            let mut old = vec![];
            for p in &plan {
                match p {
                    Some(Ok(i)) => old.push(*i),
                    Some(Err(list)) => old.push(list[*index.next().unwrap()]),
                    None => assert_eq!(index.next(), Some(&0)),
                }
            }
            self.at(&old)
        }))
    }

    fn diagonal(&self, offset: isize, a: usize, b: usize) -> Model {
        let (skip_a, skip_b) = ((-offset).max(0) as usize, offset.max(0) as usize);
        let n = self.shape[a]
            .saturating_sub(skip_a)
            .min(self.shape[b].saturating_sub(skip_b));
        let others: Vec<usize> = (0..self.shape.len())
            .filter(|&k| k != a && k != b)
            .collect();
        let mut shape: Vec<usize> = others.iter().map(|&k| self.shape[k]).collect();
        shape.push(n);
        Model::from_fn(shape, |index| {
            let mut old = vec![0; self.shape.len()];
            for (&k, &i) in others.iter().zip(index) {
                old[k] = i;
            }
            let i = index[others.len()];
            (old[a], old[b]) = (i + skip_a, i + skip_b);
            self.at(&old)
        })
    }

    fn permute(&self, axes: &[usize]) -> Model {
        let shape = axes.iter().map(|&k| self.shape[k]).collect();
        Model::from_fn(shape, |index| {
            let mut old = vec![0; axes.len()];
            for (&k, &i) in axes.iter().zip(index) {
                old[k] = i;
            }
            self.at(&old)
        })
    }

    /// The bytes that the items cover.
    fn bytes(&self, itemsize: usize) -> Vec<isize> {
        self.offsets
            .iter()
            .flat_map(|&o| o..o + itemsize as isize)
            .collect()
    }
}

/// A layout, valid or not: `new` decides. Lengths and strides are small, so that the naive lists stay short.
pub(super) fn layouts() -> impl Strategy<Value = Layout> {
    let axes = prop::collection::vec((0_usize..5, -40_isize..40), 0..5);
    (axes, 1_usize..9).prop_map(|(axes, itemsize)| {
        let (shape, strides): (Vec<_>, Vec<_>) = axes.into_iter().unzip();
        let low = Layout::new(&shape, &strides, 0, itemsize).unwrap().reach();
        let offset = low.map_or(0, |r| -r.start);
        Layout::new(&shape, &strides, offset, itemsize).unwrap()
    })
}

fn parts() -> impl Strategy<Value = Index> {
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

    /// Numbers from the whole range: `new` accepts exactly what i128 arithmetic accepts, and nothing later panics.
    #[test]
    fn extreme_numbers_are_refused_or_sound(
        axes in prop::collection::vec((extreme_len(), extreme()), 0..4),
        offset in extreme(),
        itemsize in extreme_len(),
        key in prop::collection::vec(parts(), 0..4),
        flip in 0_isize..4,
    ) {
        let (shape, strides): (Vec<usize>, Vec<isize>) = axes.into_iter().unzip();
        let ours = Layout::new(&shape, &strides, offset, itemsize);
        prop_assert_eq!(ours.is_ok(), fits(&shape, &strides, offset, itemsize));
        if let Ok(layout) = ours {
            for result in [layout.slice(&key), layout.flip(flip), layout.select(flip, -1), layout.squeeze(flip),
                           layout.reshape(&[-1]), layout.expand_dims(flip), layout.field(1, 2, &[3])] {
                let Ok(out) = result else { continue };
                if let Some(new) = out.reach() {
                    let old = layout.reach().unwrap();
                    prop_assert!(old.start <= new.start && new.end <= old.end, "{:?} -> {:?}", layout, out);
                }
                out.is_unique();
                out.is_contiguous();
            }
        }
    }
}

/// The bits of an address.
const BITS: u32 = usize::BITS;

fn extreme() -> impl Strategy<Value = isize> {
    let edge = prop::sample::select(vec![
        0,
        1,
        -1,
        1 << (BITS / 2 - 1),
        1 << (BITS / 2),
        1 << (BITS - 2),
        isize::MIN,
        isize::MAX,
        -(1 << (BITS - 2)),
    ]);
    prop_oneof![edge, any::<isize>(), -9_isize..9]
}

fn extreme_len() -> impl Strategy<Value = usize> {
    let edge = prop::sample::select(vec![
        0,
        1,
        2,
        1 << (BITS / 2 - 1),
        1 << (BITS / 2),
        1 << (BITS - 2),
        1 << (BITS - 1),
        usize::MAX,
        isize::MAX as usize,
    ]);
    prop_oneof![edge, any::<usize>(), 0_usize..9]
}

/// The invariant of [`Layout`] in numbers that cannot overflow.
fn fits(shape: &[usize], strides: &[isize], offset: isize, itemsize: usize) -> bool {
    let max = isize::MAX as u128;
    let mut items = 1_u128;
    for &n in shape {
        items = items.saturating_mul(n.max(1) as u128);
    }
    if items > max || items.saturating_mul(itemsize as u128) > max {
        return false;
    }
    if shape.contains(&0) {
        return true;
    }
    let (mut low, mut high) = (offset as i128, offset as i128);
    for (&n, &s) in shape.iter().zip(strides) {
        let far = s as i128 * (n as i128 - 1);
        low += far.min(0);
        high += far.max(0);
    }
    high += itemsize as i128;
    low >= isize::MIN as i128 && high <= isize::MAX as i128 && high - low <= isize::MAX as i128
}

/// Every product that is 0 modulo 2^64, or 2^32 where an address has so many bits, is refused, though it looks empty.
#[test]
fn a_product_that_wraps_to_zero_is_no_empty_layout() {
    for shape in [
        vec![1 << (BITS / 2), 1 << (BITS / 2)],
        vec![1 << (BITS - 2), 4],
        vec![1 << (BITS - 1), 2],
        vec![1 << (BITS / 2 + 1), 1 << (BITS / 2 - 1), 0],
    ] {
        let e = Layout::contiguous(&shape, 1, Order::C).unwrap_err();
        let Error::Overflow(Limit::Size { axis, len, bytes }) = e else {
            panic!("{shape:?}: {e}")
        };
        assert_eq!(axis.map(|k| shape[k]), Some(len));
        assert!(bytes as u128 * len as u128 > isize::MAX as u128);
        assert_eq!(
            e.to_string(),
            format!(
                "axis {} is too long: {len} times {bytes} bytes do not fit the address space",
                axis.unwrap()
            )
        );
    }
    let many = 1 << (BITS - 2);
    assert!(Layout::contiguous(&[many, 0], 1, Order::C).is_ok());
    assert!(Layout::contiguous(&[many, 0], 8, Order::C).is_err());
    assert!(Layout::contiguous(&[many], 0, Order::C).is_ok());
}

#[test]
fn the_offset_of_an_empty_view_never_moves() {
    let l = Layout::new(&[5, 3], &[12, 4], 8, 4).unwrap();
    let empty = l
        .slice(&[Index::At(4), Index::Slice(Slice::new(Some(3), None, 1))])
        .unwrap();
    assert_eq!((empty.shape(), empty.offset()), (&[0][..], 8));
    let wild = Layout::new(&[5, 0, 2], &[isize::MAX, isize::MIN, -7], isize::MIN, 4).unwrap();
    for out in [
        wild.flip(0).unwrap(),
        wild.select(0, 4).unwrap(),
        wild.slice(&[
            Index::Slice(Slice::REV),
            Index::Slice(Slice::REV),
            Index::At(1),
        ])
        .unwrap(),
        wild.reshape(&[0, 7]).unwrap(),
        wild.field(1, 2, &[]).unwrap(),
    ] {
        assert_eq!(out.offset(), isize::MIN);
        assert_eq!(out.reach(), None);
    }
}

#[test]
fn refusals_name_axis_and_number() {
    let l = Layout::contiguous(&[2, 3], 4, Order::C).unwrap();
    let cases: Vec<(Result<Layout, Error>, &str)> = vec![
        (
            l.slice(&[Index::At(0), Index::At(3)]),
            "index 3 is out of bounds: axis 1 has length 3",
        ),
        (
            l.select(1, -4),
            "index -4 is out of bounds: axis 1 has length 3",
        ),
        (l.select(2, 0), "axis 2 is out of bounds: there are 2 axes"),
        (l.flip(-3), "axis -3 is out of bounds: there are 2 axes"),
        (
            l.slice(&[Index::At(0); 3]),
            "too many indices: 3 for 2 dimensions",
        ),
        (
            l.slice(&[Index::Ellipsis; 2]),
            "a key can have only one ellipsis ('...')",
        ),
        (
            l.slice(&[Index::Slice(Slice::every(0))]),
            "slice step cannot be zero: it is for axis 0",
        ),
        (l.permute(&[0, 0]), "axis 0 is named twice"),
        (l.permute(&[0]), "1 axes are named: there are 2"),
        (
            l.permute(&[0, 2]),
            "axis 2 is out of bounds: there are 2 axes",
        ),
        (
            l.squeeze(0),
            "axis 0 cannot be squeezed: its length is 2, not 1",
        ),
        (
            l.expand_dims(3),
            "axis 3 is out of bounds: there are 3 axes",
        ),
        (
            l.reshape(&[4]),
            "cannot reshape shape (2, 3) to (4,): there are 6 items",
        ),
        (
            l.reshape(&[-1, 4]),
            "cannot reshape shape (2, 3) to (-1, 4): 6 items do not divide among the other axes",
        ),
        (
            l.reshape(&[-1, -1]),
            "cannot reshape shape (2, 3) to (-1, -1): only one length can be -1",
        ),
        (
            l.reshape(&[-2, 3]),
            "cannot reshape shape (2, 3) to (-2, 3): length -2 of axis 0 is negative",
        ),
        (
            l.transpose().reshape(&[6]),
            "cannot reshape shape (3, 2) to (6,): axes 0 and 1 do not run into each other: stride 4 is not 2 * 12 bytes",
        ),
        (
            l.broadcast_to(&[3]),
            "cannot broadcast shape (2, 3) to (3,): it has fewer axes",
        ),
        (
            l.broadcast_to(&[9, 4, 3]),
            "cannot broadcast shape (2, 3) to (9, 4, 3): axis 0 has length 2, not 1 or 4",
        ),
        (
            l.field(2, 3, &[]),
            "the layout reaches bytes 2..5, the memory has 0..4",
        ),
        (
            Layout::new(&[1], &[1, 2], 0, 1),
            "cannot lay out shape (1,) to (1,): there are 2 strides",
        ),
        (
            Layout::contiguous(&[1; 65], 1, Order::C),
            "number of dimensions must not exceed 64, but is 65",
        ),
        (
            Layout::new(&[2], &[isize::MAX], 1, 1),
            "axis 0 leads outside the address space: 2 items MAX bytes apart, from offset 1 on",
        ),
    ];
    for (result, text) in cases {
        assert_eq!(result.unwrap_err().to_string(), sized(text));
    }
    assert_eq!(
        l.squeeze(0).unwrap_err(),
        Error::Axis {
            axis: 0,
            ndim: 2,
            fault: AxisFault::Length(2)
        }
    );
    assert_eq!(
        l.slice(&[Index::At(0); 3]).unwrap_err(),
        Error::Key(KeyFault::TooMany { given: 3, ndim: 2 })
    );
}

#[test]
fn ranks_up_to_64_work_and_no_further() {
    let full = Layout::contiguous(&[1; MAX_NDIM], 4, Order::F).unwrap();
    assert_eq!(full.ndim(), 64);
    assert!(full.is_contiguous());
    assert_eq!(
        full.expand_dims(0).unwrap_err(),
        Error::Overflow(Limit::Rank(65))
    );
    assert_eq!(
        full.slice(&[Index::NewAxis]).unwrap_err(),
        Error::Overflow(Limit::Rank(65))
    );
    assert_eq!(
        full.slice(&[Index::NewAxis, Index::At(0)]).unwrap().ndim(),
        64
    );
    assert_eq!(
        full.field(0, 1, &[2]).unwrap_err(),
        Error::Overflow(Limit::Rank(65))
    );
    let axes: Vec<isize> = (0..64).rev().collect();
    assert_eq!(
        full.permute(&axes).unwrap().offsets().collect::<Vec<_>>(),
        [0]
    );
    assert_eq!(full.reshape(&[]).unwrap().ndim(), 0);
}

#[test]
fn contiguity_is_that_of_cpython() {
    let l = |shape: &[usize], strides: &[isize]| {
        let l = Layout::new(shape, strides, 0, 1).unwrap();
        (l.is_c_contiguous(), l.is_f_contiguous())
    };
    assert_eq!(l(&[2, 1, 3], &[3, 99, 1]), (true, false));
    assert_eq!(l(&[1, 3], &[-5, 1]), (true, true));
    assert_eq!(l(&[2], &[0]), (false, false));
    assert_eq!(l(&[], &[]), (true, true));
    assert_eq!(l(&[3, 0], &[7, -9]), (true, true));
}

#[test]
fn layouts_are_equal_in_all_parts_or_not() {
    let of = |shape: &[usize], strides: &[isize], offset, itemsize| {
        Layout::new(shape, strides, offset, itemsize).unwrap()
    };
    let all = [
        of(&[2, 3], &[12, 4], 8, 4),
        of(&[2, 3], &[12, 4], 4, 4),
        of(&[2, 3], &[12, 4], 8, 2),
        of(&[2, 2], &[12, 4], 8, 4),
        of(&[2, 3], &[16, 4], 8, 4),
        of(&[2, 3, 1], &[12, 4, 4], 8, 4),
    ];
    for (i, a) in all.iter().enumerate() {
        for (k, b) in all.iter().enumerate() {
            assert_eq!(a == b, i == k, "{a:?} {b:?}");
        }
    }
}

/// Only items have a place: a box without any stays where it is, even if its ranges begin behind the last index.
#[test]
fn a_box_of_indices_is_a_slice() {
    let l = Layout::new(&[4, 3], &[-8, 2], 24, 2).unwrap();
    let full = [Slice::from(1..3), Slice::from(2..3)].map(Index::Slice);
    assert_eq!(l.window(&[1..3, 2..3]), l.slice(&full).unwrap());
    for ranges in [[4..4, 0..3], [1..3, 3..3], [2..2, 1..1]] {
        let empty = l.window(&ranges);
        assert_eq!(empty.offset(), l.offset(), "{ranges:?}");
        assert_eq!(empty.shape(), [ranges[0].len(), ranges[1].len()]);
    }
    assert_eq!(l.rows(4..4).offset(), l.offset());
    let none = Layout::new(&[4, 0], &[8, 2], 6, 2).unwrap();
    for moved in [none.window(&[2..4, 0..0]), none.rows(2..4), none.moved(8)] {
        assert_eq!(moved.offset(), 6, "{moved:?}");
    }
}

#[test]
fn offsets_tell_how_many_are_left() {
    let l = Layout::new(&[2, 3], &[30, -4], 8, 4).unwrap();
    let mut offsets = l.offsets();
    for left in (0..6).rev() {
        assert_eq!(offsets.len(), left + 1);
        assert!(offsets.next().is_some());
    }
    assert_eq!((offsets.size_hint(), offsets.next()), ((0, Some(0)), None));
}
