//! `cargo xtask ci`: may this tree land? Every check, in the order in which they are cheap to understand.

use crate::run::{self, Outcome};
use crate::steps::Steps;
use crate::workspace::{self, FACADE, Package};
use crate::{Command, examples, file_sizes, safety, test, unsafe_rooms};
use crate::{interpreter, python};
use std::path::Path;
use std::process::ExitCode;

pub(crate) const COMMAND: Command = Command {
    name: "ci",
    usage: "",
    about: "everything that must pass before a change lands; makes target/venv with NumPy",
    run: command,
};

fn command(args: &[String]) -> Result<ExitCode, String> {
    if !args.is_empty() {
        return Err(format!("takes no arguments, not `{}`", args.join(" ")));
    }
    let root = workspace::root();
    let packages = workspace::packages(&root)?;
    let mut steps = Steps::default();
    tests(&root, &packages, &mut steps);
    python_package(&root, &mut steps);
    documentation(&root, &packages, &mut steps);
    run_examples(&root, &mut steps);
    feature_sets(&root, &packages, &mut steps);
    steps.check("files with unsafe are listed", || {
        unsafe_rooms::check(&root)
    });
    package(&root, &packages, &mut steps);
    safety::ci(&root, &mut steps);
    steps.check("tracked files are small", || file_sizes::check(&root));
    println!("{}", steps.tally);
    Ok(steps.tally.exit_code())
}

/// The virtual environment, the formatting, the lints and the tests.
fn tests(root: &Path, packages: &[Package], steps: &mut Steps) {
    let mut python = None;
    steps.check("target/venv", || {
        let (found, outcome) = interpreter::make_venv(root);
        python = found;
        outcome
    });
    steps.cargo("formatting", root, "fmt --all --check -- --color never");
    // Also compiles every benchmark.
    let call = format!(
        "clippy --workspace --all-targets --features {} -- -D warnings",
        features(packages)
    );
    steps.cargo("clippy, all targets", root, &call);
    steps.step("tests", || test::kept(root, python.as_ref()));
}

/// The wheel and its tests.
fn python_package(root: &Path, steps: &mut Steps) {
    match python::steps(root, false) {
        Ok(work) => {
            for step in work {
                steps.step(&step.name, step.run);
            }
        }
        Err(refusal) => steps.check("python", || Outcome::failed(refusal)),
    }
}

/// All features of all packages, but for the one that needs cmake and minutes to build C++.
fn features(packages: &[Package]) -> String {
    let of = |package: &Package| {
        let name = package.name.clone();
        let features = package.features.iter().filter(|f| *f != "hptt");
        let named = features.map(|feature| format!("{name}/{feature}"));
        named.collect::<Vec<_>>()
    };
    packages.iter().flat_map(of).collect::<Vec<_>>().join(",")
}

fn documentation(root: &Path, packages: &[Package], steps: &mut Steps) {
    let call = format!(
        "doc --workspace --features {} --no-deps",
        features(packages)
    );
    steps.check("documentation", || {
        let mut doc = run::cargo(root, &call);
        doc.env("RUSTDOCFLAGS", "-D warnings");
        run::kept(doc)
    });
}

fn run_examples(root: &Path, steps: &mut Steps) {
    for (name, arguments) in examples::calls(root) {
        let call = format!(
            "run --package {FACADE} --release --all-features --example {name} -- {arguments}"
        );
        steps.cargo(&format!("example {name} {arguments}"), root, &call);
    }
    steps.check("examples say what they take", || {
        for (name, _) in examples::calls(root) {
            let call = format!(
                "run --quiet --package {FACADE} --release --all-features --example {name} -- --no-such-option 1"
            );
            let Outcome { ok, output, .. } = run::kept(run::cargo(root, &call));
            if ok || !output.contains(&format!("usage: {name}")) {
                return Outcome::failed(format!("{name} --no-such-option 1: {output}"));
            }
        }
        Outcome::passed("")
    });
}

/// Each published package alone, with the fewest and the most features; the facade also with each single one.
///
/// Selected alone, a package is built without the features that others ask of it. Clippy builds as `cargo check` does,
/// and refuses what only a smaller set leaves unused; in tests, examples and benchmarks too.
fn feature_sets(root: &Path, packages: &[Package], steps: &mut Steps) {
    let mut lint = |name: &str, features: &str, shown: &str| {
        // Of all features together the tests are linted with the workspace.
        let targets = match features {
            "--all-features" => "--lib",
            _ => "--all-targets",
        };
        let call = format!("clippy --package {name} {targets} --no-deps {features} -- -D warnings");
        steps.cargo(&format!("{name}, {shown}"), root, &call);
    };
    for package in packages.iter().filter(|package| package.published) {
        lint(&package.name, "--no-default-features", "no features");
        if package.name == FACADE {
            for feature in &package.features {
                let only = format!("--no-default-features --features {feature}");
                lint(FACADE, &only, &format!("feature {feature}"));
            }
        }
        lint(&package.name, "--all-features", "all features");
    }
}

/// What would be published builds from its package. Changes that are not yet committed are packaged as they stand.
fn package(root: &Path, packages: &[Package], steps: &mut Steps) {
    // Cargo keeps the sources of packaged siblings by the path of the target folder: with the same folder as before it would build against their old ones.
    let since = std::time::UNIX_EPOCH.elapsed().unwrap_or_default();
    let folder = format!("target/package-{}", since.as_nanos());
    let mut call = format!("package --workspace --allow-dirty --target-dir {folder}");
    for package in packages.iter().filter(|package| !package.published) {
        call.push_str(" --exclude ");
        call.push_str(&package.name);
    }
    steps.cargo("packages build as published", root, &call);
    // What is left costs space only.
    let _ = std::fs::remove_dir_all(root.join(folder));
}
