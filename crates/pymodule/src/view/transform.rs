//! Which views of the same memory does the engine make of a view, wherever its items lie?

use memoryview_python::Fault;
use memoryview_strided::{Error, FieldPath, FieldStep, Format, Index};
use pyo3::prelude::*;

use super::{Items, Strict};

/// What becomes of the axes or of the items; each as the method of the engine's views that is named like it.
pub(super) enum Transform<'t> {
    Slice(&'t [Index]),
    Transpose,
    Permute(&'t [isize]),
    Reshape(&'t [isize]),
    BroadcastTo(&'t [usize]),
    /// Shape, strides and offset.
    AsStrided(&'t [usize], &'t [isize], isize),
    Reinterpret(&'t Format),
    Field(&'t Path),
}

/// What names a field.
pub(super) enum Path {
    Text(String),
    Names(Vec<String>),
    Number(isize),
}

impl FieldPath for &Path {
    fn steps(&self) -> impl Iterator<Item = FieldStep<'_>> {
        let (names, step) = match self {
            Path::Text(text) => (&[][..], Some(FieldStep::Path(text))),
            Path::Names(names) => (&names[..], None),
            Path::Number(number) => (&[][..], Some(FieldStep::Number(*number))),
        };
        names.iter().map(|name| FieldStep::Name(name)).chain(step)
    }
}

/// What changes the axes alone, by the methods of this name that views and layouts have.
macro_rules! axes {
    ($transform:expr, $of:expr, $otherwise:expr) => {
        match *$transform {
            Transform::Slice(key) => $of.slice(key),
            Transform::Transpose => Ok($of.transpose()),
            Transform::Permute(axes) => $of.permute(axes),
            Transform::Reshape(shape) => $of.reshape(shape),
            Transform::BroadcastTo(shape) => $of.broadcast_to(shape),
            _ => $otherwise,
        }
    };
}

impl<'a> Items<'a> {
    fn transformed(&self, transform: &Transform<'_>) -> Result<Items<'a>, Error> {
        macro_rules! by {
            ($view:expr) => {
                match *transform {
                    Transform::Reinterpret(format) => $view.reinterpret(format)?,
                    Transform::Field(path) => $view.field(path)?,
                    Transform::AsStrided(shape, strides, offset) => {
                        return $view.as_strided(shape, strides, offset).map(Items::Direct);
                    }
                    _ => axes!(transform, $view, unreachable!("told above"))?,
                }
            };
        }
        match self {
            Items::Direct(view) => Ok(Items::Direct(by!(view))),
            Items::Indirect(view) => {
                let made = by!(view);
                Ok(match made.as_direct() {
                    Ok(direct) => Items::Direct(direct),
                    Err(_) => Items::Indirect(made),
                })
            }
        }
    }

    fn format(&self) -> &Format {
        match self {
            Items::Direct(view) => view.format(),
            Items::Indirect(view) => view.format(),
        }
    }
}

impl Strict {
    /// The view that a transform makes of this one.
    pub(super) fn derived(&self, py: Python<'_>, transform: &Transform<'_>) -> PyResult<Self> {
        self.check()?;
        if self.chain().is_none() {
            // Of one memory the layout says all, but for these.
            let layout = axes!(transform, self.layout, {
                return Ok(self.derived_from_items(py, transform)?.0);
            });
            return Ok(self.sibling(py, layout.map_err(Fault::from)?));
        }
        Ok(self.derived_from_items(py, transform)?.0)
    }

    /// The same, and what its items are.
    pub(super) fn derived_from_items(
        &self,
        py: Python<'_>,
        transform: &Transform<'_>,
    ) -> PyResult<(Self, Format)> {
        let lent = self.lend(py)?;
        let items = self.items(&lent, self.text().full(self.layout.itemsize()).clone())?;
        let made = items.transformed(transform).map_err(Fault::from)?;
        Ok((self.placed(py, &made)?, made.format().clone()))
    }
}
