use crate::native_text::sized;
use crate::{Error, Format};
use alloc::format;
use alloc::string::ToString;

#[test]
fn every_primitive_in_both_orders() {
    let bytes = [1, 2, 3, 4, 5, 6, 7, 8];
    macro_rules! check {
        ($($type:ident $code:literal),*) => {$(
            let size = size_of::<$type>();
            let big = Format::parse_struct(concat!(">", $code)).unwrap();
            let little = Format::parse_struct(concat!("<", $code)).unwrap();
            let array = bytes[..size].try_into().unwrap();
            assert_eq!(big.unpack_as::<$type>(&bytes[..size]), Ok($type::from_be_bytes(array)));
            assert_eq!(little.unpack_as::<($type,)>(&bytes[..size]), Ok(($type::from_le_bytes(array),)));
        )*};
    }
    check!(i8 "b", u8 "B", i16 "h", u16 "H", i32 "i", u32 "I", i64 "q", u64 "Q", f32 "f", f64 "d");
    assert_eq!(
        Format::parse("?").unwrap().unpack_as::<bool>(&[7]),
        Ok(true)
    );
}

#[test]
fn arrays_and_gaps_are_spread() {
    let format = Format::parse("T{B:a:x(2)>H:b:3x}").unwrap();
    let row = format.unpack_as::<(u8, u16, u16)>(&[1, 9, 0, 2, 0, 3, 9, 9, 9]);
    assert_eq!(row, Ok((1, 2, 3)));
    let twelve = Format::parse_struct("12b").unwrap();
    let row = twelve.unpack_as::<(i8, i8, i8, i8, i8, i8, i8, i8, i8, i8, i8, i8)>(&[1; 12]);
    assert_eq!(row.unwrap().11, 1);
}

#[test]
fn other_types_are_refused() {
    let unpack = |text: &str| {
        Format::parse(text)
            .unwrap()
            .typed::<(i16, u8)>()
            .unwrap_err()
            .to_string()
    };
    assert_eq!(unpack("<hb"), "expected u8, found i8");
    assert_eq!(unpack("<eB"), "expected i16, found a half");
    assert_eq!(unpack("<h"), "expected 2 values, found 1");
    assert_eq!(unpack("<hT{B:a:}"), "expected u8, found a record");
    assert_eq!(unpack("<h&i"), "expected u8, found a pointer");
    assert_eq!(
        unpack(&format!("{}s<h", isize::MAX / 2)),
        "expected i16, found bytes"
    );
    assert_eq!(
        unpack(&sized("(MAX)0s")),
        sized("expected 2 values, found MAX")
    );
    let byte = Format::parse("B").unwrap();
    assert_eq!(
        byte.unpack_as::<bool>(&[1]).unwrap_err().to_string(),
        "expected bool, found u8"
    );
    let pair = Format::parse("BB").unwrap();
    for length in [0, 1, 3] {
        let wrong = Err(Error::Length { size: 2, length });
        assert_eq!(pair.unpack_as::<(u8, u8)>(&[1; 3][..length]), wrong);
    }
    let rows = Format::parse("BB").unwrap();
    assert!(rows.iter_unpack_as::<(u8, u8)>(&[1; 3]).is_err());
    let short = Format::parse("<h").unwrap().unpack_as::<i16>(&[0; 3]);
    assert_eq!(short, Err(Error::Length { size: 2, length: 3 }));
}

#[test]
fn byte_strings_are_arrays_of_their_length() {
    let format = Format::parse_struct(">2sHc").unwrap();
    let row = format.unpack_as::<([u8; 2], u16, [u8; 1])>(b"ab\x01\x02c");
    assert_eq!(row, Ok((*b"ab", 258, *b"c")));
    assert_eq!(
        Format::parse("0s").unwrap().unpack_as::<[u8; 0]>(b""),
        Ok([])
    );
    let refused = |text: &str| {
        let format = Format::parse(text).unwrap();
        format.typed::<[u8; 3]>().unwrap_err().to_string()
    };
    assert_eq!(refused("4s"), "the format has 4 bytes, the buffer 3");
    assert_eq!(refused("<i"), "expected bytes, found i32");
    assert_eq!(refused("3w"), "expected bytes, found text");
    // Three numbers are three values.
    assert_eq!(refused("3B"), "expected 1 value, found 3");
}
