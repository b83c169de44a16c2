use std::fs::{File, OpenOptions};
use std::string::ToString;

use crate::{AccessFault, Buffer, Error, Le, Order, Spec, View};

fn written(bytes: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("file");
    std::fs::write(&path, bytes).unwrap();
    (dir, path)
}

#[test]
fn a_mapped_file_is_foreign_until_promised() {
    let (_dir, path) = written(&[1, 0, 2, 0, 3, 0]);
    let mut b = Buffer::open(&path, &Spec::new("<u2").unwrap()).unwrap();
    assert!(b.is_foreign());
    assert_eq!(b.view().unwrap_err(), Error::Access(AccessFault::Foreign));
    assert_eq!(
        b.view_mut().unwrap_err(),
        Error::Access(AccessFault::Foreign)
    );
    assert_eq!(
        b.foreign_mut().unwrap_err(),
        Error::Access(AccessFault::ReadOnly)
    );
    assert_eq!(
        b.foreign()
            .slice(1..)
            .unwrap()
            .to_vec::<Le<u16>>(Order::C)
            .unwrap(),
        [Le::new(2), Le::new(3)]
    );
    assert_eq!(
        b.foreign().set([0], 1_u16).unwrap_err(),
        Error::Access(AccessFault::ReadOnly)
    );
    // SAFETY: the file is in a folder of its own, which nobody else knows.
    let shared = unsafe { b.assume_shared() };
    assert_eq!(
        shared.view().unwrap().as_bytes().unwrap(),
        [1, 0, 2, 0, 3, 0]
    );
}

#[test]
fn a_file_mapped_for_writing_is_written() {
    let (_dir, path) = written(&[0; 8]);
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .open(&path)
        .unwrap();
    let mut b = Buffer::map_mut(&file, &Spec::new(">u2").unwrap().shape([2, 2])).unwrap();
    {
        let v = b.foreign_mut().unwrap();
        v.fill(3).unwrap();
        v.set_item([0, 1], 258).unwrap();
        let row = v.select(0, 0).unwrap();
        v.transpose().select(0, 1).unwrap().assign(&row).unwrap();
    }
    b.flush().unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), [0, 3, 0, 3, 0, 3, 1, 2]);
    assert!(b.view().is_err());
    let clone = b.clone();
    assert_eq!(
        b.foreign_mut().unwrap_err(),
        Error::Access(AccessFault::Shared { others: 1 })
    );
    drop(clone);
    assert_eq!(
        b.foreign_mut()
            .unwrap()
            .set([0, 0], Le::new(1_u16))
            .unwrap_err()
            .kind(),
        crate::ErrorKind::Type
    );
}

#[test]
fn empty_files_and_lying_specifications_are_refused_or_empty() {
    let (_dir, path) = written(&[]);
    let b = Buffer::open(&path, &Spec::new("<d").unwrap()).unwrap();
    assert_eq!(b.shape(), [0]);
    assert!(b.to_bytes(Order::C).unwrap().is_empty());
    let e = Buffer::open(&path, &Spec::new("<d").unwrap().shape([1])).unwrap_err();
    assert_eq!(
        e.to_string(),
        "the layout reaches bytes 0..8, the memory has 0..0"
    );
    assert!(Buffer::map(&File::open(&path).unwrap(), &Spec::new("B").unwrap()).is_ok());
    let folder = Buffer::open(path.parent().unwrap(), &Spec::new("B").unwrap());
    assert!(matches!(folder, Err(Error::Io { .. })));
    assert!(Buffer::from_vec(std::vec![1_u8]).flush().is_err());
    let _ = View::from_slice(&[1_u8]);
}

#[test]
fn only_a_file_mapped_for_writing_is_flushed() {
    let (_dir, path) = written(&[1, 2]);
    let mapped = Buffer::open(&path, &Spec::new("B").unwrap()).unwrap();
    assert_eq!(mapped.flush(), Err(Error::Access(AccessFault::ReadOnly)));
    let own = Buffer::from_vec(std::vec![1_u8]);
    assert_eq!(own.flush(), Err(Error::Access(AccessFault::Owner)));
}

#[cfg(feature = "rayon")]
#[test]
fn threads_reduce_a_mapped_file_as_one_does() {
    use rayon::prelude::*;

    // More than one span, so that there is something to join.
    let bytes: std::vec::Vec<u8> = (0..200_000_u32)
        .flat_map(|k| (k as f32).sin().to_be_bytes())
        .collect();
    let (_dir, path) = written(&bytes);
    let spec = Spec::new(">f4").unwrap().shape([200, 1000]);
    let b = Buffer::open(&path, &spec).unwrap().slice((.., 1..));
    let b = b.unwrap();
    let sum = b.sum_as::<f64>().unwrap();
    assert_eq!(sum.to_bits(), b.par_sum_as::<f64>().unwrap().to_bits());
    assert_eq!(b.par_min_as::<f32>().unwrap(), b.min_as().unwrap());
    assert_eq!(b.par_max_as::<f32>().unwrap(), b.max_as().unwrap());
    let columns = b.par_sum_axis::<f64>(0).unwrap();
    assert_eq!(columns, b.sum_axis::<f64>(0).unwrap());
    let rows: Result<std::vec::Vec<f64>, Error> = b
        .par_axis_iter(0)
        .unwrap()
        .map(|row| row.sum_as())
        .collect();
    assert_eq!(rows.unwrap().len(), 200);
    let ranges = |block: crate::Block<Buffer>| block.ranges;
    let parallel: std::vec::Vec<_> = b.par_blocks(10_000).map(ranges).collect();
    assert!(
        parallel
            .iter()
            .eq(&b.blocks(10_000).map(ranges).collect::<std::vec::Vec<_>>())
    );
}
