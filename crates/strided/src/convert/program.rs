//! Which part of an item becomes which part of an item of another format, and may it?

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use memoryview_format::{Field, Form, Format, Scalar, ScalarKind, SubArray};

use super::Casting;
use crate::Error;
use crate::copy::{Axis, Leaf, Program, Scaling, Steps};
use crate::error::{AccessFault, Counted};

/// The most numbers and texts of one item that are converted each by itself.
const MOST: usize = 1 << 16;

/// What was asked for besides the formats.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wish {
    pub(super) casting: Casting,
    pub(super) scale: Option<Scaling>,
    /// Fields of the source may be left out.
    pub(super) subset: bool,
}

/// What makes items of one format items of another.
pub(super) fn compile(from: &Format, to: &Format, wish: Wish) -> Result<Program, Error> {
    if from.has_objects() || to.has_objects() {
        return Err(Error::Access(AccessFault::Objects));
    }
    let mut compiler = Compiler {
        wish,
        leaves: Vec::new(),
        axes: Vec::new(),
    };
    if let Err(reason) = compiler.part((from, 0), (to, 0)) {
        return Err(Error::Type {
            format: format!("{from}").into(),
            wanted: format!("convertible to {:?}", format!("{to}")).into(),
            reason: reason.into(),
        });
    }
    Ok(Program::new(compiler.leaves, to.size()))
}

struct Compiler {
    wish: Wish,
    leaves: Vec<Leaf>,
    /// Those of the arrays around the part that is looked at.
    axes: Vec<Axis>,
}

/// A format, and where in the item it stands.
type Part<'f> = (&'f Format, usize);

impl Compiler {
    fn part(&mut self, from: Part<'_>, to: Part<'_>) -> Result<(), String> {
        match (from.0.form(), to.0.form()) {
            (Form::Scalar(a), Form::Scalar(b)) => self.scalar((a, from.1), (b, to.1)),
            (Form::Array(a), Form::Array(b)) if a.shape() == b.shape() => {
                let (src, dst) = (a.item(), b.item());
                self.inside((a, b), |compiler| {
                    compiler.part((&src, from.1), (&dst, to.1))
                })
            }
            (Form::Array(a), Form::Array(b)) => {
                let (from, to) = (a.shape(), b.shape());
                Err(format!("an array of shape {from:?} is not one of {to:?}"))
            }
            (Form::Record(_), Form::Record(_)) => self.record(from, to),
            _ if from.0 == to.0 => self.leaf(Steps::copy(to.0.size()), from.1, to.1),
            (Form::Record(_), _) => Err("it is a record: pick a field".into()),
            (_, Form::Record(_)) => Err("it is no record".into()),
            (Form::Array(_), _) => Err("it is an array".into()),
            (_, Form::Array(_)) => Err("it is no array".into()),
            _ => Err("only equal ones of such formats are copied".into()),
        }
    }

    /// Goes on with the items of two arrays of one shape.
    fn inside(
        &mut self,
        (a, b): (SubArray<'_>, SubArray<'_>),
        items: impl FnOnce(&mut Self) -> Result<(), String>,
    ) -> Result<(), String> {
        let depth = self.axes.len();
        let (mut src, mut dst) = (a.size(), b.size());
        for &len in a.shape() {
            // An empty array has no bytes, and its leaves have no items.
            src /= len.max(1);
            dst /= len.max(1);
            self.axes.push(Axis {
                len,
                src: src.cast_signed(),
                dst: dst.cast_signed(),
            });
        }
        items(self)?;
        self.axes.truncate(depth);
        Ok(())
    }

    /// The same part with its bytes in reverse order.
    fn swap(&mut self, part: Part<'_>) -> Result<(), String> {
        match part.0.form() {
            Form::Scalar(scalar) if scalar.swap_unit() == 1 => Ok(()),
            Form::Scalar(scalar) => self.swapped(scalar, part.1, part.1),
            Form::Array(array) => self.inside((array, array), |c| c.swap((&array.item(), part.1))),
            Form::Record(record) => record
                .fields()
                .try_for_each(|field| self.swap((&field.format(), part.1 + field.offset()))),
            Form::Pointer(_) => Err("it holds a pointer".into()),
            _ => Err("the format text could not be read".into()),
        }
    }

    /// Its numbers or characters, each by itself: a text may have any number of them.
    fn swapped(&mut self, scalar: Scalar, src: usize, dst: usize) -> Result<(), String> {
        let unit = scalar.swap_unit();
        let Some(steps) = Steps::swap(unit) else {
            return Err(format!(
                "units of {} are not swapped",
                Counted(unit, "byte")
            ));
        };
        self.axes.push(Axis {
            len: scalar.size() / unit,
            src: unit.cast_signed(),
            dst: unit.cast_signed(),
        });
        self.leaf(steps, src, dst)?;
        self.axes.pop();
        Ok(())
    }

    fn leaf(&mut self, steps: Steps, src: usize, dst: usize) -> Result<(), String> {
        if self.leaves.len() == MOST {
            return Err(format!("it has more than {MOST} numbers"));
        }
        if steps.to > 0 {
            self.leaves.push(Leaf {
                steps,
                src: src.cast_signed(),
                dst: dst.cast_signed(),
                axes: self.axes.clone(),
            });
        }
        Ok(())
    }

    fn record(&mut self, from: Part<'_>, to: Part<'_>) -> Result<(), String> {
        if self.wish.scale.is_some() {
            return Err("records are not scaled: pick a field".into());
        }
        let named = |field: &Field<'_>| !field.name().is_empty();
        let missing = to.0.fields().filter(named);
        let missing = names(missing.filter(|f| from.0.field(f.name()).is_none()));
        if !missing.is_empty() {
            return Err(format!("it has no field {missing}"));
        }
        let extra = from.0.fields().filter(named);
        let extra = names(extra.filter(|f| to.0.field(f.name()).is_none()));
        if !extra.is_empty() && !self.wish.subset {
            return Err(format!(
                "the target has no field {extra}; a subset was not asked for"
            ));
        }
        for field in to.0.fields().filter(named) {
            if let Some(source) = from.0.field(field.name()) {
                let src = (&source.format(), from.1 + source.offset());
                let dst = (&field.format(), to.1 + field.offset());
                self.part(src, dst)
                    .map_err(|why| format!("field {:?}: {why}", field.name()))?;
            }
        }
        Ok(())
    }

    fn scalar(
        &mut self,
        (from, src): (Scalar, usize),
        (to, dst): (Scalar, usize),
    ) -> Result<(), String> {
        let scale = self.wish.scale;
        // Dates and durations are numbers, but the units of two are not the same number.
        let times = is_time(from) && is_time(to) && from.kind() != to.kind();
        let numbers = Steps::between(from, to, scale).filter(|_| !times);
        let Some(steps) = numbers else {
            return self.text((from, src), (to, dst));
        };
        // What is scaled has become a float.
        let source = match scale {
            None => from,
            Some(_) if from.kind() == ScalarKind::Complex => Scalar::C64,
            Some(_) => steps.scaled_as(),
        };
        self.allowed(Casting::needed(source, to), scale.is_some())?;
        self.leaf(steps, src, dst)
    }

    /// What is no number stays what it is; its bytes may be swapped.
    fn text(
        &mut self,
        (from, src): (Scalar, usize),
        (to, dst): (Scalar, usize),
    ) -> Result<(), String> {
        if from.with_order(to.order()) != to {
            let (from, to) = (Format::scalar(from), Format::scalar(to));
            return Err(format!("{from} does not become {to}"));
        }
        self.allowed(Casting::needed(from, to), false)?;
        if from == to {
            return self.leaf(Steps::copy(to.size()), src, dst);
        }
        self.swapped(to, src, dst)
    }

    fn allowed(&self, needed: Casting, scaled: bool) -> Result<(), String> {
        let given = self.wish.casting;
        if needed <= given {
            return Ok(());
        }
        let what = match scaled {
            true => "of scaled numbers, which are floats, ",
            false => "",
        };
        Err(format!(
            "that {what}needs casting {needed}, {given} was given"
        ))
    }
}

fn is_time(scalar: Scalar) -> bool {
    matches!(
        scalar.kind(),
        ScalarKind::Datetime(_) | ScalarKind::Timedelta(_)
    )
}

/// The names of fields, quoted.
fn names<'f>(fields: impl Iterator<Item = Field<'f>>) -> String {
    let quoted: Vec<String> = fields.map(|field| format!("{:?}", field.name())).collect();
    quoted.join(", ")
}

/// What puts the bytes of every number and character of a format in reverse order.
pub(super) fn swapping(format: &Format) -> Result<Program, Error> {
    let wish = Wish {
        casting: Casting::Equiv,
        scale: None,
        subset: false,
    };
    let mut compiler = Compiler {
        wish,
        leaves: Vec::new(),
        axes: Vec::new(),
    };
    compiler.swap((format, 0)).map_err(|reason| Error::Type {
        format: format!("{format}").into(),
        wanted: "made of numbers and characters".into(),
        reason: reason.into(),
    })?;
    Ok(Program::new(compiler.leaves, format.size()))
}
