//! What the blocks of a copy look like: as large as was measured to be best, and never larger than what holds them.

use proptest::prelude::*;

use std::vec;
use std::vec::Vec;

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

/// Axes as a plan sorts them: the destination without gaps, the source permuted, turned, its rows perhaps whole lines apart.
fn any_axes() -> impl Strategy<Value = (Vec<Axis>, usize)> {
    let length = prop::sample::select(vec![2_usize, 3, 5, 16, 17, 33, 64, 129, 300, 700]);
    let axis = (length, any::<u64>(), any::<bool>(), any::<bool>());
    let unit = prop::sample::select(vec![1_usize, 2, 3, 4, 8, 12, 16, 48, 64, 80]);
    (prop::collection::vec(axis, 1..5), unit).prop_map(|(axes, unit)| {
        let mut room = 8_000;
        let mut list = vec![Axis::default(); axes.len()];
        for (axis, given) in list.iter_mut().zip(&axes) {
            axis.len = given.0.min(room).max(2);
            room /= axis.len;
        }
        let mut step = unit;
        for axis in list.iter_mut().rev() {
            axis.dst = step.cast_signed();
            step *= axis.len;
        }
        let mut order: Vec<usize> = (0..axes.len()).collect();
        order.sort_by_key(|&k| axes[k].1);
        let mut step = unit;
        for k in order {
            let (_, _, back, whole) = axes[k];
            let src = step.cast_signed();
            list[k].src = if back { -src } else { src };
            step *= list[k].len;
            if whole {
                step = step.next_multiple_of(LINE);
            }
        }
        (list, unit)
    })
}

/// The offsets on either side of the first `n` indices, the last axis fastest.
fn first(axes: &[Axis], n: usize) -> Vec<(isize, isize)> {
    let of = |mut number: usize| {
        axes.iter().rev().fold((0, 0), |(src, dst), axis| {
            let i = (number % axis.len).cast_signed();
            number /= axis.len;
            (src + axis.src * i, dst + axis.dst * i)
        })
    };
    (0..n).map(of).collect()
}

proptest! {
    /// Every index is in one block, wherever in a line the source begins, and a block's units are those that its kernel is told of.
    #[test]
    fn blocks_are_the_whole(
        (axes, unit) in any_axes(),
        phase in 0_usize..LINE,
        stores in prop::sample::select(vec![Stores::Cached, Stores::Lines, Stores::Staged, Stores::Tile(128, 256)]),
    ) {
        let (src, dst) = ((1 << 30) + phase, 1 << 29);
        let blocks = Blocks::choose(&axes, unit, stores);
        let mut found = Vec::new();
        let start = (core::ptr::without_provenance(src), core::ptr::without_provenance_mut(dst));
        for cell in blocks.walk(start.0, start.1) {
            prop_assert!(cell.units > 0 && cell.columns > 0);
            prop_assert!(cell.units <= blocks.row_units() && cell.columns <= blocks.column_units());
            let far = (cell.src.addr().cast_signed(), cell.dst.addr().cast_signed());
            for (from, to) in first(blocks.column(), cell.columns) {
                for (i, (row, at)) in first(blocks.row(), cell.units).into_iter().enumerate() {
                    prop_assert_eq!(at, (i * unit).cast_signed());
                    found.push((far.0 + from + row, far.1 + to + at));
                }
            }
        }
        let (src, dst) = (src.cast_signed(), dst.cast_signed());
        let all = axes.iter().map(|axis| axis.len).product();
        let mut wanted = first(&axes, all);
        for (from, to) in &mut wanted {
            *from += src;
            *to += dst;
        }
        found.sort_unstable();
        wanted.sort_unstable();
        prop_assert!(found == wanted, "{:?}", blocks);
    }

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
