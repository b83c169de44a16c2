//! Arrays that own their memory as buffers, and back.

use memoryview_ndarray::{AsView, AsViewMut, IntoBuffer, TryIntoArray};
use memoryview_strided::{Buffer, Spec};
use ndarray::{ArcArray2, Array, Array1, Array3, Axis, CowArray, Ix1, Ix2, IxDyn, ShapeBuilder, s};

/// Through a buffer and back: the same address, shape and strides.
fn back<D: ndarray::Dimension + 'static>(a: Array<u32, D>) {
    let (address, shape, strides) = (a.as_ptr(), a.shape().to_vec(), a.strides().to_vec());
    let expected = a.clone();
    let buffer = a.into_buffer().unwrap();
    assert_eq!(buffer.as_ptr(), address.cast());
    assert_eq!(buffer.view().unwrap(), expected.as_view().unwrap());
    let a: Array<u32, D> = buffer.try_into_array().unwrap();
    assert_eq!(a, expected);
    if !a.is_empty() {
        assert_eq!(
            (a.as_ptr(), a.shape(), a.strides()),
            (address, &shape[..], &strides[..])
        );
    }
}

fn numbers() -> Array3<u32> {
    Array::from_shape_fn((4, 5, 6), |(i, j, k)| (i * 30 + j * 6 + k) as u32)
}

#[test]
fn arrays_go_through_buffers_and_stay_where_they_are() {
    back(numbers());
    back(numbers().reversed_axes());
    back(numbers().permuted_axes([1, 2, 0]));
    back(numbers().slice_move(s![.., ..;-1, ..]));
    back(numbers().slice_move(s![1.., 2..4, 3..]));
    back(numbers().slice_move(s![1..;2, ..;-3, 1..;2]));
    back(numbers().slice_move(s![2, .., 1]));
    back(numbers().slice_move(s![2, 3, 4]));
    back(numbers().slice_move(s![.., 0..0, ..]));
    back(numbers().index_axis_move(Axis(2), 3));
    back(numbers().into_dyn());
    back(Array1::<u32>::zeros(0));
    back(Array::from_shape_fn((3, 2).f(), |(i, j)| (i + j) as u32));
}

#[test]
fn a_buffer_of_an_array_is_written_by_its_only_owner() {
    let mut b = numbers().into_buffer().unwrap();
    b.view_mut().unwrap().set([0, 0, 0], 99_u32).unwrap();
    let a: Array3<u32> = b.try_into_array().unwrap();
    assert_eq!(a[[0, 0, 0]], 99);
}

#[test]
fn shared_arrays_are_buffers_to_read() {
    let shared: ArcArray2<u32> = numbers().index_axis_move(Axis(0), 1).into_shared();
    let address = shared.as_ptr();
    let part = shared.clone().slice_move(s![..;-2, 1..3]);
    let first = part.as_ptr();
    let mut b = part.into_buffer().unwrap();
    assert_eq!(b.as_ptr(), first.cast());
    assert_eq!(
        b.view_mut().unwrap_err().to_string(),
        "the memory is read-only"
    );
    assert_eq!(
        b.view().unwrap(),
        shared.slice(s![..;-2, 1..3]).as_view().unwrap()
    );
    // Who writes now copies first.
    let mut other = shared.clone();
    other.as_view_mut().unwrap().fill(0).unwrap();
    drop(shared);
    assert_eq!(b.get::<u32>([0, 0]).unwrap(), 30 + 24 + 1);
    assert_ne!(other.as_ptr(), address);
    // The last owner hands the memory over.
    let alone = numbers().index_axis_move(Axis(0), 1).into_shared();
    let address = alone.as_ptr();
    let mut b = alone.into_buffer().unwrap();
    assert_eq!(
        b.view_mut().unwrap().as_mut_ptr().cast_const(),
        address.cast()
    );
}

#[test]
fn a_cow_that_owns_moves() {
    let a = numbers();
    let address = a.as_ptr();
    assert_ne!(
        CowArray::from(a.view()).into_buffer().unwrap().as_ptr(),
        address.cast()
    );
    assert_eq!(
        CowArray::from(a).into_buffer().unwrap().as_ptr(),
        address.cast()
    );
}

#[test]
fn items_without_bytes() {
    let a = Array::from_elem((2, 3), [0_u64; 0]);
    let b = a.into_buffer().unwrap();
    let a = b.try_into_array::<[u64; 0], Ix2>().unwrap();
    assert_eq!(a.shape(), [2, 3]);
}

#[test]
fn what_cannot_become_an_array_stays_a_buffer() {
    let refusal = |b: Buffer| {
        let items = b.to_string();
        let kept = b.try_into_array::<u16, Ix1>().unwrap_err();
        assert_eq!(kept.buffer.to_string(), items);
        kept.to_string()
    };
    let b = Buffer::from_vec(vec![1_u16, 2, 3, 4]);
    assert_eq!(refusal(b.clone()), "the memory has 1 other owner");
    assert_eq!(
        refusal(b.reshape([2, 2]).unwrap()),
        "the view has 2 axes, the array type 1"
    );
    let floats = Buffer::from_vec(vec![1.0_f32]);
    let order = if cfg!(target_endian = "big") {
        '>'
    } else {
        '<'
    };
    assert_eq!(
        refusal(floats),
        format!(
            "no array view of items \"{order}f\", shape [1], strides [4]: it is f32, not u16; instead: convert by convert().to_array"
        )
    );
    let bytes = Buffer::from_bytes(vec![1, 0, 2, 0], &Spec::new("=H").unwrap()).unwrap();
    assert_eq!(refusal(bytes), "the buffer does not own a Vec of this type");
    assert_eq!(
        refusal(Buffer::from_owner(vec![1_u8, 0], &Spec::new("=H").unwrap()).unwrap()),
        "the buffer does not own a Vec of this type"
    );
    let repeated = Buffer::from_vec(vec![1_u16]).broadcast_to(&[3]).unwrap();
    assert_eq!(
        refusal(repeated),
        "two indices of the view reach the same byte: (0,) and (1,)"
    );
    let woven = Buffer::from_vec((0..8_u8).collect())
        .as_strided(&[2, 3], &[3, 2], 0)
        .unwrap();
    let kept = woven.try_into_array::<u8, IxDyn>().unwrap_err();
    assert_eq!(
        kept.to_string(),
        "ndarray refuses: ShapeError/Unsupported: unsupported operation"
    );
}
