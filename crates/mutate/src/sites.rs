//! Where in a file's syntax do the listed mistakes belong?

use crate::list::{Genre, Mutant};
use proc_macro2::{LineColumn, Span};
use std::cmp::Reverse;
use std::ops::Range;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// A piece of the source, in bytes, that is written anew.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) range: Range<usize>,
    pub(crate) kind: Kind,
}

/// A mistake and the code that makes it.
#[derive(Clone, Debug)]
pub(crate) struct Way {
    pub(crate) id: u32,
    pub(crate) code: String,
}

#[derive(Debug)]
pub(crate) enum Kind {
    /// Before the first statement of a body: the values that it returns at once.
    Body(Vec<Way>),
    /// A whole `match`, of which these arms may go: without them all, it may leave values out.
    Match(Vec<u32>),
    /// Behind a pattern without a guard, whose arm goes.
    Arm(u32),
    /// A guard: the arm may go, and the guard be `true` or `false`.
    Guard { arm: Option<u32>, ways: Vec<Way> },
    /// An expression, and what stands there instead.
    Expression(Vec<Way>),
}

/// The sites of a file, outer ones before those inside them.
pub(crate) fn find(source: &str, mutants: &[Mutant]) -> syn::Result<Vec<Site>> {
    let tree = syn::parse_file(source)?;
    let mut finder = Finder {
        source,
        mutants,
        sites: Vec::new(),
    };
    finder.visit_file(&tree);
    let mut sites = finder.sites;
    // Of one range, a guard is outside the expression that it is; what is inserted comes before what begins there.
    sites.sort_by_key(|site| {
        let inside = !matches!(site.kind, Kind::Guard { .. });
        let later = !site.range.is_empty();
        (site.range.start, later, Reverse(site.range.end), inside)
    });
    Ok(sites)
}

struct Finder<'a> {
    source: &'a str,
    mutants: &'a [Mutant],
    sites: Vec<Site>,
}

impl Finder<'_> {
    /// The mistakes of this kind that are listed at the start of `span`.
    fn at(&self, span: Span, genre: Genre) -> impl Iterator<Item = &Mutant> {
        let LineColumn { line, column } = span.start();
        let here = move |m: &&Mutant| m.at == (line, column + 1) && m.genre == genre;
        self.mutants.iter().filter(here)
    }

    fn ways(&self, span: Span, genre: Genre, code: impl Fn(&str) -> String) -> Vec<Way> {
        let way = |m: &Mutant| Way {
            id: m.id,
            code: code(&m.with),
        };
        self.at(span, genre).map(way).collect()
    }

    fn text(&self, span: Span) -> &str {
        &self.source[span.byte_range()]
    }

    fn expression(&mut self, span: Range<usize>, ways: Vec<Way>) {
        if !ways.is_empty() {
            self.sites.push(Site {
                range: span,
                kind: Kind::Expression(ways),
            });
        }
    }

    fn body(&mut self, sig: &syn::Signature, block: &syn::Block) {
        let Some(first) = block.stmts.first() else {
            return;
        };
        // An `impl Trait` is one type: what a mistake returns would have to be of the very type of the rest.
        if self.text(sig.output.span()).contains("impl ") {
            return;
        }
        let ways = self.ways(first.span(), Genre::Body, str::to_owned);
        if !ways.is_empty() {
            let at = block.brace_token.span.open().byte_range().end;
            self.sites.push(Site {
                range: at..at,
                kind: Kind::Body(ways),
            });
        }
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    // Which constant there is, the build decides: no mistake can be chosen later.
    fn visit_item_const(&mut self, _: &'ast syn::ItemConst) {}
    fn visit_impl_item_const(&mut self, _: &'ast syn::ImplItemConst) {}
    fn visit_trait_item_const(&mut self, _: &'ast syn::TraitItemConst) {}
    fn visit_item_static(&mut self, _: &'ast syn::ItemStatic) {}

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.body(&item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.body(&item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if let Some(block) = &item.default {
            self.body(&item.sig, block);
        }
        visit::visit_trait_item_fn(self, item);
    }

    fn visit_expr_binary(&mut self, e: &'ast syn::ExprBinary) {
        // `let` stands in a chain of `&&` only: with another operator it does not compile.
        if !has_let(&e.left) && !has_let(&e.right) {
            let (left, right) = (self.text(e.left.span()), self.text(e.right.span()));
            let changed = |operator: &str| format!("({left}) {operator} ({right})");
            let ways = self.ways(e.op.span(), Genre::Binary, changed);
            let (start, end) = (e.left.span().byte_range(), e.right.span().byte_range());
            self.expression(start.start..end.end, ways);
        }
        visit::visit_expr_binary(self, e);
    }

    fn visit_expr_unary(&mut self, e: &'ast syn::ExprUnary) {
        let operand = format!("({})", self.text(e.expr.span()));
        let ways = self.ways(e.op.span(), Genre::Unary, |_| operand.clone());
        self.expression(e.span().byte_range(), ways);
        visit::visit_expr_unary(self, e);
    }

    fn visit_expr_struct(&mut self, e: &'ast syn::ExprStruct) {
        let whole = e.span().byte_range();
        let mut ways = Vec::new();
        for pair in e.fields.pairs() {
            // With the comma behind it.
            let field = pair.span().byte_range();
            let (before, after) = (whole.start..field.start, field.end..whole.end);
            let code = format!("{}{}", &self.source[before], &self.source[after]);
            let span = pair.value().span();
            ways.extend(self.ways(span, Genre::Field, |_| code.clone()));
        }
        self.expression(whole, ways);
        visit::visit_expr_struct(self, e);
    }

    fn visit_expr_match(&mut self, e: &'ast syn::ExprMatch) {
        let first = |arm: &syn::Arm| self.at(arm.span(), Genre::Arm).next().map(|m| m.id);
        let ids: Vec<u32> = e.arms.iter().filter_map(first).collect();
        if !ids.is_empty() {
            self.sites.push(Site {
                range: e.span().byte_range(),
                kind: Kind::Match(ids),
            });
        }
        visit::visit_expr_match(self, e);
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        let gone = self.at(arm.span(), Genre::Arm).next().map(|m| m.id);
        let site = match &arm.guard {
            None => gone.map(|id| {
                let end = arm.pat.span().byte_range().end;
                (end..end, Kind::Arm(id))
            }),
            Some((_, guard)) => {
                let ways = self.ways(guard.span(), Genre::Guard, str::to_owned);
                let any = !ways.is_empty() || gone.is_some();
                let kind = Kind::Guard { arm: gone, ways };
                any.then(|| (guard.span().byte_range(), kind))
            }
        };
        if let Some((range, kind)) = site {
            self.sites.push(Site { range, kind });
        }
        visit::visit_arm(self, arm);
    }
}

fn has_let(e: &syn::Expr) -> bool {
    match e {
        syn::Expr::Let(_) => true,
        syn::Expr::Binary(both) => has_let(&both.left) || has_let(&both.right),
        _ => false,
    }
}
