//! Which mistakes does each test reach, and how long does it take?

use crate::program::{End, Program};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// A test that passes without a mistake.
#[derive(Debug)]
pub(crate) struct Test {
    /// Which of the programs has it.
    pub(crate) program: usize,
    pub(crate) name: String,
    pub(crate) time: Duration,
    pub(crate) reaches: BTreeSet<u32>,
}

/// Processor seconds of one test; what needs more is left out.
const SECONDS: u64 = 20;

/// Runs every test by itself, the quickest first in the answer. Those that fail without any mistake are left out, and named.
pub(crate) fn record(programs: &[Program], work: &Path) -> Result<Vec<Test>, String> {
    let mut names = Vec::new();
    for (k, program) in programs.iter().enumerate() {
        names.extend(program.tests()?.into_iter().map(|name| (k, name)));
    }
    let waiting = Mutex::new(names.into_iter());
    let tests = crate::on_all_processors(|worker| {
        let file = work.join(format!("reached.{worker}"));
        let mut tests = Vec::new();
        while let Some((program, name)) = crate::next(&waiting) {
            if file.exists() {
                fs::remove_file(&file).map_err(|e| format!("{}: {e}", file.display()))?;
            }
            let started = Instant::now();
            let path = file.display().to_string();
            let end = programs[program].run(&[&name], ("MUTANTS_REACHED", &path), SECONDS)?;
            if end != End::Passed {
                println!("left out, as without a mistake it is {end:?}: {name}");
                continue;
            }
            tests.push(Test {
                program,
                name,
                time: started.elapsed(),
                reaches: numbers(&fs::read(&file).unwrap_or_default()),
            });
        }
        Ok(tests)
    })?;
    let mut tests: Vec<Test> = tests.into_iter().flatten().collect();
    tests.sort_by_key(|test| test.time);
    Ok(tests)
}

/// Numbers of four bytes, as `switch.rs` writes them.
fn numbers(bytes: &[u8]) -> BTreeSet<u32> {
    let (numbers, _) = bytes.as_chunks::<4>();
    numbers
        .iter()
        .map(|&bytes| u32::from_le_bytes(bytes))
        .collect()
}
