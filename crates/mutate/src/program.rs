//! How does a test program run that may do anything: loop, fill the memory, wait for ever?

use std::io::{BufRead, BufReader};
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// A program of tests that cargo built.
#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) path: PathBuf,
    /// Its package, where it runs.
    pub(crate) folder: PathBuf,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum End {
    Passed,
    /// A test failed, or the process died.
    Failed,
    Endless,
}

/// The shell limits itself, and becomes the program: no core, processor time (of all threads, so that a busy machine
/// takes none of it), address space in KiB.
const LIMITED: &str = r#"ulimit -c 0; ulimit -S -t "$1"; ulimit -v "$2"; shift 2; exec "$0" "$@""#;

/// 3 GiB: more than any test uses, and little enough for two mistakes at a time that fill the memory.
const MEMORY: &str = "3145728";

/// How long a program may take that only waits. A machine that stands still for a minute does no harm.
const WAITING: Duration = Duration::from_secs(240);

/// SIGXCPU: the processor time is used up.
const TIME_IS_UP: i32 = 24;

/// What makes a run repeat the one before: chance with a seed, no Python, few threads.
const SAME: [(&str, &str); 6] = [
    ("MEMORYVIEW_SEED", "7"),
    ("PROPTEST_RNG_SEED", "7"),
    ("PROPTEST_CASES", "64"),
    ("PROPTEST_FAILURE_PERSISTENCE", "off"),
    ("RAYON_NUM_THREADS", "2"),
    ("RUST_BACKTRACE", "0"),
];

impl Program {
    /// The names of its tests.
    pub(crate) fn tests(&self) -> Result<Vec<String>, String> {
        let mut list = self.command("60");
        list.args(["--list", "--format=terse"]);
        let ran = list.output();
        let ran = ran.map_err(|e| format!("{}: {e}", self.path.display()))?;
        let text = String::from_utf8_lossy(&ran.stdout);
        let names = text.lines().filter_map(|line| line.strip_suffix(": test"));
        Ok(names.map(str::to_owned).collect())
    }

    /// Runs these tests one after the other, until one fails.
    pub(crate) fn run(
        &self,
        tests: &[&str],
        variable: (&str, &str),
        seconds: u64,
    ) -> Result<End, String> {
        let mut command = self.command(&seconds.to_string());
        command.args(["--exact", "--test-threads=1"]).args(tests);
        command.env(variable.0, variable.1);
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
        let child = child.map_err(|e| format!("{}: {e}", self.path.display()))?;
        ended(child, WAITING).map_err(|e| format!("{}: {e}", self.path.display()))
    }

    fn command(&self, seconds: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", LIMITED]).arg(&self.path);
        command.args([seconds, MEMORY]);
        command.current_dir(&self.folder);
        command.env("CARGO_MANIFEST_DIR", &self.folder);
        command.env_remove("MEMORYVIEW_PYTHON").envs(SAME);
        command.stderr(Stdio::null());
        command
    }
}

/// Waits for the first test that fails, for the end, or for as long as `waiting`.
fn ended(mut child: Child, waiting: Duration) -> std::io::Result<End> {
    let (tell, told) = mpsc::channel();
    let output = child.stdout.take();
    std::thread::spawn(move || {
        let lines = output
            .into_iter()
            .flat_map(|out| BufReader::new(out).lines());
        let failed = lines
            .map_while(Result::ok)
            .any(|line| line.ends_with("... FAILED"));
        // Nobody listens any more when it took too long.
        let _ = tell.send(failed);
    });
    let failed = told.recv_timeout(waiting);
    if failed != Ok(false) {
        // It may have ended by itself.
        let _ = child.kill();
    }
    let status = child.wait()?;
    Ok(match failed {
        Err(_) => End::Endless,
        Ok(_) if status.signal() == Some(TIME_IS_UP) => End::Endless,
        Ok(false) if status.success() => End::Passed,
        Ok(_) => End::Failed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(script: &str, waiting: u64) -> End {
        let mut command = Command::new("sh");
        command.args(["-c", LIMITED, "sh", "1", MEMORY, "-c", script]);
        let child = command.stdout(Stdio::piped()).spawn().unwrap();
        ended(child, Duration::from_secs(waiting)).unwrap()
    }

    #[test]
    fn the_end_is_known() {
        assert_eq!(run("true", 100), End::Passed);
        assert_eq!(run("exit 3", 100), End::Failed);
        assert_eq!(run("kill -9 $$", 100), End::Failed);
    }

    #[test]
    fn the_first_failure_ends_the_run() {
        let script =
            "echo 'test a::b ... ok'; echo 'test c - should panic ... FAILED'; exec sleep 1000";
        assert_eq!(run(script, 900), End::Failed);
    }

    #[test]
    fn processor_time_and_patience_have_a_limit() {
        assert_eq!(run("while :; do :; done", 900), End::Endless);
        assert_eq!(run("exec sleep 1000", 1), End::Endless);
    }
}
