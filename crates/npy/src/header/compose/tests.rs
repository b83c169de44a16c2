use memoryview_strided::Spec;

use super::*;
use crate::Header;

fn composed(format: &str, shape: &[usize], order: Order) -> Vec<u8> {
    let spec = Spec::new(format).unwrap();
    compose(spec.format(), shape, order).unwrap()
}

/// As `numpy.save` of NumPy 2 writes it.
#[test]
fn byte_for_byte() {
    let text = "{'descr': '<f8', 'fortran_order': True, 'shape': (3, 40), }";
    // Room for 19 more digits, spaces up to 128 bytes, and the end of the line.
    let padded = format!("\u{1}\0v\0{text:117}\n");
    let header = composed("<f8", &[3, 40], Order::F);
    assert_eq!(header, [MAGIC, padded.as_bytes()].concat());
    assert_eq!(header.len(), 128);
}

/// A record whose descr has so many characters, and is not Latin-1 if asked.
fn named(length: usize, latin: bool) -> Format {
    let name = if latin { "n" } else { "\u{3b1}" };
    let around = "[('', '|u1')]".len();
    let one = Spec::new("u1").unwrap().format().clone();
    let record = Format::record(1).at(0, &name.repeat(length - around), one);
    record.build().unwrap()
}

#[test]
fn the_oldest_version_that_can_say_it() {
    let version = |format: &Format| {
        let header = compose(format, &[2], Order::C).unwrap();
        let read = Header::from_bytes(&header).unwrap();
        assert_eq!(read.format(), format);
        assert_eq!(read.data_offset(), header.len());
        assert_eq!(header.len() % 64, 0);
        assert_eq!(header.last(), Some(&b'\n'));
        read.version()
    };
    assert_eq!(version(&named(100, true)), (1, 0));
    assert_eq!(version(&named(100, false)), (3, 0));
    assert_eq!(version(&named(70_000, true)), (2, 0));
    assert_eq!(version(&named(70_000, false)), (3, 0));
}

/// Whatever the length of the text, the header ends at a multiple of 64, after at least one space or line end; and up to 65,535
/// bytes fit version 1.0.
#[test]
fn every_length() {
    for length in (13..150).chain(65_300..65_500) {
        let header = compose(&named(length, true), &[], Order::C).unwrap();
        let read = Header::from_bytes(&header).unwrap();
        assert_eq!(header.len() % 64, 0);
        let text = "{'descr': , 'fortran_order': False, 'shape': (), }".len() + length;
        let filled = (10 + text + 1) / 64 * 64 + 64;
        let fits = filled - 10 <= 65_535;
        assert_eq!(read.version() == (1, 0), fits, "{length}");
    }
}

#[test]
fn what_cannot_be_written_is_refused() {
    let message = |format: &Format| compose(format, &[1], Order::C).unwrap_err().to_string();
    assert_eq!(
        message(&named(1 << 20, true)),
        "a header of 1048692 bytes exceeds the limit of 1048576"
    );
    let object = Format::from_typestr("|O").unwrap();
    assert_eq!(
        message(&object),
        format!(
            "items of format {:?} are Python objects, stored as a pickle: not read or written",
            object.to_string()
        )
    );
    assert_eq!(
        message(&Format::opaque(3, None)),
        "an item is 3 bytes without a readable format"
    );
    let byte = || Format::from_typestr("u1").unwrap();
    let swapped = Format::record(2).at(1, "a", byte()).at(0, "b", byte());
    assert_eq!(
        message(&swapped.build().unwrap()),
        "field \"b\": it does not stand behind the field before it"
    );
}
