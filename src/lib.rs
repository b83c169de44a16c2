//! Python's `memoryview` and buffer protocol in Rust.
pub use memoryview_format as format;
pub use memoryview_strided::*;
