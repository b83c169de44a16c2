//! Who copies? Each contestant does the same case on the same memory.
#![allow(unsafe_code, reason = "rivals that take pointers")]

use bytemuck::Pod;
use memoryview::{Spec, View, ViewMut};
use ndarray::{ArrayView, ArrayViewMut, IxDyn, ShapeBuilder, Zip};
use strided_view::{StridedView, StridedViewMut};

use crate::cases::Case;
use crate::clock::Effort;

/// Threads that a contestant may use.
pub(crate) type Threads = usize;

fn spec(case: &Case, strides: &[isize], offset: usize) -> Spec {
    let format = match case.width {
        1 => "B".to_owned(),
        2 => "H".to_owned(),
        4 => "f".to_owned(),
        8 => "d".to_owned(),
        16 => "Zd".to_owned(),
        n => format!("{n}s"),
    };
    Spec::new(&format)
        .expect("a format")
        .shape(&case.shape)
        .strides(strides)
        .offset(offset.cast_signed())
}

fn views<'a>(case: &Case, src: &'a [u8], dst: &'a mut [u8]) -> (View<'a>, ViewMut<'a>) {
    let from = View::from_bytes(src, &spec(case, &case.src, case.src_offset));
    let to = ViewMut::from_bytes(dst, &spec(case, &case.dst, case.dst_offset));
    (from.expect("a source"), to.expect("a destination"))
}

/// Copies once with ours, so that the result can be judged.
pub(crate) fn copy_once(case: &Case, src: &[u8], dst: &mut [u8], threads: Threads) {
    let (from, mut to) = views(case, src, dst);
    if threads > 1 {
        return to.par_assign(&from).expect("equal shapes");
    }
    to.assign(&from).expect("equal shapes");
}

pub(crate) fn ours(
    case: &Case,
    src: &[u8],
    dst: &mut [u8],
    effort: Effort,
    threads: Threads,
) -> f64 {
    let (from, mut to) = views(case, src, dst);
    if threads > 1 {
        return effort.best(|| to.par_assign(&from).expect("equal shapes"));
    }
    effort.best(|| to.assign(&from).expect("equal shapes"))
}

pub(crate) fn memcpy(
    case: &Case,
    src: &[u8],
    dst: &mut [u8],
    effort: Effort,
    threads: Threads,
) -> f64 {
    memcpy_of(case.bytes(), src, dst, effort, threads)
}

/// Copying so many bytes; of more than there are, in proportion.
pub(crate) fn memcpy_of(
    bytes: usize,
    src: &[u8],
    dst: &mut [u8],
    effort: Effort,
    threads: Threads,
) -> f64 {
    let n = bytes.min(src.len()).min(dst.len());
    let scale = bytes as f64 / n as f64;
    let (src, dst) = (&src[..n], &mut dst[..n]);
    if threads < 2 {
        return scale * effort.best(|| dst.copy_from_slice(src));
    }
    let part = n.div_ceil(threads).next_multiple_of(4096);
    effort.best(|| {
        rayon::scope(|scope| {
            for (d, s) in dst.chunks_mut(part).zip(src.chunks(part)) {
                scope.spawn(move |_| d.copy_from_slice(s));
            }
        });
    })
}

/// The strides in items, where they are whole and not negative.
fn items(case: &Case) -> Option<(Vec<isize>, Vec<isize>, usize, usize)> {
    let w = case.width.cast_signed();
    let whole = |strides: &[isize]| strides.iter().all(|s| s % w == 0 && *s >= 0);
    let offsets = [case.src_offset, case.dst_offset]
        .iter()
        .all(|o| o % case.width == 0);
    let divided = |strides: &[isize]| strides.iter().map(|s| s / w).collect();
    (whole(&case.src) && whole(&case.dst) && offsets).then(|| {
        (
            divided(&case.src),
            divided(&case.dst),
            case.src_offset / case.width,
            case.dst_offset / case.width,
        )
    })
}

/// What HPTT takes: the axes of a packed source in the order of its memory, and which of them each axis of the packed destination is.
#[cfg(feature = "hptt")]
fn permutation(case: &Case) -> Option<(Vec<usize>, Vec<usize>)> {
    let rank = case.shape.len();
    let mut order: Vec<usize> = (0..rank).collect();
    order.sort_by_key(|&k| -case.src[k]);
    let src = order.iter().rev().map(|&k| (case.shape[k], case.src[k]));
    let dst = (0..rank).rev().map(|k| (case.shape[k], case.dst[k]));
    let whole = packed(case.width, src)
        && packed(case.width, dst)
        && case.src_offset == 0
        && case.dst_offset == 0;
    let place = |axis: usize| order.iter().position(|&k| k == axis);
    let axes = (0..rank).map(place).collect::<Option<Vec<_>>>()?;
    whole.then(|| (axes, order.iter().map(|&k| case.shape[k]).collect()))
}

/// Whether axes, told by their lengths and steps from the fastest on, leave no gaps.
#[cfg(feature = "hptt")]
fn packed(width: usize, mut axes: impl Iterator<Item = (usize, isize)>) -> bool {
    let mut step = width.cast_signed();
    axes.all(|(n, s)| {
        let follows = s == step;
        step *= n.cast_signed();
        follows
    })
}

/// HPTT, planning included, as its C interface does it. Its result is checked, too: the axes are told in another way.
#[cfg(feature = "hptt")]
pub(crate) fn hptt(
    case: &Case,
    src: &[u8],
    dst: &mut [u8],
    effort: Effort,
    threads: Threads,
) -> Result<Option<f64>, String> {
    use ::hptt::{MemoryOrder::RowMajor, transpose_f32, transpose_f64};
    let Some((axes, shape)) = permutation(case) else {
        return Ok(None);
    };
    let n = case.bytes();
    dst[..n].fill(0xA5);
    macro_rules! time {
        ($transpose:ident) => {{
            let from = bytemuck::cast_slice(&src[..n]);
            let mut call = || {
                let to = bytemuck::cast_slice_mut(&mut dst[..n]);
                $transpose(&axes, 1.0, from, &shape, 0.0, to, threads, RowMajor).is_ok()
            };
            if !call() {
                return Ok(None);
            }
            effort.best_of_few(|| {
                call();
            })
        }};
    }
    let time = match case.width {
        4 => time!(transpose_f32),
        8 => time!(transpose_f64),
        _ => return Ok(None),
    };
    // Its kernels multiply by 1.0, which changes the bits of some NaN.
    let nan = |item: &[u8]| match item.len() {
        4 => bytemuck::pod_read_unaligned::<f32>(item).is_nan(),
        _ => bytemuck::pod_read_unaligned::<f64>(item).is_nan(),
    };
    let same = |a: &[u8], b: &[u8]| a == b || (nan(a) && nan(b));
    match crate::naive::first_fault(case, src, dst, same) {
        Some(index) => Err(format!("{}: hptt's item at {index:?} is wrong", case.name)),
        None => Ok(Some(time)),
    }
}

#[cfg(not(feature = "hptt"))]
pub(crate) fn hptt(
    _: &Case,
    _: &[u8],
    _: &mut [u8],
    _: Effort,
    _: Threads,
) -> Result<Option<f64>, String> {
    Ok(None)
}

fn elements<T: Pod>(bytes: &[u8]) -> &[T] {
    bytemuck::cast_slice(&bytes[..bytes.len() / 64 * 64])
}

fn elements_mut<T: Pod>(bytes: &mut [u8]) -> &mut [T] {
    let n = bytes.len() / 64 * 64;
    bytemuck::cast_slice_mut(&mut bytes[..n])
}

pub(crate) fn strided_perm<T: Pod + Send + Sync>(
    case: &Case,
    src: &[u8],
    dst: &mut [u8],
    effort: Effort,
) -> Option<f64> {
    let (s, d, so, d_o) = items(case)?;
    let from = StridedView::new(elements::<T>(src), &case.shape, &s, so.cast_signed()).ok()?;
    let to = elements_mut::<T>(dst);
    let mut to = StridedViewMut::new(to, &case.shape, &d, d_o.cast_signed()).ok()?;
    let mut copy = || strided_perm::copy_into(&mut to, &from, threadteam::Exec::serial());
    copy().ok()?;
    Some(effort.best_of_few(|| {
        copy().expect("it did so before");
    }))
}

pub(crate) fn ndarray<T: Pod + Send + Sync>(
    case: &Case,
    src: &[u8],
    dst: &mut [u8],
    effort: Effort,
    threads: Threads,
) -> Option<f64> {
    let (s, d, so, d_o) = items(case)?;
    let shape = |strides: &[isize]| {
        let strides: Vec<usize> = strides.iter().map(|s| s.unsigned_abs()).collect();
        IxDyn(&case.shape).strides(IxDyn(&strides))
    };
    let (src, dst) = (
        &elements::<T>(src)[so..],
        &mut elements_mut::<T>(dst)[d_o..],
    );
    // SAFETY: the memory was made for this case, on both sides.
    let from = unsafe { ArrayView::from_shape_ptr(shape(&s), src.as_ptr()) };
    // SAFETY: as above; the destination's items are disjoint.
    let mut to = unsafe { ArrayViewMut::from_shape_ptr(shape(&d), dst.as_mut_ptr()) };
    Some(effort.best_of_few(|| {
        if threads < 2 {
            to.assign(&from);
        } else {
            Zip::from(&mut to).and(&from).par_for_each(|d, s| *d = *s);
        }
    }))
}
