//! `cargo xtask safety`: does the promise of SECURITY.md hold?
//!
//! One line a stage, with its score. A tool that is missing is installed from crates.io or Debian; where that fails, so does the stage.
//! Nothing comes through rustup: compilers that are not released are ours with `RUSTC_BOOTSTRAP`, or Debian's.

mod builds;
mod coverage;
mod effort;
mod from_source;
mod fuzz;
mod mutants;
mod planted;
mod tools;
mod wheel;

use crate::run::Outcome;
use crate::steps::Steps;
use crate::tally::Tally;
use crate::{Command, interpreter, unsafe_review, workspace};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub(crate) const COMMAND: Command = Command {
    name: "safety",
    usage: "[STAGE...|ci|list] [--ci] [--seconds N] [--shard K/N] [--of format|strided]",
    about: "sanitizers, fuzzing, planted faults, other machines, mutants, coverage",
    run: command,
};

/// What every stage needs to know.
pub(crate) struct Context {
    root: PathBuf,
    /// How long each fuzz target runs.
    seconds: u32,
    /// The `K/N` of all mutants that are tried; `None` for those in changed lines.
    shard: Option<String>,
    /// The one package that is mutated.
    of: Option<String>,
    /// Within `cargo xtask ci`, where minutes count.
    ci: bool,
}

impl Context {
    fn new(root: PathBuf) -> Self {
        Self {
            root,
            seconds: 60,
            shard: None,
            of: None,
            ci: false,
        }
    }

    /// As much as fits into `cargo xtask ci`.
    fn within_ci(self) -> Self {
        Self {
            seconds: 20,
            ci: true,
            ..self
        }
    }

    /// The target folder of a build that differs from the usual one.
    fn target(&self, name: &str) -> PathBuf {
        workspace::target(&self.root).join("safety").join(name)
    }

    fn root(&self) -> &Path {
        &self.root
    }
}

/// One stage: what it proves, and whether `cargo xtask ci` runs it.
struct Stage {
    name: &'static str,
    about: &'static str,
    ci: bool,
    run: fn(&Context) -> (Tally, Outcome),
}

const STAGES: &[Stage] = &[
    Stage {
        name: "review",
        about: "each block of unsafe has been read by somebody else: UNSAFE.md",
        ci: true,
        run: review,
    },
    Stage {
        name: "planted",
        about: "each planted fault is caught by the detector that claims it",
        ci: true,
        run: planted::stage,
    },
    Stage {
        name: "release",
        about: "the tests in release, as users build",
        ci: false,
        run: builds::release,
    },
    Stage {
        name: "std-checks",
        about: "the tests in release without overflow checks, with the assertions of the standard library and our own",
        ci: true,
        run: builds::std_checks,
    },
    Stage {
        name: "exhaustive",
        about: "all small layouts, their transforms and copies, against enumeration",
        ci: true,
        run: effort::exhaustive,
    },
    Stage {
        name: "overlap",
        about: "which layouts share a byte, and copies and conversions between such, by chance",
        ci: true,
        run: effort::overlap,
    },
    Stage {
        name: "extreme",
        about: "integers at which arithmetic breaks, in every argument",
        ci: true,
        run: effort::extreme,
    },
    Stage {
        name: "differential",
        about: "formats, values, structures and chains by chance, against CPython and NumPy",
        ci: true,
        run: effort::differential,
    },
    Stage {
        name: "hostile",
        about: "every kept input of every fuzz target, and random ones",
        ci: true,
        run: effort::hostile,
    },
    Stage {
        name: "complexity",
        about: "the steps of parsers and planners, counted for twice the input; memory, and what happens without it",
        ci: true,
        run: effort::complexity,
    },
    Stage {
        name: "address",
        about: "the tests under the address and leak sanitizers",
        ci: true,
        run: builds::address,
    },
    Stage {
        name: "layout",
        about: "the tests with the fields of every struct in random order",
        ci: false,
        run: builds::layout,
    },
    Stage {
        name: "fuzz",
        about: "every fuzz target under the address sanitizer",
        ci: true,
        run: fuzz::stage,
    },
    Stage {
        name: "i686",
        about: "the tests on 32-bit x86, under qemu",
        ci: false,
        run: from_source::i686,
    },
    Stage {
        name: "s390x",
        about: "the tests on a big-endian machine, under qemu",
        ci: false,
        run: from_source::s390x,
    },
    Stage {
        name: "in-turn",
        about: "the tests of the core on i686 or s390x, in turn with the commits",
        ci: true,
        run: from_source::in_turn,
    },
    Stage {
        name: "thread",
        about: "the tests with threads under the thread sanitizer, and its planted fault",
        ci: false,
        run: from_source::thread,
    },
    Stage {
        name: "memory",
        about: "the tests under the memory sanitizer, and its planted fault",
        ci: false,
        run: from_source::memory,
    },
    Stage {
        name: "valgrind",
        about: "the tests of strided under valgrind",
        ci: false,
        run: builds::valgrind,
    },
    Stage {
        name: "wheel",
        about: "the Python package's tests of lifetimes, hostile objects and past faults under valgrind",
        ci: false,
        run: wheel::stage,
    },
    Stage {
        name: "mutants",
        about: "which mistakes no test notices: in lines changed since MEMORYVIEW_BASE, or in a shard of all",
        ci: true,
        run: mutants::stage,
    },
    Stage {
        name: "coverage",
        about: "lines and branches of format and strided that tests run",
        ci: false,
        run: coverage::stage,
    },
];

fn command(args: &[String]) -> Result<ExitCode, String> {
    if args == ["list"] {
        for stage in STAGES {
            let ci = if stage.ci { "ci" } else { "" };
            println!("{:<12} {ci:<3} {}", stage.name, stage.about);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let mut context = Context::new(workspace::root());
    let mut chosen = Vec::new();
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--seconds" => {
                let number = args.next().and_then(|n| n.parse().ok());
                context.seconds = number.ok_or("--seconds takes a number")?;
            }
            "--shard" => context.shard = Some(shard(args.next())?),
            "--of" => context.of = args.next().cloned(),
            "--ci" => context = context.within_ci(),
            "ci" => {
                context = context.within_ci();
                chosen.extend(STAGES.iter().filter(|stage| stage.ci));
            }
            name => {
                let stage = STAGES.iter().find(|stage| stage.name == name);
                let stage = stage.ok_or_else(|| format!("no stage `{name}`; `list` names them"))?;
                chosen.push(stage);
            }
        }
    }
    if chosen.is_empty() {
        chosen.extend(STAGES);
    }
    let mut steps = Steps::default();
    for stage in chosen {
        steps.step(&title(stage), || (stage.run)(&context));
    }
    println!("\n{}", steps.tally);
    Ok(steps.tally.exit_code())
}

/// The stages of `cargo xtask ci`.
pub(crate) fn ci(root: &Path, steps: &mut Steps) {
    let context = Context::new(root.to_path_buf()).within_ci();
    for stage in STAGES.iter().filter(|stage| stage.ci) {
        steps.step(&title(stage), || (stage.run)(&context));
    }
}

/// A `K/N`, with K from 0 and below N.
fn shard(text: Option<&String>) -> Result<String, String> {
    let numbers = text.and_then(|text| {
        let (k, n) = text.split_once('/')?;
        Some((k.parse::<usize>().ok()?, n.parse::<usize>().ok()?))
    });
    match numbers {
        Some((k, n)) if k < n => Ok(format!("{k}/{n}")),
        _ => Err("--shard takes K/N with K from 0 to N - 1, as in 0/4".into()),
    }
}

fn title(stage: &Stage) -> String {
    format!("safety {}", stage.name)
}

/// The interpreter for the cross-checks, as the environment of a run of tests: `None` removes the variable.
fn python(root: &Path) -> Result<Option<PathBuf>, String> {
    Ok(interpreter::find(root)?.map(|found| found.path))
}

fn review(context: &Context) -> (Tally, Outcome) {
    let outcome = unsafe_review::check(context.root());
    (Tally::of(outcome.ok), outcome)
}

/// A stage that could not begin.
fn refused(why: impl Into<String>) -> (Tally, Outcome) {
    (Tally::of(false), Outcome::failed(why))
}
