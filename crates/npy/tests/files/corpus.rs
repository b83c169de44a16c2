//! Are the committed files read as NumPy read them, and written back as NumPy wrote them?

use std::path::PathBuf;

use memoryview_npy::{self as npy, Header};
use memoryview_strided::{Buffer, Format, Order};

use crate::{items, tuple, written};

/// A line of expected.tsv: what NumPy found in a file.
pub(crate) struct Expected<'t> {
    pub(crate) file: &'t str,
    version: &'t str,
    descr: &'t str,
    shape: &'t str,
    order: Order,
    /// Whether NumPy writes such an array in this version.
    natural: bool,
    items: Vec<&'t str>,
}

impl<'t> Expected<'t> {
    pub(crate) fn parse(line: &'t str) -> Self {
        let fields: Vec<&str> = line.split('\t').collect();
        let [file, version, descr, shape, order, natural, items] = fields[..] else {
            panic!("seven fields: {line}");
        };
        Expected {
            file,
            version,
            descr,
            shape,
            order: if order == "F" { Order::F } else { Order::C },
            natural: natural == "True",
            items: match items {
                "" => Vec::new(),
                items => items.split("; ").collect(),
            },
        }
    }

    /// Whether an array is what NumPy found.
    pub(crate) fn check(&self, array: &Buffer) {
        let file = self.file;
        let format = Format::from_descr(self.descr).unwrap();
        assert_eq!(array.format(), &format, "{file}");
        assert_eq!(tuple(array.shape()), self.shape, "{file}");
        // Long doubles have as many forms as there are machines; these are of x86-64.
        let long = self.descr.contains("f16") || self.descr.contains("c32");
        let foreign = long && !cfg!(target_arch = "x86_64");
        if !foreign {
            assert_eq!(items(&array.foreign()), self.items, "{file}");
        }
    }

    fn check_header(&self, header: &Header) {
        let (major, minor) = header.version();
        assert_eq!(format!("{major}.{minor}"), self.version, "{}", self.file);
        assert_eq!(header.order(), self.order, "{}", self.file);
    }

    /// Whether writing the array gives the bytes of the file, as far as that can be.
    pub(crate) fn check_written(&self, array: &Buffer, file: &[u8]) {
        let ours = written(array);
        // Titles are dropped; another version has another header; items without bytes have no order, and get
        // this machine's: NumPy ran on a little-endian one.
        let ordered =
            array.itemsize() > 0 && (cfg!(target_endian = "little") || !self.descr.contains("U0"));
        let same = self.natural && !self.descr.contains("title") && ordered;
        if same {
            assert_eq!(ours, file, "{}", self.file);
        }
        let (ours, theirs) = (behind_header(&ours), behind_header(file));
        assert_eq!(ours, theirs, "{}", self.file);
    }
}

fn behind_header(file: &[u8]) -> &[u8] {
    &file[Header::from_bytes(file).unwrap().data_offset()..]
}

fn folder() -> PathBuf {
    PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/corpus/npy"
    ))
}

/// Each line of expected.tsv with its file.
fn each(mut check: impl FnMut(&Expected<'_>, &[u8])) {
    let lines = std::fs::read_to_string(folder().join("expected.tsv")).unwrap();
    for line in lines.lines() {
        let expected = Expected::parse(line);
        check(
            &expected,
            &std::fs::read(folder().join(expected.file)).unwrap(),
        );
    }
    assert!(lines.lines().count() > 200);
}

#[test]
fn every_file_is_read_as_numpy_read_it() {
    each(|expected, bytes| {
        expected.check_header(&Header::from_bytes(bytes).unwrap());
        let array = npy::from_owner(bytes.to_vec()).unwrap();
        expected.check(&array);
        let view = npy::from_bytes(bytes).unwrap();
        assert_eq!(view.to_string(), array.to_string());
    });
}

#[test]
fn every_way_of_reading_gives_the_same_array() {
    each(|expected, bytes| {
        let path = folder().join(expected.file);
        expected.check_header(&npy::header(&path).unwrap());
        expected.check(&npy::read(&path).unwrap());
        let mut stream = [bytes, b"behind"].concat();
        let mut rest = &stream[..];
        expected.check(&npy::read_from(&mut rest).unwrap());
        assert_eq!(rest, b"behind");
        // Bytes behind the data are no error.
        stream.extend([0; 100]);
        expected.check(&npy::from_owner(stream).unwrap());
        #[cfg(feature = "mmap")]
        {
            let mapped = npy::open(&path).unwrap();
            assert!(mapped.is_foreign());
            expected.check(&mapped);
        }
    });
}

#[test]
fn every_array_is_written_as_numpy_wrote_it() {
    each(|expected, bytes| {
        expected.check_written(&npy::from_owner(bytes.to_vec()).unwrap(), bytes);
    });
}

#[test]
fn every_prefix_of_every_file_is_refused() {
    each(|expected, bytes| {
        let header = Header::from_bytes(bytes).unwrap();
        let needed = header.data_offset() + header.nbytes();
        for length in 0..bytes.len() {
            // All are cut, save those whose last bytes are not part of the array.
            let prefix = &bytes[..length];
            let whole = length >= needed;
            assert_eq!(
                npy::from_bytes(prefix).is_ok(),
                whole,
                "{} {length}",
                expected.file
            );
            assert_eq!(
                npy::read_from(prefix).is_ok(),
                whole,
                "{} {length}",
                expected.file
            );
        }
    });
}
