//! How are pointers to pointers made, behind any of the axes?

use core::ptr::{NonNull, null};
use std::vec;
use std::vec::Vec;

use crate::{Element, IndirectView};

/// Items behind pointers, and all the memory that they take.
pub(super) struct Behind {
    shape: Vec<usize>,
    strides: Vec<isize>,
    suboffsets: Vec<isize>,
    tables: Vec<Vec<*const u8>>,
    blocks: Vec<Vec<u16>>,
    start: *const u8,
}

pub(super) const STEP: isize = size_of::<*const u8>().cast_signed();

impl Behind {
    /// The items `0, 1, 2, ...` in C order, with a pointer behind each axis whose bit is set; each pointer points so far before its block as its
    /// suboffset says.
    pub(super) fn new(shape: &[usize], axes: usize) -> Self {
        let mut this = Behind {
            shape: shape.to_vec(),
            strides: vec![0; shape.len()],
            suboffsets: vec![-1; shape.len()],
            tables: Vec::new(),
            blocks: Vec::new(),
            start: null(),
        };
        let pointers: Vec<usize> = (0..shape.len()).filter(|k| axes >> k & 1 == 1).collect();
        for (n, &axis) in pointers.iter().enumerate() {
            this.suboffsets[axis] = 6 * n.cast_signed();
        }
        let mut segments = Vec::new();
        let mut first = 0;
        for end in pointers.iter().map(|k| k + 1).chain([shape.len()]) {
            let mut stride = if end == shape.len() && segments.len() == pointers.len() {
                2
            } else {
                STEP
            };
            for k in (first..end).rev() {
                this.strides[k] = stride;
                stride *= shape[k].max(1).cast_signed();
            }
            segments.push(first..end);
            first = end;
        }
        let mut next = 0;
        this.start = this.make(&segments, &mut next);
        this
    }

    fn make(&mut self, segments: &[core::ops::Range<usize>], next: &mut u16) -> *const u8 {
        let (mine, rest) = segments.split_first().unwrap();
        let len = self.shape[mine.clone()].iter().product();
        if rest.is_empty() {
            let items: Vec<u16> = (0..len).map(|i: usize| *next + i as u16).collect();
            *next += len as u16;
            self.blocks.push(items);
            return self.blocks.last_mut().unwrap().as_mut_ptr().cast();
        }
        let nothing = self.shape.contains(&0);
        let table = (0..len)
            .map(|_| {
                if nothing {
                    return null();
                }
                let behind = self.make(rest, next);
                behind.wrapping_offset(-self.suboffsets[mine.end - 1])
            })
            .collect();
        self.tables.push(table);
        self.tables.last().unwrap().as_ptr().cast()
    }

    pub(super) fn view(&self) -> IndirectView<'_> {
        let start = NonNull::new(self.start.cast_mut()).unwrap();
        let (shape, strides) = (&self.shape, &self.strides);
        // SAFETY: tables and blocks live as long as this, and have an entry for each index; all blocks were made from unique memory.
        let view = unsafe {
            IndirectView::from_raw(
                start,
                shape,
                strides,
                &self.suboffsets,
                2,
                u16::format(),
                true,
            )
        };
        view.unwrap()
    }
}
