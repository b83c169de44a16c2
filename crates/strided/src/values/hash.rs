//! What number stands for the bytes of a view, however they lie?
//!
//! XXH64 with seed 0 over the items in C order. It is fixed for all time and all machines, so hashes can be stored and compared with those
//! of other programs. Items are copied to a block on the stack first, so nothing is allocated, and memory may be foreign.

use crate::memory::MemMut;
use crate::parts::Parts;
use crate::read::Cursor;

const P1: u64 = 0x9E37_79B1_85EB_CA87;
const P2: u64 = 0xC2B2_AE3D_27D4_EB4F;
const P3: u64 = 0x1656_67B1_9E37_79F9;
const P4: u64 = 0x85EB_CA77_C2B2_AE63;
const P5: u64 = 0x27D4_EB2F_1656_67C5;

/// The bytes of a stripe.
const STRIPE: usize = 32;
/// The bytes taken out of memory at a time: whole stripes.
const BLOCK: usize = 32 * STRIPE;

/// The state of XXH64.
struct Xxh64 {
    lanes: [u64; 4],
    len: u64,
}

fn round(acc: u64, word: u64) -> u64 {
    let acc = acc.wrapping_add(word.wrapping_mul(P2));
    acc.rotate_left(31).wrapping_mul(P1)
}

impl Xxh64 {
    fn new() -> Self {
        Xxh64 {
            lanes: [P1.wrapping_add(P2), P2, 0, 0_u64.wrapping_sub(P1)],
            len: 0,
        }
    }

    /// Takes whole stripes.
    fn stripes(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        debug_assert!(rest.is_empty() && words.len().is_multiple_of(4));
        for stripe in words.as_chunks::<4>().0 {
            for (lane, word) in self.lanes.iter_mut().zip(stripe) {
                *lane = round(*lane, u64::from_le_bytes(*word));
            }
        }
        self.len += bytes.len() as u64;
    }

    /// Takes what is left, and ends.
    fn finish(mut self, bytes: &[u8]) -> u64 {
        let (whole, tail) = bytes.split_at(bytes.len() / STRIPE * STRIPE);
        self.stripes(whole);
        let mut hash = if self.len >= STRIPE as u64 {
            let [a, b, c, d] = self.lanes;
            let sum = a.rotate_left(1).wrapping_add(b.rotate_left(7));
            let sum = sum
                .wrapping_add(c.rotate_left(12))
                .wrapping_add(d.rotate_left(18));
            let join = |h: u64, lane| (h ^ round(0, lane)).wrapping_mul(P1).wrapping_add(P4);
            self.lanes.into_iter().fold(sum, join)
        } else {
            P5
        };
        hash = hash.wrapping_add(self.len + tail.len() as u64);
        let (words, rest) = tail.as_chunks::<8>();
        for word in words {
            hash ^= round(0, u64::from_le_bytes(*word));
            hash = hash.rotate_left(27).wrapping_mul(P1).wrapping_add(P4);
        }
        let (halves, rest) = rest.as_chunks::<4>();
        for half in halves {
            hash ^= u64::from(u32::from_le_bytes(*half)).wrapping_mul(P1);
            hash = hash.rotate_left(23).wrapping_mul(P2).wrapping_add(P3);
        }
        for &byte in rest {
            hash ^= u64::from(byte).wrapping_mul(P5);
            hash = hash.rotate_left(11).wrapping_mul(P1);
        }
        hash = (hash ^ (hash >> 33)).wrapping_mul(P2);
        hash = (hash ^ (hash >> 29)).wrapping_mul(P3);
        hash ^ (hash >> 32)
    }
}

/// Takes the bytes of all items in C order.
pub(super) fn hash_bytes(parts: &Parts<MemMut>) -> u64 {
    let mut state = Xxh64::new();
    let mut block = [0_u8; BLOCK];
    let mut used = 0;
    let itemsize = parts.layout().itemsize();
    // Without bytes there may be any number of items.
    let mut cursor = Cursor::new(parts.layout());
    while itemsize > 0
        && let Some(line) = cursor.take_line(usize::MAX)
    {
        // Items that lie one after the other are taken as one.
        let joined = line.stride == itemsize.cast_signed();
        let (pieces, size) = if joined {
            (1, line.len * itemsize)
        } else {
            (line.len, itemsize)
        };
        let mut offset = line.offset;
        for _ in 0..pieces {
            let mut done = 0;
            while done < size {
                let len = (size - done).min(BLOCK - used);
                let from = offset + done.cast_signed();
                parts.run(from, &mut block[used..used + len]);
                (done, used) = (done + len, used + len);
                if used == BLOCK {
                    state.stripes(&block);
                    used = 0;
                }
            }
            // Behind the last item it is not used.
            offset = offset.wrapping_add(line.stride);
        }
    }
    state.finish(&block[..used])
}
