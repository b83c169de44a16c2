use proptest::prelude::*;

use super::*;

proptest! {
    #[test]
    fn numbers_are_sorted_as_the_standard_library_sorts_them(
        keys in prop::collection::vec(0..20_u8, 0..200)
    ) {
        let order = sorted(keys.len(), |a, b| keys[b] < keys[a]).unwrap();
        let mut expected: Vec<u32> = (0..short(keys.len())).collect();
        expected.sort_by_key(|&at| keys[index(at)]);
        prop_assert_eq!(order, expected);
    }
}
