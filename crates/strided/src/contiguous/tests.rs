//! A copy is made only where the items do not lie in the order that was asked for.

use std::string::ToString;
use std::vec;

use crate::{Buffer, Contiguous, Order, Source, View};

#[test]
fn nothing_is_copied_that_lies_right() {
    let data = [1_u8, 2, 3, 4, 5, 6];
    let rows = View::from_slice(&data).reshape([2, 3]).unwrap();
    for (view, order, borrowed) in [
        (rows.clone(), Order::C, true),
        (rows.clone(), Order::F, false),
        (rows.transpose(), Order::C, false),
        (rows.transpose(), Order::F, true),
        (rows.flip(1).unwrap(), Order::C, false),
        (rows.select(0, 1).unwrap(), Order::F, true),
    ] {
        let items = view.to_contiguous(order).unwrap();
        assert_eq!(
            (items.is_borrowed(), items.is_owned()),
            (borrowed, !borrowed)
        );
        assert_eq!(items.layout().broken_axis(order), None);
        assert_eq!(items.layout().shape(), view.shape());
        assert_eq!(items.to_string(), view.to_string());
        assert_eq!(items.as_foreign().to_string(), view.to_string());
        assert_eq!(items.as_view().unwrap().to_string(), view.to_string());
        let start = items.as_view().unwrap().as_ptr();
        assert_eq!(start == view.as_ptr(), borrowed);
        assert!(borrowed || start.addr().is_multiple_of(64));
    }
}

#[test]
fn every_view_and_buffer_has_it() {
    let buffer = Buffer::from_vec(vec![0_i32, 1, 2, 3])
        .reshape([2, 2])
        .unwrap();
    let back = buffer.transpose();
    assert!(buffer.to_contiguous(Order::C).unwrap().is_borrowed());
    let copy = match back.to_contiguous(Order::C).unwrap() {
        Contiguous::Owned(copy) => copy,
        Contiguous::Borrowed(same) => panic!("{same}"),
    };
    assert_eq!(copy.to_vec::<i32>(Order::C).unwrap(), [0, 2, 1, 3]);
    assert!(back.foreign().to_contiguous(Order::C).unwrap().is_owned());
    let typed = back.view().unwrap().typed::<i32>().unwrap();
    assert!(typed.to_contiguous(Order::F).unwrap().is_borrowed());
    assert!(typed.to_contiguous(Order::C).unwrap().is_owned());
}

#[cfg(feature = "rayon")]
#[test]
fn many_threads_make_the_same_copy() {
    let data: vec::Vec<u32> = (0..1 << 20).collect();
    let turned = View::from_slice(&data)
        .reshape([1 << 9, 1 << 11])
        .unwrap()
        .transpose();
    let one = turned.to_contiguous(Order::C).unwrap();
    let many = turned.par_to_contiguous(Order::C).unwrap();
    assert!(many.is_owned());
    let (one, many) = (one.as_view().unwrap(), many.as_view().unwrap());
    assert_eq!(many.as_bytes().unwrap(), one.as_bytes().unwrap());
    assert!(turned.par_to_contiguous(Order::F).unwrap().is_borrowed());
}

#[test]
fn memory_of_others_is_filled_or_refused() {
    use core::mem::MaybeUninit;
    let data = [1_u8, 2, 3, 4, 5, 6];
    let v = View::from_slice(&data).reshape([2, 3]).unwrap();
    let mut room = [MaybeUninit::uninit(); 6];
    let filled = v.to_bytes_in(Order::F, &mut room).unwrap();
    assert_eq!(filled, [1, 4, 2, 5, 3, 6]);
    let error = v.to_bytes_in(Order::F, &mut room[1..]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot copy to shape (2, 3) to (5,): the items have 6 bytes"
    );
}
