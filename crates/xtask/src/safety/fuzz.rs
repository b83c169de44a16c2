//! Does any input at all make a fuzz target panic, or touch what is not ours?

use super::builds::{HOST, OPTIMISED};
use super::{Context, refused, tools};
use crate::run::{self, Outcome};
use crate::tally::Tally;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;

const VERSION: &str = "0.13.2";

/// Targets that run at a time.
const AT_ONCE: usize = 2;

/// Bytes of the longest input: enough for every header, small enough for many a second.
const LONGEST: &str = "-max_len=1024";

/// Where memory came from is kept with few frames, and what was freed for a short while: inputs allocate often. An artifact that is run by itself tells more.
const ALLOCATOR: &str = "malloc_context_size=3:quarantine_size_mb=16";

pub(super) fn stage(context: &Context) -> (Tally, Outcome) {
    match ready(context) {
        Ok(targets) => run_all(context, &targets),
        Err(refusal) => refused(refusal),
    }
}

/// Builds the targets, and names them.
fn ready(context: &Context) -> Result<Vec<String>, String> {
    tools::cargo_tool(context.root(), "fuzz", VERSION)?;
    // What is optimised little is built in a third of the time, which counts where seconds are fuzzed.
    let profile = if context.ci { "--dev" } else { "" };
    let call = format!("fuzz build {profile} --fuzz-dir fuzz --target-dir");
    let mut build = tools::offline(run::cargo(context.root(), &call));
    build.arg(context.target("fuzz"));
    build.envs([OPTIMISED, ("CARGO_PROFILE_DEV_DEBUG", "none")]);
    build.env("RUSTC_BOOTSTRAP", "1");
    let built = run::kept(build);
    if !built.ok {
        return Err(built.output);
    }
    let folder = context.root().join("fuzz/fuzz_targets");
    let entries = fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut targets: Vec<String> = entries
        .filter_map(|entry| Some(entry.ok()?.path().file_stem()?.to_str()?.to_owned()))
        .collect();
    targets.sort();
    Ok(targets)
}

/// What came of one target.
struct Ran {
    name: String,
    runs: Option<u64>,
    outcome: Outcome,
}

fn run_all(context: &Context, targets: &[String]) -> (Tally, Outcome) {
    let waiting = Mutex::new(targets.iter());
    let done = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let next = waiting.lock().ok().and_then(|mut rest| rest.next());
                    let Some(name) = next else { return };
                    let ran = run_one(context, name);
                    if let Ok(mut done) = done.lock() {
                        done.push(ran);
                    }
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_default();
    done.sort_by(|a, b| a.name.cmp(&b.name));
    let mut tally = Tally::default();
    let (mut runs, mut output, mut each) = (0, String::new(), Vec::new());
    for ran in done {
        let ok = ran.outcome.ok && ran.runs.is_some();
        tally += Tally::of(ok);
        runs += ran.runs.unwrap_or(0);
        each.push(format!("{} {}", ran.name, ran.runs.unwrap_or(0)));
        if !ok {
            output.push_str(&ran.outcome.output);
        }
    }
    let outcome = Outcome {
        ok: tally.failed == 0 && tally.passed == targets.len(),
        output,
        note: format!("{runs} runs of {} s: {}", context.seconds, each.join(", ")),
    };
    (tally, outcome)
}

/// Starts from the kept corpus. What is new goes to the target folder: nothing is added to the tree by itself.
fn run_one(context: &Context, name: &str) -> Ran {
    let found = context.target("corpus").join(name);
    let profile = if context.ci { "debug" } else { "release" };
    let program = context.target("fuzz").join(HOST).join(profile).join(name);
    let made = fs::create_dir_all(&found);
    let mut command = Command::new(program);
    command.current_dir(&found);
    command.arg(&found);
    command.arg(context.root().join("fuzz/corpus").join(name));
    command.arg(format!("-max_total_time={}", context.seconds));
    command.args([
        LONGEST,
        "-print_final_stats=1",
        "-timeout=60",
        "-rss_limit_mb=2048",
    ]);
    command.arg(artifacts(context, name));
    command.env("ASAN_OPTIONS", ALLOCATOR);
    let outcome = match made {
        Ok(()) => run::kept(command),
        Err(error) => Outcome::failed(format!("{}: {error}", found.display())),
    };
    Ran {
        name: name.to_owned(),
        runs: executed(&outcome.output),
        outcome,
    }
}

fn artifacts(context: &Context, name: &str) -> String {
    let folder = context.target("artifacts").join(name);
    let _ = fs::create_dir_all(&folder);
    format!("-artifact_prefix={}/", Path::new(&folder).display())
}

/// The number of inputs in what libFuzzer printed at its end.
fn executed(output: &str) -> Option<u64> {
    let line = output
        .lines()
        .find_map(|line| line.strip_prefix("stat::number_of_executed_units:"));
    line?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_runs_is_read() {
        let output = "#2 DONE\nstat::number_of_executed_units: 194438\nstat::peak_rss_mb: 40\n";
        assert_eq!(executed(output), Some(194_438));
        assert_eq!(executed("==1== ERROR: libFuzzer: deadly signal"), None);
    }
}
