//! How does a text read on a machine of another byte order, or with another number of bits?

use alloc::string::{String, ToString};

/// A text as it reads where the least significant byte comes first, for this machine: it has no other `<` than byte orders.
pub(crate) fn native(text: &str) -> String {
    if cfg!(target_endian = "big") {
        text.replace('<', ">")
    } else {
        text.into()
    }
}

/// `MAX` is this machine's largest size, `QUARTER` half the one after it, `ROOT` the square root of twice that one.
pub(crate) fn sized(text: &str) -> String {
    let power = |bits: u32| (1_u128 << bits).to_string();
    text.replace("MAX", &isize::MAX.to_string())
        .replace("ROOT", &power(usize::BITS / 2))
        .replace("QUARTER", &power(usize::BITS - 2))
}
