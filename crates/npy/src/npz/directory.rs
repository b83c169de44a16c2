//! Which members does a zip archive have, and where?
//!
//! ```text
//! member ... member   directory   [zip64 end record   zip64 locator]   end record   comment
//! ```
//!
//! Read from the end, as the format asks for. Numbers that do not fit their fields are all ones there, and stand in the zip64 records
//! instead. Everything that the archive claims is compared with its length before it is believed.

use std::io::{BufReader, Read};

use super::ArchiveFault;
use super::archive::{Archive, Numbers};
use crate::wide::wide;
use crate::{Error, grow};

const END: &[u8; 4] = b"PK\x05\x06";
const END_LENGTH: usize = 22;
/// The end record and the longest comment behind it.
const TAIL: usize = END_LENGTH + 0xffff;
const LOCATOR: &[u8; 4] = b"PK\x06\x07";
const LOCATOR_LENGTH: u64 = 20;
const END64: &[u8; 4] = b"PK\x06\x06";
const ENTRY: &[u8; 4] = b"PK\x01\x02";
const ENTRY_LENGTH: usize = 46;
/// The extra field that holds the numbers that do not fit.
const ZIP64: u16 = 1;

/// What the directory says of one member.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) name: Box<str>,
    pub(super) encrypted: bool,
    pub(super) method: u16,
    pub(super) checksum: u32,
    /// The size in the archive, in bytes.
    pub(super) packed: u64,
    /// The size of the file that was packed.
    pub(super) size: u64,
    /// Where the local header stands.
    pub(super) at: u64,
}

/// The directory as the end records describe it.
struct Directory {
    /// Where it must end: the first of the end records stands there.
    end: u64,
    start: u64,
    size: u64,
    members: u64,
}

/// All members; the archive learns where they must end.
pub(super) fn read(archive: &mut Archive) -> Result<Vec<Entry>, Error> {
    let directory = locate(archive)?;
    let Directory {
        start,
        size,
        members,
        ..
    } = directory;
    if members > size / wide(ENTRY_LENGTH) {
        return Err(ArchiveFault::Count { members, size }.into());
    }
    let piece = archive.piece("the directory", start, size, directory.end)?;
    let mut reader = BufReader::new(piece);
    let mut entries = Vec::new();
    let mut at = start;
    for _ in 0..members {
        let (entry, length) = entry(&mut reader, at)?;
        // The claim is at most the size of the directory, but memory is asked for as members come.
        entries
            .try_reserve(1)
            .map_err(|_| Error::memory(size_of::<Entry>()))?;
        entries.push(entry);
        at += length;
    }
    archive.members_end = start;
    Ok(entries)
}

fn locate(archive: &Archive) -> Result<Directory, Error> {
    let searched = archive.bytes.len().min(TAIL);
    let tail_at = archive.len() - wide(searched);
    let mut piece = archive.piece("the end", tail_at, wide(searched), archive.len())?;
    let tail = grow::read(&mut piece, searched)?;
    // The last signature behind which the record and its comment fit: a comment may hold the signature too.
    let fits = |&at: &usize| {
        let record = &tail[at..];
        record.starts_with(END)
            && record.len() >= END_LENGTH + usize::from(Numbers(record).skip(20).u16())
    };
    let Some(at) = (0..(searched + 1).saturating_sub(END_LENGTH))
        .rev()
        .find(fits)
    else {
        return Err(ArchiveFault::NoEnd { searched }.into());
    };
    let end = tail_at + wide(at);
    let mut record = Numbers(&tail[at..]).skip(4);
    let (disk, first) = (record.u16(), record.u16());
    let (here, members) = (record.u16(), record.u16());
    let (size, start) = (record.u32(), record.u32());
    let elsewhere =
        members == u16::MAX || size == u32::MAX || start == u32::MAX || disk == u16::MAX;
    if elsewhere && let Some(directory) = locate64(archive, end)? {
        return Ok(directory);
    }
    if (disk, first) != (0, 0) || here != members {
        return Err(ArchiveFault::Parts.into());
    }
    Ok(Directory {
        end,
        start: start.into(),
        size: size.into(),
        members: members.into(),
    })
}

/// The directory as the zip64 records in front of the end record describe it, if there are any.
fn locate64(archive: &Archive, end: u64) -> Result<Option<Directory>, Error> {
    let Some(at) = end.checked_sub(LOCATOR_LENGTH) else {
        return Ok(None);
    };
    let Ok(locator) = archive.record::<20>("zip64 locator", LOCATOR, at) else {
        return Ok(None);
    };
    let mut locator = Numbers(&locator).skip(4);
    let (disk, end, disks) = (locator.u32(), locator.u64(), locator.u32());
    let record = archive.record::<56>("zip64 end record", END64, end)?;
    let mut record = Numbers(&record).skip(16);
    let (this, first) = (record.u32(), record.u32());
    let (here, members) = (record.u64(), record.u64());
    let (size, start) = (record.u64(), record.u64());
    if (disk, this, first) != (0, 0, 0) || disks > 1 || here != members {
        return Err(ArchiveFault::Parts.into());
    }
    Ok(Some(Directory {
        end,
        start,
        size,
        members,
    }))
}

/// One entry of the directory at this byte, and its length.
fn entry(reader: &mut impl Read, at: u64) -> Result<(Entry, u64), Error> {
    let cut = || ArchiveFault::Record {
        what: "directory entry",
        at,
    };
    let mut record = [0; ENTRY_LENGTH];
    if grow::fill(reader, &mut record)? < ENTRY_LENGTH || !record.starts_with(ENTRY) {
        return Err(cut().into());
    }
    let mut record = Numbers(&record).skip(8);
    let (flags, method) = (record.u16(), record.u16());
    let mut record = record.skip(4);
    let checksum = record.u32();
    let (packed, size) = (record.u32(), record.u32());
    let lengths = [record.u16(), record.u16(), record.u16()].map(usize::from);
    let (disk, local) = (record.u16(), record.skip(6).u32());
    let [name_length, extra_length, comment_length] = lengths;
    let name = grow::read(reader, name_length)?;
    let extra = grow::read(reader, extra_length)?;
    let comment = grow::read(reader, comment_length)?;
    if (name.len(), extra.len(), comment.len()) != (name_length, extra_length, comment_length) {
        return Err(cut().into());
    }
    let mut wider = Wider(zip64(&extra).unwrap_or_default());
    let (size, packed) = (wider.field(size), wider.field(packed));
    let local = wider.field(local);
    let (Some(size), Some(packed), Some(local)) = (size, packed, local) else {
        return Err(cut().into());
    };
    if disk != 0 && disk != u16::MAX {
        return Err(ArchiveFault::Parts.into());
    }
    let entry = Entry {
        // NumPy's names are ASCII or UTF-8.
        name: String::from_utf8_lossy(&name).into(),
        encrypted: flags & 1 == 1,
        method,
        checksum,
        packed,
        size,
        at: local,
    };
    Ok((
        entry,
        wide(ENTRY_LENGTH + name_length + extra_length + comment_length),
    ))
}

/// The zip64 field among the extra fields: each is a number, a length and so many bytes.
fn zip64(mut extra: &[u8]) -> Option<&[u8]> {
    loop {
        let (head, rest) = extra.split_first_chunk::<4>()?;
        let mut head = Numbers(head);
        let (id, length) = (head.u16(), usize::from(head.u16()));
        let field = rest.get(..length)?;
        if id == ZIP64 {
            return Some(field);
        }
        extra = &rest[length..];
    }
}

/// The numbers of a zip64 field: those that are all ones where they should stand, in a fixed order.
struct Wider<'e>(&'e [u8]);

impl Wider<'_> {
    /// A number as it is meant; `None` if it should stand in the field and does not.
    fn field(&mut self, number: u32) -> Option<u64> {
        if number != u32::MAX {
            return Some(number.into());
        }
        let (wider, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u64::from_le_bytes(*wider))
    }
}
