//! Does each detector catch the faults that it claims to see?

use super::{Context, refused, tools};
use crate::run::{self, Outcome};
use crate::tally::Tally;
use std::path::{Path, PathBuf};
use std::process::Command;

/// One way to build and run the program of planted faults.
pub(super) struct Detector {
    pub(super) name: &'static str,
    /// For the compiler.
    pub(super) flags: &'static str,
    /// After `cargo build`.
    args: &'static str,
    env: &'static [(&'static str, &'static str)],
    /// Where cargo puts the program, below the target folder.
    folder: &'static str,
    /// What runs the program; empty for itself.
    runner: &'static [&'static str],
    /// A fault, and a word of the report that shows that this fault was seen and no other.
    claims: &'static [(&'static str, &'static str)],
}

const DETECTORS: &[Detector] = &[
    Detector {
        name: "debug",
        flags: "",
        args: "",
        env: &[],
        folder: "debug",
        runner: &[],
        claims: &[
            ("overflow", "attempt to multiply with overflow"),
            ("get-unchecked", "unsafe precondition(s) violated"),
            ("misaligned", "misaligned pointer dereference"),
            ("overlapping-copy", "unsafe precondition(s) violated"),
        ],
    },
    Detector {
        name: "std-checks",
        flags: "",
        args: "--release",
        env: &[("CARGO_PROFILE_RELEASE_DEBUG_ASSERTIONS", "true")],
        folder: "release",
        runner: &[],
        claims: &[
            ("get-unchecked", "unsafe precondition(s) violated"),
            ("misaligned", "misaligned pointer dereference"),
            ("overlapping-copy", "unsafe precondition(s) violated"),
        ],
    },
    Detector {
        name: "address",
        flags: "--cfg sanitized -Zsanitizer=address",
        args: "--target x86_64-unknown-linux-gnu",
        env: &[],
        folder: "x86_64-unknown-linux-gnu/debug",
        runner: &[],
        claims: &[
            (
                "heap-out-of-bounds",
                "AddressSanitizer: heap-buffer-overflow",
            ),
            ("use-after-free", "AddressSanitizer: heap-use-after-free"),
            ("leak", "LeakSanitizer: detected memory leaks"),
        ],
    },
    Detector {
        name: "valgrind",
        flags: "",
        args: "",
        env: &[],
        folder: "debug",
        runner: &[
            "valgrind",
            "-q",
            "--error-exitcode=9",
            "--leak-check=full",
            "--errors-for-leak-kinds=definite",
        ],
        claims: &[
            ("heap-out-of-bounds", "Invalid read of size 1"),
            ("use-after-free", "Invalid read of size 1"),
            ("uninitialised-branch", "depends on uninitialised value"),
            ("leak", "definitely lost"),
        ],
    },
];

pub(super) const THREAD: Detector = Detector {
    name: "thread",
    flags: "--cfg sanitized -Zsanitizer=thread",
    args: "-Zbuild-std --target x86_64-unknown-linux-gnu",
    env: &[("RUSTC", tools::DEBIAN_RUSTC)],
    folder: "x86_64-unknown-linux-gnu/debug",
    runner: &[],
    claims: &[("data-race", "ThreadSanitizer: data race")],
};

pub(super) const MEMORY: Detector = Detector {
    name: "memory",
    flags: "--cfg sanitized -Zsanitizer=memory -Zsanitizer-memory-track-origins",
    args: "-Zbuild-std --target x86_64-unknown-linux-gnu",
    env: &[("RUSTC", tools::DEBIAN_RUSTC)],
    folder: "x86_64-unknown-linux-gnu/debug",
    runner: &[],
    claims: &[(
        "uninitialised-branch",
        "MemorySanitizer: use-of-uninitialized-value",
    )],
};

/// A race may be missed once: the threads then did not meet.
const TRIES: usize = 5;

pub(super) fn stage(context: &Context) -> (Tally, Outcome) {
    if let Err(refusal) = tools::valgrind() {
        return refused(refusal);
    }
    let mut tally = Tally::default();
    let mut missed = String::new();
    let mut notes = Vec::new();
    for detector in DETECTORS {
        let (counted, outcome) = detector.try_out(context);
        tally += counted;
        missed.push_str(&outcome.output);
        notes.push(format!("{} {}", detector.name, detector.claims.len()));
    }
    if missed.is_empty() {
        let note = format!("{} caught: {}", tally.passed, notes.join(", "));
        return (tally, Outcome::passed(note));
    }
    (tally, Outcome::failed(missed))
}

impl Detector {
    /// Each claimed fault, and the program that does nothing wrong.
    pub(super) fn try_out(&self, context: &Context) -> (Tally, Outcome) {
        let program = match self.build(context) {
            Ok(program) => program,
            Err(refusal) => return refused(refusal),
        };
        let mut tally = Tally::default();
        let mut missed = String::new();
        let quiet = self.run(&program, "none");
        if !quiet.ok {
            tally += Tally::of(false);
            missed.push_str(&format!("{}: a false alarm\n{}\n", self.name, quiet.output));
        }
        for (fault, word) in self.claims {
            let ran = (0..TRIES)
                .map(|_| self.run(&program, fault))
                .find(|ran| !ran.ok && ran.output.contains(word));
            tally += Tally::of(ran.is_some());
            if ran.is_none() {
                missed.push_str(&format!("{}: {fault} was not caught\n", self.name));
            }
        }
        let note = format!("{} planted caught", tally.passed);
        let outcome = if missed.is_empty() {
            Outcome::passed(note)
        } else {
            Outcome::failed(missed)
        };
        (tally, outcome)
    }

    fn build(&self, context: &Context) -> Result<PathBuf, String> {
        let target = context.target("planted").join(self.name);
        let call = format!("build -p memoryview-planted {}", self.args);
        let mut build = tools::offline(run::cargo(context.root(), &call));
        build.arg("--target-dir").arg(&target);
        build.env("RUSTC_BOOTSTRAP", "1");
        build.env("RUSTFLAGS", self.flags);
        build.envs(self.env.iter().copied());
        let built = run::kept(build);
        let program = target.join(self.folder).join("memoryview-planted");
        if built.ok {
            Ok(program)
        } else {
            Err(built.output)
        }
    }

    fn run(&self, program: &Path, fault: &str) -> Outcome {
        let mut command = match self.runner.split_first() {
            Some((runner, args)) => {
                let mut command = Command::new(runner);
                command.args(args).arg(program);
                command
            }
            None => Command::new(program),
        };
        command.arg(fault);
        run::kept(command)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::safety::builds::HOST;

    #[test]
    fn every_planted_fault_is_claimed() {
        let source = include_str!("../../../planted/src/main.rs");
        let detectors = DETECTORS.iter().chain([&THREAD, &MEMORY]);
        let claimed: Vec<&str> = detectors
            .flat_map(|detector| detector.claims.iter().map(|claim| claim.0))
            .collect();
        let list = source.split("const FAULTS").nth(1).unwrap();
        let list = list.split("];").next().unwrap();
        let planted: Vec<&str> = list.split('"').skip(1).step_by(2).collect();
        assert!(planted.len() > 9, "{planted:?}");
        for fault in planted.iter().filter(|fault| **fault != "none") {
            assert!(claimed.contains(fault), "nobody claims {fault}");
        }
        for claim in claimed {
            assert!(planted.contains(&claim), "{claim} is not planted");
        }
        assert!(
            DETECTORS
                .iter()
                .all(|d| !d.args.contains("--target") || d.args.contains(HOST))
        );
    }
}
