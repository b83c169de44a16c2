//! How do items pass through the loops of their steps, chunk by chunk?
#![allow(unsafe_code, reason = "the loops that move bytes")]

use core::mem::MaybeUninit;

use super::loops::{self, Grid, Loop};
use crate::copy::Axis;
use crate::copy::blocks::LINE;
use crate::copy::kernel::piece::with_piece;
use crate::copy::kernel::{How, each, scatter};
use crate::copy::program::Leaf;
use crate::copy::steps::{Step, Steps};

/// About as many bytes of the widest items pass at once.
const CHUNK: usize = 4096;

/// Items a side of the square parts of a grid across which the source runs: each line of either side is used up while it is in the cache.
const SQUARE: usize = 32;

/// Rows of so many bytes go to their place by themselves.
const OWN: usize = 256;

/// A block of items on the way. Blocks do not start at the same place of a page: loads would wait for stores that look as if they were to them.
#[repr(align(64))]
pub(super) struct Room([MaybeUninit<u8>; CHUNK + 5 * LINE]);

impl Room {
    pub(super) fn start(&mut self) -> *mut u8 {
        self.0.as_mut_ptr().cast()
    }
}

/// The memory that items pass through.
pub(super) struct Rooms {
    /// What was gathered, what is between two steps (by turns), and what is scattered or sent past the caches.
    pub(super) gathered: Room,
    between: [Room; 2],
    done: Room,
}

impl Rooms {
    pub(super) fn new() -> Self {
        const ROOM: Room = Room([MaybeUninit::uninit(); CHUNK + 5 * LINE]);
        Rooms {
            gathered: ROOM,
            between: [ROOM; 2],
            done: ROOM,
        }
    }
}

/// Items at equal steps on either side.
#[derive(Clone, Copy)]
pub(super) struct Line {
    pub(super) src: *const u8,
    pub(super) from: isize,
    pub(super) dst: *mut u8,
    pub(super) to: isize,
    pub(super) len: usize,
}

/// [`Steps`] with the loops of this machine.
pub(super) struct Chain<'a> {
    pub(super) steps: &'a Steps,
    loops: [Loop; Steps::MOST],
    /// Items at once.
    chunk: usize,
    pub(super) how: How,
}

impl<'a> Chain<'a> {
    pub(super) fn new(steps: &'a Steps, how: How) -> Self {
        let mut loops = [how.loop_of(Step::Copy); Steps::MOST];
        for (slot, stride) in loops.iter_mut().zip(steps.list()) {
            *slot = how.loop_of(stride.step);
        }
        assert!(
            steps.is_copy() || steps.widest <= CHUNK,
            "an item that no room holds"
        );
        Chain {
            steps,
            loops,
            chunk: (CHUNK / steps.widest.max(1)).max(1),
            how,
        }
    }

    /// All steps over items that lie one after the other, at most a chunk of them.
    ///
    /// # Safety
    /// `n` items may be read at `src` and written at `dst`; neither is one of the rooms between.
    #[inline]
    unsafe fn run(&self, between: &mut [Room; 2], src: *const u8, dst: *mut u8, n: usize) {
        let step = (self.steps.from.cast_signed(), self.steps.to.cast_signed());
        let grid = Grid {
            src,
            dst,
            rows: 1,
            row: (0, 0),
            len: n,
            step,
        };
        // SAFETY: the caller's promise.
        unsafe { self.block(between, &grid) }
    }

    /// All steps over items in rows: at most a chunk, if there is more than one step. Between two steps they lie one after the other.
    ///
    /// # Safety
    /// The items of the grid may be read, and written; none is both, and none is in the rooms between. An item of several units stands beside the next.
    unsafe fn block(&self, between: &mut [Room; 2], grid: &Grid) {
        let list = self.steps.list();
        let (n, mut size) = (grid.rows * grid.len, self.steps.from);
        let (mut src, mut row, mut step) = (grid.src, grid.row.0, grid.step.0);
        for (k, (stride, work)) in list.iter().zip(&self.loops).enumerate() {
            let units = usize::from(stride.units);
            let unit = stride.step.out();
            let item = (units * unit).cast_signed();
            let to = match k + 1 == list.len() {
                true => (grid.dst, grid.row.1, grid.step.1),
                false => {
                    let room = between[k % 2].start();
                    (room, item * grid.len.cast_signed(), item)
                }
            };
            let items = match units {
                1 => Grid {
                    src,
                    dst: to.0,
                    rows: grid.rows,
                    row: (row, to.1),
                    len: grid.len,
                    step: (step, to.2),
                }
                .joined(),
                _ => Grid {
                    src,
                    dst: to.0,
                    rows: 1,
                    row: (0, 0),
                    len: n * units,
                    step: ((size / units).cast_signed(), unit.cast_signed()),
                },
            };
            // SAFETY: `src` is the caller's source or what the step before wrote; `dst` is the caller's destination or a room for a chunk of the
            // widest items, and not the one that is read. The loop was chosen for this machine.
            unsafe { work(&items, self.steps.scaling) };
            (src, row, step) = (to.0, to.1, to.2);
            size = units * unit;
        }
    }

    /// Whether items may stand at any steps: the first and the last loop take each as one unit.
    pub(super) fn spreads(&self) -> bool {
        let ends = [self.steps.list().first(), self.steps.list().last()];
        !self.steps.is_copy() && ends.iter().flatten().all(|stride| stride.units == 1)
    }

    /// Any number of items in rows, where [`spreads`](Self::spreads) says so. `across` tells that the source is nearer from row to row than along them.
    ///
    /// # Safety
    /// The items may be read, and written; none is both.
    pub(super) unsafe fn grid(&self, rooms: &mut Rooms, grid: &Grid, across: bool) {
        let single = self.steps.list().len() == 1;
        // So many items, and no more than a chunk where they pass through rooms.
        let (most_rows, most) = match (across, single) {
            (false, true) => (usize::MAX, usize::MAX),
            (false, false) => (usize::MAX, self.chunk),
            (true, _) => (SQUARE, SQUARE.min(self.chunk)),
        };
        let len = grid.len.min(most).max(1);
        let rows = match single {
            true => most_rows,
            false => most_rows.min((self.chunk / len).max(1)),
        };
        let rows = grid.rows.min(rows).max(1);
        for i in (0..grid.rows).step_by(rows) {
            for j in (0..grid.len).step_by(len) {
                let (src, dst) = grid.at(i);
                let along = j.cast_signed();
                let part = Grid {
                    src: src.wrapping_offset(grid.step.0.wrapping_mul(along)),
                    dst: dst.wrapping_offset(grid.step.1.wrapping_mul(along)),
                    rows: rows.min(grid.rows - i),
                    len: len.min(grid.len - j),
                    ..*grid
                };
                // SAFETY: a part of the grid.
                unsafe { self.block(&mut rooms.between, &part) };
            }
        }
    }

    /// One line, chunk by chunk; `stream` tells that it goes past the caches.
    ///
    /// # Safety
    /// Every item of the line may be read, and written; none is both, or each is its own source.
    pub(super) unsafe fn line(&self, rooms: &mut Rooms, mut line: Line, stream: bool) {
        let (from, to) = (self.steps.from, self.steps.to);
        if self.steps.is_copy() {
            let axis = Axis {
                len: line.len,
                src: line.from,
                dst: line.to,
            };
            let (src, dst) = (line.src, line.dst);
            // SAFETY: the caller's promise; the items' bytes stay as they are.
            return unsafe {
                with_piece!(from, |piece| scatter::line(
                    &axis, line.len, src, dst, piece
                ))
            };
        }
        let near = line.from == from.cast_signed();
        let whole = line.to == to.cast_signed();
        let lines =
            whole && stream && LINE.is_multiple_of(to) && line.dst.addr().is_multiple_of(to);
        while line.len > 0 {
            let mut n = self.chunk.min(line.len);
            // Up to the start of a line, then whole lines.
            let ahead = line.dst.addr().wrapping_neg() % LINE / to;
            let streamed = lines && ahead == 0 && n * to >= LINE;
            if lines {
                n = match streamed {
                    true => n * to / LINE * LINE / to,
                    false if ahead > 0 => ahead.min(n),
                    false => n,
                };
            }
            let src = match near {
                true => line.src,
                false => rooms.gathered.start().cast_const(),
            };
            if !near {
                // SAFETY: the next items of the line; the room has place for a chunk.
                unsafe {
                    units(
                        from,
                        line.src,
                        line.from,
                        rooms.gathered.start(),
                        from.cast_signed(),
                        n,
                    )
                };
            }
            // A loop over vectors would stumble over its own results.
            let in_place = src == line.dst.cast_const();
            let dst = match whole && !streamed && !in_place {
                true => line.dst,
                false => rooms.done.start(),
            };
            // SAFETY: the next items of the line, in either room or where they are.
            unsafe { self.run(&mut rooms.between, src, dst, n) };
            if streamed {
                // SAFETY: whole lines, which start at one: the next items of the line.
                unsafe { (self.how.moves().lines)(dst, line.dst, n * to / LINE) };
            } else if whole && in_place {
                // SAFETY: the next items of the line.
                unsafe { dst.copy_to_nonoverlapping(line.dst, n * to) };
            } else if !whole {
                // SAFETY: the next items of the line.
                unsafe { units(to, dst, to.cast_signed(), line.dst, line.to, n) };
            }
            line.len -= n;
            let step = n.cast_signed();
            line.src = line.src.wrapping_offset(line.from.wrapping_mul(step));
            line.dst = line.dst.wrapping_offset(line.to.wrapping_mul(step));
        }
    }
}

/// Units from one step to another.
///
/// # Safety
/// `n` units may be read and written at these steps; none is both.
unsafe fn units(unit: usize, src: *const u8, from: isize, dst: *mut u8, to: isize, n: usize) {
    let axis = Axis {
        len: n,
        src: from,
        dst: to,
    };
    // SAFETY: the caller's promise, passed on with the unit's size.
    unsafe { with_piece!(unit, |piece| scatter::line(&axis, n, src, dst, piece)) }
}

impl How {
    fn loop_of(self, step: Step) -> Loop {
        #[cfg(all(target_arch = "x86_64", feature = "std"))]
        if !self.portable
            && std::arch::is_x86_feature_detected!("avx2")
            && std::arch::is_x86_feature_detected!("f16c")
        {
            return super::avx2::of(step);
        }
        loops::of::<loops::Portable>(step)
    }
}

impl Chain<'_> {
    /// Whether so many items pass at once.
    pub(super) fn holds(&self, items: usize) -> bool {
        items <= self.chunk && !self.steps.is_copy()
    }

    /// Items that were gathered, which [`hold`](Self::holds), to one block.
    ///
    /// # Safety
    /// The first `n` items of the room for what is gathered were written; as many may be written at `dst`.
    pub(super) unsafe fn little(&self, rooms: &mut Rooms, n: usize, dst: *mut u8) {
        let src = rooms.gathered.start();
        // SAFETY: the caller's promise.
        unsafe { self.run(&mut rooms.between, src, dst, n) }
    }

    /// Rows of a tile to their places: several at once, as many as a chunk holds. `lines` tells that each is whole lines, and goes to a line.
    ///
    /// # Safety
    /// `n` items a row, one row after the other, may be read at `src` and written at `dst` plus each of the places; none is both, or each is its
    /// own source.
    #[inline]
    pub(super) unsafe fn rows(
        &self,
        rooms: &mut Rooms,
        src: *const u8,
        n: usize,
        dst: *mut u8,
        places: &[isize],
        lines: bool,
    ) {
        let (from, to) = (self.steps.from, self.steps.to);
        let (many, bytes) = (self.chunk / n.max(1), n * to);
        let lines = lines && self.how.stream;
        let stream = self.how.moves().lines;
        if many == 0 || !self.how.stream && bytes >= OWN {
            for (j, &place) in places.iter().enumerate() {
                let line = Line {
                    src: src.wrapping_add(j * n * from),
                    from: from.cast_signed(),
                    dst: dst.wrapping_offset(place),
                    to: to.cast_signed(),
                    len: n,
                };
                // SAFETY: row j.
                unsafe { self.line(rooms, line, lines) };
            }
            return;
        }
        for (k, places) in places.chunks(many).enumerate() {
            let src = src.wrapping_add(k * many * n * from);
            let done = rooms.done.start();
            // SAFETY: rows that lie one after the other, at most a chunk of items.
            unsafe { self.run(&mut rooms.between, src, done, places.len() * n) };
            for (j, &place) in places.iter().enumerate() {
                let (row, dst) = (done.wrapping_add(j * bytes), dst.wrapping_offset(place));
                // SAFETY: one of the rows, and its place: whole lines, if so said.
                unsafe {
                    if lines {
                        stream(row, dst, bytes / LINE);
                    } else {
                        row.copy_to_nonoverlapping(dst, bytes);
                    }
                }
            }
        }
    }

    /// One field of some records.
    ///
    /// # Safety
    /// Every record of the axis may be read at `src` and written at `dst`; none is both, or each is its own source; the leaf lies within an item.
    pub(super) unsafe fn field(
        &self,
        leaf: &Leaf,
        rooms: &mut Rooms,
        records: Axis,
        src: *const u8,
        dst: *mut u8,
    ) {
        if leaf.axes.iter().any(|axis| axis.len == 0) {
            return;
        }
        let (src, dst) = (src.wrapping_offset(leaf.src), dst.wrapping_offset(leaf.dst));
        each(&leaf.axes, src, dst, |src, dst| {
            let line = Line {
                src,
                from: records.src,
                dst,
                to: records.dst,
                len: records.len,
            };
            // SAFETY: the same item of an array within each record.
            unsafe { self.line(rooms, line, false) };
        });
    }

    /// After the last item.
    pub(super) fn finish(&self) {
        if self.how.stream {
            (self.how.moves().fence)();
        }
    }
}
