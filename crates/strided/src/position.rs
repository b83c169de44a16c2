//! Which item does a full index name?

use alloc::vec::Vec;

use crate::layout::clamp;
use crate::{Error, Int, KeyFault, Layout};

/// An index of one item: as many integers as there are axes, as an array, a tuple, a slice or a `Vec`; one integer where there is one axis, `()` for
/// rank 0.
///
/// Negative integers count from the end. The trait is sealed: what it answers is trusted to be the place of an item.
///
/// ```
/// use memoryview_strided::View;
///
/// let v = View::from_slice(&[1.0f32, 2.0]);
/// assert_eq!(v.get::<f32>(-1)?, 2.0);
/// assert_eq!(v.reshape([2, 1])?.get::<f32>([1, 0])?, 2.0);
/// assert_eq!(v.select(0, 0)?.get::<f32>(())?, 1.0);
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not name one item",
    label = "no full index",
    note = "an item is named by as many integers as there are axes: `i`, `[i, j]`, `(i, j)`, a slice or a `Vec`, or `()` for rank 0; `slice` takes ranges too"
)]
pub trait Position: sealed::Sealed {
    /// The offset of the item in bytes.
    ///
    /// # Errors
    /// [`Error::Key`] if there are not as many integers as axes, [`Error::Index`] if one is out of bounds.
    fn locate(&self, layout: &Layout) -> Result<isize, Error>;
}

mod sealed {
    use super::{Int, Vec};

    pub trait Sealed {}
    impl<I: Int> Sealed for [I] {}
    impl<I: Int, const N: usize> Sealed for [I; N] {}
    impl<I: Int> Sealed for Vec<I> {}
    impl<P: Sealed + ?Sized> Sealed for &P {}
    impl Sealed for () {}
}

impl<I: Int> Position for [I] {
    #[inline]
    fn locate(&self, layout: &Layout) -> Result<isize, Error> {
        let (shape, strides) = (layout.shape(), layout.strides());
        if self.len() != shape.len() {
            return Err(wrong_count(self.len(), shape.len()));
        }
        let mut offset = layout.offset();
        for (axis, (i, (&len, &stride))) in self.iter().zip(shape.iter().zip(strides)).enumerate() {
            let index = i.to_isize();
            let Some(i) = clamp::resolve(index, len) else {
                return Err(Error::Index { axis, index, len });
            };
            // If a later axis is empty, this may wrap; then the sum is thrown away.
            offset = offset.wrapping_add(stride.wrapping_mul(i.cast_signed()));
        }
        Ok(offset)
    }
}

impl<I: Int, const N: usize> Position for [I; N] {
    #[inline]
    fn locate(&self, layout: &Layout) -> Result<isize, Error> {
        self[..].locate(layout)
    }
}

impl<I: Int> Position for Vec<I> {
    fn locate(&self, layout: &Layout) -> Result<isize, Error> {
        self[..].locate(layout)
    }
}

impl<P: Position + ?Sized> Position for &P {
    #[inline]
    fn locate(&self, layout: &Layout) -> Result<isize, Error> {
        (**self).locate(layout)
    }
}

impl Position for () {
    #[inline]
    fn locate(&self, layout: &Layout) -> Result<isize, Error> {
        [0_isize; 0].locate(layout)
    }
}

// One by one: to implement it for every `Int` would clash with that for references.
macro_rules! integers {
    ($($t:ty)*) => {$(
        impl sealed::Sealed for $t {}
        impl Position for $t {
            #[inline]
            fn locate(&self, layout: &Layout) -> Result<isize, Error> {
                [*self].locate(layout)
            }
        }
    )*};
}

integers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

macro_rules! tuples {
    ($($($i:ident)*;)*) => {$(
        impl<$($i: Int),*> sealed::Sealed for ($($i,)*) {}
        impl<$($i: Int),*> Position for ($($i,)*) {
            #[inline]
            #[allow(non_snake_case, reason = "the type parameters name the values too")]
            fn locate(&self, layout: &Layout) -> Result<isize, Error> {
                let ($($i,)*) = *self;
                [$($i.to_isize()),*].locate(layout)
            }
        }
    )*};
}

tuples! {
    A;
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E F;
    A B C D E F G;
    A B C D E F G H;
}

#[cold]
fn wrong_count(given: usize, ndim: usize) -> Error {
    Error::Key(if given > ndim {
        KeyFault::TooMany { given, ndim }
    } else {
        KeyFault::TooFew { given, ndim }
    })
}

#[cfg(test)]
mod tests;
