//! Random views, and the naive loops that are the oracles of everything read by blocks.

use std::vec;
use std::vec::Vec;

use proptest::prelude::*;
use proptest::sample::select;

use crate::{Layout, Number, Spec, Value, View};

/// Numeric formats of every kind, size and byte order.
pub(crate) const NUMERIC: [&str; 24] = [
    "?", "b", "B", "<h", ">h", "<H", ">H", "<i", ">i", "<I", ">I", "<q", ">q", "<Q", ">Q", "<e",
    ">e", "<f", ">f", "<d", ">d", "<m8[s]", ">M8[D]", "P",
];

/// Bytes and what they are.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    pub(crate) bytes: Vec<u8>,
    pub(crate) spec: Spec,
}

impl Sample {
    pub(crate) fn view(&self) -> View<'_> {
        View::from_bytes(&self.bytes, &self.spec).unwrap()
    }
}

/// Shapes of rank 0 to 4: with zeros, with ones, with lines longer than a block.
pub(crate) fn shapes() -> impl Strategy<Value = Vec<usize>> {
    prop_oneof![
        4 => prop::collection::vec(1_usize..6, 0..5),
        1 => prop::collection::vec(0_usize..4, 0..4),
        1 => (1_usize..3, 200_usize..600).prop_map(|(a, b)| vec![a, b]),
        1 => (250_usize..270).prop_map(|n| vec![n]),
    ]
}

/// A view of a shape and one of these formats: axes in any order, turned round, thinned, repeated, at any address.
pub(crate) fn sample(
    shape: Vec<usize>,
    formats: &'static [&'static str],
) -> impl Strategy<Value = Sample> {
    let axes = prop::collection::vec((any::<u32>(), -2_isize..3, any::<u8>()), shape.len());
    let byte = prop_oneof![
        4 => select(vec![0_u8, 0, 0, 1, 0x3F, 0x40, 0x7F, 0x80, 0xC0, 0xF0, 0xFF]),
        1 => any::<u8>(),
    ];
    let pattern = prop::collection::vec(byte, 1..40);
    let ready = (axes, select(formats), 0_usize..3, 0_usize..9, pattern);
    ready.prop_map(move |(axes, format, gap, start, pattern)| {
        let spec = Spec::new(format).unwrap();
        let itemsize = spec.format().size();
        let mut order: Vec<usize> = (0..shape.len()).collect();
        order.sort_by_key(|&k| axes[k].0 % if gap == 0 { 1 } else { u32::MAX });
        let mut strides = vec![0; shape.len()];
        let mut step = itemsize.cast_signed();
        for &k in order.iter().rev() {
            // Mostly dense; some axes run backward, some skip, some repeat.
            let factor = match axes[k].2 {
                0..60 => axes[k].1,
                60..120 => -1,
                _ => 1,
            };
            strides[k] = step * factor;
            step *= shape[k].max(1).cast_signed() * factor.abs().max(1);
        }
        let reach = Layout::new(&shape, &strides, 0, itemsize).unwrap().reach();
        let (low, high) = reach.map_or((0, 0), |r| (r.start, r.end));
        let offset = start.cast_signed() - low;
        let len = (high - low).unsigned_abs() + start;
        let bytes = pattern.iter().copied().cycle().take(len).collect();
        let spec = spec.shape(&shape[..]).strides(&strides[..]).offset(offset);
        Sample { bytes, spec }
    })
}

/// A view of any shape.
pub(crate) fn samples(formats: &'static [&'static str]) -> impl Strategy<Value = Sample> {
    shapes().prop_flat_map(move |shape| sample(shape, formats))
}

/// Every index in logical order.
pub(crate) fn indices(shape: &[usize]) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for &n in shape {
        all = all
            .into_iter()
            .flat_map(|index: Vec<usize>| {
                (0..n).map(move |i| index.iter().copied().chain([i]).collect())
            })
            .collect();
    }
    all
}

/// The items by index, one after the other.
pub(crate) fn items(v: &View<'_>) -> Vec<Value> {
    let indices = indices(v.shape());
    indices.iter().map(|i| v.item(i).unwrap()).collect()
}

/// What `as` makes of a value.
pub(crate) fn as_number<T: Number>(value: &Value) -> T {
    match *value {
        Value::Bool(b) => T::from_u8(b.into()),
        Value::Int(i) => T::from_i64(i),
        Value::UInt(u) => T::from_u64(u),
        Value::Float(x) => T::from_f64(x),
        _ => panic!("{value:?} is no number"),
    }
}

fn same<T: Number>(a: &[T], b: &[T]) {
    assert_eq!(a.len(), b.len());
    for (x, y) in a.iter().zip(b) {
        assert!(x == y || x.nan() && y.nan(), "{x:?} is not {y:?}");
        assert_eq!(
            x.to_f64().map(f64::is_sign_negative),
            y.to_f64().map(f64::is_sign_negative)
        );
    }
}

fn reads<T: Number>(v: &View<'_>) {
    let wanted: Vec<T> = items(v).iter().map(as_number).collect();
    let read: Vec<T> = v.iter_as::<T>().unwrap().collect();
    same(&read, &wanted);
    // Not by `fold`, which `collect` may use.
    let mut iter = v.iter_as::<T>().unwrap();
    let mut read = Vec::new();
    while let Some(item) = iter.next() {
        read.push(item);
        assert_eq!(iter.len() + read.len(), wanted.len());
    }
    same(&read, &wanted);
}

proptest! {
    #[test]
    fn any_numeric_format_is_read_as_any_number(sample in samples(&NUMERIC[..23])) {
        let v = sample.view();
        reads::<u8>(&v);
        reads::<i16>(&v);
        reads::<i64>(&v);
        reads::<u64>(&v);
        reads::<f32>(&v);
        reads::<f64>(&v);
    }

    #[test]
    fn iterators_skip_as_they_walk(sample in samples(&["<i", "B"]), skips in prop::collection::vec(0_usize..70, 0..6)) {
        let v = sample.view();
        let mut naive = items(&v).into_iter();
        let mut iter = v.iter();
        let mut numbers = v.iter_as::<i64>().unwrap();
        for n in skips {
            let wanted = naive.nth(n);
            prop_assert_eq!(numbers.nth(n), wanted.as_ref().map(as_number));
            prop_assert_eq!(iter.nth(n).map(Result::unwrap), wanted);
        }
        prop_assert_eq!(iter.len(), naive.len());
        prop_assert_eq!(numbers.len(), naive.len());
    }
}

#[test]
fn every_half_is_read_exactly() {
    let bits: Vec<u8> = (0..=u16::MAX).flat_map(u16::to_le_bytes).collect();
    let v = View::from_bytes(&bits, &"<e".parse().unwrap()).unwrap();
    let wanted: Vec<f64> = v.iter().map(|x| as_number(&x.unwrap())).collect();
    same(&v.iter_as::<f64>().unwrap().collect::<Vec<_>>(), &wanted);
}

/// A NaN keeps its sign and its payload and is quiet, as the machine's own instruction makes it.
#[test]
fn halves_that_are_no_numbers_are_quiet() {
    for bits in (0..=u16::MAX).filter(|bits| bits & 0x7FFF > 0x7C00) {
        let (sign, payload) = (u32::from(bits >> 15), u32::from(bits & 0x03FF));
        let wanted = sign << 31 | 0x7FC0_0000 | payload << 13;
        assert_eq!(super::stored::half(bits).to_bits(), wanted, "{bits:04x}");
    }
    assert_eq!(super::stored::half(0x7C00), f32::INFINITY);
    assert_eq!(super::stored::half(0xFC00), f32::NEG_INFINITY);
    assert_eq!(super::stored::half(0x8001), -(-24_f32).exp2());
}

#[test]
fn what_is_no_number_is_refused() {
    let bytes = [0_u8; 16];
    for (format, text) in [
        (
            "<Zf",
            "format \"<Zf\" is not a real number: it is a complex number",
        ),
        ("4s", "format \"4s\" is not a real number: it is bytes"),
        ("c", "format \"c\" is not a real number: it is bytes"),
        (
            "T{<i:a:}",
            "format \"T{<i:a:}\" is not a real number: it is a record: pick a field",
        ),
        (
            "(2)<i",
            "format \"(2)<i\" is not a real number: it is an array",
        ),
    ] {
        let v = View::from_bytes(&bytes, &format.parse().unwrap()).unwrap();
        let error = v.iter_as::<f64>().unwrap_err();
        assert_eq!(std::string::ToString::to_string(&error), text);
    }
}
