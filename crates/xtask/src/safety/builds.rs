//! Do the tests pass in other builds of this compiler: optimised, with the address sanitizer, in another layout, under valgrind?

use super::{Context, python, refused, tools};
use crate::interpreter;
use crate::run::{self, Outcome};
use crate::tally::Tally;
use crate::workspace;
use std::path::Path;
use std::process::Command;

pub(super) const HOST: &str = "x86_64-unknown-linux-gnu";

/// A build of the tests that differs from `cargo test`.
#[derive(Default)]
pub(super) struct Build<'a> {
    /// The folder of its target, of its own where flags differ.
    pub(super) folder: &'a str,
    /// After `cargo test`.
    pub(super) args: String,
    pub(super) flags: &'a str,
    pub(super) env: &'a [(&'a str, &'a str)],
    /// Whether no Python is asked: what runs here would answer for this machine.
    pub(super) without_python: bool,
}

/// Optimised a little, as what is watched is slow; the checks of a debug build stay.
pub(super) const OPTIMISED: (&str, &str) = ("CARGO_PROFILE_DEV_OPT_LEVEL", "1");

/// The published packages whose tests need nothing but Rust.
fn packages(root: &Path) -> Result<String, String> {
    let outside = ["memoryview-derive", "memoryview-python"];
    let mut args = String::from("-p memoryview-hostile");
    for package in workspace::packages(root)? {
        if package.published && !outside.contains(&package.name.as_str()) {
            args.push_str(" -p ");
            args.push_str(&package.name);
        }
    }
    Ok(args)
}

impl Build<'_> {
    fn command(&self, context: &Context) -> Result<Command, String> {
        let mut command = tools::offline(run::cargo(context.root(), "test"));
        command.args(self.args.split_whitespace());
        command.env("CARGO_TARGET_DIR", context.target(self.folder));
        if !self.flags.is_empty() {
            command.env("RUSTFLAGS", self.flags);
            command.env("RUSTC_BOOTSTRAP", "1");
        }
        command.envs(self.env.iter().copied());
        match python(context.root())?.filter(|_| !self.without_python) {
            Some(path) => command.env(interpreter::VARIABLE, path),
            None => command.env_remove(interpreter::VARIABLE),
        };
        Ok(command)
    }

    pub(super) fn run(&self, context: &Context) -> (Tally, Outcome) {
        match self.command(context) {
            Ok(command) => counted(command),
            Err(refusal) => refused(refusal),
        }
    }
}

fn counted(command: Command) -> (Tally, Outcome) {
    let ran = run::kept(command);
    let tally = Tally::of_harness(ran.ok, &ran.output);
    let outcome = Outcome {
        ok: tally.failed == 0,
        note: format!("{tally}, {} ignored", Tally::ignored(&ran.output)),
        ..ran
    };
    (tally, outcome)
}

/// `cargo test` of all packages but their doctests, which sanitizers cannot link.
pub(super) fn all(context: &Context, rest: &str) -> Result<String, String> {
    of_all(context, &format!("--lib --tests {rest}"))
}

/// One build serves whatever is chosen of it, since all packages are asked for with all features.
fn of_all(context: &Context, rest: &str) -> Result<String, String> {
    let packages = packages(context.root())?;
    Ok(format!("--all-features {packages} {rest}"))
}

/// In release, as users build.
pub(super) fn release(context: &Context) -> (Tally, Outcome) {
    optimised(context, "release", "false", EVERY, &[])
}

/// In release without overflow checks, with the assertions of the standard library and our own.
pub(super) fn std_checks(context: &Context) -> (Tally, Outcome) {
    checked(context, EVERY, &[])
}

/// But for one that builds the library anew to see what does not compile: the same as everywhere.
const EVERY: &str = "--lib --tests --no-fail-fast -- --skip does_not_compile_and_says_why";

/// Chosen tests in the build of `std-checks`.
pub(super) fn checked(context: &Context, tests: &str, env: &[(&str, &str)]) -> (Tally, Outcome) {
    optimised(context, "std-checks", "true", tests, env)
}

fn optimised(
    context: &Context,
    folder: &str,
    assertions: &str,
    tests: &str,
    env: &[(&str, &str)],
) -> (Tally, Outcome) {
    let args = match of_all(context, &format!("--release {tests}")) {
        Ok(args) => args,
        Err(refusal) => return refused(refusal),
    };
    let mut env = env.to_vec();
    env.extend([
        ("CARGO_PROFILE_RELEASE_DEBUG_ASSERTIONS", assertions),
        ("CARGO_PROFILE_RELEASE_OVERFLOW_CHECKS", "false"),
        ("CARGO_PROFILE_RELEASE_DEBUG", "false"),
    ]);
    let build = Build {
        folder,
        args,
        env: &env,
        ..Build::default()
    };
    build.run(context)
}

/// In `cargo xtask ci` the unit tests of the crates that hold bytes; the fuzz targets use the same sanitizer there.
const IN_CI: &str =
    "--lib --all-features -p memoryview-format -p memoryview-strided -p memoryview-npy";

pub(super) fn address(context: &Context) -> (Tally, Outcome) {
    let flags = "--cfg sanitized -Zsanitizer=address";
    // A request that no machine can serve is an error to the library, so it has to be one to the sanitizer.
    let env = [("ASAN_OPTIONS", "allocator_may_return_null=1")];
    let tests = if context.ci {
        Ok(IN_CI.to_owned())
    } else {
        all(context, "")
    };
    unreleased(context, "address", flags, &env, tests)
}

pub(super) fn layout(context: &Context) -> (Tally, Outcome) {
    let flags = "-Zrandomize-layout -Zlayout-seed=7";
    // These two say how large structs are, which is then no question.
    let skipped = "-- --skip it_is_small --skip memory_is_in_proportion";
    unreleased(context, "layout", flags, &[], all(context, skipped))
}

/// A debug build with flags that no released compiler takes.
fn unreleased(
    context: &Context,
    folder: &str,
    flags: &str,
    env: &[(&str, &str)],
    tests: Result<String, String>,
) -> (Tally, Outcome) {
    let args = match tests {
        Ok(tests) => format!("--no-fail-fast --target {HOST} {tests}"),
        Err(refusal) => return refused(refusal),
    };
    let lines = if context.ci {
        "none"
    } else {
        "line-tables-only"
    };
    let mut env = env.to_vec();
    env.push(("CARGO_PROFILE_DEV_DEBUG", lines));
    if context.ci {
        env.push(("PROPTEST_CASES", "32"));
    }
    let build = Build {
        folder,
        args,
        flags,
        env: &env,
        ..Build::default()
    };
    build.run(context)
}

/// The test programs are built as usual and run by valgrind. Without fair turns a thread that waits for another may spin for hours.
pub(super) fn valgrind(context: &Context) -> (Tally, Outcome) {
    if let Err(refusal) = tools::valgrind() {
        return refused(refusal);
    }
    let runner = "valgrind -q --fair-sched=yes --error-exitcode=9 --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite";
    // The skipped one tries so many chains of transforms that it takes an hour here; the sanitizers run it.
    let skipped = "-- --skip every_chain_is_that_of_an_ordinary_view";
    let args = match all(
        context,
        &format!("--no-fail-fast --target {HOST} {skipped}"),
    ) {
        Ok(tests) => tests,
        Err(refusal) => return refused(refusal),
    };
    let build = Build {
        folder: "valgrind",
        args,
        env: &[
            ("CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER", runner),
            ("PROPTEST_CASES", "4"),
            OPTIMISED,
            ("CARGO_PROFILE_DEV_DEBUG", "line-tables-only"),
        ],
        ..Build::default()
    };
    build.run(context)
}
