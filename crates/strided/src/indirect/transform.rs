//! How do the axes of a view behind pointers change, level by level?
//!
//! What concerns one axis concerns its level. What joins axes needs them in one level: between two of them pointers stand. An axis of one item may
//! belong to any level, for its step is never taken.

use alloc::vec::Vec;

use memoryview_format::Format;

use super::levels::Levels;
use crate::error::MemoryFault;
use crate::layout::reshape::{group, runs_on};
use crate::path::{FieldPath, Place};
use crate::{Error, Order};

impl Levels {
    /// The axes in this order, which names each once.
    fn arranged(&self, order: &[usize]) -> Result<Levels, Error> {
        let levels = self.all().iter().enumerate().map(|(level, layout)| {
            let axes = order.iter().filter(|&&axis| self.home()[axis] == level);
            let axes: Vec<_> = axes.map(|&axis| self.within(axis).cast_signed()).collect();
            layout.permute(&axes)
        });
        let home = order.iter().map(|&axis| self.home()[axis]).collect();
        Levels::new(levels.collect::<Result<_, _>>()?, home)
    }

    pub(super) fn permute(&self, axes: &[isize]) -> Result<Levels, Error> {
        let _ = self.flat().permute(axes)?;
        let order = axes.iter().map(|&axis| self.flat().axis(axis));
        self.arranged(&order.collect::<Result<Vec<_>, _>>()?)
    }

    pub(super) fn swap_axes(&self, axis1: isize, axis2: isize) -> Result<Levels, Error> {
        let mut order: Vec<usize> = (0..self.home().len()).collect();
        order.swap(self.flat().axis(axis1)?, self.flat().axis(axis2)?);
        self.arranged(&order)
    }

    pub(super) fn move_axis(&self, from: isize, to: isize) -> Result<Levels, Error> {
        let mut order: Vec<usize> = (0..self.home().len()).collect();
        let (from, to) = (self.flat().axis(from)?, self.flat().axis(to)?);
        let axis = order.remove(from);
        order.insert(to, axis);
        self.arranged(&order)
    }

    pub(super) fn flip(&self, axis: isize) -> Result<Levels, Error> {
        let axis = self.flat().axis(axis)?;
        let level = self.home()[axis];
        let layout = self.all()[level].flip(self.within(axis).cast_signed())?;
        self.replaced(level, layout, self.home().to_vec())
    }

    pub(super) fn squeeze(&self, axis: isize) -> Result<Levels, Error> {
        let _ = self.flat().squeeze(axis)?;
        let axis = self.flat().axis(axis)?;
        let level = self.home()[axis];
        let layout = self.all()[level].squeeze(self.within(axis).cast_signed())?;
        self.replaced(level, layout, self.without(axis))
    }

    pub(super) fn expand_dims(&self, axis: isize) -> Result<Levels, Error> {
        let wider = self.flat().expand_dims(axis)?;
        let place = wider.axis(axis)?;
        let level = self.home().get(place).copied().unwrap_or(self.last());
        self.expanded(place, level)
    }

    /// With a new axis of length 1, of this level.
    fn expanded(&self, place: usize, level: usize) -> Result<Levels, Error> {
        let mut home = self.home().to_vec();
        let before = home[..place].iter().filter(|&&home| home == level);
        let within = before.count().cast_signed();
        home.insert(place, level);
        self.replaced(level, self.all()[level].expand_dims(within)?, home)
    }

    pub(super) fn broadcast_to(&self, shape: &[usize]) -> Result<Levels, Error> {
        let _ = self.flat().broadcast_to(shape)?;
        let new = shape.len() - self.home().len();
        let first = self.home().first().copied().unwrap_or(self.last());
        let mut home = alloc::vec![first; new];
        home.extend(self.home());
        let levels = self.all().iter().enumerate().map(|(level, layout)| {
            let axes = shape.iter().zip(&home).filter(|&(_, &home)| home == level);
            layout.broadcast_to(&axes.map(|(&n, _)| n).collect::<Vec<_>>())
        });
        Levels::new(levels.collect::<Result<_, _>>()?, home)
    }

    pub(super) fn reshape(&self, shape: &[isize]) -> Result<Levels, Error> {
        // Without gaps every shape of as many items will do: what is refused here is refused of all views.
        let flat = self.flat().reshape(shape)?;
        let shape = flat.shape();
        if flat.is_empty() {
            return Levels::stacked(Vec::from([flat.clone()]));
        }
        let (homes, strides) = (self.home(), self.strides());
        let old: Vec<(usize, usize, isize)> = (0..homes.len())
            .map(|k| (k, self.shape()[k], strides[k]))
            .filter(|&(_, n, _)| n > 1)
            .collect();
        let (mut rest, mut home) = (&old[..], Vec::new());
        while home.len() < shape.len() {
            let (taken, count) = group(rest, &shape[home.len()..]);
            let (merged, others) = rest.split_at(taken);
            let level = rest.first().map_or(self.last(), |&(k, ..)| homes[k]);
            if let Some(&[(k, ..), (l, ..)]) =
                merged.windows(2).find(|p| homes[p[0].0] != homes[p[1].0])
            {
                let why = alloc::format!(
                    "axes {k} and {l} do not run into each other: pointers stand between them"
                );
                return Err(Error::shape("reshape", self.shape(), shape, why));
            }
            runs_on(merged, self.shape(), shape)?;
            home.extend(core::iter::repeat_n(level, count));
            rest = others;
        }
        let levels = self.all().iter().enumerate().map(|(level, layout)| {
            let axes = shape.iter().zip(&home).filter(|&(_, &home)| home == level);
            // Lengths fit an isize by rule 3. Each group is of one level: so this level's axes are cut as the view's are.
            layout.reshape(&axes.map(|(&n, _)| n.cast_signed()).collect::<Vec<_>>())
        });
        Levels::new(levels.collect::<Result<_, _>>()?, home)
    }

    pub(super) fn diagonal(
        &self,
        offset: isize,
        axis1: isize,
        axis2: isize,
    ) -> Result<Levels, Error> {
        let _ = self.flat().diagonal(offset, axis1, axis2)?;
        let (first, second) = (self.flat().axis(axis1)?, self.flat().axis(axis2)?);
        let level = self.home()[first];
        if self.home()[second] != level {
            let axis = if level < self.home()[second] {
                first
            } else {
                second
            };
            return Err(Error::Memory(MemoryFault::Indirect { axis }));
        }
        let layout = self.all()[level].diagonal(
            offset,
            self.within(first).cast_signed(),
            self.within(second).cast_signed(),
        )?;
        let mut home = self.home().to_vec();
        home.remove(first.max(second));
        home.remove(first.min(second));
        home.push(level);
        self.replaced(level, layout, home)
    }

    pub(super) fn sliding_windows(
        &self,
        axis: isize,
        window: usize,
        step: usize,
    ) -> Result<Levels, Error> {
        let _ = self.flat().sliding_windows(axis, window, step)?;
        let axis = self.flat().axis(axis)?;
        let level = self.home()[axis];
        let within = self.within(axis).cast_signed();
        let layout = self.all()[level].sliding_windows(within, window, step)?;
        let mut home = self.home().to_vec();
        home.push(level);
        self.replaced(level, layout, home)
    }

    /// A part of every item, and what it is.
    pub(super) fn field(
        &self,
        path: &impl FieldPath,
        format: &Format,
    ) -> Result<(Levels, Format), Error> {
        let (layout, format) = (self.items().clone(), format.clone());
        let Place { layout, format } = Place { layout, format }.follow(path.steps())?;
        let mut home = self.home().to_vec();
        home.resize(
            home.len() + layout.ndim() - self.items().ndim(),
            self.last(),
        );
        Ok((self.replaced(self.last(), layout, home)?, format))
    }

    /// The same bytes as items of another size, along the last axis; or along the first one, if what the last level has is Fortran-contiguous.
    pub(super) fn reinterpret(&self, size: usize) -> Result<Levels, Error> {
        let (itemsize, last) = (self.itemsize(), self.last());
        if size == itemsize {
            return Ok(self.clone());
        }
        let Some(axis) = self.home().len().checked_sub(1) else {
            return Err(Error::Memory(MemoryFault::NoAxis { itemsize, size }));
        };
        let (stride, needed) = (self.strides()[axis], itemsize.cast_signed());
        // An axis whose steps are never taken belongs where it is needed.
        let free = self.flat().is_empty() || self.shape()[axis] == 1;
        let levels = if free {
            self.rehomed(axis, last)?
        } else {
            self.clone()
        };
        let (home, items) = (levels.home(), levels.items());
        let k = if home[axis] == last && (free || stride == needed) {
            items.ndim() - 1
        } else if home[0] == last && self.shape()[0] > 1 && items.broken_axis(Order::F).is_none() {
            0
        } else {
            return Err(Error::Memory(MemoryFault::NotContiguous {
                axis,
                stride,
                needed,
            }));
        };
        levels.replaced(last, items.recut(k, size)?, home.to_vec())
    }

    /// An axis of one item, or of a view without items, in another level.
    fn rehomed(&self, axis: usize, level: usize) -> Result<Levels, Error> {
        let from = self.home()[axis];
        if from == level {
            return Ok(self.clone());
        }
        let layout = self.all()[from].without(self.within(axis));
        let moved = self.replaced(from, layout, self.without(axis))?;
        moved.expanded(axis, level)?.broadcast_to(self.shape())
    }
}

#[cfg(test)]
mod tests;
