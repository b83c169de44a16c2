//! Who lends its memory, and is it shared or foreign?

use memoryview_strided::{
    Buffer, Element, ForeignView, IndirectView, TypedView, TypedViewMut, View, ViewMut,
};

use crate::error::Error;

/// What is lent.
#[allow(
    missing_debug_implementations,
    reason = "public only in name: the module is private"
)]
pub enum Memory<'v, 'a> {
    /// References to the items may be lent.
    Shared(&'v View<'a>),
    /// Others may write the items meanwhile.
    Foreign(&'v ForeignView<'a>),
}

/// A reference to a view or buffer, whose memory is there for `'a`.
pub trait Lend<'a>: Sized {
    /// Shows the memory. (Giving a view back would mean to clone it.)
    fn with<R>(self, look: impl FnOnce(Memory<'_, 'a>) -> Result<R, Error>) -> Result<R, Error>;
}

macro_rules! lenders {
    ($([$($generics:tt)*] $type:ty, |$it:ident, $look:ident| $body:expr;)*) => {$(
        impl<'a, $($generics)*> Lend<'a> for $type {
            #[inline]
            fn with<R>(
                self,
                $look: impl FnOnce(Memory<'_, 'a>) -> Result<R, Error>,
            ) -> Result<R, Error> {
                let $it = self;
                $body
            }
        }
    )*};
}

lenders! {
    [] &View<'a>, |it, look| look(Memory::Shared(it));
    [] &'a ViewMut<'_>, |it, look| look(Memory::Shared(&it.as_view()));
    [T: Element] &TypedView<'a, T>, |it, look| look(Memory::Shared(&it.as_view()));
    [T: Element] &'a TypedViewMut<'_, T>, |it, look| look(Memory::Shared(&it.as_view().as_view()));
    [] &ForeignView<'a>, |it, look| look(Memory::Foreign(it));
    [] &'a Buffer, |it, look| match it.view() {
        Ok(view) => look(Memory::Shared(&view)),
        Err(_) => look(Memory::Foreign(&it.foreign())),
    };
    // Items behind pointers have no strides; without pointers the memory is foreign all the same.
    [] &IndirectView<'a>, |it, look| look(Memory::Foreign(&it.as_direct()?));
}
