//! Which items behind pointers does a key select, and in which order do they lie?
//!
//! A key is cut into one key a level, and each level is sliced as any layout is. Whatever can be refused is refused before, by the layout that knows the axes of
//! the view.

use alloc::vec::Vec;
use core::cmp::Reverse;

use super::levels::Levels;
use crate::key::Slice;
use crate::{Error, Index, Layout};

impl Levels {
    pub(super) fn slice(&self, key: &[Index]) -> Result<Levels, Error> {
        let _ = self.flat().slice(key)?;
        let mut keys = alloc::vec![Vec::new(); self.all().len()];
        let (mut home, mut axis) = (Vec::new(), 0);
        // New axes belong to the level of the next axis that stays, or to the last one: so what a key leaves is in the order of the levels, if it was so before.
        let mut new = 0;
        let mut add = |level: usize, new: usize, part: Option<Index>| {
            let axes = core::iter::repeat_n(Index::NewAxis, new).chain(part);
            for part in axes {
                keys[level].push(part);
                if !matches!(part, Index::At(_)) {
                    home.push(level);
                }
            }
        };
        for part in spell_out(key, self.home().len()) {
            if let Index::NewAxis = part {
                new += 1;
                continue;
            }
            let level = self.home()[axis];
            axis += 1;
            match part {
                Index::At(_) => add(level, 0, Some(part)),
                _ => add(level, core::mem::take(&mut new), Some(part)),
            }
        }
        add(self.last(), new, None);
        let pairs = self.all().iter().zip(&keys);
        let levels = pairs.map(|(level, key)| level.slice(key));
        Levels::new(levels.collect::<Result<_, _>>()?, home)
    }

    pub(super) fn select(&self, axis: isize, index: isize) -> Result<Levels, Error> {
        let _ = self.flat().select(axis, index)?;
        let axis = self.flat().axis(axis)?;
        let (level, within) = (self.home()[axis], self.within(axis).cast_signed());
        let layout = self.all()[level].select(within, index)?;
        self.replaced(level, layout, self.without(axis))
    }

    pub(super) fn split_at(&self, axis: isize, index: isize) -> Result<(Levels, Levels), Error> {
        let _ = self.flat().split_at(axis, index)?;
        let axis = self.flat().axis(axis)?;
        let (level, within) = (self.home()[axis], self.within(axis).cast_signed());
        let (head, tail) = self.all()[level].split_at(within, index)?;
        let half = |layout| self.replaced(level, layout, self.home().to_vec());
        Ok((half(head)?, half(tail)?))
    }

    /// The homes of all axes but one.
    pub(super) fn without(&self, axis: usize) -> Vec<usize> {
        let mut home = self.home().to_vec();
        home.remove(axis);
        home
    }

    /// A layout of the same shape whose items lie in the order in which those of the view do: pointers outermost, and within a level as its strides have it.
    pub(super) fn in_order(&self) -> Layout {
        let (strides, mut order) = (self.strides(), self.stored());
        order.sort_by_key(|&axis| (self.home()[axis], Reverse(strides[axis].unsigned_abs())));
        let mut back = alloc::vec![0_usize; order.len()];
        for (place, &axis) in order.iter().enumerate() {
            back[axis] = place;
        }
        let mut sorted = Layout::blank();
        let sorted = self
            .flat()
            .permute_into(&order, &mut sorted)
            .map(|()| sorted.packed());
        let mut layout = Layout::blank();
        match sorted.and_then(|sorted| sorted.permute_into(&back, &mut layout)) {
            Ok(()) => layout,
            Err(_) => unreachable!("either list names each axis once"),
        }
    }
}

/// The key with as many integers and slices as there are axes, and no ellipsis. It was looked at before.
fn spell_out(key: &[Index], ndim: usize) -> impl Iterator<Item = Index> {
    let used = key
        .iter()
        .filter(|p| matches!(p, Index::At(_) | Index::Slice(_)))
        .count();
    let all = core::iter::repeat_n(Index::Slice(Slice::ALL), ndim - used);
    let at = key.iter().position(|p| matches!(p, Index::Ellipsis));
    let (head, tail) = key.split_at(at.unwrap_or(key.len()));
    let tail = tail.iter().skip(usize::from(at.is_some()));
    head.iter().copied().chain(all).chain(tail.copied())
}
