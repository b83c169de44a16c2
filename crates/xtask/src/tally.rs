//! How many passed, and how many failed?

use std::fmt;
use std::ops::AddAssign;
use std::process::ExitCode;

/// Counts of what passed and what failed; printed as the last line of a command.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Tally {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
}

impl Tally {
    /// One check.
    pub(crate) fn of(ok: bool) -> Self {
        Self {
            passed: usize::from(ok),
            failed: usize::from(!ok),
        }
    }

    /// The sum over the `test result:` lines in what `cargo test` printed.
    ///
    /// A run that failed without a failed test (it did not build, or a test process died), or that claims success
    /// without any test, counts as one failure more.
    pub(crate) fn of_harness(ok: bool, output: &str) -> Self {
        let mut tally = Self::default();
        for line in output.lines() {
            if let Some(results) = line.strip_prefix("test result: ") {
                tally.passed += count_before(results, " passed");
                tally.failed += count_before(results, " failed");
            }
        }
        if tally.failed == 0 && (!ok || tally.passed == 0) {
            tally.failed = 1;
        }
        tally
    }

    /// How many tests the `test result:` lines name that were not run: ignored, as they would need more memory or time than most have.
    pub(crate) fn ignored(output: &str) -> usize {
        let results = |line| str::strip_prefix(line, "test result: ");
        let counts = output.lines().filter_map(results);
        counts.map(|counts| count_before(counts, " ignored")).sum()
    }

    /// The counts in the last line of what pytest printed, as in `3 failed, 12 passed, 1 skipped in 0.42s`.
    ///
    /// A run that failed without a failed test, or that claims success without any test, counts as one failure more.
    pub(crate) fn of_pytest(ok: bool, output: &str) -> Self {
        let last = output.trim_end().lines().next_back().unwrap_or_default();
        let counts = last
            .trim_matches([' ', '='])
            .split(" in ")
            .next()
            .unwrap_or_default();
        let counts = counts.replace(',', ";");
        let mut tally = Self {
            passed: count_before(&counts, " passed"),
            failed: count_before(&counts, " failed")
                + count_before(&counts, " error")
                + count_before(&counts, " errors"),
        };
        if tally.failed == 0 && (!ok || tally.passed == 0) {
            tally.failed = 1;
        }
        tally
    }

    /// The counts in a last line `N passed, N failed`. One that says nothing of the kind counts as a failure.
    pub(crate) fn of_summary(ok: bool, output: &str) -> Self {
        let last = output
            .trim_end()
            .lines()
            .next_back()
            .unwrap_or_default()
            .replace(',', ";");
        let mut tally = Self {
            passed: count_before(&last, " passed"),
            failed: count_before(&last, " failed"),
        };
        if tally.failed == 0 && (!ok || tally.passed == 0) {
            tally.failed = 1;
        }
        tally
    }

    pub(crate) fn exit_code(self) -> ExitCode {
        if self.failed == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, more: Self) {
        self.passed += more.passed;
        self.failed += more.failed;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// The number in front of `word`, as in `ok. 12 passed; 0 failed`; 0 where there is none.
fn count_before(line: &str, word: &str) -> usize {
    line.split(';')
        .find_map(|part| part.trim_end().strip_suffix(word))
        .and_then(|part| part.rsplit(' ').next())
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO_BINARIES: &str = "\
running 3 tests
test a ... ok
test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s

running 12 tests
a test that prints: test result: ok. 900 passed; 0 failed;
test result: FAILED. 10 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s
";

    #[test]
    fn results_are_summed() {
        let tally = Tally::of_harness(false, TWO_BINARIES);
        assert_eq!(tally.to_string(), "13 passed, 2 failed");
        assert_eq!(tally.exit_code(), ExitCode::FAILURE);
        assert_eq!(Tally::ignored(TWO_BINARIES), 1);
    }

    #[test]
    fn the_last_line_of_pytest_counts() {
        let output =
            "FAILED a.py::b - 7 passed\n== 2 failed, 12 passed, 1 skipped, 1 error in 0.42s ==\n";
        let tally = Tally::of_pytest(false, output);
        assert_eq!(tally.to_string(), "12 passed, 3 failed");
        let tally = Tally::of_pytest(true, "5 passed in 1.00s\n");
        assert_eq!(tally.to_string(), "5 passed, 0 failed");
        let tally = Tally::of_pytest(true, "no tests ran in 0.00s\n");
        assert_eq!(tally.to_string(), "0 passed, 1 failed");
    }

    #[test]
    fn a_summary_counts() {
        let tally = Tally::of_summary(true, "test a\n12 passed, 0 failed\n");
        assert_eq!(tally.to_string(), "12 passed, 0 failed");
        let tally = Tally::of_summary(false, "Traceback");
        assert_eq!(tally.to_string(), "0 passed, 1 failed");
    }

    #[test]
    fn a_failure_that_no_test_reports_counts() {
        let fine = "test result: ok. 3 passed; 0 failed; 0 ignored\n";
        assert_eq!(
            Tally::of_harness(true, fine).to_string(),
            "3 passed, 0 failed"
        );
        assert_eq!(
            Tally::of_harness(false, fine).to_string(),
            "3 passed, 1 failed"
        );
        assert_eq!(
            Tally::of_harness(false, "").to_string(),
            "0 passed, 1 failed"
        );
        assert_eq!(
            Tally::of_harness(true, "").to_string(),
            "0 passed, 1 failed"
        );
    }
}
