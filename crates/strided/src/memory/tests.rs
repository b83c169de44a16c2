//! What the doors check, and what they leave to the caller.

use core::ptr::NonNull;
use std::string::ToString;
use std::vec;
use std::vec::Vec;

use crate::{
    AccessFault, Buffer, Element, Error, ForeignView, Layout, Order, Source, View, ViewMut,
};

fn line(len: usize) -> Layout {
    Layout::contiguous(&[len], 2, Order::C).unwrap()
}

#[test]
fn raw_memory_is_viewed_as_far_as_it_reaches() {
    let mut data = [1_u16, 2, 3, 4];
    let start = NonNull::from(&mut data).cast();
    // SAFETY: eight bytes of an array that nobody writes as long as the view is used.
    let v = unsafe { View::from_raw(start, 8, line(4), u16::format()) }.unwrap();
    assert_eq!(v.to_vec::<u16>(Order::C).unwrap(), [1, 2, 3, 4]);
    // SAFETY: as above; the refused layout is not read.
    let beyond = unsafe { View::from_raw(start, 8, line(5), u16::format()) }.unwrap_err();
    assert!(matches!(beyond, Error::Bounds { .. }), "{beyond}");
    // SAFETY: eight bytes of an array that only this view touches.
    let v = unsafe { ViewMut::from_raw(start, 8, line(4), u16::format()) };
    v.unwrap().set([3], 9_u16).unwrap();
    let twice = Layout::new(&[2], &[0], 0, 2).unwrap();
    // SAFETY: as above; two indices reach one item, which is refused.
    let twice = unsafe { ViewMut::from_raw(start, 8, twice, u16::format()) }.unwrap_err();
    assert!(matches!(twice, Error::Access(_)), "{twice}");
    assert_eq!(data, [1, 2, 3, 9]);
}

#[test]
fn foreign_memory_is_called_shared_or_unique() {
    let mut data = [1_u16, 2, 3, 4];
    let start = NonNull::from(&mut data).cast();
    let foreign = |writable| {
        // SAFETY: eight bytes that are used through these views only, on one thread.
        unsafe { ForeignView::from_raw(start, 8, line(4), u16::format(), writable) }.unwrap()
    };
    // SAFETY: nobody writes as long as the shared view is used.
    let shared = unsafe { foreign(true).assume_shared() };
    assert_eq!(shared.as_bytes().unwrap().len(), 8);
    // SAFETY: the views before are not used any more.
    let mut unique = unsafe { foreign(true).assume_unique() }.unwrap();
    unique.fill(7).unwrap();
    // SAFETY: refused, as the view is read-only.
    let refused = unsafe { foreign(false).assume_unique() }.unwrap_err();
    assert!(
        matches!(refused, Error::Access(AccessFault::ReadOnly)),
        "{refused}"
    );
    let repeated = foreign(true)
        .slice(..1)
        .unwrap()
        .broadcast_to(&[3])
        .unwrap();
    // SAFETY: refused, as three indices reach one item.
    assert!(unsafe { repeated.assume_unique() }.is_err());
    assert_eq!(data, [7; 4]);
}

#[test]
fn only_foreign_buffers_are_called_shared() {
    let buffer = Buffer::from_vec(vec![1_u8, 2]);
    // SAFETY: nobody else has the memory.
    let mut buffer = unsafe { buffer.assume_shared() };
    buffer.view_mut().unwrap().set([0], 9_u8).unwrap();
    assert_eq!(buffer.view().unwrap().as_bytes().unwrap(), [9, 2]);
}

/// Into the gaps between the items, but not out of the memory of which the view was made.
#[test]
fn unchecked_strides_are_checked_against_the_memory() {
    let mut data: Vec<u8> = (0..8).collect();
    let odd = |shape: &[usize], offset| {
        let even = View::from_slice(&data)
            .slice(crate::Slice::every(2))
            .unwrap();
        // SAFETY: all bytes of `data` are initialised and borrowed.
        unsafe { even.as_strided_unchecked(shape, &[2], offset) }.map(|v| v.to_string())
    };
    assert_eq!(odd(&[4], 1).unwrap(), "[1, 3, 5, 7]");
    assert!(matches!(odd(&[4], 2), Err(Error::Bounds { .. })));
    assert!(matches!(odd(&[1], -1), Err(Error::Bounds { .. })));
    let mut even = ViewMut::from_slice(&mut data)
        .slice(crate::Slice::every(2))
        .unwrap();
    // SAFETY: nobody else touches `data`.
    let twice = unsafe { even.reborrow().as_strided_unchecked(&[2], &[0], 1) };
    assert!(matches!(twice, Err(Error::Access(_))));
    // SAFETY: as above.
    let mut odd = unsafe { even.reborrow().as_strided_unchecked(&[4], &[2], 1) }.unwrap();
    odd.fill(0).unwrap();
    let foreign = even.as_foreign();
    // SAFETY: as above; on this thread.
    let all = unsafe { foreign.as_strided_unchecked(&[8], &[1], 0) }.unwrap();
    assert_eq!(all.to_string(), "[0, 0, 2, 0, 4, 0, 6, 0]");
    assert!(all.fill(1).is_err(), "lent to read");
}
