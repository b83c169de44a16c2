//! How are pieces of an archive read, if another process may write it meanwhile?
//!
//! By value: each byte is copied out once, and what was copied is what is judged.

use std::io::{self, Read};

use memoryview_strided::{Buffer, ForeignView, ViewMut};

use super::ArchiveFault;
use crate::wide::wide;
use crate::{Error, grow};

/// The bytes of an archive.
#[derive(Clone, Debug)]
pub(super) struct Archive {
    /// All of them, as `u8` in one row.
    pub(super) bytes: Buffer,
    /// Where the directory begins: no member reaches beyond.
    pub(super) members_end: u64,
}

impl Archive {
    pub(super) fn new(bytes: Buffer) -> Self {
        let members_end = wide(bytes.len());
        Archive { bytes, members_end }
    }

    /// The number of bytes.
    pub(super) fn len(&self) -> u64 {
        wide(self.bytes.len())
    }

    /// A part, if it ends by `end`, which lies in the archive.
    pub(super) fn piece(
        &self,
        what: &'static str,
        start: u64,
        size: u64,
        end: u64,
    ) -> Result<Piece<'_>, ArchiveFault> {
        let stop = start.checked_add(size).filter(|&stop| stop <= end);
        let range =
            stop.and_then(|stop| Some(usize::try_from(start).ok()?..usize::try_from(stop).ok()?));
        let Some(range) = range else {
            return Err(ArchiveFault::Outside {
                what,
                start,
                size,
                end,
            });
        };
        let bytes = self.bytes.foreign();
        Ok(Piece { bytes, range })
    }

    /// A record of a known size with a signature.
    pub(super) fn record<const N: usize>(
        &self,
        what: &'static str,
        signature: &[u8; 4],
        at: u64,
    ) -> Result<[u8; N], Error> {
        let mut record = [0; N];
        let fault = ArchiveFault::Record { what, at };
        let mut piece = self
            .piece(what, at, wide(N), self.len())
            .map_err(|_| fault.clone())?;
        grow::fill(&mut piece, &mut record)?;
        match record.starts_with(signature) {
            true => Ok(record),
            false => Err(fault.into()),
        }
    }
}

/// Some bytes of an archive, as a stream.
pub(super) struct Piece<'a> {
    bytes: ForeignView<'a>,
    /// What is not read yet.
    range: std::ops::Range<usize>,
}

impl Piece<'_> {
    /// The place of the next byte in the archive.
    pub(super) fn position(&self) -> usize {
        self.range.start
    }

    /// How many bytes are left.
    pub(super) fn left(&self) -> usize {
        self.range.len()
    }
}

impl Read for Piece<'_> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let count = target.len().min(self.range.len());
        let stop = self.range.start + count;
        let part = self.bytes.slice(self.range.start..stop);
        let copied = part.and_then(|part| ViewMut::from_slice(&mut target[..count]).assign(&part));
        copied.map_err(io::Error::other)?;
        self.range.start = stop;
        Ok(count)
    }
}

/// Takes little-endian numbers off the front of a record.
pub(super) struct Numbers<'r>(pub(super) &'r [u8]);

impl Numbers<'_> {
    /// The next bytes; zeros where the record is too short, which callers with a fixed record exclude.
    fn take<const N: usize>(&mut self) -> [u8; N] {
        let Some((number, rest)) = self.0.split_first_chunk() else {
            return [0; N];
        };
        self.0 = rest;
        *number
    }

    pub(super) fn u16(&mut self) -> u16 {
        u16::from_le_bytes(self.take())
    }

    pub(super) fn u32(&mut self) -> u32 {
        u32::from_le_bytes(self.take())
    }

    pub(super) fn u64(&mut self) -> u64 {
        u64::from_le_bytes(self.take())
    }

    pub(super) fn skip(mut self, bytes: usize) -> Self {
        self.0 = self.0.get(bytes..).unwrap_or_default();
        self
    }
}
