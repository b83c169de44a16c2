//! How does a test run this program again, in a process that may die?

use std::process::Command;

/// This program. Where the machine is emulated, `MEMORYVIEW_RUNNER` is what runs it: the system of the real machine would not.
pub(crate) fn program() -> Command {
    let own = std::env::current_exe().unwrap();
    let runner = std::env::var("MEMORYVIEW_RUNNER").unwrap_or_default();
    let mut words = runner.split_whitespace();
    let Some(runner) = words.next() else {
        return Command::new(own);
    };
    let mut command = Command::new(runner);
    command.args(words).arg(own);
    command
}
