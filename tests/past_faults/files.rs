//! Headers that claim, files that shrink, mappings that nobody holds.

use std::fs::File;
use std::io::Write;

use memoryview::{AccessFault, Buffer, Error, Order, Spec, npy};

use crate::itself::program;

/// A file of version 1.0 with this dictionary.
fn file(dictionary: &str, data: &[u8]) -> Vec<u8> {
    let mut file = b"\x93NUMPY\x01\x00".to_vec();
    file.extend(u16::try_from(dictionary.len() + 1).unwrap().to_le_bytes());
    file.extend(dictionary.as_bytes());
    file.push(b'\n');
    file.extend(data);
    file
}

/// A header's length past the buffer, and a subtraction that underflowed: <https://github.com/rogersce/cnpy/issues/106>; header length and shape product in
/// libnpy: <https://github.com/llohse/libnpy/issues/44>. The claims of memory (<https://github.com/ml-explore/mlx/issues/3365>,
/// <https://github.com/huggingface/candle/pull/3962>) are counted in `tests/suite/allocations.rs`.
#[test]
fn every_prefix_of_a_file_is_refused() {
    let whole = file(
        "{'descr': '<u2', 'fortran_order': False, 'shape': (2, 3)}",
        &[7; 12],
    );
    assert_eq!(npy::from_bytes(&whole).unwrap().shape(), [2, 3]);
    for cut in 0..whole.len() {
        assert!(npy::from_bytes(&whole[..cut]).is_err(), "{cut}");
        assert!(npy::read_from(&whole[..cut]).is_err(), "{cut}");
    }
    for length in [0_u32, 1, 5, 11, 12, 100, 1 << 16, 1 << 31, u32::MAX] {
        for version in [1, 2, 3, 0, 4, 255] {
            let mut claims = b"\x93NUMPY".to_vec();
            claims.extend([version, 0]);
            claims.extend(length.to_le_bytes());
            assert!(npy::from_bytes(&claims).is_err() && npy::read_from(&claims[..]).is_err());
        }
    }
    for shape in [
        "(4294967296, 4294967296)",
        "(65536, 65536, 65536, 65536)",
        "(0, 4294967296, 4294967296)",
        "(9223372036854775807,)",
        "(9223372036854775808,)",
        "(18446744073709551617,)",
        "(2305843009213693959,)",
        "(-1,)",
    ] {
        let text = format!("{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}}}");
        let claims = file(&text, &[0; 56]);
        assert!(npy::from_bytes(&claims).is_err(), "{shape}");
        assert!(npy::read_from(&claims[..]).is_err(), "{shape}");
    }
}

/// A safe function lent references into a mapped file: RUSTSEC-2025-0132 (maxminddb).
#[test]
fn a_mapped_file_is_foreign() {
    let mut temporary = tempfile::NamedTempFile::new().unwrap();
    temporary.write_all(&[1, 2, 3, 4]).unwrap();
    let buffer = Buffer::open(temporary.path(), &Spec::new("B").unwrap()).unwrap();
    assert!(matches!(
        buffer.view(),
        Err(Error::Access(AccessFault::Foreign))
    ));
    assert!(buffer.is_foreign() && buffer.select(0, 1).unwrap().view().is_err());
    assert!(
        buffer
            .with_spec(&Spec::new("<I").unwrap())
            .unwrap()
            .view()
            .is_err()
    );
    // Another process writes: the view shows it, and what was copied does not change.
    let before = buffer.to_bytes(Order::C).unwrap();
    std::fs::OpenOptions::new()
        .write(true)
        .open(temporary.path())
        .unwrap()
        .write_all(&[9])
        .unwrap();
    assert_eq!(before, [1, 2, 3, 4]);
    assert_eq!(buffer.foreign().to_string(), "[9, 2, 3, 4]");
}

/// `frombuffer` of a mapping that was closed: <https://github.com/numpy/numpy/issues/9562>.
#[test]
fn a_mapping_outlives_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.raw");
    std::fs::write(&path, [5_u8; 10_000]).unwrap();
    let opened = File::open(&path).unwrap();
    let buffer = Buffer::map(&opened, &Spec::new("B").unwrap()).unwrap();
    let part = buffer.slice(9_990..).unwrap();
    drop((opened, buffer));
    // Where a file that is mapped cannot be removed, it stays: the mapping is what counts.
    let _ = std::fs::remove_file(&path);
    assert_eq!(part.to_bytes(Order::C).unwrap(), [5; 10]);
}

const CHILD: &str = "MEMORYVIEW_TEST_SHRINKING_FILE";
#[cfg(target_os = "linux")]
const SIGBUS: i32 = 7;
#[cfg(target_os = "linux")]
const SIGSEGV: i32 = 11;

/// A mapped file that shrinks: <https://github.com/python/cpython/issues/148650>. No library can make an error of it; a child process shows what happens, and that what
/// was `read` is not touched by it.
#[cfg(target_os = "linux")]
#[test]
fn a_file_that_shrinks_kills_who_maps_it_and_not_who_reads_it() {
    use std::os::unix::process::ExitStatusExt;
    if let Some(mode) = std::env::var_os(CHILD) {
        shrink(mode.to_str().unwrap());
        return;
    }
    let child = |mode: &str| {
        program()
            .args([
                "--exact",
                "files::a_file_that_shrinks_kills_who_maps_it_and_not_who_reads_it",
            ])
            .env(CHILD, mode)
            // A sanitizer would make a report and an exit of the signal.
            .env("ASAN_OPTIONS", "handle_sigbus=0")
            .env("TSAN_OPTIONS", "handle_sigbus=0")
            .env("MSAN_OPTIONS", "handle_sigbus=0")
            .output()
            .unwrap()
            .status
    };
    // An emulator of 32 bits passes it on as SIGSEGV.
    let emulated = std::env::var_os("MEMORYVIEW_RUNNER").is_some();
    for mode in ["open", "npy-open"] {
        let killed = child(mode).signal();
        assert!(
            killed == Some(SIGBUS) || emulated && killed == Some(SIGSEGV),
            "{mode}: {killed:?}"
        );
    }
    assert!(child("read").success());
    assert!(child("npy-read").success());
    assert!(
        child("head").success(),
        "what is left of the file can still be read"
    );
}

/// The child's part: makes a file of three pages, looks at it in one way, cuts it to one page, looks again.
#[cfg(target_os = "linux")]
fn shrink(mode: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.npy");
    let text = "{'descr': '|u1', 'fortran_order': False, 'shape': (12000,)}";
    let bytes = file(text, &[3; 12_000]);
    std::fs::write(&path, &bytes).unwrap();
    let spec = Spec::new("B").unwrap().offset(bytes.len() - 12_000);
    let buffer = match mode {
        "open" | "head" => Buffer::open(&path, &spec).unwrap(),
        "read" => Buffer::read(&path, &spec).unwrap(),
        "npy-open" => npy::open(&path).unwrap(),
        "npy-read" => npy::read(&path).unwrap(),
        other => panic!("{other}"),
    };
    assert_eq!(buffer.sum_as::<u32>().unwrap(), 36_000);
    let writer = File::options().write(true).open(&path).unwrap();
    writer.set_len(4096).unwrap();
    let seen = if mode == "head" {
        buffer.slice(..100).unwrap()
    } else {
        buffer
    };
    assert!(seen.to_bytes(Order::C).unwrap().iter().all(|&b| b == 3));
}
