//! Which files may contain `unsafe`, and why?
//!
//! The workspace denies the lint `unsafe_code`; a file that allows it must also stand on this list, so that a new room
//! is a decision that a reviewer sees. The search is for the keyword itself: comments, strings and the name of the
//! lint do not count.

mod scan;

use crate::run::Outcome;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A file that may contain `unsafe`; one `*` in its path stands for any text, also for folders.
struct Room {
    path: &'static str,
    reason: &'static str,
}

const fn room(path: &'static str, reason: &'static str) -> Room {
    Room { path, reason }
}

const ROOMS: &[Room] = &[
    room(
        "crates/strided/src/memory.rs",
        "address ranges, and the doors between the kinds of memory",
    ),
    room(
        "crates/strided/src/parts.rs",
        "where layout and memory meet: the invariant stands here",
    ),
    room(
        "crates/strided/src/buffer.rs",
        "owners behind `Arc`, lent as views",
    ),
    room(
        "crates/strided/src/indirect.rs",
        "pointers inside the data (suboffsets) are followed",
    ),
    room("crates/strided/src/map.rs", "files mapped into memory"),
    room(
        "crates/strided/src/element.rs",
        "the `unsafe trait Element` and its implementations",
    ),
    room(
        "crates/strided/src/element/order.rs",
        "elements of either byte order and any alignment",
    ),
    room(
        "crates/strided/src/copy/uninit.rs",
        "a destination that is not yet initialised",
    ),
    room(
        "crates/strided/src/copy/kernel*.rs",
        "inner loops over raw pointers, and SIMD",
    ),
    room(
        "crates/derive/src/*.rs",
        "writes `unsafe impl Element` into other crates",
    ),
    room("crates/ndarray/src/raw.rs", "raw parts to and from ndarray"),
    room(
        "crates/python/src/export.rs",
        "fills a `Py_buffer` for Python",
    ),
    room(
        "crates/python/src/import*.rs",
        "takes a `Py_buffer` from Python",
    ),
    room(
        "crates/pymodule/src/view/export.rs",
        "answers Python's buffer protocol",
    ),
    room(
        "crates/pymodule/src/view/made.rs",
        "makes a view in the memory of a new Python object",
    ),
    room(
        "crates/pymodule/src/view/listed.rs",
        "fills lists, as fast as C does",
    ),
    room(
        "crates/pymodule/src/view/pointers.rs",
        "follows the pointers of an exporter",
    ),
    room(
        "crates/pymodule/src/fresh.rs",
        "fills a byte string that was not zeroed first",
    ),
    room(
        "crates/pymodule/src/lease.rs",
        "takes plain bytes from Python for one call of struct",
    ),
    room(
        "crates/pymodule/src/structs/entry.rs",
        "C functions, as fast as those of the builtin struct",
    ),
    room(
        "crates/pymodule/src/raw.rs",
        "tuples and integers, as fast as in the builtin struct",
    ),
    room(
        "crates/pymodule/src/view/full/convert.rs",
        "lets go of the interpreter where the caller says that nobody writes",
    ),
    room(
        "crates/hostile/src/pybuffer.rs",
        "describes its own memory as an exporter would, wrongly",
    ),
    room(
        "crates/planted/src/main.rs",
        "faults on purpose, for the detectors",
    ),
];

/// One source file, its path relative to the root and with `/`.
struct Source {
    path: String,
    text: String,
}

/// Every file of `src` and `crates/*/src` that contains `unsafe` is a room, a test or a benchmark.
pub(crate) fn check(root: &Path) -> Outcome {
    match sources(root) {
        Ok(sources) => judge(&sources),
        Err(refusal) => Outcome::failed(refusal),
    }
}

/// How often the keyword stands in each file that has it; tests and benchmarks aside.
pub(crate) fn counts(root: &Path) -> Result<BTreeMap<String, usize>, String> {
    let sources = sources(root)?.into_iter();
    let counted = sources
        .filter(|source| !is_exempt(&source.path))
        .map(|source| {
            let count = scan::lines_of_keyword(&source.text, "unsafe").len();
            (source.path, count)
        });
    Ok(counted.filter(|(_, count)| *count > 0).collect())
}

fn judge(sources: &[Source]) -> Outcome {
    let mut used = vec![false; ROOMS.len()];
    let mut exists = vec![false; ROOMS.len()];
    let mut refusals = String::new();
    for source in sources.iter().filter(|source| !is_exempt(&source.path)) {
        let lines = scan::lines_of_keyword(&source.text, "unsafe");
        match ROOMS
            .iter()
            .position(|room| matches(room.path, &source.path))
        {
            Some(index) => {
                exists[index] = true;
                used[index] |= !lines.is_empty();
            }
            None => {
                for line in lines {
                    refusals.push_str(&format!(
                        "{}:{line}: `unsafe` outside the rooms\n",
                        source.path
                    ));
                }
            }
        }
    }
    if !refusals.is_empty() {
        refusals.push_str("the rooms and their reasons:\n");
        for room in ROOMS {
            refusals.push_str(&format!("  {:<36} {}\n", room.path, room.reason));
        }
        return Outcome::failed(refusals);
    }
    let stale: Vec<&str> = (0..ROOMS.len())
        .filter(|&index| exists[index] && !used[index])
        .map(|index| ROOMS[index].path)
        .collect();
    if stale.is_empty() {
        Outcome::passed(format!("{} files", sources.len()))
    } else {
        Outcome::passed(format!("listed without need: {}", stale.join(", ")))
    }
}

/// Tests and benchmarks may be unsafe without being listed.
fn is_exempt(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.contains("/tests/") || path.starts_with("crates/bench/")
}

fn matches(pattern: &str, path: &str) -> bool {
    match pattern.split_once('*') {
        Some((start, end)) => path
            .strip_prefix(start)
            .is_some_and(|rest| rest.ends_with(end)),
        None => pattern == path,
    }
}

fn sources(root: &Path) -> Result<Vec<Source>, String> {
    let mut paths = Vec::new();
    collect(&root.join("src"), &mut paths)?;
    for package in entries(&root.join("crates"))? {
        let src = package.join("src");
        if src.is_dir() {
            collect(&src, &mut paths)?;
        }
    }
    paths
        .iter()
        .map(|path| {
            let text =
                fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
            let relative = path.strip_prefix(root).unwrap_or(path);
            let path = relative.to_string_lossy().replace('\\', "/");
            Ok(Source { path, text })
        })
        .collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<(), String> {
    for path in entries(folder)? {
        if path.is_dir() {
            collect(&path, paths)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
    Ok(())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let read = || -> std::io::Result<Vec<PathBuf>> {
        let entries = fs::read_dir(folder)?;
        let mut paths = entries
            .map(|entry| Ok(entry?.path()))
            .collect::<std::io::Result<Vec<_>>>()?;
        paths.sort();
        Ok(paths)
    };
    read().map_err(|error| format!("{}: {error}", folder.display()))
}

#[cfg(test)]
mod tests;
