//! `cargo xtask python`: does the Python package work, with every CPython that it claims to serve?

mod cpython;
mod wheel;

use crate::run::{self, Outcome};
use crate::tally::Tally;
use crate::{Command, workspace};
use cpython::CPython;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

pub(crate) const COMMAND: Command = Command {
    name: "python",
    usage: "[--quick]",
    about: "builds the wheel to target/wheels, installs it, runs its tests and CPython's own",
    run: command,
};

fn command(args: &[String]) -> Result<ExitCode, String> {
    let quick = match args {
        [] => false,
        [only] if only == "--quick" => true,
        _ => return Err(format!("takes [--quick], not `{}`", args.join(" "))),
    };
    let root = workspace::root();
    let tally = carry_out(steps(&root, quick)?);
    println!("\n{tally}");
    Ok(tally.exit_code())
}

/// All of it, for `cargo xtask test`. Where there is no Python, one line says so, and it counts as a failure.
pub(crate) fn run(root: &Path) -> Tally {
    match steps(root, false) {
        Ok(steps) => carry_out(steps),
        Err(refusal) => {
            println!("{refusal}; --no-python leaves out what needs one");
            Tally::of(false)
        }
    }
}

fn carry_out(steps: Vec<Step<'_>>) -> Tally {
    let mut tally = Tally::default();
    for Step { name, run } in steps {
        println!("{name}");
        let start = Instant::now();
        let (counted, outcome) = run();
        let seconds = start.elapsed().as_secs_f64();
        if outcome.ok {
            println!("  ok, {seconds:.1} s  {}", outcome.note);
        } else {
            println!("  FAILED, {seconds:.1} s\n{}", outcome.output.trim_end());
        }
        tally += counted;
    }
    tally
}

/// `cargo xtask bench python`: the wheel, built and installed, against the builtin and NumPy.
///
/// # Errors
/// There is no Python, the wheel cannot be built, or the script cannot be started.
pub(crate) fn bench(root: &Path, args: &[String]) -> Result<ExitCode, String> {
    let script = root.join("crates/pymodule/benches/python.py");
    let mut run = installed(root)?;
    run.arg(script).args(args);
    let status = run
        .status()
        .map_err(|error| format!("cannot run it: {error}"))?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The newest interpreter, in a virtual environment where the wheel is installed as it is now.
///
/// # Errors
/// There is no Python, or the wheel cannot be built.
pub(crate) fn installed(root: &Path) -> Result<std::process::Command, String> {
    let newest = cpython::find()?.swap_remove(0);
    for outcome in [wheel::build(root, &newest), wheel::install(root, &newest)] {
        if !outcome.ok {
            return Err(outcome.output);
        }
    }
    Ok(wheel::python(root, &newest))
}

/// One step of the work, which the caller times and prints.
pub(crate) struct Step<'a> {
    pub(crate) name: String,
    pub(crate) run: Box<dyn FnOnce() -> (Tally, Outcome) + 'a>,
}

impl<'a> Step<'a> {
    fn new(name: impl Into<String>, run: impl FnOnce() -> (Tally, Outcome) + 'a) -> Self {
        Self {
            name: name.into(),
            run: Box::new(run),
        }
    }
}

/// What `cargo xtask python` does, in order. `quick` leaves out the tests marked slow (thousands of random cases, a million rounds), and all
/// interpreters but the newest.
///
/// # Errors
/// There is no CPython 3.11 or newer: one line that says so.
pub(crate) fn steps(root: &Path, quick: bool) -> Result<Vec<Step<'_>>, String> {
    let mut pythons = cpython::find()?;
    if quick {
        pythons.truncate(1);
    }
    let newest = pythons[0].clone();
    let mut steps = Vec::new();
    let build = newest.clone();
    steps.push(Step::new(
        format!("python: the wheel, by {build}"),
        move || counted(wheel::build(root, &build)),
    ));
    for python in &pythons {
        let python = python.clone();
        steps.push(Step::new(
            format!("python: installed for {python}"),
            move || counted(wheel::install(root, &python)),
        ));
    }
    for python in pythons {
        for module in OF_CPYTHON {
            let python = python.clone();
            steps.push(Step::new(
                format!("python: test.{module} of {python}"),
                move || of_cpython(root, &python, module),
            ));
        }
    }
    let tested = newest.clone();
    steps.push(Step::new(
        format!("python: tests of the wheel, {tested}"),
        move || pytest(root, &tested, quick),
    ));
    steps.push(Step::new(
        format!("python: tests of memoryview-python, {newest}"),
        move || cargo_test(root, &newest),
    ));
    Ok(steps)
}

/// CPython's own tests that run with our class and module in the place of the builtin ones.
const OF_CPYTHON: [&str; 3] = ["test_memoryview", "test_buffer", "test_struct"];

/// One of CPython's own test files in a process of its own.
fn of_cpython(root: &Path, python: &CPython, module: &str) -> (Tally, Outcome) {
    let folder = root
        .join("crates")
        .join("pymodule")
        .join("tests")
        .join("cpython");
    let mut run = wheel::python(root, python);
    run.arg(folder.join("run.py")).arg(module);
    let outcome = run::kept(run);
    let tally = Tally::of_summary(outcome.ok, &outcome.output);
    (tally, noted(outcome, tally))
}

fn counted(outcome: Outcome) -> (Tally, Outcome) {
    (Tally::of(outcome.ok), outcome)
}

/// The tests that stand beside the wheel.
fn pytest(root: &Path, python: &CPython, quick: bool) -> (Tally, Outcome) {
    let mut pytest = wheel::python(root, python);
    pytest.args(["-m", "pytest", "-p", "no:cacheprovider"]);
    if quick {
        pytest.args(["-m", "not slow"]);
    }
    pytest.current_dir(root.join("crates").join("pymodule"));
    let outcome = run::kept(pytest);
    let tally = Tally::of_pytest(outcome.ok, &outcome.output);
    (tally, noted(outcome, tally))
}

/// The Rust tests of the crate for authors of extensions: they start an interpreter inside the test process.
fn cargo_test(root: &Path, python: &CPython) -> (Tally, Outcome) {
    let mut test = run::cargo(root, "test --package memoryview-python");
    python.embed(&mut test);
    test.env("PYTHONPATH", wheel::site_packages(root, python));
    let outcome = run::kept(test);
    let tally = Tally::of_harness(outcome.ok, &outcome.output);
    (tally, noted(outcome, tally))
}

fn noted(outcome: Outcome, tally: Tally) -> Outcome {
    Outcome {
        ok: tally.failed == 0,
        note: tally.to_string(),
        ..outcome
    }
}
