//! Does the crate `npyz`, written by others, see the same arrays?

use memoryview_npy as npy;
use memoryview_strided::{Element, Format, Order, Spec, View};
use npyz::{Deserialize, NpyFile, NpyHeader, WriterBuilder};

use crate::written;

/// Our file read by npyz, and npyz's file read by us.
fn both_ways<T>(values: &[T], shape: [usize; 2])
where
    T: Element + Deserialize + npyz::AutoSerialize + PartialEq + std::fmt::Debug,
{
    for order in [Order::C, Order::F] {
        let spec = Spec::of::<T>().shape(shape).order(order);
        let bytes = View::from_slice(values).to_bytes(Order::C).unwrap();
        let view = View::from_bytes(&bytes, &spec).unwrap();
        let ours = written(&view);
        let theirs = NpyFile::new(&ours[..]).unwrap();
        assert_eq!(theirs.shape(), shape.map(|n| u64::try_from(n).unwrap()));
        let theirs_order = match theirs.order() {
            npyz::Order::C => Order::C,
            npyz::Order::Fortran => Order::F,
        };
        assert_eq!(theirs_order, order);
        assert_eq!(theirs.into_vec::<T>().unwrap(), values);

        let mut file = Vec::new();
        let options = npyz::WriteOptions::new().default_dtype();
        let options = options.shape(&shape.map(|n| u64::try_from(n).unwrap()));
        let options = options.order(match order {
            Order::F => npyz::Order::Fortran,
            _ => npyz::Order::C,
        });
        let mut writer = options.writer(&mut file).begin_nd().unwrap();
        writer.extend(values.iter().copied()).unwrap();
        writer.finish().unwrap();
        let read = npy::from_bytes(&file).unwrap();
        assert_eq!(read.to_vec::<T>(order).unwrap(), values);
        assert_eq!(read.shape(), shape);
    }
}

#[test]
fn numbers_go_both_ways() {
    both_ways::<u8>(&[0, 1, 254, 255, 7, 9], [2, 3]);
    both_ways::<i16>(&[0, -1, i16::MIN, i16::MAX, 7, 9], [3, 2]);
    both_ways::<u32>(&[0, 1, u32::MAX, 5, 7, 9], [3, 2]);
    both_ways::<i64>(&[0, -1, i64::MIN, i64::MAX, 7, 9], [2, 3]);
    both_ways::<f32>(&[0.5, -1.5, f32::MAX, f32::INFINITY, 7.0, 9.0], [2, 3]);
    both_ways::<f64>(
        &[0.5, -1.5, f64::MIN_POSITIVE, f64::INFINITY, 7.0, 9.0],
        [2, 3],
    );
}

#[test]
fn headers_mean_the_same() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/corpus/npy");
    let mut compared = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "npy") {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let ours = npy::Header::from_bytes(&bytes).unwrap();
        // Some dtypes npyz does not know.
        let Ok(theirs) = NpyHeader::from_reader(&bytes[..]) else {
            continue;
        };
        compared += 1;
        let shape: Vec<u64> = ours
            .shape()
            .iter()
            .map(|&n| n.try_into().unwrap())
            .collect();
        assert_eq!(theirs.shape(), shape, "{}", path.display());
        assert_eq!(
            theirs.order() == npyz::Order::Fortran,
            ours.order() == Order::F
        );
        // Where npyz writes a type that we read, it is the same.
        if let Ok(format) = Format::from_descr(&theirs.dtype().descr()) {
            assert_eq!(&format, ours.format(), "{}", path.display());
        }
    }
    assert!(compared > 150, "{compared}");
}
