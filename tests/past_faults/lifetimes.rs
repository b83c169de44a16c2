//! Owners that went away too early, twice, or never.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};

use memoryview::{
    AccessFault, Buffer, Error, ForeignView, Format, IndirectView, Order, Slice, Spec, Value, View,
    ViewMut,
};
use static_assertions::{assert_impl_all, assert_not_impl_any};

/// Bytes that count how often they are dropped and asked for.
struct Counted {
    bytes: Vec<u8>,
    drops: Arc<AtomicUsize>,
    asked: Arc<AtomicUsize>,
}

impl AsRef<[u8]> for Counted {
    fn as_ref(&self) -> &[u8] {
        self.asked.fetch_add(1, Ordering::Relaxed);
        &self.bytes
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.drops.fetch_add(1, Ordering::Relaxed);
    }
}

fn counted(bytes: Vec<u8>) -> (Counted, Arc<AtomicUsize>, Arc<AtomicUsize>) {
    let (drops, asked) = (Arc::default(), Arc::default());
    let owner = Counted {
        bytes,
        drops: Arc::clone(&drops),
        asked: Arc::clone(&asked),
    };
    (owner, drops, asked)
}

fn spec(text: &str) -> Spec {
    Spec::new(text).unwrap()
}

/// pybind11's memoryview kept no owner: <https://github.com/pybind/pybind11/pull/2223>. arrow2 derived `Clone` on what owned foreign memory, and freed
/// it twice: RUSTSEC-2022-0012.
#[test]
fn an_owner_lives_as_long_as_its_last_part_and_dies_once() {
    let (owner, drops, asked) = counted(vec![1, 2, 3, 4]);
    let whole = Buffer::from_owner(owner, &spec("B").shape([2, 2])).unwrap();
    let part = whole.select(0, 1).unwrap();
    let copies: Vec<Buffer> = (0..10).map(|_| part.clone()).collect();
    let wide = part.with_spec(&spec("<I")).unwrap();
    drop((whole, part));
    assert_eq!(copies[3].to_bytes(Order::C).unwrap(), [3, 4]);
    drop(copies);
    assert_eq!(wide.to_bytes(Order::C).unwrap(), [1, 2, 3, 4]);
    assert_eq!(
        (drops.load(Ordering::Relaxed), asked.load(Ordering::Relaxed)),
        (0, 1)
    );
    drop(wide);
    assert_eq!(
        (drops.load(Ordering::Relaxed), asked.load(Ordering::Relaxed)),
        (1, 1)
    );
}

/// A reference leaked when a later argument was refused: <https://github.com/cython/cython/issues/4296>.
#[test]
fn an_owner_is_dropped_where_its_description_is_refused() {
    for bad in [
        spec("<I").shape([2]),
        spec("<I"),
        spec("B").shape([2]).strides([-1]),
    ] {
        let (owner, drops, _) = counted(vec![0; 5]);
        assert!(Buffer::from_owner(owner, &bad).is_err());
        assert_eq!(drops.load(Ordering::Relaxed), 1);
    }
    let refused = Buffer::from_vec(vec![1_u8, 2])
        .slice(1..)
        .unwrap()
        .try_into_vec::<u8>();
    let back = refused.unwrap_err();
    assert_eq!(back.buffer.to_string(), "[2]");
}

/// A panic between two states dropped twice, or dropped what was not there: RUSTSEC-2019-0012, RUSTSEC-2018-0018 (smallvec).
#[test]
fn a_panic_in_an_owner_drops_it_once() {
    struct Panics(Arc<AtomicUsize>);
    impl AsRef<[u8]> for Panics {
        fn as_ref(&self) -> &[u8] {
            panic!("no bytes today")
        }
    }
    impl Drop for Panics {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
    let drops: Arc<AtomicUsize> = Arc::default();
    let owner = Panics(Arc::clone(&drops));
    assert!(catch_unwind(AssertUnwindSafe(|| Buffer::from_owner(owner, &spec("B")))).is_err());
    assert_eq!(drops.load(Ordering::Relaxed), 1);

    // A caller's closure that panics in the middle leaves the items as they were.
    let mut data = [1_u8, 2, 3];
    let panics = catch_unwind(AssertUnwindSafe(|| {
        ViewMut::from_slice(&mut data).assign_within(|_| panic!("no layout today"))
    }));
    assert!(panics.is_err());
    assert_eq!(data, [1, 2, 3]);
}

/// An iterator leaked its view: <https://github.com/python/cpython/issues/92804>.
#[test]
fn iterators_that_are_left_half_way_keep_nothing() {
    let (owner, drops, _) = counted((0..16).collect());
    let buffer = Buffer::from_owner(owner, &spec("B").shape([4, 4])).unwrap();
    {
        let view = buffer.view().unwrap();
        let (mut items, mut blocks) = (view.iter(), view.blocks(4));
        assert!(items.nth(2).is_some() && blocks.next().is_some());
        let foreign = buffer.foreign();
        let mut rows = foreign.axis_iter(1).unwrap();
        assert!(rows.nth(2).is_some());
        // Blocks have a list of their own, which would leak.
        std::mem::forget((items, rows));
    }
    // What was forgotten borrowed only; and forgetting frees nothing that is still shown.
    let row = buffer.select(0, 3).unwrap();
    drop(buffer);
    assert_eq!(
        (row.to_string().as_str(), drops.load(Ordering::Relaxed)),
        ("[12, 13, 14, 15]", 0)
    );
    drop(row);
    assert_eq!(drops.load(Ordering::Relaxed), 1);
}

/// `release` did not count exports: <https://github.com/RustPython/RustPython/pull/8553>. Unique access is refused while anybody else may look.
#[test]
fn unique_access_waits_for_the_last_clone() {
    let mut buffer = Buffer::from_vec(vec![1_u8, 2]);
    let other = buffer.select(0, 0).unwrap();
    assert!(matches!(
        buffer.view_mut(),
        Err(Error::Access(AccessFault::Shared { others: 1 }))
    ));
    assert!(buffer.foreign_mut().is_err());
    let buffer = buffer.try_into_vec::<u8>().unwrap_err().buffer;
    drop(other);
    assert_eq!(buffer.try_into_vec::<u8>().unwrap(), [1, 2]);
}

/// `tobytes`, `hex` and `hash` read memory that another thread had released: <https://github.com/python/cpython/issues/157114>, 157113, 157112.
#[test]
fn a_copy_on_one_thread_outlives_the_drops_on_others() {
    for _ in 0..50 {
        let (owner, drops, _) = counted((0..=255).collect());
        let buffer = Buffer::from_owner(owner, &spec("B").shape([16, 16])).unwrap();
        let start = Barrier::new(4);
        std::thread::scope(|scope| {
            for _ in 0..3 {
                let (mine, start) = (buffer.transpose(), &start);
                scope.spawn(move || {
                    start.wait();
                    let bytes = mine.to_bytes(Order::F).unwrap();
                    assert!(bytes.iter().copied().eq(0..=255));
                    let hex = mine.hex(None, 1).unwrap();
                    assert_eq!((hex.len(), mine.hash_bytes()), (512, mine.hash_bytes()));
                });
            }
            start.wait();
            drop(buffer);
        });
        assert_eq!(drops.load(Ordering::Relaxed), 1);
    }
}

/// A parsed format was replaced while it packed, or in another thread: <https://github.com/python/cpython/issues/143379>, 146020. A `Format` has no method that changes it.
#[test]
fn a_format_is_the_same_for_all_its_users() {
    fn frozen<T: Send + Sync + Clone + 'static>(_: &T) {}
    let format = Format::parse("T{>h:a:(2,3)<f:b:T{?:c:4s:d:}:e:}").unwrap();
    frozen(&format);
    let bytes: Vec<u8> = (0..format.size())
        .map(|k| u8::try_from(k).unwrap())
        .collect();
    let wanted = format.unpack(&bytes).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..500 {
                    let mine = format.clone();
                    assert_eq!(mine.unpack(&bytes).unwrap(), wanted);
                    assert_eq!(mine.pack(&wanted).unwrap().len(), bytes.len());
                }
            });
        }
    });
}

/// Slices of a buffer were handed out as `&Cell` and shared across threads: <https://github.com/PyO3/pyo3/issues/6267>.
#[test]
fn views_that_may_be_written_by_others_stay_on_their_thread() {
    assert_not_impl_any!(ForeignView<'_>: Send, Sync);
    assert_not_impl_any!(IndirectView<'_>: Send, Sync);
    // References to a cell are ordinary memory to the compiler, so no element may be one.
    assert_not_impl_any!(Cell<u8>: Sync);
    assert_impl_all!(View<'_>: Send, Sync);
    assert_impl_all!(ViewMut<'_>: Send, Sync);
    assert_impl_all!(Buffer: Send, Sync);
}

/// A view of a copy that was moved: <https://github.com/PyO3/rust-numpy/issues/350>. What a buffer owns stays where it is when the buffer moves.
#[test]
fn moving_a_buffer_moves_no_bytes() {
    let buffer = Buffer::from_vec(vec![1_u16; 100]);
    let address = buffer.view().unwrap().as_bytes().unwrap().as_ptr();
    let boxed = Box::new(vec![buffer]);
    let moved = std::thread::spawn(move || boxed).join().unwrap();
    assert_eq!(
        moved[0].view().unwrap().as_bytes().unwrap().as_ptr(),
        address
    );
    let inline = Buffer::from_owner([7_u8; 8], &spec("B")).unwrap();
    let copies = vec![inline.clone(); 9];
    let parts: Vec<Value> = copies
        .iter()
        .map(|b| b.slice(Slice::every(4)).unwrap().to_list().unwrap())
        .collect();
    drop((inline, copies));
    assert!(parts.iter().all(|list| list.to_string() == "[7, 7]"));
}
