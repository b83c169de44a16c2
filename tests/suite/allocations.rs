//! What allocates, and how much?

use std::alloc::{GlobalAlloc, Layout as Block, System};
use std::cell::Cell;

use memoryview::{Buffer, Ellipsis, Key, Layout, NewAxis, Order, Slice, Spec, View, npy};

thread_local! {
    static CALLS: Cell<usize> = const { Cell::new(0) };
    static BYTES: Cell<usize> = const { Cell::new(0) };
    /// What is held, and the most that was: memory of other threads may be given back here.
    static HELD: Cell<isize> = const { Cell::new(0) };
    static PEAK: Cell<isize> = const { Cell::new(0) };
    /// More than so many bytes at once there are not.
    static LIMIT: Cell<usize> = const { Cell::new(usize::MAX) };
}

/// The system's allocator, which counts what each thread asks for.
struct Counting;

fn count(bytes: usize) {
    // A thread that is going away counts no more.
    let _ = CALLS.try_with(|c| c.set(c.get() + 1));
    let _ = BYTES.try_with(|b| b.set(b.get() + bytes));
}

fn hold(bytes: isize) {
    let held = HELD.try_with(|h| {
        h.set(h.get() + bytes);
        h.get()
    });
    let _ = PEAK.try_with(|p| p.set(p.get().max(held.unwrap_or_default())));
}

fn is_too_large(bytes: usize) -> bool {
    LIMIT.try_with(|limit| bytes > limit.get()) == Ok(true)
}

#[allow(unsafe_code, reason = "an allocator")]
// SAFETY: everything is passed on to the system's allocator, or refused.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, block: Block) -> *mut u8 {
        if is_too_large(block.size()) {
            return std::ptr::null_mut();
        }
        count(block.size());
        hold(block.size().cast_signed());
        // SAFETY: the caller's promise, passed on.
        unsafe { System.alloc(block) }
    }

    unsafe fn dealloc(&self, start: *mut u8, block: Block) {
        hold(-block.size().cast_signed());
        // SAFETY: the caller's promise, passed on.
        unsafe { System.dealloc(start, block) }
    }

    unsafe fn realloc(&self, start: *mut u8, block: Block, size: usize) -> *mut u8 {
        if is_too_large(size) {
            return std::ptr::null_mut();
        }
        count(size);
        hold(size.cast_signed() - block.size().cast_signed());
        // SAFETY: the caller's promise, passed on.
        unsafe { System.realloc(start, block, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The number of allocations and of bytes that `f` asks for on this thread.
fn cost<T>(f: impl FnOnce() -> T) -> (usize, usize) {
    let before = (CALLS.get(), BYTES.get());
    let out = f();
    let after = (CALLS.get(), BYTES.get());
    drop(out);
    (after.0 - before.0, after.1 - before.1)
}

/// The most bytes that are held at once while `f` works and its result is there.
pub(crate) fn peak<T>(f: impl FnOnce() -> T) -> usize {
    let before = HELD.get();
    PEAK.set(before);
    let out = f();
    let most = PEAK.get();
    drop(out);
    usize::try_from(most - before).unwrap()
}

/// What `f` says where no single allocation of more than `limit` bytes succeeds.
pub(crate) fn with_limit<T>(limit: usize, f: impl FnOnce() -> T) -> T {
    LIMIT.set(limit);
    let out = f();
    LIMIT.set(usize::MAX);
    out
}

#[test]
fn the_counter_counts() {
    assert_eq!(cost(|| vec![0_u8; 1000]), (1, 1000));
    assert_eq!(cost(|| 1 + 1), (0, 0));
    assert_eq!(peak(|| drop((vec![0_u8; 700], vec![0_u8; 300]))), 1000);
    let refused = with_limit(100, || Vec::<u8>::new().try_reserve_exact(101));
    assert!(refused.is_err() && with_limit(100, || vec![0_u8; 100]).len() == 100);
}

#[test]
fn transforms_allocate_nothing_up_to_rank_8() {
    let data: Vec<u16> = (0..6561).collect();
    let view = View::from_slice(&data).reshape([3; 8]).unwrap();
    let typed = view.typed::<u16>().unwrap();
    let buffer = Buffer::from_vec(data.clone()).reshape([3; 8]).unwrap();
    let foreign = buffer.foreign();
    let axes = [7, 0, 6, 1, 5, 2, 4, 3];
    let key = "1:, ..., ::-1, 0".parse::<Key>().unwrap();
    assert_eq!(cost(|| view.clone()), (0, 0));
    assert_eq!(
        cost(|| view.slice((1.., Ellipsis, Slice::REV)).unwrap()),
        (0, 0)
    );
    assert_eq!(
        cost(|| view.slice((0, NewAxis, 1, NewAxis)).unwrap()),
        (0, 0)
    );
    assert_eq!(cost(|| view.slice(&key).unwrap()), (0, 0));
    assert_eq!(cost(|| view.permute(axes).unwrap()), (0, 0));
    assert_eq!(cost(|| view.transpose()), (0, 0));
    assert_eq!(cost(|| view.flip(-1).unwrap()), (0, 0));
    assert_eq!(cost(|| view.select(3, 1).unwrap()), (0, 0));
    assert_eq!(
        cost(|| view.slice((0, 0)).unwrap().expand_dims(0).unwrap()),
        (0, 0)
    );
    assert_eq!(
        cost(|| view.slice((..1,)).unwrap().squeeze(0).unwrap()),
        (0, 0)
    );
    assert_eq!(cost(|| typed.slice((.., 1)).unwrap()), (0, 0));
    assert_eq!(cost(|| typed.get([1; 8]).unwrap()), (0, 0));
    assert_eq!(cost(|| view.get::<u16>([-1; 8]).unwrap()), (0, 0));
    assert_eq!(cost(|| view.item([2; 8]).unwrap()), (0, 0));
    assert_eq!(cost(|| foreign.permute(axes).unwrap()), (0, 0));
    assert_eq!(cost(|| foreign.get::<u16>([0; 8]).unwrap()), (0, 0));
    assert_eq!(cost(|| buffer.clone()), (0, 0));
    assert_eq!(cost(|| buffer.slice((1.., Ellipsis, 2)).unwrap()), (0, 0));
    assert!(
        cost(|| view.slice(NewAxis).unwrap()).0 > 0,
        "rank 9 stands on the heap"
    );
}

#[test]
fn fields_and_errors_of_records_allocate_little() {
    let bytes = [0_u8; 60];
    let table = View::from_bytes(&bytes, &Spec::new("T{<H:id:f:x:}").unwrap()).unwrap();
    assert_eq!(cost(|| table.clone()), (0, 0));
    assert_eq!(cost(|| table.field("x").unwrap()), (0, 0));
    assert_eq!(cost(|| table.slice(100).unwrap_err()), (0, 0));
}

#[test]
fn reading_allocates_nothing_up_to_rank_8() {
    let data: Vec<u16> = (0..6561).collect();
    let view = View::from_slice(&data).reshape([3; 8]).unwrap().transpose();
    let typed = view.typed::<u16>().unwrap();
    let floats: Vec<f32> = (0..6561_u16).map(f32::from).collect();
    let floats = View::from_slice(&floats)
        .reshape([3; 8])
        .unwrap()
        .transpose();
    assert_eq!(cost(|| view == floats), (0, 0));
    assert_eq!(cost(|| typed.iter().map(u64::from).sum::<u64>()), (0, 0));
    assert_eq!(cost(|| view.iter_as::<f64>().unwrap().sum::<f64>()), (0, 0));
    assert_eq!(cost(|| view.iter().last()), (0, 0));
    assert_eq!(cost(|| view.sum_as::<u64>().unwrap()), (0, 0));
    assert_eq!(cost(|| view.count(7).unwrap()), (0, 0));
    assert_eq!(cost(|| view.hash_bytes()), (0, 0));
    assert_eq!(cost(|| typed.axis_iter(3).unwrap().count()), (0, 0));
    assert!(cost(|| view.sum_axis::<u64>(0).unwrap()).0 < 10);
}

#[test]
fn a_copy_allocates_its_result_and_no_more() {
    let data: Vec<u32> = (0..4096).collect();
    let view = View::from_slice(&data).reshape([8; 4]).unwrap();
    assert_eq!(cost(|| view.to_bytes(Order::F).unwrap()), (1, 4 * 4096));
    assert_eq!(
        cost(|| view.transpose().to_vec::<u32>(Order::C).unwrap()),
        (1, 4 * 4096)
    );
    let mut target = data.clone();
    let mut to = memoryview::ViewMut::from_slice(&mut target)
        .reshape([8; 4])
        .unwrap();
    assert_eq!(cost(|| to.assign(&view.transpose()).unwrap()), (0, 0));
}

#[test]
fn a_buffer_gives_its_memory_back() {
    let held = || HELD.with(Cell::get);
    let before = held();
    let buffer = Buffer::from_vec(vec![1_u16; 1000]);
    let clone = buffer.clone();
    drop(buffer);
    assert!(held() >= before + 2000);
    drop(clone);
    assert_eq!(held(), before);
}

#[test]
fn copies_of_rank_8_are_planned_on_the_stack() {
    let data: Vec<u16> = (0..6561).collect();
    let view = View::from_slice(&data).reshape([3; 8]).unwrap();
    // No two axes run into each other in both: all eight remain.
    let turned = view.transpose();
    let mut target = vec![0_u16; 6561];
    let mut to = memoryview::ViewMut::from_slice(&mut target)
        .reshape([3; 8])
        .unwrap();
    assert_eq!(cost(|| to.assign(&turned).unwrap()), (0, 0));
    assert_eq!(to.get::<u16>([0, 0, 0, 0, 0, 0, 0, 1]).unwrap(), 2187);
    assert_eq!(to.as_view(), turned);
    assert_eq!(
        cost(|| turned.to_vec::<u16>(Order::C).unwrap()),
        (1, 2 * 6561)
    );
}

/// Claims are compared with what is there before memory is asked for. A file of 12 bytes made mlx ask for 4 GiB, one of 14 bytes candle for 1 GiB:
/// <https://github.com/ml-explore/mlx/issues/3365>, <https://github.com/huggingface/candle/pull/3962>.
#[test]
fn a_claim_costs_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("small");
    std::fs::write(&path, [0_u8; 12]).unwrap();
    let claims = Spec::new("B").unwrap().shape([isize::MAX]);
    assert!(cost(|| Buffer::read(&path, &claims).unwrap_err()).1 < 10_000);
    assert!(cost(|| Buffer::open(&path, &claims).unwrap_err()).1 < 10_000);
    let header = b"\x93NUMPY\x02\x00\xff\xff\xff\xff";
    assert_eq!(header.len(), 12);
    std::fs::write(&path, header).unwrap();
    assert!(cost(|| npy::read(&path).unwrap_err()).1 < 10_000);
    assert!(cost(|| npy::open(&path).unwrap_err()).1 < 10_000);
    assert!(cost(|| npy::read_from(&header[..]).unwrap_err()).1 < 100_000);
    let dictionary = b"{'descr': '|u1', 'fortran_order': False, 'shape': (4294967296,)}\n";
    let mut file = b"\x93NUMPY\x01\x00".to_vec();
    file.extend(u16::try_from(dictionary.len()).unwrap().to_le_bytes());
    file.extend(dictionary);
    std::fs::write(&path, &file).unwrap();
    assert!(cost(|| npy::read(&path).unwrap_err()).1 < 10_000);
    assert!(cost(|| npy::read_from(&file[..]).unwrap_err()).1 < 1 << 20);
    let text = format!("{}x", isize::MAX);
    assert!(cost(|| text.parse::<Spec>().unwrap()).1 < 1000);
    let all = isize::MAX.unsigned_abs();
    assert!(cost(|| Layout::contiguous(&[all], 1, Order::C).unwrap()).1 == 0);
}
