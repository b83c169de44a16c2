//! In which order are the indices of some axes visited, as addresses on both sides?

use crate::copy::axis::{Axis, NEAR};

/// Calls `f` with the addresses of every index, the last axis fastest. Addresses are only computed here.
pub(super) fn each(
    axes: &[Axis],
    src: *const u8,
    dst: *mut u8,
    mut f: impl FnMut(*const u8, *mut u8),
) {
    each_while(axes, src, dst, |src, dst| {
        f(src, dst);
        true
    });
}

/// The same, until `f` says no. Whether it never did.
pub(super) fn each_while(
    axes: &[Axis],
    src: *const u8,
    dst: *mut u8,
    mut f: impl FnMut(*const u8, *mut u8) -> bool,
) -> bool {
    if axes.is_empty() {
        return f(src, dst);
    }
    let mut few = [0_usize; NEAR];
    let mut many;
    let index = if axes.len() <= NEAR {
        &mut few[..]
    } else {
        many = [0_usize; crate::MAX_NDIM];
        &mut many[..]
    };
    let (mut s, mut d) = (src, dst);
    'next: loop {
        if !f(s, d) {
            return false;
        }
        for (axis, i) in axes.iter().zip(index[..axes.len()].iter_mut()).rev() {
            *i += 1;
            s = s.wrapping_offset(axis.src);
            d = d.wrapping_offset(axis.dst);
            if *i < axis.len {
                continue 'next;
            }
            let back = axis.len.cast_signed();
            s = s.wrapping_offset(axis.src.wrapping_mul(-back));
            d = d.wrapping_offset(axis.dst.wrapping_mul(-back));
            *i = 0;
        }
        return true;
    }
}
