//! How do items move from one layout to another of the same shape?
//!
//! A [`CopyPlan`] says it as data, without pointers; `kernel` does it.

mod axis;
mod blocks;
mod kernel;
mod kernel_convert;
mod kernel_read;
mod plan;
mod program;
mod steps;
pub(crate) mod uninit;
mod walk;

pub(crate) use axis::Axis;
pub(crate) use kernel::{Crew, How, Sameness};
pub use plan::{CopyKind, CopyPlan};
pub(crate) use program::{Leaf, Program};
pub(crate) use steps::{Scaling, Steps};

#[cfg(test)]
mod tests;
