//! What is a layout in numbers that do not overflow? The oracle of the tests on extreme integers and on layouts by chance.
//!
//! Everything is done in `i128` and by the definition; nothing here is clever, and nothing is shared with the library.

use memoryview::{Index, Layout, MAX_NDIM, Slice};

pub(crate) const MAX: i128 = isize::MAX as i128;
pub(crate) const MIN: i128 = isize::MIN as i128;

/// Shape, strides, offset and item size, without the promise that they are valid.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Model {
    pub(crate) shape: Vec<i128>,
    pub(crate) strides: Vec<i128>,
    pub(crate) offset: i128,
    pub(crate) itemsize: i128,
}

/// An index along an axis of so many items, negative ones counted from the end.
pub(crate) fn resolve(index: i128, len: i128) -> Option<i128> {
    let at = if index < 0 { index + len } else { index };
    (0..len).contains(&at).then_some(at)
}

/// Python's `slice.indices`, and the number of items.
pub(crate) fn indices((start, stop, step): Given, len: i128) -> (i128, i128) {
    let step = step as i128;
    let clip = |bound: Option<isize>, missing: i128| match bound.map(|b| b as i128) {
        None => missing,
        Some(b) => {
            let b = if b < 0 { b + len } else { b };
            if step > 0 {
                b.clamp(0, len)
            } else {
                b.clamp(-1, len - 1)
            }
        }
    };
    let (first, last) = if step > 0 {
        (clip(start, 0), clip(stop, len))
    } else {
        (clip(start, len - 1), clip(stop, -1))
    };
    let gap = if step > 0 { last - first } else { first - last };
    (
        first,
        if gap <= 0 {
            0
        } else {
            (gap - 1) / step.abs() + 1
        },
    )
}

/// A slice and the numbers that it was made of.
pub(crate) type Given = (Option<isize>, Option<isize>, isize);

/// One part of a key, with the numbers of a slice beside it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part {
    At(isize),
    Slice(Given),
    NewAxis,
}

impl Part {
    pub(crate) fn index(self) -> Index {
        match self {
            Part::At(i) => Index::At(i),
            Part::Slice((start, stop, step)) => Index::Slice(Slice::new(start, stop, step)),
            Part::NewAxis => Index::NewAxis,
        }
    }
}

impl Model {
    pub(crate) fn of(layout: &Layout) -> Self {
        Model {
            shape: layout.shape().iter().map(|&n| n as i128).collect(),
            strides: layout.strides().iter().map(|&s| s as i128).collect(),
            offset: layout.offset() as i128,
            itemsize: layout.itemsize() as i128,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.shape.contains(&0)
    }

    /// The lowest byte and one past the highest; 0..0 without items. `None` where not even 128 bits hold them.
    pub(crate) fn reach(&self) -> (i128, i128) {
        if self.is_empty() {
            return (0, 0);
        }
        let far = self
            .shape
            .iter()
            .zip(&self.strides)
            .map(|(n, s)| s * (n - 1));
        let (low, high) = far.fold((0, 0), |(low, high), far| {
            (low + far.min(0), high + far.max(0))
        });
        (self.offset + low, self.offset + high + self.itemsize)
    }

    /// Whether the numbers keep the invariant of a layout.
    pub(crate) fn is_valid(&self) -> bool {
        let items = self.shape.iter().try_fold(1_i128, |p, &n| {
            p.checked_mul(n.max(1)).filter(|&p| p <= MAX)
        });
        let Some(items) = items else { return false };
        if self.shape.len() > MAX_NDIM || self.shape.iter().any(|&n| n < 0) {
            return false;
        }
        if items
            .checked_mul(self.itemsize.max(1))
            .is_none_or(|bytes| bytes > MAX)
        {
            return false;
        }
        if self.is_empty() {
            return true;
        }
        let (low, high) = self.reach();
        low >= MIN && high <= MAX && high - low <= MAX
    }

    /// Whether a layout says the same: the strides of axes of one item, and all but the shape of an empty one, are left open.
    #[track_caller]
    pub(crate) fn check(&self, layout: &Layout, what: &dyn std::fmt::Debug) {
        let found = Model::of(layout);
        assert_eq!(
            found.shape, self.shape,
            "{what:?} of {layout:?}, wanted {self:?}"
        );
        assert_eq!(
            found.itemsize, self.itemsize,
            "{what:?} of {layout:?}, wanted {self:?}"
        );
        assert!(found.is_valid(), "{what:?} of {layout:?}");
        let len: i128 = self.shape.iter().product();
        assert_eq!(layout.len() as i128, len, "{what:?} of {layout:?}");
        assert_eq!(
            layout.nbytes() as i128,
            len * self.itemsize,
            "{what:?} of {layout:?}"
        );
        if self.is_empty() {
            assert!(layout.is_empty() && layout.reach().is_none());
            return;
        }
        let (low, high) = self.reach();
        let reach = layout.reach().unwrap();
        assert_eq!(
            (reach.start as i128, reach.end as i128),
            (low, high),
            "{what:?} of {layout:?}"
        );
        assert_eq!(found.offset, self.offset, "{what:?} of {layout:?}");
        for (k, &n) in self.shape.iter().enumerate().filter(|(_, n)| **n > 1) {
            assert_eq!(
                found.strides[k], self.strides[k],
                "axis {k} of {n}: {what:?} of {layout:?}"
            );
        }
    }

    fn axis(&self, axis: isize) -> Option<usize> {
        let at = resolve(axis as i128, self.shape.len() as i128)?;
        usize::try_from(at).ok()
    }

    fn drop_axis(&mut self, k: usize) {
        self.shape.remove(k);
        self.strides.remove(k);
    }

    fn put_axis(&mut self, k: usize, n: i128, stride: i128) {
        self.shape.insert(k, n);
        self.strides.insert(k, stride);
    }

    /// Without items the offset stays what it was.
    fn settled(mut self, was: &Model) -> Self {
        if self.is_empty() {
            self.offset = was.offset;
        }
        self
    }

    pub(crate) fn select(&self, axis: isize, index: isize) -> Option<Self> {
        let k = self.axis(axis)?;
        let i = resolve(index as i128, self.shape[k])?;
        let mut out = self.clone();
        out.offset += i * self.strides[k];
        out.drop_axis(k);
        Some(out.settled(self))
    }

    /// One part for each axis, and new axes between.
    pub(crate) fn slice(&self, key: &[Part]) -> Option<Self> {
        let mut out = Model {
            shape: vec![],
            strides: vec![],
            ..self.clone()
        };
        let mut axis = 0;
        for part in key {
            if let Part::NewAxis = part {
                out.shape.push(1);
                out.strides.push(0);
                continue;
            }
            let (&n, &stride) = (self.shape.get(axis)?, &self.strides[axis]);
            axis += 1;
            match *part {
                Part::At(i) => out.offset += resolve(i as i128, n)? * stride,
                Part::Slice(given) => {
                    if given.2 == 0 {
                        return None;
                    }
                    let (first, count) = indices(given, n);
                    if count > 0 {
                        out.offset += first * stride;
                    }
                    out.shape.push(count);
                    out.strides.push(stride * given.2 as i128);
                }
                Part::NewAxis => {}
            }
        }
        out.shape.extend(&self.shape[axis..]);
        out.strides.extend(&self.strides[axis..]);
        (out.shape.len() <= MAX_NDIM).then(|| out.settled(self))
    }

    pub(crate) fn permute(&self, axes: &[isize]) -> Option<Self> {
        let mut out = Model {
            shape: vec![],
            strides: vec![],
            ..self.clone()
        };
        let mut named = vec![false; self.shape.len()];
        for &axis in axes {
            let k = self.axis(axis)?;
            if std::mem::replace(&mut named[k], true) {
                return None;
            }
            out.shape.push(self.shape[k]);
            out.strides.push(self.strides[k]);
        }
        named.iter().all(|&n| n).then_some(out)
    }

    pub(crate) fn flip(&self, axis: isize) -> Option<Self> {
        let k = self.axis(axis)?;
        let mut out = self.clone();
        out.offset += (self.shape[k] - 1) * self.strides[k];
        out.strides[k] = -self.strides[k];
        Some(out.settled(self))
    }

    pub(crate) fn squeeze(&self, axis: isize) -> Option<Self> {
        let k = self.axis(axis).filter(|&k| self.shape[k] == 1)?;
        let mut out = self.clone();
        out.drop_axis(k);
        Some(out)
    }

    pub(crate) fn expand_dims(&self, axis: isize) -> Option<Self> {
        let k = resolve(axis as i128, self.shape.len() as i128 + 1)?;
        let mut out = self.clone();
        out.put_axis(usize::try_from(k).ok()?, 1, 0);
        (out.shape.len() <= MAX_NDIM).then_some(out)
    }

    pub(crate) fn broadcast_to(&self, shape: &[usize]) -> Option<Self> {
        let new = shape.len().checked_sub(self.shape.len())?;
        let mut out = Model {
            shape: vec![],
            strides: vec![],
            ..self.clone()
        };
        for (k, &n) in shape.iter().enumerate() {
            let n = n as i128;
            let (old, stride) = match k.checked_sub(new) {
                Some(i) => (self.shape[i], self.strides[i]),
                None => (1, 0),
            };
            if old != n && old != 1 {
                return None;
            }
            out.shape.push(n);
            out.strides.push(if old == n { stride } else { 0 });
        }
        out.is_valid().then_some(out)
    }

    pub(crate) fn diagonal(&self, offset: isize, axis1: isize, axis2: isize) -> Option<Self> {
        let (first, second) = (self.axis(axis1)?, self.axis(axis2)?);
        if first == second {
            return None;
        }
        let skip = offset as i128;
        let (below, beside) = ((-skip).max(0), skip.max(0));
        let n = (self.shape[first] - below)
            .min(self.shape[second] - beside)
            .max(0);
        let mut out = self.clone();
        out.offset += below * self.strides[first] + beside * self.strides[second];
        out.drop_axis(first.max(second));
        out.drop_axis(first.min(second));
        let rank = out.shape.len();
        out.put_axis(rank, n, self.strides[first] + self.strides[second]);
        Some(out.settled(self))
    }

    pub(crate) fn sliding_windows(&self, axis: isize, window: usize, step: usize) -> Option<Self> {
        let k = self.axis(axis)?;
        let (window, step) = (window as i128, step as i128);
        if window == 0 || step == 0 || window > self.shape[k] {
            return None;
        }
        let mut out = self.clone();
        out.shape[k] = (self.shape[k] - window) / step + 1;
        out.strides[k] = self.strides[k].wrapping_mul(step);
        let rank = out.shape.len();
        out.put_axis(rank, window, self.strides[k]);
        // The stride of a single window is never read: any number will do.
        if out.shape[k] == 1 {
            out.strides[k] = 0;
        }
        out.is_valid().then_some(out)
    }

    pub(crate) fn move_axis(&self, from: isize, to: isize) -> Option<Self> {
        let (from, to) = (self.axis(from)?, self.axis(to)?);
        let mut out = self.clone();
        out.drop_axis(from);
        out.put_axis(to, self.shape[from], self.strides[from]);
        Some(out)
    }

    pub(crate) fn split_at(&self, axis: isize, index: isize) -> Option<[Self; 2]> {
        let k = self.axis(axis)?;
        let n = self.shape[k];
        let at = if index < 0 {
            index as i128 + n
        } else {
            index as i128
        };
        if !(0..=n).contains(&at) {
            return None;
        }
        let (mut head, mut tail) = (self.clone(), self.clone());
        head.shape[k] = at;
        tail.shape[k] = n - at;
        tail.offset += at * self.strides[k];
        Some([head, tail.settled(self)])
    }

    pub(crate) fn field(&self, offset: usize, itemsize: usize, shape: &[usize]) -> Option<Self> {
        let (offset, itemsize) = (offset as i128, itemsize as i128);
        let mut stride = itemsize;
        let mut inner = vec![];
        for &n in shape.iter().rev() {
            inner.push((n as i128, stride));
            stride = stride
                .checked_mul((n as i128).max(1))
                .filter(|&s| s <= MAX)?;
        }
        let count = inner
            .iter()
            .try_fold(1_i128, |p, &(n, _)| p.checked_mul(n))?;
        if offset + count * itemsize > self.itemsize {
            return None;
        }
        let mut out = Model {
            itemsize,
            offset: self.offset + offset,
            ..self.clone()
        };
        for (n, stride) in inner.into_iter().rev() {
            let rank = out.shape.len();
            out.put_axis(rank, n, stride);
        }
        out.is_valid().then(|| out.settled(self))
    }
}
