use super::*;
use alloc::string::ToString;

/// The text where an order that was not written is this machine's.
fn native<'t>(big: &'t str, little: &'t str) -> &'t str {
    if cfg!(target_endian = "big") {
        big
    } else {
        little
    }
}

#[test]
fn canonical_texts() {
    for (text, canonical) in [
        ("<i", "<i"),
        ("<l", "<i"),
        (">3h", "(3)>h"),
        ("<2Q1s", "T{(2)<Qs}"),
        ("T{<b:a:3x<i:b:}", "T{b:a:3x<i:b:}"),
        ("T{>h:a:<h:b:b:c:}", "T{>h:a:<h:b:b:c:}"),
        ("(2,3)T{B:r:B:g:}", "(2,3)T{B:r:B:g:}"),
        ("3x", "3x"),
        ("T{3x:a:x::}", "T{3x:a:x::}"),
        ("<&T{<i:a:}:p:", "T{<&T{i:a:}:p:}"),
        ("<X{ii->i}", "<X{ii->i}"),
        ("<M8[25s]", "<M8[25s]"),
        ("T{<Z:a:<Z::<f}", "T{<Z:a:Z::f}"),
        ("T{b0w:a:}", native("T{b3x>0w:a:}", "T{b3x<0w:a:}")),
        ("T{<P:a:O:b:z:c:}", "T{<P:a:O:b:z:c:}"),
        ("T{<e:a:f:b:d:c:F:d:D:e:}", "T{<e:a:f:b:d:c:Zf:d:Zd:e:}"),
        ("T{c:a:?:b:4p:c:<2u:d:}", "T{c:a:?:b:4p:c:<2u:d:}"),
        ("T{<m8[7D]:a:M8:b:}", "T{<m8[7D]:a:M8:b:}"),
        ("", "T{}"),
        ("3w", native(">3w", "<3w")),
    ] {
        let format = Format::parse(text).unwrap();
        assert_eq!(format.to_string(), canonical);
        assert_eq!(Format::parse(canonical).unwrap(), format, "{canonical}");
    }
}

/// The sizes of `g` differ between platforms, so its text is no more than its code.
#[test]
fn long_doubles_keep_their_code() {
    for text in ["<g", "<Zg"] {
        let format = Format::parse_with(text, &crate::Abi::LP64).unwrap();
        assert_eq!(format.to_string(), text);
    }
}

#[test]
fn what_no_text_can_say_is_shown_as_numpy_does() {
    let short = Format::parse("<h").unwrap();
    let overlapping = Format::record(4)
        .at(1, "a:b", short.clone())
        .at(0, "c", short)
        .build();
    let overlapping = overlapping.unwrap();
    assert_eq!(
        overlapping.to_string(),
        "{names: [\"a:b\", \"c\"], formats: [<h, <h], offsets: [1, 0], itemsize: 4}"
    );
    assert_eq!(
        overlapping.to_text().unwrap_err().to_string(),
        "field \"a:b\": no format string can hold this name"
    );
    let array = Format::array(&[2], overlapping.clone()).unwrap();
    assert!(array.to_string().starts_with("(2){names"));
    assert_eq!(Format::opaque(5, None).to_string(), "opaque(5)");
}
