//! Where and when was it measured?

use crate::run;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::UNIX_EPOCH;

/// Names and values for the head of the page.
pub(crate) fn rows(root: &Path, taken: &str) -> Vec<(&'static str, String)> {
    let seconds = UNIX_EPOCH.elapsed().map_or(0, |since| since.as_secs());
    let mut git = Command::new("git");
    git.current_dir(root)
        .args(["describe", "--always", "--dirty=, with changes"]);
    let mut rustc = Command::new("rustc");
    rustc.current_dir(root).arg("--version");
    vec![
        ("processor", processor()),
        (
            "system",
            format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        ),
        ("date", date(seconds)),
        ("commit", first_line(git)),
        ("compiler", first_line(rustc)),
        ("took", taken.to_owned()),
    ]
}

/// Its name, where the system tells, and how many threads it runs.
fn processor() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = info
        .lines()
        .find_map(|line| line.strip_prefix("model name"));
    let name = name.map_or("unknown", |rest| rest.trim_start_matches([' ', '\t', ':']));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{name}, {threads} threads; the benchmarks use one")
}

fn first_line(command: Command) -> String {
    let outcome = run::kept(command);
    // The first line is the call itself.
    let line = outcome.output.lines().nth(1).filter(|_| outcome.ok);
    line.unwrap_or("unknown").to_owned()
}

/// The day of the Gregorian calendar, `2026-11-23`, in UTC.
fn date(seconds: u64) -> String {
    let (mut year, mut day) = (1970, seconds / 86_400);
    let leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    while day >= 365 + u64::from(leap(year)) {
        day -= 365 + u64::from(leap(year));
        year += 1;
    }
    let february = 28 + u64::from(leap(year));
    let mut month = 1;
    for days in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if day < days {
            break;
        }
        day -= days;
        month += 1;
    }
    format!("{year}-{month:02}-{:02}", day + 1)
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn days_by_the_calendar() {
        // From `date -u -d @SECONDS +%F`.
        let expected = [
            (0, "1970-01-01"),
            (951_782_400, "2000-02-29"),
            (1_735_603_199, "2024-12-30"),
            (1_735_689_599, "2024-12-31"),
            (1_795_416_958, "2026-11-23"),
        ];
        for (seconds, day) in expected {
            assert_eq!(date(seconds), day);
        }
    }
}
