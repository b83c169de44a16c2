//! The oracle decodes every pair of items by index and compares the values.

use std::string::ToString;
use std::vec;
use std::vec::Vec;

use proptest::prelude::*;

use crate::read::tests::{NUMERIC, Sample, indices, sample, shapes};
use crate::{Buffer, Format, Spec, Tolerance, Value, View, ViewMut};

const OTHER: [&str; 20] = [
    "c",
    "3s",
    "3x",
    "4s",
    "4p",
    "2w",
    "Zf",
    ">Zd",
    "(2)i",
    "ii",
    "(2)>f",
    "(2,3)B",
    "6B",
    "(1)B",
    "T{<i:a:>d:b:}",
    "T{>f:x:xxx<q:y:}",
    "T{(2)<f:x:3s:n:}",
    "T{(2)>d:x:3s:n:}",
    "T{T{B:a:}:i:d:b:}",
    "0s",
];

fn naive(a: &View<'_>, b: &View<'_>) -> bool {
    a.shape() == b.shape() && indices(a.shape()).iter().all(|i| same_item(a, b, i))
}

/// Whether two items are equal; the dates and durations here are in seconds and days.
pub(crate) fn same_item(a: &View<'_>, b: &View<'_>, index: &[usize]) -> bool {
    use crate::format::Kind::{Bool, Datetime, Int, Timedelta, UInt};
    let (Ok(x), Ok(y)) = (a.item(index), b.item(index)) else {
        return false;
    };
    let seconds = |v: &View<'_>, item: &Value| {
        let unit = if v.format().to_string().ends_with("[D]") {
            86_400
        } else {
            1
        };
        let count = i64::try_from(item).unwrap();
        (count != i64::MIN).then_some(i128::from(count) * unit)
    };
    match [a, b].map(|v| (v.format().kind(), v.itemsize())) {
        [(Datetime, _), (Datetime, _)] | [(Timedelta, _), (Timedelta, _)] => {
            seconds(a, &x).is_some() && seconds(a, &x) == seconds(b, &y)
        }
        [(Timedelta, _), (Int | Bool, _) | (UInt, ..=4)]
        | [(Int | Bool, _) | (UInt, ..=4), (Timedelta, _)] => x == y && x != Value::Int(i64::MIN),
        [(Datetime | Timedelta, _), _] | [_, (Datetime | Timedelta, _)] => false,
        _ => x == y,
    }
}

/// Two views of one shape: of other formats and strides, but often of the same values.
fn pairs(formats: &'static [&'static str]) -> impl Strategy<Value = (Sample, Sample)> {
    shapes().prop_flat_map(move |shape| (sample(shape.clone(), formats), sample(shape, formats)))
}

/// The values of a view, as far as they fit, in the memory of another.
fn pour(from: &View<'_>, into: &mut Sample) {
    let layout = into.spec.layout(into.bytes.len()).unwrap();
    for index in indices(from.shape()) {
        let offset = layout.offset_of(&index).unwrap().unsigned_abs();
        let item = &mut into.bytes[offset..][..layout.itemsize()];
        // What does not fit is left as it is.
        let _ = into
            .spec
            .format()
            .encode(&from.item(&index).unwrap_or_default(), item);
    }
}

proptest! {
    #[test]
    fn numbers_are_equal_by_value((a, mut b) in pairs(&NUMERIC), fill in 0..3) {
        if fill > 0 {
            pour(&a.view(), &mut b);
        }
        prop_assert_eq!(a.view() == b.view(), naive(&a.view(), &b.view()));
        prop_assert_eq!(b.view() == a.view(), naive(&a.view(), &b.view()));
        prop_assert_eq!(a.view() == a.view(), naive(&a.view(), &a.view()));
    }

    #[test]
    fn everything_else_is_equal_by_value((a, mut b) in pairs(&OTHER), fill in 0..3) {
        if fill > 0 {
            pour(&a.view(), &mut b);
        }
        prop_assert_eq!(a.view() == b.view(), naive(&a.view(), &b.view()));
        prop_assert_eq!(a.view() == a.view(), naive(&a.view(), &a.view()));
    }

    #[test]
    fn one_other_item_is_found((a, mut b) in pairs(&["<i", ">q", "<H", ">f", "<d"]), at in any::<prop::sample::Index>()) {
        pour(&a.view(), &mut b);
        prop_assume!(!b.bytes.is_empty());
        let at = at.index(b.bytes.len());
        b.bytes[at] ^= 1;
        prop_assert_eq!(a.view() == b.view(), naive(&a.view(), &b.view()));
    }
}

fn view<'a>(bytes: &'a [u8], spec: &str) -> View<'a> {
    View::from_bytes(bytes, &spec.parse::<Spec>().unwrap()).unwrap()
}

#[test]
fn pythons_rules() {
    let (ints, floats) = ([1_i32, 2], [1.0_f32, 2.0]);
    assert_eq!(View::from_slice(&ints), View::from_slice(&floats));
    assert_eq!(view(&[1, 0, 2, 0], "<h"), view(&[0, 1, 0, 2], ">h"));
    assert_eq!(view(&[1, 0, 2, 0], "2h"), view(&[1, 0, 2, 0], "hh"));
    assert_eq!(View::from_slice(&[-0.0_f64]), View::from_slice(&[0_u8]));
    assert_ne!(View::from_slice(b"a"), view(b"a", "c"));
    assert_ne!(View::from_slice(&[-1_i8]), View::from_slice(&[255_u8]));
    // 0-d is not shape (1,).
    let one = View::from_slice(&[1_u8]);
    assert_ne!(one.select(0, 0).unwrap(), one);
    let nan = View::from_slice(&[f64::NAN]);
    assert_ne!(nan, nan.clone());
    // Padding does not count.
    assert_eq!(
        view(&[1, 9, 2], "T{B:a:xB:b:}"),
        view(&[1, 7, 2], "T{B:a:xB:b:}")
    );
    // Any byte but 0 is true.
    assert_eq!(view(&[1, 0], "?"), view(&[2, 0], "?"));
    // C order against F order.
    let v = View::from_slice(&[1_u8, 2, 3, 4, 5, 6])
        .reshape([2, 3])
        .unwrap();
    let f = Buffer::from_vec(v.to_vec::<u8>(crate::Order::F).unwrap());
    assert_eq!(v, f.reshape([3, 2]).unwrap().transpose());
}

#[test]
fn shapes_are_compared_up_to_the_first_zero() {
    let none = |shape: &[usize]| {
        let spec = Spec::new("B").unwrap().shape(shape);
        Buffer::from_bytes(vec![], &spec).unwrap()
    };
    assert_eq!(none(&[1, 0, 5]), none(&[1, 0, 7]));
    assert_ne!(none(&[1, 0, 5]), none(&[2, 0, 5]));
    assert_ne!(none(&[0]), none(&[0, 0]));
}

#[test]
fn integers_and_floats_are_compared_exactly() {
    let big = [(1_i64 << 53) + 1, i64::MAX];
    let near = [9_007_199_254_740_992.0, 9_223_372_036_854_775_808.0_f64];
    for k in 0..2 {
        assert_ne!(
            View::from_slice(&big[k..=k]),
            View::from_slice(&near[k..=k])
        );
    }
    let max = View::from_slice(&[u64::MAX]);
    assert_ne!(max, View::from_slice(&[18_446_744_073_709_551_616.0_f64]));
    assert_ne!(max, View::from_slice(&[-1_i64]));
    assert_eq!(
        View::from_slice(&[1_u64 << 63]),
        View::from_slice(&[9_223_372_036_854_775_808.0_f64])
    );
    assert_eq!(
        View::from_slice(&[i64::MIN]),
        View::from_slice(&[-9_223_372_036_854_775_808.0_f64])
    );
}

#[test]
fn formats_without_values_are_equal_to_nothing() {
    for format in ["O", "2u", "T{i:a:O:b:}"] {
        let size = Format::parse(format).unwrap().size();
        for n in [0, 2] {
            let bytes = vec![0; size * n];
            let v = view(&bytes, format);
            assert_ne!(v, v.clone(), "{format} of {n} items");
        }
    }
    let bytes = [0; 4];
    let spec = Spec::from_format(Format::opaque(2, None));
    let v = View::from_bytes(&bytes, &spec).unwrap();
    assert_ne!(v, v.clone());
    // Text that is not Unicode has no value either.
    let text = view(&[0, 0, 0x11, 0], "<1w");
    assert_ne!(text, text.clone());
}

#[test]
fn every_type_compares_with_every_other() {
    let mut data = [1_u16, 2];
    let buffer = Buffer::from_vec(vec![1.0_f32, 2.0]);
    let view = ViewMut::from_slice(&mut data);
    assert!(view == buffer);
    assert!(buffer == view);
    assert!(view.as_view() == buffer.foreign() && buffer.foreign() == view);
    assert!(view.as_view().typed::<u16>().unwrap() == buffer);
    assert!(view.typed::<u16>().unwrap() == buffer.view().unwrap().typed::<f32>().unwrap());
}

#[test]
fn long_tables_are_compared_in_chunks() {
    let row = 13;
    let mut a: Vec<u8> = (0..row * 20_000).map(|i| (i % 251) as u8).collect();
    let b = a.clone();
    let format = "T{<i:a:>h:b:x3s:c:(3)B:d:}";
    assert!(view(&a, format) == view(&b, format));
    a[row * 15_000 + 6] ^= 1; // padding
    assert!(view(&a, format) == view(&b, format));
    a[row * 19_999 + 9] ^= 1;
    assert!(view(&a, format) != view(&b, format));
}

#[test]
fn what_both_sides_repeat_is_compared_once() {
    // As many items as an isize counts: one by one, this would not end.
    let many = isize::MAX.unsigned_abs();
    let spec = Spec::from_format("T{}".parse().unwrap()).shape([many]);
    let (a, b) = (View::from_bytes(&[], &spec), View::from_bytes(&[1], &spec));
    assert!(a.unwrap() == b.unwrap());
    let text = std::format!("({many})0s");
    let spec = text.parse::<Spec>().unwrap().shape([1]);
    let empty = || View::from_bytes(&[], &spec).unwrap();
    assert!(empty() == empty());
    let [one, other] = [[1.0_f32, 2.0], [1.0, 3.0]];
    let wide = |data| {
        let view = View::from_slice(data).expand_dims(0).unwrap();
        view.broadcast_to(&[many / 8, 2]).unwrap()
    };
    assert!(wide(&one) == wide(&one));
    assert!(wide(&one) != wide(&other));
    // One side repeats, and the other does not.
    let flat = [7_u8; 3];
    let repeated = View::from_slice(&flat[..1]).broadcast_to(&[3]).unwrap();
    assert!(repeated == View::from_slice(&flat));
    assert!(repeated != View::from_slice(&[7_u8, 7, 8]));
}

#[test]
fn items_that_cannot_be_read_equal_nothing() {
    let bytes = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    let opaque = |size| Spec::from_format(Format::opaque(size, None));
    let (number, unknown) = (
        view(&bytes[..4], "<i"),
        View::from_bytes(&bytes[..4], &opaque(4)),
    );
    let unknown = unknown.unwrap();
    assert!(unknown != number);
    assert!(number != unknown);
    assert!(unknown != unknown.clone());
    // Nothing is left to tell apart, but what is unknown stays so.
    assert!(unknown.slice(..0).unwrap() != number.slice(..0).unwrap());
    assert!(number.slice(..0).unwrap() != unknown.slice(..0).unwrap());
}

#[test]
fn long_doubles_are_compared_where_their_form_is_known() {
    // 1.0 as the x87 has it: the leading digit is written.
    let mut one = [0_u8; 16];
    one[7..10].copy_from_slice(&[0x80, 0xFF, 0x3F]);
    let known = crate::format::LongDouble::X87;
    let of = |form| {
        let abi = crate::format::Abi {
            long_double_form: form,
            ..crate::format::Abi::LP64
        };
        let format = Format::parse_with("g", &abi).unwrap();
        View::from_bytes(&one[..format.size()], &Spec::from_format(format)).unwrap()
    };
    assert!(of(known) == View::from_slice(&[1_u8]));
    let unknown = of(crate::format::LongDouble::Quad);
    assert!(unknown != unknown.clone());
}

#[test]
fn times_are_compared_in_their_units_and_addresses_as_integers() {
    let bytes: Vec<u8> = [1_i64, -1, 0, 86_400, i64::MIN]
        .iter()
        .flat_map(|x| x.to_le_bytes())
        .collect();
    let formats = [
        "<q", "<Q", "<m8[s]", "<M8[s]", "<m8[D]", "<M8[D]", "P", "<d", "&<i",
    ];
    for a in formats.map(|f| view(&bytes, f)) {
        for b in formats.map(|f| view(&bytes, f)) {
            for (i, k) in (0..25).map(|pair| (pair / 5, pair % 5)) {
                let (a, b) = (a.slice(i..=i).unwrap(), b.slice(k..=k).unwrap());
                assert_eq!(a == b, naive(&a, &b), "{a:?} {b:?}");
            }
            assert_eq!(a == b, naive(&a, &b), "{a:?} {b:?}");
        }
    }
}

/// Also where parts are compared as values: records beside arrays, and arrays of more axes than a view has.
#[test]
fn times_within_records_and_arrays() {
    fn view<'b>(bytes: &'b [u8], format: &str) -> View<'b> {
        let spec = Spec::from_format(Format::parse(format).unwrap());
        let n = bytes.len() / spec.format().size();
        View::from_bytes(bytes, &spec.shape([n])).unwrap()
    }
    let axes = "1,".repeat(63);
    let formats = |unit| {
        [
            std::format!("T{{{unit}:a:{unit}:b:}}"),
            std::format!("(2){unit}"),
            std::format!("({axes}2){unit}"),
            std::format!("T{{({axes}2){unit}:a:}}"),
            std::format!("T{{T{{{unit}:a:{unit}:b:}}:c:}}"),
        ]
    };
    let bytes = |counts: [i64; 4]| counts.map(i64::to_le_bytes).concat();
    let days = bytes([0, 1, 2, -3]);
    let seconds = bytes([0, 86_400, 172_800, -259_200]);
    let nat = bytes([0, 1, 2, i64::MIN]);
    for (d, s) in formats("<M8[D]").iter().zip(&formats("<M8[s]")) {
        assert!(view(&days, d) == view(&seconds, s), "{d}");
        assert!(view(&days, d) == view(&days, d) && view(&days, d) != view(&days, s));
        assert!(view(&nat, d) != view(&nat, d), "{d}");
        let found = view(&nat, d)
            .diff(&view(&seconds, s), Tolerance::EXACT)
            .unwrap();
        assert_eq!((found.count, found.nan), (1, 1), "{d}: {found}");
    }
    let [record, array, ..] = formats("<M8[D]");
    let [_, other, ..] = formats("<M8[s]");
    assert!(
        view(&days, &record) == view(&seconds, &other)
            && view(&days, &record) == view(&days, &array)
    );
    assert!(
        view(&days, &record) != view(&days, &other) && view(&nat, &record) != view(&nat, &array)
    );
}

/// As for `memoryview`: shapes are compared up to the first zero.
#[test]
fn empty_views_are_equal_where_their_shapes_are() {
    let of = |shape: &[usize]| {
        let spec = Spec::new("B").unwrap().shape(shape);
        Buffer::from_bytes(vec![1; 6], &spec).unwrap()
    };
    let shapes: [&[usize]; 7] = [
        &[0],
        &[2, 0],
        &[2, 3],
        &[3, 0],
        &[0, 2],
        &[0, 3],
        &[2, 0, 3],
    ];
    for (i, a) in shapes.iter().enumerate() {
        for (k, b) in shapes.iter().enumerate() {
            let one = i == k || [i, k] == [4, 5] || [i, k] == [5, 4];
            assert_eq!(of(a) == of(b), one, "{a:?} {b:?}");
        }
    }
}
