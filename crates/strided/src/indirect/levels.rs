//! Which axis of a view belongs to which pointers, and where do those lie? Pure arithmetic, as a [`Layout`] is.

use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

use crate::error::{MemoryFault, Tuple};
use crate::{Error, Index, Layout, Order, Slice};

/// Shape, strides and offsets of an [`IndirectView`](crate::IndirectView), without the memory: what a [`Layout`] is to a [`View`](crate::View).
///
/// It is one [`Layout`] a level, and the order in which their axes stand in the view. So axes may be permuted, dropped, repeated and added wherever
/// they are; each level keeps its own.
///
/// # The invariant
///
/// 1. There is at least one level. The items of all but the last are pointers; those of the last are the items of the view.
/// 2. Every axis of the view has a home, the level that it belongs to. The axes of a level are those of its layout, in the order in which they stand in the view.
/// 3. The view, as if its items lay one after the other, is a valid layout: so its number of items, and that of their bytes, fit `isize`.
///
/// ```
/// use memoryview_strided::IndirectView;
/// let v = IndirectView::from_rows(&[&[1u16, 2, 3][..], &[4, 5, 6]])?;
/// let levels = v.transpose().levels().clone();
/// assert_eq!((levels.shape(), levels.itemsize()), (&[3, 2][..], 2));
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Levels {
    levels: Vec<Layout>,
    home: Vec<usize>,
    /// The items in C order without gaps: shape and counts, and what is refused of every view, in words that know the axes of this one.
    flat: Layout,
}

impl Levels {
    /// Rule 3 is checked; the callers keep the others.
    pub(super) fn new(levels: Vec<Layout>, home: Vec<usize>) -> Result<Self, Error> {
        let mut lengths: Vec<_> = levels.iter().map(|level| level.shape().iter()).collect();
        let shape: Vec<usize> = home
            .iter()
            .filter_map(|&level| lengths[level].next().copied())
            .collect();
        debug_assert!(shape.len() == home.len() && lengths.iter().all(|left| left.len() == 0));
        let itemsize = levels.last().map_or(0, Layout::itemsize);
        let flat = Layout::contiguous(&shape, itemsize, Order::C)?;
        Ok(Levels { levels, home, flat })
    }

    /// The axes of each level behind those of the one before, as PEP 3118 has them.
    pub(super) fn stacked(levels: Vec<Layout>) -> Result<Self, Error> {
        let homes = |(home, level): (usize, &Layout)| core::iter::repeat_n(home, level.ndim());
        let home = levels.iter().enumerate().flat_map(homes).collect();
        Levels::new(levels, home)
    }

    /// The axes in reverse order.
    pub(super) fn transpose(&self) -> Self {
        Levels {
            levels: self.levels.iter().map(Layout::transpose).collect(),
            home: self.home.iter().rev().copied().collect(),
            flat: self.flat.transpose().packed(),
        }
    }

    /// The items whose indices lie in these ranges, one an axis, each within its axis.
    pub(super) fn window(&self, ranges: &[Range<usize>]) -> Self {
        let levels = self.levels.iter().enumerate().map(|(level, layout)| {
            let axes = self.axes_of(level).map(|axis| ranges[axis].clone());
            layout.window(&axes.collect::<Vec<_>>())
        });
        Levels {
            levels: levels.collect(),
            home: self.home.clone(),
            flat: self.flat.window(ranges).packed(),
        }
    }

    /// With one level in the place of another, and these homes.
    pub(super) fn replaced(
        &self,
        level: usize,
        layout: Layout,
        home: Vec<usize>,
    ) -> Result<Self, Error> {
        let mut levels = self.levels.clone();
        levels[level] = layout;
        Levels::new(levels, home)
    }

    pub(super) fn all(&self) -> &[Layout] {
        &self.levels
    }

    pub(super) fn home(&self) -> &[usize] {
        &self.home
    }

    pub(super) fn flat(&self) -> &Layout {
        &self.flat
    }

    /// The number of the last level.
    pub(super) fn last(&self) -> usize {
        self.levels.len() - 1
    }

    /// The last level: its items are those of the view.
    pub(super) fn items(&self) -> &Layout {
        &self.levels[self.last()]
    }

    /// Which axis of its level an axis of the view is.
    pub(super) fn within(&self, axis: usize) -> usize {
        let home = self.home[axis];
        self.home[..axis].iter().filter(|&&h| h == home).count()
    }

    /// The axes of a level, as the view numbers them.
    pub(super) fn axes_of(&self, level: usize) -> impl Iterator<Item = usize> {
        let homes = self.home.iter().enumerate();
        homes.filter_map(move |(axis, &home)| (home == level).then_some(axis))
    }

    /// The last axis of the first level, if that has pointers.
    pub(super) fn axis_of_pointers(&self) -> Option<usize> {
        let axis = self.axes_of(0).last().unwrap_or(0);
        (self.levels.len() > 1).then_some(axis)
    }

    /// How many axes there are up to the last one that leads to pointers: those behind it lead through ordinary memory.
    pub(super) fn outer(&self) -> usize {
        let pointers = self.home.iter().rposition(|&home| home != self.last());
        pointers.map_or(0, |axis| axis + 1)
    }

    /// The axes as the levels have them, one level after the other.
    pub(super) fn stored(&self) -> Vec<usize> {
        (0..self.levels.len())
            .flat_map(|level| self.axes_of(level))
            .collect()
    }

    /// A key with index 0 of each axis that leads to pointers, and all of each other.
    pub(super) fn first_block(&self) -> Vec<Index> {
        let whole = |&home: &usize| match home == self.last() {
            true => Index::Slice(Slice::ALL),
            false => Index::At(0),
        };
        self.home.iter().map(whole).collect()
    }

    /// Takes away the first level, if it has no axes and is not the last: the offset of its one pointer.
    pub(super) fn unfold(&mut self) -> Option<isize> {
        if self.levels.len() == 1 || self.levels[0].ndim() > 0 {
            return None;
        }
        self.home.iter_mut().for_each(|home| *home -= 1);
        Some(self.levels.remove(0).offset())
    }

    /// The length of each axis, in items.
    pub fn shape(&self) -> &[usize] {
        self.flat.shape()
    }

    /// The size of one item in bytes.
    pub fn itemsize(&self) -> usize {
        self.flat.itemsize()
    }

    /// The step of each axis in bytes, from pointer to pointer where the axis leads to pointers.
    ///
    /// ```
    /// use memoryview_strided::IndirectView;
    /// let v = IndirectView::from_rows(&[&[1u16, 2, 3][..], &[4, 5, 6]])?;
    /// assert_eq!(v.levels().strides(), [size_of::<*const u8>() as isize, 2]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn strides(&self) -> Vec<isize> {
        let mut strides: Vec<_> = self.levels.iter().map(|l| l.strides().iter()).collect();
        let homes = self.home.iter();
        homes
            .filter_map(|&home| strides[home].next().copied())
            .collect()
    }

    /// The suboffsets as PEP 3118 has them: -1 where an axis has no pointers behind it.
    ///
    /// # Errors
    /// [`Error::Memory`] where suboffsets cannot say it: if one would be negative, if pointers are followed twice without an axis between, or if an axis of
    /// pointers stands behind axes of what they point at.
    ///
    /// ```
    /// use memoryview_strided::IndirectView;
    /// let v = IndirectView::from_rows(&[&[1u16, 2, 3][..], &[4, 5, 6]])?;
    /// assert_eq!(v.slice((.., 1..))?.levels().suboffsets()?, [2, -1]);
    /// assert_eq!(
    ///     v.transpose().levels().suboffsets().unwrap_err().to_string(),
    ///     "suboffsets cannot say where the items lie: axis 1 leads to pointers, and stands behind axis 0 of what they point at"
    /// );
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn suboffsets(&self) -> Result<Vec<isize>, Error> {
        let refuse = |axis, why| Err(Error::Memory(MemoryFault::Suboffsets { axis, why }));
        if let Some(k) = self.home.windows(2).position(|pair| pair[0] > pair[1]) {
            return refuse(k + 1, SuboffsetFault::Order(k));
        }
        let mut suboffsets: Vec<isize> = Vec::with_capacity(self.home.len());
        for pair in self.levels.windows(2) {
            let Some(before) = pair[0].ndim().checked_sub(1) else {
                return refuse(suboffsets.len().saturating_sub(1), SuboffsetFault::Twice);
            };
            let (axis, offset) = (suboffsets.len() + before, pair[1].offset());
            if offset < 0 {
                return refuse(axis, SuboffsetFault::Negative(offset));
            }
            suboffsets.resize(axis, -1);
            suboffsets.push(offset);
        }
        suboffsets.resize(self.home.len(), -1);
        Ok(suboffsets)
    }
}

/// What no suboffset can say: see [`MemoryFault::Suboffsets`](crate::MemoryFault::Suboffsets).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SuboffsetFault {
    /// An axis of pointers stands behind this axis, which is one of what they point at.
    Order(usize),
    /// Pointers lead to pointers, without an axis between.
    Twice,
    /// The items begin before what the pointers point at: by a negative number of bytes, which would say that there are no pointers.
    Negative(isize),
}

impl fmt::Display for SuboffsetFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SuboffsetFault::Order(axis) => write!(
                f,
                "leads to pointers, and stands behind axis {axis} of what they point at"
            ),
            SuboffsetFault::Twice => {
                f.write_str("leads to pointers to pointers, without an axis between")
            }
            SuboffsetFault::Negative(offset) => write!(
                f,
                "would have suboffset {offset}, which says that there are no pointers"
            ),
        }
    }
}

impl fmt::Debug for Levels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (shape, strides) = (Tuple(self.shape()), Tuple(&self.strides()));
        write!(f, "Levels(shape={shape}, strides={strides}")?;
        match self.suboffsets() {
            Ok(suboffsets) => write!(f, ", suboffsets={})", Tuple(&suboffsets)),
            Err(_) => write!(f, ", homes={})", Tuple(&self.home)),
        }
    }
}
