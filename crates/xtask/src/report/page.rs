//! What does the page look like? One file: pictures inside, no script, nothing fetched.

use memoryview_plot::escape;
use std::fmt::Write as _;

pub(crate) const SLICING: &str = "A slice moves no item, so it costs the same whatever it selects; a copy pays for each byte. Left of the crossover a bare \
     <code>memcpy</code> into memory that is there already is quicker than making a view; right of it nothing is. The array is a mapped file of big-endian floats.";

const STYLE: &str = "\
:root{color-scheme:light dark}\
body{font:16px/1.5 system-ui,'Segoe UI','DejaVu Sans',sans-serif;max-width:860px;margin:2.5rem auto;padding:0 1.2rem;background:#f8fafc;color:#111827}\
h1{font-size:1.7rem;margin:0 0 .8rem}h2{font-size:1.3rem;margin:2.6rem 0 .3rem}p{margin:.3rem 0 1rem;color:#374151}\
svg{display:block;width:100%;box-sizing:border-box;margin:1rem 0;border:1px solid #e5e7eb;border-radius:8px}\
table{border-collapse:collapse;font-size:.85rem;font-variant-numeric:tabular-nums;width:100%}\
th,td{padding:.22rem .6rem;text-align:right;border-bottom:1px solid #e5e7eb}th:first-child,td:first-child,.calls td:nth-child(2),.calls th:nth-child(2){text-align:left}\
th{font-weight:600;color:#4b5563}.head td{text-align:left}.head td:first-child{color:#4b5563;width:7rem}.worse{color:#b91c1c}\
.wide{overflow-x:auto}pre{font:12px/1.45 ui-monospace,'DejaVu Sans Mono',monospace;overflow-x:auto}\
summary{cursor:pointer;color:#1d4ed8;margin:.5rem 0}\
@media(prefers-color-scheme:dark){body{background:#0b0f16;color:#f3f4f6}p{color:#cbd5e1}svg,th,td{border-color:#2b3340}th,.head td:first-child{color:#a7b0be}\
summary{color:#7aa2ff}.worse{color:#fca5a5}}";

/// A page that grows from its head to its end.
pub(crate) struct Page(String);

impl Page {
    pub(crate) fn new(machine: &[(&str, String)]) -> Self {
        let mut page = Page(format!(
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width\"><title>memoryview: measured</title>\
             <style>{STYLE}</style></head><body>\n<h1>memoryview, measured on this machine</h1>\n<table class=\"head\">\n"
        ));
        for (name, value) in machine {
            page.add(&format!(
                "<tr><td>{name}</td><td>{}</td></tr>\n",
                escape(value)
            ));
        }
        page.add("</table>\n<p>The quick form of the benchmarks: the order of things is right, the last digit is not. ");
        page.add("GiB/s count bytes read and bytes written; contestants take turns on the same memory.</p>\n");
        page
    }

    fn add(&mut self, html: &str) {
        self.0.push_str(html);
    }

    /// A heading; what stands under it is HTML.
    pub(crate) fn section(&mut self, title: &str, html: &str) {
        self.add(&format!("<h2>{}</h2>\n<p>{html}</p>\n", escape(title)));
    }

    pub(crate) fn picture(&mut self, svg: &str) {
        self.add(svg);
    }

    /// HTML that a reader unfolds.
    pub(crate) fn folded(&mut self, title: &str, html: &str) {
        let title = escape(title);
        self.add(&format!(
            "<details><summary>{title}</summary>\n{html}</details>\n"
        ));
    }

    pub(crate) fn table(&mut self, html: &str) {
        self.add(html);
    }

    pub(crate) fn finish(mut self) -> String {
        self.add("</body></html>\n");
        self.0
    }
}

/// Text as it was printed.
pub(crate) fn text(text: &str) -> String {
    format!("<pre>{}</pre>\n", escape(text))
}

/// A table of this class: the heads of its columns, then its rows; a cell with `true` is one that we lose.
pub(crate) fn table(
    class: &str,
    heads: &[&str],
    rows: impl Iterator<Item = Vec<(String, bool)>>,
) -> String {
    let mut html = format!("<div class=\"wide {class}\"><table>\n<tr>");
    for head in heads {
        let _ = write!(html, "<th>{}</th>", escape(head));
    }
    html.push_str("</tr>\n");
    for row in rows {
        html.push_str("<tr>");
        for (cell, worse) in row {
            let class = if worse { " class=\"worse\"" } else { "" };
            let _ = write!(html, "<td{class}>{}</td>", escape(&cell));
        }
        html.push_str("</tr>\n");
    }
    html + "</table></div>\n"
}
