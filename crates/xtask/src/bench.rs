//! `cargo xtask bench`: how fast is it, against others in the same run?

use crate::interpreter;
use crate::run;
use crate::{Command, workspace};
use std::process::ExitCode;

pub(crate) const COMMAND: Command = Command {
    name: "bench",
    usage: "relayout [--quick] [--threads N] [--json FILE]",
    about: "copies between layouts against memcpy, strided-perm, ndarray and NumPy",
    run: command,
};

fn command(args: &[String]) -> Result<ExitCode, String> {
    if args.first().map(String::as_str) != Some("relayout") {
        return Err(format!("takes {}", COMMAND.usage));
    }
    let root = workspace::root();
    let mut bench = run::cargo(&root, "run --quiet --release --package memoryview-bench --");
    bench.args(args);
    if let Some(python) = interpreter::find(&root)? {
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
