//! How are the bytes of numbers put in reverse order where they stand?

use super::program;
use crate::copy::Crew;
use crate::memory::MemMut;
use crate::parts::Parts;
use crate::{Element, Error, ForeignView, TypedViewMut, ViewMut};

impl Parts<MemMut> {
    fn byteswap(&self, crew: Crew) -> Result<(), Error> {
        self.check_unique()?;
        let program = program::swapping(self.format())?;
        self.convert_in_place(crew, &program)
    }
}

macro_rules! byteswap {
    ($([$($generics:tt)*] $type:ty, [$($mut:tt)*] $self:ident, $check:expr, $setup:expr, $result:expr;)*) => {$(
        impl<$($generics)*> $type {
            /// Puts the bytes of every number and character in reverse order, where they stand; complex numbers are two numbers, records are
            /// swapped field by field. The format stays what it is, so every value changes.
            ///
            /// To copy and swap at once, [`convert`](Self::convert) to [`Be`](crate::Be) or [`Le`](crate::Le).
            ///
            /// # Errors
            /// [`Error::Type`] for formats whose parts are not known, [`Error::Access`] if the memory is read-only, or if two indices reach the
            /// same byte.
            ///
            #[doc = concat!("```\n", $setup, "\nv.byteswap()?;\n", $result, "\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            pub fn byteswap(& $($mut)* $self) -> Result<(), Error> {
                $check?;
                $self.parts().byteswap(Crew::One)
            }

            /// [`byteswap`](Self::byteswap) on the threads of rayon's current pool, where the bytes are so many that it pays.
            ///
            /// # Errors
            /// As for [`byteswap`](Self::byteswap).
            ///
            #[doc = concat!("```\n", $setup, "\nv.par_byteswap()?;\n", $result, "\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            #[cfg(feature = "rayon")]
            pub fn par_byteswap(& $($mut)* $self) -> Result<(), Error> {
                $check?;
                $self.parts().byteswap(Crew::Pool)
            }
        }
    )*};
}

byteswap! {
    ['a] ViewMut<'a>, [mut] self, Ok::<(), Error>(()),
        "use memoryview_strided::ViewMut;\nlet mut data = [1u16, 0x1234];\nlet mut v = ViewMut::from_slice(&mut data);",
        "assert_eq!(data, [0x0100, 0x3412]);";
    ['a, T: Element] TypedViewMut<'a, T>, [mut] self, Ok::<(), Error>(()),
        "use memoryview_strided::ViewMut;\nlet mut data = [1u16, 0x1234];\nlet mut v = ViewMut::from_slice(&mut data).typed::<u16>()?;",
        "assert_eq!(data, [0x0100, 0x3412]);";
    ['a] ForeignView<'a>, [] self, self.check_writable(),
        "use memoryview_strided::Buffer;\nlet mut b = Buffer::from_vec(vec![1u16, 0x1234]);\nlet v = b.foreign_mut()?;",
        "assert_eq!(b.to_string(), \"[  256, 13330]\");";
}

#[cfg(test)]
mod tests;
