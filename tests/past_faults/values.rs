//! Bits that mean nothing, items of another size than their format, addresses that are not aligned, nesting without end.

use memoryview::{Bool, Buffer, Error, Format, Le, MemoryFault, Order, Spec, Value, View};

/// A `bool` that held 24: <https://github.com/PyO3/rust-numpy/issues/509>; flatbuffers read any byte as one: RUSTSEC-2019-0028; lexical-core: RUSTSEC-2023-0086.
#[test]
fn every_byte_is_a_truth_value() {
    let bytes: Vec<u8> = (0..=255).collect();
    let v = View::from_bytes(&bytes, &Spec::new("?").unwrap()).unwrap();
    for (k, value) in v.iter().enumerate() {
        assert!(matches!(value, Ok(Value::Bool(b)) if b == (k != 0)), "{k}");
    }
    let typed = v.typed::<Bool>().unwrap();
    assert_eq!(typed.iter().filter(|b| b.is_true()).count(), 255);
    let numbers: Vec<u8> = v.iter_as::<u8>().unwrap().collect();
    assert_eq!(numbers[24], 1);
    assert_eq!(v.sum_as::<u32>().unwrap(), 255);
    let yes = View::from_bools(&[true]);
    assert!(v.slice(24..25).unwrap() == yes && v.slice(..1).unwrap() != yes);
}

/// The same for characters: no `char` is ever made of bits that are none.
#[test]
fn every_code_point_is_a_character_or_refused() {
    let format = Format::parse("<1w").unwrap();
    let edges = [
        0_u32, 1, 0x7F, 0x80, 0xD7FF, 0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xE000, 0xFFFF,
    ];
    let more = [
        0x1_0000,
        0x10_FFFF,
        0x11_0000,
        0x7FFF_FFFF,
        0x8000_0000,
        u32::MAX,
    ];
    for code in (0xD700..0xE100).chain(edges).chain(more) {
        let value = format.decode(&code.to_le_bytes());
        match char::from_u32(code) {
            Some('\0') => assert_eq!(value.unwrap(), Value::Text(String::new())),
            Some(c) => assert_eq!(value.unwrap(), Value::Text(c.to_string())),
            None => assert!(value.is_err(), "{code:#x}"),
        }
    }
}

/// ctypes described 5 bytes and gave items of 8: <https://github.com/python/cpython/issues/76961>, <https://github.com/numpy/numpy/issues/10528>.
#[test]
fn a_format_smaller_than_its_item_is_padded_and_a_larger_one_is_opaque() {
    let text = "T{<i:a:<b:b:}";
    let format = Format::for_buffer(text, 8);
    assert_eq!((format.size(), format.is_opaque()), (8, false));
    assert_eq!(format.fields().len(), 2);
    let bytes: Vec<u8> = (0..16).collect();
    let v = View::from_bytes(&bytes, &Spec::new("<i").unwrap().itemsize(8)).unwrap();
    let second = v.get::<Le<i32>>([1]).unwrap();
    assert_eq!((v.len(), second.get()), (2, 0x0B0A_0908));
    assert_eq!(
        v.to_vec::<Le<i32>>(Order::C).unwrap(),
        [Le::new(0x0302_0100), Le::new(0x0B0A_0908)]
    );
    assert!(v.typed::<Le<i32>>().unwrap().as_slice().is_err());
    let large = View::from_bytes(&bytes, &Spec::new("<q").unwrap().itemsize(5).shape([3])).unwrap();
    assert!(
        large.format().is_opaque()
            && large.get::<Le<i64>>([0]).is_err()
            && large.item([0]).is_err()
    );
    assert_eq!(
        large.slice(1..).unwrap().to_bytes(Order::C).unwrap(),
        bytes[5..15]
    );
    assert!(Format::parse_sized("<q", 5, &memoryview::format::Abi::NATIVE).is_err());
    assert!(Format::for_buffer("not a format", 3).is_opaque());
}

/// References that are not aligned: <https://github.com/PyO3/rust-numpy/issues/523>, RUSTSEC-2020-0035 (chunky), RUSTSEC-2023-0075, arrow (RUSTSEC-2021-0118).
#[test]
fn every_address_is_read_and_only_aligned_ones_are_lent() {
    let bytes: Vec<u8> = (0..64).collect();
    for at in 0..17 {
        let v = View::from_bytes(&bytes, &Spec::new("<Q").unwrap().offset(at).shape([4])).unwrap();
        let wanted: Vec<u64> = bytes[at..at + 32]
            .chunks(8)
            .map(|chunk| u64::from_le_bytes(chunk.try_into().unwrap()))
            .collect();
        assert_eq!(
            v.to_vec::<u64>(Order::C).ok(),
            cfg!(target_endian = "little").then_some(wanted.clone())
        );
        assert_eq!(v.iter_as::<u64>().unwrap().collect::<Vec<_>>(), wanted);
        let Ok(typed) = v.typed::<u64>() else {
            continue;
        };
        let off_by = (bytes.as_ptr().addr() + at) % align_of::<u64>();
        match typed.as_slice() {
            Ok(slice) => assert_eq!((off_by, slice), (0, &wanted[..])),
            Err(Error::Memory(MemoryFault::Misaligned { off_by: told, .. })) => {
                assert_eq!(told, off_by)
            }
            Err(other) => panic!("{other}"),
        }
    }
    let packed = Spec::new("T{B:a:<Q:b:}").unwrap();
    let table = View::from_bytes(&bytes[..63], &packed).unwrap();
    let b = table.field("b").unwrap();
    assert_eq!(b.iter_as::<u64>().unwrap().count(), 7);
}

/// A parser that calls itself for each bracket overflows the stack: RustPython's native recursion, <https://github.com/RustPython/RustPython/pull/8514>, issue 2782;
/// NumPy's `T{}` 1,000 deep raises `RecursionError`.
#[test]
fn nesting_without_end_is_refused() {
    // A small stack: recursion would show at once.
    let deep = std::thread::Builder::new().stack_size(256 << 10);
    let run = deep.spawn(|| {
        for depth in [1, 60, 64, 65, 1000, 100_000, 1_000_000] {
            for (open, core, close) in [
                ("T{", "B", "}"),
                ("T{", "B:x", ":}"),
                ("&", "B", ""),
                ("X{", "", "}"),
                ("(1,", "1)B", ""),
                ("(", "1)B", ""),
                ("[('a', ", "'u1'", ")]"),
                ("[", "", "]"),
                ("('u1', (", "1", "))"),
            ] {
                let text = [&open.repeat(depth), core, &close.repeat(depth)].concat();
                for parsed in [
                    Format::parse(&text),
                    Format::from_descr(&text),
                    Format::from_typestr(&text),
                ] {
                    if depth > 64 {
                        // Brackets inside a signature are not nested formats; all else is.
                        assert!(parsed.is_err() || open == "X{", "{depth} {open}");
                    }
                    if let Ok(format) = parsed {
                        // Whatever was accepted can be shown, compared, hashed and dropped.
                        assert!(format.to_string().len() < 100 * depth + 100);
                        assert_eq!(format, format.clone());
                        drop(format.describe().to_string());
                    }
                }
                assert!(text.parse::<memoryview::Key>().is_err() || text.len() < 10);
                let _ = text.parse::<Spec>();
            }
        }
        let mut format = Format::parse("B").unwrap();
        let mut depth = 0;
        while let Ok(outer) = Format::record(1).at(0, "x", format.clone()).build() {
            format = outer;
            depth += 1;
            assert!(depth <= 64);
        }
        let buffer = Buffer::from_bytes(vec![7], &Spec::from_format(format)).unwrap();
        assert!(buffer.to_list().unwrap().to_string().contains('7'));
    });
    run.unwrap().join().unwrap();
}
