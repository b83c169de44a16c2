use std::string::{String, ToString};
use std::vec::Vec;

use super::{Be, Bool, Element, FieldDesc, ItemDesc, Le, Unaligned, check};
use crate::{Format, Spec, View};

fn format(text: &str) -> Format {
    Spec::new(text).unwrap().format().clone()
}

/// Why a format is not a `T`, or "".
fn why<T: Element>(text: &str) -> String {
    match check::<T>(&format(text)) {
        Ok(()) => String::new(),
        Err(e) => e.to_string(),
    }
}

#[test]
fn every_element_has_the_format_that_it_matches() {
    fn one<T: Element>(text: &str) {
        assert_eq!(T::format(), format(text), "{}", std::any::type_name::<T>());
        assert_eq!(T::format().size(), size_of::<T>());
        assert_eq!(T::ITEM.size(), size_of::<T>());
        check::<T>(&T::format()).unwrap();
    }
    one::<u8>("B");
    one::<i8>("b");
    one::<u16>("=H");
    one::<i16>("=h");
    one::<u32>("=I");
    one::<i32>("=i");
    one::<u64>("=Q");
    one::<i64>("=q");
    one::<usize>("N");
    one::<isize>("n");
    one::<f32>("=f");
    one::<f64>("=d");
    one::<Bool>("?");
    one::<Be<u16>>(">H");
    one::<Le<i64>>("<q");
    one::<Be<f64>>(">d");
    one::<Unaligned<f32>>("=f");
    one::<Unaligned<Be<u32>>>(">I");
    one::<[u16; 3]>("(3)=H");
    one::<[[Be<f32>; 2]; 4]>("(4,2)>f");
    #[cfg(feature = "half")]
    one::<half::f16>("=e");
    #[cfg(feature = "half")]
    one::<Be<half::f16>>(">e");
    #[cfg(feature = "num-complex")]
    one::<num_complex::Complex<f64>>("=Zd");
}

#[test]
fn wrappers_of_any_order_match_by_order() {
    let foreign = if cfg!(target_endian = "little") {
        ">i4"
    } else {
        "<i4"
    };
    assert!(why::<i32>(foreign).contains("endian, not"));
    assert_eq!(why::<Be<i32>>(">i4"), "");
    assert_eq!(why::<Le<i32>>("<i4"), "");
    assert_eq!(
        why::<Le<i32>>(">i4"),
        "format \">i\" is not memoryview_strided::element::order::Le<i32>: it is big-endian, not little-endian"
    );
    assert_eq!(why::<u8>("<u1"), "");
    assert_eq!(why::<u8>(">u1"), "");
}

#[test]
fn bytes_match_bytes_and_times_match_their_integers() {
    assert_eq!(why::<[u8; 3]>("3s"), "");
    assert_eq!(why::<[u8; 3]>("V3"), "");
    assert_eq!(why::<u8>("c"), "");
    assert_eq!(why::<Le<i64>>("<M8[ns]"), "");
    assert_eq!(
        why::<[u8; 3]>("4s"),
        "format \"4s\" is not [u8; 3]: it has 4 bytes, not 3"
    );
    assert!(why::<Le<u64>>("<M8[ns]").ends_with(": it is a date, not u64"));
}

#[test]
fn refusals_say_where_the_two_differ() {
    assert!(why::<Le<f32>>("<d").ends_with(": it has 8 bytes, not 4"));
    assert!(why::<Le<f32>>("<i").ends_with(": it is i32, not f32"));
    assert!(why::<Le<f32>>("T{f:x:}").ends_with(": it is no scalar"));
    assert!(why::<[u8; 2]>("h").ends_with(": it is no array"));
    assert!(why::<[Le<f32>; 2]>("(3)<f").ends_with(": an array has length 3, not 2"));
    assert!(why::<[Le<f32>; 2]>("(2,2)<f").ends_with(": it has more dimensions"));
    assert!(why::<[[Le<f32>; 2]; 2]>("(2)<f").ends_with(": it is no array"));
}

#[derive(Clone, Copy)]
#[repr(C)]
struct Row {
    x: f32,
    id: u16,
    flags: [u8; 2],
}

// SAFETY: three fields of plain numbers without padding: 4 + 2 + 2 bytes.
unsafe impl bytemuck::Zeroable for Row {}
// SAFETY: as above.
unsafe impl bytemuck::Pod for Row {}
// SAFETY: the fields as they stand in the struct.
unsafe impl Element for Row {
    const ITEM: ItemDesc = ItemDesc::Record(
        &[
            FieldDesc {
                name: "x",
                offset: 0,
                item: f32::ITEM,
            },
            FieldDesc {
                name: "id",
                offset: 4,
                item: u16::ITEM,
            },
            FieldDesc {
                name: "flags",
                offset: 6,
                item: <[u8; 2]>::ITEM,
            },
        ],
        8,
    );
}

#[test]
fn records_match_by_name_offset_and_type() {
    let rows = [
        Row {
            x: 1.5,
            id: 7,
            flags: [1, 2],
        },
        Row {
            x: 2.5,
            id: 8,
            flags: [3, 4],
        },
    ];
    let v = View::from_slice(&rows);
    assert_eq!(v.to_string(), "[(1.5, 7, [1, 2]), (2.5, 8, [3, 4])]");
    assert_eq!(
        v.field("flags")
            .unwrap()
            .to_vec::<u8>(Default::default())
            .unwrap(),
        [1, 2, 3, 4]
    );
    assert_eq!(v.typed::<Row>().unwrap().get([1]).unwrap().id, 8);
    assert_eq!(why::<Row>("T{=f:x:=H:id:2s:flags:}"), "");
    let cases = [
        ("T{=f:x:=H:id:}", "it has 2 fields, not 3"),
        ("T{=f:y:=H:id:2s:flags:}", "a field is \"y\", not \"x\""),
        (
            "T{=f:x:=h:id:2s:flags:}",
            "field \"id\": it is i16, not u16",
        ),
        ("T{=f:x:=H:id:2x2s:flags:}", "it has 10 bytes, not 8"),
        (
            "T{=H:x:=f:id:2s:flags:}",
            "field \"id\" is at byte 2, not 4",
        ),
    ];
    for (text, reason) in cases {
        let e = why::<Row>(text);
        let reason = if text.starts_with("T{=H") {
            "field \"x\""
        } else {
            reason
        };
        assert!(e.contains(reason), "{text}: {e}");
    }
}

#[cfg(target_endian = "little")] // what is shown names the byte order
#[test]
fn two_records_that_differ_are_shown_side_by_side() {
    let text = why::<Row>("T{>f:x:2xH:id:b:more:}");
    let (_, text) = text.split_once("::Row: ").unwrap();
    assert_eq!(
        text,
        [
            "it has 9 bytes, not 8",
            "          struct           record",
            "* x          0 f32 little     0 f32 big",
            "* id         4 u16 little     6 u16 big",
            "* flags      6 (2) u8         -",
            "* more       -                8 i8",
            "* (size)     8                9",
        ]
        .join("\n")
    );
    // What agrees has no mark; what is no record is said in one line.
    let text = why::<Row>("T{<f:x:<H:id:<H:flags:}");
    assert!(
        text.contains("\n  x          0 f32 little     0 f32 little\n  id"),
        "{text}"
    );
    assert!(
        text.contains(
            "\n* flags      6 (2) u8         6 u16 little\n  (size)     8                8"
        ),
        "{text}"
    );
    assert!(why::<Row>("d").ends_with("Row: it is no record"));
}

#[test]
fn a_bool_is_any_byte_but_zero() {
    let bytes: Vec<u8> = (0..=255).collect();
    let v = View::from_bytes(&bytes, &Spec::new("?").unwrap()).unwrap();
    let typed = v.typed::<Bool>().unwrap();
    let mut count = 0;
    for (i, b) in typed.iter().enumerate() {
        assert_eq!(b.is_true(), i != 0);
        assert_eq!(v.item([i]).unwrap(), (i != 0).into());
        count += 1;
    }
    assert_eq!(count, 256);
    assert_eq!(std::format!("{:?}", Bool::from(true)), "true");
}

#[test]
fn no_bit_of_a_number_is_lost_in_another_order() {
    for bits in [0x7FF0_0000_0000_0001_u64, 0xFFF8_1234_5678_9ABC, 0, 1 << 63] {
        let x = f64::from_bits(bits);
        assert_eq!(Be::new(x).get().to_bits(), bits);
        assert_eq!(Unaligned::new(Le::new(x)).get().get().to_bits(), bits);
    }
    assert_eq!(bytemuck::bytes_of(&Be::new(-2_i32)), [255, 255, 255, 254]);
}

#[cfg(feature = "derive")]
mod derived {
    use std::string::ToString;

    use crate::{Be, Bool, Element, Format, View};

    #[derive(Clone, Copy, Element)]
    #[repr(C)]
    #[element(crate = crate)]
    struct Particle {
        pos: [f64; 3],
        id: u32,
        alive: Bool,
        #[element(pad)]
        _reserved: [u8; 3],
    }

    #[derive(Clone, Copy, Element)]
    #[repr(C, packed(1))]
    #[element(crate = crate)]
    struct Packed {
        r#type: u8,
        inner: Particle,
        big: Be<i16>,
    }

    #[derive(Clone, Copy, Element)]
    #[repr(transparent)]
    #[element(crate = crate)]
    struct Metres(f32);

    #[test]
    fn a_derived_record_is_the_format_that_it_says() {
        let format: Format = "T{(3)=d:pos:=I:id:?:alive:3x}".parse().unwrap();
        assert_eq!(Particle::format(), format);
        assert_eq!(Packed::format().size(), 1 + 32 + 2);
        assert_eq!(Packed::format().field("type").unwrap().offset(), 0);
        assert_eq!(Packed::format().field("inner").unwrap().format(), format);
        assert_eq!(Packed::format().field("big").unwrap().offset(), 33);
        assert_eq!(Metres::format(), f32::format());
    }

    #[cfg(target_endian = "little")] // what is shown names the byte order
    #[test]
    fn nested_records_are_shown_field_by_field() {
        let format: Format = "T{B:type:T{(3)=d:pos:=H:id:xx?:alive:3x}:inner:>h:big:}"
            .parse()
            .unwrap();
        let text = Packed::check(&format).unwrap_err().to_string();
        let (_, table) = text.split_once("Packed: ").unwrap();
        assert_eq!(
            table,
            [
                "field \"inner\": field \"id\": it has 2 bytes, not 4",
                "               struct               record",
                "  type            0 u8                 0 u8",
                "  inner.pos       1 (3) f64 little     1 (3) f64 little",
                "* inner.id       25 u32 little        25 u16 little",
                "  inner.alive    29 bool              29 bool",
                "  big            33 i16 big           33 i16 big",
                "  (size)         35                   35",
            ]
            .join("\n")
        );
    }

    #[derive(Clone, Copy, Element)]
    #[repr(C)]
    #[element(crate = crate)]
    struct Aligned {
        flag: Bool,
        #[element(pad)]
        _gap: [u8; 7],
        x: f64,
    }

    #[test]
    fn padding_is_written_as_zero() {
        let gap = [7; 7];
        let mut items = [Aligned {
            flag: true.into(),
            _gap: gap,
            x: 1.5,
        }];
        let value = View::from_slice(&items).item([0]).unwrap();
        let mut v = crate::ViewMut::from_slice(&mut items);
        v.set_item([0], value).unwrap();
        assert_eq!((items[0]._gap, items[0].x), ([0; 7], 1.5));
        assert!(items[0].flag.is_true());
    }

    #[test]
    fn views_of_derived_records_give_their_fields() {
        let one = |x: f64, id| Particle {
            pos: [x, 2.0, 3.0],
            id,
            alive: true.into(),
            _reserved: [0; 3],
        };
        let particles = [one(1.0, 7), one(4.0, 8)];
        let v = View::from_slice(&particles).typed::<Particle>().unwrap();
        assert_eq!(v.as_slice().unwrap()[1].id, 8);
        let pos = v.as_view().field("pos").unwrap();
        assert_eq!((pos.shape(), pos.strides()), (&[2, 3][..], &[32, 8][..]));
        assert_eq!(pos.typed::<f64>().unwrap().get([1, 0]).unwrap(), 4.0);
        assert_eq!(
            v.to_string(),
            "[([1.0, 2.0, 3.0], 7, True), ([4.0, 2.0, 3.0], 8, True)]"
        );
        let packed = [Packed {
            r#type: 1,
            inner: particles[0],
            big: Be::new(-2),
        }];
        let v = View::from_slice(&packed).typed::<Packed>().unwrap();
        assert_eq!(v.get([0]).unwrap().big.get(), -2);
        assert_eq!({ v.get([0]).unwrap().inner.id }, 7);
        assert_eq!(v.get([0]).unwrap().r#type, 1);
        let m = [Metres(2.5)];
        assert_eq!(
            View::from_slice(&m)
                .typed::<f32>()
                .unwrap()
                .get([0])
                .unwrap(),
            m[0].0
        );
    }
}

#[test]
fn elements_are_compared_by_value() {
    for byte in 0..=u8::MAX {
        let b: crate::Bool = bytemuck::cast(byte);
        assert_eq!((bool::from(b), b.is_true()), (byte != 0, byte != 0));
        for other in [false, true] {
            assert_eq!(b == crate::Bool::from(other), other == (byte != 0));
        }
    }
    let [a, b] = [1_u32, 2].map(crate::Unaligned::new);
    assert!(a == a && a != b && crate::Be::new(1_u32) != crate::Be::new(2));
}

/// `c` is a byte, and not a number with a sign.
#[test]
fn a_character_is_an_unsigned_byte() {
    let char = "c".parse().unwrap();
    assert!(u8::check(&char).is_ok());
    assert!(i8::check(&char).is_err() && crate::Bool::check(&char).is_err());
}

#[test]
fn wrapped_numbers_compare_print_and_hash_as_the_numbers() {
    use std::collections::HashSet;

    // In the order of their bytes, 256 comes before 1 on one of the two hosts.
    let mut big = [256_u16, 1, 512].map(Be::new);
    let mut little = [256_u16, 1, 512].map(Le::new);
    big.sort();
    little.sort();
    assert_eq!(big.map(u16::from), [1, 256, 512]);
    assert_eq!(little.map(u16::from), [1, 256, 512]);
    // Floats are equal as floats, not as bytes.
    assert_eq!(Be::new(0.0_f32), Be::new(-0.0));
    assert_ne!(Le::new(f64::NAN), Le::new(f64::NAN));
    assert!(Be::new(f64::NAN).partial_cmp(&Be::new(1.0)).is_none());
    assert!(Be::new(-1.0_f32) < Be::default());
    // Formatting reaches the number.
    assert_eq!(
        std::format!("{:>6.2}|{:?}", Be::new(1.5_f32), Le::new(-7_i64)),
        "  1.50|-7"
    );
    let odd = Unaligned::from(Be::new(2.5_f64));
    assert_eq!(std::format!("{odd} {odd:?}"), "2.5 2.5");
    assert!(odd > Unaligned::default());
    let keys: HashSet<_> = [3_i32, 4, 3].map(Be::new).into_iter().collect();
    assert!(keys.len() == 2 && keys.contains(&Be::new(4)));
}
