//! `cargo xtask test`: does everything work on this machine?

use crate::interpreter::{self, WithNumpy};
use crate::run::{self, Outcome};
use crate::tally::Tally;
use crate::{Command, workspace};
use std::path::Path;
use std::process::ExitCode;

pub(crate) const COMMAND: Command = Command {
    name: "test",
    usage: "[--no-python]",
    about: "all tests and doctests; with NumPy as a second opinion where a Python has it",
    run: command,
};

/// Packages whose tests are other commands' work: they need a Python to link to, or only measure.
const NOT_TESTED_HERE: [&str; 3] = ["memoryview-bench", "memoryview-python", "memoryview_rs"];

fn command(args: &[String]) -> Result<ExitCode, String> {
    let with_python = match args {
        [] => true,
        [only] if only == "--no-python" => false,
        _ => return Err(format!("takes [--no-python], not `{}`", args.join(" "))),
    };
    let root = workspace::root();
    let mut tally = Tally::default();
    let mut python = None;
    if with_python {
        match interpreter::find(&root) {
            Ok(found) => {
                python = found;
                println!("{}", about_numpy(python.as_ref()));
            }
            Err(refusal) => {
                println!("{refusal}: the cross-checks are skipped, and that counts as a failure");
                tally += Tally::of(false);
            }
        }
    } else {
        println!("the cross-checks against NumPy are skipped, as asked");
    }
    let outcome = run::passed_on(cargo_test(&root, python.as_ref())?);
    tally += Tally::of_harness(outcome.ok, &outcome.output);
    if with_python {
        tally += crate::python::run(&root);
    }
    println!("\n{tally}");
    Ok(tally.exit_code())
}

/// The same tests for a caller that shows their output only when they fail.
pub(crate) fn kept(root: &Path, python: Option<&WithNumpy>) -> (Tally, Outcome) {
    let outcome = match cargo_test(root, python) {
        Ok(command) => run::kept(command),
        Err(refusal) => Outcome::failed(refusal),
    };
    let tally = Tally::of_harness(outcome.ok, &outcome.output);
    let outcome = Outcome {
        ok: tally.failed == 0,
        note: tally.to_string(),
        ..outcome
    };
    (tally, outcome)
}

fn cargo_test(root: &Path, python: Option<&WithNumpy>) -> Result<std::process::Command, String> {
    let mut command = run::cargo(root, "test --workspace --all-features --no-fail-fast");
    for package in workspace::packages(root)? {
        if NOT_TESTED_HERE.contains(&package.name.as_str()) {
            command.args(["--exclude", &package.name]);
        }
    }
    match python {
        Some(found) => command.env(interpreter::VARIABLE, &found.path),
        None => command.env_remove(interpreter::VARIABLE),
    };
    Ok(command)
}

fn about_numpy(python: Option<&WithNumpy>) -> String {
    match python {
        Some(found) => format!(
            "cross-checks against NumPy {} of {}",
            found.numpy,
            found.path.display()
        ),
        None => format!(
            "the cross-checks against NumPy are skipped: no Python with NumPy was found ({} may name one)",
            interpreter::VARIABLE
        ),
    }
}
