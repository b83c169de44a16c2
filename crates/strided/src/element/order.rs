//! How is a number held whose byte order or alignment is not the host's?

mod as_numbers;

use core::fmt;

use bytemuck::{Pod, Zeroable};
use memoryview_format::{ByteOrder, Scalar};

use super::{Element, ItemDesc};

/// A number that can be held in either byte order: integers and floats of more than one byte.
///
/// The bytes are kept as an unsigned integer, so that no bit of a NaN is lost on the way. The trait is sealed.
pub trait Ordered: Element + sealed::Sealed {
    /// The unsigned integer of the same size.
    type Bits: Pod + Send + Sync + fmt::Debug + PartialEq;
    /// The bits, in the host's byte order.
    fn to_bits(self) -> Self::Bits;
    /// The number with these bits, in the host's byte order.
    fn from_bits(bits: Self::Bits) -> Self;
    /// The bits with their bytes in reverse order.
    fn swap(bits: Self::Bits) -> Self::Bits;
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! ordered {
    ($($t:ty: $bits:ty, $to:expr, $from:expr;)*) => {$(
        impl sealed::Sealed for $t {}
        impl Ordered for $t {
            type Bits = $bits;
            #[inline]
            fn to_bits(self) -> $bits {
                ($to)(self)
            }
            #[inline]
            fn from_bits(bits: $bits) -> Self {
                ($from)(bits)
            }
            #[inline]
            fn swap(bits: $bits) -> $bits {
                bits.swap_bytes()
            }
        }
    )*};
}

ordered! {
    u16: u16, |n| n, |n| n;
    u32: u32, |n| n, |n| n;
    u64: u64, |n| n, |n| n;
    i16: u16, i16::cast_unsigned, u16::cast_signed;
    i32: u32, i32::cast_unsigned, u32::cast_signed;
    i64: u64, i64::cast_unsigned, u64::cast_signed;
    f32: u32, f32::to_bits, f32::from_bits;
    f64: u64, f64::to_bits, f64::from_bits;
}

#[cfg(feature = "half")]
ordered!(half::f16: u16, half::f16::to_bits, half::f16::from_bits;);

const fn in_order(item: ItemDesc, order: ByteOrder) -> ItemDesc {
    match item {
        ItemDesc::Scalar(s) => ItemDesc::Scalar(s.with_order(order)),
        other => other,
    }
}

const fn unaligned(item: ItemDesc) -> ItemDesc {
    match item {
        ItemDesc::Scalar(s) => match Scalar::aligned(s, 1) {
            Some(s) => ItemDesc::Scalar(s),
            None => item,
        },
        other => other,
    }
}

macro_rules! wrappers {
    ($($(#[$doc:meta])* $name:ident: $order:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy)]
        #[repr(transparent)]
        pub struct $name<T: Ordered>(T::Bits);

        impl<T: Ordered> $name<T> {
            /// Holds a number.
            #[inline]
            pub fn new(value: T) -> Self {
                let bits = value.to_bits();
                $name(if ByteOrder::$order.is_native() { bits } else { T::swap(bits) })
            }

            /// The number.
            #[inline]
            pub fn get(self) -> T {
                T::from_bits(if ByteOrder::$order.is_native() { self.0 } else { T::swap(self.0) })
            }
        }

        // SAFETY: transparent over an unsigned integer, of which zero is a value.
        unsafe impl<T: Ordered> Zeroable for $name<T> {}
        // SAFETY: transparent over an unsigned integer, which is a `Pod`.
        unsafe impl<T: Ordered> Pod for $name<T> {}
        // SAFETY: the bytes are those of `T` in this order, and `Bits` has the alignment of an integer of that size.
        unsafe impl<T: Ordered> Element for $name<T> {
            const ITEM: ItemDesc = in_order(T::ITEM, ByteOrder::$order);
        }
    )*};
}

wrappers! {
    /// A big-endian number, whatever the host. It compares, prints and hashes as the number.
    ///
    /// ```
    /// use memoryview_strided::Be;
    /// let (one, more) = (Be::new(1_u16), Be::new(256_u16));
    /// assert_eq!(bytemuck::bytes_of(&one), [0, 1]);
    /// assert!(one < more && f64::from(more.get()) == 256.0);
    /// assert_eq!(format!("{more} {}", u16::from(one)), "256 1");
    /// ```
    Be: Big;
    /// A little-endian number, whatever the host. It compares, prints and hashes as the number.
    ///
    /// ```
    /// use memoryview_strided::Le;
    /// assert_eq!(bytemuck::bytes_of(&Le::new(1_u16)), [1, 0]);
    /// ```
    Le: Little;
}

/// An element at any address: its alignment is 1. It compares, prints and hashes as the element.
///
/// ```
/// use memoryview_strided::{Unaligned, View};
///
/// let data = [Unaligned::new(1.5f64)];
/// let v = View::from_slice(&data);
/// assert_eq!(v.get::<f64>([0])?, 1.5);
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
#[derive(Clone, Copy)]
#[repr(C, packed)]
pub struct Unaligned<T>(T);

impl<T: Element> Unaligned<T> {
    /// Holds an element.
    #[inline]
    pub const fn new(value: T) -> Self {
        Unaligned(value)
    }

    /// The element.
    #[inline]
    pub const fn get(self) -> T {
        self.0
    }
}

// SAFETY: packed over a `Pod`: its bytes and nothing else.
unsafe impl<T: Element> Zeroable for Unaligned<T> {}
// SAFETY: as above.
unsafe impl<T: Element> Pod for Unaligned<T> {}
// SAFETY: the bytes of `T`, at any address.
unsafe impl<T: Element> Element for Unaligned<T> {
    const ITEM: ItemDesc = unaligned(T::ITEM);
}
