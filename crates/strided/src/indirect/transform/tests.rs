//! Every chain of transforms on small shapes, with pointers behind every set of axes. The oracle is an ordinary view of the same items, on which the same
//! transforms are made.
#![allow(unsafe_code, reason = "pointers to pointers are the subject")]

mod behind;

use core::ptr::NonNull;
use std::string::ToString;
use std::vec;
use std::vec::Vec;

use behind::{Behind, STEP};

use crate::{Element, Error, Format, Index, IndirectView, Key, Order, View};

#[derive(Clone, Debug)]
enum Op {
    Transpose,
    Permute(Vec<isize>),
    Swap(isize, isize),
    Move(isize, isize),
    Flip(isize),
    Select(isize, isize),
    Slice(Key),
    Squeeze(isize),
    Expand(isize),
    Wider(usize),
    Reshape(Vec<isize>),
    Diagonal(isize, isize, isize),
    Windows(isize, usize, usize),
    Head(isize, isize),
    Tail(isize, isize),
    Reinterpret(&'static str),
}

use Op::*;

/// The same call on either type.
macro_rules! apply {
    ($v:expr, $op:expr) => {
        match $op {
            Transpose => Ok($v.transpose()),
            Permute(axes) => $v.permute(axes),
            Swap(a, b) => $v.swap_axes(*a, *b),
            Move(a, b) => $v.move_axis(*a, *b),
            Flip(axis) => $v.flip(*axis),
            Select(axis, index) => $v.select(*axis, *index),
            Slice(key) => $v.slice(key),
            Squeeze(axis) => $v.squeeze(*axis),
            Expand(axis) => $v.expand_dims(*axis),
            Wider(first) => {
                let ones = $v.shape().iter().map(|&n| if n == 1 { 2 } else { n });
                let shape: Vec<usize> = [*first].into_iter().chain(ones).collect();
                $v.broadcast_to(&shape)
            }
            Reshape(shape) => $v.reshape(shape),
            Diagonal(offset, a, b) => $v.diagonal(*offset, *a, *b),
            Windows(axis, window, step) => $v.sliding_windows(*axis, *window, *step),
            Head(axis, index) => $v.split_at(*axis, *index).map(|halves| halves.0),
            Tail(axis, index) => $v.split_at(*axis, *index).map(|halves| halves.1),
            Reinterpret(format) => $v.reinterpret(&format.parse::<Format>().unwrap()),
        }
    };
}

fn ops() -> Vec<Op> {
    let key = |key: &str| Slice(key.parse().unwrap());
    vec![
        Transpose,
        Permute(vec![1, 0]),
        Permute(vec![2, 0, -2]),
        Swap(0, -1),
        Move(0, -1),
        Flip(0),
        Flip(-1),
        Select(0, 0),
        Select(-1, -1),
        Select(1, 1),
        key("1:, ..., ::-1"),
        key("None, ..., None"),
        key(":, None, 0"),
        key("..., :0"),
        key("-1, None, ..., ::2"),
        Squeeze(0),
        Squeeze(-1),
        Expand(0),
        Expand(-2),
        Expand(-1),
        Wider(2),
        Reshape(vec![-1]),
        Reshape(vec![2, -1]),
        Reshape(vec![1, -1, 1]),
        Diagonal(0, 0, 1),
        Diagonal(1, -1, 0),
        Windows(0, 2, 1),
        Windows(-1, 1, 2),
        Head(0, 1),
        Tail(-1, -1),
        Reinterpret("B"),
        Reinterpret("<I"),
    ]
}

fn same(v: &IndirectView<'_>, direct: &View<'_>, path: &[&Op]) {
    assert_eq!(v.shape(), direct.shape(), "{path:?}");
    assert_eq!(
        (v.nbytes(), v.itemsize()),
        (direct.nbytes(), direct.itemsize()),
        "{path:?}"
    );
    let bytes = direct.to_bytes(Order::C).unwrap();
    assert_eq!(v.to_bytes(Order::C).unwrap(), bytes, "{path:?}");
    assert_eq!(
        v.to_bytes(Order::F).unwrap(),
        direct.to_bytes(Order::F).unwrap(),
        "{path:?}"
    );
    assert!(v == direct && *v == v.clone(), "{path:?}");
    assert_eq!(v.to_list().unwrap(), direct.to_list().unwrap(), "{path:?}");
    assert_eq!(v.to_string(), direct.to_string(), "{path:?}");
    if !v.is_empty() {
        let last = vec![-1; v.ndim()];
        assert_eq!(v.item(&last), direct.item(&last), "{path:?}");
    }
    if let Ok(plain) = v.as_direct() {
        assert_eq!(plain.to_bytes(Order::C).unwrap(), bytes, "{path:?}");
    }
    // What suboffsets say is the same view.
    if let Some(suboffsets) = v.suboffsets()
        && let Some(start) = NonNull::new(v.as_ptr().cast_mut())
    {
        let (shape, strides) = (v.shape(), v.strides());
        // SAFETY: another description of the memory of `v`.
        let again = unsafe {
            let (size, format) = (v.itemsize(), v.format().clone());
            IndirectView::from_raw(start, shape, &strides, &suboffsets, size, format, false)
        };
        assert!(again.unwrap() == *v, "{path:?}");
    }
}

/// Both transformed; none if one of them refuses, which has its reason.
fn both<'a>(
    v: &IndirectView<'a>,
    direct: &View<'a>,
    op: &Op,
    path: &[&Op],
) -> Option<(IndirectView<'a>, View<'a>)> {
    let (ours, theirs) = (apply!(v, op), apply!(direct, op));
    match (ours, theirs) {
        (Ok(ours), Ok(theirs)) => return Some((ours, theirs)),
        // Whether axes run into each other is a question to the strides.
        (Err(a), Err(b)) if matches!(op, Reshape(_) | Reinterpret(_)) => {
            assert_eq!(a.kind(), b.kind(), "{path:?} {op:?}: {a}, {b}");
        }
        (Err(a), Err(b)) => assert_eq!(a, b, "{path:?} {op:?}"),
        (Err(error), Ok(_)) => match (op, &error) {
            (Reshape(_), Error::Shape { reason, .. }) => {
                assert!(
                    reason.contains("do not run into each other"),
                    "{path:?}: {error}"
                );
            }
            // Pointers stand between the two axes.
            (&Diagonal(_, a, b), Error::Memory(_)) => {
                let home = |axis| v.levels().home()[v.levels().flat().axis(axis).unwrap()];
                assert_ne!(home(a), home(b), "{path:?}");
            }
            // The last axis leads to pointers; or the items behind each lie apart, as in no copy of them.
            (Reinterpret(_), Error::Memory(_)) => {
                let (home, strides) = (v.levels().home(), v.levels().strides());
                let runs = strides.last() == Some(&v.itemsize().cast_signed());
                assert!(home.last() != Some(&v.levels().last()) || !runs, "{path:?}");
            }
            _ => panic!("{path:?} {op:?}: {error}"),
        },
        // Behind pointers there are strides of fewer axes to obey.
        (Ok(ours), Err(error)) => match op {
            Reshape(_) => assert_eq!(ours.to_bytes(Order::C), direct.to_bytes(Order::C)),
            Reinterpret(_) => assert_eq!(ours.nbytes(), direct.nbytes()),
            _ => panic!("{path:?} {op:?}: {error}"),
        },
    }
    None
}

/// Every chain of so many transforms from here on.
fn descend(
    v: &IndirectView<'_>,
    direct: &View<'_>,
    ops: &[Op],
    depth: usize,
    path: &[&Op],
    count: &mut usize,
) {
    *count += 1;
    same(v, direct, path);
    if depth == 0 {
        return;
    }
    for op in ops {
        if let Some((v, direct)) = both(v, direct, op, path) {
            let path: Vec<&Op> = path.iter().copied().chain([op]).collect();
            descend(&v, &direct, ops, depth - 1, &path, count);
        }
    }
}

#[test]
fn every_chain_is_that_of_an_ordinary_view() {
    let depth = if cfg!(debug_assertions) { 2 } else { 3 };
    let ops = ops();
    let mut count = 0;
    for shape in [
        &[3][..],
        &[2, 3],
        &[1, 2],
        &[2, 1, 3],
        &[2, 3, 2],
        &[2, 2, 1, 2],
        &[0, 2],
        &[2, 0],
    ] {
        for axes in 1..1_usize << shape.len() {
            let behind = Behind::new(shape, axes);
            let items: Vec<u16> = (0..shape.iter().product::<usize>() as u16).collect();
            let direct = View::from_slice(&items).reshape(shape).unwrap();
            descend(&behind.view(), &direct, &ops, depth, &[], &mut count);
        }
    }
    assert!(count > 10_000, "{count}");
}

/// A small generator: the same chains each time.
fn random(state: &mut u64, below: usize) -> usize {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) as usize % below
}

/// Writing through a chain of transforms reaches the items that the same chain on their numbers names.
#[test]
fn what_is_written_arrives_where_it_belongs() {
    let rounds = if cfg!(debug_assertions) {
        3_000
    } else {
        60_000
    };
    let (ops, mut state) = (ops(), 7);
    let (mut written, mut between, mut rows) = (0, 0, 0);
    for _ in 0..rounds {
        let shape: Vec<usize> = (0..1 + random(&mut state, 3))
            .map(|_| 1 + random(&mut state, 3))
            .collect();
        let behind = Behind::new(&shape, 1 + random(&mut state, (1 << shape.len()) - 1));
        let numbers: Vec<u16> = (0..shape.iter().product::<usize>() as u16).collect();
        let base = behind.view();
        let (mut v, mut direct) = (
            base.clone(),
            View::from_slice(&numbers).reshape(&shape).unwrap(),
        );
        for _ in 0..random(&mut state, 4) {
            let op = &ops[random(&mut state, ops.len() - 2)];
            if let Some(both) = both(&v, &direct, op, &[]) {
                (v, direct) = both;
            }
        }
        if v.is_read_only() {
            assert!(v.fill(1).is_err());
            continue;
        }
        let ids = direct.to_vec::<u16>(Order::C).unwrap();
        let mut expected = numbers.clone();
        let kind = random(&mut state, 5);
        match kind {
            0 => {
                v.fill(1000).unwrap();
                ids.iter().for_each(|&id| expected[usize::from(id)] = 1000);
            }
            1 => {
                let values: Vec<u16> = ids.iter().map(|id| 2000 + id).collect();
                let source = View::from_slice(&values).reshape(v.shape()).unwrap();
                v.assign(&source).unwrap();
                ids.iter()
                    .for_each(|&id| expected[usize::from(id)] = 2000 + id);
            }
            // From another order of the same items, while they are written.
            2 => {
                let mut from = v.clone();
                for axis in 0..v.ndim() {
                    from = from.flip(axis).unwrap();
                }
                v.assign_indirect(&from).unwrap();
                let old = ids.iter().rev();
                ids.iter()
                    .zip(old)
                    .for_each(|(&id, &old)| expected[usize::from(id)] = old);
                between += 1;
            }
            // From one row of the same items, which may lie as a slice does, while the rows are written from their ends.
            3 if v.ndim() > 1 && !v.is_empty() && v.select(0, 0).unwrap().as_direct().is_ok() => {
                let row = v.select(0, 0).unwrap().as_direct().unwrap();
                let old = direct
                    .select(0, 0)
                    .unwrap()
                    .to_vec::<u16>(Order::C)
                    .unwrap();
                v.flip(-1).unwrap().assign(&row).unwrap();
                let backward = direct.flip(-1).unwrap().to_vec::<u16>(Order::C).unwrap();
                backward
                    .iter()
                    .zip(old.iter().cycle())
                    .for_each(|(&id, &old)| expected[usize::from(id)] = old);
                rows += 1;
            }
            _ => {
                v.byteswap().unwrap();
                ids.iter()
                    .for_each(|&id| expected[usize::from(id)] = id.swap_bytes());
            }
        }
        assert_eq!(
            base.to_vec::<u16>(Order::C).unwrap(),
            expected,
            "{shape:?} {kind}"
        );
        written += 1;
    }
    assert!(written > rounds / 2 && between > rounds / 20 && rows > rounds / 60);
}

/// Where the numbers are as far out as they can be, there is an answer or a refusal.
#[test]
fn extremes_are_answered_or_refused() {
    let far = [
        isize::MIN,
        isize::MIN + 1,
        -1,
        0,
        1,
        STEP,
        isize::MAX - 1,
        isize::MAX,
    ];
    let table = [7_u16, 8];
    let pointers = [table.as_ptr().cast::<u8>()];
    let start = NonNull::from(&pointers).cast();
    let mut made = 0;
    for (shape, items) in [([1, 0], 0), ([0, 1], 0), ([1, 1], 1), ([1, 2], 2)] {
        for outer in far {
            for inner in far {
                let inner = if items == 2 { 2 } else { inner };
                for suboffset in [0, isize::MAX] {
                    let suboffset = if items > 0 { 0 } else { suboffset };
                    let (strides, suboffsets) = ([outer, inner], [suboffset, -1]);
                    // SAFETY: one pointer to as many items; steps along an axis of one item are never taken.
                    let v = unsafe {
                        IndirectView::from_raw(
                            start,
                            &shape,
                            &strides,
                            &suboffsets,
                            2,
                            u16::format(),
                            false,
                        )
                    };
                    let Ok(v) = v else { continue };
                    let direct = View::from_slice(&table[..items]).reshape(shape).unwrap();
                    made += 1;
                    for op in &ops() {
                        if let Some((v, direct)) = both(&v, &direct, op, &[]) {
                            same(&v, &direct, &[op]);
                        }
                    }
                }
            }
        }
    }
    assert!(made > 200, "{made}");
}

#[test]
fn an_axis_of_one_item_belongs_where_it_is_needed() {
    let behind = Behind::new(&[1, 3], 1);
    let v = behind.view().transpose();
    // The last axis is the one of the pointers, and has one item: NumPy cuts it, and so does this.
    let bytes = v.reinterpret(&"B".parse().unwrap()).unwrap();
    assert_eq!(bytes.shape(), [3, 2]);
    assert_eq!(bytes.to_bytes(Order::C), v.to_bytes(Order::C));
    assert_eq!(
        v.reshape([3]).unwrap().as_direct().unwrap().to_string(),
        "[0, 1, 2]"
    );
}

#[test]
fn refusals_name_the_axes() {
    let behind = Behind::new(&[2, 3, 2], 0b001);
    let v = behind.view();
    let text = |refused: Result<IndirectView<'_>, Error>| refused.unwrap_err().to_string();
    assert_eq!(
        text(v.reshape([3, -1])),
        "cannot reshape shape (2, 3, 2) to (3, 4): axes 0 and 1 do not run into each other: pointers stand between them"
    );
    assert_eq!(
        text(
            v.slice((.., .., ..1))
                .unwrap()
                .slice(Index::NewAxis)
                .unwrap()
                .flip(2)
                .unwrap()
                .reshape([6])
        ),
        "cannot reshape shape (1, 2, 3, 1) to (6,): axes 1 and 2 do not run into each other: pointers stand between them"
    );
    assert_eq!(
        text(v.permute([0, 2, 1]).unwrap().reshape([2, 6])),
        "cannot reshape shape (2, 2, 3) to (2, 6): axes 1 and 2 do not run into each other: stride 2 is not 3 * 4"
    );
    assert_eq!(
        text(v.diagonal(0, 2, 0)),
        "the items lie behind pointers along axis 0: fix that axis by an index, or copy"
    );
    assert_eq!(
        v.transpose()
            .as_strided(&[1], &[1], 0)
            .unwrap_err()
            .to_string(),
        "the items lie behind pointers along axis 2: fix that axis by an index, or copy"
    );
    assert_eq!(
        text(
            v.move_axis(0, -1)
                .unwrap()
                .reinterpret(&"<I".parse().unwrap())
        ),
        std::format!("the view is not contiguous: the stride of axis 2 is {STEP} bytes, not 2")
    );
}

#[test]
fn fields_and_blocks() {
    let records: Vec<u8> = (0..24).collect();
    let direct =
        View::from_bytes(&records, &"<T{H:id:T{2B:at:B:z:}:in:x}".parse().unwrap()).unwrap();
    let direct = direct.reshape([2, 2]).unwrap();
    let rows: Vec<View<'_>> = direct.axis_iter(0).unwrap().collect();
    let v = IndirectView::from_views(&rows).unwrap();
    for path in ["id", "in", "in.at", "in.z"] {
        let (part, want) = (v.field(path).unwrap(), direct.field(path).unwrap());
        assert!(
            part == want && part.transpose() == want.transpose(),
            "{path}"
        );
        assert_eq!((part.shape(), part.format()), (want.shape(), want.format()));
    }
    assert_eq!(v.field("no").unwrap_err(), direct.field("no").unwrap_err());
    let behind = Behind::new(&[2, 3, 4], 0b010);
    for v in [
        behind.view(),
        behind.view().transpose(),
        behind.view().permute([1, 2, 0]).unwrap(),
    ] {
        for size in [1, 4, 6, 8, 30, 100] {
            let mut bytes = 0;
            for block in v.blocks(size) {
                let key: Vec<Index> = block.ranges.iter().cloned().map(Index::from).collect();
                assert!(
                    block.view == v.slice(&key[..]).unwrap() && block.view.nbytes() <= size.max(2)
                );
                bytes += block.view.nbytes();
            }
            assert_eq!(bytes, v.nbytes());
        }
        // The axes of the pointers are the slow ones, wherever they stand.
        let block = v.blocks(8).next().unwrap();
        assert_eq!(
            (block.view.nbytes(), block.view.levels().stored().len()),
            (8, 3)
        );
        assert!(block.view.as_direct().is_err());
    }
}
