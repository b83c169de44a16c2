//! How do numbers in another byte order, or at any address, compare, print and hash? As the numbers they are.

use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};

use super::{Be, Le, Ordered, Unaligned};
use crate::Element;

macro_rules! as_numbers {
    ($($name:ident: $bound:ident;)*) => {$(
        impl<T: $bound> From<T> for $name<T> {
            #[inline]
            fn from(value: T) -> Self {
                Self::new(value)
            }
        }

        impl<T: $bound + Default> Default for $name<T> {
            fn default() -> Self {
                Self::new(T::default())
            }
        }

        impl<T: $bound + PartialEq> PartialEq for $name<T> {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.get() == other.get()
            }
        }

        impl<T: $bound + Eq> Eq for $name<T> {}

        impl<T: $bound + PartialOrd> PartialOrd for $name<T> {
            #[inline]
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                self.get().partial_cmp(&other.get())
            }
        }

        impl<T: $bound + Ord> Ord for $name<T> {
            #[inline]
            fn cmp(&self, other: &Self) -> Ordering {
                self.get().cmp(&other.get())
            }
        }

        impl<T: $bound + Hash> Hash for $name<T> {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.get().hash(state);
            }
        }

        impl<T: $bound + fmt::Debug> fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.get().fmt(f)
            }
        }

        impl<T: $bound + fmt::Display> fmt::Display for $name<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.get().fmt(f)
            }
        }
    )*};
}

as_numbers! {
    Be: Ordered;
    Le: Ordered;
    Unaligned: Element;
}

macro_rules! back {
    ($($t:ty)*) => {$(
        impl From<Be<$t>> for $t {
            #[inline]
            fn from(number: Be<$t>) -> $t {
                number.get()
            }
        }

        impl From<Le<$t>> for $t {
            #[inline]
            fn from(number: Le<$t>) -> $t {
                number.get()
            }
        }
    )*};
}

back!(u16 u32 u64 i16 i32 i64 f32 f64);

#[cfg(feature = "half")]
back!(half::f16);
