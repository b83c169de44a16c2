//! How is a [`Program`] carried out?
//!
//! Items pass through blocks in the first-level cache: they are brought together there (by the kernels that copy, so a transposed source is
//! read in tiles), each step runs over the block, and the last one writes to the destination, past the caches where that pays.
#![allow(unsafe_code, reason = "the loops that move bytes")]

#[cfg(all(target_arch = "x86_64", feature = "std"))]
mod avx2;
mod chain;
mod loops;
mod passage;

use self::chain::{Chain, Rooms};
use self::passage::Passage;
use super::{Crew, How, each};
use crate::Layout;
use crate::copy::Axis;
use crate::copy::plan::CopyPlan;
use crate::copy::program::{Leaf, Program};

/// Records a chunk: each is read field by field.
const RECORDS: usize = 256;

impl Leaf {
    /// Converts this part of every item.
    ///
    /// # Safety
    /// The layouts are of one shape, and have the items of this leaf's two sides. They lie, from these addresses on, in memory that may be read
    /// (`src`) and written (`dst`); no byte is in both, or every item is its own source; for several threads, distinct items of the destination are disjoint.
    pub(crate) unsafe fn run(
        &self,
        crew: Crew,
        src: (*const u8, &Layout),
        dst: (*mut u8, &Layout),
    ) {
        if self.steps.is_copy() {
            // Two views of one memory count from one address: what tells is where their first items are.
            let first = src.0.wrapping_offset(src.1.offset());
            if first == dst.0.wrapping_offset(dst.1.offset()) {
                // Every item is its own source.
                return;
            }
            let plan = CopyPlan::between(src.1, dst.1.strides());
            // SAFETY: the caller's promise.
            return unsafe { crew.run(&plan, src.0, src.1.offset(), dst.0, dst.1.offset()) };
        }
        // SAFETY: the caller's promise.
        unsafe { self.run_as(How::best(dst.1.nbytes()), crew, src, dst) }
    }

    /// Converts as told.
    ///
    /// # Safety
    /// As for [`Leaf::run`].
    pub(crate) unsafe fn run_as(
        &self,
        how: How,
        crew: Crew,
        src: (*const u8, &Layout),
        dst: (*mut u8, &Layout),
    ) {
        if dst.1.is_empty() {
            return;
        }
        let chain = Chain::new(&self.steps, how);
        let (plan, passage) = Passage::new(self, src.1, dst.1);
        let from = src.0.wrapping_offset(src.1.offset());
        let to = dst.0.wrapping_offset(dst.1.offset());
        split(
            crew,
            &plan,
            dst.1.nbytes(),
            (from, to),
            |plan, s, d, (from, to)| {
                let (s, d) = (s + plan.src_shift, passage.real(d + plan.dst_shift));
                let (src, dst) = (from.wrapping_offset(s), to.wrapping_offset(d));
                // SAFETY: a part of the plan's indices, so of what the caller promises; other threads write other items.
                unsafe { passage.run(plan, &chain, src, dst) };
                chain.finish();
            },
        );
    }
}

impl Program {
    /// Converts record by record.
    ///
    /// # Safety
    /// As for [`Leaf::run`], with layouts of whole items.
    pub(crate) unsafe fn run(
        &self,
        crew: Crew,
        src: (*const u8, &Layout),
        dst: (*mut u8, &Layout),
    ) {
        if dst.1.is_empty() || self.leaves.is_empty() {
            return;
        }
        // Fields are stored between others: not past the caches.
        let how = How::best(0);
        let chains: alloc::vec::Vec<Chain<'_>> = self
            .leaves
            .iter()
            .map(|leaf| Chain::new(&leaf.steps, how))
            .collect();
        let plan = CopyPlan::by_items(src.1, dst.1.strides());
        let from = src.0.wrapping_offset(src.1.offset());
        let to = dst.0.wrapping_offset(dst.1.offset());
        split(
            crew,
            &plan,
            dst.1.nbytes(),
            (from, to),
            |plan, s, d, (from, to)| {
                let mut rooms = Rooms::new();
                let src = from.wrapping_offset(s + plan.src_shift);
                let dst = to.wrapping_offset(d + plan.dst_shift);
                let one = Axis {
                    len: 1,
                    src: 0,
                    dst: 0,
                };
                let (outer, last) = plan
                    .axes()
                    .split_last()
                    .map_or((&[][..], one), |(last, outer)| (outer, *last));
                each(outer, src, dst, |s, d| {
                    for start in (0..last.len).step_by(RECORDS) {
                        let (s, d) = last.at(start, s, d);
                        let records = Axis {
                            len: RECORDS.min(last.len - start),
                            ..last
                        };
                        for (leaf, chain) in self.leaves.iter().zip(&chains) {
                            // SAFETY: some indices of the plan, whose items may be read and written.
                            unsafe { chain.field(leaf, &mut rooms, records, s, d) };
                        }
                    }
                });
            },
        );
    }
}

/// Calls `work` with parts of a plan, what is to be added to either offset, and the addresses: with all of it, or on the pool's threads.
fn split(
    crew: Crew,
    plan: &CopyPlan,
    bytes: usize,
    ends: (*const u8, *mut u8),
    work: impl Fn(&CopyPlan, isize, isize, (*const u8, *mut u8)) + Sync,
) {
    match crew {
        Crew::One => work(plan, 0, 0, ends),
        #[cfg(feature = "rayon")]
        Crew::Pool => super::parallel::pieces(plan, bytes, ends, work),
    }
    #[cfg(not(feature = "rayon"))]
    let _ = bytes;
}

#[cfg(test)]
mod tests;
