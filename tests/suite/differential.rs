//! Does a stream of cases that nobody wrote get the answers of CPython and NumPy?
//!
//! A generator makes formats, values, structures and chains of transforms; the library answers, and a Python answers over a pipe. Every disagreement is a fault, or stands with its
//! reason in `differential/known.rs`. Where `MEMORYVIEW_PYTHON` names no Python nothing is asked: the corpora that CPython and NumPy wrote stand in.

mod arrays;
mod formats;
mod known;
mod oracle;
mod show;
mod views;

use std::collections::BTreeMap;

use crate::effort::{Random, amount, by_chance};
use oracle::Oracle;

/// What is asked, and the answer of the library.
struct Case {
    question: String,
    ours: String,
}

fn case(question: String, ours: String) -> Case {
    Case { question, ours }
}

const BATCH: usize = 1000;

/// So many cases of a kind, compared.
fn compare(what: &str, share: usize, make: impl Fn(&mut Random, &Oracle) -> Case) {
    let Some(mut oracle) = Oracle::start() else {
        println!("{what}: MEMORYVIEW_PYTHON is not set");
        return;
    };
    let mut explained: BTreeMap<&str, usize> = BTreeMap::new();
    let mut unexplained = vec![];
    // In hundredths of all cases: 20,000, 200,000 or 3 million.
    let cases = amount(200, 2_000, 30_000) * share;
    let mut refused = 0;
    by_chance(what, cases, |random, count| {
        let mut left = count;
        while left > 0 {
            let batch: Vec<Case> = (0..left.min(BATCH))
                .map(|_| make(random, &oracle))
                .collect();
            left -= batch.len();
            let answers = oracle.ask(batch.iter().map(|case| &case.question[..]));
            for (case, theirs) in batch.iter().zip(answers) {
                refused += usize::from(theirs.starts_with('!'));
                if agree(&case.ours, &theirs) {
                    continue;
                }
                match known::reason(&case.question, &case.ours, &theirs, &oracle) {
                    Some(reason) => *explained.entry(reason).or_default() += 1,
                    None => unexplained.push(format!(
                        "{}\n  here  {}\n  there {theirs}",
                        case.question, case.ours
                    )),
                }
            }
        }
    });
    println!(
        "{what}: {cases} cases against Python {:?} and NumPy {}, {refused} refused there; explained: {explained:?}",
        oracle.python, oracle.numpy
    );
    let some: Vec<_> = unexplained.iter().take(20).collect();
    assert!(
        some.is_empty(),
        "{} unexplained, such as\n{}",
        unexplained.len(),
        unexplained[..some.len()].join("\n")
    );
    assert!(
        refused < cases * 9 / 10,
        "nearly all cases are refused: {refused} of {cases}"
    );
}

/// A refusal is a refusal; the words for it are compared elsewhere.
fn agree(ours: &str, theirs: &str) -> bool {
    match theirs.split_once('\t') {
        Some((theirs, text)) => ours == theirs && formats::exported(theirs, text),
        None => ours == theirs || ours == "!" && theirs.starts_with('!'),
    }
}

#[test]
fn struct_unpacks() {
    compare("struct.unpack", 20, |random, _| formats::unpack(random));
}

#[test]
fn struct_packs() {
    compare("struct.pack", 15, |random, _| formats::pack(random));
}

#[test]
fn dtypes() {
    compare("numpy.dtype", 10, |random, _| formats::dtype(random));
}

#[test]
fn pep3118() {
    compare("PEP 3118", 10, |random, _| formats::pep3118(random));
}

#[test]
fn memoryviews() {
    compare("memoryview", 10, |random, _| match random.below(4) {
        0 => views::equal(random),
        1 => views::hex(random),
        _ => views::memoryview(random),
    });
}

#[test]
fn structures() {
    compare("_testbuffer", 10, |random, oracle| {
        match oracle.testbuffer {
            true => views::structure(random),
            // Asked of NumPy instead.
            false => arrays::chain(random),
        }
    });
}

#[test]
fn chains() {
    compare("numpy views", 20, |random, _| arrays::chain(random));
}

#[test]
fn shared_memory() {
    compare("numpy.shares_memory", 5, |random, _| arrays::shares(random));
}
