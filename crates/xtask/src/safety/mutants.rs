//! Which mistakes in the changed lines would no test notice?

use super::{Context, refused, tools};
use crate::run::{self, Outcome};
use crate::tally::Tally;
use std::fs;
use std::process::Command;

const VERSION: &str = "27.1.0";

/// The commit from which lines count as changed.
const BASE: &str = "MEMORYVIEW_BASE";

/// What may not be mutated with any use: texts, and what only a debugger prints.
const SPARED: [&str; 2] = ["impl .*(Debug|Display)", "fault"];

pub(super) fn stage(context: &Context) -> (Tally, Outcome) {
    match survivors(context) {
        Ok(outcome) => (Tally::of(outcome.ok), outcome),
        Err(refusal) => refused(refusal),
    }
}

fn survivors(context: &Context) -> Result<Outcome, String> {
    tools::cargo_tool(context.root(), "mutants", VERSION)?;
    let base = std::env::var(BASE).unwrap_or_else(|_| "HEAD~1".into());
    let folder = context.target("mutants");
    fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut diff = Command::new("git");
    diff.current_dir(context.root());
    diff.args([
        "diff",
        &base,
        "--",
        "crates/format/src",
        "crates/strided/src",
    ]);
    let diff = diff.output().map_err(|e| format!("cannot run git: {e}"))?;
    if !diff.status.success() {
        return Err(String::from_utf8_lossy(&diff.stderr).into_owned());
    }
    if diff.stdout.is_empty() {
        return Ok(Outcome::passed(format!(
            "no line of format or strided changed since {base}"
        )));
    }
    let changes = folder.join("changes.diff");
    fs::write(&changes, diff.stdout).map_err(|e| format!("{}: {e}", changes.display()))?;
    let mut command = tools::offline(run::cargo(context.root(), "mutants --no-shuffle"));
    command.args(["--timeout", "60", "--all-features", "--in-diff"]);
    command.arg(&changes);
    command.arg("--output").arg(&folder);
    for spared in SPARED {
        command.args(["--exclude-re", spared]);
    }
    command.args(["--", "--lib"]);
    let mut ran = run::kept(command);
    ran.note = summary(&ran.output).unwrap_or_default();
    Ok(ran)
}

/// The last line, as in `30 mutants tested in 24s: 2 missed, 25 caught, 3 unviable`.
fn summary(output: &str) -> Option<String> {
    let last = output.lines().rev().find(|line| line.contains(" tested"));
    last.map(|line| line.trim().to_owned())
}
