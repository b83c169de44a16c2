//! How is the wheel built, and where is it installed?

use super::cpython::CPython;
use crate::run::{self, Outcome};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What builds the wheel.
const MATURIN: &str = "maturin==1.16.0";

/// Builds the wheel to `target/wheels`, one for all versions of Python.
pub(crate) fn build(root: &Path, python: &CPython) -> Outcome {
    let made = make_venv(root, python);
    if !made.ok {
        return made;
    }
    let wheels = root.join("target").join("wheels");
    // Of several wheels there pip would choose by version, not by age.
    let _ = fs::remove_dir_all(&wheels);
    let mut maturin = self::python(root, python);
    maturin
        .args(["-m", "maturin", "build", "--profile", "wheel", "--locked"])
        .arg("--out")
        .arg(&wheels)
        .arg("--manifest-path")
        .arg(root.join("crates").join("pymodule").join("Cargo.toml"))
        .current_dir(root)
        .env("PYO3_PYTHON", &python.path);
    let built = run::kept(maturin);
    match (built.ok, wheel(root)) {
        (false, _) => built,
        (true, None) => Outcome::failed(built.output + "maturin left no wheel\n"),
        (true, Some(wheel)) => {
            let size = fs::metadata(&wheel).map_or(0, |data| data.len());
            let name = wheel
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            Outcome::passed(format!("{name}, {} KiB", size / 1024))
        }
    }
}

/// Installs the wheel into the virtual environment of this Python.
pub(crate) fn install(root: &Path, python: &CPython) -> Outcome {
    let made = make_venv(root, python);
    if !made.ok {
        return made;
    }
    let Some(wheel) = wheel(root) else {
        return Outcome::failed("there is no wheel in target/wheels");
    };
    let mut pip = pip(root, python);
    pip.args(["--force-reinstall", "--no-deps", "--no-index"])
        .arg(wheel);
    run::kept(pip)
}

/// The interpreter in the virtual environment of this Python.
pub(crate) fn python(root: &Path, python: &CPython) -> Command {
    let mut command = Command::new(program(root, python));
    python.embed(&mut command);
    // Where the tests write, they write beside themselves otherwise.
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

/// Where that environment keeps its packages.
pub(crate) fn site_packages(root: &Path, python: &CPython) -> PathBuf {
    if cfg!(windows) {
        venv(root, python).join("Lib").join("site-packages")
    } else {
        let version = format!("python{}", python.name());
        venv(root, python)
            .join("lib")
            .join(version)
            .join("site-packages")
    }
}

fn venv(root: &Path, python: &CPython) -> PathBuf {
    root.join("target").join("python").join(python.name())
}

fn program(root: &Path, python: &CPython) -> PathBuf {
    if cfg!(windows) {
        venv(root, python).join("Scripts").join("python.exe")
    } else {
        venv(root, python).join("bin").join("python")
    }
}

fn pip(root: &Path, python: &CPython) -> Command {
    let mut pip = self::python(root, python);
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]);
    pip
}

fn wheel(root: &Path) -> Option<PathBuf> {
    let folder = fs::read_dir(root.join("target").join("wheels")).ok()?;
    folder
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|extension| extension == "whl"))
}

/// The environment with the pinned requirements; nothing is done where it stands with the same ones.
fn make_venv(root: &Path, python: &CPython) -> Outcome {
    let listed = root
        .join("crates")
        .join("pymodule")
        .join("tests")
        .join("requirements.txt");
    let wanted = match fs::read_to_string(&listed) {
        Ok(wanted) => format!("{wanted}{MATURIN}\n{}\n", python.path.display()),
        Err(error) => return Outcome::failed(format!("{}: {error}", listed.display())),
    };
    let stamp = venv(root, python).join("requirements.stamp");
    if fs::read_to_string(&stamp).is_ok_and(|stands| stands == wanted) {
        return Outcome::passed("");
    }
    let mut make = Command::new(&python.path);
    make.args(["-m", "venv", "--clear"]).arg(venv(root, python));
    let made = run::kept(make);
    if !made.ok {
        return made;
    }
    let mut pip = pip(root, python);
    pip.args(["--only-binary", ":all:", "--requirement"])
        .arg(&listed)
        .arg(MATURIN);
    let installed = run::kept(pip);
    if installed.ok
        && let Err(error) = fs::write(&stamp, wanted)
    {
        return Outcome::failed(format!("{}: {error}", stamp.display()));
    }
    installed
}
