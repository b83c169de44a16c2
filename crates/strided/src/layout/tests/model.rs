//! What is a layout as a plain list of offsets, and what does each transform make of that list, by its naive definition?

use std::vec;
use std::vec::Vec;

use proptest::prelude::*;

use super::super::Layout;
use crate::key::Index;

/// A layout as a plain list: the offset of every item in C order.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::layout) struct Model {
    pub(in crate::layout) shape: Vec<usize>,
    pub(in crate::layout) offsets: Vec<isize>,
}

/// All indices of a shape in C order.
pub(super) fn indices(shape: &[usize]) -> Vec<Vec<usize>> {
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
    pub(in crate::layout) fn of(l: &Layout) -> Self {
        let at = |index: &[usize]| {
            let steps = index.iter().zip(l.strides());
            l.offset() + steps.map(|(&i, &s)| i as isize * s).sum::<isize>()
        };
        Model::from_fn(l.shape().to_vec(), at)
    }

    pub(in crate::layout) fn from_fn(shape: Vec<usize>, at: impl Fn(&[usize]) -> isize) -> Self {
        let offsets = indices(&shape).iter().map(|i| at(i)).collect();
        Model { shape, offsets }
    }

    pub(in crate::layout) fn at(&self, index: &[usize]) -> isize {
        let place = index
            .iter()
            .zip(&self.shape)
            .fold(0, |p, (&i, &n)| p * n + i);
        self.offsets[place]
    }

    pub(super) fn slice(&self, key: &[Index]) -> Option<Model> {
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

    pub(super) fn diagonal(&self, offset: isize, a: usize, b: usize) -> Model {
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

    pub(super) fn permute(&self, axes: &[usize]) -> Model {
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
    pub(super) fn bytes(&self, itemsize: usize) -> Vec<isize> {
        self.offsets
            .iter()
            .flat_map(|&o| o..o + itemsize as isize)
            .collect()
    }
}

/// A layout, valid or not: `new` decides. Lengths and strides are small, so that the naive lists stay short.
pub(in crate::layout) fn layouts() -> impl Strategy<Value = Layout> {
    let axes = prop::collection::vec((0_usize..5, -40_isize..40), 0..5);
    (axes, 1_usize..9).prop_map(|(axes, itemsize)| {
        let (shape, strides): (Vec<_>, Vec<_>) = axes.into_iter().unzip();
        let low = Layout::new(&shape, &strides, 0, itemsize).unwrap().reach();
        let offset = low.map_or(0, |r| -r.start);
        Layout::new(&shape, &strides, offset, itemsize).unwrap()
    })
}
