//! Which pointers may be followed?
#![allow(unsafe_code, reason = "follows the pointers of an exporter")]

use memoryview_python::Lent;
use memoryview_strided::{Error, Format, IndirectView};

use super::Strict;

impl Strict {
    /// The items behind the exporter's pointers.
    pub(super) fn indirect<'a>(
        &self,
        lent: &'a Lent<'_, '_>,
        suboffsets: &[isize],
        format: Format,
    ) -> Result<IndirectView<'a>, Error> {
        // SAFETY: layout and suboffsets of a view are what the exporter said of the same memory, or were made of that by slicing
        // (`subscript`): a view with suboffsets is never cast, and its fields are set nowhere else.
        unsafe { lent.indirect(&self.layout, suboffsets, format) }
    }
}
