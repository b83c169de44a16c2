//! What CPython answers in thousands of cases is replayed by the facade's tests; here, the order of the checks and the texts.

use std::string::ToString;
use std::vec::Vec;

use super::{Cast, CastFault};
use crate::{ErrorKind, Layout, Order};

fn cast(
    layout: &Layout,
    from: &str,
    to: &str,
    shape: Option<&[isize]>,
) -> Result<Layout, CastFault> {
    let cast = Cast::new(layout, from, to, shape.map(<[isize]>::len))?;
    match shape {
        None => Ok(cast.line()),
        Some(shape) => cast.shaped(shape.iter().map(|&n| Ok(n))),
    }
}

#[test]
fn checks_come_in_the_order_of_cpython() {
    let l = |shape: &[usize]| Layout::contiguous(shape, 4, Order::C).unwrap();
    let gaps = Layout::new(&[2], &[8], 0, 4).unwrap();
    let zeros = l(&[0, 2]);
    type Case<'a> = (Layout, &'a str, &'a str, Option<&'a [isize]>, CastFault);
    let cases: Vec<Case<'_>> = std::vec![
        (gaps, "i", "!!", Some(&[0]), CastFault::NotContiguous),
        (zeros.clone(), "i", "!!", Some(&[0; 65]), CastFault::Zeros),
        (zeros, "i", "B", None, CastFault::Zeros),
        (l(&[0]), "i", "B", Some(&[0]), CastFault::Zeros),
        (l(&[2, 2]), "i", "!!", Some(&[0; 65]), CastFault::Rank),
        (l(&[2, 2]), "i", "!!", Some(&[0; 2]), CastFault::Axes),
        (l(&[]), "i", "B", Some(&[]), CastFault::Axes),
        (l(&[2]), "i", "<B", Some(&[0]), CastFault::Format),
        (l(&[2]), "i", "", Some(&[0]), CastFault::Format),
        (l(&[2]), "i", "@", Some(&[0]), CastFault::Format),
        (l(&[2]), "i", "@@B", Some(&[0]), CastFault::Format),
        (l(&[2]), "i", "s", Some(&[0]), CastFault::Format),
        (l(&[2]), "i", "d", Some(&[0]), CastFault::NoByteFormat),
        (l(&[2]), "<B", "i", Some(&[0]), CastFault::NoByteFormat),
        (l(&[2]), "T{i:a:}", "?", Some(&[0]), CastFault::NoByteFormat),
        (l(&[3]), "B", "d", Some(&[0]), CastFault::Length),
        (l(&[2]), "B", "i", Some(&[0]), CastFault::NotPositive),
        (l(&[2]), "B", "i", Some(&[3, -1]), CastFault::NotPositive),
        (
            l(&[2]),
            "B",
            "i",
            Some(&[isize::MAX, 0]),
            CastFault::TooLarge
        ),
        (l(&[2]), "B", "i", Some(&[3]), CastFault::Product),
        (l(&[2]), "B", "i", Some(&[]), CastFault::Product),
    ];
    for (layout, from, to, shape, fault) in cases {
        assert_eq!(
            cast(&layout, from, to, shape),
            Err(fault),
            "{layout:?} {from} {to} {shape:?}"
        );
        let kind = if fault.to_string().contains("must") && fault != CastFault::Axes {
            ErrorKind::Value
        } else {
            fault.kind()
        };
        assert_eq!(fault.kind(), kind);
        assert!(fault.to_string().starts_with("memoryview"));
    }
}

#[test]
fn accepted_casts_keep_the_offset() {
    let l = Layout::new(&[12], &[1], 5, 1).unwrap();
    let cube = cast(&l, "B", "@h", Some(&[1, 2, 3])).unwrap();
    assert_eq!(
        (cube.shape(), cube.strides(), cube.offset()),
        (&[1, 2, 3][..], &[12, 6, 2][..], 5)
    );
    assert_eq!(cast(&cube, "@h", "c", None).unwrap().shape(), [12]);
    let item = Layout::contiguous(&[], 4, Order::C).unwrap();
    assert_eq!(cast(&item, "<i", "B", None).unwrap().shape(), [4]);
    assert_eq!(cast(&item, "i", "B", Some(&[4])).unwrap().shape(), [4]);
    assert_eq!(
        cast(&Layout::line(4, 1), "B", "i", Some(&[]))
            .unwrap()
            .ndim(),
        0
    );
    assert_eq!(
        cast(&Layout::line(0, 1), "B", "i", None).unwrap().shape(),
        [0]
    );
}
