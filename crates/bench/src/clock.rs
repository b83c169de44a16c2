//! How often is something done before its time is believed?

use std::hint::black_box;
use std::sync::OnceLock;
use std::time::Instant;

/// Calls a sample, and samples of the fast and of the slow contestants.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effort {
    pub(crate) loops: usize,
    pub(crate) fast: usize,
    pub(crate) slow: usize,
    /// Whether the caches hold something else before each sample.
    cold: bool,
}

impl Effort {
    /// For copies of so many bytes: a sample of small ones lasts some 20 microseconds.
    pub(crate) fn of(bytes: usize, quick: bool) -> Self {
        let (loops, fast, slow) = match bytes {
            5_000_000.. if quick => (1, 3, 2),
            5_000_000.. => (1, 8, 3),
            _ => (((256 << 10) / bytes).clamp(1, 1000), 200, 50),
        };
        Effort {
            loops,
            fast,
            slow,
            cold: false,
        }
    }

    /// The same, from memory that no cache holds: otherwise what is small seems to be faster a byte.
    pub(crate) fn cold(self) -> Self {
        Effort { cold: true, ..self }
    }

    /// The best time of one call of a fast contestant in seconds.
    pub(crate) fn best(&self, call: impl FnMut()) -> f64 {
        self.best_of(self.fast, call)
    }

    /// The best time of one call of a slow contestant in seconds.
    pub(crate) fn best_of_few(&self, call: impl FnMut()) -> f64 {
        self.best_of(self.slow, call)
    }

    fn best_of(&self, samples: usize, mut call: impl FnMut()) -> f64 {
        let mut best = f64::INFINITY;
        for _ in 0..samples {
            if self.cold {
                read_something_else();
            }
            let start = Instant::now();
            for _ in 0..self.loops {
                call();
            }
            best = best.min(start.elapsed().as_secs_f64() / self.loops as f64);
        }
        best
    }
}

/// More than any cache holds.
fn read_something_else() {
    static OTHER: OnceLock<Vec<u64>> = OnceLock::new();
    let other = OTHER.get_or_init(|| vec![1; 32 << 20]);
    black_box(other.iter().sum::<u64>());
}
