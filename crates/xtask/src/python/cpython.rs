//! Which CPythons does this machine have?

use crate::interpreter;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Names interpreters in front of all that are found: paths, separated as in `PATH`.
const VARIABLE: &str = "MEMORYVIEW_PYTHONS";

/// The oldest that the wheel serves: its ABI is that of 3.11, where the buffer protocol became stable.
const OLDEST: (u32, u32) = (3, 11);
/// The newest whose own tests are known to us.
const NEWEST: (u32, u32) = (3, 15);

/// One CPython, outside of any virtual environment.
#[derive(Clone, Debug)]
pub(crate) struct CPython {
    pub(crate) version: (u32, u32),
    pub(crate) path: PathBuf,
    /// Where the shared library of this interpreter lies; empty where there is none.
    library: PathBuf,
}

impl fmt::Display for CPython {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CPython {}", self.name())
    }
}

impl CPython {
    /// `3.12`.
    pub(crate) fn name(&self) -> String {
        let (major, minor) = self.version;
        format!("{major}.{minor}")
    }

    /// Lets what `command` builds link to this interpreter, and what it runs find it.
    pub(crate) fn embed(&self, command: &mut Command) {
        command.env("PYO3_PYTHON", &self.path);
        let variable = if cfg!(target_os = "macos") {
            "DYLD_LIBRARY_PATH"
        } else {
            "LD_LIBRARY_PATH"
        };
        let mut folders = vec![self.library.clone()];
        if let Some(others) = std::env::var_os(variable) {
            folders.extend(std::env::split_paths(&others));
        }
        if let Ok(joined) = std::env::join_paths(folders) {
            command.env(variable, joined);
        }
    }
}

/// One of each version from 3.11 to 3.15, the newest first; of several of a version the one that is named first: by
/// `MEMORYVIEW_PYTHONS`, by `MEMORYVIEW_PYTHON`, by `PATH`, by pyenv.
///
/// # Errors
/// There is none.
pub(crate) fn find() -> Result<Vec<CPython>, String> {
    let mut found = BTreeMap::new();
    for candidate in candidates() {
        if let Some(python) = probe(&candidate)
            && (OLDEST..=NEWEST).contains(&python.version)
        {
            found.entry(python.version).or_insert(python);
        }
    }
    if found.is_empty() {
        return Err(format!(
            "no CPython 3.11 to 3.15 was found on PATH or under pyenv ({VARIABLE} may name some)"
        ));
    }
    Ok(found.into_values().rev().collect())
}

fn candidates() -> Vec<PathBuf> {
    let mut candidates = Vec::new();
    if let Some(named) = std::env::var_os(VARIABLE) {
        candidates
            .extend(std::env::split_paths(&named).filter(|path| !path.as_os_str().is_empty()));
    }
    if let Some(named) = std::env::var_os(interpreter::VARIABLE).filter(|named| !named.is_empty()) {
        candidates.push(PathBuf::from(named));
    }
    for minor in OLDEST.1..=NEWEST.1 {
        candidates.push(PathBuf::from(format!("python3.{minor}")));
    }
    candidates.extend(["python3", "python"].map(PathBuf::from));
    candidates.extend(of_pyenv());
    candidates
}

/// Those that pyenv has installed, whether or not it puts them on the path.
fn of_pyenv() -> Vec<PathBuf> {
    let root = std::env::var_os("PYENV_ROOT")
        .map(PathBuf::from)
        .or_else(|| Some(std::env::home_dir()?.join(".pyenv")));
    let Some(versions) = root.and_then(|root| root.join("versions").read_dir().ok()) else {
        return Vec::new();
    };
    let mut pythons: Vec<PathBuf> = versions
        .filter_map(Result::ok)
        .map(|entry| entry.path().join("bin").join("python"))
        .filter(|python| python.is_file())
        .collect();
    pythons.sort();
    pythons
}

/// What an interpreter says of itself. In a virtual environment it is asked for the one that the environment was made of.
fn probe(python: &Path) -> Option<CPython> {
    const ASK: &str = "\
import os, sys, sysconfig
assert sys.implementation.name == 'cpython' and not sysconfig.get_config_var('Py_GIL_DISABLED')
print(sys.version_info[0]); print(sys.version_info[1])
print(getattr(sys, '_base_executable', None) or sys.executable)
print(sysconfig.get_config_var('LIBDIR') or '')";
    let answer = interpreter::ask(python, ASK)?;
    let mut lines = answer.lines();
    let version = (lines.next()?.parse().ok()?, lines.next()?.parse().ok()?);
    let path = PathBuf::from(lines.next()?);
    let library = PathBuf::from(lines.next().unwrap_or_default());
    Some(CPython {
        version,
        path,
        library,
    })
}
