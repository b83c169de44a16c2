use super::*;
use alloc::string::ToString;

#[cfg(all(target_pointer_width = "64", target_endian = "little", not(windows)))]
#[test]
fn numpys_texts() {
    for (descr, text) in [
        ("'<i8'", "l"),
        ("'>i8'", ">q"),
        ("'<U3'", "3w"),
        ("'|S3'", "3s"),
        ("'|V3'", "3x"),
        ("'<c16'", "Zd"),
        ("[('a', '<i4'), ('b', '|i1')]", "T{=i:a:b:b:}"),
        ("[('a', '<i4'), ('b', '|i1'), ('', '|V3')]", "T{i:a:b:b:}"),
        (
            "[('x', [('a', '|i1'), ('b', '>i4')]), ('y', '<f8')]",
            "T{T{b:a:>i:b:}:x:=d:y:}",
        ),
        ("[('b', '|i1'), ('x', '<f8', (2,))]", "T{b:b:(2)=d:x:}"),
        ("[('b', '|b1'), ('a', '<f16')]", "T{?:b:^g:a:}"),
        ("[('a', '<M8[ns]')]", "T{q:a:}"),
        ("'<u8'", "L"),
        ("[('a', '|u1'), ('b', '<u8')]", "T{B:a:=Q:b:}"),
        ("[('o', '|O'), ('c', '|S1')]", "T{O:o:1s:c:}"),
        ("[('b', '|i1'), ('a', '<i4'), ('', '|V3')]", "T{b:b:=i:a:}"),
        // Aligned in the whole, but not within the inner record.
        (
            "[('c', '|i1'), ('x', [('', '|V3'), ('i', '<i4')])]",
            "T{b:c:T{xxxi:i:}:x:}",
        ),
    ] {
        assert_eq!(Format::from_descr(descr).unwrap().to_numpy().unwrap(), text);
    }
}

#[test]
fn numpys_padding_is_counted_where_it_is_long() {
    let gap = |bytes: usize| {
        let format = Format::record(bytes + 1).at(bytes, "a", crate::Scalar::I8.into());
        format.build().unwrap().to_numpy().unwrap()
    };
    assert_eq!(gap(2), "T{xxb:a:}");
    assert_eq!(gap(64), format!("T{{{}b:a:}}", "x".repeat(64)));
    assert_eq!(gap(65), "T{65xb:a:}");
}

#[test]
fn what_numpy_cannot_say() {
    for (text, shown) in [
        (
            "3p",
            "a type that NumPy has no code for (p, u, or a pointer) is not supported",
        ),
        (
            "&i",
            "a type that NumPy has no code for (p, u, or a pointer) is not supported",
        ),
    ] {
        assert_eq!(
            Format::parse(text)
                .unwrap()
                .to_numpy()
                .unwrap_err()
                .to_string(),
            shown
        );
    }
    let int = Format::parse("<i").unwrap();
    let colon = Format::record(4).at(0, "a:b", int.clone()).build().unwrap();
    assert!(colon.to_numpy().is_err());
    let overlap = Format::record(6)
        .at(0, "a", int.clone())
        .at(2, "b", int)
        .build()
        .unwrap();
    assert!(overlap.to_numpy().is_err() && overlap.to_struct().is_err());
    assert!(Format::opaque(3, None).to_numpy().is_err());
}

#[test]
fn structs_texts() {
    for (text, expected) in [
        ("<i", "<i"),
        ("3s", "3s"),
        (">T{B:a:x(2,2)H:b:T{3s:c:}:d:2x}", ">Bx4H3s2x"),
        ("<3xi", "<3xi"),
        ("3x", "3s"),
        ("<M8[ns]", "<q"),
        ("(3)<Zf", "<3Zf"),
        ("T{}", ""),
        ("(0)<i", "<0i"),
    ] {
        let format = Format::parse(text).unwrap();
        let flat = format.to_struct().unwrap();
        assert_eq!(flat, expected, "{text}");
        assert_eq!(Format::parse_struct(&flat).unwrap().size(), format.size());
    }
    for (text, expected) in [
        ("bP", "bGAPxP"),
        ("(2)&i", "2P"),
        ("&iz", "PP"),
        ("P(2,2)P", "P4P"),
    ] {
        let format = Format::parse(text).unwrap();
        let expected = expected.replace("GAP", &(size_of::<usize>() - 1).to_string());
        assert_eq!(format.to_struct().unwrap(), expected, "{text}");
    }
}

#[test]
fn what_struct_cannot_say() {
    for (text, shown) in [
        ("<i>i", "two byte orders in struct's codes is not supported"),
        ("w", "text (w and u) in struct's codes is not supported"),
        (
            "O",
            "a Python object (O) in struct's codes is not supported",
        ),
        #[cfg(not(windows))]
        ("g", "long double (g) in struct's codes is not supported"),
        (
            "(2)3s",
            "a sub-array of byte strings in struct's codes is not supported",
        ),
        (
            "(2)T{i}",
            "a sub-array of records in struct's codes is not supported",
        ),
        (
            "^bP",
            "a pointer that is not native and aligned is not supported",
        ),
    ] {
        assert_eq!(
            Format::parse(text)
                .unwrap()
                .to_struct()
                .unwrap_err()
                .to_string(),
            shown
        );
    }
}
