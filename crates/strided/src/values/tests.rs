use std::string::{String, ToString};
use std::vec;
use std::vec::Vec;

use proptest::prelude::*;

use crate::read::tests::{NUMERIC, indices, items, samples};
use crate::{Buffer, Order, Spec, Value, View};

/// Every item in its list.
fn nested(v: &View<'_>) -> Value {
    if v.ndim() == 0 {
        return v.item(()).unwrap();
    }
    Value::Array(
        (0..v.shape()[0])
            .map(|i| nested(&v.select(0, i).unwrap()))
            .collect(),
    )
}

/// NaN is itself here.
fn same(a: &Value, b: &Value) -> bool {
    a.to_string() == b.to_string()
}

proptest! {
    #[test]
    fn lists_nest_as_axes_do(sample in samples(&["<i", ">f", "3s", "T{<h:a:B:b:}", "(2)<h"])) {
        let v = sample.view();
        prop_assert!(same(&v.to_list().unwrap(), &nested(&v)));
    }

    /// Lines of numbers are read by other loops; the values, with their types, are those of single items.
    #[test]
    fn lists_of_numbers_hold_the_items(sample in samples(&NUMERIC)) {
        let v = sample.view();
        prop_assert_eq!(format!("{:?}", v.to_list().unwrap()), format!("{:?}", nested(&v)));
    }

    #[test]
    fn values_are_found(sample in samples(&NUMERIC), at in any::<prop::sample::Index>(), plus in 0..2) {
        let v = sample.view();
        let all = items(&v);
        prop_assume!(!all.is_empty());
        let mut value = all[at.index(all.len())].clone();
        if plus == 1 && let Value::Int(i) = value {
            value = Value::Float(i as f64);
        }
        prop_assert_eq!(v.count(value.clone()).unwrap(), all.iter().filter(|&x| *x == value).count());
        let first = all.iter().position(|x| *x == value);
        let wanted = first.map(|k| indices(v.shape())[k].clone());
        prop_assert_eq!(v.contains(value.clone()).unwrap(), first.is_some());
        prop_assert_eq!(v.position(value).unwrap(), wanted);
    }

    #[test]
    fn hashes_see_bytes_not_strides(sample in samples(&["B", ">h", "<i", "3s", "<d", "Zd", "70s"])) {
        let v = sample.view();
        let bytes = v.to_bytes(Order::C).unwrap();
        prop_assert_eq!(v.hash_bytes(), View::from_slice(&bytes).hash_bytes());
    }

    #[test]
    fn taken_items_are_those_at_the_indices(sample in samples(&["B", "<i", "3s"]), picks in prop::collection::vec(any::<prop::sample::Index>(), 0..5)) {
        let v = sample.view();
        for axis in 0..v.ndim() {
            let n = v.shape()[axis];
            let picks: Vec<isize> = if n == 0 { vec![] } else {
                picks.iter().map(|p| p.index(2 * n).cast_signed() - n.cast_signed()).collect()
            };
            let taken = v.take(axis, &picks).unwrap();
            let mut shape = v.shape().to_vec();
            shape[axis] = picks.len();
            prop_assert_eq!(taken.shape(), &shape[..]);
            for index in indices(&shape) {
                let mut from: Vec<isize> = index.iter().map(|i| i.cast_signed()).collect();
                from[axis] = picks[index[axis]];
                prop_assert_eq!(taken.item(&index).unwrap(), v.item(&from).unwrap());
            }
        }
    }
}

/// Loud, quiet, of either sign, with any payload.
#[test]
fn lists_keep_the_bits_of_nans() {
    let halves: Vec<u8> = (0..=u16::MAX).flat_map(u16::to_le_bytes).collect();
    let singles = [0x7F80_0001_u32, 0xFFA1_2345, 0x7FC0_0000, 0x3F80_0000];
    let singles: Vec<u8> = singles.into_iter().flat_map(u32::to_be_bytes).collect();
    let double = 0x7FF0_0000_0000_0001_u64.to_le_bytes();
    for (bytes, format) in [(&halves[..], "<e"), (&singles, ">f"), (&double, "<d")] {
        let v = View::from_bytes(bytes, &format.parse().unwrap()).unwrap();
        let Value::Array(list) = v.to_list().unwrap() else {
            panic!("an axis is a list");
        };
        let bits = |value: &Value| f64::try_from(value).unwrap().to_bits();
        for (k, item) in list.iter().enumerate() {
            assert_eq!(bits(item), bits(&v.item([k]).unwrap()), "{format} {k}");
        }
    }
}

#[test]
fn xxh64_of_known_texts() {
    for (text, hash) in [
        ("", 0xEF46_DB37_51D8_E999_u64),
        ("a", 0xD24E_C4F1_A98C_6E5B),
        ("abc", 0x44BC_2CF5_AD77_0999),
        (
            "Nobody inspects the spammish repetition",
            0xFBCE_A83C_8A37_8BF1,
        ),
    ] {
        assert_eq!(
            View::from_slice(text.as_bytes()).hash_bytes(),
            hash,
            "{text}"
        );
    }
}

#[test]
fn hex_groups_as_python_does() {
    let bytes: Vec<u8> = (1..=5).collect();
    let v = View::from_slice(&bytes);
    for (group, text) in [
        (1, "01:02:03:04:05"),
        (2, "01:0203:0405"),
        (-2, "0102:0304:05"),
        (0, "0102030405"),
        (5, "0102030405"),
        (-9, "0102030405"),
        (4, "01:02030405"),
        (isize::MIN, "0102030405"),
    ] {
        assert_eq!(v.hex(Some(':'), group).unwrap(), text, "{group}");
    }
    assert_eq!(View::from_slice::<u8>(&[]).hex(Some(':'), 1).unwrap(), "");
    assert_eq!(
        v.slice(crate::Slice::REV).unwrap().hex(None, 1).unwrap(),
        "0504030201"
    );
    assert_eq!(
        v.hex(Some('é'), 1).unwrap_err().to_string(),
        "separator does not parse: expected an ASCII character\n  é\n  ^"
    );
}

#[test]
fn refusals_of_take() {
    let v = View::from_slice(&[1_u8, 2, 3]);
    assert_eq!(
        v.take(0, &[0, 3]).unwrap_err().to_string(),
        "index 3 is out of bounds: axis 0 has length 3"
    );
    assert_eq!(
        v.take(1, &[0]).unwrap_err().to_string(),
        "axis 1 is out of bounds: there is 1 axis"
    );
}

#[test]
fn empty_axes_are_empty_lists() {
    let list = |shape: &[usize]| -> String {
        let spec = Spec::new("B").unwrap().shape(shape);
        let b = Buffer::from_bytes(vec![], &spec).unwrap();
        b.to_list().unwrap().to_string()
    };
    assert_eq!(list(&[2, 0]), "[[], []]");
    assert_eq!(list(&[0, 2]), "[]");
    assert_eq!(list(&[1, 0, 5]), "[[]]");
}

/// Nothing but the shape bounds lists without items.
#[test]
fn too_many_empty_lists_are_refused() {
    let list = |shape: &[usize]| {
        let spec = Spec::new("B").unwrap().shape(shape);
        Buffer::from_bytes(vec![], &spec).unwrap().to_list()
    };
    let most = 1 << 20;
    assert!(list(&[most, 0]).is_ok());
    let bytes = (most + 1) * size_of::<Value>();
    assert_eq!(
        list(&[most + 1, 0]),
        Err(crate::Error::Allocation { bytes })
    );
    assert!(list(&[0, most + 1]).is_ok());
}

#[test]
fn order_a_keeps_what_lies_in_order() {
    let data: Vec<u8> = (0..6).collect();
    let v = View::from_slice(&data).reshape([2, 3]).unwrap();
    for (v, order) in [
        (v.clone(), Order::C),
        (v.transpose(), Order::F),
        (v.slice((.., ..2)).unwrap().transpose(), Order::C),
        (v.slice(..1).unwrap(), Order::C),
    ] {
        assert_eq!(v.layout().storage_order(), order);
    }
}

/// Every kind of tail. The numbers are those of the package `xxhash` 3 of Python: `xxh64_intdigest(bytes((i * 31 + 7) % 256 for i in range(n)))`.
#[test]
fn xxh64_of_every_kind_of_tail() {
    let bytes: Vec<u8> = (0..1029_usize).map(|i| (i * 31 + 7) as u8).collect();
    for (len, hash) in [
        (4, 0xC60D_15B1_E3FF_8F04),
        (5, 0x8088_1585_8624_DD4E),
        (8, 0x3DA5_C7AA_2696_83E0),
        (12, 0x8FE8_AB1C_1FD0_666E),
        (15, 0xAE2A_37EB_9357_CAA7),
        (31, 0x4A74_F3A1_A39A_D4A1),
        (32, 0x8D57_D6A4_671C_C43D),
        (36, 0xA447_5C60_6B0A_BC3C),
        (63, 0x5C32_0A0D_2707_057F),
        (64, 0x7BBA_BBC4_5729_D17E),
        (100, 0xEFA0_AD2D_3E70_C151),
        (1023, 0x4478_B44B_F84A_35DF),
        (1024, 0x149A_A449_72CD_AE00),
        (1029, 0x8BD3_4F30_59FF_A0D4_u64),
    ] {
        assert_eq!(
            View::from_slice(&bytes[..len]).hash_bytes(),
            hash,
            "{len} bytes"
        );
    }
}

/// Values of every kind in views of every kind: found where `==` finds them, in the first block or far behind it.
#[test]
fn values_of_any_kind_are_found_as_they_are_equal() {
    let values = [
        Value::Bool(true),
        Value::Bool(false),
        Value::Int(1),
        Value::Int(-1),
        Value::UInt(1),
        Value::UInt(u64::MAX),
        Value::Float(1.0),
        Value::Float(1.5),
        Value::Float(f64::NAN),
        Value::Complex { re: 1.0, im: 0.0 },
        Value::Complex { re: 1.0, im: 1.0 },
        Value::from("1"),
    ];
    for format in ["?", "b", "<h", "<Q", "<f", "<d", "<Zd"] {
        let format: crate::Format = format.parse().unwrap();
        let size = format.size();
        let mut bytes = vec![0_u8; size * 1000];
        let spec = Spec::from_format(format.clone());
        // Nothing but zeros; then a one as the last item, and another behind the first block.
        for place in [None, Some(999), Some(700)] {
            if let Some(k) = place {
                format
                    .encode(&Value::Int(1), &mut bytes[k * size..][..size])
                    .unwrap();
            }
            let v = View::from_bytes(&bytes, &spec).unwrap();
            let all = items(&v);
            for value in &values {
                let naive = all.iter().position(|x| x == value).map(|k| vec![k]);
                assert_eq!(
                    v.position(value.clone()).unwrap(),
                    naive,
                    "{value:?} in {format}"
                );
                let count = all.iter().filter(|&x| x == value).count();
                assert_eq!(
                    v.count(value.clone()).unwrap(),
                    count,
                    "{value:?} in {format}"
                );
            }
        }
    }
}
