//! Do bytes that nobody wrote as a file ever do worse than be refused?

use memoryview_npy::{self as npy, Npz, NpzWriter};
use memoryview_strided::View;
use proptest::prelude::*;

use crate::{items, written};

/// Files of each version, with records and plain numbers.
fn files() -> Vec<Vec<u8>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/corpus/npy");
    let names = [
        "f4-le-C",
        "subarrays-C",
        "nested-C-v2",
        "gaps-F",
        "unicode-C",
        "M8-25s-le-C",
    ];
    let read = |name: &str| std::fs::read(format!("{folder}/{name}.npy")).unwrap();
    names.into_iter().map(read).collect()
}

/// Reads in every way, and looks at what was accepted.
fn survive(bytes: &[u8]) {
    let read = npy::read_from(bytes);
    match npy::from_bytes(bytes) {
        Ok(view) => {
            let _ = view.to_string();
            let again = npy::from_owner(written(&view)).unwrap();
            assert_eq!(again.to_string(), read.unwrap().to_string());
            assert_eq!(again.shape(), view.shape());
        }
        Err(error) => {
            assert!(!error.to_string().is_empty());
            assert!(read.is_err());
        }
    }
}

/// Opens every member.
fn survive_archive(bytes: Vec<u8>) {
    match Npz::from_owner(bytes) {
        Ok(npz) => {
            let npz = npz.with_limit(1 << 20);
            for name in npz.names() {
                match npz.get(name) {
                    Ok(array) if array.len() < 1000 => drop(items(&array.foreign())),
                    Ok(_) => {}
                    Err(error) => assert!(!error.to_string().is_empty()),
                }
            }
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

fn archive(deflated: bool) -> Vec<u8> {
    use std::io::{Cursor, Write};
    let mut file = if deflated {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file("x.npy", options).unwrap();
        writer.write_all(&files()[0]).unwrap();
        writer.finish().unwrap().into_inner()
    } else {
        let mut writer = NpzWriter::new(Cursor::new(Vec::new()));
        writer.add("x", &View::from_slice(&[1u8, 2, 3])).unwrap();
        writer.add("y", &View::from_slice(&[1.5f64])).unwrap();
        writer.finish().unwrap().into_inner()
    };
    file.extend(b"tail");
    file
}

/// A change of some bytes.
#[derive(Clone, Debug)]
enum Change {
    Set(prop::sample::Index, u8),
    Insert(prop::sample::Index, Vec<u8>),
    Remove(prop::sample::Index, usize),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    // What headers are made of, and bytes that mean much in a length.
    let byte = prop_oneof![
        prop::sample::select(&b"'\"(){}[],:0123456789LTF<>|=iufcSUVOMmb\\-\x00\xff \n"[..]),
        any::<u8>(),
    ];
    let at = any::<prop::sample::Index>;
    let change = prop_oneof![
        4 => (at(), byte.clone()).prop_map(|(at, byte)| Change::Set(at, byte)),
        1 => (at(), prop::collection::vec(byte, 1..4)).prop_map(|(at, bytes)| Change::Insert(at, bytes)),
        1 => (at(), 1..4_usize).prop_map(|(at, count)| Change::Remove(at, count)),
    ];
    prop::collection::vec(change, 1..4)
}

fn change(bytes: &mut Vec<u8>, changes: &[Change]) {
    for change in changes {
        // Headers say more than data: most changes fall there.
        let place = |at: &prop::sample::Index, len: usize| at.index(len.clamp(1, 200));
        match change {
            Change::Set(at, byte) if !bytes.is_empty() => {
                let at = place(at, bytes.len());
                bytes[at] = *byte;
            }
            Change::Set(..) => {}
            Change::Insert(at, more) => {
                let at = place(at, bytes.len() + 1);
                bytes.splice(at..at, more.iter().copied());
            }
            Change::Remove(at, count) => {
                let at = place(at, bytes.len() + 1).min(bytes.len());
                bytes.drain(at..(at + count).min(bytes.len()));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        survive(&bytes);
        let with_magic = [b"\x93NUMPY", &bytes[..]].concat();
        survive(&with_magic);
        survive_archive(bytes);
    }

    #[test]
    fn random_headers(text in "[{}()\\[\\],:'\" 0-9L<fiVUSM|]{0,60}", version in 1..4_u8) {
        let mut file = b"\x93NUMPY".to_vec();
        let text = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': {text}");
        file.extend([version, 0]);
        let length = u32::try_from(text.len()).unwrap().to_le_bytes();
        file.extend(&length[..if version == 1 { 2 } else { 4 }]);
        file.extend(text.as_bytes());
        file.extend([0; 64]);
        survive(&file);
    }

    #[test]
    fn changed_files(which in 0..6_usize, changes in changes()) {
        let mut bytes = files().swap_remove(which);
        change(&mut bytes, &changes);
        survive(&bytes);
    }

    #[test]
    fn changed_archives(deflated: bool, from_end: bool, changes in changes()) {
        let mut bytes = archive(deflated);
        if from_end {
            bytes.reverse();
        }
        change(&mut bytes, &changes);
        if from_end {
            bytes.reverse();
        }
        survive_archive(bytes);
    }
}

#[test]
fn every_prefix_of_an_archive_is_refused() {
    for deflated in [false, true] {
        let bytes = archive(deflated);
        let whole = bytes.len() - "tail".len();
        for length in 0..whole {
            assert!(
                Npz::from_owner(bytes[..length].to_vec()).is_err(),
                "{length}"
            );
        }
        assert!(Npz::from_owner(bytes).is_ok());
    }
}

#[test]
fn every_byte_of_an_archive_may_be_another() {
    for deflated in [false, true] {
        let bytes = archive(deflated);
        for at in 0..bytes.len() {
            for byte in [0, 1, 0x50, 0xff] {
                let mut changed = bytes.clone();
                changed[at] = byte;
                survive_archive(changed);
            }
        }
    }
}
