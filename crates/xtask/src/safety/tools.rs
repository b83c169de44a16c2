//! Which tools does a stage need that cargo does not bring, and where do they come from?

use crate::run;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A command with which nothing is fetched through rustup: some tools of cargo would install components on their own.
pub(super) fn offline(mut command: Command) -> Command {
    for variable in ["RUSTUP_DIST_SERVER", "RUSTUP_UPDATE_ROOT"] {
        command.env(variable, "http://127.0.0.1:9");
    }
    command
}

/// A subcommand of cargo, of this version or whichever there is.
pub(super) fn cargo_tool(root: &Path, name: &str, version: &str) -> Result<(), String> {
    let there = |()| run::kept(run::cargo(root, &format!("{name} --version"))).ok;
    if there(()) {
        return Ok(());
    }
    // Not optimised: these call cargo, and are built in a third of the time.
    let call = format!("install --locked --debug cargo-{name}@{version}");
    let installed = run::kept(offline(run::cargo(root, &call)));
    if installed.ok && there(()) {
        return Ok(());
    }
    Err(installed.output)
}

/// A file and the Debian package that brings it.
pub(super) type Needed = (&'static str, &'static str);

/// Debian's compiler with the sources of its standard library: it builds that library for other machines, and with sanitizers.
const COMPILER: &[Needed] = &[
    (DEBIAN_RUSTC, "rustc-web"),
    (
        "/usr/lib/rustlib/x86_64-unknown-linux-gnu/lib",
        "libstd-rust-web-dev",
    ),
    ("/usr/lib/rustlib/src/rust/library", "rust-web-src"),
];
const LLVM: &[Needed] = &[("/usr/bin/llvm-cov-22", "llvm-22")];
const VALGRIND: &[Needed] = &[("/usr/bin/valgrind", "valgrind")];

pub(super) const DEBIAN_RUSTC: &str = "/usr/bin/rustc";

pub(super) fn compiler() -> Result<(), String> {
    debian(COMPILER)
}

pub(super) fn llvm() -> Result<(), String> {
    debian(LLVM)
}

pub(super) fn valgrind() -> Result<(), String> {
    debian(VALGRIND)
}

/// Installs the packages of the files that are missing.
pub(super) fn debian(needed: &[Needed]) -> Result<(), String> {
    let missing = || needed.iter().filter(|(file, _)| !Path::new(file).exists());
    if missing().next().is_none() {
        return Ok(());
    }
    let mut update = Command::new("apt-get");
    update.args(["update", "-q"]);
    let updated = run::kept(update);
    let mut install = Command::new("apt-get");
    install.args(["install", "-q", "-y", "--no-install-recommends"]);
    install.args(missing().map(|(_, package)| package));
    install.env("DEBIAN_FRONTEND", "noninteractive");
    let installed = run::kept(install);
    match missing().next() {
        None => Ok(()),
        Some((file, package)) => Err(format!(
            "{file} is missing, which the Debian package {package} brings\n{}{}",
            updated.output, installed.output
        )),
    }
}

/// Puts the runtime of a sanitizer where Debian's compiler looks for it. Debian ships none; those of the compiler in use serve, as long as both stand on one LLVM.
pub(super) fn sanitizer_runtime(root: &Path, name: &str) -> Result<(), String> {
    let (own, debian) = (llvm_of("rustc")?, llvm_of(DEBIAN_RUSTC)?);
    let major = |version: &str| version.split('.').next().map(str::to_owned);
    if major(&own) != major(&debian) {
        return Err(format!(
            "the compiler in use stands on LLVM {own}, Debian's on {debian}: the sanitizer's runtime does not fit"
        ));
    }
    let mut sysroot = Command::new("rustc");
    sysroot.current_dir(root).args(["--print", "sysroot"]);
    let sysroot = answer(sysroot)?;
    let host = "lib/rustlib/x86_64-unknown-linux-gnu/lib";
    let folder = PathBuf::from(sysroot.trim()).join(host);
    let runtime = ["stable", "beta", "nightly"]
        .map(|channel| folder.join(format!("librustc-{channel}_rt.{name}.a")))
        .into_iter()
        .find(|file| file.exists())
        .ok_or_else(|| format!("no runtime of {name} in {}", folder.display()))?;
    let place = Path::new("/usr")
        .join(host)
        .join(format!("librustc-stable_rt.{name}.a"));
    if place.exists() {
        return Ok(());
    }
    std::os::unix::fs::symlink(&runtime, &place)
        .map_err(|error| format!("{} -> {}: {error}", place.display(), runtime.display()))
}

fn llvm_of(rustc: &str) -> Result<String, String> {
    let mut version = Command::new(rustc);
    version.arg("-vV");
    let text = answer(version)?;
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("LLVM version: "));
    line.map(str::to_owned)
        .ok_or_else(|| format!("{rustc} -vV names no LLVM: {text}"))
}

/// What a program prints to its standard output.
pub(super) fn answer(mut command: Command) -> Result<String, String> {
    match command.output() {
        Ok(ran) if ran.status.success() => Ok(String::from_utf8_lossy(&ran.stdout).into_owned()),
        Ok(ran) => Err(String::from_utf8_lossy(&ran.stderr).into_owned()),
        Err(error) => Err(format!("{command:?}: {error}")),
    }
}
