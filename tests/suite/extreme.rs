//! Does any integer, however large or small, in any argument, lead anywhere but to the right answer or an error?
//!
//! The oracle counts in `i128`. Debug builds stop at a sum that wraps; so the same tests run in release without overflow checks too, where it would go unseen:
//! `cargo test --release -p memoryview --all-features --test suite extreme`.

mod formats;
mod layouts;
mod rest;
mod views;

/// The bits of an address: the extremes are those of the machine.
const BITS: u32 = usize::BITS;

/// Lengths, sizes and offsets; the products of some are 0 modulo 2^64.
pub(crate) const LENGTHS: [usize; 14] = [
    0,
    1,
    2,
    3,
    1 << (BITS / 4),
    1 << (BITS / 2 - 1),
    1 << (BITS / 2),
    (1 << (BITS - 3)) + 7,
    1 << (BITS - 2),
    (1 << (BITS - 2)) + 1,
    isize::MAX as usize - 1,
    isize::MAX as usize,
    1 << (BITS - 1),
    usize::MAX,
];

/// Strides, indices, axes.
pub(crate) const SIGNED: [isize; 17] = [
    0,
    1,
    -1,
    2,
    -2,
    3,
    1 << (BITS / 2 - 1),
    -(1 << (BITS / 2 - 1)),
    1 << (BITS / 2),
    1 << (BITS - 3),
    1 << (BITS - 2),
    -(1 << (BITS - 2)),
    isize::MAX - 1,
    isize::MAX,
    -isize::MAX,
    isize::MIN + 8,
    isize::MIN,
];

/// Sizes of items.
pub(crate) const SIZES: [usize; 8] = [
    0,
    1,
    2,
    8,
    1 << (BITS / 2),
    1 << (BITS - 2),
    isize::MAX as usize,
    usize::MAX,
];
