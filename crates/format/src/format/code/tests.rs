use proptest::prelude::*;

use super::*;

/// Kinds with their sizes, the largest too, in both orders and with all alignments.
fn scalars() -> impl Iterator<Item = Scalar> {
    let sizes = (0..40).chain([255, 256, MAX_PLACES, usize::MAX / 2]);
    let unit = |count, base| TimeUnit::new(count, base).unwrap();
    let units = [
        TimeUnit::GENERIC,
        unit(1, TimeBase::Year),
        unit(i32::MAX.unsigned_abs(), TimeBase::Attosecond),
    ];
    let dates = units
        .into_iter()
        .flat_map(|unit| [ScalarKind::Datetime(unit), ScalarKind::Timedelta(unit)]);
    let kinds: Vec<ScalarKind> = KINDS[..23].iter().copied().chain(dates).collect();
    sizes.flat_map(move |size| {
        let kinds = kinds.clone().into_iter();
        kinds.flat_map(move |kind| {
            [ByteOrder::Little, ByteOrder::Big]
                .into_iter()
                .filter_map(move |order| Scalar::new(kind, size, order))
                .flat_map(|scalar| (0..8).filter_map(move |align| scalar.aligned(1 << align)))
        })
    })
}

fn same(a: Scalar, b: Scalar) -> bool {
    a == b && a.align() == b.align() && a.plain() == b.plain()
}

#[test]
fn every_scalar_fits_into_a_word_or_two() {
    let mut wide = 0;
    for scalar in scalars() {
        let Some(code) = Code::scalar(scalar) else {
            let [described, size] = Code::wide_scalar(scalar);
            assert!(same(described.scalar_of_cells(size), scalar), "{scalar:?}");
            wide += 1;
            continue;
        };
        assert!(code.is_scalar() && matches!(code.meaning(), Meaning::Scalar));
        let restored = code.as_scalar().unwrap();
        assert!(same(restored, scalar), "{scalar:?} {restored:?}");
        assert_eq!(code.kind() == scalar.kind(), !is_unit(scalar), "{scalar:?}");
        assert_eq!(
            (code.scalar_size(), code.scalar_align()),
            (scalar.size(), scalar.align())
        );
        let plain = scalar.plain();
        assert_eq!(code.plain(), (plain != Plain::Other).then_some(plain));
        assert_eq!(code.as_plain(), code.plain().map(|_| &scalar));
        if let Some(row) = Code::row(code, 7, 15) {
            assert!(same(row.item(), scalar) && row.item_size() == scalar.size());
            assert_eq!(row.of_row(), code);
            assert!(matches!(row.meaning(), Meaning::Row { axes: 7, rank: 15 }));
        } else {
            assert!(is_unit(scalar) || scalar.size() > 255, "{scalar:?}");
        }
    }
    // Where addresses have 32 bits, all fit into a word.
    assert_eq!(wide > 0, usize::BITS == 64);
}

/// Has it a unit of time that a kind alone does not say?
fn is_unit(scalar: Scalar) -> bool {
    match scalar.kind() {
        ScalarKind::Datetime(unit) | ScalarKind::Timedelta(unit) => unit != TimeUnit::GENERIC,
        _ => false,
    }
}

#[test]
fn rows_have_one_to_fifteen_axes() {
    let byte = Code::scalar(Scalar::U8).unwrap();
    assert!(Code::row(byte, 0, 0).is_none() && Code::row(byte, 0, 16).is_none());
    assert!(Code::row(Code::record(0), 0, 1).is_none());
}

proptest! {
    #[test]
    fn places_come_back(a in 0..MAX_PLACES, b in 0..MAX_PLACES, rank in 1..=15_usize) {
        let byte = Code::scalar(Scalar::U8).unwrap();
        let row = Code::row(byte, a, rank).unwrap().meaning();
        let right = matches!(row, Meaning::Row { axes, rank: r } if (axes, r) == (a, rank));
        prop_assert!(right);
        for several in [false, true] {
            let array = Code::array(a, b, several).meaning();
            let right = matches!(array, Meaning::Array { cell, axes, several: s }
                if (cell, axes, s) == (a, b, several));
            prop_assert!(right);
        }
        let pointer = Code::pointer(Scalar::U64, a);
        prop_assert!(matches!(pointer.meaning(), Meaning::Pointer(cell) if cell == a));
        prop_assert_eq!(pointer.item(), Scalar::U64);
        let function = Code::function(Scalar::U32, a);
        prop_assert!(matches!(function.meaning(), Meaning::Function(cell) if cell == a));
        prop_assert_eq!(function.item(), Scalar::U32);
        prop_assert!(matches!(Code::record(a).meaning(), Meaning::Record(head) if head == a));
        prop_assert_eq!(Code::record(a).as_record(), Some(a));
        prop_assert_eq!(pointer.as_record(), None);
        prop_assert!(matches!(Code::link(a).meaning(), Meaning::Link(link) if link == a));
        prop_assert!(matches!(Code::wide(a).meaning(), Meaning::Wide(cell) if cell == a));
    }
}
