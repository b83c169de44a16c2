//! How does a text that names sizes read on a machine with another number of bits?

use alloc::string::{String, ToString};

/// `MAX` is this machine's largest size, `ROOT` the square root of twice the size after it.
pub(crate) fn sized(text: &str) -> String {
    let root = 1_usize << (usize::BITS / 2);
    text.replace("MAX", &isize::MAX.to_string())
        .replace("ROOT", &root.to_string())
}
