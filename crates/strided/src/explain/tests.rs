use std::string::ToString;
use std::vec::Vec;

use crate::native_text::native;
use crate::{Buffer, Format, Spec, View};

/// A view of bytes at an aligned address and `odd` bytes behind it.
fn text<T: crate::Element>(spec: &str, odd: usize) -> std::string::String {
    let words = [0_u64; 20];
    let bytes = &bytemuck::bytes_of(&words)[odd..];
    let spec: Spec = spec.parse().unwrap();
    View::from_bytes(bytes, &spec)
        .unwrap()
        .explain::<T>()
        .to_string()
}

#[test]
fn what_lies_as_asked_needs_no_copy() {
    assert_eq!(
        text::<f32>(&native("<f; shape=(2, 3)"), 0),
        native(
            "items \"<f\", shape (2, 3), strides (12, 4), as f32\n  a slice: no copy\n  ndarray: no copy\n  NumPy: no copy"
        )
    );
    // Without items nothing is read: neither strides nor the address matter.
    assert!(
        text::<f64>(&native("<d; shape=(2, 0); strides=(3, 1)"), 1)
            .ends_with("\n  a slice: no copy\n  ndarray: no copy\n  NumPy: no copy")
    );
}

#[test]
fn every_obstacle_is_named_with_its_numbers() {
    let align = align_of::<f64>(); // 4 on x86 with 32 bits
    assert_eq!(
        text::<f64>(&native("<f; shape=(2, 3); strides=(6, 8)"), 2),
        native(&std::format!(
            "items \"<f\", shape (2, 3), strides (6, 8), as f64\n  \
         a slice: a copy: it has 4 bytes, not 8; \
         the view is not contiguous: the stride of axis 1 is 8 bytes, not 4; the address is 2 bytes off alignment {align}\n  \
         ndarray: a copy: it has 4 bytes, not 8; stride 6 of axis 0 is not a multiple of the item's 8 bytes; \
         the address is 2 bytes off alignment {align}\n  NumPy: no copy"
        ))
    );
    let [other, orders] = if cfg!(target_endian = "little") {
        [">H", "big-endian, not little-endian"]
    } else {
        ["<H", "little-endian, not big-endian"]
    };
    assert_eq!(
        text::<u16>(
            &std::format!("{other}; shape=(2,); strides=(-4,); offset=4"),
            0
        ),
        std::format!(
            "items \"{other}\", shape (2,), strides (-4,), as u16\n  \
             a slice: a copy: it is {orders}; the view is not contiguous: the stride of axis 0 is -4 bytes, not 2\n  \
             ndarray: a copy: it is {orders}\n  NumPy: no copy"
        )
    );
    assert!(text::<u8>("3p; shape=(2,)", 0).ends_with(
        "\n  NumPy: a copy: a type that NumPy lacks (p, u, or a pointer) is not supported"
    ));
    assert!(
        text::<u8>("B; itemsize=3; shape=(2,)", 0)
            .contains("a slice: a copy: each item of 3 bytes has padding behind a value of 1\n")
    );
}

#[test]
fn opaque_items_and_foreign_memory() {
    let bytes = [0_u8; 6];
    let opaque = Spec::from_format(Format::opaque(3, None));
    let v = View::from_bytes(&bytes, &opaque).unwrap();
    let why = v.explain::<u8>();
    assert_eq!((why.slice.len(), why.numpy.len()), (1, 1));
    let b = Buffer::from_vec((0..6_u8).collect::<Vec<_>>());
    let why = b.foreign().explain::<u8>();
    assert_eq!(why.slice.len(), 1);
    assert_eq!(
        why.slice[0].to_string(),
        "others may write the memory meanwhile"
    );
    assert!(b.explain::<u8>().slice.is_empty());
}

#[test]
fn the_stride_of_a_single_item_is_no_obstacle() {
    for (spec, free) in [
        ("=f; shape=(1, 3); strides=(6, 4)", true),
        ("=f; shape=(2, 3); strides=(14, 4)", false),
    ] {
        let found = text::<f32>(spec, 0).contains("ndarray: no copy");
        assert_eq!(found, free, "{spec}");
    }
}
