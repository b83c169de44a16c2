//! What is answered otherwise on purpose, and why?

use super::oracle::Oracle;

/// The reason, if this disagreement has one.
pub(super) fn reason(
    question: &str,
    ours: &str,
    theirs: &str,
    oracle: &Oracle,
) -> Option<&'static str> {
    let fields: Vec<&str> = question.split('\t').collect();
    let before = |minor| oracle.python < (3, minor);
    let refused = theirs.starts_with('!');
    match fields[0] {
        "unpack" | "pack" if fields[1].contains("0p") && before(13) => {
            Some("CPython before 3.13 reads and writes the length byte of a 0p, which has no bytes")
        }
        "unpack" if fields[1].contains(['Z', 'F', 'D']) && refused && before(15) => {
            Some("F, D, Zf and Zd are accepted, as by CPython 3.14 (F, D) and 3.15 (Zf, Zd)")
        }
        "pack" if fields[1].contains('f') && ours == "!" && before(15) => Some(
            "a float too large for native f is refused, as by CPython 3.15; before, it became infinite",
        ),
        "memoryview" | "equal" if before(12) && refused && question.contains('e') => {
            Some("memoryview reads no e before CPython 3.12")
        }
        "memoryview"
            if refused && ours.starts_with("0 ") && fields[3] != "-" && has_step(fields[5]) =>
        {
            Some(
                "CPython's memoryview casts no empty slice with a step, though its C function calls that contiguous; the wheel does as it does",
            )
        }
        "equal" if fields[1].ends_with('?') && fields[3].ends_with('?') && theirs == "0" => Some(
            "CPython compares the bytes of two ?; here two that are not zero are equal: both are true",
        ),
        "chain" => {
            let step = theirs
                .strip_prefix('!')
                .and_then(|k| k.parse::<usize>().ok());
            let stopped = step.and_then(|k| fields.get(5 + k));
            let negative = |op: &&str| {
                let lengths = op.strip_prefix("reshape ");
                lengths.is_some_and(|n| n.split(',').any(|n| n.starts_with('-') && n != "-1"))
            };
            if stopped.is_some_and(|op| op.starts_with("view ")) && ours != theirs {
                Some(
                    "NumPy cuts items along the last axis only; here a Fortran-contiguous view may be cut along its first",
                )
            } else if fields.iter().any(negative) && ours.starts_with('!') {
                Some(
                    "NumPy's reshape takes any negative length as the open one; here it is -1 alone",
                )
            } else {
                None
            }
        }
        _ => None,
    }
}

/// Whether a slice goes by more or less than one item.
fn has_step(slice: &str) -> bool {
    slice
        .split(':')
        .nth(2)
        .is_some_and(|step| !["", "1"].contains(&step))
}
