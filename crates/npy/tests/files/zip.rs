//! Does the crate `zip`, written by others, see the same archives?

use std::io::{Cursor, Read, Write};

use memoryview_npy::{Npz, NpzWriter};
use memoryview_strided::View;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::written;

#[test]
fn our_archive_is_read_by_zip() {
    let (small, wide) = ([1u8, 2, 3], [0.5f64; 1000]);
    let mut writer = NpzWriter::new(Cursor::new(Vec::new()));
    writer.add("small", &View::from_slice(&small)).unwrap();
    writer
        .add("deep/wide \u{e9}", &View::from_slice(&wide))
        .unwrap();
    let file = writer.finish().unwrap().into_inner();
    let mut archive = ZipArchive::new(Cursor::new(&file)).unwrap();
    let mut member = |name: &str| {
        let mut bytes = Vec::new();
        let mut member = archive.by_name(name).unwrap();
        assert_eq!(member.data_start() % 64, 0);
        // Reading to the end compares the checksum.
        member.read_to_end(&mut bytes).unwrap();
        bytes
    };
    assert_eq!(member("small.npy"), written(&View::from_slice(&small)));
    assert_eq!(
        member("deep/wide \u{e9}.npy"),
        written(&View::from_slice(&wide))
    );
    assert_eq!(archive.len(), 2);
}

#[test]
fn archives_of_zip_are_read() {
    let values: Vec<i32> = (0..5000).collect();
    let array = written(&View::from_slice(&values));
    for large in [false, true] {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, method) in [
            ("stored.npy", CompressionMethod::Stored),
            ("deflated.npy", CompressionMethod::Deflated),
        ] {
            let options = SimpleFileOptions::default();
            let options = options.compression_method(method).large_file(large);
            writer.start_file(name, options).unwrap();
            writer.write_all(&array).unwrap();
        }
        writer.set_comment("PK\x05\x06 and more");
        let file = writer.finish().unwrap().into_inner();
        let npz = Npz::from_owner(file).unwrap();
        for name in ["stored", "deflated", "stored.npy", "deflated.npy"] {
            let array = npz.get(name).unwrap();
            assert_eq!(array.to_vec::<i32>(Default::default()).unwrap(), values);
        }
        let refused = npz.clone().with_limit(1000).get("deflated").unwrap_err();
        assert_eq!(
            refused.to_string(),
            "member \"deflated\": it unpacks to 20128 bytes, more than the limit of 1000 (with_limit raises it)"
        );
        assert!(npz.with_limit(1000).get("stored").is_ok());
    }
}

/// More members than 16 bits count: the directory is described by zip64 records.
#[test]
fn seventy_thousand_members() {
    let mut writer = NpzWriter::new(Cursor::new(Vec::new()));
    let none = View::from_slice::<u8>(&[]);
    for n in 0..70_000 {
        writer.add(&n.to_string(), &none).unwrap();
    }
    let file = writer.finish().unwrap().into_inner();
    let archive = ZipArchive::new(Cursor::new(&file)).unwrap();
    assert_eq!(archive.len(), 70_000);
    let npz = Npz::from_owner(file).unwrap();
    assert_eq!(npz.len(), 70_000);
    assert_eq!(npz.get("69999").unwrap().shape(), [0]);
}
