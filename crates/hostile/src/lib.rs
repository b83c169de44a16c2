//! What must hold for any bytes at all?
//!
//! One function a fuzz target. Each takes the bytes for a description of what to do, does it, and compares with a naive model; it panics where they
//! differ, and must never panic otherwise. `fuzz/` calls them with inputs that libFuzzer finds, `tests/corpora.rs` with those that are kept.

mod behind;
mod cast;
mod chain;
mod format;
mod input;
mod meeting;
mod model;
mod npy;
mod pack;
mod pybuffer;

pub use cast::cast;
pub use chain::chain;
pub use format::format;
pub use npy::npy;
pub use pack::pack;
pub use pybuffer::pybuffer;

/// A fuzz target: its name, which is that of its corpus, and what it does.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: &[Target] = &[
    ("cast", cast),
    ("chain", chain),
    ("format", format),
    ("npy", npy),
    ("pack", pack),
    ("pybuffer", pybuffer),
];
