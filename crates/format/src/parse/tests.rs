use super::*;
use crate::native_text::sized;
use crate::{CType, Error, ErrorKind, MAX_DEPTH, Value};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use proptest::prelude::*;

fn lp64(text: &str) -> Format {
    Format::parse_with(text, &Abi::LP64).unwrap()
}

fn offsets(format: &Format) -> Vec<usize> {
    format.fields().map(|field| field.offset()).collect()
}

/// `struct.calcsize` of CPython on x86-64 Linux.
#[test]
fn struct_sizes_and_alignment() {
    for (text, size) in [
        ("", 0),
        ("@", 0),
        ("<", 0),
        ("@bl", 16),
        ("=bl", 5),
        ("ib", 5),
        ("qb", 9),
        ("bi", 8),
        ("qb0q", 16),
        ("b0l", 8),
        ("i0d", 8),
        ("3s0i", 4),
        ("5p0h", 6),
        ("0q", 0),
        ("0qb", 1),
        ("xi", 8),
        ("3xi", 8),
        ("b?", 2),
        ("bF", 12),
        ("bD", 24),
        ("bZf", 12),
        ("@ i", 4),
        ("\ti\n", 4),
        ("01i", 4),
        ("=l", 4),
        ("@l", 8),
        ("@n", 8),
        ("@P", 8),
        ("!d", 8),
        ("<10s2HIQ", 26),
        (&sized("MAXs"), isize::MAX.unsigned_abs()),
    ] {
        for parse in [Format::parse_struct_with, Format::parse_with] {
            assert_eq!(parse(text, &Abi::LP64).unwrap().size(), size, "{text:?}");
        }
    }
}

#[test]
fn every_abi_on_every_machine() {
    for (text, lp64, llp64, ilp32, align4) in [
        ("bl", 16, 8, 8, 8),
        ("bq", 16, 16, 16, 12),
        ("bd", 16, 16, 16, 12),
        ("bP", 16, 16, 8, 8),
        ("bn", 16, 16, 8, 8),
        ("b?", 2, 2, 2, 2),
        ("bD", 24, 24, 24, 20),
    ] {
        let size = |abi: &Abi| Format::parse_struct_with(text, abi).unwrap().size();
        let abis = [Abi::LP64, Abi::LLP64, Abi::ILP32, Abi::ILP32_ALIGN4];
        assert_eq!(
            abis.map(|abi| size(&abi)),
            [lp64, llp64, ilp32, align4],
            "{text}"
        );
    }
    let big = Abi::LP64.with_order(crate::ByteOrder::Big);
    assert_eq!(Format::parse_with("=i", &big), Format::parse(">i"));
    assert_eq!(Format::parse_with("@i", &big), Format::parse(">i"));
    let long_double = |abi| Format::parse_with("bg", abi).unwrap().size();
    assert_eq!(long_double(&Abi::LP64), 32);
    assert_eq!(long_double(&Abi::LLP64), 16);
    assert_eq!(long_double(&Abi::ILP32_ALIGN4), 16);
}

#[test]
fn struct_refuses_what_cpython_refuses() {
    for (text, shown) in [
        ("y", "expected a type code, found 'y'\n  y\n  ^"),
        ("<2hy", "expected a type code, found 'y'\n  <2hy\n     ^"),
        ("3", "expected a type code, found the end\n  3\n   ^"),
        ("c 2", "expected a type code, found the end\n  c 2\n     ^"),
        ("3 i", "expected a type code, found ' '\n  3 i\n   ^"),
        ("i,i", "expected a type code, found ','\n  i,i\n   ^"),
        ("-1i", "expected a type code, found '-'\n  -1i\n  ^"),
        ("1.5i", "expected a type code, found '.'\n  1.5i\n   ^"),
        (
            " <i",
            "a byte order may stand only at the very beginning\n   <i\n   ^",
        ),
        (
            "i<i",
            "a byte order may stand only at the very beginning\n  i<i\n   ^",
        ),
        (
            "<@i",
            "a byte order may stand only at the very beginning\n  <@i\n   ^",
        ),
        ("^i", "expected a type code, found '^'\n  ^i\n  ^"),
        (
            "=P",
            "this code has no standard size: it needs '@'\n  =P\n   ^",
        ),
        (
            "<n",
            "this code has no standard size: it needs '@'\n  <n\n   ^",
        ),
        (
            "!2N",
            "this code has no standard size: it needs '@'\n  !2N\n    ^",
        ),
        ("T{i}", "expected a type code, found 'T'\n  T{i}\n  ^"),
        ("i:a:", "expected a type code, found ':'\n  i:a:\n   ^"),
        ("(2)i", "expected a type code, found '('\n  (2)i\n  ^"),
        ("g", "expected a type code, found 'g'\n  g\n  ^"),
        ("&i", "expected a type code, found '&'\n  &i\n  ^"),
        (
            "Z",
            "expected 'f' or 'd' behind 'Z', found the end\n  Z\n   ^",
        ),
        (
            "Zg",
            "expected 'f' or 'd' behind 'Z', found 'g'\n  Zg\n   ^",
        ),
        ("i\0", "expected a type code, found '\\0'\n  i\n   ^"),
        ("é", "expected a type code, found 'é'\n  é\n  ^"),
        ("MAXi", "the size exceeds MAX bytes\n  MAXi\n  ^"),
        ("iMAXs", "the size exceeds MAX bytes\n  iMAXs\n   ^"),
        ("MAX0s", "the size exceeds MAX bytes\n  MAX0s\n  SAME^"),
    ] {
        let same = " ".repeat(sized("MAX").len());
        let (text, shown) = (sized(text), sized(shown).replace("SAME", &same));
        let error = Format::parse_struct(&text).unwrap_err();
        assert_eq!(error.to_string(), format!("bad format: {shown}"));
        assert_eq!(Error::from(error).kind(), ErrorKind::Value);
    }
}

#[test]
fn pep_3118_refusals_show_the_place() {
    for (text, shown) in [
        ("T{i", "\"T{\" is never closed\n  T{i\n  ^"),
        ("iT{T{i}", "\"T{\" is never closed\n  iT{T{i}\n   ^"),
        ("i}", "expected a type code, found '}'\n  i}\n   ^"),
        ("i:a", "\":\" is never closed\n  i:a\n   ^"),
        ("(2", "\"(\" is never closed\n  (2\n  ^"),
        ("(2,", "\"(\" is never closed\n  (2,\n  ^"),
        ("(2i", "expected ',' or ')', found 'i'\n  (2i\n    ^"),
        ("()i", "expected a length, found ')'\n  ()i\n   ^"),
        ("(2,)i", "expected a length, found ')'\n  (2,)i\n     ^"),
        (
            "(2)(3)i",
            "expected a type code, not a second shape, found '('\n  (2)(3)i\n     ^",
        ),
        (
            "<>i",
            "expected a type code, not a second byte order, found '>'\n  <>i\n   ^",
        ),
        ("T", "expected '{', found the end\n  T\n   ^"),
        (
            "T{&}",
            "expected what '&' points to, found '}'\n  T{&}\n     ^",
        ),
        (
            "<&",
            "expected what '&' points to, found the end\n  <&\n    ^",
        ),
        ("X{i", "\"X{\" is never closed\n  X{i\n  ^"),
        (
            "Ze",
            "expected 'f', 'd' or 'g' behind 'Z', found 'e'\n  Ze\n   ^",
        ),
        ("t", "bit-fields ('t') are not supported\n  t\n  ^"),
        (
            "<M8[xy]",
            "expected a unit of time such as 'ns' or '25s', found 'x'\n  <M8[xy]\n      ^",
        ),
        (
            "T{i:a:T{b:a:}:b:f:a:}",
            "duplicate field name \"a\"\n  T{i:a:T{b:a:}:b:f:a:}\n                    ^",
        ),
        (
            "=n:size:",
            "this code has no standard size: it needs '@'\n  =n:size:\n   ^",
        ),
        (
            "(ROOT,ROOT)b",
            "the size exceeds MAX bytes\n  (ROOT,ROOT)b\n  ^",
        ),
        (
            "(0,ROOT,ROOT)b",
            "the size exceeds MAX bytes\n  (0,ROOT,ROOT)b\n  ^",
        ),
    ] {
        let error = Format::parse(&sized(text)).unwrap_err();
        let shown = format!("bad format: {}", sized(shown));
        assert_eq!(error.to_string(), shown, "{text}");
    }
}

/// Orders that are written hold on every platform, and so does a `long double` that is `double`.
#[test]
fn what_is_written_does_not_depend_on_the_platform() {
    let big = Abi::LLP64.with_order(crate::ByteOrder::Big);
    let parse = |text| Format::parse_with(text, &big).unwrap();
    assert_eq!(parse("<i"), lp64("<i"));
    assert_eq!(
        (parse(">i"), parse("i"), parse("!i")),
        (lp64(">i"), lp64(">i"), lp64(">i"))
    );
    assert_eq!((parse("g"), parse("Zg")), (lp64(">d"), lp64(">Zd")));
    assert_eq!(lp64("Zg").size(), 32);
}

#[test]
fn signatures_of_functions_may_hold_braces() {
    let format = lp64("T{X{T{i:a:}d->X{}}:f:<i:n:}");
    assert_eq!((format.size(), offsets(&format)), (12, [0, 8].into()));
    let text = format.to_text_with(&Abi::LP64).unwrap();
    assert_eq!(text, "T{<X{T{i:a:}d->X{}}:f:i:n:}");
}

#[test]
fn errors_say_what_they_expected() {
    let error = Format::parse("3").unwrap_err();
    assert_eq!((error.expected(), error.text()), (Some("a type code"), "3"));
    assert_eq!(
        (
            error.position(),
            Format::parse("T{i").unwrap_err().expected()
        ),
        (1, None)
    );
    assert_eq!("<i".parse::<Format>(), Format::parse("<i"));
}

#[test]
fn odd_platforms_are_carried() {
    let odd = CType::new(3, 1);
    let abi = Abi {
        int: odd,
        float: odd,
        double: CType::new(16, 16),
        pointer: CType::new(2, 2),
        long_double: CType::new(10, 2),
        size: CType::new(0, 1),
        ..Abi::LP64
    };
    for (text, size) in [
        ("i", 3),
        ("f", 3),
        ("Zf", 8),
        ("d", 16),
        ("P", 2),
        ("g", 10),
        ("n", 0),
    ] {
        let format = Format::parse_with(text, &abi).unwrap();
        assert_eq!(format.size(), size);
        let bytes = alloc::vec![1; size];
        let value = format.decode(&bytes).unwrap();
        let mut written = alloc::vec![0; size];
        format.encode(&value, &mut written).unwrap();
        assert_eq!(written, bytes, "{text}");
    }
}

#[test]
fn a_long_text_is_shown_around_the_place() {
    let text = format!("{}y{}", "i".repeat(100), "h".repeat(100));
    let (i, h) = ("i".repeat(36), "h".repeat(35));
    let expected = format!(
        "bad format: expected a type code, found 'y'\n  ...{i}y{h}...\n  {:39}^",
        ""
    );
    assert_eq!(Format::parse(&text).unwrap_err().to_string(), expected);
}

/// What NumPy, ctypes, array, pybind11 and Cython write.
#[test]
fn exporters_texts() {
    for (text, size, fields) in [
        ("T{b:a:=i:b:}", 5, &[0, 1][..]),
        ("T{b:a:xxxi:b:}", 8, &[0, 4]),
        ("T{>h:a:@h:b:b:c:}", 6, &[0, 2, 4]),
        ("T{b:c:^g:g:}", 17, &[0, 1]),
        ("T{xxxxxxxxi:a:}", 12, &[8]),
        ("T{<b:a:3x<i:b:<b:c:3x}", 12, &[0, 4, 8]),
        ("^T{i:a:3xd:b:}", 15, &[0, 7]),
        ("T{b:c:xxxT{b:a:xxxi:b:}:x:}", 12, &[0, 4]),
        ("T{i:a:b:b:}", 8, &[0, 4]),
        ("T{i:a:b:b:}i:z:", 12, &[0, 8]),
        ("T{<i:x:}b", 5, &[0, 4]),
        ("<T{@b:a:i:b:}h:c:", 10, &[0, 8]),
        ("b:a:(2)<h:b:&<i:p:", 13, &[0, 1, 5]),
        ("T{<P:v:X{}:fn:<z:s:<Z:w:<O:o:}", 40, &[0, 8, 16, 24, 32]),
        ("T{b:a:b0i}", 4, &[0, 1, 4]),
        ("B:r: B:g: B:b:", 3, &[0, 1, 2]),
        ("(2,3)<h", 12, &[]),
        ("<(2,3)h", 12, &[]),
        ("3x", 3, &[]),
        ("T{}", 0, &[]),
    ] {
        let format = lp64(text);
        assert_eq!(
            (format.size(), offsets(&format).as_slice()),
            (size, fields),
            "{text}"
        );
    }
}

#[test]
fn spelling_does_not_matter_for_equality() {
    for (one, other) in [
        ("q", "l"),
        ("<i", "<l"),
        (">3w", "!3w"),
        ("(2,3)<i", "<(2)3i"),
        ("T{<i:a:}", "<i:a:"),
        ("<i<h", "T{<ih}"),
        ("<B", ">B"),
        (">3s", "3s"),
        ("@i", "^i"),
        ("1i", "i"),
        ("F", "Zf"),
    ] {
        assert_eq!(lp64(one), lp64(other));
    }
    for (one, other) in [
        ("<i", ">i"),
        ("<i", "<I"),
        ("c", "s"),
        ("T{<i:a:}", "T{<i:b:}"),
        ("T{<i:a:}", "T{<i:a:x}"),
        ("T{<i}", "<i"),
        ("<M8[ns]", "<M8[us]"),
        ("<&i", "<P"),
    ] {
        assert_ne!(lp64(one), lp64(other));
    }
}

#[test]
fn the_item_size_decides_between_readings() {
    let parse = |text, size| Format::parse_sized(text, size, &Abi::LP64);
    for (text, itemsize, size, fields) in [
        // NumPy, packed and aligned.
        ("T{i:a:b:b:}", 5, 5, &[0, 4][..]),
        ("T{i:a:b:b:}", 8, 8, &[0, 4]),
        ("T{i:a:b:b:}", 20, 20, &[0, 4]),
        ("T{i:a:b:b:}", 6, 6, &[0, 4]),
        ("T{T{i:a:b:b:}:x:=i:y:}", 9, 9, &[0, 5]),
        // Aligned, but without padding at the end.
        ("T{b:a:i:b:b:c:}", 9, 9, &[0, 4, 8]),
        ("T{ib}", 5, 5, &[0, 4]),
        ("T{xxx=d:b:}", 16, 16, &[3]),
        ("T{xO:n:}", 9, 9, &[1]),
        ("T{xO:n:}", 11, 11, &[1]),
        (
            "T{3s:a:(3,1)T{?:x:3w:y:}:b:xx1w:c:L:d:}",
            56,
            56,
            &[0, 3, 44, 48],
        ),
        // ctypes before 3.12: padding is missing.
        ("T{<b:a:<i:b:<b:c:}", 12, 12, &[0, 4, 8]),
        ("T{<b:a:<i:b:<b:c:}", 6, 6, &[0, 1, 5]),
        ("T{>h:a:>d:b:}", 16, 16, &[0, 8]),
        ("T{<b:a:B:union:<i:b:}", 8, 8, &[0, 1, 4]),
        // Who writes padding means what is written.
        ("T{<b:a:<x<x<i:b:}", 8, 8, &[0, 3]),
        ("T{<c:a:(5)<u:wc:}", 24, 24, &[0, 4]),
        // ctypes since 3.12: `u` is a wchar_t.
        ("T{(5)<c:a:3x(5)<u:wc:}", 28, 28, &[0, 8]),
        // What is shorter than the item is read as it is written, if it can be.
        ("T{T{i:a:b:b:}:x:b:y:}", 20, 20, &[0, 8]),
        // An item that is larger than a scalar keeps the scalar's own size.
        ("<i", 8, 4, &[]),
        ("B", 16, 1, &[]),
        ("T{}", 0, 0, &[]),
    ] {
        let format = parse(text, itemsize).unwrap();
        assert_eq!(
            (format.size(), offsets(&format).as_slice()),
            (size, fields),
            "{text}"
        );
    }
    assert_eq!(parse("<u", 4).unwrap(), lp64("<1w"));
    assert_eq!(parse("<u", 2).unwrap(), lp64("<u"));
    let wide = parse("T{(5)<c:a:3x(5)<u:wc:}", 28).unwrap();
    assert_eq!(wide, lp64("T{(5)<c:a:3x(5)<1w:wc:}"));
    assert!(parse("bi", 5).is_err() && parse("T{bi}", 5).is_err());
    assert!(parse("<i", 2).is_err() && parse("(2)<i", 4).is_err());
    let error = parse("T{<i:a:<i:b:}", 4).unwrap_err();
    assert_eq!(
        error.to_string(),
        "bad format: the text describes 8 bytes, but an item has 4\n  T{<i:a:<i:b:}\n  ^"
    );
    let opaque = Format::for_buffer("T{<i:a:<i:b:}", 4);
    assert_eq!((opaque.size(), opaque.opaque_reason()), (4, Some(&error)));
}

#[test]
fn a_huge_count_costs_nothing() {
    let many = isize::MAX.unsigned_abs() / 9;
    let huge = lp64(&format!("{many}x{many}B0s"));
    assert_eq!(huge.size(), 2 * many);
    assert_eq!(huge.fields().len(), 2);
    let error = lp64(&format!("({many})0s")).decode(&[]).unwrap_err();
    let values = many + 1;
    assert_eq!(error, Error::Memory { values });
    assert_eq!(error.to_string(), format!("no memory for {values} values"));
    // Multiplied step by step as well.
    let nested = lp64("(40000)T{(40000)T{}:a:}");
    assert!(matches!(nested.decode(&[]), Err(Error::Memory { .. })));
    assert!(matches!(nested.unpack(&[]), Err(Error::Memory { .. })));
    assert!(lp64("(60000)T{}").decode(&[]).is_ok());
}

#[test]
fn deep_nesting_is_refused_without_recursion() {
    let nested = |open: &str, close: &str, depth: usize| {
        Format::parse(&format!("{}i{}", open.repeat(depth), close.repeat(depth)))
    };
    for (open, close) in [("T{", "}"), ("&", ""), ("(1)T{", "}"), ("&T{", "}")] {
        let levels = if open == "&T{" { 2 } else { 1 };
        let format = nested(open, close, MAX_DEPTH / levels).unwrap();
        // Everything that walks through it: show, compare, clone, drop.
        assert_eq!(Format::parse(&format.to_string()).unwrap(), format.clone());
        for depth in [MAX_DEPTH / levels + 1, 1_000_000] {
            let error = nested(open, close, depth).unwrap_err();
            assert_eq!(error.kind(), &ParseErrorKind::TooDeep);
        }
    }
    // The outermost record counts, whether it is written or not.
    let list = |depth| Format::parse(&format!("i{}{}", "T{".repeat(depth), "}".repeat(depth)));
    let format = list(MAX_DEPTH - 1).unwrap();
    assert_eq!(Format::parse(&format.to_string()).unwrap(), format);
    assert_eq!(
        list(MAX_DEPTH).unwrap_err().kind(),
        &ParseErrorKind::TooDeep
    );
    assert!(Format::parse(&"{".repeat(1_000_000)).is_err());
    assert!(Format::parse(&"(".repeat(1_000_000)).is_err());
    let error = Format::parse(&"T{".repeat(65)).unwrap_err();
    assert_eq!(error.position(), 128);
    assert!(
        error
            .to_string()
            .starts_with("bad format: nested more than 64 deep\n")
    );
}

/// A text of the grammar, at random.
fn texts() -> impl Strategy<Value = String> {
    let order = prop::sample::select(&["", "<", ">", "!", "=", "@", "^"][..]);
    let shape = prop::sample::select(&["", "(2)", "(2,3)", "(0)", "(1)"][..]);
    let count = prop::sample::select(&["", "0", "1", "3"][..]);
    let codes = "x ? c b B h H i I l L q Q e f d F D Zf Zd Zg g s p w u P z O M8[ns] m8 X{} &i";
    let code = prop::sample::select(codes.split(' ').collect::<Vec<_>>());
    let name = prop::sample::select(&["", "", "", ":a:", ":b b:", "::", ":é}:"][..]);
    let item = (
        order.clone(),
        shape.clone(),
        count.clone(),
        code,
        name.clone(),
    );
    let leaf = item.prop_map(|(o, s, c, k, n)| format!("{s}{o}{c}{k}{n}"));
    leaf.prop_recursive(4, 16, 4, move |inner| {
        let items = prop::collection::vec(inner, 0..4);
        (shape.clone(), order.clone(), items, name.clone())
            .prop_map(|(s, o, items, n)| format!("{s}{o}T{{{}}}{n}", items.concat()))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8 * ProptestConfig::default().cases))]

    #[test]
    fn no_text_makes_it_panic(text in ".*") {
        let _ = Format::parse(&text).map_err(|error| error.to_string());
        let _ = Format::parse_struct(&text).map_err(|error| error.to_string());
        let _ = Format::from_typestr(&text).map_err(|error| error.to_string());
        let _ = Format::from_descr(&text).map_err(|error| error.to_string());
        let _ = Format::for_buffer(&text, 8).decode(&[1; 8]);
    }

    #[test]
    fn no_text_of_codes_makes_it_panic(text in r"[@=<>!^ (){}:,0-9xcbBhHiIlLqQnNfdespPFDZgwuO&XTtMm8\[\]]{0,40}") {
        if let Ok(format) = Format::parse(&text) {
            prop_assert_eq!(&Format::parse(&format.to_string()).unwrap(), &format);
        }
        if let Ok(format) = Format::parse_struct(&text) {
            // struct's grammar is a part of the other.
            prop_assert_eq!(Format::parse(&text).unwrap().size(), format.size());
        }
    }

    #[test]
    fn display_parses_back(text in texts()) {
        // Names may collide, which is an error like any other.
        if let Ok(format) = Format::parse(&text) {
            let shown = format.to_string();
            let again = Format::parse(&shown).unwrap();
            prop_assert_eq!(&again, &format, "{} shown as {}", text, shown);
            prop_assert_eq!(again.to_string(), shown);
        }
    }

    #[test]
    fn what_is_decoded_encodes_to_the_same_value(text in texts(), seed: u64) {
        let Ok(format) = Format::parse(&text) else { return Ok(()) };
        let mut state = seed;
        let bytes: Vec<u8> = (0..format.size()).map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            state.to_le_bytes()[7]
        }).collect();
        let Ok(value) = format.decode(&bytes) else { return Ok(()) };
        let mut written = alloc::vec![0xff; format.size()];
        format.encode(&value, &mut written).unwrap();
        let again = format.decode(&written).unwrap();
        // Compared as text, where NaN is equal to itself.
        prop_assert_eq!(again.to_string(), value.to_string());
        // Another value that does not fit leaves the target as it is.
        let mut target = bytes.clone();
        if format.encode(&Value::Text("no such text".into()), &mut target).is_err() {
            prop_assert_eq!(&target, &bytes);
        }
        if let Ok(values) = format.unpack(&bytes) {
            prop_assert_eq!(values.len(), format.value_count());
            prop_assert_eq!(format.pack(&values).unwrap(), written);
        }
    }
}
