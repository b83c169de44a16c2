//! Every element type, every rank, both orders, negative strides and zeros, there and back: the addresses stay.

use memoryview_ndarray::{
    AsBoolView, AsNdarray, AsNdarrayMut, AsView, AsViewMut, ConvertToArray, IntoView, ToArray,
};
use memoryview_strided::{Be, Bool, Buffer, Casting, Element, Le, Order, Unaligned, View, ViewMut};
use ndarray::{
    Array, ArrayD, ArrayView, Axis, CowArray, Dimension, IntoDimension, Ix0, Ix1, Ix2, Ix3, Ix4,
    Ix5, Ix6, IxDyn, ShapeBuilder, array,
};

use crate::counted::calls;

const SHAPE: [usize; 6] = [2, 3, 1, 2, 4, 2];

/// Addresses, shape and strides (in bytes, where they are read) of an array and of a view.
fn same_place<T: Element, D: Dimension>(array: &ArrayView<'_, T, D>, view: &View<'_>) {
    if view.nbytes() > 0 {
        assert_eq!(array.as_ptr().cast(), view.as_ptr());
    }
    assert_eq!(array.shape(), view.shape());
    for (axis, &n) in array.shape().iter().enumerate() {
        if n > 1 && !array.is_empty() && size_of::<T>() > 0 {
            let bytes = array.strides()[axis] * size_of::<T>().cast_signed();
            assert_eq!(bytes, view.strides()[axis], "axis {axis}");
        }
    }
}

fn there_and_back<T: Element, D: Dimension>(view: &View<'_>) {
    let array = view.as_ndarray::<T, D>().unwrap();
    same_place(&array, view);
    for (at, item) in array.indexed_iter() {
        let mut index = D::zeros(view.ndim());
        index.clone_from(&D::from_dimension(&at.into_dimension()).unwrap());
        let offset = view.layout().offset_of(index.slice()).unwrap() - view.layout().offset();
        if size_of::<T>() > 0 {
            let address = view.as_ptr().wrapping_offset(offset);
            assert_eq!(std::ptr::from_ref(item).cast(), address);
        }
    }
    let again = array.as_view().unwrap();
    same_place(&array, &again);
    assert_eq!(again.format(), view.format());
    assert_eq!(
        again.to_bytes(Order::C).unwrap(),
        view.to_bytes(Order::C).unwrap()
    );
    same_place(&array.clone(), &array.into_view().unwrap());
}

fn layouts<T: Element, D: Dimension>(data: &[T], shape: &[usize]) {
    let len: usize = shape.iter().product();
    let c = View::from_slice(&data[..len]).reshape(shape).unwrap();
    there_and_back::<T, D>(&c);
    there_and_back::<T, D>(&c.transpose());
    there_and_back::<T, IxDyn>(&c);
    for axis in 0..shape.len() {
        there_and_back::<T, D>(&c.flip(axis).unwrap());
        there_and_back::<T, D>(&c.transpose().flip(axis).unwrap());
        let (repeated, mut longer) = (c.split_at(axis, 1).unwrap().0, shape.to_vec());
        longer[axis] = 5;
        there_and_back::<T, D>(&repeated.broadcast_to(&longer).unwrap());
        there_and_back::<T, D>(&c.split_at(axis, 0).unwrap().0);
    }
}

fn element<T: Element>() {
    let data: Vec<T> = (0..96_u8)
        .map(|n| {
            let mut item = T::zeroed();
            let bytes = bytemuck::bytes_of_mut(&mut item);
            bytes
                .iter_mut()
                .enumerate()
                .for_each(|(k, b)| *b = n.wrapping_mul(7).wrapping_add(k as u8));
            item
        })
        .collect();
    layouts::<T, Ix0>(&data, &SHAPE[..0]);
    layouts::<T, Ix1>(&data, &SHAPE[..1]);
    layouts::<T, Ix2>(&data, &SHAPE[..2]);
    layouts::<T, Ix3>(&data, &SHAPE[..3]);
    layouts::<T, Ix4>(&data, &SHAPE[..4]);
    layouts::<T, Ix5>(&data, &SHAPE[..5]);
    layouts::<T, Ix6>(&data, &SHAPE[..6]);
    // A copy has the same items, in the order asked for.
    let v = View::from_slice(&data).reshape(SHAPE).unwrap();
    for order in [Order::C, Order::F] {
        let copy = v.to_array::<T, Ix6>(order).unwrap();
        assert_eq!(copy.is_standard_layout(), order == Order::C);
        assert_eq!(
            copy.as_view().unwrap().to_bytes(Order::C).unwrap(),
            v.to_bytes(Order::C).unwrap()
        );
    }
}

macro_rules! elements {
    ($($name:ident: $($t:ty),*;)*) => {$(
        #[test]
        fn $name() {
            $(element::<$t>();)*
        }
    )*};
}

elements! {
    numbers: u8, u16, u32, u64, usize, i8, i16, i32, i64, isize, f32, f64, Bool;
    numbers_of_either_order: Be<u16>, Be<u32>, Be<u64>, Be<i16>, Be<i32>, Be<i64>, Be<f32>, Be<f64>, Le<u16>, Le<i32>, Le<f64>;
    numbers_at_any_address: Unaligned<f64>, Unaligned<Be<u32>>, Unaligned<u16>;
    arrays_of_numbers: [u8; 3], [f32; 2], [[i16; 2]; 2], [Be<f64>; 3], [u64; 0];
}

#[cfg(feature = "half")]
elements! { halves: half::f16, Be<half::f16>; }

#[cfg(feature = "num-complex")]
elements! { complex_numbers: num_complex::Complex<f32>, num_complex::Complex<f64>; }

#[cfg(feature = "derive")]
mod records {
    use super::*;

    #[derive(Clone, Copy, Debug, PartialEq, Element)]
    #[repr(C, packed)]
    #[element(crate = memoryview_strided)]
    struct Row {
        id: Be<u16>,
        x: f64,
    }

    #[test]
    fn derived_records() {
        element::<Row>();
        let bytes = [0_u8; 30];
        let v = View::from_bytes(&bytes, &"T{>H:id:=d:x:}".parse().unwrap()).unwrap();
        assert!(
            v.as_ndarray::<Row, Ix1>()
                .unwrap()
                .iter()
                .all(|row| row.id.get() == 0)
        );
        // The field alone has a stride that does not divide.
        assert!(
            v.field("x")
                .unwrap()
                .as_ndarray::<Unaligned<f64>, Ix1>()
                .is_err()
        );
    }
}

#[test]
fn every_kind_of_array_lends_a_view() {
    let mut owned = Array::from_shape_fn((2, 3).f(), |(i, j)| (i * 3 + j) as i32);
    let first: *const i32 = &raw const owned[[0, 0]];
    let shared = owned.to_shared();
    let place = |v: View<'_>| (v.as_ptr(), v.shape().to_vec(), v.strides().to_vec());
    let expected = (first.cast(), vec![2, 3], vec![4, 8]);
    assert_eq!(place(owned.as_view().unwrap()), expected);
    assert_eq!(place(owned.view().as_view().unwrap()), expected);
    assert_eq!(
        place(CowArray::from(owned.view()).as_view().unwrap()),
        expected
    );
    assert_eq!(place(owned.view_mut().as_view().unwrap()), expected);
    let again = owned.view_mut().into_view().unwrap();
    assert_eq!(place(again.into_view()), expected);
    assert_eq!(shared.as_view().unwrap(), owned.as_view().unwrap());
    assert_ne!(shared.as_view().unwrap().as_ptr(), first.cast());
    // A shared array is copied before it is written, by `ndarray`.
    let mut other = shared.clone();
    other.as_view_mut().unwrap().fill(9).unwrap();
    assert_eq!(shared[[1, 2]], 5);
    owned.as_view_mut().unwrap().set([1, 2], 7_i32).unwrap();
    assert_eq!(owned[[1, 2]], 7);
}

#[test]
fn every_kind_of_view_lends_an_array() {
    let mut data = [1_u16, 2, 3, 4, 5, 6];
    let expected = array![[1, 2, 3], [4, 5, 6]];
    let v = View::from_slice(&data).reshape([2, 3]).unwrap();
    assert_eq!(v.as_ndarray::<u16, Ix2>().unwrap(), expected);
    assert_eq!(
        v.typed::<u16>().unwrap().as_ndarray::<u16, Ix2>().unwrap(),
        expected
    );
    let mut m = ViewMut::from_slice(&mut data).reshape([2, 3]).unwrap();
    assert_eq!(m.as_ndarray::<u16, Ix2>().unwrap(), expected);
    m.as_ndarray_mut::<u16, IxDyn>().unwrap()[[1, 0]] = 9;
    let mut t = m.typed::<u16>().unwrap();
    t.as_ndarray_mut::<u16, Ix2>().unwrap()[[0, 0]] = 7;
    assert_eq!(
        t.as_ndarray::<u16, Ix2>().unwrap(),
        array![[7, 2, 3], [9, 5, 6]]
    );
    let mut b = Buffer::from_vec(data.to_vec()).reshape([2, 3]).unwrap();
    b.as_ndarray_mut::<u16, Ix2>().unwrap().invert_axis(Axis(0));
    assert_eq!(
        b.as_ndarray::<u16, Ix2>().unwrap(),
        array![[7, 2, 3], [9, 5, 6]]
    );
    assert_eq!(
        b.foreign().to_array::<u16, Ix2>(Order::C).unwrap(),
        array![[7, 2, 3], [9, 5, 6]]
    );
}

#[test]
fn the_data_outlive_the_handle() {
    fn mean(v: View<'_>) -> ArrayView<'_, f32, Ix1> {
        v.slice(1..).unwrap().as_ndarray().unwrap()
    }
    let data = [1.0_f32, 2.0, 4.0];
    assert_eq!(mean(View::from_slice(&data)).mean(), Some(3.0));
}

#[test]
fn padded_items_are_their_first_bytes() {
    let ([k, l], [m, n]) = (1_u16.to_ne_bytes(), 2_u16.to_ne_bytes());
    let bytes = [k, l, 9, 9, m, n, 9, 9];
    let v = View::from_bytes(&bytes, &"=H; itemsize=4; shape=(2,)".parse().unwrap()).unwrap();
    let a = v.as_ndarray::<Unaligned<u16>, Ix1>().unwrap();
    assert_eq!((a[1].get(), a.strides()), (2, &[2][..]));
    assert_eq!(v.to_array::<u16, Ix1>(Order::C).unwrap(), array![1, 2]);
    assert_eq!(
        v.as_ndarray_bytes::<Ix2>().unwrap(),
        array![[k, l, 9, 9], [m, n, 9, 9]]
    );
}

#[test]
fn booleans() {
    let a = array![[true, false], [false, true]];
    let v = a.as_bool_view().unwrap();
    assert_eq!(v.format().to_string(), "?");
    let back = v
        .transpose()
        .flip(0)
        .unwrap()
        .as_ndarray_bool::<Ix2>()
        .unwrap();
    assert_eq!(back, array![[false, true], [true, false]]);
    assert_eq!(calls(|| v.as_ndarray_bool::<Ix2>().unwrap()), 0);
    assert_eq!(v.to_bool_array::<Ix2>(Order::F).unwrap(), a);
    let bytes = View::from_bytes(&[2, 0], &"?".parse().unwrap()).unwrap();
    assert_eq!(
        bytes.to_bool_array::<Ix1>(Order::C).unwrap(),
        array![true, false]
    );
    assert_eq!(
        bytes.as_ndarray::<Bool, Ix1>().unwrap()[0],
        Bool::from(true)
    );
}

#[test]
fn arrays_are_filled_from_views() {
    let v = View::from_slice(&[1_i64, 2, 3]);
    let mut target = ArrayD::<i64>::zeros(IxDyn(&[2, 6]));
    v.assign_to(&mut target.slice_mut(ndarray::s![.., ..;-2]))
        .unwrap();
    let expected = array![[0, 3, 0, 2, 0, 1], [0, 3, 0, 2, 0, 1]];
    assert_eq!(target, expected.into_dyn());
}

#[test]
fn byte_order_and_alignment_are_no_matter_to_a_copy() {
    let bytes: Vec<u8> = (0..25).collect();
    let v = View::from_bytes(&bytes[1..], &">H; shape=(3, 4)".parse().unwrap()).unwrap();
    let expected = Array::from_shape_fn((3, 4), |(i, j)| {
        let at = 1 + 2 * (i * 4 + j) as u16;
        at * 256 + at + 1
    });
    for order in [Order::C, Order::F] {
        let copy = v.to_array::<u16, Ix2>(order).unwrap();
        assert_eq!(copy, expected);
        assert_eq!(
            copy.strides(),
            if order == Order::C { [4, 1] } else { [1, 3] }
        );
    }
    let mut target = Array::<u16, _>::zeros((4, 3));
    v.transpose()
        .assign_to(&mut target.slice_mut(ndarray::s![..;-1, ..]))
        .unwrap();
    target.invert_axis(Axis(0));
    assert_eq!(target, expected.t());
    let words = v.convert::<f64>().scale(2.0, 1.0);
    assert_eq!(
        words.to_array::<Ix2>(Order::F).unwrap(),
        expected.mapv(|n| 2.0 * f64::from(n) + 1.0)
    );
    let mut target = Array::<f64, _>::zeros((3, 4));
    words.assign_to(&mut target).unwrap();
    assert_eq!(target, words.to_array::<Ix2>(Order::C).unwrap());
    // Texts, which a conversion would not take for bytes, are bytes.
    let text = View::from_bytes(b"abcdef", &"3s".parse().unwrap()).unwrap();
    assert_eq!(
        text.to_array::<[u8; 3], Ix1>(Order::C).unwrap(),
        array![*b"abc", *b"def"]
    );
}

#[test]
fn an_array_or_a_conversion() {
    let data = [1_i16, -2, 3];
    let v = View::from_slice(&data);
    let same = v
        .flip(0)
        .unwrap()
        .as_array_or_convert::<i16, Ix1>(Casting::No)
        .unwrap();
    assert!(same.is_view() && same.as_ptr() == &raw const data[2]);
    let other = v.as_array_or_convert::<f32, IxDyn>(Casting::Safe).unwrap();
    assert!(other.is_owned());
    assert_eq!(other, array![1.0, -2.0, 3.0].into_dyn());
    assert!(v.as_array_or_convert::<i8, Ix1>(Casting::Safe).is_err());
    assert!(v.as_array_or_convert::<i8, Ix1>(Casting::SameKind).is_ok());
    let rank = v
        .as_array_or_convert::<f32, Ix2>(Casting::Safe)
        .unwrap_err();
    assert_eq!(rank.to_string(), "the view has 1 axis, the array type 2");
    // Foreign memory is copied, whatever its type.
    let b = Buffer::from_vec(data.to_vec());
    assert!(
        b.as_array_or_convert::<i16, Ix1>(Casting::No)
            .unwrap()
            .is_view()
    );
    assert!(
        b.foreign()
            .as_array_or_convert::<i16, Ix1>(Casting::No)
            .unwrap()
            .is_owned()
    );
}

#[cfg(feature = "rayon")]
#[test]
fn many_threads_give_the_same() {
    let items: Vec<u32> = (0..1 << 20).collect();
    let v = View::from_slice(&items)
        .reshape([1024, 1024])
        .unwrap()
        .transpose();
    let swapped = v.reinterpret(&">I".parse().unwrap()).unwrap();
    for order in [Order::C, Order::F] {
        assert_eq!(
            v.par_to_array::<u32, Ix2>(order).unwrap(),
            v.to_array::<u32, Ix2>(order).unwrap()
        );
        let (one, many) = (
            swapped.to_array::<u32, Ix2>(order).unwrap(),
            swapped.par_to_array::<u32, Ix2>(order).unwrap(),
        );
        assert_eq!(one, many);
        assert_eq!(one.strides(), many.strides());
        let (one, many) = (
            v.convert::<f64>().to_array::<Ix2>(order).unwrap(),
            v.convert::<f64>().par_to_array::<Ix2>(order).unwrap(),
        );
        assert_eq!(one, many);
    }
    let mut target = Array::<u32, _>::zeros((1024, 1024));
    swapped.par_assign_to(&mut target).unwrap();
    assert_eq!(target, swapped.to_array::<u32, Ix2>(Order::C).unwrap());
    v.par_assign_to(&mut target).unwrap();
    assert_eq!(target, v.as_ndarray::<u32, Ix2>().unwrap());
    let mut floats = Array::<f32, _>::zeros((1024, 1024));
    v.convert::<f32>().par_assign_to(&mut floats).unwrap();
    assert_eq!(floats[[3, 5]], (5 * 1024 + 3) as f32);
    let text = View::from_bytes(b"abc", &"3s".parse().unwrap()).unwrap();
    assert_eq!(
        text.par_to_array::<[u8; 3], Ix1>(Order::C).unwrap(),
        array![*b"abc"]
    );
}
