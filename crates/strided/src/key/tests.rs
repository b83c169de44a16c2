use std::string::ToString;
use std::vec;
use std::vec::Vec;

use super::{Ellipsis, Index, IntoKey, Key, NewAxis, Slice};

fn parts(key: impl IntoKey) -> Vec<Index> {
    key.into_key().as_ref().to_vec()
}

fn error(text: &str) -> std::string::String {
    text.parse::<Key>().unwrap_err().to_string()
}

#[test]
fn a_key_serves_by_reference() {
    let key: Key = "-3:, 2".parse().unwrap();
    assert_eq!(parts(&key), key.as_ref());
}

#[test]
fn rust_ranges_mean_what_python_slices_mean() {
    let (max, least_step) = (isize::MAX.to_string(), std::format!("::{}", -isize::MAX));
    let cases = [
        (parts(1..5), "1:5"),
        (parts(-3..), "-3:"),
        (parts(..4usize), ":4"),
        (parts(1..=3), "1:4"),
        (parts(..=-1), ":"),
        (parts(Slice::between(2, -1)), "2:-1"),
        (parts(..), ":"),
        (parts(..=isize::MAX), ":"),
        (parts(u64::MAX), &*max),
        (parts((.., 100, -3.., Slice::REV)), ":, 100, -3:, ::-1"),
        (parts((Ellipsis, NewAxis, 0)), "..., None, 0"),
        (parts(Slice::from(..).by(isize::MIN)), &*least_step),
        (parts(()), ""),
    ];
    for (parts, text) in cases {
        assert_eq!(Key::new(parts.clone()).to_string(), text);
        assert_eq!(text.parse::<Key>().unwrap().as_ref(), parts);
    }
}

#[test]
fn numpy_texts_parse() {
    let whole = std::format!("{}:{}", isize::MAX, isize::MIN);
    let same = [
        ("[1:5, ..., ::-1]", "1:5, ..., ::-1"),
        (" 1 : 5 : 2 ,", "1:5:2"),
        ("np.newaxis, Ellipsis", "None, ..."),
        ("+3, - 4", "3, -4"),
        ("::", ":"),
        ("[]", ""),
        ("99999999999999999999:-99999999999999999999", &*whole),
    ];
    for (text, canonical) in same {
        assert_eq!(
            text.parse::<Key>().unwrap().to_string(),
            canonical,
            "{text}"
        );
    }
}

#[test]
fn refusals_point_at_the_place() {
    assert_eq!(
        error("1:2:3:4"),
        "index does not parse: expected ',' or the end\n  1:2:3:4\n       ^"
    );
    assert_eq!(
        error("1,,2"),
        "index does not parse: expected an integer, a slice, '...' or None\n  1,,2\n    ^"
    );
    assert_eq!(
        error("[1"),
        "index does not parse: expected ',' or ']'\n  [1\n    ^"
    );
    assert_eq!(
        error("1]"),
        "index does not parse: expected ',' or the end\n  1]\n   ^"
    );
    assert_eq!(
        error("-:"),
        "index does not parse: expected a digit\n  -:\n   ^"
    );
    assert_eq!(
        error("é"),
        "index does not parse: expected an integer, a slice, '...' or None\n  é\n  ^"
    );
    assert_eq!(
        error("1:é"),
        "index does not parse: expected ',' or the end\n  1:é\n    ^"
    );
}

#[test]
fn a_slice_tells_its_indices() {
    assert_eq!(Slice::from(-3..).indices(10).unwrap(), (7, 3, 1));
    assert_eq!(Slice::REV.indices(0).unwrap().1, 0);
    let zero = Slice::every(0).indices(3).unwrap_err();
    assert_eq!(zero.to_string(), "slice step cannot be zero");
    assert!(Slice::ALL.indices(usize::MAX).is_err());
    let _ = vec![Slice::ALL];
}

#[test]
fn a_key_of_more_parts_than_any_view_takes_is_refused() {
    let key: Key = ":,".repeat(129).parse().unwrap();
    assert_eq!(key.as_ref().len(), 129);
    let error = error(&":,".repeat(130));
    assert!(
        error.starts_with("index does not parse: expected the end: no view takes more than 129"),
        "{error}"
    );
}
