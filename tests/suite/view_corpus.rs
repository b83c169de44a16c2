//! Does a view say what CPython's memoryview, `_testbuffer` and NumPy say?
//!
//! Replays `tests/corpus/views/cases.txt`; `make.py` beside it writes the file and documents its lines.

use memoryview::format::Abi;
use memoryview::{Buffer, Error, ErrorKind, Format, IndirectView, Key, Order, Spec, View};

const CASES: &str = include_str!("../corpus/views/cases.txt");
const MEMORY: usize = 4096;

fn memory() -> Vec<u8> {
    (0..MEMORY)
        .map(|k| ((k * 7 + (k >> 8) * 31 + (k >> 5)) & 255) as u8)
        .collect()
}

/// The checksum of `zlib.crc32`.
fn crc32(bytes: &[u8]) -> u32 {
    let table: Vec<u32> = (0..256)
        .map(|byte: u32| {
            (0..8).fold(byte, |c, _| {
                if c & 1 == 0 {
                    c >> 1
                } else {
                    c >> 1 ^ 0xEDB8_8320
                }
            })
        })
        .collect();
    !bytes.iter().fold(!0, |crc, &byte| {
        crc >> 8 ^ table[(crc as u8 ^ byte) as usize]
    })
}

/// Numbers joined by commas; `-` is none.
fn list<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> Vec<T> {
    match text {
        "-" => vec![],
        text => text.split(',').map(|n| n.parse().unwrap()).collect(),
    }
}

fn key(text: &str) -> Key {
    match text {
        "-" => Key::default(),
        text => text.parse().unwrap(),
    }
}

/// Whether this machine has the numbers of a line: some keys reach to 2^62.
fn fits(fields: &[&str]) -> bool {
    let number = |n: &str| n.is_empty() || n.parse::<isize>().is_ok();
    // The bytes of an equality are no numbers; and with 64 bits a key that is too large is a case like others.
    let all = fields[0] == "e" || cfg!(target_pointer_width = "64");
    let numbers = |field: &&str| field.split(|c: char| !c.is_ascii_digit()).all(number);
    all || fields.iter().all(numbers)
}

/// How many lines there are at least; a third where the others do not fit.
const fn at_least(lines: usize) -> usize {
    if cfg!(target_pointer_width = "64") {
        lines
    } else {
        lines / 3
    }
}

/// The lines that begin with one of these words, as their fields.
fn lines(words: &[&str]) -> impl Iterator<Item = Vec<&'static str>> {
    let words: Vec<String> = words.iter().map(|w| (*w).to_owned()).collect();
    CASES
        .lines()
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .filter(move |fields| words.iter().any(|w| w == fields[0]) && fits(fields))
}

fn spec(fields: &[&str]) -> Spec {
    unsigned(fields[1].parse().unwrap())
        .unwrap()
        .offset(fields[2].parse::<isize>().unwrap())
        .shape(list::<usize>(fields[3]))
        .strides(list::<isize>(fields[4]))
}

fn kind(error: &Error) -> &'static str {
    match error.kind() {
        ErrorKind::Index => "!IndexError",
        ErrorKind::Value => "!ValueError",
        _ => "!other",
    }
}

/// Shape, strides, offset, flags and checksums, as a line of the corpus has them.
fn compare(view: &View<'_>, wanted: &[&str], line: &[&str]) {
    assert_eq!(view.shape(), list::<usize>(wanted[0]), "{line:?}");
    // NumPy keeps the old stride where it is never read: on axes of one item or none, or of a view without items.
    let strides = list::<isize>(wanted[1]);
    let axes = view.shape().iter().zip(view.strides().iter().zip(&strides));
    let read = axes.filter(|&(&n, _)| n > 1 && !view.is_empty());
    assert!(
        read.into_iter().all(|(_, (a, b))| a == b),
        "{line:?} {view:?}"
    );
    if !view.is_empty() {
        assert_eq!(view.layout().offset().to_string(), wanted[2], "{line:?}");
    }
    compare_bytes(view, &wanted[3..], line);
}

fn compare_bytes(view: &View<'_>, wanted: &[&str], line: &[&str]) {
    let flags = format!(
        "{}{}",
        u8::from(view.is_c_contiguous()),
        u8::from(view.is_f_contiguous())
    );
    assert_eq!(flags, wanted[0], "{line:?}");
    for (order, wanted) in [Order::C, Order::F].into_iter().zip(&wanted[1..]) {
        let crc = crc32(&view.to_bytes(order).unwrap());
        assert_eq!(format!("{crc:x}"), *wanted, "{line:?}");
    }
}

#[test]
fn keys_select_what_numpy_selects() {
    let memory = memory();
    let mut view = View::from_slice(&memory);
    let mut count = 0;
    for line in lines(&["v", "k"]) {
        if line[0] == "v" {
            view = View::from_bytes(&memory, &spec(&line)).unwrap();
            continue;
        }
        count += 1;
        match view.slice(key(line[1])) {
            Ok(part) => compare(&part, &line[2..], &line),
            Err(error) => assert_eq!(kind(&error), line[2], "{line:?} {error}"),
        }
    }
    assert!(count > at_least(13_000), "{count}");
}

#[test]
fn slices_are_those_of_memoryview() {
    let memory = memory();
    let mut view = View::from_slice(&memory);
    let mut count = 0;
    for line in lines(&["v", "m"]) {
        if line[0] == "v" {
            view = View::from_bytes(&memory, &spec(&line)).unwrap();
            continue;
        }
        count += 1;
        let (keys, wanted): (Vec<&str>, Vec<&str>) =
            line[1..].iter().partition(|f| f.contains(':'));
        let part = keys
            .iter()
            .fold(view.clone(), |v, k| v.slice(key(k)).unwrap());
        assert_eq!(part.shape(), list::<usize>(wanted[0]), "{line:?}");
        assert_eq!(part.strides(), list::<isize>(wanted[1]), "{line:?}");
        compare_bytes(&part, &wanted[2..], &line);
    }
    assert!(count > at_least(1_500), "{count}");
}

/// The NumPy function of that name.
fn transform<'a>(view: &View<'a>, name: &str, n: &[isize]) -> Result<View<'a>, Error> {
    let lengths = || n.iter().map(|n| n.unsigned_abs()).collect::<Vec<_>>();
    match name {
        "transpose" => view.permute(n),
        "flip" => view.flip(n[0]),
        "diagonal" => view.diagonal(n[0], n[1], n[2]),
        "swap_axes" => view.swap_axes(n[0], n[1]),
        "move_axis" => view.move_axis(n[0], n[1]),
        "windows" => view.sliding_windows(n[1], n[0].unsigned_abs(), 1),
        "broadcast" => view.broadcast_to(&lengths()),
        "reshape" => view.reshape(n),
        "expand" => view.expand_dims(n[0]),
        "squeeze" => view.squeeze(n[0]),
        "reinterpret" => view.reinterpret(unsigned(n[0].unsigned_abs())?.format()),
        other => panic!("{other}"),
    }
}

/// Little-endian unsigned items of that size.
fn unsigned(itemsize: usize) -> Result<Spec, Error> {
    Spec::new(["B", "<H", "<I", "<Q"][itemsize.trailing_zeros() as usize])
}

#[test]
fn transforms_are_those_of_numpy() {
    let memory = memory();
    let mut view = View::from_slice(&memory);
    let (mut count, mut refused) = (0, 0);
    for line in lines(&["v", "t"]) {
        if line[0] == "v" {
            view = View::from_bytes(&memory, &spec(&line)).unwrap();
            continue;
        }
        count += 1;
        match transform(&view, line[1], &list::<isize>(line[2])) {
            Ok(part) if line[3].starts_with('!') => {
                // NumPy takes the last axis only; here a Fortran-contiguous view may be cut along its first.
                let by_first = line[1] == "reinterpret" && view.is_f_contiguous();
                assert!(by_first, "{line:?}: {part:?}");
            }
            Ok(part) => compare(&part, &line[3..], &line),
            Err(error) => {
                refused += 1;
                assert!(line[3].starts_with('!'), "{line:?}: {view:?} {error}");
            }
        }
    }
    assert!(count > 2_000 && refused > 200, "{count} {refused}");
}

#[test]
fn assignment_under_overlap_is_that_of_numpy() {
    let mut described = spec(&["v", "1", "0", "-", "-"]);
    let mut count = 0;
    for line in lines(&["v", "a"]) {
        if line[0] == "v" {
            described = spec(&line);
            continue;
        }
        count += 1;
        let mut buffer = Buffer::from_bytes(memory(), &described).unwrap();
        let view = buffer.foreign_mut().unwrap();
        let (dst, src) = (
            view.slice(key(line[1])).unwrap(),
            view.slice(key(line[2])).unwrap(),
        );
        dst.assign(&src).unwrap();
        let all = buffer.with_spec(&Spec::new("B").unwrap()).unwrap();
        let crc = crc32(&all.to_bytes(Order::C).unwrap());
        assert_eq!(format!("{crc:x}"), line[3], "{line:?} {described}");
    }
    assert!(count > 1_400, "{count}");
}

/// The layout of the source of a cast, cut by a step along its first axis.
#[cfg(all(target_pointer_width = "64", unix))]
fn source(line: &[&str]) -> memoryview::Layout {
    use memoryview::{Layout, Slice};

    let format = Format::parse_struct(line[1]).unwrap();
    let whole = Layout::contiguous(&list::<usize>(line[2]), format.size(), Order::C).unwrap();
    match line[3] {
        "1" => whole,
        step => whole
            .slice(&[Slice::every(step.parse().unwrap()).into()])
            .unwrap(),
    }
}

// The corpus was written on a machine of this kind.
#[cfg(all(target_pointer_width = "64", unix))]
#[test]
fn casts_are_those_of_memoryview() {
    use memoryview::{Cast, CastFault};

    let (mut count, mut accepted) = (0, 0);
    for line in lines(&["c"]) {
        count += 1;
        let to = if line[4] == "''" { "" } else { line[4] };
        let shape = (line[5] != ".").then(|| list::<isize>(line[5]));
        let layout = source(&line);
        let cast = Cast::new(&layout, line[1], to, shape.as_ref().map(Vec::len));
        let ours = cast.and_then(|cast| match shape {
            None => Ok(cast.line()),
            Some(shape) => cast.shaped::<CastFault>(shape.into_iter().map(Ok)),
        });
        match ours {
            Ok(layout) => {
                accepted += 1;
                assert_eq!(layout.shape(), list::<usize>(line[6]), "{line:?}");
                assert_eq!(layout.strides(), list::<isize>(line[7]), "{line:?}");
            }
            Err(fault) => {
                let kind = match fault.kind() {
                    ErrorKind::Type => "!TypeError",
                    _ => "!ValueError",
                };
                assert_eq!((kind, &*fault.to_string()), (line[6], line[7]), "{line:?}");
            }
        }
    }
    assert!(count >= 2_000 && accepted > 300, "{count} {accepted}");
}

/// The items 0, 1, 2, ... of the same shape, their first axis pointers to rows.
fn counted(itemsize: usize, shape: &[usize]) -> Vec<u8> {
    let items: usize = shape.iter().product();
    (0..items)
        .flat_map(|k| (k as u64 % 256).to_le_bytes().into_iter().take(itemsize))
        .collect()
}

#[test]
fn suboffsets_are_those_of_testbuffer() {
    let (mut count, mut direct) = (0, 0);
    for line in lines(&["p"]) {
        count += 1;
        let (itemsize, shape) = (line[1].parse().unwrap(), list::<usize>(line[2]));
        let bytes = counted(itemsize, &shape);
        let whole = View::from_bytes(&bytes, &unsigned(itemsize).unwrap().shape(&shape)).unwrap();
        let rows: Vec<View<'_>> = (0..shape[0]).map(|i| whole.select(0, i).unwrap()).collect();
        let mut view = IndirectView::from_views(&rows).unwrap();
        for key_text in &line[3..5] {
            view = view.slice(key(key_text)).unwrap();
        }
        assert_eq!(view.shape(), list::<usize>(line[5]), "{line:?}");
        let suboffset = view.suboffsets().unwrap().first().copied();
        match line[6] {
            "-" => assert!(suboffset.is_none_or(|n| n < 0), "{line:?} {view:?}"),
            // Without items CPython moves the suboffset, and nobody reads it.
            "*" => assert!(view.is_empty()),
            n => assert_eq!(suboffset, Some(n.parse().unwrap()), "{line:?}"),
        }
        for (order, wanted) in [Order::C, Order::F].into_iter().zip(&line[7..]) {
            let crc = crc32(&view.to_bytes(order).unwrap());
            assert_eq!(format!("{crc:x}"), *wanted, "{line:?}");
        }
        if let Ok(plain) = view.as_direct() {
            direct += 1;
            assert_eq!(
                plain.to_bytes(Order::C).unwrap(),
                view.to_bytes(Order::C).unwrap()
            );
        }
    }
    assert!(
        count >= at_least(2_500) && direct > at_least(100),
        "{count} {direct}"
    );
}

/// One side of an equality.
fn side<'a>(format: &str, shape: &str, bytes: &'a [u8]) -> View<'a> {
    let format = Format::parse_struct_with(format, &Abi::LP64).unwrap();
    let spec = Spec::from_format(format).shape(list::<usize>(shape));
    View::from_bytes(bytes, &spec).unwrap()
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits = hex.trim_matches('-').as_bytes().chunks(2);
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.map(byte).collect()
}

#[test]
fn equality_is_that_of_memoryview() {
    let (mut count, mut equal) = (0, 0);
    for line in lines(&["e"]) {
        let (left, right) = (bytes(line[3]), bytes(line[6]));
        // Of the two ways to hold the items, one is behind a pointer.
        let (a, b) = (
            side(line[1], line[2], &left),
            side(line[4], line[5], &right),
        );
        let row = IndirectView::from_views(&[a]).unwrap();
        let same = row == b.expand_dims(0).unwrap();
        assert_eq!(same, line[7] == "1", "{line:?} {row:?} {b:?}");
        count += 1;
        equal += usize::from(same);
    }
    assert!(count >= 1_500 && equal > 300, "{count} {equal}");
}
