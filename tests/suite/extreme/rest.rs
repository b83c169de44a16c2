//! Do the axes of reductions, places of values, numbers of items and limits take extreme numbers?

use memoryview::{
    Buffer, Element, Format, Index, Layout, Order, Slice, Spec, Value, View, ViewMut,
};

use super::{LENGTHS, SIGNED};
use crate::model::resolve;

/// Every method that takes an axis answers for the axes there are, and for no others.
#[test]
fn axes() {
    let data: Vec<i32> = (0..24).collect();
    let view = View::from_slice(&data).reshape([2, 3, 4]).unwrap();
    let buffer = Buffer::from_vec(data.clone()).reshape([2, 3, 4]).unwrap();
    for axis in SIGNED {
        let there = resolve(axis as i128, 3).is_some();
        let sums = view.sum_axis::<i64>(axis);
        let folded = buffer.fold_axis_as(axis, 0_u8, |n, _: i32| n + 1);
        let found = [
            sums.is_ok(),
            buffer.foreign().min_axis::<i32>(axis).is_ok(),
            view.max_axis::<f64>(axis).is_ok(),
            folded.is_ok(),
            view.split_at(axis, 0).is_ok(),
            view.sliding_windows(axis, 1, usize::MAX).is_ok(),
        ];
        assert_eq!(found, [there; 6], "axis {axis}");
        #[cfg(feature = "rayon")]
        {
            let parallel = [
                view.par_sum_axis::<i64>(axis).is_ok(),
                view.par_min_axis::<i32>(axis).is_ok(),
                view.par_max_axis::<f64>(axis).is_ok(),
                view.par_axis_iter(axis).is_ok(),
            ];
            assert_eq!(parallel, [there; 4], "axis {axis}");
        }
        for other in SIGNED {
            let both = there && resolve(other as i128, 3).is_some();
            assert_eq!(view.swap_axes(axis, other).is_ok(), both);
            assert_eq!(view.layout().swap_axes(axis, other).is_ok(), both);
            assert_eq!(view.move_axis(axis, other).is_ok(), both);
        }
    }
}

/// One item, to read and to write, by an index of any integers; and the index that a number has.
#[test]
fn places_of_items() {
    let mut data = [1_u16, 2, 3];
    for i in SIGNED {
        let wanted = resolve(i as i128, 3);
        let mut view = ViewMut::from_slice(&mut data);
        assert_eq!(view.set([i], 7_u16).is_ok(), wanted.is_some());
        assert_eq!(view.set_item([i], Value::Int(7)).is_ok(), wanted.is_some());
        assert_eq!(view.get::<u16>([i]).is_ok(), wanted.is_some());
        let mut view = view.typed::<u16>().unwrap();
        assert_eq!(view.set([i], 7).is_ok(), wanted.is_some());
        let mut buffer = Buffer::from_vec(vec![1_u16, 2, 3]);
        let foreign = buffer.foreign_mut().unwrap();
        assert_eq!(foreign.set([i], 7_u16).is_ok(), wanted.is_some());
        assert!(foreign.set_item([i, i], Value::Int(7)).is_err());
    }
    for n in LENGTHS {
        let Ok(layout) = Layout::contiguous(&[n, 1], 0, Order::C) else {
            assert!(n > isize::MAX as usize);
            continue;
        };
        for number in LENGTHS {
            let index = layout.index_at(number);
            assert_eq!(index, (number < n).then(|| vec![number, 0]));
        }
    }
}

/// Values packed and read somewhere in bytes, sizes that others say, and the bytes of a block.
#[test]
fn offsets_and_sizes() {
    let format = Format::parse_struct("<HB").unwrap();
    let values = [Value::Int(513), Value::Int(3)];
    let mut bytes = [0_u8; 8];
    for offset in LENGTHS {
        let fits = offset <= 5;
        assert_eq!(format.pack_into(&values, &mut bytes, offset).is_ok(), fits);
        let read = format.unpack_from(&bytes, offset);
        assert_eq!(read.ok(), fits.then(|| values.to_vec()), "{offset}");
        let caret = memoryview::format::Caret::new("1:2:3", offset).to_string();
        assert!(caret.len() < 40);
        for text in ["<HB", "100s", "T{B:a:}", ""] {
            let parsed = Format::for_buffer(text, offset);
            assert!(parsed.size() <= offset.max(1) || parsed.is_opaque());
        }
    }
    #[cfg(feature = "rayon")]
    for most in LENGTHS {
        use memoryview::rayon::iter::{IndexedParallelIterator, ParallelIterator};
        let view = View::from_slice(&bytes);
        let items: usize = view.par_blocks(most).map(|block| block.view.len()).sum();
        assert_eq!(items, 8);
        assert!(ViewMut::from_slice(&mut bytes).par_blocks(most).len() <= 8);
    }
}

/// The owner's whole memory under another specification, at any offset and stride; slices that stay where they are.
#[test]
fn specifications_of_a_buffer() {
    let buffer = Buffer::from_vec(vec![7_u8; 64]).slice(3..5).unwrap();
    for (n, offset) in LENGTHS.iter().flat_map(|&n| SIGNED.map(|at| (n, at))) {
        for stride in SIGNED {
            let spec = Spec::from_format(u16::format()).strides([stride]);
            let spec = spec.shape([n]).offset(offset);
            let last = (n as i128 - 1).max(0) * stride as i128;
            let inside = |at: i128| (0..=62).contains(&at);
            let counts = n as i128 * 2 <= isize::MAX as i128;
            let wanted =
                counts && (n == 0 || inside(offset as i128) && inside(offset as i128 + last));
            let found = buffer.with_spec(&spec);
            assert_eq!(found.is_ok(), wanted, "{n} from {offset} by {stride}");
        }
        let layout = buffer.layout();
        let key = [Index::Slice(Slice::new(Some(offset), None, -1))];
        let mut there = Layout::default();
        layout.slice_to(&key, &mut there).unwrap();
        assert_eq!(there, layout.slice(&key).unwrap());
    }
}
