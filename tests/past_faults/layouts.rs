//! Views of nothing, shared bytes, and shapes that did not mean what they said.

use std::cell::Cell;
use std::time::Duration;

use memoryview::{
    AccessFault, Buffer, Cast, CastFault, Error, ErrorKind, FieldPath, FieldStep, Index,
    IndirectView, IntoKey, Layout, Order, Slice, Spec, View, ViewMut,
};

/// `AxisIter` stood past the end when another axis was empty; slices of empty arrays moved the pointer; broadcasting to too many items was not
/// checked: <https://github.com/rust-ndarray/ndarray/pull/543>, 636, 613, issue 919.
#[test]
fn empty_views_stay_where_they_are() {
    let v = View::from_slice(&[0_u32; 0]).reshape([3, 0, 4]).unwrap();
    let at = v.layout().offset();
    let parts = [
        v.slice((2, .., 3)).unwrap(),
        v.slice((Slice::REV, .., 1..)).unwrap(),
        v.flip(0).unwrap().flip(2).unwrap(),
        v.select(0, -1).unwrap(),
        v.diagonal(1, 0, 2).unwrap(),
        v.split_at(0, 3).unwrap().1,
        v.split_at(2, 2).unwrap().1,
        v.sliding_windows(2, 4, 1).unwrap(),
        v.broadcast_to(&[5, 3, 0, 4]).unwrap(),
        v.reshape([0, 7]).unwrap(),
    ];
    for part in parts {
        assert!(part.is_empty() && part.layout().offset() == at && part.layout().reach().is_none());
        assert!(part.to_bytes(Order::F).unwrap().is_empty());
        assert_eq!(part.iter().count() + part.blocks(1).count(), 0);
    }
    for axis in 0..3 {
        let rows = v.axis_iter(axis).unwrap();
        let wanted = v.shape()[axis];
        assert_eq!(rows.map(|row| assert!(row.is_empty())).count(), wanted);
    }
    assert!(v.broadcast_to(&[usize::MAX, 3, 0, 4]).is_err());
}

/// Empty arrays and negative strides were refused, or panicked, in bindings: <https://github.com/rust-ndarray/ndarray/issues/1609>, 953,
/// <https://github.com/PyO3/rust-numpy/issues/527>, 151. An empty ctypes array has items of no bytes: <https://github.com/pybind/pybind11/pull/5576>.
#[test]
fn nothing_and_backwards_are_ordinary() {
    let bytes = [1_u8, 2, 3, 4];
    let back = Spec::new("B")
        .unwrap()
        .shape([2, 2])
        .strides([-2, -1])
        .offset(3);
    assert_eq!(
        View::from_bytes(&bytes, &back).unwrap().to_string(),
        "[[4, 3],\n [2, 1]]"
    );
    let none = Spec::new("<d")
        .unwrap()
        .shape([0])
        .strides([-8])
        .offset(-100);
    assert!(View::from_bytes(&bytes, &none).unwrap().is_empty());
    let hollow = Spec::new("0s").unwrap().shape([3]);
    let v = View::from_bytes(&[], &hollow).unwrap();
    assert_eq!((v.len(), v.nbytes(), v.itemsize()), (3, 0, 0));
    assert_eq!(v.to_string(), "[b'', b'', b'']");
    assert!(
        v.slice(Slice::REV)
            .unwrap()
            .to_bytes(Order::C)
            .unwrap()
            .is_empty()
    );
    assert!(v.reinterpret(&"B".parse().unwrap()).unwrap().is_empty());
    assert!(
        View::from_slice(&[1_u8])
            .reinterpret(&"0s".parse().unwrap())
            .is_err()
    );
    let open = Spec::new("0s").unwrap();
    assert!(View::from_bytes(&[], &open).is_ok_and(|v| v.is_empty()));
    assert_eq!(v.blocks(1).map(|block| block.view.len()).sum::<usize>(), 3);
    let cast = Cast::new(
        &Layout::contiguous(&[0], 1, Order::C).unwrap(),
        "B",
        "d",
        None,
    );
    assert!(cast.unwrap().line().is_empty());
}

/// `mv[0:4] = mv[::-1]` took a lock twice, and the copy read what it had written: <https://github.com/RustPython/RustPython/pull/8524>.
#[test]
fn a_view_is_assigned_to_itself_backwards() {
    // On a thread of its own: a lock that waits for itself would never come back.
    let (done, wait) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let mut data = Buffer::from_vec((0..4_u8).collect());
        let v = data.foreign_mut().unwrap();
        v.assign(&v.slice(Slice::REV).unwrap()).unwrap();
        let reversed = v.to_bytes(Order::C).unwrap();
        v.slice(1..)
            .unwrap()
            .assign(&v.slice(..3).unwrap())
            .unwrap();
        done.send((reversed, v.to_bytes(Order::C).unwrap()))
            .unwrap();
    });
    let found = wait.recv_timeout(Duration::from_secs(60)).unwrap();
    assert_eq!(found, (vec![3, 2, 1, 0], vec![3, 3, 2, 1]));
    let mut data = [0_u8, 1, 2, 3];
    ViewMut::from_slice(&mut data)
        .assign_within(|l| l.flip(0))
        .unwrap();
    assert_eq!(data, [3, 2, 1, 0]);
}

/// One index too far behind pointers: <https://github.com/cython/cython/pull/367>.
#[test]
fn bytes_behind_pointers_are_all_there_and_no_more() {
    for (rows, columns) in [(1, 1), (1, 5), (3, 1), (3, 5), (2, 0)] {
        let lines: Vec<Vec<u16>> = (0..rows)
            .map(|r| (0..columns).map(|c| r * 100 + c).collect())
            .collect();
        let slices: Vec<&[u16]> = lines.iter().map(Vec::as_slice).collect();
        let v = IndirectView::from_rows(&slices).unwrap();
        let wanted: Vec<u8> = lines
            .concat()
            .iter()
            .flat_map(|n| n.to_ne_bytes())
            .collect();
        assert_eq!(v.to_bytes(Order::C).unwrap(), wanted);
        let back = v.slice((Slice::REV, Slice::REV)).unwrap();
        let turned: Vec<u8> = lines
            .concat()
            .iter()
            .rev()
            .flat_map(|n| n.to_ne_bytes())
            .collect();
        assert_eq!(back.to_bytes(Order::C).unwrap(), turned);
        assert!(
            v.item([usize::from(rows), 0]).is_err() && v.item([0, usize::from(columns)]).is_err()
        );
    }
}

/// `shares_memory` took exponential time: <https://github.com/numpy/numpy/pull/16210>. Here a budget of partial sums is stated, and "too hard" means refused.
#[cfg(target_pointer_width = "64")]
#[test]
fn hard_questions_of_overlap_are_given_up() {
    let strides: Vec<isize> = (0..50_isize).map(|i| (1 << 40) + i.pow(5) + 3).collect();
    let hard = Layout::new(&[2; 50], &strides, 0, 1).unwrap();
    let sum: isize = strides.iter().sum();
    let point = Layout::new(&[], &[], sum / 4 * 2 + 500, 1).unwrap();
    assert_eq!(hard.overlaps(&point), memoryview::Overlap::TooHard);
    assert!(!hard.is_unique());
}

/// The same place was given out twice: `swap(a, a)` in cgmath (RUSTSEC-2026-0197), rows of rulinalg (RUSTSEC-2020-0023), the halves of
/// nano_arena (RUSTSEC-2021-0031); `&mut` to items that alias in rust-numpy: <https://github.com/PyO3/rust-numpy/issues/99>.
#[test]
fn nothing_is_lent_twice() {
    let mut bytes = [0_u8; 12];
    let spec = Spec::new("T{<H:a:<I:b:}").unwrap();
    let refused = ViewMut::from_bytes(&mut bytes, &spec)
        .unwrap()
        .split_fields(["a", "a"]);
    assert!(matches!(
        refused,
        Err(Error::Access(AccessFault::Fields {
            first: 0,
            second: 1
        }))
    ));
    for (shape, strides) in [([2, 2], [0, 1]), ([2, 2], [1, 1]), ([2, 2], [3, -3])] {
        let spec = Spec::new("<H")
            .unwrap()
            .shape(shape)
            .strides(strides)
            .offset(4);
        let refused = ViewMut::from_bytes(&mut bytes, &spec).unwrap_err();
        assert!(
            matches!(
                refused,
                Error::Access(AccessFault::Aliased { indices: Some(_) })
            ),
            "{shape:?} {strides:?}: {refused}"
        );
    }
    let mut square = [0_u8; 9];
    let square = ViewMut::from_slice(&mut square).reshape([3, 3]).unwrap();
    assert!(square.layout().permute(&[0, 0]).is_err());
    assert!(square.layout().diagonal(0, 1, 1).is_err());
    assert!(
        !square
            .layout()
            .broadcast_to(&[2, 3, 3])
            .unwrap()
            .is_unique()
    );
    assert_eq!(square.swap_axes(1, 1).unwrap().shape(), [3, 3]);
}

/// Iterators that lied about themselves: smallvec (RUSTSEC-2021-0003), toodee (RUSTSEC-2025-0062, RUSTSEC-2021-0028); a list that changes between two looks.
#[test]
fn whoever_answers_differently_each_time_is_asked_once() {
    struct Fickle(Cell<usize>, [Vec<isize>; 2]);
    impl AsRef<[isize]> for Fickle {
        fn as_ref(&self) -> &[isize] {
            self.0.set(self.0.get() + 1);
            &self.1[self.0.get().min(2) - 1]
        }
    }
    let fickle =
        |first: &[isize], later: &[isize]| Fickle(Cell::new(0), [first.into(), later.into()]);
    let data = [0_u8, 1, 2, 3, 4, 5];
    let v = View::from_slice(&data)
        .reshape(fickle(&[2, 3], &[600, 1]))
        .unwrap();
    assert_eq!(v.shape(), [2, 3]);
    assert_eq!(v.permute(fickle(&[1, 0], &[0, 0])).unwrap().shape(), [3, 2]);
    let spec = Spec::new("B")
        .unwrap()
        .shape(fickle(&[2], &[9]))
        .strides(fickle(&[1], &[99]));
    assert_eq!(View::from_bytes(&data, &spec).unwrap().shape(), [2]);

    struct Turning;
    struct Parts(Cell<bool>);
    impl AsRef<[Index]> for Parts {
        fn as_ref(&self) -> &[Index] {
            match self.0.replace(true) {
                false => &[Index::At(1), Index::Slice(Slice::ALL)],
                true => &[Index::At(0), Index::At(0), Index::At(0)],
            }
        }
    }
    impl IntoKey for Turning {
        type Parts = Parts;
        fn into_key(self) -> Parts {
            Parts(Cell::new(false))
        }
    }
    assert_eq!(v.slice(Turning).unwrap().to_string(), "[3, 4, 5]");

    struct Wandering(Cell<bool>);
    impl FieldPath for Wandering {
        fn steps(&self) -> impl Iterator<Item = FieldStep<'_>> {
            let name = if self.0.replace(true) { "a" } else { "b" };
            std::iter::once(FieldStep::Name(name))
        }
    }
    let mut bytes = [0_u8; 2];
    let table = ViewMut::from_bytes(&mut bytes, &Spec::new("T{B:a:B:b:}").unwrap()).unwrap();
    let fresh = || Wandering(Cell::new(false));
    assert!(table.split_fields([fresh(), fresh()]).is_err());

    let layout = Layout::contiguous(&[12], 1, Order::C).unwrap();
    let cast = Cast::new(&layout, "B", "i", Some(1)).unwrap();
    let endless = std::iter::repeat_with(|| Ok::<_, CastFault>(2));
    assert_eq!(cast.shaped(endless), Err(CastFault::TooLarge));
    assert_eq!(cast.shaped([Ok::<_, CastFault>(3)]).unwrap().shape(), [3]);
}

/// An index far outside, at the end of a row of checks: RUSTSEC-2021-0116 to 0118, <https://github.com/apache/arrow-rs/issues/9903>, 9897, 9287.
#[test]
fn every_index_outside_is_refused() {
    let data = [1_u16, 2, 3, 4, 5, 6];
    let v = View::from_slice(&data).reshape([2, 3]).unwrap();
    let typed = v.typed::<u16>().unwrap();
    for i in -4_isize..5 {
        for j in -5_isize..6 {
            let inside = (-2..2).contains(&i) && (-3..3).contains(&j);
            let at = (i.rem_euclid(2) * 3 + j.rem_euclid(3)).unsigned_abs();
            let wanted = inside.then(|| data[at]);
            assert_eq!(typed.get([i, j]).ok(), wanted);
            assert_eq!(v.get::<u16>([i, j]).ok(), wanted);
            assert_eq!(v.item([i, j]).is_ok(), inside);
            assert_eq!(v.slice((i, j)).is_ok(), inside);
        }
    }
    let take = v.take(1, &[0, 3]).unwrap_err();
    assert_eq!(take.kind(), ErrorKind::Index);
}
