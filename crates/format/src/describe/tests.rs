use super::*;
use crate::Error;

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

#[cfg(target_endian = "little")]
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
            parse(text).to_rust("item").unwrap().replace("item", "Item"),
            expected
        );
    }
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

/// The text that `to_rust` gives for this struct, and the compiler's view of it.
#[cfg(target_endian = "little")]
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
    let format = parse("T{B:kind:7x<d:value:(3)<H:rest:2x}");
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
