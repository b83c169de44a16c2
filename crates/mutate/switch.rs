//! Which mistake is made in this process? The one whose number the variable `MUTANT` holds, or none.
//!
//! Where `MUTANTS_REACHED` names a file, none is made, and the number of each whose place is reached goes to that file,
//! once, as four bytes. This file is copied beside the sources that are mutated, with their `COUNT`.

use core::intrinsics::const_eval_select;
use core::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::io::Write;
use std::sync::OnceLock;
use std::{env, fs};

const UNKNOWN: u32 = u32::MAX;
const RECORDING: u32 = u32::MAX - 1;
static MADE: AtomicU32 = AtomicU32::new(UNKNOWN);
static REACHED: [AtomicBool; COUNT] = [const { AtomicBool::new(false) }; COUNT];
static FILE: OnceLock<fs::File> = OnceLock::new();

/// Whether mistake `id` is made.
pub(crate) const fn on(id: u32) -> bool {
    !none(&[id])
}

/// Whether none of these mistakes is made. No constant holds a mistake.
pub(crate) const fn none(ids: &[u32]) -> bool {
    const fn constant(_: &[u32]) -> bool {
        true
    }
    const_eval_select((ids,), constant, running)
}

#[inline]
fn running(ids: &[u32]) -> bool {
    match MADE.load(Relaxed) {
        UNKNOWN | RECORDING => recording(ids),
        made => made == 0 || !ids.contains(&made),
    }
}

#[cold]
fn recording(ids: &[u32]) -> bool {
    if MADE.load(Relaxed) == UNKNOWN {
        MADE.store(chosen(), Relaxed);
    }
    let Some(mut file) = FILE.get() else {
        return !ids.contains(&MADE.load(Relaxed));
    };
    for &id in ids {
        if !REACHED[id as usize].swap(true, Relaxed) {
            // A number that is lost shows as a mistake that no test reaches.
            let _ = file.write_all(&id.to_le_bytes());
        }
    }
    true
}

fn chosen() -> u32 {
    if let Some(path) = env::var_os("MUTANTS_REACHED") {
        let opened = fs::OpenOptions::new().create(true).append(true).open(path);
        FILE.get_or_init(|| opened.expect("MUTANTS_REACHED names a file that can be written"));
        return RECORDING;
    }
    env::var("MUTANT").map_or(0, |id| id.parse().expect("MUTANT is a number"))
}
