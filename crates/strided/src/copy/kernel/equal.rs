//! Do two views hold the same numbers, where both hold them in one way?
//!
//! Runs that lie alike on both sides are compared where they lie. Where the two disagree about the fastest axis, or have gaps, they are taken tile by tile: the
//! kernels bring what has another order than the tile's rows, or gaps in them, to that order, in the nearest caches; the other side is read where it lies. Tiles
//! begin with lines, and the next one is fetched meanwhile. So each line of either side is read about once, whatever the orders.
#![allow(
    unsafe_code,
    reason = "reads memory that may be foreign, without references"
)]
#![allow(
    clippy::multiple_unsafe_ops_per_block,
    reason = "in kernels one proof covers a tile"
)]

use core::mem::MaybeUninit;

use bytemuck::AnyBitPattern;

use super::{How, cached, direct, each_while};
use crate::copy::axis::{Axis, NEAR};
use crate::copy::blocks::{Blocks, LINE, Stores};
use crate::copy::plan::CopyPlan;
use crate::equal::times::NAT;
use crate::memory::{MemMut, Memory};
use crate::parts::Parts;

/// How items are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sameness {
    /// By their bits.
    Bits,
    /// As `f32` of this machine.
    F32,
    /// As `f64` of this machine.
    F64,
    /// As dates or durations of this machine: `i64` by their bits, of which the least, NaT, is equal to nothing.
    Times,
    /// The same in the other byte order.
    SwappedTimes,
}

/// A date or a duration as it is stored, where the bits of NaT are `NAT`.
#[derive(Clone, Copy, AnyBitPattern)]
#[repr(transparent)]
struct Time<const NAT: i64>(i64);

impl<const NAT: i64> PartialEq for Time<NAT> {
    #[inline(always)]
    fn eq(&self, other: &Self) -> bool {
        (self.0 == other.0) & (self.0 != NAT)
    }
}

/// The most bytes of one side of a tile: both fit the first-level cache.
const TILE: usize = 16 * 1024;

/// Units a tile has along the second view's fastest axis, if there is another one: that view is read row by row, in a few long streams.
const SIDE: usize = 64;

/// The least and the most units along the other axis, the first view's fastest: a line of that view, if it can be.
const ACROSS: [usize; 2] = [16, 32];

/// From so many bytes on, more than the nearer caches hold, the next tile is fetched while one is compared.
const FETCH: usize = 1 << 20;

/// Runs of so many bytes are compared where they lie.
const RUN: usize = 128;

/// Compares runs of so many bytes.
type Same = unsafe fn(*const u8, *const u8, usize) -> bool;

impl Parts<MemMut> {
    /// Whether all items are the same. The layouts have one shape, at least one item, and one item size, that of what is compared.
    pub(crate) fn same_items(&self, other: &Self, sameness: Sameness, how: How) -> bool {
        let (a, b) = (self.layout(), other.layout());
        assert!(a.shape() == b.shape() && a.itemsize() == b.itemsize());
        let plan = CopyPlan::between(a, b.strides());
        if plan.is_empty() {
            return true;
        }
        // Both are offsets of items, so the sums stay in the memories.
        let a = self
            .mem()
            .start()
            .wrapping_offset(a.offset() + plan.src_shift);
        let b = other
            .mem()
            .start()
            .wrapping_offset(b.offset() + plan.dst_shift);
        let same = runs_of(sameness, how);
        // SAFETY: every index of the plan's axes leads to a run of items that may be read on either side (rules 1 to 3, 5).
        unsafe { plan_same(&plan, how, a, b, same) }
    }
}

/// # Safety
/// Every index of the plan's axes leads to a run of bytes that may be read at `a` by the source's steps, at `b` by the destination's.
unsafe fn plan_same(plan: &CopyPlan, how: How, a: *const u8, b: *const u8, same: Same) -> bool {
    let (axes, run) = (plan.axes(), plan.run_length());
    let Some((last, rest)) = axes.split_last() else {
        // SAFETY: one run.
        return unsafe { same(a, b, run) };
    };
    if run >= RUN || axes.len() > NEAR {
        return each_while(axes, a, b.cast_mut(), |a, b| {
            // SAFETY: the run at an index of all axes.
            unsafe { same(a, b, run) }
        });
    }
    let near = (0..rest.len()).min_by_key(|&k| rest[k].src.unsigned_abs());
    let one = Axis {
        len: 1,
        src: 0,
        dst: 0,
    };
    let across = near.map_or(one, |k| rest[k]);
    let (before, behind) = rest.split_at(near.unwrap_or(rest.len()));
    let behind = behind.get(1..).unwrap_or(&[]);
    let columns = match across.len {
        1 => TILE / run,
        _ => SIDE,
    };
    let tile = Tile {
        how,
        same,
        unit: run,
        columns: columns.min(last.len),
        rows: (LINE / run)
            .clamp(ACROSS[0], ACROSS[1])
            .min(TILE / run / columns.min(last.len))
            .clamp(1, across.len),
        fetch: plan.bytes() >= FETCH,
    };
    let mut stage = Stages {
        a: [MaybeUninit::uninit(); TILE],
        b: [MaybeUninit::uninit(); TILE],
    };
    each_while(before, a, b.cast_mut(), |a, b| {
        each_while(behind, a, b, |a, b| {
            // SAFETY: an index of the axes outside; all of the two that are left.
            unsafe { tile.plane_same(&across, last, a, b, &mut stage) }
        })
    })
}

/// Both sides of a tile, brought to one order.
#[repr(align(64))]
struct Stages {
    a: [MaybeUninit<u8>; TILE],
    b: [MaybeUninit<u8>; TILE],
}

/// In what tiles two axes are compared.
struct Tile {
    how: How,
    same: Same,
    unit: usize,
    rows: usize,
    columns: usize,
    /// Whether the next tile is fetched meanwhile.
    fetch: bool,
}

/// One side of a tile: where it begins, and its rows and columns of units, told by their number and step.
#[derive(Clone, Copy)]
struct Side {
    start: *const u8,
    rows: (usize, isize),
    columns: (usize, isize),
}

/// The rows of a side, of units one after the other.
struct Rows {
    start: *const u8,
    step: isize,
    /// Where those of the next tile begin.
    next: Option<*const u8>,
}

impl Rows {
    fn row(&self, i: isize) -> *const u8 {
        self.start.wrapping_offset(self.step.wrapping_mul(i))
    }

    fn next_row(&self, i: isize) -> Option<*const u8> {
        let step = self.step.wrapping_mul(i);
        self.next.map(|next| next.wrapping_offset(step))
    }
}

impl Tile {
    /// # Safety
    /// Every index of both axes leads to a unit that may be read at `a` by the source's steps, at `b` by the destination's.
    unsafe fn plane_same(
        &self,
        across: &Axis,
        along: &Axis,
        a: *const u8,
        b: *mut u8,
        stage: &mut Stages,
    ) -> bool {
        // The first rows end with a line of the first view, where it runs along them.
        let first = match across.src == self.unit.cast_signed() {
            true => (LINE - a.addr() % LINE) / self.unit,
            false => 0,
        };
        let end = |i: usize| match i {
            0 if first > 0 => first.min(self.rows),
            _ => i + self.rows,
        };
        let sides = |i: usize, j: usize| {
            let (a, b) = across.at(i, a, b);
            let (a, b) = along.at(j, a, b);
            let rows = end(i).min(across.len) - i;
            let columns = self.columns.min(along.len - j);
            let side = |start, row, column| Side {
                start,
                rows: (rows, row),
                columns: (columns, column),
            };
            [
                side(a, across.src, along.src),
                side(b.cast_const(), across.dst, along.dst),
            ]
        };
        let mut here = Some((0, 0));
        while let Some((i, j)) = here {
            here = match (end(i), j + self.columns) {
                (_, j) if j < along.len => Some((i, j)),
                (i, _) if i < across.len => Some((i, 0)),
                _ => None,
            };
            let next = here.filter(|_| self.fetch).map(|(i, j)| sides(i, j));
            // SAFETY: the tile's units; either stage has room for them.
            let same = unsafe { self.tile_same(sides(i, j), next, stage) };
            if !same {
                return false;
            }
        }
        true
    }

    /// Compares one tile, and has the next one fetched meanwhile.
    ///
    /// # Safety
    /// Every unit of both sides may be read; they have as many rows and columns, not more than a stage has room for.
    unsafe fn tile_same(
        &self,
        [a, b]: [Side; 2],
        next: Option<[Side; 2]>,
        stage: &mut Stages,
    ) -> bool {
        let (rows, bytes) = (a.rows.0, a.columns.0 * self.unit);
        debug_assert!(rows * bytes <= TILE);
        let (next_a, next_b) = match next {
            Some([a, b]) => (Some(a), Some(b)),
            None => (None, None),
        };
        // SAFETY: the caller's promise: rows of units one after the other, or staged so.
        unsafe {
            let a = self.in_rows(a, next_a, stage.a.as_mut_ptr().cast());
            let b = self.in_rows(b, next_b, stage.b.as_mut_ptr().cast());
            (0..rows.cast_signed()).all(|i| {
                for next in [a.next_row(i), b.next_row(i)].into_iter().flatten() {
                    (self.how.moves().fetch)(next, bytes);
                }
                (self.same)(a.row(i), b.row(i), bytes)
            })
        }
    }

    /// The rows of a side: where they lie, if their units follow each other, and otherwise on the stage.
    ///
    /// # Safety
    /// Every unit may be read; the stage has room for all of them, and is none of them.
    unsafe fn in_rows(&self, side: Side, next: Option<Side>, stage: *mut u8) -> Rows {
        let next = next.map(|next| next.start);
        if side.columns.1 == self.unit.cast_signed() {
            return Rows {
                start: side.start,
                step: side.rows.1,
                next,
            };
        }
        // SAFETY: the caller's promise.
        unsafe { self.pack([side.rows, side.columns], side.start, next, stage) };
        Rows {
            start: stage,
            step: (side.columns.0 * self.unit).cast_signed(),
            next: None,
        }
    }

    /// Copies rows and columns of units, told by their number and step, one after the other.
    ///
    /// # Safety
    /// Every index leads to a unit that may be read; `to` has room for all of them, and none of them.
    unsafe fn pack(
        &self,
        [rows, columns]: [(usize, isize); 2],
        from: *const u8,
        next: Option<*const u8>,
        to: *mut u8,
    ) {
        let mut unit = self.unit;
        let mut axes = [Axis::default(); 2];
        let mut first = 2;
        for (len, src) in [columns, rows] {
            if src == unit.cast_signed() && first == 2 {
                unit *= len;
            } else if len > 1 {
                let dst = match axes.get(first) {
                    Some(inner) => inner.dst * inner.len.cast_signed(),
                    None => unit.cast_signed(),
                };
                first -= 1;
                axes[first] = Axis { len, src, dst };
            }
        }
        let axes = &axes[first..];
        if axes.is_empty() {
            // SAFETY: all units are one run.
            return unsafe { from.copy_to_nonoverlapping(to, unit) };
        }
        let moves = self.how.moves();
        // SAFETY: every index of the axes leads to a unit, or a run of them, on both sides.
        unsafe {
            if !direct::moved(axes, unit, moves, from, next, to) {
                cached(&Blocks::choose(axes, unit, Stores::Cached), moves, from, to);
            }
        }
    }
}

/// How runs are compared on this machine.
fn runs_of(sameness: Sameness, how: How) -> Same {
    #[cfg(all(target_arch = "x86_64", feature = "std"))]
    if !how.portable && std::arch::is_x86_feature_detected!("avx2") {
        return match sameness {
            Sameness::Bits => avx2::bits,
            Sameness::F32 => avx2::f32,
            Sameness::F64 => avx2::f64,
            Sameness::Times => avx2::times,
            Sameness::SwappedTimes => avx2::swapped_times,
        };
    }
    let _ = how;
    match sameness {
        Sameness::Bits => same::<u8>,
        Sameness::F32 => same::<f32>,
        Sameness::F64 => same::<f64>,
        Sameness::Times => same::<Time<NAT>>,
        Sameness::SwappedTimes => same::<Time<{ NAT.swap_bytes() }>>,
    }
}

#[cfg(all(target_arch = "x86_64", feature = "std"))]
mod avx2 {
    //! The same loops, for machines with AVX2.

    use super::{NAT, Time};

    macro_rules! entries {
        ($($name:ident $type:ty)*) => {$(
            /// # Safety
            /// As for [`same`](super::same); the machine has AVX2.
            #[target_feature(enable = "avx2")]
            pub(super) unsafe fn $name(a: *const u8, b: *const u8, bytes: usize) -> bool {
                // SAFETY: the caller's promise.
                unsafe { super::same::<$type>(a, b, bytes) }
            }
        )*};
    }
    entries! { bits u8 f32 f32 f64 f64 times Time<NAT> swapped_times Time<{ NAT.swap_bytes() }> }
}

/// # Safety
/// So many bytes, whole items, may be read on either side.
#[inline(always)]
unsafe fn same<T: AnyBitPattern + PartialEq>(a: *const u8, b: *const u8, bytes: usize) -> bool {
    let size = size_of::<T>();
    let equal = |at: usize| {
        let (a, b) = (
            a.wrapping_add(at).cast::<T>(),
            b.wrapping_add(at).cast::<T>(),
        );
        // SAFETY: one of the items; any bits are one.
        let (a, b) = unsafe { (a.read_unaligned(), b.read_unaligned()) };
        a == b
    };
    // Bytes that are compared without a branch, so that it is vectorised.
    let turns = |from: usize, turn: usize| {
        let to = from + (bytes - from) / turn * turn;
        let same = (from..to).step_by(turn).all(|start| {
            let turn = (0..turn / size).map(|k| equal(start + k * size));
            turn.fold(true, |all, one| all & one)
        });
        (to, same)
    };
    let (long, same) = turns(0, 512);
    if !same {
        return false;
    }
    let (short, same) = turns(long, 64);
    same && (short..bytes).step_by(size).all(equal)
}
