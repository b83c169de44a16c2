//! Do the tests pass where the standard library has to be built as well: on other machines, under the thread and memory sanitizers?
//!
//! Debian's compiler comes with the sources of its library. A machine adds a linker, and qemu, which runs what was linked; a sanitizer adds its runtime.

use super::builds::{self, Build, HOST, OPTIMISED};
use super::tools::{self, Needed};
use super::{Context, planted, refused};
use crate::run::Outcome;
use crate::tally::Tally;
use std::path::Path;
use std::process::Command;
use std::time::UNIX_EPOCH;

/// Cases that each property tries where a machine is emulated or watched: it is 20 to 100 times slower.
const FEW_CASES: (&str, &str) = ("PROPTEST_CASES", "16");

/// A machine that qemu emulates.
struct Machine {
    name: &'static str,
    /// What it has that this one has not.
    has: &'static str,
    target: &'static str,
    /// The variables of cargo that name what links a program, and what runs it.
    tools: [(&'static str, &'static str); 2],
    needed: &'static [Needed],
}

const I686: Machine = Machine {
    name: "i686",
    has: "addresses of 32 bits",
    target: "i686-unknown-linux-gnu",
    tools: [
        (
            "CARGO_TARGET_I686_UNKNOWN_LINUX_GNU_LINKER",
            "i686-linux-gnu-gcc",
        ),
        (
            "CARGO_TARGET_I686_UNKNOWN_LINUX_GNU_RUNNER",
            "qemu-i386-static -L /usr/i686-linux-gnu",
        ),
    ],
    needed: &[
        ("/usr/bin/qemu-i386-static", "qemu-user-static"),
        ("/usr/bin/i686-linux-gnu-gcc", "gcc-i686-linux-gnu"),
        ("/usr/i686-linux-gnu/lib/libc.so.6", "libc6-dev-i386-cross"),
    ],
};

const S390X: Machine = Machine {
    name: "s390x",
    has: "the most significant byte first",
    target: "s390x-unknown-linux-gnu",
    tools: [
        (
            "CARGO_TARGET_S390X_UNKNOWN_LINUX_GNU_LINKER",
            "s390x-linux-gnu-gcc",
        ),
        (
            "CARGO_TARGET_S390X_UNKNOWN_LINUX_GNU_RUNNER",
            "qemu-s390x-static -L /usr/s390x-linux-gnu",
        ),
    ],
    needed: &[
        ("/usr/bin/qemu-s390x-static", "qemu-user-static"),
        ("/usr/bin/s390x-linux-gnu-gcc", "gcc-s390x-linux-gnu"),
        (
            "/usr/s390x-linux-gnu/lib/libc.so.6",
            "libc6-dev-s390x-cross",
        ),
    ],
};

/// The tests of the core: what computes with sizes and bytes.
const CORE: &str = "--lib --test suite --features memoryview/rayon --no-fail-fast \
                    -p memoryview-format -p memoryview-strided -p memoryview";

impl Machine {
    /// No Python is asked: it would answer for the machine that it runs on. The corpora stand in.
    fn run(&self, context: &Context, tests: &str) -> (Tally, Outcome) {
        if let Err(refusal) = tools::debian(self.needed) {
            return refused(refusal);
        }
        let [linker, runner] = self.tools;
        // For tests that start themselves again.
        let again = ("MEMORYVIEW_RUNNER", runner.1);
        let env = [linker, runner, again, ("CARGO_PROFILE_DEV_DEBUG", "false")];
        let build = Build {
            // What runs on this machine meanwhile, such as derives, is the same for all.
            folder: "machines",
            args: format!("{tests} --target {}", self.target),
            env: &env,
            without_python: true,
            ..Build::default()
        };
        let (tally, mut outcome) = run(context, build);
        outcome.note = format!("{}, {}: {}", self.name, self.has, outcome.note);
        (tally, outcome)
    }
}

pub(super) fn i686(context: &Context) -> (Tally, Outcome) {
    whole(context, &I686)
}

pub(super) fn s390x(context: &Context) -> (Tally, Outcome) {
    whole(context, &S390X)
}

fn whole(context: &Context, machine: &Machine) -> (Tally, Outcome) {
    match builds::all(context, "--no-fail-fast") {
        Ok(tests) => machine.run(context, &tests),
        Err(refusal) => refused(refusal),
    }
}

/// One machine at this commit, the other at the next.
pub(super) fn in_turn(context: &Context) -> (Tally, Outcome) {
    let (number, what) = turn(context.root());
    let machine = if number % 2 == 0 { &I686 } else { &S390X };
    let (tally, mut outcome) = machine.run(context, CORE);
    outcome.note = format!("{} ({number} {what})", outcome.note);
    (tally, outcome)
}

/// A number that alternates: of commits, or of days where no history tells.
fn turn(root: &Path) -> (u64, &'static str) {
    let mut git = Command::new("git");
    git.current_dir(root).args(["rev-list", "--count", "HEAD"]);
    let commits = tools::answer(git).ok();
    match commits.and_then(|number| number.trim().parse().ok()) {
        // A history of one commit is a clone without history.
        Some(number) if number > 1 => (number, "commits"),
        _ => {
            let since = UNIX_EPOCH.elapsed().unwrap_or_default();
            (since.as_secs() / (24 * 60 * 60), "days since 1970")
        }
    }
}

/// What is tested under a sanitizer: the packages with `unsafe`, and the suite.
const WATCHED: &str = "--lib --tests --all-features -p memoryview-format -p memoryview-strided \
                       -p memoryview-ndarray -p memoryview";
/// A request that no machine can serve is an error to the library, and a test waits for the signal of a file that shrinks.
const OPTIONS: &str = "allocator_may_return_null=1:handle_sigbus=0";
/// What the tests with threads have in their names.
const WITH_THREADS: &str =
    "thread pool not_cut within_one_memory all_its_users concurrency:: one_buffer";
/// A race may be missed once: the threads then did not meet.
const REPEATS: usize = 20;

pub(super) fn thread(context: &Context) -> (Tally, Outcome) {
    let (mut tally, mut once) = watched(context, &planted::THREAD, "tsan");
    if !once.ok {
        return (tally, once);
    }
    let mut repeated = Tally::default();
    for _ in 0..REPEATS {
        let (more, again) = sanitized(context, &planted::THREAD, WITH_THREADS);
        repeated += more;
        if !again.ok {
            tally += repeated;
            return (tally, again);
        }
    }
    tally += repeated;
    once.note = format!(
        "{}; those with threads {REPEATS} times: {repeated}",
        once.note
    );
    (tally, once)
}

pub(super) fn memory(context: &Context) -> (Tally, Outcome) {
    watched(context, &planted::MEMORY, "msan")
}

/// First the planted fault of the sanitizer, then the tests.
fn watched(context: &Context, detector: &planted::Detector, runtime: &str) -> (Tally, Outcome) {
    let ready = tools::compiler().and_then(|()| tools::sanitizer_runtime(context.root(), runtime));
    if let Err(refusal) = ready {
        return refused(refusal);
    }
    let (mut tally, caught) = detector.try_out(context);
    if !caught.ok {
        return (tally, caught);
    }
    let (more, mut outcome) = sanitized(context, detector, "");
    tally += more;
    outcome.note = format!("{}; {}", caught.note, outcome.note);
    (tally, outcome)
}

/// The tests that have one of these words in their names, or all.
fn sanitized(context: &Context, detector: &planted::Detector, words: &str) -> (Tally, Outcome) {
    let build = Build {
        folder: detector.name,
        args: format!("{WATCHED} --no-fail-fast --target {HOST} -- {words}"),
        flags: detector.flags,
        env: &[
            ("CARGO_PROFILE_DEV_DEBUG", "line-tables-only"),
            ("TSAN_OPTIONS", OPTIONS),
            ("MSAN_OPTIONS", OPTIONS),
        ],
        ..Build::default()
    };
    run(context, build)
}

/// `build` by Debian's compiler, with its standard library.
fn run(context: &Context, build: Build) -> (Tally, Outcome) {
    if let Err(refusal) = tools::compiler() {
        return refused(refusal);
    }
    let mut env = vec![
        ("RUSTC", tools::DEBIAN_RUSTC),
        ("RUSTC_BOOTSTRAP", "1"),
        FEW_CASES,
        OPTIMISED,
        ("CARGO_INCREMENTAL", "0"),
    ];
    env.extend(build.env);
    let build = Build {
        args: format!("-Zbuild-std {}", build.args),
        env: &env,
        ..build
    };
    build.run(context)
}
