//! Which mistakes in the code would no test notice?
//!
//! cargo-mutants makes them one after the other. Of the lines that changed since `MEMORYVIEW_BASE`, every mistake has to
//! be noticed; of `--shard K/N` of all mistakes, as many as the package's bar says: `--shard 0/1` is the full run, and
//! every N-th is a sample that is spread over all files. A mistake that changes nothing, or nothing that a user sees, is
//! spared in `.cargo/mutants.toml`, with the reason.

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

/// A package whose tests are tried.
struct Tried {
    name: &'static str,
    /// What of a shard has to be noticed, in percent of what compiles.
    bar: f64,
    /// How many mistakes in changed lines `cargo xtask ci` makes: at most about a minute of them.
    in_ci: usize,
}

const PACKAGES: [Tried; 2] = [
    Tried {
        name: "format",
        bar: 85.0,
        in_ci: 12,
    },
    Tried {
        name: "strided",
        bar: 80.0,
        in_ci: 3,
    },
];

/// Which mistakes are made.
enum Choice {
    /// Those in the lines of a diff, at most so many.
    Changed { diff: PathBuf, most: usize },
    /// The `K/N` of `--shard`.
    Shard(String),
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
    tools::cargo_tool(context.root(), "mutants", VERSION)?;
    let mut tally = Tally::default();
    let (mut notes, mut outputs) = (Vec::new(), String::new());
    for tried in chosen {
        let choice = choice(context, tried)?;
        let outcome = one(context, tried, choice)?;
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
    let base = std::env::var(BASE).unwrap_or_else(|_| "HEAD~1".into());
    let mut diff = Command::new("git");
    diff.current_dir(context.root()).args(["diff", &base, "--"]);
    diff.arg(format!("crates/{}/src", tried.name));
    let diff = diff.output().map_err(|e| format!("cannot run git: {e}"))?;
    if !diff.status.success() {
        return Err(format!(
            "{}{BASE} names the commit to compare with",
            String::from_utf8_lossy(&diff.stderr)
        ));
    }
    let folder = context.target("mutants").join(tried.name);
    let changes = folder.join("changes.diff");
    fs::create_dir_all(&folder)
        .and_then(|()| fs::write(&changes, diff.stdout))
        .map_err(|e| format!("{}: {e}", changes.display()))?;
    Ok(Choice::Changed {
        diff: changes,
        most: if context.ci { tried.in_ci } else { usize::MAX },
    })
}

/// Tries the tests of one package.
fn one(context: &Context, tried: &Tried, choice: Choice) -> Result<Outcome, String> {
    let folder = context.target("mutants").join(tried.name);
    let mut command = run::cargo(context.root(), "mutants --all-features");
    command.args(["-p", &format!("memoryview-{}", tried.name)]);
    let (shard, all) = match choice {
        Choice::Shard(shard) => (Some(shard), None),
        Choice::Changed { diff, most } => {
            command.arg("--in-diff").arg(&diff);
            let all = listed(&command)?;
            if all == 0 {
                return Ok(Outcome::passed("no code changed"));
            }
            let parts = all.div_ceil(most);
            ((parts > 1).then(|| format!("0/{parts}")), Some(all))
        }
    };
    if let Some(shard) = &shard {
        command.args(["--sharding", "round-robin", "--shard", shard]);
    }
    command.args(["--timeout", "120", "--build-timeout", "600"]);
    command.args(["--colors", "never", "--output"]).arg(&folder);
    // Unit tests only: they say what is wrong, and are built in seconds.
    command.args(["--cargo-arg", "--lib"]);
    let mut command = tools::offline(command);
    command.env("CARGO_TARGET_DIR", context.target("mutants").join("build"));
    command.env("CARGO_PROFILE_DEV_DEBUG", "0");
    // What one random case in hundreds notices, the next run would miss.
    command.env("PROPTEST_CASES", "64");
    let ran = run::kept(command);
    let results = Results::read(&folder.join("mutants.out"));
    // Neither a verdict nor a success: the tests fail without any mistake, or cannot be built.
    if !ran.ok && results.tried() == 0 {
        return Ok(ran);
    }
    let (ok, note) = match all {
        None => (
            results.score() >= tried.bar,
            results.judged(shard.as_deref()),
        ),
        Some(all) => (results.missed.is_empty(), format!("{results} of {all}")),
    };
    Ok(Outcome {
        ok,
        output: results.missed.join("\n") + "\n",
        note,
    })
}

/// How many mistakes `cargo mutants` would make.
fn listed(command: &Command) -> Result<usize, String> {
    let mut list = Command::new(command.get_program());
    list.args(command.get_args()).arg("--list");
    if let Some(folder) = command.get_current_dir() {
        list.current_dir(folder);
    }
    let listed = list
        .output()
        .map_err(|e| format!("cannot run cargo mutants: {e}"))?;
    if !listed.status.success() {
        return Err(String::from_utf8_lossy(&listed.stderr).into_owned());
    }
    Ok(listed.stdout.iter().filter(|&&byte| byte == b'\n').count())
}

/// What came of the mistakes that were made.
#[derive(Debug, Default)]
struct Results {
    caught: usize,
    /// The tests did not end: noticed as well.
    endless: usize,
    /// Does not compile.
    unviable: usize,
    /// No test failed: where, and what was changed.
    missed: Vec<String>,
}

impl Results {
    /// Reads the folder that cargo-mutants writes: a file for each verdict, with one line for each mistake.
    fn read(folder: &Path) -> Self {
        let lines = |name: &str| -> Vec<String> {
            let text = fs::read_to_string(folder.join(name)).unwrap_or_default();
            text.lines().map(str::to_owned).collect()
        };
        Self {
            caught: lines("caught.txt").len(),
            endless: lines("timeout.txt").len(),
            unviable: lines("unviable.txt").len(),
            missed: lines("missed.txt"),
        }
    }

    /// Those on which the tests had a say.
    fn tried(&self) -> usize {
        self.caught + self.endless + self.missed.len()
    }

    /// What was noticed, in percent.
    fn score(&self) -> f64 {
        let noticed = self.caught + self.endless;
        noticed as f64 * 100.0 / self.tried().max(1) as f64
    }

    /// The counts with the score, and for a sample how far the score of all may be from it (95 %).
    fn judged(&self, shard: Option<&str>) -> String {
        let score = self.score();
        let parts = shard.and_then(|shard| shard.split_once('/')?.1.parse().ok());
        let parts = parts.unwrap_or(1.0);
        let part = score / 100.0;
        let error = (part * (1.0 - part) / self.tried().max(1) as f64 * (1.0 - 1.0 / parts)).sqrt();
        format!("{self}: {score:.1} % ± {:.1}", 1.96 * error * 100.0)
    }
}

impl fmt::Display for Results {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            caught,
            endless,
            unviable,
            missed,
        } = self;
        let missed = missed.len();
        write!(
            f,
            "{caught} caught, {endless} without end, {missed} missed, {unviable} unviable"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_says_how_sure_it_is() {
        let results = Results {
            caught: 70,
            endless: 20,
            unviable: 5,
            missed: vec!["a.rs:1:1: replace f with ()".to_owned(); 10],
        };
        assert_eq!(
            results.judged(Some("0/1")),
            "70 caught, 20 without end, 10 missed, 5 unviable: 90.0 % ± 0.0"
        );
        assert_eq!(
            results.judged(Some("2/4")),
            "70 caught, 20 without end, 10 missed, 5 unviable: 90.0 % ± 5.1"
        );
    }

    #[test]
    fn no_verdict_is_no_score() {
        let results = Results::read(Path::new("no such folder"));
        assert_eq!((results.tried(), results.score()), (0, 0.0));
    }
}
