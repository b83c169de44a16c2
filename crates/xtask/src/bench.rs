//! `cargo xtask bench`: how fast is it, against others in the same run?
//!
//! `--hptt` adds the C++ library of that name: it needs cmake and a C++ compiler, and builds for some minutes, once.

use crate::interpreter;
use crate::python;
use crate::run;
use crate::{Command, workspace};
use std::path::Path;
use std::process::ExitCode;

pub(crate) const COMMAND: Command = Command {
    name: "bench",
    usage: "relayout [--hptt] [--quick] [--threads N] [--json FILE] [--group NAME] [--alone] | python [--quick]",
    about: "copies, conversions and comparisons against memcpy, strided-perm, ndarray and NumPy; the wheel against the builtin",
    run: command,
};

/// Where glibc looks for settings of `malloc`.
const TUNABLES: &str = "GLIBC_TUNABLES";

fn command(args: &[String]) -> Result<ExitCode, String> {
    let root = workspace::root();
    match args.first().map(String::as_str) {
        Some("relayout") => relayout(&root, args),
        Some("python") => python::bench(&root, &args[1..]),
        _ => Err(format!("takes {}", COMMAND.usage)),
    }
}

fn relayout(root: &Path, args: &[String]) -> Result<ExitCode, String> {
    let (hptt, args): (Vec<_>, Vec<_>) = args.iter().partition(|arg| *arg == "--hptt");
    let mut bench = run::cargo(root, "run --quiet --release --package memoryview-bench");
    if !hptt.is_empty() {
        bench.args(["--features", "hptt"]);
        if cfg!(target_arch = "x86_64") {
            // Its build script leaves out the vector kernels, which are what it is known for.
            let flags = std::env::var("CXXFLAGS").unwrap_or_default();
            bench.env("CXXFLAGS", format!("{flags} -DHPTT_ARCH_AVX").trim());
        }
    }
    bench.arg("--").args(args);
    if std::env::var_os(TUNABLES).is_none() {
        // NumPy's arrays ask the system for large pages, and so does fresh memory of ours: here the memory that all others copy does so, too.
        bench.env(TUNABLES, "glibc.malloc.hugetlb=1");
    }
    if let Some(python) = interpreter::find(root)? {
        bench.env(interpreter::VARIABLE, python.path);
    }
    let status = bench
        .status()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
