//! When does the `Vec` that a buffer was made of come back?

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::any::Any;
use core::fmt;

use super::{Access, Buffer, VecOwner};
use crate::error::{AccessFault, Counted};
use crate::memory::MemMut;
use crate::parts::Parts;
use crate::{Element, Error, Layout, Order};

/// A buffer that could not give its `Vec` back, and why.
#[derive(Debug)]
#[non_exhaustive]
pub struct IntoVecError {
    /// The buffer as it was.
    pub buffer: Buffer,
    /// Why not.
    pub error: Error,
}

impl fmt::Display for IntoVecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl core::error::Error for IntoVecError {}

impl Buffer {
    /// The `Vec` that the buffer was made of, if this is its only owner and shows all of it in order.
    ///
    /// # Errors
    /// The buffer as it was, and the reason: other owners, another type, a part only. What [`Convert::to_buffer`](crate::Convert::to_buffer) makes
    /// was no `Vec<T>` but lines of 64 bytes: [`Convert::to_vec`](crate::Convert::to_vec) makes one, and [`to_vec`](crate::TypedView::to_vec) copies.
    pub fn try_into_vec<T: Element>(self) -> Result<Vec<T>, Box<IntoVecError>> {
        if let Err(error) = self.check_all::<T>() {
            return Err(Box::new(IntoVecError {
                buffer: self,
                error,
            }));
        }
        Ok(self.try_into_whole_vec()?.0)
    }

    /// All of the `Vec` that the buffer was made of, if this is its only owner, and the layout of the items that the buffer shows: its offset counts from the start of the `Vec`.
    ///
    /// # Errors
    /// The buffer as it was, and the reason: other owners, another type.
    ///
    /// ```
    /// use memoryview_strided::Buffer;
    /// let b = Buffer::from_vec(vec![1u16, 2, 3]).flip(0)?;
    /// let (items, layout) = b.try_into_whole_vec::<u16>()?;
    /// assert_eq!(items, [1, 2, 3]);
    /// assert_eq!((layout.offset(), layout.strides()), (4, &[-2][..]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn try_into_whole_vec<T: Element>(mut self) -> Result<(Vec<T>, Layout), Box<IntoVecError>> {
        if let Err(error) = self.check_owner::<T>() {
            return Err(Box::new(IntoVecError {
                buffer: self,
                error,
            }));
        }
        let Buffer {
            owner,
            access,
            parts,
        } = self;
        match owner.downcast::<VecOwner<T>>().map(Arc::try_unwrap) {
            Ok(Ok(owner)) => Ok((owner.into_vec(), parts.layout().clone())),
            // `check_owner` has looked: neither happens.
            Ok(Err(owner)) => Err(Self::refused(owner, access, parts)),
            Err(owner) => Err(Self::refused(owner, access, parts)),
        }
    }

    fn refused(
        owner: Arc<dyn Any + Send + Sync>,
        access: Access,
        parts: Parts<MemMut>,
    ) -> Box<IntoVecError> {
        let buffer = Buffer {
            owner,
            access,
            parts,
        };
        let error = Error::Access(AccessFault::Owner);
        Box::new(IntoVecError { buffer, error })
    }

    /// Whether the buffer shows all of a `Vec` of `T`, in order.
    fn check_all<T: Element>(&self) -> Result<(), Error> {
        let Some(owner) = self.owner.downcast_ref::<VecOwner<T>>() else {
            return Err(Error::Access(AccessFault::Owner));
        };
        let all = owner.len;
        crate::element::check::<T>(self.format())?;
        if let Some(fault) = self.layout().broken_axis(Order::C) {
            return Err(Error::Memory(fault));
        }
        if self.len() != all {
            let why = alloc::format!("the Vec has {}", Counted(all, "item"));
            return Err(Error::shape("give back", self.shape(), &[self.len()], why));
        }
        Ok(())
    }

    /// Whether the buffer is the only owner of a `Vec` of `T`.
    fn check_owner<T: Element>(&mut self) -> Result<(), Error> {
        if !self.owner.is::<VecOwner<T>>() {
            return Err(Error::Access(AccessFault::Owner));
        }
        crate::element::check::<T>(self.format())?;
        self.only_owner()
    }
}
