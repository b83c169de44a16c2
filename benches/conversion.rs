//! What do views and arrays of `ndarray` cost each other, without a copy and with one?
//!
//! `cargo bench -p memoryview-bench --bench conversion`. The targets: a view as an `ArrayViewD` within 40 ns; a transposed 4096 x 4096 `f32` in standard layout at least 15
//! times as fast as `as_standard_layout().into_owned()`, on one thread; packed big-endian records as structs at half of `memcpy`'s bandwidth or more. Where fresh memory is
//! filled, so it is by `memcpy` and by `ndarray`; "into" means memory that was there. Bandwidths count bytes read plus written.
#![allow(
    missing_docs,
    reason = "the macros of criterion write functions without"
)]

use std::hint::black_box;
use std::time::Duration;

use criterion::{
    BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main, measurement::WallTime,
};
use memoryview::ndarray::{
    AsNdarray, AsNdarrayMut, AsView, ConvertToArray, IntoBuffer, ToArray, TryIntoArray,
};
use memoryview::{Be, Casting, Element, Order, Slice, Spec, View, ViewMut};
use ndarray::{Array1, Array2, ArrayD, ArrayViewD, Ix1, Ix2, Ix4, IxDyn};

/// Without a copy: nanoseconds.
fn lending(c: &mut Criterion) {
    let data: Vec<f32> = (0..4096).map(|i| i as f32).collect();
    let view = View::from_slice(&data).reshape([8, 8, 8, 8]).unwrap();
    let flipped = view.slice((.., Slice::REV)).unwrap().transpose();
    let mut group = c.benchmark_group("4-D view as an array view");
    group.bench_function("IxDyn", |b| {
        b.iter(|| {
            black_box(&black_box(&view).as_ndarray::<f32, IxDyn>().unwrap());
        })
    });
    let plane = View::from_slice(&data).reshape([64, 64]).unwrap();
    group.bench_function("IxDyn, of a 2-D view", |b| {
        b.iter(|| {
            black_box(&black_box(&plane).as_ndarray::<f32, IxDyn>().unwrap());
        })
    });
    group.bench_function("IxDyn, one axis backwards", |b| {
        b.iter(|| {
            black_box(&black_box(&flipped).as_ndarray::<f32, IxDyn>().unwrap());
        })
    });
    group.bench_function("Ix4", |b| {
        b.iter(|| {
            black_box(&black_box(&view).as_ndarray::<f32, Ix4>().unwrap());
        })
    });
    group.bench_function("ndarray: ArrayViewD::from_shape of a slice", |b| {
        b.iter(|| {
            black_box(
                &ArrayViewD::from_shape(IxDyn(black_box(&[8, 8, 8, 8])), black_box(&data)).unwrap(),
            );
        })
    });
    let mut copy = data.clone();
    let mut unique = ViewMut::from_slice(&mut copy)
        .reshape([8, 8, 8, 8])
        .unwrap();
    group.bench_function("IxDyn, to write", |b| {
        b.iter(|| {
            black_box(
                &black_box(&mut unique)
                    .as_ndarray_mut::<f32, IxDyn>()
                    .unwrap(),
            );
        })
    });
    group.finish();
    let array = ArrayD::from_shape_vec(IxDyn(&[8, 8, 8, 8]), data.clone()).unwrap();
    let fixed = array.clone().into_dimensionality::<Ix4>().unwrap();
    let mut group = c.benchmark_group("4-D array as a view");
    group.bench_function("IxDyn", |b| {
        b.iter(|| {
            black_box(&black_box(&array).as_view().unwrap());
        })
    });
    group.bench_function("Ix4", |b| {
        b.iter(|| {
            black_box(&black_box(&fixed).as_view().unwrap());
        })
    });
    group.bench_function("through a Buffer and back", |b| {
        let mut array = Some(fixed.clone());
        b.iter(|| {
            let buffer = array.take().unwrap().into_buffer().unwrap();
            array = Some(buffer.try_into_array::<f32, Ix4>().unwrap());
        });
    });
    group.finish();
}

/// A group of long runs: few samples, bytes read plus written.
fn long<'c>(c: &'c mut Criterion, name: &str, bytes: usize) -> BenchmarkGroup<'c, WallTime> {
    let mut group = c.benchmark_group(name);
    group
        .sample_size(10)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1));
    group.throughput(Throughput::Bytes(bytes as u64));
    group
}

fn relayout(c: &mut Criterion) {
    const N: usize = 4096;
    let data: Vec<f32> = (0..N * N).map(|i| i as f32).collect();
    let array = Array2::from_shape_vec((N, N), data).unwrap();
    let view = array.as_view().unwrap().transpose();
    let mut group = long(
        c,
        "transposed 4096 x 4096 f32 in standard layout",
        2 * 4 * N * N,
    );
    group.bench_function("memcpy of as many bytes", |b| {
        b.iter(|| array.as_slice().unwrap().to_vec())
    });
    group.bench_function("memoryview", |b| {
        b.iter(|| view.to_array::<f32, Ix2>(Order::C).unwrap())
    });
    group.bench_function("memoryview, par", |b| {
        b.iter(|| view.par_to_array::<f32, Ix2>(Order::C).unwrap())
    });
    group.bench_function("ndarray", |b| {
        b.iter(|| array.t().as_standard_layout().into_owned())
    });
    let mut target = Array2::<f32>::zeros((N, N));
    group.bench_function("memoryview, into", |b| {
        b.iter(|| view.assign_to(black_box(&mut target)).unwrap())
    });
    group.bench_function("memoryview, par, into", |b| {
        b.iter(|| view.par_assign_to(black_box(&mut target)).unwrap())
    });
    group.bench_function("ndarray, into", |b| {
        b.iter(|| black_box(&mut target).assign(&array.t()))
    });
    group.finish();
    let mut group = long(
        c,
        "transposed 4096 x 4096 f32 as f64 in standard layout",
        12 * N * N,
    );
    group.bench_function("memoryview", |b| {
        b.iter(|| view.convert::<f64>().to_array::<Ix2>(Order::C).unwrap())
    });
    group.bench_function("memoryview, par", |b| {
        b.iter(|| view.convert::<f64>().par_to_array::<Ix2>(Order::C).unwrap())
    });
    group.bench_function("ndarray", |b| {
        b.iter(|| array.t().as_standard_layout().mapv(f64::from))
    });
    group.finish();
}

/// A packed record as instruments write it, and the struct that a program wants.
#[derive(Clone, Copy, Element)]
#[repr(C)]
struct Sample {
    time: u64,
    x: f64,
    y: f32,
    channel: u16,
    flags: u16,
}

#[derive(Clone, Copy, Element)]
#[repr(C, packed)]
struct Packed {
    channel: Be<u16>,
    time: Be<u64>,
    x: Be<f64>,
    y: Be<f32>,
    flags: Be<u16>,
}

fn records(c: &mut Criterion) {
    const N: usize = 1 << 21;
    let bytes: Vec<u8> = (0..N * size_of::<Packed>())
        .map(|i| (i * 37 % 251) as u8)
        .collect();
    let spec = Spec::of::<Packed>();
    let view = View::from_bytes(&bytes, &spec).unwrap();
    let mut group = long(
        c,
        "2 Mi packed big-endian records of 24 bytes",
        2 * bytes.len(),
    );
    group.bench_function("memcpy", |b| b.iter(|| black_box(&bytes).to_vec()));
    group.bench_function("as structs", |b| {
        b.iter(|| view.convert::<Sample>().to_array::<Ix1>(Order::C).unwrap())
    });
    group.bench_function("as structs, par", |b| {
        b.iter(|| {
            view.convert::<Sample>()
                .par_to_array::<Ix1>(Order::C)
                .unwrap()
        })
    });
    let mut memory = bytes.clone();
    group.bench_function("memcpy, into", |b| {
        b.iter(|| black_box(&mut memory).copy_from_slice(black_box(&bytes)))
    });
    let mut target = view.convert::<Sample>().to_array::<Ix1>(Order::C).unwrap();
    group.bench_function("as structs, into", |b| {
        b.iter(|| {
            view.convert::<Sample>()
                .assign_to(black_box(&mut target))
                .unwrap()
        })
    });
    let unpack = |p: &Packed| Sample {
        time: { p.time }.get(),
        x: { p.x }.get(),
        y: { p.y }.get(),
        channel: { p.channel }.get(),
        flags: { p.flags }.get(),
    };
    let packed = view.as_ndarray::<Packed, Ix1>().unwrap();
    group.bench_function("as structs, by getters", |b| {
        b.iter(|| black_box(&packed).map(unpack))
    });
    group.bench_function("as structs, by getters, into", |b| {
        b.iter(|| black_box(&mut target).zip_mut_with(black_box(&packed), |s, p| *s = unpack(p)));
    });
    group.finish();
    // Of a field, the lines that it is in are read: as many as the records have here.
    let x = view.field("x").unwrap();
    let mut group = long(
        c,
        "one f64 of each of 2 Mi packed big-endian records",
        bytes.len() + 8 * N,
    );
    group.bench_function("memcpy of as many bytes", |b| {
        b.iter(|| black_box(&bytes)[..bytes.len() / 2 + 4 * N].to_vec())
    });
    group.bench_function("to_array", |b| {
        b.iter(|| x.to_array::<f64, Ix1>(Order::C).unwrap())
    });
    let mut target = Array1::<f64>::zeros(N);
    group.bench_function("assign_to", |b| {
        b.iter(|| x.assign_to(black_box(&mut target)).unwrap())
    });
    group.bench_function("par_assign_to", |b| {
        b.iter(|| x.par_assign_to(black_box(&mut target)).unwrap())
    });
    group.finish();
}

fn mostly_right(c: &mut Criterion) {
    let data: Vec<f32> = (0..1 << 20).map(|i| i as f32).collect();
    let view = View::from_slice(&data).reshape([1024, 1024]).unwrap();
    let swapped = view.reinterpret(&">f".parse().unwrap()).unwrap();
    let mut group = long(c, "1 Mi f32 as an array or a conversion", 8 << 20);
    group.bench_function("as they lie", |b| {
        b.iter(|| {
            view.as_array_or_convert::<f32, Ix2>(Casting::Equiv)
                .unwrap()
        })
    });
    group.bench_function("big-endian", |b| {
        b.iter(|| {
            swapped
                .as_array_or_convert::<f32, Ix2>(Casting::Equiv)
                .unwrap()
        })
    });
    group.bench_function("memcpy", |b| b.iter(|| black_box(&data).to_vec()));
    group.finish();
}

criterion_group!(benches, lending, relayout, records, mostly_right);
criterion_main!(benches);
