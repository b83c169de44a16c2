//! Which mistakes does cargo-mutants list?

use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// What kind of code is changed, in the words of cargo-mutants.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Genre {
    /// A whole body returns some value.
    Body,
    /// `+` becomes `-`, and so on.
    Binary,
    /// `!` or `-` goes.
    Unary,
    /// An arm of a `match` goes.
    Arm,
    /// The guard of an arm is always true, or never.
    Guard,
    /// A field of a struct expression goes; `..base` gives it instead.
    Field,
}

/// One mistake.
#[derive(Clone, Debug)]
pub(crate) struct Mutant {
    /// From 1 in the order of the list.
    pub(crate) id: u32,
    /// Its file, below the root of the workspace.
    pub(crate) file: String,
    /// Line and column (in characters), both from 1.
    pub(crate) at: (usize, usize),
    pub(crate) genre: Genre,
    /// The value of a body or a guard, the other operator, or nothing.
    pub(crate) with: String,
    /// Place and change, as cargo-mutants says it.
    pub(crate) name: String,
}

/// Asks cargo-mutants for the mistakes in a package; `args` choose among them.
pub(crate) fn list(root: &Path, package: &str, args: &[String]) -> Result<Vec<Mutant>, String> {
    let mut cargo = Command::new(crate::cargo());
    cargo.current_dir(root);
    cargo.args(["mutants", "--list", "--json", "--all-features", "-p"]);
    cargo.arg(package).args(args);
    let ran = cargo.output().map_err(|e| format!("cargo mutants: {e}"))?;
    if !ran.status.success() {
        return Err(String::from_utf8_lossy(&ran.stderr).into_owned());
    }
    // Where a diff touches no code it says so in words.
    if ran.stdout.is_empty() {
        return Ok(Vec::new());
    }
    read(&String::from_utf8_lossy(&ran.stdout))
}

fn read(json: &str) -> Result<Vec<Mutant>, String> {
    let listed: Vec<Value> =
        serde_json::from_str(json).map_err(|e| format!("the list of cargo mutants: {e}"))?;
    let numbered = listed.iter().zip(1..);
    numbered
        .map(|(mutant, id)| {
            one(mutant, id)
                .ok_or_else(|| format!("cargo mutants lists what is not known: {mutant}"))
        })
        .collect()
}

fn one(mutant: &Value, id: u32) -> Option<Mutant> {
    let text = |key: &str| Some(mutant.get(key)?.as_str()?.to_owned());
    let start = mutant.get("span")?.get("start")?;
    let number = |key: &str| usize::try_from(start.get(key)?.as_u64()?).ok();
    let genre = match &*text("genre")? {
        "FnValue" => Genre::Body,
        "BinaryOperator" => Genre::Binary,
        "UnaryOperator" => Genre::Unary,
        "MatchArm" => Genre::Arm,
        "MatchArmGuard" => Genre::Guard,
        "StructField" => Genre::Field,
        _ => return None,
    };
    Some(Mutant {
        id,
        file: text("file")?,
        at: (number("line")?, number("column")?),
        genre,
        with: text("replacement")?,
        name: text("name")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read() {
        let json = r#"[{"file": "a.rs", "genre": "MatchArmGuard", "name": "a.rs:3:9: replace match guard b with true",
            "replacement": "true", "span": {"start": {"line": 3, "column": 9}, "end": {"line": 3, "column": 10}}}]"#;
        let read = read(json).unwrap();
        let [one] = &read[..] else { panic!("{read:?}") };
        assert_eq!((one.id, one.at, one.genre), (1, (3, 9), Genre::Guard));
        assert_eq!((&*one.file, &*one.with), ("a.rs", "true"));
    }

    #[test]
    fn a_kind_that_is_not_known_is_refused() {
        let refusal = read(r#"[{"genre": "Loop"}]"#).unwrap_err();
        assert_eq!(
            refusal,
            r#"cargo mutants lists what is not known: {"genre":"Loop"}"#
        );
    }
}
