use std::io::Cursor;

use memoryview_strided::View;

use super::*;
use crate::Npz;

#[test]
fn data_are_aligned() {
    let mut writer = NpzWriter::new(Cursor::new(Vec::new()));
    for length in 0..70 {
        let data = vec![1u8; length];
        writer
            .add(&"n".repeat(length), &View::from_slice(&data))
            .unwrap();
    }
    let npz = Npz::from_owner(writer.finish().unwrap().into_inner()).unwrap();
    for name in npz.names() {
        let array = npz.get(name).unwrap();
        assert_eq!(array.len(), name.len());
        assert_eq!(array.layout().offset() % 64, 0);
    }
    assert_eq!(npz.len(), 70);
}

#[test]
fn names_are_given_once() {
    let one = [1u8];
    let view = View::from_slice(&one);
    let mut writer = NpzWriter::new(Cursor::new(Vec::new()));
    writer.add("a", &view).unwrap();
    let message = |error: Error| error.to_string();
    assert_eq!(
        message(writer.add("a", &view).unwrap_err()),
        "no .npy file can be so: two members have one name"
    );
    assert_eq!(
        message(writer.add(&"a".repeat(65_000), &view).unwrap_err()),
        "no .npy file can be so: the member's name is longer than 65,000 bytes"
    );
    writer.add(&"a".repeat(64_996), &view).unwrap();
    assert_eq!(
        Npz::from_owner(writer.finish().unwrap().into_inner())
            .unwrap()
            .len(),
        2
    );
}

#[test]
fn equal_arrays_give_equal_files() {
    let archive = || {
        let mut writer = NpzWriter::new(Cursor::new(Vec::new()));
        writer.add("a", &View::from_slice(&[1.5f32])).unwrap();
        writer.finish().unwrap().into_inner()
    };
    assert_eq!(archive(), archive());
}

/// Numbers of 32 bits are all ones where they do not fit, and stand in the field instead, in the format's order.
#[test]
fn sizes_beyond_32_bits() {
    let member = |at, size| Member {
        name: "a.npy".into(),
        at,
        size,
        checksum: 0,
    };
    let (small, large) = (0xffff_fffe, 0xffff_ffff_u64);
    assert_eq!(member(small, small).entry().len(), 46 + 5);
    let entry = member(large, 5).entry();
    assert_eq!(entry[42..46], [0xff; 4]);
    assert_eq!(entry[51..55], [1, 0, 8, 0]);
    assert_eq!(entry[55..], large.to_le_bytes());
    let entry = member(7, 1 << 40).entry();
    assert_eq!(entry[20..28], [0xff; 8]);
    assert_eq!(entry[51..55], [1, 0, 16, 0]);
    assert_eq!(entry[55..63], (1_u64 << 40).to_le_bytes());
    assert_eq!(entry.len(), 46 + 5 + 4 + 16);
    for at in 0..200 {
        for size in [0, large] {
            let local = member(at, size).local();
            assert_eq!((at + wide(local.len())) % ALIGN, 0);
        }
    }
    assert_eq!(end(5, 100, 200).len(), 22);
    assert_eq!(end(65_535, 100, 200).len(), 22 + 56 + 20);
    assert_eq!(end(5, large, large + 9).len(), 22 + 56 + 20);
}
