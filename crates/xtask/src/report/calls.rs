//! What did criterion measure? Reads the estimates that it keeps, a folder for each function.

use super::page::{self, Page};
use crate::json::Json;
use memoryview_plot::{Bars, Look, Unit};
use std::fs;
use std::path::{Path, PathBuf};

/// One function of one group, and its median in seconds.
#[derive(Debug)]
pub(crate) struct Row {
    group: String,
    function: String,
    seconds: f64,
}

impl Row {
    fn ours(&self) -> bool {
        self.function.starts_with("memoryview")
    }
}

/// All rows under a folder, sorted by group, ours first in each, the shortest before the longer ones.
pub(crate) fn read(home: &Path) -> Result<Vec<Row>, String> {
    let mut rows = Vec::new();
    let mut folders = vec![home.to_path_buf()];
    while let Some(folder) = folders.pop() {
        if folder.join("estimates.json").is_file() && folder.ends_with("new") {
            rows.push(row(&folder)?);
        }
        let entries =
            fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let paths = entries.filter_map(Result::ok).map(|entry| entry.path());
        folders.extend(paths.filter(|path: &PathBuf| path.is_dir()));
    }
    if rows.is_empty() {
        return Err(format!("{}: criterion left no estimates", home.display()));
    }
    rows.sort_by(|a, b| {
        let group = a.group.cmp(&b.group).then(b.ours().cmp(&a.ours()));
        group.then(a.seconds.total_cmp(&b.seconds))
    });
    Ok(rows)
}

fn row(folder: &Path) -> Result<Row, String> {
    let json = |name: &str| Json::parse(&super::read(&folder.join(name))?);
    let (name, estimates) = (json("benchmark.json")?, json("estimates.json")?);
    let text = |key: &str| name.get(key).and_then(Json::text);
    let nanoseconds = estimates
        .get("median")
        .and_then(|median| median.get("point_estimate"));
    let nanoseconds = nanoseconds.and_then(Json::number);
    let function = [text("function_id"), text("value_str")]
        .into_iter()
        .flatten();
    Ok(Row {
        group: text("group_id").unwrap_or_default().to_owned(),
        function: function.collect::<Vec<_>>().join(" "),
        seconds: nanoseconds.ok_or(format!("{}: no median", folder.display()))? / 1e9,
    })
}

/// A picture of the pairs, ours and `ndarray`'s, and a table of all.
pub(crate) fn show(title: &str, rows: &[Row], page: &mut Page) {
    page.section(title, "Medians of criterion's quick mode, and how many times as long as our first line of the group the others take; red: shorter.");
    let find = |group: &str, function: &str| {
        let mut of = rows.iter().filter(|row| row.group == group);
        of.find(|row| row.function == function)
            .map(|row| row.seconds)
    };
    let mut bars = Bars::new(
        &format!("{title}: ndarray's time against ours"),
        ("times ours", Unit::Times),
    )
    .series("ndarray", Look::Bar)
    .level(1.0, "memoryview")
    .rivals_only();
    let mut groups: Vec<&str> = rows.iter().map(|row| row.group.as_str()).collect();
    groups.dedup();
    let mut pairs = 0;
    for group in &groups {
        if let (Some(ours), Some(theirs)) = (find(group, "memoryview"), find(group, "ndarray")) {
            bars = bars.row(group, [Some(theirs / ours)]);
            pairs += 1;
        }
    }
    if pairs > 1 {
        page.picture(&bars.svg());
    }
    let mut last = "";
    let mut first = 0.0;
    let cells = rows.iter().map(|row| {
        let head = row.group != last;
        if head {
            (last, first) = (&row.group, row.seconds);
        }
        let ratio = row.seconds / first;
        vec![
            (
                if head {
                    row.group.clone()
                } else {
                    String::new()
                },
                false,
            ),
            (row.function.clone(), false),
            (Unit::Seconds.text(row.seconds), false),
            (
                if head {
                    String::new()
                } else {
                    Unit::Times.text(ratio)
                },
                ratio < 0.95 && !row.ours(),
            ),
        ]
    });
    page.table(&page::table(
        "calls",
        &["", "who", "time", "against the first"],
        cells,
    ));
}
