//! What does a value that was read mean, where its format says more than it does?
//!
//! A date is read as an integer. So where records and arrays are compared as values, this goes through both formats beside them.

use memoryview_format::{Form, Format, ScalarKind, Value};

use super::times::Times;

/// A format, or what is left of it behind some axes of an array.
#[derive(Clone, Copy)]
pub(crate) struct Meant<'f> {
    form: Form<'f>,
    axes: usize,
}

impl<'f> Meant<'f> {
    /// `None` if values of the two formats mean what they are.
    pub(crate) fn both(a: &'f Format, b: &'f Format) -> Option<[Self; 2]> {
        let [a, b] = [a.form(), b.form()];
        let meant = |form| Meant { form, axes: 0 };
        (has_times(a) || has_times(b)).then(|| [meant(a), meant(b)])
    }

    /// The field or item of this number.
    pub(crate) fn part(self, number: usize) -> Self {
        let part = match self.form {
            Form::Record(record) => record.fields().get(number).map(|field| field.form()),
            Form::Array(array) if self.axes + 1 == array.shape().len() => Some(array.item_form()),
            _ => None,
        };
        match part {
            Some(form) => Meant { form, axes: 0 },
            None => Meant {
                axes: self.axes + 1,
                ..self
            },
        }
    }

    /// How this and another are compared, if either is a date or a duration.
    pub(crate) fn times(self, other: Self) -> Option<Times> {
        match (self.form, other.form) {
            (Form::Scalar(a), Form::Scalar(b)) => Times::of(a, b),
            (Form::Scalar(_), _) if has_times(self.form) => Some(Times::Never),
            (_, Form::Scalar(_)) if has_times(other.form) => Some(Times::Never),
            _ => None,
        }
    }
}

/// Whether two values are equal.
pub(super) fn equal(a: &Value, b: &Value, meant: Option<[Meant<'_>; 2]>) -> bool {
    let Some([x, y]) = meant else {
        return a == b;
    };
    match (a, b) {
        (Value::Record(a) | Value::Array(a), Value::Record(b) | Value::Array(b)) => {
            let mut pairs = a.iter().zip(b).enumerate();
            a.len() == b.len() && pairs.all(|(i, (a, b))| equal(a, b, Some([x.part(i), y.part(i)])))
        }
        _ => match x.times(y) {
            Some(times) => count(a)
                .zip(count(b))
                .is_some_and(|(a, b)| times.equal(a, b)),
            None => a == b,
        },
    }
}

/// The count of a date or a duration, or what is compared with one.
pub(crate) fn count(value: &Value) -> Option<i64> {
    match *value {
        Value::Bool(truth) => Some(truth.into()),
        Value::Int(count) => Some(count),
        Value::UInt(count) => count.try_into().ok(),
        _ => None,
    }
}

fn has_times(form: Form<'_>) -> bool {
    match form {
        Form::Scalar(scalar) => matches!(
            scalar.kind(),
            ScalarKind::Datetime(_) | ScalarKind::Timedelta(_)
        ),
        Form::Array(array) => has_times(array.item_form()),
        Form::Record(record) => record.fields().any(|field| has_times(field.form())),
        _ => false,
    }
}
