//! Do the tests by exhaustion and by chance hold with as many cases as SECURITY.md says?
//!
//! `cargo test` does a little of each; here is the rest: what `MEMORYVIEW_EFFORT` calls `ci` within `cargo xtask ci`, and `full` otherwise. They run
//! in the build of `std-checks`. A stage whose tests say that they tried fewer cases than it claims has failed.

use super::{Context, builds, refused, tools};
use crate::run::Outcome;
use crate::tally::Tally;

const VARIABLE: &str = "MEMORYVIEW_EFFORT";

/// The amounts of work, by their names in the variable.
const EFFORTS: [&str; 3] = ["quick", "ci", "full"];

/// Tests that are chosen by the start of their names.
struct Tests {
    /// The program of tests.
    program: &'static str,
    /// What their names begin with; empty for all.
    names: &'static str,
    /// What stands behind the number in what they print.
    unit: &'static str,
    /// So many there must be, for each effort.
    least: [u64; 3],
    /// What did not happen, since otherwise a test fails.
    none: &'static str,
}

const CASES: &str = " cases, seed";

pub(super) fn exhaustive(context: &Context) -> (Tally, Outcome) {
    let tests = Tests {
        program: "suite",
        names: "exhaustive::",
        unit: CASES,
        least: [20_000, 700_000, 6_700_000],
        none: "wrong",
    };
    tests.run(context)
}

pub(super) fn overlap(context: &Context) -> (Tally, Outcome) {
    let tests = Tests {
        program: "suite",
        names: "overlap::",
        unit: CASES,
        least: [26_000, 110_000, 600_000],
        none: "wrong",
    };
    tests.run(context)
}

pub(super) fn extreme(context: &Context) -> (Tally, Outcome) {
    let tests = Tests {
        program: "suite",
        names: "extreme::",
        unit: CASES,
        least: [14_000, 300_000, 6_000_000],
        none: "wrong",
    };
    tests.run(context)
}

pub(super) fn differential(context: &Context) -> (Tally, Outcome) {
    let tests = Tests {
        program: "suite",
        names: "differential::",
        unit: CASES,
        least: [20_000, 200_000, 3_000_000],
        none: "unexplained",
    };
    tests.run(context)
}

pub(super) fn hostile(context: &Context) -> (Tally, Outcome) {
    let tests = Tests {
        program: "corpora",
        names: "",
        unit: CASES,
        least: [1_800, 600_000, 5_000_000],
        none: "panics",
    };
    tests.run(context)
}

pub(super) fn complexity(context: &Context) -> (Tally, Outcome) {
    if let Err(refusal) = tools::valgrind() {
        return refused(refusal);
    }
    let tests = Tests {
        program: "suite",
        names: "complexity::",
        unit: " pieces of work, their steps counted",
        least: [0, 6, 40],
        none: "above 2.5 times the steps for twice the input",
    };
    tests.run(context)
}

impl Tests {
    fn run(&self, context: &Context) -> (Tally, Outcome) {
        let asked = std::env::var(VARIABLE).ok();
        let usual = if context.ci { "ci" } else { "full" };
        let effort = asked.as_deref().unwrap_or(usual);
        let Some(k) = EFFORTS.iter().position(|known| *known == effort) else {
            let known = EFFORTS.join(", ");
            return refused(format!("{VARIABLE} is one of {known}, not {effort:?}"));
        };
        let call = format!("--test {} -- --show-output {}", self.program, self.names);
        let env = [(VARIABLE, effort)];
        let (mut tally, mut outcome) = builds::checked(context, &call, &env);
        let tried = self.tried(&outcome.output);
        if outcome.ok && tried < self.least[k] {
            let (wanted, output) = (self.least[k], &outcome.output);
            let refusal = format!("only {tried} of {wanted}{} were tried\n{output}", self.unit);
            tally += Tally::of(false);
            return (tally, Outcome::failed(refusal));
        }
        if outcome.ok {
            let unit = self.unit.trim_end_matches(", seed");
            outcome.note = format!("{}{unit}, 0 {}", grouped(tried), self.none);
        }
        (tally, outcome)
    }

    /// The sum of the numbers that stand before the unit, one a line.
    fn tried(&self, output: &str) -> u64 {
        let number = |line: &str| {
            let (before, _) = line.split_once(self.unit)?;
            before.rsplit(' ').next()?.parse::<u64>().ok()
        };
        output.lines().filter_map(number).sum()
    }
}

/// 1234567 as 1,234,567.
fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (k, digit) in digits.chars().enumerate() {
        if k > 0 && (digits.len() - k).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_are_summed() {
        let tests = Tests {
            program: "",
            names: "",
            unit: CASES,
            least: [0; 3],
            none: "",
        };
        let output = "\
running 2 tests
---- differential::dtypes stdout ----
numpy.dtype: 2000 cases, seeds 1 and MEMORYVIEW_SEED=5
numpy.dtype: 2000 cases against Python \"3.13\", 3 refused there
cast: 10000 cases, seed 1
";
        assert_eq!(tests.tried(output), 12_000);
    }

    #[test]
    fn digits_stand_in_threes() {
        assert_eq!(
            [0, 999, 1000, 200_000, 3_000_000].map(grouped),
            ["0", "999", "1,000", "200,000", "3,000,000"]
        );
    }
}
