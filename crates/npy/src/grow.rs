//! How are bytes read that a stream only claims to have?
//!
//! Memory is asked for as the bytes come: at most as much again as came so far. So a claim of 4 GiB in a stream of 12 bytes costs a
//! few KiB.

use std::io::{ErrorKind, Read};

use crate::Error;
use crate::wide::wide;

/// So many bytes are asked for at first.
const FIRST: usize = 1 << 13;

/// Up to `length` bytes: fewer if the stream ends.
pub(crate) fn read(reader: &mut impl Read, length: usize) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    while bytes.len() < length {
        let before = bytes.len();
        let more = (length - before).min(before.max(FIRST));
        let reserved = bytes.try_reserve_exact(more);
        reserved.map_err(|_| Error::memory(before + more))?;
        // There is room for all that `take` lets through, so nothing else is allocated.
        let came = reader.by_ref().take(wide(more)).read_to_end(&mut bytes);
        if came.map_err(|error| Error::io("read", &error))? < more {
            break;
        }
    }
    Ok(bytes)
}

/// Fills the target as far as the stream goes, and says how far.
pub(crate) fn fill(reader: &mut impl Read, target: &mut [u8]) -> Result<usize, Error> {
    let mut filled = 0;
    while filled < target.len() {
        match reader.read(&mut target[filled..]) {
            Ok(0) => break,
            // A reader that lies of what it has read is no reason to panic.
            Ok(n) if n > target.len() - filled => {
                let why = "the reader says that it has read more than was asked for";
                return Err(Error::io("read", &std::io::Error::other(why)));
            }
            Ok(n) => filled += n,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(Error::io("read", &error)),
        }
    }
    Ok(filled)
}

#[cfg(test)]
mod tests;
