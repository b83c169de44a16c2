use memoryview_strided::{ErrorKind, Le};

use super::*;

fn file(shape: &str) -> Vec<u8> {
    let text = format!("{{'descr': '<u4', 'fortran_order': False, 'shape': {shape}, }}\n");
    let length = u16::try_from(text.len()).unwrap().to_le_bytes();
    [b"\x93NUMPY\x01\x00", &length[..], text.as_bytes()].concat()
}

#[test]
fn data_that_are_not_there_are_refused_in_every_way() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("short.npy");
    for (shape, there, message) in [
        (
            "(3,)",
            11,
            "shape (3,) of 4-byte items needs 12 bytes, and it has 11",
        ),
        (
            "(536870911,)",
            0,
            "shape (536870911,) of 4-byte items needs 2147483644 bytes, and it has 0",
        ),
        #[cfg(target_pointer_width = "64")]
        (
            "(2, 1152921504606846975)",
            7,
            "shape (2, 1152921504606846975) of 4-byte items needs 9223372036854775800 bytes, and it has 7",
        ),
    ] {
        let mut bytes = file(shape);
        bytes.extend(vec![0; there]);
        std::fs::write(&path, &bytes).unwrap();
        let message = format!("the file ends in its data: {message}");
        let refused = |error: Error| {
            assert_eq!(error.to_string(), message);
            assert_eq!(error.kind(), ErrorKind::Value);
        };
        refused(from_bytes(&bytes).unwrap_err());
        refused(from_owner(bytes.clone()).unwrap_err());
        refused(read_from(&bytes[..]).unwrap_err());
        refused(read(&path).unwrap_err());
        #[cfg(feature = "mmap")]
        refused(open(&path).unwrap_err());
        // The header by itself is right.
        assert!(header(&path).is_ok());
    }
}

#[test]
fn what_cannot_be_opened_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("none.npy");
    let error = read(&path).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with(&format!("{}: ", path.display())),
        "{error}"
    );
    assert!(header(&path).is_err());
    #[cfg(feature = "mmap")]
    assert!(open(&path).is_err());
    assert!(read(dir.path()).is_err());
}

#[test]
fn what_is_read_can_be_written_to() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.npy");
    let bytes = [file("(2,)"), vec![1, 0, 0, 0, 2, 0, 0, 0]].concat();
    std::fs::write(&path, &bytes).unwrap();
    for mut array in [read(&path).unwrap(), read_from(&bytes[..]).unwrap()] {
        array.view_mut().unwrap().set([0], Le::new(9_u32)).unwrap();
        assert_eq!(array.to_string(), "[9, 2]");
    }
}

#[test]
fn items_in_place_may_stand_anywhere() {
    let bytes = [vec![0], file("(2,)"), vec![1, 0, 0, 0, 2, 0, 0, 0, 99]].concat();
    let view = from_bytes(&bytes[1..]).unwrap();
    assert_eq!(view.to_string(), "[1, 2]");
    let start = bytes.len() - 9;
    assert!(std::ptr::eq(
        view.as_bytes().unwrap(),
        &bytes[start..start + 8]
    ));
}

/// A pipe has no length, and is read all the same.
#[cfg(unix)]
#[test]
fn a_pipe_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&path).status();
    if !made.is_ok_and(|status| status.success()) {
        return;
    }
    let bytes = [file("(1,)"), vec![5, 0, 0, 0]].concat();
    let writer = std::thread::spawn({
        let path = path.clone();
        move || std::fs::write(path, bytes).unwrap()
    });
    assert_eq!(read(&path).unwrap().to_string(), "[5]");
    writer.join().unwrap();
}
