//! How do the items of one view become items of another format, in fresh memory or in a view?
#![allow(
    unsafe_code,
    reason = "reads memory that may be foreign, and writes fresh memory"
)]

use alloc::vec::Vec;

use super::uninit::{self, Line};
use super::{Crew, Program};
use crate::memory::{Mem, MemMut, Memory};
use crate::parts::Parts;
use crate::{Error, Layout, Order};

impl<M: Memory> Parts<M> {
    /// All items, converted, one after the other in this order; `make` allocates so many items and has them written, each byte of them.
    pub(crate) fn converted<V>(
        &self,
        crew: Crew,
        program: &Program,
        order: Order,
        make: impl FnOnce(&Layout, &dyn Fn(*mut u8)) -> Result<V, Error>,
    ) -> Result<V, Error> {
        let to = Layout::contiguous(self.layout().shape(), program.size, order)?;
        let parts = program.parts(self.layout(), &to)?;
        make(&to, &|dst| {
            if !program.whole {
                // SAFETY: fresh memory of so many bytes.
                unsafe { dst.write_bytes(0, to.nbytes()) };
            }
            // SAFETY: the source is Reach(L) of this view (rules 1 to 3, 5); the destination is fresh memory that the layout fills.
            unsafe {
                program.pass(
                    crew,
                    &parts,
                    (self.mem().start(), self.layout()),
                    (dst, &to),
                )
            };
        })
    }

    /// All items as they are, one after the other in this order, in memory that starts where a line does.
    pub(crate) fn collect_lines(
        &self,
        crew: Crew,
        order: Order,
    ) -> Result<(Vec<Line>, Layout), Error> {
        let to = Layout::contiguous(self.layout().shape(), self.layout().itemsize(), order)?;
        let plan = super::CopyPlan::between(self.layout(), to.strides());
        let lines = uninit::fill_lines(to.nbytes(), |dst| {
            if !to.is_empty() {
                // SAFETY: the source is Reach(L) of this view (rules 1 to 3, 5); the destination is fresh memory that the layout fills.
                unsafe { crew.run(&plan, self.mem().start(), self.layout().offset(), dst, 0) };
            }
        })?;
        Ok((lines, to))
    }

    /// Every item, converted, broadcast to the other's shape, to its place there: the caller's view may write it.
    ///
    /// If the two reach a common byte, the result is that of a conversion of a temporary copy.
    pub(crate) fn convert_into(
        &self,
        crew: Crew,
        program: &Program,
        to: &Parts<MemMut>,
    ) -> Result<(), Error> {
        let broadcast;
        let from = if self.layout().shape() == to.layout().shape() {
            self.layout()
        } else {
            broadcast = self.layout().broadcast_to(to.layout().shape())?;
            &broadcast
        };
        if to.layout().is_empty() {
            return Ok(());
        }
        if !to.overlaps(self).is_no() {
            let copy = self.collect::<u8>(Order::C)?;
            let (shape, size) = (self.layout().shape(), self.layout().itemsize());
            let layout = Layout::contiguous(shape, size, Order::C)?;
            let copy = Parts::new(Mem::of(&copy), layout, self.format().clone())?;
            return copy.convert_into(crew, program, to);
        }
        let crew = match crew.is_one() || to.layout().is_unique() {
            true => crew,
            false => Crew::One,
        };
        let parts = program.parts(from, to.layout())?;
        let dst = (to.mem().start_mut(), to.layout());
        // SAFETY: both reaches lie in their memories (rule 1; broadcasting keeps the reach), do not overlap, and the caller's view may
        // write the other (rules 4, 5).
        unsafe { program.pass(crew, &parts, (self.mem().start(), from), dst) };
        Ok(())
    }
}

impl Parts<MemMut> {
    /// Every item by itself, where it stands: the program keeps the size of all it converts, and the caller's view may write them.
    pub(crate) fn convert_in_place(&self, crew: Crew, program: &Program) -> Result<(), Error> {
        let layout = self.layout();
        let parts = program.parts(layout, layout)?;
        let start = self.mem().start_mut();
        // SAFETY: the reach lies in the memory (rule 1), and the caller's view may write it (rules 4, 5): each item is its own source.
        unsafe { program.pass(crew, &parts, (start, layout), (start, layout)) };
        Ok(())
    }
}

impl Program {
    /// The layouts of the only leaf, if there is one, and it is not all of an item.
    fn parts(&self, from: &Layout, to: &Layout) -> Result<Option<(Layout, Layout)>, Error> {
        match &self.leaves[..] {
            _ if to.is_empty() => Ok(None),
            [leaf] if leaf.is_all(from, to) => Ok(None),
            [leaf] => Ok(Some(leaf.layouts(from, to)?)),
            _ => Ok(None),
        }
    }

    /// # Safety
    /// As for [`Program::run`]; `parts` are what [`parts`](Self::parts) gave for the same layouts.
    unsafe fn pass(
        &self,
        crew: Crew,
        parts: &Option<(Layout, Layout)>,
        src: (*const u8, &Layout),
        dst: (*mut u8, &Layout),
    ) {
        match (&self.leaves[..], parts) {
            ([leaf], Some((from, to))) => {
                // SAFETY: the leaf lies within the items, so its layouts reach a part of what the caller promises.
                unsafe { leaf.run(crew, (src.0, from), (dst.0, to)) }
            }
            // SAFETY: the leaf is the items.
            ([leaf], None) => unsafe { leaf.run(crew, src, dst) },
            // SAFETY: the caller's promise.
            _ => unsafe { self.run(crew, src, dst) },
        }
    }
}
