//! Which conversions lose what, and which of them are allowed?

use core::fmt;
use core::str::FromStr;

use memoryview_format::{Scalar, ScalarKind};

use crate::Error;

/// What a conversion may change: NumPy's casting levels, each of which allows all that the ones before it allow.
///
/// ```
/// use memoryview_strided::{Casting, View};
///
/// let v = View::from_slice(&[1.5f64, -2.0]);
/// assert_eq!(v.convert::<f32>().to_vec(Default::default())?, [1.5, -2.0]);
/// assert_eq!(
///     v.convert::<i16>().to_vec(Default::default()).unwrap_err().to_string(),
///     "format \"<d\" is not convertible to \"<h\": that needs casting unsafe, same_kind was given"
/// );
/// assert_eq!(v.convert::<i16>().casting(Casting::Unsafe).to_vec(Default::default())?, [1, -2]);
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Casting {
    /// Nothing.
    No,
    /// The byte order.
    Equiv,
    /// The type, where every value is kept. NumPy counts 64-bit integers to `f64` among these.
    Safe,
    /// The size too, within a kind or to a larger one: bool, unsigned, signed, float, complex.
    #[default]
    SameKind,
    /// Anything.
    Unsafe,
}

impl Casting {
    const ALL: [Casting; 5] = [
        Casting::No,
        Casting::Equiv,
        Casting::Safe,
        Casting::SameKind,
        Casting::Unsafe,
    ];

    const fn name(self) -> &'static str {
        match self {
            Casting::No => "no",
            Casting::Equiv => "equiv",
            Casting::Safe => "safe",
            Casting::SameKind => "same_kind",
            Casting::Unsafe => "unsafe",
        }
    }

    /// The level that a conversion of scalars needs: `np.can_cast` of it, and of what follows, is true.
    pub(super) fn needed(from: Scalar, to: Scalar) -> Self {
        if from == to {
            return Casting::No;
        }
        if from.with_order(to.order()) == to {
            return Casting::Equiv;
        }
        match (Class::of(from), Class::of(to)) {
            (Some(a), Some(b)) if a.fits(b) => Casting::Safe,
            (Some(a), Some(b)) if a.kind <= b.kind => Casting::SameKind,
            _ => Casting::Unsafe,
        }
    }
}

/// The simplified order of kinds in which NumPy allows the way up.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd)]
enum Rank {
    Bool,
    UInt,
    Int,
    Float,
    Complex,
}

/// A number's kind, and the size of one component in bytes.
#[derive(Clone, Copy)]
struct Class {
    kind: Rank,
    size: usize,
}

impl Class {
    fn of(scalar: Scalar) -> Option<Self> {
        let size = scalar.size();
        let (kind, size) = match scalar.kind() {
            ScalarKind::Bool => (Rank::Bool, size),
            ScalarKind::UInt => (Rank::UInt, size),
            ScalarKind::Int => (Rank::Int, size),
            ScalarKind::Float => (Rank::Float, size),
            ScalarKind::Complex => (Rank::Complex, size / 2),
            _ => return None,
        };
        Some(Class { kind, size })
    }

    /// Whether NumPy calls it safe.
    fn fits(self, to: Self) -> bool {
        use Rank as R;
        match (self.kind, to.kind) {
            (R::Bool, _) => true,
            (R::UInt, R::Int) => self.size < to.size,
            // A float of twice the size holds the integer; 64 bits go to an f64 all the same.
            (R::UInt | R::Int, R::Float | R::Complex) => (2 * self.size).min(8) <= to.size,
            (a, b) if a == b => self.size <= to.size,
            (R::Float, R::Complex) => self.size <= to.size,
            _ => false,
        }
    }
}

impl fmt::Display for Casting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Casting {
    type Err = Error;

    /// NumPy's name of a level.
    ///
    /// ```
    /// use memoryview_strided::Casting;
    /// assert_eq!("same_kind".parse(), Ok(Casting::SameKind));
    /// assert!("lossy".parse::<Casting>().is_err());
    /// ```
    fn from_str(text: &str) -> Result<Self, Error> {
        let expected = "no, equiv, safe, same_kind or unsafe";
        let found = Casting::ALL.into_iter().find(|level| level.name() == text);
        found.ok_or_else(|| Error::text("casting", text, 0, expected))
    }
}

#[cfg(test)]
mod tests;
