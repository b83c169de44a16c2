//! Do copies on several threads, stores past the caches, and owners that are dropped elsewhere keep every byte?
//!
//! The thread sanitizer runs these too: a race is a race whether or not a byte is wrong.

use std::cell::UnsafeCell;
use std::sync::atomic::{AtomicUsize, Ordering};

#[cfg(feature = "rayon")]
use memoryview::Order;
use memoryview::{Buffer, View, ViewMut};

use crate::effort::amount;
#[cfg(feature = "rayon")]
use crate::effort::by_chance;

/// Items on a square's side: 9 MiB of `u32` together, which is stored past the caches.
const SIDE: usize = 1536;

/// One square that two threads use in turn.
struct Turns {
    square: UnsafeCell<Vec<u32>>,
    turn: AtomicUsize,
}

#[allow(unsafe_code, reason = "two threads take turns with one memory")]
// SAFETY: the square is touched by the thread whose turn it is only.
unsafe impl Sync for Turns {}

impl Turns {
    /// Waits for a turn without any instruction that would wait for stores as well.
    fn wait(&self, turn: usize) {
        while self.turn.load(Ordering::Acquire) != turn {
            std::thread::yield_now();
        }
    }

    #[allow(unsafe_code, reason = "two threads take turns with one memory")]
    #[allow(clippy::mut_from_ref, reason = "whose turn it is has it alone")]
    fn square(&self) -> &mut Vec<u32> {
        // SAFETY: the caller has waited for its turn and ends it afterwards.
        unsafe { &mut *self.square.get() }
    }
}

/// A store past the caches is seen by nobody until it is fenced on the thread that stored. The other thread looks right after.
#[test]
fn what_is_stored_past_the_caches_is_seen_by_another_thread() {
    let rounds = amount(2, 60, 1000);
    let turns = Turns {
        square: UnsafeCell::new(vec![0; SIDE * SIDE]),
        turn: AtomicUsize::new(0),
    };
    let source: Vec<u32> = (0..u32::try_from(SIDE * SIDE).unwrap()).collect();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let from = View::from_slice(&source).reshape([SIDE, SIDE]).unwrap();
            let back = from.flip(0).unwrap();
            for round in 0..rounds {
                turns.wait(2 * round);
                let square = ViewMut::from_slice(turns.square());
                let mut to = square.reshape([SIDE, SIDE]).unwrap();
                match round % 4 {
                    0 => to.assign(&from.transpose()).unwrap(),
                    1 => to.assign(&back).unwrap(),
                    2 => from.transpose().convert::<u32>().write_into(to).unwrap(),
                    _ => to.fill(7).unwrap(),
                }
                turns.turn.store(2 * round + 1, Ordering::Release);
            }
        });
        for round in 0..rounds {
            turns.wait(2 * round + 1);
            let found: &[u32] = turns.square();
            // From the end, which was written last.
            let at = |i: usize, j: usize| found[(SIDE - 1 - i) * SIDE + SIDE - 1 - j] as usize;
            let wrong = (0..SIDE * SIDE).find(|&k| {
                let (i, j) = (k / SIDE, k % SIDE);
                let (y, x) = (SIDE - 1 - i, SIDE - 1 - j);
                let wanted = match round % 4 {
                    0 | 2 => x * SIDE + y,
                    1 => (SIDE - 1 - y) * SIDE + x,
                    _ => 7,
                };
                at(i, j) != wanted
            });
            assert_eq!(wrong, None, "round {round}");
            turns.turn.store(2 * round + 2, Ordering::Release);
        }
    });
}

/// On rayon's pool the bytes are those of one thread.
#[cfg(feature = "rayon")]
#[test]
fn copies_on_several_threads_are_those_on_one() {
    by_chance("parallel copies", amount(2, 40, 600), |random, cases| {
        for _ in 0..cases {
            // 2 to 16 MiB.
            let shape = [
                1 + random.below(3),
                64 + random.below(64),
                31 + random.below(64),
                64,
            ];
            let itemsize = random.pick(&[1_usize, 2, 3, 4, 8]);
            let len: usize = shape.iter().product::<usize>() * itemsize;
            let bytes: Vec<u8> = (0..len).map(|k| (k * 31 + (k >> 8)) as u8).collect();
            let spec = memoryview::Spec::new(&format!("{itemsize}s"))
                .unwrap()
                .shape(shape);
            let mut axes = [0_isize, 1, 2, 3];
            (1..4).for_each(|k| axes.swap(k, random.below(k + 1)));
            let source = View::from_bytes(&bytes, &spec).unwrap();
            let turned = source
                .permute(axes)
                .unwrap()
                .flip(random.within(0, 4))
                .unwrap();
            let serial = turned.to_bytes(Order::C).unwrap();
            assert!(turned.par_to_bytes(Order::C).unwrap() == serial);
            let mut target = vec![0_u8; len];
            let spec = spec.clone().shape(turned.shape());
            let mut to = ViewMut::from_bytes(&mut target, &spec).unwrap();
            to.par_assign(&turned).unwrap();
            assert!(target == serial);
            // Over its own source: through a temporary, or not at all.
            let mut buffer = Buffer::from_bytes(bytes.clone(), &spec).unwrap();
            let same = buffer.foreign_mut().unwrap();
            same.assign(&same.flip(0).unwrap()).unwrap();
            let flipped = View::from_bytes(&bytes, &spec).unwrap().flip(0).unwrap();
            assert!(same.to_bytes(Order::C).unwrap() == flipped.to_bytes(Order::C).unwrap());
        }
    });
}

/// Clones and slices of one buffer, made, read and dropped on many threads; the last one gives the `Vec` back.
#[test]
fn one_buffer_on_many_threads() {
    let rounds = amount(100, 3000, 30_000);
    let buffer = Buffer::from_vec((0..4096_u16).collect())
        .reshape([64, 64])
        .unwrap();
    let sums = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for thread in 0..4_usize {
            let (mine, sums) = (buffer.clone(), &sums);
            scope.spawn(move || {
                for round in 0..rounds {
                    let row = mine.select(0, (thread * 7 + round) % 64).unwrap();
                    let copies = [row.clone(), row.transpose(), row.flip(0).unwrap()];
                    let sum: u64 = copies.iter().map(|c| c.sum_as::<u64>().unwrap()).sum();
                    sums.fetch_add(usize::try_from(sum).unwrap(), Ordering::Relaxed);
                }
            });
        }
    });
    let all: usize = (0..4)
        .flat_map(|t| (0..rounds).map(move |r| (t * 7 + r) % 64))
        .map(|row| 3 * (row * 64 * 64 + 2016))
        .sum();
    assert_eq!(sums.into_inner(), all);
    let flat = buffer.reshape([-1]).unwrap();
    drop(buffer);
    assert_eq!(flat.try_into_vec::<u16>().unwrap().len(), 4096);
}
