//! How much memory does a byte of input cost, and what happens where there is none?

use memoryview::{
    Buffer, Error, ErrorKind, Format, IndirectView, Key, Order, Spec, Value, View, ViewMut,
};

use crate::allocations::{peak, with_limit};
use crate::itself::program;

fn repeated(item: &str, times: usize) -> String {
    item.repeat(times)
}

/// At most 16 bytes at once for each byte of a text whose fields have names, as NumPy's have. A field is 56 bytes, whatever its text, and
/// a shape or parts of its own are about 100 more: for a letter or two this is up to 80 bytes each.
#[test]
fn memory_is_in_proportion_to_the_text() {
    let named: String = (0..2000).map(|k| format!("<i:field_{k}:")).collect();
    let letter = |k: u32| char::from_u32(u32::from('a') + k % 26).unwrap();
    let short = |k: u32| [k / 676, k / 26, k].map(letter).iter().collect::<String>();
    let short: String = (0..17_000).map(|k| format!("i:{}:", short(k))).collect();
    let columns: String = (0..9000).map(|k| format!("=d:x{k}:")).collect();
    let shaped: String = (0..9000).map(|k| format!("(1,2)i:x{k}:")).collect();
    let records: String = (0..500)
        .map(|k| format!("T{{(2,3)<f:velocity_{k}:>q:when_{k}:}}:r{k}:"))
        .collect();
    let descr: String = (0..1000)
        .map(|k| format!("('field_{k}', '<i4', (2, 3)), "))
        .collect();
    let mut cases: Vec<(&str, String, usize)> = vec![
        ("named fields", named, 16),
        ("names of three letters", short, 16),
        ("columns of a table", format!("T{{{columns}}}"), 16),
        ("named arrays", shaped, 16),
        ("records", records, 16),
        ("padding", repeated("1000000000x", 1000), 16),
        ("digits", repeated("1", 100_000), 16),
        ("brackets", repeated("(", 100_000), 16),
        ("colons", repeated(":", 100_000), 16),
        ("signature", format!("X{{{}}}", repeated("{}", 50_000)), 16),
        ("name", format!("i:{}:", repeated("a", 100_000)), 16),
        ("a shape", format!("({}1)i", repeated("1,", 50_000)), 16),
        ("opened", repeated("T{", 50_000), 16),
        ("codes", repeated("i", 100_000), 64),
        ("one more than a power of 2", repeated("i", 65_537), 64),
        ("counts", repeated("2i", 50_000), 80),
        (
            "codes, then counts",
            repeated("i", 50_000) + &repeated("2i", 50_000),
            88,
        ),
        ("shapes", repeated("(1,2)i", 10_000), 80),
        ("pointers", repeated("&i", 50_000), 80),
        ("records of nothing", repeated("T{}", 10_000), 80),
    ];
    for fields in (1..20).chain([33, 255, 257, 300, 513]) {
        let record = format!("T{{{}}}", repeated("B", fields));
        cases.push(("records", repeated(&record, 20_000 / fields), 80));
    }
    for (what, text, bytes) in cases {
        let most = peak(|| Format::parse(&text)).max(peak(|| Format::parse_struct(&text)));
        println!(
            "{what}: {:.1} bytes a byte",
            most as f64 / text.len() as f64
        );
        assert!(
            most <= bytes * text.len() + 1000,
            "{what}: {most} for {}",
            text.len()
        );
        assert!(
            peak(|| text.parse::<Spec>()) <= bytes * text.len() + 1000,
            "{what}"
        );
    }
    let list = format!("[{descr}]");
    assert!(peak(|| Format::from_descr(&list)) <= 16 * list.len());
    let key = "1:2, ".repeat(10_000);
    // A part of a key is 48 bytes.
    assert!(peak(|| key.parse::<Key>()) <= 48 * key.len());
}

/// Items of a view with pointers are read one by one, and a list of nothing is not made.
#[test]
fn claims_cost_nothing() {
    let many = View::from_slice(&[7_u8])
        .broadcast_to(&[1 << (usize::BITS / 2 - 2)])
        .unwrap();
    let v = IndirectView::from_views(&[many.clone(), many]).unwrap();
    assert!(peak(|| v.iter().nth(5)) < 10_000);
    let none: &[u8] = &[];
    for shape in [[1_usize << 24, 0], [isize::MAX.unsigned_abs(), 0]] {
        let hollow = View::from_bytes(none, &Spec::new("B").unwrap().shape(shape)).unwrap();
        assert!(peak(|| hollow.to_list().unwrap_err()) < 1000);
        assert_eq!(hollow.to_list().unwrap_err().kind(), ErrorKind::Memory);
        let rows =
            vec![View::from_bytes(none, &Spec::new("B").unwrap().shape([shape[0], 0])).unwrap()];
        assert!(
            peak(|| IndirectView::from_views(&rows)
                .unwrap()
                .to_list()
                .unwrap_err())
                < 1000
        );
    }
    let few = View::from_bytes(none, &Spec::new("B").unwrap().shape([3, 0])).unwrap();
    assert_eq!(few.to_list().unwrap().to_string(), "[[], [], []]");
}

const DEED: &str = "MEMORYVIEW_TEST_DEED";

/// So much there is at once; each deed needs more.
const LIMIT: usize = 1 << 20;

const MANY: usize = 1 << 26;

/// Pointers to so many rows need more, of 4 bytes too.
const ROWS: usize = MANY >> 7;

fn refused<T>(result: Result<T, Error>) -> bool {
    matches!(result, Err(error) if error.kind() == ErrorKind::Memory)
}

fn wide() -> View<'static> {
    View::from_slice(&[7_u8]).broadcast_to(&[MANY]).unwrap()
}

/// A buffer that is larger than the limit, and a view of it that overlaps itself transposed.
fn large() -> Buffer {
    Buffer::from_vec(vec![1_u8; 4 << 20])
        .reshape([2048, 2048])
        .unwrap()
}

/// An archive of one compressed array.
#[cfg(feature = "npy")]
fn deflated(name: &str, array: &View<'_>) -> Vec<u8> {
    use flate2::{Compression, CrcWriter, write::DeflateEncoder};
    use std::io::Write;

    let encoder = DeflateEncoder::new(vec![], Compression::fast());
    let mut writer = CrcWriter::new(encoder);
    let mut file = vec![];
    memoryview::npy::write(&mut file, array).unwrap();
    writer.write_all(&file).unwrap();
    let checksum = writer.crc().sum();
    let data = writer.into_inner().finish().unwrap();
    let number = |n: usize| u32::try_from(n).unwrap().to_le_bytes();
    // Version, flags, method, time, date, checksum, sizes, length of the name, no more.
    let mut told = b"\x14\0\0\0\x08\0\0\0\x21\0".to_vec();
    told.extend(checksum.to_le_bytes());
    told.extend([number(data.len()), number(file.len())].concat());
    told.extend([number(name.len())[0], 0, 0, 0]);
    let mut archive = [b"PK\x03\x04", &told[..], name.as_bytes(), &data].concat();
    let directory = [b"PK\x01\x02\x14\0", &told[..], &[0; 14], name.as_bytes()].concat();
    let end = [number(directory.len()), number(archive.len())].concat();
    archive.extend(
        [
            &directory[..],
            b"PK\x05\x06\0\0\0\0\x01\0\x01\0",
            &end,
            &[0; 2],
        ]
        .concat(),
    );
    archive
}

/// Makes ready what is then done with little memory.
type Prepare = fn() -> Box<dyn FnOnce() -> bool>;

/// What takes its size from outside. Made ready without the limit, then done with it.
const DEEDS: &[(&str, Prepare)] = &[
    ("to_bytes", || {
        Box::new(|| refused(wide().to_bytes(Order::C)))
    }),
    ("to_vec", || {
        Box::new(|| refused(wide().to_vec::<u8>(Order::F)))
    }),
    ("to_list", || Box::new(|| refused(wide().to_list()))),
    ("hex", || Box::new(|| refused(wide().hex(None, 1)))),
    ("take", || {
        Box::new(|| refused(wide().expand_dims(0).unwrap().take(0, &[0, 0])))
    }),
    ("convert to_vec", || {
        Box::new(|| refused(wide().convert::<f64>().to_vec(Order::C)))
    }),
    ("convert to_buffer", || {
        Box::new(|| {
            refused(
                wide()
                    .convert_to(&">d".parse().unwrap())
                    .to_buffer(Order::C),
            )
        })
    }),
    ("to_vec of a typed view", || {
        let v = wide().typed::<u8>().unwrap();
        Box::new(move || refused(v.to_vec(Order::C)))
    }),
    ("to_records", || {
        Box::new(|| refused(wide().to_records::<u8>(Order::C)))
    }),
    ("to_contiguous", || {
        Box::new(|| refused(wide().to_contiguous(Order::F)))
    }),
    #[cfg(feature = "rayon")]
    ("on several threads", || {
        Box::new(|| {
            refused(wide().par_to_bytes(Order::C))
                && refused(wide().par_to_vec::<u8>(Order::F))
                && refused(wide().par_to_contiguous(Order::C))
                && refused(wide().convert::<f64>().par_to_vec(Order::C))
        })
    }),
    ("a converted copy under overlap", || {
        let mut buffer = large();
        Box::new(move || {
            let v = buffer.foreign_mut().unwrap();
            let turned = v.transpose();
            refused(turned.convert_to(v.format()).write_into(&v))
        })
    }),
    ("rows", || {
        let rows: Vec<&[u8]> = vec![&[7]; ROWS];
        Box::new(move || refused(IndirectView::from_rows(&rows)))
    }),
    ("views as rows", || {
        let rows = vec![View::from_slice(&[7_u8]); ROWS];
        Box::new(move || refused(IndirectView::from_views(&rows)))
    }),
    ("a row's items", || {
        Box::new(|| {
            refused(
                IndirectView::from_views(&[wide()])
                    .unwrap()
                    .to_vec::<u8>(Order::C),
            )
        })
    }),
    ("a buffer's vector", || {
        let turned = large().transpose();
        Box::new(move || turned.try_into_vec::<u8>().is_err())
    }),
    #[cfg(feature = "ndarray")]
    ("an array", || {
        use memoryview::ndarray::{ConvertToArray, ndarray::Ix1};
        Box::new(|| wide().convert::<f64>().to_array::<Ix1>(Order::C).is_err())
    }),
    ("sum_axis", || {
        Box::new(|| refused(wide().expand_dims(0).unwrap().sum_axis::<u64>(0)))
    }),
    ("a sliced buffer's bytes", || {
        let buffer = large();
        Box::new(move || refused(buffer.transpose().to_bytes(Order::C)))
    }),
    ("assign under overlap", || {
        let mut buffer = large();
        Box::new(move || {
            let v = buffer.foreign_mut().unwrap();
            refused(v.assign(&v.transpose()))
        })
    }),
    ("assign_within", || {
        let mut buffer = large();
        Box::new(move || {
            refused(
                buffer
                    .view_mut()
                    .unwrap()
                    .assign_within(|l| Ok(l.transpose())),
            )
        })
    }),
    ("an item", || {
        let spec = Spec::new("4194304s").unwrap();
        let buffer = Buffer::from_bytes(vec![1; 4 << 20], &spec).unwrap();
        Box::new(move || refused(buffer.item([0])))
    }),
    ("an item set", || {
        let mut bytes = vec![1; 4 << 20];
        Box::new(move || {
            let spec = Spec::new("4194304s").unwrap();
            let mut view = ViewMut::from_bytes(&mut bytes, &spec).unwrap();
            refused(view.set_item([0], Value::Bytes(vec![1])))
                && refused(view.fill(Value::Bytes(vec![1])))
        })
    }),
    ("rows to bytes", || {
        Box::new(|| {
            refused(
                IndirectView::from_views(&[wide()])
                    .unwrap()
                    .to_bytes(Order::C),
            )
        })
    }),
    ("rows to a list", || {
        Box::new(|| refused(IndirectView::from_views(&[wide()]).unwrap().to_list()))
    }),
    ("unpack", || {
        let bytes = vec![1_u8; 1 << 19];
        Box::new(move || {
            let format = Format::parse_struct("524288B").unwrap();
            matches!(format.unpack(&bytes), Err(e) if e.kind() == ErrorKind::Memory)
                && matches!(format.decode(&bytes), Err(e) if e.kind() == ErrorKind::Memory)
        })
    }),
    ("unpack a string", || {
        let bytes = vec![1_u8; 4 << 20];
        Box::new(move || {
            let format = Format::parse_struct("4194304s").unwrap();
            matches!(format.unpack(&bytes), Err(e) if e.kind() == ErrorKind::Memory)
        })
    }),
    ("pack", || {
        Box::new(|| {
            let format = Format::parse_struct("1000000000s").unwrap();
            matches!(format.pack(&[Value::Bytes(vec![])]), Err(e) if e.kind() == ErrorKind::Memory)
        })
    }),
    ("read a file", || {
        let file = tempfile::NamedTempFile::new().unwrap();
        file.as_file().set_len(8 << 20).unwrap();
        Box::new(move || refused(Buffer::read(file.path(), &Spec::new("B").unwrap())))
    }),
    #[cfg(feature = "npy")]
    ("read an endless npy", || {
        Box::new(|| {
            let text = "{'descr': '|u1', 'fortran_order': False, 'shape': (1073741824,)}\n";
            let mut head = b"\x93NUMPY\x01\x00".to_vec();
            head.extend(u16::try_from(text.len()).unwrap().to_le_bytes());
            head.extend(text.as_bytes());
            let endless = std::io::Read::chain(&head[..], std::io::repeat(0));
            let read = memoryview::npy::read_from(endless);
            matches!(read, Err(error) if error.kind() == memoryview::npy::ErrorKind::Memory)
        })
    }),
    #[cfg(feature = "npy")]
    ("an endless header", || {
        Box::new(|| {
            let head = b"\x93NUMPY\x02\x00\xFF\xFF\xFF\xFF";
            let endless = std::io::Read::chain(&head[..], std::io::repeat(b' '));
            memoryview::npy::read_from(endless).is_err()
        })
    }),
    #[cfg(feature = "npy")]
    ("read an npy file", || {
        let file = tempfile::NamedTempFile::new().unwrap();
        let spec = Spec::new("B").unwrap().shape([8 << 20]);
        drop(memoryview::npy::create(file.path(), &spec).unwrap());
        Box::new(move || {
            let read = memoryview::npy::read(file.path());
            matches!(read, Err(error) if error.kind() == memoryview::npy::ErrorKind::Memory)
        })
    }),
    #[cfg(feature = "npy")]
    ("a compressed member", || {
        let archive = deflated("a.npy", &View::from_slice(&vec![0_u8; 8 << 20]));
        Box::new(move || {
            let npz = memoryview::npy::Npz::from_owner(archive).unwrap();
            let member = npz.get("a");
            matches!(member, Err(error) if error.kind() == memoryview::npy::ErrorKind::Memory)
        })
    }),
];

/// Where an allocation fails that was to be checked, the process aborts: so each deed has its own.
#[test]
fn what_cannot_be_allocated_is_an_error() {
    if let Ok(name) = std::env::var(DEED) {
        let (_, make) = DEEDS.iter().find(|(known, _)| *known == name).unwrap();
        let deed = make();
        assert!(
            with_limit(LIMIT, deed),
            "{name}: no refusal for lack of memory"
        );
        return;
    }
    let mut failed = vec![];
    for (name, _) in DEEDS {
        let output = program()
            .args([
                "--exact",
                "complexity::memory::what_cannot_be_allocated_is_an_error",
            ])
            .env(DEED, name)
            .output()
            .unwrap();
        if !output.status.success() {
            let told = String::from_utf8_lossy(&output.stdout);
            failed.push(format!("{name}: {}\n{told}", output.status));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
