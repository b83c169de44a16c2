//! How does one unit move, when its size is known at compile time, nearly, or not at all?
#![allow(unsafe_code, reason = "the loops that move bytes")]
#![allow(
    clippy::multiple_unsafe_ops_per_block,
    reason = "in kernels one proof covers a tile"
)]

/// Moves one unit of bytes.
pub(super) trait Piece: Copy {
    /// # Safety
    /// As many bytes as a unit has may be read at `src` and written at `dst`; they do not overlap.
    unsafe fn copy(self, src: *const u8, dst: *mut u8);

    fn size(self) -> usize;
}

/// `N` bytes.
#[derive(Clone, Copy)]
pub(super) struct Word<const N: usize>;

/// `N` to `2 * N` bytes: two moves of `N` that may cover the same bytes in the middle.
#[derive(Clone, Copy)]
pub(super) struct Pair<const N: usize>(pub(super) usize);

/// Any number of bytes.
#[derive(Clone, Copy)]
pub(super) struct Run(pub(super) usize);

impl<const N: usize> Piece for Word<N> {
    #[inline(always)]
    unsafe fn copy(self, src: *const u8, dst: *mut u8) {
        // SAFETY: the caller's promise.
        unsafe {
            dst.cast::<[u8; N]>()
                .write_unaligned(src.cast::<[u8; N]>().read_unaligned())
        }
    }

    #[inline(always)]
    fn size(self) -> usize {
        N
    }
}

impl<const N: usize> Piece for Pair<N> {
    #[inline(always)]
    unsafe fn copy(self, src: *const u8, dst: *mut u8) {
        let back = self.0 - N;
        debug_assert!(back <= N);
        // SAFETY: both pieces lie in the unit, which the caller promises.
        unsafe {
            let head = src.cast::<[u8; N]>().read_unaligned();
            let tail = src.wrapping_add(back).cast::<[u8; N]>().read_unaligned();
            dst.cast::<[u8; N]>().write_unaligned(head);
            dst.wrapping_add(back)
                .cast::<[u8; N]>()
                .write_unaligned(tail);
        }
    }

    #[inline(always)]
    fn size(self) -> usize {
        self.0
    }
}

impl Piece for Run {
    #[inline(always)]
    unsafe fn copy(self, src: *const u8, dst: *mut u8) {
        // SAFETY: the caller's promise.
        unsafe { src.copy_to_nonoverlapping(dst, self.0) }
    }

    #[inline(always)]
    fn size(self) -> usize {
        self.0
    }
}

/// A value that depends on the piece for units of `$unit` bytes.
macro_rules! with_piece {
    ($unit:expr, |$piece:ident| $body:expr) => {
        with_piece!(@ $unit, $piece, $body, 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16)
    };
    (@ $unit:expr, $piece:ident, $body:expr, $($n:literal)*) => {
        match $unit {
            $($n => {
                let $piece = $crate::copy::kernel::piece::Word::<$n>;
                $body
            })*
            n @ 17..=32 => {
                let $piece = $crate::copy::kernel::piece::Pair::<16>(n);
                $body
            }
            n @ 33..=64 => {
                let $piece = $crate::copy::kernel::piece::Pair::<32>(n);
                $body
            }
            n @ 65..=128 => {
                let $piece = $crate::copy::kernel::piece::Pair::<64>(n);
                $body
            }
            n => {
                let $piece = $crate::copy::kernel::piece::Run(n);
                $body
            }
        }
    };
}
pub(super) use with_piece;
