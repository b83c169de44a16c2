//! Which types can items become?

use alloc::vec::Vec;

use memoryview_format::{Format, Scalar};

use crate::{Element, Error};

/// What the items of a view can be converted to: every [`Element`], and `bool`.
///
/// So numbers, [`Be`](crate::Be) and [`Le`](crate::Le) of them, `f16` and `Complex` with their features, arrays, and records with
/// `#[derive(Element)]`, which are converted field by field. The trait is sealed.
///
/// ```
/// use memoryview_strided::{Be, Casting, View};
///
/// let v = View::from_slice(&[0.0f32, 2.0]);
/// let bytes: Vec<Be<f32>> = v.convert().to_vec(Default::default())?;
/// assert_eq!(bytemuck::bytes_of(&bytes[1]), [0x40, 0, 0, 0]);
/// let truth: Vec<bool> = v.convert().casting(Casting::Unsafe).to_vec(Default::default())?;
/// assert_eq!(truth, [false, true]);
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "items cannot be converted to `{Self}`",
    label = "no element, and no `bool`"
)]
pub trait ConvertTo: sealed::Target {
    /// The format of the type.
    ///
    /// ```
    /// use memoryview_strided::ConvertTo;
    /// assert_eq!(<bool as ConvertTo>::target().to_string(), "?");
    /// ```
    fn target() -> Format;
}

pub(crate) mod sealed {
    use super::{Error, Vec};

    /// A type of which fresh memory can be made.
    pub trait Target: Sized {
        /// So many, written by a conversion to the type's format: each byte of them.
        fn make(len: usize, write: impl FnOnce(*mut u8)) -> Result<Vec<Self>, Error>;
    }
}

impl<T: Element> sealed::Target for T {
    fn make(len: usize, write: impl FnOnce(*mut u8)) -> Result<Vec<T>, Error> {
        crate::copy::uninit::fill(len, write)
    }
}

impl<T: Element> ConvertTo for T {
    fn target() -> Format {
        T::format()
    }
}

impl sealed::Target for bool {
    fn make(len: usize, write: impl FnOnce(*mut u8)) -> Result<Vec<bool>, Error> {
        // A conversion to format `?` stores 0 or 1.
        crate::copy::uninit::fill_bools(len, write)
    }
}

impl ConvertTo for bool {
    fn target() -> Format {
        Format::scalar(Scalar::BOOL)
    }
}
