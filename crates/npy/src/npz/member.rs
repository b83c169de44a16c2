//! How does a member of an archive become an array?

use std::io::{self, Read};

use flate2::Crc;
use flate2::read::DeflateDecoder;
use memoryview_strided::Buffer;

use super::ArchiveFault;
use super::archive::{Archive, Numbers, Piece};
use super::directory::Entry;
use crate::wide::wide;
use crate::{Error, Header, grow, read};

const LOCAL: &[u8; 4] = b"PK\x03\x04";
const LOCAL_LENGTH: usize = 30;

/// The array of a member.
pub(super) fn array(archive: &Archive, entry: &Entry, limit: u64) -> Result<Buffer, Error> {
    let piece = data(archive, entry)?;
    match entry.method {
        0 => stored(archive, entry, piece),
        8 if entry.size > limit => Err(Error::Unpacked {
            size: entry.size,
            limit,
        }),
        8 => deflated(entry, piece),
        method => Err(ArchiveFault::Method { method }.into()),
    }
}

/// The bytes of a member: they stand behind its local header, which must agree with the directory.
fn data<'a>(archive: &'a Archive, entry: &Entry) -> Result<Piece<'a>, Error> {
    if entry.encrypted {
        return Err(ArchiveFault::Encrypted.into());
    }
    let record = archive.record::<LOCAL_LENGTH>("local header", LOCAL, entry.at)?;
    let mut record = Numbers(&record).skip(26);
    let (name_length, extra_length) = (u64::from(record.u16()), u64::from(record.u16()));
    // The record was read, so this is a place in the archive; the lengths are below 2^16.
    let name_at = entry.at + wide(LOCAL_LENGTH);
    let mut name = archive.piece("its name", name_at, name_length, archive.members_end)?;
    let name_left = name.left();
    let local = grow::read(&mut name, name_left)?;
    let local = String::from_utf8_lossy(&local);
    if local != *entry.name {
        let local = local.into();
        return Err(ArchiveFault::Name { local }.into());
    }
    let start = name_at + name_length + extra_length;
    Ok(archive.piece("it", start, entry.packed, archive.members_end)?)
}

/// A view inside the archive.
fn stored(archive: &Archive, entry: &Entry, mut piece: Piece<'_>) -> Result<Buffer, Error> {
    let (stated, found) = (entry.size, entry.packed);
    if stated != found {
        return Err(ArchiveFault::Size { stated, found }.into());
    }
    let header = Header::read(&mut piece, Some(entry.size))?;
    header.check_data(wide(piece.left()))?;
    Ok(archive.bytes.with_spec(&header.spec_at(piece.position()))?)
}

/// A copy, unpacked. The size and the checksum that the archive states are compared with what comes out.
fn deflated(entry: &Entry, piece: Piece<'_>) -> Result<Buffer, Error> {
    let mut unpacked = Unpacked {
        bytes: DeflateDecoder::new(piece),
        checksum: Crc::new(),
        count: 0,
        damaged: false,
    };
    let array = unpack(entry, &mut unpacked);
    if unpacked.damaged {
        return Err(ArchiveFault::Deflate.into());
    }
    let array = array?;
    let (stated, found) = (entry.size, unpacked.count);
    if stated != found {
        return Err(ArchiveFault::Size { stated, found }.into());
    }
    let (stated, found) = (entry.checksum, unpacked.checksum.sum());
    if stated != found {
        return Err(ArchiveFault::Checksum { stated, found }.into());
    }
    Ok(array)
}

/// The array, and then the rest of the bytes, up to one more than there should be.
fn unpack(entry: &Entry, unpacked: &mut impl Read) -> Result<Buffer, Error> {
    let mut bytes = unpacked.take(entry.size.saturating_add(1));
    let header = Header::read(&mut bytes, Some(entry.size))?;
    header.check_file(entry.size)?;
    let array = read::data(&mut bytes, &header)?;
    let rest = io::copy(&mut bytes, &mut io::sink());
    rest.map_err(|error| Error::io("unpack", &error))?;
    Ok(array)
}

/// Unpacked bytes, with what is known of them once they are read.
struct Unpacked<R> {
    bytes: R,
    checksum: Crc,
    count: u64,
    damaged: bool,
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read(target);
        match read {
            Ok(count) => {
                self.checksum.update(&target[..count]);
                self.count += wide(count);
            }
            Err(_) => self.damaged = true,
        }
        read
    }
}
