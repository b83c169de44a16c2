//! `cargo xtask report`: what are the figures on this machine? Measures copies, slices, conversions, iteration and records quickly, and
//! writes one page of tables and pictures.

mod calls;
mod machine;
mod page;
mod relayout;

use crate::run;
use crate::{Command, bench, workspace};
use std::fs;
use std::path::Path;
use std::process::{self, ExitCode};
use std::time::Instant;

pub(crate) const COMMAND: Command = Command {
    name: "report",
    usage: "",
    about: "copies, slices, conversions, iteration and records, quickly: target/report/index.html",
    run: command,
};

/// The benchmarks of criterion that the page shows, which of their groups, and what each answers. What is left out (many threads, parsing)
/// would take longer than the page may.
const CALLS: &[(&str, &str, &str)] = &[
    ("slicing", "", "What making a view costs"),
    ("conversion", "", "What going to ndarray and back costs"),
    ("iteration", "", "What walking over items costs"),
    ("unpack", "unpack", "What reading records costs"),
];

fn command(args: &[String]) -> Result<ExitCode, String> {
    if !args.is_empty() {
        return Err(format!("takes no arguments, not `{}`", args.join(" ")));
    }
    let begun = Instant::now();
    let root = workspace::root();
    let folder = root.join("target").join("report");
    // Criterion leaves the results of benchmarks that no longer exist.
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    build(&root)?;
    let built = begun.elapsed();
    let growth = growth(&root, &folder)?;
    let relayout = relayout(&folder)?;
    let calls = calls(&root, &folder)?;
    let taken = format!(
        "{:.0} s, of which building {:.0} s",
        begun.elapsed().as_secs_f64(),
        built.as_secs_f64()
    );
    let mut page = page::Page::new(&machine::rows(&root, &taken));
    page.section("Slicing against copying", page::SLICING);
    page.picture(&growth.0);
    page.folded(
        "The files that were sliced, and every figure",
        &page::text(&growth.1),
    );
    relayout::show(&relayout, &mut page);
    for (title, rows) in &calls {
        calls::show(title, rows, &mut page);
    }
    let path = folder.join("index.html");
    fs::write(&path, page.finish()).map_err(|error| format!("{}: {error}", path.display()))?;
    println!("\n{taken}\n{}", path.display());
    Ok(ExitCode::SUCCESS)
}

/// Builds all before anything is timed: a compiler beside a benchmark spoils it.
fn build(root: &Path) -> Result<(), String> {
    for call in [
        "build --quiet --release --package memoryview-bench",
        "build --quiet --release --example slicing_vs_copying",
        "bench --quiet --package memoryview-bench --no-run",
    ] {
        said(run::cargo(root, call))?;
    }
    Ok(())
}

/// The example of slicing against copying: its picture and its text.
fn growth(root: &Path, folder: &Path) -> Result<(String, String), String> {
    let plot = folder.join("slicing.svg");
    let mut example = run::cargo(
        root,
        "run --quiet --release --example slicing_vs_copying -- --size 64 --plot",
    );
    example.arg(&plot);
    let text = said(example)?;
    Ok((read(&plot)?, text))
}

fn relayout(folder: &Path) -> Result<Vec<relayout::Line>, String> {
    let json = folder.join("relayout.json");
    let args = ["relayout", "--quick", "--json", &json.display().to_string()];
    let done = (bench::COMMAND.run)(&args.map(String::from))?;
    if done != ExitCode::SUCCESS {
        return Err("the relayout benchmark failed".into());
    }
    relayout::lines(&read(&json)?)
}

/// Runs each benchmark of criterion: its title and its lines.
fn calls(root: &Path, folder: &Path) -> Result<Vec<(&'static str, Vec<calls::Row>)>, String> {
    let mut all = Vec::new();
    for (name, groups, title) in CALLS {
        let begun = Instant::now();
        let home = folder.join("criterion").join(name);
        let call = format!(
            "bench --quiet --package memoryview-bench --bench {name} -- --quick --quiet {groups}"
        );
        let mut bench = run::cargo(root, &call);
        bench.env("CRITERION_HOME", &home);
        said(bench)?;
        all.push((*title, calls::read(&home)?));
        println!(
            "{title} (benches/{name}.rs): {:.0} s",
            begun.elapsed().as_secs_f64()
        );
    }
    Ok(all)
}

/// Runs a program to its end; gives what it said.
fn said(mut command: process::Command) -> Result<String, String> {
    let output = command.stderr(process::Stdio::inherit()).output();
    let output = output.map_err(|error| format!("cannot run {command:?}: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    match output.status.success() {
        true => Ok(text),
        false => Err(format!("{command:?} failed:\n{text}")),
    }
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}
