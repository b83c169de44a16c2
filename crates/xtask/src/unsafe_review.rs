//! Has every file with `unsafe` its section in UNSAFE.md, and was that written for the blocks that are there?

use crate::run::Outcome;
use crate::unsafe_rooms;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const FILE: &str = "UNSAFE.md";

/// Each file with `unsafe` and each section `## path (N)` of UNSAFE.md belong together, and the numbers of the keyword are equal.
pub(crate) fn check(root: &Path) -> Outcome {
    let found = match unsafe_rooms::counts(root) {
        Ok(found) => found,
        Err(refusal) => return Outcome::failed(refusal),
    };
    match fs::read_to_string(root.join(FILE)) {
        Ok(text) => judge(&found, &text),
        Err(error) => Outcome::failed(format!("{FILE}: {error}")),
    }
}

fn judge(found: &BTreeMap<String, usize>, text: &str) -> Outcome {
    let reviewed: BTreeMap<String, usize> = text.lines().filter_map(section).collect();
    let mut refusals = String::new();
    for (path, count) in found {
        match reviewed.get(path) {
            Some(seen) if seen == count => {}
            Some(seen) => refusals.push_str(&format!(
                "{path}: `unsafe` stands there {count} times, and {seen} were reviewed: read it again, then correct {FILE}\n"
            )),
            None => refusals.push_str(&format!(
                "{path}: no section `## {path} ({count})` in {FILE}\n"
            )),
        }
    }
    for path in reviewed.keys().filter(|path| !found.contains_key(*path)) {
        refusals.push_str(&format!("{FILE}: {path} has no `unsafe`\n"));
    }
    if refusals.is_empty() {
        let all: usize = found.values().sum();
        Outcome::passed(format!("{all} in {} files", found.len()))
    } else {
        Outcome::failed(refusals)
    }
}

/// The path and the number in a heading such as `## crates/a/src/b.rs (3)`.
fn section(line: &str) -> Option<(String, usize)> {
    let (path, count) = line.strip_prefix("## ")?.split_once(" (")?;
    Some((path.to_owned(), count.strip_suffix(')')?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_and_files_belong_together() {
        let found = BTreeMap::from([("a.rs".to_owned(), 2), ("b.rs".to_owned(), 1)]);
        let good = judge(&found, "# Title\n## About\n## a.rs (2)\n\n## b.rs (1)\n");
        assert_eq!((good.ok, good.note.as_str()), (true, "3 in 2 files"));
        let bad = judge(&found, "## a.rs (3)\n## c.rs (1)\n");
        assert_eq!(
            bad.output,
            "a.rs: `unsafe` stands there 2 times, and 3 were reviewed: read it again, then correct UNSAFE.md\n\
             b.rs: no section `## b.rs (1)` in UNSAFE.md\n\
             UNSAFE.md: c.rs has no `unsafe`\n"
        );
    }
}
