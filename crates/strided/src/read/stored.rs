//! How does a line of items of one numeric format become numbers of one type?

use bytemuck::Pod;
use memoryview_format::{ByteOrder, Scalar, ScalarKind};

use super::Fill;
use crate::element::Ordered;
use crate::memory::MemMut;
use crate::parts::Parts;
use crate::{Be, Bool, Le, Number};

/// A number as it lies in memory.
pub(crate) trait Stored {
    /// Its bytes.
    type Raw: Pod;
    /// Its value.
    fn to<T: Number>(raw: Self::Raw) -> T;
}

macro_rules! stored {
    ($($t:ident: $convert:ident),* $(,)?) => {$(
        impl Stored for $t {
            type Raw = $t;
            #[inline(always)]
            fn to<T: Number>(raw: $t) -> T {
                T::$convert(raw)
            }
        }
    )*};
}

stored! {
    u8: from_u8, u16: from_u16, u32: from_u32, u64: from_u64,
    i8: from_i8, i16: from_i16, i32: from_i32, i64: from_i64,
    f32: from_f32, f64: from_f64,
}

macro_rules! in_order {
    ($($order:ident)*) => {$(
        impl<N: Ordered + Stored<Raw = N>> Stored for $order<N> {
            type Raw = $order<N>;
            #[inline(always)]
            fn to<T: Number>(raw: $order<N>) -> T {
                N::to(raw.get())
            }
        }

        impl Stored for Half<$order<u16>> {
            type Raw = $order<u16>;
            #[inline(always)]
            fn to<T: Number>(raw: $order<u16>) -> T {
                T::from_f32(half(raw.get()))
            }
        }
    )*};
}

in_order!(Be Le);

impl Stored for Bool {
    type Raw = Bool;
    #[inline(always)]
    fn to<T: Number>(raw: Bool) -> T {
        T::from_u8(u8::from(raw.is_true()))
    }
}

/// IEEE binary16 held as these bits.
struct Half<B>(core::marker::PhantomData<B>);

/// The value of a binary16: exact; a NaN is a quiet one, as the machine's own instruction makes it.
#[inline(always)]
pub(crate) fn half(bits: u16) -> f32 {
    let sign = u32::from(bits & 0x8000) << 16;
    let rest = u32::from(bits & 0x7FFF) << 13;
    let magnitude = if bits & 0x7C00 == 0x7C00 {
        let quiet = u32::from(bits & 0x03FF != 0) << 22;
        f32::from_bits(rest | 0x7F80_0000 | quiet)
    } else {
        // The fields stand where a binary32 has them, and the exponent is 112 too small: subnormals come right as well.
        f32::from_bits(rest) * f32::from_bits((127 + 112) << 23)
    };
    f32::from_bits(magnitude.to_bits() | sign)
}

/// The loop. The step known at compile time is what lets it be vectorised.
fn fill<S: Stored, T: Number>(parts: &Parts<MemMut>, offset: isize, stride: isize, out: &mut [T]) {
    let size = size_of::<S::Raw>().cast_signed();
    let step = if stride == size { size } else { stride };
    if step == size {
        for (i, slot) in out.iter_mut().enumerate() {
            *slot = S::to(parts.read(offset + i.cast_signed() * size));
        }
    } else {
        // Past the last item the sum is not used.
        let mut offset = offset;
        for slot in out {
            *slot = S::to(parts.read(offset));
            offset = offset.wrapping_add(step);
        }
    }
}

/// The loop for a scalar; `None` if it is not a real number of at most 8 bytes.
pub(super) fn fill_of<T: Number>(scalar: Scalar) -> Option<Fill<T>> {
    macro_rules! ordered {
        ($number:ty) => {
            match scalar.order() {
                ByteOrder::Big => fill::<Be<$number>, T>,
                ByteOrder::Little => fill::<Le<$number>, T>,
            }
        };
    }
    use ScalarKind as K;
    Some(match (scalar.kind(), scalar.size()) {
        (K::Bool, 1) => fill::<Bool, T>,
        (K::UInt, 1) => fill::<u8, T>,
        (K::UInt, 2) => ordered!(u16),
        (K::UInt, 4) => ordered!(u32),
        (K::UInt, 8) => ordered!(u64),
        (K::Int, 1) => fill::<i8, T>,
        (K::Int, 2) => ordered!(i16),
        (K::Int, 4) => ordered!(i32),
        (K::Int | K::Datetime(_) | K::Timedelta(_), 8) => ordered!(i64),
        (K::Float, 2) => match scalar.order() {
            ByteOrder::Big => fill::<Half<Be<u16>>, T>,
            ByteOrder::Little => fill::<Half<Le<u16>>, T>,
        },
        (K::Float, 4) => ordered!(f32),
        (K::Float, 8) => ordered!(f64),
        _ => return None,
    })
}
