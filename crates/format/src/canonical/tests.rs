use super::*;
use alloc::format;
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

/// The sizes of `g` and of pointers differ between platforms: their codes are written for the platform that reads the same from them.
#[test]
fn what_has_no_standard_size_is_not_written_for_another_platform() {
    let quad = Abi {
        long_double_form: crate::LongDouble::Quad,
        ..Abi::LP64
    };
    let platforms = [Abi::LP64, quad, Abi::LLP64, Abi::ILP32, Abi::ILP32_ALIGN4];
    for text in [
        "<g",
        "<Zg",
        "<P",
        "<z",
        "<Z",
        "O",
        "<&<i",
        "<X{}",
        "T{<g:a:i:b:}",
    ] {
        for abi in &platforms {
            let format = Format::parse_with(text, abi).unwrap();
            assert!(format.to_text_with(abi).is_ok());
            for reader in platforms.iter().chain([&Abi::NATIVE]) {
                let read = Format::parse_with(text, reader).unwrap();
                match format.to_text_with(reader) {
                    Ok(written) => {
                        assert_eq!(Format::parse_with(&written, reader).unwrap(), format);
                    }
                    Err(error) => {
                        assert!(matches!(error, Error::Unsupported { .. }), "{error}");
                        assert_ne!(read, format, "{text}");
                    }
                }
            }
        }
    }
}

/// NumPy's names say a size. What a text does not say, it must not seem to say.
#[test]
fn long_doubles_of_other_platforms_keep_their_size() {
    for text in ["<f12", ">f12", "<c24"] {
        let format = Format::from_typestr(text).unwrap();
        // On x86 with 32 bits they are the machine's own.
        if let Ok(canonical) = format.to_text() {
            assert_eq!(Format::parse(&canonical).unwrap(), format);
            continue;
        }
        assert_eq!(format.to_string(), text);
        assert_eq!(Format::from_typestr(&format.to_string()).unwrap(), format);
        assert!(Format::parse(text).is_err());
        assert_eq!(format.to_descr().unwrap(), format!("'{text}'"));
        let error = format.to_numpy().unwrap_err().to_string();
        assert_eq!(error, "a long double of another platform is not supported");
        let field = Format::record(24).at(0, "a", format).build().unwrap();
        assert!(field.to_text().is_err() && field.to_numpy().is_err());
        let shown = format!("{{names: [\"a\"], formats: [{text}], offsets: [0], itemsize: 24}}");
        assert_eq!(field.to_string(), shown);
    }
    let narrow = Format::parse_with("<P", &Abi::ILP32).unwrap();
    let wide = Format::parse_with("<P", &Abi::LP64).unwrap();
    let shown = [narrow.to_string(), wide.to_string()];
    let here = usize::from(Abi::NATIVE.pointer.size());
    assert_eq!(
        shown,
        if here == 4 {
            ["<P", "<P8"]
        } else {
            ["<P4", "<P"]
        }
    );
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
