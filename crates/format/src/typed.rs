//! How does a row of numbers become a tuple of Rust's primitives, without a `Value` between?

use crate::format::{Code, Entry};
use crate::pack::Place;
use crate::scalar::Plain;
use crate::{Error, Form, Format, Record, Scalar, ScalarKind};

/// A primitive that one scalar can be read as. Sealed: `bool`, the integers up to 64 bits, `f32`,
/// `f64`, and `[u8; N]` for byte strings.
///
/// ```
/// use memoryview_format::{Format, Primitive};
/// fn first<T: Primitive>(bytes: &[u8], format: &Format) -> Option<T> {
///     format.unpack_as::<T>(bytes).ok()
/// }
/// assert_eq!(first(&[1, 2], &Format::parse(">h").unwrap()), Some(0x102_i16));
/// ```
pub trait Primitive: Copy + sealed::Read {}

mod sealed {
    use crate::format::Code;
    use crate::{Error, Form, Format, Record};

    pub trait Read: Sized {
        const NAME: &'static str;
        const SIZE: usize;
        /// Why a format is not of this type.
        #[cold]
        fn mismatch(form: Form<'_>) -> Error {
            super::mismatch(Self::NAME, form)
        }
        /// Whether the bytes of this scalar have to be swapped; `None` if it is of another type.
        fn swapped(scalar: Code) -> Option<bool>;
        /// From exactly `SIZE` bytes.
        fn read(bytes: &[u8], swap: bool) -> Self;
    }

    pub trait Columns: Sized {
        type Plan: Copy + core::fmt::Debug;
        fn plan(format: &Format) -> Result<Self::Plan, Error>;
        /// The same without an error, for the frequent case only.
        fn quick(_record: &Record<'_>) -> Option<Self::Plan> {
            None
        }
        fn read(plan: &Self::Plan, bytes: &[u8]) -> Self;
    }
}

use sealed::{Columns, Read};

/// What [`Format::unpack_as`] can give: a [`Primitive`], or a tuple of up to 12 of them. Sealed.
///
/// ```
/// use memoryview_format::{Format, Row};
/// fn all<T: Row>(format: &Format, bytes: &[u8]) -> Vec<T> {
///     format.iter_unpack_as(bytes).map(Iterator::collect).unwrap_or_default()
/// }
/// let format = Format::parse("<bB").unwrap();
/// assert_eq!(all::<(i8, u8)>(&format, &[255, 255, 1, 2]), [(-1, 255), (1, 2)]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be unpacked from a format",
    label = "no row",
    note = "rows are `bool`, integers of at most 64 bits, `f32`, `f64`, `[u8; N]`, and tuples of up to 12 of them"
)]
pub trait Row: Columns {}

impl<T: Columns> Row for T {}

/// Where one column stands, and whether its bytes have to be swapped.
#[derive(Clone, Copy, Debug, Default)]
pub struct Column {
    offset: usize,
    swap: bool,
}

impl Column {
    fn of<T: Read>(place: &Place<'_>) -> Result<Self, Error> {
        Self::at::<T>(place.offset, place.form).ok_or_else(|| T::mismatch(place.form))
    }

    /// [`at`](Self::at) for what fits into a word.
    #[inline]
    fn of_entry<T: Read>(entry: &Entry) -> Option<Self> {
        let swap = T::swapped(entry.code)?;
        let offset = entry.offset;
        Some(Self { offset, swap })
    }

    #[inline]
    fn at<T: Read>(offset: usize, form: Form<'_>) -> Option<Self> {
        let Form::Scalar(scalar) = form else {
            return None;
        };
        let swap = T::swapped(Code::scalar(scalar)?)?;
        Some(Self { offset, swap })
    }

    /// Reads from a row that has the size of the format.
    #[inline]
    fn read<T: Read>(self, bytes: &[u8]) -> T {
        T::read(&bytes[self.offset..][..T::SIZE], self.swap)
    }
}

#[cold]
fn mismatch(expected: &'static str, form: Form<'_>) -> Error {
    Error::Type {
        expected,
        found: match form {
            Form::Scalar(scalar) => name(scalar),
            Form::Array(_) => "a sub-array",
            Form::Record(_) => "a record",
            Form::Pointer(_) => "a pointer",
            Form::Opaque(_) => "bytes without a readable format",
        },
    }
}

/// What Rust would call it.
pub(crate) fn name(scalar: Scalar) -> &'static str {
    use ScalarKind as K;
    match (scalar.kind(), scalar.size()) {
        (K::Bool, _) => bool::NAME,
        (K::Int, 1) => i8::NAME,
        (K::Int, 2) => i16::NAME,
        (K::Int, 4) => i32::NAME,
        (K::Int, _) => i64::NAME,
        (K::UInt, 1) => u8::NAME,
        (K::UInt, 2) => u16::NAME,
        (K::UInt, 4) => u32::NAME,
        (K::UInt, _) => u64::NAME,
        (K::Float, 2) => "a half",
        (K::Float, 4) => f32::NAME,
        (K::Float, _) => f64::NAME,
        (K::Complex, _) => "a complex number",
        (K::LongDouble(_), _) => "a long double",
        (K::LongComplex(_), _) => "a complex long double",
        (K::Char | K::Bytes | K::Pascal | K::Void, _) => "bytes",
        (K::Text | K::Ucs2, _) => "text",
        (K::Datetime(_), _) => "a date",
        (K::Timedelta(_), _) => "a duration",
        (K::Pointer | K::CharPointer | K::WcharPointer, _) => "a pointer",
        (K::Object, _) => "a Python object",
    }
}

macro_rules! primitives {
    ($($type:ident $bits:ident $plain:ident $swapped:ident $name:literal;)*) => {$(
        impl Read for $type {
            const NAME: &'static str = $name;
            const SIZE: usize = size_of::<$type>();

            #[inline]
            fn swapped(scalar: Code) -> Option<bool> {
                let native = scalar.is(Plain::$plain);
                (native || scalar.is(Plain::$swapped)).then_some(!native)
            }

            #[inline]
            fn read(bytes: &[u8], swap: bool) -> Self {
                let mut array = [0; size_of::<$type>()];
                array.copy_from_slice(bytes);
                let bits = $bits::from_ne_bytes(array);
                let bits = if swap { bits.swap_bytes() } else { bits };
                $type::from_ne_bytes(bits.to_ne_bytes())
            }
        }

        impl Primitive for $type {}
    )*};
}

primitives! {
    i8 u8 I8 I8 "i8";
    u8 u8 U8 U8 "u8";
    i16 u16 I16 I16S "i16";
    u16 u16 U16 U16S "u16";
    i32 u32 I32 I32S "i32";
    u32 u32 U32 U32S "u32";
    i64 u64 I64 I64S "i64";
    u64 u64 U64 U64S "u64";
    f32 u32 F32 F32S "f32";
    f64 u64 F64 F64S "f64";
}

impl Read for bool {
    const NAME: &'static str = "bool";
    const SIZE: usize = 1;

    fn swapped(scalar: Code) -> Option<bool> {
        scalar.is(Plain::Bool).then_some(false)
    }

    fn read(bytes: &[u8], _swap: bool) -> Self {
        bytes[0] != 0
    }
}

impl Primitive for bool {}

/// A byte string of this length: `4s` as `[u8; 4]`.
///
/// ```
/// use memoryview_format::Format;
/// let header = Format::parse_struct("<4sI4s")?;
/// let (riff, size, wave): ([u8; 4], u32, [u8; 4]) = header.unpack_as(b"RIFF\x24\0\0\0WAVE")?;
/// assert_eq!((&riff, size, &wave), (b"RIFF", 36, b"WAVE"));
/// # Ok::<(), memoryview_format::Error>(())
/// ```
impl<const N: usize> Primitive for [u8; N] {}

impl<const N: usize> Read for [u8; N] {
    const NAME: &'static str = "bytes";
    const SIZE: usize = N;

    fn mismatch(form: Form<'_>) -> Error {
        match form {
            Form::Scalar(scalar) if is_bytes(scalar.kind()) => Error::Length {
                size: scalar.size(),
                length: N,
            },
            form => mismatch(Self::NAME, form),
        }
    }

    fn swapped(scalar: Code) -> Option<bool> {
        (scalar.is_scalar() && is_bytes(scalar.kind()) && scalar.scalar_size() == N)
            .then_some(false)
    }

    fn read(bytes: &[u8], _swap: bool) -> Self {
        let mut array = [0; N];
        array.copy_from_slice(bytes);
        array
    }
}

fn is_bytes(kind: ScalarKind) -> bool {
    use ScalarKind as K;
    matches!(kind, K::Char | K::Bytes | K::Void)
}

impl<T: Primitive> Columns for T {
    type Plan = Column;

    fn plan(format: &Format) -> Result<Column, Error> {
        let [column] = columns(format, &[Column::of::<T>])?;
        Ok(column)
    }

    #[inline]
    fn read(plan: &Column, bytes: &[u8]) -> Self {
        plan.read(bytes)
    }
}

/// The check of one column.
type Check = fn(&Place<'_>) -> Result<Column, Error>;

/// Where the `N` values of a format stand, if they pass these checks.
fn columns<const N: usize>(format: &Format, checks: &[Check; N]) -> Result<[Column; N], Error> {
    if format.value_count() != N {
        return Err(Error::Count {
            expected: N,
            found: format.value_count(),
        });
    }
    let mut columns = [Column::default(); N];
    let mut pairs = columns.iter_mut().zip(checks);
    format.places(|place| {
        if let Some((column, check)) = pairs.next() {
            *column = check(&place)?;
        }
        Ok(())
    })?;
    Ok(columns)
}

macro_rules! tuples {
    ($($count:literal: $($type:ident $index:tt),*;)*) => {$(
        impl<$($type: Primitive),*> Columns for ($($type,)*) {
            type Plan = [Column; $count];

            fn plan(format: &Format) -> Result<Self::Plan, Error> {
                columns(format, &[$(Column::of::<$type>),*])
            }

            // A record without sub-arrays.
            #[inline]
            fn quick(record: &Record<'_>) -> Option<Self::Plan> {
                let fields: &[Entry; $count] = record.entries().try_into().ok()?;
                Some([$(Column::of_entry::<$type>(&fields[$index])?),*])
            }

            #[inline]
            fn read(plan: &Self::Plan, bytes: &[u8]) -> Self {
                ($(plan[$index].read::<$type>(bytes),)*)
            }
        }
    )*};
}

tuples! {
    1: A 0;
    2: A 0, B 1;
    3: A 0, B 1, C 2;
    4: A 0, B 1, C 2, D 3;
    5: A 0, B 1, C 2, D 3, E 4;
    6: A 0, B 1, C 2, D 3, E 4, F 5;
    7: A 0, B 1, C 2, D 3, E 4, F 5, G 6;
    8: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7;
    9: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8;
    10: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9;
    11: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10;
    12: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11;
}

/// A format and the proof that its values are those of `T`, checked once: see [`Format::typed`].
///
/// ```
/// use memoryview_format::Format;
/// let format = Format::parse_struct(">hB")?;
/// let rows = format.typed::<(i16, u8)>()?;
/// assert_eq!(rows.unpack(&[0, 1, 2])?, (1, 2));
/// # Ok::<(), memoryview_format::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Typed<T: Row> {
    plan: T::Plan,
    size: usize,
}

impl<T: Row> Typed<T> {
    /// The values of `bytes`, which must have exactly the size of the format.
    ///
    /// ```
    /// # use memoryview_format::Format;
    /// let doubles = Format::parse_struct(">d")?.typed::<f64>()?;
    /// assert_eq!(doubles.unpack(&1.5_f64.to_be_bytes())?, 1.5);
    /// # Ok::<(), memoryview_format::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Length`] for another length.
    #[inline]
    pub fn unpack(&self, bytes: &[u8]) -> Result<T, Error> {
        if bytes.len() == self.size {
            Ok(T::read(&self.plan, bytes))
        } else {
            Err(Error::Length {
                size: self.size,
                length: bytes.len(),
            })
        }
    }
}

impl Format {
    /// Checks once that the values of the format are those of `T`: bytes in their order and width
    /// exactly, in either byte order.
    ///
    /// ```
    /// use memoryview_format::Format;
    /// let format = Format::parse_struct("<hB")?;
    /// let error = format.typed::<(u16, u8)>().unwrap_err();
    /// assert_eq!(error.to_string(), "expected u16, found i16");
    /// # Ok::<(), memoryview_format::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Count`] for another number of values, [`Error::Type`] for one of another type.
    pub fn typed<T: Row>(&self) -> Result<Typed<T>, Error> {
        Ok(Typed {
            plan: T::plan(self)?,
            size: self.size(),
        })
    }

    /// The values of `bytes` as a primitive or a tuple of them: [`typed`](Self::typed) and
    /// [`unpack`](Typed::unpack) in one.
    ///
    /// ```
    /// use memoryview_format::Format;
    /// let pair = Format::parse_struct(">HI")?.unpack_as::<(u16, u32)>(&[0, 1, 0, 0, 0, 2])?;
    /// assert_eq!(pair, (1, 2));
    /// # Ok::<(), memoryview_format::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`typed`](Self::typed), and [`Error::Length`].
    #[inline]
    pub fn unpack_as<T: Row>(&self, bytes: &[u8]) -> Result<T, Error> {
        if let Some(record) = self.as_record()
            && bytes.len() == record.size()
            && let Some(plan) = T::quick(&record)
        {
            return Ok(T::read(&plan, bytes));
        }
        self.unpack_checked(bytes)
    }

    #[cold]
    fn unpack_checked<T: Row>(&self, bytes: &[u8]) -> Result<T, Error> {
        self.typed::<T>()?.unpack(bytes)
    }

    /// One tuple after the other, until the end of `bytes`.
    ///
    /// ```
    /// use memoryview_format::Format;
    /// let format = Format::parse_struct(">H")?;
    /// let sum: u16 = format.iter_unpack_as::<u16>(&[0, 1, 0, 2, 0, 3])?.sum();
    /// assert_eq!(sum, 6);
    /// # Ok::<(), memoryview_format::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`typed`](Self::typed), and [`Error::Length`] when the length is no multiple of the
    /// size, or the size is 0.
    pub fn iter_unpack_as<'a, T: Row + 'a>(
        &self,
        bytes: &'a [u8],
    ) -> Result<impl ExactSizeIterator<Item = T> + DoubleEndedIterator + use<'a, T>, Error> {
        let plan = T::plan(self)?;
        let rows = self.rows_of(bytes)?;
        Ok(rows.map(move |row| T::read(&plan, row)))
    }
}

#[cfg(test)]
mod tests;
