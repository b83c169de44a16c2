//! Are the dates and durations equal that NumPy finds equal?
//!
//! Replays `tests/corpus/times/cases.txt`; `make.py` beside it writes the file and documents its lines.

use memoryview::{Buffer, Format, NanPolicy, Spec, Tolerance, Value};

const CASES: &str = include_str!("../corpus/times/cases.txt");

/// Counts as items of a format.
#[allow(
    clippy::cast_precision_loss,
    reason = "no count here has so many digits"
)]
fn items(format: &str, counts: &[i64]) -> Buffer {
    let format = Format::from_typestr(format).unwrap();
    let mut bytes = vec![0; counts.len() * format.size()];
    for (&count, item) in counts.iter().zip(bytes.chunks_mut(format.size())) {
        let value = match format.kind() {
            memoryview::format::Kind::Bool => Value::Bool(count != 0),
            _ => Value::Int(count),
        };
        let float = Value::Float(count as f64);
        let written = format.encode(&value, item);
        written.or_else(|_| format.encode(&float, item)).unwrap();
    }
    let spec = Spec::from_format(format).shape([counts.len()]);
    Buffer::from_bytes(bytes, &spec).unwrap()
}

#[test]
fn as_numpy_finds_them_equal() {
    let (mut compared, mut found) = (0, 0);
    for line in CASES.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let [left, right, lefts, rights, equal] = fields[..] else {
            panic!("{line}")
        };
        let counts = |text: &str| -> Vec<i64> {
            text.split(' ')
                .map(|count| count.parse().unwrap())
                .collect()
        };
        let (lefts, rights) = (counts(lefts), counts(rights));
        let mut expected = vec![false; lefts.len() * rights.len()];
        for pair in equal.split_terminator(' ') {
            expected[pair.parse::<usize>().unwrap()] = true;
        }
        // Every left beside every right: pair by pair, by broadcasting what differs, and what is equal all at once.
        let a = items(left, &lefts);
        let b = items(right, &rights);
        let shape = [lefts.len(), rights.len()];
        let (x, y) = (a.expand_dims(1).unwrap(), b.expand_dims(0).unwrap());
        let (x, y) = (
            x.broadcast_to(&shape).unwrap(),
            y.broadcast_to(&shape).unwrap(),
        );
        for (k, &expected) in expected.iter().enumerate() {
            let at = (k / rights.len(), k % rights.len());
            let same = x.slice(at).unwrap() == y.slice(at).unwrap();
            let (m, n) = (lefts[at.0], rights[at.1]);
            assert_eq!(same, expected, "{left} {m}, {right} {n}");
        }
        let unequal = expected.iter().filter(|&&equal| !equal).count();
        let difference = x.diff(&y, Tolerance::EXACT).unwrap();
        assert_eq!(difference.count, unequal, "{left}, {right}");
        compared += expected.len();
        found += expected.len() - unequal;
    }
    assert!(compared > 500_000 && found > 3_000, "{compared}, {found}");
}

#[test]
fn many_equal_ones_are_equal_at_once() {
    for line in CASES.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let counts: Vec<[i64; 2]> = {
            let of =
                |text: &str| -> Vec<i64> { text.split(' ').map(|n| n.parse().unwrap()).collect() };
            let (lefts, rights) = (of(fields[2]), of(fields[3]));
            let pairs = fields[4]
                .split_terminator(' ')
                .map(|pair| pair.parse::<usize>().unwrap());
            pairs
                .map(|k| [lefts[k / rights.len()], rights[k % rights.len()]])
                .collect()
        };
        if counts.is_empty() {
            continue;
        }
        let side = |which: usize| -> Vec<i64> {
            let all = counts.iter().cycle().take(700);
            all.map(|pair| pair[which]).collect()
        };
        let (a, mut b) = (items(fields[0], &side(0)), items(fields[1], &side(1)));
        for equal in [a == b, b == a] {
            assert!(equal, "{line}");
        }
        assert!(a.slice(..5).unwrap() == b.slice(..5).unwrap());
        let again = a.diff(&b, Tolerance::EXACT).unwrap();
        assert_eq!((again.count, again.nan), (0, 0), "{line}");
        let mut nat = side(1);
        nat[699] = i64::MIN;
        if let "M8" | "m8" = &fields[1][1..3] {
            b = items(fields[1], &nat);
            for unequal in [a == b, b == a, b == b.clone()] {
                assert!(!unequal, "{line}");
            }
            let difference = b.diff(&b, Tolerance::EXACT).unwrap();
            assert_eq!((difference.count, difference.nan), (1, 1));
            let equal = Tolerance {
                nan: NanPolicy::Equal,
                ..Tolerance::EXACT
            };
            assert!(b.diff(&b, equal).unwrap().is_empty());
        }
    }
}
