//! How much do the tests by exhaustion and by chance try, and from which seeds?
//!
//! `MEMORYVIEW_EFFORT` is `quick` where it is not set, `ci`, or `full`. What is tried by chance is tried from one seed that is always the same and from a fresh
//! one, which is printed and can be had again by `MEMORYVIEW_SEED`.

use std::time::{SystemTime, UNIX_EPOCH};

/// Three amounts of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Effort {
    Quick,
    Ci,
    Full,
}

pub(crate) fn effort() -> Effort {
    match std::env::var("MEMORYVIEW_EFFORT").as_deref() {
        Err(_) | Ok("" | "quick") => Effort::Quick,
        Ok("ci") => Effort::Ci,
        Ok("full") => Effort::Full,
        Ok(other) => panic!("MEMORYVIEW_EFFORT is quick, ci or full, not {other:?}"),
    }
}

/// The amount for the effort asked for.
pub(crate) fn amount(quick: usize, ci: usize, full: usize) -> usize {
    match effort() {
        Effort::Quick => quick,
        Effort::Ci => ci,
        Effort::Full => full,
    }
}

/// Half of `cases` from the fixed seed and half from a fresh one: `work` gets the numbers to draw from and how many cases it has to try.
pub(crate) fn by_chance(what: &str, cases: usize, mut work: impl FnMut(&mut Random, usize)) {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let fresh = match std::env::var("MEMORYVIEW_SEED") {
        Ok(seed) => seed.parse().expect("MEMORYVIEW_SEED is a number"),
        Err(_) => now.as_secs() << 20 ^ u64::from(now.subsec_nanos()),
    };
    println!("{what}: {cases} cases, seeds 1 and MEMORYVIEW_SEED={fresh}");
    for (seed, count) in [(1, cases - cases / 2), (fresh, cases / 2)] {
        work(&mut Random(seed), count);
    }
}

/// SplitMix64.
#[derive(Clone, Debug)]
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from `low` to below `high`.
    pub(crate) fn within(&mut self, low: isize, high: isize) -> isize {
        let width = u64::try_from(high - low).unwrap();
        low + isize::try_from(self.bits() % width).unwrap()
    }

    pub(crate) fn below(&mut self, high: usize) -> usize {
        usize::try_from(self.bits() % u64::try_from(high).unwrap()).unwrap()
    }

    /// Whether it is one case of so many.
    pub(crate) fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    pub(crate) fn pick<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())].clone()
    }
}
