//! Where is it written down what came of each mistake?
//!
//! A file for each verdict, with one line for each mistake: whoever breaks the run off keeps what is known.

use crate::list::Mutant;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

/// What came of one mistake.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Verdict {
    /// A test failed.
    Caught,
    /// A test did not end: noticed as well.
    Endless,
    /// No test failed.
    Missed,
    /// Does not compile.
    Unviable,
    /// There is no way to write it beside the others: it is in a constant, say.
    Untried,
    /// The time was up.
    Left,
}

impl Verdict {
    const ALL: [Self; 6] = [
        Self::Caught,
        Self::Endless,
        Self::Missed,
        Self::Unviable,
        Self::Untried,
        Self::Left,
    ];

    fn file(self) -> &'static str {
        match self {
            Self::Caught => "caught.txt",
            Self::Endless => "endless.txt",
            Self::Missed => "missed.txt",
            Self::Unviable => "unviable.txt",
            Self::Untried => "untried.txt",
            Self::Left => "left.txt",
        }
    }
}

/// The files, and what they are about.
pub(crate) struct Report {
    folder: PathBuf,
    names: BTreeMap<u32, String>,
}

impl Report {
    /// Empties the files.
    pub(crate) fn new(folder: &Path, mutants: &[Mutant]) -> Result<Self, String> {
        let made = fs::create_dir_all(folder);
        made.map_err(|e| format!("{}: {e}", folder.display()))?;
        let report = Self {
            folder: folder.to_path_buf(),
            names: mutants.iter().map(|m| (m.id, m.name.clone())).collect(),
        };
        for verdict in Verdict::ALL {
            let path = folder.join(verdict.file());
            fs::write(&path, "").map_err(|e| format!("{}: {e}", path.display()))?;
        }
        Ok(report)
    }

    /// Adds lines.
    pub(crate) fn add(&self, verdict: Verdict, ids: &BTreeSet<u32>) -> Result<(), String> {
        let path = self.folder.join(verdict.file());
        let mut lines = String::new();
        for name in ids.iter().filter_map(|id| self.names.get(id)) {
            lines.push_str(name);
            lines.push('\n');
        }
        let added = File::options()
            .append(true)
            .open(&path)
            .and_then(|mut file| file.write_all(lines.as_bytes()));
        added.map_err(|e| format!("{}: {e}", path.display()))
    }
}
