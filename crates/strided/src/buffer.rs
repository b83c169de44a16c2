//! What is a view that owns its memory?
#![allow(
    unsafe_code,
    reason = "keeps an owner and the addresses of its bytes side by side"
)]

mod back;
#[cfg(feature = "std")]
mod read;

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::any::Any;
use core::fmt;
use core::mem::ManuallyDrop;
use core::ptr::NonNull;

use memoryview_format::{Format, Value};

pub use back::IntoVecError;

use crate::copy::uninit::Line;
use crate::error::AccessFault;
use crate::memory::{Mem, MemMut, Memory};
use crate::parts::Parts;
use crate::transforms::{attributes, fields, reading, sharing, transforms};
use crate::{
    Element, Error, ForeignView, Int, IntoKey, Layout, Order, Position, Spec, View, ViewMut,
};

/// Who may do what with the memory of a buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Nobody writes it.
    Shared,
    /// It is a `Vec` of elements: whoever is its only owner may write it.
    Owned,
    /// Others may write it; no reference to it is lent.
    Foreign,
    /// As `Foreign`, and whoever is its only owner in this process may write it.
    #[cfg_attr(
        not(feature = "mmap"),
        expect(dead_code, reason = "only mapped files are")
    )]
    ForeignWritable,
}

/// A view that owns its memory, together with its clones: `'static`, [`Send`] and [`Sync`], to be stored, returned, exported.
///
/// Cloning and slicing share the memory. [`view`](Buffer::view) lends a [`View`], unless the memory is foreign; [`foreign`](Buffer::foreign) always works.
///
/// ```
/// use memoryview_strided::Buffer;
///
/// let b = Buffer::from_vec(vec![1i32, 2, 3, 4]).reshape([2, 2])?;
/// let column = b.select(1, 0)?;
/// drop(b);
/// assert_eq!(column.to_vec::<i32>(Default::default())?, [1, 3]);
/// # Ok::<(), memoryview_strided::Error>(())
/// ```
#[derive(Clone)]
#[must_use = "a transform makes another view, and copies nothing"]
pub struct Buffer {
    /// Keeps the memory; its bytes stay where they are as long as it lives.
    owner: Arc<dyn Any + Send + Sync>,
    pub(crate) access: Access,
    parts: Parts<MemMut>,
}

/// A `Vec` taken apart, so that no `Vec` claims the memory while views of it live.
struct VecOwner<T> {
    start: NonNull<T>,
    len: usize,
    capacity: usize,
}

// SAFETY: owns its items like a `Vec`, and elements are `Send` and `Sync`.
unsafe impl<T: Send> Send for VecOwner<T> {}
// SAFETY: as above.
unsafe impl<T: Sync> Sync for VecOwner<T> {}

impl<T> VecOwner<T> {
    fn new(items: Vec<T>) -> Self {
        let mut items = ManuallyDrop::new(items);
        // SAFETY: the pointer of a `Vec` is never null.
        let start = unsafe { NonNull::new_unchecked(items.as_mut_ptr()) };
        VecOwner {
            start,
            len: items.len(),
            capacity: items.capacity(),
        }
    }

    fn into_vec(self) -> Vec<T> {
        let this = ManuallyDrop::new(self);
        // SAFETY: the three numbers are those of a `Vec` that was taken apart, and `this` is not dropped.
        unsafe { Vec::from_raw_parts(this.start.as_ptr(), this.len, this.capacity) }
    }
}

impl<T> Drop for VecOwner<T> {
    fn drop(&mut self) {
        // SAFETY: as in `into_vec`; the owner ends here.
        drop(unsafe { Vec::from_raw_parts(self.start.as_ptr(), self.len, self.capacity) });
    }
}

impl Buffer {
    /// The bytes of any owner, as a specification describes them: shared memory.
    ///
    /// The owner is asked for its bytes exactly once, when it stands where it stays.
    ///
    /// # Errors
    /// As for [`View::from_bytes`].
    ///
    /// ```
    /// use memoryview_strided::{Buffer, Spec};
    /// let b = Buffer::from_owner("abc", &Spec::new("c")?)?;
    /// assert_eq!(b.view()?.as_bytes()?, b"abc");
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn from_owner<O>(owner: O, spec: &Spec) -> Result<Self, Error>
    where
        O: AsRef<[u8]> + Send + Sync + 'static,
    {
        let owner = Arc::new(owner);
        // The slice is borrowed of an owner that from now on only moves with its Arc and is never lent mutably: it stays valid as long as
        // the owner lives. A later call of `as_ref` might answer otherwise, so there is none.
        let bytes: &[u8] = (*owner).as_ref();
        let layout = spec.layout(bytes.len())?;
        let parts = Parts::new(Mem::of(bytes).foreign(), layout, spec.format().clone())?;
        Ok(Buffer {
            owner,
            access: Access::Shared,
            parts,
        })
    }

    /// A `Vec` as a buffer of one axis. Its only owner may write it, or take it back.
    ///
    /// ```
    /// use memoryview_strided::Buffer;
    /// let mut b = Buffer::from_vec(vec![1u8, 2]);
    /// b.view_mut()?.set([0], 9u8)?;
    /// assert_eq!(b.try_into_vec::<u8>()?, [9, 2]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_vec<T: Element>(items: Vec<T>) -> Self {
        let len = items.len().min(isize::MAX.unsigned_abs());
        let layout = Layout::line(len, size_of::<T>());
        let (owner, mem) = Self::own(items);
        Buffer {
            owner,
            access: Access::Owned,
            parts: Parts::whole(mem, layout, T::format()),
        }
    }

    /// Bytes as a specification describes them. Their only owner may write them.
    ///
    /// # Errors
    /// As for [`View::from_bytes`].
    ///
    /// ```
    /// use memoryview_strided::{Buffer, Spec};
    /// let b = Buffer::from_bytes(vec![0, 1, 0, 2], &Spec::new(">u2")?)?;
    /// assert_eq!(b.to_string(), "[1, 2]");
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn from_bytes(bytes: Vec<u8>, spec: &Spec) -> Result<Self, Error> {
        let layout = spec.layout(bytes.len())?;
        Self::from_items(bytes, layout, spec.format().clone())
    }

    /// The same memory, all of it, as another specification describes it: nothing is copied, and the two buffers share the owner.
    ///
    /// # Errors
    /// As for [`View::from_bytes`].
    ///
    /// ```
    /// use memoryview_strided::{Buffer, Spec};
    /// let file = Buffer::from_vec(vec![b'x', 1, 0, 2, 0]);
    /// let numbers = file.with_spec(&Spec::new("<u2")?.offset(1))?;
    /// assert_eq!(numbers.to_string(), "[1, 2]");
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn with_spec(&self, spec: &Spec) -> Result<Self, Error> {
        // Every constructor gives a buffer all the memory that its owner keeps, so the new layout is checked against the whole of it.
        let mem = self.parts.mem();
        if spec.format().has_objects() && spec.format() != self.format() {
            return Err(Error::Access(AccessFault::MadeObjects));
        }
        let layout = spec.layout(mem.len())?;
        Ok(self.rebuild(Parts::new(mem, layout, spec.format().clone())?))
    }

    /// Memory of elements with any layout and format.
    pub(crate) fn from_items<T: bytemuck::Pod + Send + Sync>(
        items: Vec<T>,
        layout: Layout,
        format: Format,
    ) -> Result<Self, Error> {
        let (owner, mem) = Self::own(items);
        Ok(Buffer {
            owner,
            access: Access::Owned,
            parts: Parts::new(mem, layout, format)?,
        })
    }

    /// The bytes of a layout at the start of some lines.
    pub(crate) fn from_lines(
        lines: Vec<Line>,
        layout: Layout,
        format: Format,
    ) -> Result<Self, Error> {
        let bytes = layout.nbytes();
        debug_assert!(bytes <= lines.len() * size_of::<Line>());
        let (owner, mem) = Self::own(lines);
        let mem = mem.first(bytes);
        Ok(Buffer {
            owner,
            access: Access::Owned,
            parts: Parts::new(mem, layout, format)?,
        })
    }

    fn own<T: Send + Sync + 'static>(items: Vec<T>) -> (Arc<dyn Any + Send + Sync>, MemMut) {
        let owner = VecOwner::new(items);
        let mem = MemMut::new(owner.start.cast(), owner.len * size_of::<T>());
        (Arc::new(owner), mem)
    }

    /// Memory of an owner whose bytes stay where they are as long as it lives.
    ///
    /// # Safety
    /// `mem` is all the memory that `owner` keeps, without gaps that are somebody else's, and `access` describes it rightly.
    #[cfg(feature = "mmap")]
    pub(crate) unsafe fn from_parts(
        owner: Arc<dyn Any + Send + Sync>,
        mem: MemMut,
        access: Access,
        spec: &Spec,
    ) -> Result<Self, Error> {
        let layout = spec.layout(mem.len())?;
        Ok(Buffer {
            owner,
            access,
            parts: Parts::new(mem, layout, spec.format().clone())?,
        })
    }

    #[inline]
    pub(crate) fn parts(&self) -> &Parts<MemMut> {
        &self.parts
    }

    #[inline(always)]
    pub(crate) fn finish(&self, layout: Layout) -> Self {
        Buffer {
            owner: Arc::clone(&self.owner),
            access: self.access,
            parts: self.parts.finish(layout),
        }
    }

    #[inline]
    pub(crate) fn rebuild(&self, parts: Parts<MemMut>) -> Self {
        Buffer {
            owner: Arc::clone(&self.owner),
            access: self.access,
            parts,
        }
    }

    /// What keeps the memory, to look at its type.
    #[cfg(feature = "mmap")]
    pub(crate) fn owner(&self) -> &(dyn Any + Send + Sync) {
        &*self.owner
    }

    /// Whether others may write the memory meanwhile, so that no [`View`] of it is lent.
    pub fn is_foreign(&self) -> bool {
        matches!(self.access, Access::Foreign | Access::ForeignWritable)
    }

    /// The items, to read.
    ///
    /// # Errors
    /// [`Error::Access`] if the memory is foreign: a mapped file, for one.
    pub fn view(&self) -> Result<View<'_>, Error> {
        if self.is_foreign() {
            return Err(Error::Access(AccessFault::Foreign));
        }
        Ok(View::new(self.parts.shared()))
    }

    /// The items, to read by value: works whatever the memory is.
    pub fn foreign(&self) -> ForeignView<'_> {
        ForeignView::lent(self.parts.clone(), false)
    }

    /// The items, to write, if this buffer is the only owner of a `Vec`.
    ///
    /// # Errors
    /// [`Error::Access`] if the memory is not a `Vec`, if a clone or slice of the buffer lives, or if two indices reach the same byte (after
    /// [`broadcast_to`](Buffer::broadcast_to)).
    pub fn view_mut(&mut self) -> Result<ViewMut<'_>, Error> {
        match self.access {
            Access::Owned => self.only_owner()?,
            Access::Shared => return Err(Error::Access(AccessFault::ReadOnly)),
            _ => return Err(Error::Access(AccessFault::Foreign)),
        }
        ViewMut::new(self.parts.clone())
    }

    /// The items of a file mapped for writing, or of a `Vec`, if this buffer is their only owner in this process.
    ///
    /// # Errors
    /// [`Error::Access`] if the memory is read-only, or if a clone or slice of the buffer lives.
    ///
    /// ```
    /// use memoryview_strided::{Buffer, View};
    /// let mut b = Buffer::from_vec(vec![0u8; 2]);
    /// b.foreign_mut()?.assign(&View::from_slice(&[1u8, 2]))?;
    /// assert_eq!(b.to_string(), "[1, 2]");
    /// # Ok::<(), memoryview_strided::Error>(())
    /// ```
    pub fn foreign_mut(&mut self) -> Result<ForeignView<'_>, Error> {
        match self.access {
            Access::Owned | Access::ForeignWritable => self.only_owner()?,
            _ => return Err(Error::Access(AccessFault::ReadOnly)),
        }
        self.parts.check_unique()?;
        Ok(ForeignView::new(self.parts.clone(), true))
    }

    fn only_owner(&mut self) -> Result<(), Error> {
        if Arc::get_mut(&mut self.owner).is_some() {
            return Ok(());
        }
        // Other threads may drop theirs meanwhile: there was one at least.
        let others = (Arc::strong_count(&self.owner) - 1).max(1);
        Err(Error::Access(AccessFault::Shared { others }))
    }
}

/// As [`Buffer::from_vec`].
impl<T: Element> From<Vec<T>> for Buffer {
    fn from(items: Vec<T>) -> Self {
        Buffer::from_vec(items)
    }
}

attributes!([] Buffer);
transforms!([] Buffer, [&] self,
    "use memoryview_strided::Buffer;\nlet v = Buffer::from_vec(vec![0i32, 1, 2, 3, 4, 5]).reshape([2, 3])?;");
reading!([] Buffer,
    "use memoryview_strided::{Buffer, Order};\nlet v = Buffer::from_vec(vec![0i32, 1, 2, 3, 4, 5]).reshape([2, 3])?;");
sharing!([] Buffer, rebuild,
    "use memoryview_strided::Buffer;\nlet v = Buffer::from_vec(vec![0i32, 1, 2, 3, 4, 5]).reshape([2, 3])?;");
fields!([] Buffer, [&] self);

impl fmt::Debug for Buffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crate::display::debug("Buffer", &self.parts, f)
    }
}

#[cfg(test)]
mod tests;
