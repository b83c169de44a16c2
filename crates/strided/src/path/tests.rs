use std::string::{String, ToString};
use std::vec::Vec;

use crate::{Error, FieldPath, FieldStep, Format, Order, Spec, View, ViewMut};

fn spec(format: Format) -> Spec {
    Spec::from_format(format)
}

/// Two records, each of a number and three points of two coordinates.
fn points() -> Spec {
    Spec::new("<T{H:id:(3)T{b:x:b:y:}:at:}").unwrap()
}

#[test]
fn paths_lead_through_arrays_of_records() {
    let bytes: Vec<u8> = (0..16).collect();
    let v = View::from_bytes(&bytes, &points()).unwrap();
    let y = v.field("at.y").unwrap();
    assert_eq!((y.shape(), y.strides()), (&[2, 3][..], &[8, 2][..]));
    assert_eq!(y.to_bytes(Order::C).unwrap(), [3, 5, 7, 11, 13, 15]);
    for other in [
        v.field(["at", "y"]),
        v.field(&["at", "y"][..]),
        v.field(&String::from("at.y")),
    ] {
        assert_eq!(
            other.unwrap().to_bytes(Order::C).unwrap(),
            [3, 5, 7, 11, 13, 15]
        );
    }
    assert_eq!(
        v.field(-1).unwrap().field(1_u8).unwrap().layout(),
        y.layout()
    );
    let none: [&str; 0] = [];
    assert_eq!(v.field(none).unwrap().layout(), v.layout());
}

/// A name with dots is found before a path; and a list never splits.
#[test]
fn exact_names_come_first() {
    let int = || Format::parse("b").unwrap();
    let inner = Format::record(1).at(0, "c", int()).build().unwrap();
    let format = Format::record(4)
        .at(0, "a.b", int())
        .at(1, "a", Format::record(1).at(0, "b", int()).build().unwrap())
        .at(2, "x.y", inner)
        .at(3, "", int())
        .build()
        .unwrap();
    let v = View::from_bytes(&[1, 2, 3, 4], &spec(format)).unwrap();
    let read = |path: &str| v.field(path).unwrap().to_string();
    assert_eq!(
        (read("a.b"), v.field(["a", "b"]).unwrap().to_string()),
        ("[1]".into(), "[2]".into())
    );
    assert_eq!(v.field(["x.y", "c"]).unwrap().to_string(), "[3]");
    assert_eq!(v.field(3).unwrap().to_string(), "[4]");
    let least = isize::MIN.to_string();
    let texts = [
        (v.field("x.y.c"), "x.y.c"),
        (v.field(4), "4"),
        (v.field(-5), "-5"),
        (v.field("nothing"), "nothing"),
        (v.field("q.b"), "q.b"),
        (v.field(""), ""),
        (v.field(isize::MIN), &*least),
    ];
    for (result, wanted) in texts {
        match result {
            Err(Error::Field { name, .. }) => assert_eq!(&*name, wanted),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn what_is_no_record_has_no_fields() {
    let v = View::from_slice(&[1_u8]);
    assert_eq!(
        v.field(0).unwrap_err().to_string(),
        "no field \"0\" in format \"B\""
    );
}

#[test]
fn fields_that_share_no_byte_are_lent_together() {
    let mut bytes = [0_u8; 16];
    let v = ViewMut::from_bytes(&mut bytes, &points()).unwrap();
    let [mut x, mut y, mut id] = v.split_fields(["at.x", "at.y", "id"]).unwrap();
    x.fill(1).unwrap();
    y.fill(2).unwrap();
    id.set_item([1], 515).unwrap();
    assert_eq!(bytes, [0, 0, 1, 2, 1, 2, 1, 2, 3, 2, 1, 2, 1, 2, 1, 2]);
    for (paths, text) in [
        (["at.x", "at"], "fields 0 and 1 of the list share a byte"),
        (["id", "id"], "fields 0 and 1 of the list share a byte"),
        (
            ["id", "it"],
            "no field \"it\" in format \"T{<H:id:(3)T{b:x:b:y:}:at:}\"",
        ),
    ] {
        let v = ViewMut::from_bytes(&mut bytes, &points()).unwrap();
        assert_eq!(v.split_fields(paths).unwrap_err().to_string(), text);
    }
}

#[test]
fn overlapping_fields_of_a_union_are_refused() {
    let part = |text: &str| Format::parse(text).unwrap();
    let union = Format::record(4)
        .at(0, "all", part("<I"))
        .at(2, "high", part("<H"))
        .at(0, "low", part("<H"));
    let format = union.build().unwrap();
    let mut bytes = [0_u8; 8];
    let mut split = |paths| {
        ViewMut::from_bytes(&mut bytes, &spec(format.clone()))
            .unwrap()
            .split_fields(paths)
            .map(|_: [_; 2]| ())
    };
    assert!(split([0, 1]).is_err());
    assert!(split([1, 2]).is_ok());
}

/// A path that answers otherwise at each call is asked once.
#[test]
fn a_path_is_asked_once() {
    struct Sly(core::cell::Cell<isize>);
    impl FieldPath for Sly {
        fn steps(&self) -> impl Iterator<Item = FieldStep<'_>> {
            self.0.set(self.0.get() + 1);
            core::iter::once(FieldStep::Number(self.0.get() - 1))
        }
    }
    let mut bytes = [0_u8; 2];
    let v = ViewMut::from_bytes(&mut bytes, &Spec::new("T{b:x:b:y:}").unwrap()).unwrap();
    let [mut x, mut y] = v.split_fields([Sly(0.into()), Sly(1.into())]).unwrap();
    x.set([0], 1_i8).unwrap();
    y.set([0], 2_i8).unwrap();
    assert_eq!(bytes, [1, 2]);
}
