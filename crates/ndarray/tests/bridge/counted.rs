//! What allocates?

use std::alloc::{GlobalAlloc, Layout as Block, System};
use std::cell::Cell;

use memoryview_ndarray::{AsNdarray, AsNdarrayMut, AsView, AsViewMut, IntoView, ToArray};
use memoryview_strided::{Be, Order, Unaligned, View, ViewMut};
use ndarray::{Array, Ix2, Ix6, IxDyn};

thread_local! {
    static CALLS: Cell<usize> = const { Cell::new(0) };
}

/// The system's allocator, which counts the calls of each thread.
struct Counting;

#[allow(unsafe_code, reason = "an allocator")]
// SAFETY: everything is passed on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, block: Block) -> *mut u8 {
        // A thread that is going away counts no more.
        let _ = CALLS.try_with(|c| c.set(c.get() + 1));
        // SAFETY: the caller's promise, passed on.
        unsafe { System.alloc(block) }
    }

    unsafe fn dealloc(&self, start: *mut u8, block: Block) {
        // SAFETY: the caller's promise, passed on.
        unsafe { System.dealloc(start, block) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The number of allocations that `f` asks for on this thread.
pub(crate) fn calls<T>(f: impl FnOnce() -> T) -> usize {
    let before = CALLS.get();
    let out = f();
    let after = CALLS.get();
    drop(out);
    after - before
}

#[test]
fn views_there_and_back_allocate_nothing() {
    assert_eq!(calls(|| vec![0_u8; 10]), 1);
    let mut data = [1.5_f64; 64];
    let v = View::from_slice(&data).reshape([2; 6]).unwrap();
    let v = v.flip(3).unwrap().transpose();
    assert_eq!(calls(|| v.as_ndarray::<f64, Ix6>().unwrap()), 0);
    let array = v.as_ndarray::<f64, Ix6>().unwrap();
    assert_eq!(calls(|| array.as_view().unwrap()), 0);
    assert_eq!(calls(|| array.into_view().unwrap()), 0);
    // `IxDyn` holds four axes in place.
    let v = View::from_slice(&data).reshape([4, 4, 2, 2]).unwrap();
    assert_eq!(calls(|| v.as_ndarray::<f64, IxDyn>().unwrap()), 0);
    let mut v = ViewMut::from_slice(&mut data).reshape([8, 8]).unwrap();
    assert_eq!(
        calls(|| v.as_ndarray_mut::<f64, Ix2>().unwrap().fill(2.0)),
        0
    );
    let mut array = v.as_ndarray_mut::<f64, IxDyn>().unwrap();
    assert_eq!(calls(|| array.as_view_mut().unwrap().len()), 0);
}

#[test]
fn a_copy_allocates_its_result() {
    let bytes = [7_u8; 65];
    let v = View::from_bytes(&bytes[1..], &">f8; shape=(2, 4)".parse().unwrap()).unwrap();
    type T = Unaligned<Be<f64>>;
    assert_eq!(calls(|| v.as_ndarray::<T, Ix2>().unwrap()), 0);
    assert_eq!(calls(|| v.to_array::<T, Ix2>(Order::F).unwrap()), 1);
    let mut target = Array::from_elem((2, 4), T::new(Be::new(0.0)));
    assert_eq!(calls(|| v.assign_to(&mut target).unwrap()), 0);
    assert_eq!(target, v.as_ndarray::<T, Ix2>().unwrap());
}
