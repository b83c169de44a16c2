//! What does reading all items cost, against `ndarray`?
//!
//! `cargo bench -p memoryview-bench --bench iteration`. The lines of a group do the same work on the same numbers; the ratios are the figures to quote.
#![allow(
    missing_docs,
    reason = "the macros of criterion write functions without"
)]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use memoryview::{Be, Buffer, View};
use ndarray::{Array2, ArrayD, Axis};

const SIDE: usize = 4096;
const ITEMS: usize = 1 << 20;

fn floats(n: usize) -> Vec<f32> {
    (0..n).map(|i| (i % 1000) as f32 * 0.25 - 100.0).collect()
}

fn sums(c: &mut Criterion) {
    let data = floats(SIDE * SIDE);
    let view = View::from_slice(&data).reshape([SIDE, SIDE]).unwrap();
    let array = Array2::from_shape_vec((SIDE, SIDE), data.clone())
        .unwrap()
        .into_dyn();
    let mut group = c.benchmark_group("sum of 4096 x 4096 f32");
    group.throughput(Throughput::Elements((SIDE * SIDE) as u64));
    group.sample_size(20);
    let transposed = view.transpose();
    group.bench_function("memoryview, contiguous", |b| {
        b.iter(|| black_box(&view).sum_as::<f32>().unwrap())
    });
    group.bench_function("memoryview, transposed", |b| {
        b.iter(|| black_box(&transposed).sum_as::<f32>().unwrap())
    });
    group.bench_function("memoryview, transposed, into f64", |b| {
        b.iter(|| black_box(&transposed).sum_as::<f64>().unwrap())
    });
    group.bench_function("memoryview, transposed, by fold_as", |b| {
        b.iter(|| {
            black_box(&transposed)
                .fold_as(|| 0.0, |a, x: f32| a + x, |a, b| a + b)
                .unwrap()
        })
    });
    let flipped = array.t();
    group.bench_function("ndarray, contiguous", |b| {
        b.iter(|| black_box(&array).sum())
    });
    group.bench_function("ndarray, transposed", |b| {
        b.iter(|| black_box(&flipped).sum())
    });
    group.bench_function("ndarray, transposed, by iterator", |b| {
        b.iter(|| black_box(&flipped).iter().sum::<f32>())
    });
    group.finish();
}

/// Long lines and short ones, many and few of them, along each side.
const FOLDED: [(&[usize], usize); 6] = [
    (&[SIDE, SIDE], 0),
    (&[SIDE, SIDE], 1),
    (&[128, 128], 1),
    (&[1 << 21, 8], 1),
    (&[8, 1 << 21], 0),
    (&[256, 256, 256], 0),
];

fn axes(c: &mut Criterion) {
    let data = floats(SIDE * SIDE);
    for (shape, axis) in FOLDED {
        let items = shape.iter().product();
        let view = View::from_slice(&data[..items]).reshape(shape).unwrap();
        let array = ArrayD::from_shape_vec(shape, data[..items].to_vec()).unwrap();
        let mut group = c.benchmark_group(format!("f32 of shape {shape:?} along axis {axis}"));
        group.throughput(Throughput::Elements(items as u64));
        group.sample_size(20);
        group.bench_function("memoryview, sum", |b| {
            b.iter(|| black_box(&view).sum_axis::<f32>(axis).unwrap())
        });
        group.bench_function("ndarray, sum", |b| {
            b.iter(|| black_box(&array).sum_axis(Axis(axis)))
        });
        group.bench_function("memoryview, max, NaN stays", |b| {
            b.iter(|| black_box(&view).max_axis::<f32>(axis).unwrap())
        });
        group.bench_function("ndarray, max by fold_axis, NaN is passed over", |b| {
            b.iter(|| black_box(&array).fold_axis(Axis(axis), f32::NEG_INFINITY, |&a, &x| a.max(x)))
        });
        group.finish();
    }
}

fn iterators(c: &mut Criterion) {
    let data = floats(ITEMS);
    let big: Vec<Be<f32>> = data.iter().map(|&x| Be::new(x)).collect();
    let native: Vec<f64> = data.iter().map(|&x| x.into()).collect();
    let view = View::from_slice(&big).reshape([ITEMS / 64, 64]).unwrap();
    let array = ArrayD::from_shape_vec(vec![ITEMS / 64, 64], native.clone()).unwrap();
    let typed = View::from_slice(&native).reshape([ITEMS / 64, 64]).unwrap();
    let typed = typed.typed::<f64>().unwrap();
    let mut group = c.benchmark_group("iterate over 1 Mi items");
    group.throughput(Throughput::Elements(ITEMS as u64));
    group.bench_function("memoryview, big-endian f32 as f64, sum", |b| {
        b.iter(|| black_box(&view).iter_as::<f64>().unwrap().sum::<f64>())
    });
    group.bench_function("memoryview, typed f64, sum", |b| {
        b.iter(|| black_box(&typed).iter().sum::<f64>())
    });
    group.bench_function("ndarray, native f64, sum", |b| {
        b.iter(|| black_box(&array).iter().sum::<f64>())
    });
    group.bench_function("memoryview, big-endian f32 as f64, for", |b| {
        b.iter(|| {
            let mut sum = 0.0;
            for x in black_box(&view).iter_as::<f64>().unwrap() {
                sum += x;
            }
            sum
        })
    });
    group.bench_function("ndarray, native f64, for", |b| {
        b.iter(|| {
            let mut sum = 0.0;
            for x in black_box(&array) {
                sum += x;
            }
            sum
        })
    });
    let (turned, flipped) = (typed.transpose(), array.t());
    group.bench_function("memoryview, typed f64, transposed, for", |b| {
        b.iter(|| {
            let mut sum = 0.0;
            for x in black_box(&turned).iter() {
                sum += x;
            }
            sum
        })
    });
    group.bench_function("ndarray, native f64, transposed, for", |b| {
        b.iter(|| {
            let mut sum = 0.0;
            for x in black_box(&flipped) {
                sum += x;
            }
            sum
        })
    });
    group.finish();
}

fn equality(c: &mut Criterion) {
    let data = floats(ITEMS);
    let native: Vec<f64> = data.iter().map(|&x| x.into()).collect();
    let big: Vec<Be<f32>> = data.iter().map(|&x| Be::new(x)).collect();
    let singles = View::from_slice(&data).reshape([1024, 1024]).unwrap();
    let doubles = View::from_slice(&native).reshape([1024, 1024]).unwrap();
    let swapped = View::from_slice(&big).reshape([1024, 1024]).unwrap();
    let columns = Buffer::from_vec(
        singles
            .transpose()
            .to_vec::<f32>(Default::default())
            .unwrap(),
    );
    let columns = columns.reshape([1024, 1024]).unwrap().transpose();
    let copy = data.clone();
    let again = View::from_slice(&copy).reshape([1024, 1024]).unwrap();
    let (a, b) = (
        Array2::from_shape_vec((1024, 1024), data.clone())
            .unwrap()
            .into_dyn(),
        Array2::from_shape_vec((1024, 1024), copy.clone())
            .unwrap()
            .into_dyn(),
    );
    let turned = Array2::from_shape_vec(
        (1024, 1024),
        columns.to_vec::<f32>(memoryview::Order::F).unwrap(),
    )
    .unwrap();
    let turned = turned.t().into_dyn();
    let mut group = c.benchmark_group("equality of 1 Mi items");
    group.throughput(Throughput::Elements(ITEMS as u64));
    group.bench_function("memoryview, f32 against f64", |b| {
        b.iter(|| assert!(black_box(&singles) == black_box(&doubles)))
    });
    group.bench_function("memoryview, f32 against big-endian f32", |b| {
        b.iter(|| assert!(black_box(&singles) == black_box(&swapped)))
    });
    group.bench_function("memoryview, f32 against f32", |b| {
        b.iter(|| assert!(black_box(&singles) == black_box(&again)))
    });
    group.bench_function("memoryview, f32 against f32, C and F order", |b| {
        b.iter(|| assert!(black_box(&singles) == black_box(&columns)))
    });
    group.bench_function("ndarray, f32 against f32", |bench| {
        bench.iter(|| assert!(black_box(&a) == black_box(&b)))
    });
    group.bench_function("ndarray, f32 against f32, C and F order", |bench| {
        bench.iter(|| assert!(black_box(&a) == black_box(&turned)))
    });
    group.finish();
}

criterion_group!(benches, sums, axes, iterators, equality);
criterion_main!(benches);
