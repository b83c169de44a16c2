use super::*;
use crate::Error;

/// Where the most significant byte comes first, `<` is the other order.
fn swapped(text: &str) -> String {
    let native = |c| match c {
        '<' if cfg!(target_endian = "big") => '>',
        '>' if cfg!(target_endian = "big") => '<',
        c => c,
    };
    text.chars().map(native).collect()
}

fn parse(text: &str) -> Format {
    Format::parse_with(text, &crate::Abi::LP64).unwrap()
}

#[test]
fn nested_records_are_listed_with_their_paths() {
    let format = parse("T{(2)T{>H:x:B:y:}:points:M8[ns]:when:3w&<i:p:x}");
    let shown = format.describe().to_string();
    let expected = "\
field     offset  size  order   type
points         0     6          (2) record
points.x       0     2  big     u16
points.y       2     1          u8
when           6     8  big     a date
#2            14    12  big     text
p             26     8  big     a pointer";
    // The order of a pointer is not shown: its address belongs to the machine.
    assert_eq!(
        shown,
        expected.replace(
            "p             26     8  big     a",
            "p             26     8          a"
        )
    );
    assert_eq!(parse("<i").describe().lines().len(), 1);
    assert!(parse("T{}").describe().lines().is_empty());
}

/// The word for each code.
#[test]
fn every_code_has_a_word() {
    for (text, meaning) in [
        ("?", "bool"),
        ("b", "i8"),
        ("h", "i16"),
        ("i", "i32"),
        ("q", "i64"),
        ("B", "u8"),
        ("H", "u16"),
        ("I", "u32"),
        ("Q", "u64"),
        ("e", "a half"),
        ("f", "f32"),
        ("d", "f64"),
        ("Zf", "a complex number"),
        ("Zg", "a complex long double"),
        ("g", "a long double"),
        ("c", "bytes"),
        ("3p", "bytes"),
        ("w", "text"),
        ("u", "text"),
        ("M8", "a date"),
        ("m8", "a duration"),
        ("P", "a pointer"),
        ("z", "a pointer"),
        ("O", "a Python object"),
        ("(2,3)<h", "(2,3) i16"),
        ("(2)&i", "(2) a pointer"),
        ("T{i:a:}", "i32"),
    ] {
        assert_eq!(parse(text).describe().lines()[0].meaning, meaning, "{text}");
    }
    let unknown = Format::opaque(3, None).describe();
    assert_eq!(unknown.lines()[0].meaning, "unknown");
    assert_eq!(
        (unknown.lines()[0].size, unknown.lines()[0].order),
        (3, None)
    );
}

#[test]
fn a_long_path_moves_the_rest_of_its_line_only() {
    let name = "n".repeat(41);
    let format = Format::record(2)
        .at(0, &name, crate::Scalar::U8.into())
        .at(1, "b", crate::Scalar::U8.into())
        .build();
    let shown = format.unwrap().describe().to_string();
    let blanks = " ".repeat(39);
    assert_eq!(
        shown,
        format!(
            "field{}  offset  size  order   type\n\
             {name}       0     1          u8\n\
             b{blanks}       1     1          u8",
            " ".repeat(35)
        )
    );
}

#[test]
fn rust_types() {
    for (text, expected) in [
        ("<d", "pub type Item = f64;\n"),
        (">d", "pub type Item = [u8; 8]; // f64, other byte order\n"),
        ("(2,3)<i", "pub type Item = [[i32; 3]; 2];\n"),
        (
            "T{<b:a:<i:type:<M8[ns]:t:<e:h:?:ok:}",
            "#[repr(C, packed)]\npub struct Item {\n    pub a: i8,\n    pub type_: i32,\n    \
             pub t: i64, // date, ns\n    pub h: [u8; 2], // a half\n    \
             pub ok: u8, // bool: any byte but 0 is true\n}\n",
        ),
        (
            "T{<i:a b:<i:a_b:<i4x}",
            "#[repr(C)]\npub struct Item {\n    pub a_b: i32,\n    pub a_b1: i32,\n    \
             pub f2: i32,\n    pub _pad0: [u8; 4],\n}\n",
        ),
        (
            "T{(2)T{<h:x:T{b:q:}:in:x}:pos:<Zf:c:3s:s:}",
            "#[repr(C)]\npub struct ItemPosIn {\n    pub q: i8,\n}\n\n\
             #[repr(C)]\npub struct ItemPos {\n    pub x: i16,\n    pub in_: ItemPosIn,\n    \
             pub _pad0: [u8; 1],\n}\n\n\
             #[repr(C, packed)]\npub struct Item {\n    pub pos: [ItemPos; 2],\n    \
             pub c: [f32; 2],\n    pub s: [u8; 3], // bytes\n}\n",
        ),
    ] {
        assert_eq!(
            parse(&swapped(text))
                .to_rust("item")
                .unwrap()
                .replace("item", "Item"),
            expected
        );
    }
    for (text, expected) in [
        ("<m8[25s]", "i64; // duration, 25s"),
        ("<M8", "i64; // date"),
        ("<m8", "i64; // duration"),
        ("<Zd", "[f64; 2];"),
        ("c", "[u8; 1]; // bytes"),
        ("<2w", "[u8; 8]; // text, four bytes a character"),
        ("<2u", "[u8; 4]; // text"),
        ("<g", "[u8; 16]; // a long double of the x87"),
        ("<Zg", "[u8; 32]; // a complex long double"),
        (">H", "[u8; 2]; // u16, other byte order"),
        (">Zf", "[u8; 8]; // a complex number, other byte order"),
    ] {
        let rust = parse(&swapped(text)).to_rust("Item").unwrap();
        assert_eq!(rust, format!("pub type Item = {expected}\n"), "{text}");
    }
    let opaque = Format::opaque(3, None).to_rust("Item").unwrap();
    assert_eq!(opaque, "pub type Item = [u8; 3]; // unknown\n");
    let short = parse("<h");
    let overlap = Format::record(3)
        .at(0, "a", short.clone())
        .at(1, "b", short)
        .build();
    assert!(matches!(
        overlap.unwrap().to_rust("X"),
        Err(Error::Field { .. })
    ));
}

/// Addresses are numbers where they have the machine's size, and bytes elsewhere.
#[test]
fn rust_types_of_pointers() {
    for (text, expected) in [
        ("P", "usize; // a pointer"),
        ("&i", "usize; // a pointer"),
        ("O", "usize; // a Python object"),
    ] {
        let rust = Format::parse(text).unwrap().to_rust("Item").unwrap();
        assert_eq!(rust, format!("pub type Item = {expected}\n"), "{text}");
    }
    // Those of another machine are bytes.
    let others = if size_of::<usize>() == 8 {
        (4, crate::Abi::ILP32)
    } else {
        (8, crate::Abi::LP64)
    };
    let rust = Format::parse_with("z", &others.1.with_order(crate::ByteOrder::NATIVE))
        .unwrap()
        .to_rust("Item")
        .unwrap();
    assert_eq!(
        rust,
        format!("pub type Item = [u8; {}]; // a pointer\n", others.0)
    );
}

#[test]
fn names_become_what_rust_accepts() {
    let fields = |names: &[&str]| {
        let mut builder = Format::record(names.len());
        for (offset, name) in names.iter().enumerate() {
            builder = builder.at(offset, name, crate::Scalar::U8.into());
        }
        let rust = builder.build().unwrap().to_rust("2 d").unwrap();
        let (head, rest) = rust.split_once(" {\n").unwrap();
        assert_eq!(head, "#[repr(C)]\npub struct _2_d");
        let lines = rest
            .lines()
            .filter_map(|line| line.strip_prefix("    pub "));
        let names = lines.map(|line| line.trim_end_matches(": u8,").to_string());
        names.collect::<Vec<_>>()
    };
    assert_eq!(
        fields(&[
            "fn",
            "9th",
            "",
            "--",
            "a.b",
            "a b",
            "a-b",
            "a_b4",
            "\u{e9}t\u{e9}",
            "Self"
        ]),
        [
            "fn_", "_9th", "f2", "f3", "a_b", "a_b5", "a_b6", "a_b4", "_t_", "Self_"
        ]
    );
}

#[test]
fn packed_is_written_where_c_would_move_something() {
    let layout = |text: &str| {
        let rust = parse(&swapped(text)).to_rust("Item").unwrap();
        rust.lines().next().unwrap().to_string()
    };
    for (text, expected) in [
        ("T{<b:a:x<h:b:}", "#[repr(C)]"),
        ("T{<b:a:<h:b:x}", "#[repr(C, packed)]"),
        ("T{<h:a:<b:b:}", "#[repr(C, packed)]"), // C pads the end
        ("T{<b:a:3x<f:b:}", "#[repr(C)]"),
        ("T{<b:a:xx<f:b:x}", "#[repr(C, packed)]"),
        ("T{<b:a:3x<d:b:4x}", "#[repr(C, packed)]"),
        ("T{<b:a:7x(2)<q:b:}", "#[repr(C)]"),
        ("T{<b:a:3x<Zf:b:}", "#[repr(C)]"),
        ("T{<b:a:3x<Zd:b:4x}", "#[repr(C, packed)]"),
        ("T{<b:a:>d:b:}", "#[repr(C)]"), // bytes stand anywhere
    ] {
        // On x86 with 32 bits C aligns numbers of 8 bytes to 4.
        if align_of::<f64>() == 8 || !text.contains(['d', 'q']) {
            assert_eq!(layout(text), expected, "{text}");
        }
    }
}

/// Two records that would get one name get two; what is used stands before what uses it.
#[test]
fn inner_structs_have_names_of_their_own() {
    let rust = parse("T{T{b:x:}:a:(2)T{B:y:}:A:}").to_rust("Item").unwrap();
    assert_eq!(
        rust,
        "#[repr(C)]\npub struct ItemA {\n    pub x: i8,\n}\n\n\
         #[repr(C)]\npub struct ItemA1 {\n    pub y: u8,\n}\n\n\
         #[repr(C)]\npub struct Item {\n    pub a: ItemA,\n    pub A: [ItemA1; 2],\n}\n"
    );
    // The name is taken by an array of records too, but not by what is no struct.
    let rust = parse("T{(2)T{B:y:}:A:b:c:T{b:x:}:a:T{?:z:}:C:}");
    let rust = rust.to_rust("Item").unwrap();
    let structs = rust.split("pub struct ").skip(1);
    let named: alloc::vec::Vec<_> = structs.filter_map(|text| text.split(' ').next()).collect();
    assert_eq!(named, ["ItemA", "ItemA2", "ItemC", "Item"]);
    let rust = parse("(3)T{b:x:}").to_rust("Row").unwrap();
    assert_eq!(
        rust,
        "#[repr(C)]\npub struct RowItem {\n    pub x: i8,\n}\npub type Row = [RowItem; 3];\n"
    );
}

/// The text that `to_rust` gives for this struct, and the compiler's view of it.
#[test]
fn the_compiler_agrees() {
    #[allow(dead_code)]
    #[repr(C)]
    struct Sample {
        kind: u8,
        _pad0: [u8; 7],
        value: f64,
        rest: [u16; 3],
        _pad1: [u8; 2],
    }
    let format = parse(&swapped("T{B:kind:7x<d:value:(3)<H:rest:2x}"));
    assert_eq!(size_of::<Sample>(), format.size());
    let text = format.to_rust("Sample").unwrap();
    let expected = "#[repr(C)]\npub struct Sample {\n    pub kind: u8,\n    pub _pad0: [u8; 7],\n    \
        pub value: f64,\n    pub rest: [u16; 3],\n    pub _pad1: [u8; 2],\n}\n";
    assert_eq!(text, expected);
    assert_eq!(
        core::mem::offset_of!(Sample, rest),
        format.field("rest").unwrap().offset()
    );
}
