//! Do two views hold the same numbers, where both hold them in one way?
//!
//! Runs that lie alike on both sides are compared where they lie. Where the two disagree about the fastest axis, or have gaps, they are taken tile by tile: the
//! kernels bring both sides of a tile to one order, in the nearest caches, and there it is one run. So each line of either side is read
//! about once, whatever the orders.
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

use super::{How, cached, each_while};
use crate::copy::blocks::{Blocks, NEAR, Stores};
use crate::copy::plan::{Axis, CopyPlan};
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
}

/// The bytes of one side of a tile: both fit the first-level cache.
const TILE: usize = 16 * 1024;

/// Units a tile has along the second view's fastest axis, if there is another one.
const SIDE: usize = 64;

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
        rows: (TILE / run / columns.min(last.len)).clamp(1, across.len),
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
        for i in (0..across.len).step_by(self.rows) {
            for j in (0..along.len).step_by(self.columns) {
                let (a, b) = across.at(i, a, b);
                let (a, b) = along.at(j, a, b);
                let rows = self.rows.min(across.len - i);
                let columns = self.columns.min(along.len - j);
                let (to_a, to_b) = (stage.a.as_mut_ptr().cast(), stage.b.as_mut_ptr().cast());
                let bytes = rows * columns * self.unit;
                debug_assert!(bytes <= TILE);
                // SAFETY: the tile's units; either stage has room for them, and both are written before they are compared.
                let same = unsafe {
                    self.pack([(rows, across.src), (columns, along.src)], a, to_a);
                    self.pack([(rows, across.dst), (columns, along.dst)], b, to_b);
                    (self.same)(to_a, to_b, bytes)
                };
                if !same {
                    return false;
                }
            }
        }
        true
    }

    /// Copies rows and columns of units, told by their number and step, one after the other.
    ///
    /// # Safety
    /// Every index leads to a unit that may be read; `to` has room for all of them, and none of them.
    unsafe fn pack(&self, [rows, columns]: [(usize, isize); 2], from: *const u8, to: *mut u8) {
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
        let blocks = Blocks::choose(axes, unit, Stores::Cached);
        // SAFETY: every index of the axes leads to a unit, or a run of them, on both sides.
        unsafe { cached(&blocks, self.how.moves(), from, to) }
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
        };
    }
    let _ = how;
    match sameness {
        Sameness::Bits => same::<u8>,
        Sameness::F32 => same::<f32>,
        Sameness::F64 => same::<f64>,
    }
}

#[cfg(all(target_arch = "x86_64", feature = "std"))]
mod avx2 {
    //! The same loops, for machines with AVX2.

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
    entries! { bits u8 f32 f32 f64 f64 }
}

/// # Safety
/// So many bytes, whole items, may be read on either side.
#[inline(always)]
unsafe fn same<T: AnyBitPattern + PartialEq>(a: *const u8, b: *const u8, bytes: usize) -> bool {
    /// Bytes that are compared without a branch, so that it is vectorised.
    const TURN: usize = 512;
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
    let whole = bytes / TURN * TURN;
    for start in (0..whole).step_by(TURN) {
        let turn = (0..TURN / size).map(|k| equal(start + k * size));
        if !turn.fold(true, |all, one| all & one) {
            return false;
        }
    }
    (whole..bytes).step_by(size).all(equal)
}
