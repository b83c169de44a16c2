//! The oracle is one loop that moves the bytes of each item.

use std::string::ToString;
use std::vec;
use std::vec::Vec;

use proptest::prelude::*;

use super::{CopyKind, CopyPlan};
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
        prop_assert_eq!(&ours, &theirs, "{} from {:?} to {:?}", CopyPlan::new(&from, to.strides()), from, to);
        for order in [Order::C, Order::F] {
            let contiguous = Layout::contiguous(from.shape(), from.itemsize(), order).unwrap();
            let mut theirs = vec![0; contiguous.nbytes()];
            naive(&src[odd..], &from, &mut theirs, &contiguous);
            prop_assert_eq!(source.collect::<u8>(order).unwrap(), theirs);
        }
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
        let plan = CopyPlan::new(from, to.strides());
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
            "tiles of 8-byte items: 6 (from 8, to 160) x 5 (from 48, to 32) x 4 (from 240, to 8)"
                .into()
        )
    );
    assert_eq!(plan(&c(&[3, 0], 4)), (CopyKind::Block, "nothing".into()));
    let flipped = whole.flip(0).unwrap().flip(1).unwrap().flip(2).unwrap();
    assert_eq!(plan(&flipped).1, "single 8-byte items: 120 (from -8, to 8)");
    assert_eq!(
        CopyPlan::new(&flipped, flipped.strides()).to_string(),
        "one block of 960 bytes"
    );
}
