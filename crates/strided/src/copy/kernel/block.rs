//! What does every kernel take: a block of units, where they are and where they go?

/// Units at `src + rows[i] + from[j]`, which go to `dst + to[j] + i * unit`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block<'a> {
    pub(super) unit: usize,
    pub(super) src: *const u8,
    /// How many units a row has.
    pub(super) units: usize,
    /// Where they are; empty where all are at one step after another.
    pub(super) rows: &'a [isize],
    pub(super) step: Option<isize>,
    /// The step between neighbours of `rows`, where it is one for all.
    #[cfg_attr(
        not(all(target_arch = "x86_64", feature = "std")),
        expect(dead_code, reason = "the portable kernels have no use for it")
    )]
    pub(super) even: Option<isize>,
    /// Of a row woven of planes: how many, and how far apart they are. Unit `i * planes + k` lies at `src + i * unit + k * apart`.
    #[cfg_attr(
        not(all(target_arch = "x86_64", feature = "std")),
        expect(dead_code, reason = "the portable kernels have no use for it")
    )]
    pub(super) planes: Option<(usize, isize)>,
    /// As many as `to`; of a transposition `from[j]` is `j * unit`.
    pub(super) from: &'a [isize],
    pub(super) dst: *mut u8,
    pub(super) to: &'a [isize],
    /// Whether rows compete for the same few places of the first-level cache.
    #[cfg_attr(
        not(all(target_arch = "x86_64", feature = "std")),
        expect(dead_code, reason = "the portable kernels fetch nothing")
    )]
    pub(super) far: bool,
    /// Where the source of the next block begins: its rows are fetched meanwhile.
    pub(super) next: Option<(*const u8, &'a [isize])>,
}

#[cfg(all(target_arch = "x86_64", feature = "std"))]
impl Block<'_> {
    /// Of units at one step: where they are, and where they go.
    pub(super) fn only_column(&self) -> (*const u8, *mut u8) {
        debug_assert!(self.from.len() == 1 && self.to.len() == 1);
        let src = self.src.wrapping_offset(self.from[0]);
        (src, self.dst.wrapping_offset(self.to[0]))
    }
}

/// Moves a block.
///
/// # Safety
/// All units of the block may be read, and written; none is both. What else the function asks for, it says itself.
pub(super) type Move = unsafe fn(&Block<'_>);

/// The kernels of one kind of machine.
pub(super) struct Moves {
    /// For units of 1, 2, 4, 8 and 16 bytes that lie one after the other in the source: `from[j] == j * unit`.
    pub(super) transpose: [Move; 5],
    /// The same past the caches: every row is whole lines, and starts at a line.
    pub(super) transpose_lines: [Move; 5],
    /// Units of any size, from anywhere.
    pub(super) gather: Move,
    /// The same past the caches: units are whole lines, and go to the start of lines; or they are at one step, of 1, 2, 4, 8 or 16 bytes, and
    /// all of them are whole lines.
    pub(super) gather_lines: Move,
    /// Moves whole lines past the caches: from, to (at the start of a line), how many.
    pub(super) lines: unsafe fn(*const u8, *mut u8, usize),
    /// Has the lines of so many bytes fetched into the second-level cache. Any address will do.
    pub(super) fetch: fn(*const u8, usize),
    /// Whether `lines` goes past the caches: otherwise nothing is gained by it.
    pub(super) streams: bool,
    /// After the last line.
    pub(super) fence: fn(),
}
