//! What is memory that others may write meanwhile, seen through a layout and a format?

use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;

use memoryview_format::{Format, Value};

use crate::copy::Crew;
use crate::error::AccessFault;
use crate::memory::MemMut;
use crate::parts::Parts;
use crate::transforms::{attributes, fields, reading, sharing, transforms};
use crate::{
    Buffer, Element, Error, Int, IntoKey, Layout, Order, Position, TypedView, TypedViewMut, View,
    ViewMut,
};

/// Memory that stays allocated during `'a`, but that anybody may write meanwhile: a mapped file, a Python object.
///
/// It has every transform, gives items by value and copies in and out. It never lends a reference to the bytes: each is read once, by copy.
///
/// It stays on its thread (`!Send`, `!Sync`), so that clones of a writable one cannot race. Threads share the [`Buffer`](crate::Buffer), and
/// each calls [`foreign`](crate::Buffer::foreign).
///
/// ```compile_fail
/// fn is_send<T: Send>() {}
/// is_send::<memoryview_strided::ForeignView<'static>>();
/// ```
#[derive(Clone)]
#[must_use = "a transform makes another view, and copies nothing"]
pub struct ForeignView<'a> {
    pub(crate) parts: Parts<MemMut>,
    writable: bool,
    /// Whether nobody writes the memory elsewhere as long as this view lives: a view that is not foreign, or a buffer, has lent it. Of other memory this
    /// thread may hold further views that write.
    #[cfg_attr(
        not(feature = "rayon"),
        expect(dead_code, reason = "one thread may use any memory")
    )]
    lent: bool,
    life: PhantomData<(&'a [u8], *mut u8)>,
}

/// Anything whose items can be copied: every view, and a buffer.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no items to copy from",
    label = "no view",
    note = "sources are views and buffers; `View::from_slice(&items)` makes a view of a slice or a `Vec`"
)]
pub trait Source {
    /// The items, as memory of which nothing is promised but that it is there.
    ///
    /// ```
    /// use memoryview_strided::{Source, View};
    /// assert_eq!(View::from_slice(&[1u8, 2]).as_foreign().to_string(), "[1, 2]");
    /// ```
    fn as_foreign(&self) -> ForeignView<'_>;
}

macro_rules! lending {
    ($([$($generics:tt)*] $type:ty;)*) => {$(
        impl<$($generics)*> Source for $type {
            fn as_foreign(&self) -> ForeignView<'_> {
                ForeignView::lent(self.parts().foreign(), false)
            }
        }
    )*};
}

lending! {
    ['a] View<'a>;
    ['a] ViewMut<'a>;
    ['a, T: Element] TypedView<'a, T>;
    ['a, T: Element] TypedViewMut<'a, T>;
    [] Buffer;
}

impl Source for ForeignView<'_> {
    fn as_foreign(&self) -> ForeignView<'_> {
        self.to_read_only()
    }
}

impl<'a> ForeignView<'a> {
    /// The parts obey rules 1, 2 and 5 for `'a`.
    #[inline]
    pub(crate) fn new(parts: Parts<MemMut>, writable: bool) -> Self {
        ForeignView {
            parts,
            writable,
            lent: false,
            life: PhantomData,
        }
    }

    /// As [`new`](Self::new), where nobody else writes the memory during `'a`; nor reads it, if this view writes.
    #[inline]
    pub(crate) fn lent(parts: Parts<MemMut>, writable: bool) -> Self {
        ForeignView {
            lent: true,
            ..ForeignView::new(parts, writable)
        }
    }

    /// Who may work on the memory for a method that asks for many threads.
    ///
    /// One of the pool's own threads may take up other work while it waits for its part, and that may write through a view that the thread
    /// holds elsewhere. A thread outside the pool sleeps meanwhile.
    #[cfg(feature = "rayon")]
    pub(crate) fn crew(&self) -> Crew {
        if self.lent || rayon::current_thread_index().is_none() {
            Crew::Pool
        } else {
            Crew::One
        }
    }

    #[inline]
    pub(crate) fn parts(&self) -> &Parts<MemMut> {
        &self.parts
    }

    #[inline(always)]
    pub(crate) fn finish(&self, layout: Layout) -> Self {
        self.rebuild(self.parts.finish(layout))
    }

    #[inline]
    pub(crate) fn rebuild(&self, parts: Parts<MemMut>) -> Self {
        ForeignView { parts, ..*self }
    }

    /// Several indices reach one item: to read only.
    pub(crate) fn repeated(&self, parts: Parts<MemMut>) -> Self {
        ForeignView {
            parts,
            writable: false,
            ..*self
        }
    }

    /// Whether items can be written.
    pub fn is_read_only(&self) -> bool {
        self.check_writable().is_err()
    }

    pub(crate) fn check_writable(&self) -> Result<(), Error> {
        if !self.writable {
            Err(Error::Access(AccessFault::ReadOnly))
        } else if self.format().has_objects() {
            Err(Error::Access(AccessFault::Objects))
        } else {
            Ok(())
        }
    }

    /// The same memory, to read only.
    pub fn to_read_only(&self) -> Self {
        self.repeated(self.parts.clone())
    }

    /// Writes one item.
    ///
    /// # Errors
    /// [`Error::Access`] if the memory is read-only; otherwise as for [`ViewMut::set`](crate::ViewMut::set).
    pub fn set<T: Element>(&self, index: impl Position, value: T) -> Result<(), Error> {
        self.check_writable()?;
        crate::element::check::<T>(self.format())?;
        self.parts.write(index.locate(self.layout())?, value);
        Ok(())
    }

    /// Writes one item from a value, in the format's size and byte order.
    ///
    /// # Errors
    /// [`Error::Access`] if the memory is read-only; otherwise as for [`ViewMut::set_item`](crate::ViewMut::set_item).
    pub fn set_item(&self, index: impl Position, value: impl Into<Value>) -> Result<(), Error> {
        self.check_writable()?;
        self.parts
            .encode(index.locate(self.layout())?, &value.into())
    }

    /// Writes the same value to every item.
    ///
    /// # Errors
    /// [`Error::Access`] if the memory is read-only, [`Error::Format`] if the value does not fit the format.
    pub fn fill(&self, value: impl Into<Value>) -> Result<(), Error> {
        self.check_writable()?;
        self.parts.fill(Crew::One, &value.into())
    }

    /// [`fill`](Self::fill) on the threads of rayon's current pool, where the bytes are so many that it pays.
    ///
    /// # Errors
    /// As for [`fill`](Self::fill).
    ///
    /// ```
    /// use memoryview_strided::Buffer;
    /// let mut b = Buffer::from_vec(vec![0u16; 4]);
    /// let v = b.foreign_mut()?;
    /// v.par_fill(7)?;
    /// assert_eq!(v.to_string(), "[7, 7, 7, 7]");
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    #[cfg(feature = "rayon")]
    pub fn par_fill(&self, value: impl Into<Value>) -> Result<(), Error> {
        self.check_writable()?;
        self.parts.fill(self.crew(), &value.into())
    }

    /// Copies every item of a source, broadcast to this shape, to its place here. If the two reach a common byte, the result is that of a
    /// copy through a temporary.
    ///
    /// # Errors
    /// [`Error::Access`] if the memory is read-only; otherwise as for [`ViewMut::assign`](crate::ViewMut::assign).
    pub fn assign(&self, source: &(impl Source + ?Sized)) -> Result<(), Error> {
        self.check_writable()?;
        self.parts.assign(source.as_foreign().parts())
    }

    /// [`assign`](Self::assign) on the threads of rayon's current pool, where the bytes are so many that it pays.
    ///
    /// # Errors
    /// As for [`assign`](Self::assign).
    ///
    /// ```
    /// use memoryview_strided::{Buffer, View};
    /// let mut b = Buffer::from_vec(vec![0u16; 4]);
    /// let v = b.foreign_mut()?;
    /// v.par_assign(&View::from_slice(&[1u16, 2, 3, 4]))?;
    /// assert_eq!(v.to_string(), "[1, 2, 3, 4]");
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    #[cfg(feature = "rayon")]
    pub fn par_assign(&self, source: &(impl Source + ?Sized)) -> Result<(), Error> {
        self.check_writable()?;
        let source = source.as_foreign();
        let crew = self.crew().and(source.crew());
        self.parts.assign_by(crew, source.parts())
    }
}

attributes!(['a] ForeignView<'a>);
transforms!(['a] ForeignView<'a>, [&] self,
    "use memoryview_strided::Buffer;\nlet b = Buffer::from_vec(vec![0i32, 1, 2, 3, 4, 5]);\nlet v = b.foreign().reshape([2, 3])?;");
reading!(['a] ForeignView<'a>,
    "use memoryview_strided::{Buffer, Order};\nlet b = Buffer::from_vec(vec![0i32, 1, 2, 3, 4, 5]);\nlet v = b.foreign().reshape([2, 3])?;");
sharing!(['a] ForeignView<'a>, repeated,
    "use memoryview_strided::Buffer;\nlet b = Buffer::from_vec(vec![0i32, 1, 2, 3, 4, 5]);\nlet v = b.foreign().reshape([2, 3])?;");
fields!(['a] ForeignView<'a>, [&] self);

impl fmt::Debug for ForeignView<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crate::display::debug("ForeignView", &self.parts, f)
    }
}

#[cfg(all(test, feature = "rayon"))]
mod tests;
