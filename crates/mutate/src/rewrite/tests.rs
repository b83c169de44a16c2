use super::*;
use crate::list::Genre::{self, Arm, Binary, Body, Field, Guard, Unary};
use std::collections::BTreeSet;

/// The file with a mistake at each place where `marked` has a `^`, which is no part of the source.
fn rewritten(marked: &str, genre: Genre, with: &[&str]) -> (String, BTreeSet<u32>) {
    let (mut source, mut mutants) = (String::new(), Vec::new());
    for (line, text) in marked.lines().enumerate() {
        let mut column = 1;
        for c in text.chars() {
            if c != '^' {
                source.push(c);
                column += 1;
                continue;
            }
            for with in with {
                mutants.push(Mutant {
                    id: mutants.len() as u32 + 1,
                    file: String::new(),
                    at: (line + 1, column),
                    genre,
                    with: with.to_string(),
                    name: String::new(),
                });
            }
        }
        source.push('\n');
    }
    let out = rewrite("", &source, &mutants).unwrap();
    let placed = out.marks.iter().map(|mark| mark.id).collect();
    let text = out.text.replace("crate::mutants_switch::", "");
    (text, placed)
}

fn becomes(marked: &str, genre: Genre, with: &[&str], expected: &str) {
    let (text, placed) = rewritten(marked, genre, with);
    assert_eq!(text.trim_end(), expected);
    assert_eq!(placed.len(), marked.matches('^').count() * with.len());
}

#[test]
fn an_operator_has_a_branch_for_each_mistake() {
    becomes(
        "fn f() { g(é, a ^+ b) }",
        Binary,
        &["-", "*"],
        "fn f() { g(é, (if none(&[1, 2]) { a + b } else if on(1) {\n(a) - (b)\n } else {\n(a) * (b)\n})) }",
    );
    becomes(
        "fn f() { a ^+= 1; }",
        Binary,
        &["-="],
        "fn f() { (if none(&[1]) { a += 1 } else {\n(a) -= (1)\n}); }",
    );
}

#[test]
fn operators_inside_operands_stay_in_the_first_branch() {
    becomes(
        "fn f() { a ^+ b ^* c }",
        Binary,
        &["/"],
        "fn f() { (if none(&[1]) { a + (if none(&[2]) { b * c } else {\n(b) / (c)\n}) } else {\n(a) / (b * c)\n}) }",
    );
    becomes(
        "fn f() { a ^- b ^- c }",
        Binary,
        &["+"],
        "fn f() { (if none(&[2]) { (if none(&[1]) { a - b } else {\n(a) + (b)\n}) - c } else {\n(a - b) + (c)\n}) }",
    );
}

#[test]
fn a_chain_with_let_keeps_its_and() {
    let (text, placed) = rewritten(
        "fn f() { if let Some(x) = y ^&& x > 1 {} }",
        Binary,
        &["||"],
    );
    assert_eq!(text, "fn f() { if let Some(x) = y && x > 1 {} }\n");
    assert!(placed.is_empty());
}

#[test]
fn a_negation_goes() {
    becomes(
        "fn f() { if ^!a.b() {} }",
        Unary,
        &[""],
        "fn f() { if (if none(&[1]) { !a.b() } else {\n(a.b())\n}) {} }",
    );
}

#[test]
fn a_body_returns_at_once() {
    becomes(
        "fn f() -> u8 {\n    ^let a = 1;\n    a\n}",
        Body,
        &["0", "1"],
        "fn f() -> u8 {\nif on(1) { return 0; }\nif on(2) { return 1; }\n    let a = 1;\n    a\n}",
    );
    let (_, placed) = rewritten(
        "fn f() -> impl Iterator<Item = u8> { ^g() }",
        Body,
        &["empty()"],
    );
    assert!(placed.is_empty());
    becomes(
        "trait T { fn f(&self) -> u8 { ^3 } }",
        Body,
        &["0"],
        "trait T { fn f(&self) -> u8 {\nif on(1) { return 0; } 3 } }",
    );
}

#[test]
fn an_arm_goes_with_and_without_guard() {
    becomes(
        "fn f() { match a { ^Some(x) => x, _ => 2 } }",
        Arm,
        &[""],
        "fn f() { match a { Some(x) if !on(1) => x, _ => 2 } }",
    );
    becomes(
        "fn f() { match a { ^Some(x) if x => x, _ => 2 } }",
        Arm,
        &[""],
        "fn f() { match a { Some(x) if !on(1) && ((x)) => x, _ => 2 } }",
    );
    becomes(
        "fn f() { match a { Some(x) if ^x || y => x, _ => 2 } }",
        Guard,
        &["true", "false"],
        "fn f() { match a { Some(x) if (on(1) || !on(2) && (x || y)) => x, _ => 2 } }",
    );
}

#[test]
fn a_field_goes_with_its_comma() {
    becomes(
        "fn f() -> S { S { ^a: 1, ^b, ..c } }",
        Field,
        &[""],
        "fn f() -> S { (if none(&[1, 2]) { S { a: 1, b, ..c } } else if on(1) {\nS {  b, ..c }\n } else {\nS { a: 1,  ..c }\n}) }",
    );
}

#[test]
fn constants_stay() {
    let (text, placed) = rewritten("fn f() { const A: u8 = 1 ^+ 2; }", Binary, &["-"]);
    assert_eq!(text, "fn f() { const A: u8 = 1 + 2; }\n");
    assert!(placed.is_empty());
}

#[test]
fn marks_say_whose_code_stands_where() {
    let mutant = Mutant {
        id: 7,
        file: String::new(),
        at: (1, 12),
        genre: Binary,
        with: "-".into(),
        name: String::new(),
    };
    let out = rewrite("#![x]", "fn f() { a + b }", &[mutant]).unwrap();
    assert!(out.text.starts_with("#![x]fn f() { (if "));
    let [own, whole] = &out.marks[..] else {
        panic!("{:?}", out.marks)
    };
    assert_eq!(
        (own.id, own.own, &out.text[own.range.clone()]),
        (7, true, "(a) - (b)")
    );
    assert!(!whole.own && out.text[whole.range.clone()].starts_with("(if "));
}
