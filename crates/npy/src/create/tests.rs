use memoryview_strided::{Le, View};

use super::*;

#[test]
fn a_new_file_is_all_zeros_and_is_written_through() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.npy");
    let spec = Spec::new(">i4").unwrap().shape([2, 3]).order(Order::F);
    std::fs::write(&path, [0xff; 1000]).unwrap();
    let mut array = create(&path, &spec).unwrap();
    assert_eq!(array.shape(), [2, 3]);
    assert!(array.is_foreign() && array.is_f_contiguous());
    assert_eq!(std::fs::metadata(&path).unwrap().len(), 128 + 24);
    array
        .foreign_mut()
        .unwrap()
        .select(0, 1)
        .unwrap()
        .fill(7)
        .unwrap();
    array.flush().unwrap();
    let read = crate::read(&path).unwrap();
    assert_eq!(read.to_string(), "[[0, 0, 0],\n [7, 7, 7]]");
    // It is the file that writing the array gives.
    let mut file = Vec::new();
    crate::write(&mut file, &read).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), file);
}

#[test]
fn more_than_the_disk_has_to_hold_now() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("large.npy");
    let spec = Spec::new("<f8").unwrap().shape([1 << 20, 1 << 10]);
    let mut array = match create(&path, &spec) {
        Ok(array) => array,
        // Not every file system has files with holes, or of 8 GiB.
        Err(error) => return assert!(matches!(error, Error::View(_)), "{error}"),
    };
    array
        .foreign_mut()
        .unwrap()
        .set([-1, -1], Le::new(0.5_f64))
        .unwrap();
    drop(array);
    let mapped = crate::open(&path).unwrap();
    let last = mapped.slice(((1 << 20) - 1, 1023)).unwrap();
    assert_eq!(last.sum_as::<f64>().unwrap(), 0.5);
}

#[test]
fn every_kind_of_shape() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.npy");
    let spec = |text: &str| Spec::new(text).unwrap();
    for (spec, shape) in [
        (spec("B").shape([0; 0]), &[][..]),
        (spec("B").shape([0, 5]), &[0, 5]),
        (spec("T{<i:a:<d:b:}").shape([3]), &[3]),
        // Items that are arrays become axes.
        (spec("(2,3)<f").shape([4]), &[4, 2, 3]),
        (spec("|V0").shape([2, 2]), &[2, 2]),
    ] {
        let array = create(&path, &spec).unwrap();
        assert_eq!(array.shape(), shape);
        drop(array);
        assert_eq!(crate::header(&path).unwrap().shape(), shape);
        assert_eq!(crate::read(&path).unwrap().shape(), shape);
    }
}

#[test]
fn what_no_file_can_be_is_refused_before_it_is_made() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.npy");
    let spec = |text: &str| Spec::new(text).unwrap();
    for (spec, reason) in [
        (spec("B"), "a length of the shape is open"),
        (spec("<f8").shape([2, -1]), "a length of the shape is open"),
        (spec("B").shape([2]).offset(1), "it begins at an offset"),
        (
            spec("B").shape([2]).itemsize(2),
            "its items have bytes that their format does not mention",
        ),
        (
            spec("B").shape([2, 2]).strides([4, 1]),
            "its items do not lie one after the other",
        ),
    ] {
        let error = create(&path, &spec).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("no .npy file can be so: {reason}")
        );
    }
    for spec in [
        spec("O").shape([1]),
        spec("B").shape([-2]),
        spec("<f8").shape([1_u64 << 62]),
        spec("P").shape([1]),
    ] {
        assert!(create(&path, &spec).is_err());
    }
    assert!(!path.exists());
}

#[test]
fn a_mapped_array_takes_any_view() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.npy");
    let data = [1u16, 2, 3, 4];
    let source = View::from_slice(&data).reshape([2, 2]).unwrap().transpose();
    let mut array = create(&path, &Spec::of::<u16>().shape([2, 2])).unwrap();
    array.foreign_mut().unwrap().assign(&source).unwrap();
    drop(array);
    assert_eq!(
        crate::read(&path).unwrap().to_string(),
        "[[1, 3],\n [2, 4]]"
    );
}
