//! Which views can a conversion write into?

use crate::{Element, ForeignView, TypedViewMut, ViewMut};

/// A view that is written: [`ViewMut`], [`TypedViewMut`] or a writable [`ForeignView`], itself or borrowed. The trait is sealed.
///
/// ```
/// use memoryview_strided::{View, ViewMut};
///
/// let mut table = [0f64; 6];
/// let mut v = ViewMut::from_slice(&mut table).reshape([3, 2])?;
/// View::from_slice(&[1u8, 2, 3]).convert::<f64>().write_into(v.reborrow().select(1, 0)?)?;
/// View::from_slice(&[7i16]).convert_to(v.format()).write_into(v.reborrow().slice((0, ..))?)?;
/// assert_eq!(v.to_string(), "[[7.0, 7.0],\n [2.0, 0.0],\n [3.0, 0.0]]");
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
pub trait Destination: sealed::Writable {}

pub(crate) mod sealed {
    use crate::ForeignView;

    /// Memory that the caller's view may write as long as the destination is lent.
    pub trait Writable {
        /// The same memory, to be used on this thread only.
        fn writable<'d>(self) -> ForeignView<'d>
        where
            Self: 'd;
    }
}

macro_rules! destinations {
    ($([$($generics:tt)*] $type:ty: |$view:ident| $foreign:expr;)*) => {$(
        impl<$($generics)*> Destination for $type {}
        impl<$($generics)*> sealed::Writable for $type {
            fn writable<'d>(self) -> ForeignView<'d>
            where
                Self: 'd,
            {
                let $view = self;
                $foreign
            }
        }
    )*};
}

destinations! {
    ['a] ViewMut<'a>: |view| ForeignView::lent(view.into_parts(), true);
    ['a] &mut ViewMut<'a>: |view| ForeignView::lent(view.parts().clone(), true);
    ['a, T: Element] TypedViewMut<'a, T>: |view| ForeignView::lent(view.parts().clone(), true);
    ['a, T: Element] &mut TypedViewMut<'a, T>: |view| ForeignView::lent(view.parts().clone(), true);
    ['a] ForeignView<'a>: |view| view;
    ['a] &ForeignView<'a>: |view| view.clone();
}
