//! Which examples does the facade have, and with which arguments do they run to their end quickly?

use std::fs;
use std::path::Path;

/// Arguments, split at spaces, of the examples that need some. An example may stand here more than once.
const ARGUMENTS: &[(&str, &str)] = &[("slicing_vs_copying", "--size 8")];

/// The calls of all examples, as `(name, arguments)`, sorted by name.
pub(crate) fn calls(root: &Path) -> Vec<(String, &'static str)> {
    let Ok(entries) = fs::read_dir(root.join("examples")) else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| {
            path.extension().is_some_and(|extension| extension == "rs")
                || path.join("main.rs").is_file()
        })
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect();
    names.sort();
    names.into_iter().flat_map(calls_of).collect()
}

fn calls_of(name: String) -> Vec<(String, &'static str)> {
    let mut calls: Vec<_> = ARGUMENTS
        .iter()
        .filter(|(example, _)| *example == name)
        .map(|(_, arguments)| (name.clone(), *arguments))
        .collect();
    if calls.is_empty() {
        calls.push((name, ""));
    }
    calls
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_stand_in_the_table() {
        assert_eq!(
            calls_of("slicing_vs_copying".into()),
            [("slicing_vs_copying".to_owned(), "--size 8")]
        );
        assert_eq!(calls_of("other".into()), [("other".to_owned(), "")]);
    }
}
