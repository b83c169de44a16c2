use super::*;

/// A file of a version with this text as its header, and no padding.
pub(super) fn file(version: u8, text: &[u8]) -> Vec<u8> {
    let length = u32::try_from(text.len()).unwrap().to_le_bytes();
    let width = if version == 1 { 2 } else { 4 };
    [&MAGIC[..], &[version, 0], &length[..width], text].concat()
}

fn refused(bytes: &[u8], message: &str) {
    let error = Header::from_bytes(bytes).unwrap_err();
    assert_eq!(error.to_string(), message);
    // A stream whose length is not known says the same.
    assert_eq!(Header::read_from(bytes).unwrap_err().to_string(), message);
}

#[test]
fn what_does_not_begin_as_a_file_is_refused() {
    refused(b"", "not an .npy file: it is empty");
    refused(
        b"\x93",
        "the file ends in the magic string, which needs 8 bytes: it has 1",
    );
    refused(
        b"\x93NUMPX\x01\x00",
        "not an .npy file: it begins with 93 4e 55 4d 50 58 01 00",
    );
    refused(b"x", "not an .npy file: it begins with 78");
    refused(
        b"\x80\x04\x95\x00\x00\x00\x00\x00\x00",
        "not an .npy file: it begins with 80 04 95 00 00 00 00 00, as a Python pickle does, which is not read",
    );
    refused(
        b"PK\x03\x04\x14\x00\x00\x00",
        "not an .npy file: it begins with 50 4b 03 04 14 00 00 00, as a zip archive does (.npz)",
    );
}

#[test]
fn other_versions_are_refused() {
    for (major, minor) in [(0, 0), (1, 1), (2, 9), (4, 0), (255, 255)] {
        let mut bytes = file(2, b"{}");
        (bytes[6], bytes[7]) = (major, minor);
        let message = format!("format version {major}.{minor} is not 1.0, 2.0 or 3.0");
        refused(&bytes, &message);
    }
}

#[test]
fn lengths_are_claims() {
    refused(
        b"\x93NUMPY\x01\x00",
        "the file ends in the header's length, which needs 10 bytes: it has 8",
    );
    refused(
        b"\x93NUMPY\x02\x00\x10\x00\x00",
        "the file ends in the header's length, which needs 12 bytes: it has 11",
    );
    refused(
        b"\x93NUMPY\x01\x00\xff\xff",
        "the file ends in the header, which needs 65545 bytes: it has 10",
    );
    // The 12 bytes that claim 4 GiB.
    refused(
        b"\x93NUMPY\x02\x00\xff\xff\xff\xff",
        "a header of 4294967295 bytes exceeds the limit of 1048576",
    );
    refused(
        b"\x93NUMPY\x03\x00\x01\x00\x10\x00",
        "a header of 1048577 bytes exceeds the limit of 1048576",
    );
    refused(
        b"\x93NUMPY\x03\x00\x00\x00\x10\x00{",
        "the file ends in the header, which needs 1048588 bytes: it has 13",
    );
}

#[test]
fn a_header_as_long_as_the_limit_is_read() {
    let mut text = b"{'descr': '<f4', 'fortran_order': False, 'shape': (7,)}".to_vec();
    text.resize(MAX_HEADER, b' ');
    let header = Header::from_bytes(&file(2, &text)).unwrap();
    assert_eq!(
        (header.shape(), header.data_offset()),
        (&[7][..], MAX_HEADER + 12)
    );
}

fn with_shape(shape: &str) -> Vec<u8> {
    let text = format!("{{'descr': '<f8', 'fortran_order': True, 'shape': {shape}}}");
    file(1, text.as_bytes())
}

#[test]
fn shapes_that_no_memory_holds_are_refused() {
    const BITS: u32 = usize::BITS;
    const ROOT: usize = 1 << (BITS / 2);
    for shape in [
        &[1 << (BITS - 4)][..],
        // 2^32 * 2^32 and 2^61 * 8 are 0 modulo 2^64, and 2^16 and 2^29 on 32 bits.
        &[ROOT, ROOT],
        &[1 << (BITS - 3)],
        &[ROOT; 4],
        // A zero hides nothing.
        &[0, ROOT, ROOT],
        &[ROOT, 0, ROOT],
        &[usize::MAX],
        &[usize::MAX / 2, 1],
    ] {
        let lengths: Vec<String> = shape.iter().map(usize::to_string).collect();
        let comma = if shape.len() == 1 { "," } else { "" };
        let shape = format!("({}{comma})", lengths.join(", "));
        let shown = format!("shape {shape} of 8-byte items does not fit the address space");
        refused(&with_shape(&shape), &shown);
    }
    assert_eq!(
        Header::from_bytes(&with_shape(&format!("(0, {ROOT})")))
            .unwrap()
            .nbytes(),
        0
    );
}

#[test]
fn objects_are_refused_wherever_they_hide() {
    for (descr, format) in [
        ("'|O'", "O"),
        ("'O8'", "O"),
        ("[('a', '<i4'), ('b', '|O')]", "T{<i:a:@O:b:}"),
        ("[('a', [('b', 'O', (2,))])]", "T{T{(2)O:b:}:a:}"),
    ] {
        let text = format!("{{'descr': {descr}, 'fortran_order': False, 'shape': (3,)}}");
        let error = Header::from_bytes(&file(1, text.as_bytes())).unwrap_err();
        let Error::Objects { format: found } = &error else {
            panic!("{error}");
        };
        assert!(found.contains('O'), "{found} for {format}");
        assert_eq!(
            error.to_string(),
            format!(
                "items of format {found:?} are Python objects, stored as a pickle: not read or written"
            )
        );
    }
}

#[test]
fn text_is_latin_or_utf8_by_version() {
    let text = "{'descr': [('\u{e9}', '<i2')], 'fortran_order': False, 'shape': ()}";
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(c).unwrap()).collect();
    for (version, bytes) in [(1, &latin[..]), (2, &latin), (3, text.as_bytes())] {
        let header = Header::from_bytes(&file(version, bytes)).unwrap();
        assert_eq!(header.version(), (version, 0));
        assert_eq!(header.format().fields().next().unwrap().name(), "\u{e9}");
    }
    refused(
        &file(3, &latin),
        "bad .npy header: not UTF-8, as version 3.0 asks for\n  \
         {'descr': [('\u{fffd}', '<i2')], 'fortran_order': False,...\n               ^",
    );
}

/// Python 2 wrote long integers with an L. NumPy reads them in the versions that Python 2 could write.
#[test]
fn the_l_of_python_2() {
    let text = b"{'descr': '<f8', 'fortran_order': False, 'shape': (10L, 2L), }";
    for version in [1, 2] {
        assert_eq!(
            Header::from_bytes(&file(version, text)).unwrap().shape(),
            [10, 2]
        );
    }
    refused(
        &file(3, text),
        "bad .npy header: expected ',', found 'L'\n  ...'fortran_order': False, 'shape': (10L, 2L), }\n                                         ^",
    );
}

#[test]
fn a_stream_stands_behind_the_header() {
    let bytes = [
        file(1, b"{'descr': '|S0', 'shape': (), 'fortran_order': False}"),
        b"rest".to_vec(),
    ];
    let bytes = bytes.concat();
    let mut stream = &bytes[..];
    assert_eq!(Header::read_from(&mut stream).unwrap().nbytes(), 0);
    assert_eq!(stream, b"rest");
}

#[test]
fn errors_are_small_and_travel() {
    fn everywhere<T: Send + Sync + 'static>() {}
    everywhere::<Error>();
    everywhere::<Header>();
    everywhere::<crate::Npz>();
    assert!(size_of::<Error>() <= 80, "{}", size_of::<Error>());
}
