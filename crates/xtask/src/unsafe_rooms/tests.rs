use super::scan::lines_of_keyword;
use super::*;

fn lines(source: &str) -> Vec<usize> {
    lines_of_keyword(source, "unsafe")
}

#[test]
fn the_keyword_is_found_wherever_code_can_stand() {
    for source in [
        "unsafe",
        "unsafe{}",
        "#[unsafe(no_mangle)]",
        "pub unsafe fn f() {}",
        "fn f<'a>(x: &'a u8) { unsafe { g(x) } }",
        "macro_rules! m { () => { unsafe { f() } } }",
        "/* /* nested */ */ unsafe {}",
        r#"let s = "a \" b"; unsafe {}"#,
        r#"let s = "\\"; unsafe {}"#,
        "let s = r\"\\\"; unsafe {}",
        r###"let s = br##"x"# "##; unsafe {}"###,
        r"let c = '\''; unsafe {}",
        r"let c = '\\'; unsafe {}",
        r"let c = b'\x41'; unsafe {}",
        "let c = '\"'; unsafe {} let d = '\"';",
        "let c = 'é'; let d = '\u{1F600}'; unsafe {}",
        "let c = '\\u{1F600}'; unsafe {}",
        "let x = 1.max(2); let r = 3; let b = 1/unsafe { 2 };",
        "'unsafe: loop {}", // not Rust, but nothing to be lenient about
        "let s = c\"x\"; unsafe {}",
        "r#type; unsafe {}",
        "let r = 5; #[doc = r##\"x\"##] unsafe fn f() {}",
    ] {
        assert_eq!(lines(source), [1], "{source}");
    }
}

#[test]
fn what_is_no_keyword_is_not_found() {
    for source in [
        "",
        "#![allow(unsafe_code)] // unsafe",
        "#![forbid(unsafe_op_in_unsafe_fn)]",
        "let not_unsafe = r#unsafe;",
        "//! unsafe\n/// unsafe\n// unsafe",
        "/* unsafe /* unsafe */ unsafe */",
        "/** unsafe\n unsafe */",
        r#""unsafe \" unsafe""#,
        r#"b"unsafe" c"unsafe""#,
        "r\"\\\" \"unsafe\"",
        r##"r#"unsafe " unsafe"#"##,
        r##"cr#"unsafe"# br#"unsafe"#"##,
        "unsafely unsafe1 ünsafe unsafeé",
        "\"unsafe never ends",
        "/* unsafe never ends",
        "r##\"unsafe\"#",
        "'\"' \"unsafe\" '\"'",
    ] {
        assert_eq!(lines(source), [0_usize; 0], "{source}");
    }
}

#[test]
fn lines_are_counted_through_all_tokens() {
    let source = "\
//! one
/* two
three */ unsafe {}
let s = \"four
five\\
six\"; unsafe {}; unsafe {}
r#\"seven
eight\"#; 'a'; unsafe";
    assert_eq!(lines(source), [3, 6, 6, 8]);
}

#[test]
fn cut_off_sources_end_quietly() {
    let source = "/*a*/ \"b\\\"\" r#\"c\"# '\\'' 'd' b'e' r#f //g\n unsafe";
    for end in 0..source.len() {
        assert_eq!(lines(&source[..end]), [0_usize; 0], "{}", &source[..end]);
    }
    assert_eq!(lines(source), [2]);
}

fn source(path: &str, text: &str) -> Source {
    Source {
        path: path.into(),
        text: text.into(),
    }
}

#[test]
fn only_rooms_tests_and_benchmarks_may_be_unsafe() {
    let text = "\nunsafe {}";
    for path in [
        "crates/strided/src/parts.rs",
        "crates/strided/src/copy/kernel.rs",
        "crates/strided/src/copy/kernel/avx2.rs",
        "crates/strided/src/copy/kernel_swap.rs",
        "crates/derive/src/lib.rs",
        "crates/strided/src/layout/tests.rs",
        "crates/strided/src/view/tests/random.rs",
        "crates/bench/src/main.rs",
    ] {
        assert!(judge(&[source(path, text)]).ok, "{path}");
    }
    for path in [
        "src/lib.rs",
        "crates/format/src/lib.rs",
        "crates/strided/src/layout.rs",
        "crates/strided/src/copy/plan.rs",
        "crates/strided/src/copy.rs",
        "crates/npy/src/parts.rs",
        "crates/strided/src/layout/parts.rs",
        "crates/strided/src/unit_tests.rs",
    ] {
        let outcome = judge(&[source(path, text)]);
        let named = format!("{path}:2: `unsafe` outside the rooms\n");
        assert!(!outcome.ok && outcome.output.starts_with(&named), "{path}");
    }
}

#[test]
fn a_room_without_unsafe_is_a_note() {
    let kernels = "crates/strided/src/copy/kernel";
    let outcome = judge(&[
        source("crates/strided/src/map.rs", "// unsafe"),
        source("crates/strided/src/parts.rs", "unsafe {}"),
        source(&format!("{kernels}.rs"), ""),
        source(&format!("{kernels}/swap.rs"), "unsafe {}"),
    ]);
    assert!(outcome.ok);
    assert_eq!(
        outcome.note,
        "listed without need: crates/strided/src/map.rs"
    );
}

#[test]
fn every_room_has_a_reason_and_stands_once() {
    for (index, room) in ROOMS.iter().enumerate() {
        assert!(!room.reason.is_empty(), "{}", room.path);
        assert!(
            ROOMS[..index].iter().all(|other| other.path != room.path),
            "{}",
            room.path
        );
    }
}

#[test]
fn the_files_of_this_workspace_are_found() {
    let sources = sources(&crate::workspace::root()).unwrap();
    for path in ["src/lib.rs", "crates/xtask/src/unsafe_rooms/scan.rs"] {
        assert!(sources.iter().any(|source| source.path == path), "{path}");
    }
}
