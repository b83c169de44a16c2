use super::*;
use alloc::string::ToString;
use alloc::vec::Vec;

extern crate std;

fn int() -> Format {
    Format::scalar(Scalar::I32)
}

#[test]
fn it_is_small_and_can_be_sent() {
    fn sendable<T: Send + Sync + 'static>() {}
    sendable::<Format>();
    sendable::<Error>();
    assert!(size_of::<Format>() <= 32);
    assert!(size_of::<crate::Value>() <= 32);
    assert_eq!(size_of::<ParseError>(), size_of::<usize>());
    assert!(size_of::<Error>() <= 64);
}

#[test]
fn arrays_of_arrays_are_one_array() {
    let inner = Format::array(&[3], int()).unwrap();
    let outer = Format::array(&[2], inner).unwrap();
    assert_eq!(outer, Format::array(&[2, 3], int()).unwrap());
    assert_eq!(Format::array(&[], int()).unwrap(), int());
    for shape in [
        &[usize::MAX][..],
        &[1 << (usize::BITS - 2)],
        &[1 << (usize::BITS / 2); 2],
        &[0, usize::MAX],
    ] {
        assert_eq!(
            Format::array(shape, int()).unwrap_err().to_string(),
            "a sub-array is too large"
        );
    }
}

#[test]
fn the_builder_refuses_what_cannot_be() {
    for (builder, shown) in [
        (
            Format::record(6).at(4, "x", int()),
            "field \"x\": bytes 4 to 8 of a record of 6",
        ),
        (
            Format::record(6).at(usize::MAX, "x", int()),
            "field \"x\": bytes LARGEST to LARGEST of a record of 6",
        ),
        (
            Format::record(8).at(0, "x", int()).at(4, "x", int()),
            "field \"x\": another field has the same name",
        ),
        (Format::record(usize::MAX), "a record is too large"),
    ] {
        let shown = shown.replace("LARGEST", &usize::MAX.to_string());
        assert_eq!(builder.build().unwrap_err().to_string(), shown);
    }
    assert!(Format::record(crate::extent::MAX_SIZE).build().is_ok());
    let mut format = int();
    for _ in 0..MAX_DEPTH {
        format = Format::record(4).at(0, "x", format).build().unwrap();
    }
    let error = Format::record(4).at(0, "x", format).build().unwrap_err();
    assert_eq!(error.to_string(), "the depth of nesting is too large");
}

#[test]
fn the_builder_knows_the_alignment() {
    let align = |size, offset| {
        Format::record(size)
            .at(offset, "x", int())
            .build()
            .unwrap()
            .align()
    };
    assert_eq!(align(8, 4), 4);
    assert_eq!(align(8, 2), 1);
    assert_eq!(align(9, 4), 1);
}

#[test]
fn fields_are_found_by_name_in_large_records_too() {
    let names: Vec<_> = (0..1000).map(|n| alloc::format!("field {n}")).collect();
    let mut builder = Format::record(4000);
    for (index, name) in names.iter().enumerate() {
        builder = builder.at(4 * index, name, int());
    }
    let format = builder.clone().build().unwrap();
    for (index, name) in names.iter().enumerate() {
        assert_eq!(format.field(name).unwrap().offset(), 4 * index);
    }
    assert!(format.field("field 1000").is_none() && format.field("").is_none());
    let again = builder.at(0, "field 7", int()).build().unwrap_err();
    assert_eq!(
        again.to_string(),
        "field \"field 7\": another field has the same name"
    );
}

#[test]
fn other_sizes_are_padding() {
    let format = Format::parse("T{<i:a:}").unwrap();
    assert_eq!(format.with_size(6).unwrap().to_string(), "T{<i:a:2x}");
    assert_eq!(
        Format::parse("<i")
            .unwrap()
            .with_size(6)
            .unwrap()
            .to_string(),
        "T{<i2x}"
    );
    assert_eq!(
        Format::opaque(2, None).with_size(3).unwrap(),
        Format::opaque(3, None)
    );
    assert_eq!(format.with_size(4).unwrap(), format);
    assert_eq!(
        format.with_size(3),
        Err(Error::TooShort {
            needed: 4,
            length: 3
        })
    );
    assert!(format.with_size(usize::MAX).is_err());
    let most = crate::extent::MAX_SIZE;
    assert_eq!(format.with_size(most).unwrap().size(), most);
    assert!(format.with_size(most + 1).is_err());
}

#[test]
fn kinds_and_objects() {
    for (text, kind) in [
        ("?", 'b'),
        ("b", 'i'),
        ("N", 'u'),
        ("e", 'f'),
        ("g", 'f'),
        ("Zg", 'c'),
        ("c", 'S'),
        ("3p", 'S'),
        ("w", 'U'),
        ("u", 'U'),
        ("x", 'V'),
        ("M8", 'M'),
        ("m8", 'm'),
        ("O", 'O'),
        ("P", 'P'),
        ("&i", 'P'),
        ("(2)i", 'V'),
        ("ii", 'V'),
    ] {
        assert_eq!(Format::parse(text).unwrap().kind().code(), kind, "{text}");
    }
    for (text, objects) in [
        ("O", true),
        ("(2)T{i:a:O:b:}", true),
        ("&O", false),
        ("i", false),
    ] {
        assert_eq!(Format::parse(text).unwrap().has_objects(), objects);
    }
}

#[test]
fn selection_keeps_offsets_and_size() {
    let format = Format::parse("T{<i:x:<h:y:<d:z:}").unwrap();
    let selected = format.select(&["z", "x"]).unwrap();
    assert_eq!(selected.size(), 14);
    let fields: Vec<_> = selected.fields().map(|f| (f.name(), f.offset())).collect();
    assert_eq!(fields, [("z", 6), ("x", 0)]);
    assert_eq!(format.select(&[]).unwrap().size(), 14);
    assert_eq!(
        format.select(&["w"]).unwrap_err().kind(),
        crate::ErrorKind::Index
    );
    assert!(format.select(&["x", "x"]).is_err());
    assert!(int().select(&["x"]).is_err());
}

/// What takes little memory may still say very much: each record here holds the one before twice.
#[test]
fn shared_records_are_counted_each_time() {
    let mut format = Format::record(0).build().unwrap();
    let mut levels = 0;
    let refused = loop {
        let next = Format::record(0)
            .at(0, "a", format.clone())
            .at(0, "b", format.clone());
        match next.build() {
            Ok(next) => format = next,
            Err(error) => break error,
        }
        levels += 1;
    };
    // 2 + 4 + 8 + ... fields.
    assert_eq!(levels, 19);
    assert_eq!(
        refused.to_string(),
        "the number of fields (at most 1048576, those of inner records included) is too large"
    );
    assert!(format.to_text().unwrap().len() < 10 << 20);
    // Two more are as many as there may be, and a third is too many.
    let full = Format::record(4).at(0, "a", format.clone());
    let full = full.at(0, "b", Scalar::I8.into());
    assert!(full.clone().build().is_ok());
    assert!(full.at(0, "c", Scalar::I8.into()).build().is_err());
    // A pointer to a record, and an array of them, count what they hold.
    let pair = |inner: Format| {
        Format::record(0)
            .at(0, "a", inner.clone())
            .at(0, "b", inner)
            .build()
    };
    assert!(pair(Format::array(&[0], format.clone()).unwrap()).is_err());
    assert!(pair(Format::array(&[2], Format::record(0).build().unwrap()).unwrap()).is_ok());
}

/// What each form says of itself, and of what it has not.
#[test]
fn every_form_answers_every_question() {
    let opaque = Format::for_buffer("i!", 4);
    let reason = opaque.opaque_reason().map(crate::ParseError::position);
    assert_eq!((opaque.is_opaque(), reason), (true, Some(2)));
    assert_eq!((opaque.align(), opaque.size()), (1, 4));
    assert_eq!((opaque.kind(), opaque.has_objects()), (Kind::Void, false));
    assert!(matches!(opaque.form(), Form::Opaque(opaque) if opaque.reason().is_some()));
    for (text, size, align, fields) in [
        ("d", 8, 8, 0),
        ("(3)d", 24, 8, 0),
        ("T{b:a:d:b:}", 16, 8, 2),
        ("<T{b:a:d:b:}", 9, 1, 2),
        ("(2)T{b:a:h:b:}", 8, 2, 0),
        ("&d", 8, 8, 0),
        ("<X{}", 8, 1, 0),
    ] {
        let format = Format::parse_with(text, &crate::Abi::LP64).unwrap();
        assert_eq!((format.size(), format.align()), (size, align), "{text}");
        assert_eq!(format.fields().len(), fields, "{text}");
        assert_eq!(format.field("b").is_some(), fields > 0, "{text}");
        assert!(!format.is_opaque() && format.opaque_reason().is_none());
    }
    let array = Format::parse("(2,3)<h").unwrap();
    let Form::Array(array) = array.form() else {
        panic!("{array}")
    };
    assert_eq!(
        (array.shape(), array.len(), array.size()),
        (&[2, 3][..], 6, 12)
    );
    assert!(!array.is_empty() && array.item() == Format::parse("<h").unwrap());
    let empty = Format::parse("(2,0)<h").unwrap();
    assert!(matches!(empty.form(), Form::Array(array) if array.is_empty()));
    let pointer = Format::parse("&<h").unwrap();
    let Form::Pointer(pointer) = pointer.form() else {
        panic!("{pointer}")
    };
    assert_eq!(pointer.target(), Some(Format::parse("<h").unwrap()));
    assert_eq!(pointer.address().kind(), ScalarKind::Pointer);
}

/// What is equal has one hash, and what is not has another.
#[test]
fn hashes_follow_equality() {
    use core::hash::BuildHasher;
    let state = std::hash::RandomState::new();
    let hash = |text: &str| state.hash_one(Format::parse(text).unwrap());
    for (one, other) in [
        ("<i", "<l"),
        ("<B", ">B"),
        ("<2h", "(2)<h"),
        ("<ih", "T{<ih}"),
    ] {
        assert_eq!(hash(one), hash(other), "{one} {other}");
    }
    let texts = [
        "<i",
        ">i",
        "<I",
        "<h",
        "(2)<h",
        "(3)<h",
        "(2)<i",
        "(1,2)<h",
        "T{<i:a:}",
        "T{<i:b:}",
        "T{<i:a:x}",
        "T{x<i:a:}",
        "T{<h:a:xx}",
        "&<i",
        "&<h",
        "X{}",
        "X{i}",
        "2s",
        "3s",
    ];
    let distinct: std::collections::HashSet<u64> = texts.iter().map(|text| hash(text)).collect();
    assert_eq!(distinct.len(), texts.len());
    for (k, one) in texts.iter().enumerate() {
        for other in &texts[..k] {
            assert_ne!(Format::parse(one), Format::parse(other));
        }
    }
    let opaque = |text, size| state.hash_one(Format::for_buffer(text, size));
    assert_ne!(opaque("!", 2), opaque("!", 3));
    assert_ne!(opaque("!", 2), opaque("i!", 2));
    assert_eq!(opaque("!", 2), opaque("!", 2));
    let itself = |size| match Format::opaque(size, None).form() {
        crate::Form::Opaque(opaque) => state.hash_one(opaque),
        other => panic!("{other:?}"),
    };
    assert_ne!(itself(2), itself(3));
}

/// Pointers count as levels, in the builder as in a text.
#[test]
fn pointers_are_levels_of_nesting() {
    let pointers = |depth: usize| {
        Format::parse(
            &"&".repeat(depth)
                .chars()
                .chain(['i'])
                .collect::<alloc::string::String>(),
        )
    };
    let around = |format| Format::record(8).at(0, "p", format).build();
    assert!(around(pointers(MAX_DEPTH - 1).unwrap()).is_ok());
    assert!(around(pointers(MAX_DEPTH).unwrap()).is_err());
    let function = Format::parse("X{}").unwrap();
    let mut format = around(function).unwrap();
    for _ in 2..MAX_DEPTH {
        format = Format::record(8).at(0, "p", format).build().unwrap();
    }
    assert!(Format::record(8).at(0, "p", format).build().is_err());
}

/// The first name that comes again is shown, in the order of the fields and not of the alphabet.
#[test]
fn the_first_duplicate_is_named_in_small_and_large_records() {
    for count in [5, 15, 16, 17, 40] {
        let mut builder = Format::record(count);
        for index in 0..count {
            let name = match index {
                0 | 2 => "z".into(),
                1 | 4 => "a".into(),
                3 => alloc::string::String::new(),
                _ => alloc::format!("n{index}"),
            };
            builder = builder.at(index, &name, Format::scalar(Scalar::U8));
        }
        assert_eq!(
            builder.build().unwrap_err().to_string(),
            "field \"z\": another field has the same name"
        );
    }
    // Any number of fields may have none.
    for count in [3, 40] {
        let builder = (0..count).fold(Format::record(count), |builder, index| {
            builder.at(index, "", Format::scalar(Scalar::U8))
        });
        assert_eq!(builder.build().unwrap().fields().len(), count);
    }
}

/// Names are found by place where all fields have some, and searched otherwise.
#[test]
fn fields_have_their_names_wherever_those_without_stand() {
    for (nameless, named) in [
        (0, 3),
        (1, 2),
        (3, 30),
        (254, 3),
        (255, 3),
        (256, 3),
        (300, 40),
    ] {
        let without = "b".repeat(nameless);
        let with: String = (0..named).map(|k| format!("h:f{k}:")).collect();
        for text in [
            format!("T{{{without}{with}}}"),
            format!("{without}{with}"),
            format!("{with}{without}"),
            format!("T{{{with}}}:r:{without}T{{{without}{with}}}"),
        ] {
            let format = Format::parse(&text).unwrap();
            let mut records = vec![format.clone()];
            records.extend(format.fields().map(|field| field.format()));
            for record in records {
                for field in record.fields().filter(|field| !field.name().is_empty()) {
                    let found = record.field(field.name()).unwrap();
                    assert_eq!(found, field, "{text}");
                    let start = if field.name() == "r" { "r" } else { "f" };
                    assert!(field.name().starts_with(start), "{text}");
                }
                let count = record
                    .fields()
                    .filter(|f| f.name().starts_with('f'))
                    .count();
                assert!(count == named || count == 0, "{text}");
                assert!(record.field("f99").is_none());
            }
        }
    }
}

/// Bytes that may be references are no less so because the text around them cannot be read: their copies would be counted by nobody.
#[test]
fn what_cannot_be_read_may_hold_objects() {
    let deep = |code: &str| {
        let levels = MAX_DEPTH + 1;
        std::format!("{}{code}{}", "T{".repeat(levels), ":x:}".repeat(levels))
    };
    for (text, objects) in [
        (deep("O"), true),
        (deep("q"), false),
        ("O?!".into(), true),
        ("OOOOO".into(), true),
        ("q?!".into(), false),
    ] {
        let format = Format::for_buffer(&text, 8);
        assert_eq!((format.is_opaque(), format.has_objects()), (true, objects));
        let format = format.with_size(24).unwrap();
        assert_eq!((format.is_opaque(), format.has_objects()), (true, objects));
    }
    assert!(!Format::opaque(8, None).has_objects());
}

/// Views read where fields say that they are: so a wrong count is a panic, and no field that lies outside of its record.
#[test]
#[should_panic(expected = "out of bounds")]
fn no_field_is_written_over_a_finished_one() {
    let mut draft = Draft::new(Counts {
        entries: 1,
        heads: 2,
        ..Counts::default()
    })
    .unwrap();
    let mark = draft.open();
    draft.push(Code::scalar(Scalar::I32).unwrap(), 0, "", 0);
    let record = draft.close(mark, 4, 1).unwrap().ok().unwrap();
    draft.push(record, 100, "", 0);
}
