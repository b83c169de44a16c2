//! What is asked for on the command line?

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

const USAGE: &str = "\
memoryview-mutate --package NAME --lib FILE --work FOLDER --tests ARGS [--only FILE] [--seconds N] [-- ARGS]

--lib FILE          the root of the package's library, below the current folder, which is the workspace
--work FOLDER       the copy, its target and the answers: caught.txt, endless.txt, missed.txt, unviable.txt, untried.txt
--tests ARGS        which tests, after `cargo test`
--only FILE         only the mistakes that this file names, one a line, as missed.txt does
--seconds N         how long mistakes are made, once the tests are built; left.txt has those that are not
-- ARGS             which mistakes, after `cargo mutants --list`";

/// What is asked for.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    pub(crate) root: PathBuf,
    pub(crate) package: String,
    pub(crate) lib: String,
    pub(crate) work: PathBuf,
    pub(crate) tests: Vec<String>,
    pub(crate) only: Option<BTreeSet<String>>,
    pub(crate) most: Option<Duration>,
    pub(crate) list: Vec<String>,
}

impl Asked {
    pub(crate) fn read(mut args: impl Iterator<Item = String>) -> Result<Self, String> {
        let root = std::env::current_dir().map_err(|e| format!("the current folder: {e}"))?;
        let mut asked = Self {
            root,
            ..Self::default()
        };
        while let Some(arg) = args.next() {
            if arg == "--" {
                asked.list = args.collect();
                break;
            }
            let value = args.next().ok_or(USAGE)?;
            match &*arg {
                "--package" => asked.package = value,
                "--lib" => asked.lib = value,
                "--work" => asked.work = value.into(),
                "--tests" => asked.tests = value.split_whitespace().map(str::to_owned).collect(),
                "--only" => {
                    let text = fs::read_to_string(&value).map_err(|e| format!("{value}: {e}"))?;
                    asked.only = Some(text.lines().map(str::to_owned).collect());
                }
                "--seconds" => {
                    let seconds = value.parse().map_err(|_| USAGE)?;
                    asked.most = Some(Duration::from_secs(seconds));
                }
                _ => return Err(USAGE.into()),
            }
        }
        let missing = asked.package.is_empty() || asked.lib.is_empty() || asked.tests.is_empty();
        if missing || asked.work.as_os_str().is_empty() {
            return Err(USAGE.into());
        }
        Ok(asked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Asked, String> {
        Asked::read(line.split(' ').map(str::to_owned))
    }

    #[test]
    fn options_come_before_what_is_for_cargo_mutants() {
        let line =
            "--package a --lib a/src/lib.rs --work w --tests --lib --seconds 9 -- --shard 0/4";
        let asked = read(line).unwrap();
        assert_eq!(asked.most, Some(Duration::from_secs(9)));
        assert_eq!(
            (asked.tests, asked.list.len()),
            (vec!["--lib".to_owned()], 2)
        );
    }

    #[test]
    fn what_is_missing_is_refused_with_the_usage() {
        for line in ["", "--package", "--package a --work w --tests --lib"] {
            assert_eq!(read(line).unwrap_err(), USAGE);
        }
    }
}
