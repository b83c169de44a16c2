use std::string::ToString;

use crate::{Layout, Order, Position};

/// Arrays are the plain form; every other one means the same.
#[test]
fn integers_tuples_and_lists_name_the_item_that_an_array_names() {
    let line = Layout::contiguous(&[5], 4, Order::C).unwrap();
    for i in -6..6_i8 {
        assert_eq!(i.locate(&line), [i].locate(&line));
        assert_eq!((i,).locate(&line), [i].locate(&line));
        assert_eq!(std::vec![i].locate(&line), [i].locate(&line));
    }
    let cube = Layout::contiguous(&[2, 3, 4], 2, Order::F).unwrap();
    for (i, j, k) in [(0, 0, 0), (1, 2, 3), (-1, -3, 2), (2, 0, 0), (0, -4, 0)] {
        let wanted = [i, j, k].locate(&cube);
        assert_eq!((i, j, k).locate(&cube), wanted);
        // Each of a type of its own.
        let mixed = (i as i64, j as isize, k as i16);
        assert_eq!(mixed.locate(&cube), wanted);
        assert_eq!([i, j, k][..].locate(&cube), wanted);
    }
    assert_eq!([1, 2, 3].locate(&cube), Ok(2 * 23));
    assert_eq!(
        7_i32.locate(&cube).unwrap_err().to_string(),
        (7,).locate(&cube).unwrap_err().to_string()
    );
    let eight = Layout::contiguous(&[1; 8], 1, Order::C).unwrap();
    assert_eq!((0, 0, 0, 0, 0, 0, 0, -1).locate(&eight), Ok(0));
}
