//! How does an `.npz` file come about?

use std::collections::HashSet;
use std::io::{self, Seek, SeekFrom, Write};

use flate2::Crc;
use memoryview_strided::Source;

use crate::wide::wide;
use crate::{Error, write};

/// The data of each member begin at a multiple of this.
const ALIGN: u64 = 64;
/// An extra field of zeros, as Android's `zipalign` writes it.
const PADDING: u16 = 0xd935;
const ZIP64: u16 = 1;
/// Names are UTF-8.
const UTF8: u16 = 1 << 11;
/// 1 January 1980, the first day of zip archives: equal arrays give equal files.
const DATE: u16 = (1 << 5) | 1;

/// Writes an `.npz` file, member by member, without compression: what [`Npz::open`](crate::Npz::open) views without a copy.
///
/// Headers begin at multiples of 64 bytes, and so do the data. Without [`finish`](Self::finish) there is no archive.
///
/// ```
/// use memoryview_npy::{Npz, NpzWriter};
/// use memoryview_strided::View;
///
/// let mut writer = NpzWriter::new(std::io::Cursor::new(Vec::new()));
/// writer.add("x", &View::from_slice(&[1.5f64, 2.5]))?;
/// let file = writer.finish()?.into_inner();
/// assert_eq!(Npz::from_owner(file)?.get("x")?.to_string(), "[1.5, 2.5]");
/// # Ok::<(), memoryview_npy::Error>(())
/// ```
#[derive(Debug)]
pub struct NpzWriter<W> {
    writer: W,
    /// Where the next byte goes, from the start of the archive.
    at: u64,
    members: Vec<Member>,
    names: HashSet<Box<str>>,
}

#[derive(Debug)]
struct Member {
    /// With its `.npy`.
    name: String,
    at: u64,
    size: u64,
    checksum: u32,
}

impl<W: Write + Seek> NpzWriter<W> {
    /// An archive that begins where the writer stands, which must be its beginning.
    pub fn new(writer: W) -> Self {
        NpzWriter {
            writer,
            at: 0,
            members: Vec::new(),
            names: HashSet::new(),
        }
    }

    /// Adds an array, as [`write()`](crate::write()) writes it; `.npy` is added to its name.
    ///
    /// # Errors
    /// As for [`write()`](crate::write()); [`Error::Spec`] if the name is longer than 65,000 bytes or was added already. After an error the archive is not
    /// valid.
    ///
    /// # Panics
    /// As [`write()`](crate::write()).
    pub fn add(&mut self, name: &str, source: &(impl Source + ?Sized)) -> Result<(), Error> {
        let refuse = |reason| Err(Error::Spec { reason });
        let name = format!("{name}.npy");
        if name.len() > 65_000 {
            return refuse("the member's name is longer than 65,000 bytes");
        }
        if !self.names.insert(name.as_str().into()) {
            return refuse("two members have one name");
        }
        let view = source.as_foreign();
        let size = wide(write::header(&view)?.len()).saturating_add(wide(view.nbytes()));
        let mut member = Member {
            name,
            at: self.at,
            size,
            checksum: 0,
        };
        let head = member.local();
        self.put(&head)?;
        let mut summed = Summed {
            writer: &mut self.writer,
            checksum: Crc::new(),
        };
        write::write(&mut summed, source)?;
        member.checksum = summed.checksum.sum();
        self.at += size;
        // The checksum stands in front of the bytes that it sums up.
        self.patch(member.at + 14, &member.checksum.to_le_bytes())?;
        self.members.push(member);
        Ok(())
    }

    /// Writes the directory and gives the writer back.
    ///
    /// # Errors
    /// [`Error::View`] if writing fails.
    pub fn finish(mut self) -> Result<W, Error> {
        let start = self.at;
        for member in std::mem::take(&mut self.members) {
            self.put(&member.entry())?;
            self.members.push(member);
        }
        let end = end(wide(self.members.len()), start, self.at);
        self.put(&end)?;
        self.writer.flush().map_err(failed)?;
        Ok(self.writer)
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.writer.write_all(bytes).map_err(failed)?;
        self.at += wide(bytes.len());
        Ok(())
    }

    /// Writes a few bytes elsewhere.
    fn patch(&mut self, at: u64, bytes: &[u8]) -> Result<(), Error> {
        let writer = &mut self.writer;
        writer.seek(SeekFrom::Start(at)).map_err(failed)?;
        writer.write_all(bytes).map_err(failed)?;
        writer.seek(SeekFrom::Start(self.at)).map_err(failed)?;
        Ok(())
    }
}

fn failed(error: io::Error) -> Error {
    Error::io("write", &error)
}

/// A number where there is room for 32 bits: all ones if it stands in the zip64 field.
fn narrow(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl Member {
    /// Whether a number does not fit 32 bits. All ones would mean that it stands elsewhere, so it does not fit either.
    fn is_wide(number: u64) -> bool {
        number >= u64::from(u32::MAX)
    }

    /// The numbers that do not fit, in the format's order.
    fn zip64(numbers: &[u64]) -> Vec<u8> {
        let wide = numbers.iter().filter(|&&number| Self::is_wide(number));
        let numbers: Vec<u8> = wide.flat_map(|number| number.to_le_bytes()).collect();
        let mut field = Vec::new();
        if let (false, Ok(length)) = (numbers.is_empty(), u16::try_from(numbers.len())) {
            field.extend(ZIP64.to_le_bytes());
            field.extend(length.to_le_bytes());
            field.extend(numbers);
        }
        field
    }

    /// The local header, with an extra field that makes the data begin at a multiple.
    fn local(&self) -> Vec<u8> {
        let mut extra = Self::zip64(&[self.size, self.size]);
        let length = 30 + self.name.len() + extra.len() + 4;
        let unaligned = (self.at + wide(length)) % ALIGN;
        let padding = (ALIGN - unaligned) % ALIGN;
        extra.extend(PADDING.to_le_bytes());
        // Below ALIGN.
        extra.extend(u16::try_from(padding).unwrap_or_default().to_le_bytes());
        extra.resize(
            extra.len() + usize::try_from(padding).unwrap_or_default(),
            0,
        );
        let mut record = b"PK\x03\x04".to_vec();
        self.common(&mut record, extra.len());
        record.extend(self.name.as_bytes());
        record.extend(extra);
        record
    }

    /// The entry in the directory.
    fn entry(&self) -> Vec<u8> {
        let extra = Self::zip64(&[self.size, self.size, self.at]);
        let mut record = b"PK\x01\x02".to_vec();
        // Made by version 4.5 on a system of unknown kind.
        record.extend(45_u16.to_le_bytes());
        self.common(&mut record, extra.len());
        // No comment, the first disk, no attributes.
        record.extend([0; 10]);
        record.extend(narrow(self.at).to_le_bytes());
        record.extend(self.name.as_bytes());
        record.extend(extra);
        record
    }

    /// What both kinds of record have in common, from the version to the lengths.
    fn common(&self, record: &mut Vec<u8>, extra: usize) {
        // Version 4.5 knows zip64; method 0 is no compression; the time is midnight.
        for number in [45, UTF8, 0, 0, DATE] {
            record.extend(number.to_le_bytes());
        }
        for number in [self.checksum, narrow(self.size), narrow(self.size)] {
            record.extend(number.to_le_bytes());
        }
        for length in [self.name.len(), extra] {
            // `add` has refused longer names, and the extra fields are short.
            record.extend(u16::try_from(length).unwrap_or_default().to_le_bytes());
        }
    }
}

/// The end records of a directory.
fn end(members: u64, start: u64, end: u64) -> Vec<u8> {
    let size = end - start;
    let count = u16::try_from(members).unwrap_or(u16::MAX);
    let mut record = Vec::new();
    if count == u16::MAX || Member::is_wide(start) || Member::is_wide(size) {
        record.extend(b"PK\x06\x06");
        // The length of the rest of the record; versions; disks.
        record.extend(44_u64.to_le_bytes());
        record.extend([45, 0, 45, 0]);
        record.extend([0; 8]);
        for number in [members, members, size, start] {
            record.extend(number.to_le_bytes());
        }
        record.extend(b"PK\x06\x07");
        record.extend([0; 4]);
        record.extend(end.to_le_bytes());
        record.extend(1_u32.to_le_bytes());
    }
    record.extend(b"PK\x05\x06");
    record.extend([0; 4]);
    record.extend(count.to_le_bytes());
    record.extend(count.to_le_bytes());
    record.extend(narrow(size).to_le_bytes());
    record.extend(narrow(start).to_le_bytes());
    record.extend([0; 2]);
    record
}

/// Sums up what passes through.
struct Summed<W> {
    writer: W,
    checksum: Crc,
}

impl<W: Write> Write for Summed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.writer.write(bytes)?;
        // More than all of them were not written, whatever the writer says: `write_all` then panics.
        self.checksum.update(bytes.get(..count).unwrap_or(bytes));
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

#[cfg(test)]
mod tests;
