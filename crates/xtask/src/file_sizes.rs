//! Did somebody commit a large file?

use crate::run::Outcome;
use std::fs;
use std::path::Path;
use std::process::Command;

const LIMIT: u64 = 1 << 20;
const EXEMPT: &str = "tests/corpus/";

/// Every file that git tracks, save those of the corpus, holds at most 1 MiB.
pub(crate) fn check(root: &Path) -> Outcome {
    let listed = Command::new("git")
        .current_dir(root)
        .args(["ls-files", "-z"])
        .output();
    let listed = match listed {
        Ok(listed) if listed.status.success() => listed,
        Ok(listed) => {
            return Outcome::failed(String::from_utf8_lossy(&listed.stderr).into_owned());
        }
        Err(error) => return Outcome::failed(format!("cannot run git: {error}")),
    };
    let names = String::from_utf8_lossy(&listed.stdout).into_owned();
    let tracked: Vec<&str> = names.split_terminator('\0').collect();
    let refusals: Vec<String> = tracked
        .iter()
        .filter_map(|name| {
            // A tracked file that was deleted but not committed has no size.
            let size = fs::symlink_metadata(root.join(name)).ok()?.len();
            refusal(name, size)
        })
        .collect();
    if refusals.is_empty() {
        Outcome::passed(format!("{} files", tracked.len()))
    } else {
        Outcome::failed(refusals.concat())
    }
}

fn refusal(name: &str, size: u64) -> Option<String> {
    (size > LIMIT && !name.starts_with(EXEMPT)).then(|| {
        format!("{name} holds {size} bytes; at most {LIMIT} are allowed outside {EXEMPT}\n")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_inclusive_and_spares_the_corpus() {
        assert_eq!(refusal("a", LIMIT), None);
        assert_eq!(refusal("tests/corpus/a", LIMIT + 1), None);
        assert_eq!(
            refusal("tests/a", LIMIT + 1).as_deref(),
            Some(
                "tests/a holds 1048577 bytes; at most 1048576 are allowed outside tests/corpus/\n"
            )
        );
    }
}
