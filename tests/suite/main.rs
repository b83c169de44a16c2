//! What concerns the whole library, as one binary with modules.

mod allocations;
mod convert_corpus;
mod format_corpus;
mod view_corpus;
