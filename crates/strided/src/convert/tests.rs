//! The oracle converts one item at a time; see `oracle`.

pub(crate) mod oracle;
mod refusals;

use std::string::ToString;
use std::vec;
use std::vec::Vec;

use memoryview_format::{Format, Scalar, Value};

use super::destination;
use crate::native_text::native;
use crate::{AccessFault, Casting, Contiguous, Error, Order, Slice, Spec, View, ViewMut};

/// Every format to every format, contiguous and from an odd address, with and without a scaling.
#[test]
fn every_pair_of_formats() {
    for from in oracle::scalars() {
        let count = 1100;
        let data = oracle::bytes(from, count, from.size() as u64);
        let mut odd = vec![0];
        odd.extend(&data);
        for to in oracle::scalars() {
            for scale in [None, Some((0.5, -1.25))] {
                let spec = Spec::from_format(Format::scalar(from)).offset(1);
                let view = View::from_bytes(&odd, &spec).unwrap();
                let mut convert = view
                    .convert_to(&Format::scalar(to))
                    .casting(Casting::Unsafe);
                if let Some((a, b)) = scale {
                    convert = convert.scale(a, b);
                }
                let ours = convert.to_buffer(Order::C).unwrap();
                let ours = ours.to_bytes(Order::C).unwrap();
                for (k, item) in data.chunks(from.size()).enumerate() {
                    let theirs = oracle::convert(item, from, to, scale);
                    let ours = &ours[k * to.size()..][..to.size()];
                    assert!(
                        oracle::same(ours, &theirs, to),
                        "{from:?} {item:02x?} to {to:?}: {ours:02x?}, not {theirs:02x?}; {scale:?}"
                    );
                }
            }
        }
    }
}

/// Every binary16 there is, and what lies between two of them, as `f32` and as `f64`.
#[test]
fn all_halves_and_their_neighbours() {
    let half = Format::scalar(Scalar::F16);
    let bits: Vec<u16> = (0..=u16::MAX).collect();
    let all = View::from_slice(&bits).reinterpret(&half).unwrap();
    let wide = all.convert::<f64>().to_vec(Order::C).unwrap();
    let single = all.convert::<f32>().to_vec(Order::C).unwrap();
    for ((&bits, &x), &y) in bits.iter().zip(&wide).zip(&single) {
        let Value::Float(value) = half.decode(&bits.to_ne_bytes()).unwrap() else {
            unreachable!()
        };
        let nan = value.is_nan() && x.is_nan() && y.is_nan();
        assert!(
            nan || value.to_bits() == x.to_bits() && f64::from(y) == value,
            "{bits:04x}"
        );
        assert_eq!(y.is_sign_negative(), value.is_sign_negative());
    }
    let mut doubles = Vec::new();
    for (k, &x) in wide.iter().enumerate().filter(|(_, x)| x.is_finite()) {
        // The one above may be infinite: 65536 would be the next.
        let above = match wide[k + 1] {
            y if y.is_infinite() => 65536_f64.copysign(x),
            y => y,
        };
        let middle = (x + above) / 2.0;
        let next = |x: f64, by: i64| f64::from_bits(x.to_bits().wrapping_add_signed(by));
        doubles.extend([x, next(x, 1), next(middle, -1), middle, next(middle, 1)]);
    }
    doubles.extend([
        f64::MAX,
        f64::MIN_POSITIVE,
        -f64::MAX,
        f64::INFINITY,
        f64::NAN,
        1e-310,
    ]);
    let singles: Vec<f32> = doubles.iter().map(|&x| x as f32).collect();
    check_halves(&View::from_slice(&doubles), Scalar::F64);
    check_halves(&View::from_slice(&singles), Scalar::F32);
}

fn check_halves(view: &View<'_>, from: Scalar) {
    let ours = view.convert_to(&Format::scalar(Scalar::F16));
    let ours = ours
        .to_buffer(Order::C)
        .unwrap()
        .to_bytes(Order::C)
        .unwrap();
    let items = view.as_bytes().unwrap().chunks(from.size());
    for (item, ours) in items.zip(ours.chunks(2)) {
        let theirs = oracle::convert(item, from, Scalar::F16, None);
        assert!(
            oracle::same(ours, &theirs, Scalar::F16),
            "{item:02x?}: {ours:02x?}, not {theirs:02x?}"
        );
    }
}

#[test]
fn bools_come_in_the_shape_of_the_source() {
    let data = [0_i16, -1, 256, 0, 7, 0];
    let v = View::from_slice(&data).reshape([2, 3]).unwrap();
    let convert = v.convert::<bool>().casting(Casting::Unsafe);
    assert_eq!(convert.shape(), [2, 3]);
    let bools = convert.to_vec(Order::C).unwrap();
    assert_eq!(bools, [false, true, true, false, true, false]);
}

#[test]
fn any_byte_becomes_a_bool() {
    let bytes: Vec<u8> = (0..=255).collect();
    let v = View::from_bytes(&bytes, &Spec::new("?").unwrap()).unwrap();
    let bools = v.convert::<bool>().to_vec(Order::C).unwrap();
    assert!(!bools[0] && bools[1..].iter().all(|&b| b));
    let numbers = v.convert::<u64>().to_vec(Order::C).unwrap();
    assert_eq!((numbers[0], numbers[2], numbers[255]), (0, 1, 1));
}

const RECORD: &str = "T{<h:a:xB:pad:(2)T{>f:x:4s:name:}:points:(3)<H:rgb:Zd:z:}";

#[test]
fn records_by_name_and_arrays_by_place() {
    let from: Format = RECORD.parse().unwrap();
    let to: Format = "T{Zf:z:(2)T{4s:name:>d:x:}:points:3x>i:a:(3)<f:rgb:}"
        .parse()
        .unwrap();
    let size = from.size();
    let mut data = vec![0; size * 700 + 1];
    for (k, byte) in data.iter_mut().enumerate() {
        *byte = ((k * 37) >> 2) as u8 & 0x3F;
    }
    let spec = Spec::from_format(from).shape([7, 100]).offset(1);
    let v = View::from_bytes(&data, &spec).unwrap();
    for v in [v.clone(), v.transpose(), v.flip(1).unwrap()] {
        let b = v.convert_to(&to).subset().to_buffer(Order::C).unwrap();
        for path in ["a", "z", "rgb"] {
            let (ours, theirs) = (b.field(path).unwrap(), v.field(path).unwrap());
            let theirs = theirs
                .convert_to(ours.format())
                .to_buffer(Order::C)
                .unwrap();
            assert_eq!(ours, theirs, "{path}");
            assert!(ours.len() > 100);
        }
        for path in ["points.x", "points.name"] {
            assert_eq!(b.field(path).unwrap(), v.field(path).unwrap(), "{path}");
        }
        let bytes = b.to_bytes(Order::C).unwrap();
        let padding = |item: &[u8]| item[32..35] == [0; 3];
        assert!(
            bytes.chunks(to.size()).all(padding),
            "fresh padding is zero"
        );
        #[cfg(feature = "rayon")]
        assert_eq!(
            v.convert_to(&to)
                .subset()
                .par_to_buffer(Order::C)
                .unwrap()
                .to_bytes(Order::C)
                .unwrap(),
            bytes
        );
    }
}

/// One field of a record in the middle of a view: what is converted starts behind the record's start, and behind the view's.
#[test]
fn a_field_of_a_part_of_a_view() {
    let bytes: Vec<u8> = (0..66).collect();
    let v = View::from_bytes(&bytes, &Spec::new("T{5s:a:(2,2)<H:b:}").unwrap().offset(1)).unwrap();
    let part = v.slice(Slice::new(Some(4), None, -2)).unwrap();
    let theirs = part.field("b").unwrap();
    for to in ["T{(2,2)<d:b:}", "T{(2,2)>i:b:}"] {
        let to: Format = to.parse().unwrap();
        let ours = part.convert_to(&to).subset().to_buffer(Order::C).unwrap();
        assert_eq!(ours.field("b").unwrap(), theirs, "{to}");
    }
    let mut out = [7_u8; 80];
    let spec = Spec::new("T{3x(2,2)>I:b:}").unwrap().shape([4]).offset(4);
    let mut target = ViewMut::from_bytes(&mut out, &spec).unwrap();
    let rest = target.reborrow().slice(1..).unwrap();
    let to = rest.format().clone();
    part.convert_to(&to).subset().write_into(rest).unwrap();
    let written = target.as_view().slice(1..).unwrap();
    assert_eq!(written.field("b").unwrap(), theirs);
    assert_eq!(out[..4 + 19 + 3], [7; 26], "nothing before the first field");
}

/// Fresh memory is what somebody else gave back: nothing of it shows between the fields.
#[test]
fn padding_is_zero_in_memory_that_was_used_before() {
    let ones = [u8::MAX; 256];
    let full = View::from_bytes(&ones, &Spec::new("T{16s:a:}").unwrap()).unwrap();
    let padded: Format = "T{<h:a:6x<i:b:4x}".parse().unwrap();
    let some = View::from_bytes(&ones, &Spec::new("T{<h:a:<i:b:}").unwrap().shape([16])).unwrap();
    for _ in 0..100 {
        let used = full.convert_to(full.format()).to_buffer(Order::C).unwrap();
        assert_eq!(used.nbytes(), 256);
        drop(used);
        let fresh = some.convert_to(&padded).to_buffer(Order::C).unwrap();
        for item in fresh.to_bytes(Order::C).unwrap().chunks(16) {
            assert_eq!((&item[2..8], &item[12..]), (&[0; 6][..], &[0; 4][..]));
        }
    }
}

#[test]
fn into_memory_that_it_shares() {
    for n in [8_u16, 3000] {
        let mut data: Vec<u16> = (0..n).collect();
        let mut v = ViewMut::from_slice(&mut data);
        let foreign = destination::sealed::Writable::writable(&mut v);
        // The same bytes, backward, and half of them as bytes of another size.
        let expected: Vec<u16> = (0..n).rev().collect();
        foreign
            .flip(0)
            .unwrap()
            .convert::<u16>()
            .write_into(&foreign)
            .unwrap();
        assert_eq!(foreign.to_vec::<u16>(Order::C).unwrap(), expected);
        let bytes = foreign.reinterpret(&"B".parse().unwrap()).unwrap();
        let half = bytes.slice(..usize::from(n)).unwrap();
        let expected: Vec<u16> = half
            .to_vec::<u8>(Order::C)
            .unwrap()
            .into_iter()
            .map(u16::from)
            .collect();
        half.convert::<u16>().write_into(&foreign).unwrap();
        assert_eq!(foreign.to_vec::<u16>(Order::C).unwrap(), expected);
    }
}

#[test]
fn shapes_broadcast_or_are_refused() {
    let mut data = [0f32; 6];
    let mut v = ViewMut::from_slice(&mut data).reshape([2, 3]).unwrap();
    View::from_slice(&[1u8, 2, 3])
        .convert::<f32>()
        .write_into(&mut v)
        .unwrap();
    let e = View::from_slice(&[1u8, 2])
        .convert::<f32>()
        .write_into(&mut v)
        .unwrap_err();
    assert_eq!(
        e.to_string(),
        "cannot broadcast shape (2,) to (2, 3): axis 0 has length 2, not 1 or 3"
    );
    let e = View::from_slice(&[1u8])
        .convert::<f64>()
        .write_into(&mut v)
        .unwrap_err();
    assert_eq!(
        e.to_string(),
        native("format \"<f\" is not \"<d\": a conversion writes the format that it was asked for")
    );
    let read_only = destination::sealed::Writable::writable(&mut v).to_read_only();
    let e = View::from_slice(&[1u8])
        .convert::<f32>()
        .write_into(read_only)
        .unwrap_err();
    assert_eq!(e, Error::Access(AccessFault::ReadOnly));
    assert_eq!(data, [1.0, 2.0, 3.0, 1.0, 2.0, 3.0]);
}

#[test]
fn empty_views_and_single_items() {
    let v = View::from_bytes(&[], &Spec::new(">i2").unwrap().shape([0, 3])).unwrap();
    assert_eq!(
        v.convert::<f32>().to_buffer(Order::C).unwrap().shape(),
        [0, 3]
    );
    let one = View::from_bytes(&[1, 0], &Spec::new(">i2").unwrap().shape([0_isize; 0])).unwrap();
    assert_eq!(one.convert::<f32>().to_vec(Order::C).unwrap(), [256.0]);
    let record = one.convert_to(&"T{}".parse().unwrap()).to_buffer(Order::C);
    assert!(record.is_err());
}

#[test]
fn casting_is_what_was_asked_for() {
    let v = View::from_slice(&[3i16, -1]);
    let to = |casting| v.convert::<u16>().casting(casting).to_vec(Order::C);
    assert_eq!(to(Casting::Unsafe).unwrap(), [3, 65535]);
    assert_eq!(
        to(Casting::SameKind).unwrap_err().to_string(),
        native(
            "format \"<h\" is not convertible to \"<H\": that needs casting unsafe, same_kind was given"
        )
    );
    let scaled = v.convert::<i32>().scale(2.0, 0.0).to_vec(Order::C);
    assert_eq!(
        scaled.unwrap_err().to_string(),
        native(
            "format \"<h\" is not convertible to \"<i\": that of scaled numbers, which are floats, needs casting unsafe, same_kind was given"
        )
    );
}

/// Formats whose bytes are swapped in place, with the sizes of the units one after the other.
/// Scaled, a number of 16 bits or fewer is an `f32`, any other an `f64`: that is what has to become the target.
#[test]
fn casting_sees_what_is_scaled() {
    let bytes = [1_u8; 16];
    let safe = |from: &str, to: &str| {
        let v = View::from_bytes(&bytes, &Spec::new(from).unwrap()).unwrap();
        let to: Format = to.parse().unwrap();
        let convert = v.convert_to(&to).scale(0.5, 1.0).casting(Casting::Safe);
        convert.to_buffer(Order::C).is_ok()
    };
    for from in ["?", "b", "B", "<h", ">H", "<e"] {
        assert_eq!(
            ["<e", "<f", "<d", "<Zf", "<i"].map(|to| safe(from, to)),
            [false, true, true, true, false],
            "{from}"
        );
    }
    for from in ["<i", ">I", "<q", "<f", ">d"] {
        assert_eq!(
            ["<f", "<d", "<Zf", "<Zd"].map(|to| safe(from, to)),
            [false, true, false, true],
            "{from}"
        );
    }
    assert_eq!(["<Zf", "<Zd"].map(|to| safe("<Zf", to)), [false, true]);
}

#[cfg(feature = "rayon")]
#[test]
fn threads_give_the_same_bytes() {
    let data: Vec<u8> = (0..3 << 20).map(|k| ((k * 31) >> 3) as u8).collect();
    let spec = Spec::new(">i2").unwrap().shape([1024, 1536]);
    let v = View::from_bytes(&data, &spec).unwrap();
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(3)
        .build()
        .unwrap();
    for v in [
        v.clone(),
        v.transpose(),
        v.flip(0).unwrap(),
        v.slice((.., Slice::every(3))).unwrap(),
    ] {
        let serial = v.convert::<f64>().scale(0.1, 2.0).to_vec(Order::C).unwrap();
        pool.install(|| {
            let convert = v.convert::<f64>().scale(0.1, 2.0);
            assert!(convert.par_to_vec(Order::C).unwrap() == serial);
            let mut into = vec![0.0; serial.len()];
            let dst = ViewMut::from_slice(&mut into)
                .reshape([v.shape()[0] as isize, -1])
                .unwrap();
            convert.par_write_into(dst).unwrap();
            assert!(into == serial);
            let b = convert.par_to_buffer(Order::F).unwrap();
            assert!(b.to_vec::<f64>(Order::C).unwrap() == serial);
        });
    }
}

#[test]
fn buffers_of_ours_start_where_a_line_does() {
    for n in [1, 7, 100, 5000] {
        let data = vec![1u8; n];
        let v = View::from_slice(&data);
        let b = v.convert::<f32>().to_buffer(Order::C).unwrap();
        assert_eq!(
            b.view().unwrap().as_bytes().unwrap().as_ptr().addr() % 64,
            0
        );
        assert_eq!(b.nbytes(), 4 * n);
        // All of the memory is the items, and no more.
        assert_eq!(b.with_spec(&Spec::new("B").unwrap()).unwrap().len(), 4 * n);
        let wide = vec![1u16; 2 * n];
        let copy = View::from_slice(&wide).slice(Slice::every(2)).unwrap();
        match copy.to_contiguous(Order::C).unwrap() {
            Contiguous::Owned(b) => {
                assert_eq!(
                    b.view().unwrap().as_bytes().unwrap().as_ptr().addr() % 64,
                    0
                );
                assert_eq!(b, copy);
            }
            Contiguous::Borrowed(_) => assert_eq!(n, 1),
        }
    }
}

/// Fields that overlap add up to more bytes than a number holds.
#[test]
fn huge_formats_without_items() {
    let byte = || Format::scalar(Scalar::U8);
    let size = 1 << (usize::BITS - 2);
    let large = Format::array(&[size], byte()).unwrap();
    let mut overlapping = Format::record(size);
    for name in ["a", "b", "c", "d"] {
        overlapping = overlapping.at(0, name, large.clone());
    }
    for format in [overlapping.build().unwrap(), large] {
        let spec = Spec::from_format(format.clone()).shape([0]);
        let view = View::from_bytes(&[], &spec).unwrap();
        let copy = view.convert_to(&format).to_buffer(Order::C).unwrap();
        assert_eq!((copy.len(), copy.itemsize()), (0, format.size()));
    }
}

#[cfg(all(feature = "half", feature = "num-complex"))]
#[test]
fn types_of_other_crates() {
    use half::f16;
    use num_complex::Complex;

    use crate::{Be, Bool, Le, Unaligned};

    let v = View::from_slice(&[0.1f64, -2.0]);
    let halves: Vec<f16> = v.convert().to_vec(Order::C).unwrap();
    assert_eq!(halves[0].to_bits(), 0x2E66);
    let swapped: Vec<Be<f16>> = v.convert().to_vec(Order::C).unwrap();
    assert_eq!(swapped[1].get().to_f32(), -2.0);
    let complex: Vec<Complex<f32>> = v.convert().to_vec(Order::C).unwrap();
    assert_eq!(complex[1], Complex::new(-2.0, 0.0));
    let c = View::from_slice(&complex);
    let e = c.convert::<f32>().to_vec(Order::C).unwrap_err();
    assert_eq!(
        e.to_string(),
        native(
            "format \"<Zf\" is not convertible to \"<f\": that needs casting unsafe, same_kind was given"
        )
    );
    let le: Vec<Unaligned<Le<i32>>> = v
        .convert()
        .casting(Casting::Unsafe)
        .to_vec(Order::C)
        .unwrap();
    assert_eq!(le[1].get().get(), -2);
    let truth: Vec<Bool> = v
        .convert()
        .casting(Casting::Unsafe)
        .to_vec(Order::C)
        .unwrap();
    assert!(truth[0].is_true());
}
