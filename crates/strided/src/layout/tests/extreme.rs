//! What becomes of numbers that no address space has?

use std::format;
use std::string::ToString;
use std::vec;
use std::vec::Vec;

use proptest::prelude::*;

use super::super::{Layout, Order};
use super::chains::parts;
use crate::{Error, Limit};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 2000 } else { 20_000 }))]

    /// Numbers from the whole range: `new` accepts exactly what i128 arithmetic accepts, and nothing later panics.
    #[test]
    fn extreme_numbers_are_refused_or_sound(
        axes in prop::collection::vec((extreme_len(), extreme()), 0..4),
        offset in extreme(),
        itemsize in extreme_len(),
        key in prop::collection::vec(parts(), 0..4),
        flip in 0_isize..4,
    ) {
        let (shape, strides): (Vec<usize>, Vec<isize>) = axes.into_iter().unzip();
        let ours = Layout::new(&shape, &strides, offset, itemsize);
        prop_assert_eq!(ours.is_ok(), fits(&shape, &strides, offset, itemsize));
        if let Ok(layout) = ours {
            for result in [layout.slice(&key), layout.flip(flip), layout.select(flip, -1), layout.squeeze(flip),
                           layout.reshape(&[-1]), layout.expand_dims(flip), layout.field(1, 2, &[3])] {
                let Ok(out) = result else { continue };
                if let Some(new) = out.reach() {
                    let old = layout.reach().unwrap();
                    prop_assert!(old.start <= new.start && new.end <= old.end, "{:?} -> {:?}", layout, out);
                }
                out.is_unique();
                out.is_contiguous();
            }
        }
    }
}

/// The bits of an address.
const BITS: u32 = usize::BITS;

fn extreme() -> impl Strategy<Value = isize> {
    let edge = prop::sample::select(vec![
        0,
        1,
        -1,
        1 << (BITS / 2 - 1),
        1 << (BITS / 2),
        1 << (BITS - 2),
        isize::MIN,
        isize::MAX,
        -(1 << (BITS - 2)),
    ]);
    prop_oneof![edge, any::<isize>(), -9_isize..9]
}

fn extreme_len() -> impl Strategy<Value = usize> {
    let edge = prop::sample::select(vec![
        0,
        1,
        2,
        1 << (BITS / 2 - 1),
        1 << (BITS / 2),
        1 << (BITS - 2),
        1 << (BITS - 1),
        usize::MAX,
        isize::MAX as usize,
    ]);
    prop_oneof![edge, any::<usize>(), 0_usize..9]
}

/// The invariant of [`Layout`] in numbers that cannot overflow.
fn fits(shape: &[usize], strides: &[isize], offset: isize, itemsize: usize) -> bool {
    let max = isize::MAX as u128;
    let mut items = 1_u128;
    for &n in shape {
        items = items.saturating_mul(n.max(1) as u128);
    }
    if items > max || items.saturating_mul(itemsize as u128) > max {
        return false;
    }
    if shape.contains(&0) {
        return true;
    }
    let (mut low, mut high) = (offset as i128, offset as i128);
    for (&n, &s) in shape.iter().zip(strides) {
        let far = s as i128 * (n as i128 - 1);
        low += far.min(0);
        high += far.max(0);
    }
    high += itemsize as i128;
    low >= isize::MIN as i128 && high <= isize::MAX as i128 && high - low <= isize::MAX as i128
}

/// Every product that is 0 modulo 2^64, or 2^32 where an address has so many bits, is refused, though it looks empty.
#[test]
fn a_product_that_wraps_to_zero_is_no_empty_layout() {
    for shape in [
        vec![1 << (BITS / 2), 1 << (BITS / 2)],
        vec![1 << (BITS - 2), 4],
        vec![1 << (BITS - 1), 2],
        vec![1 << (BITS / 2 + 1), 1 << (BITS / 2 - 1), 0],
    ] {
        let e = Layout::contiguous(&shape, 1, Order::C).unwrap_err();
        let Error::Overflow(Limit::Size { axis, len, bytes }) = e else {
            panic!("{shape:?}: {e}")
        };
        assert_eq!(axis.map(|k| shape[k]), Some(len));
        assert!(bytes as u128 * len as u128 > isize::MAX as u128);
        assert_eq!(
            e.to_string(),
            format!(
                "axis {} is too long: {len} times {bytes} byte{} exceeds the address space",
                axis.unwrap(),
                if bytes == 1 { "" } else { "s" }
            )
        );
    }
    let many = 1 << (BITS - 2);
    assert!(Layout::contiguous(&[many, 0], 1, Order::C).is_ok());
    assert!(Layout::contiguous(&[many, 0], 8, Order::C).is_err());
    assert!(Layout::contiguous(&[many], 0, Order::C).is_ok());
}
