//! Which raw parts make an `ndarray` of a view, and a view of an `ndarray`?
//!
//! Both describe memory by a first item, lengths and strides. Two things differ: `ndarray` counts strides in items where a [`Layout`] counts
//! bytes, and its constructors take no negative strides. So an axis that runs backwards is built from its other end and then inverted.
#![allow(unsafe_code, reason = "raw parts to and from ndarray")]

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ptr::NonNull;

use bytemuck::{NoUninit, Pod};
use memoryview_strided::format::Format;
use memoryview_strided::{Element, Error, Layout, Limit, MAX_NDIM, View, ViewMut};
use ndarray::{ArcArray, ArrayRef, ArrayView, ArrayViewMut, Axis, Dimension, ShapeBuilder};

/// A layout as `ndarray` counts it.
pub(crate) struct Counted<D> {
    /// The lengths.
    pub(crate) dim: D,
    /// The strides in items, without their signs.
    pub(crate) steps: D,
    /// From the first item to the lowest, in bytes: zero or less. Less if an axis runs backwards.
    pub(crate) low: isize,
    /// Whether there are bytes to read.
    pub(crate) any: bool,
}

/// The layout in items of type `T`; `None` if the rank is not that of `D`, if an item is smaller than a `T`, or if a stride does not divide.
///
/// Where no stride is read (no items, or none of any size) all are 0, as `ndarray` has them itself.
#[inline(always)]
pub(crate) fn count<T, D: Dimension>(layout: &Layout) -> Option<Counted<D>> {
    let (ndim, size) = (layout.ndim(), size_of::<T>());
    if D::NDIM.is_some_and(|n| n != ndim) || size > layout.itemsize() {
        return None;
    }
    let (mut dim, mut steps, mut low) = (D::zeros(ndim), D::zeros(ndim), 0);
    dim.slice_mut().copy_from_slice(layout.shape());
    let any = size > 0 && !layout.is_empty();
    if any {
        let axes = layout.shape().iter().zip(layout.strides());
        for ((&n, &stride), step) in axes.zip(steps.slice_mut()) {
            let bytes = stride.unsigned_abs();
            if n > 1 {
                if !bytes.is_multiple_of(size) {
                    return None;
                }
                *step = bytes / size;
                // The reach of a layout fits an isize.
                low += stride.min(0) * (n - 1).cast_signed();
            } else if bytes.is_multiple_of(size) && stride != isize::MIN {
                // Never read: kept where it can be.
                *step = bytes / size;
            }
        }
    }
    Some(Counted {
        dim,
        steps,
        low,
        any,
    })
}

/// The axes that run backwards.
pub(crate) fn backwards(layout: &Layout) -> impl Iterator<Item = Axis> {
    let strides = layout.strides().iter().enumerate();
    strides
        .filter(|&(_, &stride)| stride < 0)
        .map(|(axis, _)| Axis(axis))
}

/// The address of the lowest item as a `T`; `None` if it is not aligned.
#[inline(always)]
fn lowest<T, D>(first: *const u8, counted: &Counted<D>) -> Option<*const T> {
    if !counted.any {
        return Some(NonNull::dangling().as_ptr());
    }
    let low = first.wrapping_offset(counted.low).cast::<T>();
    low.is_aligned().then_some(low)
}

/// The first bytes of every item as a `T`; `None` if `ndarray` cannot hold them so.
///
/// # Safety
/// The items that the layout reaches, its offset aside, from `first` on lie in one allocation; they are initialised, and nobody writes them, during `'a`.
#[inline(always)]
unsafe fn shared_array<'a, T: Pod, D: Dimension>(
    first: *const u8,
    layout: &Layout,
) -> Option<ArrayView<'a, T, D>> {
    let counted = count::<T, D>(layout)?;
    let lowest = lowest::<T, D>(first, &counted)?;
    let Counted {
        dim, steps, low, ..
    } = counted;
    // SAFETY: the pointer is aligned, and with the strides it reaches the items and nothing else: by the caller's promise they lie in one allocation, initialised
    // and not written during 'a, and by the layout's rules at distances that fit `isize`; every bit pattern is a `Pod`, and a `T` is no larger than an item (`count`). If
    // nothing is reached, the strides are 0. The product of the lengths fits `isize` by rule 2 of the layout, and no stride is negative.
    let mut array = unsafe { ArrayView::from_shape_ptr(dim.strides(steps), lowest) };
    if low < 0 {
        backwards(layout).for_each(|axis| array.invert_axis(axis));
    }
    Some(array)
}

/// The first bytes of every item as a `T`, whatever the format says; `None` if `ndarray` cannot hold them so.
#[inline(always)]
pub(crate) fn view<'a, T: Pod, D: Dimension>(view: &View<'a>) -> Option<ArrayView<'a, T, D>> {
    // SAFETY: rules 1 to 3 of the view.
    unsafe { shared_array(view.as_ptr(), view.layout()) }
}

/// The bytes of every item along one more axis; `None` if `D` has not one axis more than the view.
pub(crate) fn bytes<'a, D: Dimension>(
    view: &View<'a>,
) -> Result<Option<ArrayView<'a, u8, D>>, Error> {
    let (layout, ndim) = (view.layout(), view.ndim());
    let (mut shape, mut strides) = ([0; MAX_NDIM + 1], [1; MAX_NDIM + 1]);
    shape[..ndim].copy_from_slice(layout.shape());
    shape[ndim] = layout.itemsize();
    strides[..ndim].copy_from_slice(layout.strides());
    let bytes = Layout::new(&shape[..=ndim], &strides[..=ndim], layout.offset(), 1)?;
    // SAFETY: the new layout reaches the bytes of the view's items, and no others: rules 1 to 3 of the view.
    Ok(unsafe { shared_array(view.as_ptr(), &bytes) })
}

/// The items as `T`, to write; the view comes back if `ndarray` cannot hold them so, or if the format is another.
pub(crate) fn view_mut<'a, T: Element, D: Dimension>(
    mut view: ViewMut<'a>,
) -> Result<ArrayViewMut<'a, T, D>, Box<ViewMut<'a>>> {
    if T::check(view.format()).is_err() {
        return Err(Box::new(view));
    }
    let first = view.as_mut_ptr();
    let layout = view.layout();
    let Some(counted) = count::<T, D>(layout) else {
        return Err(Box::new(view));
    };
    let Some(lowest) = lowest::<T, D>(first, &counted) else {
        return Err(Box::new(view));
    };
    let Counted {
        dim, steps, low, ..
    } = counted;
    // SAFETY: as in `shared_array`, by rules 1 to 3 of the view; by rule 4 nobody else touches the items during 'a (the view ends here), distinct indices have disjoint items, and every bit pattern may
    // be written. The pointer comes of one that may be written to.
    let mut array = unsafe { ArrayViewMut::from_shape_ptr(dim.strides(steps), lowest.cast_mut()) };
    if low < 0 {
        backwards(layout).for_each(|axis| array.invert_axis(axis));
    }
    Ok(array)
}

/// Bytes as booleans; the bytes come back if one is neither 0 nor 1.
pub(crate) fn bools<D: Dimension>(
    bytes: ArrayView<'_, u8, D>,
) -> Result<ArrayView<'_, bool, D>, ArrayView<'_, u8, D>> {
    if !bytes.iter().all(|&byte| byte <= 1) {
        return Err(bytes);
    }
    let raw = bytes.raw_view().cast::<bool>();
    // SAFETY: the memory, the lifetime and the alignment are those of the bytes, which nobody writes meanwhile; each was just seen to be a bool.
    Ok(unsafe { raw.deref_into_view() })
}

/// Where the items of an array stand.
pub(crate) struct Place {
    /// The lowest address is byte 0.
    pub(crate) layout: Layout,
    /// From the lowest address to one past the highest, in bytes.
    pub(crate) len: usize,
}

/// The place of an array's items, relative to the lowest of them.
pub(crate) fn place<A, D: Dimension>(array: &ArrayRef<A, D>) -> Result<Place, Error> {
    let (shape, size) = (array.shape(), size_of::<A>());
    if shape.len() > MAX_NDIM {
        return Err(Error::Overflow(Limit::Rank(shape.len())));
    }
    // As many as a layout holds in place.
    let (mut few, mut many) = ([0; 8], Vec::new());
    let strides = match few.get_mut(..shape.len()) {
        Some(strides) => strides,
        None => {
            many.resize(shape.len(), 0);
            &mut many[..]
        }
    };
    let mut first = 0;
    for ((to, &stride), &n) in strides.iter_mut().zip(array.strides()).zip(shape) {
        // What overflows here is the stride of an axis that has no second item.
        *to = stride.wrapping_mul(size.cast_signed());
        if n > 1 && !array.is_empty() {
            first -= to.wrapping_mul((n - 1).cast_signed()).min(0);
        }
    }
    let layout = Layout::new(shape, strides, first, size)?;
    let len = layout.reach().map_or(0, |reach| reach.end.cast_unsigned());
    Ok(Place { layout, len })
}

/// The lowest address of an array, given its first item.
fn start(first: *const u8, place: &Place) -> NonNull<u8> {
    let lowest = first.wrapping_offset(place.layout.offset().wrapping_neg());
    NonNull::new(lowest.cast_mut()).unwrap_or(NonNull::dangling())
}

/// The items of an array, to read. The array is that of the view, or lent for as long: see the callers.
///
/// # Safety
/// The items may be read, and nobody writes them, during `'a`.
unsafe fn shared<'a, A: NoUninit, D: Dimension>(
    array: &ArrayRef<A, D>,
    format: Format,
) -> Result<View<'a>, Error> {
    let place = place(array)?;
    let start = start(array.as_ptr().cast(), &place);
    // SAFETY: an array's items lie in one allocation, from the lowest to the highest (`ndarray`'s own invariant); without items the length is 0. They are
    // initialised, as `A` has no padding; the rest is the caller's promise.
    unsafe { View::from_raw(start, place.len, place.layout, format) }
}

/// The items of an array that is lent.
pub(crate) fn of_array<A: NoUninit, D: Dimension>(
    array: &ArrayRef<A, D>,
    format: Format,
) -> Result<View<'_>, Error> {
    // SAFETY: the array is borrowed as long as the view lives.
    unsafe { shared(array, format) }
}

/// The items of a view of an array, for as long as that lives.
pub(crate) fn of_view<'a, A: NoUninit, D: Dimension>(
    array: ArrayView<'a, A, D>,
    format: Format,
) -> Result<View<'a>, Error> {
    // SAFETY: an `ArrayView` may be read during its 'a, and can be copied: nobody writes meanwhile.
    unsafe { shared(&array, format) }
}

/// The items of a view of an array, to write, for as long as that lives.
pub(crate) fn of_view_mut<'a, A: Element, D: Dimension>(
    mut array: ArrayViewMut<'a, A, D>,
) -> Result<ViewMut<'a>, Error> {
    let place = place(&array)?;
    let start = start(array.as_mut_ptr().cast(), &place);
    // SAFETY: as in `shared`; the `ArrayViewMut` alone may touch its items during 'a, and it ends here. Every bit pattern is an `Element`.
    unsafe { ViewMut::from_raw(start, place.len, place.layout, A::format()) }
}

/// An array that shares its memory with others, as the owner of bytes.
pub(crate) struct SharedArray<A, D>(pub(crate) ArcArray<A, D>, pub(crate) Place);

impl<A: Element, D: Dimension> AsRef<[u8]> for SharedArray<A, D> {
    /// From the lowest item to the highest, and what lies between.
    fn as_ref(&self) -> &[u8] {
        let start = start(self.0.as_ptr().cast(), &self.1);
        // SAFETY: the lowest and the highest item are of one `Vec` of initialised items without padding, and so is all between. While this owner lives, whoever writes to an
        // array of the same memory copies it first: it is not written.
        unsafe { core::slice::from_raw_parts(start.as_ptr(), self.1.len) }
    }
}
