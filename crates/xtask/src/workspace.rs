//! Which packages does the workspace have, which of them are published, and with which features?
//!
//! Read from the manifests themselves, line by line: they are ours, and `cargo metadata` would need a JSON parser.

use std::fs;
use std::path::{Path, PathBuf};

/// The package that users add; its folder is the root of the workspace.
pub(crate) const FACADE: &str = "memoryview";

/// One package of the workspace.
#[derive(Debug, PartialEq)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) published: bool,
    /// Its features in the order of the manifest, without `default`.
    pub(crate) features: Vec<String>,
}

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    let own = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    // crates/xtask, so two up.
    own.ancestors()
        .nth(2)
        .map_or(own.clone(), Path::to_path_buf)
}

/// Where cargo puts what it makes.
pub(crate) fn target(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |path| root.join(path))
}

/// All packages: those of `crates/*` in alphabetical order, then the facade.
pub(crate) fn packages(root: &Path) -> Result<Vec<Package>, String> {
    let crates = root.join("crates");
    let mut manifests: Vec<PathBuf> = fs::read_dir(&crates)
        .map_err(|error| format!("{}: {error}", crates.display()))?
        .filter_map(Result::ok)
        .map(|entry| entry.path().join("Cargo.toml"))
        .filter(|manifest| manifest.is_file())
        .collect();
    manifests.sort();
    manifests.push(root.join("Cargo.toml"));
    manifests.iter().map(|path| read(path)).collect()
}

fn read(path: &Path) -> Result<Package, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    parse(&text).ok_or_else(|| format!("{}: no package name", path.display()))
}

fn parse(manifest: &str) -> Option<Package> {
    let mut section = "";
    let mut name = None;
    let mut published = true;
    let mut features = Vec::new();
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            section = line;
        }
        let Some((key, value)) = line.split_once('=') else {
            continue;
        };
        let (key, value) = (key.trim().trim_matches('"'), value.trim());
        match (section, key) {
            ("[package]", "name") => name = Some(value.trim_matches('"').to_owned()),
            ("[package]", "publish") => published = !value.starts_with("false"),
            ("[features]", feature) if feature != "default" && !feature.starts_with('#') => {
                features.push(feature.to_owned());
            }
            _ => {}
        }
    }
    Some(Package {
        name: name?,
        published,
        features,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_is_read() {
        let manifest = r#"
            [package]
            name = "one"
            publish = false # never

            [features]
            default = [
                "a",
            ]
            # old = []
            a = ["dep:x"]
            "b" = []

            [dependencies]
            name = "2"
        "#;
        let expected = Package {
            name: "one".into(),
            published: false,
            features: vec!["a".into(), "b".into()],
        };
        assert_eq!(parse(manifest), Some(expected));
        assert_eq!(parse("[workspace]\nmembers = []"), None);
    }

    #[test]
    fn this_workspace_is_read() {
        let packages = packages(&root()).unwrap();
        let xtask = packages.iter().find(|one| one.name == "xtask").unwrap();
        assert!(!xtask.published);
        let facade = packages.last().unwrap();
        assert_eq!(facade.name, FACADE);
        assert!(facade.published && facade.features.contains(&"std".into()));
    }
}
