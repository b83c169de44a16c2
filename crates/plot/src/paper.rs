//! What do all plots share: the sheet, its colours, text, and the legend?

use std::fmt::Write as _;

/// The width of every plot; the height is the plot's own.
pub(crate) const WIDTH: f64 = 800.0;

/// How many colours there are.
const COLOURS: usize = 6;

/// The last colour is kept for what all others are measured by.
pub(crate) const YARDSTICK: usize = COLOURS - 1;

/// Colours that differ for the colour-blind too, in a tone for light and a tone for dark pages.
const LIGHT: [&str; COLOURS] = [
    "#1d4ed8", "#ea580c", "#0d9488", "#a21caf", "#ca8a04", "#64748b",
];
const DARK: [&str; COLOURS] = [
    "#7aa2ff", "#fb923c", "#2dd4bf", "#e879f9", "#facc15", "#94a3b8",
];

/// A sheet that is being drawn on.
pub(crate) struct Paper {
    body: String,
    height: f64,
    title: String,
}

impl Paper {
    pub(crate) fn new(title: &str, height: f64) -> Self {
        let mut paper = Paper {
            body: String::new(),
            height,
            title: title.to_owned(),
        };
        paper.draw(format_args!(
            r#"<rect class="paper" width="{WIDTH}" height="{height}" rx="8"/>"#
        ));
        paper.text((24.0, 34.0), "title", "start", title);
        paper
    }

    /// One element, as it is.
    pub(crate) fn draw(&mut self, element: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.body, "{element}");
    }

    pub(crate) fn line(&mut self, from: (f64, f64), to: (f64, f64), class: &str) {
        let ((x1, y1), (x2, y2)) = (from, to);
        self.draw(format_args!(
            r#"<line class="{class}" x1="{x1:.1}" y1="{y1:.1}" x2="{x2:.1}" y2="{y2:.1}"/>"#
        ));
    }

    /// `anchor` is `start`, `middle` or `end`.
    pub(crate) fn text(&mut self, (x, y): (f64, f64), class: &str, anchor: &str, text: &str) {
        let text = escape(text);
        self.draw(format_args!(
            r#"<text class="{class}" x="{x:.1}" y="{y:.1}" text-anchor="{anchor}">{text}</text>"#
        ));
    }

    /// Names beside samples, in one row or more from the height `y` on; gives the height where they end.
    pub(crate) fn legend<'a>(
        &mut self,
        mut y: f64,
        entries: impl Iterator<Item = (String, &'a str)>,
    ) -> f64 {
        let mut x = 24.0;
        for (sample, name) in entries {
            // No font is at hand to measure with: a letter of 13 pixels is about 7 wide, and m wider.
            let width = 28.0 + 7.3 * name.chars().count() as f64;
            if x + width > WIDTH - 24.0 && x > 24.0 {
                (x, y) = (24.0, y + 20.0);
            }
            self.draw(format_args!(
                r#"<g transform="translate({x:.1} {:.1})">{sample}</g>"#,
                y - 4.5
            ));
            self.text((x + 24.0, y), "name", "start", name);
            x += width + 16.0;
        }
        y
    }

    pub(crate) fn finish(self) -> String {
        let (height, title) = (self.height, escape(&self.title));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"mv-plot\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" role=\"img\" aria-label=\"{title}\">\n<style>{}</style>\n{}</svg>\n",
            style(),
            self.body
        )
    }
}

/// The rules of light pages, then what dark ones change. Every rule names the class of the plot: a page that holds several shares them.
fn style() -> String {
    let mut css = String::from(
        ".mv-plot{max-width:100%;height:auto;font-family:system-ui,'Segoe UI','DejaVu Sans',sans-serif;font-size:13px}\
         .mv-plot text{font-variant-numeric:tabular-nums}\
         .mv-plot .title{font-size:17px;font-weight:600}\
         .mv-plot .note{font-size:13px;font-weight:600;stroke-width:4px;stroke-linejoin:round;paint-order:stroke}\
         .mv-plot .curve{fill:none;stroke-width:2.5;stroke-linejoin:round;stroke-linecap:round}\
         .mv-plot .tick{stroke-width:2.5}\
         .mv-plot .ring{fill:none;stroke-width:2}\
         .mv-plot .drop{stroke-width:1.2;stroke-dasharray:4 4}",
    );
    css.push_str(&tones("#ffffff", "#111827", "#4b5563", "#e5e7eb", LIGHT));
    css.push_str("@media (prefers-color-scheme:dark){");
    css.push_str(&tones("#151a23", "#f3f4f6", "#a7b0be", "#2b3340", DARK));
    css.push('}');
    css
}

fn tones(paper: &str, ink: &str, dim: &str, grid: &str, colours: [&str; COLOURS]) -> String {
    let mut css = format!(
        ".mv-plot .paper{{fill:{paper}}}\
         .mv-plot .title,.mv-plot .name{{fill:{ink}}}\
         .mv-plot .note{{fill:{ink};stroke:{paper}}}\
         .mv-plot .label{{fill:{dim}}}\
         .mv-plot .grid{{stroke:{grid}}}\
         .mv-plot .axis,.mv-plot .drop{{stroke:{dim}}}\
         .mv-plot .ring{{stroke:{ink}}}\
         .mv-plot .dot{{stroke:{paper}}}"
    );
    for (k, colour) in colours.iter().enumerate() {
        let _ = write!(
            css,
            ".mv-plot .s{k}{{stroke:{colour}}}.mv-plot .f{k}{{fill:{colour}}}"
        );
    }
    css
}

/// Text as it may stand in SVG and HTML.
///
/// ```
/// assert_eq!(memoryview_plot::escape("a<b & \"c\""), "a&lt;b &amp; &quot;c&quot;");
/// ```
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}
