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
fn it_is_small() {
    assert!(size_of::<Scalar>() <= 24);
}
