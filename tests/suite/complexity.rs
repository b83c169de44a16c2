//! What do parsers and planners cost, counted: in instructions for twice the input, in memory for each byte of it, and where there is no memory?
//!
//! Instructions are counted by valgrind's callgrind, so the machine's load does not matter: twice the input may take 2.5 times the steps. A quick run
//! counts nothing; `MEMORYVIEW_EFFORT=full` counts all, `ci` one in six, and then valgrind must be there.

mod memory;
mod texts;
mod work;

use std::process::Command;

use crate::effort::{Effort, effort};

const WORK: &str = "MEMORYVIEW_TEST_WORK";

/// The instructions of one piece of work of a size, with all that the process does besides.
fn instructions(name: &str, size: usize) -> u64 {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "complexity::the_work_itself", "--test-threads=1"])
        .env(WORK, format!("{name} {size}"))
        .output()
        .expect("valgrind is installed: apt-get install valgrind");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{name} {size}: {told}");
    let line = told.lines().find(|line| line.contains("Collected :"));
    let number = line
        .and_then(|line| line.rsplit(' ').next())
        .unwrap_or_default();
    number.parse().unwrap_or_else(|_| panic!("{told}"))
}

/// Run by [`instructions`] in a process of its own; nothing otherwise.
#[test]
fn the_work_itself() {
    if let Ok(work) = std::env::var(WORK) {
        let (name, size) = work.rsplit_once(' ').unwrap();
        let (.., run) = work::ALL.iter().find(|(known, ..)| *known == name).unwrap();
        run(size.parse().unwrap());
    }
}

/// NumPy's parser of PEP 3118 texts takes four times as long for twice the fields; `shares_memory` is exponential.
#[test]
fn twice_the_input_takes_at_most_two_and_a_half_times_the_steps() {
    // Each piece of work runs at least, whether its steps are counted or not.
    work::ALL.iter().for_each(|(_, size, run)| run(*size / 50));
    if effort() == Effort::Quick {
        println!("steps are not counted: MEMORYVIEW_EFFORT is quick");
        return;
    }
    let mut slow = vec![];
    let step = if effort() == Effort::Full { 1 } else { 6 };
    for &(name, size, _) in work::ALL.iter().step_by(step) {
        let [nothing, once, twice] = [0, size, 2 * size].map(|size| instructions(name, size));
        let [once, twice] = [once, twice].map(|n| n.saturating_sub(nothing));
        let ratio = twice as f64 / once as f64;
        println!("{name}: {once} instructions for {size}, {ratio:.2} times as many for twice");
        // With less the start of the process would hide it.
        if ratio > 2.5 || once < 100_000 {
            slow.push(format!("{name}: {ratio:.2} times {once}"));
        }
    }
    let counted = work::ALL.len().div_ceil(step);
    println!("{counted} pieces of work, their steps counted");
    assert!(slow.is_empty(), "{slow:?}");
}
