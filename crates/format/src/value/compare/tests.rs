use super::*;
use alloc::vec;

#[test]
fn numbers_compare_by_their_exact_value() {
    for (one, other, equal) in [
        (Value::Int(1), Value::Float(1.0), true),
        (Value::Bool(true), Value::UInt(1), true),
        (Value::Int(-1), Value::UInt(u64::MAX), false),
        (
            Value::Int(1 << 53),
            Value::Float(9_007_199_254_740_992.0),
            true,
        ),
        (
            Value::Int((1 << 53) + 1),
            Value::Float(9_007_199_254_740_992.0),
            false,
        ),
        (
            Value::UInt(u64::MAX),
            Value::Float(18_446_744_073_709_551_616.0),
            false,
        ),
        (
            Value::Int(i64::MIN),
            Value::Float(-9_223_372_036_854_775_808.0),
            true,
        ),
        (Value::Int(0), Value::Float(-0.0), true),
        (Value::Int(0), Value::Float(0.5), false),
        (Value::Int(0), Value::Float(f64::INFINITY), false),
        (Value::Float(f64::NAN), Value::Float(f64::NAN), false),
        (Value::Int(0), Value::Float(f64::NAN), false),
        (Value::Int(0), Value::Float(-1e300), false),
        (Value::UInt(1 << 63), Value::Float(1e300), false),
        (Value::Float(0.5), Value::Float(0.5), true),
        (Value::Float(0.5), Value::Float(0.25), false),
        (Value::Complex { re: 2.0, im: 0.0 }, Value::Int(2), true),
        (Value::Complex { re: 2.0, im: 0.0 }, Value::Float(2.0), true),
        (
            Value::Complex { re: 3.0, im: 0.0 },
            Value::Float(2.0),
            false,
        ),
        (
            Value::Complex { re: 2.0, im: 1.0 },
            Value::Complex { re: 2.0, im: 1.0 },
            true,
        ),
        (
            Value::Complex { re: 2.0, im: 1.0 },
            Value::Complex { re: 2.0, im: 3.0 },
            false,
        ),
        (
            Value::Complex { re: 2.0, im: 1.0 },
            Value::Complex { re: 3.0, im: 1.0 },
            false,
        ),
        (Value::Complex { re: 2.0, im: 1.0 }, Value::Int(2), false),
    ] {
        assert_eq!(one == other, equal, "{one} == {other}");
        assert_eq!(other == one, equal, "{other} == {one}");
    }
}

#[test]
fn other_kinds_are_equal_among_themselves_only() {
    let bytes = Value::from(b"a");
    let text = Value::from("a");
    assert_ne!(bytes, text);
    assert_ne!(bytes, Value::Int(97));
    assert_eq!(
        Value::Array(vec![1.into()]),
        Value::Record(vec![1.0.into()])
    );
    assert_ne!(Value::Array(vec![1.into()]), Value::Int(1));
    let nan = Value::Record(vec![f64::NAN.into()]);
    assert_ne!(nan, nan.clone());
}
