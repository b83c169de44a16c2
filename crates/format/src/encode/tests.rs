use crate::{Error, ErrorKind, Format, Value};
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

fn encode(text: &str, value: impl Into<Value>) -> Result<Vec<u8>, String> {
    let format = Format::parse(text).unwrap();
    let mut bytes = vec![0xaa; format.size() + 1];
    let result = format.encode(&value.into(), &mut bytes);
    assert_eq!(bytes.pop(), Some(0xaa), "nothing beyond the item");
    match result {
        Ok(()) => Ok(bytes),
        Err(error) => {
            assert!(bytes.iter().all(|&byte| byte == 0xaa), "untouched: {text}");
            Err(error.to_string())
        }
    }
}

#[test]
fn scalars_in_both_orders() {
    assert_eq!(encode(">h", -2), Ok(vec![0xff, 0xfe]));
    assert_eq!(encode("<Q", u64::MAX), Ok(vec![0xff; 8]));
    assert_eq!(encode(">e", 1.0009765625), Ok(vec![0x3c, 0x01]));
    assert_eq!(
        encode("<d", 1_i64 << 62),
        Ok((2f64.powi(62)).to_le_bytes().to_vec())
    );
    assert_eq!(encode(">Zf", 1), Ok(vec![0x3f, 0x80, 0, 0, 0, 0, 0, 0]));
    assert_eq!(encode("3s", b"abcd"), Ok(b"abc".to_vec()));
    assert_eq!(encode("3s", b"a"), Ok(b"a\0\0".to_vec()));
    assert_eq!(encode("3p", b"abc"), Ok(b"\x02ab".to_vec()));
    assert_eq!(encode("1p", b"abc"), Ok(b"\0".to_vec()));
    assert_eq!(encode("0p", b"abc"), Ok(vec![]));
    assert_eq!(encode(">2w", "é"), Ok(vec![0, 0, 0, 0xe9, 0, 0, 0, 0]));
    assert_eq!(encode("<m8[s]", -1), Ok(vec![0xff; 8]));
    assert_eq!(encode("<P", -1), Ok(vec![0xff; size_of::<usize>()]));
    assert_eq!(encode(">1w", "é"), Ok(vec![0, 0, 0, 0xe9]));
    assert_eq!(encode("<h", true), Ok(vec![1, 0]));
    assert_eq!(encode(">f", true), Ok(vec![0x3f, 0x80, 0, 0]));
    assert_eq!(encode(">f", 1_u64), Ok(vec![0x3f, 0x80, 0, 0]));
    let stored = encode("300p", vec![7; 400]).unwrap();
    assert_eq!((stored[0], stored[1..] == [7; 299]), (255, true));
}

#[test]
fn anything_has_a_truth() {
    let complex = |re, im| Value::Complex { re, im };
    let values = [
        (Value::Bool(true), 1),
        (Value::Bool(false), 0),
        (Value::Int(2), 1),
        (Value::Int(0), 0),
        (Value::UInt(1), 1),
        (Value::UInt(0), 0),
        (Value::Float(f64::NAN), 1),
        (Value::Float(0.5), 1),
        (Value::Float(-0.0), 0),
        (complex(0.0, 1.0), 1),
        (complex(1.0, 0.0), 1),
        (complex(0.0, -0.0), 0),
        (Value::from(b"\0"), 1),
        (Value::from(b""), 0),
        (Value::from("0"), 1),
        (Value::from(""), 0),
        (Value::Array(vec![0.into()]), 1),
        (Value::Record(vec![]), 0),
    ];
    for (value, byte) in values {
        assert_eq!(encode("?", value), Ok(vec![byte]));
    }
}

/// The least and the greatest number of each code fit, and the next ones do not.
#[test]
fn integers_fit_up_to_their_bounds() {
    for (code, bytes) in [('b', 1), ('h', 2), ('i', 4), ('q', 8)] {
        let bits = 8 * bytes;
        let (min, max) = (i64::MIN >> (64 - bits), i64::MAX >> (64 - bits));
        let text = alloc::format!("<{code}");
        let stored = |number: i64| Ok(number.to_le_bytes()[..bytes].to_vec());
        assert_eq!(encode(&text, min), stored(min), "{code}");
        assert_eq!(encode(&text, max), stored(max), "{code}");
        let unsigned = code.to_ascii_uppercase();
        let text = alloc::format!("<{unsigned}");
        let most = u64::MAX >> (64 - bits);
        assert_eq!(encode(&text, most), Ok(vec![0xff; bytes]), "{unsigned}");
        assert_eq!(encode(&text, 0), Ok(vec![0; bytes]), "{unsigned}");
        assert!(encode(&text, -1).is_err(), "{unsigned}");
        if bits < 64 {
            let signed = alloc::format!("<{code}");
            assert!(encode(&signed, min - 1).is_err() && encode(&signed, max + 1).is_err());
            assert!(encode(&text, most + 1).is_err());
        }
    }
}

/// The ten bytes of the x87 stand first in little-endian memory, and last in big-endian.
#[test]
fn long_doubles_are_filled_with_zeros() {
    let pack = |text: &str, value: Value| {
        let format = Format::parse_with(text, &crate::Abi::LP64).unwrap();
        let mut bytes = vec![0xaa; format.size()];
        format.encode(&value, &mut bytes).unwrap();
        assert_eq!(format.decode(&bytes).unwrap(), value);
        bytes
    };
    let one = [0, 0, 0, 0, 0, 0, 0, 0x80, 0xff, 0x3f, 0, 0, 0, 0, 0, 0];
    let minus_two = [0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0xc0, 0, 0, 0, 0, 0, 0];
    let reversed = |bytes: [u8; 16]| bytes.into_iter().rev().collect::<Vec<_>>();
    assert_eq!(pack("<g", 1.0.into()), one);
    assert_eq!(pack(">g", 1.0.into()), reversed(one));
    let pair = Value::Complex { re: 1.0, im: -2.0 };
    assert_eq!(pack("<Zg", pair.clone()), [one, minus_two].concat());
    let expected = [reversed(one), reversed(minus_two)].concat();
    assert_eq!(pack(">Zg", pair), expected);
}

/// Pointers of 4 and 8 bytes take what fits as a signed or as an unsigned number.
#[test]
fn pointers_wrap_once() {
    let wide = Format::parse_with("P", &crate::Abi::LP64.with_order(crate::ByteOrder::Big));
    let narrow = Format::parse_with("P", &crate::Abi::ILP32.with_order(crate::ByteOrder::Big));
    let store = |format: &Format, value: Value| {
        let mut bytes = vec![0; format.size()];
        let stored = format.encode(&value, &mut bytes);
        stored.map(|()| bytes).map_err(|error| error.to_string())
    };
    let (wide, narrow) = (wide.unwrap(), narrow.unwrap());
    assert_eq!(store(&wide, u64::MAX.into()), Ok(vec![0xff; 8]));
    assert_eq!(
        store(&wide, i64::MIN.into()),
        Ok(vec![0x80, 0, 0, 0, 0, 0, 0, 0])
    );
    assert_eq!(store(&narrow, u32::MAX.into()), Ok(vec![0xff; 4]));
    assert_eq!(store(&narrow, i32::MIN.into()), Ok(vec![0x80, 0, 0, 0]));
    let refused = "'P' format requires -2147483648 <= number <= 4294967295";
    for number in [i64::from(i32::MIN) - 1, 1 << 32] {
        assert_eq!(store(&narrow, number.into()), Err(refused.into()));
    }
}

#[test]
fn what_does_not_fit_is_refused_with_its_bounds() {
    for (text, value, shown) in [
        (
            "b",
            Value::Int(128),
            "'b' format requires -128 <= number <= 127",
        ),
        (
            "<H",
            Value::Int(-1),
            "'H' format requires 0 <= number <= 65535",
        ),
        (
            "<h",
            Value::Int(1 << 15),
            "'h' format requires -32768 <= number <= 32767",
        ),
        (
            "<l",
            Value::Int(1 << 31),
            "'i' format requires -2147483648 <= number <= 2147483647",
        ),
        (
            "<q",
            Value::UInt(1 << 63),
            "'q' format requires -9223372036854775808 <= number <= 9223372036854775807",
        ),
        ("i", Value::Float(1.0), "expected an integer, found float"),
        ("f", Value::from("1"), "expected a float, found text"),
        (
            "Zd",
            Value::from("1"),
            "expected a complex number, found text",
        ),
        (
            "d",
            Value::Complex { re: 1.0, im: 0.0 },
            "expected a float, found complex",
        ),
        (
            "<f",
            Value::Float(1e39),
            "1e39 is too large to pack with 'f' format",
        ),
        (
            "<e",
            Value::Int(65520),
            "6.552e4 is too large to pack with 'e' format",
        ),
        (
            "c",
            Value::from(b"ab"),
            "expected at most 1 character, found 2",
        ),
        ("c", Value::Int(1), "expected bytes, found int"),
        ("3s", Value::from("abc"), "expected bytes, found text"),
        (
            "<2w",
            Value::from("abc"),
            "expected at most 2 characters, found 3",
        ),
        ("<2w", Value::from(b"a"), "expected text, found bytes"),
        (
            "2x",
            Value::from(b"abc"),
            "expected at most 2 characters, found 3",
        ),
        (
            "T{B:a:B:b:}",
            Value::Record(vec![1.into()]),
            "expected 2 values, found 1",
        ),
        (
            "T{B:a:B:b:}",
            Value::Record(vec![1.into(), 256.into()]),
            "value 1, field \"b\": 'B' format requires 0 <= number <= 255",
        ),
        (
            "(2)B",
            Value::Array(vec![1.into(), "x".into()]),
            "value 1: expected an integer, found text",
        ),
        ("(2)B", Value::Int(1), "expected an array, found int"),
        ("T{}", Value::Int(1), "expected a record, found int"),
        (
            "O",
            Value::Int(1),
            "a Python object ('O') as a value is not supported",
        ),
    ] {
        assert_eq!(encode(text, value), Err(shown.into()), "{text}");
    }
    let float = Format::parse("<f")
        .unwrap()
        .encode(&Value::Float(1e300), &mut [0; 4]);
    assert_eq!(float.unwrap_err().kind(), ErrorKind::Overflow);
    let short = Format::parse("<f")
        .unwrap()
        .encode(&Value::Float(0.0), &mut [0; 3]);
    assert_eq!(
        short,
        Err(Error::TooShort {
            needed: 4,
            length: 3
        })
    );
}

#[test]
fn padding_is_written_as_zero() {
    let value = Value::Record(vec![
        1.into(),
        Value::Array(vec![Value::Record(vec![2.into()]); 2]),
    ]);
    assert_eq!(
        encode("T{B:a:2x(2)T{B:b:x}:c:3x}", value),
        Ok(vec![1, 0, 0, 2, 0, 2, 0, 0, 0, 0])
    );
}

#[test]
fn large_items_are_untouched_by_failure_too() {
    let mut values = vec![Value::Int(1); 1000];
    assert_eq!(
        encode("1000B", Value::Array(values.clone())),
        Ok(vec![1; 1000])
    );
    values[999] = Value::Int(-1);
    assert!(encode("1000B", Value::Array(values)).is_err());
}

#[test]
fn bits_of_nans_survive() {
    for (text, bytes) in [
        (">e", &[0x7c, 0x01][..]),
        (">e", &[0xfe, 0x55]),
        (">f", &[0x7f, 0x80, 0, 1]),
        ("<f", &[0x34, 0x12, 0xc0, 0xff]),
        (">d", &[0x7f, 0xf0, 0, 0, 0, 0, 0, 1]),
        ("<Zf", &[1, 0, 0x80, 0x7f, 1, 0, 0x80, 0xff]),
    ] {
        let value = Format::parse(text).unwrap().decode(bytes).unwrap();
        assert_eq!(encode(text, value), Ok(bytes.to_vec()));
    }
}
