//! What does one item mean that has no parts: a number, a text, a run of bytes, a pointer?

use core::hash::{Hash, Hasher};

use crate::{ByteOrder, LongDouble, TimeUnit};

/// What the bytes of a [`Scalar`] mean, apart from their number and order.
///
/// ```
/// use memoryview_format::{Format, Form, ScalarKind};
/// let format = Format::parse(">h")?;
/// let Form::Scalar(scalar) = format.form() else { unreachable!() };
/// assert_eq!(scalar.kind(), ScalarKind::Int);
/// # Ok::<(), memoryview_format::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ScalarKind {
    /// One byte, true unless it is 0: `?`.
    Bool,
    /// A signed integer of 1, 2, 4 or 8 bytes: `b h i l q n`.
    Int,
    /// An unsigned integer of 1, 2, 4 or 8 bytes: `B H I L Q N`.
    UInt,
    /// An IEEE float of 2, 4 or 8 bytes: `e f d`.
    Float,
    /// Two floats of 4 or 8 bytes, real part first: `F D Zf Zd`.
    Complex,
    /// One byte as a byte string of length 1: `c`.
    Char,
    /// A byte string of fixed length: `Ns`.
    Bytes,
    /// A length byte, then a byte string: `Np`.
    Pascal,
    /// Text of four bytes a character: `Nw`.
    Text,
    /// Text of two bytes a unit, not readable as a value: `Nu`.
    Ucs2,
    /// Bytes without a meaning, NumPy's `V`: `Nx` as an item of its own.
    Void,
    /// NumPy's `datetime64`: a signed 64-bit count of the unit since 1970.
    Datetime(TimeUnit),
    /// NumPy's `timedelta64`: a signed 64-bit count of the unit.
    Timedelta(TimeUnit),
    /// A `long double` wider than a `double`: `g`.
    LongDouble(LongDouble),
    /// Two of them, real part first: `Zg`.
    LongComplex(LongDouble),
    /// An untyped pointer, read as its address: `P`.
    Pointer,
    /// A `char *`: `z`. Carried and copied, not followed.
    CharPointer,
    /// A `wchar_t *`: `Z`. Carried and copied, not followed.
    WcharPointer,
    /// A Python object: `O`. Carried, never read.
    Object,
}

/// One item without parts: its kind, size, byte order and alignment.
///
/// Two scalars are equal when they mean the same: the alignment is left out, and so is the byte
/// order of single bytes and byte strings.
///
/// ```
/// use memoryview_format::{ByteOrder, Scalar, ScalarKind};
/// const BE16: Scalar = Scalar::new(ScalarKind::UInt, 2, ByteOrder::Big).unwrap();
/// assert_eq!((BE16.size(), BE16.align(), BE16.order()), (2, 2, ByteOrder::Big));
/// assert_eq!(Scalar::new(ScalarKind::UInt, 3, ByteOrder::Big), None);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Scalar {
    kind: ScalarKind,
    order: ByteOrder,
    align: u8,
    plain: Plain,
    size: usize,
}

/// Kind, size and byte order of the frequent scalars in one byte, so that reading one is a single
/// jump. `S` means that the bytes have to be swapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Plain {
    /// None of these.
    Other,
    Bool,
    I8,
    U8,
    I16,
    I16S,
    U16,
    U16S,
    I32,
    I32S,
    U32,
    U32S,
    I64,
    I64S,
    U64,
    U64S,
    F32,
    F32S,
    F64,
    F64S,
}

impl Plain {
    pub(crate) const LAST: u8 = Self::F64S as u8;

    /// All of them by their numbers, which `as u8` gives.
    const ALL: [Self; 20] = [
        Self::Other,
        Self::Bool,
        Self::I8,
        Self::U8,
        Self::I16,
        Self::I16S,
        Self::U16,
        Self::U16S,
        Self::I32,
        Self::I32S,
        Self::U32,
        Self::U32S,
        Self::I64,
        Self::I64S,
        Self::U64,
        Self::U64S,
        Self::F32,
        Self::F32S,
        Self::F64,
        Self::F64S,
    ];

    /// The one of this number; [`Other`](Self::Other) for every other number.
    #[inline]
    pub(crate) const fn of_number(number: u8) -> Self {
        match number {
            1 => Self::Bool,
            2 => Self::I8,
            3 => Self::U8,
            4 => Self::I16,
            5 => Self::I16S,
            6 => Self::U16,
            7 => Self::U16S,
            8 => Self::I32,
            9 => Self::I32S,
            10 => Self::U32,
            11 => Self::U32S,
            12 => Self::I64,
            13 => Self::I64S,
            14 => Self::U64,
            15 => Self::U64S,
            16 => Self::F32,
            17 => Self::F32S,
            18 => Self::F64,
            19 => Self::F64S,
            _ => Self::Other,
        }
    }

    /// What it stands for, aligned to bytes; bytes for [`Other`](Self::Other).
    const fn scalar(self) -> Scalar {
        use ScalarKind as K;
        const NATIVE: ByteOrder = ByteOrder::NATIVE;
        const SWAPPED: ByteOrder = NATIVE.swapped();
        let (kind, size, order) = match self {
            Self::Other => (K::Void, 0, NATIVE),
            Self::Bool => (K::Bool, 1, NATIVE),
            Self::I8 => (K::Int, 1, NATIVE),
            Self::U8 => (K::UInt, 1, NATIVE),
            Self::I16 => (K::Int, 2, NATIVE),
            Self::I16S => (K::Int, 2, SWAPPED),
            Self::U16 => (K::UInt, 2, NATIVE),
            Self::U16S => (K::UInt, 2, SWAPPED),
            Self::I32 => (K::Int, 4, NATIVE),
            Self::I32S => (K::Int, 4, SWAPPED),
            Self::U32 => (K::UInt, 4, NATIVE),
            Self::U32S => (K::UInt, 4, SWAPPED),
            Self::I64 => (K::Int, 8, NATIVE),
            Self::I64S => (K::Int, 8, SWAPPED),
            Self::U64 => (K::UInt, 8, NATIVE),
            Self::U64S => (K::UInt, 8, SWAPPED),
            Self::F32 => (K::Float, 4, NATIVE),
            Self::F32S => (K::Float, 4, SWAPPED),
            Self::F64 => (K::Float, 8, NATIVE),
            Self::F64S => (K::Float, 8, SWAPPED),
        };
        Scalar::raw(kind, size, order, 1)
    }

    const fn of(kind: ScalarKind, size: usize, order: ByteOrder) -> Self {
        use ScalarKind as K;
        match (kind, size, order.is_native()) {
            (K::Bool, 1, _) => Self::Bool,
            (K::Int, 1, _) => Self::I8,
            (K::Int, 2, true) => Self::I16,
            (K::Int, 2, false) => Self::I16S,
            (K::Int, 4, true) => Self::I32,
            (K::Int, 4, false) => Self::I32S,
            (K::Int, 8, true) => Self::I64,
            (K::Int, 8, false) => Self::I64S,
            (K::UInt, 1, _) => Self::U8,
            (K::UInt, 2, true) => Self::U16,
            (K::UInt, 2, false) => Self::U16S,
            (K::UInt, 4, true) => Self::U32,
            (K::UInt, 4, false) => Self::U32S,
            (K::UInt, 8, true) => Self::U64,
            (K::UInt, 8, false) => Self::U64S,
            (K::Float, 4, true) => Self::F32,
            (K::Float, 4, false) => Self::F32S,
            (K::Float, 8, true) => Self::F64,
            (K::Float, 8, false) => Self::F64S,
            _ => Self::Other,
        }
    }
}

macro_rules! consts {
    ($($(#[$doc:meta])* $name:ident = $kind:ident, $size:literal;)*) => {$(
        $(#[$doc])*
        ///
        /// ```
        #[doc = concat!("assert_eq!(memoryview_format::Scalar::", stringify!($name), ".size(), ", stringify!($size), ");")]
        /// ```
        pub const $name: Self = match Self::new(ScalarKind::$kind, $size, ByteOrder::NATIVE) {
            Some(scalar) => scalar,
            None => panic!("a size that the kind has"),
        };
    )*};
}

impl Scalar {
    consts! {
        /// `?`.
        BOOL = Bool, 1;
        /// `b`.
        I8 = Int, 1;
        /// `B`.
        U8 = UInt, 1;
        /// `h`, in native order like all of these.
        I16 = Int, 2;
        /// `H`.
        U16 = UInt, 2;
        /// `i`.
        I32 = Int, 4;
        /// `I`.
        U32 = UInt, 4;
        /// `q`.
        I64 = Int, 8;
        /// `Q`.
        U64 = UInt, 8;
        /// `e`.
        F16 = Float, 2;
        /// `f`.
        F32 = Float, 4;
        /// `d`.
        F64 = Float, 8;
        /// `Zf`: two `f32`.
        C32 = Complex, 8;
        /// `Zd`: two `f64`.
        C64 = Complex, 16;
    }

    /// A scalar of `size` bytes that stands at multiples of its natural alignment: the size of
    /// one number or character in it, 1 for byte strings. `None` when the kind has no such size.
    ///
    /// ```
    /// use memoryview_format::{ByteOrder, Scalar, ScalarKind};
    /// let complex = Scalar::new(ScalarKind::Complex, 16, ByteOrder::Little).unwrap();
    /// assert_eq!(complex.align(), 8);
    /// ```
    #[must_use]
    pub const fn new(kind: ScalarKind, size: usize, order: ByteOrder) -> Option<Self> {
        use ScalarKind as K;
        if size > isize::MAX.unsigned_abs() {
            return None;
        }
        let align: u8 = match (kind, size) {
            (K::Bool | K::Char | K::Int | K::UInt, 1) => 1,
            (K::Int | K::UInt | K::Float, 2) => 2,
            (K::Int | K::UInt | K::Float, 4) | (K::Complex, 8) => 4,
            (K::Int | K::UInt | K::Float, 8) | (K::Complex, 16) => 8,
            (K::Bytes | K::Pascal | K::Void, _) => 1,
            (K::Text, _) if size.is_multiple_of(4) => 4,
            (K::Ucs2, _) if size.is_multiple_of(2) => 2,
            (K::Datetime(_) | K::Timedelta(_), 8) => 8,
            (K::LongDouble(LongDouble::X87), 12) | (K::LongComplex(LongDouble::X87), 24) => 4,
            (K::LongDouble(_), 16) | (K::LongComplex(_), 32) => 16,
            (K::Pointer | K::CharPointer | K::WcharPointer | K::Object, 4) => 4,
            (K::Pointer | K::CharPointer | K::WcharPointer | K::Object, 8) => 8,
            _ => return None,
        };
        Some(Self::raw(kind, size, order, align))
    }

    /// A scalar whose size fits its kind, as the caller knows.
    pub(crate) const fn raw(kind: ScalarKind, size: usize, order: ByteOrder, align: u8) -> Self {
        let order = if ordered(kind, size) {
            order
        } else {
            ByteOrder::NATIVE
        };
        Self {
            kind,
            order,
            align,
            plain: Plain::of(kind, size, order),
            size,
        }
    }

    /// What [`raw`](Self::raw) made before: its byte order is what it has to be.
    #[inline]
    pub(crate) const fn restored(
        kind: ScalarKind,
        size: usize,
        order: ByteOrder,
        align: u8,
    ) -> Self {
        let plain = Plain::of(kind, size, order);
        Self {
            kind,
            order,
            align,
            plain,
            size,
        }
    }

    /// One of the frequent scalars by the number of its [`Plain`], aligned to bytes; `None` for every other number.
    #[inline]
    pub(crate) fn of_plain(number: u8) -> Option<&'static Self> {
        const ALL: [Scalar; Plain::ALL.len()] = {
            let mut all = [Plain::Other.scalar(); Plain::ALL.len()];
            let mut number = 0;
            while number < all.len() {
                all[number] = Plain::ALL[number].scalar();
                number += 1;
            }
            all
        };
        static SCALARS: [Scalar; Plain::ALL.len()] = ALL;
        SCALARS.get(usize::from(number)).filter(|_| number != 0)
    }

    /// The same scalar at multiples of `align` bytes; 1 means anywhere. `None` unless it is a
    /// power of two.
    ///
    /// ```
    /// use memoryview_format::Scalar;
    /// assert_eq!(Scalar::I32.aligned(1).unwrap().align(), 1);
    /// assert_eq!(Scalar::I32.aligned(3), None);
    /// ```
    #[must_use]
    pub const fn aligned(self, align: u8) -> Option<Self> {
        if align.is_power_of_two() {
            Some(Self { align, ..self })
        } else {
            None
        }
    }

    /// The same scalar in another byte order.
    ///
    /// ```
    /// use memoryview_format::{ByteOrder, Scalar};
    /// assert_eq!(Scalar::U16.with_order(ByteOrder::Big).order(), ByteOrder::Big);
    /// assert_eq!(Scalar::U8.with_order(ByteOrder::Big), Scalar::U8.with_order(ByteOrder::Little));
    /// ```
    #[must_use]
    pub const fn with_order(self, order: ByteOrder) -> Self {
        if ordered(self.kind, self.size) {
            Self::raw(self.kind, self.size, order, self.align)
        } else {
            self
        }
    }

    /// What the bytes mean.
    ///
    /// ```
    /// use memoryview_format::{Scalar, ScalarKind};
    /// assert_eq!(Scalar::F32.kind(), ScalarKind::Float);
    /// ```
    #[must_use]
    pub const fn kind(self) -> ScalarKind {
        self.kind
    }

    /// The number of bytes.
    ///
    /// ```
    /// assert_eq!(memoryview_format::Scalar::F16.size(), 2);
    /// ```
    #[must_use]
    pub const fn size(self) -> usize {
        self.size
    }

    /// It stands at multiples of so many bytes inside a record.
    ///
    /// ```
    /// assert_eq!(memoryview_format::Scalar::F64.align(), 8);
    /// ```
    #[must_use]
    pub const fn align(self) -> usize {
        self.align as usize
    }

    /// The byte order of its numbers; always native where there is nothing to order.
    ///
    /// ```
    /// use memoryview_format::{ByteOrder, Scalar};
    /// assert_eq!(Scalar::F64.order(), ByteOrder::NATIVE);
    /// ```
    #[must_use]
    pub const fn order(self) -> ByteOrder {
        self.order
    }

    #[inline]
    pub(crate) const fn plain(self) -> Plain {
        self.plain
    }

    /// Would the bytes mean something else in the other byte order?
    ///
    /// ```
    /// use memoryview_format::Scalar;
    /// assert!(Scalar::U16.is_ordered() && !Scalar::U8.is_ordered());
    /// ```
    #[must_use]
    pub const fn is_ordered(self) -> bool {
        ordered(self.kind, self.size)
    }

    /// How many bytes stand between two places where the byte order starts again: the size of
    /// one number or character; 1 where there is nothing to swap.
    ///
    /// ```
    /// use memoryview_format::Scalar;
    /// assert_eq!((Scalar::F64.swap_unit(), Scalar::C64.swap_unit()), (8, 8));
    /// ```
    #[must_use]
    pub const fn swap_unit(self) -> usize {
        use ScalarKind as K;
        match self.kind {
            K::Bool | K::Char | K::Bytes | K::Pascal | K::Void => 1,
            K::Text => 4,
            K::Ucs2 => 2,
            K::Complex | K::LongComplex(_) => self.size / 2,
            _ => self.size,
        }
    }
}

/// Has the byte order a meaning for this kind and size?
const fn ordered(kind: ScalarKind, size: usize) -> bool {
    use ScalarKind as K;
    match kind {
        K::Bool | K::Char | K::Bytes | K::Pascal | K::Void => false,
        // A text without characters has no bytes at all.
        _ => size > 1,
    }
}

impl PartialEq for Scalar {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind && self.size == other.size && self.order == other.order
    }
}

impl Eq for Scalar {}

impl Hash for Scalar {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.kind.hash(state);
        self.size.hash(state);
        self.order.hash(state);
    }
}

const _: () = {
    let mut number = 0;
    while number < Plain::ALL.len() {
        let plain = Plain::ALL[number];
        assert!(plain as usize == number && plain.scalar().plain as usize == number);
        assert!(Plain::of_number(plain as u8) as usize == number);
        number += 1;
    }
};

#[cfg(test)]
mod tests;
