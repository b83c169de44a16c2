//! How is a [`CopyPlan`] carried out?
//!
//! Portable loops, one for each width of an item. Transpositions go by square tiles, so that each line of the source is used up
//! while it is in the cache.
#![allow(unsafe_code, reason = "the loops that move bytes")]
#![allow(
    clippy::multiple_unsafe_ops_per_block,
    reason = "in kernels one proof covers a tile"
)]

use super::plan::{Axis, CopyKind, CopyPlan};

/// Items a side of a tile: with 16-byte items two tiles fill half of a 32 KiB first-level cache.
const TILE: usize = 32;

impl CopyPlan {
    /// Copies.
    ///
    /// # Safety
    /// The layouts that the plan was made of lie, from these addresses and offsets on, in memory that may be read (`src`) and written
    /// (`dst`); no byte is in both.
    pub(crate) unsafe fn run(
        &self,
        src: *const u8,
        src_offset: isize,
        dst: *mut u8,
        dst_offset: isize,
    ) {
        if self.is_empty() {
            return;
        }
        // Both are offsets of items, by the caller's promise: within the reach, so the sums stay in the allocations.
        let src = src.wrapping_offset(src_offset + self.src_shift);
        let dst = dst.wrapping_offset(dst_offset + self.dst_shift);
        let axes = self.axes();
        // SAFETY: the caller's promise, passed on: every index of the axes leads to a run of readable and writable bytes.
        unsafe {
            match (self.kind(), self.itemsize()) {
                (CopyKind::Block | CopyKind::Runs, _) => {
                    walk(axes, src, dst, Run(self.run_length()))
                }
                (CopyKind::Tiles, 1) => tiles(axes, src, dst, Word::<1>),
                (CopyKind::Tiles, 2) => tiles(axes, src, dst, Word::<2>),
                (CopyKind::Tiles, 4) => tiles(axes, src, dst, Word::<4>),
                (CopyKind::Tiles, 8) => tiles(axes, src, dst, Word::<8>),
                (CopyKind::Tiles, 16) => tiles(axes, src, dst, Word::<16>),
                (CopyKind::Tiles, n) => tiles(axes, src, dst, Run(n)),
                (CopyKind::Items, 1) => walk(axes, src, dst, Word::<1>),
                (CopyKind::Items, 2) => walk(axes, src, dst, Word::<2>),
                (CopyKind::Items, 4) => walk(axes, src, dst, Word::<4>),
                (CopyKind::Items, 8) => walk(axes, src, dst, Word::<8>),
                (CopyKind::Items, 16) => walk(axes, src, dst, Word::<16>),
                (CopyKind::Items, n) => walk(axes, src, dst, Run(n)),
            }
        }
    }
}

/// Moves one piece of bytes of a width that is known now or at compile time.
trait Piece: Copy {
    /// # Safety
    /// As many bytes may be read and written at the addresses, which do not overlap.
    unsafe fn copy(self, src: *const u8, dst: *mut u8);
}

/// A width known only now.
#[derive(Clone, Copy)]
struct Run(usize);

/// A width known at compile time.
#[derive(Clone, Copy)]
struct Word<const N: usize>;

impl Piece for Run {
    #[inline(always)]
    unsafe fn copy(self, src: *const u8, dst: *mut u8) {
        // SAFETY: the caller's promise.
        unsafe { src.copy_to_nonoverlapping(dst, self.0) }
    }
}

impl<const N: usize> Piece for Word<N> {
    #[inline(always)]
    unsafe fn copy(self, src: *const u8, dst: *mut u8) {
        // SAFETY: the caller's promise.
        unsafe { src.copy_to_nonoverlapping(dst, N) }
    }
}

/// Copies piece by piece, the last axis fastest.
///
/// # Safety
/// Every index of the axes leads to a piece that may be read at `src` and written at `dst`.
unsafe fn walk<P: Piece>(axes: &[Axis], src: *const u8, dst: *mut u8, piece: P) {
    let Some((inner, outer)) = axes.split_last() else {
        // SAFETY: the one index there is.
        return unsafe { piece.copy(src, dst) };
    };
    each(outer, src, dst, |mut s, mut d| {
        for _ in 0..inner.len {
            // SAFETY: an index of the axes. The addresses step past the last one at the end, unused.
            unsafe { piece.copy(s, d) };
            s = s.wrapping_offset(inner.src);
            d = d.wrapping_offset(inner.dst);
        }
    });
}

/// Copies by square tiles over two axes: the destination's fastest, and one along which the source lies item by item.
///
/// # Safety
/// As for [`walk`].
unsafe fn tiles<P: Piece>(axes: &[Axis], src: *const u8, dst: *mut u8, piece: P) {
    let Some((rows, rest)) = axes.split_last() else {
        return;
    };
    let fastest = rest
        .iter()
        .enumerate()
        .min_by_key(|(_, a)| a.src.unsigned_abs());
    let Some((k, columns)) = fastest else {
        return;
    };
    let at = |p: *const u8, a: &Axis, i: usize| p.wrapping_offset(a.src * i.cast_signed());
    let to = |p: *mut u8, a: &Axis, i: usize| p.wrapping_offset(a.dst * i.cast_signed());
    let tile = |s: *const u8, d: *mut u8| {
        for j in (0..columns.len).step_by(TILE) {
            for i in (0..rows.len).step_by(TILE) {
                for jj in j..columns.len.min(j + TILE) {
                    let (mut s, mut d) = (
                        at(at(s, columns, jj), rows, i),
                        to(to(d, columns, jj), rows, i),
                    );
                    for _ in i..rows.len.min(i + TILE) {
                        // SAFETY: (jj, ii) is an index of the two axes.
                        unsafe { piece.copy(s, d) };
                        s = s.wrapping_offset(rows.src);
                        d = d.wrapping_offset(rows.dst);
                    }
                }
            }
        }
    };
    let (before, behind) = rest.split_at(k);
    each(before, src, dst, |s, d| each(&behind[1..], s, d, tile));
}

/// Calls `f` with the addresses of every index, the last axis fastest. Addresses are only computed here.
fn each(axes: &[Axis], src: *const u8, dst: *mut u8, mut f: impl FnMut(*const u8, *mut u8)) {
    let mut index = [0_usize; crate::MAX_NDIM];
    let (mut s, mut d) = (src, dst);
    'next: loop {
        f(s, d);
        for (axis, i) in axes.iter().zip(&mut index).rev() {
            *i += 1;
            s = s.wrapping_offset(axis.src);
            d = d.wrapping_offset(axis.dst);
            if *i < axis.len {
                continue 'next;
            }
            let back = axis.len.cast_signed();
            s = s.wrapping_offset(axis.src.wrapping_mul(-back));
            d = d.wrapping_offset(axis.dst.wrapping_mul(-back));
            *i = 0;
        }
        return;
    }
}
