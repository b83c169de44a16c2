//! How do the items of a view become items of another type?
//!
//! [`Convert`] collects what is wanted; `program` looks at the formats once and says which part of an item becomes which; the copy engine does
//! it in one pass, with the relayout and the byte order.

mod casting;
mod destination;
mod program;
mod swap;
mod target;

use alloc::format;
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;

use memoryview_format::Format;

pub use casting::Casting;
pub use destination::Destination;
pub use target::ConvertTo;

use self::program::Wish;
use crate::copy::{Crew, Program, uninit};
use crate::{
    Buffer, Contiguous, Element, Error, ForeignView, Order, Source, TypedView, TypedViewMut, View,
    ViewMut,
};

/// A conversion of all items of a view, not yet done: see [`View::convert`] and [`View::convert_to`].
///
/// `T` is the type of the results, or [`Format`] where only a value says it. The work is one pass over memory, whatever the strides, the byte
/// order and the alignment of either side.
///
/// | from | to | how |
/// |---|---|---|
/// | integer | integer | the low bits, as `as` does it |
/// | any number | float | the nearest, ties to even; a NaN stays one. `f64` to binary16 is rounded once |
/// | float | integer | without its fraction; too large or too small is the largest or smallest; NaN is 0 |
/// | any number | bool | whether it is not 0; NaN is true |
/// | bool | number | 0 or 1 |
/// | real | complex | the imaginary part is 0 |
/// | complex | real | without its imaginary part: only with [`Casting::Unsafe`] |
/// | record | record | field by field, by name |
/// | array | array | item by item, of one shape |
/// | text, bytes | equal ones | as they are, or with the byte order swapped |
///
/// ```
/// use memoryview_strided::{Order, Spec, View};
///
/// // Big-endian samples at odd addresses, to volts.
/// let file = [0xFFu8, 0x00, 0x01, 0xFF, 0xFE, 0x40, 0x00];
/// let samples = View::from_bytes(&file, &Spec::new(">i2")?.offset(1))?;
/// let volts = samples.convert::<f32>().scale(0.5, 1.0).to_vec(Order::C)?;
/// assert_eq!(volts, [1.5, 0.0, 8193.0]);
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
#[must_use = "nothing is converted before to_vec, to_buffer or write_into"]
pub struct Convert<'a, T> {
    source: Contiguous<ForeignView<'a>>,
    target: Format,
    wish: Wish,
    life: PhantomData<T>,
}

impl<'a, T> Convert<'a, T> {
    pub(crate) fn new(source: ForeignView<'a>, target: Format) -> Self {
        Self::of(Contiguous::Borrowed(source), target)
    }

    /// Of a copy that is ours, as items behind pointers have to be.
    pub(crate) fn of_copy(copy: Buffer, target: Format) -> Self {
        Self::of(Contiguous::Owned(copy), target)
    }

    fn of(source: Contiguous<ForeignView<'a>>, target: Format) -> Self {
        let wish = Wish {
            casting: Casting::default(),
            scale: None,
            subset: false,
        };
        Convert {
            source,
            target,
            wish,
            life: PhantomData,
        }
    }

    /// What the conversion may change: [`Casting::SameKind`], unless another level is named here.
    ///
    /// ```
    /// use memoryview_strided::{Casting, View};
    /// let v = View::from_slice(&[300.7f32, -1.0, f32::NAN]);
    /// assert_eq!(v.convert::<u8>().casting(Casting::Unsafe).to_vec(Default::default())?, [255, 0, 0]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn casting(mut self, casting: Casting) -> Self {
        self.wish.casting = casting;
        self
    }

    /// Every number times `a`, plus `b`, before it becomes one of the target.
    ///
    /// Computed in `f64`; in `f32` where the source has 16 bits or fewer and the target is made of `f32`. The product is rounded before the
    /// sum. What is scaled is a float: to become an integer it needs [`Casting::Unsafe`]. Of complex numbers the imaginary part is only multiplied;
    /// records are not scaled.
    ///
    /// ```
    /// use memoryview_strided::View;
    /// let v = View::from_slice(&[0i16, 100, -50]);
    /// assert_eq!(v.convert::<f64>().scale(0.01, -1.0).to_vec(Default::default())?, [-1.0, 0.0, -1.5]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn scale(mut self, a: f64, b: f64) -> Self {
        self.wish.scale = Some((a, b));
        self
    }

    /// Records of the source may have fields that those of the target do not have: they are left out. Fields that the source does not
    /// have are refused in any case.
    ///
    /// ```
    /// use memoryview_strided::{Spec, View};
    /// let v = View::from_bytes(&[1, 2, 0, 3, 4, 0], &Spec::new("<T{B:kind:H:size:}")?)?;
    /// let sizes = "T{>I:size:}".parse()?;
    /// assert_eq!(
    ///     v.convert_to(&sizes).to_buffer(Default::default()).unwrap_err().to_string(),
    ///     "format \"T{B:kind:<H:size:}\" is not convertible to \"T{>I:size:}\": the target has no field \"kind\"; a subset was not asked for"
    /// );
    /// let b = v.convert_to(&sizes).subset().to_buffer(Default::default())?;
    /// assert_eq!(b.field("size")?.to_string(), "[2, 4]");
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn subset(mut self) -> Self {
        self.wish.subset = true;
        self
    }

    /// The length of each axis of the results, in items: that of the source.
    pub fn shape(&self) -> &[usize] {
        match &self.source {
            Contiguous::Borrowed(view) => view.shape(),
            Contiguous::Owned(copy) => copy.shape(),
        }
    }

    fn program(&self, source: &ForeignView<'_>) -> Result<Program, Error> {
        program::compile(source.format(), &self.target, self.wish)
    }

    /// The results as a buffer of the same shape, one after the other in this order, from a multiple of 64 bytes on.
    ///
    /// So its owner is no `Vec` of numbers, and [`Buffer::try_into_vec`] refuses it: who wants a `Vec` asks for one, by [`to_vec`](Self::to_vec).
    ///
    /// # Errors
    /// [`Error::Type`] if the formats do not go together or the casting does not allow it, [`Error::Allocation`] if there is no memory,
    /// [`Error::Overflow`] if the results do not fit the address space.
    ///
    /// ```
    /// use memoryview_strided::{Order, View};
    /// let v = View::from_slice(&[1u8, 2, 3, 4]).reshape([2, 2])?;
    /// let b = v.convert::<f32>().to_buffer(Order::F)?;
    /// assert_eq!((b.shape(), b.strides()), (&[2, 2][..], &[4, 8][..]));
    /// assert_eq!(b.to_string(), "[[1.0, 2.0],\n [3.0, 4.0]]");
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn to_buffer(&self, order: Order) -> Result<Buffer, Error> {
        self.buffer_by(Crew::One, order)
    }

    fn buffer_by(&self, crew: Crew, order: Order) -> Result<Buffer, Error> {
        let source = self.source.as_foreign();
        let program = self.program(&source)?;
        source
            .parts()
            .converted(crew, &program, order, |layout, write| {
                let lines = uninit::fill_lines(layout.nbytes(), write)?;
                Buffer::from_lines(lines, layout.clone(), self.target.clone())
            })
    }

    /// The results to the places of a view of the target's format, whose shape is that of the source or one to which it is broadcast.
    ///
    /// If the two share a byte, the result is that of a conversion of a copy. On an error nothing is written.
    ///
    /// # Errors
    /// As for [`to_buffer`](Self::to_buffer); [`Error::Shape`] if the shapes do not go together; [`Error::Access`] if a foreign view is
    /// read-only.
    ///
    /// ```
    /// use memoryview_strided::{Slice, View, ViewMut};
    /// let mut data = [0f32; 4];
    /// let mut v = ViewMut::from_slice(&mut data);
    /// View::from_slice(&[1i16, 2]).convert::<f32>().write_into(v.reborrow().slice(Slice::every(-2))?)?;
    /// assert_eq!(data, [0.0, 2.0, 0.0, 1.0]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn write_into(&self, to: impl Destination) -> Result<(), Error> {
        self.write_by(Crew::One, &to.writable())
    }

    fn write_by(&self, crew: Crew, to: &ForeignView<'_>) -> Result<(), Error> {
        to.check_writable()?;
        if *to.format() != self.target {
            return Err(Error::Type {
                format: format!("{}", to.format()).into(),
                wanted: format!("{:?}", format!("{}", self.target)).into(),
                reason: "a conversion writes the format that it was asked for".into(),
            });
        }
        let source = self.source.as_foreign();
        let program = self.program(&source)?;
        source.parts().convert_into(crew, &program, to.parts())
    }

    /// [`to_buffer`](Self::to_buffer) on the threads of rayon's current pool, where the bytes are so many that it pays.
    ///
    /// # Errors
    /// As for [`to_buffer`](Self::to_buffer).
    ///
    /// ```
    /// use memoryview_strided::View;
    /// let b = View::from_slice(&[1u8, 2]).convert::<f32>().par_to_buffer(Default::default())?;
    /// assert_eq!(b.to_string(), "[1.0, 2.0]");
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    #[cfg(feature = "rayon")]
    pub fn par_to_buffer(&self, order: Order) -> Result<Buffer, Error> {
        self.buffer_by(self.source.as_foreign().crew(), order)
    }

    /// [`write_into`](Self::write_into) on the threads of rayon's current pool, where the bytes are so many that it pays.
    ///
    /// # Errors
    /// As for [`write_into`](Self::write_into).
    ///
    /// ```
    /// use memoryview_strided::{View, ViewMut};
    /// let mut data = [0f32; 2];
    /// View::from_slice(&[1u8, 2]).convert::<f32>().par_write_into(ViewMut::from_slice(&mut data))?;
    /// assert_eq!(data, [1.0, 2.0]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    #[cfg(feature = "rayon")]
    pub fn par_write_into(&self, to: impl Destination) -> Result<(), Error> {
        let to = to.writable();
        self.write_by(self.source.as_foreign().crew().and(to.crew()), &to)
    }
}

impl<T: ConvertTo> Convert<'_, T> {
    /// The results, one after the other in this order.
    ///
    /// # Errors
    /// As for [`to_buffer`](Self::to_buffer).
    ///
    /// ```
    /// use memoryview_strided::{Order, View};
    /// let v = View::from_bytes(&[0, 1, 0, 2, 0, 3, 0, 4], &">u2".parse()?)?.reshape([2, 2])?;
    /// assert_eq!(v.convert::<f64>().to_vec(Order::F)?, [1.0, 3.0, 2.0, 4.0]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn to_vec(&self, order: Order) -> Result<Vec<T>, Error> {
        self.vec_by(Crew::One, order)
    }

    /// [`to_vec`](Self::to_vec) on the threads of rayon's current pool, where the bytes are so many that it pays.
    ///
    /// # Errors
    /// As for [`to_buffer`](Self::to_buffer).
    ///
    /// ```
    /// use memoryview_strided::View;
    /// let v = View::from_slice(&[1u8, 2]);
    /// assert_eq!(v.convert::<f32>().par_to_vec(Default::default())?, [1.0, 2.0]);
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    #[cfg(feature = "rayon")]
    pub fn par_to_vec(&self, order: Order) -> Result<Vec<T>, Error> {
        self.vec_by(self.source.as_foreign().crew(), order)
    }

    fn vec_by(&self, crew: Crew, order: Order) -> Result<Vec<T>, Error> {
        let source = self.source.as_foreign();
        let program = self.program(&source)?;
        source
            .parts()
            .converted(crew, &program, order, |layout, write| {
                T::make(layout.len(), write)
            })
    }
}

impl<T> fmt::Debug for Convert<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Convert")
            .field("source", &self.source)
            .field("target", &self.target)
            .field("wish", &self.wish)
            .finish()
    }
}

macro_rules! converting {
    ($([$($generics:tt)*] $type:ty, $setup:expr;)*) => {$(
        impl<$($generics)*> $type {
            /// The items as a `T`, in one pass with any relayout: say how, then where to. See [`Convert`].
            ///
            #[doc = concat!("```\n", $setup, "\nassert_eq!(v.convert::<f64>().to_vec(Default::default())?, [0.0, 1.0, 2.0]);\n# Ok::<(), memoryview_strided::Error>(())\n```")]
            pub fn convert<U: ConvertTo>(&self) -> Convert<'_, U> {
                Convert::new(self.as_foreign(), U::target())
            }

            /// The items in a format that only a value says. See [`Convert`].
            ///
            #[doc = concat!("```\n", $setup, "\nlet b = v.convert_to(&\">d\".parse()?).to_buffer(Default::default())?;\nassert_eq!(b.to_string(), \"[0.0, 1.0, 2.0]\");\n# Ok::<(), Box<dyn std::error::Error>>(())\n```")]
            pub fn convert_to(&self, format: &Format) -> Convert<'_, Format> {
                Convert::new(self.as_foreign(), format.clone())
            }

            /// The items, which are records, as structs with `#[derive(Element)]`, whose fields are some of the records', found by name. Each is
            /// converted like a number by itself. Short for `convert::<S>().subset().to_vec(order)`.
            ///
            /// # Errors
            /// As for [`Convert::to_buffer`].
            ///
            /// ```
            /// # #[cfg(feature = "derive")] {
            /// use memoryview_strided::{Element, Spec, View};
            ///
            /// #[derive(Clone, Copy, Debug, PartialEq, Element)]
            /// #[repr(C)]
            /// #[element(crate = memoryview_strided)] // not needed with the crate `memoryview`
            /// struct Star {
            ///     magnitude: f64,
            ///     id: u64,
            /// }
            ///
            /// let catalogue = [0, 7, 9, 9, 63, 128, 0, 0];
            /// let v = View::from_bytes(&catalogue, &Spec::new("T{>H:id:(2)B:flags:f:magnitude:}")?)?;
            /// assert_eq!(v.to_records::<Star>(Default::default())?, [Star { magnitude: 1.0, id: 7 }]);
            /// # }
            /// # Ok::<(), memoryview_strided::Error>(())
            /// ```
            pub fn to_records<S: Element>(&self, order: Order) -> Result<Vec<S>, Error> {
                self.convert::<S>().subset().to_vec(order)
            }
        }
    )*};
}

converting! {
    ['a] View<'a>, "use memoryview_strided::View;\nlet v = View::from_slice(&[0i32, 1, 2]);";
    ['a] ViewMut<'a>, "use memoryview_strided::ViewMut;\nlet mut data = [0i32, 1, 2];\nlet v = ViewMut::from_slice(&mut data);";
    ['a] ForeignView<'a>, "use memoryview_strided::Buffer;\nlet b = Buffer::from_vec(vec![0i32, 1, 2]);\nlet v = b.foreign();";
    [] Buffer, "use memoryview_strided::Buffer;\nlet v = Buffer::from_vec(vec![0i32, 1, 2]);";
    ['a, T: Element] TypedView<'a, T>, "use memoryview_strided::View;\nlet v = View::from_slice(&[0i32, 1, 2]).typed::<i32>()?;";
    ['a, T: Element] TypedViewMut<'a, T>, "use memoryview_strided::ViewMut;\nlet mut data = [0i32, 1, 2];\nlet v = ViewMut::from_slice(&mut data).typed::<i32>()?;";
}

#[cfg(test)]
pub(crate) mod tests;
