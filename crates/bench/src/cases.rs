//! What is copied from where to where?

use crate::ttc;

/// One copy: the same shape on both sides, strides and offsets in bytes.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) group: &'static str,
    pub(crate) name: String,
    /// Bytes an item.
    pub(crate) width: usize,
    pub(crate) shape: Vec<usize>,
    pub(crate) src: Vec<isize>,
    pub(crate) dst: Vec<isize>,
    pub(crate) src_offset: usize,
    pub(crate) dst_offset: usize,
}

impl Case {
    pub(crate) fn bytes(&self) -> usize {
        self.shape.iter().product::<usize>() * self.width
    }

    /// The bytes from the start of the memory that one side needs.
    fn reach(&self, strides: &[isize], offset: usize) -> usize {
        let far = |(n, s): (&usize, &isize)| (n - 1) * s.max(&0).unsigned_abs();
        offset + self.shape.iter().zip(strides).map(far).sum::<usize>() + self.width
    }

    pub(crate) fn src_len(&self) -> usize {
        self.reach(&self.src, self.src_offset)
    }

    pub(crate) fn dst_len(&self) -> usize {
        self.reach(&self.dst, self.dst_offset)
    }
}

/// Contiguous, the last axis fastest.
fn packed(shape: &[usize], width: usize) -> Vec<isize> {
    let mut strides = vec![0; shape.len()];
    let mut step = width.cast_signed();
    for (stride, &n) in strides.iter_mut().zip(shape).rev() {
        *stride = step;
        step *= n.cast_signed();
    }
    strides
}

/// The axes of a contiguous array in another order.
fn permuted(group: &'static str, perm: &[usize], shape: &[usize], width: usize) -> Case {
    let name = format!("{perm:?} of {shape:?}").replace(", ", " ");
    let from = packed(shape, width);
    let shape: Vec<usize> = perm.iter().map(|&k| shape[k]).collect();
    Case {
        group,
        name,
        width,
        src: perm.iter().map(|&k| from[k]).collect(),
        dst: packed(&shape, width),
        shape,
        src_offset: 0,
        dst_offset: 0,
    }
}

/// A row of the table: with its axes reversed it is an array whose last axis is the fastest.
fn table_row((perm, shape): ttc::Row, width: usize) -> Case {
    let name = format!("{perm:?} of {shape:?}").replace(", ", " ");
    let rank = perm.len();
    let reversed: Vec<usize> = shape.iter().rev().copied().collect();
    let axes: Vec<usize> = perm.iter().rev().map(|k| rank - 1 - k).collect();
    let case = permuted("ttc", &axes, &reversed, width);
    Case { name, ..case }
}

/// The 57 cases with `f32`; `quick` takes every third.
pub(crate) fn table(quick: bool) -> Vec<Case> {
    let step = if quick { 3 } else { 1 };
    let rows = ttc::CASES.iter().step_by(step);
    rows.map(|&row| table_row(row, 4)).collect()
}

/// A sample of the table with items of other widths: the last axis of the shape is cut, so that the bytes stay about the same.
pub(crate) fn widths(quick: bool) -> Vec<Case> {
    const SAMPLE: [usize; 7] = [0, 6, 11, 24, 29, 39, 54];
    let mut cases = Vec::new();
    for width in [1, 2, 8, 16] {
        for &k in SAMPLE.iter().step_by(if quick { 4 } else { 1 }) {
            let (perm, shape) = ttc::CASES[k];
            let mut shape = shape.to_vec();
            let longest = (0..shape.len()).max_by_key(|&k| shape[k]).unwrap_or(0);
            shape[longest] = (shape[longest] * 4 / width).min(1 << 20);
            let rank = perm.len();
            let reversed: Vec<usize> = shape.iter().rev().copied().collect();
            let axes: Vec<usize> = perm.iter().rev().map(|k| rank - 1 - k).collect();
            let name = format!("{width} bytes: {perm:?} of {shape:?}").replace(", ", " ");
            let group = match width {
                1 => "width 1",
                2 => "width 2",
                8 => "width 8",
                _ => "width 16",
            };
            let case = permuted(group, &axes, &reversed, width);
            cases.push(Case { name, ..case });
        }
    }
    cases
}

/// The same deed on more and more memory: a transposition whose rows are whole lines and no multiple of a page.
pub(crate) fn growth(quick: bool) -> Vec<Case> {
    let sizes: &[usize] = if quick {
        &[16, 64, 256]
    } else {
        &[16, 32, 64, 128, 256, 512, 1024]
    };
    let case = |&mebi: &usize| {
        let items = (mebi << 20) / 4;
        let width = items.isqrt().next_multiple_of(16) + 16;
        let shape = [items / width / 16 * 16, width];
        let name = format!("{mebi} MiB: transpose of {} x {} f32", shape[0], shape[1]);
        Case {
            name,
            ..permuted("growth", &[1, 0], &shape, 4)
        }
    };
    sizes.iter().map(case).collect()
}

/// From 64 bytes to 1 MiB, that is, within the caches.
pub(crate) fn small(quick: bool) -> Vec<Case> {
    let mut cases = Vec::new();
    for side in [4, 8, 16, 32, 64, 128, 256, 512]
        .into_iter()
        .step_by(if quick { 2 } else { 1 })
    {
        let name = |what: &str| format!("{what} of {side} x {side} f32");
        let shape = [side, side];
        let whole = permuted("small", &[0, 1], &shape, 4);
        let turned = permuted("small", &[1, 0], &shape, 4);
        let part = Case {
            src: vec![4 * (side + 3).cast_signed(), 4],
            ..whole.clone()
        };
        let every = Case {
            src: vec![8 * side.cast_signed(), 8],
            ..whole.clone()
        };
        let deep = permuted("small", &[2, 0, 1], &[side / 2, 2, side], 4);
        for (what, case) in [
            ("whole", whole),
            ("transpose", turned),
            ("rows", part),
            ("[::2]", every),
            ("3-D", deep),
        ] {
            let name = name(what);
            cases.push(Case { name, ..case });
        }
    }
    cases
}

fn line(name: &str, width: usize, bytes: usize, src: isize, dst: isize) -> Case {
    let n = bytes / width;
    let back = |stride: isize| {
        if stride < 0 {
            (n - 1) * stride.unsigned_abs()
        } else {
            0
        }
    };
    Case {
        group: "gather",
        name: name.into(),
        width,
        shape: vec![n],
        src: vec![src],
        dst: vec![dst],
        src_offset: back(src),
        dst_offset: back(dst),
    }
}

/// Fields out of records and into them, every second item, backward, broadcast.
pub(crate) fn gathers(quick: bool) -> Vec<Case> {
    let size = if quick { 48 << 20 } else { 96 << 20 };
    let mut cases = vec![
        line("f32 out of 7-byte records", 4, size, 7, 4),
        line("3 bytes out of 7-byte records", 3, size, 7, 3),
        line("f64 out of 24-byte records", 8, size, 24, 8),
        line("u16 out of 6-byte records", 2, size / 2, 6, 2),
        line("u8 out of 3-byte records", 1, size / 4, 3, 1),
        line("f32 into 7-byte records", 4, size, 4, 7),
        line("3 bytes into 7-byte records", 3, size, 3, 7),
        line("u8 into 3-byte records", 1, size / 4, 1, 3),
        line("u8 [::2]", 1, size / 2, 2, 1),
        line("u16 [::2]", 2, size, 4, 2),
        line("f32 [::2]", 4, size, 8, 4),
        line("f64 [::2]", 8, size, 16, 8),
        line("f32 to [::2]", 4, size, 4, 8),
        line("u8 [::-1]", 1, size, -1, 1),
        line("f32 [::-1]", 4, size, -4, 4),
        line("f32 repeated", 4, size, 0, 4),
        line("f32 in the cache [::2]", 4, 64 << 10, 8, 4),
        line("u8 in the cache [::2]", 1, 64 << 10, 2, 1),
    ];
    let n = size / 4 / 4096;
    let mut rows = permuted("gather", &[0, 1], &[n, 4096], 4);
    rows.name = "a row of 4096 f32 repeated".into();
    rows.src = vec![0, 4];
    let mut columns = permuted("gather", &[0, 1], &[n, 4096], 4);
    columns.name = "a column of f32 repeated 4096 times".into();
    columns.src = vec![4, 0];
    let mut planes = permuted("gather", &[1, 0], &[size / 12, 3], 1);
    planes.name = "interleaved u8 to 3 planes".into();
    let mut pixels = permuted("gather", &[1, 0], &[3, size / 12], 1);
    pixels.name = "3 planes of u8 interleaved".into();
    let mut square = permuted("gather", &[1, 0], &[4096, size / 4 / 4096 / 1024 * 1024], 4);
    square.name = "transpose at strides of powers of two".into();
    let mut odd = permuted("gather", &[1, 0], &[4001, 6007], 4);
    odd.name = "transpose of 4001 x 6007 f32, destination off by 4".into();
    odd.dst_offset = 4;
    cases.extend([rows, columns, planes, pixels, square, odd]);
    cases
}

/// Runs of a few items, in rows that are a little longer.
pub(crate) fn runs(quick: bool) -> Vec<Case> {
    let size: usize = if quick { 48 << 20 } else { 96 << 20 };
    let mut cases = Vec::new();
    for run in [3_usize, 4, 5, 8, 12, 16, 20, 40, 80] {
        let n = size / 4 / run;
        let mut case = permuted("runs", &[0, 1], &[n, run], 4);
        case.name = format!("{run} of every {} f32", run + 5);
        case.src = vec![4 * (run + 5).cast_signed(), 4];
        cases.push(case);
        let side = (n as f64).sqrt() as usize;
        let mut case = permuted("runs", &[1, 0, 2], &[side, side, run], 4);
        case.name = format!("transpose of runs of {run} f32");
        cases.push(case);
    }
    let step = if quick { 3 } else { 1 };
    cases.into_iter().step_by(step).collect()
}
