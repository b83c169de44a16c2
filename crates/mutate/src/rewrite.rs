//! How does a source look that holds all its mistakes, and makes the one that is asked for?
//!
//! `a + b` becomes `(if none(&[3, 4]) { a + b } else if on(3) { (a) - (b) } else { (a) * (b) })`, where mistake 3 is `-`
//! and 4 is `*`. Mistakes inside `a` are made in the first branch alone: there is one at a time.

use crate::list::Mutant;
use crate::sites::{self, Kind, Site, Way};
use std::ops::Range;

/// Where the functions of `switch.rs` are found.
const SWITCH: &str = "crate::mutants_switch";

/// A file with its mistakes.
#[derive(Debug, Default)]
pub(crate) struct Rewritten {
    pub(crate) text: String,
    /// What the compiler refuses there is the fault of that mistake.
    pub(crate) marks: Vec<Mark>,
}

/// Bytes of the rewritten file that belong to a mistake.
#[derive(Debug, PartialEq)]
pub(crate) struct Mark {
    pub(crate) range: Range<usize>,
    pub(crate) id: u32,
    /// Code that makes it; or else all that was written for its sake.
    pub(crate) own: bool,
}

/// Writes `head`, then the file with these mistakes in it.
pub(crate) fn rewrite(head: &str, source: &str, mutants: &[Mutant]) -> syn::Result<Rewritten> {
    let sites = sites::find(source, mutants)?;
    let mut writer = Writer {
        source,
        at: 0,
        sites: sites.iter().peekable(),
        out: Rewritten {
            text: head.to_owned(),
            marks: Vec::new(),
        },
    };
    writer.up_to(source.len());
    Ok(writer.out)
}

struct Writer<'a> {
    source: &'a str,
    /// How much of the source is written.
    at: usize,
    /// What is still to come, outer ones first.
    sites: std::iter::Peekable<std::slice::Iter<'a, Site>>,
    out: Rewritten,
}

impl Writer<'_> {
    fn put(&mut self, text: &str) {
        self.out.text.push_str(text);
    }

    fn mark(&mut self, start: usize, id: u32, own: bool) {
        let range = start..self.out.text.len();
        self.out.marks.push(Mark { range, id, own });
    }

    /// The source up to byte `end`, with the sites in it.
    fn up_to(&mut self, end: usize) {
        while let Some(site) = self.sites.next_if(|site| site.range.end <= end) {
            self.put(&self.source[self.at..site.range.start]);
            self.at = site.range.start;
            let start = self.out.text.len();
            for id in self.site(site) {
                self.mark(start, id, false);
            }
        }
        self.put(&self.source[self.at..end]);
        self.at = end;
    }

    fn site(&mut self, site: &Site) -> Vec<u32> {
        match &site.kind {
            Kind::Body(ways) => {
                for way in ways {
                    let start = self.out.text.len();
                    let Way { id, code } = way;
                    self.put(&format!("\nif {SWITCH}::on({id}) {{ return {code}; }}"));
                    self.mark(start, *id, true);
                }
                ids(ways)
            }
            Kind::Match(arms) => {
                self.up_to(site.range.end);
                arms.clone()
            }
            Kind::Arm(id) => {
                self.put(&format!(" if !{SWITCH}::on({id})"));
                vec![*id]
            }
            Kind::Guard { arm, ways } => {
                let off = |id: &u32| format!("!{SWITCH}::on({id}) && ");
                self.put(&arm.as_ref().map_or(String::new(), off));
                self.put("(");
                for Way { id, code } in ways {
                    match &**code {
                        "true" => self.put(&format!("{SWITCH}::on({id}) || ")),
                        _ => self.put(&off(id)),
                    }
                }
                self.put("(");
                self.up_to(site.range.end);
                self.put("))");
                ids(ways).into_iter().chain(*arm).collect()
            }
            Kind::Expression(ways) => {
                self.expression(site.range.end, ways);
                ids(ways)
            }
        }
    }

    /// The source itself comes first: what types the other branches must have is up to it.
    fn expression(&mut self, end: usize, ways: &[Way]) {
        let none = ids(ways);
        self.put(&format!("(if {SWITCH}::none(&{none:?}) {{ "));
        self.up_to(end);
        for (k, Way { id, code }) in ways.iter().enumerate() {
            match k + 1 == ways.len() {
                true => self.put(" } else {\n"),
                false => self.put(&format!(" }} else if {SWITCH}::on({id}) {{\n")),
            }
            let start = self.out.text.len();
            self.put(code);
            self.mark(start, *id, true);
            self.put("\n");
        }
        self.put("})");
    }
}

fn ids(ways: &[Way]) -> Vec<u32> {
    ways.iter().map(|way| way.id).collect()
}

#[cfg(test)]
mod tests;
