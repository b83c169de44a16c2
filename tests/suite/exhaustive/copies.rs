//! Does every copy of every small layout move the items that its definition names, and no other byte?

use std::collections::HashMap;

use memoryview::{Buffer, CopyPlan, IndirectView, Layout, Order, Slice, View, ViewMut};

use super::{Case, MEMORY, each};

/// No two bytes are equal.
fn memory(first: u8) -> [u8; MEMORY] {
    std::array::from_fn(|k| first + u8::try_from(k).unwrap())
}

fn items(case: &Case, offsets: &[isize], memory: &[u8]) -> Vec<u8> {
    let item = |&at: &isize| &memory[at.unsigned_abs()..][..case.itemsize];
    offsets.iter().flat_map(item).copied().collect()
}

#[test]
fn every_copy() {
    let from = memory(100);
    let mut partners: HashMap<(Vec<usize>, usize), Layout> = HashMap::new();
    each("copies", |case, _| {
        if !case.fits() {
            return;
        }
        let (layout, spec) = (case.layout(), case.spec());
        let view = View::from_bytes(&from, &spec).unwrap();
        let (c, f) = (
            items(case, &case.offsets, &from),
            items(case, &case.fortran(), &from),
        );
        assert_eq!(view.to_bytes(Order::C).unwrap(), c, "{layout:?}");
        assert_eq!(view.to_bytes(Order::F).unwrap(), f, "{layout:?}");
        assert_eq!(
            view.transpose().to_bytes(Order::C).unwrap(),
            f,
            "{layout:?}"
        );
        let buffer = Buffer::from_bytes(from.to_vec(), &spec).unwrap();
        assert_eq!(buffer.foreign().to_bytes(Order::C).unwrap(), c);
        let blocks = view.blocks(5).map(|block| block.view.len());
        assert_eq!(blocks.sum::<usize>(), case.offsets.len());
        written(case, &c);
        if let Some(partner) = partners.insert((case.shape.clone(), case.itemsize), layout.clone())
        {
            between(case, &partner, &from);
        }
        pointers(case, &view, &c, &f);
    });
}

/// Into a layout from bytes one after the other, and one value to all.
fn written(case: &Case, source: &[u8]) {
    let spec = case.spec();
    let before = memory(0);
    let mut target = before;
    let unique = case.mask().is_some();
    let made = ViewMut::from_bytes(&mut target, &spec);
    assert_eq!(made.is_ok(), unique);
    let Ok(mut made) = made else { return };
    let flat = case.spec().order(Order::C).offset(0);
    made.assign(&View::from_bytes(source, &flat).unwrap())
        .unwrap();
    let mut wanted = before;
    for (k, at) in case.offsets.iter().enumerate() {
        let item = &source[k * case.itemsize..][..case.itemsize];
        wanted[at.unsigned_abs()..][..case.itemsize].copy_from_slice(item);
    }
    assert_eq!(target, wanted, "{spec}");
    let mut target = before;
    ViewMut::from_bytes(&mut target, &spec)
        .unwrap()
        .fill(7)
        .unwrap();
    let mut wanted = before;
    let mut seven = [0; 4];
    seven[0] = 7;
    for at in &case.offsets {
        wanted[at.unsigned_abs()..][..case.itemsize].copy_from_slice(&seven[..case.itemsize]);
    }
    assert_eq!(target, wanted, "{spec}");
}

/// From another layout of the same shape, in another memory.
fn between(case: &Case, partner: &Layout, from: &[u8; MEMORY]) {
    let layout = case.layout();
    let plan = CopyPlan::new(partner, &layout).unwrap();
    assert_eq!(plan.itemsize(), case.itemsize);
    if case.mask().is_none() {
        return;
    }
    let spec = case.spec();
    let theirs = spec
        .clone()
        .strides(partner.strides())
        .offset(partner.offset());
    let before = memory(0);
    let mut target = before;
    let source = View::from_bytes(from, &theirs).unwrap();
    ViewMut::from_bytes(&mut target, &spec)
        .unwrap()
        .assign(&source)
        .unwrap();
    let mut wanted = before;
    for (src, dst) in partner.offsets().zip(&case.offsets) {
        let item = &from[src.unsigned_abs()..][..case.itemsize];
        wanted[dst.unsigned_abs()..][..case.itemsize].copy_from_slice(item);
    }
    assert_eq!(target, wanted, "{partner:?} to {spec}");
}

/// The same items behind pointers to rows.
fn pointers(case: &Case, view: &View<'_>, c: &[u8], f: &[u8]) {
    if case.shape.first().is_none_or(|&n| n == 0) {
        return;
    }
    let rows: Vec<View<'_>> = view.axis_iter(0).unwrap().collect();
    let indirect = IndirectView::from_views(&rows).unwrap();
    assert_eq!(
        (indirect.shape(), indirect.nbytes()),
        (view.shape(), c.len())
    );
    assert_eq!(indirect.to_bytes(Order::C).unwrap(), c, "{view:?}");
    assert_eq!(indirect.to_bytes(Order::F).unwrap(), f, "{view:?}");
    let key = (Slice::every(-2), memoryview::Ellipsis);
    let (ours, theirs) = (indirect.slice(key).unwrap(), view.slice(key).unwrap());
    assert_eq!(
        ours.to_bytes(Order::C).unwrap(),
        theirs.to_bytes(Order::C).unwrap()
    );
    assert!(ours == theirs);
}
