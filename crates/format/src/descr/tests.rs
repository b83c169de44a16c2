use super::*;
use crate::native_text::sized;
use alloc::string::ToString;

#[test]
fn every_descr_comes_back() {
    for text in [
        "'<f8'",
        "[]",
        "[('', '|V3')]",
        "[('a', '<i4'), ('b', '<f8', (2, 3))]",
        "[('a', '|i1'), ('', '|V3'), ('b', '>i4'), ('', '|V8')]",
        "[('x', [('a', '|S3'), ('b', '<U2', (2,))]), ('t', '<M8[ns]')]",
        "[('it\\'s \"q\"', '|u1'), ('é\\n', '|b1')]",
        "('<i4', (3,))",
        "[('v', '|V4')]",
    ] {
        let format = Format::from_descr(text).unwrap();
        assert_eq!(format.to_descr().unwrap(), text);
    }
}

#[test]
fn other_spellings_are_read_too() {
    for (text, canonical) in [
        ("[(\"a\",'<i4',),]", "[('a', '<i4')]"),
        ("[ ( u'a' , '<i4' , 3 ) ]", "[('a', '<i4', (3,))]"),
        ("[(('title', 'a'), '<i4', (2L,))]", "[('a', '<i4', (2,))]"),
        ("[('a', ('<i4', (2,)), (3,))]", "[('a', '<i4', (3, 2))]"),
        ("[('a', '<i4', ())]", "[('a', '<i4')]"),
        ("[('a', '<i4', 0)]", "[('a', '<i4', (0,))]"),
        ("[('a', '<i4', (10, 0))]", "[('a', '<i4', (10, 0))]"),
        ("[('\\r\\t\\n', '|b1')]", "[('\\r\\t\\n', '|b1')]"),
        ("[('\\'\\\"\\\\', '|b1')]", "[('\\'\"\\\\', '|b1')]"),
        ("[('\\x61\\u0062\\U00000063', '|b1')]", "[('abc', '|b1')]"),
    ] {
        assert_eq!(
            Format::from_descr(text).unwrap().to_descr().unwrap(),
            canonical
        );
    }
}

#[test]
fn nameless_fields_get_numpys_names() {
    let format = Format::parse("T{<b<b:f0:<b}").unwrap();
    let expected = "[('f1', '|i1'), ('f0', '|i1'), ('f2', '|i1')]";
    assert_eq!(format.to_descr().unwrap(), expected);
}

#[test]
fn errors_show_the_place() {
    for (text, shown) in [
        (
            "",
            "expected a type: a string or a list of fields, found the end\n  \n  ^",
        ),
        (
            "'<f3'",
            "expected a size in bytes that this kind has, found '3'\n  '<f3'\n     ^",
        ),
        (
            "[('a', '<f8'",
            "expected ',' or ')', found the end\n  [('a', '<f8'\n              ^",
        ),
        ("['a']", "expected a field: '(', found '\\''\n  ['a']\n   ^"),
        (
            "[('a', '<f8')('b'",
            "expected ',' or ']', found '('\n  [('a', '<f8')('b'\n               ^",
        ),
        (
            "[('a', '<f8', -1)]",
            "expected a length, found '-'\n  [('a', '<f8', -1)]\n                ^",
        ),
        (
            "'<f8",
            "expected the closing quote, found the end\n  '<f8\n      ^",
        ),
        (
            "'<f8' x",
            "expected the end, found 'x'\n  '<f8' x\n        ^",
        ),
        (
            "[('a', '|i1'), ('a', '|i1')]",
            "duplicate field name \"a\"\n  [('a', '|i1'), ('a', '|i1')]\n                  ^",
        ),
        (
            "[('\\q', '|i1')]",
            "expected an escape as Python's repr writes it, found '\\\\'\n  [('\\q', '|i1')]\n     ^",
        ),
        (
            "[('a\n', '|i1')]",
            "expected the closing quote on the same line, found '\\n'\n  [('a ', '|i1')]\n      ^",
        ),
        (
            "[('a', '<f8', 010)]",
            "expected a length without leading zeros, found '0'\n  [('a', '<f8', 010)]\n                ^",
        ),
    ] {
        let error = Format::from_descr(text).unwrap_err();
        assert_eq!(error.to_string(), format!("bad format: {shown}"), "{text}");
    }
    let error = Format::from_descr(&sized("[('a', '<f8', (MAX, 2))]")).unwrap_err();
    assert_eq!(error.kind(), &crate::ParseErrorKind::TooLarge);
    assert_eq!(error.position(), 2);
}

#[test]
fn padding_is_what_numpy_takes_for_padding() {
    for (text, format) in [
        ("[('', '|V3'), ('a', '<i2')]", "T{3x<h:a:}"),
        ("[('', '|V3', (2,)), ('a', '<i2')]", "T{6x<h:a:}"),
        ("[('', '<i2', (2,)), ('a', '<i2')]", "T{4x<h:a:}"),
        ("[('', ('<i2', 2)), ('a', '<i2')]", "T{4x<h:a:}"),
        ("[('', '<i2', ()), ('a', '<i2')]", "T{<hh:a:}"),
        ("[('', '|S3'), ('a', '<i2')]", "T{3s<h:a:}"),
        ("[('', [('b', '<i2')]), ('a', '<i2')]", "T{T{<h:b:}h:a:}"),
    ] {
        assert_eq!(Format::from_descr(text).unwrap().to_string(), format);
    }
}

#[test]
fn nesting_is_limited() {
    let nested = |depth: usize, inner: &str| {
        let open = "[('a', ".repeat(depth);
        let close = ")]".repeat(depth);
        Format::from_descr(&format!("{open}{inner}{close}"))
    };
    assert_eq!(nested(64, "'<i4'").unwrap().size(), 4);
    // A record without fields is a level too.
    for (depth, inner) in [(65, "'<i4'"), (100_000, "'<i4'"), (64, "[]")] {
        let error = nested(depth, inner).unwrap_err();
        assert!(
            error.to_string().contains("nested more than 64 deep"),
            "{error}"
        );
    }
    assert!(Format::from_descr(&"(".repeat(100_000)).is_err());
}

#[test]
fn the_number_of_fields_is_limited() {
    // Those of inner records count, and the records too.
    let of = |inner: usize| {
        let fields = "('','|b1'),".repeat(inner);
        let half = format!("[{fields}]");
        Format::from_descr(&format!("[('', {half}), ('', {half})]"))
    };
    assert!(of((1 << 19) - 1).is_ok_and(|format| format.size() == (1 << 20) - 2));
    let error = of(1 << 19).unwrap_err();
    assert_eq!(error.position(), 0);
    let text = error.kind().to_string();
    assert_eq!(
        text,
        "more than 1048576 fields, those of inner records included"
    );
}
