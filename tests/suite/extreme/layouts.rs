//! Do layouts and keys of extreme numbers keep to the model?

use memoryview::{Key, Layout, Order, Slice, View};

use super::{LENGTHS, SIGNED, SIZES};
use crate::effort::{Random, amount, by_chance};
use crate::model::{MAX, Model, Part, indices};

pub(super) fn model(shape: &[usize], strides: &[isize], offset: isize, itemsize: usize) -> Model {
    Model {
        shape: shape.iter().map(|&n| n as i128).collect(),
        strides: strides.iter().map(|&s| s as i128).collect(),
        offset: offset as i128,
        itemsize: itemsize as i128,
    }
}

/// A layout of extreme numbers, or the certainty that there is none.
fn make(shape: &[usize], strides: &[isize], offset: isize, itemsize: usize) -> Option<Layout> {
    let wanted = model(shape, strides, offset, itemsize);
    let made = Layout::new(shape, strides, offset, itemsize);
    assert_eq!(made.is_ok(), wanted.is_valid(), "{wanted:?}: {made:?}");
    let layout = made.ok()?;
    wanted.check(&layout, &"new");
    Some(layout)
}

/// The same answer from the library and from the model.
#[track_caller]
fn same(
    layout: &Layout,
    what: &dyn std::fmt::Debug,
    found: Result<Layout, memoryview::Error>,
    wanted: Option<Model>,
) {
    match (found, wanted) {
        (Ok(found), Some(wanted)) => wanted.check(&found, what),
        (Err(error), None) => assert!(!error.to_string().is_empty()),
        (found, wanted) => panic!("{what:?} of {layout:?}: {found:?}, wanted {wanted:?}"),
    }
}

/// Every transform with extreme arguments.
fn transforms(layout: &Layout, random: &mut Random) {
    let m = Model::of(layout);
    for axis in SIGNED {
        same(layout, &("flip", axis), layout.flip(axis), m.flip(axis));
        same(
            layout,
            &("squeeze", axis),
            layout.squeeze(axis),
            m.squeeze(axis),
        );
        same(
            layout,
            &("expand", axis),
            layout.expand_dims(axis),
            m.expand_dims(axis),
        );
        for index in SIGNED {
            same(
                layout,
                &("select", axis, index),
                layout.select(axis, index),
                m.select(axis, index),
            );
            same(
                layout,
                &("move", axis, index),
                layout.move_axis(axis, index),
                m.move_axis(axis, index),
            );
            match (layout.split_at(axis, index), m.split_at(axis, index)) {
                (Ok((head, tail)), Some([a, b])) => {
                    a.check(&head, &("head", axis, index));
                    b.check(&tail, &("tail", axis, index));
                }
                (Err(_), None) => {}
                (found, wanted) => {
                    panic!("split_at {axis} {index} of {layout:?}: {found:?}, {wanted:?}")
                }
            }
        }
        let (window, step) = (random.pick(&LENGTHS), random.pick(&LENGTHS));
        let windows = layout.sliding_windows(axis, window, step);
        same(
            layout,
            &("windows", axis, window, step),
            windows,
            m.sliding_windows(axis, window, step),
        );
    }
    for _ in 0..40 {
        let mut signed = || random.pick(&SIGNED);
        let (a, b, c) = (signed(), signed(), signed());
        same(
            layout,
            &("diagonal", a, b, c),
            layout.diagonal(a, b, c),
            m.diagonal(a, b, c),
        );
        same(
            layout,
            &("diagonal", a, 0, 1),
            layout.diagonal(a, 0, 1),
            m.diagonal(a, 0, 1),
        );
        let key: Vec<Part> = (0..layout.ndim())
            .map(|_| match random.below(4) {
                0 => Part::At(random.pick(&SIGNED)),
                1 => Part::NewAxis,
                _ => {
                    let mut bound = || (!random.one_in(4)).then(|| random.pick(&SIGNED));
                    Part::Slice((bound(), bound(), random.pick(&SIGNED)))
                }
            })
            .collect();
        let plain: Vec<_> = key.iter().map(|part| part.index()).collect();
        same(layout, &key, layout.slice(&plain), m.slice(&key));
        let axes: Vec<isize> = (0..layout.ndim()).map(|_| random.pick(&SIGNED)).collect();
        same(
            layout,
            &("permute", &axes),
            layout.permute(&axes),
            m.permute(&axes),
        );
        let shape: Vec<usize> = (0..random.below(5))
            .map(|_| random.pick(&LENGTHS))
            .collect();
        same(
            layout,
            &("broadcast", &shape),
            layout.broadcast_to(&shape),
            m.broadcast_to(&shape),
        );
        let front = [&[random.pick(&LENGTHS)], layout.shape()].concat();
        same(
            layout,
            &("broadcast", &front),
            layout.broadcast_to(&front),
            m.broadcast_to(&front),
        );
        let (at, size) = (random.pick(&LENGTHS), random.pick(&SIZES));
        same(
            layout,
            &("field", at, size, &shape),
            layout.field(at, size, &shape),
            m.field(at, size, &shape),
        );
        same(
            layout,
            &("field", at, size),
            layout.field(at, size, &[]),
            m.field(at, size, &[]),
        );
        derived(layout, random);
    }
}

/// Transforms whose exact answer needs an enumeration (see `exhaustive`): here they keep the invariant and stay inside.
fn derived(layout: &Layout, random: &mut Random) {
    let m = Model::of(layout);
    let (low, high) = m.reach();
    let inside = |out: &Layout| {
        let new = Model::of(out);
        let (new_low, new_high) = new.reach();
        assert!(new.is_valid(), "{layout:?}: {out:?}");
        assert!(
            new.is_empty() || low <= new_low && new_high <= high,
            "{layout:?}: {out:?}"
        );
    };
    let shape: Vec<isize> = (0..random.below(4)).map(|_| random.pick(&SIGNED)).collect();
    if let Ok(out) = layout.reshape(&shape) {
        inside(&out);
        assert_eq!(out.len(), layout.len());
    }
    if let Ok(flat) = layout.reshape(&[-1]) {
        inside(&flat);
        let last = |l: &Layout| l.offset_of(&l.shape().iter().map(|n| n - 1).collect::<Vec<_>>());
        assert!(flat.is_empty() || last(&flat) == last(layout));
    }
    if let Ok(out) = layout.reinterpret(random.pick(&SIZES)) {
        inside(&out);
        assert!(out.nbytes() == layout.nbytes());
    }
    let lengths: Vec<usize> = (0..random.below(4))
        .map(|_| random.pick(&LENGTHS))
        .collect();
    let strides: Vec<isize> = lengths.iter().map(|_| random.pick(&SIGNED)).collect();
    if let Ok(out) = layout.as_strided(&lengths, &strides, random.pick(&SIGNED)) {
        inside(&out);
    }
    let flags = [
        layout.is_c_contiguous(),
        layout.is_f_contiguous(),
        layout.is_unique(),
    ];
    if m.is_empty() {
        assert_eq!(flags, [true; 3]);
    }
    assert_eq!(
        layout.overlaps(layout).is_no(),
        m.is_empty() || m.itemsize == 0
    );
    assert_eq!(layout.transpose().transpose(), *layout);
    let index: Vec<usize> = layout
        .shape()
        .iter()
        .map(|_| random.pick(&LENGTHS))
        .collect();
    let at = index.iter().zip(&m.shape).all(|(&i, &n)| (i as i128) < n);
    assert_eq!(layout.offset_of(&index).is_some(), at);
}

#[test]
fn layouts_of_one_and_two_axes() {
    let mut random = Random(7);
    let (mut made, mut refused) = (0_usize, 0_usize);
    let mut one = |layout: Option<Layout>| match layout {
        Some(layout) => {
            made += 1;
            if made.is_multiple_of(amount(211, 13, 1)) {
                transforms(&layout, &mut random);
            }
        }
        None => refused += 1,
    };
    for offset in SIGNED {
        for itemsize in SIZES {
            one(make(&[], &[], offset, itemsize));
            for n in LENGTHS {
                for stride in SIGNED {
                    one(make(&[n], &[stride], offset, itemsize));
                }
            }
        }
    }
    for offset in [0, 1, -1, isize::MAX, isize::MIN] {
        for itemsize in [0, 1, 8, 1 << (usize::BITS - 2)] {
            for (n, m) in LENGTHS.iter().flat_map(|&n| LENGTHS.map(|m| (n, m))) {
                for (s, t) in SIGNED.iter().flat_map(|&s| SIGNED.map(|t| (s, t))) {
                    one(make(&[n, m], &[s, t], offset, itemsize));
                }
            }
        }
    }
    println!("extreme layouts: {made} made, {refused} refused");
    assert!(made > 100_000 && refused > 500_000);
}

#[test]
fn layouts_by_chance() {
    by_chance(
        "extreme layouts",
        amount(6_000, 100_000, 3_000_000),
        |random, cases| {
            for case in 0..cases {
                let rank = random.below(6);
                // Most lengths are small, or nothing would ever be valid.
                let shape: Vec<usize> = (0..rank)
                    .map(|_| {
                        if random.one_in(3) {
                            random.pick(&LENGTHS)
                        } else {
                            random.below(4)
                        }
                    })
                    .collect();
                let strides: Vec<isize> = (0..rank)
                    .map(|_| {
                        if random.one_in(2) {
                            random.pick(&SIGNED)
                        } else {
                            random.within(-99, 99)
                        }
                    })
                    .collect();
                let offset = if random.one_in(2) {
                    random.pick(&SIGNED)
                } else {
                    0
                };
                if let Some(layout) = make(&shape, &strides, offset, random.pick(&SIZES))
                    && case.is_multiple_of(8)
                {
                    transforms(&layout, random);
                }
            }
        },
    );
}

#[test]
fn contiguous_layouts() {
    for itemsize in SIZES {
        for (n, m) in LENGTHS.iter().flat_map(|&n| LENGTHS.map(|m| (n, m))) {
            let (size, inner) = (itemsize as i128, (m as i128).max(1));
            let wanted = Model {
                shape: vec![n as i128, m as i128],
                strides: vec![size.saturating_mul(inner), size],
                offset: 0,
                itemsize: size,
            };
            let c = Layout::contiguous(&[n, m], itemsize, Order::C);
            assert_eq!(c.is_ok(), wanted.is_valid(), "{wanted:?}");
            let f = Layout::contiguous(&[m, n], itemsize, Order::F);
            assert_eq!(c.clone().ok(), f.ok().map(|f| f.transpose()));
            if let Ok(c) = c {
                wanted.check(&c, &"contiguous");
            }
        }
    }
}

#[test]
fn slices_and_keys() {
    let bounds: Vec<Option<isize>> = SIGNED.iter().copied().map(Some).chain([None]).collect();
    for len in LENGTHS {
        for (&start, &stop) in bounds
            .iter()
            .flat_map(|a| bounds.iter().map(move |b| (a, b)))
        {
            for step in SIGNED {
                let slice = Slice::new(start, stop, step);
                let Ok((first, count, _)) = slice.indices(len) else {
                    assert!(step == 0 || len as i128 > MAX);
                    continue;
                };
                let (wanted, wanted_count) = indices((start, stop, step), len as i128);
                assert_eq!(count as i128, wanted_count, "{slice} of {len}");
                assert!(count == 0 || first as i128 == wanted, "{slice} of {len}");
                let text = slice.to_string();
                let key: Key = text.parse().unwrap();
                assert_eq!(key.to_string(), text);
            }
        }
    }
    for text in [
        "9223372036854775807:",
        ":-9223372036854775808:-1",
        "9223372036854775808",
        "-9223372036854775809:",
        "1:2:3:4",
        "99999999999999999999999999::",
    ] {
        if let Ok(key) = text.parse::<Key>() {
            let view = View::from_slice(&[1_u8, 2, 3]);
            let _ = view.slice(key);
        }
    }
}
