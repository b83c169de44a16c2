//! What concerns the whole library, as one binary with modules.

mod allocations;
mod complexity;
mod concurrency;
mod convert_corpus;
mod differential;
mod doors;
mod effort;
mod exhaustive;
mod extreme;
#[cfg(target_pointer_width = "64")] // it has counts that 32 bits cannot hold
mod format_corpus;
mod itself;
mod liars;
mod model;
mod overlap;
#[cfg(feature = "derive")]
mod records;
mod threads;
mod times_corpus;
mod view_corpus;
