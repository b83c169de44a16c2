//! Who is how fast? Rows of bars, with marks of others on them.

use crate::Unit;
use crate::paper::{Paper, WIDTH, YARDSTICK};

const RIGHT: f64 = WIDTH - 64.0;
const THICK: f64 = 13.0;

/// How the values of one contestant are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// A bar from the left edge, or from the level, with its figure at the end.
    Bar,
    /// A dot on the row.
    Dot,
    /// A line across the row: what the others are measured by.
    Tick,
}

/// A plot of rows: in each the values of the same contestants.
#[derive(Clone, Debug)]
pub struct Bars {
    title: String,
    axis: (String, Unit),
    series: Vec<(String, Look)>,
    /// The colour of the first contestant.
    first: usize,
    rows: Vec<(String, Vec<Option<f64>>)>,
    level: Option<(f64, String)>,
}

impl Bars {
    /// An empty plot: a title, and what its axis shows. [`Unit::Times`] gives a logarithmic axis.
    pub fn new(title: &str, axis: (&str, Unit)) -> Self {
        Bars {
            title: title.to_owned(),
            axis: (axis.0.to_owned(), axis.1),
            series: Vec::new(),
            first: 0,
            rows: Vec::new(),
            level: None,
        }
    }

    /// One more contestant.
    #[must_use]
    pub fn series(mut self, name: &str, look: Look) -> Self {
        self.series.push((name.to_owned(), look));
        self
    }

    /// The first contestant gets the colour that would be the second one's: ours is not among them.
    #[must_use]
    pub fn rivals_only(mut self) -> Self {
        self.first = 1;
        self
    }

    /// One more row: a value for each contestant, or none.
    #[must_use]
    pub fn row(mut self, label: &str, values: impl Into<Vec<Option<f64>>>) -> Self {
        self.rows.push((label.to_owned(), values.into()));
        self
    }

    /// A line through all rows at this value.
    #[must_use]
    pub fn level(mut self, value: f64, text: &str) -> Self {
        self.level = Some((value, text.to_owned()));
        self
    }

    fn colour(&self, k: usize) -> usize {
        match self.series[k].1 {
            Look::Tick => YARDSTICK,
            _ => (k + self.first) % YARDSTICK,
        }
    }

    fn bars(&self) -> usize {
        let bars = self.series.iter().filter(|(_, look)| *look == Look::Bar);
        bars.count().max(1)
    }

    /// The picture.
    pub fn svg(&self) -> String {
        let row_height = THICK * self.bars() as f64 + 9.0;
        let names = || self.series.iter().enumerate();
        // The height is needed before anything is drawn: the legend is drawn on a sheet of its own first.
        let legend = |paper: &mut Paper| {
            let entries =
                names().map(|(k, (name, look))| (sample(self.colour(k), *look), name.as_str()));
            paper.legend(60.0, entries) + 36.0
        };
        let top = legend(&mut Paper::new("", 0.0));
        let bottom = top + row_height * self.rows.len() as f64;
        let mut paper = Paper::new(&self.title, bottom + 56.0);
        legend(&mut paper);
        let longest = self.rows.iter().map(|(label, _)| label.chars().count());
        let left = 36.0 + 7.0 * longest.max().unwrap_or(0) as f64;
        let scale = self.scale(left);
        for (value, place) in &scale.ticks {
            paper.line((*place, top - 4.0), (*place, bottom), "grid");
            let text = self.axis.1.text(*value);
            paper.text((*place, bottom + 20.0), "label", "middle", &text);
        }
        paper.line((left, top - 4.0), (left, bottom), "axis");
        let middle = ((left + RIGHT) / 2.0, bottom + 42.0);
        paper.text(middle, "label", "middle", &self.axis.0);
        for (k, (label, values)) in self.rows.iter().enumerate() {
            let y = top + row_height * k as f64;
            let name = (left - 10.0, y + row_height / 2.0 + 1.0);
            paper.text(name, "label", "end", label);
            self.row_of(&mut paper, &scale, y + 2.0, label, values);
        }
        if let Some((value, text)) = &self.level {
            let x = scale.at(*value);
            paper.line((x, top - 4.0), (x, bottom), "axis");
            paper.text((x, top - 10.0), "note", "middle", text);
        }
        paper.finish()
    }

    fn row_of(&self, paper: &mut Paper, scale: &Scale, y: f64, row: &str, values: &[Option<f64>]) {
        let mut bar = 0;
        let height = THICK * self.bars() as f64;
        for (k, ((name, look), value)) in self.series.iter().zip(values).enumerate() {
            let colour = self.colour(k);
            let at = y + THICK * bar as f64;
            bar += usize::from(*look == Look::Bar);
            let Some(value) = value.filter(|v| v.is_finite() && *v > 0.0) else {
                continue;
            };
            let (x, text) = (scale.at(value), self.axis.1.text(value));
            let title = crate::escape(&format!("{name}, {row}: {text}"));
            match look {
                Look::Bar => {
                    // From the line that all are compared with, if there is one.
                    let foot = self.level.as_ref().map_or(scale.left, |(v, _)| scale.at(*v));
                    let (start, end) = (foot.min(x), foot.max(x));
                    paper.draw(format_args!(
                        r#"<rect class="f{colour}" x="{start:.1}" y="{:.1}" width="{:.1}" height="{:.1}" rx="2"><title>{title}</title></rect>"#,
                        at + 1.0,
                        (end - start).max(1.0),
                        THICK - 2.0
                    ));
                    // Where others are marked on the same row, their marks say enough.
                    if self.series.iter().all(|(_, look)| *look == Look::Bar) {
                        paper.text((end + 6.0, at + 11.0), "label", "start", &text);
                    }
                }
                Look::Dot => paper.draw(format_args!(
                    r#"<circle class="dot f{colour}" cx="{x:.1}" cy="{:.1}" r="4.5"><title>{title}</title></circle>"#,
                    y + height / 2.0
                )),
                Look::Tick => paper.draw(format_args!(
                    r#"<line class="tick s{colour}" x1="{x:.1}" x2="{x:.1}" y1="{:.1}" y2="{:.1}"><title>{title}</title></line>"#,
                    y - 2.0,
                    y + height + 2.0
                )),
            }
        }
    }

    fn scale(&self, left: f64) -> Scale {
        let values = self.rows.iter().flat_map(|(_, values)| values).flatten();
        let values = values.chain(self.level.as_ref().map(|(value, _)| value));
        let seen = values.filter(|v| v.is_finite() && **v > 0.0);
        let (low, high) = seen.fold((f64::INFINITY, 0.0_f64), |(l, h), v| (l.min(*v), h.max(*v)));
        let mut scale = Scale {
            left,
            low: None,
            high: high.max(f64::MIN_POSITIVE),
            ticks: Vec::new(),
        };
        let ticks = if self.axis.1 == Unit::Times {
            // A bar that ends where the axis begins cannot be seen.
            let low = low.min(high) * 0.7;
            scale.low = Some(low);
            self.axis.1.log_ticks((low, high))
        } else {
            let ticks = Unit::linear_ticks(high.max(f64::MIN_POSITIVE));
            scale.high = ticks.last().copied().unwrap_or(high);
            ticks
        };
        scale.ticks = ticks.into_iter().map(|v| (v, scale.at(v))).collect();
        scale
    }
}

/// What a contestant looks like in the legend.
fn sample(k: usize, look: Look) -> String {
    match look {
        Look::Bar => format!(r#"<rect class="f{k}" x="2" y="-5" width="16" height="10" rx="2"/>"#),
        Look::Dot => format!(r#"<circle class="dot f{k}" cx="10" cy="0" r="4.5"/>"#),
        Look::Tick => format!(r#"<line class="tick s{k}" x1="10" x2="10" y1="-7" y2="7"/>"#),
    }
}

/// From `low` on a logarithmic axis, else from 0.
struct Scale {
    left: f64,
    low: Option<f64>,
    high: f64,
    ticks: Vec<(f64, f64)>,
}

impl Scale {
    fn at(&self, value: f64) -> f64 {
        let part = match self.low {
            Some(low) => (value / low).ln() / (self.high / low).ln(),
            None => value / self.high,
        };
        self.left + part * (RIGHT - self.left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_what_it_has_values_for() {
        let svg = Bars::new("speed", ("", Unit::Rate))
            .series("ours", Look::Bar)
            .series("memcpy", Look::Tick)
            .series("theirs", Look::Dot)
            .row("a", [Some(30.0), Some(33.0), None])
            .row("b", [Some(10.0), Some(33.0), Some(5.0)])
            .svg();
        assert_eq!(svg.matches("<title>ours, ").count(), 2);
        assert_eq!(svg.matches("<title>theirs, ").count(), 1);
        assert!(svg.contains("memcpy, a: 33 GiB/s"));
    }

    #[test]
    fn bars_are_as_long_as_their_values() {
        let svg = Bars::new("", ("", Unit::Rate))
            .series("a", Look::Bar)
            .row("x", [Some(10.0)])
            .row("y", [Some(20.0)])
            .svg();
        let widths: Vec<f64> = svg
            .split("<rect class=\"f0\"")
            .filter_map(|part| part.split("<title>").next()?.split("width=\"").nth(1))
            .filter_map(|part| part.split('"').next()?.parse().ok())
            .collect();
        assert!(widths.len() >= 2, "{svg}");
        let (short, long) = (widths[widths.len() - 2], widths[widths.len() - 1]);
        assert!((long - 2.0 * short).abs() < 0.2, "{short} {long}");
    }
}
