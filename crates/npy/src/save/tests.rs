use std::fs;
use std::path::Path;

use memoryview_strided::{Buffer, Spec};

use crate::{ErrorKind, read, save};

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let name = |entry: fs::DirEntry| entry.file_name().into_string().unwrap();
    entries.map(|entry| name(entry.unwrap())).collect()
}

#[test]
fn what_fails_leaves_the_file_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.npy");
    save(&path, &Buffer::from_vec(vec![1_u8, 2])).unwrap();
    let before = fs::read(&path).unwrap();
    // Pointers have no type in NumPy.
    let pointers = Buffer::from_bytes(vec![0; 16], &Spec::new("&B").unwrap()).unwrap();
    save(&path, &pointers).unwrap_err();
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(names(dir.path()), ["a.npy"]);
}

#[test]
fn a_failure_names_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let items = Buffer::from_vec(vec![1_u8, 2]);
    for path in [dir.path().join("missing").join("a.npy"), dir.path().into()] {
        let error = save(&path, &items).unwrap_err();
        let text = error.to_string();
        assert!(text.starts_with(path.to_str().unwrap()), "{text}");
        assert_eq!(error.kind(), ErrorKind::Buffer);
    }
    assert!(names(dir.path()).is_empty());
}

/// A file that is emptied while it is mapped kills who looks at it: so it is replaced.
#[cfg(all(feature = "mmap", unix))]
#[test]
fn a_mapped_file_is_saved_over_itself() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.npy");
    let items: Vec<u32> = (0..100_000).collect();
    save(&path, &Buffer::from_vec(items)).unwrap();
    let mapped = crate::open(&path).unwrap();
    save(&path, &mapped.slice(99_990..).unwrap()).unwrap();
    assert_eq!(read(&path).unwrap().shape(), [10]);
    assert_eq!(mapped.get::<u32>([99_999]).unwrap(), 99_999);
}

#[cfg(unix)]
#[test]
fn links_lead_where_they_led_and_permissions_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let dir = tempfile::tempdir().unwrap();
    let (path, link) = (dir.path().join("a.npy"), dir.path().join("link"));
    save(&path, &Buffer::from_vec(vec![1_u8])).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("a.npy", &link).unwrap();
    save(&link, &Buffer::from_vec(vec![7_u8, 8])).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o640
    );
    assert_eq!(read(&path).unwrap().to_string(), "[7, 8]");
}

#[cfg(unix)]
#[test]
fn a_device_is_written_to() {
    save("/dev/null", &Buffer::from_vec(vec![1_u8; 3 << 20])).unwrap();
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
}
