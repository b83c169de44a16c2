use std::io::Cursor;

use memoryview_strided::View;

use super::*;
use crate::NpzWriter;

/// An archive of two arrays, whose records lie at known places.
fn archive() -> Vec<u8> {
    let mut writer = NpzWriter::new(Cursor::new(Vec::new()));
    writer.add("one", &View::from_slice(&[1u32, 2])).unwrap();
    writer.add("two", &View::from_slice(&[0.5f64])).unwrap();
    writer.finish().unwrap().into_inner()
}

const LOCAL: &[u8; 4] = b"PK\x03\x04";
const ENTRY: &[u8; 4] = b"PK\x01\x02";
const END: &[u8; 4] = b"PK\x05\x06";

/// The place of the first record of a kind.
fn find(bytes: &[u8], signature: &[u8; 4]) -> usize {
    bytes.windows(4).position(|at| at == signature).unwrap()
}

/// The archive with some bytes of its first record of a kind changed.
fn changed(signature: &[u8; 4], at: usize, to: &[u8]) -> Vec<u8> {
    let mut bytes = archive();
    let at = find(&bytes, signature) + at;
    bytes[at..at + to.len()].copy_from_slice(to);
    bytes
}

#[test]
fn stored_members_are_views_of_the_one_memory() {
    let npz = Npz::from_owner(archive()).unwrap();
    let one = npz.get("one").unwrap();
    let again = npz.get("one.npy").unwrap();
    let (one, again) = (one.view().unwrap(), again.view().unwrap());
    assert!(std::ptr::eq(
        one.as_bytes().unwrap(),
        again.as_bytes().unwrap()
    ));
    // The archive may go; the memory stays with its last owner.
    let two = npz.get("two").unwrap();
    drop(npz);
    assert_eq!(two.view().unwrap().to_string(), "[0.5]");
}

#[cfg(feature = "mmap")]
#[test]
fn mapped_members_are_foreign() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.npz");
    std::fs::write(&path, archive()).unwrap();
    let npz = Npz::open(&path).unwrap();
    let two = npz.get("two").unwrap();
    assert!(two.is_foreign() && two.view().is_err());
    assert_eq!(two.foreign().to_string(), "[0.5]");
    std::fs::write(&path, b"").unwrap();
    assert!(Npz::open(&path).is_err());
}

#[test]
fn names_with_and_without_their_ending() {
    let npz = Npz::from_owner(archive()).unwrap();
    assert_eq!(npz.names().collect::<Vec<_>>(), ["one", "two"]);
    assert_eq!((npz.len(), npz.is_empty()), (2, false));
    for name in ["one", "one.npy", "two"] {
        assert!(npz.get(name).is_ok());
    }
    for name in ["", ".npy", "on", "one.npy.npy", "ONE"] {
        let error = npz.get(name).unwrap_err();
        let message = format!("no member {name:?} among the 2 of the archive");
        assert_eq!(error.to_string(), message);
        assert_eq!(error.kind(), crate::ErrorKind::Index);
    }
}

#[test]
fn damaged_ends_and_directories() {
    let refused = |bytes: Vec<u8>, message: &str| {
        let error = Npz::from_owner(bytes).unwrap_err();
        assert_eq!(error.to_string(), message);
    };
    let empty = "not a zip archive: no end record in its last 0 bytes";
    refused(Vec::new(), empty);
    let (length, start) = (archive().len(), find(&archive(), ENTRY));
    let (end, size) = (find(&archive(), END), find(&archive(), END) - start);
    let cut = archive()[..length - 1].to_vec();
    refused(
        cut,
        &format!(
            "not a zip archive: no end record in its last {} bytes",
            length - 1
        ),
    );
    // Disks, members here and in all, size, place, length of the comment.
    refused(changed(END, 4, &[1]), "the archive is one of several parts");
    refused(changed(END, 8, &[1]), "the archive is one of several parts");
    refused(
        changed(END, 8, &[100, 0, 100, 0]),
        &format!("a directory of {size} bytes cannot name 100 members"),
    );
    refused(
        changed(END, 12, &[0xff, 0xff, 0xff, 0x7f]),
        &format!("the directory has 2147483647 bytes from byte {start} on, and must end by {end}"),
    );
    refused(
        changed(END, 16, &[0xfe, 0xff, 0xff, 0xff]),
        &format!("the directory has {size} bytes from byte 4294967294 on, and must end by {end}"),
    );
    refused(
        changed(END, 16, &[0, 0]),
        "there is no directory entry at byte 0",
    );
    refused(
        changed(END, 20, &[1]),
        &format!("not a zip archive: no end record in its last {length} bytes"),
    );
    refused(
        changed(ENTRY, 0, b"X"),
        &format!("there is no directory entry at byte {start}"),
    );
    // A name longer than the directory.
    refused(
        changed(ENTRY, 28, &[0xff, 0xff]),
        &format!("there is no directory entry at byte {start}"),
    );
    // A size that should stand in a zip64 field, which is not there.
    refused(
        changed(ENTRY, 24, &[0xff; 4]),
        &format!("there is no directory entry at byte {start}"),
    );
    refused(
        changed(ENTRY, 34, &[7]),
        "the archive is one of several parts",
    );
    refused(
        changed(ENTRY, 46, b"two.npy"),
        "two members have the name \"two.npy\"",
    );
}

#[test]
fn damaged_members() {
    let refused = |bytes: Vec<u8>, message: &str| {
        let npz = Npz::from_owner(bytes).unwrap();
        let error = npz.get(npz.names().next().unwrap()).unwrap_err();
        assert_eq!(error.to_string(), format!("member \"one\": {message}"));
    };
    let members_end = find(&archive(), ENTRY);
    refused(changed(ENTRY, 8, &[1]), "it is encrypted");
    refused(
        changed(ENTRY, 10, &[12]),
        "compression method 12 is neither 0 (stored) nor 8 (deflated)",
    );
    refused(
        changed(ENTRY, 24, &[9, 0]),
        "the archive states 9 bytes, it has 136",
    );
    refused(
        changed(ENTRY, 20, &[0, 0, 0, 1, 0, 0, 0, 1]),
        &format!("it has 16777216 bytes from byte 64 on, and must end by {members_end}"),
    );
    refused(
        changed(ENTRY, 42, &[1]),
        "there is no local header at byte 1",
    );
    refused(
        changed(ENTRY, 42, &[0xfe, 0xff, 0xff, 0xff]),
        "there is no local header at byte 4294967294",
    );
    refused(
        changed(LOCAL, 0, b"X"),
        "there is no local header at byte 0",
    );
    refused(
        changed(LOCAL, 30, b"0"),
        "its local header has another name: \"0ne.npy\"",
    );
    refused(
        changed(LOCAL, 26, &[0xff, 0xff]),
        &format!("its name has 65535 bytes from byte 30 on, and must end by {members_end}"),
    );
    // The header of the .npy file, and its data.
    refused(
        changed(LOCAL, 64, b"x"),
        "not an .npy file: it begins with 78 4e 55 4d 50 59 01 00",
    );
    refused(
        changed(ENTRY, 20, &[135, 0, 0, 0, 135, 0, 0, 0]),
        "the file ends in its data: shape (2,) of 4-byte items needs 8 bytes, and it has 7",
    );
    refused(
        changed(ENTRY, 20, &[100, 0, 0, 0, 100, 0, 0, 0]),
        "the file ends in the header, which needs 128 bytes: it has 100",
    );
    // Stored, but said to be deflated: what comes out is anything.
    let npz = Npz::from_owner(changed(ENTRY, 10, &[8])).unwrap();
    assert!(matches!(npz.get("one"), Err(Error::Member { .. })));
}

/// A deflated array, and what the archive states of it: checksum, size when packed, size.
fn deflated(state: impl FnOnce(&mut u32, &mut u32, &mut u32)) -> Npz {
    use flate2::{Compression, Crc, write::DeflateEncoder};
    use std::io::Write;
    let mut array = Vec::new();
    crate::write(&mut array, &View::from_slice(&[7u8; 5000])).unwrap();
    let mut checksum = Crc::new();
    checksum.update(&array);
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&array).unwrap();
    let packed = encoder.finish().unwrap();
    let length = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap();
    let (mut sum, mut small, mut large) = (checksum.sum(), length(&packed), length(&array));
    state(&mut sum, &mut small, &mut large);
    let common = [
        &[20, 0, 0, 0, 8, 0, 0, 0, 0, 0][..],
        &sum.to_le_bytes(),
        &small.to_le_bytes(),
        &large.to_le_bytes(),
        &[1, 0, 0, 0],
    ]
    .concat();
    let member = [LOCAL, &common[..], b"a", &packed].concat();
    let entry = [ENTRY, &[20, 0][..], &common, &[0; 14], b"a"].concat();
    let end = [
        &END[..],
        &[0, 0, 0, 0, 1, 0, 1, 0],
        &length(&entry).to_le_bytes(),
        &length(&member).to_le_bytes(),
        &[0, 0],
    ];
    Npz::from_owner([member, entry, end.concat()].concat()).unwrap()
}

#[test]
fn deflated_members_are_what_the_archive_states() {
    let array = deflated(|_, _, _| {}).get("a").unwrap();
    assert_eq!(array.to_bytes(Default::default()).unwrap(), [7; 5000]);
    let refused = |npz: Npz, message: &str| {
        let error = npz.get("a").unwrap_err();
        assert_eq!(error.to_string(), format!("member \"a\": {message}"));
    };
    let npz = deflated(|sum, _, _| *sum = 0x1234);
    let error = npz.get("a").unwrap_err().to_string();
    assert!(
        error.starts_with(
            "member \"a\": the archive states checksum 00001234, that of the bytes is "
        )
    );
    refused(
        deflated(|_, _, size| *size += 1),
        "the archive states 5129 bytes, it has 5128",
    );
    // It unpacks to more than that: no more than one byte too many is unpacked.
    refused(
        deflated(|_, _, size| *size = 5127),
        "the file ends in its data: shape (5000,) of 1-byte items needs 5000 bytes, and it has 4999",
    );
    refused(
        deflated(|_, packed, _| *packed -= 12),
        "the compressed bytes are damaged",
    );
    refused(
        deflated(|_, _, size| *size = 1 << 31),
        "it unpacks to 2147483648 bytes, more than the limit of 1073741824 (with_limit raises it)",
    );
    refused(
        deflated(|_, _, _| {}).with_limit(5127),
        "it unpacks to 5128 bytes, more than the limit of 5127 (with_limit raises it)",
    );
    assert!(deflated(|_, _, _| {}).with_limit(5128).get("a").is_ok());
}
