//! How are the results shown?

use std::fmt::Write as _;
use std::fs;

use crate::cases::Case;

/// The best times of one copy, in seconds.
pub(crate) struct Line {
    pub(crate) case: Case,
    pub(crate) memcpy: f64,
    pub(crate) ours: f64,
    pub(crate) strided_perm: Option<f64>,
    pub(crate) ndarray: Option<f64>,
    pub(crate) numpy: Option<f64>,
}

impl Line {
    fn small(&self) -> bool {
        self.case.group == "small"
    }

    /// GiB/s read plus written; of small arrays nanoseconds.
    fn figure(&self, seconds: f64) -> f64 {
        if self.small() {
            return seconds * 1e9;
        }
        2.0 * self.case.bytes() as f64 / seconds / f64::from(1 << 30)
    }

    fn rivals(&self) -> [Option<f64>; 3] {
        [self.strided_perm, self.ndarray, self.numpy]
    }
}

/// All lines so far; each is printed as it comes.
pub(crate) struct Report {
    lines: Vec<Line>,
    group: &'static str,
}

const NAMES: [&str; 3] = ["strided-perm", "ndarray", "numpy"];

impl Report {
    pub(crate) fn new(threads: usize, numpy: Option<&str>) -> Self {
        println!("threads: {threads}; NumPy: {}", numpy.unwrap_or("n/a"));
        Report {
            lines: Vec::new(),
            group: "",
        }
    }

    pub(crate) fn add(&mut self, line: Line) {
        if line.case.group != self.group {
            self.group_end();
            self.group = line.case.group;
            let unit = if line.small() { "ns a call" } else { "GiB/s" };
            println!(
                "\n{:<52} {:>8} {:>8} {:>8} {:>12} {:>8} {:>8}",
                format!("{} ({unit})", self.group),
                "memcpy",
                "ours",
                "ratio",
                NAMES[0],
                NAMES[1],
                NAMES[2]
            );
        }
        let show = |t: Option<f64>| t.map_or("n/a".into(), |t| format!("{:.1}", line.figure(t)));
        let [a, b, c] = line.rivals().map(show);
        println!(
            "{:<52} {:>8.1} {:>8.1} {:>8.2} {a:>12} {b:>8} {c:>8}",
            line.case.name,
            line.figure(line.memcpy),
            line.figure(line.ours),
            line.memcpy / line.ours,
        );
        self.lines.push(line);
    }

    /// The geometric means of a group's ratios.
    fn group_end(&self) {
        if self.group.is_empty() {
            return;
        }
        let lines = || self.lines.iter().filter(|l| l.case.group == self.group);
        let mut text = format!(
            "{}: ours/memcpy={}",
            self.group,
            shown(mean(lines().map(|l| Some(l.memcpy / l.ours))))
        );
        for (k, name) in NAMES.iter().enumerate() {
            let ratios = || lines().map(|l| l.rivals()[k].map(|t| t / l.ours));
            let worst = ratios().flatten().fold(f64::INFINITY, f64::min);
            let worst = Some(worst).filter(|w| w.is_finite());
            let _ = write!(
                text,
                " ours/{name}={} (min {})",
                shown(mean(ratios())),
                shown(worst)
            );
        }
        println!("{text}");
    }

    /// The last line is about the table; where nothing of it was run, about whatever was.
    pub(crate) fn finish(&self, json: Option<&str>) -> Result<(), String> {
        self.group_end();
        if let Some(path) = json {
            fs::write(path, self.json()).map_err(|error| format!("{path}: {error}"))?;
        }
        let table = || self.lines.iter().filter(|l| l.case.group == "ttc");
        let against = |k: usize| shown(mean(table().map(|l| l.rivals()[k].map(|t| t / l.ours))));
        let ratios = || table().map(|l| l.memcpy / l.ours);
        let min = ratios().fold(f64::INFINITY, f64::min);
        println!(
            "\ngeomean ours/memcpy={} min={} ours/hptt=n/a ours/strided-perm={} ours/ndarray={} ours/numpy={}",
            shown(mean(ratios().map(Some))),
            shown(Some(min).filter(|m| m.is_finite())),
            against(0),
            against(1),
            against(2)
        );
        Ok(())
    }

    fn json(&self) -> String {
        let mut text = String::from("[\n");
        for (k, line) in self.lines.iter().enumerate() {
            let [a, b, c] = line
                .rivals()
                .map(|t| t.map_or("null".into(), |t| format!("{t:e}")));
            let comma = if k + 1 < self.lines.len() { "," } else { "" };
            let _ = writeln!(
                text,
                "{{\"group\": {:?}, \"case\": {:?}, \"bytes\": {}, \"memcpy\": {:e}, \"ours\": {:e}, \"strided-perm\": {a}, \"ndarray\": {b}, \"numpy\": {c}}}{comma}",
                line.case.group,
                line.case.name,
                line.case.bytes(),
                line.memcpy,
                line.ours,
            );
        }
        text + "]\n"
    }
}

/// The geometric mean of what is there.
fn mean(ratios: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    let (sum, n) = ratios
        .flatten()
        .fold((0.0, 0), |(sum, n), r| (sum + r.ln(), n + 1));
    (n > 0).then(|| (sum / f64::from(n)).exp())
}

fn shown(ratio: Option<f64>) -> String {
    ratio.map_or("n/a".into(), |r| format!("{r:.2}"))
}
