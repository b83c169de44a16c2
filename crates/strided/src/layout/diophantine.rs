//! Does `c1·z1 + c2·z2 + ... = target` have a solution with `0 <= zi <= ui`?
//!
//! Whether two strided views share a byte is this question (see `overlap`), which is NP-complete in general and easy for the views
//! that people make.
//!
//! First, remainders: modulo the greatest common divisor of the other coefficients, a term's value is known, so it is replaced by that value plus a multiple of
//! the divisor, which is a term of a larger coefficient and a smaller bound, or none at all. This alone decides between the fields of a record, or even and odd
//! columns.
//!
//! Then the terms are sorted by coefficient, the largest first, and tried in turn. For each one only those values are tried that
//!
//! - leave a rest between 0 and the sum of all that the later terms can give (the views of people leave one or two values here), and
//! - leave a rest that the greatest common divisor of the later coefficients divides (an arithmetic progression of values).
//!
//! A tail of terms is *dense* if it gives every multiple of its divisor between 0 and its sum: the last term alone is, and each term before it whose
//! coefficient is a multiple of the divisor and no larger than the sum plus the divisor. In front of a dense tail the two conditions are not only
//! necessary but enough, so nothing behind it is tried.
//!
//! All sums fit 128 bits: a coefficient is below 2^63, a bound below 2^64, there are at most 130 terms, and their products add up to less than 2^66,
//! since each view spans less than 2^63 bytes.

use alloc::vec::Vec;

use super::Overlap;

/// One term of the sum.
#[derive(Clone, Copy, Debug)]
pub(super) struct Term {
    /// Above 0.
    pub(super) coefficient: i128,
    /// The largest value, above 0; the smallest is 0.
    pub(super) bound: i128,
}

/// A term and what the terms from it on can give.
struct Level {
    term: Term,
    /// The largest sum.
    sum: i128,
    /// Divides every sum.
    divisor: i128,
    /// Whether every multiple of the divisor from 0 to the sum is given.
    dense: bool,
}

struct Search<'w> {
    levels: Vec<Level>,
    work: &'w mut u32,
}

/// Whether there is a solution; [`Overlap::TooHard`] if `work` rests did not suffice to tell. What is left of them stays in `work`.
pub(super) fn solve(terms: &[Term], target: i128, work: &mut u32) -> Overlap {
    let mut terms = merged(terms);
    let Some(target) = reduce(&mut terms, target) else {
        return Overlap::No;
    };
    let levels = levels(&terms);
    if levels.is_empty() {
        return if target == 0 {
            Overlap::Yes
        } else {
            Overlap::No
        };
    }
    Search { levels, work }.from(0, target)
}

/// The terms by coefficient, the smallest first, equal ones as one.
fn merged(terms: &[Term]) -> Vec<Term> {
    let mut terms = terms.to_vec();
    terms.sort_unstable_by_key(|term| term.coefficient);
    terms.dedup_by(|next, kept| {
        let equal = next.coefficient == kept.coefficient;
        if equal {
            kept.bound += next.bound;
        }
        equal
    });
    terms
}

/// Replaces terms whose value modulo something is known, until the coefficients other than a term's own tell nothing more about it. The new target;
/// `None` if a term has no value with the right remainder.
fn reduce(terms: &mut Vec<Term>, mut target: i128) -> Option<i128> {
    let mut k = 0;
    while k < terms.len() && terms.len() > 1 {
        let Term { coefficient, bound } = terms[k];
        let others = terms.iter().enumerate().filter(|&(i, _)| i != k);
        let divisor = others.fold(
            0,
            |d, (_, term)| if d == 1 { 1 } else { gcd(term.coefficient, d) },
        );
        if coefficient % divisor == 0 {
            k += 1;
            continue;
        }
        let common = gcd(coefficient, divisor);
        if target % common != 0 {
            return None;
        }
        let modulus = divisor / common;
        let inverse = inverse(coefficient / common % modulus, modulus);
        let least = (target / common).rem_euclid(modulus) * inverse % modulus;
        if least > bound {
            return None;
        }
        target -= coefficient * least;
        let rest = (bound - least) / modulus;
        if rest == 0 {
            terms.swap_remove(k);
        } else {
            // No more than coefficient·bound, since there is at least one step.
            (terms[k].coefficient, terms[k].bound) = (coefficient * modulus, rest);
        }
        *terms = merged(terms);
        k = 0;
    }
    Some(target)
}

/// What the terms give, the largest coefficient first. They are sorted, the smallest first, and no two are equal.
fn levels(terms: &[Term]) -> Vec<Level> {
    let mut levels: Vec<Level> = Vec::with_capacity(terms.len());
    for &term in terms {
        let all = term.coefficient * term.bound;
        let level = match levels.last() {
            None => Level {
                term,
                sum: all,
                divisor: term.coefficient,
                dense: true,
            },
            Some(below) => Level {
                term,
                sum: below.sum + all,
                divisor: gcd(term.coefficient, below.divisor),
                dense: below.dense
                    && term.coefficient % below.divisor == 0
                    && term.coefficient <= below.sum + below.divisor,
            },
        };
        levels.push(level);
    }
    levels.reverse();
    levels
}

impl Search<'_> {
    /// Whether the terms from level `k` on give the rest.
    fn from(&mut self, k: usize, rest: i128) -> Overlap {
        let level = &self.levels[k];
        if rest < 0 || rest > level.sum || rest % level.divisor != 0 {
            return Overlap::No;
        }
        let Some(next) = self.levels.get(k + 1) else {
            return Overlap::Yes;
        };
        if level.dense {
            return Overlap::Yes;
        }
        let Term { coefficient, bound } = level.term;
        let low = div_ceil(rest - next.sum, coefficient).max(0);
        let high = (rest / coefficient).min(bound);
        // coefficient·z = rest modulo the next divisor: both are multiples of this level's divisor.
        let step = next.divisor / level.divisor;
        let inverse = inverse(coefficient / level.divisor % step, step);
        let wanted = rest / level.divisor % step * inverse % step;
        let first = low + (wanted - low).rem_euclid(step);
        let enough = next.dense;
        let mut z = first;
        while z <= high {
            if enough {
                return Overlap::Yes;
            }
            let Some(left) = self.work.checked_sub(1) else {
                return Overlap::TooHard;
            };
            *self.work = left;
            match self.from(k + 1, rest - coefficient * z) {
                Overlap::No => z += step,
                found => return found,
            }
        }
        Overlap::No
    }
}

pub(crate) const fn gcd(mut a: i128, mut b: i128) -> i128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// The inverse of `a` modulo `m`, which have no common divisor; 0 for the modulus 1.
const fn inverse(a: i128, m: i128) -> i128 {
    let (mut old, mut new) = ((m, 0), (a, 1));
    while new.0 != 0 {
        let quotient = old.0 / new.0;
        (old, new) = (new, (old.0 - quotient * new.0, old.1 - quotient * new.1));
    }
    old.1.rem_euclid(m)
}

/// The quotient rounded up, for a divisor above 0.
const fn div_ceil(a: i128, b: i128) -> i128 {
    -(-a).div_euclid(b)
}

const _: () = {
    /// The largest coefficient.
    const MAX: i128 = 1 << 63;
    assert!(gcd(12, 18) == 6 && gcd(0, 5) == 5 && gcd(MAX, MAX - 1) == 1);
    assert!(inverse(3, 7) == 5 && inverse(5, 1) == 0);
    assert!(inverse(MAX - 1, MAX) * (MAX - 1) % MAX == 1);
    assert!(
        div_ceil(7, 2) == 4
            && div_ceil(-7, 2) == -3
            && div_ceil(-6, 3) == -2
            && div_ceil(0, 5) == 0
    );
};

#[cfg(test)]
mod tests;
