use super::*;
use proptest::prelude::*;

#[test]
fn every_half_comes_back() {
    for bits in 0..=u16::MAX {
        let value = half_to_f64(bits);
        assert_eq!(f64_to_half(value), Some(bits), "{bits:#06x}");
        let exponent = i32::from(bits >> 10 & 0x1f);
        if exponent != 0x1f {
            // By the definition of binary16.
            let mantissa = f64::from(bits & 0x3ff) / 1024.0;
            let magnitude = match exponent {
                0 => mantissa * 2f64.powi(-14),
                _ => (1.0 + mantissa) * 2f64.powi(exponent - 15),
            };
            assert_eq!(value.abs(), magnitude);
            assert_eq!(value.is_sign_negative(), bits >> 15 == 1);
        } else {
            assert_eq!(value.is_nan(), bits & 0x3ff != 0);
        }
    }
}

#[test]
fn halves_round_once_to_even() {
    let two = |exponent| 2f64.powi(exponent);
    for (value, bits) in [
        (1.0 + two(-11), 0x3c00),
        (1.0 + two(-11) + two(-40), 0x3c01),
        (1.0 + 3.0 * two(-11), 0x3c02),
        (two(-24), 0x0001),
        (two(-25), 0x0000),
        (two(-25) + two(-60), 0x0001),
        (two(-14) - two(-26), 0x0400),
        (65519.99, 0x7bff),
        (f64::MIN_POSITIVE, 0),
        (5e-324, 0),
        (-0.0, 0x8000),
        (f64::NEG_INFINITY, 0xfc00),
    ] {
        assert_eq!(f64_to_half(value), Some(bits), "{value:e}");
    }
    assert_eq!(f64_to_half(65520.0), None);
    assert_eq!(f64_to_half(-f64::MAX), None);
}

#[test]
fn singles_overflow_at_the_middle() {
    let beyond = 3.402_823_567_797_336_6e38;
    assert_eq!(f64_to_single(beyond), None);
    let below = f64::from_bits(beyond.to_bits() - 1);
    assert_eq!(f64_to_single(below), Some(f32::MAX.to_bits()));
}

#[test]
fn nans_keep_their_bits() {
    for bits in [0x7f80_0001_u32, 0x7fc0_0000, 0xffc1_2345, 0x7fa0_0000] {
        let value = single_to_f64(bits);
        assert!(value.is_nan());
        assert_eq!(f64_to_single(value), Some(bits));
    }
    // A payload that does not fit stays a NaN.
    assert_eq!(
        f64_to_single(f64::from_bits(0x7ff0_0000_0000_0001)),
        Some(0x7fc0_0000)
    );
    assert_eq!(
        f64_to_half(f64::from_bits(0xfff0_0000_0000_0001)),
        Some(0xfe00)
    );
}

#[test]
fn x87_values() {
    let x87 = |mantissa: u64, head: u16| {
        let mut bytes = [0; 10];
        bytes[..8].copy_from_slice(&mantissa.to_le_bytes());
        bytes[8..].copy_from_slice(&head.to_le_bytes());
        x87_to_f64(bytes)
    };
    const ONE: u64 = 1 << 63;
    assert_eq!(x87(ONE, 0x3fff), 1.0);
    assert_eq!(x87(ONE | 1 << 62, 0xc000), -3.0);
    // 1 + 2^-53 is a tie, and rounds to even; one bit more rounds up.
    assert_eq!(x87(ONE | 1 << 10, 0x3fff), 1.0);
    assert_eq!(x87(ONE | 1 << 10 | 1, 0x3fff), 1.0 + f64::EPSILON);
    assert_eq!(x87(u64::MAX, 0x3fff), 2.0);
    assert_eq!(x87(ONE, 0x7ffe), f64::INFINITY);
    assert_eq!(x87(ONE, 0x7fff), f64::INFINITY);
    assert_eq!(x87(ONE, 0xffff), f64::NEG_INFINITY);
    assert!(x87(ONE | 1 << 62, 0x7fff).is_nan());
    assert!(x87(ONE | 1, 0x7fff).is_nan());
    assert_eq!(x87(0, 0x8000).to_bits(), (-0.0_f64).to_bits());
    assert_eq!(x87(1, 0), 0.0);
    // A mantissa without its highest bit, which the x87 itself no longer makes.
    assert_eq!(x87(ONE >> 1, 0x4000), 1.0);
    assert_eq!(x87(ONE >> 3 | ONE >> 4, 0xc002), -1.5);
    // A NaN keeps what fits of its bits, and both signs.
    assert_eq!(
        x87(ONE | 0x123 << 11, 0x7fff).to_bits(),
        0x7ff << 52 | 0x123
    );
    assert_eq!(x87(3 << 62, 0xffff).to_bits(), 0xfff8 << 48);
    // The least subnormal, half of it (a tie, to even), and a bit more than half.
    assert_eq!(x87(ONE, 16383 - 1074), 5e-324);
    assert_eq!(x87(ONE, 16383 - 1075), 0.0);
    assert_eq!(x87(ONE | 1, 16383 - 1075), 5e-324);
    assert_eq!(x87(ONE >> 1, 16383 - 1073), 5e-324);
    assert_eq!(x87(u64::MAX, 16383 - 1023), f64::MIN_POSITIVE);
    // The x87 writes the bit before the point, of an infinity too.
    let infinite = [0, 0, 0, 0, 0, 0, 0, 0x80, 0xff, 0x7f];
    assert_eq!(f64_to_x87(f64::INFINITY), infinite);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20 * ProptestConfig::default().cases))]

    #[test]
    fn singles_agree_with_the_machine(bits: u64, exponent in 860_u64..1160) {
        let near = bits & !(0x7ff << 52) | exponent << 52;
        for value in [f64::from_bits(bits), f64::from_bits(near)] {
            #[allow(clippy::cast_possible_truncation)]
            let expected = value as f32;
            match f64_to_single(value) {
                None => prop_assert!(value.is_finite() && expected.is_infinite()),
                Some(_) if value.is_nan() => prop_assert!(expected.is_nan()),
                Some(bits) => prop_assert_eq!(bits, expected.to_bits()),
            }
        }
    }

    #[test]
    fn singles_come_back(bits: u32) {
        prop_assert_eq!(f64_to_single(single_to_f64(bits)), Some(bits));
    }

    #[test]
    fn x87_comes_back(bits: u64) {
        for bits in [bits, bits | 0x7ff << 52, bits & !(0x7ff << 52)] {
            let value = f64::from_bits(bits);
            prop_assert_eq!(x87_to_f64(f64_to_x87(value)).to_bits(), bits);
        }
    }
}
