//! The oracle converts one item at a time; see `oracle`.

pub(crate) mod oracle;

use std::string::ToString;
use std::vec;
use std::vec::Vec;

use crate::{Casting, Format, Order, Slice, Spec, View, ViewMut};

/// Every format to every format, contiguous and from an odd address, with and without a scaling.
#[test]
fn every_pair_of_formats() {
    for from in oracle::scalars() {
        let count = 1100;
        let data = oracle::bytes(from, count, from.size() as u64);
        let mut odd = vec![0];
        odd.extend(&data);
        for to in oracle::scalars() {
            for scale in [None, Some((0.5, -1.25))] {
                let spec = Spec::from_format(Format::scalar(from)).offset(1);
                let view = View::from_bytes(&odd, &spec).unwrap();
                let mut convert = view
                    .convert_to(&Format::scalar(to))
                    .casting(Casting::Unsafe);
                if let Some((a, b)) = scale {
                    convert = convert.scale(a, b);
                }
                let ours = convert.to_buffer(Order::C).unwrap();
                let ours = ours.to_bytes(Order::C).unwrap();
                for (k, item) in data.chunks(from.size()).enumerate() {
                    let theirs = oracle::convert(item, from, to, scale);
                    let ours = &ours[k * to.size()..][..to.size()];
                    assert!(
                        oracle::same(ours, &theirs, to),
                        "{from:?} {item:02x?} to {to:?}: {ours:02x?}, not {theirs:02x?}; {scale:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn into_itself_as_through_a_copy() {
    let mut data = [1u8, 2, 3, 4, 5, 6, 7, 8];
    let mut v = ViewMut::from_slice(&mut data);
    let from = v.as_view().slice(Slice::REV).unwrap();
    let expected: Vec<u8> = from.to_vec(Order::C).unwrap();
    // SAFETY-free: the two overlap through a foreign view, which may.
    let foreign = crate::convert::destination::sealed::Writable::writable(&mut v);
    let source = foreign.flip(0).unwrap();
    source.convert::<u8>().write_into(&foreign).unwrap();
    assert_eq!(foreign.to_vec::<u8>(Order::C).unwrap(), expected);
    assert_eq!(expected, [8, 7, 6, 5, 4, 3, 2, 1].map(|n: u8| n).to_vec());
    let _ = v.to_string();
}
