//! How do the bytes of items leave the memory as they are?
#![allow(unsafe_code, reason = "copies bytes out of memory that may be foreign")]

use alloc::vec::Vec;

use super::{CopyPlan, uninit};
use crate::memory::Memory;
use crate::parts::Parts;
use crate::{Error, Layout, Order};

impl<M: Memory> Parts<M> {
    /// Copies the bytes of one item, or of items that lie one after the other: from an index's offset on, as many as `out` takes.
    pub(crate) fn run(&self, offset: isize, out: &mut [u8]) {
        let reach = self.layout().reach();
        let inside = reach.is_some_and(|reach| {
            let room = usize::try_from(reach.end - offset);
            reach.start <= offset && room.is_ok_and(|room| out.len() <= room)
        });
        assert!(inside, "a run outside the view");
        let from = self.mem().start().wrapping_offset(offset);
        // SAFETY: the run lies between the ends of Reach(L), in one live allocation (rules 1, 2, asserted above); its bytes are those of items,
        // as the caller knows, so they may be read (rules 3, 5). `out` is ours alone.
        unsafe { from.copy_to_nonoverlapping(out.as_mut_ptr(), out.len()) };
    }

    /// The items at some indices of an axis, which it has, one after the other in C order. `count` is how many bytes they are.
    pub(crate) fn gather(
        &self,
        axis: usize,
        indices: &[usize],
        to: &Layout,
    ) -> Result<Vec<u8>, Error> {
        let from = self.layout().without(axis);
        let (len, stride) = (self.layout().shape()[axis], self.layout().strides()[axis]);
        let slot = to.strides()[axis];
        assert!(
            indices.iter().all(|&i| i < len),
            "an index outside the axis"
        );
        let fits = Layout::contiguous(to.shape(), self.layout().itemsize(), Order::C)?;
        assert!(*to == fits && to.shape()[axis] == indices.len());
        assert_eq!(to.without(axis).shape(), from.shape());
        let plan = CopyPlan::between(&from, to.without(axis).strides());
        uninit::fill(to.nbytes(), |dst| {
            if to.is_empty() {
                return;
            }
            for (k, &index) in indices.iter().enumerate() {
                let offset = from.offset() + stride.wrapping_mul(index.cast_signed());
                // SAFETY: with this index of the axis every index of the others is one of the view (rules 1 to 3, 5). The slots of `to` are a
                // partition of the fresh allocation of its size: each is written here, once.
                unsafe { plan.run(self.mem().start(), offset, dst, slot * k.cast_signed()) };
            }
        })
    }
}
