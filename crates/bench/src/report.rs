//! How are the results shown?

use std::fmt::Write as _;
use std::fs;

/// Who is timed besides ours and the yardstick.
pub(crate) const RIVALS: [&str; 4] = ["hptt", "strided-perm", "ndarray", "numpy"];

/// The best times of one call, in seconds.
pub(crate) struct Line {
    pub(crate) group: &'static str,
    pub(crate) name: String,
    /// Bytes read plus bytes written.
    pub(crate) moved: usize,
    /// What the machine can do: `memcpy` of as many bytes; of comparisons, reading them.
    pub(crate) yardstick: f64,
    pub(crate) ours: f64,
    /// In the order of [`RIVALS`].
    pub(crate) rivals: [Option<f64>; RIVALS.len()],
}

impl Line {
    fn small(&self) -> bool {
        self.group == "small"
    }

    fn yardstick_name(&self) -> &'static str {
        match self.group {
            "comparison" => "reading",
            _ => "memcpy",
        }
    }

    /// GiB/s read plus written; of small arrays nanoseconds.
    fn figure(&self, seconds: f64) -> f64 {
        if self.small() {
            return seconds * 1e9;
        }
        self.moved as f64 / seconds / f64::from(1 << 30)
    }

    fn ratio(&self) -> f64 {
        self.yardstick / self.ours
    }

    fn against(&self, rival: usize) -> Option<f64> {
        self.rivals[rival].map(|t| t / self.ours)
    }
}

/// All lines so far; each is printed as it comes.
pub(crate) struct Report {
    lines: Vec<Line>,
    group: &'static str,
}

impl Report {
    pub(crate) fn new(threads: usize, numpy: Option<&str>) -> Self {
        println!("threads: {threads}; NumPy: {}", numpy.unwrap_or("n/a"));
        Report {
            lines: Vec::new(),
            group: "",
        }
    }

    pub(crate) fn add(&mut self, line: Line) {
        if line.group != self.group {
            self.group_end();
            self.group = line.group;
            let unit = if line.small() { "ns a call" } else { "GiB/s" };
            let title = format!("{} ({unit})", self.group);
            let [a, b, c, d] = RIVALS;
            let yardstick = line.yardstick_name();
            println!(
                "\n{title:<52} {yardstick:>8} {:>8} {:>6} {a:>8} {b:>12} {c:>8} {d:>8}",
                "ours", "ratio"
            );
        }
        let show = |t: Option<f64>| t.map_or("n/a".into(), |t| format!("{:.1}", line.figure(t)));
        let [a, b, c, d] = line.rivals.map(show);
        println!(
            "{:<52} {:>8.1} {:>8.1} {:>6.2} {a:>8} {b:>12} {c:>8} {d:>8}",
            line.name,
            line.figure(line.yardstick),
            line.figure(line.ours),
            line.ratio(),
        );
        self.lines.push(line);
    }

    fn of(&self, group: &str) -> impl Iterator<Item = &Line> + Clone {
        self.lines.iter().filter(move |line| line.group == group)
    }

    /// The geometric means of a group's ratios, and the least of each.
    fn group_end(&self) {
        let lines = self.of(self.group);
        let Some(first) = lines.clone().next() else {
            return;
        };
        let mut text = format!("{}:", self.group);
        let mut add = |name: &str, ratios: Vec<f64>| {
            let worst = ratios.iter().copied().reduce(f64::min);
            let mean = mean(&ratios);
            let _ = write!(text, " ours/{name}={} (min {})", shown(mean), shown(worst));
        };
        add(
            first.yardstick_name(),
            lines.clone().map(Line::ratio).collect(),
        );
        for (k, name) in RIVALS.iter().enumerate() {
            add(
                name,
                lines.clone().filter_map(|line| line.against(k)).collect(),
            );
        }
        if self.group == "growth" {
            let each = || lines.clone().map(|line| line.ours / line.moved as f64);
            let (least, most) = (each().reduce(f64::min), each().reduce(f64::max));
            let spread = least.zip(most).map(|(least, most)| most / least);
            let _ = write!(text, "; time a byte: most/least={}", shown(spread));
        }
        println!("{text}");
    }

    /// The last line is about the table.
    pub(crate) fn finish(&self, json: Option<&str>) -> Result<(), String> {
        self.group_end();
        if let Some(path) = json {
            fs::write(path, self.json()).map_err(|error| format!("{path}: {error}"))?;
        }
        let ratios: Vec<f64> = self.of("ttc").map(Line::ratio).collect();
        let min = ratios.iter().copied().reduce(f64::min);
        let mut text = format!(
            "geomean ours/memcpy={} min={}",
            shown(mean(&ratios)),
            shown(min)
        );
        for (k, name) in RIVALS.iter().enumerate() {
            let ratios: Vec<f64> = self.of("ttc").filter_map(|line| line.against(k)).collect();
            let _ = write!(text, " ours/{name}={}", shown(mean(&ratios)));
        }
        println!("\n{text}");
        Ok(())
    }

    /// One object a line; times in seconds.
    fn json(&self) -> String {
        let mut text = String::from("[\n");
        for (k, line) in self.lines.iter().enumerate() {
            let _ = write!(
                text,
                "{{\"group\": {:?}, \"case\": {:?}, \"bytes\": {}, {:?}: {:e}, \"ours\": {:e}",
                line.group,
                line.name,
                line.moved,
                line.yardstick_name(),
                line.yardstick,
                line.ours,
            );
            for (name, time) in RIVALS.iter().zip(line.rivals) {
                let time = time.map_or("null".into(), |t| format!("{t:e}"));
                let _ = write!(text, ", {name:?}: {time}");
            }
            text += if k + 1 < self.lines.len() {
                "},\n"
            } else {
                "}\n"
            };
        }
        text + "]\n"
    }
}

/// The geometric mean of what is there.
fn mean(ratios: &[f64]) -> Option<f64> {
    let sum: f64 = ratios.iter().map(|ratio| ratio.ln()).sum();
    (!ratios.is_empty()).then(|| (sum / ratios.len() as f64).exp())
}

fn shown(ratio: Option<f64>) -> String {
    ratio.map_or("n/a".into(), |r| format!("{r:.2}"))
}
