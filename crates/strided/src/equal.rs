//! When do two views hold the same?
//!
//! As Python's memoryview compares: the shapes must be equal up to their first zero, and then every pair of items must be equal *by value*,
//! whatever their formats: `1 == 1.0`, `-0.0 == 0.0`, NaN is equal to nothing, padding does not count, a byte string is no number. Dates and
//! durations are compared as NumPy does, in their units. Records and
//! sub-arrays are compared part by part, without looking at names. So bytes are never compared as such where they stand for floats.
//!
//! The pair of formats is looked at once. Records are taken apart into pairs of scalar views, which share their strides; two numeric scalars are
//! read in blocks as one type that holds the values of both exactly; what is left (text, complex against real, mixed
//! structures) is decoded item by item.
//!
//! Formats without values (a Python object, UCS-2, a text that could not be read) are equal to nothing, themselves included, even
//! if there are no items: so does CPython.

pub(crate) mod meant;
mod scalars;
pub(crate) mod times;

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::ops::{ControlFlow, Range};

use memoryview_format::{Form, Format, LongDouble, Scalar, ScalarKind};

use self::meant::Meant;
use crate::memory::MemMut;
use crate::parts::Parts;
use crate::read::Walk;
use crate::{Buffer, Element, ForeignView, Source, TypedView, TypedViewMut, View, ViewMut};

/// Bytes of a table that are compared field by field before the next ones are looked at: they stay in the second-level cache.
const CHUNK: usize = 1 << 16;

/// Whether two views hold the same values.
pub(crate) fn equal(a: &Parts<MemMut>, b: &Parts<MemMut>) -> bool {
    if !same_shape(a.layout().shape(), b.layout().shape()) {
        return false;
    }
    if !has_values(a.format()) || !has_values(b.format()) {
        return false;
    }
    a.layout().is_empty() || compare(&bare(a), &bare(b))
}

/// One index of every axis along which both sides repeat their items: otherwise two broadcast views, or items without bytes, would take as
/// long as their shapes say, which no memory bounds.
fn once<'p>(
    a: &'p Parts<MemMut>,
    b: &'p Parts<MemMut>,
) -> (Cow<'p, Parts<MemMut>>, Cow<'p, Parts<MemMut>>) {
    let repeats = |p: &Parts<MemMut>, k| p.layout().itemsize() == 0 || p.layout().strides()[k] == 0;
    let needless = |k: usize, n: usize| n > 1 && repeats(a, k) && repeats(b, k);
    let shape = a.layout().shape();
    if !shape.iter().enumerate().any(|(k, &n)| needless(k, n)) {
        return (Cow::Borrowed(a), Cow::Borrowed(b));
    }
    let range = |(k, &n): (usize, &usize)| 0..if needless(k, n) { 1 } else { n };
    let ranges: Vec<Range<usize>> = shape.iter().enumerate().map(range).collect();
    let window = |p: &Parts<MemMut>| Cow::Owned(p.finish(p.layout().window(&ranges)));
    (window(a), window(b))
}

/// Shapes are equal up to the first zero: behind it no item is left to tell them apart.
pub(crate) fn same_shape(a: &[usize], b: &[usize]) -> bool {
    let zero = a.iter().position(|&n| n == 0);
    let until = zero.map_or(a.len(), |k| k + 1);
    a.len() == b.len() && a[..until] == b[..until]
}

/// Whether items of a format can be read as values.
pub(crate) fn has_values(format: &Format) -> bool {
    match format.form() {
        Form::Scalar(scalar) => match scalar.kind() {
            ScalarKind::Object | ScalarKind::Ucs2 => false,
            ScalarKind::LongDouble(form) | ScalarKind::LongComplex(form) => form == LongDouble::X87,
            _ => true,
        },
        Form::Array(array) => has_values(&array.item()),
        Form::Record(record) => record.fields().all(|f| has_values(&f.format())),
        Form::Pointer(_) => true,
        _ => false,
    }
}

/// A record of one field without a name is what `struct` makes of padding around an item: it counts as that item.
fn bare(parts: &Parts<MemMut>) -> Parts<MemMut> {
    let mut fields = parts.format().fields();
    if fields.len() == 1
        && let Some(field) = fields.next()
        && field.name().is_empty()
        && let Ok(part) = parts.part(field.offset(), field.format(), &[])
    {
        return part;
    }
    parts.clone()
}

/// Compares views of equal shape that have items.
fn compare(a: &Parts<MemMut>, b: &Parts<MemMut>) -> bool {
    let (a, b) = once(a, b);
    let (a, b) = (&*a, &*b);
    match (a.format().form(), b.format().form()) {
        (Form::Scalar(x), Form::Scalar(y)) => scalars::compare(a, x, b, y),
        (Form::Array(x), Form::Array(y)) if x.shape() == y.shape() && !x.shape().contains(&0) => {
            let inner = |p: &Parts<MemMut>, item: Format| p.part(0, item, x.shape());
            match (inner(a, x.item()), inner(b, y.item())) {
                (Ok(a), Ok(b)) => compare(&a, &b),
                // More axes than a layout has.
                _ => by_value(a, b),
            }
        }
        (Form::Record(x), Form::Record(y)) => x.fields().len() == y.fields().len() && records(a, b),
        _ => by_value(a, b),
    }
}

/// Field by field, some rows at a time, so that a row is fetched from memory once for all its fields.
fn records(a: &Parts<MemMut>, b: &Parts<MemMut>) -> bool {
    let len = a.layout().shape().first().copied().unwrap_or(1);
    let row = (a.layout().nbytes() / len).max(1);
    let rows = (CHUNK / row).max(1);
    if a.layout().ndim() == 0 || rows >= len {
        return fields(a, b);
    }
    (0..len).step_by(rows).all(|start| {
        let range = start..len.min(start + rows);
        fields(&a.rows(range.clone()), &b.rows(range))
    })
}

fn fields(a: &Parts<MemMut>, b: &Parts<MemMut>) -> bool {
    let pairs = a.format().fields().zip(b.format().fields());
    pairs.into_iter().all(|(x, y)| {
        let x = a.part(x.offset(), x.format(), &[]);
        let y = b.part(y.offset(), y.format(), &[]);
        match (x, y) {
            (Ok(x), Ok(y)) => compare(&x, &y),
            _ => by_value(a, b),
        }
    })
}

/// Decodes every pair. An item that cannot be read (text that is not Unicode) is equal to nothing.
fn by_value(a: &Parts<MemMut>, b: &Parts<MemMut>) -> bool {
    let meant = Meant::both(a.format(), b.format());
    let walk = Walk::memory([a.layout(), b.layout()]);
    let differs = walk.span(0..walk.len(), |piece| {
        let [mut x, mut y] = piece.offsets;
        for _ in 0..piece.len {
            match (a.decode(x), b.decode(y)) {
                (Ok(x), Ok(y)) if meant::equal(&x, &y, meant) => {}
                _ => return ControlFlow::Break(()),
            }
            // Behind the last item they are not used.
            x = x.wrapping_add(piece.strides[0]);
            y = y.wrapping_add(piece.strides[1]);
        }
        ControlFlow::Continue(())
    });
    differs.is_continue()
}

/// A number as it is compared: addresses are unsigned integers. `None` for what is no real number of at most 8 bytes.
fn number(scalar: Scalar) -> Option<Scalar> {
    use ScalarKind as K;
    let kind = match scalar.kind() {
        K::Bool | K::Int | K::UInt | K::Float => return Some(scalar),
        K::Pointer | K::CharPointer | K::WcharPointer => K::UInt,
        _ => return None,
    };
    Scalar::new(kind, scalar.size(), scalar.order())
}

macro_rules! equality {
    ($([$($a:lifetime)?] [$($t:ident)?] $left:ty;)*) => {$(
        equality!(@pair [$($a)?] [$($t)?] $left, ['b] [] View<'b>);
        equality!(@pair [$($a)?] [$($t)?] $left, ['b] [] ViewMut<'b>);
        equality!(@pair [$($a)?] [$($t)?] $left, ['b] [] ForeignView<'b>);
        equality!(@pair [$($a)?] [$($t)?] $left, [] [] Buffer);
        equality!(@pair [$($a)?] [$($t)?] $left, ['b] [U] TypedView<'b, U>);
        equality!(@pair [$($a)?] [$($t)?] $left, ['b] [U] TypedViewMut<'b, U>);
    )*};
    (@pair [$($a:lifetime)?] [$($t:ident)?] $left:ty, [$($b:lifetime)?] [$($u:ident)?] $right:ty) => {
        /// By value, as Python's memoryview: shapes equal up to the first zero, then item by item whatever the formats. NaN is equal to
        /// nothing, `-0.0` to `0.0`, a byte string to no number; padding does not count. Formats without values are equal to nothing.
        ///
        /// Dates and durations as NumPy compares them, exactly: in their units (`M8[D]` 1 is `M8[s]` 86400, and `M8[Y]` 1 is `M8[D]` 365), NaT equal to nothing. Durations in
        /// years or months are equal to none in weeks or below, dates to no durations or numbers, durations to integers of the same count whose type fits `i64`.
        impl<$($a,)? $($b,)? $($t: Element,)? $($u: Element,)?> PartialEq<$right> for $left {
            fn eq(&self, other: &$right) -> bool {
                equal(self.as_foreign().parts(), other.as_foreign().parts())
            }
        }
    };
}

equality! {
    ['a] [] View<'a>;
    ['a] [] ViewMut<'a>;
    ['a] [] ForeignView<'a>;
    [] [] Buffer;
    ['a] [T] TypedView<'a, T>;
    ['a] [T] TypedViewMut<'a, T>;
}

#[cfg(test)]
pub(crate) mod tests;
