//! Where do items lie that are not in the memory which the exporter shows, but behind pointers that stand there?
//!
//! The rules that each `unsafe` block here rests on:
//!
//! 1. The exporter's word (PEP 3118): the pointers, and what they lead to, stay where they are as long as the export lasts, and nobody writes the pointers.
//! 2. A [`Behind`] is what the exporter says, or what transforms of the engine made of the items of the same export ([`Strict::derived`]). It is changed
//!    nowhere, and goes only to views of that export.
#![allow(unsafe_code, reason = "follows the pointers of an exporter")]

use std::ptr::NonNull;

use memoryview_python::{Fault, Lent};
use memoryview_strided::{ForeignView, Format, IndirectView, Layout, Levels};
use pyo3::exceptions::PyBufferError;
use pyo3::prelude::*;

use super::{Items, Strict};

/// Items behind pointers, and what suboffsets say of them.
#[derive(Clone)]
pub(super) struct Behind {
    place: Place,
    /// None if suboffsets cannot say it, or need not.
    suboffsets: Option<Box<[isize]>>,
}

#[derive(Clone)]
enum Place {
    /// As the exporter says.
    Told,
    /// From an address on, through levels of pointers.
    Levels(*const u8, Levels),
    /// In one memory of so many bytes: all pointers that lead to it have been followed.
    Memory(NonNull<u8>, usize),
}

// SAFETY: addresses may go anywhere; what is read there is proved where it is read.
unsafe impl Send for Behind {}
// SAFETY: as above.
unsafe impl Sync for Behind {}

impl Behind {
    /// What the exporter says by its suboffsets.
    pub(super) fn told(suboffsets: &[isize]) -> Box<Self> {
        Box::new(Behind {
            place: Place::Told,
            suboffsets: Some(Box::from(suboffsets)),
        })
    }

    /// The bytes that this takes.
    pub(super) fn size(&self) -> usize {
        size_of::<Self>() + self.suboffsets.as_deref().map_or(0, size_of_val)
    }
}

impl Strict {
    /// Where the pointers are, if there are any left to follow.
    #[inline]
    pub(super) fn chain(&self) -> Option<&Behind> {
        let behind = self.behind.as_deref()?;
        (!matches!(behind.place, Place::Memory(..))).then_some(behind)
    }

    /// The suboffsets as PEP 3118 has them; none if the items lie in one memory.
    ///
    /// # Errors
    /// `BufferError` if there are no suboffsets that say where the items lie.
    pub(super) fn told_suboffsets(&self) -> PyResult<Option<&[isize]>> {
        let Some(behind) = self.chain() else {
            return Ok(None);
        };
        if let (None, Place::Levels(_, levels)) = (&behind.suboffsets, &behind.place)
            && let Err(why) = levels.suboffsets()
        {
            return Err(PyBufferError::new_err(format!(
                "memoryview: {why}; copy() and tobytes() have the items"
            )));
        }
        Ok(behind.suboffsets.as_deref())
    }

    /// The memory in which the items lie, if all pointers have been followed.
    #[cold]
    pub(super) fn followed<'a, 'py>(&self, lent: Lent<'a, 'py>) -> Lent<'a, 'py> {
        match self.behind.as_deref().map(|behind| &behind.place) {
            // SAFETY: the memory of a view of the engine that rule 2 speaks of; it stays by rule 1.
            Some(&Place::Memory(start, len)) => unsafe { lent.behind(start, len) },
            _ => lent,
        }
    }

    /// The items behind the exporter's pointers.
    pub(super) fn indirect<'a>(
        &self,
        lent: &'a Lent<'_, '_>,
        behind: &Behind,
        format: Format,
    ) -> Result<Option<IndirectView<'a>>, Fault> {
        Ok(match &behind.place {
            Place::Told => lent.indirect(format).transpose()?,
            Place::Levels(start, levels) => {
                // SAFETY: the parts of a view of the engine that rule 2 speaks of.
                Some(unsafe { lent.indirect_at(*start, levels.clone(), format) })
            }
            Place::Memory(..) => None,
        })
    }

    /// Another view of the same export, of which these items were made.
    pub(super) fn placed(&self, py: Python<'_>, items: &Items<'_>) -> PyResult<Self> {
        let (layout, behind) = match items {
            Items::Direct(view) if self.chain().is_none() => {
                return Ok(self.sibling(py, view.layout().clone()));
            }
            Items::Direct(view) => (view.layout().clone(), in_memory(view)),
            Items::Indirect(view) => {
                let (shape, strides) = (view.shape(), view.strides());
                let layout = Layout::new(shape, &strides, 0, view.itemsize());
                let place = Place::Levels(view.start_ptr(), view.levels().clone());
                let suboffsets = view.suboffsets().map(Box::from);
                let behind = Behind { place, suboffsets };
                (layout.map_err(Fault::from)?, behind)
            }
        };
        Ok(self.twin(py, Some(Box::new(behind)), || layout))
    }

    /// The address of the item or pointer at index 0 of each axis.
    pub(super) fn first(&self, lent: &Lent<'_, '_>) -> Result<*mut u8, Fault> {
        if let Some(behind) = self.chain() {
            let format = Format::opaque(self.layout.itemsize(), None);
            if let Some(view) = self.indirect(lent, behind, format)? {
                return Ok(view.as_ptr().cast_mut());
            }
        }
        Ok(lent.address_of(self.layout.offset()))
    }
}

/// The memory of a view that is behind pointers.
fn in_memory(view: &ForeignView<'_>) -> Behind {
    let layout = view.layout();
    let start = view.as_ptr().cast_mut().wrapping_offset(-layout.offset());
    let len = layout.reach().map_or(0, |reach| reach.end.unsigned_abs());
    Behind {
        place: Place::Memory(NonNull::new(start).unwrap_or(NonNull::dangling()), len),
        suboffsets: None,
    }
}
