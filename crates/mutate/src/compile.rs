//! How do all mistakes, but for those that the compiler refuses, come into one build?

use crate::arguments::Asked;
use crate::list::Mutant;
use crate::program::Program;
use crate::report::{Report, Verdict};
use crate::rewrite::{self, Mark};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::iter::successors;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A copy of the workspace.
pub(crate) struct Tree<'a> {
    asked: &'a Asked,
    folder: PathBuf,
}

/// What comes before the root of the library: the switch is asked in constants as well.
const HEAD: &str = "#![feature(core_intrinsics, const_eval_select)] #![allow(internal_features)] ";

/// Builds at most: each shows what the one before did not come to, as types before borrows.
const TURNS: usize = 12;

/// The marks of each rewritten file.
type Marks = BTreeMap<String, Vec<Mark>>;

impl<'a> Tree<'a> {
    /// Copies what git knows, or would add.
    pub(crate) fn copy(asked: &'a Asked) -> Result<Self, String> {
        let folder = asked.work.join("tree");
        let mut git = Command::new("git");
        git.current_dir(&asked.root);
        git.args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ]);
        let listed = git.output().map_err(|e| format!("git: {e}"))?;
        if !listed.status.success() {
            return Err(String::from_utf8_lossy(&listed.stderr).into_owned());
        }
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        }
        let names = String::from_utf8_lossy(&listed.stdout);
        for name in names.split_terminator('\0') {
            let (from, to) = (asked.root.join(name), folder.join(name));
            // What is deleted but not committed is listed as well.
            if from.is_file() {
                let made = to.parent().map_or(Ok(()), fs::create_dir_all);
                let copied = made.and_then(|()| fs::copy(&from, &to));
                copied.map_err(|e| format!("{}: {e}", to.display()))?;
            }
        }
        Ok(Self { asked, folder })
    }

    /// Builds the tests with all mistakes that can be built, and says which those are.
    pub(crate) fn build(
        &self,
        mut mutants: Vec<Mutant>,
        report: &Report,
    ) -> Result<(Vec<Mutant>, Vec<Program>), String> {
        // A file from which every mistake is gone is written once more, too.
        let mut sources = BTreeMap::from([(self.asked.lib.clone(), String::new())]);
        sources.extend(mutants.iter().map(|m| (m.file.clone(), String::new())));
        for (name, source) in &mut sources {
            let path = self.folder.join(name);
            *source = fs::read_to_string(path).map_err(|e| format!("{name}: {e}"))?;
        }
        for _ in 0..TURNS {
            let marks = self.write(&sources, &mutants)?;
            let placed: BTreeSet<u32> = marks.values().flatten().map(|mark| mark.id).collect();
            let without = mutants
                .iter()
                .map(|m| m.id)
                .filter(|id| !placed.contains(id));
            report.add(Verdict::Untried, &without.collect())?;
            mutants.retain(|mutant| placed.contains(&mutant.id));
            let built = self.tests()?;
            let refused = Refused::read(&built.messages, &marks);
            if built.ok {
                return Ok((mutants, programs(&built.messages)));
            }
            if refused.own.is_empty() && refused.beside.is_empty() {
                return Err(format!("{}{}", built.errors, refused.others));
            }
            report.add(Verdict::Unviable, &refused.own)?;
            report.add(Verdict::Untried, &refused.beside)?;
            let out = |id: &u32| refused.own.contains(id) || refused.beside.contains(id);
            mutants.retain(|mutant| !out(&mutant.id));
        }
        Err(format!("{TURNS} builds do not suffice"))
    }

    /// Writes the mistakes into the files.
    fn write(
        &self,
        sources: &BTreeMap<String, String>,
        mutants: &[Mutant],
    ) -> Result<Marks, String> {
        let mut marks = Marks::new();
        for (name, source) in sources {
            let of_it = mutants.iter().filter(|m| m.file == *name);
            let of_it: Vec<Mutant> = of_it.cloned().collect();
            let is_lib = *name == self.asked.lib;
            let head = if is_lib { HEAD } else { "" };
            let mut out =
                rewrite::rewrite(head, source, &of_it).map_err(|e| format!("{name}: {e}"))?;
            if is_lib {
                out.text.push_str("mod mutants_switch;\n");
            }
            put(&self.folder.join(name), &out.text)?;
            marks.insert(name.clone(), out.marks);
        }
        let count = mutants.iter().map(|mutant| mutant.id).max().unwrap_or(0) + 1;
        let switch = include_str!("../switch.rs");
        let beside = self
            .folder
            .join(&self.asked.lib)
            .with_file_name("mutants_switch.rs");
        put(
            &beside,
            &format!("{switch}\nconst COUNT: usize = {count};\n"),
        )?;
        Ok(marks)
    }

    fn tests(&self) -> Result<Built, String> {
        let mut cargo = Command::new(crate::cargo());
        cargo.current_dir(&self.folder);
        cargo.args([
            "test",
            "--no-run",
            "--all-features",
            "--message-format=json",
        ]);
        cargo.args(&self.asked.tests);
        cargo.env("CARGO_TARGET_DIR", self.asked.work.join("build"));
        // For `const_eval_select`.
        cargo.env("RUSTC_BOOTSTRAP", "1");
        cargo.env("RUSTFLAGS", "--cap-lints=allow");
        cargo.envs([
            ("CARGO_PROFILE_DEV_DEBUG", "0"),
            ("CARGO_PROFILE_DEV_OPT_LEVEL", "1"),
            ("CARGO_INCREMENTAL", "0"),
        ]);
        let ran = cargo.output().map_err(|e| format!("cargo: {e}"))?;
        let lines = String::from_utf8_lossy(&ran.stdout);
        let messages = lines
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok());
        Ok(Built {
            ok: ran.status.success(),
            messages: messages.collect(),
            errors: String::from_utf8_lossy(&ran.stderr).into_owned(),
        })
    }
}

/// Writes a file, if it is another text than before.
fn put(path: &Path, text: &str) -> Result<(), String> {
    if fs::read_to_string(path).is_ok_and(|before| before == text) {
        return Ok(());
    }
    fs::write(path, text).map_err(|e| format!("{}: {e}", path.display()))
}

/// What came of a build.
struct Built {
    ok: bool,
    /// Of cargo, one a line.
    messages: Vec<Value>,
    errors: String,
}

/// The programs of tests that were built.
fn programs(messages: &[Value]) -> Vec<Program> {
    let built = messages.iter().filter_map(|message| {
        let is_test = message.get("profile")?.get("test")?.as_bool()?;
        let manifest = Path::new(message.get("manifest_path")?.as_str()?);
        let path = message.get("executable")?.as_str()?;
        is_test.then(|| Program {
            path: path.into(),
            folder: manifest.parent().unwrap_or(manifest).into(),
        })
    });
    built.collect()
}

/// The mistakes that the compiler refused.
#[derive(Debug, Default, PartialEq)]
struct Refused {
    /// The code that makes them does not compile.
    own: BTreeSet<u32>,
    /// The code around them does not, now that it is written in branches.
    beside: BTreeSet<u32>,
    /// What is no mistake's fault.
    others: String,
}

impl Refused {
    fn read(messages: &[Value], marks: &Marks) -> Self {
        let mut refused = Self::default();
        for message in messages.iter().filter_map(|message| message.get("message")) {
            if message["level"] != "error" {
                continue;
            }
            // A `match` that leaves values out does so for the arms that may go.
            let own = blamed(message, marks, message["code"]["code"] != "E0004");
            if !own.is_empty() {
                refused.own.extend(own);
                continue;
            }
            let mut beside = blamed(message, marks, false);
            if beside.is_empty() {
                beside = held(message, marks);
            }
            if beside.is_empty() {
                let shown = message["rendered"].as_str().unwrap_or_default();
                refused.others.push_str(shown);
            }
            refused.beside.extend(beside);
        }
        refused.beside = &refused.beside - &refused.own;
        refused
    }
}

/// Whose code the compiler points to: that of the smallest marks around its first span, or else of a further one.
fn blamed(message: &Value, marks: &Marks, own: bool) -> BTreeSet<u32> {
    let spans = message["spans"].as_array().into_iter().flatten();
    let (first, further): (Vec<_>, Vec<_>) = spans.partition(|span| span["is_primary"] == true);
    for span in first.into_iter().chain(further) {
        // Of code that a macro wrote, the place where it is called counts as well.
        for span in successors(Some(span), |span| span.get("expansion")?.get("span")) {
            let around: Vec<&Mark> = around(span, marks).filter(|mark| mark.own == own).collect();
            if let Some(least) = around.iter().map(|mark| mark.range.len()).min() {
                let of_it = around.iter().filter(|mark| mark.range.len() == least);
                return of_it.map(|mark| mark.id).collect();
            }
        }
    }
    BTreeSet::new()
}

/// What is written anew within the code that the compiler points to first: `&[-1]` outlives a statement, `&[(if ...)]` does not.
fn held(message: &Value, marks: &Marks) -> BTreeSet<u32> {
    let spans = message["spans"].as_array().into_iter().flatten();
    let first = spans.filter(|span| span["is_primary"] == true);
    let within = first.filter_map(|span| {
        let (file, bytes) = (marks.get(span["file_name"].as_str()?)?, bytes(span)?);
        let inside =
            move |mark: &&Mark| bytes.start <= mark.range.start && mark.range.end <= bytes.end;
        Some(file.iter().filter(inside).map(|mark| mark.id))
    });
    within.flatten().collect()
}

/// The bytes of a span.
fn bytes(span: &Value) -> Option<Range<usize>> {
    let number = |key: &str| usize::try_from(span[key].as_u64()?).ok();
    Some(number("byte_start")?..number("byte_end")?)
}

fn around<'a>(span: &Value, marks: &'a Marks) -> impl Iterator<Item = &'a Mark> {
    let bytes = bytes(span);
    let file = span["file_name"].as_str().and_then(|name| marks.get(name));
    file.into_iter().flatten().filter(move |mark| {
        let holds =
            |bytes: &Range<usize>| mark.range.start <= bytes.start && bytes.end <= mark.range.end;
        bytes.as_ref().is_some_and(holds)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn marks() -> Marks {
        let mark = |range, id, own| Mark { range, id, own };
        let of_a = vec![
            mark(20..30, 1, true),
            mark(10..60, 1, false),
            mark(40..50, 2, true),
            mark(10..60, 2, false),
            mark(0..100, 3, false),
        ];
        Marks::from([("a.rs".to_owned(), of_a)])
    }

    fn span(file: &str, bytes: [u32; 2], is_primary: bool) -> Value {
        json!({"file_name": file, "byte_start": bytes[0], "byte_end": bytes[1], "is_primary": is_primary})
    }

    fn refused(spans: &[Value]) -> Refused {
        let message = json!({"message": {"level": "error", "spans": spans, "rendered": "no"}});
        Refused::read(&[message], &marks())
    }

    #[test]
    fn the_innermost_code_around_the_first_span_is_blamed() {
        let own = refused(&[span("a.rs", [40, 41], false), span("a.rs", [21, 29], true)]);
        assert_eq!(
            (own.own, own.beside),
            (BTreeSet::from([1]), BTreeSet::new())
        );
        let further = refused(&[span("b.rs", [0, 1], true), span("a.rs", [40, 50], false)]);
        assert_eq!(further.own, BTreeSet::from([2]));
    }

    #[test]
    fn what_is_written_around_mistakes_takes_them_all_with_it() {
        let beside = refused(&[span("a.rs", [12, 55], true)]);
        assert_eq!(
            (beside.own, beside.beside),
            (BTreeSet::new(), BTreeSet::from([1, 2]))
        );
        let held = refused(&[span("a.rs", [0, 120], true)]);
        assert_eq!(held.beside, BTreeSet::from([1, 2, 3]));
    }

    #[test]
    fn arms_without_which_values_are_left_out_are_at_fault_themselves() {
        let spans = [span("a.rs", [12, 55], true)];
        let message = json!({"level": "error", "code": {"code": "E0004"}, "spans": spans});
        let refused = Refused::read(&[json!({"message": message})], &marks());
        assert_eq!(refused.own, BTreeSet::from([1, 2]));
    }

    #[test]
    fn a_call_of_a_macro_is_the_place_of_its_code() {
        let mut inner = span("macros.rs", [0, 1], true);
        inner["expansion"] = json!({"span": span("a.rs", [41, 42], false)});
        assert_eq!(refused(&[inner]).own, BTreeSet::from([2]));
    }

    #[test]
    fn an_error_elsewhere_is_shown() {
        let other = refused(&[span("b.rs", [0, 1], true)]);
        assert_eq!(other.others, "no");
        assert!(other.own.is_empty() && other.beside.is_empty());
    }
}
