//! Any chain of transforms, then copies: each step reaches the items that the naive model lists. Or views of one memory that meet.

use std::sync::LazyLock;

use memoryview::{Buffer, Format, Index, Key, Order, Slice, Spec, View, ViewMut};

use crate::input::Input;
use crate::meeting::meeting;
use crate::model::{Model, range};

/// Bytes of the memory that is looked at: a multiple of every item size.
const MEMORY: usize = 33_600;
/// The most items of a view: the model lists them all.
const ITEMS: usize = 1 << 10;

/// Item sizes: those with kernels of their own, and those between.
const SIZES: [usize; 16] = [1, 2, 4, 8, 16, 3, 6, 12, 24, 32, 5, 7, 48, 64, 100, 0];

/// Carries out a chain of transforms and copies.
///
/// # Panics
/// Where what must hold does not.
pub fn chain(data: &[u8]) {
    let mut input = Input::new(data);
    if input.byte().is_multiple_of(2) {
        return meeting(&mut input);
    }
    static BYTES: LazyLock<Vec<u8>> =
        LazyLock::new(|| (0..MEMORY).map(|i| (i * 7 + i / 256) as u8).collect());
    let memory: &[u8] = &BYTES;
    let size = SIZES[input.below(SIZES.len())];
    let format = Format::opaque(size, None);
    let format = if size > 0 && !input.byte().is_multiple_of(4) {
        // As bytes: such items have values.
        Format::parse(&format!("{size}s")).expect("a format")
    } else {
        format
    };
    let Some((spec, model)) = start(&mut input, format) else {
        return;
    };
    let view = View::from_bytes(memory, &spec).expect("it was chosen so that it fits");
    check(&view, &model);
    let (mut view, mut model) = (view, model);
    for _ in 0..12 {
        if input.is_empty() {
            break;
        }
        match step(&mut input, &view, &model) {
            Some((v, m)) => (view, model) = (v, m),
            None => break,
        }
        check(&view, &model);
    }
    read(memory, &view, &model);
    copy(&mut input, &view, &model, memory);
}

/// A layout of up to four axes that lies inside the memory, contiguous or not.
fn start(input: &mut Input<'_>, format: Format) -> Option<(Spec, Model)> {
    let ndim = input.below(5);
    let size = format.size();
    let mut shape = Vec::new();
    for k in 0..ndim {
        shape.push(input.below(if k == 0 { 40 } else { 20 }));
    }
    if shape.iter().product::<usize>() > ITEMS {
        return None;
    }
    let mut strides = Vec::new();
    let mut next = size.cast_signed();
    let dense = input.byte().is_multiple_of(2);
    for &n in shape.iter().rev() {
        strides.push(if dense { next } else { input.near(127) });
        next = next.saturating_mul(n.max(1).cast_signed());
    }
    strides.reverse();
    let spans = shape.iter().zip(&strides);
    let spans: Vec<isize> = spans
        .map(|(&n, s)| s * n.saturating_sub(1).cast_signed())
        .collect();
    let low: isize = spans.iter().map(|s| s.min(&0)).sum();
    let high: isize = spans.iter().map(|s| s.max(&0)).sum::<isize>() + size.cast_signed();
    let offset = input.below(17).cast_signed() - low;
    if offset + high > MEMORY.cast_signed() {
        return None;
    }
    let model = Model::new(&shape, |index| {
        let steps = index.iter().zip(&strides);
        offset + steps.map(|(&i, s)| i.cast_signed() * s).sum::<isize>()
    });
    let spec = Spec::from_format(format).shape(&shape);
    Some((spec.strides(&strides).offset(offset), model))
}

/// One transform of both; `None` if it was refused, which the model says too.
fn step<'a>(input: &mut Input<'_>, view: &View<'a>, model: &Model) -> Option<(View<'a>, Model)> {
    let shape = &model.shape;
    let ndim = shape.len();
    let axis = input.below(ndim.max(1) + 1);
    let there = axis < ndim;
    match input.below(12) {
        0 => {
            let at = input.near(20);
            let len = shape.get(axis).copied().unwrap_or(0);
            let found = range(Some(at), None, 1, len).first().copied();
            let inside = at >= -len.cast_signed() && at < len.cast_signed();
            let done = view.select(axis, at);
            assert_eq!(done.is_ok(), there && inside, "{at} of {len}");
            Some((done.ok()?, model.select(axis, found?)))
        }
        1 => slice(input, view, model),
        2 => {
            let mut axes: Vec<usize> = (0..ndim).collect();
            for k in 0..ndim {
                axes.swap(k, input.below(ndim));
            }
            let done = view.permute(&axes).expect("a permutation");
            Some((done, model.permute(&axes)))
        }
        3 => {
            let axes: Vec<usize> = (0..ndim).rev().collect();
            Some((view.transpose(), model.permute(&axes)))
        }
        4 => {
            let done = view.flip(axis);
            assert_eq!(done.is_ok(), there);
            let back: Vec<usize> = (0..*shape.get(axis)?).rev().collect();
            Some((done.ok()?, model.along(axis, &back)))
        }
        5 => {
            let mut wider = shape.clone();
            let done = view.expand_dims(axis);
            assert_eq!(done.is_ok(), axis <= ndim && ndim < 64);
            wider.insert(axis.min(ndim), 1);
            Some((done.ok()?, model.reshape(&wider)))
        }
        6 => {
            let done = view.squeeze(axis);
            assert_eq!(done.is_ok(), there && shape[axis] == 1);
            Some((done.ok()?, model.select(axis, 0)))
        }
        7 => reshape(input, view, model),
        8 => broadcast(input, view, model),
        9 => {
            let (second, offset) = (input.below(ndim.max(1) + 1), input.near(12));
            let done = view.diagonal(offset, axis, second);
            assert_eq!(done.is_ok(), there && second < ndim && axis != second);
            Some((done.ok()?, model.diagonal(offset, axis, second)))
        }
        10 => {
            let (window, step) = (input.below(6), input.below(5));
            let fits = there && window > 0 && step > 0 && window <= shape[axis];
            if fits && window * model.offsets.len() > ITEMS {
                return None;
            }
            let done = view.sliding_windows(axis, window, step);
            assert_eq!(done.is_ok(), fits && ndim < 64);
            Some((done.ok()?, model.windows(axis, window, step)))
        }
        _ => halves(input, view, model, axis),
    }
}

fn slice<'a>(input: &mut Input<'_>, view: &View<'a>, model: &Model) -> Option<(View<'a>, Model)> {
    let mut key = Vec::new();
    let mut wanted = model.clone();
    let mut at = 0;
    for &len in &model.shape {
        match input.below(6) {
            0 => {
                let i = input.near(20);
                if i < -len.cast_signed() || i >= len.cast_signed() {
                    key.push(Index::At(i));
                    assert!(view.slice(Key::new(key)).is_err());
                    return None;
                }
                key.push(Index::At(i));
                let i = if i < 0 { i + len.cast_signed() } else { i };
                wanted = wanted.select(at, i.unsigned_abs());
            }
            1 => {
                key.push(Index::NewAxis);
                key.push(Index::Slice(Slice::ALL));
                let mut wider = wanted.shape.clone();
                wider.insert(at, 1);
                wanted = wanted.reshape(&wider);
                at += 2;
            }
            _ => {
                let mut bound = || (!input.byte().is_multiple_of(3)).then(|| input.any());
                let (start, stop) = (bound(), bound());
                let step = match input.any() {
                    0 => 1,
                    step => step,
                };
                key.push(Index::Slice(Slice::new(start, stop, step)));
                wanted = wanted.along(at, &range(start, stop, step, len));
                at += 1;
            }
        }
    }
    let done = view.slice(Key::new(key.clone()));
    if wanted.shape.len() > 64 {
        assert!(done.is_err());
        return None;
    }
    match done {
        Ok(done) => Some((done, wanted)),
        Err(error) => panic!("{key:?}: {error}"),
    }
}

/// Another shape of as many items; refused if no strides say it.
fn reshape<'a>(input: &mut Input<'_>, view: &View<'a>, model: &Model) -> Option<(View<'a>, Model)> {
    let mut left = model.offsets.len();
    let mut shape = Vec::new();
    for _ in 0..input.below(4) {
        let n = input.below(8).max(1);
        if left.is_multiple_of(n) {
            shape.push(n);
            left /= n;
        }
    }
    shape.push(left);
    let done = view.reshape(&shape);
    // Of contiguous items, every shape is one.
    assert!(done.is_ok() || !view.is_c_contiguous());
    Some((done.ok()?, model.reshape(&shape)))
}

fn broadcast<'a>(
    input: &mut Input<'_>,
    view: &View<'a>,
    model: &Model,
) -> Option<(View<'a>, Model)> {
    let mut shape: Vec<usize> = (0..input.below(3)).map(|_| input.below(5)).collect();
    for &n in &model.shape {
        shape.push(if n == 1 { input.below(6) } else { n });
    }
    if shape.iter().product::<usize>() > ITEMS {
        return None;
    }
    let done = view.broadcast_to(&shape);
    assert_eq!(done.is_ok(), shape.len() <= 64);
    Some((done.ok()?, model.broadcast(&shape)))
}

fn halves<'a>(
    input: &mut Input<'_>,
    view: &View<'a>,
    model: &Model,
    axis: usize,
) -> Option<(View<'a>, Model)> {
    let at = input.below(24);
    let done = view.split_at(axis, at);
    let len = *model.shape.get(axis)?;
    assert_eq!(done.is_ok(), at <= len);
    let (head, tail) = done.ok()?;
    check(&head, &model.along(axis, &(0..at).collect::<Vec<_>>()));
    Some((tail, model.along(axis, &(at..len).collect::<Vec<_>>())))
}

fn check(view: &View<'_>, model: &Model) {
    assert_eq!(view.shape(), model.shape);
    assert_eq!(view.len(), model.offsets.len());
    let same = view.layout().offsets().eq(model.offsets.iter().copied());
    assert!(same, "{:?}, not {:?}", view.layout(), model.offsets);
}

/// The bytes of items that lie at these offsets.
fn bytes(memory: &[u8], offsets: &[isize], size: usize) -> Vec<u8> {
    let item = |&at: &isize| {
        let at = at.unsigned_abs();
        memory[at..at + size].iter().copied()
    };
    offsets.iter().flat_map(item).collect()
}

/// Whatever reads: copies in either order, items, lines, blocks.
fn read(memory: &[u8], view: &View<'_>, model: &Model) {
    let size = view.itemsize();
    let wanted = bytes(memory, &model.offsets, size);
    let all = view.to_bytes(Order::C).expect("memory");
    assert_eq!(all, wanted);
    let f = view.to_bytes(Order::F).expect("memory");
    assert_eq!(f, bytes(memory, &model.f_order(), size));
    assert_eq!(view.par_to_bytes(Order::F).expect("memory"), f);
    if let Ok(slice) = view.as_bytes() {
        assert_eq!(slice, wanted);
    }
    let items: usize = view.blocks(300).map(|block| block.view.len()).sum();
    assert_eq!(items, view.len());
    if size > 0 && !view.format().is_opaque() {
        for (value, item) in view.iter().zip(wanted.chunks(size)) {
            let value = value.expect("bytes");
            assert_eq!(value, memoryview::Value::from(item));
        }
    }
    let owned = Buffer::from_vec(wanted);
    assert_eq!(owned.nbytes(), view.nbytes());
}

/// To a destination of gaps and turned axes: the items arrive, and the gaps stay.
fn copy(input: &mut Input<'_>, view: &View<'_>, model: &Model, memory: &[u8]) {
    let (ndim, size) = (model.shape.len(), view.itemsize());
    if model.offsets.is_empty() || ndim > 8 || model.offsets.len() * size > 1 << 16 {
        return;
    }
    // Axes in any order, each with a gap, some of them backward.
    let mut axes: Vec<usize> = (0..ndim).collect();
    for k in 0..ndim {
        axes.swap(k, input.below(ndim));
    }
    let (mut strides, mut offset) = (vec![0; ndim], 3_isize);
    let mut next = (size + input.below(3)).cast_signed();
    for &k in &axes {
        let n = model.shape[k].cast_signed();
        let back = input.byte().is_multiple_of(4);
        strides[k] = if back { -next } else { next };
        offset += if back { next * (n - 1) } else { 0 };
        next = next.saturating_mul(n) + isize::from(input.byte() % 3);
        if next > 1 << 17 {
            return;
        }
    }
    let target = Model::new(&model.shape, |index| {
        let steps = index.iter().zip(&strides);
        offset + steps.map(|(&i, s)| i.cast_signed() * s).sum::<isize>()
    });
    let mut out = vec![0xEE_u8; next.unsigned_abs() + size + 8];
    let mut wanted = out.clone();
    for (&from, &to) in model.offsets.iter().zip(&target.offsets) {
        let (from, to) = (from.unsigned_abs(), to.unsigned_abs());
        wanted[to..to + size].copy_from_slice(&memory[from..from + size]);
    }
    let spec = Spec::from_format(view.format().clone()).shape(&model.shape);
    let spec = spec.strides(&strides).offset(offset);
    let mut to = ViewMut::from_bytes(&mut out, &spec).expect("a unique destination");
    if input.byte().is_multiple_of(2) {
        to.assign(view).expect("the same shape and format");
    } else {
        to.par_assign(view).expect("the same shape and format");
    }
    assert_eq!(out, wanted);
}
