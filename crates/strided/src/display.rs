//! How does a view look when it is printed?
//!
//! As NumPy prints it: nested brackets, and above [`THRESHOLD`] items only the first and last [`EDGE`] of each axis, or fewer of many axes.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use memoryview_format::{Form, Format, Kind, Value};

use crate::error::Tuple;
use crate::memory::Memory;
use crate::parts::Parts;

/// Up to so many items all are printed.
const THRESHOLD: usize = 1000;
/// Above, so many at either end of an axis.
const EDGE: usize = 3;
/// Lines are broken before this column.
const WIDTH: usize = 75;

/// `View(format="<f", shape=(2, 3), strides=(12, 4))`: what it is, not what it holds.
pub(crate) fn debug<M: Memory>(
    name: &str,
    parts: &Parts<M>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let layout = parts.layout();
    write!(
        f,
        "{name}(format={:?}, shape={}, strides={})",
        parts.format().to_string(),
        Tuple(layout.shape()),
        Tuple(layout.strides())
    )
}

/// The items. One that cannot be read is printed as `?`.
pub(crate) fn write<M: Memory>(parts: &Parts<M>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let layout = parts.layout();
    let mut printer = Printer {
        parts,
        summarise: layout.len() > THRESHOLD,
        width: 0,
        column: 0,
    };
    if layout.is_empty() {
        return write!(f, "[] (shape {})", Tuple(layout.shape()));
    }
    if right_aligned(parts.format().kind()) {
        printer.widths(0, layout.offset());
    }
    printer.axis(0, layout.offset(), f)
}

/// Numbers are padded to one width, texts and records are not.
fn right_aligned(kind: Kind) -> bool {
    !matches!(kind, Kind::Bytes | Kind::Text | Kind::Void)
}

/// A value as its format has it: a float of 4 bytes is printed with the digits that it needs, not with those of the `f64` that carries it.
fn text(format: &Format, value: &Value) -> String {
    let list = |items: &[Value], format: &dyn Fn(usize) -> Option<Format>| {
        let texts = items.iter().enumerate().map(|(i, item)| match format(i) {
            Some(format) => text(&format, item),
            None => item.to_string(),
        });
        texts.collect::<Vec<_>>().join(", ")
    };
    match (format.form(), value) {
        (Form::Scalar(s), Value::Float(x)) if s.size() == 4 => single(*x),
        (Form::Record(_), Value::Record(items)) => {
            let fields = list(items, &|i| format.fields().get(i).map(|f| f.format()));
            let comma = if items.len() == 1 { "," } else { "" };
            alloc::format!("({fields}{comma})")
        }
        (Form::Array(array), Value::Array(items)) => {
            // The value nests an array an axis; below the last one the items stand.
            let inner = array.shape().get(1..).unwrap_or_default();
            let below = Format::array(inner, array.item()).ok();
            alloc::format!("[{}]", list(items, &|_| below.clone()))
        }
        _ => value.to_string(),
    }
}

/// The shortest text that reads back as the same `f32`.
fn single(x: f64) -> String {
    #[allow(
        clippy::cast_possible_truncation,
        reason = "the value came from an f32"
    )]
    let x = x as f32;
    Value::Float(alloc::format!("{x:?}").parse().unwrap_or(f64::from(x))).to_string()
}

/// How many items of an axis are shown at either end, so that of all axes together no more than [`THRESHOLD`] are: 6 along each of 3 axes, 4 of 4, 2 of 6,
/// and of axes before those the first.
fn edges(axis: usize, ndim: usize) -> (usize, usize) {
    match ndim {
        0..=3 => (EDGE, EDGE),
        4 => (2, 2),
        _ if ndim - axis <= 6 => (1, 1),
        _ => (1, 0),
    }
}

struct Printer<'a, M> {
    parts: &'a Parts<M>,
    summarise: bool,
    /// The widest item that is shown.
    width: usize,
    /// Where the line stands.
    column: usize,
}

impl<M: Memory> Printer<'_, M> {
    fn item(&self, offset: isize) -> String {
        match self.parts.decode(offset) {
            Ok(value) => text(self.parts.format(), &value),
            Err(_) => String::from("?"),
        }
    }

    /// The indices of an axis that are shown; `None` stands for the gap.
    fn shown(&self, axis: usize) -> impl Iterator<Item = Option<usize>> + use<M> {
        let shape = self.parts.layout().shape();
        let n = shape[axis];
        let (first, last) = if self.summarise {
            edges(axis, shape.len())
        } else {
            (n, 0)
        };
        let cut = n > first + last;
        let head = if cut { first } else { n };
        let tail = if cut { n - last } else { n };
        (0..head)
            .map(Some)
            .chain(cut.then_some(None))
            .chain((tail..n).map(Some))
    }

    fn step(&self, axis: usize, offset: isize, i: usize) -> isize {
        // The offset of an index of a layout that has items.
        offset + self.parts.layout().strides()[axis].wrapping_mul(i.cast_signed())
    }

    fn widths(&mut self, axis: usize, offset: isize) {
        if axis == self.parts.layout().ndim() {
            let width = self.item(offset).chars().count();
            self.width = self.width.max(width.min(WIDTH));
            return;
        }
        for i in self.shown(axis).flatten() {
            self.widths(axis + 1, self.step(axis, offset, i));
        }
    }

    fn axis(&mut self, axis: usize, offset: isize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ndim = self.parts.layout().ndim();
        if axis == ndim {
            let text = self.item(offset);
            let width = if ndim == 0 { 0 } else { self.width };
            self.column += width.max(text.chars().count());
            return write!(f, "{text:>width$}");
        }
        f.write_str("[")?;
        self.column += 1;
        for (k, i) in self.shown(axis).enumerate() {
            if k > 0 {
                self.separate(axis, f)?;
            }
            match i {
                Some(i) => self.axis(axis + 1, self.step(axis, offset, i), f)?,
                None => {
                    self.column += 3;
                    f.write_str("...")?;
                }
            }
        }
        self.column += 1;
        f.write_str("]")
    }

    /// A comma, and a new line between rows or where the line is full. Blocks are separated by empty lines, as NumPy does.
    fn separate(&mut self, axis: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(",")?;
        let depth = self.parts.layout().ndim() - 1 - axis;
        if depth == 0 && self.column + self.width + 2 < WIDTH {
            self.column += 2;
            return f.write_str(" ");
        }
        for _ in 0..depth.max(1) {
            f.write_str("\n")?;
        }
        self.column = axis + 1;
        write!(f, "{:1$}", "", axis + 1)
    }
}

#[cfg(test)]
mod tests;
