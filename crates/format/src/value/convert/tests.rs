use super::*;
use alloc::string::ToString;
use alloc::vec;

#[test]
fn integers_are_checked() {
    assert_eq!(u8::try_from(Value::Int(255)), Ok(255));
    assert_eq!(
        i64::try_from(Value::UInt(1 << 63)).unwrap_err().to_string(),
        "'q' format requires -9223372036854775808 <= number <= 9223372036854775807"
    );
    assert_eq!(
        u8::try_from(Value::Int(-1)).unwrap_err().to_string(),
        "'B' format requires 0 <= number <= 255"
    );
    assert_eq!(u16::try_from(Value::Bool(true)), Ok(1));
    assert_eq!(Value::from(usize::MAX), Value::UInt(usize::MAX as u64));
    assert_eq!(Value::from(-1isize), Value::Int(-1));
    assert_eq!(
        u16::try_from(Value::Float(1.0)).unwrap_err().to_string(),
        "expected an integer, found float"
    );
}

#[test]
fn everything_else_asks_for_its_kind() {
    assert_eq!(f64::try_from(Value::Int(-3)), Ok(-3.0));
    assert_eq!(f32::try_from(&Value::Float(0.1)), Ok(0.1));
    assert_eq!(bool::try_from(Value::Bool(true)), Ok(true));
    assert!(bool::try_from(Value::Int(1)).is_err());
    assert_eq!(f32::try_from(Value::Bool(true)), Ok(1.0));
    assert_eq!(f64::try_from(Value::UInt(1 << 60)), Ok(2f64.powi(60)));
    assert_eq!(
        f64::try_from(Value::from(b"1")).unwrap_err().to_string(),
        "expected a real number, found bytes"
    );
    assert_eq!(String::try_from(Value::from("a")), Ok("a".into()));
    assert_eq!(<&str>::try_from(&Value::from("a")), Ok("a"));
    assert_eq!(<&[u8]>::try_from(&Value::from(b"a")), Ok(&b"a"[..]));
    assert_eq!(
        <&[u8]>::try_from(&Value::from("a"))
            .unwrap_err()
            .to_string(),
        "expected bytes, found text"
    );
    let pair = Value::Record(vec![1.into(), 2.into()]);
    assert_eq!(<&[Value]>::try_from(&pair).map(<[_]>::len), Ok(2));
    assert_eq!(
        <&[Value]>::try_from(&Value::Bool(true))
            .unwrap_err()
            .to_string(),
        "expected a record or an array, found bool"
    );
    assert_eq!(Vec::<u8>::try_from(Value::from(b"a")), Ok(b"a".to_vec()));
    assert_eq!(
        Vec::<Value>::try_from(Value::Array(vec![1.into()])),
        Ok(vec![1.into()])
    );
    assert_eq!(
        Vec::<Value>::try_from(Value::from("a"))
            .unwrap_err()
            .to_string(),
        "expected a record or an array, found text"
    );
}

#[test]
fn generic_code_goes_through_num_traits() {
    fn sum<T: FromPrimitive + ToPrimitive>(values: &[T]) -> f64 {
        values.iter().filter_map(ToPrimitive::to_f64).sum()
    }
    assert_eq!(
        sum(&[Value::Int(1), Value::UInt(2), Value::Float(0.5)]),
        3.5
    );
    let numbers = [
        (Value::Bool(true), Some(1), Some(1)),
        (Value::Int(-7), Some(-7), None),
        (Value::Int(7), Some(7), Some(7)),
        (Value::UInt(u64::MAX), None, Some(u64::MAX)),
        (Value::UInt(7), Some(7), Some(7)),
        (Value::Float(-7.9), Some(-7), None),
        (Value::Float(7.9), Some(7), Some(7)),
        (Value::from("x"), None, None),
    ];
    for (value, signed, unsigned) in numbers {
        assert_eq!((value.to_i64(), value.to_u64()), (signed, unsigned));
    }
    assert_eq!(Value::Bool(true).to_f64(), Some(1.0));
    assert_eq!(Value::UInt(3).to_f64(), Some(3.0));
    assert_eq!(Value::from("x").to_f64(), None);
    assert_eq!(Value::Float(-1.5).to_u64(), None);
    assert_eq!(Value::from_i32(-1), Some(Value::Int(-1)));
    assert_eq!(Value::from_u32(9), Some(Value::UInt(9)));
    assert_eq!(Value::from_f32(0.5), Some(Value::Float(0.5)));
}
