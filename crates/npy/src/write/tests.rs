use std::io;

use memoryview_strided::{Buffer, Slice, View};

use super::*;
use crate::{from_bytes, from_owner};

fn written(source: &impl Source) -> Vec<u8> {
    let mut file = Vec::new();
    write(&mut file, source).unwrap();
    file
}

/// Any view, however it lies, comes back with the same items; blocks do not show.
#[test]
fn every_shape_of_blocks() {
    // 3 MiB in rows below, at and above the size of a block.
    let data: Vec<u16> = (0..3 << 19).map(|n: u32| (n % 65_521) as u16).collect();
    let line = View::from_slice(&data);
    for shape in [
        &[3 << 19][..],
        &[3, 1 << 19],
        &[1 << 19, 3],
        &[3, 1 << 10, 1 << 9],
        &[1, 1, 3 << 19],
        &[2, 3, 1 << 18],
        &[6, 131_072, 2],
        &[12_288, 128],
    ] {
        let view = line.reshape(shape).unwrap();
        let reversed = view.flip(0).unwrap().flip(-1).unwrap();
        for view in [&view, &view.transpose(), &reversed, &reversed.transpose()] {
            let file = written(view);
            let read = from_bytes(&file).unwrap();
            assert_eq!(read.shape(), view.shape());
            assert!(read.to_bytes(Order::C).unwrap() == view.to_bytes(Order::C).unwrap());
            let order = view.is_f_contiguous() && !view.is_c_contiguous();
            assert_eq!(read.is_f_contiguous() && !read.is_c_contiguous(), order);
        }
    }
}

#[test]
fn items_larger_than_a_block() {
    let data: Vec<u8> = (0..5 << 20).map(|n: u32| (n % 251) as u8).collect();
    let spec = Spec::new("|V1310720").unwrap().shape([4]);
    let view = View::from_bytes(&data, &spec)
        .unwrap()
        .slice(Slice::REV)
        .unwrap();
    let read = from_owner(written(&view)).unwrap();
    assert_eq!(read.itemsize(), 1_310_720);
    assert!(read.to_bytes(Order::C).unwrap() == view.to_bytes(Order::C).unwrap());
}

#[test]
fn repeated_items_are_written_as_often() {
    let one = [7u8];
    let many = View::from_slice(&one).broadcast_to(&[3_000_000]).unwrap();
    let file = written(&many);
    assert_eq!(file.len(), 128 + 3_000_000);
    assert!(file[128..].iter().all(|&byte| byte == 7));
}

#[test]
fn nothing_is_a_header_alone() {
    for shape in [&[0][..], &[3, 0, 2], &[0, 1 << (usize::BITS / 2)]] {
        let spec = Spec::new("<f8").unwrap().shape(shape);
        let file = written(&View::from_bytes(&[], &spec).unwrap());
        assert_eq!(file.len(), 128);
        assert_eq!(from_bytes(&file).unwrap().shape(), shape);
    }
}

/// NumPy has no items with bytes behind them, nor items that are arrays.
#[test]
fn padding_becomes_part_of_a_record_and_arrays_become_axes() {
    let bytes: Vec<u8> = (0..16).collect();
    let spec = Spec::new("<u2").unwrap().itemsize(4).shape([4]);
    let file = written(&View::from_bytes(&bytes, &spec).unwrap());
    let read = from_bytes(&file).unwrap();
    assert_eq!(
        read.format().to_descr().unwrap(),
        "[('f0', '<u2'), ('', '|V2')]"
    );
    assert_eq!(
        read.field("f0").unwrap().to_string(),
        "[ 256, 1284, 2312, 3340]"
    );

    let spec = Spec::new("(2,2)B").unwrap().shape([2, 2]).order(Order::F);
    let file = written(&View::from_bytes(&bytes, &spec).unwrap());
    let read = from_bytes(&file).unwrap();
    assert_eq!(read.shape(), [2, 2, 2, 2]);
    assert_eq!(
        read.slice((0, 1)).unwrap().to_string(),
        "[[ 8,  9],\n [10, 11]]"
    );
    assert!(read.is_c_contiguous());
}

/// NumPy admits 64 axes, those of items that are arrays among them, and so do we when we read.
#[test]
fn what_nobody_could_read_is_not_written() {
    let ones = |count| vec!["1"; count].join(",");
    let of = |format: &str, ndim, bytes: &[u8]| {
        let spec = Spec::new(format).unwrap().shape(vec![1; ndim]);
        let mut file = Vec::new();
        let result = write(&mut file, &View::from_bytes(bytes, &spec).unwrap());
        assert_eq!(file.is_empty(), result.is_err());
        result?;
        crate::from_owner(file)
    };
    let array = |axes| format!("({})B", ones(axes));
    let read = of(&array(24), 40, &[7]).unwrap();
    assert_eq!(
        (read.ndim(), read.to_bytes(Order::C).unwrap()),
        (64, vec![7])
    );
    let error = of(&array(25), 40, &[7]).unwrap_err();
    assert_eq!(
        error,
        Error::Axes {
            outer: 40,
            items: 25
        }
    );
    assert_eq!(
        error.to_string(),
        "40 axes of items that have 25: an .npy file has at most 64 together"
    );
    assert_eq!(error.kind(), crate::ErrorKind::Value);

    // The axes of fields are counted for themselves.
    let field = |axes| format!("T{{<2h:a:T{{{}:b:}}:c:}}", array(axes));
    assert_eq!(of(&field(64), 64, &[0; 5]).unwrap().ndim(), 64);
    assert_eq!(
        of(&field(65), 1, &[0; 5]).unwrap_err().to_string(),
        "a field of 65 axes: an .npy file has at most 64"
    );

    // Nor may the zero of the one hide what the other multiplies to.
    let large = 1_usize << (usize::BITS / 2);
    let spec = Spec::new(&format!("(0,{large})B")).unwrap().shape([large]);
    let none = View::from_bytes(&[], &spec).unwrap();
    let error = write(io::sink(), &none).unwrap_err();
    assert!(matches!(error, Error::Size { .. }), "{error}");
}

#[test]
fn what_numpy_lacks_is_refused() {
    let mut file = Vec::new();
    let pointer = View::from_bytes(&[0; 8], &Spec::new("P").unwrap()).unwrap();
    let error = write(&mut file, &pointer).unwrap_err();
    assert!(error.to_string().contains("NumPy lacks"), "{error}");
    let object = View::from_bytes(&[0; 8], &Spec::new("O").unwrap()).unwrap();
    assert!(matches!(
        write(&mut file, &object),
        Err(Error::Objects { .. })
    ));
    assert!(file.is_empty());
}

#[test]
fn failures_are_passed_on() {
    struct Full(usize);
    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            match self.0.checked_sub(bytes.len()) {
                Some(left) => {
                    self.0 = left;
                    Ok(bytes.len())
                }
                None => Err(io::Error::other("full")),
            }
        }
        fn flush(&mut self) -> io::Result<()> {
            Err(io::Error::other("no flush"))
        }
    }
    let buffer = Buffer::from_vec(vec![1u8; 10]);
    for (room, message) in [
        (100, "write: full"),
        (130, "write: full"),
        (138, "write: no flush"),
    ] {
        assert_eq!(write(Full(room), &buffer).unwrap_err().to_string(), message);
    }
}
