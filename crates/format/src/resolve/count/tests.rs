use proptest::prelude::*;

use super::*;
use crate::{Abi, Format};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8 * ProptestConfig::default().cases))]

    /// Of texts that are right, of which nothing is left out.
    #[test]
    fn letters_are_counted_as_items_are(text in "([<>=@^]|[xbhisp?OZ]|[0-9]{1,2}|T\\{|\\}|:a:|::|\\([1-9],2\\)|&| ){0,9}") {
        for dialect in [Dialect::All, Dialect::Struct] {
            let rules = crate::resolve::Rules::written(dialect);
            if crate::resolve::resolve(&text, &Abi::LP64, rules).is_err() {
                continue;
            }
            if let Some(counts) = letters(text.as_bytes()) {
                let Counts { entries, names, letters, heads, cells, axes, .. } = items(&text, dialect);
                prop_assert_eq!((counts.entries, counts.names), (entries, names), "{}", text);
                prop_assert_eq!((counts.letters, counts.heads), (letters, heads), "{}", text);
                prop_assert_eq!(counts.cells, cells, "{}", text);
                // A count of 1 makes no array.
                let ones = text.matches('1').count();
                prop_assert!((axes..=axes + ones).contains(&counts.axes), "{}", text);
            }
        }
    }
}

#[test]
fn what_is_frequent_is_counted_by_letters() {
    for text in [
        "<10s2HIQ",
        "T{b:a:xxxi:b:(2,3)d:c:}",
        ">hfB",
        "3s:x:",
        "T{T{b:a:}:b:}",
    ] {
        assert!(letters(text.as_bytes()).is_some(), "{text}");
        assert!(Format::parse(text).is_ok());
    }
}

#[test]
fn what_is_pointed_to_is_no_padding() {
    assert_eq!(count("&xx", Dialect::All).entries, 1);
    assert!(Format::parse("&x").is_ok());
}
