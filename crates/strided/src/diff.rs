//! Where do two views differ, in how many items, and by how much?

mod tolerance;

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::ops::ControlFlow;

use memoryview_format::{Form, ScalarKind, Value};

pub use tolerance::{NanPolicy, Tolerance};

use crate::equal::meant::Meant;
use crate::error::{Counted, Tuple};
use crate::memory::MemMut;
use crate::parts::Parts;
use crate::read::{BLOCK, Reader, Walk};
use crate::values::unravel;
use crate::{Buffer, Element, Error, ForeignView, Source, TypedView, View, ViewMut};

/// The first pair of items that differ.
///
/// ```
/// use memoryview_strided::{Tolerance, Value, View};
/// let (a, b) = (View::from_slice(&[1u8, 2]), View::from_slice(&[1u8, 3]));
/// let first = a.diff(&b, Tolerance::EXACT)?.first.unwrap();
/// assert_eq!((first.index, first.left, first.right), (vec![1], Value::from(2), Value::from(3)));
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct FirstDifference {
    /// Their index.
    pub index: Vec<usize>,
    /// The item of the left view.
    pub left: Value,
    /// The item of the right view.
    pub right: Value,
}

/// How two views differ. Made by `diff`.
///
/// ```
/// use memoryview_strided::{Tolerance, View};
/// let (a, b) = ([1.0f32, 2.0, 3.0], [1.0f64, 2.5, 3.0]);
/// let difference = View::from_slice(&a).diff(&View::from_slice(&b), Tolerance::EXACT)?;
/// assert_eq!((difference.count, difference.max_absolute), (1, 0.5));
/// assert_eq!(
///     difference.to_string(),
///     "1 of 3 items differs, first at (1,): 2.0 is not 2.5\n\
///      largest difference: 0.5 absolute, 0.2 relative"
/// );
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
#[must_use = "whether the views differ is what it says"]
pub struct Difference {
    /// How many items were compared.
    pub len: usize,
    /// How many of them differ.
    pub count: usize,
    /// The first that differ, in logical order.
    pub first: Option<FirstDifference>,
    /// The largest `|a - b|` of all numbers, those within the tolerance included; NaN is left out. Dates and durations of two units are
    /// counted in the finer one.
    pub max_absolute: f64,
    /// The largest `|a - b| / |b|`; infinite where only `b` is 0.
    pub max_relative: f64,
    /// How many numbers were NaN on one side or both, or dates NaT.
    pub nan: usize,
}

impl Difference {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    fn found(
        &mut self,
        number: usize,
        a: &Parts<MemMut>,
        at: [isize; 2],
        b: &Parts<MemMut>,
    ) -> Result<(), Error> {
        self.count += 1;
        if self.first.is_none() {
            self.first = Some(FirstDifference {
                index: unravel(number, a.layout().shape()),
                left: a.decode(at[0])?,
                right: b.decode(at[1])?,
            });
        }
        Ok(())
    }
}

/// Whether an `f64` holds all values of a format.
fn in_f64(parts: &Parts<MemMut>) -> bool {
    match parts.format().form() {
        Form::Scalar(scalar) => match scalar.kind() {
            ScalarKind::Float | ScalarKind::Bool => true,
            ScalarKind::Int | ScalarKind::UInt => scalar.size() <= 4,
            _ => false,
        },
        _ => false,
    }
}

/// Both sides as `f64`, if that holds all their values.
fn readers(a: &Parts<MemMut>, b: &Parts<MemMut>) -> Option<[Reader<f64>; 2]> {
    if !in_f64(a) || !in_f64(b) {
        return None;
    }
    Some([Reader::new(a.clone()).ok()?, Reader::new(b.clone()).ok()?])
}

pub(crate) fn diff(
    a: &Parts<MemMut>,
    b: &Parts<MemMut>,
    tolerance: Tolerance,
) -> Result<Difference, Error> {
    let (from, to) = (a.layout().shape(), b.layout().shape());
    if from != to {
        let why = "views of different shapes cannot be compared item by item";
        return Err(Error::shape("compare", from, to, why));
    }
    let mut out = Difference {
        len: a.layout().len(),
        ..Difference::default()
    };
    let walk = Walk::logical([a.layout(), b.layout()]);
    let readers = readers(a, b);
    let meant = Meant::both(a.format(), b.format());
    let (mut left, mut right) = ([0.0; BLOCK], [0.0; BLOCK]);
    let mut number = 0;
    let end = walk.span(0..walk.len(), |piece| {
        piece.cut(0, |piece| {
            let ([x, y], [dx, dy]) = (piece.offsets, piece.strides);
            if let Some([a, b]) = &readers {
                a.fill(x, dx, &mut left[..piece.len]);
                b.fill(y, dy, &mut right[..piece.len]);
            }
            for i in 0..piece.len {
                let at = [x + dx * i.cast_signed(), y + dy * i.cast_signed()];
                let same = match &readers {
                    Some(_) => Ok(out.near(left[i], right[i], tolerance)),
                    None => decoded(a, b, at).map(|[x, y]| out.same(&x, &y, meant, tolerance)),
                };
                let noted = match same {
                    Ok(true) => Ok(()),
                    Ok(false) => out.found(number, a, at, b),
                    Err(error) => Err(error),
                };
                if let Err(error) = noted {
                    return ControlFlow::Break(error);
                }
                number += 1;
            }
            ControlFlow::Continue(())
        })
    });
    end.break_value().map_or(Ok(out), Err)
}

fn decoded(a: &Parts<MemMut>, b: &Parts<MemMut>, at: [isize; 2]) -> Result<[Value; 2], Error> {
    Ok([a.decode(at[0])?, b.decode(at[1])?])
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, items) = (self.count, Counted(self.len, "item"));
        let differ = |n| if n == 1 { "differs" } else { "differ" };
        match &self.first {
            None => write!(f, "none of {items} {}", differ(self.len))?,
            Some(FirstDifference { index, left, right }) => {
                let (index, differ) = (Tuple(index), differ(count));
                write!(
                    f,
                    "{count} of {items} {differ}, first at {index}: {left} is not {right}"
                )?;
            }
        }
        if self.max_absolute > 0.0 {
            let (absolute, relative) = (self.max_absolute, self.max_relative);
            write!(
                f,
                "\nlargest difference: {absolute} absolute, {relative} relative"
            )?;
        }
        if self.nan > 0 {
            write!(f, "\nNaN: {}", Counted(self.nan, "time"))?;
        }
        Ok(())
    }
}

/// What [`assert_views_eq!`](crate::assert_views_eq) says, if anything.
#[doc(hidden)]
pub fn complaint(
    left: &(impl Source + ?Sized),
    right: &(impl Source + ?Sized),
    tolerance: Tolerance,
) -> Option<String> {
    match diff(
        left.as_foreign().parts(),
        right.as_foreign().parts(),
        tolerance,
    ) {
        Ok(difference) if difference.is_empty() => None,
        Ok(difference) => Some(difference.to_string()),
        Err(error) => Some(error.to_string()),
    }
}

/// Panics unless two views hold the same values, and says where they differ. A third argument is the [`Tolerance`].
///
/// ```should_panic
/// use memoryview_strided::{View, assert_views_eq};
/// assert_views_eq!(View::from_slice(&[1u8, 2]), View::from_slice(&[1.0f64, 2.0]));
/// assert_views_eq!(View::from_slice(&[1u8, 2]), View::from_slice(&[1u8, 3])); // 1 of 2 items differs, first at (1,): 2 is not 3
/// ```
#[macro_export]
macro_rules! assert_views_eq {
    ($left:expr, $right:expr $(,)?) => {
        $crate::assert_views_eq!($left, $right, $crate::Tolerance::EXACT)
    };
    ($left:expr, $right:expr, $tolerance:expr $(,)?) => {
        if let Some(complaint) = $crate::__complaint(&$left, &$right, $tolerance) {
            panic!("the views are not equal\n{complaint}");
        }
    };
}

macro_rules! differing {
    ($([$($generics:tt)*] $type:ty;)*) => {$(
        impl<$($generics)*> $type {
            /// How the items of this view differ from those of another: the first, how many, by how much.
            ///
            /// # Errors
            /// [`Error::Shape`] if the shapes differ, [`Error::Format`] if an item has no value.
            ///
            /// ```
            /// use memoryview_strided::{Tolerance, View};
            /// let (a, b) = (View::from_slice(&[100u8, 7]), View::from_slice(&[101i64, 7]));
            /// assert!(a.diff(&b, Tolerance { relative: 0.01, ..Tolerance::EXACT })?.is_empty());
            /// assert_eq!(a.diff(&b, Tolerance::EXACT)?.first.unwrap().index, [0]);
            /// # Ok::<(), memoryview_strided::Error>(())
            /// ```
            pub fn diff(&self, other: &(impl Source + ?Sized), tolerance: Tolerance) -> Result<Difference, Error> {
                diff(self.as_foreign().parts(), other.as_foreign().parts(), tolerance)
            }
        }
    )*};
}

differing! {
    ['a] View<'a>;
    ['a] ForeignView<'a>;
    ['a] ViewMut<'a>;
    [] Buffer;
    ['a, T: Element] TypedView<'a, T>;
}

#[cfg(test)]
mod tests;
