//! Are the items of two views of scalars equal, as numbers or as bytes?

use core::ops::ControlFlow;

use memoryview_format::{ByteOrder, Scalar, ScalarKind};

use super::times::{NAT, Times};
use super::{by_value, compare as compare_items, number};
use crate::copy::{How, Sameness};
use crate::memory::MemMut;
use crate::parts::Parts;
use crate::read::{BLOCK, Reader, Walk};
use crate::{Format, Number};

/// Compares two views of equal shape, with items, whose formats are these.
pub(super) fn compare(a: &Parts<MemMut>, x: Scalar, b: &Parts<MemMut>, y: Scalar) -> bool {
    use ScalarKind as K;
    if let Some(by) = Times::of(x, y) {
        return times(a, x, b, y, &by).unwrap_or_else(|| by_value(a, b));
    }
    if let (Some(x), Some(y)) = (number(x), number(y)) {
        return numbers(a, x, b, y).unwrap_or_else(|| by_value(a, b));
    }
    match (x.kind(), y.kind()) {
        (K::Char | K::Bytes | K::Void, K::Char | K::Bytes | K::Void) => {
            x.size() == y.size() && (x.size() == 0 || bytes(a, b, x.size()))
        }
        (K::Complex, K::Complex) => halves(a, x, b, y),
        _ => by_value(a, b),
    }
}

/// Byte strings, as one more axis of bytes.
fn bytes(a: &Parts<MemMut>, b: &Parts<MemMut>, size: usize) -> bool {
    let spread = |p: &Parts<MemMut>| p.part(0, Format::scalar(Scalar::U8), &[size]);
    match (spread(a), spread(b)) {
        (Ok(a), Ok(b)) => compare_items(&a, &b),
        // More axes than a layout has.
        _ => by_value(a, b),
    }
}

/// Dates and durations.
fn times(a: &Parts<MemMut>, x: Scalar, b: &Parts<MemMut>, y: Scalar, by: &Times) -> Option<bool> {
    if *by == Times::Never {
        return Some(false);
    }
    match by.factors() {
        Some([1, 1]) => as_stored(a, x, b, y)
            .or_else(|| pair::<i64, i64>(a, x, b, y, |x, y| (x == y) & (x != NAT))),
        Some([p, q]) => pair::<i64, i64>(a, x, b, y, |x, y| {
            let same = i128::from(x) * i128::from(p) == i128::from(y) * i128::from(q);
            same & (x != NAT) & (y != NAT)
        }),
        None => pair::<i64, i64>(a, x, b, y, |x, y| by.equal(x, y)),
    }
}

/// Compares many items without reading them as another type, if both sides store them in one way.
fn as_stored(a: &Parts<MemMut>, x: Scalar, b: &Parts<MemMut>, y: Scalar) -> Option<bool> {
    let sameness = sameness(x, y)?;
    let whole = a.layout().itemsize() == x.size() && b.layout().itemsize() == x.size();
    (whole && a.layout().len() >= MANY).then(|| a.same_items(b, sameness, How::best(0)))
}

/// Real parts, then imaginary parts.
fn halves(a: &Parts<MemMut>, x: Scalar, b: &Parts<MemMut>, y: Scalar) -> bool {
    let half = |p: &Parts<MemMut>, s: Scalar, which: usize| {
        let size = s.size() / 2;
        let float = Scalar::new(ScalarKind::Float, size, s.order())?;
        p.part(which * size, Format::scalar(float), &[]).ok()
    };
    (0..2).all(|which| match (half(a, x, which), half(b, y, which)) {
        (Some(a), Some(b)) => compare_items(&a, &b),
        _ => by_value(a, b),
    })
}

/// Whether a type holds all values of a scalar.
fn exact(scalar: Scalar, in_signed: usize, in_unsigned: usize, in_float: usize) -> bool {
    match scalar.kind() {
        ScalarKind::Bool => true,
        ScalarKind::Int => scalar.size() <= in_signed,
        ScalarKind::UInt => scalar.size() <= in_unsigned,
        _ => scalar.size() <= in_float,
    }
}

/// Reads both sides as types that hold their values exactly. `None` if a reader is missing.
fn numbers(a: &Parts<MemMut>, x: Scalar, b: &Parts<MemMut>, y: Scalar) -> Option<bool> {
    let whole = |s: Scalar| matches!(s.kind(), ScalarKind::Int | ScalarKind::UInt);
    if let Some(same) = as_stored(a, x, b, y) {
        return Some(same);
    }
    if x == y && whole(x) {
        // Equal bits are equal integers, in any byte order.
        let bits = Scalar::new(ScalarKind::UInt, x.size(), ByteOrder::NATIVE)?;
        return match x.size() {
            1 => pair::<u8, u8>(a, bits, b, bits, |x, y| x == y),
            2 => pair::<u16, u16>(a, bits, b, bits, |x, y| x == y),
            4 => pair::<u32, u32>(a, bits, b, bits, |x, y| x == y),
            _ => pair::<u64, u64>(a, bits, b, bits, |x, y| x == y),
        };
    }
    let both = |signed, unsigned, float| {
        exact(x, signed, unsigned, float) && exact(y, signed, unsigned, float)
    };
    if both(2, 2, 4) {
        pair::<f32, f32>(a, x, b, y, |x, y| x == y)
    } else if both(4, 4, 8) {
        pair::<f64, f64>(a, x, b, y, |x, y| x == y)
    } else if both(8, 4, 0) {
        pair::<i64, i64>(a, x, b, y, |x, y| x == y)
    } else if both(0, 8, 0) {
        pair::<u64, u64>(a, x, b, y, |x, y| x == y)
    } else {
        wide(a, x, b, y)
    }
}

/// From so many items on it pays to plan how they are compared.
const MANY: usize = 256;

/// How two scalars that are stored in one way are compared without reading them as another type.
fn sameness(x: Scalar, y: Scalar) -> Option<Sameness> {
    use ScalarKind as K;
    let native = x.order() == ByteOrder::NATIVE;
    match (x.kind(), x.size()) {
        _ if x != y => None,
        // Equal bits are equal integers, in any byte order.
        (K::Int | K::UInt, _) => Some(Sameness::Bits),
        (K::Float, 4) if native => Some(Sameness::F32),
        (K::Float, 8) if native => Some(Sameness::F64),
        (K::Datetime(_) | K::Timedelta(_), _) if native => Some(Sameness::Times),
        (K::Datetime(_) | K::Timedelta(_), _) => Some(Sameness::SwappedTimes),
        _ => None,
    }
}

/// One side has 64-bit integers that the other side's type does not hold.
fn wide(a: &Parts<MemMut>, x: Scalar, b: &Parts<MemMut>, y: Scalar) -> Option<bool> {
    use ScalarKind as K;
    match (x.kind(), y.kind()) {
        (K::UInt, K::Int) | (K::Float, K::Int | K::UInt) => wide(b, y, a, x),
        (_, K::UInt) => pair::<i64, u64>(a, x, b, y, |x, y| x.cast_unsigned() == y && x >= 0),
        (K::Int, _) => pair::<i64, f64>(a, x, b, y, signed_equals),
        (K::UInt, _) => pair::<u64, f64>(a, x, b, y, unsigned_equals),
        _ => None,
    }
}

/// Whether a float is exactly this integer. Rounding the integer would find 2^53 + 1 equal to 2^53, so the float is made an integer; that
/// is exact where it is one, and `as` stops at the bounds, where the largest integers are no floats.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
fn signed_equals(x: i64, y: f64) -> bool {
    y as i64 == x && x as f64 == y && y < 9_223_372_036_854_775_808.0
}

/// As [`signed_equals`].
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss
)]
fn unsigned_equals(x: u64, y: f64) -> bool {
    y as u64 == x && x as f64 == y && y < 18_446_744_073_709_551_616.0
}

/// Compares block by block.
#[inline(never)]
fn pair<T: Number, U: Number>(
    a: &Parts<MemMut>,
    x: Scalar,
    b: &Parts<MemMut>,
    y: Scalar,
    equal: impl Fn(T, U) -> bool,
) -> Option<bool> {
    let (from, to) = (Reader::<T>::of(a, x)?, Reader::<U>::of(b, y)?);
    let walk = Walk::memory([a.layout(), b.layout()]);
    let (mut left, mut right) = ([T::default(); BLOCK], [U::default(); BLOCK]);
    let mut used = 0;
    // Without a branch an item, so that it is vectorised.
    let same = |left: &[T], right: &[U]| {
        let pairs = left.iter().zip(right);
        pairs.fold(true, |all, (&x, &y)| all & equal(x, y))
    };
    let end = walk.span(0..walk.len(), |piece| {
        piece.cut(used, |piece| {
            let into = used..used + piece.len;
            from.fill(piece.offsets[0], piece.strides[0], &mut left[into.clone()]);
            to.fill(piece.offsets[1], piece.strides[1], &mut right[into]);
            used += piece.len;
            if used < BLOCK {
                return ControlFlow::Continue(());
            }
            used = 0;
            if same(&left, &right) {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        })
    });
    Some(end.is_continue() && same(&left[..used], &right[..used]))
}
