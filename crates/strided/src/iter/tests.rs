use std::vec::Vec;

use proptest::prelude::*;
use static_assertions::{assert_impl_all, assert_not_impl_any};

use crate::read::tests::{items, samples};
use crate::{Buffer, Source, View, ViewMut};

proptest! {
    /// From both ends in any pattern, against a vector's iterator.
    #[test]
    fn both_ends_meet(sample in samples(&["<i"]), ends in prop::collection::vec(any::<bool>(), 0..700)) {
        let v = sample.view();
        let mut naive = items(&v).into_iter();
        let mut iter = v.iter();
        for back in ends {
            let (wanted, got) = if back {
                (naive.next_back(), iter.next_back())
            } else {
                (naive.next(), iter.next())
            };
            prop_assert_eq!(got.transpose().unwrap(), wanted);
            prop_assert_eq!(iter.len(), naive.len());
        }
        let rest: Vec<_> = iter.map(Result::unwrap).collect();
        prop_assert_eq!(rest, naive.collect::<Vec<_>>());
    }

    #[test]
    fn typed_items_fold_as_they_come(sample in samples(&["=i"]), front in 0_usize..40, back in 0_usize..40) {
        let v = sample.view().typed::<i32>().unwrap();
        let all: Vec<i32> = items(&sample.view()).into_iter().map(|x| x.try_into().unwrap()).collect();
        let mut iter = v.iter();
        let mut naive = all.iter().copied();
        for _ in 0..front {
            prop_assert_eq!(iter.next(), naive.next());
        }
        for _ in 0..back {
            prop_assert_eq!(iter.next_back(), naive.next_back());
        }
        let rest = naive.clone().fold(Vec::new(), |mut list, x| { list.push(x); list });
        prop_assert_eq!(iter.clone().fold(Vec::new(), |mut list, x| { list.push(x); list }), rest.clone());
        prop_assert_eq!(iter.clone().rev().collect::<Vec<_>>(), naive.rev().collect::<Vec<_>>());
        prop_assert_eq!(iter.collect::<Vec<_>>(), rest);
    }

    #[test]
    fn elements_of_any_memory_come_as_typed_items_do(sample in samples(&["=i"]), front in 0_usize..40, back in 0_usize..40, skip in 0_usize..9) {
        let mut naive = sample.view().typed::<i32>().unwrap().iter();
        let mut iter = sample.view().iter_of::<i32>().unwrap();
        for _ in 0..front {
            prop_assert_eq!(iter.next(), naive.next());
        }
        for _ in 0..back {
            prop_assert_eq!(iter.next_back(), naive.next_back());
        }
        prop_assert_eq!(iter.nth(skip), naive.nth(skip));
        prop_assert_eq!(iter.len(), naive.len());
        prop_assert!(iter.clone().rev().eq(naive.clone().rev()));
        let list = iter.fold(Vec::new(), |mut list, x| { list.push(x); list });
        prop_assert_eq!(list, naive.collect::<Vec<_>>());
    }

    /// From the middle of a block, at its start, and behind the last item.
    #[test]
    fn numbers_fold_as_they_come(sample in samples(&["<i", ">h"]), taken in 0_usize..300) {
        let v = sample.view();
        let all: Vec<i64> = items(&v).iter().map(crate::read::tests::as_number).collect();
        let mut iter = v.iter_as::<i64>().unwrap();
        let mut naive = all.into_iter();
        for _ in 0..taken {
            prop_assert_eq!(iter.next(), naive.next());
            prop_assert_eq!(iter.len(), naive.len());
        }
        let list = iter.fold(Vec::new(), |mut list, x| { list.push(x); list });
        prop_assert_eq!(list, naive.collect::<Vec<_>>());
    }

    /// Each block of one view beside the same indices of another.
    #[test]
    fn zipped_blocks_are_of_the_same_indices(sample in samples(&["<i"]), max_bytes in 0_usize..3000) {
        let v = sample.view();
        let bytes = v.to_bytes(crate::Order::C).unwrap();
        let spec = crate::Spec::new("<i").unwrap().shape(v.shape());
        let source = View::from_bytes(&bytes, &spec).unwrap();
        let mut zipped = v.blocks(max_bytes).zip_from(&source).unwrap();
        let mut left = v.blocks(max_bytes).len();
        prop_assert_eq!(zipped.size_hint(), (left, Some(left)));
        while let Some((block, piece)) = zipped.next() {
            left -= 1;
            prop_assert_eq!(zipped.size_hint(), (left, Some(left)));
            prop_assert_eq!(piece.shape(), block.view.shape());
            prop_assert_eq!(items(&piece), items(&block.view));
        }
        prop_assert_eq!(left, 0);
    }

    #[test]
    fn sub_views_are_those_of_select(sample in samples(&["<i"])) {
        let v = sample.view();
        for axis in 0..v.ndim() {
            let naive: Vec<_> = (0..v.shape()[axis]).map(|i| v.select(axis, i).unwrap()).collect();
            let check = |a: Vec<View<'_>>, b: &[View<'_>]| {
                assert_eq!(a.len(), b.len());
                for (a, b) in a.iter().zip(b) {
                    assert_eq!(a.layout(), b.layout());
                }
            };
            check(v.axis_iter(axis).unwrap().collect(), &naive);
            let mut back: Vec<_> = v.axis_iter(axis).unwrap().rev().collect();
            back.reverse();
            check(back, &naive);
        }
    }
}

/// Which box of indices a block is, in items.
fn within(ranges: &[std::ops::Range<usize>], index: &[usize]) -> bool {
    ranges.iter().zip(index).all(|(r, i)| r.contains(i))
}

proptest! {
    #[test]
    fn blocks_are_a_partition(sample in samples(&["<i", "3s"]), max_bytes in 0_usize..3000) {
        let v = sample.view();
        let blocks: Vec<_> = v.blocks(max_bytes).collect();
        prop_assert_eq!(v.blocks(max_bytes).len(), blocks.len());
        for index in crate::read::tests::indices(v.shape()) {
            prop_assert_eq!(blocks.iter().filter(|b| within(&b.ranges, &index)).count(), 1);
        }
        for (number, block) in blocks.iter().enumerate() {
            prop_assert_eq!(&v.blocks(max_bytes).nth(number).unwrap().ranges, &block.ranges);
            prop_assert!(block.view.nbytes() <= max_bytes.max(v.itemsize()));
            let key: Vec<crate::Index> = block.ranges.iter().map(|r| r.clone().into()).collect();
            let same = v.slice(&key[..]).unwrap();
            prop_assert_eq!(same.shape(), block.view.shape());
            prop_assert_eq!(items(&same), items(&block.view));
        }
        let zipped = v.blocks(max_bytes).zip_from(&v).unwrap();
        for (block, piece) in zipped {
            prop_assert_eq!(block.view.layout(), piece.layout());
        }
    }

    #[cfg(feature = "rayon")]
    #[test]
    fn threads_take_the_same_items(sample in samples(&["=i"]), max_bytes in 1_usize..3000) {
        use rayon::prelude::*;
        let v = sample.view();
        let typed = v.typed::<i32>().unwrap();
        prop_assert_eq!(typed.par_iter().collect::<Vec<_>>(), typed.iter().collect::<Vec<_>>());
        prop_assert_eq!(typed.par_iter().rev().skip(3).collect::<Vec<_>>(), typed.iter().rev().skip(3).collect::<Vec<_>>());
        let parallel: Vec<_> = v.par_blocks(max_bytes).map(|b| b.ranges).collect();
        prop_assert_eq!(parallel, v.blocks(max_bytes).map(|b| b.ranges).collect::<Vec<_>>());
    }
}

#[test]
fn blocks_follow_memory() {
    let data: Vec<u16> = (0..24).collect();
    let v = View::from_slice(&data)
        .reshape([2, 3, 4])
        .unwrap()
        .transpose();
    let starts: Vec<u16> = v
        .blocks(12)
        .map(|b| b.view.get::<u16>([0, 0, 0]).unwrap())
        .collect();
    assert_eq!(starts, [0, 4, 8, 12, 16, 20]);
    let starts: Vec<u16> = v
        .blocks(16)
        .map(|b| b.view.get::<u16>([0, 0, 0]).unwrap())
        .collect();
    assert_eq!(starts, [0, 8, 12, 20]);
    let e = v.blocks(9).zip_from(&v.select(0, 0).unwrap()).unwrap_err();
    assert_eq!(
        std::string::ToString::to_string(&e),
        "cannot cut shape (3, 2) to (4, 3, 2): the blocks and their source need one shape"
    );
}

#[test]
fn pieces_of_a_buffer_keep_its_memory() {
    let buffer = Buffer::from_vec((0..6_i32).collect());
    let blocks = buffer.reshape([2, 3]).unwrap().blocks(8);
    let columns = buffer.reshape([2, 3]).unwrap().axis_iter(-1).unwrap();
    drop(buffer);
    let items = |b: &Buffer| b.to_vec::<i32>(crate::Order::C).unwrap();
    let blocks: Vec<_> = std::thread::spawn(move || blocks.map(|b| items(&b.view)).collect())
        .join()
        .unwrap();
    assert_eq!(blocks, [vec![0, 1], vec![2], vec![3, 4], vec![5]]);
    let columns: Vec<_> = columns.rev().map(|c| items(&c)).collect();
    assert_eq!(columns, [[2, 5], [1, 4], [0, 3]]);
}

#[test]
fn unique_sub_views_are_written_together() {
    let mut data = [0_u8; 24];
    let v = ViewMut::from_slice(&mut data).reshape([2, 3, 4]).unwrap();
    let mut planes: Vec<_> = v.transpose().axis_iter(1).unwrap().collect();
    for (i, plane) in planes.iter_mut().enumerate().rev() {
        plane.fill(i as u8).unwrap();
    }
    let naive: Vec<u8> = (0..24).map(|k| k / 4 % 3).collect();
    assert_eq!(data[..], naive);
}

#[cfg(feature = "rayon")]
#[test]
fn threads_get_each_sub_view_once() {
    use rayon::prelude::*;
    let data: Vec<u32> = (0..24).collect();
    let v = View::from_slice(&data).reshape([2, 3, 4]).unwrap();
    let typed = v.typed::<u32>().unwrap();
    for axis in [0, 1, -1] {
        let one: Vec<u64> = v
            .axis_iter(axis)
            .unwrap()
            .map(|s| s.sum_as().unwrap())
            .collect();
        let many: Vec<u64> = v
            .par_axis_iter(axis)
            .unwrap()
            .map(|s| s.sum_as().unwrap())
            .collect();
        let typed: Vec<u64> = typed
            .par_axis_iter(axis)
            .unwrap()
            .map(|s| s.iter().map(u64::from).sum())
            .collect();
        assert_eq!((&many, &typed), (&one, &one));
    }
    assert!(v.par_axis_iter(3).is_err() && typed.par_axis_iter(-4).is_err());
    let iter = typed.par_iter();
    assert_eq!(iter.opt_len(), Some(24));
    assert!(std::format!("{iter:?}").starts_with("ParTypedIter(0..24 of "));
    let pairs: Vec<(u32, u32)> = iter.clone().zip(iter.skip(1)).collect();
    assert!(pairs.len() == 23 && pairs.iter().all(|(a, b)| a + 1 == *b));
    let mut target = [0_u8; 100];
    let blocks = ViewMut::from_slice(&mut target).par_blocks(7);
    blocks.for_each(|mut block| {
        let first = u8::try_from(block.ranges[0].start).unwrap();
        block.view.fill(first).unwrap();
    });
    let naive: Vec<u8> = (0..100).map(|k| k / 7 * 7).collect();
    assert_eq!(target[..], naive);
}

/// Iterators say how much is left, and a debugger shows where they are.
#[test]
fn iterators_know_what_is_left() {
    let data = [1_u16, 2, 3, 4, 5, 6];
    let v = View::from_slice(&data).reshape([3, 2]).unwrap();
    let mut rows = v.axis_iter(0).unwrap();
    assert_eq!(rows.size_hint(), (3, Some(3)));
    rows.next();
    assert_eq!((rows.len(), rows.size_hint()), (2, (2, Some(2))));
    assert!(std::format!("{rows:?}").starts_with("AxisIter(1..3 of "));
    let mut blocks = v.blocks(4);
    blocks.next();
    assert_eq!(blocks.size_hint(), (2, Some(2)));
    assert!(std::format!("{blocks:?}").starts_with("Blocks(1..3 of "));
    let mut items = v.typed::<u16>().unwrap().into_iter();
    items.next_back();
    assert_eq!(items.size_hint(), (5, Some(5)));
    assert_eq!(std::format!("{items:?}"), "TypedIter(5 items)");
    let zipped = v.blocks(4).zip_from(&v).unwrap();
    assert_eq!(zipped.size_hint(), (3, Some(3)));
}

#[test]
fn sub_views_may_be_skipped() {
    let data = [1_u16, 2, 3, 4, 5, 6];
    let v = View::from_slice(&data).reshape([3, 2]).unwrap();
    let mut rows = v.axis_iter(0).unwrap();
    assert_eq!(rows.nth(1).unwrap().to_string(), "[3, 4]");
    assert_eq!(rows.next().unwrap().to_string(), "[5, 6]");
    assert!(rows.nth(1).is_none());
    // Of foreign memory, too.
    let foreign = v.as_foreign();
    let rows = foreign.axis_iter(0).unwrap();
    assert_eq!(rows.map(|row| row.len()).collect::<Vec<_>>(), [2, 2, 2]);
}

/// What reads memory that others may write stays on its thread, as the view does that it was made of; the addresses in it would travel.
#[test]
fn iterators_over_foreign_memory_stay_on_their_thread() {
    use super::{AxisIter, Blocks, ElementIter, Items, NumberIter, TypedIter, ZippedBlocks};
    use crate::{ForeignView, TypedView};
    assert_not_impl_any!(Items<'_>: Send, Sync);
    assert_not_impl_any!(NumberIter<'_, u8>: Send, Sync);
    assert_not_impl_any!(ElementIter<'_, u8>: Send, Sync);
    assert_not_impl_any!(AxisIter<ForeignView<'_>>: Send, Sync);
    assert_not_impl_any!(Blocks<ForeignView<'_>>: Send, Sync);
    assert_not_impl_any!(ZippedBlocks<ForeignView<'_>, ForeignView<'_>>: Send, Sync);
    assert_impl_all!(TypedIter<'_, u8>: Send, Sync);
    assert_impl_all!(AxisIter<TypedView<'_, u8>>: Send, Sync);
    assert_impl_all!(Blocks<View<'_>>: Send, Sync);
}
