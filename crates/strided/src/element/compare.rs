//! Does a format say the same as a type, and where do the two differ?

use alloc::format;
use alloc::string::{String, ToString};

use memoryview_format::{ByteOrder, Form, Format, Scalar, ScalarKind};

use super::side_by_side::SideBySide;
use super::{Element, FieldDesc, ItemDesc};
use crate::Error;
use crate::error::Counted;

impl ItemDesc {
    /// Whether a format says the same; otherwise where it differs first.
    pub(super) fn compare(&self, format: &Format) -> Result<(), String> {
        match (self, format.form()) {
            (ItemDesc::Scalar(ours), Form::Scalar(theirs)) => compare_scalar(*ours, theirs),
            (ItemDesc::Array(n, ItemDesc::Scalar(item)), Form::Scalar(theirs))
                if item.size() == 1 && is_bytes(theirs.kind()) =>
            {
                if *n == theirs.size() {
                    return Ok(());
                }
                Err(format!(
                    "it has {}, not {n}",
                    Counted(theirs.size(), "byte")
                ))
            }
            (ItemDesc::Array(..), Form::Array(array)) => {
                self.compare_array(array.shape(), &array.item())
            }
            (ItemDesc::Record(fields, size), Form::Record(_)) => {
                compare_record(fields, *size, format)
            }
            (_, Form::Opaque(_)) => Err("the format text could not be read".into()),
            (ItemDesc::Scalar(_), _) => Err("it is no scalar".into()),
            (ItemDesc::Array(..), _) => Err("it is no array".into()),
            (ItemDesc::Record(..), _) => Err("it is no record".into()),
        }
    }

    fn compare_array(&self, shape: &[usize], item: &Format) -> Result<(), String> {
        match (self, shape) {
            (_, []) => self.compare(item),
            (ItemDesc::Array(n, inner), [len, rest @ ..]) => {
                if n != len {
                    return Err(format!("an array has length {len}, not {n}"));
                }
                inner.compare_array(rest, item)
            }
            _ => Err("it has more dimensions".into()),
        }
    }
}

fn is_bytes(kind: ScalarKind) -> bool {
    matches!(
        kind,
        ScalarKind::Bytes | ScalarKind::Pascal | ScalarKind::Void | ScalarKind::Char
    )
}

/// What it is, in the word that [`Format::describe`] has for it: `i32`, `a date`.
pub(crate) fn meaning(scalar: Scalar) -> String {
    let lines = Format::scalar(scalar).describe();
    let meaning = lines.lines().first().map(|line| line.meaning.clone());
    meaning.unwrap_or_default()
}

fn compare_scalar(ours: Scalar, theirs: Scalar) -> Result<(), String> {
    let kind = match theirs.kind() {
        // Times are read as the integers they are.
        ScalarKind::Datetime(_) | ScalarKind::Timedelta(_) => ScalarKind::Int,
        ScalarKind::Char if ours.kind() == ScalarKind::UInt => ScalarKind::UInt,
        kind => kind,
    };
    if kind != ours.kind() {
        return Err(format!("it is {}, not {}", meaning(theirs), meaning(ours)));
    }
    if theirs.size() != ours.size() {
        return Err(format!(
            "it has {}, not {}",
            Counted(theirs.size(), "byte"),
            ours.size()
        ));
    }
    if theirs.order() != ours.order() && ours.is_ordered() {
        let name = |order| match order {
            ByteOrder::Little => "little-endian",
            _ => "big-endian",
        };
        return Err(format!(
            "it is {}, not {}",
            name(theirs.order()),
            name(ours.order())
        ));
    }
    Ok(())
}

fn compare_record(fields: &[FieldDesc], size: usize, format: &Format) -> Result<(), String> {
    let theirs = format.fields();
    if theirs.len() != fields.len() {
        return Err(format!(
            "it has {}, not {}",
            Counted(theirs.len(), "field"),
            fields.len()
        ));
    }
    if format.size() != size {
        return Err(format!(
            "it has {}, not {size}",
            Counted(format.size(), "byte")
        ));
    }
    for (their, our) in theirs.zip(fields) {
        if their.name() != our.name {
            return Err(format!("a field is {:?}, not {:?}", their.name(), our.name));
        }
        if their.offset() != our.offset {
            let (name, at, not) = (our.name, their.offset(), our.offset);
            return Err(format!("field {name:?} is at byte {at}, not {not}"));
        }
        our.item
            .compare(&their.format())
            .map_err(|why| format!("field {:?}: {why}", our.name))?;
    }
    Ok(())
}

/// Refuses a type that is not what the format says. Of two records both are shown.
pub(crate) fn check<T: Element>(format: &Format) -> Result<(), Error> {
    T::ITEM.compare(format).map_err(|difference| {
        let reason = match (&T::ITEM, format.form()) {
            (ItemDesc::Record(fields, size), Form::Record(_)) => {
                format!("{difference}{}", SideBySide::new(fields, *size, format))
            }
            _ => difference,
        };
        Error::Type {
            format: format.to_string().into(),
            wanted: core::any::type_name::<T>().into(),
            reason: reason.into(),
        }
    })
}
