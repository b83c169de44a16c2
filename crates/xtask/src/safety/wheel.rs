//! Does the Python package touch memory that is not its own? Its tests run under valgrind, with the wheel as users get it.

use super::{Context, refused, tools};
use crate::python;
use crate::run::{self, Outcome};
use crate::tally::Tally;
use std::path::PathBuf;
use std::process::Command;

/// The tests of references and lifetimes, of hostile objects, of past faults and of requests beyond all memory.
const TESTS: &[&str] = &[
    "test_lifetime.py",
    "test_hostile.py",
    "test_past_faults.py",
    "test_past_faults_of_struct.py",
    "test_limits.py",
];

/// Reads and writes outside, freed memory, decisions by uninitialised bytes. What the interpreter leaves behind at its end is no question here:
/// flat memory is tested by `test_lifetime.py`.
const VALGRIND: &[&str] = &[
    "-q",
    "--error-exitcode=9",
    "--leak-check=no",
    "--num-callers=30",
];

pub(super) fn stage(context: &Context) -> (Tally, Outcome) {
    if let Err(refusal) = tools::valgrind() {
        return refused(refusal);
    }
    let interpreter = match python::installed(context.root()) {
        Ok(interpreter) => interpreter,
        Err(refusal) => return refused(refusal),
    };
    let mut watched = under_valgrind(context, interpreter);
    watched.args(["-m", "pytest", "-p", "no:cacheprovider", "-m", "not slow"]);
    let folder = context.root().join("crates").join("pymodule");
    watched.args(TESTS.iter().map(|test| folder.join("tests").join(test)));
    watched.current_dir(folder);
    let ran = run::kept(watched);
    let tally = Tally::of_pytest(ran.ok, &ran.output);
    let outcome = Outcome {
        ok: tally.failed == 0,
        note: format!("{tally}; no report"),
        ..ran
    };
    (tally, outcome)
}

/// The same call of the same program, watched. The interpreter's own allocator would hide which memory is whose.
fn under_valgrind(context: &Context, interpreter: Command) -> Command {
    let mut watched = Command::new("valgrind");
    watched.args(VALGRIND);
    let mut kept = std::ffi::OsString::from("--suppressions=");
    kept.push(suppressions(context));
    watched.arg(kept).arg(interpreter.get_program());
    let variables = interpreter.get_envs();
    watched.envs(variables.filter_map(|(name, value)| Some((name, value?))));
    watched.env("PYTHONMALLOC", "malloc");
    watched
}

/// What is not ours to mend, each with its reason.
fn suppressions(context: &Context) -> PathBuf {
    let folder = context.root().join("crates").join("pymodule").join("tests");
    folder.join("valgrind.supp")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace;

    #[test]
    fn the_tests_are_there_and_every_suppression_has_a_reason() {
        let root = workspace::root();
        let context = Context::new(root);
        let tests = suppressions(&context).parent().unwrap().to_path_buf();
        for test in TESTS {
            assert!(tests.join(test).is_file(), "{test}");
        }
        let text = std::fs::read_to_string(suppressions(&context)).unwrap();
        for block in text.split("\n}") {
            let (before, block) = block.split_once("{\n").unwrap_or((block, ""));
            assert!(
                block.is_empty() || before.contains("# "),
                "{block} has no reason"
            );
            assert!(!block.contains("memoryview"), "{block} hides our own");
        }
    }
}
