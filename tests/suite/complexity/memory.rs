//! What does a claim cost, and what happens where there is no memory?

use memoryview::{
    Buffer, Error, ErrorKind, Format, IndirectView, Key, Order, Spec, Value, View, ViewMut,
};

use crate::allocations::{peak, with_limit};
use crate::itself::program;
use memoryview::format::{ParseError, ParseErrorKind};

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
    ("parse a long text", || {
        // What is made of it is half as large where addresses have 32 bits, and still too large.
        let codes = "bh".repeat(1 << 18);
        let names: String = (0..1 << 18).map(|k| format!("i:{k}:")).collect();
        let (axes, list) = ("1,".repeat(1 << 19), "('','i1'),".repeat(1 << 18));
        let shape = format!("({axes}1)i");
        let lists = format!("[{list}]");
        let shapes = format!("[('','i1',({axes}))]");
        let spec = format!("B; shape={axes}");
        Box::new(move || {
            let memory = |error: ParseError| matches!(error.kind(), ParseErrorKind::Memory { bytes } if *bytes > LIMIT);
            [&codes, &names, &shape]
                .into_iter()
                .all(|text| Format::parse(text).is_err_and(memory) && refused(text.parse::<Spec>()))
                && Format::parse_struct(&codes).is_err_and(memory)
                && Format::for_buffer(&codes, 1).is_opaque()
                && Format::from_descr(&lists).is_err_and(memory)
                && Format::from_descr(&shapes).is_err_and(memory)
                && refused(spec.parse::<Spec>())
        })
    }),
    ("an error in a long text", || {
        let text = "i".repeat(2 << 20) + "!";
        Box::new(move || {
            // There is no memory for what was read, nor for a copy of the text.
            let error = Format::parse(&text).unwrap_err();
            let told = format!("{} {}", text.parse::<Key>().unwrap_err(), error);
            error.text().is_empty() && error.position() == 0 && told.len() < 1000
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
