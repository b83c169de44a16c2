//! Which views are CPython's memoryview and `_testbuffer` asked about?

use memoryview::{Cast, Format, IndirectView, Key, Layout, Order, Slice, Spec, View};

use super::show::{crc, csv, hex as digits, memory, show};
use super::{Case, case};
use crate::effort::Random;

const NATIVE: &str = "cbBhHiIlLqQnNefd?P";

fn native(random: &mut Random) -> String {
    let code = char::from(random.pick(NATIVE.as_bytes()));
    if random.one_in(5) {
        format!("@{code}")
    } else {
        code.to_string()
    }
}

/// A slice as Python writes it.
pub(super) fn slice(random: &mut Random, near: isize) -> String {
    let mut bound = || {
        if random.one_in(3) {
            String::new()
        } else {
            random.within(-near - 2, near + 3).to_string()
        }
    };
    let (start, stop) = (bound(), bound());
    match random.below(3) {
        0 => format!("{start}:{stop}"),
        _ => format!("{start}:{stop}:{}", random.pick(&[-3, -2, -1, 1, 2, 3])),
    }
}

/// The strides that are read.
pub(super) fn read_strides(layout: &Layout) -> String {
    if layout.is_empty() {
        return "-".into();
    }
    let axes = layout.shape().iter().zip(layout.strides());
    csv(&axes
        .filter(|axis| *axis.0 > 1)
        .map(|axis| *axis.1)
        .collect::<Vec<_>>())
}

pub(super) fn flags(layout: &Layout) -> String {
    format!(
        "{}{}",
        u8::from(layout.is_c_contiguous()),
        u8::from(layout.is_f_contiguous())
    )
}

fn view<'a>(memory: &'a [u8], layout: &Layout, format: &Format) -> View<'a> {
    let spec = Spec::from_format(format.clone())
        .shape(layout.shape())
        .strides(layout.strides());
    View::from_bytes(
        memory,
        &spec.offset(layout.offset()).itemsize(layout.itemsize()),
    )
    .unwrap()
}

pub(super) fn memoryview(random: &mut Random) -> Case {
    let memory = memory();
    let length = random.below(65);
    let from = native(random);
    let index = if random.one_in(2) {
        slice(random, 9)
    } else {
        "-".into()
    };
    let (to, shape) = match random.below(3) {
        0 => ("-".to_owned(), vec![]),
        1 => (native(random), vec![]),
        _ => (
            if random.one_in(2) {
                "B".into()
            } else {
                native(random)
            },
            (0..1 + random.below(3))
                .map(|_| random.within(-1, 7))
                .collect(),
        ),
    };
    let question = format!(
        "memoryview\t{from}\t{length}\t{to}\t{}\t{index}",
        csv(&shape)
    );
    let ours = || -> Option<String> {
        let bytes = Layout::contiguous(&[length], 1, Order::C).unwrap();
        let cast = Cast::new(&bytes, "B", &from, None).ok()?;
        let (mut layout, mut format) = (cast.line(), cast.format().clone());
        if index != "-" {
            layout = layout.slice(index.parse::<Key>().unwrap().as_ref()).ok()?;
        }
        if to != "-" {
            let ndim = (!shape.is_empty()).then_some(shape.len());
            let cast = Cast::new(&layout, &from, &to, ndim).ok()?;
            layout = match ndim {
                Some(_) => cast
                    .shaped::<memoryview::CastFault>(shape.iter().map(|&n| Ok(n)))
                    .ok()?,
                None => cast.line(),
            };
            format = cast.format().clone();
        }
        let view = view(&memory, &layout, &format);
        let listed = crc(show(&view.to_list().ok()?).as_bytes());
        let (c, f) = (view.to_bytes(Order::C).ok()?, view.to_bytes(Order::F).ok()?);
        Some(format!(
            "{} {} {} {} {} {listed}",
            csv(layout.shape()),
            read_strides(&layout),
            flags(&layout),
            crc(&c),
            crc(&f)
        ))
    };
    case(question, ours().unwrap_or_else(|| "!".into()))
}

pub(super) fn hex(random: &mut Random) -> Case {
    let memory = memory();
    let (length, step) = (random.below(40), random.pick(&[-2, -1, 1, 2, 3]));
    let (separator, text) = random.pick(&[
        (None, "-"),
        (Some(':'), ":"),
        (Some(' '), " "),
        (Some('\0'), "\\x00"),
        (Some('\u{e9}'), "\u{e9}"),
        (Some('z'), "z"),
    ]);
    let group = random.within(-9, 10);
    let view = View::from_slice(&memory[..length])
        .slice(Slice::every(step))
        .unwrap();
    let ours = match separator {
        None => view.hex(None, 1),
        separator => view.hex(separator, group),
    };
    case(
        format!("hex\t{length}\t{step}\t{text}\t{group}"),
        ours.unwrap_or_else(|_| "!".into()),
    )
}

/// Two arrays of numbers that are often equal, in two formats.
pub(super) fn equal(random: &mut Random) -> Case {
    let mut side = |numbers: &[u8]| -> (String, Vec<u8>) {
        let code = native(random);
        let format = Format::parse_struct(&code).unwrap();
        let pack = |&n: &u8| {
            let value = if code.ends_with('c') {
                vec![n].into()
            } else {
                memoryview::Value::from(n)
            };
            format.pack(&[value]).unwrap()
        };
        let mut bytes: Vec<u8> = numbers.iter().flat_map(pack).collect();
        if random.one_in(4) && !bytes.is_empty() {
            let at = random.below(bytes.len());
            bytes[at] ^= 1 << random.below(8);
        }
        (code, bytes)
    };
    let numbers = [0, 1, 1, 0, 2, 100];
    let ((a, x), (b, y)) = (side(&numbers[..2]), side(&numbers[..2]));
    let spec = |code: &str| Spec::from_format(Format::parse_struct(code).unwrap());
    let same = View::from_bytes(&x, &spec(&a)).unwrap() == View::from_bytes(&y, &spec(&b)).unwrap();
    case(
        format!("equal\t{a}\t{}\t{b}\t{}", digits(&x), digits(&y)),
        u8::from(same).to_string(),
    )
}

/// CPython's own test array: strides and offset are multiples of the item size there; `pil` puts the first axis behind pointers.
pub(super) fn structure(random: &mut Random) -> Case {
    let memory = memory();
    let text = random.pick(&["B", "<h", ">I", "<q", "3s", "<hB", ">d"]);
    let format = Format::parse_struct(text).unwrap();
    let size = format.size();
    let ndim = 1 + random.below(3);
    let count = 1 + random.below(40);
    let shape: Vec<usize> = (0..ndim)
        .map(|_| {
            if random.one_in(12) {
                0
            } else {
                1 + random.below(4)
            }
        })
        .collect();
    let steps: Vec<isize> = (0..ndim)
        .map(|_| random.within(-4, 9) * size.cast_signed())
        .collect();
    let low: isize = shape
        .iter()
        .zip(&steps)
        .map(|(&n, &s)| (n.cast_signed() - 1) * s)
        .filter(|&far| far < 0)
        .sum();
    // An empty array must lie inside, too.
    let low = if shape.contains(&0) { 0 } else { low };
    let offset = if random.one_in(3) && !shape.contains(&0) {
        random.within(0, count.cast_signed()) * size.cast_signed()
    } else {
        -low
    };
    let pil = random.one_in(3);
    // _testbuffer takes one integer, or slices; of one axis an integer is an item.
    let index = match random.below(4) {
        0 if ndim > 1 => random.within(-3, 4).to_string(),
        1 | 2 => {
            let slices: Vec<String> = (0..1 + random.below(ndim))
                .map(|_| slice(random, 4))
                .collect();
            slices.join(",")
        }
        _ => "-".into(),
    };
    let question = format!(
        "structure\t{text}\t{count}\t{}\t{}\t{offset}\t{}\t{index}",
        csv(&shape),
        csv(&steps),
        u8::from(pil)
    );
    let ours = || -> Option<String> {
        let spec = Spec::from_format(format)
            .shape(&shape)
            .strides(&steps)
            .offset(offset);
        let view = View::from_bytes(&memory[..count * size], &spec).ok()?;
        let key = |index: &str| index.parse::<Key>().unwrap();
        let (bytes, list, shape) = if pil && !view.is_empty() {
            let rows: Vec<View<'_>> = view.axis_iter(0).ok()?.collect();
            let mut v = IndirectView::from_views(&rows).ok()?;
            if index != "-" {
                v = v.slice(key(&index)).ok()?;
            }
            (
                v.to_bytes(Order::C).ok()?,
                v.to_list().ok()?,
                v.shape().to_vec(),
            )
        } else {
            let v = if index == "-" {
                view
            } else {
                view.slice(key(&index)).ok()?
            };
            (
                v.to_bytes(Order::C).ok()?,
                v.to_list().ok()?,
                v.shape().to_vec(),
            )
        };
        Some(format!(
            "{} {} {}",
            csv(&shape),
            digits(&bytes),
            show(&list)
        ))
    };
    case(question, ours().unwrap_or_else(|| "!".into()))
}
