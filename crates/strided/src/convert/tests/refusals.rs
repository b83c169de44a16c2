//! What is not converted, and with which words is it refused?

use std::format;
use std::string::ToString;

use memoryview_format::Format;

use super::RECORD;
use crate::{AccessFault, Casting, Error, Order, Spec, View, ViewMut};

#[test]
fn what_does_not_go_together_is_named() {
    let v = View::from_bytes(&[0; 64], &Spec::new(RECORD).unwrap().shape([1])).unwrap();
    let refused = |to: &str| {
        let to: Format = to.parse().unwrap();
        let e = v.convert_to(&to).to_buffer(Order::C).unwrap_err();
        let Error::Type { reason, .. } = e else {
            panic!("{e}")
        };
        reason.to_string()
    };
    assert_eq!(refused("T{h:a:d:u:d:v:}"), "it has no field \"u\", \"v\"");
    assert_eq!(
        refused("T{h:a:B:pad:}"),
        "the target has no field \"points\", \"rgb\", \"z\"; a subset was not asked for"
    );
    assert_eq!(refused("d"), "it is a record: pick a field");
    let rest = "(2)T{>f:x:4s:name:}:points:(3)<H:rgb:Zd:z:}";
    assert_eq!(
        refused(&std::format!("T{{H:a:B:pad:{rest}")),
        "field \"a\": that needs casting unsafe, same_kind was given"
    );
}

#[test]
fn python_objects_and_addresses_are_neither_converted_nor_swapped() {
    let mut bytes = [0_u8; 16];
    for (from, to) in [
        ("O", "<q"),
        ("<q", "O"),
        ("O", "O"),
        ("T{O:a:}", "T{<q:a:}"),
    ] {
        let v = View::from_bytes(&bytes, &Spec::new(from).unwrap()).unwrap();
        let refused = v
            .convert_to(&to.parse().unwrap())
            .to_buffer(Order::C)
            .unwrap_err();
        assert_eq!(refused, Error::Access(AccessFault::Objects), "{from} {to}");
    }
    for format in ["&<i", "T{<q:a:&<i:b:}"] {
        let spec = Spec::new(format).unwrap();
        let size = spec.format().size();
        let mut v = ViewMut::from_bytes(&mut bytes[..size], &spec).unwrap();
        let refused = v.byteswap().unwrap_err().to_string();
        assert!(
            refused.contains("it holds a pointer"),
            "{format}: {refused}"
        );
    }
    assert_eq!(bytes, [0; 16]);
}

/// Each kind of item against each other kind.
#[test]
fn kinds_of_items_that_do_not_go_together_are_named() {
    let outcome = |from: &str, to: &str| {
        let bytes = [1; 32];
        let v = View::from_bytes(&bytes, &Spec::new(from).unwrap().shape([1])).unwrap();
        let to: Format = to.parse().unwrap();
        match v
            .convert_to(&to)
            .casting(Casting::Unsafe)
            .to_buffer(Order::C)
        {
            Ok(b) => std::format!("{b}"),
            Err(Error::Type { reason, .. }) => reason.to_string(),
            Err(e) => panic!("{e}"),
        }
    };
    let (record, array) = ("T{<h:a:}", "(2)B");
    assert_eq!(outcome(record, array), "it is a record: pick a field");
    assert_eq!(outcome("B", record), "it is no record");
    assert_eq!(outcome(array, record), "it is no record");
    assert_eq!(outcome(array, "B"), "it is an array");
    assert_eq!(outcome("B", array), "it is no array");
    assert_eq!(
        outcome(array, "(3)B"),
        "an array of shape [2] is not one of [3]"
    );
    assert_eq!(outcome(array, "(2)<d"), "[[1.0, 1.0]]");
    assert_eq!(outcome(record, record), "[(257,)]");
    let address = usize::from_ne_bytes([1; size_of::<usize>()]);
    assert_eq!(outcome("&B", "&B"), format!("[{address}]"));
    assert_eq!(
        outcome("&B", "B"),
        "only equal ones of such formats are copied"
    );
    // A duration is no date, though both are numbers.
    for (from, to) in [
        ("<m8[s]", "<M8[s]"),
        ("<M8[s]", "<m8[s]"),
        ("<M8[s]", ">M8[25s]"),
        ("<M8", "<M8[ns]"),
    ] {
        assert_eq!(outcome(from, to), format!("{from} does not become {to}"));
    }
    for (from, to) in [("<m8[s]", "<q"), ("<q", "<M8[s]"), ("<q", ">q")] {
        assert!(outcome(from, to).starts_with('['), "{from} {to}");
    }
}

#[cfg(target_pointer_width = "64")] // its numbers
#[test]
fn memory_that_there_is_not_is_an_error() {
    let v = View::from_slice(&[1u8])
        .broadcast_to(&[1 << 30, 1 << 28])
        .unwrap();
    assert!(matches!(
        v.convert::<u16>().to_vec(Order::C),
        Err(Error::Allocation { .. })
    ));
    assert!(matches!(
        v.convert::<u16>().to_buffer(Order::C),
        Err(Error::Allocation { .. })
    ));
    let v = v.broadcast_to(&[8, 1 << 30, 1 << 28]).unwrap();
    assert!(matches!(
        v.convert::<f64>().to_vec(Order::C),
        Err(Error::Overflow(_))
    ));
}
