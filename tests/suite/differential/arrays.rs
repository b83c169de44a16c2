//! Which arrays and chains of transforms is NumPy asked about?

use memoryview::{Key, Order, Spec, View};

use super::show::{crc, csv, memory};
use super::views::{flags, read_strides, slice};
use super::{Case, case};
use crate::effort::Random;

/// A view that fits the memory, mostly: its numbers and specification.
fn start(random: &mut Random) -> (String, Spec) {
    let itemsize = random.pick(&[1_usize, 2, 4, 8]);
    let ndim = random.below(5);
    let shape: Vec<usize> = (0..ndim)
        .map(|_| random.pick(&[0, 1, 1, 2, 2, 3, 3, 4, 5, 6]))
        .collect();
    let mut strides: Vec<isize> = if random.one_in(2) {
        let mut stride = itemsize.cast_signed();
        let mut packed: Vec<isize> = shape
            .iter()
            .rev()
            .map(|&n| {
                let this = stride;
                stride *= n.max(1).cast_signed();
                this
            })
            .collect();
        packed.reverse();
        packed
    } else {
        (0..ndim).map(|_| random.within(-40, 41)).collect()
    };
    if random.one_in(3) && ndim > 1 {
        let (a, b) = (random.below(ndim), random.below(ndim));
        strides.swap(a, b);
    }
    let low: isize = shape
        .iter()
        .zip(&strides)
        .map(|(&n, &s)| (n.cast_signed() - 1) * s)
        .filter(|&far| far < 0)
        .sum();
    let offset = if shape.contains(&0) {
        0
    } else {
        random.within(0, 9) - low
    };
    let offset = if random.one_in(30) && !shape.contains(&0) {
        random.within(0, 4200)
    } else {
        offset
    };
    let question = format!("{itemsize}\t{}\t{}\t{offset}", csv(&shape), csv(&strides));
    let spec = Spec::new(["B", "<H", "<I", "<Q"][itemsize.trailing_zeros() as usize]).unwrap();
    (
        question,
        spec.shape(&shape).strides(&strides).offset(offset),
    )
}

fn key(random: &mut Random, ndim: usize) -> String {
    let mut parts: Vec<String> = (0..random.below(ndim + 2))
        .map(|_| match random.below(10) {
            0..3 => random.within(-3, 3).to_string(),
            3 => "None".into(),
            4 => "...".into(),
            _ => slice(random, 5),
        })
        .collect();
    if random.one_in(20) {
        parts.push("...".into());
    }
    if parts.is_empty() {
        "...".into()
    } else {
        parts.join(",")
    }
}

/// One transform of a view of this shape, as its name and arguments.
fn op(random: &mut Random, view: &View<'_>) -> String {
    let ndim = view.ndim();
    let axis = |random: &mut Random| {
        let rank = ndim.cast_signed().max(1);
        if random.one_in(25) {
            random.within(-9, 9)
        } else {
            random.within(-rank, rank)
        }
    };
    match random.below(15) {
        0..4 => format!("slice {}", key(random, ndim)),
        4 => {
            let mut axes: Vec<isize> = (0..ndim.cast_signed()).collect();
            (1..ndim).for_each(|k| axes.swap(k, random.below(k + 1)));
            if random.one_in(9) && ndim > 0 {
                axes[0] = axis(random);
            }
            if ndim == 0 {
                "slice ...".into()
            } else {
                format!("permute {}", csv(&axes))
            }
        }
        5 => format!("flip {}", axis(random)),
        6 if ndim >= 2 => format!(
            "diagonal {},{},{}",
            random.within(-4, 5),
            axis(random),
            axis(random)
        ),
        7 => format!("swap {},{}", axis(random), axis(random)),
        8 => format!("move {},{}", axis(random), axis(random)),
        9 => format!("windows {},{}", axis(random), random.within(1, 5)),
        10 => {
            let grown = view
                .shape()
                .iter()
                .map(|&n| if n == 1 { random.below(4) } else { n });
            let mut shape: Vec<usize> = grown.collect();
            (0..random.below(3)).for_each(|_| shape.insert(0, random.below(4)));
            if random.one_in(9) && !shape.is_empty() {
                shape[0] += 1;
            }
            if shape.is_empty() {
                "slice ...".into()
            } else {
                format!("broadcast {}", csv(&shape))
            }
        }
        11 => {
            let mut left = view.len();
            let mut shape = vec![];
            for divisor in [2, 3, 5, 1, 4] {
                if left > 0 && left.is_multiple_of(divisor) && random.one_in(2) {
                    shape.push(divisor.cast_signed());
                    left /= divisor;
                }
            }
            shape.push(if random.one_in(3) {
                -1
            } else {
                left.cast_signed()
            });
            if random.one_in(9) {
                shape.push(random.within(-2, 4));
            }
            format!("reshape {}", csv(&shape))
        }
        12 => format!(
            "expand {}",
            random.within(-ndim.cast_signed() - 2, ndim.cast_signed() + 2)
        ),
        // NumPy squeezes axis 0 or -1 of an array without axes.
        13 if ndim > 0 => format!("squeeze {}", axis(random)),
        _ => format!("view {}", random.pick(&[1, 2, 4, 8])),
    }
}

/// The method of that name.
fn apply<'a>(view: &View<'a>, op: &str) -> Option<View<'a>> {
    let (name, arguments) = op.split_once(' ').unwrap();
    if name == "slice" {
        return view.slice(arguments.parse::<Key>().ok()?).ok();
    }
    let n: Vec<isize> = arguments.split(',').map(|n| n.parse().unwrap()).collect();
    let lengths = || n.iter().map(|n| n.unsigned_abs()).collect::<Vec<_>>();
    match name {
        "permute" => view.permute(&n),
        "flip" => view.flip(n[0]),
        "diagonal" => view.diagonal(n[0], n[1], n[2]),
        "swap" => view.swap_axes(n[0], n[1]),
        "move" => view.move_axis(n[0], n[1]),
        "windows" => view.sliding_windows(n[0], n[1].unsigned_abs(), 1),
        "broadcast" => view.broadcast_to(&lengths()),
        "reshape" => view.reshape(&n),
        "expand" => view.expand_dims(n[0]),
        "squeeze" => view.squeeze(n[0]),
        "view" => view.reinterpret(
            &["B", "<H", "<I", "<Q"][n[0].trailing_zeros() as usize]
                .parse()
                .unwrap(),
        ),
        other => panic!("{other}"),
    }
    .ok()
}

pub(super) fn chain(random: &mut Random) -> Case {
    let memory = memory();
    let (question, spec) = start(random);
    let mut question = format!("chain\t{question}");
    let Ok(first) = View::from_bytes(&memory, &spec) else {
        return case(question, "!".into());
    };
    let mut view = first.clone();
    let mut end = None;
    for k in 0..1 + random.below(4) {
        let op = op(random, &view);
        question.push('\t');
        question.push_str(&op);
        match apply(&view, &op) {
            Some(next) => view = next,
            None => end = Some(format!("!{k}")),
        }
        if end.is_none() && (view.ndim() > 32 || view.len() > 4096) {
            end = Some(format!("large {k}"));
        }
        if end.is_some() {
            break;
        }
    }
    let ours = end.unwrap_or_else(|| {
        let (c, f) = (
            view.to_bytes(Order::C).unwrap(),
            view.to_bytes(Order::F).unwrap(),
        );
        let shared = u8::from(!first.overlaps(&view).is_no());
        format!(
            "{} {} {} {} {} {shared}",
            csv(view.shape()),
            read_strides(view.layout()),
            flags(view.layout()),
            crc(&c),
            crc(&f)
        )
    });
    case(question, ours)
}

pub(super) fn shares(random: &mut Random) -> Case {
    let memory = memory();
    let ((a, first), (b, second)) = (start(random), start(random));
    let ours = match (
        View::from_bytes(&memory, &first),
        View::from_bytes(&memory, &second),
    ) {
        (Ok(a), Ok(b)) => u8::from(!a.overlaps(&b).is_no()).to_string(),
        _ => "!".into(),
    };
    case(format!("shares\t{a}\t{b}"), ours)
}
