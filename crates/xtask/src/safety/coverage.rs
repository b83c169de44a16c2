//! Which lines and branches does no test run?

use super::{Context, python, refused, tools};
use crate::interpreter;
use crate::run::{self, Outcome};
use crate::tally::Tally;
use std::path::Path;

const VERSION: &str = "0.9.1";

/// A package, and what of it has to be covered.
const WANTED: [(&str, &str); 2] = [
    ("format", "crates/format/src/"),
    ("strided", "crates/strided/src/"),
];

const LINES: f64 = 95.0;
const BRANCHES: f64 = 85.0;

pub(super) fn stage(context: &Context) -> (Tally, Outcome) {
    match measured(context) {
        Ok(measured) => measured,
        Err(refusal) => refused(refusal),
    }
}

fn measured(context: &Context) -> Result<(Tally, Outcome), String> {
    tools::cargo_tool(context.root(), "llvm-cov", VERSION)?;
    tools::llvm()?;
    let report = context.target("coverage").join("lcov.info");
    let mut command = tools::offline(run::cargo(
        context.root(),
        "llvm-cov --branch --all-features --lcov --output-path",
    ));
    command.arg(&report);
    let packages = [
        "memoryview-format",
        "memoryview-strided",
        "memoryview",
        "memoryview-hostile",
    ];
    for package in packages {
        command.args(["-p", package]);
    }
    // Without these two it would look for a component of rustup.
    command.env("LLVM_COV", "/usr/bin/llvm-cov-22");
    command.env("LLVM_PROFDATA", "/usr/bin/llvm-profdata-22");
    command.env("RUSTC_BOOTSTRAP", "1");
    command.env("CARGO_LLVM_COV_TARGET_DIR", context.target("coverage"));
    if let Some(path) = python(context.root())? {
        command.env(interpreter::VARIABLE, path);
    }
    let ran = run::kept(command);
    if !ran.ok {
        return Ok((Tally::of(false), ran));
    }
    let text =
        std::fs::read_to_string(&report).map_err(|e| format!("{}: {e}", report.display()))?;
    let mut tally = Tally::default();
    let (mut notes, mut worst) = (Vec::new(), String::new());
    for (name, folder) in WANTED {
        let files = files(&text, context.root(), folder);
        let all = files
            .iter()
            .fold(Covered::default(), |sum, file| sum + file.1);
        let ok = all.lines() >= LINES && all.branches() >= BRANCHES;
        tally += Tally::of(ok);
        notes.push(format!(
            "{name} lines {:.1} %, branches {:.1} %",
            all.lines(),
            all.branches()
        ));
        worst.push_str(&gaps(files));
    }
    Ok((
        tally,
        Outcome {
            ok: tally.failed == 0,
            output: worst,
            note: notes.join("; "),
        },
    ))
}

/// Lines and branches, hit and all.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Covered {
    lines: (u32, u32),
    branches: (u32, u32),
}

impl std::ops::Add for Covered {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let sum = |a: (u32, u32), b: (u32, u32)| (a.0 + b.0, a.1 + b.1);
        Covered {
            lines: sum(self.lines, other.lines),
            branches: sum(self.branches, other.branches),
        }
    }
}

impl Covered {
    fn lines(self) -> f64 {
        percent(self.lines)
    }

    fn branches(self) -> f64 {
        percent(self.branches)
    }
}

fn percent((hit, all): (u32, u32)) -> f64 {
    if all == 0 {
        100.0
    } else {
        f64::from(hit) * 100.0 / f64::from(all)
    }
}

/// The files of a folder in an lcov report. Tests do not count.
fn files(report: &str, root: &Path, folder: &str) -> Vec<(String, Covered)> {
    let mut files = Vec::new();
    let (mut name, mut covered) = (String::new(), Covered::default());
    for line in report.lines() {
        let (key, value) = line.split_once(':').unwrap_or((line, ""));
        let number = || value.parse().unwrap_or(0);
        match key {
            "SF" => {
                let path = Path::new(value);
                let path = path.strip_prefix(root).unwrap_or(path);
                name = path.to_string_lossy().into_owned();
                covered = Covered::default();
            }
            "LH" => covered.lines.0 = number(),
            "LF" => covered.lines.1 = number(),
            "BRH" => covered.branches.0 = number(),
            "BRF" => covered.branches.1 = number(),
            "end_of_record" if name.starts_with(folder) && !name.ends_with("tests.rs") => {
                files.push((std::mem::take(&mut name), covered));
            }
            _ => {}
        }
    }
    files
}

/// The files with the most lines and branches that nothing runs.
fn gaps(mut files: Vec<(String, Covered)>) -> String {
    let missed = |c: &Covered| (c.lines.1 - c.lines.0) + (c.branches.1 - c.branches.0);
    files.sort_by_key(|(_, covered)| std::cmp::Reverse(missed(covered)));
    let mut text = String::new();
    for (name, c) in files.iter().take(12).filter(|(_, c)| missed(c) > 0) {
        text.push_str(&format!(
            "{name}: {} of {} lines and {} of {} branches not run\n",
            c.lines.1 - c.lines.0,
            c.lines.1,
            c.branches.1 - c.branches.0,
            c.branches.1
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_summed_by_folder() {
        let report = "SF:/r/crates/a/src/x.rs\nBRF:4\nBRH:3\nLF:10\nLH:9\nend_of_record\n\
            SF:/r/crates/a/src/x/tests.rs\nLF:10\nLH:0\nend_of_record\n\
            SF:/r/crates/b/src/y.rs\nLF:1\nLH:0\nend_of_record\n";
        let files = files(report, Path::new("/r"), "crates/a/src/");
        let wanted = Covered {
            lines: (9, 10),
            branches: (3, 4),
        };
        assert_eq!(files, [("crates/a/src/x.rs".to_owned(), wanted)]);
        assert_eq!((wanted.lines(), wanted.branches()), (90.0, 75.0));
        assert_eq!(
            gaps(files),
            "crates/a/src/x.rs: 1 of 10 lines and 1 of 4 branches not run\n"
        );
    }
}
