//! How often is something done before its time is believed?

use std::time::Instant;

/// Calls a sample, and samples of the fast and of the slow contestants.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effort {
    pub(crate) loops: usize,
    pub(crate) fast: usize,
    pub(crate) slow: usize,
}

impl Effort {
    /// For copies of so many bytes: a sample of small ones lasts some 20 microseconds.
    pub(crate) fn of(bytes: usize, quick: bool) -> Self {
        if bytes > 4 << 20 {
            let (fast, slow) = if quick { (4, 2) } else { (8, 3) };
            return Effort {
                loops: 1,
                fast,
                slow,
            };
        }
        Effort {
            loops: ((256 << 10) / bytes).clamp(1, 1000),
            fast: 200,
            slow: 50,
        }
    }
}

/// The best time of one call in seconds.
pub(crate) fn best(loops: usize, samples: usize, mut call: impl FnMut()) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..samples {
        let start = Instant::now();
        for _ in 0..loops {
            call();
        }
        best = best.min(start.elapsed().as_secs_f64() / loops as f64);
    }
    best
}
