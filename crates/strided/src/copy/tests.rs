//! The oracle is one loop that moves the bytes of each item.
#![allow(
    unsafe_code,
    reason = "plans are carried out in every way on every machine"
)]

use std::string::ToString;
use std::vec;
use std::vec::Vec;

use proptest::prelude::*;

use super::{CopyKind, CopyPlan, How, Sameness};
use crate::memory::{Mem, MemMut, Memory};
use crate::parts::Parts;
use crate::{Format, Layout, Order};

/// A source layout of any strides and a destination of the same shape whose items are disjoint: a permuted, flipped and thinned
/// contiguous one.
fn pairs() -> impl Strategy<Value = (Layout, Layout)> {
    let itemsize = prop::sample::select(vec![1_usize, 2, 3, 4, 7, 8, 12, 16, 24, 65]);
    let axis = (
        0_usize..70,
        -3_isize..4,
        any::<bool>(),
        1_usize..3,
        any::<u64>(),
    );
    let axes = prop::collection::vec(axis, 0..4);
    (axes, itemsize, 0_usize..3).prop_map(|(axes, itemsize, gap)| {
        let shape: Vec<usize> = axes
            .iter()
            .map(|a| if axes.len() > 2 { a.0 % 17 } else { a.0 })
            .collect();
        let mut order: Vec<usize> = (0..axes.len()).collect();
        order.sort_by_key(|&k| axes[k].4);
        let mut dst = vec![0; shape.len()];
        let mut src = vec![0; shape.len()];
        let mut step = (itemsize + gap) as isize;
        let mut from = itemsize as isize;
        for &k in &order {
            dst[k] = if axes[k].2 { -step } else { step };
            step *= shape[k].max(1) as isize * axes[k].3 as isize;
        }
        for k in (0..shape.len()).rev() {
            src[k] = from * axes[k].1.clamp(-1, 2);
            from *= shape[k].max(1) as isize;
        }
        let place = |strides: &[isize]| {
            let start = Layout::new(&shape, strides, 0, itemsize).unwrap().reach();
            Layout::new(&shape, strides, start.map_or(0, |r| -r.start), itemsize).unwrap()
        };
        (place(&src), place(&dst))
    })
}

fn bytes(layout: &Layout) -> usize {
    layout.reach().map_or(0, |r| r.end as usize)
}

fn naive(src: &[u8], from: &Layout, dst: &mut [u8], to: &Layout) {
    for (s, d) in from.offsets().zip(to.offsets()) {
        let (s, d, n) = (s as usize, d as usize, from.itemsize());
        dst[d..d + n].copy_from_slice(&src[s..s + n]);
    }
}

/// Every way in which a machine may move bytes; past the caches also what is small.
const WAYS: [How; 4] = {
    const fn how(portable: bool, stream: bool) -> How {
        How { portable, stream }
    }
    [
        how(false, false),
        how(false, true),
        how(true, false),
        how(true, true),
    ]
};

/// Copies in every way and compares, gaps and what is around the destination as well. Both sides start `odd` bytes behind a line.
fn check_all_ways(from: &Layout, to: &Layout, odd: usize) {
    let mut src = vec![0; bytes(from) + odd + 64];
    let mut x = 1_u32;
    for byte in &mut src {
        x = x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        *byte = (x >> 24) as u8;
    }
    let src = &src[src.as_ptr().align_offset(64) + odd..];
    // Room for a line around.
    let len = bytes(to) + 256;
    let plan = CopyPlan::between(from, to.strides());
    for how in WAYS {
        let mut ours = vec![0xA5; len + 64];
        let start = 64 + ours.as_ptr().align_offset(64) + odd;
        let mut theirs = ours.clone();
        naive(src, from, &mut theirs[start..], to);
        let (s, d) = (src.as_ptr(), ours[start..].as_mut_ptr());
        // SAFETY: the layouts' bytes were just allocated.
        unsafe { plan.run_as(how, s, from.offset(), d, to.offset()) };
        assert!(
            ours == theirs,
            "{how:?}, {odd} bytes off: {plan}\nfrom {from:?}\nto {to:?}"
        );
    }
}

/// Permuted contiguous layouts with lengths around those of tiles, blocks and lines, perhaps with gaps.
fn permuted() -> impl Strategy<Value = (Layout, Layout)> {
    let itemsize = prop::sample::select(vec![1_usize, 2, 3, 4, 8, 12, 16, 20, 64]);
    let length = prop::sample::select(vec![
        2_usize, 3, 4, 5, 7, 8, 15, 16, 17, 31, 33, 48, 64, 75, 129, 300,
    ]);
    let axis = (
        length,
        any::<u64>(),
        any::<bool>(),
        prop::sample::select(vec![0_usize, 0, 0, 1, 8]),
    );
    (prop::collection::vec(axis, 1..6), itemsize, any::<bool>()).prop_map(
        |(axes, itemsize, gaps)| {
            let mut room = 60_000 / itemsize;
            let shape: Vec<usize> = axes
                .iter()
                .map(|a| {
                    let n = a.0.min(room.max(1));
                    room /= n;
                    n
                })
                .collect();
            let mut order: Vec<usize> = (0..axes.len()).collect();
            order.sort_by_key(|&k| axes[k].1);
            let mut src = vec![0; axes.len()];
            let mut step = itemsize;
            for &k in &order {
                src[k] = step as isize * if axes[k].2 { -1 } else { 1 };
                step *= shape[k];
                step += if gaps { axes[k].3 * itemsize } else { 0 };
            }
            let from = Layout::new(&shape, &src, 0, itemsize).unwrap();
            let start = -from.reach().unwrap().start;
            let from = Layout::new(&shape, &src, start, itemsize).unwrap();
            let to = Layout::contiguous(&shape, itemsize, Order::C).unwrap();
            (from, to)
        },
    )
}

/// Long lines of units at one step: out of records and into them, every second one, backward, repeated; one line or several.
fn combs() -> impl Strategy<Value = (Layout, Layout)> {
    let itemsize = prop::sample::select(vec![1_usize, 2, 3, 4, 5, 8, 16]);
    let step = prop::sample::select(vec![0_isize, 0, 1, 2, 2, 3, 7, 40]);
    let gap = prop::sample::select(vec![0_usize, 0, 0, 3, 4]);
    let lines = prop::sample::select(vec![1_usize, 1, 3]);
    (
        itemsize,
        step,
        any::<bool>(),
        0_isize..3,
        gap,
        100_usize..3000,
        lines,
    )
        .prop_map(|(itemsize, step, back, odd, gap, n, lines)| {
            let item = itemsize as isize;
            let step = if step == 0 {
                0
            } else {
                step * item + odd * (step - 1).min(1)
            };
            let step = if back { -step } else { step };
            let reach = (n as isize - 1) * step;
            let shape = [lines, n];
            let src = [reach.abs() + item + odd, step];
            let from = Layout::new(&shape, &src, (-reach).max(0), itemsize).unwrap();
            let slot = itemsize + gap;
            let dst = [(n * slot + gap) as isize, slot as isize];
            (from, Layout::new(&shape, &dst, 0, itemsize).unwrap())
        })
}

/// A few planes, woven into one row or taken apart, perhaps of every row of a picture.
fn planes() -> impl Strategy<Value = (Layout, Layout)> {
    let itemsize = prop::sample::select(vec![1_usize, 2, 3, 4, 8, 16]);
    let length = prop::sample::select(vec![5_usize, 16, 17, 64, 127, 400, 1500]);
    (itemsize, 2_usize..6, length, 1_usize..4, any::<bool>()).prop_map(
        |(itemsize, count, n, rows, apart)| {
            let woven = Layout::contiguous(&[rows, n, count], itemsize, Order::C).unwrap();
            let planes = Layout::contiguous(&[count, rows, n], itemsize, Order::C).unwrap();
            match apart {
                true => (woven.permute(&[2, 0, 1]).unwrap(), planes),
                false => (planes.permute(&[1, 2, 0]).unwrap(), woven),
            }
        },
    )
}

/// Rows of the source that are whole lines apart and start within one: then all blocks but the first of a row begin with a line.
#[test]
fn blocks_begin_with_lines_of_the_source() {
    for width in [1, 2, 4, 8, 16] {
        for odd in [0, width, 16, 40 / width * width, 64 - width, 61] {
            for bytes in [9_usize, 1300, 1344] {
                // Two planes of 20 rows; the last axis of the source is the first of the destination.
                let (n, pitch) = (bytes.div_ceil(width), 1344);
                let shape = [n, 2, 20];
                let strides = [width.cast_signed(), 20 * pitch, pitch];
                let from = Layout::new(&shape, &strides, 0, width).unwrap();
                for perm in [[0, 1, 2], [1, 0, 2]] {
                    let from = from.permute(&perm).unwrap();
                    let to = Layout::contiguous(from.shape(), width, Order::C).unwrap();
                    check_all_ways(&from, &to, odd);
                }
            }
        }
    }
}

/// More than the nearer caches hold: tile by tile, the next one fetched meanwhile, to the very last item.
#[test]
fn same_items_are_found_in_much_memory() {
    for size in [3_usize, 4] {
        let shape = [2, 601, 307];
        let to = Layout::contiguous(&shape, size, Order::C).unwrap();
        let last_first = Layout::contiguous(&[307, 2, 601], size, Order::C).unwrap();
        let from = last_first.permute(&[1, 2, 0]).unwrap();
        let from = from.flip(1).unwrap();
        let one: Vec<u8> = (0..bytes(&from)).map(|i| (i * 7 % 251) as u8).collect();
        let mut two = vec![0; bytes(&to)];
        naive(&one, &from, &mut two, &to);
        let len = two.len();
        for at in [None, Some(0), Some(len / 2), Some(len - 1)] {
            let change = |two: &mut [u8]| at.into_iter().for_each(|at| two[at] ^= 1);
            change(&mut two);
            let format = || Format::opaque(size, None);
            let a = Parts::new(Mem::of(&one).foreign(), from.clone(), format()).unwrap();
            let b = Parts::new(Mem::of(&two).foreign(), to.clone(), format()).unwrap();
            for how in WAYS {
                assert_eq!(
                    a.same_items(&b, Sameness::Bits, how),
                    at.is_none(),
                    "{at:?}"
                );
                assert_eq!(
                    b.same_items(&a, Sameness::Bits, how),
                    at.is_none(),
                    "{at:?}"
                );
            }
            change(&mut two);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 500 } else { 5000 }))]

    /// Every case of the plan moves every item to its place, at every alignment, and touches nothing else.
    #[test]
    fn equals_the_naive_loop((from, to) in pairs(), odd in 0_usize..16, seed in any::<u8>()) {
        let src: Vec<u8> = (0..bytes(&from) + odd).map(|i| (i * 7) as u8 ^ seed).collect();
        let mut ours = vec![0xAA; bytes(&to) + odd];
        let mut theirs = ours.clone();
        naive(&src[odd..], &from, &mut theirs[odd..], &to);
        let format = || Format::opaque(from.itemsize(), None);
        let source = Parts::new(Mem::of(&src[odd..]), from.clone(), format()).unwrap();
        let target = Parts::new(MemMut::of(&mut ours[odd..]), to.clone(), format()).unwrap();
        target.check_unique().unwrap();
        target.assign(&source).unwrap();
        prop_assert_eq!(&ours, &theirs, "{} from {:?} to {:?}", CopyPlan::between(&from, to.strides()), from, to);
        for order in [Order::C, Order::F] {
            let contiguous = Layout::contiguous(from.shape(), from.itemsize(), order).unwrap();
            let mut theirs = vec![0; contiguous.nbytes()];
            naive(&src[odd..], &from, &mut theirs, &contiguous);
            prop_assert_eq!(source.collect::<u8>(order).unwrap(), theirs);
        }
    }

    #[test]
    fn every_way_equals_the_naive_loop((from, to) in pairs(), odd in 0_usize..64) {
        check_all_ways(&from, &to, odd);
    }

    #[test]
    fn every_way_permutes_as_the_naive_loop((from, to) in permuted(), odd in prop::sample::select(vec![0_usize, 0, 4, 8, 13, 32])) {
        check_all_ways(&from, &to, odd);
    }

    #[test]
    fn every_way_gathers_as_the_naive_loop((from, to) in combs(), odd in 0_usize..64) {
        check_all_ways(&from, &to, odd);
    }

    #[test]
    fn every_way_weaves_as_the_naive_loop((from, to) in planes(), odd in prop::sample::select(vec![0_usize, 0, 1, 4, 8, 13])) {
        check_all_ways(&from, &to, odd);
    }

    /// Equal by value or by bits, whatever the layouts; one item may differ, be NaN or the other zero.
    #[test]
    fn same_items_are_found_as_by_the_naive_loop(
        (from, to) in prop_oneof![permuted(), combs(), planes()],
        change in 0_usize..8,
        at in any::<prop::sample::Index>(),
        odd in [0_usize..64, 0_usize..64],
    ) {
        use Sameness::{Bits, F32, F64, SwappedTimes, Times};
        let n = from.itemsize();
        // Of other widths it is bytes that are compared.
        let item = |value: f64| -> Vec<u8> {
            let narrow = (value as f32).to_ne_bytes().into_iter().cycle();
            if n == 8 { value.to_ne_bytes().to_vec() } else { narrow.take(n).collect() }
        };
        // Memory that ends with the last item, from anywhere in a line on.
        let (mut one, mut two) = (vec![0xA5; bytes(&from) + odd[0]], vec![0x5A; bytes(&to) + odd[1]]);
        let (one, two) = (&mut one[odd[0]..], &mut two[odd[1]..]);
        let places: Vec<(usize, usize)> =
            from.offsets().zip(to.offsets()).map(|(s, d)| (s as usize, d as usize)).collect();
        for (k, &(s, _)) in places.iter().enumerate() {
            one[s..][..n].copy_from_slice(&item((k % 61) as f64));
        }
        let chosen = if change == 1 { from.len() - 1 } else { at.index(from.len()) };
        let (s, d) = places[chosen];
        match change {
            0 => {}
            1 | 2 => one[s..][..n].copy_from_slice(&item(f64::NAN)),
            // NaT in either byte order.
            6 if n == 8 => one[s..][..n].copy_from_slice(&i64::MIN.to_be_bytes()),
            7 if n == 8 => one[s..][..n].copy_from_slice(&i64::MIN.to_le_bytes()),
            _ => one[s..][..n].copy_from_slice(&item(0.0)),
        }
        // What is repeated in the source has one value, the last that was written.
        for &(s, d) in &places {
            two[d..][..n].copy_from_slice(&one[s..][..n]);
        }
        match change {
            3 => two[d..][..n].copy_from_slice(&item(-0.0)),
            4 => two[d] ^= 1,
            5 => two[d + n - 1] ^= 1,
            _ => {}
        }
        let number = |bytes: &[u8]| match n {
            4 => f64::from(f32::from_ne_bytes(bytes.try_into().unwrap())),
            _ => f64::from_ne_bytes(bytes.try_into().unwrap()),
        };
        let naive = |sameness: Sameness| {
            places.iter().all(|&(s, d)| {
                let (a, b) = (&one[s..][..n], &two[d..][..n]);
                let count = |bytes: &[u8]| i64::from_ne_bytes(bytes.try_into().unwrap());
                match sameness {
                    Bits => a == b,
                    F32 | F64 => number(a) == number(b),
                    Times => a == b && count(a) != i64::MIN,
                    SwappedTimes => a == b && count(a).swap_bytes() != i64::MIN,
                }
            })
        };
        let ways = match n {
            4 => vec![Bits, F32],
            8 => vec![Bits, F64, Times, SwappedTimes],
            _ => vec![Bits],
        };
        let expected: Vec<bool> = ways.iter().map(|&sameness| naive(sameness)).collect();
        let format = || Format::opaque(n, None);
        let a = Parts::new(Mem::of(one).foreign(), from.clone(), format()).unwrap();
        let b = Parts::new(Mem::of(two).foreign(), to.clone(), format()).unwrap();
        for (&sameness, expected) in ways.iter().zip(expected) {
            for how in WAYS {
                prop_assert_eq!(a.same_items(&b, sameness, how), expected, "{:?} {:?}", sameness, how);
                prop_assert_eq!(b.same_items(&a, sameness, how), expected, "{:?} {:?}, the other way round", sameness, how);
            }
        }
    }

    /// The pieces for several threads are the whole.
    #[cfg(feature = "rayon")]
    #[test]
    fn pieces_are_the_whole((from, to) in pairs(), count in 1_usize..9) {
        let src: Vec<u8> = (0..bytes(&from)).map(|i| (i * 7) as u8).collect();
        let mut ours = vec![0xA5; bytes(&to)];
        let mut theirs = ours.clone();
        naive(&src, &from, &mut theirs, &to);
        for (piece, s, d) in CopyPlan::between(&from, to.strides()).pieces(count) {
            let (s, d) = (from.offset() + s, to.offset() + d);
            // SAFETY: a part of the layouts, whose bytes were just allocated.
            unsafe { piece.run(src.as_ptr(), s, ours.as_mut_ptr(), d) };
        }
        prop_assert_eq!(ours, theirs);
    }

    /// Source and destination in one memory: as if through a temporary.
    #[test]
    fn overlapping_copies_go_through_a_temporary((from, to) in pairs(), shift in 0_usize..40) {
        let len = bytes(&from).max(bytes(&to)) + shift;
        let start: Vec<u8> = (0..len).map(|i| (i * 13) as u8).collect();
        let mut theirs = start.clone();
        naive(&start[shift..], &from, &mut theirs, &to);
        let mut ours = start;
        let mem = MemMut::of(&mut ours);
        let format = || Format::opaque(from.itemsize(), None);
        let shifted = from.clone().shifted(shift as isize).unwrap();
        let source = Parts::new(mem.foreign(), shifted, format()).unwrap();
        Parts::new(mem, to.clone(), format()).unwrap().assign(&source).unwrap();
        prop_assert_eq!(ours, theirs);
    }
}

#[test]
fn a_plan_tells_its_case() {
    let c = |shape: &[usize], item| Layout::contiguous(shape, item, Order::C).unwrap();
    let plan = |from: &Layout| {
        let to = c(from.shape(), from.itemsize());
        let plan = CopyPlan::between(from, to.strides());
        (plan.kind(), plan.to_string())
    };
    let whole = c(&[4, 5, 6], 8);
    assert_eq!(
        plan(&whole),
        (CopyKind::Block, "one block of 960 bytes".into())
    );
    let rows = whole
        .slice("1:3, :, ::2".parse::<crate::Key>().unwrap().as_ref())
        .unwrap();
    assert_eq!(
        plan(&rows),
        (
            CopyKind::Items,
            "single 8-byte items: 30 (from 16, to 8)".into()
        )
    );
    let part = whole
        .slice("..., :3".parse::<crate::Key>().unwrap().as_ref())
        .unwrap();
    assert_eq!(
        plan(&part),
        (
            CopyKind::Runs,
            "runs of 24 bytes: 20 (from 48, to 24)".into()
        )
    );
    let turned = whole.transpose();
    assert_eq!(
        plan(&turned),
        (
            CopyKind::Tiles,
            "tiles of 8-byte items: 6 (from 8, to 160) x 5 (from 48, to 32) x 4 (from 240, to 8); 20 x 6 at a time"
                .into()
        )
    );
    assert_eq!(plan(&c(&[3, 0], 4)), (CopyKind::Block, "nothing".into()));
    for key in ["1:3, ::2, ::2", "::2, :, ::-1"] {
        let key: crate::Key = key.parse().unwrap();
        let thinned = plan(&whole.slice(key.as_ref()).unwrap());
        assert_eq!(thinned.0, CopyKind::Items, "{}", thinned.1);
    }
    let flipped = whole.flip(0).unwrap().flip(1).unwrap().flip(2).unwrap();
    assert_eq!(plan(&flipped).1, "single 8-byte items: 120 (from -8, to 8)");
    assert_eq!(
        CopyPlan::between(&flipped, flipped.strides()).to_string(),
        "one block of 960 bytes"
    );
}

#[test]
fn in_whichever_order_its_axes_stand_a_block_is_one() {
    let whole = Layout::contiguous(&[4, 5, 6], 8, Order::C).unwrap();
    for axes in [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ] {
        let turned = whole.permute(&axes).unwrap();
        let plan = CopyPlan::between(&turned, turned.strides());
        assert_eq!(plan.to_string(), "one block of 960 bytes", "{axes:?}");
        assert_eq!((plan.itemsize(), plan.run_length()), (8, 960));
    }
    // Of rows that all go to one place, the source's larger step is outside.
    let rows = Layout::new(&[3, 2], &[8, 40], 0, 8).unwrap();
    let plan = CopyPlan::between(&rows, &[0, 0]);
    let steps: Vec<isize> = plan.axes().iter().map(|axis| axis.src).collect();
    assert_eq!(steps, [40, 8]);
}

/// A block is cut at lines where items end there too, a table between rows that blocks need not share.
#[cfg(feature = "rayon")]
#[test]
fn pieces_are_about_as_many_as_asked_for() {
    let bytes = |from: &Layout, to: &[isize], count| -> Vec<usize> {
        let pieces = CopyPlan::between(from, to).pieces(count);
        pieces.iter().map(|(plan, ..)| plan.bytes()).collect()
    };
    let block = |len, itemsize| Layout::contiguous(&[len], itemsize, Order::C).unwrap();
    let block = |len, itemsize: usize, count| {
        bytes(&block(len, itemsize), &[itemsize.cast_signed()], count)
    };
    assert_eq!(block(10_000, 4, 4), [12288, 12288, 12288, 3136]);
    assert_eq!(block(1000, 3, 3), [1002, 1002, 996]);
    let table = Layout::contiguous(&[40, 50, 60], 4, Order::C).unwrap();
    // Every second item of each row: neither along the rows nor along the items.
    let thinned = table.slice("..., ::2".parse::<crate::Key>().unwrap().as_ref());
    let thinned = thinned.unwrap();
    let to = Layout::contiguous(thinned.shape(), 4, Order::C).unwrap();
    assert_eq!(bytes(&thinned, to.strides(), 3).len(), 3);
    let turned = table.permute(&[1, 0, 2]).unwrap();
    let to = Layout::contiguous(turned.shape(), 4, Order::C).unwrap();
    let row = 40 * 60 * 4;
    assert_eq!(
        bytes(&turned, to.strides(), 3),
        [17 * row, 17 * row, 16 * row]
    );
}

/// Items of which not even one fits where blocks are put together.
#[test]
fn items_larger_than_a_block_are_moved_too() {
    for itemsize in [65_600, 70_001] {
        let from = Layout::contiguous(&[3, 2], itemsize, Order::F).unwrap();
        let to = Layout::contiguous(&[3, 2], itemsize, Order::C).unwrap();
        for odd in [0, 13] {
            check_all_ways(&from, &to, odd);
        }
    }
}

/// What was stored past the caches is there for another thread, without more than the usual handing over.
#[test]
fn another_thread_sees_what_was_streamed() {
    let from = Layout::contiguous(&[257, 130], 4, Order::F).unwrap();
    let src: Vec<u8> = (0..bytes(&from)).map(|i| ((i * 31) >> 3) as u8).collect();
    let to = Layout::contiguous(from.shape(), 4, Order::C).unwrap();
    let mut theirs = vec![0; bytes(&to)];
    naive(&src, &from, &mut theirs, &to);
    let (sender, receiver) = std::sync::mpsc::channel::<Vec<u8>>();
    let reader = std::thread::spawn(move || receiver.iter().all(|copy| copy == theirs));
    let plan = CopyPlan::between(&from, to.strides());
    for k in 0..40 {
        let mut copy = vec![k; bytes(&to)];
        let how = How {
            portable: false,
            stream: true,
        };
        // SAFETY: the layouts' bytes were just allocated.
        unsafe { plan.run_as(how, src.as_ptr(), 0, copy.as_mut_ptr(), 0) };
        sender.send(copy).unwrap();
    }
    drop(sender);
    assert!(reader.join().unwrap());
}

#[cfg(feature = "rayon")]
#[test]
fn a_pool_gives_the_same() {
    let data: Vec<u32> = (0..1000 * 700).collect();
    let view = crate::View::from_slice(&data).reshape([700, 1000]).unwrap();
    let turned = view.transpose();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build();
    pool.unwrap().install(|| {
        for order in [Order::C, Order::F] {
            assert!(turned.par_to_bytes(order).unwrap() == turned.to_bytes(order).unwrap());
        }
        let mut ours = vec![0_u32; data.len()];
        let mut to = crate::ViewMut::from_slice(&mut ours)
            .reshape([1000, 700])
            .unwrap();
        to.par_assign(&turned).unwrap();
        assert!(ours == turned.to_vec::<u32>(Order::C).unwrap());
    });
}
