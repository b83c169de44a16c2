//! What do files cost that claim more than they hold, and what do views of large ones?
#![allow(unsafe_code, reason = "an allocator that counts")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use memoryview_npy::{self as npy, Npz};
use memoryview_strided::{Spec, View};

/// The system's allocator, which counts the bytes of this thread.
struct Counting;

thread_local! {
    static BYTES: Cell<usize> = const { Cell::new(0) };
}

fn count(bytes: usize) {
    // At the end of a thread there is nothing left to count in.
    let _ = BYTES.try_with(|sum| sum.set(sum.get() + bytes));
}

// SAFETY: passes everything on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: the caller's promise, passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, old: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size);
        // SAFETY: as above.
        unsafe { System.realloc(old, layout, size) }
    }

    unsafe fn dealloc(&self, old: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(old, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// The bytes asked for meanwhile, given back or not.
fn allocated<T>(work: impl FnOnce() -> T) -> (T, usize) {
    let before = BYTES.get();
    let result = work();
    (result, BYTES.get() - before)
}

/// A file whose header claims 1 GiB of data, of which nothing is there.
fn claims() -> Vec<u8> {
    let text = b"{'descr': '|u1', 'fortran_order': False, 'shape': (1073741824,), }\n";
    let length = u16::try_from(text.len()).unwrap().to_le_bytes();
    [b"\x93NUMPY\x01\x00", &length[..], text].concat()
}

#[test]
fn twelve_bytes_that_claim_4_gib() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("claim.npy");
    for version in [2, 3] {
        let bytes = [&b"\x93NUMPY"[..], &[version, 0, 0xff, 0xff, 0xff, 0xff]].concat();
        assert_eq!(bytes.len(), 12);
        std::fs::write(&path, &bytes).unwrap();
        for (error, cost) in [
            allocated(|| npy::from_bytes(&bytes).unwrap_err()),
            allocated(|| npy::read_from(&bytes[..]).unwrap_err()),
            allocated(|| npy::read(&path).unwrap_err()),
            #[cfg(feature = "mmap")]
            allocated(|| npy::open(&path).unwrap_err()),
        ] {
            let message = "a header of 4294967295 bytes exceeds the limit of 1048576";
            assert_eq!(error.to_string(), message);
            assert!(cost < 1024, "{cost}");
        }
    }
}

#[test]
fn a_claim_within_the_limit_costs_what_comes() {
    // 1 MiB of header in a stream that ends at once.
    let bytes = b"\x93NUMPY\x02\x00\x00\x00\x10\x00{";
    let (error, cost) = allocated(|| npy::read_from(&bytes[..]).unwrap_err());
    assert!(matches!(error, npy::Error::Short { .. }));
    assert!(cost < 10_000, "{cost}");
    let (_, cost) = allocated(|| npy::from_bytes(bytes).unwrap_err());
    assert!(cost < 1000, "{cost}");
}

#[test]
fn data_that_are_only_claimed() {
    let bytes = claims();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("claim.npy");
    std::fs::write(&path, &bytes).unwrap();
    for (error, cost) in [
        allocated(|| npy::from_bytes(&bytes).unwrap_err()),
        allocated(|| npy::read_from(&bytes[..]).unwrap_err()),
        allocated(|| npy::read(&path).unwrap_err()),
        #[cfg(feature = "mmap")]
        allocated(|| npy::open(&path).unwrap_err()),
    ] {
        assert!(matches!(error, npy::Error::Data { .. }), "{error}");
        assert!(cost < 20_000, "{cost}");
    }
}

#[test]
fn members_that_are_only_claimed() {
    // An end record and nothing else: 65,535 members, a directory of 4 GiB.
    for members in [[0xff, 0xff], [0xfe, 0xff]] {
        let end = [
            b"PK\x05\x06\0\0\0\0",
            &members[..],
            &members,
            &[0xfe, 0xff, 0xff, 0xff],
            &[0; 6],
        ]
        .concat();
        assert_eq!(end.len(), 22);
        let (_, cost) = allocated(|| Npz::from_owner(end).unwrap_err());
        assert!(cost < 10_000, "{cost}");
    }
    // A zip64 end record that claims 2^60 members.
    let mut file = b"PK\x06\x06".to_vec();
    file.extend(44_u64.to_le_bytes());
    file.extend([0; 12]);
    for number in [1_u64 << 60, 1 << 60, 1 << 63, 0] {
        file.extend(number.to_le_bytes());
    }
    file.extend(b"PK\x06\x07\0\0\0\0");
    file.extend([0; 8]);
    file.extend([1, 0, 0, 0]);
    file.extend(b"PK\x05\x06\0\0\0\0");
    file.extend([0xff; 12]);
    file.extend([0; 2]);
    let (error, cost) = allocated(|| Npz::from_owner(file).unwrap_err());
    assert_eq!(
        error.to_string(),
        "a directory of 9223372036854775808 bytes cannot name 1152921504606846976 members"
    );
    assert!(cost < 10_000, "{cost}");
}

#[test]
fn strided_views_are_written_through_one_block() {
    let data = vec![1u8; 64 << 20];
    let view = View::from_bytes(&data, &Spec::of::<u32>().shape([4096, 4096])).unwrap();
    let view = view.transpose().flip(0).unwrap();
    let (written, cost) = allocated(|| npy::write(std::io::sink(), &view));
    written.unwrap();
    assert!(cost < (1 << 20) + 10_000, "{cost}");
}

#[cfg(feature = "mmap")]
#[test]
fn mapping_costs_nothing_of_the_size() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("large.npy");
    drop(npy::create(&path, &Spec::of::<f64>().shape([1 << 20])).unwrap());
    let (array, cost) = allocated(|| npy::open(&path).unwrap());
    assert_eq!(array.nbytes(), 8 << 20);
    assert!(cost < 10_000, "{cost}");
}
