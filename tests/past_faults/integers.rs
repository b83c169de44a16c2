//! Sums and products that wrapped elsewhere: the largest group among Rust's advisories, and what debug builds hide.

use memoryview::{
    Error, ErrorKind, Format, Index, Key, Layout, Order, Slice, Spec, Value, View, ViewMut,
};

/// `prepare_s` summed repeat counts in a signed integer: <https://github.com/python/cpython/pull/145158>.
/// Redis's lua_struct read digits until they wrapped: <https://github.com/redis/redis/issues/2855>, CVE-2024-36671.
/// MicroPython's `calcsize('1500000000I')` wrapped on 32 bits: <https://github.com/micropython/micropython/pull/19182>.
#[test]
fn counts_and_sizes_of_formats_do_not_wrap() {
    let max = isize::MAX.unsigned_abs() as u128;
    let counts: [u128; 12] = [
        0,
        1,
        1_500_000_000,
        (1 << 31) - 1,
        1 << 31,
        (1 << 32) + 1,
        1 << 61,
        1 << 62,
        (1 << 63) - 1,
        1 << 63,
        (1 << 64) + 1,
        u128::MAX,
    ];
    for (code, size) in [('x', 1), ('s', 1), ('B', 1), ('H', 2), ('I', 4), ('Q', 8)] {
        for count in counts {
            let text = format!("<{count}{code}");
            let fits = count.checked_mul(size).filter(|&bytes| bytes <= max);
            let got = Format::parse_struct(&text).map(|f| f.size() as u128);
            assert_eq!(got.ok(), fits, "{text}");
        }
        // The sum of two that fit.
        let half = max / 2 / size + 1;
        assert!(Format::parse_struct(&format!("<{half}{code}")).is_ok());
        assert!(Format::parse_struct(&format!("<{half}{code}{half}{code}")).is_err());
        assert!(Format::parse(&format!("T{{<{half}{code}:a:{half}{code}:b:}}")).is_err());
    }
    // 35 digits, 8 lengths whose product is 0 modulo 2^64.
    assert!(Format::parse("99999999999999999999999999999999999i").is_err());
    assert!(Format::parse("(65536,65536,65536,65536)B").is_err());
    assert!(Format::parse("(0,65536,65536,65536,65536)B").is_err());
}

/// `PyList::nth` added to an index until it wrapped: RUSTSEC-2026-0176.
#[test]
fn iterators_skip_past_the_end() {
    let data = [1_u16, 2, 3, 4, 5, 6];
    let v = View::from_slice(&data).reshape([2, 3]).unwrap();
    let typed = v.typed::<u16>().unwrap();
    macro_rules! skips {
        ($($iterator:expr),* $(,)?) => {$(
            for n in [usize::MAX, usize::MAX - 1, isize::MAX as usize, 6] {
                let mut it = $iterator;
                assert!(it.next().is_some());
                assert!(it.nth(n).is_none(), "{n}");
                assert!(it.nth(n).is_none() && it.next().is_none());
                assert_eq!(it.size_hint(), (0, Some(0)));
            }
        )*};
    }
    let format = Format::parse("<H").unwrap();
    skips!(
        v.iter(),
        v.layout().offsets(),
        typed.iter(),
        v.iter_as::<f64>().unwrap(),
        v.axis_iter(0).unwrap(),
        v.blocks(2),
        format.iter_unpack(&[0; 12]).unwrap(),
    );
    let mut back = typed.iter();
    assert!(back.nth_back(usize::MAX).is_none() && back.next().is_none());
}

/// A slice of a slice multiplied stride and step of a valid array until it wrapped, which crashed NumPy 2.5:
/// <https://github.com/numpy/numpy/issues/32219>.
#[test]
fn steps_of_any_size_on_a_valid_view() {
    let data: Vec<u64> = (0..24).collect();
    let v = View::from_slice(&data).reshape([2, 3, 4]).unwrap();
    for step in [
        isize::MAX,
        isize::MAX - 1,
        isize::MAX / 2 + 1,
        isize::MAX / 4 + 1,
        -isize::MAX,
        isize::MIN,
    ] {
        for axis in 0..3 {
            let mut key = vec![Index::Slice(Slice::ALL); 3];
            key[axis] = Index::Slice(Slice::every(step));
            let once = v.slice(Key::new(key.clone())).unwrap();
            let twice = once.slice(Key::new(key)).unwrap();
            assert_eq!(once.shape()[axis], 1);
            let end = if step > 0 { 0 } else { -1 };
            let wanted = v.select(axis, end).unwrap().to_bytes(Order::C).unwrap();
            assert_eq!(once.to_bytes(Order::C).unwrap(), wanted);
            assert_eq!(twice.to_bytes(Order::C).unwrap(), wanted);
            assert_eq!(once.flip(axis).unwrap().to_bytes(Order::C).unwrap(), wanted);
            // The stride of the one item left is never read: it may be stepped, permuted, repeated.
            assert_eq!(once.transpose().transpose(), once);
        }
    }
}

/// An index of `isize::MIN` was negated: <https://github.com/RustPython/RustPython/issues/2386>.
#[test]
fn the_smallest_integer_is_an_index_like_others() {
    let v = View::from_slice(&[1_u8, 2, 3]);
    let least = isize::MIN;
    assert!(
        matches!(v.item([least]), Err(Error::Index { axis: 0, index, len: 3 }) if index == least)
    );
    assert!(v.select(least, 0).is_err() && v.select(0, least).is_err());
    assert!(v.flip(least).is_err() && v.squeeze(least).is_err() && v.expand_dims(least).is_err());
    assert!(v.permute([least]).is_err() && v.reshape([least]).is_err());
    assert!(v.split_at(0, least).is_err());
    assert_eq!(v.slice(least..).unwrap().len(), 3);
    assert_eq!(v.slice(..least).unwrap().len(), 0);
    assert_eq!(
        v.slice(Slice::new(Some(least), Some(least), least))
            .unwrap()
            .len(),
        0
    );
    assert_eq!(
        v.slice(Slice::new(None, Some(least), least))
            .unwrap()
            .to_string(),
        "[3]"
    );
    assert!(format!("::{least}").parse::<Key>().is_ok());
    let square = View::from_slice(&[1_u8, 2, 3, 4]).reshape([2, 2]).unwrap();
    assert!(square.diagonal(least, 0, 1).unwrap().is_empty());
}

/// A shape times an item size wrapped, behind strides of zero: <https://github.com/numpy/numpy/issues/7451>.
/// The product of a shape wrapped to a small number, or to exactly 0, and the checks were skipped: RUSTSEC-2026-0217,
/// <https://github.com/google-ai-edge/LiteRT/pull/9254>. A sum of a capacity and an offset wrapped in release: RUSTSEC-2026-0007.
/// RUSTSEC-2026-0116 converted a product after it had wrapped.
#[test]
fn shapes_whose_product_wraps_are_refused() {
    let bytes = [0_u8; 56];
    let (half, quarter, top) = (usize::BITS / 2, usize::BITS / 4, usize::BITS - 1);
    let shapes: [&[usize]; 7] = [
        &[(1 << (top - 2)) + 7],
        &[1 << half, 1 << half],
        &[1 << quarter, 1 << quarter, 1 << quarter, 1 << quarter],
        &[0, 1 << half, 1 << half],
        &[1 << top, 2],
        &[usize::MAX / 8 + 2],
        &[2, usize::MAX],
    ];
    for shape in shapes {
        let zeros = vec![0; shape.len()];
        assert!(Layout::new(shape, &zeros, 0, 8).is_err(), "{shape:?}");
        assert!(Layout::contiguous(shape, 8, Order::F).is_err());
        let spec = Spec::new("<d").unwrap().shape(shape);
        assert!(View::from_bytes(&bytes, &spec).is_err());
        assert!(View::from_bytes(&bytes, &spec.strides(zeros)).is_err());
        let one = View::from_slice(&[1.0_f64]);
        assert!(one.broadcast_to(shape).is_err());
        assert!(one.as_strided(shape, &vec![0; shape.len()], 0).is_err());
        let wanted: Vec<isize> = shape.iter().map(|&n| n.cast_signed()).collect();
        assert!(one.reshape(&wanted).is_err());
        assert!(Format::array(shape, Format::parse("<d").unwrap()).is_err());
    }
    let far = Spec::new("<d").unwrap().shape([1]).offset(usize::MAX);
    assert!(View::from_bytes(&bytes, &far).is_err());
    let format = Format::parse("<d").unwrap();
    assert!(format.unpack_from(&bytes, usize::MAX).is_err());
    assert!(format.unpack_from(&bytes, usize::MAX - 7).is_err());
    assert!(
        format
            .pack_into(&[Value::Float(0.0)], &mut [0; 8], usize::MAX - 3)
            .is_err()
    );
    let mut target = [0_u8; 8];
    let too_far = Spec::new("B").unwrap().shape([2]).strides([isize::MAX]);
    assert!(ViewMut::from_bytes(&mut target, &too_far).is_err());
}

/// Dimensions were copied into a fixed array whatever their number: <https://github.com/numpy/numpy/issues/18939>, CVE-2021-33430; an
/// error text of 40 negative lengths did not fit its buffer: <https://github.com/numpy/numpy/issues/19000>, CVE-2021-41496.
#[test]
fn the_number_of_dimensions_is_bounded() {
    let v = View::from_slice(&[7_u8]);
    for rank in [65, 66, 100, 1000, 100_000] {
        let ones = vec![1_usize; rank];
        assert_eq!(
            Layout::contiguous(&ones, 1, Order::C).unwrap_err().kind(),
            ErrorKind::Value
        );
        assert!(Layout::new(&ones, &vec![1; rank], 0, 1).is_err());
        assert!(v.broadcast_to(&ones).is_err());
        assert!(v.reshape(&ones).is_err());
        assert!(v.slice(vec![Index::NewAxis; rank]).is_err());
        assert!(View::from_bytes(&[0], &Spec::new("B").unwrap().shape(&ones)).is_err());
        // In a format the axes are counted where a view gets them.
        let deep = format!("T{{({})B:x:}}", vec!["1"; rank].join(","));
        let inner = View::from_bytes(&[0], &Spec::new(&deep).unwrap());
        assert!(inner.unwrap().field("x").is_err());
    }
    let negative = Spec::new("B").unwrap().shape([-7_isize; 40]);
    let refused = View::from_bytes(&[0], &negative).unwrap_err().to_string();
    assert!(refused.contains("negative") && refused.matches("-7").count() == 40);
}
