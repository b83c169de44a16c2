use super::*;

#[test]
fn constants_have_the_alignment_of_rusts_types_on_natural_platforms() {
    assert_eq!(Scalar::I16.align(), align_of::<i16>());
    assert_eq!(Scalar::F32.align(), align_of::<f32>());
    assert_eq!(Scalar::C64.align(), 8);
}

#[test]
fn sizes_that_a_kind_lacks_are_refused() {
    let order = ByteOrder::Little;
    for (kind, size) in [
        (ScalarKind::Bool, 2),
        (ScalarKind::Int, 0),
        (ScalarKind::Int, 16),
        (ScalarKind::Float, 1),
        (ScalarKind::Complex, 4),
        (ScalarKind::Text, 6),
        (ScalarKind::Ucs2, 3),
        (ScalarKind::Bytes, usize::MAX),
        (ScalarKind::Datetime(TimeUnit::GENERIC), 4),
    ] {
        assert_eq!(Scalar::new(kind, size, order), None, "{kind:?} {size}");
    }
}

#[test]
fn equality_leaves_out_alignment_and_the_order_of_single_bytes() {
    let new = |kind, size, order| Scalar::new(kind, size, order).unwrap();
    use ByteOrder::{Big, Little};
    assert_eq!(Scalar::I32.aligned(1), Some(Scalar::I32));
    assert_eq!(
        new(ScalarKind::Bytes, 3, Big),
        new(ScalarKind::Bytes, 3, Little)
    );
    assert_eq!(
        new(ScalarKind::Int, 1, Big),
        new(ScalarKind::Int, 1, Little)
    );
    assert_ne!(
        new(ScalarKind::Int, 2, Big),
        new(ScalarKind::Int, 2, Little)
    );
    assert_ne!(
        new(ScalarKind::Text, 4, Big),
        new(ScalarKind::Text, 4, Little)
    );
    assert_eq!(
        new(ScalarKind::Text, 0, Big),
        new(ScalarKind::Text, 0, Little)
    );
}

#[test]
fn the_alignment_is_a_choice() {
    assert_eq!(Scalar::I32.aligned(1).unwrap().align(), 1);
    assert_eq!(Scalar::I8.aligned(8).unwrap().align(), 8);
    assert_eq!(Scalar::I32.aligned(0), None);
}

#[test]
fn it_is_small() {
    assert!(size_of::<Scalar>() <= 24);
}

#[test]
fn swapping_is_by_number_or_character() {
    let unit = |text: &str| match crate::Format::parse_with(text, &crate::Abi::LP64) {
        Ok(format) => match format.form() {
            crate::Form::Scalar(scalar) => (scalar.swap_unit(), scalar.is_ordered()),
            _ => panic!("{format}"),
        },
        Err(error) => panic!("{error}"),
    };
    for (text, size, ordered) in [
        ("?", 1, false),
        ("b", 1, false),
        ("h", 2, true),
        ("d", 8, true),
        ("Zf", 4, true),
        ("Zd", 8, true),
        ("g", 16, true),
        ("Zg", 16, true),
        ("c", 1, false),
        ("3s", 1, false),
        ("4p", 1, false),
        ("3w", 4, true),
        ("0w", 4, false),
        ("3u", 2, true),
        ("M8[s]", 8, true),
        ("P", 8, true),
        ("O", 8, true),
    ] {
        assert_eq!(unit(text), (size, ordered), "{text}");
    }
    let void = Scalar::new(ScalarKind::Void, 3, ByteOrder::Big).unwrap();
    assert_eq!((void.swap_unit(), void.order()), (1, ByteOrder::NATIVE));
}
