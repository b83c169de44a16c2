//! What is a number of bytes in memory, in a file?

/// A number of bytes in memory, as one of bytes in a file.
pub(crate) fn wide(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}
