//! What do a struct and a foreign record have in common, as a table?

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use memoryview_format::{ByteOrder, Field, Form, Format};

use super::{FieldDesc, ItemDesc};

/// The fields of a struct and of a record as a table, with a `*` where they differ.
pub(super) struct SideBySide {
    rows: Vec<Row>,
}

/// One field, as either has it: its offset and its type.
struct Row {
    path: String,
    ours: Option<(usize, String)>,
    theirs: Option<(usize, String)>,
    differs: bool,
}

impl SideBySide {
    pub(super) fn new(fields: &[FieldDesc], size: usize, format: &Format) -> Self {
        let mut rows = Vec::new();
        compare_fields("", (fields, 0), (format, 0), &mut rows);
        rows.push(Row {
            path: "(size)".into(),
            ours: Some((size, String::new())),
            theirs: Some((format.size(), String::new())),
            differs: size != format.size(),
        });
        SideBySide { rows }
    }
}

/// The rows of all fields of either, those of nested records one by one. Beside each stands how many bytes of the whole are before it.
fn compare_fields(
    path: &str,
    (fields, our_base): (&[FieldDesc], usize),
    (format, their_base): (&Format, usize),
    rows: &mut Vec<Row>,
) {
    for our in fields {
        let their = format.field(our.name);
        let path = format!("{path}{}", our.name);
        if let (ItemDesc::Record(inner, _), Some(their)) = (our.item, their)
            && let Form::Record(_) = their.form()
        {
            let (our_base, their_base) = (our_base + our.offset, their_base + their.offset());
            let path = format!("{path}.");
            compare_fields(
                &path,
                (inner, our_base),
                (&their.format(), their_base),
                rows,
            );
            continue;
        }
        let same = |their: Field<'_>| {
            their.offset() == our.offset && our.item.compare(&their.format()).is_ok()
        };
        rows.push(Row {
            path,
            ours: Some((our_base + our.offset, type_name(&our.item.format()))),
            theirs: their.map(|f| (their_base + f.offset(), type_name(&f.format()))),
            differs: !their.is_some_and(same),
        });
    }
    let known = |their: &Field<'_>| fields.iter().any(|our| our.name == their.name());
    for their in format.fields().filter(|their| !known(their)) {
        rows.push(Row {
            path: format!("{path}{}", their.name()),
            ours: None,
            theirs: Some((their_base + their.offset(), type_name(&their.format()))),
            differs: true,
        });
    }
}

/// A type in a word, with its byte order where that has a meaning.
fn type_name(format: &Format) -> String {
    if let Form::Record(_) = format.form() {
        return "record".into();
    }
    match format.describe().lines() {
        [line, ..] => match line.order {
            Some(ByteOrder::Little) => format!("{} little", line.meaning),
            Some(ByteOrder::Big) => format!("{} big", line.meaning),
            None => line.meaning.clone(),
        },
        [] => String::new(),
    }
}

impl fmt::Display for SideBySide {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = |side: &Option<(usize, String)>| match side {
            Some((offset, name)) => format!("{offset:>4} {name}"),
            None => "   -".to_string(),
        };
        let head = ["".into(), "struct".into(), "record".into()];
        let mut cells: Vec<[String; 3]> = alloc::vec![head];
        cells.extend(
            self.rows
                .iter()
                .map(|row| [row.path.clone(), side(&row.ours), side(&row.theirs)]),
        );
        let marks = core::iter::once(' ').chain(
            self.rows
                .iter()
                .map(|row| if row.differs { '*' } else { ' ' }),
        );
        let [paths, ours] = [0, 1].map(|column| {
            let widths = cells.iter().map(|row| row[column].chars().count());
            // A longer text moves the rest of its line.
            widths.max().unwrap_or(0).min(WIDEST)
        });
        for (mark, [path, our, their]) in marks.zip(&cells) {
            let line = format!("\n{mark} {path:paths$}  {our:ours$}  {their}");
            f.write_str(line.trim_end_matches(' '))?;
        }
        Ok(())
    }
}

/// The widest column.
const WIDEST: usize = 40;
