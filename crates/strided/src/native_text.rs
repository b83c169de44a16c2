//! How does a text that names formats of native numbers read on a machine of the other byte order?

/// A text as it reads where the least significant byte comes first, for this machine.
pub(crate) fn native(text: &str) -> alloc::string::String {
    if cfg!(target_endian = "big") {
        text.replace('<', ">")
    } else {
        text.into()
    }
}
