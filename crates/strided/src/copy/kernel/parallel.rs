//! How do several threads carry out one plan?
//!
//! Its outermost long axis is cut, so the pieces of the destination are disjoint. Each thread fences what it stores past the caches
//! before it joins.
#![allow(unsafe_code, reason = "pieces of one destination on several threads")]

use rayon::prelude::*;

use crate::copy::plan::CopyPlan;

/// From how many bytes on several threads are asked: below, waking them lasts longer. Small inputs have to show the faults of threads too.
const PAYS: usize = if cfg!(fuzzing) { 1 << 12 } else { 1 << 20 };

/// Pieces a thread, so that one that comes late does not hold up the others.
const PIECES: usize = 4;

/// Both addresses, on any thread.
struct Ends {
    src: *const u8,
    dst: *mut u8,
}

// SAFETY: addresses; what is done with them is proved where it is done.
unsafe impl Sync for Ends {}

impl Ends {
    /// So that a closure takes the whole, not the pointers in it.
    fn get(&self) -> &Self {
        self
    }
}

impl CopyPlan {
    /// Copies on the current pool's threads.
    ///
    /// # Safety
    /// As for [`CopyPlan::run`], and distinct items of the destination are disjoint.
    pub(crate) unsafe fn run_on_pool(
        &self,
        src: *const u8,
        src_offset: isize,
        dst: *mut u8,
        dst_offset: isize,
    ) {
        let threads = rayon::current_num_threads();
        if threads < 2 || self.bytes() < PAYS {
            // SAFETY: the caller's promise.
            return unsafe { self.run(src, src_offset, dst, dst_offset) };
        }
        let ends = Ends { src, dst };
        let how = super::How::best(self.bytes());
        self.pieces(threads * PIECES)
            .into_par_iter()
            .for_each(|(piece, s, d)| {
                let Ends { src, dst } = *ends.get();
                // SAFETY: a part of the plan's indices, so a part of what the caller promises; other threads write other items.
                unsafe { piece.run_as(how, src, src_offset + s, dst, dst_offset + d) }
            });
    }
}

/// Calls `work` with the pieces of a plan, what is to be added to either offset, and the addresses, on the current pool's threads; with the whole
/// plan where so many bytes do not pay.
pub(super) fn pieces(
    plan: &CopyPlan,
    bytes: usize,
    (src, dst): (*const u8, *mut u8),
    work: impl Fn(&CopyPlan, isize, isize, (*const u8, *mut u8)) + Sync,
) {
    let threads = rayon::current_num_threads();
    if threads < 2 || bytes < PAYS {
        return work(plan, 0, 0, (src, dst));
    }
    let ends = Ends { src, dst };
    plan.pieces(threads * PIECES)
        .into_par_iter()
        .for_each(|(piece, s, d)| {
            let Ends { src, dst } = *ends.get();
            work(&piece, s, d, (src, dst));
        });
}
