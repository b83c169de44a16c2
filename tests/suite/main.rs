//! What concerns the whole library, as one binary with modules.

mod allocations;
mod convert_corpus;
mod format_corpus;
#[cfg(feature = "derive")]
mod records;
mod view_corpus;
