//! How do items move from one layout to another of the same shape?
//!
//! A [`CopyPlan`] says it as data, without pointers; `kernel` does it.

mod blocks;
mod kernel;
mod kernel_read;
mod plan;
pub(crate) mod uninit;
mod walk;

pub(crate) use kernel::Crew;
pub use plan::{CopyKind, CopyPlan};

#[cfg(test)]
mod tests;
