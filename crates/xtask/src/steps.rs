//! How is a check shown while it runs, and counted when it ends?

use crate::run::{self, Outcome};
use crate::tally::Tally;
use std::io::{self, Write};
use std::path::Path;
use std::time::Instant;

/// The steps so far.
#[derive(Default)]
pub(crate) struct Steps {
    pub(crate) tally: Tally,
}

impl Steps {
    /// A step that counts as one.
    pub(crate) fn check(&mut self, name: &str, work: impl FnOnce() -> Outcome) {
        self.step(name, || {
            let outcome = work();
            (Tally::of(outcome.ok), outcome)
        });
    }

    /// A step that is one run of cargo.
    pub(crate) fn cargo(&mut self, name: &str, root: &Path, args: &str) {
        self.check(name, || run::kept(run::cargo(root, args)));
    }

    /// A step that counts for itself. One line; if it fails, what it printed as well.
    pub(crate) fn step(&mut self, name: &str, work: impl FnOnce() -> (Tally, Outcome)) {
        print!("{name:<52} ");
        // So that a reader sees what is running; a broken pipe shows at the next line.
        let _ = io::stdout().flush();
        let start = Instant::now();
        let (tally, outcome) = work();
        let seconds = start.elapsed().as_secs_f64();
        let word = if outcome.ok { "ok" } else { "FAILED" };
        let line = format!("{word:<6} {seconds:>6.1} s  {}", outcome.note);
        println!("{}", line.trim_end());
        if !outcome.ok {
            println!("{}\n", outcome.output.trim_end());
        }
        self.tally += tally;
    }
}
