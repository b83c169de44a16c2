//! Which mistakes in a package would no test notice?
//!
//! cargo-mutants knows the mistakes, but builds the package once for each. Here all of them are built at once, and a
//! variable of the environment chooses the one that is made:
//!
//! 1. [`list`]: what cargo-mutants would do;
//! 2. [`sites`], [`rewrite`]: a copy of the sources in which every mistake is a branch;
//! 3. [`compile`]: what the compiler refuses goes, and the tests are built;
//! 4. [`reach`]: each test runs once without a mistake, and says which it reaches;
//! 5. [`verdict`]: for each mistake only those tests run, the quick ones first, until one fails.
//!
//! [`program`] limits processor time and memory of a test. Nothing here names a package: `cargo xtask safety mutants`
//! does, and judges.

mod arguments;
mod compile;
mod list;
mod program;
mod reach;
mod report;
mod rewrite;
mod sites;
mod verdict;

use arguments::Asked;
use compile::Tree;
use report::Report;
use std::num::NonZero;
use std::process::ExitCode;
use std::sync::Mutex;
use std::thread;
use std::time::Instant;

fn main() -> ExitCode {
    match tried() {
        Ok(()) => ExitCode::SUCCESS,
        Err(refusal) => {
            eprintln!("{refusal}");
            ExitCode::FAILURE
        }
    }
}

fn tried() -> Result<(), String> {
    let asked = Asked::read(std::env::args().skip(1))?;
    let mut mutants = list::list(&asked.root, &asked.package, &asked.list)?;
    if let Some(names) = &asked.only {
        mutants.retain(|mutant| names.contains(&mutant.name));
    }
    let folder = asked.work.join(&asked.package);
    let report = Report::new(&folder, &mutants)?;
    if mutants.is_empty() {
        return Ok(());
    }
    let tree = Tree::copy(&asked)?;
    let (mutants, programs) = tree.build(mutants, &report)?;
    let tests = reach::record(&programs, &folder)?;
    let deadline = asked.most.map(|most| Instant::now() + most);
    verdict::try_all(&mutants, &programs, &tests, deadline, &report)
}

/// Runs `work` once for each processor, with the number of the thread.
fn on_all_processors<T: Send>(
    work: impl Fn(usize) -> Result<T, String> + Sync,
) -> Result<Vec<T>, String> {
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let started: Vec<_> = (0..workers)
            .map(|worker| {
                scope.spawn({
                    let work = &work;
                    move || work(worker)
                })
            })
            .collect();
        let ended = started.into_iter().map(|thread| thread.join());
        ended
            .map(|result| result.unwrap_or_else(|_| Err("a thread panicked".into())))
            .collect()
    })
}

/// The next piece of work.
fn next<T>(waiting: &Mutex<impl Iterator<Item = T>>) -> Option<T> {
    waiting.lock().ok()?.next()
}

/// The cargo that started this process.
fn cargo() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}
