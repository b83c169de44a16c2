//! Which formats, values and dtypes are asked about?

use memoryview::{Format, Value};

use super::show::{csv, cycled, hex, list, memory, show};
use super::{Case, case};
use crate::effort::Random;

const CODES: &[u8] = b"xcbB?hHiIlLqQnNefdspP";

/// A text for `struct`: mostly a good one, sometimes with a wrong byte.
fn text(random: &mut Random, codes: &[u8]) -> String {
    let mut text = String::from(random.pick(&["", "@", "=", "<", ">", "!"]));
    for _ in 0..random.below(6) {
        if random.one_in(12) {
            text.push_str(random.pick(&[" ", "  ", "\t", "\r", "\x0b", "\x0c"]));
        }
        if random.one_in(3) {
            let huge = [
                "4294967296",
                "9223372036854775807",
                "9223372036854775808",
                "18446744073709551617",
                "1500000000",
            ];
            let count = match random.below(60) {
                0 => random.pick(&huge).to_owned(),
                1..4 => "0".to_owned(),
                4..6 => format!("0{}", random.below(9)),
                6..9 => random.below(300).to_string(),
                _ => random.below(8).to_string(),
            };
            text.push_str(&count);
        }
        text.push(char::from(random.pick(codes)));
    }
    if random.one_in(12) {
        let at = random.below(text.len() + 1);
        let wrong = random.pick(&[
            "<", "@", "-", "1", "y", "T{", "}", ":a:", "(2)", ",", "\u{e9}", "\u{0}", "O", "w",
            "Z", " 3",
        ]);
        text.insert_str(at, wrong);
    }
    text
}

/// A text as it stands in a line: what a line cannot hold, escaped.
fn escaped(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\\' | '"' => format!("\\{c}"),
            ' '..='~' => c.to_string(),
            c => format!("\\U{:08x}", u32::from(c)),
        })
        .collect()
}

pub(super) fn unpack(random: &mut Random) -> Case {
    let text = text(random, CODES);
    let mut seed = [0; 13];
    seed.iter_mut()
        .for_each(|byte| *byte = random.bits().to_le_bytes()[0]);
    let question = format!("unpack\t{}\t{}", escaped(&text), hex(&seed));
    let ours = || -> Option<String> {
        let format = Format::parse_struct(&text).ok()?;
        let size = format.size();
        if size > 65536 {
            return Some(size.to_string());
        }
        let values = format.unpack(&cycled(&seed, size)).ok()?;
        let nan = |value: &Value| matches!(value, Value::Float(x) if x.is_nan());
        let again = match values.iter().any(nan) {
            true => String::new(),
            false => hex(&format.pack(&values).ok()?),
        };
        Some(format!("{size} {} {again}", list(&values)))
    };
    case(question, ours().unwrap_or_else(|| "!".into()))
}

fn value(random: &mut Random) -> Value {
    let shift = random.below(64);
    match random.below(9) {
        0..3 => Value::Int((random.bits() >> shift).cast_signed()),
        3 => Value::Int(-((random.bits() >> shift >> 1).cast_signed())),
        4 => Value::UInt(random.bits() >> random.below(3)),
        5 => Value::Float(f64::from_bits(random.bits())),
        6 => Value::Float(random.pick(&[
            0.0,
            -0.0,
            1.5,
            65504.0,
            65520.0,
            1e-8,
            3.4028235e38,
            3.4028236e38,
            f64::INFINITY,
            f64::NEG_INFINITY,
            6e-8,
        ])),
        7 => Value::Bool(random.one_in(2)),
        _ => Value::Bytes(
            (0..random.below(6))
                .map(|_| random.bits().to_le_bytes()[0])
                .collect(),
        ),
    }
}

/// A value of the kind that a code takes, or any.
fn fitting(random: &mut Random, code: u8) -> Value {
    match code {
        _ if random.one_in(12) => value(random),
        b's' | b'p' => Value::Bytes(
            (0..random.below(9))
                .map(|_| random.bits().to_le_bytes()[0])
                .collect(),
        ),
        b'c' => Value::Bytes(vec![random.bits().to_le_bytes()[0]]),
        b'e' | b'f' | b'd' => match random.below(3) {
            0 => Value::Int(random.within(-70_000, 70_000) as i64),
            1 => Value::Float(f64::from(f32::from_bits(
                u32::try_from(random.bits() >> 32).unwrap(),
            ))),
            _ => value(random),
        },
        b'?' => value(random),
        // A number near what the code holds.
        _ => {
            let shift = 64 - random.pick(&[7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64]);
            match random.below(3) {
                0 => Value::UInt(random.bits() >> shift),
                1 => Value::Int(random.bits().cast_signed() >> shift),
                _ => Value::UInt(u64::MAX >> shift),
            }
        }
    }
}

pub(super) fn pack(random: &mut Random) -> Case {
    let mut text = String::from(random.pick(&["", "@", "=", "<", ">", "!"]));
    let mut values = vec![];
    for _ in 0..1 + random.below(3) {
        let code = random.pick(CODES);
        let count = random.below(4);
        match code {
            b's' | b'p' => values.push(fitting(random, code)),
            b'x' => {}
            _ => values.extend((0..count).map(|_| fitting(random, code))),
        }
        text.push_str(&format!("{count}{}", char::from(code)));
    }
    if random.one_in(20) {
        values.push(Value::Int(1));
    }
    let nan = |value: &Value| matches!(value, Value::Float(x) if x.is_nan());
    values
        .iter_mut()
        .filter(|value| nan(value))
        .for_each(|value| *value = Value::Float(2.5));
    let shown: Vec<String> = values
        .iter()
        .map(|value| format!("\t{}", show(value)))
        .collect();
    let ours = Format::parse_struct(&text)
        .ok()
        .and_then(|format| format.pack(&values).ok());
    case(
        format!("pack\t{text}{}", shown.concat()),
        ours.map_or_else(|| "!".into(), |bytes| hex(&bytes)),
    )
}

const DTYPES: [&str; 25] = [
    "|b1", "i1", "u1", "<i2", ">i2", "<u2", "<i4", ">i4", ">u4", "<i8", ">u8", "<f2", ">f2", "<f4",
    ">f4", "<f8", ">f8", "<c8", ">c16", "S3", "S1", "<U2", ">U1", "V2", "V5",
];

/// A descr as Python writes it.
fn descr(random: &mut Random, depth: usize) -> String {
    let fields: Vec<String> = (0..1 + random.below(4))
        .map(|k| {
            let item = match depth > 0 && random.one_in(5) {
                true => descr(random, depth - 1),
                false => format!("'{}'", random.pick(&DTYPES)),
            };
            let shape = match random.below(5) {
                0 => format!(", ({},)", 1 + random.below(3)),
                1 => format!(", ({}, {})", 1 + random.below(3), 1 + random.below(2)),
                _ => String::new(),
            };
            let name = match random.below(12) {
                0 => format!("with space {k}"),
                1 => format!("\u{3b1}{k}"),
                _ => format!("f_{k}"),
            };
            format!("('{name}', {item}{shape})")
        })
        .collect();
    format!("[{}]", fields.join(", "))
}

fn fields_of(format: &Format) -> String {
    let fields: Vec<String> = format
        .fields()
        .map(|f| format!("{}@{}", f.name(), f.offset()))
        .collect();
    csv(&fields)
}

/// NumPy's own PEP 3118 text comes with the answer: see [`exported`].
pub(super) fn dtype(random: &mut Random) -> Case {
    let descr = match random.below(4) {
        0 => format!("'{}'", random.pick(&DTYPES)),
        _ => descr(random, 2),
    };
    let ours = || -> Option<String> {
        let format = match descr.strip_prefix('\'') {
            Some(rest) => Format::from_typestr(rest.trim_end_matches('\'')).ok()?,
            None => Format::from_descr(&descr).ok()?,
        };
        let size = format.size();
        let bytes: Vec<u8> = cycled(&memory(), size).iter().map(|b| b | 1).collect();
        let value = match descr.contains('U') {
            true => "-".into(),
            false => show(&format.decode(&bytes).ok()?),
        };
        Some(format!("{size} {} {value}", fields_of(&format)))
    };
    case(
        format!("dtype\t{descr}"),
        ours().unwrap_or_else(|| "!".into()),
    )
}

/// What the text that NumPy exports for a dtype is to us, as far as an answer about the dtype tells it: size and fields.
pub(super) fn exported(answer: &str, text: &str) -> bool {
    let mut words = answer.splitn(2, ' ');
    let size: usize = words.next().unwrap().parse().unwrap();
    let format = Format::for_buffer(text, size);
    let fields = words.next().unwrap();
    let again = format.to_text().map(|text| Format::for_buffer(&text, size));
    format.size() == size
        && fields.starts_with(&format!("{} ", fields_of(&format)))
        && again.is_ok_and(|again| again == format)
}

/// Texts as exporters write them, records inside records.
pub(super) fn pep3118(random: &mut Random) -> Case {
    fn items(random: &mut Random, depth: usize) -> String {
        let count = random.below(4) + usize::from(depth < 2);
        (0..count)
            .map(|k| {
                let order = if random.one_in(3) {
                    random.pick(&["<", ">", "=", "@", "^", "!"])
                } else {
                    ""
                };
                let shape = if random.one_in(6) {
                    random.pick(&["(2)", "(2,3)", "(1,2)", "3"])
                } else {
                    ""
                };
                let code = match random.below(9) {
                    0 if depth > 0 => format!("T{{{}}}", items(random, depth - 1)),
                    1 => random.pick(&["3s", "2w", "Zf", "Zd", "x", "2x"]).to_owned(),
                    _ => char::from(random.pick(b"?bBhHiIlLqQefd")).to_string(),
                };
                let name = if code.ends_with('x') {
                    String::new()
                } else {
                    format!(":n{k}:")
                };
                // A count belongs to the code: not before a code that has one, nor before padding that is none.
                match code.starts_with(|c: char| c.is_ascii_digit()) || code == "x" {
                    true => format!("{order}{code}{name}"),
                    false => format!("{shape}{order}{code}{name}"),
                }
            })
            .collect()
    }
    let text = format!("T{{{}}}", items(random, 3));
    let ours = Format::parse(&text)
        .ok()
        .map(|format| format!("{} {}", format.size(), fields_of(&format)));
    case(
        format!("pep3118\t{text}"),
        ours.unwrap_or_else(|| "!".into()),
    )
}
