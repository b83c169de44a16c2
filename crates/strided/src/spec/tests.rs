use std::string::ToString;
use std::vec::Vec;

use super::Spec;
use crate::native_text::sized;
use crate::{ErrorKind, Le, Order, View};

/// Hostile or mistaken specifications, each with its whole refusal. `MAX` stands for the largest number of an `isize`, `ROOT` times `ROOT` and
/// four times `QUARTER` for what wraps to 0.
#[test]
fn refusals_are_exact() {
    let cases = [
        (
            "B; shape=(4, 3)",
            "the layout reaches bytes 0..12, the memory has 0..10",
        ),
        (
            "B; shape=(2, 3); offset=5",
            "the layout reaches bytes 5..11, the memory has 0..10",
        ),
        (
            "B; shape=(2, 3); strides=(-3, 1)",
            "the layout reaches bytes -3..3, the memory has 0..10",
        ),
        (
            "B; offset=11",
            "the layout reaches bytes 11..11, the memory has 0..10",
        ),
        (
            "B; offset=-1",
            "the layout reaches bytes -1..-1, the memory has 0..10",
        ),
        (
            "B; shape=(2,); offset=-1",
            "the layout reaches bytes -1..1, the memory has 0..10",
        ),
        (
            "B; shape=(2,); offset=MAX",
            "offset MAX leads outside the address space",
        ),
        ("<f4", "10 bytes cannot be divided by the item size 4"),
        (
            "<f4; shape=(-1, 2)",
            "10 bytes cannot be divided by the item size 8",
        ),
        (
            "B; shape=(-1, -1)",
            "cannot lay out shape (10,) to (-1, -1): only one length can be -1",
        ),
        (
            "B; shape=(-2,)",
            "cannot lay out shape (10,) to (-2,): a length is negative",
        ),
        (
            "B; shape=(-1,); strides=(1,)",
            "cannot lay out shape (10,) to (-1,): with strides every length must be given",
        ),
        (
            "B; shape=(2,); strides=(1, 2)",
            "cannot lay out shape (2,) to (2,): there are 2 strides",
        ),
        (
            "B; shape=(ROOT, ROOT)",
            "axis 1 is too long: ROOT times ROOT bytes exceeds the address space",
        ),
        (
            "B; shape=(QUARTER, 4); strides=(0, 0)",
            "axis 1 is too long: 4 times QUARTER bytes exceeds the address space",
        ),
        (
            "<d; shape=(QUARTER,)",
            "axis 0 is too long: QUARTER times 8 bytes exceeds the address space",
        ),
        (
            "B; shape=(MAX,)",
            "the layout reaches bytes 0..MAX, the memory has 0..10",
        ),
        (
            "B; shape=(3, 2); strides=(MAX, 1)",
            "axis 0 leads outside the address space: 3 items MAX bytes apart, from offset 0 on",
        ),
        (
            "B; shape=(2, 2); strides=(MAX, MAX)",
            "axis 0 leads outside the address space: 2 items MAX bytes apart, from offset 0 on",
        ),
        (
            "10s; itemsize=11; shape=(1,)",
            "the layout reaches bytes 0..11, the memory has 0..10",
        ),
        (
            "B; shape=2x",
            "shape does not parse: expected an integer\n  2x\n  ^",
        ),
        (
            "B; order=K",
            "order does not parse: expected C or F\n  K\n  ^",
        ),
        (
            "B; itemsize=-1",
            "itemsize does not parse: expected an integer of at least 0\n  -1\n  ^",
        ),
        (
            "B; shaep=2",
            "specification does not parse: expected format, shape, strides, order, offset or itemsize\n  shaep\n  ^",
        ),
        (
            "B; shape",
            "specification does not parse: expected key=value\n  B; shape\n    ^",
        ),
    ];
    for (text, refusal) in cases {
        let (text, refusal) = (sized(text), sized(refusal));
        let result = text
            .parse::<Spec>()
            .and_then(|spec| View::from_bytes(&[0; 10], &spec).map(drop));
        assert_eq!(result.unwrap_err().to_string(), refusal, "{text}");
    }
    let ranks = std::format!("B; shape=({})", "1,".repeat(65));
    let e = View::from_bytes(&[0; 10], &ranks.parse().unwrap()).unwrap_err();
    assert_eq!(
        e.to_string(),
        "number of dimensions must not exceed 64, but is 65"
    );
    assert_eq!(e.kind(), ErrorKind::Value);
}

#[test]
fn text_and_builder_agree() {
    let same = [
        ("<f4", Spec::new("<f").unwrap()),
        ("<f12; shape=2", Spec::new("<f12").unwrap().shape([2])),
        (
            "<f; shape=2,3; order=F",
            Spec::new("<f4").unwrap().shape([2, 3]).order(Order::F),
        ),
        (
            "B; shape=[2, 3]; strides=(8, -1); offset=7",
            Spec::new("B")
                .unwrap()
                .shape([2, 3])
                .strides([8, -1])
                .offset(7),
        ),
        (
            "T{B:a:H:b:} ; itemsize = 8; shape=()",
            Spec::new("T{B:a:H:b:}")
                .unwrap()
                .itemsize(8)
                .shape([0_usize; 0]),
        ),
        (
            "[('a', '<i4'), ('b', 'S3')]",
            Spec::new("[('a', '<i4'), ('b', 'S3')]").unwrap(),
        ),
    ];
    for (text, spec) in same {
        let parsed: Spec = text.parse().unwrap();
        assert_eq!(parsed, spec, "{text}");
        assert_eq!(spec.to_string().parse::<Spec>().unwrap(), spec, "{spec}");
    }
}

#[test]
fn lengths_left_open_are_filled() {
    let shape = |text: &str, len| {
        text.parse::<Spec>()
            .unwrap()
            .layout(len)
            .unwrap()
            .shape()
            .to_vec()
    };
    assert_eq!(shape("<u2", 10), [5]);
    assert_eq!(shape("<u2; offset=10", 10), [0]);
    assert_eq!(shape("<u2; offset=4; shape=-1,3", 16), [2, 3]);
    assert_eq!(shape("0s", 10), [0]);
    assert_eq!(shape("B; shape=0,-1", 10), [0, 0]);
    assert_eq!(shape("3s; itemsize=5", 10), [2]);
}

/// An item size above the format's is padding; one below makes the format say nothing.
#[test]
fn the_item_size_is_the_exporters() {
    let bytes = [1, 0, 9, 9, 2, 0, 9, 9];
    let v = View::from_bytes(&bytes, &"<u2; itemsize=4".parse().unwrap()).unwrap();
    assert_eq!(v.to_string(), "[1, 2]");
    let values = [Le::new(1_u16), Le::new(2)];
    assert_eq!(v.to_vec::<Le<u16>>(Order::C).unwrap(), values);
    assert_eq!(v.to_bytes(Order::C).unwrap(), bytes);
    assert_eq!(
        v.typed::<Le<u16>>()
            .unwrap()
            .as_slice()
            .unwrap_err()
            .to_string(),
        "each item of 4 bytes has padding behind a value of 2"
    );
    let lying = View::from_bytes(&bytes, &"<u8; itemsize=4".parse().unwrap()).unwrap();
    assert!(lying.format().is_opaque());
    assert_eq!(lying.shape(), [2]);
    assert_eq!(lying.item([0]).unwrap_err().kind(), ErrorKind::Unsupported);
    assert!(lying.slice(1..).unwrap().to_bytes(Order::C).unwrap() == [2, 0, 9, 9]);
    let _: Vec<u8> = lying.to_bytes(Order::F).unwrap();
}

#[test]
fn parts_are_set_one_by_one() {
    let mut spec = Spec::new("B").unwrap().order(Order::F);
    spec.set("format", "<f").unwrap();
    assert_eq!(spec.to_string(), "<f; order=F");
    spec.set("order", "C").unwrap();
    assert_eq!(spec, Spec::new("<f").unwrap());
    let error = spec.set("shape", "2, 3, x").unwrap_err();
    assert_eq!(
        error.to_string(),
        "shape does not parse: expected an integer\n  2, 3, x\n        ^"
    );
}

#[test]
fn the_names_of_numpy_are_those_of_rust() {
    use crate::{Bool, Element};

    fn same<T: Element>(name: &str) {
        assert_eq!(Spec::new(name).unwrap(), Spec::of::<T>(), "{name}");
        let text = std::format!(" {name} ; shape=(2,)");
        assert_eq!(text.parse(), Ok(Spec::of::<T>().shape([2])));
    }
    same::<Bool>("bool");
    same::<i8>("int8");
    same::<i16>("int16");
    same::<i32>("int32");
    same::<i64>("int64");
    same::<u8>("uint8");
    same::<u16>("uint16");
    same::<u32>("uint32");
    same::<u64>("uint64");
    same::<f32>("float32");
    same::<f64>("float64");
    let native = |code: &str| memoryview_format::Format::from_typestr(code).unwrap();
    assert_eq!(*Spec::new("float16").unwrap().format(), native("=f2"));
    assert_eq!(*Spec::new("complex64").unwrap().format(), native("=c8"));
    assert_eq!(*Spec::new("complex128").unwrap().format(), native("=c16"));
    // What has another size elsewhere, what does not exist, what a byte order stands before.
    for name in [
        "float128",
        "int",
        "int24",
        "complex32",
        "uint",
        "<float32",
        "Float32",
    ] {
        assert!(Spec::new(name).is_err(), "{name}");
    }
}
