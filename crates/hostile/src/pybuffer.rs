//! Any description of memory, as an exporter of Python could give it: it is refused, or every item lies in the memory.
#![allow(
    unsafe_code,
    reason = "the memory is ours; only what is said about it is hostile"
)]

use std::ptr::NonNull;

use memoryview::{ForeignView, Format, IndirectView, Layout, Order, Slice, View};

use crate::behind;
use crate::input::Input;

/// Describes memory with arbitrary numbers.
///
/// # Panics
/// Where what must hold does not.
pub fn pybuffer(data: &[u8]) {
    let mut input = Input::new(data);
    let itemsize = input.any().unsigned_abs();
    let text = input.text();
    let ndim = input.below(72);
    let mut numbers = || (0..ndim).map(|_| input.any()).collect::<Vec<_>>();
    let (shape, strides) = (numbers(), numbers());
    let (offset, writable) = (input.any(), !input.byte().is_multiple_of(2));
    let mut memory = input.rest().to_vec();
    let len = memory.len();
    let lengths: Vec<usize> = shape.iter().map(|n| n.unsigned_abs()).collect();
    rows(&memory, &lengths);
    let valid = fits(&lengths, &strides, offset, itemsize, len);
    let Ok(layout) = Layout::new(&lengths, &strides, offset, itemsize) else {
        assert!(!valid);
        return;
    };
    let start = NonNull::from(&mut memory[..]).cast();
    let format = Format::for_buffer(&text, itemsize);
    // SAFETY: the bytes of a vector that lives as long as the view, and that nobody else uses meanwhile.
    let view = unsafe { ForeignView::from_raw(start, len, layout, format, writable) };
    assert_eq!(
        view.is_ok(),
        valid,
        "{lengths:?} {strides:?} {offset} {itemsize}"
    );
    let Ok(view) = view else { return };
    look(&view);
}

/// The specification of a layout that lies inside its memory, in numbers that cannot overflow.
fn fits(shape: &[usize], strides: &[isize], offset: isize, itemsize: usize, len: usize) -> bool {
    if shape.len() > 64 {
        return false;
    }
    let most = isize::MAX.cast_unsigned() as u128;
    let mut items = 1_u128;
    for &n in shape {
        // At most 2^63 times 2^64, as it stops at the first that is too large.
        items *= n.max(1) as u128;
        if items > most || items * itemsize as u128 > most {
            return false;
        }
    }
    if shape.contains(&0) {
        return true;
    }
    let (mut low, mut high) = (offset as i128, offset as i128 + itemsize as i128);
    for (&n, &stride) in shape.iter().zip(strides) {
        let span = stride as i128 * (n as i128 - 1);
        low += span.min(0);
        high += span.max(0);
    }
    low >= 0 && high <= len as i128 && itemsize as u128 <= most
}

/// Everything that reads, on a view of anything.
fn look(view: &ForeignView<'_>) {
    let few = view.nbytes() <= 1 << 14 && view.len() <= 1 << 9;
    let _ = (view.is_contiguous(), view.layout().is_unique());
    let _ = format!("{view} {view:?}");
    let _ = view.transpose().slice(Slice::REV).map(|v| v.to_string());
    if few {
        let bytes = view.to_bytes(Order::C).expect("memory");
        assert_eq!(bytes.len(), view.nbytes());
        let parallel = view.par_to_bytes(Order::F).expect("memory");
        assert_eq!(parallel, view.to_bytes(Order::F).expect("memory"));
        assert_eq!(view.iter().count(), view.len());
        let _ = view.to_vec::<u8>(Order::C);
    }
    if !view.is_read_only() && few {
        // Onto itself, backward: whatever overlaps, only these bytes are written.
        if let Ok(back) = view.flip(0) {
            let _ = view.assign(&back);
        }
        if let Some(first) = view.iter().next() {
            let _ = first.map(|value| view.fill(value));
        }
    }
}

/// The same memory as rows behind pointers.
fn rows(memory: &[u8], shape: &[usize]) {
    let width = shape.first().map_or(1, |n| n % 8).max(1);
    let rows: Vec<&[u8]> = memory.chunks_exact(width).take(64).collect();
    let Ok(view) = IndirectView::from_rows(&rows) else {
        return;
    };
    let flat: Vec<u8> = rows.concat();
    assert_eq!(view.to_bytes(Order::C).expect("memory"), flat);
    let Ok(some) = view.slice((Slice::every(-2), Slice::every(3))) else {
        return;
    };
    let wanted: Vec<u8> = rows
        .iter()
        .rev()
        .step_by(2)
        .flat_map(|row| row.iter().step_by(3).copied())
        .collect();
    assert_eq!(some.to_bytes(Order::C).expect("memory"), wanted);
    let direct = View::from_slice(&flat).reshape([rows.len(), width]);
    if let (false, Ok(direct)) = (rows.is_empty(), direct) {
        behind::transforms(view, direct, &mut Input::new(memory));
    }
}
