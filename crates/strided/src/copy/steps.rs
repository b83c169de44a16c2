//! By which steps do items of one numeric type become items of another?
//!
//! Each step is a loop over items that lie one after the other; the few that a conversion needs follow each other over a block that stays in
//! the first-level cache. So memory is passed once, and there is one loop for each pair of native real numbers, not for
//! each pair of formats. Binary16 is only ever read to, and written from, binary32; complex numbers are pairs of reals.

use memoryview_format::{Scalar, ScalarKind};

/// A real number in the host's byte order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Real {
    U8,
    U16,
    U32,
    U64,
    I8,
    I16,
    I32,
    I64,
    F32,
    F64,
}

/// One loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The bytes of units of 2, 4 or 8 bytes in reverse order.
    Swap(u8),
    /// Items as they are.
    Copy,
    /// Truth values become 0 or 1.
    Truth,
    /// As `as` does it; never of equal types.
    Cast(Real, Real),
    /// To an `f32` that is inexact in its last bit, if at all: rounding it once more rounds rightly.
    RoundToOdd,
    HalfToSingle,
    SingleToHalf,
    /// 1 unless it is zero; units of 1, 2, 4, 8 bytes as integers.
    IntNonzero(u8),
    /// 1 unless it is zero; floats of 2, 4, 8 bytes.
    FloatNonzero(u8),
    /// 1 if one of two truth values is.
    EitherOfTwo,
    /// The first of every two units of 4 or 8 bytes.
    FirstOfTwo(u8),
    /// A zero of 4 or 8 bytes behind each unit.
    ZeroBehind(u8),
    /// `x * a + b`, in `f32` or `f64`.
    Scale(Real),
    /// The same of two `f64`, a complex number: the imaginary part is only multiplied.
    ScalePairs,
}

impl Step {
    /// The bytes that one unit becomes.
    pub(crate) fn out(self) -> usize {
        match self {
            // A copy is of whole items: nothing follows it.
            Step::Copy => 0,
            Step::Swap(n) | Step::FirstOfTwo(n) => n.into(),
            Step::Truth | Step::IntNonzero(_) | Step::FloatNonzero(_) | Step::EitherOfTwo => 1,
            Step::Cast(_, to) | Step::Scale(to) => to.size(),
            Step::RoundToOdd | Step::HalfToSingle => 4,
            Step::SingleToHalf => 2,
            Step::ZeroBehind(n) => 2 * usize::from(n),
            Step::ScalePairs => 16,
        }
    }
}

impl Real {
    pub(crate) const fn size(self) -> usize {
        match self {
            Real::U8 | Real::I8 => 1,
            Real::U16 | Real::I16 => 2,
            Real::U32 | Real::I32 | Real::F32 => 4,
            Real::U64 | Real::I64 | Real::F64 => 8,
        }
    }

    const fn is_float(self) -> bool {
        matches!(self, Real::F32 | Real::F64)
    }

    const fn unsigned(self) -> Self {
        match self {
            Real::I8 => Real::U8,
            Real::I16 => Real::U16,
            Real::I32 => Real::U32,
            Real::I64 => Real::U64,
            other => other,
        }
    }
}

/// A number as a format has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Number {
    Bool,
    Half,
    Real(Real),
    /// Two of them.
    Complex(Real),
}

impl Number {
    fn of(scalar: Scalar) -> Option<Self> {
        use ScalarKind as K;
        Some(match (scalar.kind(), scalar.size()) {
            (K::Bool, 1) => Number::Bool,
            (K::UInt, 1) => Number::Real(Real::U8),
            (K::UInt, 2) => Number::Real(Real::U16),
            (K::UInt, 4) => Number::Real(Real::U32),
            (K::UInt, 8) => Number::Real(Real::U64),
            (K::Int, 1) => Number::Real(Real::I8),
            (K::Int, 2) => Number::Real(Real::I16),
            (K::Int, 4) => Number::Real(Real::I32),
            (K::Int | K::Datetime(_) | K::Timedelta(_), 8) => Number::Real(Real::I64),
            (K::Float, 2) => Number::Half,
            (K::Float, 4) => Number::Real(Real::F32),
            (K::Float, 8) => Number::Real(Real::F64),
            (K::Complex, 8) => Number::Complex(Real::F32),
            (K::Complex, 16) => Number::Complex(Real::F64),
            _ => return None,
        })
    }

    /// Whether an `f32` holds every value, and its products are exact enough: 16 bits or fewer.
    fn is_narrow(self) -> bool {
        match self {
            Number::Bool | Number::Half => true,
            Number::Real(real) => real.size() <= 2,
            Number::Complex(_) => false,
        }
    }
}

/// The factor and what is added.
pub(crate) type Scaling = (f64, f64);

/// A step, and how often it is made for one item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stride {
    pub(crate) step: Step,
    pub(crate) units: u8,
}

/// The size of a number, or how many of them there are in one.
fn narrow(n: usize) -> u8 {
    u8::try_from(n).unwrap_or_else(|_| unreachable!("{n} is no size of a number"))
}

/// What makes an item of one type an item of another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Steps {
    list: [Stride; Self::MOST],
    len: usize,
    /// The bytes of an item before, and after.
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// The most bytes that an item has on the way.
    pub(crate) widest: usize,
    pub(crate) scaling: Scaling,
}

impl Steps {
    /// The most steps: bytes swapped, a half widened twice, scaled, narrowed twice, swapped.
    pub(crate) const MOST: usize = 8;

    /// The conversion of numbers; `None` if either is none.
    pub(crate) fn between(from: Scalar, to: Scalar, scale: Option<Scaling>) -> Option<Self> {
        let (source, target) = (Number::of(from)?, Number::of(to)?);
        let mut steps = Steps::blank(from.size());
        steps.scaling = scale.unwrap_or((1.0, 0.0));
        let swap = |scalar: Scalar| !scalar.order().is_native() && scalar.is_ordered();
        let (before, after) = (swap(from), swap(to));
        if source == target && scale.is_none() && source != Number::Bool {
            // The bits stay as they are.
            let step = match before != after {
                true => Step::Swap(narrow(from.swap_unit())),
                false => return Some(Self::copy(from.size())),
            };
            steps.push(step);
            return Some(steps);
        }
        if before {
            steps.push(Step::Swap(narrow(from.swap_unit())));
        }
        let real = match scale {
            None => source,
            Some(_) => steps.scaled(source, target),
        };
        steps.cast(real, target);
        if after {
            steps.push(Step::Swap(narrow(to.swap_unit())));
        }
        debug_assert_eq!(steps.to, to.size());
        if steps.len == 0 {
            // Integers of one size, which differ in their sign only.
            return Some(Self::copy(from.size()));
        }
        Some(steps)
    }

    /// Items of so many bytes as they are.
    pub(crate) fn copy(size: usize) -> Self {
        let mut steps = Steps::blank(size);
        steps.list[0] = Stride {
            step: Step::Copy,
            units: 0,
        };
        steps.len = 1;
        steps
    }

    /// The bytes of items of 2, 4 or 8 in reverse order.
    pub(crate) fn swap(unit: usize) -> Option<Self> {
        matches!(unit, 2 | 4 | 8).then(|| {
            let mut steps = Steps::blank(unit);
            steps.push(Step::Swap(narrow(unit)));
            steps
        })
    }

    fn blank(size: usize) -> Self {
        let none = Stride {
            step: Step::Copy,
            units: 0,
        };
        Steps {
            list: [none; Self::MOST],
            len: 0,
            from: size,
            to: size,
            widest: size,
            scaling: (1.0, 0.0),
        }
    }

    /// The type in which real numbers are scaled.
    pub(crate) fn scaled_as(&self) -> Scalar {
        let scaled = |real| self.list().iter().any(|s| s.step == Step::Scale(real));
        match scaled(Real::F32) {
            true => Scalar::F32,
            false => Scalar::F64,
        }
    }

    /// Whether the bytes stay as they are.
    pub(crate) fn is_copy(&self) -> bool {
        matches!(
            self.list(),
            [Stride {
                step: Step::Copy,
                ..
            }]
        )
    }

    pub(crate) fn list(&self) -> &[Stride] {
        &self.list[..self.len]
    }

    /// One more step, over all of what an item is by now.
    fn push(&mut self, step: Step) {
        if matches!(step, Step::Swap(_)) && self.list().last().is_some_and(|last| last.step == step)
        {
            self.len -= 1;
            return;
        }
        let unit = match step {
            Step::Copy => self.to.max(1),
            Step::Swap(n) | Step::IntNonzero(n) | Step::FloatNonzero(n) | Step::ZeroBehind(n) => {
                n.into()
            }
            Step::FirstOfTwo(n) => 2 * usize::from(n),
            Step::Truth => 1,
            Step::EitherOfTwo | Step::HalfToSingle => 2,
            Step::SingleToHalf => 4,
            Step::RoundToOdd => 8,
            Step::Cast(from, _) | Step::Scale(from) => from.size(),
            Step::ScalePairs => 16,
        };
        let units = self.to / unit;
        self.list[self.len] = Stride {
            step,
            units: narrow(units),
        };
        self.len += 1;
        self.to = units * step.out();
        self.widest = self.widest.max(self.to);
    }

    fn real(&mut self, from: Real, to: Real) {
        let mut pair = (from, to);
        if !from.is_float() && !to.is_float() {
            // Integers wrap: what is not looked at needs no loop of its own.
            pair.1 = to.unsigned();
            if to.size() <= from.size() {
                pair.0 = from.unsigned();
            }
        }
        if pair.0 != pair.1 {
            self.push(Step::Cast(pair.0, pair.1));
        }
    }

    /// `x * a + b` in the type that is fit for both; gives that type.
    fn scaled(&mut self, from: Number, to: Number) -> Number {
        let single = matches!(to, Number::Real(Real::F32) | Number::Complex(Real::F32));
        let real = match from.is_narrow() && single {
            true => Real::F32,
            false => Real::F64,
        };
        let (number, step) = match (from, to) {
            // None of them is narrow.
            (Number::Complex(_), Number::Complex(_)) => {
                (Number::Complex(Real::F64), Step::ScalePairs)
            }
            _ => (Number::Real(real), Step::Scale(real)),
        };
        self.cast(from, number);
        self.push(step);
        number
    }

    fn cast(&mut self, from: Number, to: Number) {
        use Number as N;
        match (from, to) {
            (N::Bool, N::Bool) => self.push(Step::Truth),
            (N::Bool, _) => {
                self.push(Step::Truth);
                self.cast(N::Real(Real::U8), to);
            }
            (N::Half, N::Half) => {}
            (N::Half, N::Bool) => self.push(Step::FloatNonzero(2)),
            (N::Half, _) => {
                self.push(Step::HalfToSingle);
                self.cast(N::Real(Real::F32), to);
            }
            (N::Complex(real), N::Bool) => {
                self.push(Step::FloatNonzero(narrow(real.size())));
                self.push(Step::EitherOfTwo);
            }
            (N::Complex(a), N::Complex(b)) => self.real(a, b),
            (N::Complex(real), _) => {
                self.push(Step::FirstOfTwo(narrow(real.size())));
                self.cast(N::Real(real), to);
            }
            (N::Real(real), N::Bool) if real.is_float() => {
                self.push(Step::FloatNonzero(narrow(real.size())));
            }
            (N::Real(real), N::Bool) => self.push(Step::IntNonzero(narrow(real.size()))),
            (N::Real(Real::F64), N::Half) => {
                self.push(Step::RoundToOdd);
                self.push(Step::SingleToHalf);
            }
            (N::Real(real), N::Half) => {
                // An integer that an f32 rounds is too large for a half in any case.
                self.real(real, Real::F32);
                self.push(Step::SingleToHalf);
            }
            (N::Real(a), N::Real(b)) => self.real(a, b),
            (N::Real(a), N::Complex(b)) => {
                self.real(a, b);
                self.push(Step::ZeroBehind(narrow(b.size())));
            }
        }
    }
}
