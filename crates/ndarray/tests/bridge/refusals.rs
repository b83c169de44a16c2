//! Every refusal, with its exact text.

use std::fmt::Debug;

use memoryview_ndarray::{AsNdarray, AsNdarrayMut, AsView, Error, IntoNdarrayMut, ToArray};
use memoryview_strided::{
    Be, Bool, Buffer, Element, ErrorKind, IndirectView, Order, Source, Spec, View, ViewMut,
};
use ndarray::{ArrayD, ArrayView, Ix1, Ix2, Ix3, IxDyn, ShapeBuilder};

/// What reading and writing refuse, for zeros `odd` bytes behind an aligned address.
#[track_caller]
fn refused<T: Element + Debug>(spec: &str, odd: usize, kind: ErrorKind, text: &str) {
    let spec: Spec = spec.parse().unwrap();
    let (words, mut others) = ([0_u64; 8], [0_u64; 8]);
    let v = View::from_bytes(&bytemuck::bytes_of(&words)[odd..], &spec).unwrap();
    let e = v.as_ndarray::<T, IxDyn>().unwrap_err();
    assert_eq!(e.to_string(), text);
    assert_eq!(e.kind(), kind);
    let m = &mut bytemuck::bytes_of_mut(&mut others)[odd..];
    let m = ViewMut::from_bytes(m, &spec).unwrap();
    assert_eq!(m.into_ndarray_mut::<T, IxDyn>().unwrap_err(), e);
}

/// What the refusal said would work, works.
#[track_caller]
fn works<T: Element + Debug>(spec: &str, odd: usize) {
    let words = [0_u64; 8];
    let v = View::from_bytes(&bytemuck::bytes_of(&words)[odd..], &spec.parse().unwrap()).unwrap();
    assert_eq!(v.as_ndarray::<T, IxDyn>().unwrap().len(), v.len());
}

#[test]
fn format_and_type_differ() {
    refused::<f64>(
        "<f; shape=(2, 3)",
        0,
        ErrorKind::Type,
        "no array view of items \"<f\", shape [2, 3], strides [12, 4]: it has 4 bytes, not 8; \
         stride 12 of axis 0 is not a multiple of the item's 8 bytes; stride 4 of axis 1 is not a multiple of the item's 8 bytes; \
         instead: convert by convert().to_array",
    );
    refused::<u32>(
        "<f; shape=(2,)",
        0,
        ErrorKind::Type,
        "no array view of items \"<f\", shape [2], strides [4]: it is f32, not u32; instead: convert by convert().to_array",
    );
    refused::<[f32; 2]>(
        "(3)<f; shape=(2,)",
        0,
        ErrorKind::Type,
        "no array view of items \"(3)<f\", shape [2], strides [12]: an array has length 3, not 2; stride 12 of axis 0 is not a multiple of the item's 8 bytes; \
         instead: convert by convert().to_array",
    );
}

#[cfg(target_endian = "little")] // the texts name this machine's order
#[test]
fn byte_order() {
    use memoryview_strided::Le;

    refused::<f32>(
        ">f; shape=(3,)",
        0,
        ErrorKind::Type,
        "no array view of items \">f\", shape [3], strides [4]: it is big-endian, not little-endian; instead: ask for Be<f32> or copy by to_array",
    );
    works::<Be<f32>>(">f; shape=(3,)", 0);
    refused::<Be<i16>>(
        "<h; shape=(3,)",
        0,
        ErrorKind::Type,
        "no array view of items \"<h\", shape [3], strides [2]: it is little-endian, not big-endian; instead: ask for i16 or copy by to_array",
    );
    works::<i16>("<h; shape=(3,)", 0);
    works::<Le<i16>>("<h; shape=(3,)", 0);
}

#[cfg(target_endian = "little")] // the texts name this machine's order
#[test]
fn address_not_aligned() {
    use memoryview_strided::Unaligned;

    refused::<f64>(
        "<d; shape=(2,)",
        3,
        ErrorKind::Buffer,
        &format!(
            "no array view of items \"<d\", shape [2], strides [8]: the address is 3 bytes off alignment {}; instead: ask for Unaligned<f64> or copy by to_array",
            align_of::<f64>() // 4 on x86 with 32 bits
        ),
    );
    works::<Unaligned<f64>>("<d; shape=(2,)", 3);
    refused::<u16>(
        ">H; shape=(2,)",
        1,
        ErrorKind::Type,
        "no array view of items \">H\", shape [2], strides [2]: it is big-endian, not little-endian; the address is 1 byte off alignment 2; \
         instead: ask for Unaligned<Be<u16>> or copy by to_array",
    );
    works::<Unaligned<Be<u16>>>(">H; shape=(2,)", 1);
    // Without items there is no address.
    works::<f64>("<d; shape=(2, 0)", 3);
}

#[cfg(target_endian = "little")] // the texts name this machine's order
#[test]
fn stride_not_a_multiple_of_the_item() {
    refused::<f32>(
        "<f; shape=(3,); strides=(6,)",
        0,
        ErrorKind::Buffer,
        "no array view of items \"<f\", shape [3], strides [6]: stride 6 of axis 0 is not a multiple of the item's 4 bytes; \
         instead: view the whole record as an ArrayView<Row>, the bytes with one more axis by as_ndarray_bytes or copy by to_array",
    );
    refused::<f32>(
        "<f; shape=(2, 3); strides=(-22, 6); offset=22",
        1,
        ErrorKind::Buffer,
        "no array view of items \"<f\", shape [2, 3], strides [-22, 6]: stride -22 of axis 0 is not a multiple of the item's 4 bytes; \
         stride 6 of axis 1 is not a multiple of the item's 4 bytes; the address is 3 bytes off alignment 4; \
         instead: view the whole record as an ArrayView<Row>, the bytes with one more axis by as_ndarray_bytes or copy by to_array",
    );
    // The stride of a single item is never read.
    works::<f32>("<f; shape=(1,); strides=(6,)", 0);
    let bytes: Vec<u8> = (0..12).collect();
    let v = View::from_bytes(&bytes, &"T{B:n:<H:x:}".parse().unwrap())
        .unwrap()
        .field("x")
        .unwrap();
    let last = v.as_ndarray_bytes::<Ix2>().unwrap();
    assert_eq!((last.strides(), last[[3, 1]]), (&[3, 1][..], 11));
    assert_eq!(v.to_array::<u16, Ix1>(Order::C).unwrap()[3], 0x0B0A);
}

#[test]
fn suboffsets() {
    let v = IndirectView::from_rows(&[&[1_u8, 2][..], &[3, 4]]).unwrap();
    let e = v.as_ndarray::<u8, Ix2>().unwrap_err();
    assert_eq!(
        e.to_string(),
        "the items lie behind pointers along axis 0: fix that axis by an index, or copy"
    );
    assert_eq!(e.kind(), ErrorKind::Buffer);
    assert_eq!(v.as_ndarray_bytes::<Ix3>().unwrap_err(), e);
    assert_eq!(v.as_ndarray_bool::<Ix2>().unwrap_err(), e);
}

#[test]
fn foreign_memory() {
    let b = Buffer::from_vec(vec![1_u8, 2]);
    let e = b.foreign().as_ndarray::<u8, Ix1>().unwrap_err();
    assert_eq!(
        e.to_string(),
        "no array view of items \"B\", shape [2], strides [1]: others may write the memory meanwhile; instead: copy by to_array"
    );
    assert_eq!(e.kind(), ErrorKind::Buffer);
    assert_eq!(
        b.as_foreign()
            .as_ndarray_bytes::<Ix2>()
            .unwrap_err()
            .to_string(),
        "the memory is foreign: others may write it meanwhile (use foreign(), or copy it)"
    );
    assert_eq!(
        b.foreign().to_array::<u8, Ix1>(Order::C).unwrap().to_vec(),
        [1, 2]
    );
}

#[cfg(feature = "std")]
#[test]
fn read_only_memory_and_other_owners() {
    let mut shared = Buffer::from_owner(vec![0_u8; 4], &"B".parse().unwrap()).unwrap();
    assert_eq!(shared.as_ndarray::<u8, Ix1>().unwrap().len(), 4);
    let refusal = |b: &mut Buffer| b.as_ndarray_mut::<u8, IxDyn>().unwrap_err().to_string();
    assert_eq!(refusal(&mut shared), "the memory is read-only");
    let mut one = Buffer::from_vec(vec![0_u8; 4]);
    let other = one.clone();
    assert_eq!(refusal(&mut one), "the memory has 1 other owner");
    drop(other);
    assert!(one.as_ndarray_mut::<u8, IxDyn>().is_ok());
}

#[test]
fn aliasing() {
    let mut b = Buffer::from_vec(vec![1_u8]).broadcast_to(&[3, 1]).unwrap();
    assert_eq!(b.as_ndarray::<u8, Ix2>().unwrap().strides(), [0, 1]);
    let e = b.as_ndarray_mut::<u8, Ix2>().unwrap_err();
    assert_eq!(
        e.to_string(),
        "two indices of the view reach the same byte: (0, 0) and (1, 0)"
    );
}

#[test]
fn rank() {
    let v = View::from_slice(&[1_u8, 2]);
    let e = v.as_ndarray::<u8, Ix2>().unwrap_err();
    assert_eq!(e, Error::Rank { ndim: 1, wanted: 2 });
    assert_eq!(e.to_string(), "the view has 1 axis, the array type 2");
    assert_eq!(e.kind(), ErrorKind::Value);
    assert_eq!(v.to_array::<u8, Ix2>(Order::C).unwrap_err(), e);
    assert_eq!(v.as_ndarray_bool::<Ix2>().unwrap_err(), e);
    assert_eq!(
        v.as_ndarray_bytes::<Ix3>().unwrap_err(),
        Error::Rank { ndim: 2, wanted: 3 }
    );
}

#[test]
fn bytes_that_are_no_booleans() {
    let bytes = [0_u8, 1, 1, 0, 1, 2];
    let v = View::from_bytes(&bytes, &"?; shape=(2, 3)".parse().unwrap()).unwrap();
    let e = v.flip(1).unwrap().as_ndarray_bool::<Ix2>().unwrap_err();
    assert_eq!(e.to_string(), "the item at [1, 0] is 2: a bool is 0 or 1");
    assert_eq!(e.kind(), ErrorKind::Value);
    assert_eq!(
        View::from_slice(&[1_u8])
            .as_ndarray_bool::<Ix1>()
            .unwrap_err()
            .to_string(),
        "no array view of items \"B\", shape [1], strides [1]: it is u8, not bool; instead: convert by convert().to_array"
    );
    let foreign = Buffer::from_vec(vec![Bool::from(true)]);
    assert!(foreign.foreign().as_ndarray_bool::<Ix1>().is_err());
}

#[test]
fn too_many_axes_or_bytes() {
    let a = ArrayD::<u8>::zeros(IxDyn(&[1; 65]));
    let e = a.as_view().unwrap_err();
    assert_eq!(
        e.to_string(),
        "number of dimensions must not exceed 64, but is 65"
    );
    let one = [0_u64];
    let wide = ArrayView::from_shape((usize::MAX / 8,).strides((0,)), &one).unwrap();
    let e = wide.as_view().unwrap_err();
    assert_eq!(
        e.to_string(),
        format!(
            "axis 0 is too long: {} times 8 bytes exceeds the address space",
            usize::MAX / 8
        )
    );
    assert_eq!(e.kind(), ErrorKind::Overflow);
}

#[test]
fn shapes_that_do_not_go_together() {
    let v = View::from_slice(&[1_u8, 2, 3]);
    let mut target = ArrayD::<u8>::zeros(IxDyn(&[2]));
    assert_eq!(
        v.assign_to(&mut target).unwrap_err().to_string(),
        "cannot broadcast shape (3,) to (2,): axis 0 has length 3, not 1 or 2"
    );
}
