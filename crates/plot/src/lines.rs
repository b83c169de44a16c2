//! How does one quantity grow with another? Lines on two logarithmic axes.

use crate::Unit;
use crate::paper::{Paper, WIDTH, YARDSTICK};

const HEIGHT: f64 = 480.0;
const LEFT: f64 = 78.0;
const RIGHT: f64 = WIDTH - 28.0;
const BOTTOM: f64 = HEIGHT - 62.0;

/// A plot of lines; both axes are logarithmic, and every point is greater than 0.
#[derive(Clone, Debug)]
pub struct Lines {
    title: String,
    x: (String, Unit),
    y: (String, Unit),
    series: Vec<Series>,
    mark: Option<((f64, f64), String)>,
}

/// One line: its points, in the colour of this number.
#[derive(Clone, Debug)]
struct Series {
    name: String,
    colour: usize,
    points: Vec<(f64, f64)>,
}

impl Lines {
    /// An empty plot: a title, and what each axis shows.
    pub fn new(title: &str, x: (&str, Unit), y: (&str, Unit)) -> Self {
        Lines {
            title: title.to_owned(),
            x: (x.0.to_owned(), x.1),
            y: (y.0.to_owned(), y.1),
            series: Vec::new(),
            mark: None,
        }
    }

    /// One more line, through these points in their order. Points that are not greater than 0 are left out.
    #[must_use]
    pub fn series(self, name: &str, points: impl Into<Vec<(f64, f64)>>) -> Self {
        let colour = self.series.len() % YARDSTICK;
        self.coloured(name, colour, points.into())
    }

    /// The line that the others are measured by, in the colour that is kept for it.
    #[must_use]
    pub fn yardstick(self, name: &str, points: impl Into<Vec<(f64, f64)>>) -> Self {
        self.coloured(name, YARDSTICK, points.into())
    }

    fn coloured(mut self, name: &str, colour: usize, mut points: Vec<(f64, f64)>) -> Self {
        points.retain(|&(x, y)| x > 0.0 && y > 0.0 && x.is_finite() && y.is_finite());
        self.series.push(Series {
            name: name.to_owned(),
            colour,
            points,
        });
        self
    }

    /// A ring around a point, a line from it down to the axis, and a word beside it.
    #[must_use]
    pub fn mark(mut self, at: (f64, f64), text: &str) -> Self {
        self.mark = Some((at, text.to_owned()));
        self
    }

    /// The picture.
    pub fn svg(&self) -> String {
        let mut paper = Paper::new(&self.title, HEIGHT);
        let names = self.series.iter().map(|series| {
            let (k, name) = (series.colour, &series.name);
            let sample = format!(
                r#"<line class="curve s{k}" x1="0" y1="0" x2="18" y2="0"/><circle class="dot f{k}" cx="9" cy="0" r="3.5"/>"#
            );
            (sample, name.as_str())
        });
        let top = paper.legend(60.0, names) + 22.0;
        let points = || self.series.iter().flat_map(|series| &series.points);
        let x = Axis::new(points().map(|p| p.0), self.x.1, (LEFT, RIGHT), 0.0);
        let y = Axis::new(points().map(|p| p.1), self.y.1, (BOTTOM, top), 0.05);
        self.frame(&mut paper, &x, &y);
        for series in &self.series {
            curve(&mut paper, (&x, &y), series);
        }
        if let Some((at, text)) = &self.mark {
            mark(&mut paper, (x.at(at.0), y.at(at.1)), text);
        }
        paper.finish()
    }

    fn frame(&self, paper: &mut Paper, x: &Axis, y: &Axis) {
        for tick in y.unit.log_ticks(y.range) {
            let height = y.at(tick);
            paper.line((LEFT, height), (RIGHT, height), "grid");
            let text = y.unit.text(tick);
            paper.text((LEFT - 10.0, height + 4.5), "label", "end", &text);
        }
        for tick in x.unit.log_ticks(x.range) {
            let place = x.at(tick);
            paper.line((place, BOTTOM), (place, y.pixels.1), "grid");
            let text = x.unit.text(tick);
            paper.text((place, BOTTOM + 20.0), "label", "middle", &text);
        }
        paper.line((LEFT, BOTTOM), (RIGHT, BOTTOM), "axis");
        let middle = ((LEFT + RIGHT) / 2.0, HEIGHT - 18.0);
        paper.text(middle, "label", "middle", &self.x.0);
        let name = crate::escape(&self.y.0);
        let height = (BOTTOM + y.pixels.1) / 2.0;
        paper.draw(format_args!(
            r#"<text class="label" text-anchor="middle" transform="translate(20 {height:.1}) rotate(-90)">{name}</text>"#
        ));
    }
}

fn curve(paper: &mut Paper, (x, y): (&Axis, &Axis), series: &Series) {
    let Series {
        name,
        colour: k,
        points,
    } = series;
    let places: Vec<String> = points
        .iter()
        .map(|p| format!("{:.1},{:.1}", x.at(p.0), y.at(p.1)))
        .collect();
    let places = places.join(" ");
    paper.draw(format_args!(
        r#"<polyline class="curve s{k}" points="{places}"/>"#
    ));
    for p in points {
        let name = crate::escape(name);
        let (size, time) = (x.unit.text(p.0), y.unit.text(p.1));
        paper.draw(format_args!(
            r#"<circle class="dot f{k}" cx="{:.1}" cy="{:.1}" r="3.5"><title>{name}: {size}, {time}</title></circle>"#,
            x.at(p.0),
            y.at(p.1)
        ));
    }
}

/// The words stand below and right of the point: a cost that grows leaves that corner free.
fn mark(paper: &mut Paper, (x, y): (f64, f64), text: &str) {
    paper.line((x, y + 7.0), (x, BOTTOM), "drop");
    paper.draw(format_args!(
        r#"<circle class="ring" cx="{x:.1}" cy="{y:.1}" r="7"/>"#
    ));
    let width = 7.6 * text.chars().count() as f64;
    let start = (x + 14.0).min(RIGHT - width).max(LEFT);
    paper.text((start, y + 23.0), "note", "start", text);
}

/// A logarithmic axis: the values at its ends, and the pixels where they stand.
struct Axis {
    unit: Unit,
    range: (f64, f64),
    pixels: (f64, f64),
}

impl Axis {
    /// Around the values, with this part of the length free at the upper end; bytes begin at the values themselves, others at a whole decade.
    fn new(values: impl Iterator<Item = f64>, unit: Unit, pixels: (f64, f64), free: f64) -> Self {
        let (low, high) = values.fold((f64::INFINITY, 0.0_f64), |(low, high), v| {
            (low.min(v), high.max(v))
        });
        let (low, high) = match high > 0.0 {
            true => (low, high * (high / low).powf(free).max(1.01)),
            false => (1.0, 10.0),
        };
        let range = match unit {
            Unit::Bytes => (low, high),
            // Within a decade or two a decade more would be mostly empty.
            _ if high / low < 100.0 => (low * 0.7, high),
            _ => (10f64.powf(low.log10().floor()), high),
        };
        Axis {
            unit,
            range,
            pixels,
        }
    }

    fn at(&self, value: f64) -> f64 {
        let (low, high) = self.range;
        let part = (value / low).ln() / (high / low).ln();
        self.pixels.0 + part * (self.pixels.1 - self.pixels.0)
    }
}

/// Where the second line first rises above the first: both through points at the same places, straight between them on logarithmic axes.
///
/// ```
/// use memoryview_plot::crossing;
/// let flat = [(1.0, 10.0), (100.0, 10.0)];
/// let (x, y) = crossing(&flat, &[(1.0, 1.0), (100.0, 100.0)]).unwrap();
/// assert!((x - 10.0).abs() < 1e-9 && (y - 10.0).abs() < 1e-9);
/// assert_eq!(crossing(&flat, &[(1.0, 20.0), (100.0, 100.0)]), None);
/// ```
pub fn crossing(first: &[(f64, f64)], second: &[(f64, f64)]) -> Option<(f64, f64)> {
    let gaps: Vec<(f64, f64, f64)> = first
        .iter()
        .zip(second)
        .map(|(a, b)| (a.0.ln(), a.1.ln(), (b.1 / a.1).ln()))
        .collect();
    gaps.windows(2).find_map(|pair| {
        let [(x0, y0, gap0), (x1, y1, gap1)] = [pair[0], pair[1]];
        if gap0 > 0.0 || gap1 <= 0.0 {
            return None;
        }
        let part = gap0 / (gap0 - gap1);
        let between = |from: f64, to: f64| (from + part * (to - from)).exp();
        Some((between(x0, x1), between(y0, y1)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_point_is_drawn_once_and_inside() {
        let points: Vec<(f64, f64)> = (0..20).map(|k| (64.0 * 2f64.powi(k), 3e-8)).collect();
        let svg = Lines::new("a < b", ("x", Unit::Bytes), ("y", Unit::Seconds))
            .series("flat", points)
            .series("gone", [(0.0, 1.0), (1.0, f64::NAN)])
            .svg();
        assert_eq!(svg.matches("<circle class=\"dot f0\" cx").count(), 20 + 1);
        assert!(svg.contains("a &lt; b"));
        for part in svg.split(" cx=\"").skip(1) {
            let x: f64 = part.split('"').next().unwrap().parse().unwrap();
            assert!((0.0..=WIDTH).contains(&x), "{x}");
        }
    }
}
