use std::format;
use std::string::ToString;
use std::vec::Vec;

use crate::{Spec, View};

fn range(n: i32) -> Vec<i32> {
    (0..n).collect()
}

#[test]
fn small_views_are_printed_whole() {
    let data = range(12);
    let v = View::from_slice(&data);
    let cube = v.reshape([2, 3, 2]).unwrap();
    assert_eq!(
        cube.to_string(),
        "[[[ 0,  1],\n  [ 2,  3],\n  [ 4,  5]],\n\n [[ 6,  7],\n  [ 8,  9],\n  [10, 11]]]"
    );
    assert_eq!(v.select(0, 3).unwrap().to_string(), "3");
    assert_eq!(v.slice(..0).unwrap().to_string(), "[] (shape (0,))");
    assert_eq!(
        cube.slice((.., ..0)).unwrap().to_string(),
        "[] (shape (2, 0, 2))"
    );
}

#[test]
fn large_views_show_their_ends() {
    let data = range(10_000);
    let v = View::from_slice(&data);
    assert_eq!(v.to_string(), "[   0,    1,    2, ..., 9997, 9998, 9999]");
    let square = v.reshape([100, 100]).unwrap();
    let text = square.to_string();
    assert!(
        text.starts_with("[[   0,    1,    2, ...,   97,   98,   99],\n [ 100,"),
        "{text}"
    );
    assert!(text.contains(",\n ...,\n [9700,"), "{text}");
    assert!(text.ends_with("9997, 9998, 9999]]"), "{text}");
    assert_eq!(v.reshape([5000, 2]).unwrap().to_string().lines().count(), 7);
}

#[test]
fn long_lines_are_broken() {
    let data = range(40);
    let text = View::from_slice(&data).to_string();
    assert!(text.lines().all(|l| l.len() <= 75), "{text}");
    assert_eq!(text.lines().count(), 3);
    assert!(text.lines().nth(1).unwrap().starts_with(" 1"), "{text}");
}

/// As `np.array2string(a, separator=", ")` of NumPy 2.4.6 breaks them.
#[test]
fn what_is_left_out_takes_room_in_its_line() {
    let shown = |first: i64| {
        let data: Vec<i64> = (first..first + 2000).collect();
        View::from_slice(&data).to_string()
    };
    assert_eq!(
        shown(100_000_000),
        "[100000000, 100000001, 100000002, ..., 100001997, 100001998, 100001999]"
    );
    assert_eq!(
        shown(1_000_000_000),
        "[1000000000, 1000000001, 1000000002, ..., 1000001997, 1000001998,\n 1000001999]"
    );
}

#[test]
fn what_cannot_be_read_is_a_question_mark() {
    let v = View::from_bytes(&[0; 2 * size_of::<usize>()], &Spec::new("O").unwrap()).unwrap();
    assert_eq!(v.to_string(), "[?, ?]");
}

#[test]
fn debug_tells_what_a_view_is() {
    let data = range(6);
    let v = View::from_slice(&data).reshape([2, 3]).unwrap();
    let order = if cfg!(target_endian = "little") {
        "<"
    } else {
        ">"
    };
    assert_eq!(
        format!("{:?}", v.transpose()),
        format!("View(format=\"{order}i\", shape=(3, 2), strides=(4, 12))")
    );
}

#[test]
fn floats_have_the_digits_that_their_format_needs() {
    let v = [19.9_f32, -0.1, 1e20, f32::NAN];
    assert_eq!(
        View::from_slice(&v).to_string(),
        "[ 19.9,  -0.1, 1e+20,   nan]"
    );
    let mut bytes = 1.1_f32.to_le_bytes().to_vec();
    bytes.extend(2.2_f64.to_le_bytes());
    bytes.extend([3.3_f32, 4.4].into_iter().flat_map(f32::to_le_bytes));
    let v = View::from_bytes(&bytes, &Spec::new("T{<f:a:d:b:(2,1)f:c:}").unwrap()).unwrap();
    assert_eq!(v.to_string(), "[(1.1, 2.2, [[3.3], [4.4]])]");
}

/// However many axes and items a view claims, what is printed is short.
#[test]
fn what_is_printed_is_bounded() {
    // The last rank has as many items as there can be: 24 where sizes have 64 bits.
    let most = usize::try_from(isize::MAX.ilog(6)).unwrap();
    for rank in [4, 5, 6, 8, most] {
        let v = View::from_bytes(
            &[],
            &Spec::new("0s").unwrap().shape(std::vec![6_usize; rank]),
        )
        .unwrap();
        let shown = v.to_string().matches("b''").count();
        assert!((32..=1000).contains(&shown), "{shown} items of rank {rank}");
    }
    let arrays = View::from_bytes(&[7; 100_000], &Spec::new("(100000)B").unwrap()).unwrap();
    assert!(arrays.to_string().starts_with("[[7, 7, 7, "));
}

#[test]
fn numbers_stand_in_columns_and_texts_do_not() {
    let shown = |format: &str, bytes: &[u8]| {
        View::from_bytes(bytes, &format.parse().unwrap())
            .unwrap()
            .to_string()
    };
    assert_eq!(shown("b", &[1, 200]), "[  1, -56]");
    assert_eq!(shown("2s", b"a\0bc"), "[b'a\\x00', b'bc']");
    assert_eq!(shown("2p", b"\x01a\0b"), "[b'a', b'']");
    assert_eq!(
        shown("<d", &(1.0_f64 / 3.0).to_le_bytes()),
        "[0.3333333333333333]"
    );
    assert_eq!(shown("<f", &(1.0_f32 / 3.0).to_le_bytes()), "[0.33333334]");
}
