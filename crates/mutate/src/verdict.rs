//! Which mistake does which test notice?

use crate::list::Mutant;
use crate::program::{End, Program};
use crate::reach::Test;
use crate::report::{Report, Verdict};
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Makes one mistake after the other, until the deadline.
///
/// The order is by chance, the same in each run, so that what is left is no part of the code.
pub(crate) fn try_all(
    mutants: &[Mutant],
    programs: &[Program],
    tests: &[Test],
    deadline: Option<Instant>,
    report: &Report,
) -> Result<(), String> {
    let mut order: Vec<&Mutant> = mutants.iter().collect();
    // Fibonacci hashing: neighbours part.
    order.sort_by_key(|mutant| mutant.id.wrapping_mul(0x9E37_79B9));
    let waiting = Mutex::new(order.into_iter());
    crate::on_all_processors(|_| {
        while let Some(mutant) = crate::next(&waiting) {
            let late = deadline.is_some_and(|deadline| Instant::now() >= deadline);
            let verdict = if late {
                Verdict::Left
            } else {
                one(mutant, programs, tests)?
            };
            report.add(verdict, &BTreeSet::from([mutant.id]))?;
        }
        Ok(())
    })?;
    Ok(())
}

fn one(mutant: &Mutant, programs: &[Program], tests: &[Test]) -> Result<Verdict, String> {
    let id = mutant.id.to_string();
    for group in groups(
        tests
            .iter()
            .filter(|test| test.reaches.contains(&mutant.id)),
    ) {
        let time: Duration = group.iter().map(|test| test.time).sum();
        // A mistake may slow a test down without an end in sight, or only a little.
        let seconds = 5 + 10 * time.as_secs();
        for (k, program) in programs.iter().enumerate() {
            let of_it = group.iter().filter(|test| test.program == k);
            let names: Vec<&str> = of_it.map(|test| &*test.name).collect();
            if names.is_empty() {
                continue;
            }
            match program.run(&names, ("MUTANT", &id), seconds)? {
                End::Passed => {}
                End::Failed => return Ok(Verdict::Caught),
                End::Endless => return Ok(Verdict::Endless),
            }
        }
    }
    Ok(Verdict::Missed)
}

/// Cuts tests, the quickest first, into groups that run in one process: a tenth of a second, then each four times as long.
fn groups<'a>(tests: impl Iterator<Item = &'a Test>) -> Vec<Vec<&'a Test>> {
    let mut groups: Vec<Vec<&Test>> = Vec::new();
    let mut most = Duration::from_millis(25);
    let mut left = Duration::ZERO;
    for test in tests {
        match groups.last_mut() {
            Some(last) if test.time <= left => {
                last.push(test);
            }
            _ => {
                most *= 4;
                left = most.max(test.time);
                groups.push(vec![test]);
            }
        }
        left = left.saturating_sub(test.time);
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test(milliseconds: u64) -> Test {
        Test {
            program: 0,
            name: String::new(),
            time: Duration::from_millis(milliseconds),
            reaches: BTreeSet::new(),
        }
    }

    #[test]
    fn quick_tests_go_first_and_slow_ones_alone() {
        let tests = [10, 40, 50, 60, 90, 900, 950].map(test);
        let lengths: Vec<usize> = groups(tests.iter()).iter().map(Vec::len).collect();
        assert_eq!(lengths, [3, 2, 1, 1]);
        assert!(groups([].iter()).is_empty());
    }
}
