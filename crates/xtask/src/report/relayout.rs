//! What did the relayout benchmark measure? Pictures against memcpy and against each rival, and the tables.

use super::page::{self, Page};
use crate::json::Json;
use memoryview_plot::{Bars, Lines, Look, Unit};

/// One case: seconds of each contestant.
#[derive(Debug)]
pub(crate) struct Line {
    group: String,
    case: String,
    /// Read plus written.
    bytes: f64,
    /// Who, and how long: the yardstick, ours, then the rivals.
    times: Vec<(String, Option<f64>)>,
}

/// The lines of the file that `cargo xtask bench relayout --json` writes.
pub(crate) fn lines(json: &str) -> Result<Vec<Line>, String> {
    let json =
        Json::parse(json).map_err(|error| format!("the relayout benchmark's JSON: {error}"))?;
    let line = |object: &Json| {
        let text = |key: &str| object.get(key).and_then(Json::text).map(str::to_owned);
        let Json::Object(members) = object else {
            return None;
        };
        // Behind what describes the case stand the contestants.
        let times = members
            .iter()
            .skip(3)
            .map(|(name, time)| (name.clone(), time.number()));
        Some(Line {
            group: text("group")?,
            case: text("case")?,
            bytes: object.get("bytes")?.number()?,
            times: times.collect(),
        })
    };
    let lines: Option<Vec<Line>> = json.list().iter().map(line).collect();
    let lines = lines.filter(|lines| !lines.is_empty());
    lines.ok_or(
        "the relayout benchmark's JSON does not have group, case and bytes in each line".into(),
    )
}

impl Line {
    fn time(&self, name: &str) -> Option<f64> {
        let found = self.times.iter().find(|(who, _)| who == name);
        found.and_then(|(_, time)| *time)
    }

    fn yardstick(&self) -> &str {
        self.times.first().map_or("", |(name, _)| name)
    }

    fn rivals(&self) -> impl Iterator<Item = &str> {
        self.times.iter().skip(2).map(|(name, _)| name.as_str())
    }

    /// GiB/s.
    fn rate(&self, name: &str) -> Option<f64> {
        self.time(name)
            .map(|time| self.bytes / time / f64::from(1 << 30))
    }

    /// How many times as long as ours.
    fn against(&self, name: &str) -> Option<f64> {
        Some(self.time(name)? / self.time("ours")?)
    }
}

pub(crate) fn show(lines: &[Line], page: &mut Page) {
    let mut groups: Vec<&str> = lines.iter().map(|line| line.group.as_str()).collect();
    groups.dedup();
    // Who took part anywhere.
    let mut rivals: Vec<&str> = lines.iter().flat_map(Line::rivals).collect();
    rivals.retain(|name| lines.iter().any(|line| line.time(name).is_some()));
    rivals.sort_unstable();
    rivals.dedup();
    page.section(
        "Copies between layouts, against memcpy",
        "Permuted copies of 4-byte items, 200 MiB each: every third of the 57 cases of the TTC benchmark. The line across a bar is what \
         <code>memcpy</code> of as many bytes reaches in the same turn.",
    );
    page.picture(&bandwidth(lines, &rivals));
    page.section(
        "Against each rival",
        "How many times as long as ours a rival takes: geometric means over the cases of each group that it can do. Left of the line it is faster.",
    );
    page.picture(&ratios(lines, &groups, &rivals));
    if let Some(svg) = growth(lines, &rivals) {
        page.section(
            "Growing arrays",
            "One transposition of more and more items, the caches cold.",
        );
        page.picture(&svg);
    }
    page.section("Every case", "Red: faster than ours.");
    for group in groups {
        let lines: Vec<&Line> = lines.iter().filter(|line| line.group == group).collect();
        page.folded(
            &format!("{group}: {} cases", lines.len()),
            &table(&lines, &rivals),
        );
    }
}

fn bandwidth(lines: &[Line], rivals: &[&str]) -> String {
    let mut bars = Bars::new(
        "Bandwidth of permuted copies",
        ("GiB/s, read plus written", Unit::Rate),
    )
    .series("memoryview", Look::Bar);
    for rival in rivals {
        bars = bars.series(rival, Look::Dot);
    }
    bars = bars.series("memcpy", Look::Tick);
    for line in lines.iter().filter(|line| line.group == "ttc") {
        let mut values = vec![line.rate("ours")];
        values.extend(rivals.iter().map(|rival| line.rate(rival)));
        values.push(line.rate("memcpy"));
        bars = bars.row(&line.case, values);
    }
    bars.svg()
}

fn ratios(lines: &[Line], groups: &[&str], rivals: &[&str]) -> String {
    let mut bars = Bars::new(
        "Time of each rival against ours",
        ("times ours, geometric mean", Unit::Times),
    )
    .level(1.0, "memoryview")
    .rivals_only();
    for rival in rivals {
        bars = bars.series(rival, Look::Bar);
    }
    for group in groups {
        let of = |rival: &&str| {
            let of_group = lines.iter().filter(|line| line.group == *group);
            mean(of_group.filter_map(|line| line.against(rival)))
        };
        let means: Vec<Option<f64>> = rivals.iter().map(of).collect();
        if means.iter().any(Option::is_some) {
            bars = bars.row(group, means);
        }
    }
    bars.svg()
}

fn growth(lines: &[Line], rivals: &[&str]) -> Option<String> {
    let mut of: Vec<&Line> = lines.iter().filter(|line| line.group == "growth").collect();
    of.sort_by(|a, b| a.bytes.total_cmp(&b.bytes));
    (of.len() > 2).then_some(())?;
    let curve = |name: &str| -> Vec<(f64, f64)> {
        let points = of.iter().map(|line| Some((line.bytes, line.time(name)?)));
        points.flatten().collect()
    };
    let mut plot = Lines::new(
        "Time of a transposition",
        ("bytes read plus written", Unit::Bytes),
        ("time", Unit::Seconds),
    )
    .series("memoryview", curve("ours"));
    for name in rivals {
        let points = curve(name);
        if !points.is_empty() {
            plot = plot.series(name, points);
        }
    }
    Some(plot.yardstick("memcpy", curve("memcpy")).svg())
}

/// Rates; of small arrays times.
fn table(lines: &[&Line], rivals: &[&str]) -> String {
    let small = lines.iter().any(|line| line.group == "small");
    let yardstick = lines.first().map_or("", |line| line.yardstick());
    let mut heads = vec![
        if small { "time a call" } else { "GiB/s" },
        yardstick,
        "ours",
        "ratio",
    ];
    heads.extend(rivals);
    let rows = lines.iter().map(|line| {
        let figure = |name: &str| match small {
            true => line.time(name).map(|time| Unit::Seconds.text(time)),
            false => line.rate(name).map(|rate| format!("{rate:.1}")),
        };
        let cell = |name: &str| figure(name).unwrap_or_else(|| "\u{2013}".into());
        let ratio = line
            .against(yardstick)
            .map_or(String::new(), |ratio| format!("{ratio:.2}"));
        let mut row = vec![
            (line.case.clone(), false),
            (cell(yardstick), false),
            (cell("ours"), false),
            (ratio, false),
        ];
        row.extend(rivals.iter().map(|rival| {
            (
                cell(rival),
                line.against(rival).is_some_and(|ratio| ratio < 0.95),
            )
        }));
        row
    });
    page::table("cases", &heads, rows)
}

/// The geometric mean.
fn mean(ratios: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, n) = ratios.fold((0.0, 0_u32), |(sum, n), ratio| (sum + ratio.ln(), n + 1));
    (n > 0).then(|| (sum / f64::from(n)).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &str = r#"[
        {"group": "ttc", "case": "a", "bytes": 1073741824, "memcpy": 1e-1, "ours": 2e-1, "ndarray": 8e-1, "numpy": null},
        {"group": "ttc", "case": "b", "bytes": 1073741824, "memcpy": 1e-1, "ours": 1e-1, "ndarray": 1e-1, "numpy": null}
    ]"#;

    #[test]
    fn rates_and_ratios_are_those_of_the_file() {
        let lines = lines(JSON).unwrap();
        assert_eq!(lines[0].rate("ours"), Some(5.0));
        assert_eq!(
            (lines[0].yardstick(), lines[0].time("numpy")),
            ("memcpy", None)
        );
        let mean = mean(lines.iter().filter_map(|line| line.against("ndarray"))).unwrap();
        assert!((mean - 2.0).abs() < 1e-9, "{mean}");
        let mut page = Page::new(&[]);
        show(&lines, &mut page);
        let html = page.finish();
        assert!(
            html.contains("<td>5.0</td>") && !html.contains("numpy"),
            "{html}"
        );
    }
}
