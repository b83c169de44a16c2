//! What the blocks of a copy look like: as large as was measured to be best, and never larger than what holds them.

use proptest::prelude::*;

use super::{Axis, BLOCK, Blocks, LINE, Stores, TABLE, Way};

/// A table of so many rows and columns that is transposed: the destination's rows are the source's columns.
fn transposed(rows: usize, columns: usize, unit: usize) -> [Axis; 2] {
    let axis = |len: usize, src: usize, dst: usize| Axis {
        len,
        src: src.cast_signed(),
        dst: dst.cast_signed(),
    };
    [
        axis(columns, unit, rows * unit),
        axis(rows, columns * unit, unit),
    ]
}

/// Bytes of a block along the destination, and along the source.
fn bytes(axes: &[Axis], unit: usize, stores: Stores) -> (usize, usize) {
    let blocks = Blocks::choose(axes, unit, stores);
    (blocks.row_units() * unit, blocks.column_units() * unit)
}

#[test]
fn tiles_have_the_measured_size() {
    let tiles = [
        (1, (64, 512)),
        (2, (64, 256)),
        (4, (64, 512)),
        (8, (64, 1024)),
        (16, (128, 1024)),
    ];
    for (unit, lines) in tiles {
        let axes = transposed(4096, 4096, unit);
        assert_eq!(
            Blocks::choose(&axes, unit, Stores::Lines).way,
            Way::Transpose
        );
        assert_eq!(bytes(&axes, unit, Stores::Lines), lines);
        assert_eq!(bytes(&axes, unit, Stores::Cached), (512, 64));
        // As many as fit, with room for a line behind each.
        let most = BLOCK / (256 + LINE) * unit;
        assert_eq!(bytes(&axes, unit, Stores::Staged), (256, most.min(256)));
        assert_eq!(bytes(&axes, unit, Stores::Tile(128, 192)), (128, 192));
    }
    // Rows that do not begin with a line are put together first.
    let odd = transposed(4095, 4096, 8);
    assert_eq!(
        bytes(&odd, 8, Stores::Lines),
        bytes(&odd, 8, Stores::Staged)
    );
}

#[test]
fn few_columns_make_long_blocks() {
    let units = |columns: usize, unit: usize| {
        let axes = transposed(1000, columns, unit);
        let blocks = Blocks::choose(&axes, unit, Stores::Lines);
        (blocks.row_units(), blocks.column_units())
    };
    assert_eq!([units(15, 1), units(16, 1)], [(512, 15), (256, 16)]);
    assert_eq!([units(7, 2), units(8, 2)], [(512, 7), (128, 8)]);
}

#[test]
fn a_few_planes_are_woven() {
    for planes in 2..7 {
        let axes = transposed(planes, 1000, 4);
        let blocks = Blocks::choose(&axes, 4, Stores::Cached);
        let woven = blocks.planes();
        assert_eq!(woven, (planes < 5).then_some((planes, 4000)), "{planes}");
        // A whole number of pixels, and as many as the tables hold.
        let pixels = woven.map(|_| blocks.row_units() / planes);
        assert_eq!(pixels, woven.map(|_| TABLE / planes), "{planes}");
    }
    // Taken apart, they are columns.
    let blocks = Blocks::choose(&transposed(1000, 3, 4), 4, Stores::Cached);
    assert_eq!((blocks.planes(), blocks.column_units()), (None, 3));
}

#[test]
fn rows_at_one_step_need_no_table() {
    let [_, along] = transposed(100_000, 3, 4);
    let blocks = Blocks::choose(&[along], 4, Stores::Cached);
    assert_eq!((blocks.step(), blocks.way), (Some(12), Way::Gather));
    assert!(blocks.row_units() > TABLE);
    // What is stored unit by unit has no rows.
    let scattered = Axis { dst: 8, ..along };
    let blocks = Blocks::choose(&[scattered], 4, Stores::Cached);
    assert_eq!((blocks.step(), blocks.way), (None, Way::Scatter));
}

#[test]
fn columns_that_run_backward_are_turned_round() {
    let [mut columns, rows] = transposed(100, 50, 2);
    columns.src = -columns.src;
    let blocks = Blocks::choose(&[columns, rows], 2, Stores::Cached);
    assert_eq!((blocks.src_shift, blocks.dst_shift), (-98, 49 * 200));
    let [turned] = blocks.column() else {
        panic!("{blocks:?}")
    };
    assert_eq!((turned.src, turned.dst), (2, -200));
}

proptest! {
    #[test]
    fn a_block_is_never_larger_than_what_holds_it(
        rows in 2_usize..5000,
        columns in 2_usize..5000,
        unit in prop_oneof![1_usize..70, 1_usize..100_000],
        stores in prop::sample::select(std::vec![Stores::Cached, Stores::Lines, Stores::Staged]),
    ) {
        let blocks = Blocks::choose(&transposed(rows, columns, unit), unit, stores);
        let (row, column) = (blocks.row_units(), blocks.column_units());
        prop_assert!(row <= TABLE || blocks.step().is_some());
        prop_assert!(column <= TABLE);
        let pitch = (row * unit).next_multiple_of(LINE) + LINE;
        prop_assert!(column == 1 || column * pitch <= BLOCK, "{} of {}", column, pitch);
    }
}
