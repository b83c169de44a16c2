use super::Casting;
use memoryview_format::{Form, Format, Scalar};
use std::string::ToString;

/// `np.can_cast(row, column, "safe")` of NumPy 2.4.6; the columns are the rows from the top down.
const SAFE: [(&str, &str); 14] = [
    ("|b1", "xxxxxxxxxxxxxx"),
    ("|u1", ".xxxx.xxxxxxxx"),
    ("<u2", "..xxx..xx.xxxx"),
    ("<u4", "...xx...x..x.x"),
    ("<u8", "....x......x.x"),
    ("|i1", ".....xxxxxxxxx"),
    ("<i2", "......xxx.xxxx"),
    ("<i4", ".......xx..x.x"),
    ("<i8", "........x..x.x"),
    ("<f2", ".........xxxxx"),
    ("<f4", "..........xxxx"),
    ("<f8", "...........x.x"),
    ("<c8", "............xx"),
    ("<c16", ".............x"),
];

fn scalar(typestr: &str) -> Scalar {
    match Format::from_typestr(typestr).unwrap().form() {
        Form::Scalar(scalar) => scalar,
        form => panic!("{form:?}"),
    }
}

#[test]
fn what_is_safe_is_safe_to_numpy() {
    for (from, row) in SAFE {
        for ((to, _), safe) in SAFE.iter().zip(row.chars()) {
            let needed = Casting::needed(scalar(from), scalar(to));
            assert_eq!(needed <= Casting::Safe, safe == 'x', "{from} to {to}");
        }
    }
}

#[test]
fn levels_have_numpys_names() {
    for level in Casting::ALL {
        assert_eq!(level.to_string().parse(), Ok(level));
    }
    let error = "lossy".parse::<Casting>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "casting does not parse: expected no, equiv, safe, same_kind or unsafe\n  lossy\n  ^"
    );
}
