//! Checks a corpus of format strings line by line: `format_conformance FILE [DEVIATIONS]`.
//!
//! The format of the file is written down in `tests/corpus/format/README.md`, so that another
//! implementation can use it. Lines that are answered otherwise on purpose are listed, with the
//! reason, in `deviations.txt` beside the file: everything else has to agree, and every deviation
//! has to occur.

mod usage;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use memoryview::format::{Abi, ErrorKind, Form, Format, ParseErrorKind, Record, Value};

/// The platform whose sizes and byte order a corpus has, whichever one this is.
const WRITER: Abi = Abi::LP64;

fn main() -> ExitCode {
    let words = usage::words("[FILE [DEVIATIONS]]", |n| n <= 2);
    let Some(file) = words.first().map(PathBuf::from) else {
        // The corpora of this repository.
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/format");
        let reports =
            ["struct.txt", "pep3118.txt"].map(|name| check_file(&folder.join(name), None));
        return exit(&reports);
    };
    let beside = || file.with_file_name("deviations.txt");
    let deviations = words.get(1).map_or_else(beside, PathBuf::from);
    exit(&[check_file(&file, Some(&deviations))])
}

fn exit(reports: &[Result<Report, String>]) -> ExitCode {
    let mut code = ExitCode::SUCCESS;
    for report in reports {
        match report {
            Ok(report) => {
                print!("{report}");
                if !report.failures.is_empty() {
                    code = ExitCode::FAILURE;
                }
            }
            Err(error) => {
                eprintln!("{error}");
                code = ExitCode::from(2);
            }
        }
    }
    code
}

/// What came of a file.
#[derive(Debug, Default)]
pub struct Report {
    /// How many lines agree.
    pub passed: usize,
    /// The reasons for which lines are answered otherwise on purpose, and how many those are.
    pub deviations: Vec<(String, usize)>,
    /// The lines that do not, and what was found instead.
    pub failures: Vec<String>,
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for failure in &self.failures {
            writeln!(f, "FAILED {failure}")?;
        }
        for (reason, count) in &self.deviations {
            writeln!(f, "{count:6} otherwise on purpose: {reason}")?;
        }
        writeln!(f, "{} passed, {} failed", self.passed, self.failures.len())
    }
}

/// Checks all lines of a file; the deviations are those beside it unless they are given.
///
/// # Errors
///
/// When the file cannot be read.
pub fn check_file(file: &Path, deviations: Option<&Path>) -> Result<Report, String> {
    let read = |path: &Path| {
        std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
    };
    let beside = file.with_file_name("deviations.txt");
    let deviations = read(deviations.unwrap_or(&beside)).unwrap_or_default();
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    Ok(check_text(&read(file)?, &name, &deviations))
}

/// A line of the list: a file, a pattern for its lines, and the reason.
struct Deviation<'t> {
    pattern: &'t str,
    reason: &'t str,
    count: usize,
}

/// Checks the lines of a corpus: its text, the name of its file, and the list of deviations.
pub fn check_text(corpus: &str, file: &str, deviations: &str) -> Report {
    let mut report = Report::default();
    let lines = |text| str::lines(text).filter(|line: &&str| !line.starts_with('#'));
    let mut deviations: Vec<Deviation<'_>> = lines(deviations)
        .filter_map(|line| {
            line.strip_prefix(file)?
                .strip_prefix(": ")?
                .split_once(" => ")
        })
        .map(|(pattern, reason)| Deviation {
            pattern,
            reason,
            count: 0,
        })
        .collect();
    for line in lines(corpus) {
        let Err(found) = check_line(line) else {
            report.passed += 1;
            continue;
        };
        // Tabs are spaces in the patterns, and the answer stands behind a bar.
        let found = found.lines().next().unwrap_or_default();
        let plain = format!("{} | {found}", line.replace('\t', " "));
        match deviations.iter_mut().find(|d| matches(d.pattern, &plain)) {
            Some(deviation) => deviation.count += 1,
            None => report.failures.push(plain),
        }
    }
    for deviation in deviations {
        if deviation.count == 0 {
            report
                .failures
                .push(format!("no line deviates like {}", deviation.pattern));
        }
        let reason = deviation.reason.to_owned();
        report.deviations.push((reason, deviation.count));
    }
    report
}

/// Does the text fit the pattern, in which `*` stands for anything?
fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((head, tail)) => text.strip_prefix(head).is_some_and(|rest| {
            rest.char_indices()
                .map(|(index, _)| &rest[index..])
                .chain([""])
                .any(|rest| matches(tail, rest))
        }),
    }
}

/// Checks one line; the error says what was found instead.
fn check_line(line: &str) -> Result<(), String> {
    let mut columns: Vec<&str> = line.split('\t').collect();
    if columns.last().is_some_and(|last| last.starts_with("only=")) {
        columns.pop();
    }
    let text = |column: &str| percent(column).ok_or(format!("not percent-encoded: {column}"));
    match columns.as_slice() {
        ["size", fmt, size] => same(calcsize(&text(fmt)?), Ok((*size).to_owned())),
        ["bad", fmt, kind] => same(calcsize(&text(fmt)?), Err(kind)),
        ["pack", fmt, of, bytes] => check_pack(&text(fmt)?, &values(of)?, Ok(bytes)),
        ["refuse", fmt, of, kind] => check_pack(&text(fmt)?, &values(of)?, Err(kind)),
        ["unpack", fmt, bytes, to] => check_unpack(&text(fmt)?, bytes, Some(&values(to)?)),
        ["short", fmt, bytes] => check_unpack(&text(fmt)?, bytes, None),
        ["export", fmt, itemsize, leaves] => exported(&text(fmt)?, itemsize, leaves).map(drop),
        ["numpy", fmt, itemsize, leaves] => {
            let fmt = text(fmt)?;
            let format = exported(&fmt, itemsize, leaves)?;
            same(format.to_numpy().map_err(show)?, fmt)
        }
        ["item", fmt, itemsize, bytes, to] => {
            let format = sized(&text(fmt)?, itemsize)?;
            let value = format.decode(&hex(bytes)?).map_err(show)?;
            same_values(&[value], &values(to)?)
        }
        ["descr", descr, itemsize, leaves] => check_descr(&text(descr)?, itemsize, leaves),
        ["read", fmt, itemsize, align, leaves] => check_read(&text(fmt)?, itemsize, align, leaves),
        ["list", fmt, itemsize, leaves] => exported(&text(fmt)?, itemsize, leaves).map(drop),
        ["unread", fmt] => match Format::parse_with(&text(fmt)?, &WRITER) {
            Ok(format) => Err(format!("parsed as {format}")),
            Err(_) => Ok(()),
        },
        _ => Err("unknown kind of line".into()),
    }
}

fn show(error: impl std::fmt::Display) -> String {
    error.to_string()
}

fn same<T: PartialEq + std::fmt::Debug>(found: T, expected: T) -> Result<(), String> {
    if found == expected {
        Ok(())
    } else {
        Err(format!("found {found:?}"))
    }
}

/// Values are compared by their text, where NaN equals itself and `1` differs from `1.0`.
fn same_values(found: &[Value], expected: &[Value]) -> Result<(), String> {
    let text = |values: &[Value]| Value::Record(values.to_vec()).to_string();
    same(text(found), text(expected))
}

/// The size of a format for `struct`, or what is wrong with it.
fn calcsize(fmt: &str) -> Result<String, &'static str> {
    match Format::parse_struct_with(fmt, &WRITER) {
        Ok(format) => Ok(format.size().to_string()),
        // CPython looks for these before it parses.
        Err(_) if !fmt.is_ascii() => Err("ascii"),
        Err(_) if fmt.contains('\0') => Err("null"),
        Err(error) => Err(match error.kind() {
            ParseErrorKind::TooLarge => "size",
            ParseErrorKind::Expected {
                expected: "a type code",
                found: None,
            } => "count",
            _ => "char",
        }),
    }
}

fn check_pack(fmt: &str, values: &[Value], expected: Result<&str, &str>) -> Result<(), String> {
    let format = Format::parse_struct_with(fmt, &WRITER).map_err(show)?;
    match (format.pack(values), expected) {
        (Ok(bytes), Ok(expected)) => same(bytes, hex(expected)?),
        (Err(error), Err(kind)) => {
            let overflow = error.kind() == ErrorKind::Overflow;
            same(if overflow { "overflow" } else { "error" }, kind)
        }
        (found, _) => Err(format!("found {found:?}")),
    }
}

fn check_unpack(fmt: &str, bytes: &str, expected: Option<&[Value]>) -> Result<(), String> {
    let format = Format::parse_struct_with(fmt, &WRITER).map_err(show)?;
    match (format.unpack(&hex(bytes)?), expected) {
        (Ok(values), Some(expected)) => same_values(&values, expected),
        (Err(_), None) => Ok(()),
        (found, _) => Err(format!("found {found:?}")),
    }
}

/// What a view would be given for this text and this item size.
fn sized(fmt: &str, itemsize: &str) -> Result<Format, String> {
    let itemsize = itemsize.parse().map_err(show)?;
    Format::parse_sized(fmt, itemsize, &WRITER).map_err(show)
}

fn exported(fmt: &str, itemsize: &str, leaves: &str) -> Result<Format, String> {
    let format = sized(fmt, itemsize)?;
    same(layout(&format), leaves.to_owned())?;
    same(format.size().to_string(), itemsize.to_owned())?;
    same(
        Format::parse_with(&format.to_string(), &WRITER).map_err(show)?,
        format.clone(),
    )?;
    Ok(format)
}

fn check_descr(descr: &str, itemsize: &str, leaves: &str) -> Result<(), String> {
    // The column is Python's repr, which quotes a plain type once more.
    let format = Format::from_descr(descr).map_err(show)?;
    same(layout(&format), leaves.to_owned())?;
    same(format.size().to_string(), itemsize.to_owned())?;
    same(format.to_descr().map_err(show)?, descr.to_owned())
}

fn check_read(fmt: &str, itemsize: &str, align: &str, leaves: &str) -> Result<(), String> {
    let format = Format::parse_with(fmt, &WRITER).map_err(show)?;
    same(layout(&format), leaves.to_owned())?;
    same(format.align().to_string(), align.to_owned())?;
    same(format.size().to_string(), itemsize.to_owned())
}

/// All parts with their offsets and NumPy's types: `a@0:<i4 b@4:record(2) b.c@4:|u1`.
fn layout(format: &Format) -> String {
    let mut leaves = String::new();
    leaf(&mut leaves, "", 0, format);
    leaves.trim_end().to_owned()
}

fn leaf(leaves: &mut String, path: &str, offset: usize, format: &Format) {
    let (item, shape) = match format.form() {
        Form::Array(array) => {
            let lengths: Vec<_> = array.shape().iter().map(ToString::to_string).collect();
            (array.item(), format!("({})", lengths.join(",")))
        }
        _ => (format.clone(), String::new()),
    };
    let kind = match item.form() {
        Form::Record(_) => "record".to_owned(),
        _ => item.to_typestr().unwrap_or_else(|_| "P".into()),
    };
    if !path.is_empty() || kind != "record" {
        let _ = write!(leaves, "{path}@{offset}:{kind}{shape} ");
    }
    if let Form::Record(record) = item.form() {
        let mut unnamed = 0;
        for field in record.fields() {
            let name = match field.name() {
                "" => numpys_name(record, &mut unnamed),
                name => encode(name),
            };
            let dot = if path.is_empty() { "" } else { "." };
            let path = format!("{path}{dot}{name}");
            leaf(leaves, &path, offset + field.offset(), &field.format());
        }
    }
}

/// NumPy calls fields without a name `f0`, `f1`, ...
fn numpys_name(record: Record<'_>, next: &mut usize) -> String {
    loop {
        let name = format!("f{next}");
        *next += 1;
        if record.field(&name).is_none() {
            return name;
        }
    }
}

fn encode(name: &str) -> String {
    let mut text = String::new();
    for byte in name.bytes() {
        match byte {
            b'!'..=b'~' if byte != b'%' => text.push(char::from(byte)),
            _ => text += &format!("%{byte:02X}"),
        }
    }
    text
}

fn percent(column: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut parts = column.split('%');
    bytes.extend_from_slice(parts.next()?.as_bytes());
    for part in parts {
        bytes.push(u8::from_str_radix(part.get(..2)?, 16).ok()?);
        bytes.extend_from_slice(&part.as_bytes()[2..]);
    }
    String::from_utf8(bytes).ok()
}

fn hex(column: &str) -> Result<Vec<u8>, String> {
    let digits = |at| {
        column
            .get(at..at + 2)
            .and_then(|two| u8::from_str_radix(two, 16).ok())
    };
    let bytes: Option<Vec<u8>> = (0..column.len()).step_by(2).map(digits).collect();
    bytes.ok_or(format!("not hexadecimal: {column}"))
}

/// Values separated by spaces; see the README of the corpus.
fn values(column: &str) -> Result<Vec<Value>, String> {
    let mut open: Vec<Vec<Value>> = vec![Vec::new()];
    for word in column.split_whitespace() {
        let value = match word {
            "(" | "[" => {
                open.push(Vec::new());
                continue;
            }
            ")" => Value::Record(open.pop().unwrap_or_default()),
            "]" => Value::Array(open.pop().unwrap_or_default()),
            _ => value(word)?,
        };
        open.last_mut().ok_or("too many brackets")?.push(value);
    }
    open.pop().ok_or("too many brackets".into())
}

fn value(word: &str) -> Result<Value, String> {
    let float = |bits| {
        u64::from_str_radix(bits, 16)
            .map(f64::from_bits)
            .map_err(show)
    };
    let (kind, rest) = word.split_at(1);
    Ok(match (kind, word) {
        (_, "true") => Value::Bool(true),
        (_, "false") => Value::Bool(false),
        ("d", _) => Value::Float(float(rest)?),
        ("c", _) => {
            let (re, im) = rest
                .split_once(',')
                .ok_or("a complex number has two parts")?;
            Value::Complex {
                re: float(re)?,
                im: float(im)?,
            }
        }
        ("b", _) => Value::Bytes(hex(rest)?),
        ("u", _) => Value::Text(String::from_utf8(hex(rest)?).map_err(show)?),
        ("-", _) => Value::Int(word.parse().map_err(show)?),
        _ => Value::UInt(word.parse().map_err(show)?),
    })
}
