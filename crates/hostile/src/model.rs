//! What is a view, written down in full? A shape, and where each item lies.
//!
//! The model knows no strides: every transform picks items from a list, by index. So it can only be slow, not wrong in the way the library could be.

/// Where the items are, in C order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Model {
    pub(crate) shape: Vec<usize>,
    pub(crate) offsets: Vec<isize>,
}

impl Model {
    /// The items of a shape, each placed by its index.
    pub(crate) fn new(shape: &[usize], place: impl Fn(&[usize]) -> isize) -> Self {
        let mut offsets = Vec::new();
        each(shape, |index| offsets.push(place(index)));
        Model {
            shape: shape.to_vec(),
            offsets,
        }
    }

    /// Where the item at an index lies.
    pub(crate) fn at(&self, index: &[usize]) -> isize {
        assert_eq!(index.len(), self.shape.len());
        let number = index.iter().zip(&self.shape).fold(0, |n, (&i, &len)| {
            assert!(i < len);
            n * len + i
        });
        self.offsets[number]
    }

    /// A view of another shape whose items are items of this one: `from` says which, by filling in an index of this one.
    fn pick(&self, shape: &[usize], from: impl Fn(&[usize], &mut [usize])) -> Self {
        let mut own = vec![0; self.shape.len()];
        let mut offsets = Vec::with_capacity(shape.iter().product());
        each(shape, |index| {
            from(index, &mut own);
            offsets.push(self.at(&own));
        });
        Model {
            shape: shape.to_vec(),
            offsets,
        }
    }

    /// Along one axis the indices of a list.
    pub(crate) fn along(&self, axis: usize, indices: &[usize]) -> Self {
        let mut shape = self.shape.clone();
        shape[axis] = indices.len();
        self.pick(&shape, |index, from| {
            from.copy_from_slice(index);
            from[axis] = indices[index[axis]];
        })
    }

    /// One index of an axis, which goes away.
    pub(crate) fn select(&self, axis: usize, at: usize) -> Self {
        let mut shape = self.shape.clone();
        shape.remove(axis);
        self.pick(&shape, |index, from| {
            from[..axis].copy_from_slice(&index[..axis]);
            from[axis] = at;
            from[axis + 1..].copy_from_slice(&index[axis..]);
        })
    }

    pub(crate) fn permute(&self, axes: &[usize]) -> Self {
        let shape: Vec<usize> = axes.iter().map(|&k| self.shape[k]).collect();
        self.pick(&shape, |index, from| {
            for (&k, &i) in axes.iter().zip(index) {
                from[k] = i;
            }
        })
    }

    /// The same items in C order in another shape.
    pub(crate) fn reshape(&self, shape: &[usize]) -> Self {
        assert_eq!(shape.iter().product::<usize>(), self.offsets.len());
        Model {
            shape: shape.to_vec(),
            offsets: self.offsets.clone(),
        }
    }

    pub(crate) fn broadcast(&self, shape: &[usize]) -> Self {
        let more = shape.len() - self.shape.len();
        self.pick(shape, |index, from| {
            for (from, (&i, &len)) in from.iter_mut().zip(index[more..].iter().zip(&self.shape)) {
                *from = if len == 1 { 0 } else { i };
            }
        })
    }

    pub(crate) fn diagonal(&self, offset: isize, first: usize, second: usize) -> Self {
        let (below, beside) = ((-offset).max(0) as usize, offset.max(0) as usize);
        let mut kept: Vec<usize> = (0..self.shape.len()).collect();
        kept.retain(|&k| k != first && k != second);
        let mut shape: Vec<usize> = kept.iter().map(|&k| self.shape[k]).collect();
        let rows = self.shape[first].saturating_sub(below);
        shape.push(rows.min(self.shape[second].saturating_sub(beside)));
        self.pick(&shape, |index, from| {
            for (&k, &i) in kept.iter().zip(index) {
                from[k] = i;
            }
            let i = index[kept.len()];
            (from[first], from[second]) = (i + below, i + beside);
        })
    }

    pub(crate) fn windows(&self, axis: usize, window: usize, step: usize) -> Self {
        let mut shape = self.shape.clone();
        shape[axis] = (shape[axis] - window) / step + 1;
        shape.push(window);
        self.pick(&shape, |index, from| {
            let (&within, index) = index.split_last().expect("the window's axis");
            from.copy_from_slice(index);
            from[axis] = from[axis] * step + within;
        })
    }

    /// The items in Fortran order.
    pub(crate) fn f_order(&self) -> Vec<isize> {
        let axes: Vec<usize> = (0..self.shape.len()).rev().collect();
        self.permute(&axes).offsets
    }
}

/// Every index of a shape in C order.
pub(crate) fn each(shape: &[usize], mut f: impl FnMut(&[usize])) {
    let count: usize = shape.iter().product();
    let mut index = vec![0; shape.len()];
    for _ in 0..count {
        f(&index);
        for (i, &len) in index.iter_mut().zip(shape).rev() {
            *i += 1;
            if *i < len {
                break;
            }
            *i = 0;
        }
    }
}

/// The indices that Python's `range(*slice(start, stop, step).indices(len))` gives, found by trying.
pub(crate) fn range(
    start: Option<isize>,
    stop: Option<isize>,
    step: isize,
    len: usize,
) -> Vec<usize> {
    let (n, step) = (len as i128, step as i128);
    let wrap = |bound: isize| {
        let bound = bound as i128;
        if bound < 0 { bound + n } else { bound }
    };
    // Every index of the axis, in the direction of the step, which lies between the bounds; then every `step`-th of them.
    let between = |i: &i128| {
        let (from, to) = (start.map(wrap), stop.map(wrap));
        if step > 0 {
            from.is_none_or(|from| *i >= from) && to.is_none_or(|to| *i < to)
        } else {
            from.is_none_or(|from| *i <= from) && to.is_none_or(|to| *i > to)
        }
    };
    let mut all: Vec<i128> = (0..n).filter(between).collect();
    if step < 0 {
        all.reverse();
    }
    let every = usize::try_from(step.unsigned_abs()).unwrap_or(usize::MAX);
    all.into_iter().step_by(every).map(|i| i as usize).collect()
}
