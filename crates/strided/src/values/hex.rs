//! How do the bytes of a view look as hexadecimal digits?

use alloc::string::String;
use alloc::vec::Vec;

use crate::Error;
use crate::error::try_vec;

/// Two digits a byte, with a separator between groups of `group` bytes: counted from the end if positive, from the start if negative.
pub(super) fn hex(bytes: &[u8], separator: Option<char>, group: isize) -> Result<String, Error> {
    if let Some(c) = separator
        && !c.is_ascii()
    {
        let mut text = [0; 4];
        return Err(Error::text(
            "separator",
            c.encode_utf8(&mut text),
            0,
            "an ASCII character",
        ));
    }
    let size = group.unsigned_abs();
    let separator = separator.filter(|_| size > 0 && size < bytes.len());
    let between = separator.map_or(0, |_| (bytes.len() - 1) / size);
    let mut out: Vec<u8> = try_vec(bytes.len().saturating_mul(2).saturating_add(between))?;
    for (i, &byte) in bytes.iter().enumerate() {
        let passed = if group < 0 { i } else { bytes.len() - i };
        if let Some(c) = separator
            && i > 0
            && passed.is_multiple_of(size)
        {
            let mut text = [0; 4];
            out.extend_from_slice(c.encode_utf8(&mut text).as_bytes());
        }
        for digit in [byte >> 4, byte & 15] {
            out.push(b"0123456789abcdef"[usize::from(digit)]);
        }
    }
    // Digits and one ASCII character: always text.
    Ok(String::from_utf8(out).unwrap_or_default())
}
