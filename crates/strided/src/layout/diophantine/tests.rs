use std::vec::Vec;

use proptest::prelude::*;

use super::{Overlap, Term, gcd, inverse, solve};

/// All values that the terms can give.
fn sums(terms: &[Term]) -> Vec<i128> {
    let mut sums = Vec::from([0]);
    for t in terms {
        let more = sums
            .iter()
            .flat_map(|s| (0..=t.bound).map(move |z| s + t.coefficient * z));
        sums = more.collect();
        sums.sort_unstable();
        sums.dedup();
    }
    sums
}

fn terms() -> impl Strategy<Value = Vec<Term>> {
    let term = (1_i128..40, 1_i128..5).prop_map(|(coefficient, bound)| Term { coefficient, bound });
    prop::collection::vec(term, 0..5)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 500 } else { 20_000 }))]

    #[test]
    fn solves_what_trying_everything_solves(terms in terms()) {
        let sums = sums(&terms);
        let last = sums[sums.len() - 1];
        for target in -2..=last + 2 {
            let wanted = if sums.contains(&target) { Overlap::Yes } else { Overlap::No };
            prop_assert_eq!(solve(&terms, target, &mut 1_000_000), wanted, "{}", target);
        }
    }

    /// With less work the answer is the same, or none.
    #[test]
    fn a_small_budget_never_lies(terms in terms(), target in 0_i128..200, work in 0_u32..20) {
        let exact = solve(&terms, target, &mut 1_000_000);
        let quick = solve(&terms, target, &mut { work });
        prop_assert!(quick == exact || quick == Overlap::TooHard);
    }

    #[test]
    fn inverses(a in 1_i128..1000, m in 1_i128..1000) {
        let (a, m) = (a / gcd(a, m), m / gcd(a, m));
        prop_assert_eq!(a * inverse(a % m, m) % m, 1 % m);
    }
}

/// A knapsack: coefficients without structure, so that neither condition helps.
#[test]
fn a_hard_question_ends() {
    let term = |coefficient| Term {
        coefficient,
        bound: 1,
    };
    let terms: Vec<Term> = (0..60)
        .map(|i| term((1 << 40) + 2 * i * i * i * i * i + 6))
        .collect();
    let sum: i128 = terms.iter().map(|t| t.coefficient).sum();
    let all = solve(&terms, sum / 4 * 2 + 1, &mut 10_000);
    assert_eq!(all, Overlap::No, "an odd sum of even numbers");
    assert_eq!(
        solve(&terms, sum / 4 * 2 + 500, &mut 10_000),
        Overlap::TooHard
    );
}
