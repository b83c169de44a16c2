//! Which types may go to another thread, and be used by several?
//!
//! What promises nothing about who else writes stays where it is made; the rest goes anywhere. The compiler decides from the fields: a field that is added
//! somewhere changes an answer here.

use std::marker::PhantomData;

use memoryview::{
    AxisIter, Block, Blocks, Buffer, Cast, Convert, CopyPlan, Difference, Error, Explanation,
    ForeignView, Format, IndirectView, IntoVecError, Items, Key, Layout, Levels, NumberIter,
    Offsets, Spec, TypedIter, TypedView, TypedViewMut, Value, View, ViewMut, ZippedBlocks,
};

struct Asked<T>(PhantomData<T>);

trait Otherwise {
    const SENDS: bool = false;
}

trait OtherwiseShared {
    const SHARES: bool = false;
}

impl<T> Otherwise for Asked<T> {}
impl<T> OtherwiseShared for Asked<T> {}

// A constant of the type itself goes before one of a trait.
impl<T: Send> Asked<T> {
    const SENDS: bool = true;
}
impl<T: Sync> Asked<T> {
    const SHARES: bool = true;
}

macro_rules! all {
    ($wanted:literal: $($type:ty),* $(,)?) => {
        $(
            assert_eq!(Asked::<$type>::SENDS, $wanted, concat!(stringify!($type), ": Send"));
            assert_eq!(Asked::<$type>::SHARES, $wanted, concat!(stringify!($type), ": Sync"));
        )*
    };
}

#[test]
fn what_goes_to_other_threads() {
    all!(true:
        View<'static>, ViewMut<'static>, TypedView<'static, f32>, TypedViewMut<'static, f32>,
        Buffer, IntoVecError, TypedIter<'static, u8>,
        AxisIter<View<'static>>, AxisIter<ViewMut<'static>>, AxisIter<Buffer>,
        Blocks<View<'static>>, Block<ViewMut<'static>>, ZippedBlocks<ViewMut<'static>, View<'static>>,
        Layout, Levels, Offsets<'static>, CopyPlan, Cast, Format, Value, Spec, Key, Error, Difference, Explanation,
    );
    #[cfg(feature = "rayon")]
    all!(true: memoryview::ParTypedIter<'static, u8>);
}

#[test]
fn what_stays_on_its_thread() {
    all!(false:
        ForeignView<'static>, IndirectView<'static>, Items<'static>, NumberIter<'static, f64>,
        Convert<'static, f32>, Convert<'static, Format>,
        AxisIter<ForeignView<'static>>, Blocks<ForeignView<'static>>, Blocks<IndirectView<'static>>, Block<ForeignView<'static>>,
        ZippedBlocks<View<'static>, ForeignView<'static>>,
    );
}
