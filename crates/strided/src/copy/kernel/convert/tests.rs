//! Any layouts, in every way of every machine, against the oracle of `convert`.
#![allow(unsafe_code, reason = "programs are carried out in every way")]

use std::vec;
use std::vec::Vec;

use proptest::prelude::*;

use super::{Crew, How, Leaf};
use crate::convert::tests::oracle;
use crate::copy::Steps;
use crate::{Buffer, Layout, Order, View};
#[cfg(feature = "rayon")]
use crate::{Spec, ViewMut};
use memoryview_format::{Format, Scalar};

/// An axis: its length, the source's step in items, whether the destination runs backward, its gaps, and where it stands among the others.
type Axis = (usize, isize, bool, usize, u64);

fn layouts(axes: &[Axis], from: usize, to: usize, gap: usize) -> (Layout, Layout) {
    let shape: Vec<usize> = axes
        .iter()
        .map(|a| match axes.len() {
            0..=1 => a.0 * 20,
            2 => a.0,
            _ => a.0 % 13,
        })
        .collect();
    let mut order: Vec<usize> = (0..axes.len()).collect();
    order.sort_by_key(|&k| axes[k].4);
    let (mut src, mut dst) = (vec![0; shape.len()], vec![0; shape.len()]);
    let mut step = (to + gap) as isize;
    for &k in order.iter().rev() {
        dst[k] = if axes[k].2 { -step } else { step };
        step *= (shape[k].max(1) * axes[k].3) as isize;
    }
    let mut step = from as isize;
    for k in (0..shape.len()).rev() {
        src[k] = step * axes[k].1;
        step *= shape[k].max(1) as isize * axes[k].1.abs().max(1);
    }
    let place = |strides: &[isize], size| {
        let start = Layout::new(&shape, strides, 0, size).unwrap().reach();
        Layout::new(&shape, strides, start.map_or(0, |r| -r.start), size).unwrap()
    };
    (place(&src, from), place(&dst, to))
}

fn check(
    from: Scalar,
    to: Scalar,
    layouts: &(Layout, Layout),
    scale: Option<(f64, f64)>,
    odd: usize,
) {
    let end = |layout: &Layout| layout.reach().map_or(0, |r| r.end as usize);
    let (src, dst) = layouts;
    let count = end(src) / from.size() + 1;
    let mut data = vec![0; odd];
    data.extend(oracle::bytes(from, count, odd as u64 + 1));
    let steps = Steps::between(from, to, scale).unwrap();
    let leaf = Leaf {
        steps,
        src: 0,
        dst: 0,
        axes: Vec::new(),
    };
    for (portable, stream) in [(false, false), (false, true), (true, false), (true, true)] {
        let how = How { portable, stream };
        let mut ours = vec![0xA5; end(dst) + 256];
        let start = 64 + ours.as_ptr().align_offset(64) + odd;
        // SAFETY: the layouts' bytes were just allocated.
        unsafe {
            leaf.run_as(
                how,
                Crew::One,
                (data[odd..].as_ptr(), src),
                (ours[start..].as_mut_ptr(), dst),
            );
        }
        let mut rest = ours.clone();
        for (s, d) in src.offsets().zip(dst.offsets()) {
            let (s, d) = (odd + s as usize, start + d as usize);
            let theirs = oracle::convert(&data[s..s + from.size()], from, to, scale);
            let item = &ours[d..d + to.size()];
            assert!(
                oracle::same(item, &theirs, to),
                "{from:?} to {to:?}, {scale:?}, {how:?}, {odd} bytes off: {:02x?} became {item:02x?}, not {theirs:02x?}\n{src:?}\n{dst:?}",
                &data[s..s + from.size()]
            );
            rest[d..d + to.size()].fill(0xA5);
        }
        assert!(
            rest.iter().all(|&byte| byte == 0xA5),
            "bytes between the items of {dst:?}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_layout(
        axes in prop::collection::vec((0_usize..70, -2_isize..3, any::<bool>(), 1_usize..3, any::<u64>()), 0..5),
        pair in (0_usize..28, 0_usize..28),
        gap in prop::sample::select(vec![0_usize, 0, 0, 1, 8]),
        odd in 0_usize..3,
        scale in prop::sample::select(vec![None, None, Some((1.5, -3.0))]),
    ) {
        let scalars = oracle::scalars();
        let (from, to) = (scalars[pair.0], scalars[pair.1]);
        check(from, to, &layouts(&axes, from.size(), to.size(), gap), scale, odd);
    }

    /// Without gaps, so that tiles are chosen.
    #[test]
    fn any_transposition(
        axes in prop::collection::vec((1_usize..70, Just(1_isize), any::<bool>(), Just(1_usize), any::<u64>()), 2..5),
        pair in (0_usize..28, 0_usize..28),
        odd in 0_usize..2,
    ) {
        let scalars = oracle::scalars();
        let (from, to) = (scalars[pair.0], scalars[pair.1]);
        check(from, to, &layouts(&axes, from.size(), to.size(), 0), None, odd);
    }
}

/// Every pair of types, one item after the other and turned round: no loop of either machine is left to chance.
#[test]
fn every_pair_in_every_way() {
    for from in oracle::scalars() {
        for to in oracle::scalars() {
            for step in [1, -1] {
                let axes = [(2, step, false, 1, 0)];
                let layouts = layouts(&axes, from.size(), to.size(), 0);
                for scale in [None, Some((1.5, -3.0))] {
                    check(from, to, &layouts, scale, 1);
                }
            }
        }
    }
}

/// A NaN keeps its sign and the upper part of its payload, and is quiet: in the portable loop as by the machine's instruction.
#[test]
fn halves_of_what_is_no_number() {
    let bits = [
        0x7F80_0001_u32,
        0x7F80_2000,
        0x7FC0_0000,
        0xFFA1_2345,
        0x7FD5_5555,
        u32::MAX,
    ];
    let wanted = bits.map(|b| (b >> 16 & 0x8000 | 0x7E00 | b >> 13 & 0x03FF) as u16);
    let singles = bits.map(f32::from_bits);
    assert_eq!(singles.map(super::loops::half_of), wanted);
    // Enough of them for the loop over several at once.
    let many = singles.repeat(8);
    let half: Format = if cfg!(target_endian = "big") {
        ">e"
    } else {
        "<e"
    }
    .parse()
    .unwrap();
    let view = View::from_slice(&many);
    let halves = view
        .convert_to(&half)
        .casting(crate::Casting::Unsafe)
        .to_buffer(Order::C)
        .unwrap();
    assert_eq!(
        halves.to_bytes(Order::C).unwrap(),
        bytemuck::cast_slice::<u16, u8>(&wanted.repeat(8))
    );
}

/// Floats around every power of two, and those that are no numbers.
fn around_powers() -> Vec<f64> {
    let powers = (-2..66).map(|k| 2_f64.powi(k));
    let near = powers.flat_map(|p| {
        let (p32, half) = (p as f32, p + 0.5);
        let single = [p32.next_down(), p32.next_up()].map(f64::from);
        [
            p.next_down(),
            p,
            p.next_up(),
            half,
            p - 0.5,
            single[0],
            single[1],
        ]
    });
    let mut all: Vec<f64> = near.flat_map(|x| [x, -x]).collect();
    all.extend([
        f64::NAN,
        -f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        0.0,
        -0.0,
    ]);
    all
}

/// `as` saturates too.
macro_rules! saturates {
    ($values:ident: $from:ident to $($to:ident)*) => {$({
        let theirs: Vec<$to> = $values.iter().map(|&x| x as $to).collect();
        let view = crate::View::from_slice(&$values);
        let unsafely = crate::Casting::Unsafe;
        let ours = view.convert::<$to>().casting(unsafely).to_vec(crate::Order::C).unwrap();
        let wrong = (0..ours.len()).find(|&i| ours[i] != theirs[i]);
        assert_eq!(wrong.map(|i| ($values[i], ours[i], theirs[i])), None);
        // Turned round: not one after the other on the source's side.
        let back = view.flip(0).unwrap();
        let ours = back.convert::<$to>().casting(unsafely).to_vec(crate::Order::C).unwrap();
        assert!(ours.iter().eq(theirs.iter().rev()), "{} to {}, turned round", stringify!($from), stringify!($to));
    })*};
}

#[test]
fn floats_stop_at_the_bounds_of_integers() {
    let values = around_powers();
    // Each by itself among small ones, and each many times: blocks are converted otherwise where one number is large.
    for (times, small) in [(1, 0), (1, 3), (40, 0)] {
        let doubles: Vec<f64> = values
            .iter()
            .flat_map(|&x| {
                core::iter::repeat_n(x, times).chain((0..small).map(|i| f64::from(i) - 0.75))
            })
            .collect();
        let singles: Vec<f32> = doubles.iter().map(|&x| x as f32).collect();
        saturates!(doubles: f64 to u8 i8 u16 i16 u32 i32 u64 i64);
        saturates!(singles: f32 to u8 i8 u16 i16 u32 i32 u64 i64);
    }
}

/// One record of more bytes than one thread is given: it is never cut, for no part of it is an item.
#[cfg(feature = "rayon")]
#[test]
fn one_large_record_is_not_cut() {
    const N: usize = 200_000;
    let from: Format = std::format!("T{{({N})i:a:({N})h:b:}}").parse().unwrap();
    let to: Format = std::format!("T{{({N})d:a:({N})i:b:}}").parse().unwrap();
    let mut data: Vec<u8> = (0..N as i32).flat_map(i32::to_ne_bytes).collect();
    data.extend((0..N).flat_map(|k| (k as i16).to_ne_bytes()));
    let view = View::from_bytes(&data, &Spec::from_format(from)).unwrap();
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(3)
        .build()
        .unwrap();
    let theirs = view.convert_to(&to).to_buffer(Order::C).unwrap();
    let ours = pool.install(|| view.convert_to(&to).par_to_buffer(Order::C));
    let ours = ours.unwrap();
    assert!(ours.to_bytes(Order::C).unwrap() == theirs.to_bytes(Order::C).unwrap());
}

/// Texts of 3 bytes from one half of a memory to the other: the halves share an address to count from, and no byte.
#[cfg(feature = "rayon")]
#[test]
fn copies_within_one_memory_are_not_in_place() {
    const N: usize = 1 << 20;
    let text: Format = "3s".parse().unwrap();
    let mut data: Vec<u8> = (0..6 * N).map(|k| (k % 251) as u8).collect();
    let before = data[..3 * N].to_vec();
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(3)
        .build()
        .unwrap();
    let all =
        ViewMut::from_bytes(&mut data, &Spec::from_format(text.clone()).shape([2 * N])).unwrap();
    let (from, to) = all.split_at(0, N).unwrap();
    pool.install(|| from.convert_to(&text).par_write_into(to))
        .unwrap();
    assert!(data[3 * N..] == before);
}

/// Bytes become complex numbers that overlap, one byte apart: nothing is written behind the last one.
#[test]
fn overlapping_items_end_where_the_last_one_does() {
    const N: usize = 100;
    for format in ["<Zf", ">Zf"] {
        let format: Format = format.parse().unwrap();
        let mut buffer = Buffer::from_vec(vec![0xA5_u8; 8 * N]);
        let all = buffer.foreign_mut().unwrap();
        let some = all
            .reinterpret(&format)
            .unwrap()
            .as_strided(&[N], &[1], 0)
            .unwrap();
        let ones = View::from_slice(&[1_u8; N]);
        ones.convert_to(&format).write_into(&some).unwrap();
        let bytes = buffer.to_bytes(Order::C).unwrap();
        assert!(bytes[N + 7..].iter().all(|&byte| byte == 0xA5), "{format}");
    }
}

/// Records without bytes, more than could be counted one by one.
#[test]
fn many_items_become_nothing() {
    let many = View::from_slice(&[1_u8])
        .reinterpret(&"T{B:a:}".parse().unwrap())
        .unwrap();
    let length = 1 << (usize::BITS - 4);
    let many = many.broadcast_to(&[length]).unwrap();
    let none = many
        .convert_to(&"T{}".parse().unwrap())
        .subset()
        .to_buffer(Order::C)
        .unwrap();
    assert_eq!((none.shape(), none.nbytes()), (&[length][..], 0));
}
