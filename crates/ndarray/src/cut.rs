//! How is a part of a `Vec` an array that owns all of it?
//!
//! `ndarray` builds an owned array from the first item of a `Vec` on. A part that begins later is a larger array, cut down afterwards, which moves no item: each axis
//! starts as many items earlier as lead towards the start of the `Vec`, longest stride first; what then remains is a stride of its own, of one more axis of length 2.

use alloc::vec::Vec;

use memoryview_strided::Layout;
use ndarray::{Array, Axis, Dimension, ShapeBuilder, Slice};

use crate::raw::{self, Counted};

/// An array of a whole `Vec`, and which part of it is wanted.
pub(crate) struct Cut<D> {
    counted: Counted<D>,
    /// How many items each axis starts earlier.
    earlier: D,
    /// What remains to the start of the `Vec`, in items.
    rest: usize,
}

impl<D: Dimension> Cut<D> {
    /// How to cut the items of a layout, counted in `T`, which begins `layout.offset()` bytes behind the start of the `Vec`.
    ///
    /// `None` if they do not lie a whole number of items behind it, or if the axes of the larger array would interleave.
    pub(crate) fn new<T>(layout: &Layout, counted: Counted<D>) -> Option<Self> {
        let size = size_of::<T>();
        let mut cut = Cut {
            earlier: D::zeros(layout.ndim()),
            rest: 0,
            counted,
        };
        if layout.is_empty() || size == 0 {
            return Some(cut);
        }
        let lowest = usize::try_from(layout.offset() + cut.counted.low).ok()?;
        if !lowest.is_multiple_of(size) {
            return None;
        }
        cut.rest = lowest / size;
        let steps = cut.counted.steps.slice();
        let lengths = cut.counted.dim.slice();
        let mut axes: Vec<usize> = (0..steps.len()).filter(|&k| lengths[k] > 1).collect();
        axes.sort_unstable_by_key(|&k| steps[k]);
        for &k in axes.iter().rev() {
            if steps[k] == 0 {
                return None;
            }
            cut.earlier[k] = cut.rest / steps[k];
            cut.rest %= steps[k];
        }
        // As `ndarray` asks: each stride beyond all that the shorter ones reach.
        let mut reached = cut.rest;
        for &k in &axes {
            if steps[k] <= reached {
                return None;
            }
            reached += (lengths[k] + cut.earlier[k] - 1) * steps[k];
        }
        Some(cut)
    }

    /// The array, of the `Vec` that the layout was checked against.
    pub(crate) fn of<T: bytemuck::Zeroable + Clone>(
        self,
        items: Vec<T>,
        layout: &Layout,
    ) -> Array<T, D> {
        let Cut {
            counted: Counted { mut dim, steps, .. },
            earlier,
            rest,
        } = self;
        if size_of::<T>() == 0 {
            return Array::from_elem(dim, T::zeroed());
        }
        dim += &earlier;
        let mut array = if rest == 0 {
            owned(dim, steps, items)
        } else {
            let (mut longer, mut strides) = (dim.insert_axis(Axis(0)), steps.insert_axis(Axis(0)));
            longer[0] = 2;
            strides[0] = rest;
            let later = owned(longer, strides, items).index_axis_move(Axis(0), 1);
            match later.into_dimensionality() {
                Ok(later) => later,
                Err(e) => unreachable!("one axis more and one less: {e}"),
            }
        };
        for axis in 0..array.ndim() {
            array.slice_axis_inplace(Axis(axis), Slice::from(earlier[axis]..));
        }
        raw::backwards(layout).for_each(|axis| array.invert_axis(axis));
        array
    }
}

/// An array of a `Vec`, by strides that `Cut::new` has checked.
fn owned<T, D: Dimension>(dim: D, strides: D, items: Vec<T>) -> Array<T, D> {
    match Array::from_shape_vec(dim.strides(strides), items) {
        Ok(array) => array,
        Err(e) => unreachable!("`Cut::new` asks what ndarray asks: {e}"),
    }
}
