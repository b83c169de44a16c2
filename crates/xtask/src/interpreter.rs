//! Which Python runs the cross-checks against NumPy?
//!
//! Tests learn it from the environment variable [`VARIABLE`]: where it is set, it names an interpreter that imports
//! NumPy, and the cross-checks must run; where it is not, they are skipped.

use crate::run::{self, Outcome};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The environment variable that names the interpreter to the tests.
pub(crate) const VARIABLE: &str = "MEMORYVIEW_PYTHON";

const ON_PATH: [&str; 2] = ["python3", "python"];

/// An interpreter that imports NumPy.
#[derive(Debug)]
pub(crate) struct WithNumpy {
    /// Absolute: tests run in other folders than this process.
    pub(crate) path: PathBuf,
    pub(crate) numpy: String,
}

/// The interpreter that the caller names; else `target/venv`; else the one on the path; whichever imports NumPy first.
///
/// # Errors
/// The caller names one that does not run or does not import NumPy.
pub(crate) fn find(root: &Path) -> Result<Option<WithNumpy>, String> {
    if let Some(named) = std::env::var_os(VARIABLE).filter(|named| !named.is_empty()) {
        return match probe(Path::new(&named)) {
            Some(found) => Ok(Some(found)),
            None => Err(format!(
                "{VARIABLE} is {}, which does not run or has no NumPy",
                Path::new(&named).display()
            )),
        };
    }
    let venv = venv_python(root);
    let candidates = [venv.as_path()].into_iter().chain(ON_PATH.map(Path::new));
    Ok(candidates.into_iter().find_map(probe))
}

/// Makes `target/venv` with the NumPy that is pinned for the interpreter on the path; does nothing where it stands.
pub(crate) fn make_venv(root: &Path) -> (Option<WithNumpy>, Outcome) {
    let Some((base, version)) = ON_PATH
        .iter()
        .find_map(|name| version(name).map(|version| (*name, version)))
    else {
        return (
            None,
            Outcome::failed("neither python3 nor python runs on this machine"),
        );
    };
    let Some(pinned) = pinned_numpy(version) else {
        let (major, minor) = version;
        let refusal = format!("{base} is Python {major}.{minor}; at least 3.9 is needed");
        return (None, Outcome::failed(refusal));
    };
    let python = venv_python(root);
    let stands = || probe(&python).filter(|found| found.numpy == pinned);
    if let Some(found) = stands() {
        return (Some(found), Outcome::passed(format!("NumPy {pinned}")));
    }
    let outcome = install(root, base, &python, pinned);
    if !outcome.ok {
        return (None, outcome);
    }
    match stands() {
        Some(found) => (Some(found), Outcome::passed(format!("NumPy {pinned}"))),
        None => {
            let refusal = format!("{}: no NumPy {pinned} after all\n", python.display());
            (None, Outcome::failed(outcome.output + &refusal))
        }
    }
}

fn install(root: &Path, base: &str, python: &Path, pinned: &str) -> Outcome {
    let folder = venv(root);
    if let Some(parent) = folder.parent()
        && let Err(error) = fs::create_dir_all(parent)
    {
        return Outcome::failed(format!("{}: {error}", parent.display()));
    }
    let mut make = Command::new(base);
    make.args(["-m", "venv", "--clear"]).arg(folder);
    let made = run::kept(make);
    if !made.ok {
        return made;
    }
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "install", "--disable-pip-version-check"])
        .args(["--only-binary", ":all:", &format!("numpy=={pinned}")]);
    run::kept(pip)
}

/// The newest NumPy that has wheels for this version of Python: 2.4 is the last for 3.11, 2.2 for 3.10, 2.0 for 3.9.
fn pinned_numpy(version: (u32, u32)) -> Option<&'static str> {
    match version {
        (3, 0..=8) | (0..=2, _) => None,
        (3, 9) => Some("2.0.2"),
        (3, 10) => Some("2.2.6"),
        _ => Some("2.4.6"),
    }
}

fn venv(root: &Path) -> PathBuf {
    root.join("target").join("venv")
}

fn venv_python(root: &Path) -> PathBuf {
    if cfg!(windows) {
        venv(root).join("Scripts").join("python.exe")
    } else {
        venv(root).join("bin").join("python")
    }
}

fn probe(python: &Path) -> Option<WithNumpy> {
    let lines = ask(
        python,
        "import sys, numpy; print(sys.executable); print(numpy.__version__)",
    )?;
    let (path, numpy) = lines.split_once('\n')?;
    Some(WithNumpy {
        path: PathBuf::from(path.trim_end()),
        numpy: numpy.trim().to_owned(),
    })
}

fn version(python: &str) -> Option<(u32, u32)> {
    let line = ask(
        Path::new(python),
        "import sys; print('%d.%d' % sys.version_info[:2])",
    )?;
    let (major, minor) = line.trim().split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

/// What `python` prints when it runs `code`; nothing where it fails.
pub(crate) fn ask(python: &Path, code: &str) -> Option<String> {
    let answer = Command::new(python)
        .args(["-c", code])
        .stdin(Stdio::null())
        .output()
        .ok()
        .filter(|answer| answer.status.success())?;
    String::from_utf8(answer.stdout).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numpy_fits_the_python() {
        assert_eq!(pinned_numpy((2, 7)), None);
        assert_eq!(pinned_numpy((3, 8)), None);
        assert_eq!(pinned_numpy((3, 10)), Some("2.2.6"));
        assert_eq!(pinned_numpy((3, 11)), Some("2.4.6"));
        assert_eq!(pinned_numpy((3, 14)), Some("2.4.6"));
    }

    #[test]
    fn a_missing_interpreter_has_no_numpy() {
        assert!(probe(Path::new("no/such/python")).is_none());
    }
}
