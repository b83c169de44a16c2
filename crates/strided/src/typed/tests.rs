//! Typed views do what the untyped ones do, for items of one type.

use std::format;
use std::string::ToString;
use std::vec;
use std::vec::Vec;

use crate::{Order, Source, TypedView, TypedViewMut, View, ViewMut};

fn grid(data: &[i32]) -> TypedView<'_, i32> {
    let v = View::from_slice(data).reshape([2, 3]).unwrap();
    v.typed().unwrap()
}

fn grid_mut(data: &mut [i32]) -> TypedViewMut<'_, i32> {
    let v = ViewMut::from_slice(data).reshape([2, 3]).unwrap();
    v.typed().unwrap()
}

#[test]
fn items_are_read_and_written_by_index() {
    let mut data = [0, 1, 2, 3, 4, 5];
    let mut v = grid_mut(&mut data).transpose();
    assert_eq!(v.get([2, 0]).unwrap(), 2);
    v.set([2, -1], 50).unwrap();
    v.set([0, 1], -3).unwrap();
    for index in [[3, 0], [0, 2], [0, -3]] {
        let refused = v.get(index).unwrap_err();
        assert_eq!(v.set(index, 9).unwrap_err(), refused);
    }
    assert_eq!(v.get([2, 1]).unwrap(), 50);
    assert_eq!(data, [0, 1, 2, -3, 4, 50]);
}

#[test]
fn a_unique_view_is_lent_out_and_comes_back() {
    let mut data = [0, 1, 2, 3, 4, 5];
    let mut v = grid_mut(&mut data);
    v.reborrow().select(0, 1).unwrap().fill(7).unwrap();
    v.as_view_mut().set([0, 0], 9_i32).unwrap();
    assert_eq!(v.as_view().iter().collect::<Vec<_>>(), [9, 1, 2, 7, 7, 7]);
    assert_eq!(v.as_mut_slice().unwrap(), [9, 1, 2, 7, 7, 7]);
    v.as_mut_slice().unwrap()[5] = -1;
    assert_eq!(v.to_vec(Order::C).unwrap(), [9, 1, 2, 7, 7, -1]);
    let columns = v.transpose().as_mut_slice().unwrap_err();
    assert!(columns.to_string().contains("axis"), "{columns}");
    assert_eq!(data, [9, 1, 2, 7, 7, -1]);
}

#[test]
fn slices_are_lent_only_where_items_lie_one_after_the_other() {
    let data = [0, 1, 2, 3, 4, 5];
    let v = grid(&data);
    assert_eq!(v.as_slice().unwrap(), data);
    assert_eq!(v.select(0, 1).unwrap().as_slice().unwrap(), [3, 4, 5]);
    assert!(v.transpose().as_slice().is_err());
    let mut none: [i32; 0] = [];
    let mut empty = ViewMut::from_slice(&mut none).typed::<i32>().unwrap();
    assert!(empty.as_mut_slice().unwrap().is_empty());
    let mut bytes = [0_u8; 13];
    let odd = bytes.as_ptr().addr() % 4 == 0;
    let spec = crate::Spec::new("=i").unwrap().shape([3]);
    let spec = spec.offset(usize::from(odd));
    let v = ViewMut::from_bytes(&mut bytes, &spec).unwrap();
    let mut v = v.typed::<i32>().unwrap();
    assert!(v.as_view().as_slice().is_err() && v.as_mut_slice().is_err());
    v.fill(-1).unwrap();
    assert_eq!(v.to_vec(Order::C).unwrap(), [-1; 3]);
}

#[test]
fn copies_come_in_either_order() {
    let mut data = [0, 1, 2, 3, 4, 5];
    let by_columns = [0, 3, 1, 4, 2, 5];
    assert_eq!(grid(&data).to_vec(Order::F).unwrap(), by_columns);
    let source = [10, 20, 30];
    let mut v = grid_mut(&mut data);
    assert_eq!(v.to_vec(Order::F).unwrap(), by_columns);
    v.assign(&View::from_slice(&source)).unwrap();
    assert_eq!(v.to_vec(Order::C).unwrap(), [10, 20, 30, 10, 20, 30]);
    let refused = v.assign(&View::from_slice(&[1_u32, 2, 3])).unwrap_err();
    assert!(
        refused
            .to_string()
            .starts_with("format \"<I\" is not \"<i\"")
            || cfg!(target_endian = "big")
    );
}

#[cfg(feature = "rayon")]
#[test]
fn many_threads_give_what_one_gives() {
    let (rows, columns) = (700, 1500); // 4 MiB: enough for several
    let items: Vec<i32> = (0..rows * columns).collect();
    let shape = [rows, columns].map(|n| usize::try_from(n).unwrap());
    let v = View::from_slice(&items).reshape(shape).unwrap();
    let v = v.typed::<i32>().unwrap();
    let turned = v.to_vec(Order::F).unwrap();
    assert_eq!(v.par_to_vec(Order::F).unwrap(), turned);
    let mut data = vec![0; items.len()];
    let target = ViewMut::from_slice(&mut data).reshape([shape[1], shape[0]]);
    let mut target = target.unwrap().typed::<i32>().unwrap();
    target.par_fill(-1).unwrap();
    assert!(target.as_view().iter().all(|item| item == -1));
    target.par_assign(&v.transpose().as_view()).unwrap();
    assert_eq!(target.par_to_vec(Order::C).unwrap(), turned);
    assert_eq!(data, turned);
}

#[test]
fn sub_views_are_of_the_same_type() {
    let mut data = [0, 1, 2, 3, 4, 5];
    let v = grid(&data);
    let copy = v.clone();
    let rows: Vec<i32> = v
        .axis_iter(0)
        .unwrap()
        .map(|row| row.iter().sum())
        .collect();
    assert_eq!(rows, [3, 12]);
    assert_eq!(copy.as_view().get::<i32>([1, 2]).unwrap(), 5);
    let debug = format!("{v:?}");
    assert!(
        debug.starts_with("TypedView") && debug.contains("(2, 3)"),
        "{debug}"
    );
    let corners = grid_mut(&mut data)
        .as_strided(&[2, 2], &[12, 8], 0)
        .unwrap();
    assert_eq!(corners.to_vec(Order::C).unwrap(), [0, 2, 3, 5]);
    let debug = format!("{corners:?}");
    assert!(debug.starts_with("TypedViewMut"), "{debug}");
    let twice = grid_mut(&mut data).as_strided(&[2], &[0], 0).unwrap_err();
    assert!(matches!(twice, crate::Error::Access(_)), "{twice}");
}

#[test]
fn the_address_is_that_of_the_first_item() {
    let mut data = [0_i32, 1, 2, 3, 4, 5];
    let start = data.as_ptr().cast::<u8>();
    let v = View::from_slice(&data).reshape([2, 3]).unwrap();
    assert_eq!(v.as_ptr(), start);
    let last = v.flip(0).unwrap().flip(1).unwrap();
    assert_eq!(last.as_ptr().addr() - start.addr(), 20);
    assert_eq!(last.as_foreign().as_ptr(), last.as_ptr());
    let typed = grid(&data).select(1, 2).unwrap();
    assert_eq!(typed.as_ptr().addr() - start.addr(), 8);
    let mut row = ViewMut::from_slice(&mut data).slice(4..).unwrap();
    assert_eq!(row.as_ptr().addr() - start.addr(), 16);
    assert_eq!(row.as_mut_ptr().addr() - start.addr(), 16);
    let typed = row.typed::<i32>().unwrap();
    assert_eq!(typed.as_ptr().addr() - start.addr(), 16);
    let buffer = crate::Buffer::from_vec(vec![0_u16; 8]);
    let part = buffer.slice(3..).unwrap();
    assert_eq!(part.as_ptr().addr() - buffer.as_ptr().addr(), 6);
}

#[test]
fn a_unique_view_is_printed_as_a_shared_one() {
    let mut data = [1, 2, 3, 4, 5, 6];
    assert_eq!(grid_mut(&mut data).to_string(), "[[1, 2, 3],\n [4, 5, 6]]");
}
