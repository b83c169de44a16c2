use crate::{Error, ErrorKind, Format, Value};
use alloc::string::ToString;
use alloc::vec;

fn show(text: &str, bytes: &[u8]) -> alloc::string::String {
    match Format::parse(text).unwrap().decode(bytes) {
        Ok(value) => value.to_string(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn scalars_in_both_orders() {
    for (text, bytes, shown) in [
        ("b", &[0x80][..], "-128"),
        ("B", &[0x80], "128"),
        ("<h", &[0xfe, 0xff], "-2"),
        (">h", &[0xff, 0xfe], "-2"),
        (">I", &[0xff, 0xff, 0xff, 0xff], "4294967295"),
        (">q", &[0x80, 0, 0, 0, 0, 0, 0, 1], "-9223372036854775807"),
        ("<e", &[0x01, 0x3c], "1.0009765625"),
        (">f", &[0x3f, 0xc0, 0, 0], "1.5"),
        ("<d", &[0, 0, 0, 0, 0, 0, 4, 0xc0], "-2.5"),
        (">Zf", &[0x3f, 0x80, 0, 0, 0xbf, 0x80, 0, 0], "(1-1j)"),
        ("c", b"x", "b'x'"),
        ("4s", b"ab\0\0", "b'ab\\x00\\x00'"),
        ("4p", b"\xffabc", "b'abc'"),
        ("4p", b"\x01abc", "b'a'"),
        ("0p", b"", "b''"),
        ("<3w", b"a\0\0\0\xe9\0\0\0\0\0\0\0", "'aé'"),
        (">w", b"\0\x01\xf6\0", "'\u{1f600}'"),
        ("<w", b"\0\xd8\0\0", "0xd800 is no Unicode character"),
        (
            "<M8[ns]",
            &[1, 0, 0, 0, 0, 0, 0, 0x80],
            "-9223372036854775807",
        ),
        ("2x", &[1, 2], "b'\\x01\\x02'"),
        (
            "<g",
            &[0, 0, 0, 0, 0, 0, 0, 0xc0, 0xff, 0x3f, 7, 7, 7, 7, 7, 7],
            "1.5",
        ),
        (
            ">g",
            &[7, 7, 7, 7, 7, 7, 0x3f, 0xff, 0xc0, 0, 0, 0, 0, 0, 0, 0],
            "1.5",
        ),
        (
            "<Zg",
            &[
                0, 0, 0, 0, 0, 0, 0, 0xc0, 0xff, 0x3f, 7, 7, 7, 7, 7, 7, //
                0, 0, 0, 0, 0, 0, 0, 0x80, 0x00, 0xc0, 7, 7, 7, 7, 7, 7,
            ],
            "(1.5-2j)",
        ),
        ("u", &[0; 2], "UCS-2 text ('u') as a value is not supported"),
        ("<i", &[0; 3], "the format needs 4 bytes, the buffer has 3"),
    ] {
        if text.contains('g') && crate::Abi::NATIVE.long_double != crate::Abi::LP64.long_double {
            continue;
        }
        assert_eq!(show(text, bytes), shown, "{text}");
    }
    let address = usize::MAX / 2 + 2;
    assert_eq!(show("<P", &address.to_le_bytes()), address.to_string());
    assert_eq!(show(">&i", &address.to_be_bytes()), address.to_string());
    assert_eq!(
        show("O", &[0; size_of::<usize>()]),
        "a Python object ('O') as a value is not supported"
    );
}

#[test]
fn any_byte_but_zero_is_true() {
    for byte in 0..=255 {
        let value = Format::parse("?").unwrap().decode(&[byte]).unwrap();
        assert_eq!(value, Value::Bool(byte != 0));
        assert!(matches!(value, Value::Bool(_)));
    }
}

#[test]
fn parts_are_nested() {
    assert_eq!(
        show("T{B:a:xT{<h:b:}:c:(2,2)B:d:}", &[1, 9, 2, 0, 3, 4, 5, 6]),
        "(1, (2,), [[3, 4], [5, 6]])"
    );
    assert_eq!(show("(2)T{B:a:x}", &[1, 9, 2, 9]), "[(1,), (2,)]");
    assert_eq!(show("(0,2)i", &[]), "[]");
    assert_eq!(show("(2,0)i", &[]), "[[], []]");
    assert_eq!(show("T{}", &[]), "()");
    assert_eq!(show("3x", &[1, 2, 3]), "b'\\x01\\x02\\x03'");
}

#[test]
fn values_are_used_again() {
    let format = Format::parse("T{3s:a:(2)B:b:<2w:c:}").unwrap();
    let mut value = Value::default();
    format
        .decode_into(b"abc\x01\x02d\0\0\0e\0\0\0", &mut value)
        .unwrap();
    let parts = |value: &Value| match value {
        Value::Record(values) => match values.as_slice() {
            [Value::Bytes(a), Value::Array(b), Value::Text(c)] => {
                (a.as_ptr(), b.as_ptr(), c.as_ptr())
            }
            _ => panic!("{value}"),
        },
        _ => panic!("{value}"),
    };
    let before = parts(&value);
    format
        .decode_into(b"xyz\x03\x04f\0\0\0\0\0\0\0", &mut value)
        .unwrap();
    assert_eq!(parts(&value), before);
    let expected = vec![
        b"xyz".into(),
        Value::Array(vec![3.into(), 4.into()]),
        "f".into(),
    ];
    assert_eq!(value, Value::Record(expected));
    // And turned into something else.
    Format::parse("B")
        .unwrap()
        .decode_into(&[7], &mut value)
        .unwrap();
    assert_eq!(value, Value::Int(7));
}

#[test]
fn opaque_bytes_say_why() {
    let format = Format::for_buffer("what?", 3);
    let error = format.decode(&[0; 3]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert_eq!(
        error.to_string(),
        "an item is 3 bytes without a readable format; \
         bad format: expected a type code, found 'a'\n  what?\n    ^"
    );
    assert_eq!(
        Format::opaque(0, None).decode(&[]),
        Err(Error::Opaque {
            size: 0,
            reason: None
        })
    );
}

/// So many values may stand around no byte, and so many around each: any more are refused.
#[test]
fn values_without_bytes_are_bounded() {
    use super::excessive;
    let (none, each) = (1 << 16, 4 * crate::MAX_DEPTH);
    for size in [0, 1, 3] {
        let most = none + size * each;
        assert!(!excessive(most, size) && excessive(most + 1, size));
    }
    assert!(!excessive(usize::MAX, usize::MAX));
    // An array, and a record around it, are values as well.
    let array = |length: usize| Format::parse(&alloc::format!("({length})T{{}}")).unwrap();
    assert!(array(none - 1).decode(&[]).is_ok());
    let values = none + 1;
    assert_eq!(array(none).decode(&[]), Err(Error::Memory { values }));
    let record = Format::record(0).at(0, "a", array(none)).build().unwrap();
    let values = none + 2;
    assert_eq!(record.decode(&[]), Err(Error::Memory { values }));
}
