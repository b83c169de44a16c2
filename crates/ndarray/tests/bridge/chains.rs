//! Random chains of transforms, made of a view and of an array alike: `ndarray`'s own indexing says what is right.

use memoryview_ndarray::{AsNdarray, AsNdarrayMut, AsView, AsViewMut, ToArray};
use memoryview_strided::{Order, Slice, View};
use ndarray::{ArrayD, ArrayViewD, Axis, Dimension, IxDyn, ShapeBuilder, SliceInfoElem};
use proptest::prelude::*;

/// One transform: which, and three numbers that it makes of what it can.
type Step = (u8, usize, isize, usize);

/// The same transform of both.
fn step<'a>(
    (which, axis, number, other): Step,
    v: View<'a>,
    mut a: ArrayViewD<'a, u32>,
) -> (View<'a>, ArrayViewD<'a, u32>) {
    let ndim = a.ndim();
    if ndim == 0 {
        return (v.expand_dims(0).unwrap(), a.insert_axis(Axis(0)));
    }
    let axis = axis % ndim;
    let len = a.len_of(Axis(axis));
    match which % 6 {
        0 => {
            a.invert_axis(Axis(axis));
            (v.flip(axis).unwrap(), a)
        }
        1 => {
            let axes: Vec<usize> = (0..ndim).map(|k| (k + other) % ndim).collect();
            (v.permute(&axes).unwrap(), a.permuted_axes(axes))
        }
        2 if len > 0 => {
            let index = other % len;
            (
                v.select(axis, index).unwrap(),
                a.index_axis_move(Axis(axis), index),
            )
        }
        3 => {
            // From `start` on, every `number`th: the bounds inside, so that both mean the same.
            let (start, by) = (other % (len + 1), if number == 0 { 2 } else { number });
            let rest = a.slice_move(
                ndarray::SliceInfo::<_, IxDyn, IxDyn>::try_from(
                    (0..ndim)
                        .map(|k| SliceInfoElem::Slice {
                            start: if k == axis { start.cast_signed() } else { 0 },
                            end: None,
                            step: if k == axis { by } else { 1 },
                        })
                        .collect::<Vec<_>>(),
                )
                .unwrap(),
            );
            let tail = v.split_at(axis, start).unwrap().1;
            let tail = tail.move_axis(axis, 0).unwrap();
            let tail = tail.slice((Slice::every(by),)).unwrap();
            (tail.move_axis(0, axis).unwrap(), rest)
        }
        4 if len == 1 => {
            let mut shape = a.shape().to_vec();
            shape[axis] = other % 4 + 1;
            // `ndarray` lends what it repeats only as long as the array is lent.
            let wide = v.broadcast_to(&shape).unwrap();
            let wide_array = wide.as_ndarray::<u32, IxDyn>().unwrap();
            assert_eq!(wide_array, a.broadcast(shape).unwrap());
            (wide, wide_array)
        }
        _ => (v.expand_dims(axis).unwrap(), a.insert_axis(Axis(axis))),
    }
}

fn chains() -> impl Strategy<Value = (Vec<usize>, bool, Vec<Step>)> {
    let steps = prop::collection::vec((any::<u8>(), 0..6_usize, -3..4_isize, 0..6_usize), 0..6);
    (
        prop::collection::vec(0..5_usize, 0..5),
        any::<bool>(),
        steps,
    )
}

proptest! {
    #[test]
    fn a_view_is_the_array_of_the_same_transforms((shape, f, steps) in chains()) {
        let len: usize = shape.iter().product();
        let items: Vec<u32> = (0..len as u32).collect();
        let array = ArrayD::from_shape_vec(IxDyn(&shape).set_f(f), items).unwrap();
        let (mut v, mut a) = (array.as_view().unwrap(), array.view());
        for &one in &steps {
            (v, a) = step(one, v, a);
        }
        let ours = v.as_ndarray::<u32, IxDyn>().unwrap();
        prop_assert_eq!(&ours, &a);
        for (index, item) in a.indexed_iter() {
            prop_assert!(std::ptr::eq(item, &raw const ours[index.clone()]));
            prop_assert_eq!(v.get::<u32>(index.as_array_view().as_slice().unwrap()).unwrap(), *item);
        }
        // And back: the same items at the same addresses, whichever strides are not read.
        let back = a.as_view().unwrap();
        prop_assert_eq!(&back, &v);
        if !a.is_empty() {
            prop_assert_eq!(back.as_ptr(), v.as_ptr());
        }
        for order in [Order::C, Order::F] {
            let copy = v.to_array::<u32, IxDyn>(order).unwrap();
            prop_assert_eq!(&copy, &a);
            let mut filled = ArrayD::<u32>::zeros(IxDyn(a.shape()).set_f(f));
            v.assign_to(&mut filled).unwrap();
            prop_assert_eq!(&filled, &a);
        }
    }

    #[test]
    fn what_is_written_through_an_array_is_written_there((shape, f, steps) in chains()) {
        let len: usize = shape.iter().product();
        let mut array = ArrayD::<u32>::zeros(IxDyn(&shape).set_f(f));
        // Flips, permutations and slices keep items apart; a view with others is not unique.
        let steps: Vec<Step> = steps.into_iter().map(|(w, a, n, o)| ([0, 1, 3][w as usize % 3], a, n, o)).collect();
        let (count, layout) = {
            let items: Vec<u32> = (0..len as u32).collect();
            let numbers = ArrayD::from_shape_vec(IxDyn(&shape).set_f(f), items).unwrap();
            let (mut v, mut a) = (numbers.as_view().unwrap(), numbers.view());
            for &one in &steps {
                (v, a) = step(one, v, a);
            }
            (v.len(), v.layout().clone())
        };
        let mut whole = array.as_view_mut().unwrap();
        let at = layout.offset() - whole.layout().offset();
        if !layout.is_empty() {
            let mut part = whole.reborrow().as_strided(layout.shape(), layout.strides(), at).unwrap();
            part.as_ndarray_mut::<u32, IxDyn>().unwrap().fill(1);
        }
        prop_assert_eq!(array.iter().filter(|&&n| n == 1).count(), count);
    }
}
