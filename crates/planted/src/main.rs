//! Does a detector that looks installed see anything?
//!
//! `planted NAME` commits one fault and ends with status 0 if nobody noticed; `planted list` names them all; `planted none` does nothing wrong, and must
//! pass everywhere. `cargo xtask safety planted` builds this program for each detector and fails if a fault slips through.
//!
//! Every fault is of a kind that this library could have: it counts bytes, follows pointers, and shares memory among threads.
#![allow(
    unsafe_code,
    clippy::undocumented_unsafe_blocks,
    clippy::multiple_unsafe_ops_per_block,
    reason = "these blocks are wrong: that is what they are for"
)]

use std::alloc::{Layout, alloc, dealloc};
use std::hint::black_box;
use std::process::ExitCode;

/// One fault: its name, and what commits it. The result keeps the optimizer from leaving it out.
type Fault = (&'static str, fn() -> u64);

const FAULTS: &[Fault] = &[
    ("none", none),
    ("heap-out-of-bounds", heap_out_of_bounds),
    ("use-after-free", use_after_free),
    ("uninitialised-branch", uninitialised_branch),
    ("data-race", data_race),
    ("leak", leak),
    ("overflow", overflow),
    ("get-unchecked", get_unchecked),
    ("misaligned", misaligned),
    ("overlapping-copy", overlapping_copy),
];

fn main() -> ExitCode {
    let name = std::env::args().nth(1).unwrap_or_default();
    if name == "list" {
        for (name, _) in FAULTS {
            println!("{name}");
        }
        return ExitCode::SUCCESS;
    }
    match FAULTS.iter().find(|fault| fault.0 == name) {
        Some((_, commit)) => {
            println!("{}", black_box(commit()));
            ExitCode::SUCCESS
        }
        None => {
            eprintln!("no fault `{name}`");
            ExitCode::from(2)
        }
    }
}

/// Four bytes of the heap, 1 to 4.
fn four() -> Vec<u8> {
    black_box(vec![1, 2, 3, 4])
}

fn none() -> u64 {
    four().iter().map(|&b| u64::from(b)).sum()
}

/// A layout that reaches one item too far.
fn heap_out_of_bounds() -> u64 {
    let bytes = four();
    let at = black_box(bytes.len());
    unsafe { bytes.as_ptr().wrapping_add(at).read().into() }
}

/// A view that outlives its buffer.
fn use_after_free() -> u64 {
    let bytes = four();
    let start = black_box(bytes.as_ptr());
    drop(bytes);
    unsafe { start.read().into() }
}

/// A copy that leaves some of its destination unwritten.
fn uninitialised_branch() -> u64 {
    let bytes = black_box(Vec::<u8>::with_capacity(64));
    let byte = unsafe { bytes.as_ptr().wrapping_add(33).read() };
    if byte > 3 { 1 } else { 2 }
}

/// An address that both threads write.
#[derive(Clone, Copy)]
struct Shared(*mut u64);

unsafe impl Send for Shared {}

/// Two pieces of a parallel copy that are not disjoint.
fn data_race() -> u64 {
    let mut sum = 0_u64;
    let shared = Shared(&raw mut sum);
    let write = move || {
        // The whole, not its field: that is not `Send`.
        let Shared(sum) = { shared };
        for _ in 0..1000 {
            unsafe { sum.write_volatile(sum.read_volatile() + 1) };
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(write);
        scope.spawn(write);
    });
    sum
}

/// An owner that is never dropped.
fn leak() -> u64 {
    let bytes = std::mem::ManuallyDrop::new(four());
    let first = u64::from(bytes[0]);
    // Overwritten, so that no stale copy of the address keeps the block reachable.
    clear_stack();
    first
}

#[inline(never)]
fn clear_stack() {
    black_box([0_u8; 4096]);
}

/// A number of bytes that does not fit.
fn overflow() -> u64 {
    let items = black_box(1_usize << 62);
    (items * black_box(8)) as u64
}

/// An index that nobody checked.
fn get_unchecked() -> u64 {
    let bytes = four();
    let at = black_box(bytes.len() + 3);
    unsafe { (*bytes.get_unchecked(at)).into() }
}

/// An address that is not the type's multiple.
fn misaligned() -> u64 {
    let bytes = black_box([0_u64, 1, 2]);
    let start = black_box(bytes.as_ptr().cast::<u8>().wrapping_add(1));
    unsafe { *start.cast::<u64>() }
}

/// A copy within one memory by the function for two.
fn overlapping_copy() -> u64 {
    let block = Layout::new::<[u8; 8]>();
    unsafe {
        let start = alloc(block);
        start.write_bytes(1, 8);
        start.copy_to_nonoverlapping(black_box(start.wrapping_add(2)), black_box(4));
        let last = start.wrapping_add(7).read();
        dealloc(start, block);
        last.into()
    }
}
