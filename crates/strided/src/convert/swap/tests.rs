use std::vec::Vec;

use memoryview_format::Format;

use crate::{Slice, Spec, ViewMut};

#[test]
fn swapped_where_they_stand() {
    for (format, units) in [
        ("H", &[2][..]),
        ("<d", &[8]),
        ("b", &[1]),
        ("Zf", &[4, 4]),
        ("3w", &[4, 4, 4]),
        ("1500w", &[4; 1500]),
        (
            "T{=H:a:xB:b:(2)T{=f:x:2s:y:}:s:=c:c:d:d:}",
            &[2, 1, 1, 4, 1, 1, 4, 1, 1, 1, 8],
        ),
    ] {
        let format: Format = format.parse().unwrap();
        let size = format.size();
        let before: Vec<u8> = (0..size * 200).map(|k| ((k * 7) >> 1) as u8).collect();
        let mut data = before.clone();
        let every =
            ViewMut::from_bytes(&mut data, &Spec::from_format(format.clone()).shape([4, 50]))
                .unwrap();
        every
            .transpose()
            .slice(Slice::every(-2))
            .unwrap()
            .byteswap()
            .unwrap();
        // Every other column from the last of 50 on: those of odd number.
        let mut theirs = before.clone();
        for item in theirs.chunks_mut(size).skip(1).step_by(2) {
            let mut at = 0;
            for &unit in units {
                item[at..at + unit].reverse();
                at += unit;
            }
        }
        assert!(data == theirs, "{format}");
        let mut whole = before.clone();
        ViewMut::from_bytes(&mut whole, &Spec::from_format(format.clone()))
            .unwrap()
            .byteswap()
            .unwrap();
        ViewMut::from_bytes(&mut whole, &Spec::from_format(format))
            .unwrap()
            .byteswap()
            .unwrap();
        assert!(whole == before);
    }
}

#[cfg(feature = "rayon")]
#[test]
fn threads_swap_what_one_swaps() {
    let before: Vec<u32> = (0..1 << 19)
        .map(|k: u32| k.wrapping_mul(0x9E37_79B9))
        .collect();
    let mut data = before.clone();
    ViewMut::from_slice(&mut data).par_byteswap().unwrap();
    assert!(data.iter().zip(&before).all(|(a, b)| *a == b.swap_bytes()));
    let every = ViewMut::from_slice(&mut data)
        .slice(Slice::every(-2))
        .unwrap();
    every.typed::<u32>().unwrap().par_byteswap().unwrap();
    for (k, (a, b)) in data.iter().zip(&before).enumerate() {
        // From the last on: those of odd number are as they were.
        assert_eq!(*a, if k % 2 == 1 { *b } else { b.swap_bytes() });
    }
}
