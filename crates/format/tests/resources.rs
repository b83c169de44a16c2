//! What do formats cost: allocations, memory?

#![allow(unsafe_code, reason = "a global allocator is unsafe to write")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use memoryview_format::{Format, Scalar, Value};

/// Counts what the current thread asks for.
struct Counting;

thread_local! {
    /// Allocations, their bytes, and those of them that are held.
    static ASKED: Cell<(usize, usize, usize)> = const { Cell::new((0, 0, 0)) };
}

// SAFETY: everything is handed on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ASKED.with(|asked| {
            let (count, bytes, held) = asked.get();
            let size = layout.size();
            asked.set((count + 1, bytes + size, held.wrapping_add(size)));
        });
        // SAFETY: the caller's promise is the one that is asked for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        ASKED.with(|asked| {
            let (count, bytes, held) = asked.get();
            asked.set((count, bytes, held.wrapping_sub(layout.size())));
        });
        // SAFETY: the caller's promise is the one that is asked for.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How many allocations, and of how many bytes together.
fn cost<T>(work: impl FnOnce() -> T) -> (usize, usize) {
    let before = ASKED.get();
    let result = work();
    let after = ASKED.get();
    drop(result);
    (after.0 - before.0, after.1 - before.1)
}

#[test]
fn scalars_allocate_nothing() {
    assert_eq!(cost(|| Format::parse("<d").unwrap()), (0, 0));
    let long = size_of::<core::ffi::c_long>();
    assert_eq!(cost(|| Format::for_buffer("@l", long)), (0, 0));
    let huge = format!("{}s", isize::MAX);
    assert_eq!(cost(|| Format::parse(&huge).unwrap()), (0, 0));
    let double = Format::scalar(Scalar::F64);
    assert_eq!(cost(|| double.clone()), (0, 0));
    assert_eq!(cost(|| double.decode(&[0; 8]).unwrap()), (0, 0));
    assert_eq!(
        cost(|| double.encode(&Value::Float(1.5), &mut [0; 8]).unwrap()),
        (0, 0)
    );
}

#[test]
fn clones_and_records_into_values_that_exist_allocate_nothing() {
    let format = Format::parse("T{>h:a:f:b:(2,3)B:c:4s:d:T{3w:f:}:e:}").unwrap();
    assert_eq!(cost(|| format.clone()), (0, 0));
    let bytes = vec![0; format.size()];
    let mut values = format.unpack(&bytes).unwrap();
    assert_eq!(
        cost(|| format.unpack_into(&bytes, &mut values).unwrap()),
        (0, 0)
    );
    let mut value = format.decode(&bytes).unwrap();
    assert_eq!(
        cost(|| format.decode_into(&bytes, &mut value).unwrap()),
        (0, 0)
    );
    let pair = Format::parse(">hB").unwrap();
    assert_eq!(
        cost(|| pair.unpack_as::<(i16, u8)>(&[0, 1, 2]).unwrap()),
        (0, 0)
    );
}

/// What a format holds as long as it is there.
fn held(text: &str) -> usize {
    let before = ASKED.get().2;
    let format = Format::parse(text).unwrap();
    let held = ASKED.get().2.wrapping_sub(before);
    drop(format);
    assert_eq!(ASKED.get().2, before);
    held
}

#[test]
fn an_ordinary_record_is_small() {
    assert_eq!(held("<d"), 0);
    if size_of::<usize>() == 8 {
        // The tables, 16 bytes for each field and for its name, one more field, and the letters.
        let tables = 16 + 4 * 16 + 8 + 32;
        assert_eq!(held("T{<i:x:<i:y:}"), tables + 3 * 16 + 2 * 16 + 2);
        assert_eq!(held("<hfB"), tables + 3 * 16);
        // With an array three tables more, and its length.
        assert_eq!(held("<10s2HIQ"), tables + 4 * 16 + 3 * 16 + 8);
        // Of records in records 32 bytes each.
        assert_eq!(held("T{T{b:a:}:b:}"), tables + 32 + 3 * 16 + 2 * 16 + 2);
    }
}

#[test]
fn memory_is_in_proportion_to_the_text() {
    let texts = [
        format!("{0}x{0}B(9,9,9,9)0s", usize::MAX / 64).repeat(10),
        "i".repeat(10_000),
        "x".repeat(100_000),
        "T{".repeat(60) + &"}".repeat(60),
        "&".repeat(64) + "i",
        "(1,1,1,1,1,1,1,1,1,1)i".repeat(1000),
        (0..1000).map(|n| format!("i:field{n}:")).collect(),
        "T{".repeat(100_000),
        "(".repeat(100_000),
        "1".repeat(100_000),
        ":".repeat(100_000),
        "X{".repeat(100_000),
    ];
    for text in texts {
        let (_, bytes) = cost(|| Format::parse(&text).map_err(|error| error.to_string()));
        // Tables do not grow; an error takes a copy of its text, and says it.
        assert!(
            bytes <= 24 * text.len() + 10_000,
            "{bytes} for {}",
            text.len()
        );
    }
}
