//! How does a file become a buffer without being read?
#![allow(unsafe_code, reason = "maps files into memory")]

use alloc::sync::Arc;
use core::ptr::NonNull;
use std::fs::File;
use std::path::Path;

use memmap2::{MmapOptions, MmapRaw};

use crate::buffer::Access;
use crate::error::AccessFault;
use crate::memory::MemMut;
use crate::{Buffer, Error, Spec};

impl Buffer {
    /// Maps a file: nothing is read before it is looked at.
    ///
    /// Another process may write the file meanwhile, so the memory is foreign: items are read by value through [`foreign`](Buffer::foreign).
    /// Who can promise that nobody does gets references through [`assume_shared`](Buffer::assume_shared). [`read`](Buffer::read) copies instead.
    ///
    /// What this rests on: a byte that another process, or another mapping of the same file in this one, writes meanwhile is read as its old or its new value,
    /// as the processors that Rust runs on have it; which one is left open, and an item may be half old and half new. Two mappings of one file are two
    /// memories here: [`assign`](crate::ForeignView::assign) between them does not see that they overlap.
    ///
    /// A file that shrinks while it is mapped kills any process that touches the lost part (`SIGBUS` on Unix). No library can turn that into an error;
    /// where it may happen, use [`read`](Buffer::read).
    ///
    /// # Errors
    /// [`Error::Io`] if the file cannot be opened or mapped, [`Error::Bounds`] if the specification reaches outside it.
    ///
    /// ```
    /// use memoryview_strided::{Buffer, Spec};
    /// let dir = tempfile::tempdir()?;
    /// let path = dir.path().join("a.raw");
    /// std::fs::write(&path, b"\x00\x01\x00\x02")?;
    /// let b = Buffer::open(&path, &Spec::new(">u2")?)?;
    /// assert_eq!(b.foreign().to_string(), "[1, 2]");
    /// assert!(b.view().is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn open(path: impl AsRef<Path>, spec: &Spec) -> Result<Self, Error> {
        let path = path.as_ref();
        let io = |e: std::io::Error| Error::io(path.display(), &e);
        Self::map(&File::open(path).map_err(io)?, spec)
    }

    /// Maps an open file to read, as [`open`](Buffer::open) does.
    ///
    /// # Errors
    /// As for [`open`](Buffer::open).
    pub fn map(file: &File, spec: &Spec) -> Result<Self, Error> {
        Self::mapped(
            MmapOptions::new().map_raw_read_only(file),
            Access::Foreign,
            spec,
        )
    }

    /// Maps an open file to read and write, as it is: make it as long as the specification needs first.
    ///
    /// The memory is foreign; [`foreign_mut`](Buffer::foreign_mut) writes it, [`flush`](Buffer::flush) waits until it is in the file.
    ///
    /// # Errors
    /// As for [`open`](Buffer::open).
    pub fn map_mut(file: &File, spec: &Spec) -> Result<Self, Error> {
        Self::mapped(
            MmapOptions::new().map_raw(file),
            Access::ForeignWritable,
            spec,
        )
    }

    /// Whoever writes or truncates the file meanwhile is why the memory is called foreign: no reference to it is made, not even for a moment.
    fn mapped(map: std::io::Result<MmapRaw>, access: Access, spec: &Spec) -> Result<Self, Error> {
        let map = map.map_err(|e| Error::io("map", &e))?;
        // No mapping begins at address 0.
        let start = NonNull::new(map.as_mut_ptr()).unwrap_or(NonNull::dangling());
        let mem = MemMut::new(start, map.len());
        // SAFETY: the mapping, which is no more than this, stays where it is as long as its owner lives; it may be written if it was asked for
        // that, which `access` says.
        unsafe { Buffer::from_parts(Arc::new(map), mem, access, spec) }
    }

    /// Waits until what was written to a mapped file is in the file.
    ///
    /// # Errors
    /// [`Error::Access`] if the memory is not a file mapped for writing, [`Error::Io`] if writing failed.
    pub fn flush(&self) -> Result<(), Error> {
        match self.owner().downcast_ref::<MmapRaw>() {
            Some(map) if self.access == Access::ForeignWritable => {
                map.flush().map_err(|e| Error::io("flush", &e))
            }
            Some(_) => Err(Error::Access(AccessFault::ReadOnly)),
            None => Err(Error::Access(AccessFault::Owner)),
        }
    }
}

#[cfg(test)]
mod tests;
