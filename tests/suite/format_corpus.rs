//! Does the format crate agree with what CPython, NumPy and ctypes do, line by line?

use std::path::Path;

#[allow(dead_code, unreachable_pub, reason = "an example, used as a module")]
#[path = "../../examples/format_conformance.rs"]
mod format_conformance;

fn check(name: &str, at_least: usize) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/format");
    let report = format_conformance::check_file(&folder.join(name), None).unwrap();
    assert!(report.failures.is_empty(), "{report}");
    assert!(report.passed >= at_least, "{report}");
}

#[test]
fn struct_corpus() {
    check("struct.txt", 33_000);
}

// What it says of `numpy` and of objects are the codes and sizes of the machine that wrote it.
#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
#[test]
fn pep_3118_corpus() {
    check("pep3118.txt", 8_500);
}

#[test]
fn patterns_and_answers() {
    let report = format_conformance::check_text(
        "# comment\nsize\ti\t4\nsize\ti\t5\nunpack\tB\tff\t255\nbad\ti\tchar\nodd\n",
        "x.txt",
        "x.txt: bad * => a reason\nx.txt: size q * => never\ny.txt: * => elsewhere\n",
    );
    assert_eq!(report.passed, 2);
    assert_eq!(
        report.deviations,
        [("a reason".into(), 1), ("never".into(), 0)]
    );
    assert_eq!(
        report.failures,
        [
            "size i 5 | found Ok(\"4\")",
            "odd | unknown kind of line",
            "no line deviates like size q *",
        ]
    );
}
