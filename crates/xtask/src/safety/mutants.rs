//! Which mistakes in the code would no test notice?
//!
//! cargo-mutants lists them, `crates/mutate` builds them all at once and tries them: of the lines that changed since
//! `MEMORYVIEW_BASE`, or `--shard K/N` of all. `0/1` is the full run; every N-th is a sample that is spread over all files.
//!
//! A shard has to reach the package's bar. So have changed lines, but that a single mistake may always be missed: some
//! change nothing that a user sees, and a change should not wait until that is argued in `.cargo/mutants.toml`. What is
//! missed is named in any case, for whoever reads the change.

use super::{Context, refused, tools};
use crate::run::{self, Outcome};
use crate::tally::Tally;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const VERSION: &str = "27.1.0";

/// The commit from which lines count as changed.
const BASE: &str = "MEMORYVIEW_BASE";

/// For how many seconds `cargo xtask ci` makes mistakes in one package, once its tests are built.
const IN_CI: &str = "30";

/// A package whose tests are tried.
struct Tried {
    name: &'static str,
    /// What has to be noticed, in percent of what compiles.
    bar: usize,
}

const PACKAGES: [Tried; 2] = [
    Tried {
        name: "format",
        bar: 85,
    },
    Tried {
        name: "strided",
        bar: 80,
    },
];

/// Which mistakes are made.
enum Choice {
    /// Those in the lines of this diff.
    Changed(PathBuf),
    /// The `K/N` of `--shard`.
    Shard(String),
    /// None, for this reason.
    Nothing(&'static str),
}

pub(super) fn stage(context: &Context) -> (Tally, Outcome) {
    match tried(context) {
        Ok(tried) => tried,
        Err(refusal) => refused(refusal),
    }
}

fn tried(context: &Context) -> Result<(Tally, Outcome), String> {
    let chosen: Vec<&Tried> = PACKAGES
        .iter()
        .filter(|tried| context.of.as_deref().is_none_or(|name| name == tried.name))
        .collect();
    if chosen.is_empty() {
        let names = PACKAGES.map(|tried| tried.name).join(", ");
        return Err(format!("--of takes one of {names}"));
    }
    let mut tally = Tally::default();
    let (mut notes, mut outputs) = (Vec::new(), String::new());
    for tried in chosen {
        let outcome = match choice(context, tried)? {
            Choice::Nothing(why) => Outcome::passed(why),
            choice => one(context, tried, &choice)?,
        };
        tally += Tally::of(outcome.ok);
        notes.push(format!("{}: {}", tried.name, outcome.note));
        outputs.push_str(&outcome.output);
    }
    let outcome = Outcome {
        ok: tally.failed == 0,
        output: outputs,
        note: notes.join("; "),
    };
    Ok((tally, outcome))
}

fn choice(context: &Context, tried: &Tried) -> Result<Choice, String> {
    if let Some(shard) = &context.shard {
        return Ok(Choice::Shard(shard.clone()));
    }
    let git = |args: &[&str]| {
        let mut git = Command::new("git");
        git.current_dir(context.root()).args(args);
        tools::answer(git)
    };
    let base = match std::env::var(BASE) {
        Ok(base) => base,
        Err(_) if git(&["rev-parse", "--verify", "HEAD~1"]).is_err() => {
            return Ok(Choice::Nothing("no commit before this one is known"));
        }
        Err(_) => "HEAD~1".into(),
    };
    let source = format!("crates/{}/src", tried.name);
    let diff = git(&["diff", &base, "--", &source])
        .map_err(|e| format!("{e}{BASE} names the commit to compare with"))?;
    if diff.is_empty() {
        return Ok(Choice::Nothing("no line changed"));
    }
    let changes = work(context).join(format!("{}.diff", tried.name));
    fs::create_dir_all(work(context))
        .and_then(|()| fs::write(&changes, diff))
        .map_err(|e| format!("{}: {e}", changes.display()))?;
    Ok(Choice::Changed(changes))
}

/// Where `crates/mutate` builds, and puts its answers.
fn work(context: &Context) -> PathBuf {
    context.target("mutants")
}

/// Tries the tests of one package.
fn one(context: &Context, tried: &Tried, choice: &Choice) -> Result<Outcome, String> {
    tools::cargo_tool(context.root(), "mutants", VERSION)?;
    let unit = format!("-p memoryview-{} --lib", tried.name);
    let ran = run::kept(mutate(context, tried, choice, &unit, None));
    if !ran.ok {
        return Ok(ran);
    }
    let mut results = Results::read(&answers(context, tried));
    // What CI has no time for: do the tests of the whole library notice more?
    if !context.ci && !results.missed.is_empty() {
        let missed = work(context).join(format!("{}.missed", tried.name));
        fs::write(&missed, results.missed.join("\n"))
            .map_err(|e| format!("{}: {e}", missed.display()))?;
        let ran = run::kept(mutate(context, tried, choice, LIBRARY, Some(&missed)));
        if !ran.ok {
            return Ok(ran);
        }
        let further = Results::read(&answers(context, tried));
        results.caught += further.caught;
        results.endless += further.endless;
        results.missed = further.missed;
    }
    Ok(judged(tried, choice, &results))
}

/// The tests of the library as a whole, and of what a text may cost, built with the mistakes of one package.
const LIBRARY: &str =
    "-p memoryview -p memoryview-format -p memoryview-hostile -p memoryview-npy --test *";

fn answers(context: &Context, tried: &Tried) -> PathBuf {
    work(context).join(format!("memoryview-{}", tried.name))
}

/// `crates/mutate`, with these tests, and only the mistakes that the file names.
fn mutate(
    context: &Context,
    tried: &Tried,
    choice: &Choice,
    tests: &str,
    only: Option<&Path>,
) -> Command {
    let mut command = tools::offline(run::cargo(context.root(), "run -q -p memoryview-mutate --"));
    command.args(["--package", &format!("memoryview-{}", tried.name)]);
    command.args(["--lib", &format!("crates/{}/src/lib.rs", tried.name)]);
    command.arg("--work").arg(work(context));
    command.args(["--tests", tests]);
    if let Some(file) = only {
        command.arg("--only").arg(file);
    }
    if context.ci {
        command.args(["--seconds", IN_CI]);
    }
    command.arg("--");
    match choice {
        Choice::Changed(diff) => command.arg("--in-diff").arg(diff),
        Choice::Shard(shard) => command.args(["--sharding", "round-robin", "--shard", shard]),
        Choice::Nothing(_) => &mut command,
    };
    command
}

fn judged(tried: &Tried, choice: &Choice, results: &Results) -> Outcome {
    let missed = results.missed.len();
    let may = results.tried() * (100 - tried.bar);
    let (ok, note) = match choice {
        Choice::Shard(shard) => (missed * 100 <= may, results.scored(shard)),
        _ => (
            missed * 100 <= may.max(100),
            format!("{results}{}", results.named()),
        ),
    };
    Outcome {
        ok,
        output: format!(
            "{} % have to be noticed\n{}\n",
            tried.bar,
            results.missed.join("\n")
        ),
        note,
    }
}

/// What came of the mistakes that were made.
#[derive(Debug, Default)]
struct Results {
    caught: usize,
    /// The tests did not end: noticed as well.
    endless: usize,
    /// Does not compile.
    unviable: usize,
    /// Can be made in a build of its own only: in a constant, say.
    untried: usize,
    /// The time was up.
    left: usize,
    /// No test failed: where, and what was changed.
    missed: Vec<String>,
}

impl Results {
    /// Reads what `crates/mutate` writes: a file for each verdict, with one line for each mistake.
    fn read(folder: &Path) -> Self {
        let lines = |name: &str| -> Vec<String> {
            let text = fs::read_to_string(folder.join(name)).unwrap_or_default();
            text.lines().map(str::to_owned).collect()
        };
        Self {
            caught: lines("caught.txt").len(),
            endless: lines("endless.txt").len(),
            unviable: lines("unviable.txt").len(),
            untried: lines("untried.txt").len(),
            left: lines("left.txt").len(),
            missed: lines("missed.txt"),
        }
    }

    /// Those on which the tests had a say.
    fn tried(&self) -> usize {
        self.caught + self.endless + self.missed.len()
    }

    /// The counts with the score, and for a sample how far the score of all may be from it (95 %).
    fn scored(&self, shard: &str) -> String {
        let parts = shard.split_once('/').and_then(|(_, n)| n.parse().ok());
        let parts = parts.unwrap_or(1.0);
        let tried = self.tried().max(1) as f64;
        let part = (self.caught + self.endless) as f64 / tried;
        let error = (part * (1.0 - part) / tried * (1.0 - 1.0 / parts)).sqrt();
        let (score, error) = (100.0 * part, 196.0 * error);
        format!("{self}: {score:.1} % ± {error:.1}")
    }

    /// The first of those that were missed.
    fn named(&self) -> String {
        const SHOWN: usize = 5;
        let shown: Vec<&str> = self.missed.iter().take(SHOWN).map(|s| &**s).collect();
        match (shown.is_empty(), self.missed.len() > SHOWN) {
            (true, _) => String::new(),
            (_, false) => format!(": {}", shown.join(", ")),
            (_, true) => format!(": {}, ...", shown.join(", ")),
        }
    }
}

impl fmt::Display for Results {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = [
            (self.caught, "caught"),
            (self.endless, "without end"),
            (self.missed.len(), "missed"),
            (self.unviable, "that do not compile"),
            (self.untried, "that need a build each"),
            (self.left, "for which there was no time"),
        ];
        let mut said = counts.iter().filter(|(count, _)| *count > 0);
        let Some((count, what)) = said.next() else {
            return f.write_str("no code changed");
        };
        write!(f, "{count} {what}")?;
        said.try_for_each(|(count, what)| write!(f, ", {count} {what}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn results(caught: usize, missed: usize) -> Results {
        Results {
            caught,
            missed: vec!["a.rs:1:1: replace f with ()".to_owned(); missed],
            ..Results::default()
        }
    }

    #[test]
    fn a_sample_says_how_sure_it_is() {
        let results = Results {
            endless: 20,
            unviable: 5,
            ..results(70, 10)
        };
        let counts = "70 caught, 20 without end, 10 missed, 5 that do not compile";
        assert_eq!(results.scored("0/1"), format!("{counts}: 90.0 % ± 0.0"));
        assert_eq!(results.scored("2/4"), format!("{counts}: 90.0 % ± 5.1"));
    }

    #[test]
    fn a_change_may_miss_one_or_what_the_bar_leaves() {
        let changed = Choice::Changed(PathBuf::new());
        let shard = Choice::Shard("0/1".into());
        let ok = |choice, caught, missed| judged(&PACKAGES[1], choice, &results(caught, missed)).ok;
        assert!(ok(&changed, 0, 1) && !ok(&changed, 1, 2));
        assert!(ok(&changed, 8, 2) && !ok(&changed, 8, 3));
        assert!(!ok(&shard, 0, 1) && ok(&shard, 4, 1) && ok(&shard, 0, 0));
    }

    #[test]
    fn what_is_missed_is_named() {
        let outcome = judged(
            &PACKAGES[0],
            &Choice::Changed(PathBuf::new()),
            &results(3, 1),
        );
        assert_eq!(
            outcome.note,
            "3 caught, 1 missed: a.rs:1:1: replace f with ()"
        );
        assert_eq!(results(0, 0).to_string(), "no code changed");
        assert!(results(0, 6).named().ends_with("with (), ..."));
    }

    #[test]
    fn no_answer_is_no_result() {
        let results = Results::read(Path::new("no such folder"));
        assert_eq!(results.tried(), 0);
    }
}
