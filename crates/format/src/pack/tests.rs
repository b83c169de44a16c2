use crate::native_text::sized;
use crate::{Error, ErrorKind, Format, Value};
use alloc::string::ToString;
use alloc::vec::Vec;

fn parse(text: &str) -> Format {
    Format::parse_struct(text).unwrap()
}

#[test]
fn values_are_counted_as_struct_counts_them() {
    for (text, count) in [
        ("", 0),
        ("i", 1),
        ("4h", 4),
        ("0h", 0),
        ("x", 0),
        ("10x", 0),
        ("0s", 1),
        ("0p", 1),
        ("10s", 1),
        ("2H3sx2i", 5),
        ("b0q", 1),
        (&sized("MAXb"), isize::MAX.unsigned_abs()),
    ] {
        assert_eq!(parse(text).value_count(), count, "{text}");
    }
    let nested = Format::parse("(2)T{i:a:i:b:}(2,2)B").unwrap();
    assert_eq!(nested.value_count(), 6);
    let values = nested.unpack(&[0; 20]).unwrap();
    assert!(matches!(values[1], Value::Record(_)));
    assert_eq!(values[2..], [0.into(), 0.into(), 0.into(), 0.into()]);
}

#[test]
fn lengths_are_checked() {
    let format = parse("<i");
    assert_eq!(
        format.unpack(&[0; 5]),
        Err(Error::Length { size: 4, length: 5 })
    );
    assert_eq!(format.unpack_from(&[0; 5], 1).unwrap(), [0.into()]);
    for offset in [2, 5, 6, usize::MAX] {
        let needed = offset.saturating_add(4);
        let short = Err(Error::TooShort { needed, length: 5 });
        assert_eq!(format.unpack_from(&[0; 5], offset), short);
        assert_eq!(
            format.pack_into(&[1.into()], &mut [0; 5], offset).err(),
            short.err()
        );
    }
    for (text, length) in [("<i", 6), ("", 0), ("", 1)] {
        assert!(parse(text).iter_unpack(&[0; 6][..length]).is_err());
    }
    assert_eq!(parse("<i").iter_unpack(&[]).unwrap().count(), 0);
}

#[test]
fn the_wrong_number_of_values_is_refused() {
    let error = parse("<ii").pack(&[1.into()]).unwrap_err();
    assert_eq!(error.to_string(), "expected 2 values, found 1");
    let error = parse("0s").pack(&[]).unwrap_err();
    assert_eq!(
        error,
        Error::Count {
            expected: 1,
            found: 0
        }
    );
    let mut target = [7; 8];
    assert!(
        parse("<ii")
            .pack_into(&[1.into(), "x".into()], &mut target, 0)
            .is_err()
    );
    assert_eq!(target, [7; 8]);
}

#[test]
fn the_value_that_is_wrong_is_named() {
    let parse = |text: &str| Format::parse(text).unwrap();
    let refused = |text: &str, values: &[Value]| parse(text).pack(values).unwrap_err();
    let (one, wrong) = (Value::from(1), Value::from(300));
    let range = "'B' format requires 0 <= number <= 255";
    for (text, wrong_at, shown) in [
        ("<hBB", 2, "value 2: "),
        ("<3Bh", 1, "value 1: "),
        ("T{(2)h:a:(3)B:b:}", 4, "value 4, field \"b\": "),
        ("T{B:only:}", 0, "value 0, field \"only\": "),
        ("B", 0, ""),
    ] {
        let mut values = vec![one.clone(); parse(text).value_count()];
        values[wrong_at] = wrong.clone();
        let error = refused(text, &values);
        assert_eq!(error.to_string(), std::format!("{shown}{range}"), "{text}");
        assert_eq!(error.kind(), ErrorKind::Value);
        let into = parse(text).pack_into(&values, &mut [0; 16], 3);
        assert_eq!(into, Err(error));
    }
    let inner = Value::Record(vec![one.clone(), Value::Array(vec![one.clone(), wrong])]);
    let error = refused("T{B:a:T{B:x:(2)B:y:}:b:}", &[one, inner]);
    let path = "value 1, field \"b\": value 1, field \"y\": value 1: ";
    assert_eq!(error.to_string(), std::format!("{path}{range}"));
    let source = core::error::Error::source(&error).unwrap();
    assert!(error.to_string().ends_with(&source.to_string()));
}

#[cfg(target_pointer_width = "64")] // counts that 32 bits cannot hold
#[test]
fn a_format_too_large_for_memory_is_an_error() {
    let error = parse("1000000000000000000s")
        .pack(&[b"".into()])
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "no memory for 1000000000000000000 values"
    );
}

#[test]
fn rows_come_from_both_ends() {
    let format = parse(">H");
    let bytes = [0, 1, 0, 2, 0, 3];
    let rows: Result<Vec<_>, _> = format.iter_unpack(&bytes).unwrap().rev().collect();
    assert_eq!(rows.unwrap(), [[3.into()], [2.into()], [1.into()]]);
    let mut rows = format.iter_unpack(&bytes).unwrap();
    assert_eq!((rows.len(), rows.size_hint()), (3, (3, Some(3))));
    rows.next();
    assert_eq!((rows.len(), rows.size_hint()), (2, (2, Some(2))));
    let format = parse(">HxB");
    let tuples: Vec<(u16, u8)> = format
        .iter_unpack_as(&[0, 1, 9, 2, 0, 3, 9, 4])
        .unwrap()
        .collect();
    assert_eq!(tuples, [(1, 2), (3, 4)]);
}

#[test]
fn reused_values_get_the_right_length() {
    let mut values = Vec::new();
    parse("<hh")
        .unpack_into(&[1, 0, 2, 0], &mut values)
        .unwrap();
    parse("<3b").unpack_into(&[1, 2, 3], &mut values).unwrap();
    assert_eq!(values, [1.into(), 2.into(), 3.into()]);
    parse("B").unpack_into(&[9], &mut values).unwrap();
    assert_eq!(values, [9.into()]);
}
