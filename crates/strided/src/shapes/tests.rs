use std::string::ToString;
use std::vec::Vec;

use crate::{Be, Buffer, Order, Slice, Spec, View, ViewMut};

#[test]
fn halves_of_a_unique_view_are_written_together() {
    let mut data = [0_u8; 12];
    let v = ViewMut::from_slice(&mut data).reshape([3, 4]).unwrap();
    let (mut left, right) = v.split_at(1, 1).unwrap();
    let (mut top, mut bottom) = right.typed::<u8>().unwrap().split_at(0, -1).unwrap();
    left.fill(1).unwrap();
    top.fill(2).unwrap();
    bottom.fill(3).unwrap();
    assert_eq!(data, [1, 2, 2, 2, 1, 2, 2, 2, 1, 3, 3, 3]);
    ViewMut::from_slice(&mut data)
        .reshape([3, 4])
        .unwrap()
        .diagonal(0, 0, 1)
        .unwrap()
        .fill(9)
        .unwrap();
    assert_eq!(data, [9, 2, 2, 2, 1, 9, 2, 2, 1, 3, 9, 3]);
}

#[test]
fn transforms_keep_the_lifetime_of_the_data() {
    fn deep(data: &[i32]) -> View<'_> {
        let v = View::from_slice(data);
        let w = v.sliding_windows(0, 2, 1).unwrap().move_axis(0, 1).unwrap();
        w.split_at(1, 1)
            .unwrap()
            .1
            .swap_axes(0, 1)
            .unwrap()
            .reinterpret_as::<Be<u32>>()
            .unwrap()
    }
    let data = [1_i32, 2, 3].map(i32::to_be);
    assert_eq!(deep(&data).to_string(), "[[2, 3]]");
}

/// Every format to every other, and back: the bytes are the same.
#[test]
fn any_format_to_any() {
    let formats = [
        "B",
        "<H",
        ">H",
        "<I",
        "<d",
        ">q",
        "<T{H:a:b:b:x}",
        "(2)<H",
        "8s",
        "4x",
        "?",
        "c",
        "<e",
    ];
    let bytes: Vec<u8> = (0..96).collect();
    for from in formats {
        let v = View::from_bytes(&bytes, &Spec::new(from).unwrap()).unwrap();
        let v = v.reshape([2, -1]).unwrap();
        for to in formats {
            let to = Spec::new(to).unwrap();
            let seen = v.reinterpret(to.format()).unwrap();
            assert_eq!(seen.format(), to.format());
            assert_eq!(seen.shape(), [2, 48 / to.format().size()]);
            assert_eq!(seen.to_bytes(Order::C).unwrap(), bytes);
        }
    }
}

#[test]
fn objects_are_not_made_and_not_written() {
    let mut bytes = [0_u8; 16];
    let object = Spec::new("O").unwrap();
    let refused = ViewMut::from_bytes(&mut bytes, &Spec::new("Q").unwrap())
        .unwrap()
        .reinterpret(object.format());
    assert_eq!(
        refused.unwrap_err().to_string(),
        "other bytes cannot be taken for Python objects"
    );
    let mut b = Buffer::from_vec(bytes.to_vec());
    let pointers = unsafe_foreign(&mut b, &object);
    assert!(pointers.reinterpret(object.format()).is_ok());
    let numbers = pointers.reinterpret_as::<u64>().unwrap();
    assert!(numbers.is_read_only());
    assert_eq!(
        numbers.fill(0).unwrap_err().to_string(),
        "the memory is read-only"
    );
}

/// A writable view of objects, as an extension has it.
fn unsafe_foreign<'a>(b: &'a mut Buffer, spec: &Spec) -> crate::ForeignView<'a> {
    let v = b.foreign_mut().unwrap();
    let parts = crate::parts::Parts::new(
        v.parts().mem(),
        spec.layout(16).unwrap(),
        spec.format().clone(),
    );
    crate::ForeignView::new(parts.unwrap(), true)
}

#[test]
fn a_unique_view_never_gets_aliased_strides() {
    let mut data = [0_u8; 6];
    let strided = |data: &mut [u8], shape: &[usize], strides: &[isize]| {
        ViewMut::from_slice(data)
            .as_strided(shape, strides, 0)
            .map(|v| v.len())
    };
    assert_eq!(strided(&mut data, &[2, 3], &[1, 2]).unwrap(), 6);
    assert_eq!(
        strided(&mut data, &[2, 3], &[1, 1])
            .unwrap_err()
            .to_string(),
        "two indices of the view reach the same byte: (0, 1) and (1, 0)"
    );
    let gaps = ViewMut::from_slice(&mut data)
        .slice(Slice::every(2))
        .unwrap();
    assert!(gaps.as_strided(&[1], &[1], 1).is_err());
}

#[test]
fn a_buffer_is_strided_over_all_its_bytes() {
    let b = Buffer::from_vec((0..8_u8).collect::<Vec<_>>());
    let part = b.slice(Slice::new(Some(6), None, -3)).unwrap();
    let all = part.as_strided(&[8], &[1], -6).unwrap();
    assert_eq!(all.to_bytes(Order::C).unwrap(), [0, 1, 2, 3, 4, 5, 6, 7]);
    assert!(part.as_strided(&[8], &[1], -5).is_err());
    assert!(part.view().unwrap().as_strided(&[1], &[1], -1).is_err());
}
