//! From which size on do two threads pay, and how much?
//!
//! `cargo bench -p memoryview-bench --bench parallel`: copies and conversions from 4 KiB to 1 GiB (the source; `MEMORYVIEW_BENCH_MAX_MIB` makes it less) on one thread and on two.
//! The memory was touched before. Bandwidths count bytes read plus written.
#![allow(
    missing_docs,
    reason = "the macros of criterion write functions without"
)]

use std::hint::black_box;
use std::time::Duration;

use criterion::{
    BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main,
    measurement::WallTime,
};
use memoryview::View;
use memoryview::ndarray::{AsViewMut, ConvertToArray, ToArray};
use ndarray::Array1;

/// The sizes of the source in bytes.
fn sizes() -> impl Iterator<Item = usize> {
    let most = std::env::var("MEMORYVIEW_BENCH_MAX_MIB").ok();
    let most = most
        .and_then(|text| text.parse().ok())
        .unwrap_or(1024_usize)
        << 20;
    (12..=30)
        .step_by(3)
        .map(|power| 1 << power)
        .filter(move |&size| size <= most)
}

fn short(group: &mut BenchmarkGroup<'_, WallTime>) {
    group
        .sample_size(10)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(600));
}

/// One thread, two threads (in a pool of two), and `memcpy`.
fn both<'a>(
    group: &mut BenchmarkGroup<'_, WallTime>,
    size: usize,
    pool: &rayon::ThreadPool,
    mut one: impl FnMut() + Send + 'a,
    mut two: impl FnMut() + Send + 'a,
) {
    group.bench_function(BenchmarkId::new("1 thread", size), |b| b.iter(&mut one));
    // In the pool all along: what is timed is the work, not the way there.
    group.bench_function(BenchmarkId::new("2 threads", size), |b| {
        pool.install(|| b.iter(&mut two))
    });
}

fn transpose(c: &mut Criterion) {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(2)
        .build()
        .unwrap();
    let mut group = c.benchmark_group("transpose of square f32");
    short(&mut group);
    for size in sizes() {
        let n = (size / 4).isqrt();
        let data = vec![1.5_f32; n * n];
        let view = View::from_slice(&data).reshape([n, n]).unwrap().transpose();
        let (mut first, mut second) = (Array1::<f32>::zeros(n * n), Array1::<f32>::zeros(n * n));
        group.throughput(Throughput::Bytes(8 * (n * n) as u64));
        group.bench_function(BenchmarkId::new("memcpy", size), |b| {
            b.iter(|| black_box(first.as_slice_mut().unwrap()).copy_from_slice(black_box(&data)));
        });
        let mut first = first.into_shape_with_order((n, n)).unwrap();
        let mut second = second.view_mut().into_shape_with_order((n, n)).unwrap();
        let (one, two) = (
            || view.assign_to(black_box(&mut first)).unwrap(),
            || {
                second
                    .as_view_mut()
                    .unwrap()
                    .par_assign(black_box(&view))
                    .unwrap()
            },
        );
        both(&mut group, size, &pool, one, two);
    }
    group.finish();
}

fn conversion(c: &mut Criterion) {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(2)
        .build()
        .unwrap();
    let mut group = c.benchmark_group("big-endian i16 to scaled f32");
    short(&mut group);
    for size in sizes() {
        let data = vec![7_u8; size];
        let view = View::from_bytes(&data, &">i2".parse().unwrap()).unwrap();
        let (mut first, mut second) = (
            Array1::<f32>::zeros(size / 2),
            Array1::<f32>::zeros(size / 2),
        );
        group.throughput(Throughput::Bytes(3 * size as u64));
        let (one, two) = (
            || {
                view.convert::<f32>()
                    .scale(0.5, 1.0)
                    .assign_to(black_box(&mut first))
                    .unwrap()
            },
            || {
                view.convert::<f32>()
                    .scale(0.5, 1.0)
                    .par_assign_to(black_box(&mut second))
                    .unwrap()
            },
        );
        both(&mut group, size, &pool, one, two);
    }
    group.finish();
}

criterion_group!(benches, transpose, conversion);
criterion_main!(benches);
