//! Does somebody who needs contiguous items have to copy them?

use core::fmt;

use crate::copy::Crew;
use crate::memory::Memory;
use crate::parts::Parts;
use crate::{Buffer, Element, Error, ForeignView, Layout, Order, Source, TypedView, View};

/// Items that lie one after the other: those of a view, if they did already, or a copy. Like `Cow`, it says which.
///
/// ```
/// use memoryview_strided::{Contiguous, Order, View};
///
/// let v = View::from_slice(&[1i32, 2, 3, 4]).reshape([2, 2])?;
/// assert!(v.to_contiguous(Order::C)?.is_borrowed());
/// match v.transpose().to_contiguous(Order::C)? {
///     Contiguous::Borrowed(_) => unreachable!("its columns are its rows"),
///     Contiguous::Owned(copy) => assert_eq!(copy.view()?.as_bytes()?[4], 3),
/// }
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
#[derive(Clone, Debug)]
#[allow(
    clippy::large_enum_variant,
    reason = "a view and a buffer are of one size, about; which of them, V says"
)]
#[must_use]
pub enum Contiguous<V> {
    /// The view, as it was.
    Borrowed(V),
    /// A copy of the same shape and format, from a multiple of 64 bytes on.
    Owned(Buffer),
}

impl<V> Contiguous<V> {
    /// Whether nothing was copied.
    pub fn is_borrowed(&self) -> bool {
        matches!(self, Contiguous::Borrowed(_))
    }

    /// Whether the items are a copy.
    ///
    /// ```
    /// use memoryview_strided::{Order, View};
    /// let v = View::from_slice(&[1u8, 2, 3, 4]).reshape([2, 2])?;
    /// assert!(!v.to_contiguous(Order::C)?.is_owned() && v.to_contiguous(Order::F)?.is_owned());
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn is_owned(&self) -> bool {
        !self.is_borrowed()
    }
}

impl<V: Source> Contiguous<V> {
    /// Shape, strides and offset.
    ///
    /// ```
    /// use memoryview_strided::{Order, View};
    /// let v = View::from_slice(&[1u8, 2, 3, 4]).reshape([2, 2])?;
    /// let f = v.to_contiguous(Order::F)?;
    /// assert_eq!(f.layout().strides(), [1, 2]);
    /// assert_eq!(f.as_foreign().to_string(), v.to_string());
    /// # use memoryview_strided::Source;
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn layout(&self) -> Layout {
        self.as_foreign().layout().clone()
    }
}

impl Contiguous<View<'_>> {
    /// The items as a view, whoever keeps them.
    ///
    /// # Errors
    /// [`Error::Access`] if a buffer of foreign memory was put here; [`View::to_contiguous`] does not.
    ///
    /// ```
    /// use memoryview_strided::{Order, View};
    /// let v = View::from_slice(&[1u8, 2, 3, 4]).reshape([2, 2])?.transpose();
    /// assert_eq!(v.to_contiguous(Order::C)?.as_view()?.as_bytes()?, [1, 3, 2, 4]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn as_view(&self) -> Result<View<'_>, Error> {
        match self {
            Contiguous::Borrowed(view) => Ok(view.clone()),
            Contiguous::Owned(copy) => copy.view(),
        }
    }
}

impl<V: Source> Source for Contiguous<V> {
    fn as_foreign(&self) -> ForeignView<'_> {
        match self {
            Contiguous::Borrowed(view) => view.as_foreign(),
            Contiguous::Owned(copy) => copy.as_foreign(),
        }
    }
}

impl<V: Source> fmt::Display for Contiguous<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_foreign().fmt(f)
    }
}

impl<M: Memory> Parts<M> {
    /// A copy; nothing if the items lie so already.
    fn packed(&self, crew: Crew, order: Order) -> Result<Option<Buffer>, Error> {
        if self.layout().broken_axis(order).is_none() {
            return Ok(None);
        }
        let (lines, layout) = self.collect_lines(crew, order)?;
        Buffer::from_lines(lines, layout, self.format().clone()).map(Some)
    }
}

macro_rules! contiguous {
    ($([$($generics:tt)*] $type:ty, $setup:expr;)*) => {$(
        impl<$($generics)*> $type {
            /// The items one after the other in this order: themselves, if they lie so, or a copy from a multiple of 64 bytes on.
            ///
            /// # Errors
            /// [`Error::Allocation`] if there is no memory for a copy.
            ///
            #[doc = concat!("```\nuse memoryview_strided::Order;\n", $setup, "\nassert!(v.to_contiguous(Order::C)?.is_borrowed());\nassert!(v.flip(0)?.to_contiguous(Order::C)?.is_owned());\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            pub fn to_contiguous(&self, order: Order) -> Result<Contiguous<Self>, Error> {
                Ok(match self.parts().packed(Crew::One, order)? {
                    Some(copy) => Contiguous::Owned(copy),
                    None => Contiguous::Borrowed(self.clone()),
                })
            }

            /// [`to_contiguous`](Self::to_contiguous) on the threads of rayon's current pool, where the bytes are so many that it pays.
            ///
            /// # Errors
            /// As for [`to_contiguous`](Self::to_contiguous).
            ///
            #[doc = concat!("```\nuse memoryview_strided::Order;\n", $setup, "\nassert!(v.flip(0)?.par_to_contiguous(Order::C)?.is_owned());\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            #[cfg(feature = "rayon")]
            pub fn par_to_contiguous(&self, order: Order) -> Result<Contiguous<Self>, Error> {
                Ok(match self.parts().packed(self.as_foreign().crew(), order)? {
                    Some(copy) => Contiguous::Owned(copy),
                    None => Contiguous::Borrowed(self.clone()),
                })
            }
        }
    )*};
}

contiguous! {
    ['a] View<'a>, "use memoryview_strided::View;\nlet v = View::from_slice(&[0i32, 1, 2]);";
    ['a] ForeignView<'a>, "use memoryview_strided::Buffer;\nlet b = Buffer::from_vec(vec![0i32, 1, 2]);\nlet v = b.foreign();";
    [] Buffer, "use memoryview_strided::Buffer;\nlet v = Buffer::from_vec(vec![0i32, 1, 2]);";
    ['a, T: Element] TypedView<'a, T>, "use memoryview_strided::View;\nlet v = View::from_slice(&[0i32, 1, 2]).typed::<i32>()?;";
}

#[cfg(test)]
mod tests;
