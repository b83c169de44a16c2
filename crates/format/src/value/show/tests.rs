use super::*;
use alloc::string::ToString;
use alloc::vec;

/// What `repr` of Python 3.11 shows.
#[test]
fn as_python_shows_it() {
    for (value, shown) in [
        (Value::Bool(true), "True"),
        (Value::Int(-7), "-7"),
        (Value::UInt(u64::MAX), "18446744073709551615"),
        (Value::Float(1.0), "1.0"),
        (Value::Float(0.1), "0.1"),
        (Value::Float(-0.0), "-0.0"),
        (Value::Float(1e16), "1e+16"),
        (Value::Float(9_999_999_999_999_998.0), "9999999999999998.0"),
        (Value::Float(0.0001), "0.0001"),
        (Value::Float(0.000_012_5), "1.25e-05"),
        (Value::Float(5e-324), "5e-324"),
        // Two texts of 17 digits are equally near: the even one.
        (Value::Float(190.812_286_376_953_12), "190.81228637695312"),
        (
            Value::Float(-0.001_000_404_357_910_156_2),
            "-0.0010004043579101562",
        ),
        (Value::Float(f64::MIN_POSITIVE), "2.2250738585072014e-308"),
        (Value::Float(f64::MAX), "1.7976931348623157e+308"),
        (Value::Float(9_007_199_254_740_993.0), "9007199254740992.0"),
        (Value::Float(f64::NAN), "nan"),
        (Value::Float(f64::NEG_INFINITY), "-inf"),
        (Value::Complex { re: 1.0, im: -2.5 }, "(1-2.5j)"),
        (Value::Complex { re: 0.0, im: 1.0 }, "1j"),
        (Value::Complex { re: 1.0, im: -0.0 }, "(1-0j)"),
        (
            Value::Complex {
                re: 2.5,
                im: -f64::NAN,
            },
            "(2.5+nanj)",
        ),
        (Value::Bool(false), "False"),
        (Value::Float(f64::INFINITY), "inf"),
        (Value::Float(-1e-5), "-1e-05"),
        (Value::Float(1e100), "1e+100"),
        (Value::Complex { re: -0.0, im: 1.0 }, "(-0+1j)"),
        (
            Value::Complex {
                re: f64::NAN,
                im: f64::INFINITY,
            },
            "(nan+infj)",
        ),
        (Value::from(b"a\x00\n\\'\xff"), "b\"a\\x00\\n\\\\'\\xff\""),
        (Value::from(b"'\""), "b'\\'\"'"),
        (Value::from(b"\"\t\r"), "b'\"\\t\\r'"),
        (Value::from(b"\x1f ~\x7f"), "b'\\x1f ~\\x7f'"),
        (Value::from("'\""), "'\\'\"'"),
        (Value::from("\"\n\r\\"), "'\"\\n\\r\\\\'"),
        (
            Value::from("\u{1f} ~\u{a0}\u{a1}\u{ad}\u{ae}"),
            "'\\x1f ~\\xa0\u{a1}\\xad\u{ae}'",
        ),
        (Value::from("it's é\u{7f}\t"), "\"it's é\\x7f\\t\""),
        (Value::Record(vec![1.into()]), "(1,)"),
        (Value::Record(vec![]), "()"),
        (
            Value::Array(vec![1.into(), Value::Record(vec![])]),
            "[1, ()]",
        ),
        (Value::Record(vec![1.into(), 2.into()]), "(1, 2)"),
    ] {
        assert_eq!(value.to_string(), shown);
    }
}
